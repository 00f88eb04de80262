//! Which facts to ask for, and in which order (D16).

use std::cmp::Ordering;

use fixedbitset::FixedBitSet;
use remit_model::id::FactId;

use super::core::{Open, Rank};
use crate::algebra::{Algebra, Node};
use crate::diagram::{Diagram, Diagrams};
use crate::symbolic::{Components, Variable, World};

/// So many different cores are looked at to find the facts that shrink their set.
const MOST_CORES: usize = 1_000;

/// How many outcomes the answers to a question leave possible, at the mean: a sum, and what it is
/// to be divided by.
#[derive(Debug, Clone, Copy)]
struct Mean {
    sum: usize,
    count: usize,
}

impl Mean {
    fn cmp(self, other: Self) -> Ordering {
        (self.sum * other.count).cmp(&(other.sum * self.count))
    }
}

/// What is known before facts are put in order.
struct Outlook<'a> {
    components: &'a Components<Diagram>,
    open: &'a [Open],
    /// The levels that decide whether the case is possible.
    tied: FixedBitSet,
    /// The levels that some open component depends on.
    matter: FixedBitSet,
    /// By level: the values that some possible completion has.
    values: Vec<FixedBitSet>,
}

/// A verdict, urgency and ceiling that the answer can come to.
struct Outcome {
    /// When it does.
    when: Diagram,
    /// By level: the values with which it can.
    values: Vec<FixedBitSet>,
}

impl World<'_, Diagrams> {
    /// The facts that could change the answer, most telling first.
    pub(super) fn ask(
        &mut self,
        components: &Components<Diagram>,
        open: &[Open],
        ranks: &[(Rank, Diagram)],
    ) -> Vec<FactId> {
        let tied = self.algebra.support(components.possible);
        let mut matter = FixedBitSet::with_capacity(self.variables.widths.len());
        for open in open {
            matter.union_with(&self.algebra.support(open.yes));
        }
        let values = self.algebra.values(components.possible);
        let outlook = Outlook { components, open, tied, matter, values };

        let unknown: Vec<_> = self.case.open().collect();
        let unknown: Vec<_> = (unknown.into_iter())
            .filter_map(|fact| Some((fact, self.variables.of(fact)?.levels())))
            .collect();
        let mut facts: Vec<_> =
            unknown.iter().filter(|(_, levels)| self.differs(&outlook, levels)).cloned().collect();
        if facts.is_empty() {
            facts = self.shrinking(&outlook, &unknown);
        }
        if facts.is_empty() {
            let matters = |(_, levels): &&(FactId, FixedBitSet)| some_in(&outlook.matter, levels);
            facts = unknown.iter().filter(matters).cloned().collect();
        }
        self.sort(&outlook, ranks, facts)
    }

    /// Whether two possible completions differ in these levels alone and have different cores.
    fn differs(&mut self, outlook: &Outlook<'_>, levels: &FixedBitSet) -> bool {
        if !some_in(&outlook.matter, levels) {
            return false;
        }
        !some_in(&outlook.tied, levels)
            || outlook.open.iter().any(|open| {
                let yes = self.algebra.exists(open.yes, levels);
                let no = self.algebra.exists(open.no, levels);
                self.algebra.meet(yes, no)
            })
    }

    /// The facts of which some value excludes some core.
    fn shrinking(
        &mut self,
        outlook: &Outlook<'_>,
        unknown: &[(FactId, FixedBitSet)],
    ) -> Vec<(FactId, FixedBitSet)> {
        let mut cores = vec![outlook.components.possible];
        for open in outlook.open {
            let mut parts = Vec::new();
            for core in cores {
                parts.push(self.algebra.and(core, open.yes));
                parts.push(self.algebra.and(core, open.no));
            }
            parts.retain(|part| *part != Diagram::NO);
            cores = parts;
            if cores.len() > MOST_CORES {
                return Vec::new();
            }
        }
        let mut shrinks = |levels: &FixedBitSet| {
            let possible = self.algebra.project(outlook.components.possible, levels);
            cores.iter().any(|&core| self.algebra.project(core, levels) != possible)
        };
        unknown.iter().filter(|(_, levels)| shrinks(levels)).cloned().collect()
    }

    /// First facts of which some answer leaves the most protective outcome possible and another
    /// excludes it; then those whose answers leave the fewest outcomes; then by declaration.
    fn sort(
        &mut self,
        outlook: &Outlook<'_>,
        ranks: &[(Rank, Diagram)],
        facts: Vec<(FactId, FixedBitSet)>,
    ) -> Vec<FactId> {
        let possible = outlook.components.possible;
        let worst = ranks.last().map_or(Diagram::NO, |(_, when)| *when);
        let outcomes =
            ranks.iter().map(|&(_, when)| Outcome { when, values: self.algebra.values(when) });
        let outcomes: Vec<_> = outcomes.collect();
        let mut keyed = Vec::new();
        for (fact, levels) in facts {
            let leaves = self.algebra.project(worst, &levels);
            let excludes = leaves != self.algebra.project(possible, &levels);
            let mean = self.remaining(outlook, &outcomes, fact);
            keyed.push((!excludes, mean, fact));
        }
        keyed.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(b.1)).then(a.2.cmp(&b.2)));
        keyed.into_iter().map(|(_, _, fact)| fact).collect()
    }

    /// How many outcomes are left after a fact has been told, all classes of its values weighing
    /// equal.
    fn remaining(&mut self, outlook: &Outlook<'_>, outcomes: &[Outcome], fact: FactId) -> Mean {
        let Some(variable) = self.variables.of(fact) else { return Mean { sum: 0, count: 1 } };
        let levels = variable.levels();
        if let Variable::Classes { level, .. } = variable {
            let count = |values: &[FixedBitSet]| {
                values.get(*level).map_or(0, |values| values.count_ones(..))
            };
            let sum = outcomes.iter().map(|outcome| count(&outcome.values)).sum();
            return Mean { sum, count: count(&outlook.values) };
        }
        let possible = self.algebra.project(outlook.components.possible, &levels);
        let left: Vec<_> =
            outcomes.iter().map(|outcome| self.algebra.project(outcome.when, &levels)).collect();
        let mut mean = Mean { sum: 0, count: 0 };
        for (only, weight) in self.classes_of_set(outlook, fact) {
            let value_of = |level| usize::from(Some(level) == only);
            if self.algebra.holds(possible, value_of) {
                let left = left.iter().filter(|&&left| self.algebra.holds(left, value_of));
                mean.sum += weight * left.count();
                mean.count += weight;
            }
        }
        if mean.count == 0 { Mean { sum: outcomes.len(), count: 1 } } else { mean }
    }

    /// A set's classes: none, not taken where declared, and each member that matters alone; for each
    /// of them the one level that is 1, and how many there are.
    fn classes_of_set(
        &mut self,
        outlook: &Outlook<'_>,
        fact: FactId,
    ) -> Vec<(Option<usize>, usize)> {
        let mut classes = vec![(None, 1)];
        let Some(Variable::Members { not_taken, groups }) = self.variables.of(fact) else {
            return classes;
        };
        let sizes: Vec<_> = groups.iter().map(|(level, group)| (*level, group.len())).collect();
        classes.extend(not_taken.map(|level| (Some(level), 1)));
        for (level, size) in sizes {
            if self.differs(outlook, &std::iter::once(level).collect()) {
                classes.push((Some(level), size));
            }
        }
        classes
    }
}

fn some_in(levels: &FixedBitSet, others: &FixedBitSet) -> bool {
    !levels.is_disjoint(others)
}
