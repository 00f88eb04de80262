//! A rulebook read as functions of what is open about a client (D3 to D11): when rules apply, which
//! are in force, what they then say, and what that comes to.
//!
//! The functions are whatever an [`Algebra`](crate::algebra::Algebra) makes of them. Deciding one
//! case of which little is unknown uses decision diagrams, which know at once whether two functions
//! are the same; what is asked of all clients at once uses representations that stay small instead.

mod arrange;
mod components;
mod conditions;
mod rules;
mod variables;
mod voices;

pub(crate) use arrange::Arrangement;
pub use components::Components;
pub(crate) use components::{VERDICTS, destinations};
pub use conditions::{View, World};
pub use rules::{Asked, Rules, Says};
pub use variables::{Variable, Variables};
pub use voices::{Sent, Voices};
