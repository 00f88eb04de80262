use std::fmt;

use remit_model::Rulebook;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::answered::Answered;
use crate::exam::{Blueprint, ExamReport, Form};
use crate::family::Family;
use crate::history::ExamFile;
use crate::item::{Item, Score, hexadecimal};
use crate::parameters::{Bank, Parameters, Structure};
use crate::plan::FormItem;
use crate::quiz::Quiz;

/// All that is needed to make an exam again item by item, on another machine and years later: it
/// refers to nothing by its place in a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExamRecord {
    /// The rulebook's name and version.
    pub rulebook: String,
    /// The digest of its files: [`digest_of`].
    pub rulebook_digest: String,
    /// The exam's file, as it was.
    pub exam: ExamFile,
    /// The digest of that file's text.
    pub exam_digest: String,
    /// What the file says.
    pub blueprint: Blueprint,
    /// The seed of the form.
    pub seed: u64,
    /// The items of the form, in the order in which they were asked.
    pub form: Vec<FormItem>,
    /// What was assumed of each item then: difficulties change when they are measured.
    pub parameters: Vec<Parameters>,
    /// The answers, with the options in the order shown, and the time that each took.
    pub answered: Vec<Answered>,
}

/// The digest of some texts, whatever their order: SHA-256, in hexadecimal, of the sorted digests of
/// each.
#[must_use]
pub fn digest_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut digests: Vec<_> = texts.into_iter().map(Sha256::digest).collect();
    digests.sort_unstable();
    let mut whole = Sha256::new();
    for digest in digests {
        whole.update(digest);
    }
    hexadecimal(&whole.finalize())
}

/// What differs when an exam is made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The item, from 1; of the whole exam, 0.
    pub number: usize,
    /// What differs.
    pub what: What,
}

/// What may differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The exam's file has another digest than was written down.
    Exam,
    /// The blueprint and the seed make another form.
    Form,
    /// Another item was answered than stands in the form.
    OtherItem,
    /// The item can't be made again.
    Gone,
    /// The item reads otherwise.
    Text,
    /// The options are others, or stand in another order.
    Order,
    /// Another option is right.
    Key,
    /// The answer is worth something else.
    Score {
        /// What was written down.
        was: Score,
        /// What it is worth now.
        is: Score,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.number > 0 {
            write!(f, "item {}: ", self.number)?;
        }
        f.write_str(match self.what {
            What::Exam => "the exam's file is not the one that was written down",
            What::Form => "the blueprint and the seed make another form now",
            What::OtherItem => "another item was answered than stands in the form",
            What::Gone => "it can't be made again",
            What::Text => "it reads otherwise now",
            What::Order => "its options are others now, or stand in another order",
            What::Key => "another option is right now",
            What::Score { .. } => "the answer is worth something else now",
        })
    }
}

/// An exam that was made again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rekeyed {
    /// What differs from what was written down; empty if every item was asked, decided and scored
    /// as it would be now.
    pub differences: Vec<Difference>,
    /// How the exam went, by the scores that were written down.
    pub recorded: ExamReport,
    /// How it would have gone, by the keys of this rulebook.
    pub rekeyed: ExamReport,
}

impl ExamRecord {
    /// The record of an exam; `rulebook_digest` is [`digest_of`] the rulebook's files.
    #[must_use]
    pub fn new(
        book: &Rulebook,
        rulebook_digest: String,
        exam: ExamFile,
        blueprint: Blueprint,
        form: &Form,
        answered: Vec<Answered>,
    ) -> Self {
        let mut quiz = Quiz::new(book);
        let bank = Structure::new(book);
        let parameters = form.items.iter().map(|item| {
            let made = made_again(&mut quiz, item);
            made.map_or(Parameters::UNKNOWN, |made| bank.parameters(&made))
        });
        Self {
            rulebook: format!("{} {}", book.name, book.version).trim().to_owned(),
            rulebook_digest,
            exam_digest: digest_of([exam.text.as_str()]),
            exam,
            blueprint,
            seed: form.seed,
            form: form.items.clone(),
            parameters: parameters.collect(),
            answered,
        }
    }

    /// How it went, by the scores that were written down.
    #[must_use]
    pub fn report(&self, book: &Rulebook) -> ExamReport {
        let mut quiz = Quiz::new(book);
        let same = |(item, answer): (&FormItem, &Answered)| {
            made_again(&mut quiz, item).filter(|made| made.digest() == answer.digest)
        };
        let items: Vec<_> = self.form.iter().zip(&self.answered).map(same).collect();
        ExamReport::of(book, self, &items)
    }

    /// Makes every item again, decides it anew, scores the answers anew, and says what differs.
    #[must_use]
    pub fn rekey(&self, book: &Rulebook) -> Rekeyed {
        let mut quiz = Quiz::new(book);
        let mut differences = Vec::new();
        let mut differs = |number, what| differences.push(Difference { number, what });
        if digest_of([self.exam.text.as_str()]) != self.exam_digest {
            differs(0, What::Exam);
        }
        let form = Form::of(book, &self.blueprint, self.seed);
        if form.map_or(true, |form| form.items != self.form) {
            differs(0, What::Form);
        }
        let mut now = self.clone();
        let mut items = Vec::new();
        for (at, (wanted, answer)) in self.form.iter().zip(&self.answered).enumerate() {
            let number = at + 1;
            if (&wanted.family, wanted.seed) != (&answer.family, answer.seed) {
                differs(number, What::OtherItem);
            }
            let made = made_again(&mut quiz, wanted);
            let Some(item) = &made else {
                differs(number, What::Gone);
                items.push(None);
                continue;
            };
            if item.order() != answer.order {
                differs(number, What::Order);
            } else if item.digest() != answer.digest {
                differs(number, What::Text);
            }
            let key = quiz.key(item).unwrap_or_else(|| item.key());
            if key != answer.key {
                differs(number, What::Key);
            }
            let score = Score::of(&answer.response, &key);
            if score != answer.score {
                differs(number, What::Score { was: answer.score, is: score });
            }
            if let Some(answer) = now.answered.get_mut(at) {
                (answer.key, answer.score) = (key, score);
            }
            items.push(made);
        }
        if self.answered.len() > self.form.len() {
            differs(self.form.len() + 1, What::OtherItem);
        }
        let recorded = ExamReport::of(book, self, &items);
        Rekeyed { differences, recorded, rekeyed: ExamReport::of(book, &now, &items) }
    }
}

fn made_again(quiz: &mut Quiz<'_>, item: &FormItem) -> Option<Item> {
    let family = Family::parse(quiz.book(), &item.family)?;
    quiz.item(family, item.seed).ok()
}
