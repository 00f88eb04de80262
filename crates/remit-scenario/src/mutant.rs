//! Rulebooks that differ from the real one in one point: what somebody believes who is wrong about
//! one thing.

use remit_eval::{Completion, Core, Judge};
use remit_model::Rulebook;
use remit_model::id::{ConcernId, DefinitionId, NeedId, RoleId, RuleId, ServiceId};
use remit_model::rulebook::{Cond, CondKind, Outcome, RaisedBy, Rule};

/// One point in which somebody is wrong about a rulebook.
#[derive(Debug, Clone)]
pub enum Mutation {
    /// There is no such rule.
    Drop(RuleId),
    /// A rule has no such exception.
    IgnoreException(RuleId, usize),
    /// A rule says this.
    Say(RuleId, Outcome),
    /// A lane covers this too.
    Widen(RuleId, ConcernId),
    /// A part of a condition is another one.
    Replace(Place, Vec<usize>, CondKind),
    /// The practitioner is another one.
    As(RoleId),
}

/// Where a condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// `when` of a rule.
    Rule(RuleId),
    /// An exception of a rule.
    Exception(RuleId, usize),
    /// A definition.
    Definition(DefinitionId),
    /// A concern that is raised by a condition.
    Concern(ConcernId),
    /// When a need is met.
    Need(NeedId),
}

impl Place {
    /// The condition that stands there.
    #[must_use]
    pub fn cond(self, book: &Rulebook) -> Option<&Cond> {
        match self {
            Self::Rule(id) => Some(&book.rules[id].when),
            Self::Exception(id, at) => {
                book.rules[id].exceptions.get(at).map(|exception| &exception.when)
            }
            Self::Definition(id) => Some(&book.definitions[id].when),
            Self::Concern(id) => match &book.concerns[id].raised_by {
                RaisedBy::Condition(cond) => Some(cond),
                RaisedBy::Term(_) => None,
            },
            Self::Need(id) => Some(&book.needs[id].met_when),
        }
    }

    fn cond_mut(self, book: &mut Rulebook) -> Option<&mut Cond> {
        match self {
            Self::Rule(id) => Some(&mut book.rules[id].when),
            Self::Exception(id, at) => {
                book.rules[id].exceptions.get_mut(at).map(|exception| &mut exception.when)
            }
            Self::Definition(id) => Some(&mut book.definitions[id].when),
            Self::Concern(id) => match &mut book.concerns[id].raised_by {
                RaisedBy::Condition(cond) => Some(cond),
                RaisedBy::Term(_) => None,
            },
            Self::Need(id) => Some(&mut book.needs[id].met_when),
        }
    }
}

/// The part of a condition at a path: the index of the part at each level.
#[must_use]
pub fn part<'c>(cond: &'c Cond, path: &[usize]) -> Option<&'c Cond> {
    let Some((&first, rest)) = path.split_first() else { return Some(cond) };
    match &cond.kind {
        CondKind::Not(inner) if first == 0 => part(inner, rest),
        CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
            part(parts.get(first)?, rest)
        }
        _ => None,
    }
}

fn part_mut<'c>(cond: &'c mut Cond, path: &[usize]) -> Option<&'c mut Cond> {
    let Some((&first, rest)) = path.split_first() else { return Some(cond) };
    match &mut cond.kind {
        CondKind::Not(inner) if first == 0 => part_mut(inner, rest),
        CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
            part_mut(parts.get_mut(first)?, rest)
        }
        _ => None,
    }
}

/// A condition that never holds.
#[must_use]
pub fn never() -> CondKind {
    CondKind::Any(Vec::new())
}

/// A copy of a rulebook in which one thing at a time is changed, looked at, and put back.
#[derive(Debug)]
pub struct Bench {
    book: Rulebook,
}

impl Bench {
    /// A bench for a rulebook.
    #[must_use]
    pub fn new(book: &Rulebook) -> Self {
        Self { book: book.clone() }
    }

    /// What somebody would decide who is wrong in this point; `None` if there is no such point. The
    /// judge is that of the rulebook itself.
    pub fn core(
        &mut self,
        judge: &Judge<'_>,
        mutation: &Mutation,
        client: &Completion,
        role: RoleId,
        services: &[ServiceId],
    ) -> Option<Core> {
        let look = |book: &Rulebook| judge.over(book).core(client, role, services);
        match mutation {
            Mutation::As(other) => Some(judge.core(client, *other, services)),
            Mutation::Drop(id) => self.with_cond(Place::Rule(*id), &[], never(), look),
            Mutation::IgnoreException(id, at) => {
                self.with_cond(Place::Exception(*id, *at), &[], never(), look)
            }
            Mutation::Say(id, outcome) => {
                Some(self.with_rule(*id, |rule| rule.outcome = outcome.clone(), look))
            }
            Mutation::Widen(id, concern) => {
                let widen = |rule: &mut Rule| {
                    if let Some(covers) = &mut rule.covers {
                        covers.concerns.insert(*concern);
                    }
                };
                Some(self.with_rule(*id, widen, look))
            }
            Mutation::Replace(place, path, kind) => {
                self.with_cond(*place, path, kind.clone(), look)
            }
        }
    }

    fn with_rule(
        &mut self,
        id: RuleId,
        change: impl FnOnce(&mut Rule),
        look: impl FnOnce(&Rulebook) -> Core,
    ) -> Core {
        let before = self.book.rules[id].clone();
        change(&mut self.book.rules[id]);
        let core = look(&self.book);
        self.book.rules[id] = before;
        core
    }

    fn with_cond(
        &mut self,
        place: Place,
        path: &[usize],
        kind: CondKind,
        look: impl FnOnce(&Rulebook) -> Core,
    ) -> Option<Core> {
        let part = part_mut(place.cond_mut(&mut self.book)?, path)?;
        let before = std::mem::replace(&mut part.kind, kind);
        let core = look(&self.book);
        part_mut(place.cond_mut(&mut self.book)?, path)?.kind = before;
        Some(core)
    }
}
