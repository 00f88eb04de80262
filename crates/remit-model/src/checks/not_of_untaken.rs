//! `not` turns "taken, and so" into "not so, or not taken". Where that lets a client through, because
//! nobody measured, it is a trap; where it holds back, it is caution, and nothing is said.

use std::collections::HashSet;

use remit_source::{Diagnostic, Span};

use super::Known;
use crate::codes;
use crate::id::{DefinitionId, FactId, Id};
use crate::rulebook::{Cond, CondKind, FactKind, Outcome, Rulebook, Test};

pub(super) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    let book = known.book;
    if !book.facts.values().any(|fact| fact.may_be_not_taken) {
        return Vec::new();
    }
    let mut search =
        Search { book, said: HashSet::new(), found: Vec::new(), followed: HashSet::new() };
    for cond in letting_through(known) {
        search.followed.clear();
        search.look(cond, None, &mut Vec::new());
    }
    search.found
}

/// The conditions that let a client through: those of lanes that take, of needs that are met, and of
/// exceptions that hold back less than their rule.
fn letting_through<'k>(known: &Known<'k>) -> Vec<&'k Cond> {
    let book = known.book;
    let mut all: Vec<&Cond> = book.needs.values().map(|need| &need.met_when).collect();
    for rule in book.rules.values() {
        if rule.takes() {
            all.push(&rule.when);
        }
        let looser = rule
            .exceptions
            .iter()
            .filter(|exception| rank(&exception.outcome) < rank(&rule.outcome));
        all.extend(looser.map(|exception| &exception.when));
    }
    all
}

/// How much an outcome holds back (D6).
fn rank(outcome: &Outcome) -> (u8, usize) {
    match outcome {
        Outcome::DoesNotApply | Outcome::Recommend { .. } => (0, 0),
        Outcome::Take { .. } => (1, 0),
        Outcome::GoAhead { .. } => (2, 0),
        Outcome::UpTo { ceiling, .. } => (2, ceiling.index()),
        Outcome::Refer { urgency, .. } => (3, urgency.index()),
        Outcome::Stop { urgency, .. } => (4, urgency.index()),
    }
}

struct Search<'k> {
    book: &'k Rulebook,
    said: HashSet<(Span, FactId)>,
    found: Vec<Diagnostic>,
    /// The definitions that were followed, and from which `not`.
    followed: HashSet<(Option<Span>, DefinitionId)>,
}

impl<'k> Search<'k> {
    /// Looks through a condition. `under` is the `not` that it stands under, if any; `settled` are
    /// the facts of which a condition beside it says whether they were taken.
    fn look(&mut self, cond: &'k Cond, under: Option<Span>, settled: &mut Vec<FactId>) {
        match &cond.kind {
            CondKind::Atom(atom) => {
                if let Some(span) = under
                    && self.book.facts[atom.fact].may_be_not_taken
                    && !settled.contains(&atom.fact)
                    && !asks_whether_taken(self.book, atom.fact, &atom.test)
                    && self.said.insert((span, atom.fact))
                {
                    let finding = self.report(span, atom.fact);
                    self.found.push(finding);
                }
            }
            CondKind::Not(inner) => {
                let under = if under.is_some() { None } else { Some(cond.span) };
                self.look(inner, under, settled);
            }
            CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
                let before = settled.len();
                let all = matches!(cond.kind, CondKind::All(_)) && under.is_none();
                for part in parts {
                    match &part.kind {
                        CondKind::Atom(atom) if all => settled.push(atom.fact),
                        CondKind::Not(inner) => settled.extend(self.only_whether_taken(inner)),
                        _ => {}
                    }
                }
                for part in parts {
                    self.look(part, under, settled);
                }
                settled.truncate(before);
            }
            CondKind::Definition(id) => {
                if let Some(definition) = self.book.definitions.get(*id)
                    && self.followed.insert((under, *id))
                {
                    self.look(&definition.when, under, settled);
                }
            }
            CondKind::Always | CondKind::Concern(_) | CondKind::InOrder(..) => {}
        }
    }

    /// The facts of a condition that asks nothing but whether they were taken.
    fn only_whether_taken(&self, cond: &Cond) -> Vec<FactId> {
        match &cond.kind {
            CondKind::Atom(atom) if asks_whether_taken(self.book, atom.fact, &atom.test) => {
                vec![atom.fact]
            }
            CondKind::All(parts) | CondKind::Any(parts) => {
                let facts: Vec<_> =
                    parts.iter().map(|part| self.only_whether_taken(part)).collect();
                if facts.iter().any(Vec::is_empty) { Vec::new() } else { facts.concat() }
            }
            CondKind::Definition(id) => self
                .book
                .definitions
                .get(*id)
                .map(|definition| self.only_whether_taken(&definition.when))
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    fn report(&self, span: Span, fact: FactId) -> Diagnostic {
        let declared = &self.book.facts[fact];
        let name = &declared.label.name;
        Diagnostic::warning(codes::NOT_OF_UNTAKEN, span, format!("this also holds where `{name}` was not taken"))
            .also(declared.label.span, "may be not taken, as declared here")
            .why("a comparison is false of what was not taken, so `not` makes it true, and lets the client through")
            .help(format!(
                "Say the contrary with a comparison of its own, such as `{name} below …` or `is not`; if it is meant so, add `or {name} is not-taken`."
            ))
    }
}

/// Whether a test holds of every value, and so asks only whether there is one.
fn asks_whether_taken(book: &Rulebook, fact: FactId, test: &Test) -> bool {
    match (&book.facts[fact].kind, test) {
        (FactKind::Number { low, high, .. }, Test::Range(range)) => {
            let from =
                range.low.is_none_or(|(bound, included)| bound < *low || included && bound == *low);
            let to = range
                .high
                .is_none_or(|(bound, included)| bound > *high || included && bound == *high);
            from && to
        }
        (FactKind::Choice { options, .. }, Test::Options(set)) => {
            set.count_ones(..) == options.len()
        }
        _ => false,
    }
}
