use remit_model::Rulebook;
use remit_model::rulebook::Verdict;
use serde::Serialize;

use crate::answered::Answered;
use crate::exam::{Blueprint, ExamRecord};
use crate::family::Family;
use crate::item::{Answer, Item, Score};
use crate::summary::Tally;

/// How an exam went. Plain data: it can't print itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExamReport {
    /// Whether it was passed.
    pub passed: bool,
    /// Why not; empty if it was passed.
    pub reasons: Vec<Reason>,
    /// Items that were right. A pair is right if both halves are; half of one is not.
    pub right: usize,
    /// Pairs that were half right.
    pub half: usize,
    /// Items that were answered.
    pub answered: usize,
    /// Items of the form: what was not answered is not right.
    pub of: usize,
    /// How many had to be right.
    pub needed: usize,
    /// The pass mark, in percent.
    pub pass: u64,
    /// Why that is the pass mark.
    pub rationale: String,
    /// The standard error of `right`, in items, under the binomial error model: the square root of
    /// x (n - x) / (n - 1) (Lord 1957). Whoever is nearer to the mark than that might as well have
    /// come out on its other side.
    pub standard_error: f64,
    /// By domain, in the blueprint's order.
    pub domains: Vec<DomainReport>,
    /// Errors that no score makes good.
    pub critical: Vec<CriticalError>,
    /// How many of those are allowed.
    pub critical_allowed: usize,
    /// Milliseconds that were thought, and whether that is longer than was planned.
    pub milliseconds: u64,
    /// Whether more time was taken than planned. The clock is soft: it fails nobody.
    pub late: bool,
    /// What to study: rules by name, with how many items on each were not right, most first.
    pub study: Vec<(String, usize)>,
    /// Items that can't be made again as they were, by number from 1: their recorded scores count,
    /// but whether they hold a critical error can't be seen any more.
    pub changed: Vec<usize>,
}

/// Why an exam was not passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Too few were right.
    BelowMark,
    /// Too many critical errors.
    CriticalErrors,
    /// It was ended before its last item, and could have been passed.
    Unfinished,
}

/// How a domain went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DomainReport {
    /// Its title.
    pub title: String,
    /// Items that were right.
    pub right: usize,
    /// Pairs that were half right.
    pub half: usize,
    /// Items of the form.
    pub of: usize,
}

/// A client who was taken though nobody may start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CriticalError {
    /// The item, from 1.
    pub number: usize,
    /// What was chosen.
    pub chosen: String,
    /// What was right.
    pub right: String,
}

impl ExamReport {
    /// How an exam went: from the scores as they are recorded, and the items as they are made again.
    /// An item that can't be made again is `None`.
    pub(crate) fn of(book: &Rulebook, record: &ExamRecord, items: &[Option<Item>]) -> Self {
        let ExamRecord { blueprint, answered, form, .. } = record;
        let mut all = Tally::default();
        for answer in answered {
            all.count(answer.score);
        }
        let of = form.len();
        let needed = needed(of, blueprint.pass);
        let critical: Vec<CriticalError> = items
            .iter()
            .zip(answered)
            .enumerate()
            .filter_map(|(at, (item, answer))| {
                let (chosen, right) = taken(book, blueprint, item.as_ref()?, answer)?;
                Some(CriticalError { number: at + 1, chosen, right })
            })
            .collect();
        let critical_allowed = blueprint.critical.as_ref().map_or(0, |rule| rule.allowed);
        let mut reasons = Vec::new();
        let open = of.saturating_sub(answered.len());
        if all.right < needed {
            // Who might have passed by going on didn't fail by what was answered.
            let reach = all.right + open >= needed;
            reasons.push(if reach { Reason::Unfinished } else { Reason::BelowMark });
        }
        if critical.len() > critical_allowed {
            reasons.push(Reason::CriticalErrors);
        }
        let milliseconds = answered.iter().map(|answer| answer.milliseconds).sum();
        Self {
            passed: reasons.is_empty(),
            reasons,
            right: all.right,
            half: all.half,
            answered: answered.len(),
            of,
            needed,
            pass: blueprint.pass,
            rationale: blueprint.rationale.clone(),
            standard_error: standard_error(all.right, of),
            domains: domains(record),
            critical,
            critical_allowed,
            milliseconds,
            late: milliseconds > blueprint.minutes.saturating_mul(60_000),
            study: study(book, answered),
            changed: (1..)
                .zip(items)
                .filter(|(_, item)| item.is_none())
                .map(|(at, _)| at)
                .collect(),
        }
    }
}

/// How many items are the pass mark: the least number that is that share, or more.
pub(crate) fn needed(of: usize, percent: u64) -> usize {
    let percent = usize::try_from(percent).unwrap_or(100);
    of.saturating_mul(percent).div_ceil(100)
}

#[expect(clippy::cast_precision_loss, reason = "an exam has a thousand items at most")]
fn standard_error(right: usize, of: usize) -> f64 {
    let (x, n) = (right as f64, of as f64);
    if of < 2 { 0.0 } else { (x * (n - x) / (n - 1.0)).sqrt() }
}

fn domains(record: &ExamRecord) -> Vec<DomainReport> {
    let report = |title: &String| {
        let mut report = DomainReport { title: title.clone(), right: 0, half: 0, of: 0 };
        for (at, item) in record.form.iter().enumerate().filter(|(_, item)| item.domain == *title) {
            let _ = item;
            report.of += 1;
            let score = record.answered.get(at).map(|answer| answer.score);
            report.right += usize::from(score == Some(Score::Right));
            report.half += usize::from(score == Some(Score::Half));
        }
        report
    };
    record.blueprint.domains.iter().map(|domain| report(&domain.title)).collect()
}

/// What was chosen and what was right, if a client was taken with whom nobody may start, as urgent
/// as the blueprint says.
fn taken(
    book: &Rulebook,
    blueprint: &Blueprint,
    item: &Item,
    answer: &Answered,
) -> Option<(String, String)> {
    let rule = blueprint.critical.as_ref()?;
    let (least, _) = book.urgencies.iter().find(|(_, level)| level.label.name == rule.urgency)?;
    item.parts.iter().zip(&answer.response).find_map(|(part, &chosen)| {
        let (chosen, right) = (part.options.get(chosen)?, part.options.get(part.key)?);
        let (Answer::Core(did), Answer::Core(should)) = (&chosen.answer, &right.answer) else {
            return None;
        };
        let grave = should.verdict == Verdict::Stop && should.urgency >= least;
        let takes = matches!(did.verdict, Verdict::Take | Verdict::TakeWith);
        (grave && takes).then(|| (chosen.text.clone(), right.text.clone()))
    })
}

/// Rules by name, with how often they were not answered right, most often first.
fn study(book: &Rulebook, answered: &[Answered]) -> Vec<(String, usize)> {
    let mut missed: Vec<(String, usize)> = Vec::new();
    for answer in answered.iter().filter(|answer| !answer.right()) {
        let rule = answer.family(book).and_then(Family::rule);
        let Some(name) = rule.map(|rule| book.rules[rule].name()) else { continue };
        match missed.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => missed.push((name, 1)),
        }
    }
    missed.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    missed
}
