use std::fmt;

use remit_model::Rulebook;
use remit_scenario::Draw;

use crate::answered::Answered;
use crate::family::Family;
use crate::feedback::Feedback;
use crate::item::{Item, NoItem, Response};
use crate::plan::{FeedbackAt, Plan, Policy};
use crate::quiz::Quiz;
use crate::selector::{Selector, selector};
use crate::summary::Summary;
use crate::vignette::NoVignette;

/// A quiz that is being taken: asking, then feedback, then the next question, and at the end a
/// summary.
#[derive(Debug)]
pub struct Session<'a> {
    quiz: Quiz<'a>,
    plan: Plan,
    policy: Policy,
    selector: Box<dyn Selector + 'a>,
    draw: Draw,
    state: State,
    answered: Vec<Answered>,
    given_up: Vec<(Family, NoItem)>,
}

#[derive(Debug)]
enum State {
    Asking {
        item: Box<Item>,
        /// Whether an answer to it was taken back.
        again: bool,
    },
    Told {
        item: Box<Item>,
        feedback: Vec<Feedback>,
    },
    Finished,
}

/// What the learner does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Answers.
    Answer {
        /// An option of each part, by index.
        response: Response,
        /// How long it took, in milliseconds; 0 where nobody has a clock.
        milliseconds: u64,
    },
    /// Takes the last answer back, while its feedback is on the screen or the question after it is
    /// open.
    Undo,
    /// Goes on after feedback.
    Next,
    /// Ends the quiz here.
    Finish,
}

impl Input {
    /// An answer to an item of one part, in no time.
    #[must_use]
    pub fn choose(option: usize) -> Self {
        Self::Answer { response: vec![option], milliseconds: 0 }
    }
}

/// Why an input does nothing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The response doesn't choose an option of each part.
    NoSuchOption,
    /// There is nothing to choose now.
    NothingAsked,
    /// The question is still open.
    NotAnswered,
    /// No answer can be taken back here.
    NoWayBack,
    /// The quiz is over.
    Over,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchOption => "there is no such option",
            Self::NothingAsked => "there is nothing to choose now",
            Self::NotAnswered => "the question is still open",
            Self::NoWayBack => "this answer can't be taken back",
            Self::Over => "the quiz is over",
        })
    }
}

/// Why a session can't be started, or resumed: what was planned or answered doesn't belong to this
/// rulebook any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// The rulebook has nothing of that name.
    Unknown {
        /// What it was to be: `topic`, `rule`, `practitioner` …
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The question of that number, from 1, comes out otherwise now: another one is asked, or it is
    /// told, answered or decided in another way.
    Otherwise {
        /// Its number, from 1.
        number: usize,
        /// What it was about, by [`Family::name`].
        family: String,
    },
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { what, name } => write!(f, "no {what} is named `{name}`"),
            Self::Otherwise { number, family } => {
                write!(f, "question {number} (`{family}`) comes out otherwise now")
            }
        }
    }
}

/// What is to be shown.
#[derive(Debug, Clone, Copy)]
pub enum Screen<'s> {
    /// A question, and which of how many it is, from 1.
    #[expect(missing_docs, reason = "each is the word itself")]
    Question { item: &'s Item, number: usize, of: usize },
    /// What is said after an answer, of each part.
    #[expect(missing_docs, reason = "each is the word itself")]
    Feedback {
        item: &'s Item,
        answered: &'s Answered,
        feedback: &'s [Feedback],
        number: usize,
        of: usize,
    },
    /// The end.
    Finished,
}

impl<'a> Session<'a> {
    /// Starts a quiz. It is over at once if nothing can be asked.
    ///
    /// # Errors
    ///
    /// A name in the plan that the rulebook doesn't have.
    pub fn new(book: &'a Rulebook, plan: Plan) -> Result<Self, Moved> {
        let mut session = Self {
            quiz: Quiz::new(book),
            policy: plan.policy(),
            selector: selector(book, &plan)?,
            draw: Draw::new(plan.seed, u64::MAX),
            plan,
            state: State::Finished,
            answered: Vec::new(),
            given_up: Vec::new(),
        };
        session.ask();
        Ok(session)
    }

    /// Takes a quiz up again after so many answers, at the next question. Every question is made
    /// again on the way, so that a session that goes on is one that could have gone so.
    ///
    /// # Errors
    ///
    /// The first question that comes out otherwise now.
    pub fn resume(book: &'a Rulebook, plan: Plan, answered: &[Answered]) -> Result<Self, Moved> {
        let mut session = Self::new(book, plan)?;
        for (at, before) in answered.iter().enumerate() {
            let otherwise = || Moved::Otherwise { number: at + 1, family: before.family.clone() };
            let State::Asking { item, .. } = &session.state else { return Err(otherwise()) };
            let mut now = session.answer_to(item, before.response.clone()).ok_or_else(otherwise)?;
            now.milliseconds = before.milliseconds;
            now.second_thought = before.second_thought;
            if now != *before {
                return Err(otherwise());
            }
            session.answered.push(now);
            session.ask();
        }
        Ok(session)
    }

    /// What the learner does.
    ///
    /// # Errors
    ///
    /// Why that does nothing now; the session is as it was.
    pub fn apply(&mut self, input: Input) -> Result<(), Refused> {
        let (state, result) = match (input, std::mem::replace(&mut self.state, State::Finished)) {
            (_, State::Finished) => (State::Finished, Err(Refused::Over)),
            (Input::Finish, _) => (State::Finished, Ok(())),
            (Input::Answer { response, milliseconds }, State::Asking { item, again }) => {
                match self.answer_to(&item, response) {
                    None => (State::Asking { item, again }, Err(Refused::NoSuchOption)),
                    Some(mut answered) => {
                        answered.milliseconds = milliseconds;
                        answered.second_thought = again;
                        let feedback = self.quiz.feedback(&item, &answered.response);
                        self.answered.push(answered);
                        if self.policy.feedback == FeedbackAt::End {
                            self.ask();
                            return Ok(());
                        }
                        (State::Told { item, feedback }, Ok(()))
                    }
                }
            }
            (Input::Next, State::Told { .. }) => {
                self.ask();
                return Ok(());
            }
            (Input::Undo, State::Told { item, feedback }) => {
                // To take back what was thought twice already would be to try until it is right.
                let last = self.answered.last().is_some_and(|last| !last.second_thought);
                if self.policy.undo && last {
                    self.answered.pop();
                    (State::Asking { item, again: true }, Ok(()))
                } else {
                    (State::Told { item, feedback }, Err(Refused::NoWayBack))
                }
            }
            (Input::Answer { .. }, told @ State::Told { .. }) => (told, Err(Refused::NothingAsked)),
            (Input::Next, asking @ State::Asking { .. }) => (asking, Err(Refused::NotAnswered)),
            (Input::Undo, State::Asking { item, again }) => {
                let last = self.answered.last().is_some_and(|last| !last.second_thought);
                if self.policy.undo && last && !again && self.ask_before() {
                    return Ok(());
                }
                (State::Asking { item, again }, Err(Refused::NoWayBack))
            }
        };
        self.state = state;
        result
    }

    /// Goes back to the question before, as if the session had been taken up again there: whatever
    /// was drawn since is drawn anew. Says whether there is such a question.
    fn ask_before(&mut self) -> bool {
        let before = self.answered.len().saturating_sub(1);
        let Some(kept) = self.answered.get(..before) else { return false };
        let Ok(session) = Self::resume(self.book(), self.plan.clone(), kept) else { return false };
        *self = session;
        match &mut self.state {
            State::Asking { again, .. } => *again = true,
            State::Told { .. } | State::Finished => {}
        }
        true
    }

    /// What is written down of a response; `None` if it doesn't fit the item.
    fn answer_to(&self, item: &Item, response: Response) -> Option<Answered> {
        let book = self.quiz.book();
        // The key is what the judge says now, whatever it was when the item was made.
        let key = self.quiz.key(item).unwrap_or_else(|| item.key());
        item.accepts(&response).then(|| Answered::new(book, item, key, response))
    }

    /// Makes the next question, if there is to be one.
    fn ask(&mut self) {
        self.state = State::Finished;
        if self.answered.len() >= self.plan.length() {
            return;
        }
        while let Some(pick) = self.selector.next(&self.answered, &mut self.draw) {
            let seed = pick.seed.unwrap_or_else(|| self.draw.number());
            let authored = pick.vignette.and_then(|at| self.plan.vignettes.get(at));
            let item = match authored {
                Some(vignette) => {
                    self.quiz.authored(vignette, seed).map_err(NoVignette::into_no_item)
                }
                None => self.quiz.item(pick.family, seed),
            };
            match item {
                Ok(item) => {
                    self.selector.asked(&item);
                    self.state = State::Asking { item: Box::new(item), again: false };
                    return;
                }
                Err(why) => {
                    // That a client can't be asked about says nothing about those that are drawn.
                    if pick.vignette.is_none() {
                        for family in pick.family.as_unreached(why) {
                            self.selector.give_up(family);
                        }
                    }
                    self.given_up.push((pick.family, why));
                }
            }
        }
    }

    /// The rulebook that is asked about.
    #[must_use]
    pub fn book(&self) -> &'a Rulebook {
        self.quiz.book()
    }

    /// What was planned.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What the session gives away, and when.
    #[must_use]
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// What is to be shown.
    #[must_use]
    pub fn screen(&self) -> Screen<'_> {
        let of = self.plan.length();
        match (&self.state, self.answered.last()) {
            (State::Asking { item, .. }, _) => {
                Screen::Question { item, number: self.answered.len() + 1, of }
            }
            (State::Told { item, feedback }, Some(answered)) => {
                Screen::Feedback { item, answered, feedback, number: self.answered.len(), of }
            }
            (State::Told { .. }, None) | (State::Finished, _) => Screen::Finished,
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

    /// How it went so far. Under a policy that gives feedback at the end, whoever shows it waits
    /// for the end.
    #[must_use]
    pub fn summary(&self) -> Summary {
        Summary::of(self.book(), &self.answered)
    }
}
