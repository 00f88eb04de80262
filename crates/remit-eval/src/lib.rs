//! What a client's decision is, and why.
//!
//! A [`Case`] is what is known of a client. Where nothing that matters is unknown, one evaluation
//! decides it and can say why ([`Judge`], [`Explanation`]); where something is, the decision is
//! what all completions of the case agree on. What every word means precisely is written in
//! `docs/semantics.md`; comments here refer to its definitions as D1 to D20.

#![expect(clippy::indexing_slicing, reason = "an id looks into the tables of its own rulebook")]

pub mod algebra;
mod case;
mod classes;
mod client;
pub mod codes;
mod counterfactual;
mod decision;
mod destination;
mod diagram;
mod example;
mod explain;
pub mod json;
mod judge;
mod read;
mod ruling;
pub mod symbolic;
mod truth;
mod unknown;
mod who;
mod whole;

pub use case::{Case, CaseError, Completion};
pub use classes::{Class, Classes, Measure, measure};
pub use client::passes;
pub use codes::EXAMPLE_FAILS;
pub use counterfactual::Counterfactual;
pub use decision::{
    Advised, Bound, Core, Decision, Destination, NeedOf, Recommendation, SetAside, Who,
};
pub use example::{Difference, Test, Tested, compare, failing_examples, faults_of, tests};
pub use explain::{
    Condition, Considered, Covering, Exceptional, Explanation, Fate, Found, Part, Reasons,
};
pub use judge::Judge;
pub use read::{CaseTest, case_tests};
pub use remit_model::rulebook::Clearance;
pub use unknown::Questions;

use remit_model::Rulebook;
use remit_model::id::{RoleId, ServiceId};

/// Decides a case for a practitioner and the services asked for, with its explanation.
///
/// Whoever decides more than once keeps a [`Judge`].
#[must_use]
pub fn decide(book: &Rulebook, case: &Case, role: RoleId, services: &[ServiceId]) -> Decision {
    Judge::new(book).decide(case, role, services)
}

/// Who may, and who should, serve the client (D13).
#[must_use]
pub fn who(book: &Rulebook, case: &Case, services: &[ServiceId]) -> Who {
    Judge::new(book).who(case, services)
}
