//! A sitting that is kept: begun or taken up again, and each answer on the disk before the next
//! question shows. Whatever draws it, in lines or on a whole screen, drives one of these.

use remit_model::Rulebook;
use remit_quiz::exam::ExamRecord;
use remit_quiz::{Began, Input, Moved, Plan, Record, Screen, Session, Sitting, Taken, Trouble};

use crate::failure::{Failure, Problem};
use crate::learner::{self, Learner};
use crate::surroundings::Clock;

/// What is to be taken.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// The plan of a new sitting.
    pub(crate) plan: Plan,
    /// The seed, if the learner told it: then only a sitting with that seed is taken up again.
    pub(crate) seed: Option<u64>,
    /// Whether a new one begins though another isn't finished.
    pub(crate) fresh: bool,
    /// If it is an exam, all that is needed to make it again.
    pub(crate) exam: Option<ExamRecord>,
}

/// A sitting that can be gone through, and how it came to be.
pub(crate) struct Started<'a> {
    pub(crate) sitting: Kept<'a>,
    /// What is gone on with, if it isn't new.
    pub(crate) resumed: Option<Taken>,
    /// Why an unfinished one could not be gone on with.
    pub(crate) moved: Option<(Taken, Moved)>,
}

/// A session, and the learner's file that keeps it, if there is one.
pub(crate) struct Kept<'a> {
    session: Session<'a>,
    learner: Learner,
    /// What its beginning is kept under; empty if nothing is kept.
    id: String,
    ended: bool,
    clock: &'a dyn Clock,
}

/// Takes up the unfinished sitting of a plan, or begins a new one.
///
/// # Errors
///
/// Why nothing of the kind can be asked, or why the beginning could not be kept.
pub(crate) fn start<'a>(
    book: &'a Rulebook,
    learner: Learner,
    wanted: Wanted,
    clock: &'a dyn Clock,
) -> Result<Started<'a>, Failure> {
    let mut moved = None;
    let found = learner.history.unfinished(&book.title, &wanted.plan, wanted.seed);
    if let Some(taken) = found.filter(|_| !wanted.fresh).cloned() {
        match Session::resume(book, taken.began.plan.clone(), &taken.answered()) {
            Ok(session) if !matches!(session.screen(), Screen::Finished) => {
                let id = taken.id.clone();
                let sitting = Kept { session, learner, id, ended: false, clock };
                return Ok(Started { sitting, resumed: Some(taken), moved: None });
            }
            // There was less to ask than was planned: it is finished.
            Ok(_) => {}
            Err(why) => moved = Some((taken, why)),
        }
    }
    let session = Session::new(book, wanted.plan.clone()).map_err(|moved| {
        Problem::new("quiz-moved", moved.to_string())
            .help("`remit show` lists what the rulebook has.")
    })?;
    if matches!(session.screen(), Screen::Finished) {
        return Err(nothing_to_ask().into());
    }
    let mut sitting = Kept { session, learner, id: String::new(), ended: false, clock };
    if let Some(store) = &mut sitting.learner.store {
        let (rulebook, plan, exam) = (book.title.clone(), wanted.plan, wanted.exam);
        let began = Record::Began(Box::new(Began { rulebook, plan, exam }));
        sitting.id = learner::keep(store, clock.now(), &began)
            .map_err(|trouble| learner::problem(&trouble))?;
    }
    Ok(Started { sitting, resumed: None, moved })
}

fn nothing_to_ask() -> Problem {
    Problem::new("nothing-to-ask", "there is nothing to ask")
        .why("no rule of the topic decides about a client of this practitioner that can be told")
        .help("Leave out --as or --topic, or choose others.")
}

impl<'a> Kept<'a> {
    /// The rulebook that is asked about.
    pub(crate) fn book(&self) -> &'a Rulebook {
        self.session.book()
    }

    /// Whether what is answered is kept.
    pub(crate) fn is_kept(&self) -> bool {
        self.learner.store.is_some()
    }

    /// What its beginning is kept under; empty if nothing is kept.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    fn keep(&mut self, record: &Record) -> Result<(), remit_store::Trouble> {
        match &mut self.learner.store {
            Some(store) => learner::keep(store, self.clock.now(), record).map(|_| ()),
            None => Ok(()),
        }
    }
}

impl Sitting for Kept<'_> {
    fn session(&self) -> &Session<'_> {
        &self.session
    }

    fn apply(&mut self, input: Input) -> Result<(), Trouble> {
        let before = self.session.answered().len();
        self.session.apply(input)?;
        let answered = self.session.answered();
        if let Some(last) = answered.last().filter(|_| answered.len() > before) {
            let record = Record::Answered {
                sitting: self.id.clone(),
                number: answered.len(),
                answered: Box::new(last.clone()),
            };
            if let Err(trouble) = self.keep(&record) {
                self.go_back(before);
                let why = trouble.why().map_or_else(String::new, |why| format!(" ({why})"));
                let (message, help) = (trouble.message() + &why, trouble.help());
                return Err(Trouble::NotKept { message, help });
            }
        }
        if matches!(self.session.screen(), Screen::Finished) && !self.ended {
            // Whether it is over can be seen from the answers too; this says it where there was
            // less to ask than was planned, and nothing is lost without it.
            let _ = self.keep(&Record::Ended { sitting: self.id.clone() });
            self.ended = true;
        }
        Ok(())
    }
}

impl Kept<'_> {
    /// Forgets an answer that could not be kept: its question is asked again.
    fn go_back(&mut self, answers: usize) {
        let (book, plan) = (self.session.book(), self.session.plan().clone());
        let kept = self.session.answered().get(..answers).unwrap_or_default().to_vec();
        // The same rulebook a moment later asks the same.
        if let Ok(session) = Session::resume(book, plan, &kept) {
            self.session = session;
        }
    }
}
