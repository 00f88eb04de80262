//! The parts of the vocabulary that have no conditions: units, scales, roles, services.

use remit_source::{Diagnostic, FileId, Span};
use remit_syntax::ast::{Clause, File, Head, Item, Name};

use super::Resolver;
use super::clauses::{
    called, clauses, codes as standard_codes, every, first, joined, label, place, says,
};
use super::collect::runs;
use super::values::suggest;
use crate::codes;
use crate::find::Entity;
use crate::graph::{circles, reached};
use crate::id::{Id, RoleId, ServiceId};
use crate::rulebook::{Label, Level, Role, Service, Topic, Unit};

impl Resolver<'_> {
    pub(super) fn vocabulary(&mut self, files: &[(FileId, &File)]) {
        for item in self.all.of(Head::Topic) {
            self.book.topics.push(Topic { label: label(item) });
        }
        for item in self.all.of(Head::Unit) {
            let also = every(item, |clause| match clause {
                Clause::AlsoWritten(names) => Some(names),
                _ => None,
            });
            let also = also.flatten().map(|name| name.node.clone()).collect();
            self.book.units.push(Unit { label: label(item), also, codes: standard_codes(item) });
        }
        self.sources();
        self.statements();
        self.levels();
        self.declare_roles();
        self.declare_services();
        self.header(files);
    }

    /// The `rulebook` itself.
    fn header(&mut self, files: &[(FileId, &File)]) {
        let Some(item) = self.all.of(Head::Rulebook).first().copied() else {
            let unread = self.all.unreadable.contains(&Head::Rulebook);
            let start = files.iter().find(|(_, file)| !file.items.is_empty());
            if let Some((id, _)) = start.filter(|_| !unread) {
                self.report(
                    Diagnostic::error(
                        codes::NO_RULEBOOK,
                        Span::new(*id, 0, 0),
                        "no file says which rulebook this is",
                    )
                    .help("Begin one of the files with `rulebook NAME \"Title\"`."),
                );
            }
            return;
        };
        let label = label(item);
        (self.book.name, self.book.title) = (label.name, label.title);
        self.reading(Entity::Rulebook, item, |resolver| resolver.header_clauses(item));
    }

    fn header_clauses(&mut self, item: &Item) {
        let version =
            first(
                item,
                |clause| if let Clause::Version(text) = clause { Some(joined(text)) } else { None },
            );
        match version {
            Some(version) => self.book.version = version,
            None => self.missing(item, "which version it is", "version \"0.1.0\""),
        }
        let evaluation =
            first(
                item,
                |clause| if let Clause::ReferralsFor(name) = clause { Some(name) } else { None },
            );
        match evaluation {
            Some(name) => self.book.evaluation = self.service(name),
            None => self.missing(
                item,
                "what a referral to a clinician is for",
                "referrals are for SERVICE",
            ),
        }
        let emergency =
            first(
                item,
                |clause| if let Clause::EmergenciesFor(name) = clause { Some(name) } else { None },
            );
        match emergency {
            Some(name) => self.book.emergency = self.service(name),
            None => {
                self.missing(item, "what an emergency is sent to", "emergencies are for SERVICE");
            }
        }
        let last =
            first(
                item,
                |clause| if let Clause::OtherwiseRefer(name) = clause { Some(name) } else { None },
            );
        match last {
            Some(name) => self.book.last_resort = self.role(name),
            None => {
                self.missing(item, "who is left when nobody else is", "otherwise refer to ROLE");
            }
        }
    }

    // --- scales

    fn levels(&mut self) {
        for (scale, what) in [
            ("ceilings", "how hard a session may be"),
            ("urgencies", "how soon somebody must be seen"),
        ] {
            let Some(item) = self.all.scale(scale) else {
                self.missing_scale(scale, what);
                continue;
            };
            for name in runs(item) {
                let told = every(item, |clause| match clause {
                    Clause::Told { value: Some(value), text } if value.node == name.node => {
                        Some(joined(text))
                    }
                    _ => None,
                });
                let title = told.last().unwrap_or_else(|| name.node.clone());
                let level =
                    Level { label: Label { name: name.node.clone(), title, span: name.span } };
                if scale == "ceilings" {
                    self.book.ceilings.push(level);
                } else {
                    self.book.urgencies.push(level);
                }
            }
            self.told_of_levels(item);
        }
        if let Some(last) = self.book.ceilings.values().last()
            && last.label.name != "nothing"
        {
            let span = last.label.span;
            self.report(
                Diagnostic::error(
                    codes::NOTHING_LAST,
                    span,
                    "the tightest ceiling must be `nothing`",
                )
                .why("`nothing until …` is the limit under which nobody starts")
                .help("End the list with `nothing`."),
            );
        }
        for name in self.all.stage_order.clone() {
            if let Some(found) = self.all.names.get(name.node.as_str()).copied()
                && matches!(found.entity, Entity::Stage(_))
            {
                continue;
            }
            self.report(
                Diagnostic::error(
                    codes::STAGE_NOT_IN_SCALE,
                    name.span,
                    format!("no stage is called `{}`", name.node),
                )
                .help(format!(
                    "Declare it with `stage {} \"…\"`, or take it out of the scale.",
                    name.node
                )),
            );
        }
    }

    fn missing_scale(&mut self, scale: &str, what: &str) {
        let Some(book) = self.all.of(Head::Rulebook).first().copied() else { return };
        if self.all.unreadable.contains(&Head::Scale) {
            return;
        }
        self.report(
            Diagnostic::error(
                codes::MISSING_SCALE,
                place(book),
                format!("the rulebook has no `scale {scale}`"),
            )
            .why(format!("it says {what}"))
            .help(format!("Add `scale {scale} \"…\"` with a line `runs …`.")),
        );
    }

    fn told_of_levels(&mut self, item: &Item) {
        for clause in clauses(item) {
            let Clause::Told { value: Some(value), .. } = &clause.node else { continue };
            let names: Vec<&str> = runs(item).iter().map(|name| name.node.as_str()).collect();
            if !names.contains(&value.node.as_str()) {
                let message = format!("`{}` is not on this scale", value.node);
                let help = suggest(&value.node, names.iter().copied());
                self.report(
                    Diagnostic::error(codes::UNKNOWN_VALUE, value.span, message).help(help),
                );
            }
        }
    }

    // --- roles and services

    fn declare_roles(&mut self) {
        let items = self.all.of(Head::Role);
        let edges: Vec<Vec<usize>> = items
            .iter()
            .map(|item| self.is_a(item, |resolver, name| resolver.role(name).map(Id::index)))
            .collect();
        self.report_is_a(&items, &edges, "roles");
        for (index, (item, mut is_a)) in items.iter().zip(reached(&edges)).enumerate() {
            is_a.insert(index);
            let cites = self.cites(item);
            let stages =
                every(
                    item,
                    |clause| if let Clause::WorksIn(names) = clause { Some(names) } else { None },
                );
            let stages: Vec<&Name> = stages.flatten().collect();
            let works_in = stages.into_iter().filter_map(|name| self.stage(name)).collect();
            self.book.roles.push(Role {
                label: label(item),
                called: called(item),
                is_a: is_a.ones().map(RoleId::from_index).collect(),
                category: edges.iter().any(|targets| targets.contains(&index)),
                clinician: says(item, |clause| matches!(clause, Clause::Clinician)),
                works_in,
                codes: standard_codes(item),
                cites,
            });
        }
    }

    fn declare_services(&mut self) {
        let items = self.all.of(Head::Service);
        let edges: Vec<Vec<usize>> = items
            .iter()
            .map(|item| self.is_a(item, |resolver, name| resolver.service(name).map(Id::index)))
            .collect();
        self.report_is_a(&items, &edges, "services");
        for (index, (item, mut is_a)) in items.iter().zip(reached(&edges)).enumerate() {
            is_a.insert(index);
            let cites = self.cites(item);
            let listed = self.listed(item);
            self.book.services.push(Service {
                label: label(item),
                called: called(item),
                is_a: is_a.ones().map(ServiceId::from_index).collect(),
                listed,
                act: says(item, |clause| matches!(clause, Clause::CountsAsAct)),
                cites,
            });
        }
    }

    /// Whom `who` lists: a category stands for those who are of it; without a list, everybody.
    fn listed(&mut self, item: &Item) -> Vec<RoleId> {
        let written =
            first(
                item,
                |clause| if let Clause::Listed(names) = clause { Some(names) } else { None },
            );
        let named = match written {
            Some(names) => self.roles(names),
            None => self.book.roles.ids().collect(),
        };
        let mut listed = Vec::new();
        for role in named {
            for (id, other) in self.book.roles.iter() {
                if !other.category && other.is_a.contains(role) && !listed.contains(&id) {
                    listed.push(id);
                }
            }
        }
        listed
    }

    fn is_a(
        &mut self,
        item: &Item,
        mut look: impl FnMut(&mut Self, &Name) -> Option<usize>,
    ) -> Vec<usize> {
        let names: Vec<&Name> =
            every(item, |clause| if let Clause::IsA(name) = clause { Some(name) } else { None })
                .collect();
        names.into_iter().filter_map(|name| look(self, name)).collect()
    }

    fn report_is_a(&mut self, items: &[&Item], edges: &[Vec<usize>], what: &str) {
        for circle in circles(edges) {
            self.report_circle(
                codes::CIRCULAR_IS_A,
                items,
                &circle,
                |names| format!("these {what} are each other: {names}"),
                "Take out one `is a`, so that one of them is the widest.",
            );
        }
    }

    /// Says that some items lead to each other in a circle.
    pub(super) fn report_circle(
        &mut self,
        code: remit_source::Code,
        items: &[&Item],
        circle: &[usize],
        message: impl Fn(&str) -> String,
        help: &str,
    ) {
        let items: Vec<&Item> =
            circle.iter().filter_map(|&index| items.get(index).copied()).collect();
        let Some(&start) = items.first() else { return };
        let mut names: Vec<String> =
            items.iter().map(|item| format!("`{}`", label(item).name)).collect();
        names.extend(names.first().cloned());
        let mut diagnostic =
            Diagnostic::error(code, place(start), message(&names.join(" → "))).help(help);
        for item in items.iter().skip(1) {
            diagnostic = diagnostic.also(place(item), "and this");
        }
        self.report(diagnostic);
    }
}
