//! Kinds of client: regions of a space in which something holds throughout.

use fixedbitset::FixedBitSet;
use remit_eval::Class;
use remit_eval::algebra::Algebra;
use remit_eval::symbolic::Variable;
use remit_model::id::{FactId, SettingId, TermId};

use super::{Client, Level, Outcome, Signal, Space};

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
    /// A region as large as can be around a client: everybody in it is one of whom all of these
    /// hold. `None` if that was too large to be found out.
    pub fn around(&mut self, client: &Client, signals: &[Signal]) -> Option<Region> {
        let all = self.circuit.all(signals.iter().copied());
        let mut given = vec![!all, self.possible];
        let values: Vec<(usize, usize)> = client.values.iter().copied().enumerate().collect();
        let core = self.search.excluded(&self.circuit, &given, &values)?;
        let mut left: Vec<(usize, usize)> =
            values.into_iter().filter(|(level, _)| core.contains(level)).collect();
        // Of what is left, each is dropped that is not needed: first that a member is absent.
        let mut order = left.clone();
        order.sort_by_key(|(level, value)| (self.usual.get(*level) != Some(value), *level));
        for (level, _) in order {
            let fewer: Vec<_> = left.iter().copied().filter(|(of, _)| *of != level).collect();
            if let Some(core) = self.search.excluded(&self.circuit, &given, &fewer) {
                left = fewer.into_iter().filter(|(level, _)| core.contains(level)).collect();
            }
        }
        // And each that is needed may have more values than this client's.
        let mut levels: Vec<(usize, FixedBitSet)> =
            left.iter().map(|&(level, value)| (level, std::iter::once(value).collect())).collect();
        for index in 0..levels.len() {
            let Some((level, _)) = levels.get(index).cloned() else { continue };
            let width = self.circuit.widths().get(level).copied().unwrap_or_default();
            for value in 0..width {
                let mut wider = levels.clone();
                match wider.get_mut(index) {
                    Some((_, values)) if !values.contains(value) => values.grow_and_insert(value),
                    _ => continue,
                }
                given.truncate(2);
                given.extend(
                    wider.iter().map(|(level, values)| self.circuit.is(*level, values.clone())),
                );
                if self.search.find(&self.circuit, &given) == Outcome::No {
                    levels = wider;
                }
            }
        }
        levels.sort_by_key(|(level, _)| *level);
        Some(Region { levels })
    }

    /// When a client is in a region.
    pub fn within(&mut self, region: &Region) -> Signal {
        let levels = region.levels.iter();
        let parts: Vec<_> =
            levels.map(|(level, values)| self.circuit.is(*level, values.clone())).collect();
        self.circuit.all(parts)
    }

    /// Regions that together are everybody of whom these hold, each as large as can be and with a
    /// plain client of its own who is in none before it; and whether these are all: there may be
    /// more than `most`.
    pub fn regions(&mut self, signals: &[Signal], most: usize) -> (Vec<(Region, Client)>, bool) {
        let mut regions = Vec::new();
        let mut left = signals.to_vec();
        loop {
            let Some(client) = self.find(&left).client() else {
                return (regions, self.never(&left));
            };
            if regions.len() == most {
                return (regions, false);
            }
            let client = self.plain(&client, &left);
            let Some(region) = self.around(&client, signals) else { return (regions, false) };
            let here = self.within(&region);
            left.push(!here);
            regions.push((region, client));
        }
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
