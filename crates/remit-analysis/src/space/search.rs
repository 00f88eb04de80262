//! Whether some values of all variables make a circuit say yes, and which.
//!
//! Circuits are handed, part by part as they are asked about, to an incremental SAT solver: a
//! variable of two values is one proposition, one of more has a proposition for each value; gates
//! become clauses (Tseitin 1968).

use std::cell::Cell;

use batsat::{Callbacks, Lit, Solver, SolverInterface, SolverOpts, lbool};
use remit_eval::algebra::Node;

use super::circuit::{Circuit, Gate, Signal};

/// The patience that a search has unless it is told otherwise.
const MOST_CONFLICTS: u64 = 5_000;

/// So many gates for each two that there are may have been told to a solver: a new solver must be told
/// all again, and an old one is slowed by what is no more. Found by trying it on the shipped rules.
const MOST_TOLD: usize = 3;

/// What became of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Values of all variables that make it so, by level.
    Yes(Vec<usize>),
    /// No values do.
    No,
    /// It was given up.
    Open,
}

/// Counts how much a question costs.
#[derive(Debug, Default)]
struct Budget {
    conflicts: u64,
    most: Cell<u64>,
}

impl Callbacks for Budget {
    fn on_new_clause(&mut self, _: &[Lit], _: batsat::ClauseKind) {
        self.conflicts += 1;
    }

    fn stop(&self) -> bool {
        self.conflicts > self.most.get()
    }
}

/// How the values of a variable are told.
#[derive(Debug)]
enum Told {
    /// Of two values: whether it is the second.
    Second(Lit),
    /// A proposition for each.
    Each(Vec<Lit>),
}

/// A solver, and what it knows of a circuit.
pub(super) struct Search {
    solver: Solver<Budget>,
    /// By level, how its values are told.
    levels: Vec<Told>,
    /// By gate, its proposition.
    gates: Vec<Option<Lit>>,
    /// So many gates were told to the solver in all.
    told: usize,
    /// So many conflicts are gone through for a question, then it stays open.
    pub(super) patience: u64,
}

impl Search {
    /// A search among the values of a circuit's variables, `preferred` ones first.
    pub(super) fn new(circuit: &Circuit, preferred: &[usize]) -> Self {
        let options = SolverOpts::default();
        let mut search = Self {
            solver: Solver::new(options, Budget::default()),
            levels: Vec::new(),
            gates: Vec::new(),
            told: 0,
            patience: MOST_CONFLICTS,
        };
        for (level, &width) in circuit.widths().iter().enumerate() {
            let liked = preferred.get(level).copied().unwrap_or_default();
            let told = if width == 2 {
                Told::Second(search.proposition(liked == 1, true))
            } else {
                Told::Each(search.one_each(width, liked))
            };
            search.levels.push(told);
        }
        search
    }

    /// Forgets all gates but the first ones; whether the solver still knows mostly what is needed.
    /// What is known of a gate that is no more does no harm, but each question gets dearer by it.
    pub(super) fn truncate(&mut self, gates: usize) -> bool {
        self.gates.truncate(gates);
        let kept = self.gates.iter().flatten().count();
        self.told * 2 < kept * MOST_TOLD
    }

    /// Values that make everything in `given` so.
    pub(super) fn find(&mut self, circuit: &Circuit, given: &[Signal]) -> Outcome {
        if given.contains(&Signal::NO) {
            return Outcome::No;
        }
        let given: Vec<Lit> = given.iter().map(|signal| self.signal(circuit, *signal)).collect();
        self.solve(&given)
    }

    fn solve(&mut self, given: &[Lit]) -> Outcome {
        let spent = self.solver.cb().conflicts;
        self.solver.cb().most.set(spent + self.patience);
        let result = self.solver.solve_limited(given);
        if result == lbool::FALSE {
            return Outcome::No;
        }
        if result != lbool::TRUE {
            return Outcome::Open;
        }
        let solver = &self.solver;
        let is = |lit: &Lit| solver.value_lit(*lit) == lbool::TRUE;
        let value = |told: &Told| match told {
            Told::Second(second) => usize::from(is(second)),
            Told::Each(lits) => lits.iter().position(is).unwrap_or_default(),
        };
        Outcome::Yes(self.levels.iter().map(value).collect())
    }

    fn is(&self, level: usize, value: usize) -> Option<Lit> {
        match self.levels.get(level)? {
            Told::Second(second) => Some(if value == 1 { *second } else { !*second }),
            Told::Each(lits) => lits.get(value).copied(),
        }
    }

    /// A proposition for each value, of which exactly one holds.
    fn one_each(&mut self, width: usize, liked: usize) -> Vec<Lit> {
        let lits: Vec<Lit> =
            (0..width).map(|value| self.proposition(value == liked, true)).collect();
        if width > 0 {
            self.clause(&lits);
        }
        for (index, &one) in lits.iter().enumerate() {
            for &other in lits.iter().skip(index + 1) {
                self.clause(&[!one, !other]);
            }
        }
        lits
    }

    fn proposition(&mut self, liked: bool, decide: bool) -> Lit {
        Lit::new(self.solver.new_var(lbool::new(liked), decide), true)
    }

    fn clause(&mut self, lits: &[Lit]) {
        // A clause that contradicts the others is known to the solver from then on.
        let _ = self.solver.add_clause_reuse(&mut lits.to_vec());
    }

    /// The proposition of a function, made with all that it needs.
    fn signal(&mut self, circuit: &Circuit, signal: Signal) -> Lit {
        self.gates.resize(circuit.gates().len().max(self.gates.len()), None);
        let mut open = vec![signal.gate()];
        while let Some(&gate) = open.last() {
            if self.known(gate).is_some() {
                open.pop();
                continue;
            }
            let lit = match circuit.gates().get(gate) {
                Some(Gate::Both(a, b)) => {
                    let Some(both) = self.known(a.gate()).zip(self.known(b.gate())) else {
                        open.extend([a.gate(), b.gate()]);
                        continue;
                    };
                    self.both(contrary_if(both.0, *a), contrary_if(both.1, *b))
                }
                Some(Gate::Is(level, values)) => {
                    let ones: Vec<usize> = circuit.set(*values).collect();
                    self.one_of(*level as usize, &ones)
                }
                Some(Gate::Yes) | None => {
                    let yes = self.proposition(true, false);
                    self.clause(&[yes]);
                    yes
                }
            };
            if let Some(slot) = self.gates.get_mut(gate) {
                *slot = Some(lit);
            }
            self.told += 1;
            open.pop();
        }
        let lit = self.known(signal.gate());
        lit.map_or_else(|| self.proposition(true, false), |lit| contrary_if(lit, signal))
    }

    fn known(&self, gate: usize) -> Option<Lit> {
        self.gates.get(gate).copied().flatten()
    }

    fn both(&mut self, a: Lit, b: Lit) -> Lit {
        let both = self.proposition(false, false);
        self.clause(&[!both, a]);
        self.clause(&[!both, b]);
        self.clause(&[both, !a, !b]);
        both
    }

    fn one_of(&mut self, level: usize, values: &[usize]) -> Lit {
        let lits: Vec<Lit> = values.iter().filter_map(|&value| self.is(level, value)).collect();
        if let &[lit] = lits.as_slice() {
            return lit;
        }
        let some = self.proposition(false, false);
        for &lit in &lits {
            self.clause(&[some, !lit]);
        }
        let mut lits = lits;
        lits.push(!some);
        self.clause(&lits);
        some
    }
}

fn contrary_if(lit: Lit, signal: Signal) -> Lit {
    if signal.is_contrary() { !lit } else { lit }
}
