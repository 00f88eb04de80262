//! When rules apply, what they then say, and which of them are in force (D5 to D7).

use std::collections::BTreeMap;
use std::sync::Arc;

use remit_model::id::{Id, RoleId, RuleId, ServiceId};
use remit_model::rulebook::{Covers, Outcome, Rule};
use rustc_hash::FxHashMap;

use super::conditions::{View, World};
use crate::algebra::{Algebra, Node};

/// What a rule says, and when.
#[derive(Debug, Clone)]
pub struct Says<'a, N> {
    /// When it applies and still has an outcome.
    pub speaks: N,
    /// Its own outcome and those of its exceptions, and when each of them counts.
    pub outcomes: Vec<(N, &'a Outcome)>,
}

/// All rules of a rulebook, looked at once for all practitioners and services.
#[derive(Debug, Clone)]
pub struct Rules<'a, A: Algebra> {
    /// What they are asked about.
    pub world: World<'a, A>,
    says: Vec<Option<Arc<Says<'a, A::Node>>>>,
    speaks: FxHashMap<(RuleId, RuleId), A::Node>,
    /// A rule that is not listened to.
    muted: Option<RuleId>,
    /// By rule: the rules that override it.
    overriders: Vec<Vec<RuleId>>,
}

/// Who asks, and for which one service.
pub type Asked = (RoleId, ServiceId);

impl<'a, A: Algebra> Rules<'a, A> {
    /// All rules of the world's rulebook.
    pub fn new(world: World<'a, A>) -> Self {
        let count = world.book.rules.len();
        let mut overriders = vec![Vec::new(); count];
        for (rule, what) in world.book.rules.iter() {
            for overridden in &what.overrides {
                if let Some(overriders) = overriders.get_mut(overridden.index()) {
                    overriders.push(rule);
                }
            }
        }
        Self {
            world,
            says: vec![None; count],
            speaks: FxHashMap::default(),
            muted: None,
            overriders,
        }
    }

    /// Listens to all rules but this one from now on, as if it were not there.
    pub fn mute(&mut self, rule: Option<RuleId>) {
        self.muted = rule;
    }

    /// Whether a rule is for this practitioner and service, and may be for the setting.
    pub fn concerns(&mut self, rule: RuleId, (practitioner, service): Asked) -> bool {
        let Rule { roles, services, .. } = &self.world.book.rules[rule];
        let asked = roles.contains(practitioner) && services.contains(service);
        asked && self.muted != Some(rule) && self.under(rule) != A::Node::NO
    }

    /// When the settings are those that a rule is for (D5 c).
    pub fn under(&mut self, rule: RuleId) -> A::Node {
        let book = self.world.book;
        let under = book.rules[rule].under.iter();
        let under: Vec<_> =
            under.map(|&(setting, value)| self.world.within(setting, value)).collect();
        self.world.algebra.all(under)
    }

    /// When a rule that is for these is in force (D7): no rule in force sets it aside.
    pub fn in_force(
        &mut self,
        rule: RuleId,
        asked: Asked,
        known: &mut BTreeMap<RuleId, A::Node>,
    ) -> A::Node {
        if let Some(&known) = known.get(&rule) {
            return known;
        }
        let (speaks, under) = (self.says(rule).speaks, self.under(rule));
        let mut in_force = self.world.algebra.and(speaks, under);
        for overrider in self.overriders.get(rule.index()).cloned().unwrap_or_default() {
            if self.concerns(overrider, asked) {
                let aside = self.sets_aside(overrider, rule, asked, known);
                in_force = self.world.algebra.without(in_force, aside);
            }
        }
        known.insert(rule, in_force);
        in_force
    }

    /// When a rule that is for these sets aside another that it overrides, should that one speak.
    pub fn sets_aside(
        &mut self,
        overrider: RuleId,
        rule: RuleId,
        asked: Asked,
        known: &mut BTreeMap<RuleId, A::Node>,
    ) -> A::Node {
        let aside = self.in_force(overrider, asked, known);
        if self.world.book.rules[overrider].about.is_none() {
            return aside;
        }
        let still = self.speaks_without(rule, overrider);
        self.world.algebra.without(aside, still)
    }

    /// What a rule says.
    pub fn says(&mut self, rule: RuleId) -> Arc<Says<'a, A::Node>> {
        if let Some(known) = self.says.get(rule.index()).cloned().flatten() {
            return known;
        }
        let book = self.world.book;
        let says = Arc::new(self.look_at(&book.rules[rule], None));
        if let Some(known) = self.says.get_mut(rule.index()) {
            *known = Some(Arc::clone(&says));
        }
        says
    }

    /// When a rule would speak of the client without the concerns that another is about, or covers.
    pub fn speaks_without(&mut self, rule: RuleId, other: RuleId) -> A::Node {
        if let Some(&known) = self.speaks.get(&(rule, other)) {
            return known;
        }
        let book = self.world.book;
        let speaks = self.look_at(&book.rules[rule], Some(other)).speaks;
        self.speaks.insert((rule, other), speaks);
        speaks
    }

    /// What a rule says of a client, or would say of the client without the concerns of a view;
    /// settings aside.
    pub fn look_at<'r>(&mut self, rule: &'r Rule, view: View) -> Says<'r, A::Node> {
        let applies = self.applies(rule, view);
        let mut exceptions = Vec::new();
        for exception in &rule.exceptions {
            exceptions.push((self.world.condition(&exception.when, view), &exception.outcome));
        }
        let algebra = &mut self.world.algebra;
        // Only the most protective of the exceptions that are true count, and equal ones together.
        let mut outcomes = Vec::new();
        let excepted = algebra.any(exceptions.iter().map(|(when, _)| *when));
        outcomes.push((algebra.without(applies, excepted), &rule.outcome));
        for &(when, outcome) in &exceptions {
            let stronger =
                exceptions.iter().filter(|(_, other)| protection(other) > protection(outcome));
            let stronger = algebra.any(stronger.map(|(when, _)| *when));
            let counts = algebra.without(when, stronger);
            outcomes.push((algebra.and(applies, counts), outcome));
        }
        let silent = outcomes.iter().filter(|(_, outcome)| **outcome == Outcome::DoesNotApply);
        let silent = algebra.any(silent.map(|(when, _)| *when));
        Says { speaks: algebra.without(applies, silent), outcomes }
    }

    /// When a rule applies, to whomever it is for (D5, d to f).
    pub fn applies(&mut self, rule: &Rule, view: View) -> A::Node {
        let mut applies = self.world.condition(&rule.when, view);
        if let Some(about) = &rule.about {
            let about: Vec<_> =
                about.iter().map(|concern| self.world.concern(concern, view)).collect();
            let about = self.world.algebra.any(about);
            applies = self.world.algebra.and(applies, about);
        }
        if let Some(covers) = &rule.covers {
            let covers = self.covers(covers, view);
            applies = self.world.algebra.and(applies, covers);
        }
        applies
    }

    fn covers(&mut self, covers: &Covers, view: View) -> A::Node {
        let (mut inside, mut outside) = (Vec::new(), Vec::new());
        for concern in self.world.book.concerns.ids() {
            let raised = self.world.concern(concern, view);
            if covers.every || covers.concerns.contains(concern) {
                inside.push(raised);
            } else {
                outside.push(raised);
            }
        }
        let algebra = &mut self.world.algebra;
        let (inside, outside) = (algebra.any(inside), algebra.any(outside));
        let healthy = algebra.and(!inside, !outside);
        let healthy = algebra.and(healthy, (covers.healthy || covers.every).into());
        let company = if covers.only { algebra.without(inside, outside) } else { inside };
        algebra.or(company, healthy)
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
