//! One completion, one practitioner, one service: D5 to D11.

use remit_model::Rulebook;
use remit_model::id::{
    CeilingId, ConcernId, DutyId, Id, NeedId, RoleId, RuleId, ServiceId, UrgencyId,
};
use remit_model::rulebook::{IdSet, LaneState, Outcome, Recheck, Rule, RuleKind, Until, Verdict};

use crate::client::Client;
use crate::explain::Fate;
use crate::judge::Judge;
use crate::truth::Truth;

/// A rule as it stands before a client.
pub(crate) struct Stance<'a, T> {
    pub(crate) id: RuleId,
    pub(crate) rule: &'a Rule,
    /// Why it is silent; `InForce` if it speaks.
    pub(crate) fate: Fate,
    /// Its condition, if it was asked.
    pub(crate) when: Option<T>,
    /// Its exceptions, if it applies.
    pub(crate) exceptions: Vec<T>,
    /// What it says, exceptions heeded (D6): nothing if it is silent before D7.
    pub(crate) says: Vec<&'a Outcome>,
}

impl<'a, T> Stance<'a, T> {
    fn speaks(&self) -> bool {
        self.fate == Fate::InForce
    }

    /// The urgency with which it stops, if it does.
    pub(crate) fn stop(&self) -> Option<UrgencyId> {
        let urgency = |said: &&Outcome| match said {
            Outcome::Stop { urgency, .. } => Some(*urgency),
            _ => None,
        };
        self.says.iter().filter_map(urgency).max()
    }

    /// Whether it takes the client, as far as it covers (D8): no exception makes a grant, and one
    /// that limits leaves it.
    pub(crate) fn grants(&self) -> bool {
        let takes = matches!(self.rule.outcome, Outcome::Take { .. });
        let held = |said: &&Outcome| {
            matches!(said, Outcome::Take { .. } | Outcome::UpTo { .. } | Outcome::GoAhead { .. })
        };
        takes && self.says.iter().all(held)
    }

    /// Whom it recommends.
    pub(crate) fn recommends(&self) -> impl Iterator<Item = RoleId> {
        let roles = |said: &&'a Outcome| match said {
            Outcome::Recommend { roles } => Some(roles),
            _ => None,
        };
        self.says.iter().filter_map(roles).flatten().copied()
    }

    /// Whether it covers a concern.
    pub(crate) fn covers(&self, concern: ConcernId) -> bool {
        covers(self.rule, concern)
    }

    fn duties(&self) -> impl Iterator<Item = DutyId> {
        let duties = |said: &&'a Outcome| match said {
            Outcome::Take { duties, .. } => Some(duties),
            _ => None,
        };
        self.says.iter().filter_map(duties).flatten().copied()
    }

    /// Whether it refuses the client (D8).
    pub(crate) fn refuses(&self) -> bool {
        self.rule.kind == RuleKind::Lane
            && self.says.iter().any(|said| matches!(said, Outcome::Refer { .. }))
    }
}

/// What a rule holds the practitioner to (D9).
pub(crate) struct Limit<'a> {
    /// Which stance it comes from.
    pub(crate) stance: usize,
    /// The ceiling it contributes.
    pub(crate) ceiling: CeilingId,
    /// The ceiling it names, which holds until the need is met.
    pub(crate) named: CeilingId,
    /// The need that ends it, and whether it is met.
    pub(crate) need: Option<(NeedId, bool)>,
    /// The measurement that ends it.
    pub(crate) recheck: Option<&'a Recheck>,
}

/// What the rules say to one practitioner about one service.
pub(crate) struct Ruling<'a, T> {
    pub(crate) role: RoleId,
    pub(crate) service: ServiceId,
    /// The rules for this practitioner and service: all of them if the evaluation is kept, else
    /// those that speak; a rule stands after those that override it.
    pub(crate) stances: Vec<Stance<'a, T>>,
    /// The rules that would have spoken, and who set them aside.
    pub(crate) set_aside: Vec<(RuleId, Vec<RuleId>)>,
    pub(crate) limits: Vec<Limit<'a>>,
    pub(crate) lane: LaneState,
    pub(crate) uncovered: IdSet<ConcernId>,
    pub(crate) covered_separately: bool,
    pub(crate) ceiling: CeilingId,
    pub(crate) urgency: UrgencyId,
    pub(crate) stop: Option<UrgencyId>,
    pub(crate) verdict: Verdict,
}

impl<'a, T: Truth> Ruling<'a, T> {
    pub(crate) fn new(
        judge: &Judge<'a>,
        client: &Client,
        role: RoleId,
        service: ServiceId,
    ) -> Self {
        let book = judge.book;
        let mut stances: Vec<Stance<'a, T>> = Vec::new();
        let mut set_aside = Vec::new();
        for id in judge.rules_for(role, service) {
            let mut stance = stand(client, *id, &book.rules[*id]);
            if stance.speaks() {
                let by = set_aside_by(judge, client, &stances, &stance);
                if !by.is_empty() {
                    set_aside.push((*id, by.clone()));
                    stance.fate = Fate::SetAside(by);
                }
            }
            if T::KEPT || stance.speaks() {
                stances.push(stance);
            }
        }
        let mut ruling = Self {
            role,
            service,
            stances,
            set_aside,
            limits: Vec::new(),
            lane: LaneState::NoRule,
            uncovered: IdSet::default(),
            covered_separately: false,
            ceiling: CeilingId::from_index(0),
            urgency: UrgencyId::from_index(0),
            stop: None,
            verdict: Verdict::Take,
        };
        ruling.find_lane(client);
        ruling.find_limits(book, client);
        ruling.find_urgency(book);
        ruling.find_verdict(book);
        ruling
    }

    /// The rules in force.
    pub(crate) fn in_force(&self) -> impl Iterator<Item = &Stance<'a, T>> {
        self.stances.iter().filter(|stance| stance.speaks())
    }

    /// Everything that is said by rules in force.
    fn said(&self) -> impl Iterator<Item = &'a Outcome> {
        self.in_force().flat_map(|stance| stance.says.iter().copied())
    }

    /// The lanes in force that take (D8).
    pub(crate) fn grants(&self) -> impl Iterator<Item = &Stance<'a, T>> {
        self.in_force().filter(|stance| stance.grants())
    }

    /// D8.
    fn find_lane(&mut self, client: &Client) {
        let uncovered: IdSet<ConcernId> = client
            .concerns
            .iter()
            .filter(|concern| !self.grants().any(|grant| grant.covers(*concern)))
            .collect();
        self.lane = if self.in_force().any(Stance::refuses) {
            LaneState::Refused
        } else if uncovered.is_empty() && self.grants().next().is_some() {
            LaneState::Mine
        } else {
            LaneState::NoRule
        };
        let alone = |grant: &Stance<T>| client.concerns.iter().all(|concern| grant.covers(concern));
        self.covered_separately =
            self.lane == LaneState::Mine && client.concerns.len() > 1 && !self.grants().any(alone);
        self.uncovered = uncovered;
    }

    /// D9.
    fn find_limits(&mut self, book: &Rulebook, client: &Client) {
        let mut limits = Vec::new();
        for (index, stance) in self.stances.iter().enumerate().filter(|(_, stance)| stance.speaks())
        {
            let (loosest, nothing) = (loosest(), nothing(book));
            let plain = |ceiling, recheck| Limit {
                stance: index,
                ceiling,
                named: ceiling,
                need: None,
                recheck,
            };
            let until = |named, need: NeedId, once_met: Option<CeilingId>| {
                let met = client.truth::<bool>(&book.needs[need].met_when);
                let ceiling = if met { once_met.unwrap_or(loosest) } else { named };
                Limit { stance: index, ceiling, named, need: Some((need, met)), recheck: None }
            };
            for said in &stance.says {
                match said {
                    Outcome::UpTo { ceiling, until: None, .. } => {
                        limits.push(plain(*ceiling, None));
                    }
                    Outcome::UpTo { ceiling, until: Some(Until::Recheck(recheck)), .. } => {
                        limits.push(plain(*ceiling, Some(recheck)));
                    }
                    Outcome::UpTo { ceiling, until: Some(Until::Need(need)), once_met, .. } => {
                        limits.push(until(*ceiling, *need, *once_met));
                    }
                    Outcome::GoAhead { .. } => limits.push(plain(loosest, None)),
                    Outcome::Stop { .. } => limits.push(plain(nothing, None)),
                    Outcome::Take { needs, .. } if stance.grants() => {
                        limits.extend(needs.iter().map(|need| until(nothing, *need, None)));
                    }
                    _ => {}
                }
            }
        }
        self.ceiling = limits.iter().map(|limit| limit.ceiling).max().unwrap_or(loosest());
        self.limits = limits;
    }

    /// D10.
    fn find_urgency(&mut self, book: &Rulebook) {
        let said = self.said().filter_map(|said| match said {
            Outcome::Stop { urgency, .. } | Outcome::Refer { urgency, .. } => Some(*urgency),
            Outcome::UpTo { place, .. } | Outcome::GoAhead { place } => *place,
            _ => None,
        });
        let unmet = self.outstanding().map(|need| book.needs[need].urgency);
        self.urgency = said.chain(unmet).max().unwrap_or(UrgencyId::from_index(0));
    }

    /// D11.
    fn find_verdict(&mut self, book: &Rulebook) {
        self.stop = self.in_force().filter_map(Stance::stop).max();
        let held = self.ceiling > loosest() || self.outstanding().next().is_some();
        self.verdict = if self.stop.is_some() {
            Verdict::Stop
        } else if self.lane != LaneState::Mine {
            Verdict::Refer
        } else if self.ceiling > loosest() && self.ceiling == nothing(book) {
            Verdict::Wait
        } else if held || self.grants().any(|grant| grant.duties().next().is_some()) {
            Verdict::TakeWith
        } else {
            Verdict::Take
        };
    }

    /// The rules that decide (D17), each once: the stops that count, or the refusals, or the grants;
    /// then what gives the ceiling, and every outstanding need.
    pub(crate) fn decided_by(&self) -> Vec<RuleId> {
        let mine = self.lane == LaneState::Mine;
        let mut rules: IdSet<RuleId> = self
            .in_force()
            .filter(|stance| match self.stop {
                Some(urgency) => stance.stop() == Some(urgency),
                None => stance.refuses() || mine && stance.grants(),
            })
            .map(|stance| stance.id)
            .collect();
        let first: Vec<RuleId> = rules.iter().collect();
        if self.stop.is_none() {
            let gives = |limit: &&Limit| {
                let ceiling = limit.ceiling == self.ceiling && (mine || self.ceiling > loosest());
                ceiling || matches!(limit.need, Some((_, false)))
            };
            let limiting = self.limits.iter().filter(gives);
            rules = limiting.filter_map(|limit| Some(self.stances.get(limit.stance)?.id)).collect();
        }
        let then: Vec<RuleId> = rules.iter().filter(|id| !first.contains(id)).collect();
        first.into_iter().chain(then).collect()
    }

    /// The needs that were reached and are not met; one reached twice comes twice.
    pub(crate) fn outstanding(&self) -> impl Iterator<Item = NeedId> {
        self.limits.iter().filter_map(|limit| match limit.need {
            Some((need, false)) => Some(need),
            _ => None,
        })
    }

    /// The duties of all grants, if the client is this practitioner's.
    pub(crate) fn duties(&self) -> IdSet<DutyId> {
        let mine = self.lane == LaneState::Mine;
        self.grants().filter(|_| mine).flat_map(Stance::duties).collect()
    }
}

/// No limit.
pub(crate) fn loosest() -> CeilingId {
    CeilingId::from_index(0)
}

/// The ceiling under which nothing is permitted.
pub(crate) fn nothing(book: &Rulebook) -> CeilingId {
    CeilingId::from_index(book.ceilings.len().saturating_sub(1))
}

/// Whether a rule for this practitioner and service applies, and what it says (D5 c to f, D6).
fn stand<'a, T: Truth>(client: &Client, id: RuleId, rule: &'a Rule) -> Stance<'a, T> {
    let mut stance = Stance {
        id,
        rule,
        fate: Fate::InForce,
        when: None,
        exceptions: Vec::new(),
        says: Vec::new(),
    };
    if let Some(fate) = out_of_place(client, rule) {
        stance.fate = fate;
        return stance;
    }
    let when: T = client.truth(&rule.when);
    if when.holds() {
        stance.exceptions =
            rule.exceptions.iter().map(|except| client.truth(&except.when)).collect();
        stance.says = says(rule, &stance.exceptions);
        if stance.says.is_empty() {
            stance.fate = Fate::Excepted;
        }
    } else {
        stance.fate = Fate::ConditionFalse;
    }
    stance.when = Some(when);
    stance
}

/// Why a rule is silent whatever its condition says (D5 c to e).
fn out_of_place(client: &Client, rule: &Rule) -> Option<Fate> {
    let elsewhere = rule.under.iter().find(|(setting, value)| !client.within(*setting, *value));
    if let Some((setting, _)) = elsewhere {
        return Some(Fate::OtherSetting(*setting));
    }
    if matches!(rule.outcome, Outcome::Take { .. }) {
        let declared = rule.covers.as_ref();
        if client.concerns.is_empty() {
            let healthy = declared.is_some_and(|covers| covers.healthy || covers.every);
            return (!healthy).then_some(Fate::CoversNotHealthy);
        }
        let covered = client.concerns.iter().filter(|concern| covers(rule, *concern)).count();
        if covered == 0 {
            return Some(Fate::CoversNone);
        }
        if declared.is_some_and(|covers| covers.only) && covered < client.concerns.len() {
            return Some(Fate::CoversNotAll);
        }
    }
    let about = rule.about.as_ref();
    about.is_some_and(|about| !about.meets(&client.concerns)).then_some(Fate::AboutNone)
}

/// Whether a lane covers a concern.
fn covers(rule: &Rule, concern: ConcernId) -> bool {
    let covers = rule.covers.as_ref();
    covers.is_some_and(|covers| covers.every || covers.concerns.contains(concern))
}

/// What a rule that applies says, its true exceptions heeded (D6); nothing if it does not apply.
fn says<'a, T: Truth>(rule: &'a Rule, exceptions: &[T]) -> Vec<&'a Outcome> {
    let truly = || {
        let both = rule.exceptions.iter().zip(exceptions);
        both.filter(|(_, holds)| holds.holds()).map(|(except, _)| &except.outcome)
    };
    let Some(top) = truly().map(rank).max() else { return vec![&rule.outcome] };
    let foremost =
        truly().filter(|outcome| rank(outcome) == top && **outcome != Outcome::DoesNotApply);
    let limited = matches!(rule.outcome, Outcome::Take { .. }) && top.0 == Protection::Ceiling;
    limited.then_some(&rule.outcome).into_iter().chain(foremost).collect()
}

/// Kinds of outcome, from least to most protective (D6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Protection {
    None,
    Take,
    Ceiling,
    Refer,
    Stop,
}

/// How protective an outcome is, for choosing among exceptions (D6).
pub(crate) fn rank(outcome: &Outcome) -> (Protection, usize) {
    match outcome {
        Outcome::DoesNotApply => (Protection::None, 0),
        Outcome::Take { .. } | Outcome::Recommend { .. } => (Protection::Take, 0),
        Outcome::GoAhead { .. } => (Protection::Ceiling, loosest().index()),
        Outcome::UpTo { ceiling, .. } => (Protection::Ceiling, ceiling.index()),
        Outcome::Refer { urgency, .. } => (Protection::Refer, urgency.index()),
        Outcome::Stop { urgency, .. } => (Protection::Stop, urgency.index()),
    }
}

/// The rules in force that set a rule aside (D7). Those that override it stand before it.
fn set_aside_by<T: Truth>(
    judge: &Judge,
    client: &Client,
    before: &[Stance<T>],
    stance: &Stance<T>,
) -> Vec<RuleId> {
    let overriding =
        before.iter().filter(|other| other.speaks() && other.rule.overrides.contains(&stance.id));
    let sets_aside = |other: &&Stance<T>| {
        let about = other.rule.about.as_ref().filter(|_| other.rule.kind == RuleKind::Precaution);
        about.is_none_or(|about| {
            let healthier = client.without(judge.conditional(), about);
            !stand::<bool>(&healthier, stance.id, stance.rule).speaks()
        })
    };
    overriding.filter(sets_aside).map(|other| other.id).collect()
}
