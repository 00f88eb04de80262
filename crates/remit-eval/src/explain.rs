use remit_model::Rulebook;
use remit_model::id::{
    CeilingId, ConcernId, DefinitionId, FactId, NeedId, RuleId, ServiceId, SettingId, UrgencyId,
};
use remit_model::rulebook::{Atom, IdSet, Outcome, Value};
use remit_source::Span;

use crate::client::Client;
use crate::judge::Judge;
use crate::ruling::{Ruling, Stance};

/// Why a decision is as it is (D17): what the one evaluation that decided looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Explanation {
    /// One for each service asked for, in order.
    pub services: Vec<Reasons>,
}

/// What was looked at for one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasons {
    /// The service.
    pub service: ServiceId,
    /// Every concern of the client, and who covers it.
    pub concerns: Vec<Covering>,
    /// Every rule, in order of declaration.
    pub considered: Vec<Considered>,
    /// The rules that decide (D17), in that order: stops or refusals, grants, limits.
    pub decided_by: Vec<RuleId>,
    /// Rules that nearly applied: one comparison failed.
    pub nearly: Vec<RuleId>,
}

/// A concern and the grants that cover it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covering {
    /// The concern.
    pub concern: ConcernId,
    /// The grants that cover it; empty if nobody does.
    pub by: Vec<RuleId>,
}

/// A rule, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Considered {
    /// The rule.
    pub rule: RuleId,
    /// Whether it spoke, and if not, why not.
    pub fate: Fate,
    /// Its condition; `None` if the rule fell before it was asked.
    pub when: Option<Condition>,
    /// Its exceptions; empty if it doesn't apply.
    pub exceptions: Vec<Exceptional>,
    /// What it says now, exceptions heeded; empty if it doesn't speak. A grant whose exception
    /// limits it says both.
    pub says: Vec<Outcome>,
    /// What it added to the decision.
    pub adds: Vec<Part>,
}

/// An exception of a rule that applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exceptional {
    /// Its condition.
    pub when: Condition,
    /// What it says.
    pub outcome: Outcome,
    /// Whether it is true and protective enough to count.
    pub counts: bool,
}

/// What became of a rule (D5 to D7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is for other practitioners.
    OtherRole,
    /// The client asks for something else.
    OtherService,
    /// It belongs to another value of this setting.
    OtherSetting(SettingId),
    /// It covers none of the client's concerns.
    CoversNone,
    /// It doesn't cover clients without a concern.
    CoversNotHealthy,
    /// It covers only what it covers, and the client has more.
    CoversNotAll,
    /// The client has nothing of what it is about.
    AboutNone,
    /// Its condition is false.
    ConditionFalse,
    /// An exception says that it does not apply.
    Excepted,
    /// Rules in force set it aside.
    SetAside(Vec<RuleId>),
    /// It speaks.
    InForce,
}

/// What a rule adds to a decision (D8 to D12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// It takes the client, as far as it covers.
    Grant,
    /// It refuses the client.
    Refusal,
    /// Nobody starts.
    Stop,
    /// A ceiling.
    Ceiling(CeilingId),
    /// A need, and whether it is met.
    Need(NeedId, bool),
    /// A fact to be measured again.
    Recheck(FactId),
    /// An urgency.
    Urgency(UrgencyId),
}

/// A condition as it was evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Where it stands.
    pub span: Span,
    /// Whether it holds.
    pub holds: bool,
    /// What it says, and what it found.
    pub found: Found,
}

/// What an evaluated condition says, and what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Always true.
    Always,
    /// A fact was compared; the value is closed and masked.
    Fact(Atom, Value),
    /// A definition was looked into.
    Definition(DefinitionId, Box<Condition>),
    /// A concern was looked for; what raises it, if that is a condition.
    Concern(ConcernId, Option<Box<Condition>>),
    /// The contrary of another.
    Not(Box<Condition>),
    /// All of them.
    All(Vec<Condition>),
    /// Some of them.
    Any(Vec<Condition>),
    /// So many of them.
    AtLeast(usize, Vec<Condition>),
    /// The first fact stands below the second.
    InOrder((FactId, Value), (FactId, Value)),
}

/// What a ruling looked at.
pub(crate) fn reasons(judge: &Judge, client: &Client, mut ruling: Ruling<Condition>) -> Reasons {
    let by = |concern| {
        let grants = ruling.grants().filter(|grant| grant.covers(concern));
        let by: IdSet<RuleId> = grants.map(|grant| grant.id).collect();
        by.iter().collect()
    };
    let concerns = client.concerns.iter().map(|concern| Covering { concern, by: by(concern) });
    let concerns = concerns.collect();
    let decided_by = ruling.decided_by();
    let added: Vec<Vec<Part>> = ruling
        .stances
        .iter()
        .enumerate()
        .map(|(index, stance)| adds(judge.book, &ruling, index, stance))
        .collect();
    let mut stances: Vec<_> = std::mem::take(&mut ruling.stances).into_iter().zip(added).collect();
    stances.sort_unstable_by_key(|(stance, _)| stance.id);
    let mut stances = stances.into_iter().peekable();
    let considered: Vec<Considered> = judge
        .book
        .rules
        .iter()
        .map(|(id, rule)| match stances.next_if(|(stance, _)| stance.id == id) {
            Some((stance, adds)) => considered(stance, adds),
            None if rule.roles.contains(ruling.role) => elsewhere(id, Fate::OtherService),
            None => elsewhere(id, Fate::OtherRole),
        })
        .collect();
    let nearly = considered.iter().filter(|considered| {
        let when = considered.when.as_ref();
        considered.fate == Fate::ConditionFalse && when.is_some_and(|when| when.changes(true) == 1)
    });
    let nearly = nearly.map(|considered| considered.rule).collect();
    Reasons { service: ruling.service, concerns, decided_by, nearly, considered }
}

fn considered(stance: Stance<Condition>, adds: Vec<Part>) -> Considered {
    let exceptions = stance.rule.exceptions.iter().zip(stance.exceptions);
    let exceptions = exceptions.map(|(exception, when)| Exceptional {
        counts: when.holds
            && stance.says.iter().any(|said| std::ptr::eq(*said, &raw const exception.outcome)),
        when,
        outcome: exception.outcome.clone(),
    });
    Considered {
        rule: stance.id,
        exceptions: exceptions.collect(),
        fate: stance.fate,
        when: stance.when,
        says: stance.says.into_iter().cloned().collect(),
        adds,
    }
}

/// A rule that was not even looked at.
fn elsewhere(rule: RuleId, fate: Fate) -> Considered {
    let (exceptions, says, adds) = (Vec::new(), Vec::new(), Vec::new());
    Considered { rule, fate, when: None, exceptions, says, adds }
}

/// What a rule adds: nothing unless it is in force.
fn adds(
    book: &Rulebook,
    ruling: &Ruling<Condition>,
    index: usize,
    stance: &Stance<Condition>,
) -> Vec<Part> {
    let mut parts = Vec::new();
    if stance.fate != Fate::InForce {
        return parts;
    }
    if stance.grants() {
        parts.push(Part::Grant);
    }
    for said in &stance.says {
        match said {
            Outcome::Refer { urgency, .. } if stance.refuses() => {
                parts.extend([Part::Refusal, Part::Urgency(*urgency)]);
            }
            Outcome::Stop { urgency, .. } => parts.extend([Part::Stop, Part::Urgency(*urgency)]),
            Outcome::UpTo { place, .. } | Outcome::GoAhead { place } => {
                parts.extend(place.map(Part::Urgency));
            }
            _ => {}
        }
    }
    for limit in ruling.limits.iter().filter(|limit| limit.stance == index) {
        parts.push(Part::Ceiling(limit.ceiling));
        parts.extend(limit.recheck.map(|recheck| Part::Recheck(recheck.fact)));
        if let Some((need, met)) = limit.need {
            parts.push(Part::Need(need, met));
            parts.extend((!met).then_some(Part::Urgency(book.needs[need].urgency)));
        }
    }
    parts
}

impl Condition {
    /// How many comparisons must turn out otherwise, at least, for it to hold or not to hold. One
    /// that stands in several places counts at each of them.
    #[must_use]
    pub fn changes(&self, to: bool) -> usize {
        if self.holds == to {
            return 0;
        }
        let least = |parts: &[Self], count: usize| {
            let mut costs: Vec<usize> = parts.iter().map(|part| part.changes(to)).collect();
            costs.sort_unstable();
            costs.into_iter().take(count).fold(0, usize::saturating_add)
        };
        match &self.found {
            Found::Always => usize::MAX,
            Found::Fact(..) | Found::InOrder(..) | Found::Concern(_, None) => 1,
            Found::Definition(_, inner) | Found::Concern(_, Some(inner)) => inner.changes(to),
            Found::Not(inner) => inner.changes(!to),
            Found::All(parts) => least(parts, if to { parts.len() } else { 1 }),
            Found::Any(parts) => least(parts, if to { 1 } else { parts.len() }),
            Found::AtLeast(count, parts) if to => least(parts, *count),
            Found::AtLeast(count, parts) => least(parts, (parts.len() + 1).saturating_sub(*count)),
        }
    }
}
