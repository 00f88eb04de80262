//! What a rule reaches: roles, services and concerns, closed; and the rules that a name refers to.

use remit_source::{Diagnostic, Span};
use remit_syntax::ast::{self, Name, RuleRef};

use super::Resolver;
use super::names::Kind;
use crate::codes;
use crate::find::Entity;
use crate::id::{ConcernId, RoleId, RuleId, ServiceId};
use crate::rulebook::{Covers, IdSet};

impl Resolver<'_> {
    /// The roles that a rule is for: all that are one of the named, less those that are left out.
    pub(super) fn whom(&mut self, whom: &ast::For, span: Span) -> Option<IdSet<RoleId>> {
        let named = match &whom.roles {
            Some(names) => {
                let roles = self.roles(names);
                (roles.len() == names.len()).then_some(roles)
            }
            None => Some(self.book.roles.ids().collect()),
        };
        let but = self.roles(&whom.but);
        let complete = but.len() == whom.but.len();
        let (named, but): (IdSet<RoleId>, IdSet<RoleId>) =
            (named?.into_iter().collect(), but.into_iter().collect());
        let fits = |role: RoleId| {
            let is_a = &self.book.roles[role].is_a;
            is_a.meets(&named) && !is_a.meets(&but)
        };
        let roles: IdSet<RoleId> = self.book.roles.ids().filter(|&role| fits(role)).collect();
        if roles.is_empty() && complete && !self.book.roles.is_empty() {
            self.report(
                Diagnostic::error(codes::NOBODY_LEFT, span, "this rule is for nobody")
                    .why("everyone it is for is left out again by `but`")
                    .help("Name fewer roles after `but`."),
            );
        }
        complete.then_some(roles)
    }

    /// Services as named, groups closed.
    pub(super) fn services(&mut self, names: &[Name]) -> IdSet<ServiceId> {
        let mut services = IdSet::default();
        for name in names {
            match self.named(name, Kind::Services) {
                Some(Entity::Service(service)) => services.insert(service),
                Some(Entity::Group(group)) => {
                    let held = self.book.groups[group].services.clone();
                    if held.is_empty() && !self.unsure.contains(&Entity::Group(group)) {
                        let declared = self.book.groups[group].label.span;
                        let message = format!("the group `{}` holds no services", name.node);
                        self.report(
                            Diagnostic::error(codes::WRONG_KIND, name.span, message)
                                .also(declared, "declared here")
                                .help("Name a service, or a group of services."),
                        );
                    }
                    services.extend(&held);
                }
                _ => {}
            }
        }
        services
    }

    pub(super) fn covers(&mut self, covers: &ast::Covers) -> Covers {
        let concerns = if covers.every {
            self.book.concerns.ids().collect()
        } else {
            self.concerns_of(&covers.names)
        };
        Covers { only: covers.only, healthy: covers.healthy, every: covers.every, concerns }
    }

    /// The concerns of some terms, concerns and groups.
    pub(super) fn concerns_of(&mut self, names: &[Name]) -> IdSet<ConcernId> {
        let mut concerns = IdSet::default();
        for name in names {
            let found = match self.named(name, Kind::Coverable) {
                Some(Entity::Term(term)) => self.book.terms[term].concern.into_iter().collect(),
                Some(Entity::Concern(concern)) => IdSet::from_iter([concern]),
                Some(Entity::Group(group)) => self.book.groups[group].concerns.clone(),
                _ => continue,
            };
            if found.is_empty() && !self.is_unsure(name) {
                let declared = self.all.names.get(name.node.as_str()).copied();
                let mut diagnostic = Diagnostic::error(
                    codes::COVER_NOT_NEEDED,
                    name.span,
                    format!("`{}` needs no cover", name.node),
                )
                .why("only what needs cover can be covered, or be what a precaution is about")
                .help("Take it out here; or add `needs cover` to the fact that it belongs to.");
                if let Some(declared) = declared {
                    diagnostic = diagnostic.also(declared.span, "declared here");
                }
                self.report(diagnostic);
            }
            concerns.extend(&found);
        }
        concerns
    }

    fn is_unsure(&self, name: &Name) -> bool {
        self.all.names.get(name.node.as_str()).is_some_and(|declared| match declared.entity {
            Entity::Term(term) => {
                let fact = self.book.terms[term].fact;
                self.unsure.contains(&declared.entity) || self.typeless.contains(&fact)
            }
            entity => self.unsure.contains(&entity),
        })
    }

    /// Refusals, precautions and advice reach the services that are one of theirs, too (D5).
    pub(super) fn with_sub_services(&self, services: &IdSet<ServiceId>) -> IdSet<ServiceId> {
        let reached = self.book.services.iter().filter(|(_, service)| service.is_a.meets(services));
        reached.map(|(id, _)| id).collect()
    }

    /// The rules that a name refers to: one, or the rows of a table.
    pub(super) fn rule_ref(&mut self, reference: &RuleRef) -> Vec<RuleId> {
        let name = &reference.name;
        match (self.named(name, Kind::Rule), &reference.row) {
            (Some(Entity::Rule(rule)), None) => vec![rule],
            (Some(Entity::Table(table)), None) => self.book.tables[table].rows.clone(),
            (Some(Entity::Table(table)), Some(row)) => {
                if let Some(found) = self.book.find_row(table, &row.node) {
                    return vec![found];
                }
                let rows: Vec<String> = self.book.tables[table]
                    .rows
                    .iter()
                    .filter_map(|&rule| {
                        self.book.rules[rule].row.as_ref().map(|(_, id)| id.clone())
                    })
                    .collect();
                let message = format!("the table `{}` has no row `{}`", name.node, row.node);
                let help = super::values::suggest(&row.node, rows.iter().map(String::as_str));
                self.report(Diagnostic::error(codes::UNKNOWN_RULE, row.span, message).help(help));
                Vec::new()
            }
            (Some(Entity::Rule(_)), Some(row)) => {
                self.report(
                    Diagnostic::error(
                        codes::WRONG_KIND,
                        name.span.to(row.span),
                        format!("`{}` is no table, so it has no rows", name.node),
                    )
                    .help(format!("Write `{}` alone.", name.node)),
                );
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}
