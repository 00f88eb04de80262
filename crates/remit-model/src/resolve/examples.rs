//! Examples: looked up only. Whether they come true is for the evaluator to say.

use std::collections::HashMap;

use remit_source::{Diagnostic, Span, Spanned};
use remit_syntax::ast::{self, Clause, Item, LaneWord, Name, VerdictWord};

use super::Resolver;
use super::clauses::{clauses, first, label};
use super::names::Kind;
use crate::codes;
use crate::find::Entity;
use crate::id::{FactId, RoleId, RuleId, ServiceId};
use crate::rulebook::{Example, Expect, LaneState, Verdict};

impl Resolver<'_> {
    pub(super) fn examples(&mut self) {
        for at in 0..self.all.examples.len() {
            let Some(example) = self.all.examples.get(at) else { continue };
            let (item, of) = (example.item, example.of.clone());
            self.poisoned = item.broken;
            if let Some(example) = self.example(item, of) {
                self.book.examples.push(example);
            }
        }
    }

    fn example(&mut self, item: &Item, stands_after: Vec<RuleId>) -> Option<Example> {
        let named = first(item, |clause| if let Clause::Of(of) = clause { Some(of) } else { None });
        let of = match named {
            Some(reference) => self.rule_ref(reference),
            None => stands_after,
        };
        let mut label = label(item);
        label.span = item
            .title
            .as_ref()
            .and_then(|title| title.pieces.first())
            .map_or(item.head.span, |piece| piece.span);
        let screen =
            first(
                item,
                |clause| if let Clause::ScreenedBy(name) = clause { Some(name) } else { None },
            );
        let screen = screen.and_then(|name| self.screen(name));
        let (facts, unknown) = self.client(item);
        let settings = self.settings_of(item);
        let asked = self.question(item);
        let expects = self.expectations(item);
        if expects.is_empty() && !self.poisoned {
            self.missing(item, "what is expected", "expect …");
        }
        let decided_by = clauses(item).filter_map(|clause| match &clause.node {
            Clause::DecidedBy(references) => Some(references),
            _ => None,
        });
        let decided_by: Vec<RuleId> =
            decided_by.flatten().flat_map(|reference| self.rule_ref(reference)).collect();
        let (role, services) = asked?;
        Some(Example {
            label,
            of,
            screen,
            facts,
            unknown,
            settings,
            role,
            services,
            expects,
            decided_by,
        })
    }

    fn client(&mut self, item: &Item) -> (Vec<(FactId, crate::rulebook::Value)>, Vec<FactId>) {
        let mut said: HashMap<FactId, Span> = HashMap::new();
        let (mut facts, mut unknown) = (Vec::new(), Vec::new());
        for clause in clauses(item) {
            match &clause.node {
                Clause::Client { fact: name, value } => {
                    let Some(fact) = self.fact(name) else { continue };
                    self.told_once(fact, name, &mut said);
                    if let Some(value) = self.value(fact, value, clause.span) {
                        facts.push((fact, value));
                    }
                }
                Clause::Unknown(names) => {
                    for name in names {
                        let Some(fact) = self.fact(name) else { continue };
                        self.told_once(fact, name, &mut said);
                        unknown.push(fact);
                    }
                }
                _ => {}
            }
        }
        (facts, unknown)
    }

    fn told_once(&mut self, fact: FactId, name: &Name, said: &mut HashMap<FactId, Span>) {
        if let Some(&earlier) = said.get(&fact) {
            self.report(
                Diagnostic::error(
                    codes::TOLD_TWICE,
                    name.span,
                    format!("`{}` is told twice of one client", name.node),
                )
                .also(earlier, "the first time here")
                .help("Keep one of them; several terms of a set are joined by `and`."),
            );
        }
        said.entry(fact).or_insert(name.span);
    }

    /// Who is asked, and what for.
    fn question(&mut self, item: &Item) -> Option<(RoleId, Vec<ServiceId>)> {
        let seen = first(item, |clause| match clause {
            Clause::SeenBy { role, services } => Some((role, services)),
            _ => None,
        });
        let Some((role, names)) = seen else {
            self.missing(item, "who sees the client", "seen by ROLE for SERVICE");
            return None;
        };
        let role = self.role(role);
        let services = self.single_services(names);
        Some((role?, services?))
    }

    /// Services that may be asked for: no groups.
    fn single_services(&mut self, names: &[Name]) -> Option<Vec<ServiceId>> {
        let mut services = Vec::new();
        for name in names {
            match self.named(name, Kind::Services) {
                Some(Entity::Service(service)) => services.push(service),
                Some(Entity::Group(group)) => {
                    let declared = self.book.groups[group].label.span;
                    let message = format!(
                        "`{}` is a group, and a client asks for single services",
                        name.node
                    );
                    self.report(
                        Diagnostic::error(codes::GROUP_ASKED, name.span, message)
                            .also(declared, "declared here as a group")
                            .help("Name the services of the group that the client asks for."),
                    );
                }
                _ => {}
            }
        }
        (services.len() == names.len()).then_some(services)
    }

    fn expectations(&mut self, item: &Item) -> Vec<Expect> {
        let mut expects = Vec::new();
        for clause in clauses(item) {
            if let Clause::Expect(expect) = &clause.node {
                expects.extend(self.expectation(expect, clause.span));
            }
        }
        expects
    }

    fn expectation(&mut self, expect: &ast::Expect, span: Span) -> Option<Expect> {
        Some(match expect {
            ast::Expect::Verdict { verdict, to, up_to, until, urgency, about } => {
                let to = self.roles(to);
                let up_to = up_to.as_ref().and_then(|name| self.ceiling(name));
                let until = until.iter().filter_map(|name| self.need(name)).collect();
                let urgency = urgency.as_ref().and_then(|name| self.urgency(name));
                let about = about.iter().filter_map(|name| self.fact(name)).collect();
                Expect::Verdict {
                    verdict: verdict_of(verdict),
                    to,
                    up_to,
                    until,
                    urgency,
                    about,
                    span,
                }
            }
            ast::Expect::Stage(name) => Expect::Stage(self.stage(name)?, span),
            ast::Expect::Recommended(names) => Expect::Recommended(self.roles(names), span),
            ast::Expect::Lane(word) => Expect::Lane(
                match word.node {
                    LaneWord::Mine => LaneState::Mine,
                    LaneWord::Refused => LaneState::Refused,
                    LaneWord::NoRule => LaneState::NoRule,
                },
                span,
            ),
            ast::Expect::Forbidden(names) => Expect::Forbidden(self.single_services(names)?, span),
        })
    }
}

fn verdict_of(word: &Spanned<VerdictWord>) -> Verdict {
    match word.node {
        VerdictWord::Take => Verdict::Take,
        VerdictWord::TakeWith => Verdict::TakeWith,
        VerdictWord::Wait => Verdict::Wait,
        VerdictWord::Refer => Verdict::Refer,
        VerdictWord::Stop => Verdict::Stop,
        VerdictWord::Ask => Verdict::Ask,
    }
}
