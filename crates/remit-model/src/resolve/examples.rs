//! Examples: looked up only. Whether they come true is for the evaluator to say.

use std::collections::HashMap;

use remit_source::{Diagnostic, Span};
use remit_syntax::ast::{Clause, Given, Item, Name, Quantity};

use super::Resolver;
use super::clauses::{clauses, every, first, label};
use super::names::Kind;
use super::values::{Scale, Use};
use crate::codes;
use crate::find::Entity;
use crate::id::{FactId, RoleId, RuleId, ServiceId};
use crate::rulebook::{Axis, Example, FactKind, IdSet, MOST_TESTS, Value};

/// What an example tells of its client.
#[derive(Default)]
struct Told {
    facts: Vec<(FactId, Value)>,
    grid: Vec<Axis>,
    unknown: Vec<FactId>,
}

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
        let Told { facts, grid, unknown } = self.client(item);
        let settings = self.settings_of(item);
        let asked = self.question(item);
        let told: IdSet<FactId> =
            facts.iter().map(|(fact, _)| *fact).chain(grid.iter().map(|axis| axis.fact)).collect();
        let expects = self.expectations(item, &told);
        let expected = every(item, |clause| matches!(clause, Clause::Expect(_)).then_some(()));
        if expected.count() == 0 && !self.poisoned {
            self.missing(item, "what is expected", "expect …");
        }
        self.check_number_of_tests(&grid);
        let (role, services) = asked?;
        Some(Example { label, of, screen, facts, unknown, settings, role, services, grid, expects })
    }

    fn client(&mut self, item: &Item) -> Told {
        let mut said: HashMap<FactId, Span> = HashMap::new();
        let mut told = Told::default();
        for clause in clauses(item) {
            match &clause.node {
                Clause::Client { fact: name, given } => {
                    let Some(fact) = self.fact(name) else { continue };
                    self.told_once(fact, name, &mut said);
                    if let Given::One(value) = given {
                        told.facts.extend(
                            self.value(fact, value, clause.span).map(|value| (fact, value)),
                        );
                    } else {
                        told.grid.extend(self.axis(fact, given, clause.span));
                    }
                }
                Clause::Unknown(names) => {
                    for name in names {
                        let Some(fact) = self.fact(name) else { continue };
                        self.told_once(fact, name, &mut said);
                        told.unknown.push(fact);
                    }
                }
                _ => {}
            }
        }
        told
    }

    /// A fact that is told in several ways.
    fn axis(&mut self, fact: FactId, given: &Given, span: Span) -> Option<Axis> {
        let values = match given {
            Given::One(value) => vec![self.value(fact, value, span)?],
            Given::Steps { from, to } => self.steps(fact, from, to, span)?,
            Given::Either(values) => {
                let read: Vec<_> =
                    values.iter().map(|value| self.value(fact, value, span)).collect();
                read.into_iter().collect::<Option<Vec<_>>>()?
            }
        };
        let again = values
            .iter()
            .enumerate()
            .any(|(at, value)| values.iter().take(at).any(|other| other == value));
        if again {
            let name = self.book.facts[fact].label.name.clone();
            self.report(
                Diagnostic::error(
                    codes::TOLD_TWICE,
                    span,
                    format!("a value of `{name}` is told twice, so two tests would be one"),
                )
                .help("Keep one of them."),
            );
            return None;
        }
        Some(Axis { fact, values, span })
    }

    /// Every value from one to the other: those of the fact's steps, and the ends as written.
    fn steps(
        &mut self,
        fact: FactId,
        from: &Quantity,
        to: &Quantity,
        span: Span,
    ) -> Option<Vec<Value>> {
        if self.typeless.contains(&fact) {
            self.poisoned = true;
            return None;
        }
        let FactKind::Number { unit, low, high, step, accepts } =
            self.book.facts[fact].kind.clone()
        else {
            return self.wrong_value(fact, span);
        };
        let scale = Scale { unit, low, high, step, accepts };
        let first = self.quantity(fact, &scale, from, to.unit.as_ref(), Use::Value);
        let last = self.quantity(fact, &scale, to, None, Use::Value);
        let (first, last) = (first?, last?);
        if first >= last {
            self.report(
                Diagnostic::error(codes::EMPTY_RANGE, span, "this goes from nowhere to nowhere")
                    .why("the second number is not above the first")
                    .help("Put the smaller number first, or tell a single value."),
            );
            return None;
        }
        let mut values = vec![first];
        let mut next = first.grid_below(low, step).map(|below| below + step);
        while let Some(value) = next.filter(|value| *value < last && values.len() <= MOST_TESTS) {
            values.push(value);
            next = Some(value + step);
        }
        values.push(last);
        Some(values.into_iter().map(Value::Number).collect())
    }

    /// A grid of very many tests is refused, at the fact that makes it so.
    fn check_number_of_tests(&mut self, grid: &[Axis]) {
        let mut tests: usize = 1;
        for axis in grid {
            tests = tests.saturating_mul(axis.values.len());
            if tests > MOST_TESTS {
                self.report(
                    Diagnostic::error(
                        codes::TOO_MANY_TESTS,
                        axis.span,
                        format!("this example would be more than {MOST_TESTS} tests"),
                    )
                    .why("every way in which one fact is told is combined with those of the others")
                    .help("Tell fewer values: those around a threshold say most."),
                );
                return;
            }
        }
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
    pub(super) fn single_services(&mut self, names: &[Name]) -> Option<Vec<ServiceId>> {
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
}
