//! What a learner knows, as text: bars with their numbers, a calendar of numbers, lists. Nothing is
//! told by a bar that isn't told by a number beside it.

use remit_model::Rulebook;
use remit_model::id::RuleId;
use remit_quiz::{Progress, Standing};
use remit_tui::{Bar, Calendar, Part, Report};
use remit_words::Words;

use super::{Ink, clean, pairs, style};
use crate::render::decision::rule_line;
use crate::surroundings::date;

/// How many characters a bar has.
const BAR: usize = 20;
/// How many weeks the calendar shows.
const WEEKS: i64 = 8;
/// How many rules a list shows.
const MOST_RULES: usize = 8;

/// Everything on one page.
pub(crate) fn progress(ink: Ink, book: &Rulebook, known: &Progress) -> String {
    let today = date(known.today).strftime("%-d %B %Y");
    let heading = ink.paint(style::HEADING, &format!("{}, {today}", book.title));
    let mut text = format!("{heading}\n");
    if known.answers == 0 {
        text.push_str("Nothing was answered yet. `remit quiz` asks.\n");
        return text;
    }
    let right: usize = known.days.values().map(|(_, right)| right).sum();
    let (answers, days) = (known.answers, known.days.len());
    let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    text.push_str(&format!("{answers} answers on {days}, {right} right.\n"));
    text.push_str(&topics(ink, book, known));
    text.push_str(&calendar(ink, known));
    let due = known.due();
    text.push_str(&rules(ink, book, "Due today", &due, "remit review"));
    if let Some(day) = known.next_due().filter(|_| due.is_empty()) {
        let day = date(day).strftime("%-d %B %Y");
        text.push_str(&format!("\nNothing is due today; the next rule is on {day}.\n"));
    }
    text.push_str(&rules(ink, book, "Weak", &known.weak(), "remit quiz --weak"));
    text
}

/// The same on a whole screen.
pub(crate) fn page(book: &Rulebook, known: &Progress) -> Report {
    let today = date(known.today).strftime("%-d %B %Y").to_string();
    let mut parts = Vec::new();
    if known.answers == 0 {
        parts.push(Part::Text("Nothing was answered yet. A quiz asks.".to_owned()));
    } else {
        let right: usize = known.days.values().map(|(_, right)| right).sum();
        let answers = if known.answers == 1 { "answer" } else { "answers" };
        parts.push(Part::Text(format!("{} {answers}, {right} right.", known.answers)));
        parts.push(Part::Heading("Rules by topic".to_owned()));
        let bars = known.topics().into_iter().map(|(topic, standings)| {
            let number = |standing| standings.get(&standing).copied().unwrap_or_default();
            let (part, whole) = (number(Standing::Known), standings.values().sum());
            let others = [Standing::Learning, Standing::Weak].into_iter();
            let others = others.filter(|&standing| number(standing) > 0);
            let others = others.map(|of| format!(", {} {}", number(of), of.name()));
            let others = others.collect::<Vec<_>>().concat();
            let label = topic.map_or("Other", |topic| book.topics[topic].label.title.as_str());
            let said = format!("{part} of {whole} known{others}");
            Bar { label: label.to_owned(), part, whole, said }
        });
        parts.push(Part::Bars(bars.collect()));
        parts.push(Part::Heading("Answers by day".to_owned()));
        parts.push(Part::Calendar(days(known)));
    }
    let words = Words::new(book);
    let lists = [("Due today: review asks them", known.due()), ("Weak", known.weak())];
    for (heading, rules) in lists.into_iter().filter(|(_, rules)| !rules.is_empty()) {
        parts.push(Part::Heading(format!("{heading} ({})", rules.len())));
        let lines = rules.iter().take(MOST_RULES).map(|&rule| rule_line(words, rule));
        parts.push(Part::List(lines.collect()));
    }
    Report { title: "What you know".to_owned(), aside: today, parts, onward: None }
}

/// Half a year up to today, from the first day of practice on.
fn days(known: &Progress) -> Calendar {
    let first = known.days.keys().next().copied().unwrap_or(known.today);
    let first = first.clamp(known.today - HALF_A_YEAR, known.today);
    let days = (first..=known.today).map(|day| {
        let answers = known.days.get(&day).map_or(0, |(answers, _)| *answers);
        (date(day).strftime("%-d %B").to_string(), answers)
    });
    // Day 0 was a Thursday.
    let begins_on = usize::try_from((first + 3).rem_euclid(7)).unwrap_or(0);
    Calendar { begins_on, days: days.collect() }
}

/// So many days the calendar of a whole screen goes back.
const HALF_A_YEAR: i64 = 182;

/// Mastery by topic: a bar, and the number of rules in each standing.
fn topics(ink: Ink, book: &Rulebook, known: &Progress) -> String {
    let (full, half, miss, none) =
        if ink.drawing { ('█', '▒', '!', '·') } else { ('#', '+', '!', '.') };
    let mut text = format!("\n{}\n", ink.paint(style::HEADING, "Rules by topic"));
    text.push_str(&ink.fill(
        "  ",
        "  ",
        &format!("{full} known, {half} learning, {miss} weak, {none} not asked yet"),
    ));
    text.push('\n');
    let rows: Vec<_> = known
        .topics()
        .into_iter()
        .map(|(topic, standings)| {
            let title = topic.map_or("Other", |topic| book.topics[topic].label.title.as_str());
            let number = |standing| standings.get(&standing).copied().unwrap_or_default();
            let all: usize = standings.values().sum();
            let mut bar = String::new();
            let mut so_far = 0;
            for (standing, sign) in [
                (Standing::Known, full),
                (Standing::Learning, half),
                (Standing::Weak, miss),
                (Standing::New, none),
            ] {
                so_far += number(standing);
                let end = (so_far * BAR).div_ceil(all.max(1));
                while bar.chars().count() < end {
                    bar.push(sign);
                }
            }
            let told = [Standing::Learning, Standing::Weak]
                .into_iter()
                .filter(|&standing| number(standing) > 0)
                .map(|standing| format!(", {} {}", number(standing), standing.name()));
            let told: String = told.collect();
            (title.to_owned(), format!("{bar} {} of {all} known{told}", number(Standing::Known)))
        })
        .collect();
    text + &pairs(ink, 2, style::NAME, &rows)
}

/// The last weeks, a line each: how much was answered on each day.
fn calendar(ink: Ink, known: &Progress) -> String {
    let mut text = format!("\n{}\n", ink.paint(style::HEADING, "Answers by day"));
    text.push_str("  Week of        Mon  Tue  Wed  Thu  Fri  Sat  Sun\n");
    // Day 0 was a Thursday; weeks begin on Mondays.
    let this_week = known.today - (known.today + 3).rem_euclid(7);
    let first = known.days.keys().next().copied().unwrap_or(this_week);
    for week in (0..WEEKS).rev().map(|back| this_week - 7 * back) {
        if week + 6 < first {
            continue;
        }
        let name = date(week).strftime("%e %b %Y").to_string();
        text.push_str(&format!("  {name:<12}"));
        for day in week..week + 7 {
            let cell = match known.days.get(&day) {
                Some((answers, _)) => answers.to_string(),
                None if day > known.today => String::new(),
                None => "-".to_owned(),
            };
            text.push_str(&format!("{cell:>5}"));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// Some rules, and the command that asks about them.
fn rules(ink: Ink, book: &Rulebook, heading: &str, rules: &[RuleId], command: &str) -> String {
    if rules.is_empty() {
        return String::new();
    }
    let number = rules.len();
    let heading = ink.paint(style::HEADING, &format!("{heading}: {number}"));
    let mut text = format!("\n{heading} ({command})\n");
    for &rule in rules.iter().take(MOST_RULES) {
        text.push_str(&ink.fill("  - ", "    ", &clean(&rule_line(Words::new(book), rule))));
        text.push('\n');
    }
    if number > MOST_RULES {
        text.push_str(&format!("  and {} more\n", number - MOST_RULES));
    }
    text
}
