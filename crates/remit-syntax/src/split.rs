//! Text to lines, lines to pieces: the first lines of items, clauses, rows.
//!
//! Linear, and aware of texts and comments, but of nothing else. Whatever is wrong inside one piece
//! can't spoil the next.

use remit_source::{Diagnostic, FileId, Span};

use crate::{
    ast::{Comments, Head},
    codes, words,
};

/// How deep parentheses may stand in each other.
pub(crate) const MAX_DEPTH: isize = 32;
/// How many bytes a clause may have.
pub(crate) const MAX_CLAUSE: usize = 16 * 1024;

/// A first line, a clause or a row, with its comments.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) kind: Kind,
    /// Where its first word begins.
    pub(crate) start: usize,
    /// After the last character that is neither blank nor comment.
    pub(crate) end: usize,
    pub(crate) comments: Comments,
    /// Something in it was already reported, so reading it would only say so again.
    pub(crate) unreadable: bool,
}

/// What a piece is by its first word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Head(Head),
    Clause,
    Row,
    /// Looks like the first line of an item, but its first word is no headword.
    UnknownHead,
    /// Neither, and there is nothing that it could go on.
    Stray,
}

/// What a text splits into.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    pub(crate) pieces: Vec<Piece>,
    /// Comments after the last piece.
    pub(crate) trailing: Vec<String>,
}

/// Splits a text.
pub(crate) fn split(file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Pieces {
    let mut splitter =
        Splitter { file, text, diagnostics, out: Pieces::default(), pending: Vec::new(), depth: 0 };
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut after_blank = true;
    while at < text.len() {
        let line = splitter.scan(at);
        after_blank = splitter.take(&line, after_blank);
        at = line.next;
    }
    splitter.out.trailing = splitter.pending;
    splitter.out
}

/// One line, before it is known what it belongs to.
struct Line<'t> {
    /// Where the line begins, blanks included.
    begin: usize,
    /// Where its first word or sign stands; equal to `end` if there is none.
    start: usize,
    end: usize,
    comment: Option<&'t str>,
    next: usize,
    unreadable: bool,
    /// How many parentheses more it opens than it closes, at its deepest and at its end.
    deepest: isize,
    depth: isize,
}

struct Splitter<'t, 'd> {
    file: FileId,
    text: &'t str,
    diagnostics: &'d mut Vec<Diagnostic>,
    out: Pieces,
    /// Comments of which it is not known yet what they stand above.
    pending: Vec<String>,
    /// How many parentheses of the last piece are open.
    depth: isize,
}

impl<'t> Splitter<'t, '_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn error(
        &mut self,
        code: remit_source::Code,
        start: usize,
        end: usize,
        message: &str,
    ) -> &mut Diagnostic {
        let span = Span::new(self.file, start, end);
        push(self.diagnostics, Diagnostic::error(code, span, message))
    }

    /// Looks at one line: where it ends, what of it is comment, whether its texts are whole.
    fn scan(&mut self, begin: usize) -> Line<'t> {
        let mut start = begin;
        while matches!(self.byte(start), Some(b' ' | b'\t' | b'\r')) {
            start += 1;
        }
        let mut line = Line {
            begin,
            start,
            end: start,
            comment: None,
            next: 0,
            unreadable: false,
            deepest: 0,
            depth: 0,
        };
        let mut at = start;
        loop {
            match self.byte(at) {
                None => {
                    line.next = at;
                    break;
                }
                Some(b'\n') => {
                    line.next = at + 1;
                    break;
                }
                Some(b'#') => {
                    let end = self.end_of_line(at);
                    line.comment = self.text.get(at + 1..end);
                    line.next = end + 1;
                    break;
                }
                Some(b'"') => {
                    at = self.scan_text(at, &mut line);
                    line.end = at;
                    continue;
                }
                Some(b' ' | b'\t' | b'\r') => {
                    at += 1;
                    continue;
                }
                Some(b'(') => {
                    line.depth += 1;
                    line.deepest = line.deepest.max(line.depth);
                }
                Some(b')') => line.depth -= 1,
                Some(0xE2) => self.check_quote(at, &mut line),
                Some(_) => {}
            }
            at += 1;
            line.end = at;
        }
        line
    }

    fn end_of_line(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or("");
        rest.find('\n').map_or(self.text.len(), |found| at + found)
    }

    /// From an opening quote to after the closing one, or to the end of the line.
    fn scan_text(&mut self, open: usize, line: &mut Line) -> usize {
        let mut at = open + 1;
        loop {
            match self.byte(at) {
                Some(b'"') => return at + 1,
                Some(b'\\') if matches!(self.byte(at + 1), Some(b'"' | b'\\')) => at += 2,
                Some(b'\\') => {
                    line.unreadable = true;
                    self.error(
                        codes::UNKNOWN_ESCAPE,
                        at,
                        at + 1,
                        "a backslash in a text says nothing by itself",
                    )
                    .help = Some("Write `\\\\` for a backslash, or `\\\"` for a quote.".to_owned());
                    at += 1;
                }
                None | Some(b'\n') => {
                    line.unreadable = true;
                    let end = open + self.text.get(open..at).unwrap_or("").trim_end().len();
                    self.error(codes::UNFINISHED_TEXT, open, end, "this text has no closing quote").help =
                        Some("End it with `\"` on the same line; it goes on on the next line with a new pair of quotes.".to_owned());
                    return end;
                }
                Some(_) => at += 1,
            }
        }
    }

    /// Reports a curly quote outside a text.
    fn check_quote(&mut self, at: usize, line: &mut Line) {
        let Some(found) = self.text.get(at..).and_then(|rest| rest.chars().next()) else { return };
        if !matches!(found, '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}') || line.unreadable {
            return;
        }
        line.unreadable = true;
        self.error(
            codes::CURLY_QUOTES,
            at,
            at + found.len_utf8(),
            &format!("`{found}` is a curly quote"),
        )
        .help = Some("Write straight quotes: `\"like this\"`.".to_owned());
    }

    /// Gives a line to the piece it belongs to, or begins a new one. Says whether it was blank.
    fn take(&mut self, line: &Line, after_blank: bool) -> bool {
        let comment = line.comment.map(comment_text);
        if line.start == line.end {
            let blank = comment.is_none();
            self.pending.extend(comment);
            return blank;
        }
        match self.kind(line, after_blank) {
            Some(kind) => {
                let above = std::mem::take(&mut self.pending);
                let comments = Comments { above, after: comment };
                self.depth = 0;
                self.out.pieces.push(Piece {
                    kind,
                    start: line.start,
                    end: line.end,
                    comments,
                    unreadable: line.unreadable,
                });
            }
            None => self.go_on(line, comment),
        }
        self.check_bounds(line);
        // Where more are closed than opened, reading stops anyway.
        self.depth = (self.depth + line.depth).max(0);
        false
    }

    /// Adds a line to the last piece. Comments that stood inside it move above it.
    fn go_on(&mut self, line: &Line, comment: Option<String>) {
        let Some(piece) = self.out.pieces.last_mut() else { return };
        piece.comments.above.extend(piece.comments.after.take());
        piece.comments.above.append(&mut self.pending);
        piece.comments.after = comment;
        piece.end = line.end;
        piece.unreadable |= line.unreadable;
    }

    fn check_bounds(&mut self, line: &Line) {
        let Some(piece) = self.out.pieces.last_mut() else { return };
        if piece.unreadable {
            return;
        }
        let deep = self.depth + line.deepest > MAX_DEPTH;
        let long = piece.end - piece.start > MAX_CLAUSE;
        if !deep && !long {
            return;
        }
        piece.unreadable = true;
        let (start, end) = (piece.start, (piece.start + 40).min(piece.end));
        let end = (start..=end).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(start);
        if deep {
            let message =
                format!("parentheses stand more than {MAX_DEPTH} deep in each other here");
            self.error(codes::NESTING_TOO_DEEP, start, end, &message).help =
                Some("Give the inner parts names with `define`, and use the names.".to_owned());
        } else {
            let message = format!("this clause is longer than {} KiB", MAX_CLAUSE / 1024);
            self.error(codes::CLAUSE_TOO_LONG, start, end, &message).help = Some(
                "Divide it: `define` names a part of a condition, and `group` a long list."
                    .to_owned(),
            );
        }
    }

    /// What a line begins; `None` if it goes on with what stands before it.
    fn kind(&self, line: &Line, after_blank: bool) -> Option<Kind> {
        let content = self.text.get(line.start..line.end).unwrap_or("");
        if content.starts_with('|') {
            return Some(Kind::Row);
        }
        let word = first_name(content);
        if let Some(head) = words::head_of(word) {
            return Some(Kind::Head(head));
        }
        if words::is_clause_word(word) {
            return Some(Kind::Clause);
        }
        if line.begin == line.start
            && looks_like_head(content, word)
            && (after_blank || words::like_headword(word).is_some())
        {
            return Some(Kind::UnknownHead);
        }
        match self.out.pieces.last().map(|piece| piece.kind) {
            None | Some(Kind::Row) => Some(Kind::Stray),
            Some(_) => None,
        }
    }
}

fn push(diagnostics: &mut Vec<Diagnostic>, diagnostic: Diagnostic) -> &mut Diagnostic {
    diagnostics.push(diagnostic);
    let last = diagnostics.len() - 1;
    #[expect(clippy::indexing_slicing, reason = "it was pushed just now")]
    &mut diagnostics[last]
}

/// The letters, digits and hyphens at the start.
pub(crate) fn first_name(text: &str) -> &str {
    let end = text
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
    text.get(..end.unwrap_or(text.len())).unwrap_or("")
}

/// `WORD "…`, `WORD NAME` or `WORD NAME "…`.
fn looks_like_head(content: &str, word: &str) -> bool {
    if word.is_empty()
        || words::is_reserved(word)
        || !word.starts_with(|c: char| c.is_ascii_alphabetic())
    {
        return false;
    }
    let rest = content.get(word.len()..).unwrap_or("").trim_start();
    let name = first_name(rest);
    let after = rest.get(name.len()..).unwrap_or("").trim_start();
    !words::is_reserved(name) && (after.starts_with('"') || (after.is_empty() && !name.is_empty()))
}

fn comment_text(raw: &str) -> String {
    let text = raw.strip_prefix(' ').unwrap_or(raw);
    text.trim_end().to_owned()
}
