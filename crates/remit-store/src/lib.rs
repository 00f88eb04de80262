//! Keeps what a learner did: one file per learner, to which events are only ever added.
//!
//! An [`Event`] has a name and JSON; what it means is nobody's business here. Once
//! [`Store::append`] has returned, the event survives a killed process and a power cut. Each event's
//! id is a digest of what it says and of the event before it, so a byte that was changed by
//! anything but this program is noticed when the file is opened, and said; nothing is ever repaired
//! in silence. What another program or a newer version wrote is refused and left as it is.
//!
//! `SQLite` keeps the file because it answers for what is hard to get right by hand: a journal that
//! survives a kill at any step, locks between processes, copies of a file in use. It is compiled
//! in, so that the program stays one binary: that costs about a megabyte of it, and a C compiler to
//! build.

mod event;
mod holder;
mod portable;
mod salvage;
mod schema;
mod store;
mod trouble;
mod verify;

pub use event::{Event, EventId};
pub use portable::{Imported, export};
pub use salvage::{Salvaged, salvage};
pub use store::{Store, look};
pub use trouble::{Damage, Trouble, What};
