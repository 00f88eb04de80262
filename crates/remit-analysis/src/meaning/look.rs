//! A look at all clients of one rulebook, with what has been heard about them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use remit_eval::Case;
use remit_eval::algebra::Algebra;
use remit_model::Rulebook;
use remit_model::id::{FactId, RoleId, RuleId, ServiceId};
use remit_source::Span;

use crate::Witness;
use crate::space::{Heard, Signal, Space};

/// In so many parts a long list of questions is asked.
const PARTS: usize = 4;

/// A rulebook, all of its clients, and what practitioners are told about them.
pub(super) struct Look<'a> {
    pub(super) book: &'a Rulebook,
    pub(super) space: Space<'a>,
    /// Where a question was too large.
    pub(super) open: BTreeSet<Span>,
    heard: HashMap<(RoleId, ServiceId), Arc<Heard<'a>>>,
}

impl<'a> Look<'a> {
    pub(super) fn new(book: &'a Rulebook) -> Self {
        let (space, open, heard) = (Space::new(&[book]), BTreeSet::new(), HashMap::new());
        Self { book, space, open, heard }
    }

    /// Where a question was too large. What is about no single rule is put down to the first.
    pub(super) fn left_open(mut self) -> BTreeSet<Span> {
        if self.space.gave_up() > 0 && self.open.is_empty() {
            self.open.extend(self.book.rules.values().next().map(|rule| rule.label.span));
        }
        self.open
    }

    /// Asks about some things in parts, at once and each with a look of its own; what was found, in
    /// order of the parts. They are as many on every machine, so that the same is found everywhere.
    pub(super) fn in_parts<I: Copy + Sync, T: Send>(
        &mut self,
        things: &[I],
        ask: impl Fn(&mut Self, &[I]) -> T + Sync,
    ) -> Vec<T> {
        let book = self.book;
        let part = |things: &[I]| {
            let mut look = Self::new(book);
            let found = ask(&mut look, things);
            (found, look.left_open())
        };
        let size = things.len().div_ceil(PARTS).max(1);
        let parts: Vec<_> = things.par_chunks(size).map(part).collect();
        let note = |(found, open)| {
            self.open.extend::<BTreeSet<Span>>(open);
            found
        };
        parts.into_iter().map(note).collect()
    }

    /// Asks about what stands at a place, and notes it if that was too large.
    pub(super) fn about<T>(&mut self, place: Span, ask: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.space.gave_up();
        let answer = ask(self);
        if self.space.gave_up() > before {
            self.open.insert(place);
        }
        answer
    }

    /// The practitioners that are no categories, each with each service.
    pub(super) fn everybody(&self) -> Vec<(RoleId, ServiceId)> {
        let book = self.book;
        let roles = book.roles.iter().filter(|(_, role)| !role.category).map(|(id, _)| id);
        roles.flat_map(|role| book.services.ids().map(move |service| (role, service))).collect()
    }

    /// Those of them whom a rule is for.
    pub(super) fn reached_by(&self, rule: RuleId) -> Vec<(RoleId, ServiceId)> {
        let rule = &self.book.rules[rule];
        let reached = |(role, service): &(RoleId, ServiceId)| {
            rule.roles.contains(*role) && rule.services.contains(*service)
        };
        self.everybody().into_iter().filter(reached).collect()
    }

    /// What a practitioner is told who is asked for a service.
    pub(super) fn hear(&mut self, (role, service): (RoleId, ServiceId)) -> Arc<Heard<'a>> {
        if let Some(known) = self.heard.get(&(role, service)) {
            return Arc::clone(known);
        }
        let heard = self.space.hear(0, role, service).unwrap_or_default();
        let heard = Arc::new(heard);
        self.heard.insert((role, service), Arc::clone(&heard));
        heard
    }

    /// When somebody of a role, or of its kind, has a lane that takes the client.
    pub(super) fn takes(&mut self, role: RoleId, service: ServiceId) -> Signal {
        let book = self.book;
        let kinds: Vec<RoleId> = book
            .roles
            .iter()
            .filter(|(_, kind)| kind.is_a.contains(role))
            .map(|(kind, _)| kind)
            .collect();
        let mine: Vec<Signal> =
            kinds.into_iter().map(|kind| self.hear((kind, service)).voices.mine).collect();
        self.space.circuit().any(mine)
    }

    /// A plain client of whom all of these hold, who asks somebody for a service.
    pub(super) fn witness(
        &mut self,
        signals: &[Signal],
        (role, service): (RoleId, ServiceId),
    ) -> Option<Witness> {
        let case = screened(self.book, self.space.witness(0, signals)?);
        Some(Witness { case, role, services: vec![service] })
    }
}

/// The same client, who has finished a checklist, so that what it closes need not be told: the one
/// that closes most.
pub(super) fn screened(book: &Rulebook, mut case: Case) -> Case {
    let screens = book.screens.iter().rev();
    if let Some((screen, what)) = screens.max_by_key(|(_, screen)| screen.closes.len()) {
        let usual = |fact: &FactId| {
            let usual = book.facts[*fact].usual.as_ref();
            usual.is_some() && case.value(*fact) == usual
        };
        case.assumed = what.closes.iter().filter(usual).collect();
        case.screen = Some(screen);
    }
    case
}

/// A list of names as rule files write them, quoted.
pub(super) fn quoted<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    names.into_iter().map(|name| format!("`{name}`")).collect()
}
