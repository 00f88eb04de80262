//! Whether a client is likely: what the vocabulary declares of clients who are made up.

use remit_eval::Completion;
use remit_model::Number;
use remit_model::id::{FactId, Id};
use remit_model::rulebook::{FactKind, Value};

use crate::author::Author;
use crate::draw::Draw;
use crate::grid::{Grid, steps};
use crate::sketch::Sketch;

/// Two numbers that go together lie at most this part of the range from where the one has the other
/// expected.
const NEAR: i64 = 10;

impl<'a> Author<'a> {
    /// Makes a client likely, as far as the promises that were made of it leave room: numbers that
    /// go together lie near each other, and nothing unlikely is the case. False if there is no room.
    pub(crate) fn make_likely(&self, sketch: &mut Sketch<'a>, draw: &mut Draw) -> bool {
        let whens = || self.book.unlikely.iter().map(|unlikely| &unlikely.when);
        let hold = self.judge.which_hold(&sketch.client, whens());
        for (unlikely, _) in self.book.unlikely.iter().zip(hold).filter(|(_, holds)| *holds) {
            // What was mended for one may have mended another.
            let stays = |sketch: &Sketch<'a>| self.judge.holds(&sketch.client, &unlikely.when);
            if stays(sketch) && (!sketch.fulfil(&unlikely.when, false, draw, 0) || stays(sketch)) {
                return false;
            }
        }
        for (fact, declared) in self.book.facts.iter() {
            let Some(leader) = declared.goes_with else { continue };
            if self.is_near(fact, leader, sketch.value(fact), sketch.value(leader)) {
                continue;
            }
            // The one that follows moves first, and where it can't, the one that leads.
            let (following, leading) = (sketch.value(fact).clone(), sketch.value(leader).clone());
            let moved = self
                .nearby(sketch, fact, draw, |value| self.is_near(fact, leader, value, &leading));
            if let Some(value) = moved {
                sketch.set(fact, value);
                continue;
            }
            let moved = self.nearby(sketch, leader, draw, |value| {
                self.is_near(fact, leader, &following, value)
            });
            match moved {
                Some(value) => sketch.set(leader, value),
                None => return false,
            }
        }
        true
    }

    /// Whether a client is likely as it is.
    pub(crate) fn is_likely(&self, client: &Completion) -> bool {
        let whens = self.book.unlikely.iter().map(|unlikely| &unlikely.when);
        let value = |fact: FactId| client.values.get(fact.index()).unwrap_or(&Value::NotTaken);
        !self.judge.which_hold(client, whens).contains(&true)
            && self.book.facts.iter().all(|(fact, declared)| {
                declared
                    .goes_with
                    .is_none_or(|leader| self.is_near(fact, leader, value(fact), value(leader)))
            })
    }

    /// Any value of a fact that keeps what was promised of it and is near.
    fn nearby(
        &self,
        sketch: &Sketch<'a>,
        fact: FactId,
        draw: &mut Draw,
        is_near: impl Fn(&Value) -> bool,
    ) -> Option<Value> {
        let FactKind::Number { low, high, step, .. } = &self.book.facts[fact].kind else {
            return None;
        };
        let grid = Grid { low: *low, step: *step, last: steps(*low, *high, *step) };
        let values = (0..=grid.last).map(|at| Value::Number(grid.at(at)));
        let fit: Vec<_> =
            values.filter(is_near).filter(|value| sketch.keeps(fact, value)).collect();
        draw.pick(&fit).cloned()
    }

    /// Whether a number lies near where another has it expected; true if either was not taken.
    fn is_near(&self, fact: FactId, leader: FactId, value: &Value, leading: &Value) -> bool {
        let (Value::Number(value), Value::Number(leading)) = (value, leading) else { return true };
        let (one, other) = (&self.book.facts[fact], &self.book.facts[leader]);
        let (FactKind::Number { low, high, .. }, FactKind::Number { low: least, high: most, .. }) =
            (&one.kind, &other.kind)
        else {
            return true;
        };
        let range = *high - *low;
        let expected = match (&one.usual, &other.usual) {
            (Some(Value::Number(usual)), Some(Value::Number(leads))) => {
                let part = range.divided_by(*most - *least).unwrap_or(Number::ZERO);
                *usual + (*leading - *leads) * part
            }
            // What has no usual value is expected to be the same.
            _ => *leading,
        };
        let away = if *value > expected { *value - expected } else { expected - *value };
        away * Number::whole(NEAR) <= range
    }
}
