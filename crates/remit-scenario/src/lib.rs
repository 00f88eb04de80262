//! Clients worth asking about, drawn from a rulebook.
//!
//! Everything random comes from a stated seed through [`Draw`]. What makes an answer right is what
//! the judge says; a client drawn for a rule is one for whom the judge says that this rule decides.

#![expect(clippy::indexing_slicing, reason = "an id looks into the tables of its own rulebook")]

mod author;
mod change;
mod draw;
mod face;
mod grid;
mod likely;
mod mutant;
mod open;
mod reads;
mod region;
mod sketch;
mod stage;
mod tell;

pub use author::{Author, Target, Unreached, never_decides, tells_same};
pub use change::Change;
pub use draw::Draw;
pub use mutant::{Bench, Mutation, Place, never, part};
pub use open::{Open, may_be_open};
pub use region::{Region, Representative};
pub use tell::Scenario;
