//! What a rule says, as a phrase that follows "then".

use remit_model::id::{CeilingId, DutyId, Id, NeedId, RoleId, UrgencyId};
use remit_model::rulebook::{FactKind, Outcome, Recheck, Until};

use crate::Words;
use crate::list::{and, counted, is_a_thing, or};
use crate::names::titles;

impl Words<'_> {
    /// An outcome: `nothing until a medical clearance`, `refer to a physician, the same day`.
    #[must_use]
    pub fn outcome(self, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Take { duties, needs } => {
                let once = if needs.is_empty() {
                    String::new()
                } else {
                    format!(", once {}", self.all_had(needs))
                };
                format!("take the client{}{once}", self.beside(duties))
            }
            Outcome::Refer { to, urgency } => {
                format!("refer to {}{}", self.any_of(to), self.when(*urgency))
            }
            Outcome::GoAhead { place } => format!("go ahead{}", self.placed(*place)),
            Outcome::UpTo { ceiling, until, once_met, place } => {
                let until = until
                    .as_ref()
                    .map_or_else(String::new, |until| format!(" {}", self.until(until)));
                let then = once_met
                    .map_or_else(String::new, |met| format!(", and then {}", self.up_to(met)));
                // What has no limit anyway is not without one until something happens.
                let complete = if ceiling.index() == 0 && !until.is_empty() {
                    ", but not complete"
                } else {
                    ""
                };
                let up_to = self.up_to(*ceiling);
                format!("{up_to}{complete}{until}{then}{}", self.placed(*place))
            }
            Outcome::Stop { to, urgency } => {
                format!("stop and refer to {}{}", self.any_of(to), self.when(*urgency))
            }
            Outcome::Recommend { roles } => format!("recommend {}", self.any_of(roles)),
            Outcome::DoesNotApply => "this rule does not apply".to_owned(),
        }
    }

    /// `a physician or a physical therapist`.
    #[must_use]
    pub fn any_of(self, roles: &[RoleId]) -> String {
        or(&titles(roles.iter().copied(), |role| self.role(role)))
    }

    /// A ceiling as a limit: `up to moderate intensity`, `nothing`, `no limit`.
    #[must_use]
    pub fn up_to(self, ceiling: CeilingId) -> String {
        match ceiling.index() {
            0 => "no limit".to_owned(),
            last if last + 1 == self.book.ceilings.len() => "nothing".to_owned(),
            _ => format!("up to {}", self.ceiling(ceiling)),
        }
    }

    /// What ends a limit: `until a medical clearance`.
    #[must_use]
    pub fn until(self, until: &Until) -> String {
        match until {
            Until::Need(need) => format!("until {}", self.had(*need)),
            Until::Recheck(recheck) => format!("until {}", self.recheck(recheck)),
        }
    }

    /// What is to be looked at again: `the pulse is taken again after 5 minutes (sitting)`.
    #[must_use]
    pub fn recheck(self, recheck: &Recheck) -> String {
        let doing = recheck.doing.as_ref().map_or_else(String::new, |doing| format!(" ({doing})"));
        format!("{}{doing}", self.recheck_briefly(recheck))
    }

    /// The same without what the client does meanwhile.
    pub(crate) fn recheck_briefly(self, recheck: &Recheck) -> String {
        let after = recheck
            .minutes
            .map_or_else(String::new, |count| format!(" after {}", counted(count, "minute")));
        let again = match self.book.facts[recheck.fact].kind {
            FactKind::Set { .. } => "are looked at again",
            FactKind::Choice { .. } => "is looked at again",
            FactKind::Number { .. } => "is taken again",
        };
        format!("the {} {again}{after}", self.fact(recheck.fact))
    }

    /// What is done beside: `, and look after the feet`, `, with a log of every session`.
    pub(crate) fn beside(self, duties: &[DutyId]) -> String {
        let titles = titles(duties.iter().copied(), |duty| self.duty(duty));
        let (things, acts): (Vec<_>, Vec<_>) =
            titles.into_iter().partition(|title| is_a_thing(title));
        let with =
            if things.is_empty() { String::new() } else { format!(", with {}", and(&things)) };
        if acts.is_empty() { with } else { format!("{with}, and {}", acts.join("; ")) }
    }

    /// A need that is met, as a clause.
    #[must_use]
    pub fn had(self, need: NeedId) -> String {
        self.all_had(&[need])
    }

    /// Needs that are met, as a clause: what is a thing is there, what is a clause says it itself.
    pub(crate) fn all_had(self, needs: &[NeedId]) -> String {
        let titles = titles(needs.iter().copied(), |need| self.need(need));
        let (clauses, things): (Vec<_>, Vec<_>) =
            titles.into_iter().partition(|title| title.starts_with("the client"));
        let things =
            if things.is_empty() { None } else { Some(format!("there is {}", and(&things))) };
        and(&things.into_iter().chain(clauses).collect::<Vec<_>>())
    }

    /// `, the same day`; nothing for routine.
    pub(crate) fn when(self, urgency: UrgencyId) -> String {
        if urgency.index() == 0 { String::new() } else { format!(", {}", self.urgency(urgency)) }
    }

    fn placed(self, place: Option<UrgencyId>) -> String {
        place.map_or_else(String::new, |urgency| format!(" (urgency: {})", self.urgency(urgency)))
    }
}
