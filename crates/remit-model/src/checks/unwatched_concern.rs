//! A lane that covers something of which a measurement speaks, and nobody looks at it.

use remit_source::Diagnostic;

use super::Known;
use crate::codes;
use crate::id::{ConcernId, FactId};
use crate::reads::Reads;
use crate::rulebook::{IdSet, Outcome, RaisedBy, Rule, RuleKind};

pub(super) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    let book = known.book;
    let precautions: Vec<(&Rule, IdSet<FactId>)> = book
        .rules
        .values()
        .filter(|rule| rule.kind == RuleKind::Precaution)
        .map(|rule| (rule, Reads::of_rule(book, rule).facts))
        .collect();
    let mut found = Vec::new();
    for (id, lane) in book.rules.iter() {
        let Some(covers) = lane.covers.as_ref().filter(|covers| !covers.every) else { continue };
        if known.unsure_rules.contains(&id) || !matches!(lane.outcome, Outcome::Take { .. }) {
            continue;
        }
        let mut read = Reads::of_rule(book, lane).facts;
        for concern in covers.concerns.iter() {
            let watching = watchers(known, concern);
            if watching.is_empty() {
                continue;
            }
            let near = precautions.iter().filter(|(rule, _)| reaches(rule, lane, concern));
            let mut seen = read.clone();
            near.for_each(|(_, facts)| seen.extend(facts));
            if !seen.meets(&watching) {
                found.push(report(known, lane, concern, &watching));
                // Once for a lane and a fact: the same fact may watch several.
                read.extend(&watching);
            }
        }
    }
    found
}

/// The facts that watch a concern.
fn watchers(known: &Known<'_>, concern: ConcernId) -> IdSet<FactId> {
    let RaisedBy::Term(term) = known.book.concerns[concern].raised_by else {
        return IdSet::default();
    };
    known
        .book
        .facts
        .iter()
        .filter(|(_, fact)| fact.watches.contains(term))
        .map(|(id, _)| id)
        .collect()
}

/// Whether a precaution can hold back somebody whom the lane takes with this concern.
fn reaches(precaution: &Rule, lane: &Rule, concern: ConcernId) -> bool {
    precaution.roles.meets(&lane.roles)
        && precaution.services.meets(&lane.services)
        && precaution.about.as_ref().is_none_or(|about| about.contains(concern))
}

fn report(
    known: &Known<'_>,
    lane: &Rule,
    concern: ConcernId,
    watching: &IdSet<FactId>,
) -> Diagnostic {
    let concern = &known.book.concerns[concern].label.name;
    let facts: Vec<String> =
        watching.iter().map(|fact| format!("`{}`", known.book.facts[fact].label.name)).collect();
    let facts = crate::resolve::list(&facts, "or");
    let message = format!("`{}` covers `{concern}`, but nothing looks at {facts}", lane.name());
    Diagnostic::warning(codes::UNWATCHED_CONCERN, lane.label.span, message)
        .why(format!("{facts} says how it stands with `{concern}`"))
        .help("Write a precaution that reads it, or read it in `when` of this lane.")
}
