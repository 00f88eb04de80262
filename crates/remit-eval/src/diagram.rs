//! Multi-valued decision diagrams: functions of some variables, each with a handful of values, to
//! yes or no.
//!
//! Equal functions are one diagram, so that to compare two is to compare two numbers. Edges may
//! be complemented, so that `not` costs nothing.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault};

use fixedbitset::FixedBitSet;
use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::algebra::{Algebra, Node};

/// So many variables at most, because operations recurse once per variable.
const MOST_LEVELS: usize = 2_000;

type Hasher = BuildHasherDefault<FxHasher>;
type Memo<K, V> = HashMap<K, V, Hasher>;

/// A function from the values of all variables to yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Diagram(u32);

impl Node for Diagram {
    const YES: Self = Self(0);
    const NO: Self = Self(1);
}

impl Diagram {
    /// Whether it is the same for all values.
    pub(crate) fn is_constant(self) -> bool {
        self.0 <= 1
    }

    fn complemented_if(self, other: Self) -> Self {
        Self(self.0 ^ (other.0 & 1))
    }

    fn node(self) -> usize {
        (self.0 >> 1) as usize
    }
}

impl Default for Diagram {
    fn default() -> Self {
        Self::NO
    }
}

impl std::ops::Not for Diagram {
    type Output = Self;
    /// Yes where this is no.
    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}

impl From<bool> for Diagram {
    fn from(value: bool) -> Self {
        if value { Self::YES } else { Self::NO }
    }
}

#[derive(Clone, Copy)]
struct Inner {
    level: u32,
    children: u32,
}

/// All diagrams over one list of variables. A variable is called a *level*: a diagram asks about
/// them in order.
pub(crate) struct Diagrams {
    /// How many values the variable of each level has.
    widths: Vec<usize>,
    /// The first is the constant.
    nodes: Vec<Inner>,
    children: Vec<Diagram>,
    unique: HashTable<u32>,
    conjunctions: Memo<(Diagram, Diagram), Diagram>,
    /// The children of nodes that are being made.
    pending: Vec<Diagram>,
    steps_left: usize,
    overflowed: bool,
}

impl Diagrams {
    /// No diagram yet, over variables with so many values each (one at least), giving up after so
    /// many steps.
    pub(crate) fn new(widths: Vec<usize>, most_steps: usize) -> Self {
        let overflowed = widths.len() > MOST_LEVELS;
        Self {
            widths,
            nodes: vec![Inner { level: u32::MAX, children: 0 }],
            children: Vec::new(),
            unique: HashTable::new(),
            conjunctions: Memo::default(),
            pending: Vec::new(),
            steps_left: most_steps,
            overflowed,
        }
    }

    /// Allows so many steps from now on; once it has given up, that is too late.
    pub(crate) fn allow(&mut self, steps: usize) {
        self.steps_left = steps;
    }

    /// Whether it gave up. If so, what it has said since means nothing.
    pub(crate) fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Whether some values make both true.
    pub(crate) fn meet(&mut self, a: Diagram, b: Diagram) -> bool {
        self.and(a, b) != Diagram::NO
    }

    /// Yes where some values of the variables in `levels` make it so.
    pub(crate) fn exists(&mut self, diagram: Diagram, levels: &FixedBitSet) -> Diagram {
        let Some(last) = levels.maximum() else { return diagram };
        self.exists_from(diagram, levels, last, &mut Memo::default())
    }

    fn exists_from(
        &mut self,
        diagram: Diagram,
        levels: &FixedBitSet,
        last: usize,
        memo: &mut Memo<Diagram, Diagram>,
    ) -> Diagram {
        let level = self.level(diagram);
        if level > last {
            return diagram;
        }
        if let Some(&known) = memo.get(&diagram) {
            return known;
        }
        if !self.step() {
            return Diagram::NO;
        }
        let start = self.pending.len();
        for value in 0..self.width(level) {
            let child = self.child(diagram, value);
            let child = self.exists_from(child, levels, last, memo);
            self.pending.push(child);
        }
        let result = if levels.contains(level) {
            let children = self.pending.split_off(start);
            self.any(children)
        } else {
            self.make(level, start)
        };
        memo.insert(diagram, result);
        result
    }

    /// What it says of the variables in `levels` alone: yes where some values of all others make it
    /// so.
    pub(crate) fn project(&mut self, diagram: Diagram, levels: &FixedBitSet) -> Diagram {
        let others = (0..self.widths.len()).filter(|level| !levels.contains(*level)).collect();
        self.exists(diagram, &others)
    }

    /// The variables it depends on.
    pub(crate) fn support(&self, diagram: Diagram) -> FixedBitSet {
        let mut support = FixedBitSet::with_capacity(self.widths.len());
        let mut seen = FixedBitSet::with_capacity(self.nodes.len());
        let mut open = vec![diagram];
        while let Some(diagram) = open.pop() {
            if diagram.is_constant() || seen.put(diagram.node()) {
                continue;
            }
            let level = self.level(diagram);
            support.insert(level);
            open.extend((0..self.width(level)).map(|value| self.child(diagram, value)));
        }
        support
    }

    /// Whether it says yes where each variable has the value that `value_of` its level tells.
    pub(crate) fn holds(&self, mut diagram: Diagram, value_of: impl Fn(usize) -> usize) -> bool {
        while !diagram.is_constant() {
            diagram = self.child(diagram, value_of(self.level(diagram)));
        }
        diagram == Diagram::YES
    }

    /// Values of all variables that make it so, if there are any: `preferred` ones as far as
    /// possible, the earlier variables first.
    pub(crate) fn example(
        &self,
        mut diagram: Diagram,
        preferred: impl Fn(usize) -> usize,
    ) -> Option<Vec<usize>> {
        let mut values: Vec<usize> = (0..self.widths.len()).map(&preferred).collect();
        while !diagram.is_constant() {
            let level = self.level(diagram);
            let liked = preferred(level);
            let ways = std::iter::once(liked).chain(0..self.width(level));
            let value =
                ways.into_iter().find(|&value| self.child(diagram, value) != Diagram::NO)?;
            diagram = self.child(diagram, value);
            *values.get_mut(level)? = value;
        }
        (diagram == Diagram::YES).then_some(values)
    }

    /// For every variable, the values that it can have where the diagram says yes.
    pub(crate) fn values(&self, diagram: Diagram) -> Vec<FixedBitSet> {
        let mut values: Vec<_> =
            self.widths.iter().map(|&width| FixedBitSet::with_capacity(width)).collect();
        if diagram == Diagram::NO {
            return values;
        }
        // How many more edges pass over a level than over the one before it.
        let mut passing = vec![0_i64; self.widths.len() + 1];
        let mut pass = |from: usize, to: usize| {
            for (at, change) in [(from, 1), (to, -1)] {
                if let Some(count) = passing.get_mut(at) {
                    *count += change;
                }
            }
        };
        let end = self.widths.len();
        pass(0, self.level(diagram).min(end));
        let mut seen = FixedBitSet::with_capacity(2 * self.nodes.len());
        let mut open = vec![diagram];
        while let Some(diagram) = open.pop() {
            if diagram.is_constant() || seen.put(diagram.0 as usize) {
                continue;
            }
            let level = self.level(diagram);
            for value in 0..self.width(level) {
                let child = self.child(diagram, value);
                if child != Diagram::NO {
                    if let Some(values) = values.get_mut(level) {
                        values.insert(value);
                    }
                    pass(level + 1, self.level(child).min(end));
                    open.push(child);
                }
            }
        }
        let mut over = 0;
        for (values, change) in values.iter_mut().zip(passing) {
            over += change;
            if over > 0 {
                values.insert_range(..);
            }
        }
        values
    }

    fn step(&mut self) -> bool {
        if self.steps_left == 0 {
            self.overflowed = true;
        }
        self.steps_left = self.steps_left.saturating_sub(1);
        !self.overflowed
    }

    /// The level that a diagram asks about first; beyond all levels for a constant.
    #[expect(clippy::indexing_slicing, reason = "a diagram names a node that `make` has made")]
    fn level(&self, diagram: Diagram) -> usize {
        self.nodes[diagram.node()].level as usize
    }

    #[expect(clippy::indexing_slicing, reason = "a node's level is one of those given to `new`")]
    fn width(&self, level: usize) -> usize {
        self.widths[level]
    }

    /// What is left of a diagram where the level it asks about first has this value.
    #[expect(clippy::indexing_slicing, reason = "a node has a child for each value of its level")]
    fn child(&self, diagram: Diagram, value: usize) -> Diagram {
        let first = self.nodes[diagram.node()].children as usize;
        self.children[first + value].complemented_if(diagram)
    }

    /// What is left of a diagram where a level has this value, which is the one it asks about first
    /// or one before.
    fn slice(&self, diagram: Diagram, level: usize, value: usize) -> Diagram {
        if self.level(diagram) == level { self.child(diagram, value) } else { diagram }
    }

    /// The diagram that asks about `level` and goes on with those pending from `start`, one for each
    /// value.
    fn make(&mut self, level: usize, start: usize) -> Diagram {
        let result = self.find_or_make(level, start);
        self.pending.truncate(start);
        result
    }

    fn find_or_make(&mut self, level: usize, start: usize) -> Diagram {
        let Self { widths, nodes, children, unique, pending, .. } = self;
        let pending = pending.get_mut(start..).unwrap_or_default();
        let Some(&first) = pending.first() else { return Diagram::NO };
        if pending.iter().all(|&child| child == first) {
            return first;
        }
        // Of a function and its complement, only the one whose first child is plain has a node.
        for child in pending.iter_mut() {
            *child = child.complemented_if(first);
        }
        let made = (level, &*pending);
        let parts = |nodes: &[Inner], index: u32| parts(widths, nodes, children, index);
        let hash = Hasher::default().hash_one(made);
        if let Some(&index) = unique.find(hash, |&index| parts(nodes, index) == made) {
            return Diagram(index << 1).complemented_if(first);
        }
        let numbers =
            (u32::try_from(level), u32::try_from(children.len()), u32::try_from(nodes.len()));
        let (Ok(level), Ok(from), Ok(index)) = numbers else {
            self.overflowed = true;
            return Diagram::NO;
        };
        unique.insert_unique(hash, index, |&index| Hasher::default().hash_one(parts(nodes, index)));
        nodes.push(Inner { level, children: from });
        children.extend_from_slice(pending);
        Diagram(index << 1).complemented_if(first)
    }
}

impl Algebra for Diagrams {
    type Node = Diagram;

    fn variable(&mut self, level: usize, accepts: impl Fn(usize) -> bool) -> Diagram {
        let start = self.pending.len();
        for value in 0..self.width(level) {
            self.pending.push(accepts(value).into());
        }
        self.make(level, start)
    }

    fn and(&mut self, a: Diagram, b: Diagram) -> Diagram {
        if a == b || b == Diagram::YES {
            return a;
        }
        if a == Diagram::YES {
            return b;
        }
        if a == Diagram::NO || b == Diagram::NO || a == !b {
            return Diagram::NO;
        }
        let pair = (a.min(b), a.max(b));
        if let Some(&known) = self.conjunctions.get(&pair) {
            return known;
        }
        if !self.step() {
            return Diagram::NO;
        }
        let level = self.level(a).min(self.level(b));
        let start = self.pending.len();
        for value in 0..self.width(level) {
            let (a, b) = (self.slice(a, level, value), self.slice(b, level, value));
            let both = self.and(a, b);
            self.pending.push(both);
        }
        let result = self.make(level, start);
        self.conjunctions.insert(pair, result);
        result
    }
}

/// A node's level and children.
fn parts<'a>(
    widths: &[usize],
    nodes: &[Inner],
    children: &'a [Diagram],
    index: u32,
) -> (usize, &'a [Diagram]) {
    let node = nodes.get(index as usize);
    let node = node.copied().unwrap_or(Inner { level: u32::MAX, children: 0 });
    let level = node.level as usize;
    let from = node.children as usize;
    let width = widths.get(level).copied().unwrap_or_default();
    (level, children.get(from..from + width).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WIDTHS: [usize; 4] = [3, 2, 4, 2];

    /// A function as a table of its values, and a diagram of it.
    fn build(diagrams: &mut Diagrams, yes: &[bool]) -> Diagram {
        let mut all = Diagram::NO;
        for (number, _) in yes.iter().enumerate().filter(|(_, yes)| **yes) {
            let values = values(number);
            let point = (0..WIDTHS.len())
                .map(|level| diagrams.variable(level, |value| value == values[level]));
            let point: Vec<_> = point.collect();
            let point = diagrams.all(point);
            all = diagrams.or(all, point);
        }
        all
    }

    fn values(mut number: usize) -> Vec<usize> {
        let digit = |width: &usize| {
            let digit = number % width;
            number /= width;
            digit
        };
        WIDTHS.iter().map(digit).collect()
    }

    fn table() -> impl Strategy<Value = Vec<bool>> {
        proptest::collection::vec(any::<bool>(), 48)
    }

    proptest! {
        #[test]
        fn operations_are_those_of_tables(a in table(), b in table(), level in 0_usize..4) {
            let mut diagrams = Diagrams::new(WIDTHS.to_vec(), 1_000_000);
            let (x, y) = (build(&mut diagrams, &a), build(&mut diagrams, &b));
            let both = diagrams.and(x, y);
            let either = diagrams.or(x, y);
            let two = diagrams.at_least(2, &[x, y, !x]);
            let level_alone: FixedBitSet = std::iter::once(level).collect();
            let exists = diagrams.exists(x, &level_alone);
            let alone = diagrams.project(x, &level_alone);
            let possible = diagrams.values(x);
            for number in 0..48 {
                let at = values(number);
                let holds = |diagram| diagrams.holds(diagram, |level| at[level]);
                prop_assert_eq!(holds(x), a[number]);
                prop_assert_eq!(holds(both), a[number] && b[number]);
                prop_assert_eq!(holds(either), a[number] || b[number]);
                prop_assert_eq!(holds(two), b[number]);
                let others = |other: &Vec<usize>| (0..4).all(|l| l == level || other[l] == at[l]);
                let some = (0..48).any(|other| a[other] && others(&values(other)));
                prop_assert_eq!(holds(exists), some);
                let with = (0..48).any(|other| a[other] && values(other)[level] == at[level]);
                prop_assert_eq!(holds(alone), with);
                prop_assert_eq!(possible[level].contains(at[level]), with);
            }
            // Equal functions are one diagram.
            let union: Vec<bool> = a.iter().zip(&b).map(|(a, b)| *a || *b).collect();
            prop_assert_eq!(build(&mut diagrams, &union), either);
            if let Some(example) = diagrams.example(x, |_| 0) {
                prop_assert!(diagrams.holds(x, |level| example[level]));
            } else {
                prop_assert_eq!(x, Diagram::NO);
            }
        }
    }

    #[test]
    fn it_gives_up_in_time() {
        let mut diagrams = Diagrams::new(vec![2; 40], 100);
        let mut all = Diagram::NO;
        for level in 0..20 {
            let one = diagrams.variable(level, |value| value == 1);
            let other = diagrams.variable(level + 20, |value| value == 1);
            let both = diagrams.and(one, other);
            all = diagrams.or(all, both);
        }
        assert!(diagrams.overflowed());
    }
}
