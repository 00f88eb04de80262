//! How an exam went: the decision and its reason first, then the parts, then every item.

use remit_model::Rulebook;
use remit_quiz::exam::{ExamRecord, ExamReport, Reason, Rekeyed};
use remit_quiz::{Family, Quiz, Score};
use remit_words::Words;

use super::{Ink, clean, pairs, style};
use crate::render::decision::rule_line;

/// How many characters a domain's bar has.
const BAR: usize = 20;
/// How many rules to study are named.
const MOST_STUDY: usize = 8;

/// The end of an exam.
pub(crate) fn exam(ink: Ink, book: &Rulebook, report: &ExamReport) -> String {
    let mut text = String::new();
    let decision = if report.passed {
        ink.paint(style::GOOD, "Passed.")
    } else {
        ink.paint(style::BAD, "Not passed.")
    };
    let half = match report.half {
        0 => String::new(),
        half => format!(", {half} half right"),
    };
    let mut line = |words: &str| {
        text.push_str(&ink.fill("", "", words));
        text.push('\n');
    };
    line(&format!(
        "{decision} {} of {} right{half}; {} are needed ({} percent).",
        report.right, report.of, report.needed, report.pass
    ));
    for reason in &report.reasons {
        line(&match reason {
            Reason::BelowMark => "Too few were right.".to_owned(),
            Reason::Unfinished => "It was ended before its last item.".to_owned(),
            Reason::CriticalErrors => format!(
                "{} critical, {} allowed: a client was taken whom nobody may start with.",
                errors(report.critical.len()),
                report.critical_allowed
            ),
        });
    }
    line(&format!(
        "The score has a standard error of {:.1} items: who is nearer to the mark than that might \
         as well be on its other side.",
        report.standard_error
    ));
    let late = if report.late { ", longer than planned" } else { "" };
    line(&format!("Time: {} minutes{late}.", report.milliseconds.div_ceil(60_000)));
    line(&format!("The pass mark: {}", one_line(&report.rationale)));
    text.push_str(&format!("\n{}\n", ink.paint(style::HEADING, "By domain")));
    let rows: Vec<_> = report
        .domains
        .iter()
        .map(|domain| {
            let (full, none) = if ink.drawing { ("█", "·") } else { ("#", ".") };
            let done = domain.right * BAR / domain.of.max(1);
            let bar = full.repeat(done) + &none.repeat(BAR - done.min(BAR));
            (domain.title.clone(), format!("{bar} {} of {}", domain.right, domain.of))
        })
        .collect();
    text.push_str(&pairs(ink, 2, style::NAME, &rows));
    if !report.critical.is_empty() {
        text.push_str(&format!("\n{}\n", ink.paint(style::HEADING, "Critical errors")));
        for error in &report.critical {
            let said = format!(
                "Question {}: you chose “{}”; right is “{}”.",
                error.number, error.chosen, error.right
            );
            text.push_str(&ink.fill("  - ", "    ", &clean(&said)));
            text.push('\n');
        }
    }
    if !report.study.is_empty() {
        text.push_str(&format!("\n{}\n", ink.paint(style::HEADING, "What to study")));
        for (rule, missed) in report.study.iter().take(MOST_STUDY) {
            let named = book
                .find_rule(rule)
                .map_or_else(|| rule.clone(), |rule| rule_line(Words::new(book), rule));
            let times = if *missed == 1 { String::new() } else { format!(", {missed} times") };
            text.push_str(&ink.fill("  - ", "    ", &clean(&format!("{named}{times}"))));
            text.push('\n');
        }
        text.push_str("  `remit quiz --weak` asks about them.\n");
    }
    text
}

fn errors(number: usize) -> String {
    if number == 1 { "1 error was".to_owned() } else { format!("{number} errors were") }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An exam that was taken, item by item as it is made again now.
pub(crate) fn items(
    ink: Ink,
    book: &Rulebook,
    heading: &str,
    record: &ExamRecord,
    again: &Rekeyed,
) -> String {
    let mut text = format!("{}\n", ink.paint(style::HEADING, heading));
    text.push_str(&ink.fill(
        "",
        "",
        &format!("Rulebook {}, seed {}.", record.rulebook, record.seed),
    ));
    text.push('\n');
    let mut quiz = Quiz::new(book);
    for ((number, wanted), answered) in (1..).zip(&record.form).zip(&record.answered) {
        let score = match answered.score {
            Score::Right => ink.paint(style::GOOD, "right"),
            Score::Half => ink.paint(style::CARE, "half right"),
            Score::Wrong => ink.paint(style::BAD, "wrong"),
        };
        let title =
            ink.paint(style::HEADING, &format!("Question {number} of {}", record.form.len()));
        text.push_str(&format!("\n{title}: {score}, {}\n", clean(&wanted.family)));
        let made = Family::parse(book, &wanted.family)
            .and_then(|family| quiz.item(family, wanted.seed).ok());
        for (at, options) in answered.order.iter().enumerate() {
            if let Some(part) = made.as_ref().and_then(|item| item.parts.get(at)) {
                for paragraph in [&part.stem, &part.question] {
                    if !paragraph.is_empty() {
                        text.push_str(&format!("{}\n", ink.fill("  ", "  ", &clean(paragraph))));
                    }
                }
            }
            for (option, words) in options.iter().enumerate() {
                let marks = [
                    (answered.response.get(at) == Some(&option), "your answer"),
                    (answered.key.get(at) == Some(&option), "right"),
                ];
                let marks: Vec<_> =
                    marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect();
                let marks = if marks.is_empty() {
                    String::new()
                } else {
                    format!(" [{}]", marks.join(", "))
                };
                let first = format!("    {}. ", option + 1);
                text.push_str(&ink.fill(&first, "       ", &clean(&format!("{words}{marks}"))));
                text.push('\n');
            }
        }
        for difference in again.differences.iter().filter(|found| found.number == number) {
            let said = format!("Made again now: {difference}");
            text.push_str(&format!("{}\n", ink.fill("  ", "  ", &clean(&said))));
        }
    }
    text.push('\n');
    for difference in again.differences.iter().filter(|found| found.number == 0) {
        text.push_str(&format!("{}\n", ink.fill("", "", &clean(&difference.to_string()))));
    }
    if again.differences.is_empty() {
        text.push_str("Every item comes out as it was asked, with the same key.\n\n");
    } else if again.recorded.passed != again.rekeyed.passed {
        text.push_str("By the rules as they are now, it would have come out otherwise.\n\n");
    }
    text + &exam(ink, book, &again.recorded)
}
