//! Draws clients for whom a chosen rule decides.

use remit_eval::{Case, Completion, Condition, Core, Fate, Found, Judge};
use remit_model::Rulebook;
use remit_model::id::{
    ConcernId, ExampleId, FactId, Id, NeedId, RoleId, RuleId, ScreenId, ServiceId, StageId, Table,
    TermId,
};
use remit_model::rulebook::{
    Atom, Cond, Covers, FactKind, IdSet, Outcome, RaisedBy, Rule, RuleKind, Test, Value, Verdict,
};
use remit_words::Words;

use crate::draw::{Draw, digest};
use crate::likely::Pair;
use crate::mutant::{Bench, Mutation};
use crate::reads::{Reads, needs_of};
use crate::sketch::Sketch;
use crate::tell::{Aim, Scenario};

/// How many clients are tried before a target is given up.
const TRIES: usize = 20;

/// Of those for whom a rule decides beside another that says as much, so many are told at most.
const SHARED: usize = 4;

/// The members of a group are of a kind with each other if it has so many at most.
const KIN: usize = 12;

/// What a client is wanted for: a rule, or one of its exceptions, is to decide what a practitioner
/// is told who is asked for a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// The rule that is to decide.
    pub rule: RuleId,
    /// Its exception that is to count, by index.
    pub exception: Option<usize>,
    /// Who is asked.
    pub role: RoleId,
    /// What for.
    pub service: ServiceId,
}

/// Why no client was found: the furthest that any of those tried came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unreached {
    /// The rule is not for this practitioner and this service.
    NotAsked,
    /// The rule never changes what is decided: it advises, or lets go ahead.
    NeverDecides,
    /// No client was found to whom it applies.
    NoClient,
    /// Those to whom it applies were all somebody else's clients, and the rule is about what one does
    /// with one's own.
    NotTheirs,
    /// It applied to some, and decided for none.
    NotDecisive,
    /// It decided for some, but what can be told of them leaves the answer open.
    NotTellable,
    /// Its clients can be told, but no change of one fact that can be told changes the answer.
    NothingTips,
}

/// Draws clients from a rulebook.
#[derive(Debug)]
pub struct Author<'a> {
    pub(crate) book: &'a Rulebook,
    pub(crate) judge: Judge<'a>,
    /// What each rule looks at.
    pub(crate) reads: Table<RuleId, Reads>,
    /// What the `asked when` of each fact looks at, if it has one.
    pub(crate) asked_when: Table<FactId, Option<IdSet<FactId>>>,
    /// The facts that are told together with each.
    pub(crate) together: Table<FactId, Vec<FactId>>,
    /// Each example's title as a number.
    pub(crate) digests: Table<ExampleId, u64>,
    /// What each need looks at that is asked only of clients with some concern.
    of_concerns: Table<NeedId, Vec<FactId>>,
    /// What each stage of health looks at.
    pub(crate) of_stages: Table<StageId, IdSet<FactId>>,
    /// The numbers that go together.
    pub(crate) pairs: Vec<Pair>,
    /// The screen that closes most.
    pub(crate) screen: Option<ScreenId>,
    bench: Bench,
}

impl<'a> Author<'a> {
    /// An author for a rulebook.
    #[must_use]
    pub fn new(book: &'a Rulebook) -> Self {
        let mut reads = Table::default();
        for rule in book.rules.values() {
            reads.push(Reads::of(book, rule));
        }
        let (mut asked_when, mut together) = (Table::default(), Table::default());
        for (id, fact) in book.facts.iter() {
            asked_when.push(fact.asked_when.as_ref().map(|when| Reads::of_cond(book, when).facts));
            together.push(Words::new(book).told_with(id));
        }
        let is_covered =
            |fact| matches!(book.facts[fact].kind, FactKind::Set { needs_cover: true, .. });
        let of_a_concern = |fact: &FactId| {
            asked_when[*fact].as_ref().is_some_and(|reads: &IdSet<_>| reads.iter().any(is_covered))
        };
        let mut of_concerns = Table::default();
        for need in book.needs.values() {
            let reads = Reads::of_cond(book, &need.met_when).facts;
            of_concerns.push(reads.iter().filter(of_a_concern).collect());
        }
        let mut of_stages = Table::default();
        for stage in book.stages.values() {
            of_stages.push(Reads::of_cond(book, &stage.when).facts);
        }
        let mut digests = Table::default();
        for example in book.examples.values() {
            digests.push(digest(&example.label.title));
        }
        let screens = book.screens.iter();
        let screen =
            screens.max_by_key(|(id, screen)| (screen.closes.len(), std::cmp::Reverse(*id)));
        Self {
            book,
            judge: Judge::new(book),
            reads,
            asked_when,
            together,
            digests,
            of_concerns,
            of_stages,
            pairs: Pair::all(book),
            screen: screen.map(|(id, _)| id),
            bench: Bench::new(book),
        }
    }

    /// The judge of the rulebook.
    #[must_use]
    pub fn judge(&self) -> &Judge<'a> {
        &self.judge
    }

    /// The rules for the practitioner and the service that have to do with a client as told, whether
    /// they apply or not: what is missing for them is of a kind with what is told.
    #[must_use]
    pub fn akin(&self, scenario: &Scenario) -> Vec<RuleId> {
        let kin = Kin::of(self.book, scenario);
        let reasons = scenario.decision.explanation.iter().flat_map(|all| &all.services);
        let considered = reasons.flat_map(|reasons| &reasons.considered);
        let akin = considered.filter(|considered| {
            let rule = &self.book.rules[considered.rule];
            match &considered.fate {
                Fate::InForce | Fate::Excepted | Fate::SetAside(_) | Fate::CoversNotAll => true,
                Fate::ConditionFalse => {
                    considered.when.as_ref().is_some_and(|when| kin.nearly(self.book, when))
                }
                Fate::AboutNone => {
                    rule.about.as_ref().is_some_and(|about| kin.raises(self.book, about))
                }
                Fate::CoversNone => rule
                    .covers
                    .as_ref()
                    .is_some_and(|covers| kin.raises(self.book, &covers.concerns)),
                _ => false,
            }
        });
        akin.map(|considered| considered.rule).collect()
    }

    /// Whether a condition has to do with a client as told, whether it holds or not.
    #[must_use]
    pub fn is_akin(&self, scenario: &Scenario, cond: &Cond) -> bool {
        Kin::of(self.book, scenario).has(&Reads::of_cond(self.book, cond))
    }

    /// Whether a need speaks of this client: it looks at nothing that is asked only of clients with
    /// some concern, unless they have it.
    #[must_use]
    pub fn speaks_of(&self, scenario: &Scenario, need: NeedId) -> bool {
        let asked = |fact: &FactId| {
            let when = self.book.facts[*fact].asked_when.as_ref();
            when.is_none_or(|when| self.judge.holds(&scenario.client, when))
        };
        self.of_concerns[need].iter().all(asked)
    }

    /// Whether some lane takes clients who come to this practitioner for this.
    #[must_use]
    pub fn is_open(&self, role: RoleId, service: ServiceId) -> bool {
        self.book.rules.values().any(|lane| {
            lane.takes() && lane.roles.contains(role) && lane.services.contains(service)
        })
    }

    /// What somebody would decide who is wrong in one point.
    pub fn mistaken(
        &mut self,
        mutation: &Mutation,
        client: &Completion,
        target: &Target,
    ) -> Option<Core> {
        self.bench.core(&self.judge, mutation, client, target.role, &[target.service])
    }

    /// Draws a client for whom the target's rule decides: it is among the rules that decide, and
    /// without it the decision would be another; or, where there is no such client, another rule
    /// says as much.
    ///
    /// # Errors
    ///
    /// How far the best of a bounded number of tries came.
    pub fn draw(&mut self, target: Target, draw: &mut Draw) -> Result<Scenario, Unreached> {
        let rule = &self.book.rules[target.rule];
        if !rule.roles.contains(target.role) || !rule.services.contains(target.service) {
            return Err(Unreached::NotAsked);
        }
        if never_decides(rule) {
            return Err(Unreached::NeverDecides);
        }
        let mut furthest = Unreached::NoClient;
        // Those for whom another rule says as much.
        let mut shared = Vec::new();
        for _ in 0..TRIES {
            let Some(mut sketch) = self.sketch(target, draw) else { continue };
            furthest = furthest.max(Unreached::NotTheirs);
            let Some(core) = self.decisive(target, &mut sketch, draw) else {
                if furthest == Unreached::NotTheirs && !self.sends_on(target, &sketch) {
                    furthest = Unreached::NotDecisive;
                }
                if shared.len() < SHARED && self.shares(target, &sketch) {
                    shared.push(sketch);
                }
                continue;
            };
            match self.finished(target, sketch, core, draw) {
                Ok(scenario) => return Ok(scenario),
                Err(why) => furthest = furthest.max(why),
            }
        }
        for sketch in shared {
            let core = self.judge.core(&sketch.client, target.role, &[target.service]);
            match self.finished(target, sketch, core, draw) {
                Ok(scenario) => return Ok(scenario),
                Err(why) => furthest = furthest.max(why),
            }
        }
        Err(furthest)
    }

    /// Gives a client a face and tells what there is to tell.
    fn finished(
        &self,
        target: Target,
        mut sketch: Sketch<'a>,
        core: Core,
        draw: &mut Draw,
    ) -> Result<Scenario, Unreached> {
        self.season(target, &core, &mut sketch, draw);
        self.pair_up(target, &core, &mut sketch, draw);
        if !self.is_likely(&sketch.client) {
            return Err(Unreached::NotDecisive);
        }
        let aim = Aim {
            rule: Some(target.rule),
            exception: target.exception,
            role: target.role,
            service: target.service,
            alone: self.refuses(target),
            stage: None,
        };
        self.tell(&aim, &sketch, core, draw).ok_or(Unreached::NotTellable)
    }

    /// Whether the client is referred, whatever the target's rule says of how to take clients.
    fn sends_on(&self, target: Target, sketch: &Sketch<'a>) -> bool {
        let core = self.judge.core(&sketch.client, target.role, &[target.service]);
        core.verdict == Verdict::Refer && !self.refuses(target)
    }

    /// Whether the rule is among those that decide for this client, though another says as much: a
    /// stop beside a stop, a limit beside a limit.
    fn shares(&self, target: Target, sketch: &Sketch<'a>) -> bool {
        if target.exception.is_some() || self.judge.violates(&sketch.client).is_some() {
            return false;
        }
        let mut case = Case::new(self.book);
        case.settings.clone_from(&sketch.client.settings);
        for fact in self.book.facts.ids() {
            case.give(fact, sketch.value(fact).clone());
        }
        let decision = self.judge.decide_briefly(&case, target.role, &[target.service]);
        // Beside a referral what is to wait for is only half of the answer, and that is asked nobody.
        decision.verdict != Verdict::Refer && decision.decided_by.contains(&target.rule)
    }

    /// A client to whom the rule applies, and whom somebody takes if the rule alone can't decide.
    fn sketch(&self, target: Target, draw: &mut Draw) -> Option<Sketch<'a>> {
        let rule = &self.book.rules[target.rule];
        let mut sketch = Sketch::usual(self.book, draw);
        self.introduce(&mut sketch, draw);
        if !sketch.apply(rule, draw) {
            return None;
        }
        for (at, exception) in rule.exceptions.iter().enumerate() {
            match target.exception {
                Some(wanted) if wanted == at => {
                    if !sketch.fulfil(&exception.when, true, draw, 0) {
                        return None;
                    }
                }
                // Two exceptions may hold at once; which one counts is looked at afterwards.
                Some(_) => {}
                None => {
                    if !sketch.fulfil(&exception.when, false, draw, 0) {
                        return None;
                    }
                }
            }
        }
        if !matches!(rule.outcome, Outcome::Take { .. } | Outcome::Stop { .. }) {
            self.find_lane(&mut sketch, target, draw);
        }
        let likely = self.make_likely(&mut sketch, draw);
        (likely && self.judge.violates(&sketch.client).is_none()).then_some(sketch)
    }

    /// Somebody has to be willing to take the client, or nothing else matters: makes lanes apply
    /// until every concern is covered.
    fn find_lane(&self, sketch: &mut Sketch<'a>, target: Target, draw: &mut Draw) {
        let reaching = |(id, lane): &(RuleId, &Rule)| {
            *id != target.rule
                && lane.takes()
                && lane.roles.contains(target.role)
                && lane.services.contains(target.service)
        };
        let lanes: Vec<&'a Rule> =
            self.book.rules.iter().filter(reaching).map(|(_, lane)| lane).collect();
        for _ in 0..4 {
            let concerns = self.judge.concerns(&sketch.client);
            let hold = self.judge.which_hold(&sketch.client, lanes.iter().map(|lane| &lane.when));
            let held =
                lanes.iter().zip(hold).filter(|(lane, holds)| *holds && self.settled(sketch, lane));
            let covers: Vec<&Covers> = held.filter_map(|(lane, _)| lane.covers.as_ref()).collect();
            if covers.iter().any(|covers| covers.every) {
                return;
            }
            let covered = |concern| covers.iter().any(|covers| covers.concerns.contains(concern));
            let open = concerns.iter().find(|&concern| !covered(concern));
            if open.is_none()
                && (!concerns.is_empty() || covers.iter().any(|covers| covers.healthy))
            {
                return;
            }
            let fits = |lane: &&Rule| match (&lane.covers, open) {
                (Some(covers), Some(open)) => covers.every || covers.concerns.contains(open),
                (Some(covers), None) => covers.healthy || covers.every || !covers.only,
                (None, _) => false,
            };
            let Some(lane) = draw.shuffled(lanes.iter().copied()).into_iter().find(fits) else {
                return;
            };
            let before = sketch.clone();
            let applied = sketch.apply(lane, draw)
                && lane
                    .exceptions
                    .iter()
                    .all(|exception| sketch.fulfil(&exception.when, false, draw, 0));
            if !applied {
                *sketch = before;
            }
        }
    }

    fn settled(&self, sketch: &Sketch<'a>, rule: &Rule) -> bool {
        rule.under.iter().all(|&(setting, value)| {
            let chosen = sketch.client.settings.get(setting.index()).copied();
            let chosen = chosen.and_then(|chosen| self.book.settings[setting].values.get(chosen));
            chosen.is_some_and(|chosen| chosen.within.contains(&value))
        })
    }

    /// Whether the rule decides for this client; if so, the core. What hides behind a need that
    /// other rules have comes out when that need is met.
    fn decisive(
        &mut self,
        target: Target,
        sketch: &mut Sketch<'a>,
        draw: &mut Draw,
    ) -> Option<Core> {
        let services = [target.service];
        let core = self.judge.core(&sketch.client, target.role, &services);
        if self.matters(target, sketch, &core)?
            || self.refuses(target) && core.verdict == Verdict::Refer
        {
            return Some(core);
        }
        let own = needs_of(&self.book.rules[target.rule]);
        for &need in core.outstanding.iter().filter(|need| !own.contains(need)) {
            if !sketch.fulfil(&self.book.needs[need].met_when, true, draw, 0) {
                return None;
            }
        }
        let core = self.judge.core(&sketch.client, target.role, &services);
        let fine =
            self.judge.violates(&sketch.client).is_none() && self.matters(target, sketch, &core)?;
        fine.then_some(core)
    }

    /// Whether the decision would be another without the rule, or without its exception.
    fn matters(&mut self, target: Target, sketch: &Sketch<'a>, core: &Core) -> Option<bool> {
        let without = match target.exception {
            Some(at) => Mutation::IgnoreException(target.rule, at),
            None => Mutation::Drop(target.rule),
        };
        Some(!tells_same(&self.mistaken(&without, &sketch.client, &target)?, core))
    }

    /// Where nobody takes a client, a rule that refuses changes nothing but the reason. It decides
    /// all the same, if it is the only one to refuse.
    pub(crate) fn refuses(&self, target: Target) -> bool {
        target.exception.is_none()
            && matches!(self.book.rules[target.rule].outcome, Outcome::Refer { .. })
    }
}

/// What is told of a client, and what is of a kind with it.
struct Kin {
    facts: IdSet<FactId>,
    terms: IdSet<TermId>,
}

impl Kin {
    fn of(book: &Rulebook, scenario: &Scenario) -> Self {
        let mut kin = Self { facts: IdSet::default(), terms: IdSet::default() };
        for (fact, value) in &scenario.told {
            let Value::Set(members) = value else {
                kin.facts.insert(*fact);
                continue;
            };
            for term in members.iter() {
                kin.terms.insert(term);
                kin.terms.extend(&book.terms[term].implies);
            }
        }
        let told = kin.terms.clone();
        let groups = book.groups.values().map(|group| &group.terms);
        for group in groups.filter(|group| group.len() <= KIN && group.meets(&told)) {
            kin.terms.extend(group);
        }
        kin
    }

    /// Whether a condition holds, or fails only in what is of a kind with what is told.
    fn nearly(&self, book: &Rulebook, condition: &Condition) -> bool {
        if condition.holds {
            return true;
        }
        let nearly = |part: &Condition| self.nearly(book, part);
        match &condition.found {
            Found::Always => true,
            Found::Fact(Atom { test: Test::Includes(terms), .. }, _) => terms.meets(&self.terms),
            Found::Fact(atom, _) => self.facts.contains(atom.fact),
            Found::Concern(id, None) => self.raises(book, &std::iter::once(*id).collect()),
            Found::Definition(_, inner) | Found::Concern(_, Some(inner)) => nearly(inner),
            Found::Not(inner) => self.nearly_not(inner),
            Found::All(parts) => parts.iter().all(nearly),
            Found::Any(parts) => parts.iter().any(nearly),
            Found::AtLeast(count, parts) => {
                parts.iter().filter(|part| nearly(part)).count() >= *count
            }
            Found::InOrder((low, _), _) => self.facts.contains(*low),
        }
    }

    /// Whether a condition that holds does so by something that is told.
    fn nearly_not(&self, condition: &Condition) -> bool {
        match &condition.found {
            Found::Fact(Atom { test: Test::Includes(terms), .. }, _) => terms.meets(&self.terms),
            Found::Fact(atom, _) => self.facts.contains(atom.fact),
            Found::Definition(_, inner) | Found::Concern(_, Some(inner)) | Found::Not(inner) => {
                self.nearly_not(inner)
            }
            Found::All(parts) | Found::Any(parts) | Found::AtLeast(_, parts) => {
                parts.iter().any(|part| self.nearly_not(part))
            }
            _ => false,
        }
    }

    /// Whether something of a kind with what is told raises one of some concerns.
    fn raises(&self, book: &Rulebook, concerns: &IdSet<ConcernId>) -> bool {
        concerns.iter().any(|concern| match book.concerns[concern].raised_by {
            RaisedBy::Term(term) => self.terms.contains(term),
            RaisedBy::Condition(_) => false,
        })
    }

    fn has(&self, reads: &Reads) -> bool {
        reads.facts.is_empty() || reads.facts.meets(&self.facts) || reads.terms.meets(&self.terms)
    }
}

/// Whether no decision can be otherwise without this rule: it advises, or lets go ahead.
#[must_use]
pub fn never_decides(rule: &Rule) -> bool {
    let silent = |outcome: &Outcome| {
        matches!(outcome, Outcome::GoAhead { place: None } | Outcome::DoesNotApply)
    };
    rule.kind == RuleKind::Advice
        || rule.overrides.is_empty()
            && silent(&rule.outcome)
            && rule.exceptions.iter().all(|exception| silent(&exception.outcome))
}

/// Whether two decisions are the same to somebody who is told what to do: the hurry of a stop is
/// part of that, while that of a need or a referral follows from it.
#[must_use]
pub fn tells_same(one: &Core, other: &Core) -> bool {
    let told = |core: &Core| {
        let mut core = core.clone();
        if core.verdict != Verdict::Stop {
            core.urgency = Id::from_index(0);
        }
        core
    };
    told(one) == told(other)
}
