//! What conditions look at.

use std::collections::HashSet;
use std::fmt::Write;

use crate::Rulebook;
use crate::id::{ConcernId, DefinitionId, FactId, Id, TermId};
use crate::rulebook::{Atom, Cond, CondKind, IdSet, RaisedBy, Rule, Test};

/// Goes through a condition and all its parts, from the outside in.
pub fn walk<'c>(cond: &'c Cond, visit: &mut impl FnMut(&'c Cond)) {
    visit(cond);
    match &cond.kind {
        CondKind::Not(inner) => walk(inner, visit),
        CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
            for part in parts {
                walk(part, visit);
            }
        }
        CondKind::Always
        | CondKind::Definition(_)
        | CondKind::Concern(_)
        | CondKind::Atom(_)
        | CondKind::InOrder(..) => {}
    }
}

/// What a condition looks at, definitions and concerns followed to the end.
#[derive(Debug, Default)]
pub struct Reads<'b> {
    /// All facts.
    pub facts: IdSet<FactId>,
    /// All terms that are looked for.
    pub terms: IdSet<TermId>,
    /// The terms that are looked for by the concern that they raise.
    pub raised: IdSet<TermId>,
    /// All comparisons with constants.
    pub atoms: Vec<&'b Atom>,
    definitions: HashSet<DefinitionId>,
    concerns: HashSet<ConcernId>,
}

impl<'b> Reads<'b> {
    /// What a condition looks at.
    #[must_use]
    pub fn of(book: &'b Rulebook, cond: &'b Cond) -> Self {
        let mut reads = Self::default();
        reads.add(book, cond);
        reads
    }

    /// What a rule looks at, in its conditions and those of its exceptions.
    #[must_use]
    pub fn of_rule(book: &'b Rulebook, rule: &'b Rule) -> Self {
        let mut reads = Self::default();
        reads.add(book, &rule.when);
        for exception in &rule.exceptions {
            reads.add(book, &exception.when);
        }
        reads
    }

    /// Adds what another condition looks at.
    pub fn add(&mut self, book: &'b Rulebook, cond: &'b Cond) {
        let mut open = vec![cond];
        while let Some(cond) = open.pop() {
            walk(cond, &mut |part| self.look(book, part, &mut open));
        }
    }

    fn look(&mut self, book: &'b Rulebook, part: &'b Cond, open: &mut Vec<&'b Cond>) {
        match &part.kind {
            CondKind::Definition(id) => {
                if self.definitions.insert(*id) {
                    open.extend(book.definitions.get(*id).map(|definition| &definition.when));
                }
            }
            CondKind::Concern(id) => {
                if !self.concerns.insert(*id) {
                    return;
                }
                match book.concerns.get(*id).map(|concern| &concern.raised_by) {
                    Some(RaisedBy::Condition(cond)) => open.push(cond),
                    Some(RaisedBy::Term(term)) => {
                        self.terms.insert(*term);
                        self.raised.insert(*term);
                        self.facts.insert(book.terms[*term].fact);
                    }
                    None => {}
                }
            }
            CondKind::Atom(atom) => {
                self.facts.insert(atom.fact);
                if let Test::Includes(terms) = &atom.test {
                    self.terms.extend(terms);
                }
                self.atoms.push(atom);
            }
            CondKind::InOrder(low, high) => {
                self.facts.insert(*low);
                self.facts.insert(*high);
            }
            CondKind::Always
            | CondKind::Not(_)
            | CondKind::All(_)
            | CondKind::Any(_)
            | CondKind::AtLeast(..) => {}
        }
    }
}

/// What a condition says, without places: two that say the same, word for word, have the same key.
#[must_use]
pub fn key(cond: &Cond) -> String {
    let mut text = String::new();
    write_key(cond, &mut text);
    text
}

fn write_key(cond: &Cond, text: &mut String) {
    let parts: &[Cond] = match &cond.kind {
        CondKind::Always => {
            text.push_str("always");
            &[]
        }
        CondKind::Definition(id) => {
            let _ = write!(text, "d{}", id.index());
            &[]
        }
        CondKind::Concern(id) => {
            let _ = write!(text, "c{}", id.index());
            &[]
        }
        CondKind::Atom(atom) => {
            let _ = write!(text, "f{}{:?}", atom.fact.index(), atom.test);
            &[]
        }
        CondKind::InOrder(low, high) => {
            let _ = write!(text, "o{}<{}", low.index(), high.index());
            &[]
        }
        CondKind::Not(inner) => {
            text.push_str("not");
            std::slice::from_ref(inner)
        }
        CondKind::All(parts) => {
            text.push_str("all");
            parts
        }
        CondKind::Any(parts) => {
            text.push_str("any");
            parts
        }
        CondKind::AtLeast(count, parts) => {
            let _ = write!(text, "{count}of");
            parts
        }
    };
    text.push('(');
    for part in parts {
        write_key(part, text);
        text.push(',');
    }
    text.push(')');
}
