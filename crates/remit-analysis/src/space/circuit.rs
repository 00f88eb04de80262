//! Circuits: functions of some variables, each with a handful of values, to yes or no, made of `and`
//! and `not`.
//!
//! Unlike a decision diagram, a circuit does not know whether it is ever yes; but it is never larger
//! than the text that it was made from, times a constant, and parts that are said twice are there
//! once.

use fixedbitset::FixedBitSet;
use remit_eval::algebra::{Algebra, Node};
use rustc_hash::FxHashMap;

/// Which of the sets of values that a circuit speaks of.
pub(super) type SetOf = u32;

/// A function from the values of all variables to yes or no. Only the [`Circuit`] that made it
/// knows what it says. The lowest bit says whether it is the contrary of its gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signal(u32);

impl Signal {
    pub(super) fn gate(self) -> usize {
        (self.0 >> 1) as usize
    }

    pub(super) fn is_contrary(self) -> bool {
        self.0 & 1 == 1
    }

    fn contrary_if(self, contrary: bool) -> Self {
        Self(self.0 ^ u32::from(contrary))
    }
}

impl Node for Signal {
    const YES: Self = Self(0);
    const NO: Self = Self(1);
}

impl Default for Signal {
    fn default() -> Self {
        Self::NO
    }
}

impl From<bool> for Signal {
    fn from(value: bool) -> Self {
        if value { Self::YES } else { Self::NO }
    }
}

impl std::ops::Not for Signal {
    type Output = Self;
    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}

/// What a gate says. Small, because there are many and each is looked up whenever it is made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Gate {
    /// Yes.
    Yes,
    /// The variable of this level has one of these values; never its first one.
    Is(u32, SetOf),
    /// Both.
    Both(Signal, Signal),
}

/// All functions over one list of variables. A variable is called a *level*.
#[derive(Debug, Clone)]
pub struct Circuit {
    widths: Vec<usize>,
    /// Each after those that it is made of.
    gates: Vec<Gate>,
    unique: FxHashMap<Gate, u32>,
    /// The sets of values that gates speak of, each once.
    sets: Vec<FixedBitSet>,
    unique_sets: FxHashMap<FixedBitSet, SetOf>,
}

impl Default for Circuit {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Circuit {
    /// No function yet, over variables with so many values each.
    pub(super) fn new(widths: Vec<usize>) -> Self {
        Self {
            widths,
            gates: vec![Gate::Yes],
            unique: FxHashMap::default(),
            sets: Vec::new(),
            unique_sets: FxHashMap::default(),
        }
    }

    /// By level: how many values its variable has.
    #[must_use]
    pub fn widths(&self) -> &[usize] {
        &self.widths
    }

    pub(super) fn gates(&self) -> &[Gate] {
        &self.gates
    }

    /// The values that a gate speaks of.
    pub(super) fn set(&self, set: SetOf) -> impl Iterator<Item = usize> + '_ {
        self.sets.get(set as usize).into_iter().flat_map(FixedBitSet::ones)
    }

    /// Whether a value is one of those that a gate speaks of.
    pub(super) fn has(&self, set: SetOf, value: usize) -> bool {
        self.sets.get(set as usize).is_some_and(|set| set.contains(value))
    }

    /// Yes where the variable of `level` has one of these values.
    pub(super) fn is(&mut self, level: usize, mut values: FixedBitSet) -> Signal {
        let width = self.widths.get(level).copied().unwrap_or_default();
        values.grow(width);
        // Of a function and its contrary, only the one that is no for the first value has a gate.
        let contrary = values.contains(0);
        if contrary {
            values.toggle_range(..);
        }
        if values.is_clear() {
            return Signal::from(contrary);
        }
        let set = if let Some(&known) = self.unique_sets.get(&values) {
            known
        } else {
            let next = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
            self.sets.push(values.clone());
            self.unique_sets.insert(values, next);
            next
        };
        let level = u32::try_from(level).unwrap_or(u32::MAX);
        self.gate(Gate::Is(level, set)).contrary_if(contrary)
    }

    /// Both, if both say something of the same variable and nothing else.
    fn of_one(&mut self, a: Signal, b: Signal) -> Option<Signal> {
        let (Some(&Gate::Is(level, one)), Some(&Gate::Is(other, more))) =
            (self.gates.get(a.gate()), self.gates.get(b.gate()))
        else {
            return None;
        };
        if level != other {
            return None;
        }
        let values = |set: SetOf, signal: Signal| {
            let mut values = self.sets.get(set as usize).cloned().unwrap_or_default();
            if signal.is_contrary() {
                values.toggle_range(..);
            }
            values
        };
        let mut both = values(one, a);
        both.intersect_with(&values(more, b));
        Some(self.is(level as usize, both))
    }

    fn parts(&self, signal: Signal) -> Option<(Signal, Signal)> {
        match self.gates.get(signal.gate()) {
            Some(Gate::Both(a, b)) => Some((*a, *b)),
            _ => None,
        }
    }

    fn gate(&mut self, gate: Gate) -> Signal {
        if let Some(&known) = self.unique.get(&gate) {
            return Signal(known << 1);
        }
        let index = u32::try_from(self.gates.len()).unwrap_or(u32::MAX >> 1);
        self.gates.push(gate);
        self.unique.insert(gate, index);
        Signal(index << 1)
    }

    /// For every gate, whether it says yes where each variable has the value that is given for its
    /// level.
    fn evaluate(&self, values: &[usize]) -> Vec<bool> {
        let mut yes: Vec<bool> = Vec::with_capacity(self.gates.len());
        for gate in &self.gates {
            let of = |signal: Signal| {
                yes.get(signal.gate()).copied().unwrap_or_default() != signal.is_contrary()
            };
            let is = match gate {
                Gate::Yes => true,
                Gate::Is(level, accepted) => {
                    let value = values.get(*level as usize);
                    value.is_some_and(|value| self.has(*accepted, *value))
                }
                Gate::Both(a, b) => of(*a) && of(*b),
            };
            yes.push(is);
        }
        yes
    }

    /// Which of some functions say yes where each variable has the value that is given for its
    /// level.
    #[must_use]
    pub fn hold(&self, signals: &[Signal], values: &[usize]) -> Vec<bool> {
        let yes = self.evaluate(values);
        let of = |signal: &Signal| {
            yes.get(signal.gate()).copied().unwrap_or_default() != signal.is_contrary()
        };
        signals.iter().map(of).collect()
    }

    /// All functions that there are, of those who have a value at a level instead of their own.
    pub(super) fn instead(&mut self, level: usize, value: usize) -> Instead {
        let mut instead: Vec<Signal> = Vec::with_capacity(self.gates.len());
        for index in 0..self.gates.len() {
            let gate = u32::try_from(index).unwrap_or_default() << 1;
            let signal = match self.gates.get(index) {
                Some(&Gate::Is(of, values)) if of as usize == level => {
                    Signal::from(self.has(values, value))
                }
                Some(&Gate::Both(a, b)) => {
                    let of = |signal: Signal| {
                        instead
                            .get(signal.gate())
                            .map_or(signal, |to| to.contrary_if(signal.is_contrary()))
                    };
                    let (one, other) = (of(a), of(b));
                    if (one, other) == (a, b) { Signal(gate) } else { self.and(one, other) }
                }
                _ => Signal(gate),
            };
            instead.push(signal);
        }
        Instead { gates: instead }
    }

    /// How many gates there are.
    pub(crate) fn len(&self) -> usize {
        self.gates.len()
    }

    /// Takes back all gates but the first ones.
    pub(super) fn truncate(&mut self, gates: usize) {
        for gate in self.gates.drain(gates.min(self.gates.len())..) {
            self.unique.remove(&gate);
        }
    }

    /// Only what some functions are made of, to be asked again and again whether all of them hold.
    pub(super) fn part(&self, signals: &[Signal]) -> CircuitPart {
        let cone = self.cone(signals);
        let mut place = vec![0; self.gates.len()];
        let mut part = Self { gates: Vec::new(), ..Self::default() };
        for gate in cone.ones() {
            if let (Some(slot), Some(&what)) = (place.get_mut(gate), self.gates.get(gate)) {
                *slot = part.gates.len();
                part.gates.push(what);
            }
        }
        let moved = |signal: Signal| {
            let to = place.get(signal.gate()).copied().unwrap_or_default();
            let to = u32::try_from(to).unwrap_or_default() << 1;
            Signal(to).contrary_if(signal.is_contrary())
        };
        for gate in &mut part.gates {
            match gate {
                Gate::Both(a, b) => (*a, *b) = (moved(*a), moved(*b)),
                Gate::Is(_, set) => {
                    let values = self.sets.get(*set as usize).cloned().unwrap_or_default();
                    *set = u32::try_from(part.sets.len()).unwrap_or(u32::MAX);
                    part.sets.push(values);
                }
                Gate::Yes => {}
            }
        }
        let signals = signals.iter().map(|signal| moved(*signal)).collect();
        CircuitPart { circuit: part, signals }
    }

    /// The gates that some functions are made of, each after those that it is made of itself.
    pub(super) fn cone(&self, signals: &[Signal]) -> FixedBitSet {
        let mut cone = FixedBitSet::with_capacity(self.gates.len());
        let mut open: Vec<usize> = signals.iter().map(|signal| signal.gate()).collect();
        while let Some(gate) = open.pop() {
            if gate < self.gates.len()
                && !cone.put(gate)
                && let Some(Gate::Both(a, b)) = self.gates.get(gate)
            {
                open.extend([a.gate(), b.gate()]);
            }
        }
        cone
    }

    /// The variables that some functions mention.
    #[must_use]
    pub fn levels(&self, signals: &[Signal]) -> FixedBitSet {
        let mut levels = FixedBitSet::with_capacity(self.widths.len());
        for gate in self.cone(signals).ones() {
            if let Some(Gate::Is(level, _)) = self.gates.get(gate) {
                levels.insert(*level as usize);
            }
        }
        levels
    }
}

/// What functions say of those who have a value at a level instead of their own.
#[derive(Debug, Clone)]
pub struct Instead {
    gates: Vec<Signal>,
}

impl Instead {
    /// What a function says of them; only of functions made before this was asked for.
    #[must_use]
    pub fn of(&self, signal: Signal) -> Signal {
        let instead = self.gates.get(signal.gate()).copied();
        instead.map_or(signal, |to| to.contrary_if(signal.is_contrary()))
    }
}

/// A part of a circuit: some functions and all that they are made of.
pub(super) struct CircuitPart {
    circuit: Circuit,
    signals: Vec<Signal>,
}

impl CircuitPart {
    /// Whether all functions say yes where each variable has the value that is given for its level.
    pub(super) fn hold(&self, values: &[usize]) -> bool {
        self.each(values).iter().all(|holds| *holds)
    }

    /// Which functions say yes there.
    pub(super) fn each(&self, values: &[usize]) -> Vec<bool> {
        self.circuit.hold(&self.signals, values)
    }
}

impl Algebra for Circuit {
    type Node = Signal;

    fn variable(&mut self, level: usize, accepts: impl Fn(usize) -> bool) -> Signal {
        let width = self.widths.get(level).copied().unwrap_or_default();
        let mut values = FixedBitSet::with_capacity(width);
        (0..width).filter(|value| accepts(*value)).for_each(|value| values.insert(value));
        self.is(level, values)
    }

    fn and(&mut self, a: Signal, b: Signal) -> Signal {
        if a == b || b == Signal::YES {
            return a;
        }
        if a == Signal::YES {
            return b;
        }
        if a == Signal::NO || b == Signal::NO || a == !b {
            return Signal::NO;
        }
        if let Some(both) = self.of_one(a, b) {
            return both;
        }
        // What one side says already, or contradicts, need not be said again.
        for (one, other) in [(a, b), (b, a)] {
            let Some((first, second)) = self.parts(other) else { continue };
            if one == first || one == second {
                return if other.is_contrary() {
                    let rest = if one == first { second } else { first };
                    self.and(one, !rest)
                } else {
                    other
                };
            }
            if one == !first || one == !second {
                return if other.is_contrary() { one } else { Signal::NO };
            }
        }
        self.gate(Gate::Both(a.min(b), a.max(b)))
    }
}
