//! Who may serve a client, drawn along the stages of health: each practitioner's lane is a line
//! over the stages in which they work, and the client stands in one of them.

use remit_eval::{Decision, Recommendation, Who};
use remit_model::id::{RoleId, StageId};
use remit_model::rulebook::Verdict;
use remit_words::Words;
use remit_words::list::{and, or};
use unicode_width::UnicodeWidthStr;

use super::decision::look;
use super::{Ink, clean, pairs, style};

/// Columns that a stage takes up.
const STAGE: usize = 10;

/// The whole answer: the drawing, who is best placed, and what each would be told.
pub(crate) fn who(ink: Ink, words: Words<'_>, who: &Who) -> String {
    let mut text = lanes(ink, words, &who.practitioners);
    let titles = |roles: &[RoleId]| -> Vec<String> {
        roles.iter().map(|&role| words.role(role).to_owned()).collect()
    };
    let permitted = match titles(&who.permitted).as_slice() {
        [] => "nobody of those listed".to_owned(),
        some => and(some),
    };
    let mut rows = vec![("May serve".to_owned(), permitted)];
    let recommended = or(&titles(&who.recommended));
    if !recommended.is_empty() {
        rows.push((heading(who.how).to_owned(), recommended));
    }
    text.push('\n');
    text.push_str(&pairs(ink, 2, style::HEADING, &rows));
    text.push('\n');
    for told in &who.practitioners {
        let verdict = ink.paint(look(told.verdict), told.verdict.name());
        let role = clean(words.role(told.practitioner)).into_owned();
        text.push_str(&format!("  {role}: {verdict}\n"));
        text.push_str(&ink.fill("    ", "    ", &clean(&words.decision(told))));
        text.push('\n');
    }
    text
}

fn heading(how: Recommendation) -> &'static str {
    match how {
        Recommendation::Stop => "To see now",
        Recommendation::Referral => "To see instead",
        Recommendation::Advice => "Best placed",
        Recommendation::SomeAdvice => "Best placed (advice differs)",
        Recommendation::Possible => "Could serve",
    }
}

/// The drawing, if the rulebook has stages.
fn lanes(ink: Ink, words: Words<'_>, practitioners: &[Decision]) -> String {
    let book = words.book();
    if book.stages.is_empty() {
        return String::new();
    }
    let stage = practitioners.iter().find_map(|told| told.stage);
    let name = |told: &Decision| clean(words.role(told.practitioner)).into_owned();
    let widest = practitioners.iter().map(|told| name(told).width()).max().unwrap_or(0);
    let drawing = STAGE * book.stages.len();
    // The verdict follows the lane; without room for all three, names are cut.
    let room = ink.width.saturating_sub(drawing + 15).max(8);
    let column = widest.min(room);
    let mut text = " ".repeat(column + 4);
    for row in book.stages.values() {
        text.push_str(&format!("{:^STAGE$}", clean(&row.label.name)));
    }
    text = format!("{}\n", text.trim_end());
    let mut marker = " ".repeat(column + 4);
    for id in book.stages.ids() {
        let here = if stage == Some(id) { "client" } else { "" };
        marker.push_str(&format!("{here:^STAGE$}"));
    }
    text.push_str(&format!("{}\n", marker.trim_end()));
    for told in practitioners {
        let full = name(told);
        let short: String = if full.width() > column {
            full.chars().take(column.saturating_sub(1)).chain(['…']).collect()
        } else {
            full
        };
        let gap = " ".repeat(column.saturating_sub(short.width()));
        let lane = lane(ink, words, told, stage);
        let verdict = ink.paint(look(told.verdict), told.verdict.name());
        text.push_str(&format!("  {short}{gap}  {lane}  {verdict}\n"));
    }
    let legend = match stage {
        Some(_) => legend(ink, practitioners),
        None => "The client's stage is not certain.".to_owned(),
    };
    text.push_str(&format!("  {}\n", ink.paint(style::FAINT, &legend)));
    text
}

/// A practitioner's line over the stages; the client stands on it, or beside it.
fn lane(ink: Ink, words: Words<'_>, told: &Decision, stage: Option<StageId>) -> String {
    let works_in = &words.book().roles[told.practitioner].works_in;
    let line = if ink.drawing { "━" } else { "=" };
    let mut text = String::new();
    for id in words.book().stages.ids() {
        let fill = if works_in.contains(id) { line } else { " " };
        if stage == Some(id) {
            let half = STAGE / 2 - 1;
            text.push_str(&fill.repeat(half));
            text.push_str(&ink.paint(look(told.verdict), client(ink, told.verdict)));
            text.push_str(&fill.repeat(STAGE - half - 1));
        } else {
            text.push_str(&fill.repeat(STAGE));
        }
    }
    text
}

/// The client on a practitioner's lane.
fn client(ink: Ink, verdict: Verdict) -> &'static str {
    match (verdict, ink.drawing) {
        (Verdict::Ask, _) => "?",
        (Verdict::Refer | Verdict::Stop, true) => "○",
        (Verdict::Refer | Verdict::Stop, false) => "N",
        (_, true) => "●",
        (_, false) => "Y",
    }
}

fn legend(ink: Ink, practitioners: &[Decision]) -> String {
    let marks = [
        (Verdict::Take, "the client is theirs"),
        (Verdict::Refer, "is not theirs, or nobody starts"),
        (Verdict::Ask, "not certain yet"),
    ];
    let mut parts = Vec::new();
    for (verdict, says) in marks {
        let mark = client(ink, verdict);
        if practitioners.iter().any(|told| client(ink, told.verdict) == mark) {
            parts.push(format!("{mark} {says}"));
        }
    }
    parts.join("   ")
}
