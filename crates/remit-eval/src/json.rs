//! Decisions as JSON: names instead of ids. What each field means is written in
//! `docs/decision-json.md`; the fields are a contract, and are only ever added to.

mod case;
mod explanation;
mod parts;

use std::collections::BTreeMap;

use remit_model::Rulebook;
use remit_model::id::{FactId, RoleId, RuleId};
use remit_model::rulebook::{Clearance, LaneState};
use serde::Serialize;

pub use self::case::case;
pub use self::parts::{outcome, test, value};
use crate::decision::{
    Bound, Decision as Decided, Destination, NeedOf, Recommendation, SetAside, Who as Found,
};

/// A decision as JSON.
#[must_use]
pub fn decision<'a>(book: &'a Rulebook, decided: &'a Decided) -> Decision<'a> {
    Names(book).decision(decided)
}

/// The answer to who may, and who should, as JSON.
#[must_use]
pub fn who<'a>(book: &'a Rulebook, found: &'a Found) -> Who<'a> {
    let names = Names(book);
    Who {
        recommended: names.roles(&found.recommended),
        how: match found.how {
            Recommendation::Stop => "stop",
            Recommendation::Referral => "referral",
            Recommendation::Advice => "advice",
            Recommendation::SomeAdvice => "some-advice",
            Recommendation::Possible => "possible",
        },
        permitted: names.roles(&found.permitted),
        practitioners: found.practitioners.iter().map(|told| names.decision(told)).collect(),
    }
}

/// See [`decision`].
#[derive(Debug, Serialize)]
pub struct Decision<'a> {
    practitioner: &'a str,
    service: OneOrMore<&'a str>,
    verdict: &'static str,
    lane: Option<&'static str>,
    uncovered: Option<Vec<&'a str>>,
    covered_separately: Option<bool>,
    ceiling: Option<&'a str>,
    needs: Option<Vec<Held<'a>>>,
    recheck: Option<Recheck<'a>>,
    rechecks: Option<Vec<Recheck<'a>>>,
    duties: Option<Vec<&'a str>>,
    clearance: Option<&'static str>,
    urgency: Option<&'a str>,
    refer_to: Option<Vec<To<'a>>>,
    also_refer: Option<Vec<To<'a>>>,
    recommended: Option<Vec<&'a str>>,
    stage: Option<&'a str>,
    decided_by: Vec<String>,
    set_aside: Vec<Aside>,
    ask: Vec<&'a str>,
    at_least: Option<Edge<'a>>,
    at_most: Option<Edge<'a>>,
    too_large: bool,
    assumed: Vec<&'a str>,
    settings: BTreeMap<&'a str, &'a str>,
    explanation: Option<explanation::Explanation<'a>>,
}

/// See [`who`].
#[derive(Debug, Serialize)]
pub struct Who<'a> {
    recommended: Vec<&'a str>,
    how: &'static str,
    permitted: Vec<&'a str>,
    practitioners: Vec<Decision<'a>>,
}

/// A single name stands alone, several stand in a list.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

#[derive(Debug, Serialize)]
struct Held<'a> {
    need: &'a str,
    met: bool,
    given_by: Vec<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
struct Recheck<'a> {
    fact: &'a str,
    minutes: Option<u32>,
    doing: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct To<'a> {
    roles: Vec<&'a str>,
    #[serde(rename = "for")]
    service: &'a str,
}

#[derive(Debug, Serialize)]
struct Aside {
    rule: String,
    by: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Edge<'a> {
    verdict: &'static str,
    urgency: &'a str,
}

/// Looks up what things are called.
#[derive(Debug, Clone, Copy)]
struct Names<'a>(&'a Rulebook);

impl<'a> Names<'a> {
    fn decision(self, decided: &'a Decided) -> Decision<'a> {
        let book = self.0;
        let services: Vec<&str> =
            decided.services.iter().map(|id| book.services[*id].label.name.as_str()).collect();
        let service = match services.as_slice() {
            [one] => OneOrMore::One(*one),
            _ => OneOrMore::More(services),
        };
        let rechecks: Option<Vec<Recheck>> = decided
            .rechecks
            .as_ref()
            .map(|all| all.iter().map(|recheck| self.recheck(recheck)).collect());
        let uncovered = decided.uncovered.as_ref();
        let duties = decided.duties.as_ref();
        Decision {
            practitioner: self.role(decided.practitioner),
            service,
            verdict: decided.verdict.name(),
            lane: decided.lane.map(LaneState::name),
            uncovered: uncovered
                .map(|all| all.iter().map(|id| book.concerns[*id].label.name.as_str()).collect()),
            covered_separately: decided.covered_separately,
            ceiling: decided.ceiling.map(|id| book.ceilings[id].label.name.as_str()),
            needs: decided
                .needs
                .as_ref()
                .map(|all| all.iter().map(|need| self.need(*need)).collect()),
            recheck: rechecks.as_ref().and_then(|all| all.first().cloned()),
            rechecks,
            duties: duties
                .map(|all| all.iter().map(|id| book.duties[*id].label.name.as_str()).collect()),
            clearance: decided.clearance.map(Clearance::name),
            urgency: decided.urgency.map(|id| book.urgencies[id].label.name.as_str()),
            refer_to: decided.refer_to.as_deref().map(|to| self.destinations(to)),
            also_refer: decided.also_refer.as_deref().map(|to| self.destinations(to)),
            recommended: decided.recommended.as_deref().map(|roles| self.roles(roles)),
            stage: decided.stage.map(|id| book.stages[id].label.name.as_str()),
            decided_by: self.rules(&decided.decided_by),
            set_aside: decided.set_aside.iter().map(|aside| self.aside(aside)).collect(),
            ask: decided.ask.iter().map(|id| self.fact(*id)).collect(),
            at_least: decided.at_least.map(|bound| self.edge(bound)),
            at_most: decided.at_most.map(|bound| self.edge(bound)),
            too_large: decided.too_large,
            assumed: decided.assumed.iter().map(|id| self.fact(*id)).collect(),
            settings: self.settings(decided),
            explanation: decided.explanation.as_ref().map(|why| self.explanation(why)),
        }
    }

    fn role(self, id: RoleId) -> &'a str {
        &self.0.roles[id].label.name
    }

    fn roles(self, ids: &[RoleId]) -> Vec<&'a str> {
        ids.iter().map(|id| self.role(*id)).collect()
    }

    fn fact(self, id: FactId) -> &'a str {
        &self.0.facts[id].label.name
    }

    fn rules(self, ids: &[RuleId]) -> Vec<String> {
        ids.iter().map(|id| self.0.rules[*id].name()).collect()
    }

    fn need(self, NeedOf { need, met }: NeedOf) -> Held<'a> {
        let declared = &self.0.needs[need];
        Held { need: &declared.label.name, met, given_by: self.roles(&declared.given_by) }
    }

    fn recheck(self, recheck: &'a remit_model::rulebook::Recheck) -> Recheck<'a> {
        let doing = recheck.doing.as_deref();
        Recheck { fact: self.fact(recheck.fact), minutes: recheck.minutes, doing }
    }

    fn destinations(self, all: &[Destination]) -> Vec<To<'a>> {
        let to = |destination: &Destination| To {
            roles: self.roles(&destination.roles),
            service: &self.0.services[destination.service].label.name,
        };
        all.iter().map(to).collect()
    }

    fn aside(self, aside: &SetAside) -> Aside {
        Aside { rule: self.0.rules[aside.rule].name(), by: self.rules(&aside.by) }
    }

    fn edge(self, bound: Bound) -> Edge<'a> {
        Edge { verdict: bound.verdict.name(), urgency: &self.0.urgencies[bound.urgency].label.name }
    }

    fn settings(self, decided: &Decided) -> BTreeMap<&'a str, &'a str> {
        let chosen = decided.settings.iter().filter_map(|(id, value)| {
            let setting = &self.0.settings[*id];
            Some((setting.label.name.as_str(), setting.values.get(*value)?.name.as_str()))
        });
        chosen.collect()
    }
}
