use remit_model::id::{
    CeilingId, ConcernId, DefinitionId, FactId, NeedId, RuleId, ServiceId, SettingId, UrgencyId,
};
use remit_model::rulebook::{Atom, Outcome, Value};
use remit_source::Span;

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
