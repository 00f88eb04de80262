//! What rules in force say to one practitioner asked for one service (D8 to D10).

use std::collections::BTreeMap;

use remit_model::id::{
    CeilingId, ConcernId, DutyId, Id, NeedId, RoleId, RuleId, ServiceId, UrgencyId,
};
use remit_model::rulebook::{Covers, Outcome, Recheck, Until};

use super::rules::{Asked, Rules};
use crate::algebra::{Algebra, Node};
use crate::destination::split;

/// When somebody who asked for a service is sent on, to whom, and how urgently.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a, N> {
    /// What was asked for.
    pub service: ServiceId,
    /// When.
    pub when: N,
    /// To whom, as written.
    pub to: &'a [RoleId],
    /// How urgently.
    pub urgency: UrgencyId,
}

/// Everything that rules in force can say, and when they do.
#[derive(Debug, Clone, Default)]
pub struct Voices<'a, N> {
    /// When each rule that is for those who ask is in force.
    pub in_force: BTreeMap<RuleId, N>,
    /// Every outcome that stops.
    pub stops: Vec<Sent<'a, N>>,
    /// Every outcome that refuses.
    pub refusals: Vec<Sent<'a, N>>,
    /// When each lane that takes grants, and what it covers.
    pub grants: Vec<(RuleId, N, &'a Covers)>,
    /// By ceiling: when it, or a tighter one, holds.
    pub ceiling: Vec<N>,
    /// By urgency: when it is so urgent, or more.
    pub urgency: Vec<N>,
    /// When a need is reached and when it is met.
    pub needs: BTreeMap<NeedId, (N, N)>,
    /// When needs that count as clearance are reached: at all, unmet, and unmet with nothing
    /// permitted before.
    pub clearance: [N; 3],
    /// When each measurement is to be repeated.
    pub rechecks: BTreeMap<Recheck, N>,
    /// When each duty is one, the client being mine.
    pub duties: BTreeMap<DutyId, N>,
    /// Every outcome of an advice on its own.
    pub advice: Vec<(RuleId, N, &'a [RoleId])>,
    /// When more destinations are added, with what for.
    pub also: BTreeMap<(Vec<RoleId>, ServiceId), N>,
    /// When each concern is raised and no grant covers it.
    pub uncovered: BTreeMap<ConcernId, N>,
    /// When nobody starts.
    pub stop: N,
    /// When a lane refuses.
    pub refused: N,
    /// When the lane is mine.
    pub mine: N,
    /// When it is only because several grants each cover a part.
    pub separately: N,
}

impl<N: Node> Voices<'_, N> {
    /// Adds what is said about another service: a request for both is mine if both are, and all
    /// else adds up.
    pub fn add(&mut self, other: &Self, algebra: &mut impl Algebra<Node = N>) {
        join(algebra, &mut self.in_force, &other.in_force);
        self.stops.extend(&other.stops);
        self.refusals.extend(&other.refusals);
        self.grants.extend(&other.grants);
        self.advice.extend(&other.advice);
        join(algebra, &mut self.also, &other.also);
        let levels = self.ceiling.iter_mut().chain(&mut self.urgency).chain(&mut self.clearance);
        let others = other.ceiling.iter().chain(&other.urgency).chain(&other.clearance);
        for (level, other) in levels.zip(others) {
            *level = algebra.or(*level, *other);
        }
        for (need, (unmet, met)) in &other.needs {
            let slot = self.needs.entry(*need).or_default();
            *slot = (algebra.or(slot.0, *unmet), algebra.or(slot.1, *met));
        }
        join(algebra, &mut self.rechecks, &other.rechecks);
        join(algebra, &mut self.duties, &other.duties);
        join(algebra, &mut self.uncovered, &other.uncovered);
        self.mine = algebra.and(self.mine, other.mine);
        for duty in self.duties.values_mut() {
            *duty = algebra.and(*duty, self.mine);
        }
        self.stop = algebra.or(self.stop, other.stop);
        self.refused = algebra.or(self.refused, other.refused);
        self.separately = algebra.or(self.separately, other.separately);
    }
}

impl<'a, N: Node> Voices<'a, N> {
    /// The stops as they are told: only the most urgent of those in force say where to go (D12).
    pub fn told_stops(&self, algebra: &mut impl Algebra<Node = N>) -> Vec<Sent<'a, N>> {
        most_urgent(algebra, &self.stops)
    }
}

/// Of some stops, when each of them is one of the most urgent.
pub(super) fn most_urgent<'a, N: Node>(
    algebra: &mut impl Algebra<Node = N>,
    stops: &[Sent<'a, N>],
) -> Vec<Sent<'a, N>> {
    let told = stops.iter().map(|stop| {
        let more = stops.iter().filter(|other| other.urgency > stop.urgency);
        let more = algebra.any(more.map(|other| other.when));
        Sent { when: algebra.without(stop.when, more), ..*stop }
    });
    told.collect()
}

/// Adds when things hold to when they hold already.
fn join<K: Ord + Clone, N: Node>(
    algebra: &mut impl Algebra<Node = N>,
    all: &mut BTreeMap<K, N>,
    others: &BTreeMap<K, N>,
) {
    for (key, when) in others {
        let slot = all.entry(key.clone()).or_default();
        *slot = algebra.or(*slot, *when);
    }
}

impl<'a, A: Algebra> Rules<'a, A> {
    /// What rules say to this practitioner about this service.
    pub fn voices(&mut self, asked: Asked) -> Voices<'a, A::Node> {
        let book = self.world.book;
        let mut voices = Voices {
            ceiling: vec![A::Node::NO; book.ceilings.len()],
            urgency: vec![A::Node::NO; book.urgencies.len()],
            ..Voices::default()
        };
        voices.ceiling.first_mut().into_iter().chain(voices.urgency.first_mut()).for_each(
            |least| {
                *least = A::Node::YES;
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

    fn hear(&mut self, id: RuleId, asked: Asked, voices: &mut Voices<'a, A::Node>) {
        let rule = &self.world.book.rules[id];
        let in_force = self.in_force(id, asked, &mut voices.in_force);
        for also in split(self.world.book, &rule.also_refer, asked.1) {
            if !also.0.is_empty() {
                let slot = voices.also.entry(also).or_default();
                *slot = self.world.algebra.or(*slot, in_force);
            }
        }
        let says = self.says(id);
        let mut grant = A::Node::NO;
        for (index, &(counts, outcome)) in says.outcomes.iter().enumerate() {
            let mut when = self.world.algebra.and(in_force, counts);
            match outcome {
                Outcome::Take { duties, needs } => {
                    if !rule.takes() {
                        continue;
                    }
                    grant = self.world.algebra.or(grant, when);
                    if index == 0 {
                        // Exceptions that limit leave the duties and needs of their lane.
                        let limits = says.outcomes.iter().filter(|(_, outcome)| limits(outcome));
                        let limited = self.world.algebra.any(limits.map(|(when, _)| *when));
                        let limited = self.world.algebra.and(in_force, limited);
                        when = self.world.algebra.or(when, limited);
                    }
                    for duty in duties {
                        let slot = voices.duties.entry(*duty).or_default();
                        *slot = self.world.algebra.or(*slot, when);
                    }
                    for need in needs {
                        let nothing = last(&self.world.book.ceilings);
                        self.limit(voices, when, nothing, Some(&Until::Need(*need)), None);
                    }
                }
                Outcome::GoAhead { place } => {
                    grant = self.world.algebra.or(grant, when);
                    self.place(voices, when, *place);
                }
                Outcome::UpTo { ceiling, until, once_met, place } => {
                    grant = self.world.algebra.or(grant, when);
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
            voices.grants.push((id, grant, covers));
        }
    }

    fn place(
        &mut self,
        voices: &mut Voices<'a, A::Node>,
        when: A::Node,
        urgency: Option<UrgencyId>,
    ) {
        let Some(urgency) = urgency else { return };
        for slot in voices.urgency.iter_mut().take(urgency.index() + 1) {
            *slot = self.world.algebra.or(*slot, when);
        }
    }

    /// Adds a limit (D9).
    fn limit(
        &mut self,
        voices: &mut Voices<'a, A::Node>,
        when: A::Node,
        ceiling: CeilingId,
        until: Option<&Until>,
        once_met: Option<CeilingId>,
    ) {
        match until {
            None => self.lower(voices, when, ceiling),
            Some(Until::Recheck(recheck)) => {
                self.lower(voices, when, ceiling);
                let slot = voices.rechecks.entry(recheck.clone()).or_default();
                *slot = self.world.algebra.or(*slot, when);
            }
            Some(Until::Need(need)) => {
                let book = self.world.book;
                let met = self.world.condition(&book.needs[*need].met_when, None);
                let (unmet, met) =
                    (self.world.algebra.without(when, met), self.world.algebra.and(when, met));
                self.lower(voices, unmet, ceiling);
                if let Some(ceiling) = once_met {
                    self.lower(voices, met, ceiling);
                }
                self.place(voices, unmet, Some(book.needs[*need].urgency));
                if book.needs[*need].clearance {
                    let before_any = ceiling == last(&book.ceilings);
                    let before_any = if before_any { unmet } else { A::Node::NO };
                    for (slot, when) in voices.clearance.iter_mut().zip([when, unmet, before_any]) {
                        *slot = self.world.algebra.or(*slot, when);
                    }
                }
                let slot = voices.needs.entry(*need).or_default();
                slot.0 = self.world.algebra.or(slot.0, unmet);
                slot.1 = self.world.algebra.or(slot.1, met);
            }
        }
    }

    fn lower(&mut self, voices: &mut Voices<'a, A::Node>, when: A::Node, ceiling: CeilingId) {
        for slot in voices.ceiling.iter_mut().take(ceiling.index() + 1) {
            *slot = self.world.algebra.or(*slot, when);
        }
    }

    /// Whose client it is (D8), and whether anybody starts.
    fn sum_up(&mut self, voices: &mut Voices<'a, A::Node>) {
        let book = self.world.book;
        let (mut several, mut some) = (A::Node::NO, A::Node::NO);
        let mut all_covered = A::Node::YES;
        let mut alone: Vec<A::Node> = voices.grants.iter().map(|(_, when, _)| *when).collect();
        for concern in book.concerns.ids() {
            let raised = self.world.concern(concern, None);
            let covering =
                voices.grants.iter().filter(|(_, _, covers)| covers_one(covers, concern));
            let algebra = &mut self.world.algebra;
            let covered = algebra.any(covering.map(|(_, when, _)| *when));
            let uncovered = algebra.without(raised, covered);
            all_covered = algebra.without(all_covered, uncovered);
            if uncovered != A::Node::NO {
                voices.uncovered.insert(concern, uncovered);
            }
            for (alone, (_, _, covers)) in alone.iter_mut().zip(&voices.grants) {
                if !covers_one(covers, concern) {
                    *alone = algebra.without(*alone, raised);
                }
            }
            let another = algebra.and(some, raised);
            several = algebra.or(several, another);
            some = algebra.or(some, raised);
        }
        let algebra = &mut self.world.algebra;
        voices.stop = algebra.any(voices.stops.iter().map(|sent| sent.when));
        voices.refused = algebra.any(voices.refusals.iter().map(|sent| sent.when));
        let granted = algebra.any(voices.grants.iter().map(|(_, when, _)| *when));
        let granted = algebra.without(granted, voices.refused);
        voices.mine = algebra.and(granted, all_covered);
        voices.duties.values_mut().for_each(|duty| *duty = algebra.and(*duty, voices.mine));
        let by_one = algebra.any(alone);
        let separately = algebra.without(several, by_one);
        voices.separately = algebra.and(voices.mine, separately);
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
