//! What rules in force say to one practitioner asked for one service (D8 to D10).

use std::collections::{BTreeMap, HashMap};

use remit_model::id::{CeilingId, ConcernId, DutyId, Id, NeedId, RoleId, RuleId, UrgencyId};
use remit_model::rulebook::{Covers, Outcome, Recheck, Until};

use super::rules::{Asked, Rules, takes};
use crate::diagram::Diagram;

/// When somebody is sent on, to whom, and how urgently.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent<'a> {
    pub(super) when: Diagram,
    pub(super) to: &'a [RoleId],
    pub(super) urgency: UrgencyId,
}

/// Everything that rules in force can say, and when they do.
#[derive(Debug, Default)]
pub(super) struct Voices<'a> {
    pub(super) in_force: HashMap<RuleId, Diagram>,
    pub(super) stops: Vec<Sent<'a>>,
    pub(super) refusals: Vec<Sent<'a>>,
    grants: Vec<(Diagram, &'a Covers)>,
    /// By ceiling: when it, or a tighter one, holds.
    pub(super) ceiling: Vec<Diagram>,
    /// By urgency: when it is so urgent, or more.
    pub(super) urgency: Vec<Diagram>,
    /// When a need is reached and when it is met.
    pub(super) needs: BTreeMap<NeedId, (Diagram, Diagram)>,
    /// When needs are reached that count as clearance, one by one.
    pub(super) clearances: Vec<Diagram>,
    pub(super) rechecks: BTreeMap<Recheck, Diagram>,
    pub(super) duties: BTreeMap<DutyId, Diagram>,
    pub(super) advice: Vec<(RuleId, Diagram)>,
    pub(super) also: Vec<(Diagram, &'a [RoleId])>,
    /// When each concern is raised and no grant covers it.
    pub(super) uncovered: Vec<(ConcernId, Diagram)>,
    pub(super) stop: Diagram,
    pub(super) refused: Diagram,
    pub(super) mine: Diagram,
    pub(super) separately: Diagram,
}

impl Default for Diagram {
    fn default() -> Self {
        Self::NO
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
        if !rule.also_refer.is_empty() {
            voices.also.push((in_force, &rule.also_refer));
        }
        let says = self.says(id);
        let mut grant = Diagram::NO;
        for (index, &(counts, outcome)) in says.outcomes.iter().enumerate() {
            let mut when = self.world.diagrams.and(in_force, counts);
            match outcome {
                Outcome::Take { duties, needs } => {
                    if !takes(rule) {
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
                    voices.refusals.push(Sent { when, to, urgency: *urgency });
                    self.place(voices, when, Some(*urgency));
                }
                Outcome::Stop { to, urgency } => {
                    voices.stops.push(Sent { when, to, urgency: *urgency });
                    self.lower(voices, when, last(&self.world.book.ceilings));
                    self.place(voices, when, Some(*urgency));
                }
                Outcome::Recommend { .. } => voices.advice.push((id, when)),
                Outcome::DoesNotApply => {}
            }
        }
        if let (true, Some(covers)) = (takes(rule), &rule.covers) {
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
                    voices.clearances.push(unmet);
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
                voices.uncovered.push((concern, uncovered));
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
