//! Whether a client is likely: what the vocabulary declares of clients who are made up.

use remit_eval::Completion;
use remit_model::id::{FactId, Id};
use remit_model::rulebook::{FactKind, Value};
use remit_model::{Number, Rulebook};

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
        for pair in &self.pairs {
            if pair.is_near(sketch.value(pair.follows), sketch.value(pair.leads)) {
                continue;
            }
            // The one that follows moves first, and where it can't, the one that leads.
            let moved = pair.near_to_leader(sketch, draw).map(|value| (pair.follows, value));
            let moved = moved.or_else(|| Some((pair.leads, pair.near_to_follower(sketch, draw)?)));
            let Some((fact, value)) = moved else { return false };
            sketch.set(fact, value);
        }
        true
    }

    /// Whether a client is likely as it is.
    pub(crate) fn is_likely(&self, client: &Completion) -> bool {
        let whens = self.book.unlikely.iter().map(|unlikely| &unlikely.when);
        self.goes_together(client) && !self.judge.which_hold(client, whens).contains(&true)
    }

    /// Whether all numbers that go together lie near each other.
    pub(crate) fn goes_together(&self, client: &Completion) -> bool {
        let value = |fact: FactId| client.values.get(fact.index()).unwrap_or(&Value::NotTaken);
        self.pairs.iter().all(|pair| pair.is_near(value(pair.follows), value(pair.leads)))
    }
}

/// Two numbers that go together: when the one lies so far from its usual value, the other is
/// expected as far from its own, each as a part of its range.
#[derive(Debug)]
pub(crate) struct Pair {
    follows: FactId,
    leads: FactId,
    /// The values that each may have.
    following: Grid,
    leading: Grid,
    /// What is usual of both; what has no usual value is expected to be the same.
    usual: Option<(Number, Number)>,
    /// How far the one goes for each step of the other.
    part: Number,
    /// How far from what is expected is still near.
    tolerance: Number,
}

impl Pair {
    /// All there are in a rulebook.
    pub(crate) fn all(book: &Rulebook) -> Vec<Self> {
        let pairs = book.facts.iter().filter_map(|(follows, one)| {
            let leads = one.goes_with?;
            let other = &book.facts[leads];
            let (following, range) = grid(&one.kind)?;
            let (leading, other_range) = grid(&other.kind)?;
            let usual = match (&one.usual, &other.usual) {
                (Some(Value::Number(one)), Some(Value::Number(other))) => Some((*one, *other)),
                _ => None,
            };
            let part = match usual {
                Some(_) => range.divided_by(other_range).unwrap_or(Number::ZERO),
                None => Number::whole(1),
            };
            let tolerance = range.divided_by(Number::whole(NEAR))?;
            Some(Self { follows, leads, following, leading, usual, part, tolerance })
        });
        pairs.collect()
    }

    /// Whether the one lies near where the other has it expected; true if either was not taken.
    fn is_near(&self, value: &Value, leading: &Value) -> bool {
        let (Value::Number(value), Value::Number(leading)) = (value, leading) else { return true };
        let expected = self.expected(*leading);
        let away = if *value > expected { *value - expected } else { expected - *value };
        away <= self.tolerance
    }

    fn expected(&self, leading: Number) -> Number {
        match self.usual {
            Some((usual, leads)) => usual + (leading - leads) * self.part,
            None => leading,
        }
    }

    /// Any value of the one that is near where the other has it expected, and keeps what was
    /// promised of it.
    fn near_to_leader(&self, sketch: &Sketch<'_>, draw: &mut Draw) -> Option<Value> {
        let Value::Number(leading) = sketch.value(self.leads) else { return None };
        let expected = self.expected(*leading);
        let ends = (expected - self.tolerance, expected + self.tolerance);
        any_kept(&self.following, ends, self.follows, sketch, draw)
    }

    /// Any value of the other, so that the one is near.
    fn near_to_follower(&self, sketch: &Sketch<'_>, draw: &mut Draw) -> Option<Value> {
        let Value::Number(value) = sketch.value(self.follows) else { return None };
        let (usual, leads) = self.usual.unwrap_or((Number::ZERO, Number::ZERO));
        let from = |value: Number| Some(leads + (value - usual).divided_by(self.part)?);
        let ends = (from(*value - self.tolerance)?, from(*value + self.tolerance)?);
        any_kept(&self.leading, ends, self.leads, sketch, draw)
    }
}

fn grid(kind: &FactKind) -> Option<(Grid, Number)> {
    let FactKind::Number { low, high, step, .. } = kind else { return None };
    Some((Grid { low: *low, step: *step, last: steps(*low, *high, *step) }, *high - *low))
}

/// Any value of a fact between two ends that keeps what was promised of it.
fn any_kept(
    grid: &Grid,
    (from, to): (Number, Number),
    fact: FactId,
    sketch: &Sketch<'_>,
    draw: &mut Draw,
) -> Option<Value> {
    let place = |number: Number| (number - grid.low).divided_by(grid.step).map(Number::floor);
    let (below, most) = (place(from)?, place(to)?);
    // The first place that is not below the lower end.
    let least = if grid.at(below) == from { below } else { below + 1 };
    let places = least.max(0)..=most.min(grid.last);
    let values = places.map(|at| Value::Number(grid.at(at)));
    let fit: Vec<_> = values.filter(|value| sketch.keeps(fact, value)).collect();
    draw.pick(&fit).cloned()
}
