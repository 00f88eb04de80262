//! What is said of a client, so that the answer is certain and no more is said than a story bears.

use remit_eval::{Case, Class, Completion, Core, Decision, Judge};
use remit_model::id::{FactId, Id, RoleId, RuleId, ScreenId, ServiceId, StageId};
use remit_model::rulebook::{FactKind, IdSet, LaneState, RuleKind, Value, Verdict};
use remit_words::{Telling, Words};

use crate::author::{Author, Target};
use crate::draw::Draw;
use crate::face::at_an_end;
use crate::sketch::Sketch;

/// How many facts are told at most; more is no vignette any more.
const MOST_TOLD: usize = 14;

/// In so many of a hundred stories a wish is told that is the usual one.
const WISHES: usize = 30;

/// How often something is added that the answer depends on.
const ROUNDS: usize = 8;

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
    /// Whether it is told what the client asks for.
    pub asks: bool,
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
            services: if self.asks { std::slice::from_ref(&self.target.service) } else { &[] },
            settings: &settings,
            screen: self.screen,
            open: self.case.open().next().is_some(),
            style: self.style,
        })
    }
}

impl<'a> Author<'a> {
    /// The same client, coming to another practitioner, if no rule takes or refuses the client
    /// there: only the lane of others does.
    #[must_use]
    pub fn turned_to(&self, scenario: &Scenario, role: RoleId) -> Option<Scenario> {
        let target = Target { role, ..scenario.target };
        let decision = self.judge.decide(&scenario.case, role, &[target.service]);
        let core = decision.core()?;
        let nobodys =
            decision.verdict == Verdict::Refer && decision.lane == Some(LaneState::NoRule);
        nobodys.then(|| Scenario { target, decision, core, ..scenario.clone() })
    }

    /// Tells what makes the client what it is, finishes the screen that closes most of the rest,
    /// and adds what the answer still depends on.
    pub(crate) fn tell(
        &self,
        aim: &Aim,
        sketch: &Sketch<'a>,
        core: Core,
        draw: &mut Draw,
    ) -> Option<Scenario> {
        let services = [aim.service];
        let mut told = self.unusual(sketch, draw);
        let mut settled = false;
        for _ in 0..ROUNDS {
            for fact in told.clone().iter() {
                self.together[fact].iter().for_each(|&other| told.insert(other));
            }
            let case = self.case(sketch, &told);
            let decision = self.judge.decide_briefly(&case, aim.role, &services);
            if decision.verdict == Verdict::Ask {
                decision.ask.iter().take(4).for_each(|&fact| told.insert(fact));
                if decision.ask.is_empty() {
                    return None;
                }
                continue;
            }
            if !aim.met(&self.judge, &case, &decision) || decision.core().as_ref() != Some(&core) {
                return None;
            }
            let weighty = if settled { Vec::new() } else { self.weighty(aim, &case, &decision) };
            if !weighty.is_empty() {
                for fact in weighty {
                    told.insert(fact);
                }
                settled = true;
                continue;
            }
            let told = self.worth_saying(sketch, &told);
            let rule = aim.rule.or_else(|| decision.decided_by.first().copied())?;
            if told.len() > MOST_TOLD {
                return None;
            }
            let target =
                Target { rule, exception: aim.exception, role: aim.role, service: aim.service };
            let style = u32::try_from(draw.number() >> 33).unwrap_or(0);
            let client = case.complete().unwrap_or_else(|| sketch.client.clone());
            let decision = self.judge.decide(&case, target.role, &services);
            let (screen, asks) = (case.screen, true);
            return Some(Scenario {
                target,
                client,
                case,
                told,
                screen,
                style,
                asks,
                decision,
                core,
            });
        }
        None
    }

    /// What is told of anybody, and what was chosen of this client or is not as usual.
    fn unusual(&self, sketch: &Sketch<'a>, draw: &mut Draw) -> IdSet<FactId> {
        let words = Words::new(self.book);
        let closes =
            |fact| self.screen.is_some_and(|id| self.book.screens[id].closes.contains(fact));
        let mut told = IdSet::default();
        for (id, fact) in self.book.facts.iter() {
            let value = sketch.value(id);
            let unusual = fact.usual.as_ref() != Some(value);
            let number = matches!(fact.kind, FactKind::Number { .. });
            let tell = if words.is_a_wish(id) {
                unusual || sketch.chosen.contains(id) || draw.chance(WISHES)
            } else if words.introduces(id) {
                true
            } else {
                // Numbers are all a little beside the usual; only those that were chosen are told.
                worth_telling(value)
                    && (sketch.chosen.contains(id) || unusual && !number && closes(id))
            };
            if tell {
                told.insert(id);
            }
        }
        told
    }

    /// What is known of a client of whom these facts are told, and whose screen is finished.
    fn case(&self, sketch: &Sketch<'a>, told: &IdSet<FactId>) -> Case {
        let mut case = Case::new(self.book);
        case.settings.clone_from(&sketch.client.settings);
        for fact in told.iter() {
            case.give(fact, sketch.value(fact).clone());
        }
        if let Some(screen) = self.screen {
            case.finish(self.book, screen);
        }
        case
    }

    /// What is not told and weighs all the same: a single thing that a deciding rule looks at, and
    /// that would change the answer if it were otherwise. Members of long lists are left out: that
    /// nothing else was found says that they aren't there.
    fn weighty(&self, aim: &Aim, case: &Case, decision: &Decision) -> Vec<FactId> {
        let Some(mut client) = case.complete() else { return Vec::new() };
        let mut facts = IdSet::default();
        match aim.stage {
            Some(stage) => facts.extend(&self.of_stages[stage]),
            None => {
                for &rule in &decision.decided_by {
                    facts.extend(&self.reads[rule].facts);
                }
            }
        }
        let services = [aim.service];
        // The stage of health or the answer, whichever is asked for; none if there is no such client.
        let outcome = |client: &Completion| match aim.stage {
            Some(_) if self.judge.violates(client).is_some() => None,
            Some(_) => Some((self.judge.stage(client), None)),
            None => {
                let core = self.judge.core_if_possible(client, aim.role, &services)?;
                Some((None, Some(core)))
            }
        };
        let before = outcome(&client);
        let mut weighty = Vec::new();
        // That there is none of something needs no telling either.
        let silent = |fact: FactId| at_an_end(&self.book.facts[fact]);
        let unsaid = |&fact: &FactId| case.assumed.contains(fact) && !silent(fact);
        for fact in facts.iter().filter(unsaid) {
            let Some(now) = case.value(fact) else { continue };
            let others = self.judge.classes().of(fact).iter().filter(|class| !class.has(now));
            let taken = others.map(Class::value).filter(|value| *value != Value::NotTaken);
            let asked = self.book.facts[fact].asked_when.as_ref();
            if asked.is_some_and(|when| !self.judge.holds(&client, when)) {
                continue;
            }
            let mut tips = taken.map(|value| {
                let Some(slot) = client.values.get_mut(fact.index()) else { return false };
                let kept = std::mem::replace(slot, value);
                let tips = outcome(&client).is_some_and(|now| before.as_ref() != Some(&now));
                if let Some(slot) = client.values.get_mut(fact.index()) {
                    *slot = kept;
                }
                tips
            });
            if tips.any(|tips| tips) {
                weighty.push(fact);
            }
        }
        weighty
    }

    /// What of the chosen facts is said: that something usual was left out needs no telling, and
    /// what `asked when` takes away can't be told.
    fn worth_saying(&self, sketch: &Sketch<'a>, told: &IdSet<FactId>) -> Vec<(FactId, Value)> {
        let closes =
            |fact| self.screen.is_some_and(|id| self.book.screens[id].closes.contains(fact));
        let said = |&fact: &FactId| {
            let declared = &self.book.facts[fact];
            let left_out = *sketch.value(fact) == Value::NotTaken
                && declared.usual == Some(Value::NotTaken)
                && closes(fact);
            let asked = declared.asked_when.as_ref();
            // That there is none of something needs no telling either.
            let none = at_an_end(declared)
                && declared.usual.as_ref() == Some(sketch.value(fact))
                && closes(fact);
            !left_out && !none && asked.is_none_or(|when| self.judge.holds(&sketch.client, when))
        };
        told.iter().filter(said).map(|fact| (fact, sketch.value(fact).clone())).collect()
    }
}

/// What a client is to be told for.
pub(crate) struct Aim {
    /// The rule that decides, if one is to.
    pub(crate) rule: Option<RuleId>,
    pub(crate) exception: Option<usize>,
    pub(crate) role: RoleId,
    pub(crate) service: ServiceId,
    /// Whether the rule is to be the only lane that decides: what is to wait for may come beside it.
    pub(crate) alone: bool,
    /// The stage of health that the client is in, if that is the question.
    pub(crate) stage: Option<StageId>,
}

impl Aim {
    fn met(&self, judge: &Judge<'_>, case: &Case, decision: &Decision) -> bool {
        let rules = &decision.decided_by;
        let decides = self.rule.is_none_or(|rule| rules.contains(&rule));
        let refuses = |rule: RuleId| judge.book.rules[rule].kind == RuleKind::Lane;
        let stage = || case.complete().and_then(|client| judge.stage(&client));
        decides
            && (!self.alone || rules.iter().filter(|&&rule| refuses(rule)).count() == 1)
            && (self.stage.is_none() || stage() == self.stage)
    }
}

pub(crate) fn worth_telling(value: &Value) -> bool {
    match value {
        Value::NotTaken => false,
        Value::Set(members) => !members.is_empty(),
        _ => true,
    }
}
