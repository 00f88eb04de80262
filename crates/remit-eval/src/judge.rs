use std::sync::Arc;

use remit_model::Rulebook;
use remit_model::id::{ConcernId, FactId, Id, RoleId, RuleId, ServiceId, StageId};
use remit_model::rulebook::{Cond, IdSet, LaneState};

use crate::case::{Case, Completion};
use crate::classes::Classes;
use crate::client::{Client, conditional};
use crate::decision::{Core, Decision};
use crate::explain::Condition;
use crate::ruling::Ruling;
use crate::truth::Truth;
use crate::unknown::Unknowns;
use crate::whole::Whole;

/// A rulebook made ready for deciding.
#[derive(Debug)]
pub struct Judge<'a> {
    /// The rulebook.
    pub book: &'a Rulebook,
    index: Arc<Index>,
}

/// What is looked up again and again.
#[derive(Debug)]
struct Index {
    /// By role and service, the rules that reach both, each after those that override it.
    rules: Vec<Vec<RuleId>>,
    /// The facts with `asked when`, each after those that its condition reads.
    conditional: Vec<FactId>,
    /// The classes of values that conditions tell apart.
    classes: Classes,
}

impl<'a> Judge<'a> {
    /// Makes a rulebook ready.
    #[must_use]
    pub fn new(book: &'a Rulebook) -> Self {
        let order = overriding_first(book);
        let reaching = |role: RoleId, service: ServiceId| {
            let reaches = |id: &RuleId| {
                let rule = &book.rules[*id];
                rule.roles.contains(role) && rule.services.contains(service)
            };
            order.iter().copied().filter(reaches).collect()
        };
        let rules = book
            .roles
            .ids()
            .flat_map(|role| book.services.ids().map(move |service| (role, service)))
            .map(|(role, service)| reaching(role, service))
            .collect();
        let conditional = conditional(book);
        let index = Index { rules, conditional, classes: Classes::new(book) };
        Self { book, index: Arc::new(index) }
    }

    /// The judge of a copy of the rulebook whose rules may have other conditions, outcomes and
    /// covers, but the same practitioners, services and overrides, and whose facts have the same
    /// `asked when`. It costs nothing to make, and is good for completions ([`Self::core`]): the
    /// classes of values are those of the original.
    #[must_use]
    pub fn over<'b>(&self, copy: &'b Rulebook) -> Judge<'b> {
        Judge { book: copy, index: Arc::clone(&self.index) }
    }

    /// Decides a case, with its explanation. Unknown facts are decided exactly (D16).
    #[must_use]
    pub fn decide(&self, case: &Case, role: RoleId, services: &[ServiceId]) -> Decision {
        self.decide_as::<Condition>(case, role, services)
    }

    /// Decides a case without an explanation, which is cheaper.
    #[must_use]
    pub fn decide_briefly(&self, case: &Case, role: RoleId, services: &[ServiceId]) -> Decision {
        self.decide_as::<bool>(case, role, services)
    }

    fn decide_as<T: Truth>(&self, case: &Case, role: RoleId, services: &[ServiceId]) -> Decision {
        match case.complete() {
            Some(completion) => self.decide_complete::<T>(case, &completion, role, services),
            None => Unknowns::new(self, case).decide::<T>(role, services),
        }
    }

    /// Decides one completion of a case; with an explanation if the evaluation is kept.
    pub(crate) fn decide_complete<T: Truth>(
        &self,
        case: &Case,
        completion: &Completion,
        role: RoleId,
        services: &[ServiceId],
    ) -> Decision {
        let client = self.client(completion);
        let whole = Whole::<T>::new(self, &client, role, services);
        let mut decision = whole.decision(self, &client, case, (role, services));
        decision.explanation = T::explanation(self, &client, whole.rulings);
        decision
    }

    /// The core of one completion (D16), as cheaply as can be.
    #[must_use]
    pub fn core(&self, completion: &Completion, role: RoleId, services: &[ServiceId]) -> Core {
        let client = self.client(completion);
        Whole::<bool>::new(self, &client, role, services).core(self)
    }

    /// The same, or none if an impossible combination says that there is no such client: cheaper
    /// than to ask for both.
    #[must_use]
    pub fn core_if_possible(
        &self,
        completion: &Completion,
        role: RoleId,
        services: &[ServiceId],
    ) -> Option<Core> {
        let client = self.client(completion);
        let possible = self.violated(&client).is_none();
        possible.then(|| Whole::<bool>::new(self, &client, role, services).core(self))
    }

    /// The stage of health that a completion is in, if any (D19).
    #[must_use]
    pub fn stage(&self, completion: &Completion) -> Option<StageId> {
        self.stage_of(&self.client(completion))
    }

    /// The first of the rulebook's impossible combinations that a completion violates, by index.
    #[must_use]
    pub fn violates(&self, completion: &Completion) -> Option<usize> {
        self.violated(&self.client(completion))
    }

    fn violated(&self, client: &Client) -> Option<usize> {
        self.book.impossible.iter().position(|impossible| client.truth(&impossible.when))
    }

    /// Whether a condition holds for a completion.
    #[must_use]
    pub fn holds(&self, completion: &Completion, cond: &Cond) -> bool {
        self.client(completion).truth(cond)
    }

    /// Which of some conditions hold for a completion.
    #[must_use]
    pub fn which_hold<'c>(
        &self,
        completion: &Completion,
        conds: impl IntoIterator<Item = &'c Cond>,
    ) -> Vec<bool> {
        let client = self.client(completion);
        conds.into_iter().map(|cond| client.truth(cond)).collect()
    }

    /// The concerns of a completion (D4).
    #[must_use]
    pub fn concerns(&self, completion: &Completion) -> IdSet<ConcernId> {
        self.client(completion).concerns
    }

    /// Why a case has no completion (D3), if it has none.
    pub(crate) fn contradiction(&self, case: &Case) -> Option<Contradiction> {
        if self.has_completion(case) {
            return None;
        }
        let mut copy = self.book.clone();
        let alone = self.book.impossible.iter().position(|impossible| {
            copy.impossible = vec![impossible.clone()];
            !self.over(&copy).has_completion(case)
        });
        Some(alone.map_or(Contradiction::Together, Contradiction::Named))
    }

    /// The rules that reach a practitioner and a service, each after those that override it.
    pub(crate) fn rules_for(&self, role: RoleId, service: ServiceId) -> &[RuleId] {
        let index = role.index() * self.book.services.len() + service.index();
        self.index.rules.get(index).map_or(&[], Vec::as_slice)
    }

    /// The facts with `asked when`, each after those that its condition reads.
    pub(crate) fn conditional(&self) -> &[FactId] {
        &self.index.conditional
    }

    /// Whether a case has a completion: whether what is unknown can be such that no impossible
    /// combination is violated (D3).
    #[must_use]
    pub fn has_completion(&self, case: &Case) -> bool {
        match case.complete() {
            Some(completion) => self.violates(&completion).is_none(),
            None => Unknowns::new(self, case).has_completion(),
        }
    }

    /// The classes of values that the rulebook's conditions tell apart.
    #[must_use]
    pub fn classes(&self) -> &Classes {
        &self.index.classes
    }

    pub(crate) fn client<'c>(&'c self, completion: &'c Completion) -> Client<'c> {
        Client::new(self.book, &self.index.conditional, completion)
    }

    pub(crate) fn stage_of(&self, client: &Client) -> Option<StageId> {
        self.book.stages.iter().find(|(_, stage)| client.truth(&stage.when)).map(|(id, _)| id)
    }

    /// Whether a role's lane for a service is mine (D8).
    pub(crate) fn mine(&self, client: &Client, role: RoleId, service: ServiceId) -> bool {
        Ruling::<bool>::new(self, client, role, service).lane == LaneState::Mine
    }

    /// Whether a role is one of those named, or is one of them through `is a`.
    pub(crate) fn names(&self, roles: &[RoleId], role: RoleId) -> bool {
        roles.iter().any(|named| self.book.roles[role].is_a.contains(*named))
    }
}

/// Why there can be no such client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contradiction {
    /// The impossible combination of this index says so.
    Named(usize),
    /// Several say so together, whatever the unknown facts are.
    Together,
}

/// All rules, each after those that override it.
fn overriding_first(book: &Rulebook) -> Vec<RuleId> {
    let mut waiting_for = vec![0_usize; book.rules.len()];
    for overridden in book.rules.values().flat_map(|rule| &rule.overrides) {
        if let Some(count) = waiting_for.get_mut(overridden.index()) {
            *count += 1;
        }
    }
    let free = |(id, count): (RuleId, &usize)| (*count == 0).then_some(id);
    let mut order: Vec<RuleId> = book.rules.ids().zip(&waiting_for).filter_map(free).collect();
    let mut next = 0;
    while let Some(id) = order.get(next).copied() {
        next += 1;
        for overridden in &book.rules[id].overrides {
            if let Some(count) = waiting_for.get_mut(overridden.index()) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    order.push(*overridden);
                }
            }
        }
    }
    order
}
