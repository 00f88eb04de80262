use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::answered::Answered;
use crate::exam::ExamRecord;
use crate::plan::{Mode, Plan};

/// Something that is kept of what a learner does. Together with when it happened, records say all
/// that there is to know: schedules and reports are computed from them and can be computed again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Record {
    /// A sitting began. What it is kept under is its name.
    Began(Box<Began>),
    /// A question was answered.
    Answered {
        /// The sitting.
        sitting: String,
        /// Which question of the sitting, from 1. Of several answers to one question the last
        /// counts: an answer can be taken back.
        number: usize,
        /// The answer.
        answered: Box<Answered>,
    },
    /// A sitting came to its end.
    Ended {
        /// The sitting.
        sitting: String,
    },
}

/// How a sitting began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Began {
    /// The title of the rulebook.
    pub rulebook: String,
    /// What was planned.
    pub plan: Plan,
    /// If it is an exam, all that is needed to make it again, without the answers: those are kept
    /// one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exam: Option<ExamRecord>,
}

/// The file of an exam as it was when it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamFile {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// A sitting as it is known from records.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Its name: what its beginning is kept under.
    pub id: String,
    /// When it began, in milliseconds since 1970 began in UTC.
    pub at: i64,
    /// How it began.
    pub began: Began,
    /// The answers that count, in the order of the questions, each with when it was given.
    pub answers: Vec<(i64, Answered)>,
    /// Whether it came to its end.
    pub ended: bool,
}

impl Taken {
    /// Whether there is something left to answer.
    #[must_use]
    pub fn open(&self) -> bool {
        !self.ended && self.answers.len() < self.began.plan.length()
    }

    /// The answers that count, in the order of the questions.
    #[must_use]
    pub fn answered(&self) -> Vec<Answered> {
        self.answers.iter().map(|(_, answered)| answered.clone()).collect()
    }

    /// If it is an exam, all that is needed to make it again, with the answers so far.
    #[must_use]
    pub fn exam(&self) -> Option<ExamRecord> {
        let exam = self.began.exam.clone()?;
        Some(ExamRecord { answered: self.answered(), ..exam })
    }

    /// How long was thought about the answers, in milliseconds.
    #[must_use]
    pub fn milliseconds(&self) -> u64 {
        self.answers.iter().map(|(_, answered)| answered.milliseconds).sum()
    }
}

/// All sittings of a learner.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// In the order in which they were begun.
    pub sittings: Vec<Taken>,
}

impl History {
    /// What records say: each with what it is kept under and when it happened.
    ///
    /// An answer to a sitting whose beginning is lost, as after a file was damaged, still counts:
    /// such a sitting has no plan, and is over.
    #[must_use]
    pub fn of(records: impl IntoIterator<Item = (String, i64, Record)>) -> Self {
        let mut history = Self::default();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (id, at, record) in records {
            match record {
                Record::Began(began) => {
                    places.insert(id.clone(), history.sittings.len());
                    let (answers, ended) = (Vec::new(), false);
                    history.sittings.push(Taken { id, at, began: *began, answers, ended });
                }
                Record::Answered { sitting, number, answered } => {
                    let taken = history.find(&mut places, sitting, at);
                    if let Some(taken) = taken {
                        // What is answered anew was taken back.
                        taken.answers.truncate(number.saturating_sub(1));
                        taken.answers.push((at, *answered));
                    }
                }
                Record::Ended { sitting } => {
                    if let Some(taken) = history.find(&mut places, sitting, at) {
                        taken.ended = true;
                    }
                }
            }
        }
        history
    }

    fn find(
        &mut self,
        places: &mut HashMap<String, usize>,
        id: String,
        at: i64,
    ) -> Option<&mut Taken> {
        let place = *places.entry(id.clone()).or_insert(self.sittings.len());
        if place == self.sittings.len() {
            let began = Began {
                rulebook: String::new(),
                plan: Plan { mode: Mode::Practice, ..Plan::default() },
                exam: None,
            };
            self.sittings.push(Taken { id, at, began, answers: Vec::new(), ended: true });
        }
        self.sittings.get_mut(place)
    }

    /// The newest sitting of a plan, if there is something left to answer in it: the one to go on
    /// with. Without a seed, plans that differ in nothing else are the same; so are plans to
    /// practise what is weak or due, whatever is weak or due now, and forms of one exam.
    #[must_use]
    pub fn unfinished(&self, rulebook: &str, plan: &Plan, seed: Option<u64>) -> Option<&Taken> {
        let same = |taken: &&Taken| {
            let other = &taken.began.plan;
            taken.began.rulebook == rulebook
                && seed.is_none_or(|seed| seed == other.seed)
                && essence(other) == essence(plan)
        };
        self.sittings.iter().rev().find(same).filter(|taken| taken.open())
    }
}

/// What makes two plans the same to a learner who comes back.
fn essence(plan: &Plan) -> Plan {
    let mut plan = Plan { seed: 0, ..plan.clone() };
    match &mut plan.mode {
        Mode::Weak | Mode::Review => {
            plan.rules.clear();
            plan.count = 0;
        }
        // Which items an exam has follows from its seed.
        Mode::Exam(items) => items.clear(),
        Mode::Practice | Mode::Placement => {}
    }
    plan
}
