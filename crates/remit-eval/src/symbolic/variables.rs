//! What is open about a case, as variables.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;
use remit_model::Rulebook;
use remit_model::id::{FactId, Id, SettingId, TermId};
use remit_model::rulebook::{FactKind, IdSet, Value};

use super::arrange::{Arrangement, Places};
use crate::case::{Case, Completion};
use crate::classes::{Class, Classes};

/// How an unknown fact is spread over levels.
#[derive(Debug, Clone)]
pub enum Variable {
    /// A number or a choice: one level, with one value for each class.
    Classes {
        /// The level.
        level: usize,
        /// The class that each of the level's values stands for.
        classes: Vec<Class>,
        /// The value that comes nearest to what is usual.
        usual: usize,
    },
    /// A set: where declared, one level for not taken (1); and one level for each group of members
    /// that nothing tells apart (1: some of these are present).
    Members {
        /// The level of whether it was taken, where that is open.
        not_taken: Option<usize>,
        /// The levels of the groups, and their members.
        groups: Vec<(usize, Vec<TermId>)>,
    },
}

impl Variable {
    /// Its levels.
    pub(crate) fn levels(&self) -> FixedBitSet {
        match self {
            Self::Classes { level, .. } => std::iter::once(*level).collect(),
            Self::Members { not_taken, groups } => {
                not_taken.iter().copied().chain(groups.iter().map(|(level, _)| *level)).collect()
            }
        }
    }

    fn levels_mut(&mut self) -> Vec<&mut usize> {
        match self {
            Self::Classes { level, .. } => vec![level],
            Self::Members { not_taken, groups } => {
                not_taken.iter_mut().chain(groups.iter_mut().map(|(level, _)| level)).collect()
            }
        }
    }
}

/// All levels: what is open about the facts, in the order of an arrangement; then, for each two facts
/// that are put in order, whether the first stands below.
#[derive(Debug, Clone)]
pub struct Variables {
    by_fact: Vec<Option<Variable>>,
    /// By setting, where it is open: its level, and the index of the setting's value that each of
    /// the level's values stands for.
    settings: Vec<Option<(usize, Vec<usize>)>>,
    /// For each two facts put in order, the level of whether the first stands below the second.
    pub orders: Vec<(FactId, FactId, usize)>,
    /// How many values each level has.
    pub widths: Vec<usize>,
}

impl Variables {
    pub(crate) fn new(
        book: &Rulebook,
        case: &Case,
        classes: &Classes,
        arrangement: Arrangement,
    ) -> Self {
        let mut variables = Self {
            by_fact: book.facts.ids().map(|_| None).collect(),
            settings: Vec::new(),
            orders: Vec::new(),
            widths: Vec::new(),
        };
        for fact in case.open() {
            let variable = if let FactKind::Set { members, .. } = &book.facts[fact].kind {
                let groups = alike(book, members, classes.named());
                Variable::Members {
                    not_taken: book.facts[fact].may_be_not_taken.then(|| variables.add(2)),
                    groups: groups.into_iter().map(|group| (variables.add(2), group)).collect(),
                }
            } else {
                let usual = book.facts[fact].usual.as_ref();
                let of = classes.of(fact);
                let is_usual = |class: &Class| usual.is_some_and(|value| class.has(value));
                Variable::Classes {
                    level: variables.add(of.len()),
                    classes: of.to_vec(),
                    usual: of.iter().position(is_usual).unwrap_or_default(),
                }
            };
            if let Some(slot) = variables.by_fact.get_mut(fact.index()) {
                *slot = Some(variable);
            }
        }
        variables.arrange(book, arrangement);
        for &(first, second) in classes.ordered() {
            let level = variables.add(2);
            variables.orders.push((first, second, level));
        }
        variables
    }

    /// Variables whose levels are given, so that several rulebooks may share them.
    #[must_use]
    pub fn given(
        by_fact: Vec<Option<Variable>>,
        settings: Vec<Option<(usize, Vec<usize>)>>,
        orders: Vec<(FactId, FactId, usize)>,
        widths: Vec<usize>,
    ) -> Self {
        Self { by_fact, settings, orders, widths }
    }

    fn add(&mut self, width: usize) -> usize {
        self.widths.push(width);
        self.widths.len() - 1
    }

    /// Gives every variable its place.
    fn arrange(&mut self, book: &Rulebook, arrangement: Arrangement) {
        let mut terms = vec![Vec::new(); book.terms.len()];
        let members = |variable: &Option<Variable>| match variable {
            Some(Variable::Members { groups, .. }) => groups.clone(),
            _ => Vec::new(),
        };
        for (level, group) in self.by_fact.iter().flat_map(members) {
            for member in group {
                let implied = book.terms[member].implies.iter();
                for term in implied.chain(std::iter::once(member)) {
                    if let Some(levels) = terms.get_mut(term.index()) {
                        levels.push(level);
                    }
                }
            }
        }
        let own = |variable: &Option<Variable>| match variable {
            Some(Variable::Classes { level, .. }) => vec![*level],
            Some(Variable::Members { not_taken, .. }) => not_taken.iter().copied().collect(),
            None => Vec::new(),
        };
        let facts = self.by_fact.iter().map(own).collect();
        let place = Places { book, facts, terms, count: self.widths.len() }.arrange(arrangement);
        let widths = self.widths.clone();
        for (&place, width) in place.iter().zip(widths) {
            if let Some(slot) = self.widths.get_mut(place) {
                *slot = width;
            }
        }
        for level in self.by_fact.iter_mut().flatten().flat_map(Variable::levels_mut) {
            *level = place.get(*level).copied().unwrap_or(*level);
        }
    }

    /// The variable of a fact; `None` if the fact is known.
    pub fn of(&self, fact: FactId) -> Option<&Variable> {
        self.by_fact.get(fact.index()).and_then(Option::as_ref)
    }

    /// The level of a setting that is open, and what its values stand for.
    pub fn of_setting(&self, setting: SettingId) -> Option<(usize, &[usize])> {
        let of = self.settings.get(setting.index()).and_then(Option::as_ref);
        of.map(|(level, values)| (*level, values.as_slice()))
    }

    /// The levels that say which of two values in one class is below.
    pub(crate) fn order_levels(&self) -> FixedBitSet {
        self.orders.iter().map(|(_, _, level)| *level).collect()
    }

    /// By level: the value that comes nearest to what is usual.
    pub(crate) fn usual(&self) -> Vec<usize> {
        let mut values = vec![0; self.widths.len()];
        for variable in self.by_fact.iter().flatten() {
            if let Variable::Classes { level, usual, .. } = variable
                && let Some(value) = values.get_mut(*level)
            {
                *value = *usual;
            }
        }
        values
    }

    /// The completion of a case that these values of all levels stand for.
    #[must_use]
    pub fn completion(&self, book: &Rulebook, case: &Case, values: &[usize]) -> Completion {
        let at = |level: usize| values.get(level).copied().unwrap_or_default();
        let value = |fact: FactId| {
            if let Some(value) = case.value(fact) {
                return value.clone();
            }
            match self.of(fact) {
                Some(Variable::Classes { level, classes, .. }) => {
                    let class = classes.get(at(*level));
                    let usual = book.facts[fact].usual.clone();
                    let usual = usual.filter(|usual| class.is_some_and(|class| class.has(usual)));
                    usual.or_else(|| class.map(Class::value)).unwrap_or(Value::NotTaken)
                }
                Some(Variable::Members { not_taken, groups }) => {
                    if not_taken.is_some_and(|level| at(level) == 1) {
                        return Value::NotTaken;
                    }
                    let present = groups.iter().filter(|(level, _)| at(*level) == 1);
                    Value::Set(present.filter_map(|(_, group)| group.first().copied()).collect())
                }
                None => Value::NotTaken,
            }
        };
        let setting = |(index, chosen): (usize, &usize)| {
            let of = self.of_setting(SettingId::from_index(index));
            of.and_then(|(level, values)| values.get(at(level))).unwrap_or(chosen).to_owned()
        };
        let settings = case.settings.iter().enumerate().map(setting).collect();
        let mut completion = Completion { values: book.facts.ids().map(value).collect(), settings };
        for &(first, second, level) in &self.orders {
            self.put_in_order(&mut completion, (first, second), at(level) == 1, at);
        }
        completion
    }

    /// Takes the ends of two facts' classes, so that the first stands below the second, or does not.
    fn put_in_order(
        &self,
        completion: &mut Completion,
        pair: (FactId, FactId),
        below: bool,
        at: impl Fn(usize) -> usize,
    ) {
        for (fact, lowest) in [(pair.0, below), (pair.1, !below)] {
            let Some(Variable::Classes { level, classes, .. }) = self.of(fact) else { continue };
            let Some(Class::Numbers(low, high)) = classes.get(at(*level)) else { continue };
            if let Some(value) = completion.values.get_mut(fact.index()) {
                *value = Value::Number(if lowest { *low } else { *high });
            }
        }
    }
}

/// The members of a set in groups that nothing tells apart: they bring the same named terms, fill
/// the same sets, and bring concerns that nothing names into the same sets.
fn alike(book: &Rulebook, members: &IdSet<TermId>, named: &IdSet<TermId>) -> Vec<Vec<TermId>> {
    let mut groups: Vec<Vec<TermId>> = Vec::new();
    let mut known = HashMap::new();
    for member in members.iter() {
        let mut brings: Vec<TermId> = book.terms[member].implies.iter().collect();
        brings.push(member);
        let (mut told, mut filled, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for term in brings {
            filled.push(book.terms[term].fact);
            if named.contains(term) {
                told.push(term);
            } else if book.terms[term].concern.is_some() {
                others.push(book.terms[term].fact);
            }
        }
        for list in [&mut filled, &mut others] {
            list.sort_unstable();
            list.dedup();
        }
        told.sort_unstable();
        let group = *known.entry((told, filled, others)).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.push(member),
            None => groups.push(vec![member]),
        }
    }
    groups
}
