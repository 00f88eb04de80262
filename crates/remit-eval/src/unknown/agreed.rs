//! What is said beside the core: only what all completions agree on (D16).

use remit_model::id::{RoleId, RuleId};
use remit_model::rulebook::IdSet;

use super::Unknowns;
use crate::algebra::{Algebra, Node};
use crate::decision::Decision;
use crate::diagram::Diagram;
use crate::symbolic::Voices;

impl<'a> Unknowns<'a> {
    /// Leaves of one completion's decision what holds of all completions.
    pub(super) fn keep_agreed(&mut self, decision: &mut Decision, voices: &Voices<'a, Diagram>) {
        self.keep(&mut decision.lane, &[voices.refused, voices.mine]);
        self.keep(&mut decision.covered_separately, &[voices.separately]);
        self.keep(&mut decision.ceiling, &voices.ceiling);
        self.keep(&mut decision.urgency, &voices.urgency);
        let needs = voices.needs.values().flat_map(|(unmet, met)| [*unmet, *met]);
        self.keep(&mut decision.needs, &needs.collect::<Vec<_>>());
        let rechecks: Vec<_> = voices.rechecks.values().copied().collect();
        self.keep(&mut decision.rechecks, &rechecks);
        let duties: Vec<_> = voices.duties.values().copied().collect();
        self.keep(&mut decision.duties, &duties);
        let also: Vec<_> = voices.also.values().copied().collect();
        self.keep(&mut decision.also_refer, &also);
        let stops: Vec<_> = voices.stops.iter().map(|stop| stop.when).collect();
        self.keep(&mut decision.stop_urgency, &stops);
        let mut clearance = vec![voices.stop];
        for level in voices.clearance {
            clearance.push(self.rules.world.algebra.without(level, voices.stop));
        }
        self.keep(&mut decision.clearance, &clearance);
        let recommended = self.recommended(voices);
        self.keep(&mut decision.recommended, &recommended);
        self.keep_uncovered(decision, voices);
        self.keep_destinations(decision, voices);
        self.keep_rules(decision, voices);
        self.keep_stage(decision);
    }

    /// Leaves a part if everything that it depends on is the same in all completions.
    fn keep<T>(&mut self, part: &mut Option<T>, made_of: &[Diagram]) {
        if !made_of.iter().all(|&diagram| self.is_the_same(diagram)) {
            *part = None;
        }
    }

    pub(super) fn is_the_same(&mut self, diagram: Diagram) -> bool {
        self.is_certain(diagram) || self.is_certain(!diagram)
    }

    pub(super) fn is_certain(&mut self, diagram: Diagram) -> bool {
        !self.rules.world.algebra.meet(self.possible, !diagram)
    }

    /// When each role is recommended: it is named by every advice in force, or, if none is, by some.
    fn recommended(&mut self, voices: &Voices<'a, Diagram>) -> Vec<Diagram> {
        let (mut some, mut every) = (Vec::new(), Vec::new());
        for role in self.judge.book.roles.ids() {
            let written = voices.advice.iter().filter(|(_, _, roles)| roles.contains(&role));
            let written = self.rules.world.algebra.any(written.map(|(_, when, _)| *when));
            let advised = self.advised(voices, role);
            every.push(self.rules.world.algebra.and(written, advised));
            some.push(written);
        }
        let diagrams = &mut self.rules.world.algebra;
        let agreed = diagrams.any(every.iter().copied());
        let by_some = some.into_iter().map(|role| diagrams.without(role, agreed));
        let by_some: Vec<_> = by_some.collect();
        every.into_iter().chain(by_some).collect()
    }

    /// When every advice in force names a role.
    pub(super) fn advised(&mut self, voices: &Voices<'a, Diagram>, role: RoleId) -> Diagram {
        let diagrams = &mut self.rules.world.algebra;
        let mut by_all = Diagram::YES;
        for &(rule, speaks, _) in &voices.advice {
            let has = |roles: &[RoleId]| self.judge.names(roles, role);
            let named = voices.advice.iter().filter(|(of, _, to)| *of == rule && has(to));
            let named = diagrams.any(named.map(|(_, when, _)| *when));
            let passed_over = diagrams.without(speaks, named);
            by_all = diagrams.without(by_all, passed_over);
        }
        by_all
    }

    fn keep_uncovered(&mut self, decision: &mut Decision, voices: &Voices<'a, Diagram>) {
        let several = self.rules.world.several_in_one(self.judge.classes().named());
        let same = voices.uncovered.iter().all(|(concern, &when)| {
            // Of concerns that share a variable it is not known which of them are raised.
            if several.contains(*concern) { self.is_certain(!when) } else { self.is_the_same(when) }
        });
        if !same {
            decision.uncovered = None;
        }
    }

    /// Rules are named if they are in force, or set aside, in all completions.
    fn keep_rules(&mut self, decision: &mut Decision, voices: &Voices<'a, Diagram>) {
        let (mut certain, mut aside) = (IdSet::<RuleId>::default(), IdSet::<RuleId>::default());
        for (&rule, &when) in &voices.in_force {
            if self.is_certain(when) {
                certain.insert(rule);
            }
            let speaks = self.rules.says(rule).speaks;
            if self.is_certain(speaks) && self.is_certain(!when) {
                aside.insert(rule);
            }
        }
        decision.decided_by.retain(|rule| certain.contains(*rule));
        decision.set_aside.retain_mut(|set_aside| {
            set_aside.by.retain(|rule| certain.contains(*rule));
            aside.contains(set_aside.rule) && !set_aside.by.is_empty()
        });
        let mut varying = IdSet::<RuleId>::default();
        for &(rule, when, _) in &voices.advice {
            if !self.is_the_same(when) {
                varying.insert(rule);
            }
        }
        decision
            .advice
            .retain(|advice| certain.contains(advice.rule) && !varying.contains(advice.rule));
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
