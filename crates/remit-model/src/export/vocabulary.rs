//! The vocabulary as data.

use serde::Serialize;

use super::condition::{Condition, Value};
use super::{Citation, Code, Names, Place, codes, name, names_of};
use crate::id::FactId;
use crate::rulebook::{self, FactKind, RaisedBy};

/// A level of a scale.
#[derive(Debug, Serialize)]
pub(super) struct Level<'b> {
    name: &'b str,
    told: &'b str,
}

/// What all that is declared has: a name, a title, a place.
#[derive(Debug, Serialize)]
pub(super) struct Named<'b> {
    name: &'b str,
    title: &'b str,
    place: Option<Place<'b>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Stage<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    when: Condition<'b>,
    reading: Option<&'b str>,
    cites: Vec<Citation<'b>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Topic<'b> {
    #[serde(flatten)]
    label: Named<'b>,
}

#[derive(Debug, Serialize)]
pub(super) struct Unit<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    also: &'b [String],
    codes: Vec<Code<'b>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Fact<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    #[serde(rename = "type")]
    kind: Type<'b>,
    usual: Option<Value<'b>>,
    may_be_not_taken: bool,
    asked_when: Option<Condition<'b>>,
    asks: Option<&'b str>,
    told: Option<&'b str>,
    watches: Vec<&'b str>,
    codes: Vec<Code<'b>>,
    cites: Vec<Citation<'b>>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Type<'b> {
    Number {
        unit: Option<&'b str>,
        from: String,
        to: String,
        step: String,
        accepts: Vec<Conversion<'b>>,
    },
    Choice {
        values: Vec<Choice<'b>>,
        ordered: bool,
        yes_no: bool,
    },
    Set {
        terms: Vec<&'b str>,
        needs_cover: bool,
    },
}

#[derive(Debug, Serialize)]
struct Conversion<'b> {
    unit: &'b str,
    minus: String,
    times: String,
}

#[derive(Debug, Serialize)]
struct Choice<'b> {
    name: &'b str,
    told: Option<&'b str>,
}

#[derive(Debug, Serialize)]
pub(super) struct Term<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    of: &'b str,
    implies: Vec<&'b str>,
    needs_cover: bool,
    told: Option<&'b str>,
    asks: Option<&'b str>,
    codes: Vec<Code<'b>>,
    cites: Vec<Citation<'b>>,
}

/// Something that needs cover: a term, or a condition.
#[derive(Debug, Serialize)]
pub(super) struct Concern<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    term: Option<&'b str>,
    when: Option<Condition<'b>>,
    told: Option<&'b str>,
    cites: Vec<Citation<'b>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Group<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    terms: Vec<&'b str>,
    concerns: Vec<&'b str>,
    services: Vec<&'b str>,
    cites: Vec<Citation<'b>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Role<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    called: Option<&'b str>,
    is_a: Vec<&'b str>,
    category: bool,
    clinician: bool,
    works_in: Vec<&'b str>,
    codes: Vec<Code<'b>>,
    cites: Vec<Citation<'b>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Service<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    called: Option<&'b str>,
    is_a: Vec<&'b str>,
    listed: Vec<&'b str>,
    act: bool,
    cites: Vec<Citation<'b>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Need<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    given_by: Vec<&'b str>,
    met_when: Condition<'b>,
    clearance: bool,
    urgency: &'b str,
    cites: Vec<Citation<'b>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Duty<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    cites: Vec<Citation<'b>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Definition<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    when: Condition<'b>,
    reading: Option<&'b str>,
    cites: Vec<Citation<'b>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Screen<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    closes: Vec<&'b str>,
}

#[derive(Debug, Serialize)]
pub(super) struct Setting<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    values: Vec<SettingValue<'b>>,
    usual: Option<&'b str>,
}

/// A value of a setting and those that it lies within, itself included.
#[derive(Debug, Serialize)]
struct SettingValue<'b> {
    name: &'b str,
    within: Vec<&'b str>,
}

#[derive(Debug, Serialize)]
pub(super) struct Impossible<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    when: Condition<'b>,
}

#[derive(Debug, Serialize)]
pub(super) struct Source<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    by: Option<&'b str>,
    edition: Option<&'b str>,
    found_at: Option<&'b str>,
    review_by: Option<&'b str>,
}

#[derive(Debug, Serialize)]
pub(super) struct Statement<'b> {
    #[serde(flatten)]
    label: Named<'b>,
    source: &'b str,
    stands_in: Option<&'b str>,
    note: Option<&'b str>,
    asks: Option<&'b str>,
    answer: Option<&'b str>,
    wrong: &'b [String],
}

pub(super) fn level(level: &rulebook::Level) -> Level<'_> {
    Level { name: name(&level.label), told: &level.label.title }
}

impl<'b> Names<'b> {
    pub(super) fn named(self, label: &'b rulebook::Label) -> Named<'b> {
        Named { name: &label.name, title: &label.title, place: self.place(label.span) }
    }

    pub(super) fn topic(self, topic: &'b rulebook::Topic) -> Topic<'b> {
        Topic { label: self.named(&topic.label) }
    }

    pub(super) fn stage(self, stage: &'b rulebook::Stage) -> Stage<'b> {
        Stage {
            label: self.named(&stage.label),
            when: self.condition(&stage.when),
            reading: stage.reading.as_deref(),
            cites: self.cites(&stage.cites),
        }
    }

    pub(super) fn unit(self, unit: &'b rulebook::Unit) -> Unit<'b> {
        Unit { label: self.named(&unit.label), also: &unit.also, codes: codes(&unit.codes) }
    }

    pub(super) fn fact(self, id: FactId, fact: &'b rulebook::Fact) -> Fact<'b> {
        Fact {
            label: self.named(&fact.label),
            kind: self.fact_type(&fact.kind),
            usual: fact.usual.as_ref().map(|value| self.value(id, value)),
            may_be_not_taken: fact.may_be_not_taken,
            asked_when: fact.asked_when.as_ref().map(|cond| self.condition(cond)),
            asks: fact.asks.as_deref(),
            told: fact.told.as_deref(),
            watches: self.terms(&fact.watches),
            codes: codes(&fact.codes),
            cites: self.cites(&fact.cites),
        }
    }

    fn fact_type(self, kind: &'b FactKind) -> Type<'b> {
        match kind {
            FactKind::Number { unit, low, high, step, accepts } => Type::Number {
                unit: unit.map(|unit| name(&self.book.units[unit].label)),
                from: low.exact(),
                to: high.exact(),
                step: step.exact(),
                accepts: accepts
                    .iter()
                    .map(|conversion| Conversion {
                        unit: name(&self.book.units[conversion.unit].label),
                        minus: conversion.minus.exact(),
                        times: conversion.times.exact(),
                    })
                    .collect(),
            },
            FactKind::Choice { options, ordered, yes_no } => Type::Choice {
                values: options
                    .iter()
                    .map(|option| Choice { name: &option.name, told: option.told.as_deref() })
                    .collect(),
                ordered: *ordered,
                yes_no: *yes_no,
            },
            FactKind::Set { members, needs_cover } => {
                Type::Set { terms: self.terms(members), needs_cover: *needs_cover }
            }
        }
    }

    pub(super) fn term(self, term: &'b rulebook::Term) -> Term<'b> {
        Term {
            label: self.named(&term.label),
            of: self.fact_name(term.fact),
            implies: self.terms(&term.implies),
            needs_cover: term.concern.is_some(),
            told: term.told.as_deref(),
            asks: term.asks.as_deref(),
            codes: codes(&term.codes),
            cites: self.cites(&term.cites),
        }
    }

    pub(super) fn concern(self, concern: &'b rulebook::Concern) -> Concern<'b> {
        let (term, when) = match &concern.raised_by {
            RaisedBy::Term(term) => (Some(name(&self.book.terms[*term].label)), None),
            RaisedBy::Condition(cond) => (None, Some(self.condition(cond))),
        };
        Concern {
            label: self.named(&concern.label),
            term,
            when,
            told: concern.told.as_deref(),
            cites: self.cites(&concern.cites),
        }
    }

    pub(super) fn group(self, group: &'b rulebook::Group) -> Group<'b> {
        Group {
            label: self.named(&group.label),
            terms: self.terms(&group.terms),
            concerns: self.concerns(&group.concerns),
            services: self.services(group.services.iter()),
            cites: self.cites(&group.cites),
        }
    }

    pub(super) fn role(self, role: &'b rulebook::Role) -> Role<'b> {
        Role {
            label: self.named(&role.label),
            called: role.called.as_deref(),
            is_a: self.roles(role.is_a.iter()),
            category: role.category,
            clinician: role.clinician,
            works_in: names_of(&self.book.stages, role.works_in.iter(), |stage| &stage.label),
            codes: codes(&role.codes),
            cites: self.cites(&role.cites),
        }
    }

    pub(super) fn service(self, service: &'b rulebook::Service) -> Service<'b> {
        Service {
            label: self.named(&service.label),
            called: service.called.as_deref(),
            is_a: self.services(service.is_a.iter()),
            listed: self.roles(service.listed.iter().copied()),
            act: service.act,
            cites: self.cites(&service.cites),
        }
    }

    pub(super) fn need(self, need: &'b rulebook::Need) -> Need<'b> {
        Need {
            label: self.named(&need.label),
            given_by: self.roles(need.given_by.iter().copied()),
            met_when: self.condition(&need.met_when),
            clearance: need.clearance,
            urgency: name(&self.book.urgencies[need.urgency].label),
            cites: self.cites(&need.cites),
        }
    }

    pub(super) fn duty(self, duty: &'b rulebook::Duty) -> Duty<'b> {
        Duty { label: self.named(&duty.label), cites: self.cites(&duty.cites) }
    }

    pub(super) fn definition(self, definition: &'b rulebook::Definition) -> Definition<'b> {
        Definition {
            label: self.named(&definition.label),
            when: self.condition(&definition.when),
            reading: definition.reading.as_deref(),
            cites: self.cites(&definition.cites),
        }
    }

    pub(super) fn screen(self, screen: &'b rulebook::Screen) -> Screen<'b> {
        Screen { label: self.named(&screen.label), closes: self.facts(screen.closes.iter()) }
    }

    pub(super) fn setting(self, setting: &'b rulebook::Setting) -> Setting<'b> {
        let name = |at: usize| setting.values.get(at).map(|value| value.name.as_str());
        let values = setting.values.iter().map(|value| SettingValue {
            name: &value.name,
            within: value.within.iter().filter_map(|&at| name(at)).collect(),
        });
        Setting {
            label: self.named(&setting.label),
            values: values.collect(),
            usual: name(setting.usual),
        }
    }

    pub(super) fn impossible(self, impossible: &'b rulebook::Impossible) -> Impossible<'b> {
        Impossible { label: self.named(&impossible.label), when: self.condition(&impossible.when) }
    }

    pub(super) fn source(self, source: &'b rulebook::Source) -> Source<'b> {
        Source {
            label: self.named(&source.label),
            by: source.by.as_deref(),
            edition: source.edition.as_deref(),
            found_at: source.found_at.as_deref(),
            review_by: source.review_by.as_deref(),
        }
    }

    pub(super) fn statement(self, statement: &'b rulebook::Statement) -> Statement<'b> {
        Statement {
            label: self.named(&statement.label),
            source: name(&self.book.sources[statement.source].label),
            stands_in: statement.stands_in.as_deref(),
            note: statement.note.as_deref(),
            asks: statement.asks.as_deref(),
            answer: statement.answer.as_deref(),
            wrong: &statement.wrong,
        }
    }
}
