//! Where the client is to go (D12), if that is the same in all completions.

use remit_model::id::{RoleId, ServiceId};

use super::Unknowns;
use crate::algebra::{Algebra, Node};
use crate::decision::{Decision, Destination};
use crate::destination::split;
use crate::diagram::Diagram;
use crate::symbolic::{Voices, destinations};

/// Something that sends a client on: when it does, and for each service the roles, each with when
/// it is one of them. Where no role is left, it is the last resort.
struct Source {
    when: Diagram,
    parts: Vec<(ServiceId, Vec<(RoleId, Diagram)>)>,
}

impl<'a> Unknowns<'a> {
    /// Leaves the destinations of one completion if they are those of all.
    pub(super) fn keep_destinations(
        &mut self,
        decision: &mut Decision,
        voices: &Voices<'a, Diagram>,
    ) {
        let Some(told) = decision.refer_to.clone() else { return };
        let sources = self.sources(decision, voices);
        let all_told = sources.iter().all(|source| {
            let elsewhere = self.sends_elsewhere(source, &told);
            self.is_certain(!elsewhere)
        });
        let same = all_told
            && told.iter().all(|destination| {
                let mut reached = Diagram::NO;
                for source in &sources {
                    let here = self.sends_to(source, destination);
                    let here = self.rules.world.algebra.and(source.when, here);
                    reached = self.rules.world.algebra.or(reached, here);
                }
                self.is_certain(reached)
            });
        if !same {
            decision.refer_to = None;
        }
    }

    /// All that can send the client on: under stop the stops, else refusals, unmet needs, and the
    /// want of a rule.
    fn sources(&mut self, decision: &Decision, voices: &Voices<'a, Diagram>) -> Vec<Source> {
        let book = self.judge.book;
        let stops = destinations(book, &mut self.rules.world.algebra, &voices.stops);
        let stops = stops.into_iter().map(|((roles, service), when)| {
            let roles = roles.iter().map(|role| (*role, Diagram::YES)).collect();
            Source { when, parts: vec![(service, roles)] }
        });
        let mut sources: Vec<Source> = stops.collect();
        if self.is_certain(voices.stop) {
            return sources;
        }
        for &service in &decision.services {
            let own = self.hear((decision.practitioner, service));
            for (need, &(unmet, _)) in &own.needs {
                let evaluation = book.evaluation.unwrap_or(service);
                self.add(&mut sources, unmet, voices, |unknowns| {
                    vec![unknowns.able(&book.needs[*need].given_by, evaluation)]
                });
            }
            for refusal in &own.refusals {
                self.add(&mut sources, refusal.when, voices, |unknowns| {
                    let parts = split(book, refusal.to, service);
                    parts
                        .into_iter()
                        .map(|(roles, service)| unknowns.able(&roles, service))
                        .collect()
                });
            }
            let no_rule = self.rules.world.algebra.and(!own.refused, !own.mine);
            self.add(&mut sources, no_rule, voices, |unknowns| unknowns.computed(&own, service));
        }
        sources
    }

    /// Adds what sends the client on where nobody stops, if it ever does.
    fn add(
        &mut self,
        sources: &mut Vec<Source>,
        when: Diagram,
        voices: &Voices<'a, Diagram>,
        parts: impl FnOnce(&mut Self) -> Vec<(ServiceId, Vec<(RoleId, Diagram)>)>,
    ) {
        let when = self.rules.world.algebra.without(when, voices.stop);
        if !self.is_certain(!when) {
            let parts = parts(self);
            sources.push(Source { when, parts });
        }
    }

    /// Written roles, and when their lane for a service, or that of one of their kind, is mine.
    fn able(
        &mut self,
        roles: &[RoleId],
        service: ServiceId,
    ) -> (ServiceId, Vec<(RoleId, Diagram)>) {
        let book = self.judge.book;
        let mut able = Vec::new();
        for &role in roles {
            let mut mine = Diagram::NO;
            for (kind, _) in book.roles.iter().filter(|(_, kind)| kind.is_a.contains(role)) {
                let lane = self.hear((kind, service)).mine;
                mine = self.rules.world.algebra.or(mine, lane);
            }
            able.push((role, mine));
        }
        (service, able)
    }

    /// The roles whose lane is mine and whom every advice in force names; all of them, if there is
    /// none.
    fn computed(
        &mut self,
        own: &Voices<'a, Diagram>,
        service: ServiceId,
    ) -> Vec<(ServiceId, Vec<(RoleId, Diagram)>)> {
        let book = self.judge.book;
        let mut able = Vec::new();
        for (role, _) in book.roles.iter().filter(|(_, role)| !role.category) {
            let mine = self.hear((role, service)).mine;
            let advised = self.advised(own, role);
            let best = self.rules.world.algebra.and(mine, advised);
            able.push((role, mine, best));
        }
        let diagrams = &mut self.rules.world.algebra;
        let some = diagrams.any(able.iter().map(|(_, _, best)| *best));
        let chosen = able.into_iter().map(|(role, mine, best)| {
            let mine = diagrams.without(mine, some);
            (role, diagrams.or(best, mine))
        });
        let chosen: Vec<(RoleId, Diagram)> = chosen.collect();
        let roles: Vec<RoleId> = chosen.iter().map(|(role, _)| *role).collect();
        let part = |(roles, service): (Vec<RoleId>, ServiceId)| {
            let of = chosen.iter().filter(|(role, _)| roles.contains(role));
            (service, of.copied().collect())
        };
        split(book, &roles, service).map(part).to_vec()
    }

    /// When a source's destinations are among others than those told.
    fn sends_elsewhere(&mut self, source: &Source, told: &[Destination]) -> Diagram {
        let mut elsewhere = Diagram::NO;
        for (service, roles) in &source.parts {
            let mut here = self.nobody(roles);
            for destination in told.iter().filter(|destination| destination.service == *service) {
                let these = self.exactly(roles, &destination.roles);
                here = self.rules.world.algebra.or(here, these);
            }
            elsewhere = self.rules.world.algebra.or(elsewhere, !here);
        }
        if !told.iter().any(|destination| self.is_last_resort(destination)) {
            let nowhere = self.nowhere(source);
            elsewhere = self.rules.world.algebra.or(elsewhere, nowhere);
        }
        self.rules.world.algebra.and(source.when, elsewhere)
    }

    /// When one of a source's destinations is this.
    fn sends_to(&mut self, source: &Source, destination: &Destination) -> Diagram {
        let mut here = Diagram::NO;
        for (_, roles) in source.parts.iter().filter(|(service, _)| *service == destination.service)
        {
            let these = self.exactly(roles, &destination.roles);
            here = self.rules.world.algebra.or(here, these);
        }
        if self.is_last_resort(destination) {
            let nowhere = self.nowhere(source);
            here = self.rules.world.algebra.or(here, nowhere);
        }
        here
    }

    fn is_last_resort(&self, destination: &Destination) -> bool {
        let book = self.judge.book;
        let service = book.evaluation.is_none_or(|evaluation| evaluation == destination.service);
        service && book.last_resort.is_some_and(|role| destination.roles == [role])
    }

    fn nowhere(&mut self, source: &Source) -> Diagram {
        let parts: Vec<_> = source.parts.iter().map(|(_, roles)| self.nobody(roles)).collect();
        self.rules.world.algebra.all(parts)
    }

    fn nobody(&mut self, roles: &[(RoleId, Diagram)]) -> Diagram {
        !self.rules.world.algebra.any(roles.iter().map(|(_, is)| *is))
    }

    /// When these, in this order, are the roles that are left.
    fn exactly(&mut self, roles: &[(RoleId, Diagram)], wanted: &[RoleId]) -> Diagram {
        let mut found = roles.iter().map(|(role, _)| role).filter(|role| wanted.contains(role));
        if !found.by_ref().eq(wanted) {
            return Diagram::NO;
        }
        let is = |(role, is): &(RoleId, Diagram)| if wanted.contains(role) { *is } else { !*is };
        self.rules.world.algebra.all(roles.iter().map(is))
    }
}
