//! For people: each failing test with its client, what was expected, and what was decided and why.

use super::{Failure, Record, Results};
use crate::commands::count;
use crate::render::{Ink, clean, pairs, style};

/// How many failing tests are told; whoever has more begins with these.
const MOST_TOLD: usize = 50;

pub(super) fn report(results: &Results, ink: Ink) -> String {
    let mut text = String::new();
    let mut told = 0;
    for record in &results.records {
        let Some(failure) = &record.failure else { continue };
        told += 1;
        if told <= MOST_TOLD {
            text.push_str(&one(ink, record, failure));
            text.push('\n');
        }
    }
    if told > MOST_TOLD {
        text.push_str(&format!("… and {} more.\n\n", told - MOST_TOLD));
    }
    text.push_str(&summary(results, ink));
    text.push('\n');
    text
}

fn one(ink: Ink, record: &Record, failure: &Failure) -> String {
    let head = format!(
        "{}: {}",
        ink.paint(style::BAD, "failed"),
        ink.paint(style::HEADING, &clean(&record.name))
    );
    let mut text = format!("{}\n", ink.fill("", "  ", &head));
    if let Some(place) = &record.place {
        text.push_str(&format!(" {} {}\n", ink.paint(style::FAINT, "at"), clean(&place.brief())));
    }
    let mut rows = Vec::new();
    let mut say = |head: &str, text: &str| rows.push((head.to_owned(), clean(text).into_owned()));
    say("Client", &failure.client);
    say("Asked", &failure.question);
    if failure.differences.is_empty() {
        say("Expected", "nothing, so this tests nothing");
    }
    for differs in &failure.differences {
        say("Expected", &format!("{}: {}", differs.what, differs.expected));
        say("but it is", &differs.is);
    }
    say("Decided", &format!("{}. {}", failure.verdict, failure.decided));
    for decider in &failure.decided_by {
        say("by", &decider.line());
    }
    text.push_str(&pairs(ink, 2, style::FAINT, &rows));
    text
}

fn summary(results: &Results, ink: Ink) -> String {
    let failed = results.failed();
    let passed = results.records.len() - failed;
    let verdict = if failed == 0 {
        ink.paint(style::GOOD, &format!("{passed} passed"))
    } else {
        format!("{}, {passed} passed", ink.paint(style::BAD, &format!("{failed} failed")))
    };
    let mut from = vec![count(results.examples, "example")];
    if results.case_files > 0 {
        from.push(match results.case_files {
            1 => "1 file of cases".to_owned(),
            many => format!("{many} files of cases"),
        });
    }
    format!("{verdict}: {} of {}", count(results.records.len(), "test"), from.join(" and "))
}
