//! Kinds of client: regions of a space.

use fixedbitset::FixedBitSet;
use remit_eval::Class;
use remit_eval::algebra::Algebra;
use remit_eval::symbolic::Variable;
use remit_model::id::{FactId, SettingId, TermId};

use super::{Client, Level, Signal, Space};

/// All possible clients who have, for some levels, one of some values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The levels that matter, in order, and the values that they may have.
    pub levels: Vec<(usize, FixedBitSet)>,
}

impl Region {
    /// Whether a client is in it.
    #[must_use]
    pub fn has(&self, client: &Client) -> bool {
        let of = |level: usize| client.values.get(level).copied();
        self.levels.iter().all(|(level, values)| of(*level).is_some_and(|of| values.contains(of)))
    }
}

/// What the clients of a region have in common, in the words of one rulebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constraint {
    /// A number or a choice is in one of these classes.
    Fact(FactId, Vec<Class>),
    /// A set was left out on purpose, or was not.
    LeftOut(FactId, bool),
    /// A member is present in its own right, or is not.
    Member(TermId, bool),
    /// A setting has one of these values.
    Setting(SettingId, Vec<usize>),
}

impl Space<'_> {
    /// When a client is in a region.
    pub fn within(&mut self, region: &Region) -> Signal {
        let levels = region.levels.iter();
        let parts: Vec<_> =
            levels.map(|(level, values)| self.circuit.is(*level, values.clone())).collect();
        self.circuit.all(parts)
    }

    /// What the clients of a region have in common, in the words of one rulebook.
    #[must_use]
    pub fn describe(&self, book: usize, region: &Region) -> Vec<Constraint> {
        let of = |(level, values): &(usize, FixedBitSet)| match self.level(book, *level)? {
            Level::Fact(fact) => {
                let variable = self.rules.get(book)?.world.variables.of(fact)?;
                let Variable::Classes { classes, .. } = variable else { return None };
                let classes = values.ones().filter_map(|value| classes.get(value).cloned());
                Some(Constraint::Fact(fact, classes.collect()))
            }
            Level::LeftOut(fact) => Some(Constraint::LeftOut(fact, values.contains(1))),
            Level::Member(term) => Some(Constraint::Member(term, values.contains(1))),
            Level::Setting(setting) => {
                let (_, stands_for) = self.rules.get(book)?.world.variables.of_setting(setting)?;
                let values = values.ones().filter_map(|value| stands_for.get(value).copied());
                Some(Constraint::Setting(setting, values.collect()))
            }
            Level::Order(..) => None,
        };
        region.levels.iter().filter_map(of).collect()
    }
}
