//! Who may, and who should, serve a client (D13), and what a practitioner must not do (D14).

use remit_model::id::{RoleId, ServiceId};
use remit_model::rulebook::{IdSet, Verdict};

use crate::case::Case;
use crate::decision::{Advised, Decision, Recommendation, Who};
use crate::judge::Judge;
use crate::unknown::Unknowns;

impl Judge<'_> {
    /// Who may, and who should, serve the client (D13). Decisions come without explanation.
    #[must_use]
    pub fn who(&self, case: &Case, services: &[ServiceId]) -> Who {
        let mut listed: Vec<RoleId> = Vec::new();
        for role in services.iter().flat_map(|service| &self.book.services[*service].listed) {
            if !listed.contains(role) {
                listed.push(*role);
            }
        }
        let practitioners: Vec<Decision> = if case.complete().is_some() {
            listed.iter().map(|role| self.decide_briefly(case, *role, services)).collect()
        } else {
            let mut unknowns = Unknowns::new(self, case);
            listed.iter().map(|role| unknowns.decide::<bool>(*role, services)).collect()
        };
        let permitted = practitioners.iter().filter(|decision| decision.permitted());
        let permitted = permitted.map(|decision| decision.practitioner).collect();
        let (how, recommended) = self.recommend(&practitioners);
        Who { recommended, how, permitted, practitioners }
    }

    fn recommend(&self, practitioners: &[Decision]) -> (Recommendation, Vec<RoleId>) {
        let possible: Vec<RoleId> = practitioners
            .iter()
            .filter(|decision| decision.possible())
            .map(|decision| decision.practitioner)
            .collect();
        if possible.is_empty() {
            let stops = |decision: &Decision| match decision.at_least {
                Some(least) => least.verdict == Verdict::Stop,
                None => decision.verdict == Verdict::Stop,
            };
            if practitioners.is_empty() || !practitioners.iter().all(stops) {
                return (Recommendation::Referral, destinations(practitioners.iter()));
            }
            let urgency =
                practitioners.iter().map(|decision| decision.stop_urgency).max().flatten();
            let most_urgent =
                practitioners.iter().filter(|decision| decision.stop_urgency == urgency);
            return (Recommendation::Stop, destinations(most_urgent));
        }
        let cut = |advice: &Advised| -> Vec<RoleId> {
            possible.iter().copied().filter(|role| self.names(&advice.roles, *role)).collect()
        };
        let advice = practitioners.iter().flat_map(|decision| &decision.advice);
        let named: Vec<Vec<RoleId>> = advice.map(cut).filter(|roles| !roles.is_empty()).collect();
        let by_all = |role: &&RoleId| named.iter().all(|roles| roles.contains(role));
        let by_some = |role: &&RoleId| named.iter().any(|roles| roles.contains(role));
        let all: Vec<RoleId> = possible.iter().filter(by_all).copied().collect();
        if named.is_empty() {
            (Recommendation::Possible, possible)
        } else if all.is_empty() {
            (Recommendation::SomeAdvice, possible.iter().filter(by_some).copied().collect())
        } else {
            (Recommendation::Advice, all)
        }
    }

    /// The acts that are not for this practitioner and client, whatever the unknown facts turn out
    /// to be (D14).
    #[must_use]
    pub fn forbidden(&self, case: &Case, role: RoleId) -> Vec<ServiceId> {
        let acts = self.book.services.iter().filter(|(_, service)| service.act).map(|(id, _)| id);
        if case.complete().is_none() {
            let mut unknowns = Unknowns::new(self, case);
            return acts.filter(|act| unknowns.forbidden(role, *act)).collect();
        }
        let forbidden = |act: &ServiceId| !self.decide_briefly(case, role, &[*act]).possible();
        acts.filter(forbidden).collect()
    }
}

/// All roles of the decisions' destinations, each once.
fn destinations<'d>(decisions: impl Iterator<Item = &'d Decision>) -> Vec<RoleId> {
    let to = decisions.filter_map(|decision| decision.refer_to.as_ref()).flatten();
    let roles: IdSet<RoleId> = to.flat_map(|to| to.roles.iter().copied()).collect();
    roles.iter().collect()
}
