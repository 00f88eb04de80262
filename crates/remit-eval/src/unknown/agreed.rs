//! What is said beside the core: only what all completions agree on (D16).

use remit_model::id::{RoleId, RuleId, ServiceId};
use remit_model::rulebook::{IdSet, Verdict};

use super::core::Components;
use super::voices::Voices;
use super::{Heard, Unknowns};
use crate::decision::Decision;
use crate::diagram::Diagram;

impl<'a> Unknowns<'a> {
    /// Leaves of one completion's decision what holds of all completions.
    ///
    /// A part stays if everything it is made of is the same in all of them.
    pub(super) fn keep_agreed(
        &mut self,
        decision: &mut Decision,
        components: &Components,
        heard: &Heard<'a>,
    ) {
        let all = |part: &dyn Fn(&Voices<'a>) -> Vec<Diagram>| -> Vec<Diagram> {
            heard.iter().flat_map(|(_, voices)| part(voices)).collect()
        };
        let lane = all(&|voices| vec![voices.refused, voices.mine]);
        self.keep(&mut decision.lane, &lane);
        self.keep(&mut decision.covered_separately, &all(&|voices| vec![voices.separately]));
        self.keep(&mut decision.ceiling, &all(&|voices| voices.ceiling.clone()));
        self.keep(&mut decision.urgency, &all(&|voices| voices.urgency.clone()));
        self.keep(
            &mut decision.rechecks,
            &all(&|voices| voices.rechecks.values().copied().collect()),
        );
        let mut duties = all(&|voices| voices.duties.values().copied().collect());
        duties.extend(lane);
        self.keep(&mut decision.duties, &duties);
        let also = all(&|voices| voices.also.iter().map(|(when, _)| *when).collect());
        self.keep(&mut decision.also_refer, &also);
        let advice = all(&|voices| voices.advice.iter().map(|(_, when)| *when).collect());
        self.keep(&mut decision.recommended, &advice);
        let needs = |voices: &Voices<'a>| {
            voices.needs.values().flat_map(|(unmet, met)| [*unmet, *met]).collect()
        };
        let mut needs = all(&needs);
        self.keep(&mut decision.needs, &needs);
        needs.push(components.at_least(Verdict::Stop));
        needs.extend(all(&|voices| voices.clearances.clone()));
        self.keep(&mut decision.clearance, &needs);
        let stops = all(&|voices| voices.stops.iter().map(|stop| stop.when).collect());
        self.keep(&mut decision.stop_urgency, &stops);
        self.keep_uncovered(decision, heard);
        self.keep_destinations(decision, components, heard);
        self.keep_rules(decision, heard);
        self.keep_stage(decision);
    }

    fn keep<T>(&mut self, part: &mut Option<T>, made_of: &[Diagram]) {
        if !made_of.iter().all(|&diagram| self.is_the_same(diagram)) {
            *part = None;
        }
    }

    fn is_the_same(&mut self, diagram: Diagram) -> bool {
        self.is_certain(diagram) || self.is_certain(!diagram)
    }

    fn is_certain(&mut self, diagram: Diagram) -> bool {
        !self.rules.world.diagrams.meet(self.possible, !diagram)
    }

    fn keep_uncovered(&mut self, decision: &mut Decision, heard: &Heard<'a>) {
        let uncovered = heard.iter().flat_map(|(_, voices)| &voices.uncovered);
        let several = self.rules.world.several_in_one();
        let same = uncovered.into_iter().all(|&(concern, when)| {
            // Of concerns that share a variable it is not known which are raised.
            if several.contains(concern) { self.is_certain(!when) } else { self.is_the_same(when) }
        });
        if !same {
            decision.uncovered = None;
        }
    }

    fn keep_destinations(
        &mut self,
        decision: &mut Decision,
        components: &Components,
        heard: &Heard<'a>,
    ) {
        let stop = components.at_least(Verdict::Stop);
        let mut made_of: Vec<Diagram> = vec![stop];
        for (_, voices) in heard {
            made_of.extend([voices.refused, voices.mine]);
            made_of.extend(voices.stops.iter().chain(&voices.refusals).map(|sent| sent.when));
            made_of.extend(voices.needs.values().map(|(unmet, _)| *unmet));
        }
        self.keep(&mut decision.refer_to, &made_of);
        if decision.refer_to.is_none() || self.is_certain(stop) {
            return;
        }
        let book = self.judge.book;
        let mut lanes: Vec<(RoleId, ServiceId)> = Vec::new();
        let mut add = |role: RoleId, service: ServiceId| {
            let kinds = book.roles.iter().filter(|(_, kind)| kind.is_a.contains(role));
            let both = [service, book.evaluation.unwrap_or(service)];
            lanes.extend(kinds.flat_map(|(kind, _)| both.map(|service| (kind, service))));
        };
        for (service, voices) in heard {
            let needs = voices.needs.iter().filter(|(_, (unmet, _))| *unmet != Diagram::NO);
            needs
                .flat_map(|(need, _)| &book.needs[*need].given_by)
                .for_each(|role| add(*role, *service));
            let to = voices.refusals.iter().filter(|sent| sent.when != Diagram::NO);
            to.flat_map(|sent| sent.to).for_each(|role| add(*role, *service));
            if !self.is_certain(voices.mine) && !self.is_certain(voices.refused) {
                book.roles.ids().for_each(|role| add(role, *service));
                let advice: Vec<_> = voices.advice.iter().map(|(_, when)| *when).collect();
                self.keep(&mut decision.refer_to, &advice);
            }
        }
        lanes.sort_unstable();
        lanes.dedup();
        for asked in lanes {
            if decision.refer_to.is_some() {
                let mine = self.hear(asked).mine;
                self.keep(&mut decision.refer_to, &[mine]);
            }
        }
    }

    /// Rules are named if they are in force, or set aside, in all completions.
    fn keep_rules(&mut self, decision: &mut Decision, heard: &Heard<'a>) {
        let mut certain = IdSet::<RuleId>::default();
        let mut aside = IdSet::<RuleId>::default();
        for (_, voices) in heard {
            for (&rule, &when) in &voices.in_force {
                if self.is_certain(when) {
                    certain.insert(rule);
                }
                let speaks = self.rules.says(rule).speaks;
                if self.is_certain(speaks) && self.is_certain(!when) {
                    aside.insert(rule);
                }
            }
        }
        decision.decided_by.retain(|rule| certain.contains(*rule));
        decision.set_aside.retain_mut(|set_aside| {
            set_aside.by.retain(|rule| certain.contains(*rule));
            aside.contains(set_aside.rule) && !set_aside.by.is_empty()
        });
        let (mut advised, mut varying) = (IdSet::<RuleId>::default(), IdSet::<RuleId>::default());
        for &(rule, when) in heard.iter().flat_map(|(_, voices)| &voices.advice) {
            if self.is_certain(when) {
                advised.insert(rule);
            } else if !self.is_certain(!when) {
                varying.insert(rule);
            }
        }
        let certain = |rule| advised.contains(rule) && !varying.contains(rule);
        decision.advice.retain(|advice| certain(advice.rule));
    }

    fn keep_stage(&mut self, decision: &mut Decision) {
        let book = self.judge.book;
        let mut made_of = Vec::new();
        for (stage, what) in book.stages.iter() {
            made_of.push(self.rules.world.condition(&what.when, None));
            // The first whose condition holds is the stage; those after it decide nothing.
            if Some(stage) == decision.stage {
                break;
            }
        }
        self.keep(&mut decision.stage, &made_of);
    }
}
