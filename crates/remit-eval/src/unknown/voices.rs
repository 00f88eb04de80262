//! What rules in force say to one practitioner asked for one service (D8 to D10).

use std::collections::BTreeMap;

use remit_model::id::{
    CeilingId, ConcernId, DutyId, Id, NeedId, RoleId, RuleId, ServiceId, UrgencyId,
};
use remit_model::rulebook::{Covers, Outcome, Recheck, Until};

use super::rules::{Asked, Rules};
use crate::destination::split;
use crate::diagram::{Diagram, Diagrams};

/// When somebody who asked for a service is sent on, to whom, and how urgently.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent<'a> {
    pub(super) service: ServiceId,
    pub(super) when: Diagram,
    pub(super) to: &'a [RoleId],
    pub(super) urgency: UrgencyId,
}

/// Everything that rules in force can say, and when they do.
#[derive(Debug, Clone, Default)]
pub(super) struct Voices<'a> {
    pub(super) in_force: BTreeMap<RuleId, Diagram>,
    pub(super) stops: Vec<Sent<'a>>,
    pub(super) refusals: Vec<Sent<'a>>,
    grants: Vec<(Diagram, &'a Covers)>,
    /// By ceiling: when it, or a tighter one, holds.
    pub(super) ceiling: Vec<Diagram>,
    /// By urgency: when it is so urgent, or more.
    pub(super) urgency: Vec<Diagram>,
    /// When a need is reached and when it is met.
    pub(super) needs: BTreeMap<NeedId, (Diagram, Diagram)>,
    /// When needs that count as clearance are reached: at all, unmet, and unmet with nothing
    /// permitted before.
    pub(super) clearance: [Diagram; 3],
    pub(super) rechecks: BTreeMap<Recheck, Diagram>,
    /// When each duty is one, the client being mine.
    pub(super) duties: BTreeMap<DutyId, Diagram>,
    /// Every outcome of an advice on its own.
    pub(super) advice: Vec<(RuleId, Diagram, &'a [RoleId])>,
    pub(super) also: BTreeMap<(Vec<RoleId>, ServiceId), Diagram>,
    /// When each concern is raised and no grant covers it.
    pub(super) uncovered: BTreeMap<ConcernId, Diagram>,
    pub(super) stop: Diagram,
    pub(super) refused: Diagram,
    pub(super) mine: Diagram,
    pub(super) separately: Diagram,
}

impl Voices<'_> {
    /// Adds what is said about another service: a request for both is mine if both are, and all
    /// else adds up.
    pub(super) fn add(&mut self, other: &Self, diagrams: &mut Diagrams) {
        join(diagrams, &mut self.in_force, &other.in_force);
        self.stops.extend(&other.stops);
        self.refusals.extend(&other.refusals);
        self.grants.extend(&other.grants);
        self.advice.extend(&other.advice);
        join(diagrams, &mut self.also, &other.also);
        let levels = self.ceiling.iter_mut().chain(&mut self.urgency).chain(&mut self.clearance);
        let others = other.ceiling.iter().chain(&other.urgency).chain(&other.clearance);
        for (level, other) in levels.zip(others) {
            *level = diagrams.or(*level, *other);
        }
        for (need, (unmet, met)) in &other.needs {
            let slot = self.needs.entry(*need).or_default();
            *slot = (diagrams.or(slot.0, *unmet), diagrams.or(slot.1, *met));
        }
        join(diagrams, &mut self.rechecks, &other.rechecks);
        join(diagrams, &mut self.duties, &other.duties);
        join(diagrams, &mut self.uncovered, &other.uncovered);
        self.mine = diagrams.and(self.mine, other.mine);
        for duty in self.duties.values_mut() {
            *duty = diagrams.and(*duty, self.mine);
        }
        self.stop = diagrams.or(self.stop, other.stop);
        self.refused = diagrams.or(self.refused, other.refused);
        self.separately = diagrams.or(self.separately, other.separately);
    }
}

/// Adds when things hold to when they hold already.
fn join<K: Ord + Clone>(
    diagrams: &mut Diagrams,
    all: &mut BTreeMap<K, Diagram>,
    others: &BTreeMap<K, Diagram>,
) {
    for (key, when) in others {
        let slot = all.entry(key.clone()).or_default();
        *slot = diagrams.or(*slot, *when);
    }
}

impl<'a> Rules<'a> {
    /// What rules say to this practitioner about this service.
    pub(super) fn voices(&mut self, asked: Asked) -> Voices<'a> {
        let book = self.world.book;
        let mut voices = Voices {
            ceiling: vec![Diagram::NO; book.ceilings.len()],
            urgency: vec![Diagram::NO; book.urgencies.len()],
            ..Voices::default()
        };
        voices.ceiling.first_mut().into_iter().chain(voices.urgency.first_mut()).for_each(
            |least| {
                *least = Diagram::YES;
            },
        );
        for rule in book.rules.ids() {
            if self.concerns(rule, asked) {
                self.hear(rule, asked, &mut voices);
            }
        }
        self.sum_up(&mut voices);
        voices
    }

    fn hear(&mut self, id: RuleId, asked: Asked, voices: &mut Voices<'a>) {
        let rule = &self.world.book.rules[id];
        let in_force = self.in_force(id, asked, &mut voices.in_force);
        for also in split(self.world.book, &rule.also_refer, asked.1) {
            if !also.0.is_empty() {
                let slot = voices.also.entry(also).or_default();
                *slot = self.world.diagrams.or(*slot, in_force);
            }
        }
        let says = self.says(id);
        let mut grant = Diagram::NO;
        for (index, &(counts, outcome)) in says.outcomes.iter().enumerate() {
            let mut when = self.world.diagrams.and(in_force, counts);
            match outcome {
                Outcome::Take { duties, needs } => {
                    if !rule.takes() {
                        continue;
                    }
                    grant = self.world.diagrams.or(grant, when);
                    if index == 0 {
                        // Exceptions that limit leave the duties and needs of their lane.
                        let limits = says.outcomes.iter().filter(|(_, outcome)| limits(outcome));
                        let limited = self.world.diagrams.any(limits.map(|(when, _)| *when));
                        let limited = self.world.diagrams.and(in_force, limited);
                        when = self.world.diagrams.or(when, limited);
                    }
                    for duty in duties {
                        let slot = voices.duties.entry(*duty).or_default();
                        *slot = self.world.diagrams.or(*slot, when);
                    }
                    for need in needs {
                        let nothing = last(&self.world.book.ceilings);
                        self.limit(voices, when, nothing, Some(&Until::Need(*need)), None);
                    }
                }
                Outcome::GoAhead { place } => {
                    grant = self.world.diagrams.or(grant, when);
                    self.place(voices, when, *place);
                }
                Outcome::UpTo { ceiling, until, once_met, place } => {
                    grant = self.world.diagrams.or(grant, when);
                    self.place(voices, when, *place);
                    self.limit(voices, when, *ceiling, until.as_ref(), *once_met);
                }
                Outcome::Refer { to, urgency } => {
                    voices.refusals.push(Sent { service: asked.1, when, to, urgency: *urgency });
                    self.place(voices, when, Some(*urgency));
                }
                Outcome::Stop { to, urgency } => {
                    voices.stops.push(Sent { service: asked.1, when, to, urgency: *urgency });
                    self.lower(voices, when, last(&self.world.book.ceilings));
                    self.place(voices, when, Some(*urgency));
                }
                Outcome::Recommend { roles } => voices.advice.push((id, when, roles)),
                Outcome::DoesNotApply => {}
            }
        }
        if let (true, Some(covers)) = (rule.takes(), &rule.covers) {
            voices.grants.push((grant, covers));
        }
    }

    fn place(&mut self, voices: &mut Voices<'a>, when: Diagram, urgency: Option<UrgencyId>) {
        let Some(urgency) = urgency else { return };
        for slot in voices.urgency.iter_mut().take(urgency.index() + 1) {
            *slot = self.world.diagrams.or(*slot, when);
        }
    }

    /// Adds a limit (D9).
    fn limit(
        &mut self,
        voices: &mut Voices<'a>,
        when: Diagram,
        ceiling: CeilingId,
        until: Option<&Until>,
        once_met: Option<CeilingId>,
    ) {
        match until {
            None => self.lower(voices, when, ceiling),
            Some(Until::Recheck(recheck)) => {
                self.lower(voices, when, ceiling);
                let slot = voices.rechecks.entry(recheck.clone()).or_default();
                *slot = self.world.diagrams.or(*slot, when);
            }
            Some(Until::Need(need)) => {
                let book = self.world.book;
                let met = self.world.condition(&book.needs[*need].met_when, None);
                let (unmet, met) =
                    (self.world.diagrams.without(when, met), self.world.diagrams.and(when, met));
                self.lower(voices, unmet, ceiling);
                if let Some(ceiling) = once_met {
                    self.lower(voices, met, ceiling);
                }
                self.place(voices, unmet, Some(book.needs[*need].urgency));
                if book.needs[*need].clearance {
                    let before_any = ceiling == last(&book.ceilings);
                    let before_any = if before_any { unmet } else { Diagram::NO };
                    for (slot, when) in voices.clearance.iter_mut().zip([when, unmet, before_any]) {
                        *slot = self.world.diagrams.or(*slot, when);
                    }
                }
                let slot = voices.needs.entry(*need).or_default();
                slot.0 = self.world.diagrams.or(slot.0, unmet);
                slot.1 = self.world.diagrams.or(slot.1, met);
            }
        }
    }

    fn lower(&mut self, voices: &mut Voices<'a>, when: Diagram, ceiling: CeilingId) {
        for slot in voices.ceiling.iter_mut().take(ceiling.index() + 1) {
            *slot = self.world.diagrams.or(*slot, when);
        }
    }

    /// Whose client it is (D8), and whether anybody starts.
    fn sum_up(&mut self, voices: &mut Voices<'a>) {
        let book = self.world.book;
        let (mut several, mut some) = (Diagram::NO, Diagram::NO);
        let mut all_covered = Diagram::YES;
        let mut alone: Vec<Diagram> = voices.grants.iter().map(|(when, _)| *when).collect();
        for concern in book.concerns.ids() {
            let raised = self.world.concern(concern, None);
            let covering = voices.grants.iter().filter(|(_, covers)| covers_one(covers, concern));
            let diagrams = &mut self.world.diagrams;
            let covered = diagrams.any(covering.map(|(when, _)| *when));
            let uncovered = diagrams.without(raised, covered);
            all_covered = diagrams.without(all_covered, uncovered);
            if uncovered != Diagram::NO {
                voices.uncovered.insert(concern, uncovered);
            }
            for (alone, (_, covers)) in alone.iter_mut().zip(&voices.grants) {
                if !covers_one(covers, concern) {
                    *alone = diagrams.without(*alone, raised);
                }
            }
            let another = diagrams.and(some, raised);
            several = diagrams.or(several, another);
            some = diagrams.or(some, raised);
        }
        let diagrams = &mut self.world.diagrams;
        voices.stop = diagrams.any(voices.stops.iter().map(|sent| sent.when));
        voices.refused = diagrams.any(voices.refusals.iter().map(|sent| sent.when));
        let granted = diagrams.any(voices.grants.iter().map(|(when, _)| *when));
        let granted = diagrams.without(granted, voices.refused);
        voices.mine = diagrams.and(granted, all_covered);
        voices.duties.values_mut().for_each(|duty| *duty = diagrams.and(*duty, voices.mine));
        let by_one = diagrams.any(alone);
        let separately = diagrams.without(several, by_one);
        voices.separately = diagrams.and(voices.mine, separately);
    }
}

fn covers_one(covers: &Covers, concern: ConcernId) -> bool {
    covers.every || covers.concerns.contains(concern)
}

/// Whether an outcome limits what is permitted, without refusing or stopping.
fn limits(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::GoAhead { .. } | Outcome::UpTo { .. })
}

/// The last level of a scale.
fn last<T>(scale: &remit_model::id::Table<CeilingId, T>) -> CeilingId {
    CeilingId::from_index(scale.len().saturating_sub(1))
}
