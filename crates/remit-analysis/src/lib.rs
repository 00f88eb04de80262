//! What is true of a rulebook for all clients: what can never apply, what nobody speaks for, what
//! the examples pin down, and what changes from one rulebook to the next.
//!
//! Whatever is found is found with a client who shows it.

#![expect(clippy::indexing_slicing, reason = "an id looks into the tables of its own rulebook")]

pub mod codes;
pub mod diff;
mod example;
mod finding;
pub mod kinds;
pub mod map;
mod meaning;
pub mod mutants;
pub mod space;
mod structure;
pub mod suite;

pub use example::as_example;
pub use finding::{Finding, Witness};
pub use mutants::{coverage, mutants};
pub use structure::{stale, widened};

use rayon::prelude::*;
use remit_eval::{Judge, faults_of};
use remit_model::Rulebook;
use remit_source::Diagnostic;

/// All that is found of a rulebook that checks clean, in order of place.
#[must_use]
pub fn findings(book: &Rulebook) -> Vec<Finding> {
    let (mut found, meant) = rayon::join(|| structure::findings(book), || meaning::findings(book));
    found.extend(meant);
    found.sort_by_key(|finding| (finding.diagnostic.primary.span, finding.diagnostic.code));
    found
}

/// What is wrong with the examples of a rulebook, in order, as [`remit_eval::failing_examples`] finds
/// it, on all cores.
#[must_use]
pub fn failing_examples(book: &Rulebook) -> Vec<Diagnostic> {
    let judge = Judge::new(book);
    let examples: Vec<_> = book.examples.iter().collect();
    let found: Vec<Vec<Diagnostic>> =
        examples.par_iter().map(|(id, example)| faults_of(&judge, *id, example)).collect();
    found.into_iter().flatten().collect()
}
