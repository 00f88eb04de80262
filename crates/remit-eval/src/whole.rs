//! What the rulings on all services asked for come to together, as a decision.

use remit_model::id::{CeilingId, DutyId, Id, RoleId, RuleId, ServiceId, UrgencyId};
use remit_model::rulebook::{Clearance, IdSet, LaneState, Recheck, RuleKind, Verdict};

use crate::case::Case;
use crate::client::Client;
use crate::decision::{Advised, Core, Decision, Destination, NeedOf, SetAside};
use crate::destination;
use crate::judge::Judge;
use crate::ruling::{Limit, Ruling, Stance, loosest, nothing};
use crate::truth::Truth;

/// The rulings on one or more services. A request is answered by the most protective of them, and
/// what each holds the practitioner to adds up.
pub(crate) struct Whole<'a, T> {
    pub(crate) rulings: Vec<Ruling<'a, T>>,
    verdict: Verdict,
    urgency: UrgencyId,
    ceiling: CeilingId,
}

impl<'a, T: Truth> Whole<'a, T> {
    pub(crate) fn new(
        judge: &Judge<'a>,
        client: &Client,
        role: RoleId,
        services: &[ServiceId],
    ) -> Self {
        let rulings: Vec<Ruling<'a, T>> =
            services.iter().map(|service| Ruling::new(judge, client, role, *service)).collect();
        let verdict = rulings.iter().map(|ruling| ruling.verdict).max().unwrap_or(Verdict::Refer);
        let urgency = rulings.iter().map(|ruling| ruling.urgency).max();
        let ceiling = rulings.iter().map(|ruling| ruling.ceiling).max().unwrap_or_else(loosest);
        let urgency = urgency.unwrap_or(UrgencyId::from_index(0));
        Self { rulings, verdict, urgency, ceiling }
    }

    fn stop(&self) -> Option<UrgencyId> {
        self.rulings.iter().filter_map(|ruling| ruling.stop).max()
    }

    fn limits(&self) -> impl Iterator<Item = &Limit<'a>> {
        self.rulings.iter().flat_map(|ruling| &ruling.limits)
    }

    fn needs(&self) -> Vec<NeedOf> {
        let reached = self.limits().filter_map(|limit| limit.need);
        let mut needs: Vec<_> = reached.map(|(need, met)| NeedOf { need, met }).collect();
        needs.sort_unstable();
        needs.dedup();
        needs
    }

    fn rechecks(&self) -> Vec<Recheck> {
        let mut rechecks: Vec<_> =
            self.limits().filter_map(|limit| limit.recheck.cloned()).collect();
        rechecks.sort_unstable();
        rechecks.dedup();
        rechecks
    }

    fn lane(&self) -> LaneState {
        let lane = |state| self.rulings.iter().any(|ruling| ruling.lane == state);
        if lane(LaneState::Refused) {
            LaneState::Refused
        } else if lane(LaneState::NoRule) || self.rulings.is_empty() {
            LaneState::NoRule
        } else {
            LaneState::Mine
        }
    }

    fn duties(&self) -> Vec<DutyId> {
        let mine = self.lane() == LaneState::Mine;
        let mut duties = IdSet::default();
        self.rulings.iter().filter(|_| mine).for_each(|ruling| duties.extend(&ruling.duties()));
        duties.iter().collect()
    }

    /// D15: which of the needs that count as clearance is outstanding, and what it holds back.
    fn clearance(&self, judge: &Judge) -> Clearance {
        if self.verdict == Verdict::Stop {
            return Clearance::StopAndClear;
        }
        let reached = self.limits().filter_map(|limit| {
            let (need, met) = limit.need?;
            judge.book.needs[need].clearance.then_some(match met {
                true => Clearance::OnFile,
                false if limit.named == nothing(judge.book) => Clearance::BeforeAny,
                false => Clearance::BeforeVigorous,
            })
        });
        reached.max().unwrap_or(Clearance::None)
    }

    /// D16.
    pub(crate) fn core(&self, judge: &Judge) -> Core {
        let outstanding = |need: NeedOf| (!need.met).then_some(need.need);
        let mut core = Core {
            verdict: self.verdict,
            urgency: self.urgency,
            stop_to: self.stop_to(judge),
            ceiling: None,
            outstanding: Vec::new(),
            rechecks: Vec::new(),
            duties: Vec::new(),
        };
        if self.verdict < Verdict::Refer {
            core.ceiling = Some(self.ceiling);
            core.outstanding = self.needs().into_iter().filter_map(outstanding).collect();
            core.rechecks = self.rechecks();
            core.duties = self.duties();
        }
        core
    }

    fn stop_to(&self, judge: &Judge) -> Vec<Destination> {
        self.stop()
            .map_or_else(Vec::new, |urgency| destination::of_stops(judge, &self.rulings, urgency))
    }

    fn refer_to(&self, judge: &Judge, client: &Client) -> Vec<Destination> {
        if self.verdict == Verdict::Stop {
            return self.stop_to(judge);
        }
        let to =
            self.rulings.iter().flat_map(|ruling| destination::of_ruling(judge, client, ruling));
        destination::unrepeated(to.collect())
    }

    /// D17: the rules that decide, those first that decide most.
    fn decided_by(&self) -> Vec<RuleId> {
        let stop = self.stop();
        let deciding = |ruling: &&Ruling<T>| ruling.verdict == self.verdict && ruling.stop == stop;
        let mut rules = Vec::new();
        for id in self.rulings.iter().filter(deciding).flat_map(Ruling::decided_by) {
            if !rules.contains(&id) {
                rules.push(id);
            }
        }
        rules
    }

    fn set_aside(&self) -> Vec<SetAside> {
        let mut all: Vec<SetAside> = Vec::new();
        for ruling in &self.rulings {
            for (rule, by) in &ruling.set_aside {
                match all.iter_mut().find(|known| known.rule == *rule) {
                    Some(known) => known.by.extend(by),
                    None => all.push(SetAside { rule: *rule, by: by.clone() }),
                }
            }
        }
        for SetAside { by, .. } in &mut all {
            by.sort_unstable();
            by.dedup();
        }
        all.sort_by_key(|aside| aside.rule);
        all
    }

    fn advice(&self) -> impl Iterator<Item = &Stance<'a, T>> {
        let in_force = self.rulings.iter().flat_map(Ruling::in_force);
        in_force.filter(|stance| stance.rule.kind == RuleKind::Advice)
    }

    fn advised(&self) -> Vec<Advised> {
        let advised =
            |stance: &Stance<T>| Advised { rule: stance.id, roles: stance.recommends().collect() };
        let mut advice: Vec<Advised> = self.advice().map(advised).collect();
        advice.sort_by_key(|advised| advised.rule);
        advice.dedup();
        advice
    }

    /// The decision, without an explanation.
    pub(crate) fn decision(
        &self,
        judge: &Judge,
        client: &Client,
        case: &Case,
        (role, services): (RoleId, &[ServiceId]),
    ) -> Decision {
        let uncovered: IdSet<_> =
            self.rulings.iter().flat_map(|ruling| ruling.uncovered.iter()).collect();
        let advice = self.advised();
        let also = self.rulings.iter().flat_map(|ruling| destination::of_also(judge, ruling));
        Decision {
            practitioner: role,
            services: services.to_vec(),
            verdict: self.verdict,
            lane: Some(self.lane()),
            uncovered: Some(uncovered.iter().collect()),
            covered_separately: Some(self.rulings.iter().any(|ruling| ruling.covered_separately)),
            ceiling: Some(self.ceiling),
            needs: Some(self.needs()),
            rechecks: Some(self.rechecks()),
            duties: Some(self.duties()),
            clearance: Some(self.clearance(judge)),
            urgency: Some(self.urgency),
            refer_to: Some(self.refer_to(judge, client)),
            stop_urgency: self.stop(),
            also_refer: Some(destination::unrepeated(also.collect())),
            recommended: Some(recommended(judge, &advice)),
            advice,
            stage: judge.stage_of(client),
            decided_by: self.decided_by(),
            set_aside: self.set_aside(),
            ask: Vec::new(),
            at_least: None,
            at_most: None,
            too_large: false,
            assumed: case.assumed.iter().collect(),
            settings: judge.book.settings.ids().zip(case.settings.iter().copied()).collect(),
            explanation: None,
        }
    }
}

/// The roles that every advice names, as written; if there are none, those that some advice names.
fn recommended(judge: &Judge, advice: &[Advised]) -> Vec<RoleId> {
    let written: IdSet<RoleId> =
        advice.iter().flat_map(|advised| advised.roles.iter().copied()).collect();
    let by_all = |role: &RoleId| advice.iter().all(|advised| judge.names(&advised.roles, *role));
    let agreed: Vec<RoleId> = written.iter().filter(by_all).collect();
    if agreed.is_empty() { written.iter().collect() } else { agreed }
}
