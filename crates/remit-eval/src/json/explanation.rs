//! The explanation as a tree of JSON objects.

use remit_model::rulebook::RuleKind;
use remit_source::Span;
use serde::Serialize;
use serde_json::Value as Json;

use super::{Names, parts};
use crate::explain::{self, Condition, Considered, Exceptional, Fate, Found, Part, Reasons};

#[derive(Debug, Serialize)]
pub(super) struct Explanation<'a> {
    services: Vec<Reasoning<'a>>,
}

#[derive(Debug, Serialize)]
struct Reasoning<'a> {
    service: &'a str,
    concerns: Vec<Concern<'a>>,
    rules: Vec<Heard<'a>>,
    decided_by: Vec<String>,
    nearly: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Concern<'a> {
    concern: &'a str,
    covered_by: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Heard<'a> {
    rule: String,
    kind: &'static str,
    fate: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    set_aside_by: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    setting: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<Step<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exceptions: Vec<Exception<'a>>,
    says: Vec<Json>,
    adds: Vec<Added<'a>>,
}

#[derive(Debug, Serialize)]
struct Exception<'a> {
    when: Step<'a>,
    then: Json,
    counts: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Added<'a> {
    Grant,
    Refusal,
    Stop,
    Ceiling(&'a str),
    Need { need: &'a str, met: bool },
    Recheck(&'a str),
    Urgency(&'a str),
}

#[derive(Debug, Serialize)]
struct Step<'a> {
    holds: bool,
    #[serde(flatten)]
    found: What<'a>,
    at: Place,
}

/// Byte offsets in a rule file; files are counted in the order they were read.
#[derive(Debug, Serialize)]
struct Place {
    file: u32,
    start: u32,
    end: u32,
}

#[derive(Debug, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
enum What<'a> {
    Always,
    Fact { fact: &'a str, test: Json, value: Json },
    Definition { definition: &'a str, when: Box<Step<'a>> },
    Concern { concern: &'a str, when: Option<Box<Step<'a>>> },
    Not { of: Box<Step<'a>> },
    All { of: Vec<Step<'a>> },
    Any { of: Vec<Step<'a>> },
    AtLeast { count: usize, of: Vec<Step<'a>> },
    Below { fact: &'a str, value: Json, than: &'a str, than_value: Json },
}

impl<'a> Names<'a> {
    pub(super) fn explanation(self, why: &'a explain::Explanation) -> Explanation<'a> {
        Explanation { services: why.services.iter().map(|reasons| self.service(reasons)).collect() }
    }

    fn service(self, reasons: &'a Reasons) -> Reasoning<'a> {
        let concern = |covering: &explain::Covering| Concern {
            concern: &self.0.concerns[covering.concern].label.name,
            covered_by: self.rules(&covering.by),
        };
        let elsewhere = |fate: &Fate| matches!(fate, Fate::OtherRole | Fate::OtherService);
        let considered =
            reasons.considered.iter().filter(|considered| !elsewhere(&considered.fate));
        Reasoning {
            service: &self.0.services[reasons.service].label.name,
            concerns: reasons.concerns.iter().map(concern).collect(),
            rules: considered.map(|considered| self.rule(considered)).collect(),
            decided_by: self.rules(&reasons.decided_by),
            nearly: self.rules(&reasons.nearly),
        }
    }

    fn rule(self, considered: &'a Considered) -> Heard<'a> {
        let book = self.0;
        let rule = &book.rules[considered.rule];
        let exception = |exception: &'a Exceptional| Exception {
            when: self.step(&exception.when),
            then: parts::outcome(book, &exception.outcome),
            counts: exception.counts,
        };
        Heard {
            rule: rule.name(),
            kind: match rule.kind {
                RuleKind::Lane => "lane",
                RuleKind::Precaution => "precaution",
                RuleKind::Advice => "advice",
            },
            fate: fate(&considered.fate),
            set_aside_by: match &considered.fate {
                Fate::SetAside(by) => self.rules(by),
                _ => Vec::new(),
            },
            setting: match &considered.fate {
                Fate::OtherSetting(setting) => Some(&book.settings[*setting].label.name),
                _ => None,
            },
            when: considered.when.as_ref().map(|when| self.step(when)),
            exceptions: considered.exceptions.iter().map(exception).collect(),
            says: considered.says.iter().map(|said| parts::outcome(book, said)).collect(),
            adds: considered.adds.iter().map(|part| self.added(part)).collect(),
        }
    }

    fn added(self, part: &Part) -> Added<'a> {
        let book = self.0;
        match part {
            Part::Grant => Added::Grant,
            Part::Refusal => Added::Refusal,
            Part::Stop => Added::Stop,
            Part::Ceiling(ceiling) => Added::Ceiling(&book.ceilings[*ceiling].label.name),
            Part::Need(need, met) => Added::Need { need: &book.needs[*need].label.name, met: *met },
            Part::Recheck(fact) => Added::Recheck(self.fact(*fact)),
            Part::Urgency(urgency) => Added::Urgency(&book.urgencies[*urgency].label.name),
        }
    }

    fn step(self, condition: &'a Condition) -> Step<'a> {
        let Span { file, start, end } = condition.span;
        let at = Place { file: file.0, start, end };
        Step { holds: condition.holds, found: self.found(&condition.found), at }
    }

    fn found(self, found: &'a Found) -> What<'a> {
        let book = self.0;
        let one = |inner: &'a Condition| Box::new(self.step(inner));
        let several = |parts: &'a [Condition]| parts.iter().map(|part| self.step(part)).collect();
        match found {
            Found::Always => What::Always,
            Found::Fact(atom, value) => What::Fact {
                fact: self.fact(atom.fact),
                test: parts::test(book, atom),
                value: parts::value(book, atom.fact, value),
            },
            Found::Definition(id, inner) => {
                What::Definition { definition: &book.definitions[*id].label.name, when: one(inner) }
            }
            Found::Concern(id, inner) => What::Concern {
                concern: &book.concerns[*id].label.name,
                when: inner.as_ref().map(|inner| one(inner)),
            },
            Found::Not(inner) => What::Not { of: one(inner) },
            Found::All(inner) => What::All { of: several(inner) },
            Found::Any(inner) => What::Any { of: several(inner) },
            Found::AtLeast(count, inner) => What::AtLeast { count: *count, of: several(inner) },
            Found::InOrder((low, below), (high, above)) => What::Below {
                fact: self.fact(*low),
                value: parts::value(book, *low, below),
                than: self.fact(*high),
                than_value: parts::value(book, *high, above),
            },
        }
    }
}

fn fate(fate: &Fate) -> &'static str {
    match fate {
        Fate::OtherRole => "other-role",
        Fate::OtherService => "other-service",
        Fate::OtherSetting(_) => "other-setting",
        Fate::CoversNone => "covers-none",
        Fate::CoversNotHealthy => "covers-not-healthy",
        Fate::CoversNotAll => "covers-not-all",
        Fate::AboutNone => "about-none",
        Fate::ConditionFalse => "condition-false",
        Fate::Excepted => "excepted",
        Fate::SetAside(_) => "set-aside",
        Fate::InForce => "in-force",
    }
}
