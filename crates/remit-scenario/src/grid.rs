//! The numbers that a fact may have.

use remit_model::Number;
use remit_model::rulebook::Test;

/// The values that a number may have, by their place.
#[derive(Debug)]
pub(crate) struct Grid {
    pub(crate) low: Number,
    pub(crate) step: Number,
    pub(crate) last: i128,
}

impl Grid {
    pub(crate) fn at(&self, place: i128) -> Number {
        stepped(self.low, self.step, place)
    }

    /// The places on, and a step beside, a number.
    pub(crate) fn around(&self, number: Number) -> Vec<i128> {
        let place = (number - self.low).divided_by(self.step).map_or(0, Number::floor);
        (place - 1..=place + 1).filter(|at| (0..=self.last).contains(at)).collect()
    }
}

/// How many steps lie between the ends of a range.
pub(crate) fn steps(low: Number, high: Number, step: Number) -> i128 {
    (high - low).divided_by(step).map_or(0, Number::floor).max(0)
}

pub(crate) fn stepped(low: Number, step: Number, place: i128) -> Number {
    low + step * Number::whole(i64::try_from(place).unwrap_or(0))
}

/// The constants that a comparison compares with.
pub(crate) fn thresholds(test: &Test) -> Vec<Number> {
    match test {
        Test::Range(range) => {
            range.low.iter().chain(&range.high).map(|(number, _)| *number).collect()
        }
        Test::Numbers { values, .. } => values.clone(),
        _ => Vec::new(),
    }
}
