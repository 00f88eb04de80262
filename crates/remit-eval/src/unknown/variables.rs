//! What is open about a case, as variables of decision diagrams.

use std::collections::HashMap;
use std::ops::Range;

use remit_model::Rulebook;
use remit_model::id::{FactId, Id, TermId};
use remit_model::rulebook::{FactKind, IdSet, Value};

use crate::case::{Case, Completion};
use crate::classes::{Class, Classes};

/// How an unknown fact is spread over levels.
#[derive(Debug)]
pub(super) enum Variable {
    /// A number or a choice: one level, with one value for each class.
    Classes { level: usize, classes: Vec<Class>, usual: usize },
    /// A set: one level for each group of members that nothing tells apart (1: some of these are
    /// present); before them, where declared, one level for not taken (1).
    Members { levels: Range<usize>, may_be_not_taken: bool, groups: Vec<Vec<TermId>> },
}

impl Variable {
    /// Its levels, which stand next to each other.
    pub(super) fn levels(&self) -> Range<usize> {
        match self {
            Self::Classes { level, .. } => *level..level + 1,
            Self::Members { levels, .. } => levels.clone(),
        }
    }
}

/// All levels: numbers and choices first, because they decide what the members of sets matter for;
/// then sets; then, for each two facts that are put in order, whether the first stands below.
#[derive(Debug)]
pub(super) struct Variables {
    by_fact: Vec<Option<Variable>>,
    /// For each two facts put in order, the level of whether the first stands below the second.
    pub(super) orders: Vec<(FactId, FactId, usize)>,
    /// How many values each level has.
    pub(super) widths: Vec<usize>,
}

impl Variables {
    pub(super) fn new(book: &Rulebook, case: &Case, classes: &Classes) -> Self {
        let mut by_fact: Vec<Option<Variable>> = book.facts.ids().map(|_| None).collect();
        let mut widths = Vec::new();
        for fact in case.open() {
            let of = classes.of(fact);
            if let FactKind::Set { .. } = book.facts[fact].kind {
                continue;
            }
            let has_usual = |class: &Class| {
                book.facts[fact].usual.as_ref().is_some_and(|value| class.has(value))
            };
            let usual = of.iter().position(has_usual).unwrap_or_default();
            if let Some(variable) = by_fact.get_mut(fact.index()) {
                *variable =
                    Some(Variable::Classes { level: widths.len(), classes: of.to_vec(), usual });
            }
            widths.push(of.len());
        }
        for fact in case.open() {
            let FactKind::Set { members, .. } = &book.facts[fact].kind else { continue };
            let start = widths.len();
            let groups = alike(book, members, classes.named());
            let may_be_not_taken = book.facts[fact].may_be_not_taken;
            widths.resize(start + usize::from(may_be_not_taken) + groups.len(), 2);
            if let Some(variable) = by_fact.get_mut(fact.index()) {
                *variable = Some(Variable::Members {
                    levels: start..widths.len(),
                    may_be_not_taken,
                    groups,
                });
            }
        }
        let order = |(level, &(first, second)): (usize, &(FactId, FactId))| (first, second, level);
        let orders = (widths.len()..).zip(classes.ordered()).map(order).collect::<Vec<_>>();
        widths.resize(widths.len() + orders.len(), 2);
        Self { by_fact, orders, widths }
    }

    /// The variable of a fact; `None` if the fact is known.
    pub(super) fn of(&self, fact: FactId) -> Option<&Variable> {
        self.by_fact.get(fact.index()).and_then(Option::as_ref)
    }

    /// The levels that say which of two values in one class is below.
    pub(super) fn order_levels(&self) -> Range<usize> {
        self.widths.len() - self.orders.len()..self.widths.len()
    }

    /// The value of a level that comes nearest to what is usual.
    pub(super) fn usual(&self, level: usize) -> usize {
        let at = |variable: &&Variable| variable.levels().contains(&level);
        match self.by_fact.iter().flatten().find(at) {
            Some(Variable::Classes { usual, .. }) => *usual,
            _ => 0,
        }
    }

    /// The completion of a case that these values of all levels stand for.
    pub(super) fn completion(&self, book: &Rulebook, case: &Case, values: &[usize]) -> Completion {
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
                Some(Variable::Members { levels, may_be_not_taken, groups }) => {
                    if *may_be_not_taken && at(levels.start) == 1 {
                        return Value::NotTaken;
                    }
                    let first = levels.start + usize::from(*may_be_not_taken);
                    let present =
                        groups.iter().enumerate().filter(|(index, _)| at(first + index) == 1);
                    Value::Set(present.filter_map(|(_, group)| group.first().copied()).collect())
                }
                None => Value::NotTaken,
            }
        };
        let mut completion = Completion {
            values: book.facts.ids().map(value).collect(),
            settings: case.settings.clone(),
        };
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
