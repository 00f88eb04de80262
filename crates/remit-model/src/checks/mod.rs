//! What is wrong with a rulebook as a whole. One file for each kind of finding.

use std::collections::HashSet;

use remit_source::Diagnostic;

use crate::find::Entity;
use crate::id::RuleId;
use crate::rulebook::Rulebook;

/// A rulebook, and how far it is known.
pub(crate) struct Known<'k> {
    pub(crate) book: &'k Rulebook,
    /// What has been named somewhere.
    pub(crate) used: &'k HashSet<Entity>,
    /// What something is wrong with already.
    pub(crate) unsure: &'k HashSet<Entity>,
    pub(crate) unsure_rules: &'k HashSet<RuleId>,
    /// Whether nothing is wrong so far.
    pub(crate) whole: bool,
}

/// All findings.
pub(crate) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    let _ = known;
    Vec::new()
}
