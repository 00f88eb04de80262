//! What is wrong with a rulebook as a whole. One file for each kind of finding.

mod chained_order;
mod circular_definition;
mod circular_question;
mod classes;
mod exempt_term_read;
mod not_of_untaken;
mod overrides;
mod table_findings;
mod table_proof;
mod twin_rules;
mod unused;
mod unwatched_concern;

use std::collections::{HashMap, HashSet};

use remit_source::{Code, Diagnostic, Span};

use crate::find::Entity;
use crate::id::RuleId;
use crate::rulebook::{Label, Rulebook};

/// A rulebook, and how far it is known.
pub(crate) struct Known<'k> {
    pub(crate) book: &'k Rulebook,
    /// What has been named somewhere.
    pub(crate) used: &'k HashSet<Entity>,
    /// What something is wrong with already.
    pub(crate) unsure: &'k HashSet<Entity>,
    pub(crate) unsure_rules: &'k HashSet<RuleId>,
    /// Where it is written that a rule overrides another.
    pub(crate) override_places: &'k HashMap<(RuleId, RuleId), Span>,
    /// Whether nothing is wrong so far.
    pub(crate) whole: bool,
}

/// All findings.
pub(crate) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    let mut found = circular_definition::check(known);
    let circular = !found.is_empty();
    found.extend(circular_question::check(known));
    found.extend(overrides::check(known));
    found.extend(exempt_term_read::check(known));
    found.extend(unwatched_concern::check(known));
    found.extend(twin_rules::check(known));
    found.extend(chained_order::check(known));
    found.extend(unused::check(known));
    // These follow definitions to their end.
    if !circular {
        found.extend(not_of_untaken::check(known));
        found.extend(table_proof::check(known));
    }
    found
}

/// Says that some things lead to each other in a circle.
fn circle(code: Code, labels: &[&Label], message: &str) -> Option<Diagnostic> {
    let (first, others) = labels.split_first()?;
    let names =
        labels.iter().chain(std::iter::once(first)).map(|label| format!("`{}`", label.name));
    let names: Vec<String> = names.collect();
    let finding = Diagnostic::error(code, first.span, format!("{message}: {}", names.join(" → ")));
    Some(others.iter().fold(finding, |finding, other| finding.also(other.span, "and this")))
}
