//! What a rule says, as a phrase that follows "then".

use remit_model::id::{CeilingId, Id, NeedId, RoleId, UrgencyId};
use remit_model::rulebook::{Outcome, Recheck, Until};

use crate::Words;
use crate::list::{and, counted, is_a_thing, or};
use crate::names::titles;

impl Words<'_> {
    /// An outcome: `nothing until a medical clearance`, `refer to a physician, the same day`.
    #[must_use]
    pub fn outcome(self, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Take { duties, needs } => {
                let with = titles(duties.iter().copied(), |duty| self.duty(duty));
                let with =
                    if with.is_empty() { String::new() } else { format!(", with {}", and(&with)) };
                let once: Vec<_> = needs.iter().map(|&need| self.had(need)).collect();
                let once =
                    if once.is_empty() { String::new() } else { format!(", once {}", and(&once)) };
                format!("take the client{with}{once}")
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
                format!("{}{until}{then}{}", self.up_to(*ceiling), self.placed(*place))
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

    /// A measurement that is to be repeated: `pulse is taken again after 5 minutes (sitting)`.
    #[must_use]
    pub fn recheck(self, recheck: &Recheck) -> String {
        let after = recheck
            .minutes
            .map_or_else(String::new, |count| format!(" after {}", counted(count, "minute")));
        let doing = recheck.doing.as_ref().map_or_else(String::new, |doing| format!(" ({doing})"));
        format!("the {} is taken again{after}{doing}", self.fact(recheck.fact))
    }

    /// A need that is met, as a clause: titles that are things are had, others say it themselves.
    #[must_use]
    pub fn had(self, need: NeedId) -> String {
        let title = self.need(need);
        if is_a_thing(title) { format!("there is {title}") } else { title.to_owned() }
    }

    /// `, the same day`; nothing for routine.
    pub(crate) fn when(self, urgency: UrgencyId) -> String {
        if urgency.index() == 0 { String::new() } else { format!(", {}", self.urgency(urgency)) }
    }

    fn placed(self, place: Option<UrgencyId>) -> String {
        place.map_or_else(String::new, |urgency| format!(" (urgency: {})", self.urgency(urgency)))
    }
}
