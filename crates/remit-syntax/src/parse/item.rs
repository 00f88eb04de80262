//! One item: which clauses it may have, and how often.

use remit_source::{Diagnostic, Span, Spanned};

use super::Source;
use crate::{
    ast::{Clause, ClauseLine, Column, ColumnClause, Comments, Head, Item},
    codes, failure,
    phrase::{self, Found},
    split::Piece,
    words::{ClauseWord, Keyword},
};

/// The item that is being read.
pub(super) struct Open {
    pub(super) item: Item,
    /// The clauses so far, and the first of each.
    seen: Vec<(Keyword, Span)>,
    /// An exception whose outcome must come next.
    exception: Option<Exception>,
    /// How rows are divided, once the first row said so; `None` for a column that can't be read.
    pub(super) columns: Option<Vec<Option<Column>>>,
}

/// An exception that has no outcome yet.
struct Exception {
    span: Span,
    /// Whether it can't be read anyway, so that nobody needs to hear that its outcome is missing.
    broken: bool,
}

impl Open {
    /// Reads the first line of an item.
    pub(super) fn begin(source: &mut Source, head: Head, piece: Piece) -> Self {
        let base = piece.start + head.word().len();
        let head_span = source.span(piece.start, base);
        let before = source.diagnostics.len();
        let mut read = None;
        if !piece.unreadable {
            read = source.read(
                base,
                piece.end,
                |lower, body| lower.head(head, body),
                |place, stop, out| failure::head(place, head, stop, out),
            );
        }
        if matches!(read, Some(((None, _), _))) && head != Head::Example {
            let message = format!("this `{}` has no name", head.word());
            let help = format!("Write `{}`.", head.shape());
            source.error(codes::MISSING_NAME, head_span, message, help);
        }
        let ((name, title), end) = read.unwrap_or(((None, None), piece.end));
        let item = Item {
            span: source.span(piece.start, end),
            head: Spanned::new(head, head_span),
            name,
            title,
            clauses: Vec::new(),
            examples: Vec::new(),
            comments: piece.comments,
            broken: piece.unreadable || source.diagnostics.len() > before,
        };
        Self { item, seen: Vec::new(), exception: None, columns: None }
    }

    /// The whole item, once all of it was seen.
    pub(super) fn end(mut self, source: &mut Source) -> Item {
        self.check_exception(source);
        let head = self.item.head;
        let decides = |keyword: Keyword| keyword == Keyword::Then;
        if head.node.is_rule()
            && !self.item.broken
            && !self.has_column(ColumnClause::Then)
            && !self.seen.iter().any(|&(keyword, _)| decides(keyword))
        {
            self.item.broken = true;
            let message = format!("this `{}` doesn't say what is decided", head.node.word());
            let help = if head.node == Head::Table {
                "Add a column `then` with an outcome in each row, or one clause `then OUTCOME` for all rows."
            } else {
                "Add a clause `then OUTCOME`, such as `then take` or `then up to moderate`."
            };
            source.error(codes::MISSING_THEN, head.span, message, help);
        }
        self.item
    }

    fn has_column(&self, clause: ColumnClause) -> bool {
        let wanted = Some(Column::Clause(clause));
        self.columns.as_ref().is_some_and(|columns| columns.contains(&wanted))
    }

    pub(super) fn check_exception(&mut self, source: &mut Source) {
        if let Some(Exception { span, broken: false }) = self.exception.take() {
            self.item.broken = true;
            let message = "this exception doesn't say what is decided";
            let help = "Add `then OUTCOME` right after it, such as `then does not apply`.";
            source.error(codes::MISSING_THEN, span, message, help);
        }
    }

    /// A line that belongs to nothing.
    pub(super) fn stray(&mut self, source: &mut Source, piece: &Piece) {
        self.item.broken = true;
        failure::stray_line(&source.place(piece.start, piece.end), &mut source.diagnostics);
    }

    pub(super) fn clause(&mut self, source: &mut Source, piece: Piece) {
        let place = source.place(piece.start, piece.end);
        let (entry, length) = match phrase::find(place.body, self.item.head.node) {
            Found::Here(entry, length) => (entry, length),
            Found::Elsewhere(entry) => {
                self.item.broken = true;
                failure::misplaced(&place, entry, self.item.head.node, &mut source.diagnostics);
                return;
            }
            Found::Partly(candidates) => {
                self.item.broken = true;
                if !piece.unreadable {
                    failure::half_phrase(&place, &candidates, &mut source.diagnostics);
                }
                return;
            }
        };
        let base = piece.start + length;
        self.check_order(source, entry, source.span(piece.start, base));
        if piece.unreadable {
            self.item.broken = true;
            if let Some(exception) = &mut self.exception {
                exception.broken = true;
            }
            return;
        }
        let before = source.diagnostics.len();
        let read = source.read(
            base,
            piece.end,
            |lower, body| lower.clause(entry.keyword, body),
            |place, stop, out| failure::clause(place, entry, stop, out),
        );
        if let Some((clause, end)) = read {
            self.push(clause, source.span(piece.start, end), piece.comments);
        } else if let Some(exception) = &mut self.exception {
            exception.broken = true;
        }
        self.item.broken |= source.diagnostics.len() > before;
    }

    pub(super) fn push(&mut self, clause: Clause, span: Span, comments: Comments) {
        self.item.span = self.item.span.to(span);
        self.item.clauses.push(ClauseLine { clause: Spanned::new(clause, span), comments });
    }

    /// Checks that a clause may stand once more, and that an exception is followed by its outcome.
    fn check_order(&mut self, source: &mut Source, entry: &ClauseWord, span: Span) {
        if entry.keyword == Keyword::Then && self.exception.take().is_some() {
            return;
        }
        self.check_exception(source);
        if entry.keyword == Keyword::ExceptWhen {
            self.exception = Some(Exception { span, broken: false });
        }
        let earlier = self.seen.iter().find(|(keyword, _)| *keyword == entry.keyword);
        let Some(&(_, earlier)) = earlier else {
            self.seen.push((entry.keyword, span));
            return;
        };
        if entry.repeats {
            return;
        }
        self.item.broken = true;
        let message =
            format!("`{}` stands twice in this `{}`", entry.phrase, self.item.head.node.word());
        let help = if entry.keyword == Keyword::Then {
            "A rule has one outcome; another one needs `except when CONDITION` before it."
                .to_owned()
        } else {
            format!("Keep one `{}`, or join the two.", entry.phrase)
        };
        let twice = Diagnostic::error(codes::REPEATED_CLAUSE, span, message);
        source.diagnostics.push(twice.also(earlier, "the first one").help(help));
    }
}
