//! `not` turns "taken, and so" into "not so, or not taken".

use std::collections::HashSet;

use remit_source::{Diagnostic, Span};

use super::Known;
use crate::codes;
use crate::id::{DefinitionId, FactId};
use crate::rulebook::{Cond, CondKind, Fact, FactKind, RaisedBy, Test};

pub(super) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    let book = known.book;
    if !book.facts.values().any(|fact| fact.may_be_not_taken) {
        return Vec::new();
    }
    let mut search =
        Search { known, said: HashSet::new(), found: Vec::new(), followed: HashSet::new() };
    for cond in conditions(known) {
        search.look(cond, None, &mut Vec::new());
    }
    search.found
}

/// All conditions by which something is decided.
fn conditions<'k>(known: &Known<'k>) -> Vec<&'k Cond> {
    let book = known.book;
    let mut all: Vec<&Cond> = Vec::new();
    all.extend(book.facts.values().filter_map(|fact| fact.asked_when.as_ref()));
    all.extend(book.concerns.values().filter_map(|concern| match &concern.raised_by {
        RaisedBy::Condition(cond) => Some(cond),
        RaisedBy::Term(_) => None,
    }));
    all.extend(book.needs.values().map(|need| &need.met_when));
    all.extend(book.definitions.values().map(|definition| &definition.when));
    all.extend(book.stages.values().map(|stage| &stage.when));
    for rule in book.rules.values() {
        all.push(&rule.when);
        all.extend(rule.exceptions.iter().map(|exception| &exception.when));
    }
    all
}

struct Search<'s, 'k> {
    known: &'s Known<'k>,
    said: HashSet<(Span, FactId)>,
    found: Vec<Diagnostic>,
    /// The definitions that were followed from a `not`.
    followed: HashSet<(Span, DefinitionId)>,
}

impl<'k> Search<'_, 'k> {
    /// Looks through a condition. `under` is the `not` that it stands under, if any; `taken` are the
    /// facts that a condition beside it already wants taken.
    fn look(&mut self, cond: &'k Cond, under: Option<Span>, taken: &mut Vec<FactId>) {
        match &cond.kind {
            CondKind::Atom(atom) => {
                if let Some(span) = under
                    && self.known.book.facts[atom.fact].may_be_not_taken
                    && !asks_if_taken(&self.known.book.facts[atom.fact], &atom.test)
                    && !taken.contains(&atom.fact)
                    && self.said.insert((span, atom.fact))
                {
                    let finding = self.report(span, atom.fact);
                    self.found.push(finding);
                }
            }
            CondKind::Not(inner) => {
                let under = if under.is_some() { None } else { Some(cond.span) };
                self.look(inner, under, taken);
            }
            CondKind::All(parts) => {
                let before = taken.len();
                if under.is_none() {
                    taken.extend(parts.iter().filter_map(fact_of));
                }
                parts.iter().for_each(|part| self.look(part, under, taken));
                taken.truncate(before);
            }
            CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
                parts.iter().for_each(|part| self.look(part, under, taken));
            }
            CondKind::Definition(id) => {
                // What a definition says by itself is found where it stands; here only what a `not`
                // before its name makes of it.
                // A `not` in the definition turns it back.
                if let Some(span) = under
                    && let Some(definition) = self.known.book.definitions.get(*id)
                    && !matches!(definition.when.kind, CondKind::Not(_))
                    && self.followed.insert((span, *id))
                {
                    self.look(&definition.when, under, taken);
                }
            }
            CondKind::Always | CondKind::Concern(_) | CondKind::InOrder(..) => {}
        }
    }

    fn report(&self, span: Span, fact: FactId) -> Diagnostic {
        let label = &self.known.book.facts[fact].label;
        let name = &label.name;
        Diagnostic::warning(codes::NOT_OF_UNTAKEN, span, format!("this also holds where `{name}` was not taken"))
            .also(label.span, "may be not taken, as declared here")
            .why("a comparison is false of what was not taken, so `not` makes it true")
            .help(format!(
                "Say the contrary with a comparison of its own, such as `{name} below …` or `is not`; or add `and {name} …`, which wants it taken."
            ))
    }
}

/// Whether a comparison holds of every value, and so asks only whether there is one.
fn asks_if_taken(fact: &Fact, test: &Test) -> bool {
    match (test, &fact.kind) {
        (Test::Range(range), _) => range.low.is_none() && range.high.is_none(),
        (Test::Options(chosen), FactKind::Choice { options, .. }) => {
            chosen.count_ones(..) == options.len()
        }
        _ => false,
    }
}

/// The fact that a comparison wants taken.
fn fact_of(cond: &Cond) -> Option<FactId> {
    if let CondKind::Atom(atom) = &cond.kind { Some(atom.fact) } else { None }
}
