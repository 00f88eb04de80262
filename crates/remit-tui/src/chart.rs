//! Charts of letters: bars with their numbers, and a calendar.

use unicode_width::UnicodeWidthStr;

use crate::doc::{Doc, Words};
use crate::text::clean;
use crate::theme::Tone;

/// A part of a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// How much of it there is.
    pub part: usize,
    /// How much there could be.
    pub whole: usize,
    /// What the numbers are, said after the bar: `8 of 10 right`.
    pub said: String,
}

/// How much was done, day by day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// The weekday of the first day: 0 is Monday.
    pub begins_on: usize,
    /// One after the other up to today: the day as it is said (`23 November`), and how many answers
    /// were given on it.
    pub days: Vec<(String, usize)>,
}

/// The columns of a bar.
const BAR: usize = 20;
/// No label is given more.
const LONGEST_LABEL: usize = 36;

/// Bars below each other; what they are of stands before them, or above where there is no room.
pub(crate) fn bars(doc: &mut Doc, bars: &[Bar]) {
    let column = bars.iter().map(|bar| clean(&bar.label).width()).max().unwrap_or(0);
    let column = column.min(LONGEST_LABEL);
    let said = bars.iter().map(|bar| bar.said.width()).max().unwrap_or(0);
    let above = column + BAR + said + 6 > doc.width();
    let length = BAR.min(doc.width().saturating_sub(said + 6)).max(1);
    for bar in bars {
        let filled = if bar.whole == 0 { 0 } else { (bar.part * length).div_ceil(bar.whole) };
        // A bar is full only when nothing is missing.
        let filled = filled.min(if bar.part < bar.whole { length - 1 } else { length });
        let drawn: [Words; 3] = [
            (Tone::Name, "█".repeat(filled)),
            (Tone::Faint, "░".repeat(length - filled)),
            (Tone::Text, format!("  {}", bar.said)),
        ];
        let wide = clean(&bar.label).width();
        if above || wide > column {
            doc.filled(&[], 2, Tone::Text, &bar.label);
            doc.row([(Tone::Text, "    ".to_owned())].into_iter().chain(drawn).collect());
        } else {
            let label = format!("  {}{}  ", bar.label, " ".repeat(column - wide));
            doc.row([(Tone::Text, label)].into_iter().chain(drawn).collect());
        }
    }
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// What stands for a day: nothing, a little, some, much. The signs differ in shape, not in colour.
const SIGNS: [(usize, &str); 4] = [(0, "·"), (1, "▪"), (10, "◆"), (30, "█")];

/// Weeks side by side, days below each other, the newest at the right.
pub(crate) fn calendar(doc: &mut Doc, calendar: &Calendar) {
    let room = doc.width().saturating_sub(6) / 2;
    let weeks = (calendar.begins_on + calendar.days.len()).div_ceil(7);
    let skipped = weeks.saturating_sub(room.max(1));
    for (weekday, name) in WEEKDAYS.iter().enumerate() {
        let mut words = vec![(Tone::Faint, format!("  {name} "))];
        for week in skipped..weeks {
            let day = (week * 7 + weekday).checked_sub(calendar.begins_on);
            let day = day.and_then(|day| calendar.days.get(day));
            let (sign, tone) = match day {
                None => (" ", Tone::Text),
                Some((_, 0)) => (SIGNS[0].1, Tone::Faint),
                Some((_, answers)) => {
                    let sign = SIGNS.iter().rev().find(|(least, _)| answers >= least);
                    (sign.map_or(" ", |(_, sign)| sign), Tone::Name)
                }
            };
            words.push((tone, format!("{sign} ")));
        }
        doc.row(words);
    }
    let signs: Vec<String> = SIGNS
        .iter()
        .map(|(least, sign)| match least {
            0 => format!("{sign} none"),
            1 => format!("{sign} some"),
            least => format!("{sign} {least} or more"),
        })
        .collect();
    doc.gap();
    doc.filled(&[], 2, Tone::Faint, &format!("Answers in a day: {}", signs.join("   ")));
    let practised = calendar.days.iter().filter(|(_, answers)| *answers > 0);
    // The same in words, for whoever doesn't see the picture.
    let last: Vec<_> = practised.rev().take(5).collect();
    for (day, answers) in last {
        let answers = format!("{answers} {}", if *answers == 1 { "answer" } else { "answers" });
        doc.filled(&[(Tone::Faint, format!("  {day}: "))], 4, Tone::Text, &answers);
    }
}
