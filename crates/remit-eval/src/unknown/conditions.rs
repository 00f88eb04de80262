//! Conditions of a rulebook as decision diagrams over what is open about one case.

use std::collections::HashMap;

use remit_model::id::{ConcernId, DefinitionId, FactId, Id, RuleId, TermId};
use remit_model::rulebook::{Atom, Cond, CondKind, FactKind, IdSet, RaisedBy, Test, Value};
use remit_model::{Number, Rulebook};

use super::arrange::Arrangement;
use super::variables::{Variable, Variables};
use crate::case::Case;
use crate::classes::{Class, Classes};
use crate::client::passes;
use crate::diagram::{Diagram, Diagrams};

/// The client as they are, or without the concerns that this precaution is about (D7).
pub(super) type View = Option<RuleId>;

/// A case, and the diagrams of all that is asked about it.
pub(super) struct World<'a> {
    pub(super) book: &'a Rulebook,
    pub(super) case: &'a Case,
    pub(super) variables: Variables,
    pub(super) diagrams: Diagrams,
    /// The terms that the rulebook names.
    named: &'a IdSet<TermId>,
    /// By term: whether it is present, closed under `implies`, in a set that has been asked for.
    present: Vec<Diagram>,
    /// By fact: whether it was asked for and taken.
    stands: HashMap<(FactId, View), Diagram>,
    definitions: HashMap<(DefinitionId, View), Diagram>,
    concerns: HashMap<(ConcernId, View), Diagram>,
}

impl<'a> World<'a> {
    pub(super) fn new(
        book: &'a Rulebook,
        case: &'a Case,
        classes: &'a Classes,
        (arrangement, most_steps): (Arrangement, usize),
    ) -> Self {
        let variables = Variables::new(book, case, classes, arrangement);
        let diagrams = Diagrams::new(variables.widths.clone(), most_steps);
        let mut world = Self {
            book,
            case,
            variables,
            diagrams,
            named: classes.named(),
            present: vec![Diagram::NO; book.terms.len()],
            stands: HashMap::new(),
            definitions: HashMap::new(),
            concerns: HashMap::new(),
        };
        world.close();
        world
    }

    /// Finds out when each term is present, in its own right or implied (D3).
    fn close(&mut self) {
        let book = self.book;
        for fact in book.facts.ids() {
            match self.case.value(fact) {
                Some(Value::Set(members)) => {
                    members.iter().for_each(|member| self.bring(member, Diagram::YES));
                }
                Some(_) => {}
                None => self.bring_unknown(fact),
            }
        }
    }

    fn bring_unknown(&mut self, fact: FactId) {
        let Some(Variable::Members { not_taken, groups }) = self.variables.of(fact) else {
            return;
        };
        let (not_taken, groups) = (*not_taken, groups.clone());
        let taken = not_taken
            .map_or(Diagram::YES, |level| self.diagrams.variable(level, |value| value == 0));
        for (level, group) in groups {
            let some = self.diagrams.variable(level, |value| value == 1);
            let some = self.diagrams.and(taken, some);
            for member in group {
                self.bring(member, some);
            }
        }
    }

    fn bring(&mut self, member: TermId, when: Diagram) {
        let implied = self.book.terms[member].implies.iter();
        for term in implied.chain(std::iter::once(member)) {
            if let Some(present) = self.present.get_mut(term.index()) {
                *present = self.diagrams.or(*present, when);
            }
        }
    }

    /// The concerns that share a variable with others, or are brought by terms that do, and that no
    /// rule names.
    pub(super) fn several_in_one(&self) -> IdSet<ConcernId> {
        let mut several = IdSet::default();
        let alike = self.case.open().filter_map(|fact| match self.variables.of(fact) {
            Some(Variable::Members { groups, .. }) => Some(groups),
            _ => None,
        });
        for &term in
            alike.flatten().filter(|(_, group)| group.len() > 1).flat_map(|(_, group)| group)
        {
            let brings = self.book.terms[term].implies.iter().chain(std::iter::once(term));
            let open = |term: &TermId| self.present.get(term.index()) != Some(&Diagram::YES);
            let unnamed = brings.filter(|term| !self.named.contains(*term)).filter(open);
            unnamed
                .filter_map(|term| self.book.terms[term].concern)
                .for_each(|concern| several.insert(concern));
        }
        several
    }

    /// When a case is possible, as far as `impossible` says; the levels that put two facts in order
    /// are still open.
    pub(super) fn possible(&mut self) -> Diagram {
        let book = self.book;
        let mut possible = Diagram::YES;
        for (first, second, level) in self.variables.orders.clone() {
            let consistent = self.consistent_order(first, second, level);
            possible = self.diagrams.and(possible, consistent);
        }
        for impossible in &book.impossible {
            let not = self.condition(&impossible.when, None);
            possible = self.diagrams.without(possible, not);
        }
        possible
    }

    /// Yes where some values of the two facts' classes stand in the order that the level says.
    fn consistent_order(&mut self, first: FactId, second: FactId, level: usize) -> Diagram {
        let below = self.diagrams.variable(level, |value| value == 1);
        let mut consistent = Diagram::NO;
        for (first_is, first) in self.ends(first) {
            for (second_is, second) in self.ends(second) {
                let ways = match (first, second) {
                    (Some(first), Some(second)) => {
                        let may = Diagram::from(first.0 < second.1);
                        let need_not = Diagram::from(first.1 >= second.0);
                        let may = self.diagrams.and(may, below);
                        let need_not = self.diagrams.and(need_not, !below);
                        self.diagrams.or(may, need_not)
                    }
                    _ => !below,
                };
                let both = self.diagrams.all([first_is, second_is, ways]);
                consistent = self.diagrams.or(consistent, both);
            }
        }
        consistent
    }

    /// The lowest and highest number of each class that a fact may be in, and when it is.
    fn ends(&mut self, fact: FactId) -> Vec<(Diagram, Option<(Number, Number)>)> {
        match (self.case.value(fact), self.variables.of(fact)) {
            (Some(Value::Number(number)), _) => vec![(Diagram::YES, Some((*number, *number)))],
            (None, Some(Variable::Classes { level, classes, .. })) => {
                let (level, classes) = (*level, classes.clone());
                let ends = classes.into_iter().enumerate().map(|(index, class)| {
                    let is = self.diagrams.variable(level, |value| value == index);
                    match class {
                        Class::Numbers(low, high) => (is, Some((low, high))),
                        Class::NotTaken | Class::Option(_) => (is, None),
                    }
                });
                ends.collect()
            }
            _ => vec![(Diagram::YES, None)],
        }
    }

    /// When a condition holds.
    pub(super) fn condition(&mut self, cond: &Cond, view: View) -> Diagram {
        match &cond.kind {
            CondKind::Always => Diagram::YES,
            CondKind::Definition(definition) => self.definition(*definition, view),
            CondKind::Concern(concern) => self.concern(*concern, view),
            CondKind::Atom(atom) => self.atom(atom, view),
            CondKind::Not(inner) => !self.condition(inner, view),
            CondKind::All(parts) => {
                let parts = self.conditions(parts, view);
                self.diagrams.all(parts)
            }
            CondKind::Any(parts) => {
                let parts = self.conditions(parts, view);
                self.diagrams.any(parts)
            }
            CondKind::AtLeast(count, parts) => {
                let parts = self.conditions(parts, view);
                self.diagrams.at_least(*count, &parts)
            }
            CondKind::InOrder(first, second) => self.in_order(*first, *second, view),
        }
    }

    fn conditions(&mut self, conds: &[Cond], view: View) -> Vec<Diagram> {
        conds.iter().map(|cond| self.condition(cond, view)).collect()
    }

    fn definition(&mut self, definition: DefinitionId, view: View) -> Diagram {
        if let Some(&known) = self.definitions.get(&(definition, view)) {
            return known;
        }
        let book = self.book;
        let holds = self.condition(&book.definitions[definition].when, view);
        self.definitions.insert((definition, view), holds);
        holds
    }

    /// When a concern is raised.
    pub(super) fn concern(&mut self, concern: ConcernId, view: View) -> Diagram {
        if self.is_removed(concern, view) {
            return Diagram::NO;
        }
        if let Some(&known) = self.concerns.get(&(concern, view)) {
            return known;
        }
        let book = self.book;
        let raised = match &book.concerns[concern].raised_by {
            RaisedBy::Term(term) => self.present(*term, view),
            RaisedBy::Condition(cond) => self.condition(cond, view),
        };
        self.concerns.insert((concern, view), raised);
        raised
    }

    fn is_removed(&self, concern: ConcernId, view: View) -> bool {
        let about = view.and_then(|rule| self.book.rules[rule].about.as_ref());
        about.is_some_and(|about| about.contains(concern))
    }

    fn present(&mut self, term: TermId, view: View) -> Diagram {
        let book = self.book;
        let (fact, concern) = (book.terms[term].fact, book.terms[term].concern);
        if concern.is_some_and(|concern| self.is_removed(concern, view)) {
            return Diagram::NO;
        }
        let stands = self.stands(fact, view);
        let present = self.present.get(term.index()).copied().unwrap_or(Diagram::NO);
        self.diagrams.and(stands, present)
    }

    /// When a fact was asked for (D2) and taken.
    fn stands(&mut self, fact: FactId, view: View) -> Diagram {
        if let Some(&known) = self.stands.get(&(fact, view)) {
            return known;
        }
        // Should a fact be asked for depending on itself, it is not.
        self.stands.insert((fact, view), Diagram::NO);
        let taken = match (self.case.value(fact), self.variables.of(fact)) {
            (Some(Value::NotTaken), _) => self.filled(fact),
            (None, Some(Variable::Classes { level, classes, .. })) => {
                let taken = |value| !matches!(classes.get(value), Some(Class::NotTaken));
                self.diagrams.variable(*level, taken)
            }
            (None, Some(Variable::Members { not_taken: Some(level), .. })) => {
                let taken = self.diagrams.variable(*level, |value| value == 0);
                let filled = self.filled(fact);
                self.diagrams.or(taken, filled)
            }
            _ => Diagram::YES,
        };
        let book = self.book;
        let asked = book.facts[fact].asked_when.as_ref();
        let asked = asked.map_or(Diagram::YES, |cond| self.condition(cond, view));
        let stands = self.diagrams.and(taken, asked);
        self.stands.insert((fact, view), stands);
        stands
    }

    /// When a set has members: one that was not taken may, implied by those of another.
    fn filled(&mut self, fact: FactId) -> Diagram {
        let FactKind::Set { members, .. } = &self.book.facts[fact].kind else { return Diagram::NO };
        let present =
            |member: TermId| self.present.get(member.index()).copied().unwrap_or_default();
        let present: Vec<_> = members.iter().map(present).collect();
        self.diagrams.any(present)
    }

    fn in_order(&mut self, first: FactId, second: FactId, view: View) -> Diagram {
        let same = |(a, b, _): &&(FactId, FactId, usize)| (*a, *b) == (first, second);
        let Some(&(_, _, level)) = self.variables.orders.iter().find(same) else {
            return Diagram::NO;
        };
        let below = self.diagrams.variable(level, |value| value == 1);
        let stand = [self.stands(first, view), self.stands(second, view), below];
        self.diagrams.all(stand)
    }

    fn atom(&mut self, atom: &Atom, view: View) -> Diagram {
        let holds = match &atom.test {
            Test::Includes(terms) => {
                let present: Vec<_> = terms.iter().map(|term| self.present(term, view)).collect();
                return self.diagrams.any(present);
            }
            Test::IsEmpty => {
                let book = self.book;
                let FactKind::Set { members, .. } = &book.facts[atom.fact].kind else {
                    return Diagram::NO;
                };
                let present: Vec<_> = members.iter().map(|term| self.present(term, view)).collect();
                !self.diagrams.any(present)
            }
            test => match (self.case.value(atom.fact), self.variables.of(atom.fact)) {
                (Some(value), _) => passes(test, value).into(),
                (None, Some(Variable::Classes { level, classes, .. })) => {
                    let accepts = |value: usize| {
                        classes.get(value).is_some_and(|class| passes(test, &class.value()))
                    };
                    self.diagrams.variable(*level, accepts)
                }
                _ => Diagram::NO,
            },
        };
        let stands = self.stands(atom.fact, view);
        self.diagrams.and(stands, holds)
    }
}
