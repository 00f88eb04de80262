//! Examples: looked up only. Whether they come true is for the evaluator to say.

use std::collections::HashMap;
use std::slice;

use remit_source::{Diagnostic, Span};
use remit_syntax::ast::{self, Clause, Given, Item, Name, OneOf, Quantity, Requests, Seers};

use super::Resolver;
use super::clauses::{clauses, every, first, label};
use super::expects::Said;
use super::names::Kind;
use super::values::{Scale, Use};
use crate::codes;
use crate::find::Entity;
use crate::id::{FactId, GroupId, RoleId, RuleId, ServiceId};
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
        let seen = self.question(item);
        let told: IdSet<FactId> =
            facts.iter().map(|(fact, _)| *fact).chain(grid.iter().map(|axis| axis.fact)).collect();
        let (roles, requests) = seen.unwrap_or_default();
        let expects = self.expectations(item, &Said { told, roles: &roles, requests: &requests });
        let expected = every(item, |clause| matches!(clause, Clause::Expect(_)).then_some(()));
        if expected.count() == 0 && !self.poisoned {
            self.missing(item, "what is expected", "expect …");
        }
        if roles.is_empty() || requests.is_empty() {
            return None;
        }
        self.check_number_of_tests(&grid, roles.len() * requests.len(), label.span);
        Some(Example {
            label,
            of,
            screen,
            facts,
            unknown,
            settings,
            roles,
            requests,
            grid,
            expects,
        })
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
            Given::Either { always, of } => self.ways(fact, always, of, span)?,
        };
        Some(Axis { fact, values, span })
    }

    /// The values that are told one after the other, each besides what is always there.
    fn ways(
        &mut self,
        fact: FactId,
        always: &[Name],
        of: &[OneOf<ast::Value>],
        span: Span,
    ) -> Option<Vec<Value>> {
        let always = match always {
            [] => Value::Set(IdSet::default()),
            names => self.value(fact, &ast::Value::Names(names.to_vec()), span)?,
        };
        let Value::Set(always) = always else { return self.wrong_value(fact, span) };
        let mut values = Vec::new();
        for way in of {
            let (told, written) = match way {
                OneOf::This(value) => (vec![self.value(fact, value, span)?], true),
                OneOf::AnyOf(group) => (self.members_of(fact, group)?, false),
            };
            for mut value in told {
                if let Value::Set(members) = &mut value {
                    members.extend(&always);
                } else if !always.is_empty() {
                    return self.wrong_value(fact, span);
                }
                if !values.contains(&value) {
                    values.push(value);
                } else if written {
                    let what = format!("a value of `{}`", self.fact_name(fact));
                    return self.told_again(span, &what);
                }
            }
        }
        Some(values)
    }

    /// Each member of a group that a fact may hold, alone.
    fn members_of(&mut self, fact: FactId, name: &Name) -> Option<Vec<Value>> {
        let FactKind::Set { members, .. } = self.book.facts[fact].kind.clone() else {
            return self.wrong_value(fact, name.span);
        };
        let group = self.any_group(name, Kind::Coverable)?;
        let held = &self.book.groups[group].terms;
        let held: Vec<_> = members.iter().filter(|&term| held.contains(term)).collect();
        if held.is_empty() {
            let declared = self.book.groups[group].label.span;
            let fact = self.fact_name(fact);
            let message = format!("no term of the group `{}` is one of `{fact}`", name.node);
            self.report(
                Diagnostic::error(codes::WRONG_KIND, name.span, message)
                    .also(declared, "declared here")
                    .help(format!("Name a group that holds terms of `{fact}`.")),
            );
            return None;
        }
        Some(held.into_iter().map(|term| Value::Set(IdSet::from_iter([term]))).collect())
    }

    /// A group of which any is meant.
    fn any_group(&mut self, name: &Name, kind: Kind) -> Option<GroupId> {
        let found = self.named(name, kind)?;
        if let Entity::Group(group) = found {
            return Some(group);
        }
        let is = found.what();
        self.report(
            Diagnostic::error(
                codes::WRONG_KIND,
                name.span,
                format!("`{}` is {is}, but a group belongs after `any of`", name.node),
            )
            .help(format!("Write `{}` alone, or name a group.", name.node)),
        );
        None
    }

    fn told_again<T>(&mut self, span: Span, what: &str) -> Option<T> {
        self.report(
            Diagnostic::error(
                codes::TOLD_TWICE,
                span,
                format!("{what} is told twice, so two tests would be one"),
            )
            .help("Keep one of them."),
        );
        None
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
    fn check_number_of_tests(&mut self, grid: &[Axis], questions: usize, example: Span) {
        let mut tests = questions;
        let spans = grid.iter().map(|axis| (axis.values.len(), axis.span));
        for (ways, span) in [(1, example)].into_iter().chain(spans) {
            tests = tests.saturating_mul(ways);
            if tests > MOST_TESTS {
                self.report(
                    Diagnostic::error(
                        codes::TOO_MANY_TESTS,
                        span,
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
    fn question(&mut self, item: &Item) -> Option<(Vec<RoleId>, Vec<Vec<ServiceId>>)> {
        let seen = clauses(item).find_map(|clause| match &clause.node {
            Clause::SeenBy { by, services } => Some((by, services, clause.span)),
            _ => None,
        });
        let Some((by, services, span)) = seen else {
            self.missing(item, "who sees the client", "seen by ROLE for SERVICE");
            return None;
        };
        let roles = self.seers(by, span);
        let requests = match services {
            Requests::Together(names) => self.single_services(names).map(|all| vec![all]),
            Requests::Either(each) => self.requests(each, span),
        };
        Some((roles?, requests?))
    }

    /// Who sees the client, one after the other.
    fn seers(&mut self, by: &Seers, span: Span) -> Option<Vec<RoleId>> {
        let Seers::These(each) = by else { return Some(self.book.roles.ids().collect()) };
        let mut roles = Vec::new();
        for one in each {
            match one {
                OneOf::This(name) => {
                    let role = self.role(name)?;
                    if roles.contains(&role) {
                        return self.told_again(span, &format!("`{}`", name.node));
                    }
                    roles.push(role);
                }
                OneOf::AnyOf(name) => {
                    let category = self.role(name)?;
                    let is_one = |role: &RoleId| self.book.roles[*role].is_a.contains(category);
                    let all: Vec<_> = self.book.roles.ids().filter(is_one).collect();
                    roles.extend(
                        all.into_iter().filter(|role| !roles.contains(role)).collect::<Vec<_>>(),
                    );
                }
            }
        }
        Some(roles)
    }

    /// What is asked for, one service after the other.
    fn requests(&mut self, each: &[OneOf<Name>], span: Span) -> Option<Vec<Vec<ServiceId>>> {
        let mut services = Vec::new();
        for one in each {
            match one {
                OneOf::This(name) => {
                    let [service] = self.single_services(slice::from_ref(name))?[..] else {
                        return None;
                    };
                    if services.contains(&service) {
                        return self.told_again(span, &format!("`{}`", name.node));
                    }
                    services.push(service);
                }
                OneOf::AnyOf(name) => {
                    self.any_group(name, Kind::Services)?;
                    let held = self.services(slice::from_ref(name));
                    services.extend(
                        held.iter().filter(|held| !services.contains(held)).collect::<Vec<_>>(),
                    );
                }
            }
        }
        Some(services.into_iter().map(|service| vec![service]).collect())
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
