//! Definitions and concerns that need each other, or that lead on too far.

use remit_source::{Diagnostic, Span};

use super::Known;
use crate::codes;
use crate::graph::circles;
use crate::id::{ConcernId, DefinitionId, Id};
use crate::reads::walk;
use crate::rulebook::{Cond, CondKind, Label, RaisedBy};

/// A definition may lead on to this many others, one through the other.
const DEEPEST: usize = 50;

/// A definition, with all that it leads on to written out, may have this many parts.
const LONGEST: usize = 10_000;

pub(super) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    let book = known.book;
    let split = book.definitions.len();
    let definitions =
        book.definitions.values().map(|definition| (&definition.label, Some(&definition.when)));
    let concerns = book.concerns.values().map(|concern| match &concern.raised_by {
        RaisedBy::Condition(cond) => (&concern.label, Some(cond)),
        RaisedBy::Term(_) => (&concern.label, None),
    });
    let nodes: Vec<(&Label, Option<&Cond>)> = definitions.chain(concerns).collect();
    let edges: Vec<Vec<usize>> = nodes
        .iter()
        .map(|(_, cond)| cond.map(|cond| named(cond, split)).unwrap_or_default())
        .collect();
    let circles = circles(&edges);
    if circles.is_empty() {
        return too_deep(&nodes, &edges);
    }
    circles
        .iter()
        .filter_map(|circle| {
            let labels: Vec<&Label> = circle
                .iter()
                .filter_map(|&node| nodes.get(node))
                .map(|(label, _)| *label)
                .collect();
            super::circle(codes::CIRCULAR_DEFINITION, &labels, "these are defined by each other")
        })
        .map(|found| found.help("Say one of them by facts alone."))
        .collect()
}

/// The definitions and concerns that a condition names.
fn named(cond: &Cond, split: usize) -> Vec<usize> {
    let mut names = Vec::new();
    walk(cond, &mut |part| match part.kind {
        CondKind::Definition(id) => names.push(DefinitionId::index(id)),
        CondKind::Concern(id) => names.push(split + ConcernId::index(id)),
        _ => {}
    });
    names
}

/// Whoever follows definitions must come to an end soon: the first that leads on too far.
fn too_deep(nodes: &[(&Label, Option<&Cond>)], edges: &[Vec<usize>]) -> Vec<Diagnostic> {
    let mut measures: Vec<Option<(usize, usize)>> = vec![None; nodes.len()];
    // As nothing goes in a circle, each round measures at least one more; nothing is measured that
    // leads on to something too long.
    loop {
        let mut progress = false;
        for (node, ((label, cond), targets)) in nodes.iter().zip(edges).enumerate() {
            if measures.get(node).is_some_and(Option::is_some) {
                continue;
            }
            let inner: Option<Vec<(usize, usize)>> =
                targets.iter().map(|&target| measures.get(target).copied().flatten()).collect();
            let Some(inner) = inner else { continue };
            let mut parts = 0_usize;
            if let Some(cond) = cond {
                walk(cond, &mut |_| parts += 1);
            }
            let depth = inner.iter().map(|(depth, _)| depth + 1).max().unwrap_or(0);
            let length = inner.iter().fold(parts, |sum, (_, length)| sum.saturating_add(*length));
            if depth > DEEPEST || length > LONGEST {
                return vec![report(label.span, &label.name)];
            }
            if let Some(measure) = measures.get_mut(node) {
                *measure = Some((depth, length));
                progress = true;
            }
        }
        if !progress {
            return Vec::new();
        }
    }
}

fn report(span: Span, name: &str) -> Diagnostic {
    let message = format!("`{name}` leads on through too many other definitions");
    Diagnostic::error(codes::DEFINED_TOO_DEEP, span, message)
        .why(format!(
            "at most {DEEPEST} may stand one behind the other, and {LONGEST} parts when all are written out"
        ))
        .help("Say some of them by facts directly.")
}
