//! Asks and grades.
//!
//! A [`Quiz`] makes items from a rulebook: a client drawn for a rule, a practitioner, a question and
//! graded options. The key of an item is what the judge says, never typed by hand and looked up
//! again whenever the item is shown. A [`Session`] is a pure state machine over such items: it is
//! told what the learner does and says what is to be shown; it knows no keys, no colours, no files
//! and no clock, and chance only through its seed.

#![expect(clippy::indexing_slicing, reason = "an id looks into the tables of its own rulebook")]

mod decide;
mod family;
mod feedback;
mod item;
mod options;
mod quiz;
mod schedule;
mod session;
mod slips;
mod statement;
mod what_if;
mod who;

pub use family::{Family, Kind};
pub use feedback::Feedback;
pub use item::{Answer, Choice, Item, NoItem};
pub use quiz::{Fault, Quiz};
pub use schedule::Plan;
pub use session::{Answered, Input, Refused, Screen, Session, Summary, Tally};
pub use what_if::{Became, NoWay, Way, WhatIf};
