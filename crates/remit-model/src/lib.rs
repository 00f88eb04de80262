//! What the names of a rulebook refer to and whether it makes sense.
//!
//! This crate knows nothing of clients, time, or the wording of explanations.

pub mod id;
mod number;
pub mod rulebook;

pub use number::Number;
pub use rulebook::Rulebook;
