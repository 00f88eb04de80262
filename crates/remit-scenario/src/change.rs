//! The same client with one fact otherwise: pairs, and what a change would do.

use remit_eval::Class;
use remit_model::id::{FactId, TermId};
use remit_model::rulebook::{FactKind, Value};

use crate::author::{Author, Target, Unreached, tells_same};
use crate::draw::Draw;
use crate::grid::{Grid, steps};
use crate::tell::{Scenario, worth_telling};

/// How many clients are drawn until one has a neighbour who is decided otherwise.
const CLIENTS: usize = 3;

/// How far beyond a limit, in steps of the fact, a changed number may lie.
const BEYOND: usize = 6;

/// One fact of a client, otherwise than it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The fact.
    pub fact: FactId,
    /// Of a set, the one member that comes or goes.
    pub member: Option<TermId>,
    /// The value that it would have.
    pub to: Value,
}

impl Author<'_> {
    /// Two clients who are told alike but for one fact, and for whom something else is decided: the
    /// first is one for whom the target's rule decides. Facts that this rule looks at are changed
    /// before others.
    ///
    /// # Errors
    ///
    /// How far the best of a bounded number of tries came.
    pub fn pair(
        &mut self,
        target: Target,
        draw: &mut Draw,
    ) -> Result<(Scenario, Scenario, FactId), Unreached> {
        for _ in 0..CLIENTS {
            let one = self.draw(target, draw)?;
            for change in self.changes(&one, draw) {
                let Some(other) = self.changed(&one, &change) else { continue };
                if !tells_same(&one.core, &other.core)
                    && let Some(one) = self.changed(&one, &unchanged(&one, &change))
                {
                    return Ok((one, other, change.fact));
                }
            }
        }
        Err(Unreached::NothingTips)
    }

    /// What could be otherwise with a client, one fact at a time, in any order: what the target's
    /// rule looks at first, then what is told, then a few details that are not.
    #[must_use]
    pub fn changes(&self, scenario: &Scenario, draw: &mut Draw) -> Vec<Change> {
        let reads = &self.reads[scenario.target.rule];
        let told: Vec<FactId> = scenario.told.iter().map(|(fact, _)| *fact).collect();
        let (mut first, mut then) = (Vec::new(), Vec::new());
        for fact in self.book.facts.ids() {
            let read = reads.facts.contains(fact);
            if !read && !told.contains(&fact) {
                continue;
            }
            let all = self.values_beside(scenario, fact, draw);
            for change in all {
                let looked_at = match change.member {
                    Some(term) => reads.terms.contains(term),
                    None => read,
                };
                if looked_at { first.push(change) } else { then.push(change) }
            }
        }
        let mut changes = draw.shuffled(first);
        changes.extend(draw.shuffled(then));
        changes
    }

    /// Values that a fact could have instead, one of each class that the rulebook tells apart, most
    /// often the nearest; of a set, with a member less, or with one more that the rule looks at.
    fn values_beside(&self, scenario: &Scenario, fact: FactId, draw: &mut Draw) -> Vec<Change> {
        let from = scenario.case.value(fact).unwrap_or(&Value::NotTaken);
        let whole = |to: Value| Change { fact, member: None, to };
        match (&self.book.facts[fact].kind, from) {
            (FactKind::Set { .. }, Value::Set(present)) => {
                let looked_at = &self.reads[scenario.target.rule].terms;
                let of_fact = |term: &TermId| self.book.terms[*term].fact == fact;
                let more = looked_at.iter().filter(of_fact).filter(|term| !present.contains(*term));
                let more = draw.shuffled(more).into_iter().take(3);
                let with = more.map(|term| {
                    let mut to = present.clone();
                    to.insert(term);
                    Change { fact, member: Some(term), to: Value::Set(to) }
                });
                let without = present.iter().map(|term| {
                    let mut to = present.clone();
                    to.remove(term);
                    Change { fact, member: Some(term), to: Value::Set(to) }
                });
                with.chain(without).collect()
            }
            (FactKind::Choice { options, .. }, Value::Option(now)) => (0..options.len())
                .filter(|at| at != now)
                .map(|at| whole(Value::Option(at)))
                .collect(),
            (FactKind::Number { low, high, step, .. }, Value::Number(now)) => {
                let grid = Grid { low: *low, step: *step, last: steps(*low, *high, *step) };
                let classes = self.judge.classes().of(fact).iter().filter(|class| !class.has(from));
                let ends = classes.filter_map(|class| match class {
                    Class::Numbers(least, most) => Some((*least, *most)),
                    _ => None,
                });
                let near = ends.map(|(least, most)| {
                    let deeper = if draw.chance(60) { 0 } else { draw.below(BEYOND) as i128 };
                    let (from, to) = (steps(*low, least, *step), steps(*low, most, *step));
                    let place = if *now < least { from + deeper } else { to - deeper };
                    whole(Value::Number(grid.at(place.clamp(from, to))))
                });
                near.collect()
            }
            _ => Vec::new(),
        }
    }

    /// The same client with one fact otherwise, told in the same way; none if there is no such
    /// client, if that takes another fact away that is told, or if no answer is certain.
    #[must_use]
    pub fn changed(&self, scenario: &Scenario, change: &Change) -> Option<Scenario> {
        let mut case = scenario.case.clone();
        case.give(change.fact, change.to.clone());
        let client = case.complete()?;
        if self.judge.violates(&client).is_some() {
            return None;
        }
        let mut told: Vec<_> =
            scenario.told.iter().filter(|(fact, _)| *fact != change.fact).cloned().collect();
        told.push((change.fact, change.to.clone()));
        let asked = told.iter().filter_map(|(fact, _)| self.book.facts[*fact].asked_when.as_ref());
        if !self.judge.which_hold(&client, asked).into_iter().all(|holds| holds) {
            return None;
        }
        told.retain(|(fact, value)| *fact != change.fact || worth_telling(value));
        told.sort_by_key(|(fact, _)| *fact);
        let target = scenario.target;
        let decision = self.judge.decide(&case, target.role, &[target.service]);
        if decision.covered_separately == Some(true) {
            return None;
        }
        let core = decision.core()?;
        Some(Scenario { client, case, told, decision, core, ..scenario.clone() })
    }
}

/// The fact of a change as it is, so that both of a pair tell it.
fn unchanged(scenario: &Scenario, change: &Change) -> Change {
    let to = scenario.case.value(change.fact).cloned().unwrap_or(Value::NotTaken);
    Change { to, ..change.clone() }
}
