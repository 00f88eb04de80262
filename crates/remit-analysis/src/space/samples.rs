//! Some clients, of whom it is known at a glance what holds.
//!
//! Most of what is asked of all clients is true of many of them. So a handful is kept, 64 to a word,
//! and each gate is evaluated for all of them at once; only what is true of none of them is worth a
//! proof. Clients who were found by proof are kept too, because the next question is mostly like the
//! last.

use super::circuit::{Circuit, Gate, Signal};

/// So many clients stand in a word.
const WORD: usize = 64;
/// So many words of clients who were found are kept; then the oldest word is given up.
const MOST_FOUND: usize = 4;

/// Up to 64 clients.
#[derive(Debug, Default)]
struct Column {
    clients: Vec<Vec<usize>>,
    /// By gate: of which of them it says yes. As far as it was asked for.
    gates: Vec<u64>,
}

/// Clients who were chosen, and clients who were found.
#[derive(Debug, Default)]
pub(super) struct Samples {
    chosen: Vec<Column>,
    found: Vec<Column>,
    /// Those for the next word.
    waiting: Vec<Vec<usize>>,
}

impl Samples {
    /// The usual client, and for each level of two values the one who is usual but for that.
    pub(super) fn new(widths: &[usize], usual: &[usize]) -> Self {
        let mut clients = vec![usual.to_vec()];
        for (level, _) in widths.iter().enumerate().filter(|(_, width)| **width == 2) {
            let mut other = usual.to_vec();
            if let Some(slot) = other.get_mut(level) {
                *slot = 1 - (*slot).min(1);
            }
            clients.push(other);
        }
        let column = |clients: &[Vec<usize>]| Column { clients: clients.to_vec(), gates: vec![] };
        let chosen = clients.chunks(WORD).map(column).collect();
        Self { chosen, ..Self::default() }
    }

    /// Keeps a client who was found.
    pub(super) fn keep(&mut self, client: &[usize]) {
        self.waiting.push(client.to_vec());
        if self.waiting.len() == WORD {
            if self.found.len() == MOST_FOUND {
                self.found.remove(0);
            }
            let clients = std::mem::take(&mut self.waiting);
            self.found.push(Column { clients, gates: Vec::new() });
        }
    }

    /// Whether all of these hold of one of them.
    pub(super) fn show(&mut self, circuit: &Circuit, signals: &[Signal]) -> bool {
        let mut columns = self.chosen.iter_mut().chain(self.found.iter_mut());
        columns.any(|column| column.shows(circuit, signals))
    }

    /// Forgets all gates but the first ones.
    pub(super) fn truncate(&mut self, gates: usize) {
        for column in self.chosen.iter_mut().chain(&mut self.found) {
            column.gates.truncate(gates);
        }
    }
}

impl Column {
    fn shows(&mut self, circuit: &Circuit, signals: &[Signal]) -> bool {
        for gate in circuit.gates().iter().skip(self.gates.len()) {
            let word = match gate {
                Gate::Yes => u64::MAX,
                Gate::Is(level, set) => {
                    let level = *level as usize;
                    let is = |client: &Vec<usize>| {
                        client.get(level).is_some_and(|value| circuit.has(*set, *value))
                    };
                    let each = self.clients.iter().enumerate();
                    each.fold(0, |word, (at, client)| word | u64::from(is(client)) << at)
                }
                Gate::Both(a, b) => self.word(*a) & self.word(*b),
            };
            self.gates.push(word);
        }
        let all = u64::MAX >> (WORD - self.clients.len().clamp(1, WORD));
        signals.iter().fold(all, |all, signal| all & self.word(*signal)) != 0
    }

    /// Of which of them a function says yes; past the last of them anything.
    fn word(&self, signal: Signal) -> u64 {
        let word = self.gates.get(signal.gate()).copied().unwrap_or_default();
        if signal.is_contrary() { !word } else { word }
    }
}
