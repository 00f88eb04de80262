//! What a rule looks at, so that what is told of a client can be told to have to do with it.

use remit_model::Rulebook;
use remit_model::id::{DefinitionId, FactId, NeedId, TermId};
use remit_model::rulebook::{Cond, CondKind, IdSet, Outcome, RaisedBy, Rule, Test, Until};

/// The facts and the members of sets that a rule looks at, definitions and concerns followed to
/// the end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reads {
    pub(crate) facts: IdSet<FactId>,
    pub(crate) terms: IdSet<TermId>,
    definitions: IdSet<DefinitionId>,
}

impl Reads {
    /// What a rule looks at in its condition, in what it is about, in its exceptions, and in what
    /// meets the needs that it names. What a lane covers is left out: the widest would look at
    /// everything.
    pub(crate) fn of(book: &Rulebook, rule: &Rule) -> Self {
        let mut reads = Self::default();
        reads.cond(book, &rule.when);
        for concern in rule.about.iter().flat_map(IdSet::iter) {
            reads.raised(book, &book.concerns[concern].raised_by);
        }
        for exception in &rule.exceptions {
            reads.cond(book, &exception.when);
        }
        for need in needs_of(rule) {
            reads.cond(book, &book.needs[need].met_when);
        }
        reads
    }

    /// What a condition looks at.
    pub(crate) fn of_cond(book: &Rulebook, cond: &Cond) -> Self {
        let mut reads = Self::default();
        reads.cond(book, cond);
        reads
    }

    fn raised(&mut self, book: &Rulebook, raised_by: &RaisedBy) {
        match raised_by {
            RaisedBy::Term(term) => {
                self.terms.insert(*term);
                self.facts.insert(book.terms[*term].fact);
            }
            RaisedBy::Condition(when) => self.cond(book, when),
        }
    }

    fn cond(&mut self, book: &Rulebook, cond: &Cond) {
        match &cond.kind {
            CondKind::Atom(atom) => {
                self.facts.insert(atom.fact);
                if let Test::Includes(terms) = &atom.test {
                    self.terms.extend(terms);
                }
            }
            CondKind::Concern(id) => self.raised(book, &book.concerns[*id].raised_by),
            CondKind::Definition(id) => {
                if !self.definitions.contains(*id) {
                    self.definitions.insert(*id);
                    self.cond(book, &book.definitions[*id].when);
                }
            }
            CondKind::Not(inner) => self.cond(book, inner),
            CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
                for part in parts {
                    self.cond(book, part);
                }
            }
            CondKind::InOrder(low, high) => {
                self.facts.insert(*low);
                self.facts.insert(*high);
            }
            CondKind::Always => {}
        }
    }
}

/// The needs that a rule names.
pub(crate) fn needs_of(rule: &Rule) -> Vec<NeedId> {
    let outcomes = std::iter::once(&rule.outcome)
        .chain(rule.exceptions.iter().map(|exception| &exception.outcome));
    let named = outcomes.flat_map(|outcome| match outcome {
        Outcome::Take { needs, .. } => needs.clone(),
        Outcome::UpTo { until: Some(Until::Need(need)), .. } => vec![*need],
        _ => Vec::new(),
    });
    named.collect()
}
