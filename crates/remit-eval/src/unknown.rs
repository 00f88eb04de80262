//! Deciding a case of which something is unknown, exactly and without going through its completions
//! (D16).
//!
//! What is known becomes constant; what is open becomes the variables of decision diagrams. Each
//! component of the core is one diagram: when the verdict is at least so protective, when a need is
//! outstanding, and so on. All completions have one core if no component is open.

mod agreed;
mod core;
mod destinations;
mod order;

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use remit_model::id::{FactId, RoleId, ServiceId};
use remit_model::rulebook::{FactKind, Verdict};

use self::core::Rank;
use crate::algebra::Node;
use crate::case::{Case, Completion};
use crate::decision::{Bound, Decision};
use crate::diagram::{Diagram, Diagrams};
use crate::judge::Judge;
use crate::ruling::nothing;
use crate::symbolic::{Arrangement, Asked, Components, Rules, Variables, Voices, World};
use crate::truth::Truth;

/// So many steps are made for a question, then it counts as too large.
const MOST_STEPS: usize = 400_000;

/// A case of which something is unknown, ready to be asked about for any practitioner and service.
pub(crate) struct Unknowns<'a> {
    judge: &'a Judge<'a>,
    case: &'a Case,
    arrangement: Arrangement,
    rules: Rules<'a, Diagrams>,
    /// When the case is possible.
    possible: Diagram,
    /// The same, with the order of facts in one class told apart.
    possible_in_order: Diagram,
    voices: HashMap<Asked, Rc<Voices<'a, Diagram>>>,
}

/// A case that is decided for one practitioner and service after the other: what is found out about
/// the client is found out once.
pub struct Questions<'a> {
    judge: &'a Judge<'a>,
    case: &'a Case,
    client: Known<'a>,
}

/// What there is to know of the client of [`Questions`].
enum Known<'a> {
    Whole(Completion),
    Open(Box<Unknowns<'a>>),
}

impl<'a> Questions<'a> {
    /// Makes a case ready to be asked about.
    #[must_use]
    pub fn new(judge: &'a Judge<'a>, case: &'a Case) -> Self {
        let client = match case.complete() {
            Some(completion) => Known::Whole(completion),
            None => Known::Open(Box::new(Unknowns::new(judge, case))),
        };
        Self { judge, case, client }
    }

    /// Decides it, as [`Judge::decide_briefly`] does.
    pub fn decide_briefly(&mut self, role: RoleId, services: &[ServiceId]) -> Decision {
        match &mut self.client {
            Known::Whole(client) => {
                self.judge.decide_complete::<bool>(self.case, client, role, services)
            }
            Known::Open(unknowns) => unknowns.decide::<bool>(role, services),
        }
    }
}

impl<'a> Unknowns<'a> {
    /// Makes a case ready.
    pub(crate) fn new(judge: &'a Judge<'a>, case: &'a Case) -> Self {
        let mut unknowns = Self::arranged(judge, case, Arrangement::MembersLast);
        if unknowns.gave_up() {
            unknowns.rearrange();
        }
        unknowns
    }

    fn arranged(judge: &'a Judge<'a>, case: &'a Case, arrangement: Arrangement) -> Self {
        let variables = Variables::new(judge.book, case, judge.classes(), arrangement);
        let diagrams = Diagrams::new(variables.widths.clone(), MOST_STEPS);
        let mut world = World::new(judge.book, Cow::Borrowed(case), variables, diagrams);
        let possible_in_order = world.possible();
        let orders = world.variables.order_levels();
        let possible = world.algebra.exists(possible_in_order, &orders);
        let rules = Rules::new(world);
        Self {
            judge,
            case,
            arrangement,
            rules,
            possible,
            possible_in_order,
            voices: HashMap::new(),
        }
    }

    fn gave_up(&self) -> bool {
        self.rules.world.algebra.overflowed()
    }

    /// Begins again with the other arrangement, unless that has been tried.
    fn rearrange(&mut self) -> bool {
        let again = self.arrangement == Arrangement::MembersLast;
        if again {
            *self = Self::arranged(self.judge, self.case, Arrangement::Together);
        }
        again
    }

    /// Whether the case has a completion at all (D3).
    pub(crate) fn has_completion(&self) -> bool {
        self.possible != Diagram::NO || self.gave_up()
    }

    /// Decides the case.
    pub(crate) fn decide<T: Truth>(&mut self, role: RoleId, services: &[ServiceId]) -> Decision {
        let decision = self.try_to_decide::<T>(role, services);
        if decision.too_large && self.rearrange() {
            return self.try_to_decide::<T>(role, services);
        }
        decision
    }

    fn try_to_decide<T: Truth>(&mut self, role: RoleId, services: &[ServiceId]) -> Decision {
        self.rules.world.algebra.allow(MOST_STEPS);
        let (components, voices) = self.components(role, services);
        let mut decision = self.one_completion::<T>(role, services);
        self.keep_agreed(&mut decision, &voices);
        let world = &mut self.rules.world;
        let open = components.open(&mut world.algebra);
        if !open.is_empty() {
            let ranks = components.ranks(&mut world.algebra);
            decision.ask = world.ask(&components, &open, &ranks);
            decision.at_least = ranks.first().map(|(rank, _)| bound(*rank));
            decision.at_most = ranks.last().map(|(rank, _)| bound(*rank));
            let sent_on = decision.verdict >= Verdict::Refer;
            if !sent_on || !components.open_but_urgency(&mut world.algebra).is_empty() {
                self.ask_first(&mut decision);
            }
        }
        if self.gave_up() || self.possible == Diagram::NO {
            self.ask_everything(&mut decision);
        }
        decision
    }

    /// Whether nobody of this role may serve the client, whatever the unknown facts turn out to be
    /// (D14).
    pub(crate) fn forbidden(&mut self, role: RoleId, service: ServiceId) -> bool {
        let mut never = self.is_never_permitted(role, service);
        if self.gave_up() && self.rearrange() {
            never = self.is_never_permitted(role, service);
        }
        never && !self.gave_up()
    }

    fn is_never_permitted(&mut self, role: RoleId, service: ServiceId) -> bool {
        self.rules.world.algebra.allow(MOST_STEPS);
        let (components, _) = self.components(role, &[service]);
        let permitted = !components.at_least(Verdict::Refer);
        !self.rules.world.algebra.meet(self.possible, permitted)
    }

    fn components(
        &mut self,
        role: RoleId,
        services: &[ServiceId],
    ) -> (Components<Diagram>, Rc<Voices<'a, Diagram>>) {
        let mut voices: Option<Rc<Voices<'a, Diagram>>> = None;
        for &service in services {
            let next = self.hear((role, service));
            match &mut voices {
                None => voices = Some(next),
                Some(voices) => {
                    Rc::make_mut(voices).add(&next, &mut self.rules.world.algebra);
                }
            }
        }
        let voices = voices.unwrap_or_default();
        let diagrams = &mut self.rules.world.algebra;
        (Components::new(self.judge.book, diagrams, self.possible, &voices), voices)
    }

    fn hear(&mut self, asked: Asked) -> Rc<Voices<'a, Diagram>> {
        if let Some(known) = self.voices.get(&asked) {
            return Rc::clone(known);
        }
        let voices = Rc::new(self.rules.voices(asked));
        self.voices.insert(asked, Rc::clone(&voices));
        voices
    }

    /// What one completion comes to, the most usual one as far as possible.
    fn one_completion<T: Truth>(&self, role: RoleId, services: &[ServiceId]) -> Decision {
        let World { variables, algebra, .. } = &self.rules.world;
        let usual = variables.usual();
        let usual_at = |level: usize| usual.get(level).copied().unwrap_or_default();
        let values = algebra.example(self.possible_in_order, usual_at).unwrap_or(usual);
        let completion = variables.completion(self.judge.book, self.case, &values);
        self.judge.decide_complete::<T>(self.case, &completion, role, services)
    }

    /// Nothing starts until somebody has asked.
    fn ask_first(&self, decision: &mut Decision) {
        decision.verdict = Verdict::Ask;
        decision.ceiling = Some(nothing(self.judge.book));
        (decision.lane, decision.needs, decision.urgency) = (None, None, None);
        (decision.clearance, decision.explanation) = (None, None);
        decision.decided_by.clear();
    }

    /// Where the question is too large to be decided exactly, everything open is asked for: sets
    /// that need cover first, because the members that they may have make a question large.
    fn ask_everything(&self, decision: &mut Decision) {
        self.ask_first(decision);
        decision.too_large = true;
        let first = |fact: &FactId| match self.judge.book.facts[*fact].kind {
            FactKind::Set { needs_cover: true, .. } => 0,
            FactKind::Set { .. } => 1,
            _ => 2,
        };
        decision.ask = self.case.open().collect();
        decision.ask.sort_by_key(first);
        (decision.at_least, decision.at_most, decision.stage) = (None, None, None);
        (decision.uncovered, decision.covered_separately) = (None, None);
        (decision.rechecks, decision.duties) = (None, None);
        (decision.refer_to, decision.also_refer, decision.recommended) = (None, None, None);
        decision.stop_urgency = None;
        decision.advice.clear();
        decision.set_aside.clear();
    }
}

fn bound((verdict, urgency, _): Rank) -> Bound {
    Bound { verdict, urgency }
}
