//! What to say about a piece that can't be read.

use remit_source::{Diagnostic, FileId, Span};

use crate::{
    ast::{Column, Head},
    codes,
    grammar::Stop,
    split::{Piece, first_name},
    words::{self, ClauseWord},
};

/// Where a body stands.
pub(crate) struct Place<'t> {
    pub(crate) file: FileId,
    pub(crate) text: &'t str,
    /// Where the piece begins, keyword included.
    pub(crate) start: usize,
    /// Where its body begins.
    pub(crate) base: usize,
    pub(crate) end: usize,
}

impl Place<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    /// The word or sign where reading stopped; the last word of the piece if nothing is left there.
    fn stopped_at(&self, stop: &Stop) -> Span {
        let rest = self.text.get(self.base + stop.at..self.end).unwrap_or("");
        let start = self.base + stop.at + rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if rest.is_empty() {
            return self.span(self.end, self.end);
        }
        let word = first_name(rest);
        let length = if word.is_empty() {
            rest.chars().next().map_or(0, char::len_utf8)
        } else {
            word.len()
        };
        self.span(start, start + length)
    }

    fn said(&self, span: Span) -> String {
        match self.text.get(span.range()).unwrap_or("") {
            "" => "it ends too early".to_owned(),
            found => format!("`{found}` can't stand here"),
        }
    }
}

/// A clause whose body can't be read.
pub(crate) fn clause(
    place: &Place,
    entry: &ClauseWord,
    stop: &Stop,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let span = place.stopped_at(stop);
    let message = format!("this `{}` can't be read: {}", entry.phrase, place.said(span));
    diagnostics.push(
        Diagnostic::error(codes::CANNOT_READ, span, message)
            .help(format!("Write `{}`.", entry.shape)),
    );
}

/// A first line that can't be read.
pub(crate) fn head(place: &Place, head: Head, stop: &Stop, diagnostics: &mut Vec<Diagnostic>) {
    let span = place.stopped_at(stop);
    let message =
        format!("the first line of this `{}` can't be read: {}", head.word(), place.said(span));
    let shape =
        words::heads().iter().find(|entry| entry.head == head).map_or("", |entry| entry.shape);
    diagnostics.push(
        Diagnostic::error(codes::CANNOT_READ, span, message).help(format!("Write `{shape}`.")),
    );
}

/// A cell that can't be read.
pub(crate) fn cell(place: &Place, column: &Column, stop: &Stop, diagnostics: &mut Vec<Diagnostic>) {
    let span = place.stopped_at(stop);
    let message = format!("this cell can't be read: {}", place.said(span));
    let help = match column {
        Column::Row => "Write the name of the row, such as `R1`.".to_owned(),
        Column::Fact(_) => {
            "Write `any`, a value, several values joined by `or`, or a comparison such as `at least 160 mmHg`.".to_owned()
        }
        Column::Clause(clause) => format!("Write what would follow the word `{}`.", clause.phrase()),
    };
    diagnostics.push(Diagnostic::error(codes::CANNOT_READ, span, message).help(help));
}

/// A line that goes on with nothing and begins nothing.
pub(crate) fn stray_line(
    file: FileId,
    text: &str,
    start: usize,
    end: usize,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let rest = text.get(start..end).unwrap_or("");
    let word = first_name(rest);
    let length =
        if word.is_empty() { rest.chars().next().map_or(0, char::len_utf8) } else { word.len() };
    let found = rest.get(..length).unwrap_or("");
    let help = match words::like_clause_word(word) {
        Some(meant) => format!("Did you mean `{meant}`?"),
        None => "A clause begins with a keyword such as `when`, `then` or `because`.".to_owned(),
    };
    let message =
        format!("no clause begins with `{found}`, and it doesn't go on with the line above");
    diagnostics.push(
        Diagnostic::error(codes::UNKNOWN_CLAUSE, Span::new(file, start, start + length), message)
            .help(help),
    );
}

/// A clause that such an item does not have.
pub(crate) fn misplaced(
    file: FileId,
    piece: &Piece,
    content: &str,
    entry: &ClauseWord,
    head: Head,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let span = Span::new(file, piece.start, piece.start + first_name(content).len());
    let message = format!("a `{}` has no clause `{}`", head.word(), entry.phrase);
    let heads: Vec<_> = entry.heads.iter().map(|head| format!("`{}`", head.word())).collect();
    let help = format!(
        "It belongs in {}. If the line only goes on with the one above, write the two on one line.",
        heads.join(", ")
    );
    diagnostics.push(Diagnostic::error(codes::MISPLACED_CLAUSE, span, message).help(help));
}

/// A clause of which only the first word is right.
pub(crate) fn half_phrase(
    file: FileId,
    piece: &Piece,
    content: &str,
    candidates: &[&ClauseWord],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let word = first_name(content);
    let span = Span::new(file, piece.start, piece.start + word.len());
    let shapes: Vec<_> = candidates.iter().map(|entry| format!("`{}`", entry.shape)).collect();
    let message =
        format!("this clause can't be read: no clause begins so, though some begin with `{word}`");
    let help = format!("Write {}.", shapes.join(" or "));
    diagnostics.push(Diagnostic::error(codes::CANNOT_READ, span, message).help(help));
}

/// The beginning of the line where reading stopped, if it stopped at the first word of a line and
/// not of the first.
pub(crate) fn line_start(body: &str, at: usize) -> Option<usize> {
    let rest = body.get(at..)?;
    let at = at + rest.len() - rest.trim_start().len();
    let before = body.get(..at)?;
    let line = before.rfind('\n')? + 1;
    before.get(line..)?.trim().is_empty().then_some(at)
}
