//! Conditions of a rulebook as functions of what is open about one case.

use std::borrow::Cow;

use remit_model::id::{ConcernId, DefinitionId, FactId, Id, RuleId, SettingId, TermId};
use remit_model::rulebook::{Atom, Cond, CondKind, FactKind, IdSet, RaisedBy, Test, Value};
use remit_model::{Number, Rulebook};
use rustc_hash::FxHashMap;

use super::variables::{Variable, Variables};
use crate::algebra::{Algebra, Node};
use crate::case::Case;
use crate::classes::Class;
use crate::client::passes;

/// The client as they are, or without the concerns that this precaution is about (D7), or that
/// this lane covers.
pub type View = Option<RuleId>;

/// The lowest and highest number of a class; `None` if it has no numbers.
type Ends = Option<(Number, Number)>;

/// A case of which something is open, and the functions that are asked about it.
#[derive(Debug, Clone)]
pub struct World<'a, A: Algebra> {
    /// The rulebook.
    pub book: &'a Rulebook,
    /// The case.
    pub case: Cow<'a, Case>,
    /// What is open about it.
    pub variables: Variables,
    /// What makes functions.
    pub algebra: A,
    /// By term: whether it is present, closed under `implies`, in a set that has been asked for.
    present: Vec<A::Node>,
    /// By fact: whether it was asked for and taken.
    stands: FxHashMap<(FactId, View), A::Node>,
    definitions: FxHashMap<(DefinitionId, View), A::Node>,
    concerns: FxHashMap<(ConcernId, View), A::Node>,
}

impl<'a, A: Algebra> World<'a, A> {
    /// Reads a case: what is open about it are the variables.
    pub fn new(book: &'a Rulebook, case: Cow<'a, Case>, variables: Variables, algebra: A) -> Self {
        let mut world = Self {
            book,
            case,
            variables,
            algebra,
            present: vec![A::Node::NO; book.terms.len()],
            stands: FxHashMap::default(),
            definitions: FxHashMap::default(),
            concerns: FxHashMap::default(),
        };
        world.close();
        world
    }

    /// Finds out when each term is present, in its own right or implied (D3).
    fn close(&mut self) {
        let book = self.book;
        for fact in book.facts.ids() {
            match self.case.value(fact).cloned() {
                Some(Value::Set(members)) => {
                    members.iter().for_each(|member| self.bring(member, A::Node::YES));
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
            .map_or(A::Node::YES, |level| self.algebra.variable(level, |value| value == 0));
        for (level, group) in groups {
            let some = self.algebra.variable(level, |value| value == 1);
            let some = self.algebra.and(taken, some);
            for member in group {
                self.bring(member, some);
            }
        }
    }

    fn bring(&mut self, member: TermId, when: A::Node) {
        let implied = self.book.terms[member].implies.iter();
        for term in implied.chain(std::iter::once(member)) {
            if let Some(present) = self.present.get_mut(term.index()) {
                *present = self.algebra.or(*present, when);
            }
        }
    }

    /// The concerns that share a variable with others, or are brought by terms that do, and that no
    /// rule names.
    pub(crate) fn several_in_one(&self, named: &IdSet<TermId>) -> IdSet<ConcernId> {
        let mut several = IdSet::default();
        let alike = self.case.open().filter_map(|fact| match self.variables.of(fact) {
            Some(Variable::Members { groups, .. }) => Some(groups),
            _ => None,
        });
        for &term in
            alike.flatten().filter(|(_, group)| group.len() > 1).flat_map(|(_, group)| group)
        {
            let brings = self.book.terms[term].implies.iter().chain(std::iter::once(term));
            let open = |term: &TermId| self.present.get(term.index()) != Some(&A::Node::YES);
            let unnamed = brings.filter(|term| !named.contains(*term)).filter(open);
            unnamed
                .filter_map(|term| self.book.terms[term].concern)
                .for_each(|concern| several.insert(concern));
        }
        several
    }

    /// When a case is possible, as far as `impossible` says; the levels that put two facts in order
    /// are still open.
    pub fn possible(&mut self) -> A::Node {
        let book = self.book;
        let mut possible = A::Node::YES;
        for (first, second, level) in self.variables.orders.clone() {
            let consistent = self.consistent_order(first, second, level);
            possible = self.algebra.and(possible, consistent);
        }
        for impossible in &book.impossible {
            let not = self.condition(&impossible.when, None);
            possible = self.algebra.without(possible, not);
        }
        possible
    }

    /// Yes where some values of the two facts' classes stand in the order that the level says.
    fn consistent_order(&mut self, first: FactId, second: FactId, level: usize) -> A::Node {
        let below = self.algebra.variable(level, |value| value == 1);
        let mut consistent = A::Node::NO;
        for (first_is, first) in self.ends(first) {
            for (second_is, second) in self.ends(second) {
                let ways = match (first, second) {
                    (Some(first), Some(second)) => {
                        let may = A::Node::from(first.0 < second.1);
                        let need_not = A::Node::from(first.1 >= second.0);
                        let may = self.algebra.and(may, below);
                        let need_not = self.algebra.and(need_not, !below);
                        self.algebra.or(may, need_not)
                    }
                    _ => !below,
                };
                let both = self.algebra.all([first_is, second_is, ways]);
                consistent = self.algebra.or(consistent, both);
            }
        }
        consistent
    }

    /// The lowest and highest number of each class that a fact may be in, and when it is.
    fn ends(&mut self, fact: FactId) -> Vec<(A::Node, Ends)> {
        match (self.case.value(fact), self.variables.of(fact)) {
            (Some(Value::Number(number)), _) => vec![(A::Node::YES, Some((*number, *number)))],
            (None, Some(Variable::Classes { level, classes, .. })) => {
                let (level, classes) = (*level, classes.clone());
                let ends = classes.into_iter().enumerate().map(|(index, class)| {
                    let is = self.algebra.variable(level, |value| value == index);
                    match class {
                        Class::Numbers(low, high) => (is, Some((low, high))),
                        Class::NotTaken | Class::Option(_) => (is, None),
                    }
                });
                ends.collect()
            }
            _ => vec![(A::Node::YES, None)],
        }
    }

    /// When a setting has this value, or one within it (D5 c).
    pub fn within(&mut self, setting: SettingId, value: usize) -> A::Node {
        let book = self.book;
        let setting_of = &book.settings[setting];
        let is_within = |chosen: usize| {
            setting_of.values.get(chosen).is_some_and(|chosen| chosen.within.contains(&value))
        };
        if let Some((level, values)) = self.variables.of_setting(setting) {
            let accepts = |index: usize| values.get(index).is_some_and(|&value| is_within(value));
            return self.algebra.variable(level, accepts);
        }
        let chosen = self.case.settings.get(setting.index()).copied();
        is_within(chosen.unwrap_or(setting_of.usual)).into()
    }

    /// When a condition holds.
    pub fn condition(&mut self, cond: &Cond, view: View) -> A::Node {
        match &cond.kind {
            CondKind::Always => A::Node::YES,
            CondKind::Definition(definition) => self.definition(*definition, view),
            CondKind::Concern(concern) => self.concern(*concern, view),
            CondKind::Atom(atom) => self.atom(atom, view),
            CondKind::Not(inner) => !self.condition(inner, view),
            CondKind::All(parts) => {
                let parts = self.conditions(parts, view);
                self.algebra.all(parts)
            }
            CondKind::Any(parts) => {
                let parts = self.conditions(parts, view);
                self.algebra.any(parts)
            }
            CondKind::AtLeast(count, parts) => {
                let parts = self.conditions(parts, view);
                self.algebra.at_least(*count, &parts)
            }
            CondKind::InOrder(first, second) => self.in_order(*first, *second, view),
        }
    }

    fn conditions(&mut self, conds: &[Cond], view: View) -> Vec<A::Node> {
        conds.iter().map(|cond| self.condition(cond, view)).collect()
    }

    fn definition(&mut self, definition: DefinitionId, view: View) -> A::Node {
        if let Some(&known) = self.definitions.get(&(definition, view)) {
            return known;
        }
        let book = self.book;
        let holds = self.condition(&book.definitions[definition].when, view);
        self.definitions.insert((definition, view), holds);
        holds
    }

    /// When a concern is raised.
    pub fn concern(&mut self, concern: ConcernId, view: View) -> A::Node {
        if self.is_removed(concern, view) {
            return A::Node::NO;
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
        let Some(rule) = view.map(|rule| &self.book.rules[rule]) else { return false };
        let covered = rule.covers.as_ref().map(|covers| &covers.concerns);
        rule.about.as_ref().or(covered).is_some_and(|removed| removed.contains(concern))
    }

    fn present(&mut self, term: TermId, view: View) -> A::Node {
        let book = self.book;
        let (fact, concern) = (book.terms[term].fact, book.terms[term].concern);
        if concern.is_some_and(|concern| self.is_removed(concern, view)) {
            return A::Node::NO;
        }
        let stands = self.stands(fact, view);
        let present = self.present.get(term.index()).copied().unwrap_or(A::Node::NO);
        self.algebra.and(stands, present)
    }

    /// When a fact was asked for (D2) and taken.
    fn stands(&mut self, fact: FactId, view: View) -> A::Node {
        if let Some(&known) = self.stands.get(&(fact, view)) {
            return known;
        }
        // Should a fact be asked for depending on itself, it is not.
        self.stands.insert((fact, view), A::Node::NO);
        let taken = match (self.case.value(fact), self.variables.of(fact)) {
            (Some(Value::NotTaken), _) => self.filled(fact),
            (None, Some(Variable::Classes { level, classes, .. })) => {
                let taken = |value| !matches!(classes.get(value), Some(Class::NotTaken));
                self.algebra.variable(*level, taken)
            }
            (None, Some(Variable::Members { not_taken: Some(level), .. })) => {
                let taken = self.algebra.variable(*level, |value| value == 0);
                let filled = self.filled(fact);
                self.algebra.or(taken, filled)
            }
            _ => A::Node::YES,
        };
        let book = self.book;
        let asked = book.facts[fact].asked_when.as_ref();
        let asked = asked.map_or(A::Node::YES, |cond| self.condition(cond, view));
        let stands = self.algebra.and(taken, asked);
        self.stands.insert((fact, view), stands);
        stands
    }

    /// When a set has members: one that was not taken may, implied by those of another.
    fn filled(&mut self, fact: FactId) -> A::Node {
        let FactKind::Set { members, .. } = &self.book.facts[fact].kind else { return A::Node::NO };
        let present =
            |member: TermId| self.present.get(member.index()).copied().unwrap_or_default();
        let present: Vec<_> = members.iter().map(present).collect();
        self.algebra.any(present)
    }

    fn in_order(&mut self, first: FactId, second: FactId, view: View) -> A::Node {
        let same = |(a, b, _): &&(FactId, FactId, usize)| (*a, *b) == (first, second);
        let Some(&(_, _, level)) = self.variables.orders.iter().find(same) else {
            return A::Node::NO;
        };
        let below = self.algebra.variable(level, |value| value == 1);
        let stand = [self.stands(first, view), self.stands(second, view), below];
        self.algebra.all(stand)
    }

    fn atom(&mut self, atom: &Atom, view: View) -> A::Node {
        let holds = match &atom.test {
            Test::Includes(terms) => {
                let present: Vec<_> = terms.iter().map(|term| self.present(term, view)).collect();
                return self.algebra.any(present);
            }
            Test::IsEmpty => {
                let book = self.book;
                let FactKind::Set { members, .. } = &book.facts[atom.fact].kind else {
                    return A::Node::NO;
                };
                let present: Vec<_> = members.iter().map(|term| self.present(term, view)).collect();
                !self.algebra.any(present)
            }
            test => match (self.case.value(atom.fact), self.variables.of(atom.fact)) {
                (Some(value), _) => passes(test, value).into(),
                (None, Some(Variable::Classes { level, classes, .. })) => {
                    let accepts = |value: usize| {
                        classes.get(value).is_some_and(|class| passes(test, &class.value()))
                    };
                    self.algebra.variable(*level, accepts)
                }
                _ => A::Node::NO,
            },
        };
        let stands = self.stands(atom.fact, view);
        self.algebra.and(stands, holds)
    }
}
