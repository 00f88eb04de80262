//! The same client with one fact otherwise: pairs, and what a change would do.

use remit_eval::{Class, Completion, Core};
use remit_model::id::{FactId, Id, TermId};
use remit_model::rulebook::{FactKind, Value};

use remit_words::Words;

use crate::author::{Author, Target, Unreached, tells_same};
use crate::draw::Draw;
use crate::face::at_an_end;
use crate::grid::{Grid, steps};
use crate::tell::{Scenario, worth_telling};

/// How many clients are drawn until one has a neighbour who is decided otherwise.
const CLIENTS: usize = 3;

/// How far beyond a limit, in steps of the fact, a changed number may lie.
const BEYOND: usize = 6;

/// How far from the value that it has, in steps, a number may lie that changes nothing.
const ELSEWHERE: i128 = 12;

/// So many facts that are not told are looked at for details; of a set, so many members.
const DETAILS: usize = 12;
const MORE: usize = 3;

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
                if self.tips(&one, &change).is_none_or(|core| tells_same(&one.core, &core)) {
                    continue;
                }
                if let Some(other) = self.changed(&one, &change)
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
        let (reads, words) = (&self.reads[scenario.target.rule], Words::new(self.book));
        let told: Vec<FactId> = scenario.told.iter().map(|(fact, _)| *fact).collect();
        let (mut first, mut then, mut last) = (Vec::new(), Vec::new(), Vec::new());
        for fact in self.book.facts.ids() {
            let read = reads.facts.contains(fact);
            // Another person is no change of this one.
            let who = words.introduces(fact) && !words.is_a_wish(fact);
            if !read && (who || !told.contains(&fact)) {
                continue;
            }
            let all = self.values_beside(scenario, fact, draw);
            for change in all {
                let looked_at = match change.member {
                    Some(term) => reads.terms.contains(term),
                    None => read,
                };
                // That what matters were not there at all is the least that can be learnt.
                let gone = matches!((&change.to, change.member), (Value::Set(to), Some(term)) if !to.contains(term));
                if gone {
                    last.push(change);
                } else if looked_at {
                    first.push(change);
                } else {
                    then.push(change);
                }
            }
        }
        let mut changes = draw.shuffled(first);
        changes.extend(draw.shuffled(then));
        changes.extend(draw.shuffled(last));
        changes.extend(self.details(scenario, draw));
        changes
    }

    /// What has nothing to do with the rule and is not told, and could be otherwise as well.
    fn details(&self, scenario: &Scenario, draw: &mut Draw) -> Vec<Change> {
        let (reads, words) = (&self.reads[scenario.target.rule], Words::new(self.book));
        let told = |fact: FactId| scenario.told.iter().any(|(told, _)| *told == fact);
        let others = self.book.facts.ids().filter(|&fact| {
            let set = matches!(self.book.facts[fact].kind, FactKind::Set { .. });
            !words.introduces(fact) && (set || !reads.facts.contains(fact) && !told(fact))
        });
        let mut details = Vec::new();
        for fact in draw.shuffled(others).into_iter().take(DETAILS) {
            let (FactKind::Set { members, .. }, Some(Value::Set(present))) =
                (&self.book.facts[fact].kind, scenario.case.value(fact))
            else {
                let beside = self.values_beside(scenario, fact, draw);
                details.extend(draw.pick(&beside).cloned());
                continue;
            };
            let more = members
                .iter()
                .filter(|term| !present.contains(*term) && !reads.terms.contains(*term));
            let with = draw.shuffled(more).into_iter().take(MORE).map(|term| {
                let mut to = present.clone();
                to.insert(term);
                Change { fact, member: Some(term), to: Value::Set(to) }
            });
            details.extend(with);
        }
        draw.shuffled(details)
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
                let near: Vec<_> = ends
                    .map(|(least, most)| {
                        let deeper = if draw.chance(60) { 0 } else { draw.below(BEYOND) as i128 };
                        let (from, to) = (steps(*low, least, *step), steps(*low, most, *step));
                        let place = if *now < least { from + deeper } else { to - deeper };
                        whole(Value::Number(grid.at(place.clamp(from, to))))
                    })
                    .collect();
                // Within the class that it is in already, a number may be quite another.
                let same = self.judge.classes().of(fact).iter().find(|class| class.has(from));
                let within = same.and_then(|class| match class {
                    Class::Numbers(least, most) => {
                        let (from, to) = (steps(*low, *least, *step), steps(*low, *most, *step));
                        let here = steps(*low, *now, *step);
                        let (from, to) = (from.max(here - ELSEWHERE), to.min(here + ELSEWHERE));
                        let reach = usize::try_from(to - from).unwrap_or(0);
                        let place = from + draw.below(reach + 1) as i128;
                        (grid.at(place) != *now).then(|| whole(Value::Number(grid.at(place))))
                    }
                    _ => None,
                });
                near.into_iter().chain(within).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What would be decided about the same client with one fact otherwise; none if there is no such
    /// client, if that takes another fact away that is told, or if no answer is certain.
    #[must_use]
    pub fn tips(&self, scenario: &Scenario, change: &Change) -> Option<Core> {
        let client = self.with(scenario, change)?;
        let core = self.judge.core(&client, scenario.target.role, &[scenario.target.service]);
        Some(core)
    }

    /// The client with one fact otherwise, if there can be such a one, of whom everything can be
    /// told that is told of this one.
    fn with(&self, scenario: &Scenario, change: &Change) -> Option<Completion> {
        let mut client = scenario.case.complete()?;
        client.values.get_mut(change.fact.index())?.clone_from(&change.to);
        if !self.goes_together(&client) {
            return None;
        }
        let never = self.book.impossible.iter().map(|impossible| &impossible.when);
        let never = never.chain(self.book.unlikely.iter().map(|unlikely| &unlikely.when));
        let barred = self.book.impossible.len() + self.book.unlikely.len();
        let told = scenario.told.iter().map(|(fact, _)| *fact).chain([change.fact]);
        let asked = told.filter_map(|fact| self.book.facts[fact].asked_when.as_ref());
        let hold = self.judge.which_hold(&client, never.chain(asked));
        let fine = hold.iter().enumerate().all(|(at, holds)| *holds == (at >= barred));
        fine.then_some(client)
    }

    /// The same client with one fact otherwise, told in the same way; none where [`Self::tips`] says
    /// nothing.
    #[must_use]
    pub fn changed(&self, scenario: &Scenario, change: &Change) -> Option<Scenario> {
        let client = self.with(scenario, change)?;
        let mut case = scenario.case.clone();
        case.give(change.fact, change.to.clone());
        let mut told: Vec<_> =
            scenario.told.iter().filter(|(fact, _)| *fact != change.fact).cloned().collect();
        let declared = &self.book.facts[change.fact];
        // That there is none of something needs no telling.
        let none = at_an_end(declared) && declared.usual.as_ref() == Some(&change.to);
        if worth_telling(&change.to) && !none {
            told.push((change.fact, change.to.clone()));
        }
        told.sort_by_key(|(fact, _)| *fact);
        let target = scenario.target;
        let decision = self.judge.decide(&case, target.role, &[target.service]);
        if decision.covered_separately == Some(true) {
            return None;
        }
        let core = decision.core()?;
        let Scenario { screen, style, asks, .. } = *scenario;
        Some(Scenario { target, client, case, told, screen, style, asks, decision, core })
    }
}

/// The fact of a change as it is, so that both of a pair tell it.
fn unchanged(scenario: &Scenario, change: &Change) -> Change {
    let to = scenario.case.value(change.fact).cloned().unwrap_or(Value::NotTaken);
    Change { to, ..change.clone() }
}
