//! Decisions: what to do, in a line with both halves, and what it would take to change it.

use remit_eval::{Bound, Core, Decision, Destination};
use remit_model::id::{CeilingId, DutyId, FactId, Id, NeedId, RoleId, RuleId, ServiceId};
use remit_model::rulebook::{FactKind, LaneState, Recheck, RuleKind, Value, Verdict};

use crate::Words;
use crate::list::{and, capital, is_a_thing, or, sentence, the};
use crate::names::titles;
use crate::person::past;

/// What there is to say of the limits of a decision; the same for what one may do now and for what
/// anybody else may.
struct Limits<'d> {
    ceiling: Option<CeilingId>,
    outstanding: Vec<NeedId>,
    rechecks: &'d [Recheck],
    duties: &'d [DutyId],
}

impl<'a> Words<'a> {
    /// A verdict by its name.
    #[must_use]
    pub fn verdict(self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Take => "take",
            Verdict::TakeWith => "take, with limits or conditions",
            Verdict::Wait => "wait",
            Verdict::Refer => "refer",
            Verdict::Stop => "stop",
            Verdict::Ask => "ask first",
        }
    }

    /// A decision in one or two sentences, always with both halves: whose client it is, and what
    /// may start now.
    #[must_use]
    pub fn decision(self, decision: &Decision) -> String {
        match decision.verdict {
            Verdict::Take | Verdict::TakeWith | Verdict::Wait => {
                let limits = limits_of(decision);
                let together = if decision.covered_separately == Some(true) {
                    " No single rule covers all of it; several together do."
                } else {
                    ""
                };
                format!("Yours, {}{}.{together}", self.limits(&limits, false), self.hurry(decision))
            }
            Verdict::Refer => {
                let refer = self.refer_to(decision);
                format!(
                    "{} {}{}",
                    sentence(&self.not_yours(decision)),
                    sentence(&refer),
                    self.for_anybody(decision)
                )
            }
            Verdict::Stop => {
                let lane = match decision.lane {
                    Some(LaneState::Refused | LaneState::NoRule) => {
                        format!(
                            " Nor is the client yours afterwards: {}.",
                            self.why_not_yours(decision)
                        )
                    }
                    Some(LaneState::Mine) => " Otherwise the client would be yours.".to_owned(),
                    None => String::new(),
                };
                format!("Stop: nobody starts. {}{lane}", sentence(&self.refer_to(decision)))
            }
            Verdict::Ask => {
                let facts: Vec<_> = decision
                    .ask
                    .iter()
                    .take(3)
                    .map(|&fact| format!("the {}", self.fact(fact)))
                    .collect();
                let more = if decision.ask.len() > 3 { " and more" } else { "" };
                let between = match (decision.at_least, decision.at_most) {
                    (Some(least), Some(most)) if least == most => format!(
                        " It comes to “{}” whatever is found, but not each time to the same.",
                        self.bound(least)
                    ),
                    (Some(least), Some(most)) => {
                        format!(
                            " It can come to anything from “{}” to “{}”.",
                            self.bound(least),
                            self.bound(most)
                        )
                    }
                    _ => String::new(),
                };
                let facts = if more.is_empty() { and(&facts) } else { facts.join(", ") };
                format!(
                    "Not certain yet: it depends on {facts}{more}.{between} Until then, nothing starts."
                )
            }
        }
    }

    /// An urgency that does not follow from a need that is named anyway.
    fn hurry(self, decision: &Decision) -> String {
        let outstanding = decision.needs.iter().flatten().filter(|need| !need.met);
        let of_needs = outstanding.map(|need| self.book.needs[need.need].urgency).max();
        match decision.urgency {
            Some(urgency) if of_needs.is_none_or(|of_needs| of_needs < urgency) => {
                self.when(urgency)
            }
            _ => String::new(),
        }
    }

    fn not_yours(self, decision: &Decision) -> String {
        format!("not yours: {}", self.why_not_yours(decision))
    }

    /// A refusal and a silence are different reasons, and read so.
    fn why_not_yours(self, decision: &Decision) -> String {
        let uncovered = decision.uncovered.as_deref().unwrap_or_default();
        if decision.lane == Some(LaneState::Refused) {
            let refusals = decision
                .decided_by
                .iter()
                .filter(|&&rule| self.book.rules[rule].kind == RuleKind::Lane);
            let refusals: Vec<_> = refusals.map(|&rule| self.quoted(rule)).collect();
            return match refusals.as_slice() {
                _ if decision.verdict == Verdict::Stop => "a rule refuses".to_owned(),
                [] => "a rule refuses".to_owned(),
                [only] => format!("a rule refuses, {only}"),
                many => format!("rules refuse, {}", and(many)),
            };
        }
        if uncovered.is_empty() {
            let services =
                titles(decision.services.iter().copied(), |service| self.service(service));
            return format!(
                "no rule permits {} by {}",
                or(&services),
                self.role(decision.practitioner)
            );
        }
        let names = titles(uncovered.iter().copied(), |concern| self.concern(concern));
        // A list is plural whatever its last word; a single title is taken as it sounds.
        let is = if uncovered.len() > 1 { "are" } else { "is" };
        format!("{} {is} not covered", and(&names))
    }

    fn refer_to(self, decision: &Decision) -> String {
        let urgency = decision.urgency.map_or_else(String::new, |urgency| self.when(urgency));
        match decision.refer_to.as_deref() {
            None | Some([]) => format!("refer on{urgency}"),
            Some(destinations) => {
                format!("refer to {}{urgency}", self.destinations(destinations, &decision.services))
            }
        }
    }

    /// `a physician or a physical therapist for an evaluation, and a dietitian`.
    #[must_use]
    pub fn destinations(self, destinations: &[Destination], asked: &[ServiceId]) -> String {
        // Whoever is among few for a service is also among many.
        let narrower = |one: &Destination, other: &Destination| {
            other.service == one.service
                && other.roles.len() < one.roles.len()
                && other.roles.iter().all(|role| one.roles.contains(role))
        };
        let needed = destinations
            .iter()
            .filter(|one| !destinations.iter().any(|other| narrower(one, other)));
        let each = needed.map(|destination| {
            let roles = self.any_of(&destination.roles);
            if asked.contains(&destination.service) {
                roles
            } else {
                format!("{roles} for {}", self.service(destination.service))
            }
        });
        and(&each.collect::<Vec<_>>())
    }

    /// The second half for a client who is somebody else's. How hard the client may work is for
    /// those who take the client to be told; here it would read as a permission.
    fn for_anybody(self, decision: &Decision) -> String {
        let limits = limits_of(decision);
        if !limits.ceiling.is_some_and(|ceiling| self.is_nothing(ceiling)) {
            return String::new();
        }
        let ends = self.ends(&limits);
        if ends.is_empty() {
            " And nobody starts.".to_owned()
        } else {
            format!(" And nobody starts before {ends}.")
        }
    }

    /// What ends the limits, after *before*.
    fn ends(self, limits: &Limits<'_>) -> String {
        let needs = limits.outstanding.iter().map(|&need| self.need(need).to_owned());
        let rechecks = limits.rechecks.iter().map(|recheck| self.recheck(recheck));
        and(&needs.chain(rechecks).collect::<Vec<_>>())
    }

    /// `but start nothing until there is a medical clearance`, `up to moderate intensity`, `without
    /// limits`.
    fn limits(self, limits: &Limits<'_>, brief: bool) -> String {
        let again =
            |recheck| if brief { self.recheck_briefly(recheck) } else { self.recheck(recheck) };
        let needs = Some(self.all_had(&limits.outstanding)).filter(|needs| !needs.is_empty());
        let mut until: Vec<_> =
            needs.into_iter().chain(limits.rechecks.iter().map(again)).collect();
        // Two rules may ask for the same measurement, each with its own thing to do meanwhile.
        until.dedup();
        let until =
            if until.is_empty() { String::new() } else { format!(" until {}", and(&until)) };
        let beside = self.beside(limits.duties);
        let now = match limits.ceiling {
            Some(ceiling) if self.is_nothing(ceiling) && until.is_empty() => {
                "but start nothing for now".to_owned()
            }
            Some(ceiling) if self.is_nothing(ceiling) => format!("but start nothing{until}"),
            Some(ceiling) if ceiling.index() > 0 => format!("{}{until}", self.up_to(ceiling)),
            _ if !until.is_empty() => format!("without a limit, but not complete{until}"),
            _ if !beside.is_empty() => return beside.trim_start_matches(", ").to_owned(),
            _ => "without limits".to_owned(),
        };
        format!("{now}{beside}")
    }

    fn is_nothing(self, ceiling: CeilingId) -> bool {
        ceiling.index() + 1 == self.book.ceilings.len()
    }

    fn bound(self, bound: Bound) -> String {
        format!("{}{}", self.verdict(bound.verdict), self.when(bound.urgency))
    }

    /// What somebody with this core does, as a phrase after *you would*: `take the client, up to
    /// moderate intensity`. The hurry is said of a stop only: that of a need or a referral follows
    /// from what is needed, and for whom.
    #[must_use]
    pub fn does(self, core: &Core) -> String {
        let limits = Limits {
            ceiling: core.ceiling,
            outstanding: core.outstanding.clone(),
            rechecks: &core.rechecks,
            duties: &core.duties,
        };
        match core.verdict {
            Verdict::Take | Verdict::TakeWith | Verdict::Wait => {
                format!("take the client, {}", self.limits(&limits, true))
            }
            Verdict::Refer => "refer the client to somebody whose remit it is".to_owned(),
            Verdict::Stop => {
                let to = self.destinations(&core.stop_to, &[]);
                let to = if to.is_empty() { String::new() } else { format!(" to {to}") };
                format!("stop and refer{to}{}", self.when(core.urgency))
            }
            Verdict::Ask => "ask first".to_owned(),
        }
    }

    /// The same in several ways, that of [`Self::does`] first: some shorter, some longer, so that of
    /// several things to do any can be said in as many words as another.
    #[must_use]
    pub fn ways_to_do(self, core: &Core) -> Vec<String> {
        let plainest = self.does(core);
        let other =
            |from: &str, to: &str| plainest.contains(from).then(|| plainest.replacen(from, to, 1));
        let others = match core.verdict {
            Verdict::Take | Verdict::TakeWith | Verdict::Wait => vec![
                other("the client, without limits", "the client on"),
                other("without limits", "and start as asked, without any limits"),
                other(
                    "without limits",
                    "and start as asked, with no limits and nothing to wait for",
                ),
                other("but start nothing until", "but only once"),
                other("but start nothing until", "but with nothing at all to be started until"),
                other("the client, up to", "the client, with nothing beyond"),
                other("the client, up to", "the client as yours, with nothing at all beyond"),
            ],
            Verdict::Refer => vec![
                other(" to somebody whose remit it is", " on"),
                other("whose remit it is", "whose remit it is, and start nothing of it yourself"),
            ],
            Verdict::Stop => {
                // Whom the client is sent to says what for.
                let asked: Vec<_> = core.stop_to.iter().map(|to| to.service).collect();
                let to = self.destinations(&core.stop_to, &asked);
                let briefly = format!("stop and refer to {to}{}", self.when(core.urgency));
                vec![
                    Some(briefly).filter(|briefly| *briefly != plainest && !to.is_empty()),
                    other("stop and refer", "stop, let nobody start anything, and refer"),
                ]
            }
            Verdict::Ask => Vec::new(),
        };
        std::iter::once(plainest.clone()).chain(others.into_iter().flatten()).collect()
    }

    /// What would be otherwise: `If the resting systolic blood pressure were 160 mmHg, you would
    /// take the client, but nothing until there is a medical clearance.`
    #[must_use]
    pub fn counterfactual(self, fact: FactId, from: &Value, to: &Value, core: &Core) -> String {
        format!("If {}, you would {}.", self.change(fact, from, to), self.does(core))
    }

    /// A change of one fact, after *if*.
    #[must_use]
    pub fn change(self, fact: FactId, from: &Value, to: &Value) -> String {
        match (from, to) {
            (Value::Set(before), Value::Set(after)) => {
                let gone = titles(before.iter().filter(|&term| !after.contains(term)), |term| {
                    self.term(term)
                });
                let come = titles(after.iter().filter(|&term| !before.contains(term)), |term| {
                    self.term(term)
                });
                let list = the(self.fact(fact));
                match (gone.is_empty(), come.is_empty()) {
                    (true, _) => format!("{list} also included {}", and(&come)),
                    (_, true) => format!("{list} did not include {}", or(&gone)),
                    _ => format!("{list} included {} in place of {}", and(&come), and(&gone)),
                }
            }
            (_, Value::NotTaken) => format!("the {} had not been taken", self.fact(fact)),
            (_, Value::Option(index)) => match self.told_option(fact, *index) {
                Some(told) => format!("the client {}", past(told)),
                None => format!("the {} were {}", self.fact(fact), self.option(fact, *index)),
            },
            _ => format!("the {} were {}", self.fact(fact), self.value(fact, to)),
        }
    }

    /// The phrase that tells an option, if it follows *the client*.
    fn told_option(self, fact: FactId, index: usize) -> Option<&'a str> {
        let FactKind::Choice { options, .. } = &self.book.facts[fact].kind else { return None };
        let told = options.get(index)?.told.as_deref()?;
        (!is_a_thing(told) && !told.contains('{')).then_some(told)
    }

    /// The question that settles a fact.
    #[must_use]
    pub fn question(self, fact: FactId) -> String {
        let declared = &self.book.facts[fact];
        if let Some(asks) = &declared.asks {
            return asks.clone();
        }
        let title = self.fact(fact);
        match &declared.kind {
            FactKind::Choice { yes_no: true, .. } => format!("{}: yes or no?", capital(title)),
            FactKind::Choice { options, .. } => {
                let options: Vec<_> = (0..options.len()).map(|at| self.option(fact, at)).collect();
                format!("{}: {}?", capital(title), or(&options))
            }
            FactKind::Number { .. } => format!("What is the {title}?"),
            FactKind::Set { .. } => format!("Which {title}, if any?"),
        }
    }

    /// Who speaks, in the second person: `You are a personal fitness trainer.`
    #[must_use]
    pub fn you_are(self, role: RoleId) -> String {
        format!("You are {}.", self.role(role))
    }

    /// A rule with its kind: `the lane “…”`.
    #[must_use]
    pub fn rule(self, id: RuleId) -> String {
        format!("the {} {}", self.kind(id), self.quoted(id))
    }
}

fn limits_of(decision: &Decision) -> Limits<'_> {
    let needs = decision.needs.as_deref().unwrap_or_default();
    Limits {
        ceiling: decision.ceiling,
        outstanding: needs.iter().filter(|of| !of.met).map(|of| of.need).collect(),
        rechecks: decision.rechecks.as_deref().unwrap_or_default(),
        duties: decision.duties.as_deref().unwrap_or_default(),
    }
}
