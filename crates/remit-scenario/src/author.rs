//! Draws clients for whom a chosen rule decides.

use remit_eval::{Case, Completion, Core, Decision, Judge};
use remit_model::Rulebook;
use remit_model::id::{FactId, Id, NeedId, RoleId, RuleId, ScreenId, ServiceId};
use remit_model::rulebook::{
    Covers, Fact, FactKind, IdSet, Outcome, Rule, RuleKind, Until, Value, Verdict,
};
use remit_words::{Telling, Words};

use crate::draw::Draw;
use crate::mutant::{Bench, Mutation};
use crate::sketch::{Sketch, stepped, steps};

/// How many clients are tried before a target is given up.
const TRIES: usize = 20;
/// How many facts are told at most; more is no vignette any more.
const MOST_TOLD: usize = 14;

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

/// A client for whom a rule decides.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What the client was drawn for.
    pub target: Target,
    /// The whole client.
    pub client: Completion,
    /// What is said of the client; the rest is unknown, or closed by the screen.
    pub case: Case,
    /// What is told.
    pub told: Vec<(FactId, Value)>,
    /// The screen that was finished.
    pub screen: Option<ScreenId>,
    /// In which of many ways it is told.
    pub style: u32,
    /// What was decided, with its explanation.
    pub decision: Decision,
    /// Its core.
    pub core: Core,
}

impl Scenario {
    /// The client in words.
    #[must_use]
    pub fn vignette(&self, words: Words<'_>) -> String {
        let usual = words.book().settings.iter().map(|(id, setting)| (id, setting.usual));
        let chosen =
            usual.zip(&self.client.settings).filter(|((_, usual), chosen)| usual != *chosen);
        let settings: Vec<_> = chosen.map(|((id, _), &chosen)| (id, chosen)).collect();
        words.vignette(&Telling {
            facts: &self.told,
            services: &[self.target.service],
            settings: &settings,
            screen: self.screen,
            style: self.style,
        })
    }
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
    /// It applied to some, and decided for none.
    NotDecisive,
    /// It decided for some, but what can be told of them leaves the answer open.
    NotTellable,
}

/// Draws clients from a rulebook.
#[derive(Debug)]
pub struct Author<'a> {
    book: &'a Rulebook,
    judge: Judge<'a>,
    bench: Bench,
}

impl<'a> Author<'a> {
    /// An author for a rulebook.
    #[must_use]
    pub fn new(book: &'a Rulebook) -> Self {
        Self { book, judge: Judge::new(book), bench: Bench::new(book) }
    }

    /// The judge of the rulebook.
    #[must_use]
    pub fn judge(&self) -> &Judge<'a> {
        &self.judge
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
    /// without it the decision would be another.
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
        for _ in 0..TRIES {
            let Some(mut sketch) = self.sketch(target, draw) else { continue };
            furthest = furthest.max(Unreached::NotDecisive);
            let Some(core) = self.decisive(target, &mut sketch, draw) else { continue };
            self.season(target, &core, &mut sketch, draw);
            self.pair_up(target, &core, &mut sketch, draw);
            furthest = Unreached::NotTellable;
            if let Some(scenario) = self.tell(target, &sketch, core, draw) {
                return Ok(scenario);
            }
        }
        Err(furthest)
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
        self.judge.violates(&sketch.client).is_none().then_some(sketch)
    }

    /// Somebody has to be willing to take the client, or nothing else matters: makes lanes apply
    /// until every concern is covered.
    fn find_lane(&self, sketch: &mut Sketch<'a>, target: Target, draw: &mut Draw) {
        let reaching = |(id, lane): &(RuleId, &Rule)| {
            *id != target.rule
                && takes(lane)
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
        if self.changes(target, sketch, &core)?
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
            self.judge.violates(&sketch.client).is_none() && self.changes(target, sketch, &core)?;
        fine.then_some(core)
    }

    /// Whether the decision would be another without the rule, or without its exception.
    fn changes(&mut self, target: Target, sketch: &Sketch<'a>, core: &Core) -> Option<bool> {
        let without = match target.exception {
            Some(at) => Mutation::IgnoreException(target.rule, at),
            None => Mutation::Drop(target.rule),
        };
        Some(!tells_same(&self.mistaken(&without, &sketch.client, &target)?, core))
    }

    /// Where nobody takes a client, a rule that refuses changes nothing but the reason. It decides
    /// all the same, if it is the only one to refuse.
    fn refuses(&self, target: Target) -> bool {
        target.exception.is_none()
            && matches!(self.book.rules[target.rule].outcome, Outcome::Refer { .. })
    }

    /// Gives a client a face: another age, and numbers a little beside the usual ones, as people
    /// are.
    fn introduce(&self, sketch: &mut Sketch<'a>, draw: &mut Draw) {
        let words = Words::new(self.book);
        for (id, fact) in self.book.facts.iter() {
            let (FactKind::Number { low, high, step, .. }, Some(Value::Number(usual))) =
                (&fact.kind, &fact.usual)
            else {
                if words.introduces(id)
                    && let FactKind::Choice { options, .. } = &fact.kind
                {
                    sketch.set(id, Value::Option(draw.below(options.len())));
                }
                continue;
            };
            let all = steps(*low, *high, *step);
            let place = steps(*low, *usual, *step);
            let (from, to) = if words.introduces(id) {
                (all / 10, all * 3 / 4)
            } else if at_an_end(fact) {
                // None of something is not varied into a little of it.
                (place, place)
            } else {
                let span = (all / 12).clamp(0, 12);
                ((place - span).max(0), (place + span).min(all))
            };
            let place = from + draw.below(usize::try_from(to - from).unwrap_or(0) + 1) as i128;
            sketch.set(id, Value::Number(stepped(*low, *step, place)));
        }
        // Who came out impossible stays as usual, but for what chance can't get wrong.
        if self.judge.violates(&sketch.client).is_some() {
            *sketch = Sketch::usual(self.book, draw);
        }
    }

    /// Mixes in facts that change nothing: what the rulebook's own examples tell of their clients,
    /// those of the same chapter before others.
    fn season(&self, target: Target, core: &Core, sketch: &mut Sketch<'a>, draw: &mut Draw) {
        let concerns = self.judge.concerns(&sketch.client);
        let wanted = 1 + draw.below(3);
        let mut added = 0;
        for _ in 0..8 {
            if added == wanted {
                return;
            }
            let Some((fact, value)) = self.detail(target, draw) else { return };
            let ordinary = fact_is_ordinary(self.book, fact) && worth_telling(value);
            if !ordinary || !sketch.is_free(fact) || sketch.chosen.contains(fact) {
                continue;
            }
            let before = sketch.value(fact).clone();
            sketch.set(fact, value.clone());
            if self.unchanged(target, core, sketch)
                && self.judge.concerns(&sketch.client) == concerns
            {
                sketch.chosen.insert(fact);
                added += 1;
            } else {
                sketch.set(fact, before);
            }
        }
    }

    /// What some example tells of its client.
    fn detail(&self, target: Target, draw: &mut Draw) -> Option<(FactId, &'a Value)> {
        let topic = self.book.rules[target.rule].topic;
        let of_topic =
            |rules: &[RuleId]| rules.iter().any(|&rule| self.book.rules[rule].topic == topic);
        let related = draw.chance(60);
        let examples =
            self.book.examples.values().filter(|example| !related || of_topic(&example.of));
        let examples: Vec<_> = examples.filter(|example| !example.facts.is_empty()).collect();
        let example = draw.pick(&examples)?;
        draw.pick(&example.facts).map(|(fact, value)| (*fact, value))
    }

    /// Whether a client is possible and is decided as before.
    fn unchanged(&self, target: Target, core: &Core, sketch: &Sketch<'a>) -> bool {
        self.judge.violates(&sketch.client).is_none()
            && self.judge.core(&sketch.client, target.role, &[target.service]) == *core
    }

    /// Two readings that are told together are both taken.
    fn pair_up(&self, target: Target, core: &Core, sketch: &mut Sketch<'a>, draw: &mut Draw) {
        let words = Words::new(self.book);
        let taken = self.book.facts.ids().filter(|&fact| *sketch.value(fact) != Value::NotTaken);
        let partners = taken.flat_map(|fact| words.told_with(fact));
        for partner in partners.collect::<Vec<_>>() {
            let FactKind::Number { low, high, step, .. } = &self.book.facts[partner].kind else {
                continue;
            };
            let middle = usize::try_from(steps(*low, *high, *step) / 2).unwrap_or(0);
            for _ in 0..8 {
                if *sketch.value(partner) != Value::NotTaken {
                    break;
                }
                let place = (middle / 2 + draw.below(middle)) as i128;
                sketch.set(partner, Value::Number(stepped(*low, *step, place)));
                if !self.unchanged(target, core, sketch) {
                    sketch.set(partner, Value::NotTaken);
                }
            }
        }
    }

    /// Tells what makes the client what it is, finishes the screen that closes most of the rest,
    /// and adds what the answer still depends on.
    fn tell(
        &self,
        target: Target,
        sketch: &Sketch<'a>,
        core: Core,
        draw: &mut Draw,
    ) -> Option<Scenario> {
        let services = [target.service];
        let words = Words::new(self.book);
        let screen = self
            .book
            .screens
            .iter()
            .max_by_key(|(id, screen)| (screen.closes.len(), std::cmp::Reverse(*id)));
        let screen = screen.map(|(id, _)| id);
        let closed = screen.map(|id| self.book.screens[id].closes.clone()).unwrap_or_default();
        let mut told: IdSet<FactId> = self
            .book
            .facts
            .iter()
            .filter_map(|(id, fact)| {
                let unusual = closed.contains(id)
                    && fact.usual.as_ref() != Some(sketch.value(id))
                    && worth_telling(sketch.value(id));
                let number = matches!(fact.kind, FactKind::Number { .. });
                // Numbers are all a little beside the usual; only those that were chosen are told.
                (sketch.chosen.contains(id) && worth_telling(sketch.value(id))
                    || unusual && !number)
                    .then_some(id)
            })
            .collect();
        // Who it is always belongs to the story.
        let faces = self.book.facts.ids().filter(|&fact| words.introduces(fact));
        faces.for_each(|fact| told.insert(fact));
        for _ in 0..6 {
            for fact in told.clone().iter() {
                words.told_with(fact).into_iter().for_each(|other| told.insert(other));
            }
            let mut case = Case::new(self.book);
            case.settings.clone_from(&sketch.client.settings);
            for fact in told.iter() {
                case.give(fact, sketch.value(fact).clone());
            }
            if let Some(screen) = screen {
                case.finish(self.book, screen);
            }
            let decision = self.judge.decide_briefly(&case, target.role, &services);
            if decision.verdict == Verdict::Ask {
                let asked = decision.ask.len();
                decision.ask.iter().take(4).for_each(|&fact| told.insert(fact));
                if asked == 0 {
                    return None;
                }
                continue;
            }
            // That something usual was left out needs no telling.
            let silent = |fact: FactId| {
                closed.contains(fact)
                    && self.book.facts[fact].usual == Some(Value::NotTaken)
                    && *sketch.value(fact) == Value::NotTaken
            };
            let told: Vec<_> = told
                .iter()
                .filter(|&fact| !silent(fact))
                .filter(|fact| {
                    // What `asked when` takes away can't be told.
                    let asked = self.book.facts[*fact].asked_when.as_ref();
                    asked.is_none_or(|when| self.judge.holds(&sketch.client, when))
                })
                .map(|fact| (fact, sketch.value(fact).clone()))
                .collect();
            let decided = decision.decided_by.contains(&target.rule)
                && (!self.refuses(target) || decision.decided_by.len() == 1)
                && decision.core().as_ref() == Some(&core);
            let style = u32::try_from(draw.number() >> 33).unwrap_or(0);
            let client = sketch.client.clone();
            if !decided || told.len() > MOST_TOLD {
                return None;
            }
            let decision = self.judge.decide(&case, target.role, &services);
            return Some(Scenario { target, client, case, told, screen, style, decision, core });
        }
        None
    }
}

/// Whether no decision can be otherwise without this rule.
fn never_decides(rule: &Rule) -> bool {
    let silent = |outcome: &Outcome| {
        matches!(outcome, Outcome::GoAhead { place: None } | Outcome::DoesNotApply)
    };
    rule.kind == RuleKind::Advice
        || rule.overrides.is_empty()
            && silent(&rule.outcome)
            && rule.exceptions.iter().all(|exception| silent(&exception.outcome))
}

/// Whether a fact may be told of anybody: it is always known, and is not taken only for some.
fn fact_is_ordinary(book: &Rulebook, fact: FactId) -> bool {
    let fact = &book.facts[fact];
    fact.asked_when.is_none() && !fact.may_be_not_taken
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

/// The needs that a rule names.
fn needs_of(rule: &Rule) -> Vec<NeedId> {
    let outcomes = std::iter::once(&rule.outcome)
        .chain(rule.exceptions.iter().map(|exception| &exception.outcome));
    let named = outcomes.flat_map(|outcome| match outcome {
        Outcome::Take { needs, .. } => needs.clone(),
        Outcome::UpTo { until: Some(Until::Need(need)), .. } => vec![*need],
        _ => Vec::new(),
    });
    named.collect()
}

fn takes(rule: &Rule) -> bool {
    rule.kind == RuleKind::Lane && matches!(rule.outcome, Outcome::Take { .. })
}

/// Whether the usual value of a number is the least or the most there is: nothing of something.
fn at_an_end(fact: &Fact) -> bool {
    match (&fact.kind, &fact.usual) {
        (FactKind::Number { low, high, .. }, Some(Value::Number(usual))) => {
            usual == low || usual == high
        }
        _ => false,
    }
}

fn worth_telling(value: &Value) -> bool {
    match value {
        Value::NotTaken => false,
        Value::Set(members) => !members.is_empty(),
        _ => true,
    }
}
