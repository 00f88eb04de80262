//! What is said of a client, so that the answer is certain and no more is said than a story bears.

use remit_eval::{Case, Completion, Core, Decision};
use remit_model::id::{FactId, RoleId, ScreenId};
use remit_model::rulebook::{FactKind, IdSet, LaneState, Value, Verdict};
use remit_words::{Telling, Words};

use crate::author::{Author, Target};
use crate::draw::Draw;
use crate::sketch::Sketch;

/// How many facts are told at most; more is no vignette any more.
const MOST_TOLD: usize = 14;

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

pub(crate) fn worth_telling(value: &Value) -> bool {
    match value {
        Value::NotTaken => false,
        Value::Set(members) => !members.is_empty(),
        _ => true,
    }
}
