//! Clients of whom something is not known yet.

use remit_eval::{Class, Decision};
use remit_model::Rulebook;
use remit_model::id::{FactId, Id};
use remit_model::rulebook::{FactKind, IdSet, Rule, Verdict};
use remit_words::Words;

use crate::author::{Author, Target, Unreached};
use crate::draw::Draw;
use crate::reads::Reads;
use crate::tell::Scenario;

/// How many clients are drawn until one has a fact that can be left open.
const CLIENTS: usize = 4;

/// So many questions that settle nothing, and are longer than the one that does, are enough for any
/// item; and as many that are shorter.
const IDLE: usize = 4;

/// How often open facts that turn out to matter are closed again.
const ROUNDS: usize = 4;

/// A client of whom a decisive fact is not known.
#[derive(Debug, Clone)]
pub struct Open {
    /// What is known of the client. Its core is what would be decided if all were known.
    pub scenario: Scenario,
    /// The fact that is to be asked first, as the judge says.
    pub asked: FactId,
    /// Facts that aren't known either, and of which the judge says that they can't change the
    /// decision, whatever they and the others turn out to be.
    pub idle: Vec<FactId>,
}

impl Author<'_> {
    /// A client for whom the target's rule would decide, were it not that a fact that this rule
    /// looks at is not known; and some that are not known either, and don't matter.
    ///
    /// # Errors
    ///
    /// How far the best of a bounded number of tries came.
    pub fn open(&mut self, target: Target, draw: &mut Draw) -> Result<Open, Unreached> {
        for _ in 0..CLIENTS {
            let scenario = self.draw(target, draw)?;
            for fact in self.may_be_open(&scenario, draw) {
                if let Some(open) = self.leave_open(&scenario, fact, draw) {
                    return Ok(open);
                }
            }
        }
        Err(Unreached::NothingTips)
    }

    /// Facts of the target's rule that a colleague may not have asked for yet, in any order.
    fn may_be_open(&self, scenario: &Scenario, draw: &mut Draw) -> Vec<FactId> {
        let reads = &self.reads[scenario.target.rule];
        draw.shuffled(reads.facts.iter().filter(|&fact| is_single(self.book, fact)))
    }

    /// Leaves a fact open, with those that are told together with it.
    fn leave_open(&self, whole: &Scenario, fact: FactId, draw: &mut Draw) -> Option<Open> {
        let mut open: IdSet<FactId> = [fact].into_iter().collect();
        self.together[fact].iter().for_each(|&other| open.insert(other));
        let mut scenario = whole.clone();
        scenario.told.retain(|(told, _)| !open.contains(*told));
        // What is asked only because of the open fact would give it away.
        let follows = |told: FactId| {
            self.asked_when[told]
                .as_ref()
                .is_some_and(|read| open.iter().any(|fact| read.contains(fact)))
        };
        if scenario.told.iter().any(|(told, _)| follows(*told)) {
            return None;
        }
        for fact in open.iter() {
            scenario.case.forget(fact);
        }
        // Of a single fact it is soon seen that it doesn't matter.
        let single = open.len() == 1;
        if single && !self.matters_alone(whole, fact) {
            return None;
        }
        let asked = if single {
            fact
        } else {
            *self.asks_for(&scenario)?.ask.first().filter(|&&asked| open.contains(asked))?
        };
        let mut idle = self.might_be_asked(whole, &open, asked, draw);
        for _ in 0..ROUNDS {
            let mut tried = scenario.clone();
            for &fact in &idle {
                tried.case.forget(fact);
            }
            let decision = self.asks_for(&tried)?;
            let before = idle.len();
            idle.retain(|fact| !decision.ask.contains(fact));
            if idle.len() == before && decision.ask.first() == Some(&asked) {
                tried.decision = decision;
                return Some(Open { scenario: tried, asked, idle });
            }
        }
        None
    }

    /// Whether something else would be decided if one fact were otherwise, all else being as it is.
    fn matters_alone(&self, whole: &Scenario, fact: FactId) -> bool {
        let Some(mut client) = whole.case.complete() else { return true };
        let target = whole.target;
        let mut values = self.judge.classes().of(fact).iter().map(Class::value);
        values.any(|value| {
            client.values.get_mut(fact.index()).into_iter().for_each(|slot| *slot = value.clone());
            let core = self.judge.core_if_possible(&client, target.role, &[target.service]);
            core.is_some_and(|core| core != whole.core)
        })
    }

    /// What is asked of a client of whom something is unknown; none if the answer is certain.
    fn asks_for(&self, scenario: &Scenario) -> Option<Decision> {
        let target = scenario.target;
        let decision = self.judge.decide(&scenario.case, target.role, &[target.service]);
        (decision.verdict == Verdict::Ask && !decision.too_large).then_some(decision)
    }

    /// Facts that somebody might ask for next: what rules of the same chapter look at before others;
    /// some of them asked for in more words than the one that is to be asked, and some in fewer.
    fn might_be_asked(
        &self,
        scenario: &Scenario,
        open: &IdSet<FactId>,
        asked: FactId,
        draw: &mut Draw,
    ) -> Vec<FactId> {
        let topic = self.book.rules[scenario.target.rule].topic;
        let of_topic = self.book.rules.iter().filter(|(_, rule)| rule.topic == topic);
        let mut near = IdSet::default();
        of_topic.for_each(|(id, _)| near.extend(&self.reads[id].facts));
        let may = |fact: FactId| {
            let declared = &self.book.facts[fact];
            let told = scenario.told.iter().any(|(told, _)| *told == fact);
            let asked = declared.asked_when.as_ref();
            let asked = asked.is_none_or(|when| self.judge.holds(&scenario.client, when));
            is_single(self.book, fact) && !told && !open.contains(fact) && asked
        };
        // What matters alone may as well be left out at once; the rest is for the judge to say.
        let idle = |fact: &FactId| !self.matters_alone(scenario, *fact);
        let (near, far): (Vec<_>, Vec<_>) =
            self.book.facts.ids().filter(|&fact| may(fact)).partition(|&fact| near.contains(fact));
        let (near, far) = (draw.shuffled(near), draw.shuffled(far));
        let length = |fact: FactId| Words::new(self.book).question(fact).chars().count();
        let (longer, shorter): (Vec<_>, Vec<_>) = near
            .into_iter()
            .chain(far)
            .filter(|&fact| length(fact) != length(asked))
            .partition(|&fact| length(fact) > length(asked));
        let some =
            |facts: Vec<FactId>| facts.into_iter().filter(idle).take(IDLE).collect::<Vec<_>>();
        some(longer).into_iter().chain(some(shorter)).collect()
    }
}

/// Whether a rule looks at anything that may not have been asked for yet.
#[must_use]
pub fn may_be_open(book: &Rulebook, rule: &Rule) -> bool {
    Reads::of(book, rule).facts.iter().any(|fact| is_single(book, fact))
}

/// Whether a fact is a single thing that is asked for, and may have been forgotten: of a long list
/// something is always known, and so is who the client is.
fn is_single(book: &Rulebook, fact: FactId) -> bool {
    let declared = &book.facts[fact];
    !matches!(declared.kind, FactKind::Set { .. })
        && declared.asks.is_some()
        && !Words::new(book).introduces(fact)
}
