//! Rules and tables as data.

use std::collections::BTreeMap;

use serde::Serialize;

use super::condition::Condition;
use super::vocabulary::Named;
use super::{Citation, Names, Place, name, names_of};
use crate::id::{RuleId, SettingId, UrgencyId};
use crate::rulebook::{self, RuleKind};

#[derive(Debug, Serialize)]
pub(super) struct Rule<'b> {
    /// `NAME`, or `TABLE ROW`.
    name: String,
    title: &'b str,
    place: Option<Place<'b>>,
    kind: Kind,
    table: Option<&'b str>,
    row: Option<&'b str>,
    topic: Option<&'b str>,
    #[serde(rename = "for")]
    roles: Vec<&'b str>,
    asked_for: Vec<&'b str>,
    under: BTreeMap<&'b str, &'b str>,
    covers: Option<Covers<'b>>,
    about: Option<Vec<&'b str>>,
    when: Condition<'b>,
    then: Outcome<'b>,
    exceptions: Vec<Exception<'b>>,
    overrides: Vec<String>,
    also_refer: Vec<&'b str>,
    because: Option<&'b str>,
    reading: Option<&'b str>,
    cites: Vec<Citation<'b>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Lane,
    Precaution,
    Advice,
}

#[derive(Debug, Serialize)]
struct Covers<'b> {
    only: bool,
    healthy: bool,
    every: bool,
    concerns: Vec<&'b str>,
}

#[derive(Debug, Serialize)]
struct Exception<'b> {
    when: Condition<'b>,
    then: Outcome<'b>,
    place: Option<Place<'b>>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
enum Outcome<'b> {
    Take {
        duties: Vec<&'b str>,
        needs: Vec<&'b str>,
    },
    Refer {
        to: Vec<&'b str>,
        urgency: &'b str,
    },
    GoAhead {
        urgency: Option<&'b str>,
    },
    UpTo {
        ceiling: &'b str,
        until: Option<Until<'b>>,
        once_met: Option<&'b str>,
        urgency: Option<&'b str>,
    },
    Stop {
        to: Vec<&'b str>,
        urgency: &'b str,
    },
    Recommend {
        roles: Vec<&'b str>,
    },
    DoesNotApply,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Until<'b> {
    Need(&'b str),
    Recheck { fact: &'b str, minutes: Option<u32>, doing: Option<&'b str> },
}

#[derive(Debug, Serialize)]
pub(super) struct RuleTable<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    kind: Kind,
    rows: Vec<String>,
    exactly_one: bool,
}

impl<'b> Names<'b> {
    pub(super) fn rule(self, rule: &'b rulebook::Rule) -> Rule<'b> {
        let exception = |exception: &'b rulebook::Exception| Exception {
            when: self.condition(&exception.when),
            then: self.outcome(&exception.outcome),
            place: self.place(exception.span),
        };
        Rule {
            name: rule.name(),
            title: &rule.label.title,
            place: self.place(rule.label.span),
            kind: kind(rule.kind),
            table: rule.row.as_ref().map(|_| name(&rule.label)),
            row: rule.row.as_ref().map(|(_, row)| row.as_str()),
            topic: rule.topic.map(|topic| name(&self.book.topics[topic].label)),
            roles: self.roles(rule.roles.iter()),
            asked_for: self.services(rule.services.iter()),
            under: self.settings(&rule.under),
            covers: rule.covers.as_ref().map(|covers| Covers {
                only: covers.only,
                healthy: covers.healthy,
                every: covers.every,
                concerns: self.concerns(&covers.concerns),
            }),
            about: rule.about.as_ref().map(|about| self.concerns(about)),
            when: self.condition(&rule.when),
            then: self.outcome(&rule.outcome),
            exceptions: rule.exceptions.iter().map(exception).collect(),
            overrides: self.rule_names(&rule.overrides),
            also_refer: self.roles(rule.also_refer.iter().copied()),
            because: rule.because.as_deref(),
            reading: rule.reading.as_deref(),
            cites: self.cites(&rule.cites),
        }
    }

    fn outcome(self, outcome: &'b rulebook::Outcome) -> Outcome<'b> {
        let roles = |roles: &'b [crate::id::RoleId]| self.roles(roles.iter().copied());
        match outcome {
            rulebook::Outcome::Take { duties, needs } => Outcome::Take {
                duties: names_of(&self.book.duties, duties.iter().copied(), |duty| &duty.label),
                needs: self.needs(needs),
            },
            rulebook::Outcome::Refer { to, urgency } => {
                Outcome::Refer { to: roles(to), urgency: self.urgency(*urgency) }
            }
            rulebook::Outcome::GoAhead { place } => {
                Outcome::GoAhead { urgency: place.map(|urgency| self.urgency(urgency)) }
            }
            rulebook::Outcome::UpTo { ceiling, until, once_met, place } => Outcome::UpTo {
                ceiling: self.ceiling(*ceiling),
                until: until.as_ref().map(|until| self.until(until)),
                once_met: once_met.map(|ceiling| self.ceiling(ceiling)),
                urgency: place.map(|urgency| self.urgency(urgency)),
            },
            rulebook::Outcome::Stop { to, urgency } => {
                Outcome::Stop { to: roles(to), urgency: self.urgency(*urgency) }
            }
            rulebook::Outcome::Recommend { roles: named } => {
                Outcome::Recommend { roles: roles(named) }
            }
            rulebook::Outcome::DoesNotApply => Outcome::DoesNotApply,
        }
    }

    fn until(self, until: &'b rulebook::Until) -> Until<'b> {
        match until {
            rulebook::Until::Need(need) => Until::Need(name(&self.book.needs[*need].label)),
            rulebook::Until::Recheck(recheck) => Until::Recheck {
                fact: self.fact_name(recheck.fact),
                minutes: recheck.minutes,
                doing: recheck.doing.as_deref(),
            },
        }
    }

    pub(super) fn table(self, table: &'b rulebook::RuleTable) -> RuleTable<'b> {
        RuleTable {
            label: self.named(&table.label),
            kind: kind(table.kind),
            rows: self.rule_names(&table.rows),
            exactly_one: table.exactly_one,
        }
    }

    pub(super) fn rule_names(self, rules: &[RuleId]) -> Vec<String> {
        rules.iter().map(|&rule| self.book.rules[rule].name()).collect()
    }

    pub(super) fn needs(self, needs: &[crate::id::NeedId]) -> Vec<&'b str> {
        names_of(&self.book.needs, needs.iter().copied(), |need| &need.label)
    }

    pub(super) fn settings(self, settings: &[(SettingId, usize)]) -> BTreeMap<&'b str, &'b str> {
        let named = settings.iter().filter_map(|&(id, at)| {
            let setting = &self.book.settings[id];
            Some((name(&setting.label), setting.values.get(at)?.name.as_str()))
        });
        named.collect()
    }

    pub(super) fn urgency(self, urgency: UrgencyId) -> &'b str {
        name(&self.book.urgencies[urgency].label)
    }

    pub(super) fn ceiling(self, ceiling: crate::id::CeilingId) -> &'b str {
        name(&self.book.ceilings[ceiling].label)
    }
}

fn kind(kind: RuleKind) -> Kind {
    match kind {
        RuleKind::Lane => Kind::Lane,
        RuleKind::Precaution => Kind::Precaution,
        RuleKind::Advice => Kind::Advice,
    }
}
