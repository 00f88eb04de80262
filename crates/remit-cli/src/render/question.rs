//! How a quiz looks: a question, what is said of an answer, and how it went.

use remit_model::Rulebook;
use remit_quiz::{Feedback, Item, Part, Summary, Tally};
use remit_words::Words;

use super::{Ink, clean, pairs, style};
use crate::render::decision::rule_line;

/// How many rules that nearly applied are told.
const MOST_NEARLY: usize = 2;

/// A question with its numbered options; of a pair, only which question it is, because each part is
/// shown when it is asked.
pub(crate) fn question(ink: Ink, item: &Item, number: usize, of: usize) -> String {
    let heading = ink.paint(style::HEADING, &format!("Question {number} of {of}"));
    match item.parts.as_slice() {
        [only] => format!("{heading}\n{}", options(ink, only)),
        parts => {
            let count = parts.len();
            let told = format!(
                "{count} clients who differ in one fact. The answer is right if all are right."
            );
            format!("{heading}\n\n{}\n", ink.fill("", "", &told))
        }
    }
}

/// One part of several, counted from 0.
pub(crate) fn part(ink: Ink, part: &Part, at: usize) -> String {
    format!(
        "\n{}\n{}",
        ink.paint(style::HEADING, &format!("Client {}", at + 1)),
        options(ink, part)
    )
}

fn options(ink: Ink, part: &Part) -> String {
    let mut text = String::new();
    for paragraph in [&part.stem, &part.question] {
        if !paragraph.is_empty() {
            text.push_str(&format!("\n{}\n", ink.fill("", "", &clean(paragraph))));
        }
    }
    text.push('\n');
    for (at, choice) in part.options.iter().enumerate() {
        let first = format!("  {}. ", at + 1);
        text.push_str(&ink.fill(&first, "     ", &clean(&choice.text)));
        text.push('\n');
    }
    text
}

/// What is said after an answer.
pub(crate) fn feedback(ink: Ink, book: &Rulebook, told: &Feedback) -> String {
    let words = Words::new(book);
    let key = told.key + 1;
    let verdict = if told.right() {
        ink.paint(style::GOOD, "Right.")
    } else {
        format!("{} The answer is {key}.", ink.paint(style::BAD, "Not right."))
    };
    let mut text =
        format!("{}\n", ink.fill("", "", &format!("{verdict} {}", clean(&told.decision))));
    let mut rows = Vec::new();
    let mut last = String::new();
    let mut say = |head: &str, said: &str| {
        let head = if last == head { "" } else { head };
        rows.push((head.to_owned(), said.to_owned()));
        if !head.is_empty() {
            head.clone_into(&mut last);
        }
    };
    told.reveals.iter().for_each(|reveals| say("Your answer", reveals));
    told.because.iter().for_each(|because| say("Because", because));
    told.sources.iter().for_each(|source| say("Source", source));
    told.nearly.iter().take(MOST_NEARLY).for_each(|nearly| say("Nearly", nearly));
    told.flips.iter().for_each(|flip| say("What if", flip));
    let named: Vec<_> = told.rules.iter().map(|&rule| words.book().rules[rule].name()).collect();
    if !named.is_empty() {
        say("Look up", &format!("remit explain {}", named.join("; ")));
    }
    text.push_str(&pairs(ink, 2, style::FAINT, &rows));
    text
}

/// How a quiz went.
pub(crate) fn summary(ink: Ink, book: &Rulebook, summary: &Summary) -> String {
    let words = Words::new(book);
    if summary.all.asked == 0 {
        return "No question was answered.".to_owned();
    }
    let mut text = format!("{}\n", ink.paint(style::HEADING, &tally(summary.all)));
    if summary.topics.len() > 1 {
        let rows: Vec<_> = summary
            .topics
            .iter()
            .map(|(topic, count)| {
                let title = topic.map_or("Other", |topic| book.topics[topic].label.title.as_str());
                (title.to_owned(), tally(*count))
            })
            .collect();
        text.push_str(&pairs(ink, 2, style::NAME, &rows));
    }
    if !summary.again.is_empty() {
        text.push_str(&format!("\n{}\n", ink.paint(style::HEADING, "Look at these again")));
        for &rule in &summary.again {
            text.push_str(&ink.fill("  - ", "    ", &clean(&rule_line(words, rule))));
            text.push('\n');
        }
    }
    text
}

fn tally(tally: Tally) -> String {
    let half = match tally.half {
        0 => String::new(),
        half => format!(", {half} half right"),
    };
    format!("{} of {} right{half}", tally.right, tally.asked)
}
