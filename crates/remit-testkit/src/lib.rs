//! Random small rulebooks and clients, and a second judge to compare the first with.
//!
//! The second judge is written from the definitions D1 to D16 alone, with names and sets of names,
//! and goes through all completions of a client of whom something is unknown. It is slow and
//! obvious on purpose, and shares nothing with the evaluator: rulebooks reach that one as text.

#![expect(clippy::similar_names, reason = "rules and roles are what it is about")]
#![expect(clippy::panic, reason = "it serves tests alone")]

mod book;
mod completions;
mod draw;
mod oracle;
mod read;
mod write;

pub use book::{
    Book, Client, Compared, Cond, Covers, Fact, Kind, Need, Outcome, Recheck, Role, Rule, RuleKind,
    Service, Setting, Term, Until, Value,
};
pub use completions::{Answer, Core, NoAnswer, ask};
pub use draw::{Dice, draw_book, draw_client, draw_question};
pub use oracle::{Clearance, Decision, Lane, Place, Verdict, decide};
pub use read::{read, shipped, shipped_files};
pub use write::{write_book, write_client};
