//! How a finding looks: what, where (the line, with the place marked), why, and what to try.

use remit_source::{Diagnostic, Label, Severity, SourceFile, Sources};
use unicode_width::UnicodeWidthStr;

use super::{Ink, clean, style};
use crate::failure::Problem;
use crate::told::Told;

/// A finding about a rule file.
pub(crate) fn diagnostic(ink: Ink, sources: &Sources, finding: &Diagnostic) -> String {
    let (word, look) = match finding.severity {
        Severity::Error => ("error", style::BAD),
        Severity::Warning => ("warning", style::CARE),
    };
    let mut text = headline(ink, word, look, finding.code.0, &finding.message);
    let labels = || std::iter::once(&finding.primary).chain(&finding.secondary);
    let numbers = labels().filter_map(|label| {
        Some(sources.get(label.span.file)?.position(label.span.start).line.to_string().len())
    });
    let gutter = numbers.max().unwrap_or(1) + 1;
    for (index, label) in labels().enumerate() {
        let Some(file) = sources.get(label.span.file) else { continue };
        let mark = if index == 0 { '^' } else { '-' };
        excerpt(ink, &mut text, file, label, mark, gutter);
    }
    reasons(ink, &mut text, finding.why.as_deref(), finding.help.as_deref());
    text
}

/// How many findings are drawn at once. Whoever has more begins with these.
const MOST_DRAWN: usize = 50;

/// Findings one after the other, and how many there are.
pub(crate) fn list(ink: Ink, sources: &Sources, findings: &[Diagnostic]) -> String {
    list_shown(ink, sources, findings.iter().map(|finding| (finding, &None)))
}

/// Findings one after the other, each with the client who shows it, and how many there are.
pub(crate) fn list_shown<'f>(
    ink: Ink,
    sources: &Sources,
    findings: impl ExactSizeIterator<Item = (&'f Diagnostic, &'f Option<Told>)>,
) -> String {
    let mut text = String::new();
    let count = findings.len();
    for (finding, witness) in findings.take(MOST_DRAWN) {
        text.push_str(&diagnostic(ink, sources, finding));
        if let Some(witness) = witness {
            client(ink, &mut text, witness);
        }
        text.push('\n');
    }
    if count > MOST_DRAWN {
        text.push_str(&format!("… and {} more.\n", count - MOST_DRAWN));
    }
    text
}

/// The client who shows it: in words, and as an example to paste.
fn client(ink: Ink, text: &mut String, witness: &Told) {
    let who = format!("{}, for {}", witness.practitioner, witness.services.join(" and "));
    let words = clean(&witness.vignette).into_owned();
    for (word, said) in [("client: ", words.as_str()), ("asked: ", who.as_str())] {
        said_after(ink, text, word, said);
    }
    text.push('\n');
    for line in witness.example.lines() {
        text.push_str(&format!("  {}\n", clean(line)));
    }
}

/// A finding about the command line or a file as a whole.
pub(crate) fn problem(ink: Ink, problem: &Problem) -> String {
    problem_as(ink, "error", style::BAD, problem)
}

/// The same where the command goes on without what is missing.
pub(crate) fn warning(ink: Ink, problem: &Problem) -> String {
    problem_as(ink, "warning", style::CARE, problem)
}

fn problem_as(ink: Ink, word: &str, look: anstyle::Style, problem: &Problem) -> String {
    let mut text = headline(ink, word, look, problem.code, &problem.message);
    if let Some(place) = &problem.place {
        text.push_str(&format!(" {} {}\n", ink.paint(style::FAINT, "at"), clean(place)));
    }
    reasons(ink, &mut text, problem.why.as_deref(), problem.help.as_deref());
    text
}

/// A finding without its place: what is wrong, and what to try.
pub(crate) fn brief(ink: Ink, finding: &Diagnostic) -> String {
    let mut text = ink.fill("  ", "  ", &clean(&finding.message));
    text.push('\n');
    reasons(ink, &mut text, finding.why.as_deref(), finding.help.as_deref());
    text
}

fn headline(ink: Ink, word: &str, look: anstyle::Style, code: &str, message: &str) -> String {
    let message = ink.paint(style::HEADING, message);
    let code = ink.paint(style::FAINT, &format!("[{code}]"));
    let line = format!("{}: {message} {code}", ink.paint(look, word));
    format!("{}\n", ink.fill("", "  ", &line))
}

fn reasons(ink: Ink, text: &mut String, why: Option<&str>, help: Option<&str>) {
    for (word, said) in [("why: ", why), ("try: ", help)] {
        if let Some(said) = said {
            said_after(ink, text, word, said);
        }
    }
}

/// A paragraph after a word that says what it is.
fn said_after(ink: Ink, text: &mut String, word: &str, said: &str) {
    let filled = ink.fill(" ", "      ", &format!("{word}{}", clean(said)));
    text.push_str(&filled.replacen(word, &ink.paint(style::NAME, word), 1));
    text.push('\n');
}

/// The first line of a place, with the place marked below it.
fn excerpt(
    ink: Ink,
    text: &mut String,
    file: &SourceFile,
    label: &Label,
    mark: char,
    gutter: usize,
) {
    let start = file.position(label.span.start);
    let end = file.position(label.span.end.max(label.span.start));
    let line = file.line(start.line);
    let skipped = start.column as usize - 1;
    let marked = if end.line == start.line {
        end.column.saturating_sub(start.column) as usize
    } else {
        line.chars().count().saturating_sub(skipped)
    };
    let room = ink.width.saturating_sub(gutter + 4).max(20);
    let window = Window::around(line, skipped, marked, room);
    let bar = ink.paint(style::FAINT, "|");
    let blank = " ".repeat(gutter);
    let place = format!("{}:{}:{}", file.name(), start.line, start.column);
    text.push_str(&format!("{blank}{} {}\n", ink.paint(style::FAINT, "at"), clean(&place)));
    let number = ink.paint(style::FAINT, &format!("{:>gutter$}", start.line));
    text.push_str(format!("{number} {bar} {}", window.shown).trim_end());
    text.push('\n');
    let look = if mark == '^' { style::BAD } else { style::NAME };
    let marks = ink.paint(look, &mark.to_string().repeat(window.marked.max(1)));
    let indent = " ".repeat(window.before);
    let words = clean(&label.text);
    let fits = window.before + window.marked + 1 + words.width() <= room;
    if fits || words.is_empty() {
        text.push_str(format!("{blank} {bar} {indent}{marks} {words}").trim_end());
    } else {
        text.push_str(&format!("{blank} {bar} {indent}{marks}\n"));
        let edge = format!("{blank} {bar} ");
        text.push_str(&ink.fill(&edge, &edge, &words));
    }
    text.push('\n');
}

/// The part of a line that is shown; all of it unless it is too long.
struct Window {
    shown: String,
    /// Columns before the marked part.
    before: usize,
    /// Columns of the marked part.
    marked: usize,
}

impl Window {
    fn around(line: &str, skipped: usize, marked: usize, room: usize) -> Self {
        // Only so much of a line can be seen; so only so much of it is looked at.
        let cut = if skipped + marked <= room { 0 } else { skipped.saturating_sub(room / 2) };
        let part: String = line.chars().skip(cut).take(room).collect();
        let lead = if cut > 0 { "… " } else { "" };
        let before: String = part.chars().take(skipped - cut).collect();
        let marks: String = part.chars().skip(skipped - cut).take(marked).collect();
        let width = |text: &str| clean(text).width();
        let mut shown = format!("{lead}{}", clean(&part));
        if line.chars().nth(cut + room).is_some() {
            shown.push('…');
        }
        Self { shown, before: width(lead) + width(&before), marked: width(&marks) }
    }
}

#[cfg(test)]
mod tests {
    use remit_source::{Code, FileId, Span};

    use super::*;

    fn drawn(text: &str, place: std::ops::Range<usize>) -> String {
        let mut sources = Sources::default();
        sources.add(SourceFile::new("rules/some.remit", text));
        let span = Span::new(FileId(0), place.start, place.end);
        let finding = Diagnostic::error(Code("unknown-name"), span, "nothing is named `colour`")
            .here("not declared")
            .also(Span::new(FileId(0), 0, 4), "in this lane")
            .why("a rule can only speak of what the vocabulary declares")
            .help("Did you mean `color`?");
        diagnostic(Ink { colour: false, drawing: false, width: 60 }, &sources, &finding)
    }

    #[test]
    fn a_finding_shows_the_line_and_marks_the_place() {
        insta::assert_snapshot!(drawn("lane a\n  when colour is red\n", 14..20));
    }

    #[test]
    fn tabs_wide_letters_and_commands_keep_the_marks_in_place() {
        insta::assert_snapshot!(drawn("lane\t漢字\u{1b}colour\n", 12..18));
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let line = format!("lane {}colour {}", "x".repeat(3_000), "y".repeat(3_000));
        insta::assert_snapshot!(drawn(&line, 3_005..3_011));
    }

    #[test]
    fn a_place_over_several_lines_or_past_the_end_is_drawn_too() {
        insta::assert_snapshot!(drawn("lane a\n  when b\n", 5..14));
        insta::assert_snapshot!(drawn("lane", 400..500));
    }
}
