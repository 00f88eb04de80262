//! What the examples would let pass: rulebooks that differ from the real one in one slip of the hand,
//! and whether some example fails there.
//!
//! A mutant that no example fails on *survives*, and is shown with a client who is decided otherwise
//! by it, as the example that would have caught it. A mutant that decides every client alike is no
//! mistake but the same rulebook in other words (*equivalent*); where neither a client is found nor
//! it is proven that there is none, that is said (*unsettled*), and counts as survived.
//!
//! What is not mutated: the vocabulary (ranges, usual values, `implies`, `asked when`, `impossible`),
//! since examples are written in it; and the texts of rules.

mod change;
mod conditions;
mod coverage;
mod list;
mod proof;
mod run;
mod search;
#[cfg(test)]
mod tests;
mod trial;

pub use coverage::{Atom, Coverage, Covered, Share, coverage};
pub use run::{Fate, Report, Tally, caught, mutants};

use remit_source::Span;
use serde::Serialize;

use change::Change;

/// What kind of slip it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A rule, or a row, is left out.
    Rule,
    /// A threshold is one step off, or takes its end in where it should not.
    Threshold,
    /// A condition, or a value in it, is forgotten.
    Condition,
    /// An exception is forgotten.
    Exception,
    /// An `overrides` is forgotten.
    Override,
    /// It is for a practitioner more, or fewer.
    Role,
    /// It is asked for a service more, or fewer.
    Service,
    /// A setting is forgotten.
    Setting,
    /// A concern more, or fewer, is covered or spoken about.
    Cover,
    /// It is one level less urgent.
    Urgency,
    /// A ceiling is one level looser.
    Ceiling,
    /// A need, or a recheck, is forgotten.
    Need,
    /// A duty is forgotten.
    Duty,
    /// A destination is forgotten, or is another one.
    Destination,
}

impl Kind {
    /// All kinds, in order.
    pub const ALL: [Self; 14] = [
        Self::Rule,
        Self::Threshold,
        Self::Condition,
        Self::Exception,
        Self::Override,
        Self::Role,
        Self::Service,
        Self::Setting,
        Self::Cover,
        Self::Urgency,
        Self::Ceiling,
        Self::Need,
        Self::Duty,
        Self::Destination,
    ];

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Threshold => "threshold",
            Self::Condition => "condition",
            Self::Exception => "exception",
            Self::Override => "override",
            Self::Role => "role",
            Self::Service => "service",
            Self::Setting => "setting",
            Self::Cover => "cover",
            Self::Urgency => "urgency",
            Self::Ceiling => "ceiling",
            Self::Need => "need",
            Self::Duty => "duty",
            Self::Destination => "destination",
        }
    }
}

/// A rulebook that differs in one slip of the hand.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// What kind of slip.
    pub kind: Kind,
    /// The rule, row, definition, need, concern or stage, as rule files name it.
    pub name: String,
    /// Where.
    pub span: Span,
    /// What is otherwise, in words.
    pub what: String,
    pub(crate) change: Change,
}
