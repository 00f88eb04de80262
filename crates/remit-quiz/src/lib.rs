//! Asks and grades.
//!
//! A [`Quiz`] makes items from a rulebook: a client drawn for a rule, a practitioner, a question and
//! graded options. The key of an item is what the judge says, never typed by hand and looked up
//! again whenever the item is shown. A [`Session`] is a pure state machine over such items: it is
//! told what the learner does and says what is to be shown; it knows no keys, no colours, no files
//! and no clock, and chance only through its seed.

#![expect(clippy::indexing_slicing, reason = "an id looks into the tables of its own rulebook")]

mod act;
mod answered;
mod by_rule;
pub mod codes;
mod decide;
pub mod exam;
mod family;
mod feedback;
mod file;
mod history;
mod item;
mod kind;
mod memory;
mod next_question;
mod options;
mod pair;
mod parameters;
mod plan;
mod progress;
mod quiz;
mod schedule;
mod selector;
mod session;
mod sitting;
mod slips;
mod stage;
mod statement;
mod summary;
mod turning_point;
mod vignette;
mod what_if;
mod who;

pub use answered::Answered;
pub use by_rule::{Place, Placed};
pub use family::Family;
pub use feedback::Feedback;
pub use file::QuizFile;
pub use history::{Began, ExamFile, History, Record, Taken};
pub use item::{Answer, Choice, Item, NoItem, Part, Response, Score};
pub use kind::Kind;
pub use memory::{Grade, Memory};
pub use parameters::{Bank, Parameters, Structure};
pub use plan::{FeedbackAt, FormItem, Mode, Plan, Policy};
pub use progress::{Progress, RuleProgress, Standing};
pub use quiz::{Fault, Quiz};
pub use selector::{Pick, Selector};
pub use session::{Input, Moved, Refused, Screen, Session};
pub use sitting::{Sitting, Trouble};
pub use summary::{Summary, Tally};
pub use vignette::Vignette;
pub use what_if::{Became, NoWay, Way, WhatIf};
