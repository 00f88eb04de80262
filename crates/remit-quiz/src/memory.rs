use serde::{Deserialize, Serialize};

use crate::item::Score;

/// How well a rule is remembered, under FSRS-6: how many days until it is recalled with a chance of
/// nine in ten, and how hard it is for this learner, from 1 to 10.
///
/// The formulas and the default parameters are those of the algorithm's published description
/// (Ye, "The Algorithm", open-spaced-repetition/awesome-fsrs, FSRS-6); they are compared with the
/// reference implementation in Python, version 6.3.2, in this crate's tests. An interval is in whole days of the learner's calendar, and
/// answers on one day follow the formula for short intervals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Days until it is recalled with a chance of nine in ten.
    pub stability: f64,
    /// From 1 to 10.
    pub difficulty: f64,
}

/// How an answer counts for the memory of its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// It was forgotten: wrong.
    Again,
    /// It was recalled with trouble: half right.
    Hard,
    /// It was recalled: right.
    Good,
}

impl Grade {
    /// How a score counts. What is right only at the second try, after the answer was seen, proves
    /// little: it counts as half right at most.
    #[must_use]
    pub fn of(score: Score, second_thought: bool) -> Self {
        match score {
            Score::Wrong => Self::Again,
            Score::Half => Self::Hard,
            Score::Right if second_thought => Self::Hard,
            Score::Right => Self::Good,
        }
    }

    /// The grade as the formulas count it: 1 to 3. The fourth, "easy", is nobody's to claim.
    fn number(self) -> f64 {
        match self {
            Self::Again => 1.0,
            Self::Hard => 2.0,
            Self::Good => 3.0,
        }
    }
}

/// Stability after a first answer, in days, by grade: `w[0]` to `w[2]`.
const FIRST: [f64; 3] = [0.212, 1.2931, 2.3065];
/// Difficulty: of a first answer, how it changes with the grade, and how it returns to the mean:
/// `w[4]` to `w[7]`.
const DIFFICULTY: [f64; 4] = [6.4133, 0.8334, 3.0194, 0.001];
/// How stability grows with recall: `w[8]` to `w[10]`.
const RECALL: [f64; 3] = [1.8722, 0.1666, 0.796];
/// What is left of it after a lapse: `w[11]` to `w[14]`.
const LAPSE: [f64; 4] = [1.4835, 0.0614, 0.2629, 1.6483];
/// The part of the growth that a hard recall has: `w[15]`.
const HARD: f64 = 0.6014;
/// Answers on one day: `w[17]` to `w[19]`.
const SAME_DAY: [f64; 3] = [0.5425, 0.0912, 0.0658];
/// How fast recall decays: `w[20]`.
const DECAY: f64 = 0.1542;
/// The chance of recall at which something is due.
const WANTED: f64 = 0.9;
/// The least stability, in days.
const LEAST: f64 = 0.001;
/// The longest interval: a hundred years.
const LONGEST: f64 = 36_500.0;

impl Memory {
    /// After the first answer.
    #[must_use]
    pub fn first(grade: Grade) -> Self {
        let [again, hard, good] = FIRST;
        let stability = match grade {
            Grade::Again => again,
            Grade::Hard => hard,
            Grade::Good => good,
        };
        Self { stability, difficulty: first_difficulty(grade.number()).clamp(1.0, 10.0) }
    }

    /// After another answer, so many days after the last.
    #[must_use]
    pub fn after(self, days: u32, grade: Grade) -> Self {
        let stability = match (days, grade) {
            (0, grade) => self.same_day(grade),
            (_, Grade::Again) => self.lapsed(self.recall(days)),
            (_, grade) => self.recalled(self.recall(days), grade),
        };
        Self { stability: stability.max(LEAST), difficulty: self.harder(grade) }
    }

    /// The chance that it is recalled so many days after the last answer.
    #[must_use]
    pub fn recall(self, days: u32) -> f64 {
        (1.0 + factor() * f64::from(days) / self.stability).powf(-DECAY)
    }

    /// After how many days it is due again: when the chance of recall comes down to nine in ten.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a number of days first"
    )]
    pub fn interval(self) -> u32 {
        let days = self.stability / factor() * (WANTED.powf(-1.0 / DECAY) - 1.0);
        days.round_ties_even().clamp(1.0, LONGEST) as u32
    }

    fn harder(self, grade: Grade) -> f64 {
        let [_, _, change, back] = DIFFICULTY;
        let step = -change * (grade.number() - 3.0);
        let damped = self.difficulty + (10.0 - self.difficulty) * step / 9.0;
        (back * first_difficulty(4.0) + (1.0 - back) * damped).clamp(1.0, 10.0)
    }

    fn recalled(self, recall: f64, grade: Grade) -> f64 {
        let [base, saturation, surprise] = RECALL;
        let hard = if grade == Grade::Hard { HARD } else { 1.0 };
        let growth = base.exp()
            * (11.0 - self.difficulty)
            * self.stability.powf(-saturation)
            * ((surprise * (1.0 - recall)).exp() - 1.0)
            * hard;
        self.stability * (1.0 + growth)
    }

    fn lapsed(self, recall: f64) -> f64 {
        let [base, difficulty, stability, surprise] = LAPSE;
        let [slope, offset, _] = SAME_DAY;
        let long = base
            * self.difficulty.powf(-difficulty)
            * ((self.stability + 1.0).powf(stability) - 1.0)
            * (surprise * (1.0 - recall)).exp();
        long.min(self.stability / (slope * offset).exp())
    }

    fn same_day(self, grade: Grade) -> f64 {
        let [slope, offset, saturation] = SAME_DAY;
        let growth =
            (slope * (grade.number() - 3.0 + offset)).exp() * self.stability.powf(-saturation);
        self.stability * if grade == Grade::Again { growth } else { growth.max(1.0) }
    }
}

fn first_difficulty(grade: f64) -> f64 {
    let [first, slope, ..] = DIFFICULTY;
    first - (slope * (grade - 1.0)).exp() + 1.0
}

/// Makes the chance of recall nine in ten when as many days have gone by as the stability is.
fn factor() -> f64 {
    0.9_f64.powf(-1.0 / DECAY) - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sequences of `days:grade`, and the stability, difficulty and interval after the last, as the
    /// reference implementation computes them.
    const REFERENCE: &str = include_str!("../tests/fsrs-6.txt");

    #[test]
    fn memories_are_those_of_the_reference_implementation() {
        let mut compared = 0;
        for line in REFERENCE.lines() {
            let (answers, expected) = line.split_once(" -> ").unwrap();
            let mut memory: Option<Memory> = None;
            for answer in answers.split(' ') {
                let (days, grade) = answer.split_once(':').unwrap();
                let grade = match grade {
                    "1" => Grade::Again,
                    "2" => Grade::Hard,
                    _ => Grade::Good,
                };
                let days = days.parse().unwrap();
                memory =
                    Some(memory.map_or(Memory::first(grade), |memory| memory.after(days, grade)));
            }
            let memory = memory.unwrap();
            let expected: Vec<f64> =
                expected.split(' ').map(|number| number.parse().unwrap()).collect();
            let near = |one: f64, other: f64| (one - other).abs() < 1e-6 * other.max(1.0);
            assert!(near(memory.stability, expected[0]), "{line}: {memory:?}");
            assert!(near(memory.difficulty, expected[1]), "{line}: {memory:?}");
            assert!(near(f64::from(memory.interval()), expected[2]), "{line}: {memory:?}");
            compared += 1;
        }
        assert_eq!(compared, 40);
    }

    #[test]
    fn recall_falls_with_time_and_is_nine_in_ten_when_it_is_due() {
        let memory = Memory::first(Grade::Good).after(2, Grade::Good).after(11, Grade::Good);
        let due = memory.interval();
        assert!((memory.recall(due) - 0.9).abs() < 0.005);
        assert!((0..400).all(|day| memory.recall(day + 1) < memory.recall(day)));
        assert!((memory.recall(0) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn nothing_makes_a_memory_that_is_none() {
        for grades in 0..3_u32.pow(6) {
            let mut memory = Memory::first(Grade::Again);
            for at in 0..6 {
                let grade = [Grade::Again, Grade::Hard, Grade::Good]
                    [usize::try_from(grades / 3_u32.pow(at) % 3).unwrap()];
                memory = memory.after([0, 1, 3_000_000][at as usize % 3], grade);
                assert!(memory.stability.is_finite() && memory.stability >= LEAST, "{memory:?}");
                assert!((1.0..=10.0).contains(&memory.difficulty), "{memory:?}");
            }
        }
    }
}
