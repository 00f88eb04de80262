//! Examples as data.

use std::collections::BTreeMap;

use serde::Serialize;

use super::condition::{Condition, Value};
use super::{Names, Place, name, names_of};
use crate::rulebook::{self, Expected, IdSet};

#[derive(Debug, Serialize)]
pub(super) struct Example<'b> {
    title: &'b str,
    place: Option<Place<'b>>,
    of: Vec<String>,
    screened: Option<&'b str>,
    client: BTreeMap<&'b str, Value<'b>>,
    grid: Vec<Axis<'b>>,
    unknown: Vec<&'b str>,
    settings: BTreeMap<&'b str, &'b str>,
    seen_by: Vec<&'b str>,
    requests: Vec<Vec<&'b str>>,
    expects: Vec<Expect<'b>>,
    decided_by: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Axis<'b> {
    fact: &'b str,
    values: Vec<Value<'b>>,
}

#[derive(Debug, Serialize)]
struct Expect<'b> {
    #[serde(flatten)]
    what: What<'b>,
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    only_if: Option<OnlyIf<'b>>,
}

#[derive(Debug, Serialize)]
struct OnlyIf<'b> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    seen_by: Vec<&'b str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    asked_for: Vec<&'b str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<Condition<'b>>,
}

/// One key says what kind it is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum What<'b> {
    Verdict(Box<Verdict<'b>>),
    To(Vec<&'b str>),
    SentTo(To<'b>),
    AlsoTo(Vec<&'b str>),
    UpTo(&'b str),
    Outstanding(Vec<&'b str>),
    Met(Vec<&'b str>),
    Rechecks(Vec<Recheck<'b>>),
    Duties(Vec<&'b str>),
    Urgency(&'b str),
    Clearance(&'static str),
    About(Vec<&'b str>),
    AtLeast(Bound<'b>),
    AtMost(Bound<'b>),
    Stage(Option<&'b str>),
    Recommended(Vec<&'b str>),
    Lane(&'static str),
    Uncovered(Vec<&'b str>),
    CoveredSeparately(bool),
    Forbidden(Vec<&'b str>),
    DecidedBy(Vec<String>),
    SetAside(Vec<String>),
}

/// What one clause `expect VERDICT …` says; an empty list or `null` is not compared.
#[derive(Debug, Default, Serialize)]
#[expect(clippy::struct_field_names, reason = "each is the name in the JSON")]
struct Verdict<'b> {
    verdict: &'static str,
    #[serde(rename = "with")]
    duties: Vec<&'b str>,
    to: Vec<&'b str>,
    up_to: Option<&'b str>,
    until: Vec<&'b str>,
    rechecks: Vec<Recheck<'b>>,
    urgency: Option<&'b str>,
    about: Vec<&'b str>,
}

#[derive(Debug, Serialize)]
struct To<'b> {
    roles: Vec<&'b str>,
    #[serde(rename = "for")]
    service: &'b str,
}

#[derive(Debug, Serialize)]
struct Recheck<'b> {
    fact: &'b str,
    minutes: Option<u32>,
    doing: Option<&'b str>,
}

#[derive(Debug, Serialize)]
struct Bound<'b> {
    verdict: &'static str,
    urgency: Option<&'b str>,
}

impl<'b> Names<'b> {
    pub(super) fn example(self, example: &'b rulebook::Example) -> Example<'b> {
        let told = |(fact, value): &'b (crate::id::FactId, rulebook::Value)| {
            (self.fact_name(*fact), self.value(*fact, value))
        };
        let axis = |axis: &'b rulebook::Axis| Axis {
            fact: self.fact_name(axis.fact),
            values: axis.values.iter().map(|value| self.value(axis.fact, value)).collect(),
        };
        let always = |expect: &&rulebook::Expect| expect.only_if.is_none();
        let decided_by = example.expects.iter().filter(always).filter_map(|expect| {
            if let Expected::DecidedBy(rules) = &expect.what { Some(rules) } else { None }
        });
        Example {
            title: &example.label.title,
            place: self.place(example.label.span),
            of: self.rule_names(&example.of),
            screened: example.screen.map(|screen| name(&self.book.screens[screen].label)),
            client: example.facts.iter().map(told).collect(),
            grid: example.grid.iter().map(axis).collect(),
            unknown: self.facts(example.unknown.iter().copied()),
            settings: self.settings(&example.settings),
            seen_by: example.roles.iter().map(|role| name(&self.book.roles[*role].label)).collect(),
            requests: example
                .requests
                .iter()
                .map(|all| self.services(all.iter().copied()))
                .collect(),
            expects: self.expects(&example.expects),
            decided_by: decided_by.flat_map(|rules| self.rule_names(rules)).collect(),
        }
    }

    /// What one clause says of a verdict is one expectation; who decides is told apart, if that holds
    /// always.
    fn expects(self, expects: &'b [rulebook::Expect]) -> Vec<Expect<'b>> {
        let clauses = expects.chunk_by(|one, next| one.span == next.span);
        let mut told = Vec::new();
        for clause in clauses {
            let only_if = clause.first().and_then(|expect| expect.only_if.as_ref());
            let only_if = || only_if.map(|only_if| self.only_if(only_if));
            if let Some(Expected::Verdict(_)) = clause.first().map(|expect| &expect.what) {
                let what = What::Verdict(Box::new(self.verdict(clause)));
                told.push(Expect { what, only_if: only_if() });
                continue;
            }
            for expect in clause {
                if matches!(expect.what, Expected::DecidedBy(_)) && expect.only_if.is_none() {
                    continue;
                }
                told.push(Expect { what: self.what(&expect.what), only_if: only_if() });
            }
        }
        told
    }

    fn only_if(self, only_if: &'b rulebook::OnlyIf) -> OnlyIf<'b> {
        let roles = only_if.by.iter().flat_map(IdSet::iter);
        OnlyIf {
            seen_by: roles.map(|role| name(&self.book.roles[role].label)).collect(),
            asked_for: self.services(only_if.services.iter().flat_map(IdSet::iter)),
            when: only_if.when.as_ref().map(|when| self.condition(when)),
        }
    }

    fn verdict(self, clause: &'b [rulebook::Expect]) -> Verdict<'b> {
        let mut told = Verdict::default();
        for expect in clause {
            match self.what(&expect.what) {
                What::To(to) => told.to = to,
                What::UpTo(ceiling) => told.up_to = Some(ceiling),
                What::Outstanding(needs) => told.until = needs,
                What::Rechecks(rechecks) => told.rechecks = rechecks,
                What::Duties(duties) => told.duties = duties,
                What::Urgency(urgency) => told.urgency = Some(urgency),
                What::About(facts) => told.about = facts,
                _ => {}
            }
            if let Expected::Verdict(verdict) = expect.what {
                told.verdict = verdict.name();
            }
        }
        told
    }

    fn what(self, what: &'b Expected) -> What<'b> {
        let bound = |verdict: rulebook::Verdict, urgency: &Option<crate::id::UrgencyId>| Bound {
            verdict: verdict.name(),
            urgency: urgency.map(|urgency| self.urgency(urgency)),
        };
        match what {
            Expected::Verdict(verdict) => {
                let verdict = verdict.name();
                What::Verdict(Box::new(Verdict { verdict, ..Verdict::default() }))
            }
            Expected::To(roles) => What::To(self.roles(roles.iter().copied())),
            Expected::SentTo(roles, service) => What::SentTo(To {
                roles: self.roles(roles.iter().copied()),
                service: name(&self.book.services[*service].label),
            }),
            Expected::AlsoTo(roles) => What::AlsoTo(self.roles(roles.iter().copied())),
            Expected::Ceiling(ceiling) => What::UpTo(self.ceiling(*ceiling)),
            Expected::Outstanding(needs) => What::Outstanding(self.needs(needs)),
            Expected::Met(needs) => What::Met(self.needs(needs)),
            Expected::Rechecks(all) => What::Rechecks(
                all.iter()
                    .map(|recheck| Recheck {
                        fact: self.fact_name(recheck.fact),
                        minutes: recheck.minutes,
                        doing: recheck.doing.as_deref(),
                    })
                    .collect(),
            ),
            Expected::Duties(duties) => {
                What::Duties(names_of(&self.book.duties, duties.iter().copied(), |duty| {
                    &duty.label
                }))
            }
            Expected::Urgency(urgency) => What::Urgency(self.urgency(*urgency)),
            Expected::Clearance(clearance) => What::Clearance(clearance.name()),
            Expected::Ask(facts) => What::About(self.facts(facts.iter().copied())),
            Expected::AtLeast(verdict, urgency) => What::AtLeast(bound(*verdict, urgency)),
            Expected::AtMost(verdict, urgency) => What::AtMost(bound(*verdict, urgency)),
            Expected::Stage(stage) => {
                What::Stage(stage.map(|stage| name(&self.book.stages[stage].label)))
            }
            Expected::Recommended(roles) => What::Recommended(self.roles(roles.iter().copied())),
            Expected::Lane(lane) => What::Lane(lane.name()),
            Expected::Uncovered(concerns) => What::Uncovered(names_of(
                &self.book.concerns,
                concerns.iter().copied(),
                |concern| &concern.label,
            )),
            Expected::CoveredSeparately => What::CoveredSeparately(true),
            Expected::Forbidden(services) => {
                What::Forbidden(self.services(services.iter().copied()))
            }
            Expected::DecidedBy(rules) => What::DecidedBy(self.rule_names(rules)),
            Expected::SetAside(rules) => What::SetAside(self.rule_names(rules)),
        }
    }
}
