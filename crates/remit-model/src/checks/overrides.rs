//! What may be set aside (D7): never in a circle, never a stop, and nothing that loosens unless in
//! an overlay.

use std::collections::HashSet;

use remit_source::{Diagnostic, Span};

use super::Known;
use crate::codes;
use crate::graph::circles;
use crate::id::{Id, RuleId};
use crate::rulebook::{Label, Outcome, Rule, RuleKind, Until};

pub(super) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    let mut found = circular(known);
    let mut said = HashSet::new();
    for (id, rule) in known.book.rules.iter() {
        for &other in &rule.overrides {
            if known.unsure_rules.contains(&id) || known.unsure_rules.contains(&other) {
                continue;
            }
            let span = known.override_places.get(&(id, other)).copied().unwrap_or(rule.label.span);
            // All rows of a table override the same: once is enough.
            if said.insert((span, other)) {
                found.extend(overridden(rule, &known.book.rules[other], span));
            }
        }
    }
    found
}

fn circular(known: &Known<'_>) -> Vec<Diagnostic> {
    let rules: Vec<&Rule> = known.book.rules.values().collect();
    let edges: Vec<Vec<usize>> = rules
        .iter()
        .map(|rule| rule.overrides.iter().map(|&other| RuleId::index(other)).collect())
        .collect();
    circles(&edges)
        .iter()
        .filter_map(|circle| {
            let labels: Vec<Label> = circle
                .iter()
                .filter_map(|&index| rules.get(index))
                .map(|rule| Label { name: rule.name(), ..rule.label.clone() })
                .collect();
            let labels: Vec<&Label> = labels.iter().collect();
            super::circle(codes::CIRCULAR_OVERRIDE, &labels, "these rules override each other")
        })
        .map(|found| {
            found.help("Take one `overrides` out, so that it is clear which rule goes first.")
        })
        .collect()
}

fn overridden(rule: &Rule, other: &Rule, span: Span) -> Option<Diagnostic> {
    let (name, target) = (rule.name(), other.name());
    if outcomes(other).any(|outcome| matches!(outcome, Outcome::Stop { .. })) {
        return Some(
            Diagnostic::error(
                codes::STOP_OVERRIDDEN,
                span,
                format!("`{target}` can stop, and a stop is never overridden"),
            )
            .also(other.label.span, "this rule can stop")
            .why("what nobody may start with, nobody may start with, whatever else is said")
            .help(format!("Narrow the condition of `{target}` itself, or override another rule.")),
        );
    }
    if !rule.under.is_empty() || holds_back_as_much(rule, other) {
        return None;
    }
    Some(
        Diagnostic::error(codes::LOOSENING_OVERRIDE, span, format!("`{name}` can loosen what `{target}` says, and stands in no overlay"))
            .also(other.label.span, "this rule would be set aside")
            .why("what loosens a rule for everybody must be chosen: by a place, or by a guideline that is followed")
            .help("Add a line `under SETTING VALUE`; or let it say at least as much as the rule it overrides."),
    )
}

fn outcomes(rule: &Rule) -> impl Iterator<Item = &Outcome> {
    std::iter::once(&rule.outcome).chain(rule.exceptions.iter().map(|exception| &exception.outcome))
}

/// Whether nothing is lost when a rule sets another aside: each thing it may say holds back at least
/// as much as each thing the other may say.
fn holds_back_as_much(rule: &Rule, other: &Rule) -> bool {
    outcomes(other).all(|theirs| match theirs {
        // What does not hold back can be lost.
        Outcome::DoesNotApply | Outcome::GoAhead { place: None } | Outcome::Recommend { .. } => {
            true
        }
        Outcome::Take { duties, needs } => duties.is_empty() && needs.is_empty(),
        Outcome::Refer { .. }
        | Outcome::GoAhead { .. }
        | Outcome::UpTo { .. }
        | Outcome::Stop { .. } => {
            rule.kind != RuleKind::Advice && outcomes(rule).all(|ours| at_least(ours, theirs))
        }
    })
}

/// Whether an outcome holds back at least as much as another.
fn at_least(ours: &Outcome, theirs: &Outcome) -> bool {
    match (ours, theirs) {
        (
            Outcome::Stop { urgency: ours, .. },
            Outcome::Refer { urgency: theirs, .. } | Outcome::Stop { urgency: theirs, .. },
        )
        | (Outcome::Refer { urgency: ours, .. }, Outcome::Refer { urgency: theirs, .. }) => {
            ours >= theirs
        }
        (Outcome::Stop { urgency, .. }, Outcome::UpTo { place, until, .. }) => {
            Some(*urgency) >= *place && !matches!(until, Some(Until::Need(_)))
        }
        (Outcome::Stop { urgency, .. }, Outcome::GoAhead { place }) => Some(*urgency) >= *place,
        (Outcome::UpTo { place: ours, .. }, Outcome::GoAhead { place: theirs }) => ours >= theirs,
        (
            Outcome::UpTo { ceiling, until, once_met, place },
            Outcome::UpTo {
                ceiling: their_ceiling,
                until: their_until,
                once_met: their_once_met,
                place: their_place,
            },
        ) => {
            let met = once_met >= their_once_met;
            let same_end = until == their_until && met || until.is_none() && their_until.is_none();
            ceiling >= their_ceiling && same_end && place >= their_place
        }
        _ => false,
    }
}
