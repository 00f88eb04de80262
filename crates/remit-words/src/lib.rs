//! Rules, decisions and clients in plain English.
//!
//! Everything here turns data into text or into lines of text. It decides nothing, and it knows no
//! colour, no width and no terminal. The nouns are the vocabulary's own titles; this crate only
//! adds the grammar around them.

#![expect(clippy::indexing_slicing, reason = "an id looks into the tables of its own rulebook")]

mod condition;
mod decision;
mod explain;
pub mod list;
mod names;
mod outcome;
mod person;
mod rule;
mod vignette;

pub use explain::{Line, LineKind, fact_read, failing};
pub use rule::Clause;
pub use vignette::Telling;

use remit_model::Rulebook;

/// Puts a rulebook's data into words.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    book: &'a Rulebook,
}

impl<'a> Words<'a> {
    /// Words for a rulebook.
    #[must_use]
    pub fn new(book: &'a Rulebook) -> Self {
        Self { book }
    }

    /// The rulebook whose words these are.
    #[must_use]
    pub fn book(self) -> &'a Rulebook {
        self.book
    }
}
