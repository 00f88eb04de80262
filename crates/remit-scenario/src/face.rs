//! Gives a client a face: an age, wishes, and details that change nothing.

use remit_eval::Core;
use remit_model::Rulebook;
use remit_model::id::{FactId, RuleId};
use remit_model::rulebook::{Fact, FactKind, Value};
use remit_words::Words;

use crate::author::{Author, Target};
use crate::draw::{Draw, lot};
use crate::grid::{stepped, steps};
use crate::sketch::Sketch;
use crate::tell::worth_telling;

impl<'a> Author<'a> {
    /// Gives a client a face: another age, and numbers a little beside the usual ones, as people
    /// are.
    pub(crate) fn introduce(&self, sketch: &mut Sketch<'a>, draw: &mut Draw) {
        let words = Words::new(self.book);
        for (id, fact) in self.book.facts.iter() {
            let (FactKind::Number { low, high, step, .. }, Some(Value::Number(usual))) =
                (&fact.kind, &fact.usual)
            else {
                // Most want what is usual.
                if words.introduces(id)
                    && !(words.is_a_wish(id) && draw.chance(50))
                    && let FactKind::Choice { options, .. } = &fact.kind
                {
                    sketch.set(id, Value::Option(draw.below(options.len())));
                }
                continue;
            };
            let all = steps(*low, *high, *step);
            let place = steps(*low, *usual, *step);
            let (from, to) = if words.introduces(id) {
                (all / 10, all * 3 / 4)
            } else if at_an_end(fact) {
                // None of something is not varied into a little of it.
                (place, place)
            } else {
                let span = (all / 12).clamp(0, 12);
                ((place - span).max(0), (place + span).min(all))
            };
            let place = from + draw.below(usize::try_from(to - from).unwrap_or(0) + 1) as i128;
            sketch.set(id, Value::Number(stepped(*low, *step, place)));
        }
        // Who came out impossible stays as usual, but for what chance can't get wrong.
        if self.judge.violates(&sketch.client).is_some() {
            *sketch = Sketch::usual(self.book, draw);
        }
    }

    /// Mixes in facts that change nothing: what the rulebook's own examples tell of their clients,
    /// those of the same chapter before others.
    pub(crate) fn season(
        &self,
        target: Target,
        core: &Core,
        sketch: &mut Sketch<'a>,
        draw: &mut Draw,
    ) {
        let concerns = self.judge.concerns(&sketch.client);
        let wanted = 1 + draw.below(3);
        let mut added = 0;
        for _ in 0..8 {
            if added == wanted {
                return;
            }
            let Some((fact, value)) = self.detail(target, draw) else { return };
            let ordinary = fact_is_ordinary(self.book, fact) && worth_telling(value);
            if !ordinary || !sketch.is_free(fact) || sketch.chosen.contains(fact) {
                continue;
            }
            let before = sketch.value(fact).clone();
            sketch.set(fact, value.clone());
            if self.unchanged(target, core, sketch)
                && self.judge.concerns(&sketch.client) == concerns
            {
                sketch.chosen.insert(fact);
                added += 1;
            } else {
                sketch.set(fact, before);
            }
        }
    }

    /// What some example tells of its client. Each has its lot by its title, and the highest is taken:
    /// with one example more in the rulebook, nearly all choices stay as they were.
    fn detail(&self, target: Target, draw: &mut Draw) -> Option<(FactId, &'a Value)> {
        let topic = self.book.rules[target.rule].topic;
        let of_topic =
            |rules: &[RuleId]| rules.iter().any(|&rule| self.book.rules[rule].topic == topic);
        let related = draw.chance(60);
        let round = draw.number();
        let examples = self.book.examples.iter().filter(|(_, example)| {
            !example.facts.is_empty() && (!related || of_topic(&example.of))
        });
        let (_, example) = examples.max_by_key(|(id, _)| lot(self.digests[*id], round))?;
        draw.pick(&example.facts).map(|(fact, value)| (*fact, value))
    }

    /// Whether a client is possible and is decided as before.
    fn unchanged(&self, target: Target, core: &Core, sketch: &Sketch<'a>) -> bool {
        self.judge.violates(&sketch.client).is_none()
            && self.is_likely(&sketch.client)
            && self.judge.core(&sketch.client, target.role, &[target.service]) == *core
    }

    /// Two readings that are told together are both taken.
    pub(crate) fn pair_up(
        &self,
        target: Target,
        core: &Core,
        sketch: &mut Sketch<'a>,
        draw: &mut Draw,
    ) {
        let taken = self.book.facts.ids().filter(|&fact| *sketch.value(fact) != Value::NotTaken);
        let partners = taken.flat_map(|fact| self.together[fact].iter().copied());
        for partner in partners.collect::<Vec<_>>() {
            let FactKind::Number { low, high, step, .. } = &self.book.facts[partner].kind else {
                continue;
            };
            let middle = usize::try_from(steps(*low, *high, *step) / 2).unwrap_or(0);
            for _ in 0..8 {
                if *sketch.value(partner) != Value::NotTaken {
                    break;
                }
                let place = (middle / 2 + draw.below(middle)) as i128;
                sketch.set(partner, Value::Number(stepped(*low, *step, place)));
                if !self.unchanged(target, core, sketch) {
                    sketch.set(partner, Value::NotTaken);
                }
            }
        }
    }
}

/// Whether a fact may be told of anybody: it is always known, and is not taken only for some.
fn fact_is_ordinary(book: &Rulebook, fact: FactId) -> bool {
    let fact = &book.facts[fact];
    fact.asked_when.is_none() && !fact.may_be_not_taken
}

/// Whether the usual value of a number is the least or the most there is: nothing of something.
pub(crate) fn at_an_end(fact: &Fact) -> bool {
    match (&fact.kind, &fact.usual) {
        (FactKind::Number { low, high, .. }, Some(Value::Number(usual))) => {
            usual == low || usual == high
        }
        _ => false,
    }
}
