//! When rules apply, what they then say, and which of them are in force (D5 to D7).

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use remit_model::id::{Id, RoleId, RuleId, ServiceId};
use remit_model::rulebook::{Covers, Outcome, Rule};

use super::conditions::{View, World};
use crate::diagram::Diagram;

/// What a rule says, and when.
pub(super) struct Says<'a> {
    /// When it applies and still has an outcome.
    pub(super) speaks: Diagram,
    /// Its own outcome and those of its exceptions, and when each of them counts.
    pub(super) outcomes: Vec<(Diagram, &'a Outcome)>,
}

/// All rules of a rulebook, looked at once for all practitioners and services.
pub(super) struct Rules<'a> {
    pub(super) world: World<'a>,
    says: Vec<Option<Rc<Says<'a>>>>,
    speaks: HashMap<(RuleId, RuleId), Diagram>,
    /// By rule: the rules that override it.
    overriders: Vec<Vec<RuleId>>,
}

/// Who asks, and for which one service.
pub(super) type Asked = (RoleId, ServiceId);

impl<'a> Rules<'a> {
    pub(super) fn new(world: World<'a>) -> Self {
        let count = world.book.rules.len();
        let mut overriders = vec![Vec::new(); count];
        for (rule, what) in world.book.rules.iter() {
            for overridden in &what.overrides {
                if let Some(overriders) = overriders.get_mut(overridden.index()) {
                    overriders.push(rule);
                }
            }
        }
        Self { world, says: vec![None; count], speaks: HashMap::new(), overriders }
    }

    /// Whether a rule is for this practitioner, service and setting at all.
    pub(super) fn concerns(&self, rule: RuleId, (practitioner, service): Asked) -> bool {
        let Rule { roles, services, under, .. } = &self.world.book.rules[rule];
        let settings = &self.world.book.settings;
        let chosen = |setting| self.world.case.settings.get(Id::index(setting)).copied();
        roles.contains(practitioner)
            && services.contains(service)
            && under.iter().all(|&(setting, value)| {
                let chosen = chosen(setting).unwrap_or(settings[setting].usual);
                settings[setting]
                    .values
                    .get(chosen)
                    .is_some_and(|chosen| chosen.within.contains(&value))
            })
    }

    /// When a rule that is for these is in force (D7): no rule in force sets it aside.
    pub(super) fn in_force(
        &mut self,
        rule: RuleId,
        asked: Asked,
        known: &mut BTreeMap<RuleId, Diagram>,
    ) -> Diagram {
        if let Some(&known) = known.get(&rule) {
            return known;
        }
        let mut in_force = self.says(rule).speaks;
        for overrider in self.overriders.get(rule.index()).cloned().unwrap_or_default() {
            if self.concerns(overrider, asked) {
                let mut aside = self.in_force(overrider, asked, known);
                if self.world.book.rules[overrider].about.is_some() {
                    let still = self.speaks_without(rule, overrider);
                    aside = self.world.diagrams.without(aside, still);
                }
                in_force = self.world.diagrams.without(in_force, aside);
            }
        }
        known.insert(rule, in_force);
        in_force
    }

    /// What a rule says.
    pub(super) fn says(&mut self, rule: RuleId) -> Rc<Says<'a>> {
        if let Some(known) = self.says.get(rule.index()).cloned().flatten() {
            return known;
        }
        let says = Rc::new(self.look_at(rule, None));
        if let Some(known) = self.says.get_mut(rule.index()) {
            *known = Some(Rc::clone(&says));
        }
        says
    }

    /// When a rule would speak of the client without the concerns that another is about.
    fn speaks_without(&mut self, rule: RuleId, other: RuleId) -> Diagram {
        if let Some(&known) = self.speaks.get(&(rule, other)) {
            return known;
        }
        let speaks = self.look_at(rule, Some(other)).speaks;
        self.speaks.insert((rule, other), speaks);
        speaks
    }

    fn look_at(&mut self, rule: RuleId, view: View) -> Says<'a> {
        let rule: &'a Rule = &self.world.book.rules[rule];
        let applies = self.applies(rule, view);
        let mut exceptions = Vec::new();
        for exception in &rule.exceptions {
            exceptions.push((self.world.condition(&exception.when, view), &exception.outcome));
        }
        let diagrams = &mut self.world.diagrams;
        // Only the most protective of the exceptions that are true count, and equal ones together.
        let mut outcomes = Vec::new();
        let excepted = diagrams.any(exceptions.iter().map(|(when, _)| *when));
        outcomes.push((diagrams.without(applies, excepted), &rule.outcome));
        for &(when, outcome) in &exceptions {
            let stronger =
                exceptions.iter().filter(|(_, other)| protection(other) > protection(outcome));
            let stronger = diagrams.any(stronger.map(|(when, _)| *when));
            let counts = diagrams.without(when, stronger);
            outcomes.push((diagrams.and(applies, counts), outcome));
        }
        let silent = outcomes.iter().filter(|(_, outcome)| **outcome == Outcome::DoesNotApply);
        let silent = diagrams.any(silent.map(|(when, _)| *when));
        Says { speaks: diagrams.without(applies, silent), outcomes }
    }

    /// When a rule applies, to whomever it is for (D5, d to f).
    fn applies(&mut self, rule: &Rule, view: View) -> Diagram {
        let mut applies = self.world.condition(&rule.when, view);
        if let Some(about) = &rule.about {
            let about: Vec<_> =
                about.iter().map(|concern| self.world.concern(concern, view)).collect();
            let about = self.world.diagrams.any(about);
            applies = self.world.diagrams.and(applies, about);
        }
        if let Some(covers) = &rule.covers {
            let covers = self.covers(covers, view);
            applies = self.world.diagrams.and(applies, covers);
        }
        applies
    }

    fn covers(&mut self, covers: &Covers, view: View) -> Diagram {
        let (mut inside, mut outside) = (Vec::new(), Vec::new());
        for concern in self.world.book.concerns.ids() {
            let raised = self.world.concern(concern, view);
            if covers.every || covers.concerns.contains(concern) {
                inside.push(raised);
            } else {
                outside.push(raised);
            }
        }
        let diagrams = &mut self.world.diagrams;
        let (inside, outside) = (diagrams.any(inside), diagrams.any(outside));
        let healthy = diagrams.and(!inside, !outside);
        let healthy = diagrams.and(healthy, (covers.healthy || covers.every).into());
        let company = if covers.only { diagrams.without(inside, outside) } else { inside };
        diagrams.or(company, healthy)
    }
}

/// How protective an outcome is, among those of one rule (D6).
fn protection(outcome: &Outcome) -> (u8, usize) {
    match outcome {
        Outcome::DoesNotApply => (0, 0),
        Outcome::Take { .. } | Outcome::Recommend { .. } => (1, 0),
        Outcome::GoAhead { .. } => (2, 0),
        Outcome::UpTo { ceiling, .. } => (2, ceiling.index()),
        Outcome::Refer { urgency, .. } => (3, urgency.index()),
        Outcome::Stop { urgency, .. } => (4, urgency.index()),
    }
}
