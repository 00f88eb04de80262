//! What the names of a rulebook refer to and whether it makes sense.
//!
//! This crate knows nothing of clients, time, or the wording of explanations.

#![expect(clippy::indexing_slicing, reason = "an id looks into the tables of its own rulebook")]

pub mod boxes;
mod checks;
mod citations;
pub mod codes;
pub mod export;
pub mod find;
mod graph;
pub mod id;
mod number;
pub mod reads;
mod resolve;
pub mod rulebook;

pub use citations::Cited;
pub use find::{Entity, closest};
pub use number::Number;
pub use resolve::{Resolved, resolve};
pub use rulebook::Rulebook;
