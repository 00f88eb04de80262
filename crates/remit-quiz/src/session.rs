use std::collections::BTreeMap;

use remit_model::Rulebook;
use remit_model::id::{RuleId, TopicId};
use remit_scenario::Draw;

use crate::family::Family;
use crate::feedback::Feedback;
use crate::item::{Item, NoItem};
use crate::quiz::Quiz;
use crate::schedule::{Plan, Schedule};

/// A quiz that is being taken: asking, then feedback, then the next question, and at the end a
/// summary.
#[derive(Debug)]
pub struct Session<'a> {
    quiz: Quiz<'a>,
    plan: Plan,
    schedule: Schedule,
    draw: Draw,
    state: State,
    answered: Vec<Answered>,
    given_up: Vec<(Family, NoItem)>,
}

#[derive(Debug)]
enum State {
    Asking(Box<Item>),
    Told(Box<Item>, Box<Feedback>),
    Finished,
}

/// What the learner does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// Chooses an option, by index.
    Choose(usize),
    /// Goes on after feedback.
    Next,
    /// Ends the quiz here.
    Finish,
}

/// Why an input does nothing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no option of that index.
    NoSuchOption,
    /// There is nothing to choose now.
    NothingAsked,
    /// The question is still open.
    NotAnswered,
    /// The quiz is over.
    Over,
}

/// What is to be shown.
#[derive(Debug, Clone, Copy)]
pub enum Screen<'s> {
    /// A question, and which of how many it is, from 1.
    #[expect(missing_docs, reason = "each is the word itself")]
    Question { item: &'s Item, number: usize, of: usize },
    /// What is said after an answer.
    #[expect(missing_docs, reason = "each is the word itself")]
    Feedback { item: &'s Item, feedback: &'s Feedback, number: usize, of: usize },
    /// The end.
    Finished,
}

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// What was asked about.
    pub family: Family,
    /// The seed of the item.
    pub seed: u64,
    /// The option that was chosen, by index.
    pub chosen: usize,
    /// The option that is right, by index.
    pub key: usize,
}

impl Answered {
    /// Whether it was right.
    #[must_use]
    pub fn right(&self) -> bool {
        self.chosen == self.key
    }
}

/// How many were right of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Tally {
    pub right: usize,
    pub asked: usize,
}

impl Tally {
    fn count(&mut self, right: bool) {
        self.asked += 1;
        self.right += usize::from(right);
    }
}

/// How a quiz went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Over all.
    pub all: Tally,
    /// By chapter, in order of declaration; `None` is what belongs to no chapter.
    pub topics: Vec<(Option<TopicId>, Tally)>,
    /// By rule, in order of declaration.
    pub rules: Vec<(RuleId, Tally)>,
    /// What to look at again: the rules that were answered wrong, most often first.
    pub again: Vec<RuleId>,
}

impl<'a> Session<'a> {
    /// Starts a quiz. It is over at once if nothing can be asked.
    #[must_use]
    pub fn new(book: &'a Rulebook, plan: Plan) -> Self {
        let mut session = Self {
            quiz: Quiz::new(book),
            plan,
            schedule: Schedule::new(book, &plan),
            draw: Draw::new(plan.seed, u64::MAX),
            state: State::Finished,
            answered: Vec::new(),
            given_up: Vec::new(),
        };
        session.ask();
        session
    }

    /// What the learner does.
    ///
    /// # Errors
    ///
    /// Why that does nothing now; the session is as it was.
    pub fn apply(&mut self, input: Input) -> Result<(), Refused> {
        match (input, std::mem::replace(&mut self.state, State::Finished)) {
            (_, State::Finished) => Err(Refused::Over),
            (Input::Finish, _) => Ok(()),
            (Input::Choose(chosen), State::Asking(item)) => {
                if chosen >= item.options.len() {
                    self.state = State::Asking(item);
                    return Err(Refused::NoSuchOption);
                }
                let feedback = self.quiz.feedback(&item, chosen);
                let (family, seed, key) = (item.family, item.seed, feedback.key);
                self.answered.push(Answered { family, seed, chosen, key });
                self.state = State::Told(item, Box::new(feedback));
                Ok(())
            }
            (Input::Next, State::Told(..)) => {
                self.ask();
                Ok(())
            }
            (Input::Choose(_), told @ State::Told(..)) => {
                self.state = told;
                Err(Refused::NothingAsked)
            }
            (Input::Next, asking @ State::Asking(_)) => {
                self.state = asking;
                Err(Refused::NotAnswered)
            }
        }
    }

    /// Makes the next question, if there is to be one.
    fn ask(&mut self) {
        self.state = State::Finished;
        if self.answered.len() >= self.plan.count {
            return;
        }
        while let Some(family) = self.schedule.next(&mut self.draw) {
            let seed = self.draw.number();
            match self.quiz.item(family, seed) {
                Ok(item) => {
                    let verdict = item.scenario.as_ref().map(|scenario| scenario.core.verdict);
                    self.schedule.asked(family, verdict);
                    self.state = State::Asking(Box::new(item));
                    return;
                }
                Err(why) => {
                    self.schedule.give_up(family);
                    self.given_up.push((family, why));
                }
            }
        }
    }

    /// What is to be shown.
    #[must_use]
    pub fn screen(&self) -> Screen<'_> {
        let of = self.plan.count;
        match &self.state {
            State::Asking(item) => Screen::Question { item, number: self.answered.len() + 1, of },
            State::Told(item, feedback) => {
                Screen::Feedback { item, feedback, number: self.answered.len(), of }
            }
            State::Finished => Screen::Finished,
        }
    }

    /// The answers so far.
    #[must_use]
    pub fn answered(&self) -> &[Answered] {
        &self.answered
    }

    /// The families that were to be asked about and couldn't, and why.
    #[must_use]
    pub fn given_up(&self) -> &[(Family, NoItem)] {
        &self.given_up
    }

    /// How it went so far.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let book = self.quiz.book();
        let mut all = Tally::default();
        let mut topics: BTreeMap<Option<TopicId>, Tally> = BTreeMap::new();
        let mut rules: BTreeMap<RuleId, Tally> = BTreeMap::new();
        for answered in &self.answered {
            let right = answered.right();
            all.count(right);
            topics.entry(answered.family.topic(book)).or_default().count(right);
            if let Some(rule) = answered.family.rule() {
                rules.entry(rule).or_default().count(right);
            }
        }
        let mut again: Vec<_> =
            rules.iter().filter(|(_, tally)| tally.right < tally.asked).collect();
        again.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.asked - tally.right));
        let again = again.into_iter().map(|(&rule, _)| rule).collect();
        Summary {
            all,
            topics: topics.into_iter().collect(),
            rules: rules.into_iter().collect(),
            again,
        }
    }
}
