use remit_model::id::{
    CeilingId, ConcernId, DutyId, FactId, NeedId, RoleId, RuleId, ServiceId, SettingId, StageId,
    UrgencyId,
};
use remit_model::rulebook::{Clearance, LaneState, Recheck, Verdict};

use crate::explain::Explanation;

/// What completions of a case must have in common to count as one decision (D16).
///
/// Lists are in order of declaration and without repeats, so that equal cores compare equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Core {
    /// The verdict; never [`Verdict::Ask`].
    pub verdict: Verdict,
    /// How urgent it is.
    pub urgency: UrgencyId,
    /// Under stop, where the client is to go; else empty.
    pub stop_to: Vec<Destination>,
    /// Under take, take-with and wait, what is permitted now; else `None`.
    pub ceiling: Option<CeilingId>,
    /// Under take, take-with and wait, the needs that are not met; else empty.
    pub outstanding: Vec<NeedId>,
    /// Under take, take-with and wait, what is to be measured again; else empty.
    pub rechecks: Vec<Recheck>,
    /// Under take, take-with and wait, what the practitioner does during the service; else empty.
    pub duties: Vec<DutyId>,
}

impl Core {
    /// What cores are ordered by, from least to most protective. Different cores may rank alike.
    #[must_use]
    pub fn rank(&self) -> (Verdict, UrgencyId, Option<CeilingId>) {
        (self.verdict, self.urgency, self.ceiling)
    }

    /// Its verdict and urgency.
    #[must_use]
    pub fn bound(&self) -> Bound {
        Bound { verdict: self.verdict, urgency: self.urgency }
    }
}

/// The least or most that the answer can come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Bound {
    pub verdict: Verdict,
    pub urgency: UrgencyId,
}

/// Any one of these roles, for this service (D12).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Destination {
    /// Whom to see: any one of them, as the rule wrote them.
    pub roles: Vec<RoleId>,
    /// What for.
    pub service: ServiceId,
}

/// A need that a decision reached (D9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NeedOf {
    /// The need.
    pub need: NeedId,
    /// Whether it is met.
    pub met: bool,
}

/// A rule that another set aside (D7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The rule that would have spoken.
    pub rule: RuleId,
    /// The rules in force that set it aside.
    pub by: Vec<RuleId>,
}

/// An advice in force, and whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Advised {
    pub rule: RuleId,
    pub roles: Vec<RoleId>,
}

/// What a practitioner is told about a client.
///
/// `None` stands for what can't be said because completions of the case differ in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Who asks.
    pub practitioner: RoleId,
    /// What the client asks for. Never empty.
    pub services: Vec<ServiceId>,
    /// The verdict: of several services, the most protective.
    pub verdict: Verdict,
    /// Whose client it is.
    pub lane: Option<LaneState>,
    /// Concerns that no lane covers.
    pub uncovered: Option<Vec<ConcernId>>,
    /// Whether the client is mine only because several lanes each cover a part.
    pub covered_separately: Option<bool>,
    /// What is permitted now, at most. Nothing, while the answer is to ask.
    pub ceiling: Option<CeilingId>,
    /// The needs that were reached, met and outstanding.
    pub needs: Option<Vec<NeedOf>>,
    /// What is to be measured again.
    pub rechecks: Option<Vec<Recheck>>,
    /// What the practitioner does during the service.
    pub duties: Option<Vec<DutyId>>,
    /// Clearance in one word.
    pub clearance: Option<Clearance>,
    /// How urgent it is.
    pub urgency: Option<UrgencyId>,
    /// Where the client is to go, each for what.
    pub refer_to: Option<Vec<Destination>>,
    /// Under stop, how urgent the stops are that count; a refusal or a need may be more urgent still.
    pub stop_urgency: Option<UrgencyId>,
    /// More destinations, which touch nothing else.
    pub also_refer: Option<Vec<Destination>>,
    /// Whom every advice in force names; if there is nobody, whom some advice names. As written,
    /// whether or not they may serve the client.
    pub recommended: Option<Vec<RoleId>>,
    /// The advice in force, in every completion.
    pub advice: Vec<Advised>,
    /// The stage of health; none if no stage's condition holds, or it isn't certain which does.
    pub stage: Option<StageId>,
    /// The rules that decide (D17).
    pub decided_by: Vec<RuleId>,
    /// The rules that were set aside.
    pub set_aside: Vec<SetAside>,
    /// The facts that could change the answer, most telling first.
    pub ask: Vec<FactId>,
    /// The least protective answer that is still possible, while it isn't certain.
    pub at_least: Option<Bound>,
    /// The most protective answer that is still possible, while it isn't certain.
    pub at_most: Option<Bound>,
    /// Whether the question was too large to be decided exactly. The answer is then to ask, and
    /// whatever is unknown is asked for.
    pub too_large: bool,
    /// Facts that a finished screen closed.
    pub assumed: Vec<FactId>,
    /// The settings it was judged under.
    pub settings: Vec<(SettingId, usize)>,
    /// Why, if it was asked for.
    pub explanation: Option<Explanation>,
}

impl Decision {
    /// Whether the practitioner may serve the client, now or later, whatever the unknown facts turn
    /// out to be: neither refer nor stop, and certain.
    #[must_use]
    pub fn permitted(&self) -> bool {
        self.verdict < Verdict::Refer
    }

    /// Its core (D16); `None` while the answer is to ask, or a part of the core isn't certain.
    #[must_use]
    pub fn core(&self) -> Option<Core> {
        let urgency = self.urgency?;
        let mut core = Core {
            verdict: self.verdict,
            urgency,
            stop_to: Vec::new(),
            ceiling: None,
            outstanding: Vec::new(),
            rechecks: Vec::new(),
            duties: Vec::new(),
        };
        match self.verdict {
            Verdict::Ask => return None,
            Verdict::Refer => {}
            Verdict::Stop => core.stop_to.clone_from(self.refer_to.as_ref()?),
            Verdict::Take | Verdict::TakeWith | Verdict::Wait => {
                core.ceiling = Some(self.ceiling?);
                let needs = self.needs.as_ref()?.iter();
                core.outstanding = needs.filter(|need| !need.met).map(|need| need.need).collect();
                core.rechecks.clone_from(self.rechecks.as_ref()?);
                core.duties.clone_from(self.duties.as_ref()?);
            }
        }
        Some(core)
    }

    /// Whether some completion permits.
    #[must_use]
    pub fn possible(&self) -> bool {
        match (self.verdict, self.at_least) {
            (Verdict::Ask, Some(bound)) => bound.verdict < Verdict::Refer,
            (verdict, _) => verdict < Verdict::Refer,
        }
    }
}

/// Who may, and who should, serve a client (D13).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Who should.
    pub recommended: Vec<RoleId>,
    /// How they were found.
    pub how: Recommendation,
    /// Who may, for certain.
    pub permitted: Vec<RoleId>,
    /// What each listed practitioner would be told.
    pub practitioners: Vec<Decision>,
}

/// How recommended roles were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recommendation {
    /// Everybody must stop: those whom the most urgent stops name.
    Stop,
    /// Nobody listed may serve the client: those whom they would refer to.
    Referral,
    /// Named by every advice.
    Advice,
    /// No role is named by every advice: named by some.
    SomeAdvice,
    /// No advice: everybody who may.
    Possible,
}
