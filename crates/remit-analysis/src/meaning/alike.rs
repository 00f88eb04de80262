//! Members of sets that a rulebook does not tell apart.
//!
//! Most conditions that a vocabulary knows are only ever named together with others: covered by the
//! same lanes, in the same groups. What is true of a client with one of them is true of the same
//! client with the other in its place, so that it is enough to ask about one.

use std::collections::BTreeSet;

use remit_model::Rulebook;
use remit_model::id::{ConcernId, Id, TermId};
use remit_model::reads::walk;
use remit_model::rulebook::{Cond, CondKind, IdSet, RaisedBy, Test};

/// The terms that raise a concern; of those that can take each other's place in everything that is
/// decided, the first. That is so of members of one fact that are named at the same places, bring
/// the same others, and that nothing else brings.
pub(super) fn distinct(book: &Rulebook) -> Vec<TermId> {
    let named = Naming::of(book);
    let brought: IdSet<TermId> = book
        .terms
        .iter()
        .flat_map(|(id, term)| term.implies.iter().filter(move |other| *other != id))
        .collect();
    let mut seen = BTreeSet::new();
    let raising = book.terms.iter().filter(|(_, term)| term.concern.is_some());
    raising
        .filter(|(id, term)| {
            brought.contains(*id) || seen.insert((term.fact, named.get(id.index())))
        })
        .map(|(id, _)| id)
        .collect()
}

/// By term: where it is named, the places being numbered as they are come by.
struct Naming<'b> {
    book: &'b Rulebook,
    places: usize,
    named: Vec<BTreeSet<usize>>,
}

impl<'b> Naming<'b> {
    fn of(book: &'b Rulebook) -> Vec<BTreeSet<usize>> {
        let mut naming = Self { book, places: 0, named: vec![BTreeSet::new(); book.terms.len()] };
        for rule in book.rules.values() {
            naming.cond(&rule.when);
            rule.exceptions.iter().for_each(|exception| naming.cond(&exception.when));
            let covered = rule.covers.as_ref().map(|covers| &covers.concerns);
            for concerns in covered.into_iter().chain(&rule.about) {
                naming.place(concerns.iter().filter_map(|concern| raising(book, concern)));
            }
        }
        for concern in book.concerns.values() {
            if let RaisedBy::Condition(when) = &concern.raised_by {
                naming.cond(when);
            }
        }
        let asked = book.facts.values().filter_map(|fact| fact.asked_when.as_ref());
        let defined = book.definitions.values().map(|definition| &definition.when);
        let met = book.needs.values().map(|need| &need.met_when);
        let ruled_out = book.impossible.iter().map(|impossible| &impossible.when);
        asked.chain(defined).chain(met).chain(ruled_out).for_each(|cond| naming.cond(cond));
        // What brings another is named by what it brings.
        for brought in book.terms.ids() {
            let brings = book.terms.iter().filter(|(id, _)| *id != brought);
            let brings = brings.filter(|(_, term)| term.implies.contains(brought));
            naming.place(brings.map(|(id, _)| id));
        }
        naming.named
    }

    fn place(&mut self, terms: impl Iterator<Item = TermId>) {
        for term in terms {
            if let Some(named) = self.named.get_mut(term.index()) {
                named.insert(self.places);
            }
        }
        self.places += 1;
    }

    fn cond(&mut self, cond: &Cond) {
        let book = self.book;
        walk(cond, &mut |part| match &part.kind {
            CondKind::Atom(atom) => {
                if let Test::Includes(terms) = &atom.test {
                    self.place(terms.iter());
                }
            }
            CondKind::Concern(id) => self.place(raising(book, *id).into_iter()),
            _ => {}
        });
    }
}

/// The term that raises a concern, if one does.
fn raising(book: &Rulebook, concern: ConcernId) -> Option<TermId> {
    match book.concerns[concern].raised_by {
        RaisedBy::Term(term) => Some(term),
        RaisedBy::Condition(_) => None,
    }
}
