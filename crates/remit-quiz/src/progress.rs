use std::collections::{BTreeMap, BTreeSet};

use remit_model::Rulebook;
use remit_model::id::{RuleId, TopicId};

use crate::answered::Answered;
use crate::family::Family;
use crate::history::History;
use crate::item::Score;
use crate::memory::{Grade, Memory};

/// What a learner knows and doesn't, computed from what they answered and from what day it is told
/// to be; the same answers on the same day always come to the same.
///
/// Days are numbers that the learner's calendar counts up by one: which moment belongs to which day
/// is told, so that days of 23 and 25 hours are days. A clock that was set back or forward changes
/// no answer: what seems to be given in the future counts as given now, and no time passes
/// backwards.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The day it is.
    pub today: i64,
    /// Every rule that is asked about, in order of declaration.
    pub rules: Vec<RuleProgress>,
    /// By day on which something was answered, how much and how much of it was right.
    pub days: BTreeMap<i64, (usize, usize)>,
    /// Answers that count, to whatever question.
    pub answers: usize,
}

/// What is known of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleProgress {
    /// The rule.
    pub rule: RuleId,
    /// Its chapter.
    pub topic: Option<TopicId>,
    /// How often it was asked about, and how often the answer was right.
    pub asked: usize,
    /// How often the answer was right.
    pub right: usize,
    /// Of the last few answers, how many were not right.
    pub missed_lately: usize,
    /// What is remembered; none of what was never asked.
    pub memory: Option<Memory>,
    /// The day of the last answer.
    pub last: Option<i64>,
    /// The day on which it is due; none of what was never asked.
    pub due: Option<i64>,
    /// The chance that it would be answered right today, as far as memory goes.
    pub recall: Option<f64>,
    /// What all that comes to.
    pub standing: Standing,
}

/// How a learner stands with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It was never asked about.
    New,
    /// The last answer was not right.
    Weak,
    /// The last answer was right, but it isn't known yet that it stays so.
    Learning,
    /// It was answered right on different days, so that it should last for a week at least, and is
    /// still likely to be recalled.
    Known,
}

impl Standing {
    /// All, from new to known.
    pub const ALL: [Self; 4] = [Self::New, Self::Weak, Self::Learning, Self::Known];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Weak => "weak",
            Self::Learning => "learning",
            Self::Known => "known",
        }
    }
}

/// From so many days of stability on, a rule is known. One right answer comes to two days, and more
/// on the same day to no more; only one on another day brings it here.
const KNOWN_DAYS: f64 = 7.0;
/// Below this chance of recall, what was known is learnt again.
const KNOWN_RECALL: f64 = 0.8;
/// How many answers are "the last few".
const LATELY: usize = 5;

impl Progress {
    /// What all sittings come to at a moment; `day` says which day a moment belongs to.
    #[must_use]
    pub fn of(book: &Rulebook, history: &History, now: i64, day: &dyn Fn(i64) -> i64) -> Self {
        let mut answers: Vec<(i64, &Answered)> = history
            .sittings
            .iter()
            .flat_map(|taken| &taken.answers)
            .map(|(at, answered)| ((*at).min(now), answered))
            .collect();
        // Answers from several machines come one machine after the other.
        answers.sort_by_key(|(at, _)| *at);
        let mut days: BTreeMap<i64, (usize, usize)> = BTreeMap::new();
        let mut by_rule: BTreeMap<RuleId, Vec<(i64, &Answered)>> = BTreeMap::new();
        for &(at, answered) in &answers {
            let day = day(at);
            let (count, right) = days.entry(day).or_default();
            *count += 1;
            *right += usize::from(answered.right());
            if let Some(rule) = answered.family(book).and_then(Family::rule) {
                by_rule.entry(rule).or_default().push((day, answered));
            }
        }
        let today = day(now);
        let asked: BTreeSet<RuleId> =
            Family::all(book).into_iter().filter_map(Family::rule).collect();
        let of_rule = |&rule: &RuleId| {
            let answers = by_rule.get(&rule).map(Vec::as_slice).unwrap_or_default();
            RuleProgress::of(book, rule, answers, today)
        };
        Self { today, rules: asked.iter().map(of_rule).collect(), days, answers: answers.len() }
    }

    /// What is due today, the least likely to be recalled first.
    #[must_use]
    pub fn due(&self) -> Vec<RuleId> {
        let due = |rule: &&RuleProgress| rule.due.is_some_and(|due| due <= self.today);
        self.sorted(due, |rule| (rule.recall.unwrap_or_default(), 0))
    }

    /// The day on which something is due next, after today.
    #[must_use]
    pub fn next_due(&self) -> Option<i64> {
        self.rules.iter().filter_map(|rule| rule.due).filter(|&due| due > self.today).min()
    }

    /// The weak rules: most often missed lately first, then the least likely to be recalled.
    #[must_use]
    pub fn weak(&self) -> Vec<RuleId> {
        let weak = |rule: &&RuleProgress| rule.standing == Standing::Weak;
        self.sorted(weak, |rule| (rule.recall.unwrap_or_default(), LATELY - rule.missed_lately))
    }

    /// How many rules of each chapter stand how, in order of declaration.
    #[must_use]
    pub fn topics(&self) -> BTreeMap<Option<TopicId>, BTreeMap<Standing, usize>> {
        let mut topics: BTreeMap<_, BTreeMap<Standing, usize>> = BTreeMap::new();
        for rule in &self.rules {
            *topics.entry(rule.topic).or_default().entry(rule.standing).or_default() += 1;
        }
        topics
    }

    fn sorted(
        &self,
        wanted: impl Fn(&&RuleProgress) -> bool,
        key: impl Fn(&RuleProgress) -> (f64, usize),
    ) -> Vec<RuleId> {
        let mut found: Vec<_> = self.rules.iter().filter(wanted).collect();
        found.sort_by(|one, other| {
            let ((recall, missed), (other_recall, other_missed)) = (key(one), key(other));
            missed.cmp(&other_missed).then(recall.total_cmp(&other_recall))
        });
        found.into_iter().map(|rule| rule.rule).collect()
    }
}

impl RuleProgress {
    fn of(book: &Rulebook, rule: RuleId, answers: &[(i64, &Answered)], today: i64) -> Self {
        let mut memory: Option<(Memory, i64)> = None;
        for &(day, answered) in answers {
            let grade = Grade::of(answered.score, answered.second_thought);
            let now = match memory {
                None => Memory::first(grade),
                Some((memory, last)) => memory.after(between(last, day), grade),
            };
            memory = Some((now, day));
        }
        let right = answers.iter().filter(|(_, answered)| answered.right()).count();
        let missed = answers.iter().rev().take(LATELY).filter(|(_, answered)| !answered.right());
        let last_right = answers.last().is_some_and(|(_, answered)| answered.score == Score::Right);
        let recall = memory.map(|(memory, last)| memory.recall(between(last, today)));
        let standing = match memory.zip(recall) {
            None => Standing::New,
            Some(_) if !last_right => Standing::Weak,
            Some(((memory, _), recall))
                if memory.stability >= KNOWN_DAYS && recall >= KNOWN_RECALL =>
            {
                Standing::Known
            }
            Some(_) => Standing::Learning,
        };
        Self {
            rule,
            topic: book.rules[rule].topic,
            asked: answers.len(),
            right,
            missed_lately: missed.count(),
            memory: memory.map(|(memory, _)| memory),
            last: memory.map(|(_, last)| last),
            due: memory.map(|(memory, last)| last + i64::from(memory.interval())),
            recall,
            standing,
        }
    }
}

/// The days from one to another; none if that one is earlier.
fn between(last: i64, day: i64) -> u32 {
    u32::try_from(day.saturating_sub(last)).unwrap_or(if day > last { u32::MAX } else { 0 })
}
