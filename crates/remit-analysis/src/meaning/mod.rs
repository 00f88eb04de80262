//! What is true of a rulebook for all clients at once: within the plausible ranges, not impossible,
//! under all settings. One file for each kind of finding.

mod alike;
mod constant_definition;
mod gap;
mod idle_exception;
mod look;
mod loosened_by_a_concern;
mod never_applies;
mod never_decides;
mod referrals;
mod rules_disagree;

use std::collections::BTreeSet;

use rayon::prelude::*;
use remit_model::Rulebook;
use remit_source::{Diagnostic, Span};

use self::look::Look;
use crate::{Finding, codes};

/// A kind of finding: what it finds with a look of its own, so that all kinds can be looked for at
/// once.
type Check = fn(&mut Look<'_>) -> Vec<Finding>;

const CHECKS: [Check; 8] = [
    never_applies::check,
    constant_definition::check,
    idle_exception::check,
    referrals::check,
    loosened_by_a_concern::check,
    gap::check,
    rules_disagree::check,
    never_decides::check,
];

/// So many more places are named of what was too large.
const MOST_PLACES: usize = 3;

/// All findings of this kind, whatever order they are found in.
pub(crate) fn findings(book: &Rulebook) -> Vec<Finding> {
    let check = |check: &Check| {
        let mut look = Look::new(book);
        let found = check(&mut look);
        (found, look.left_open())
    };
    let looked: Vec<(Vec<Finding>, BTreeSet<Span>)> = CHECKS.par_iter().map(check).collect();
    let open: BTreeSet<Span> = looked.iter().flat_map(|(_, open)| open).copied().collect();
    let found = looked.into_iter().flat_map(|(found, _)| found);
    found.chain(left_open(&open)).collect()
}

/// That questions were too large, at the first place that they were about.
fn left_open(places: &BTreeSet<Span>) -> Option<Finding> {
    let message = "some questions about all clients were too large to be answered";
    let mut places = places.iter();
    let mut warning = Diagnostic::warning(codes::LEFT_OPEN, *places.next()?, message)
        .why("what is found holds, but there may be more to be found")
        .help("Split what is asked here into rules and definitions that ask less at once.");
    for place in places.take(MOST_PLACES) {
        warning = warning.also(*place, "and about this");
    }
    Some(warning.into())
}
