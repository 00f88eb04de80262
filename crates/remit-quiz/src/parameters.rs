//! What an item is assumed to be like, for whoever chooses items by what they tell about a learner.

use remit_eval::{Class, Fate};
use remit_model::Rulebook;
use remit_model::rulebook::{FactKind, Value};
use remit_scenario::{Author, Scenario};
use serde::{Deserialize, Serialize};

use crate::item::Item;

/// An item under the three-parameter logistic model: somebody of ability t is right with the chance
/// c + (1 - c) / (1 + exp(-a (t - b))) (Birnbaum 1968).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// Discrimination: how sharply it tells abilities apart.
    pub a: f64,
    /// Difficulty, on the scale of ability, whose mean is 0 and whose standard deviation 1.
    pub b: f64,
    /// The chance to guess right.
    pub c: f64,
}

impl Parameters {
    /// Nothing is known of the item. Before any data, every item is taken to discriminate alike.
    pub const UNKNOWN: Self = Self { a: 1.2, b: 0.0, c: 0.0 };

    /// The chance to be right, for somebody of an ability.
    #[must_use]
    pub fn chance(self, ability: f64) -> f64 {
        self.c + (1.0 - self.c) / (1.0 + (-self.a * (ability - self.b)).exp())
    }

    /// What an answer tells about somebody of an ability (Fisher's information):
    /// a² (1 - P) / P ((P - c) / (1 - c))².
    #[must_use]
    pub fn information(self, ability: f64) -> f64 {
        let chance = self.chance(ability);
        let known = (chance - self.c) / (1.0 - self.c);
        self.a.powi(2) * (1.0 - chance) / chance * known.powi(2)
    }
}

/// Knows what items are like. Measured parameters can take the place of assumed ones.
pub trait Bank {
    /// The parameters of an item.
    fn parameters(&self, item: &Item) -> Parameters;
}

/// Assumes difficulty from the structure of an item, before there are answers to measure it by: a
/// linear logistic test model (Fischer 1973). The weights are judgement, not measurement: each is
/// small beside the spread of abilities, so that no item is taken to be out of reach for what it
/// looks like.
#[derive(Debug)]
pub struct Structure<'a> {
    author: Author<'a>,
}

/// Difficulty by structure: what is in every item, and how much each thing adds.
const BASE: f64 = -0.6;
const PER_FACT: f64 = 0.05;
const PER_RULE_IN_FORCE: f64 = 0.2;
const PER_NEARLY: f64 = 0.1;
const PER_EXCEPTION: f64 = 0.4;
const NEAR_A_LIMIT: f64 = 0.3;

/// How far from a limit, in steps of the fact, a number is near it.
const NEAR: i64 = 2;

impl<'a> Structure<'a> {
    /// For items of a rulebook.
    #[must_use]
    pub fn new(book: &'a Rulebook) -> Self {
        Self { author: Author::new(book) }
    }

    #[expect(clippy::cast_precision_loss, reason = "a vignette tells fourteen facts at most")]
    fn difficulty(&self, scenario: &Scenario) -> f64 {
        let mut b = BASE + PER_FACT * scenario.told.len() as f64;
        for reasons in scenario.decision.explanation.iter().flat_map(|all| &all.services) {
            let in_force = reasons.considered.iter().filter(|one| one.fate == Fate::InForce);
            let exceptions = reasons.considered.iter().flat_map(|one| &one.exceptions);
            b += PER_RULE_IN_FORCE * in_force.count() as f64;
            b += PER_NEARLY * reasons.nearly.len() as f64;
            b += PER_EXCEPTION * exceptions.filter(|exception| exception.counts).count() as f64;
        }
        b + if self.near_a_limit(scenario) { NEAR_A_LIMIT } else { 0.0 }
    }

    /// Whether a number that is told lies next to one at which some rule tells clients apart.
    fn near_a_limit(&self, scenario: &Scenario) -> bool {
        let judge = self.author.judge();
        scenario.told.iter().any(|(fact, value)| {
            let (Value::Number(value), FactKind::Number { step, low, high, .. }) =
                (value, &judge.book.facts[*fact].kind)
            else {
                return false;
            };
            let near = *step * remit_model::Number::whole(NEAR);
            judge.classes().of(*fact).iter().any(|class| match class {
                Class::Numbers(least, most) if least <= value && value <= most => {
                    *least != *low && *value - *least < near
                        || *most != *high && *most - *value < near
                }
                _ => false,
            })
        })
    }
}

impl Bank for Structure<'_> {
    fn parameters(&self, item: &Item) -> Parameters {
        // Both halves of a pair must be right: a guess must be lucky twice.
        let guess = |part: &crate::item::Part| {
            let options = u32::try_from(part.options.len().max(1)).unwrap_or(u32::MAX);
            1.0 / f64::from(options)
        };
        let c = item.parts.iter().map(guess).product();
        let hardest = item.parts.iter().filter_map(|part| part.scenario.as_ref());
        let hardest = hardest.map(|scenario| self.difficulty(scenario)).reduce(f64::max);
        Parameters { b: hardest.unwrap_or(0.0), c, ..Parameters::UNKNOWN }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn information_is_that_of_the_published_programs() {
        // Computed with catpie 0.2.0, a port of catR, at an ability of -0.5.
        let items = [(1.0, -1.5), (1.2, -0.5), (0.8, 0.0), (1.5, 0.5), (1.1, 1.2)];
        let known = [0.146_510, 0.240_000, 0.094_745, 0.141_570, 0.048_748];
        for ((a, b), known) in items.into_iter().zip(known) {
            let found = Parameters { a, b, c: 0.2 }.information(-0.5);
            assert!((found - known).abs() < 1e-6, "{found} {known}");
        }
    }

    #[test]
    fn a_guess_is_the_least_chance_and_the_mean_lies_half_way() {
        let item = Parameters { a: 1.2, b: 0.3, c: 0.25 };
        assert!((item.chance(-40.0) - 0.25).abs() < 1e-9);
        assert!((item.chance(0.3) - 0.625).abs() < 1e-9);
    }
}
