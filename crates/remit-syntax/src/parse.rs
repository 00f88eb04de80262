//! Pieces to items.

mod item;
mod rows;

use remit_source::{Code, Diagnostic, FileId, Severity, Span};

use crate::{
    ast::{Clause, File, Head, Item},
    characters, codes,
    failure::{self, Place},
    lower::{Lower, Read, Unread},
    split::{Kind, Piece, first_name, split},
    words,
};
use item::Open;

/// How many bytes a rule file may have.
const MAX_FILE: usize = 1024 * 1024;
/// How many findings of one file are shown.
const MAX_FINDINGS: usize = 100;

/// What was read, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// All that could be read.
    pub file: File,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// Whether the tree is the whole of the text.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
    }
}

/// Reads a rule file. Never fails: whatever can't be read is a diagnostic, and reading goes on at
/// the next clause.
#[must_use]
pub fn parse(file: FileId, text: &str) -> Parsed {
    if text.len() > MAX_FILE {
        let message =
            format!("this file is larger than {} KiB, so it was not read", MAX_FILE / 1024);
        let diagnostic = Diagnostic::error(codes::FILE_TOO_LARGE, Span::new(file, 0, 0), message)
            .help("Divide it into several files, for example one for each topic.");
        return Parsed { file: File::default(), diagnostics: vec![diagnostic] };
    }
    let mut diagnostics = Vec::new();
    characters::check(file, text, &mut diagnostics);
    let pieces = split(file, text, &mut diagnostics);
    let mut parser =
        Parser { source: Source { file, text, diagnostics }, items: Vec::new(), open: None };
    for piece in pieces.pieces {
        parser.piece(piece);
    }
    parser.close();
    let tree = File { items: parser.items, trailing_comments: pieces.trailing };
    Parsed { file: tree, diagnostics: bounded(file, parser.source.diagnostics) }
}

/// In the order of the text, and not more than anybody reads.
fn bounded(file: FileId, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics
        .sort_by_key(|diagnostic| (diagnostic.primary.span.start, diagnostic.primary.span.end));
    let more = diagnostics.len().saturating_sub(MAX_FINDINGS);
    if more > 0 {
        diagnostics.truncate(MAX_FINDINGS);
        let last = diagnostics.last().map_or(Span::new(file, 0, 0), |last| last.primary.span);
        let message = format!("{more} more findings in this file are not shown");
        let help = "Mend the first ones: many of the others may follow from them.";
        diagnostics.push(Diagnostic::error(codes::TOO_MANY_FINDINGS, last, message).help(help));
    }
    diagnostics
}

/// The text that is being read, and what was found wrong with it so far.
struct Source<'t> {
    file: FileId,
    text: &'t str,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Source<'t> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn error(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or("")
    }

    fn place(&self, start: usize, end: usize) -> Place<'t> {
        Place { file: self.file, body: self.slice(start, end), base: start }
    }

    /// Reads a body, and says where it ended. Where it stops at the beginning of a line, and reads
    /// well up to there, that line is what is wrong.
    fn read<T>(
        &mut self,
        start: usize,
        end: usize,
        read: impl Fn(&mut Lower, &str) -> Read<T>,
        report: impl FnOnce(&Place, &crate::grammar::Stop, &mut Vec<Diagnostic>),
    ) -> Option<(T, usize)> {
        let place = self.place(start, end);
        let mut lower = Lower::new(self.file, start, &mut self.diagnostics);
        let stop = match read(&mut lower, place.body) {
            Ok(whole) => return Some((whole, end)),
            Err(Unread::Reported) => return None,
            Err(Unread::Stopped(stop)) => stop,
        };
        if let Some(line) = failure::line_start(place.body, stop.at) {
            let kept = place.body.get(..line).unwrap_or("").trim_end();
            if let Ok(part) = read(&mut lower, kept) {
                failure::stray_line(&self.place(start + line, end), &mut self.diagnostics);
                return Some((part, start + kept.len()));
            }
        }
        report(&place, &stop, &mut self.diagnostics);
        None
    }
}

struct Parser<'t> {
    source: Source<'t>,
    items: Vec<Item>,
    open: Option<Open>,
}

impl Parser<'_> {
    fn piece(&mut self, piece: Piece) {
        match (piece.kind, &mut self.open) {
            (Kind::Head(head), _) => {
                self.close();
                self.open = Some(Open::begin(&mut self.source, head, piece));
            }
            (Kind::UnknownHead, _) => {
                self.close();
                self.unknown_head(&piece);
            }
            (_, None) => self.outside(&piece),
            (Kind::Clause, Some(open)) => open.clause(&mut self.source, piece),
            (Kind::Row, Some(open)) => open.row(&mut self.source, piece),
            (Kind::Stray, Some(open)) => open.stray(&mut self.source, &piece),
        }
    }

    /// Ends the item that is being read, and puts it where it belongs.
    fn close(&mut self) {
        let Some(item) = self.open.take().map(|open| open.end(&mut self.source)) else { return };
        let has_examples = |head: Head| head.is_rule() || head == Head::Stage;
        match self.items.last_mut() {
            Some(rule) if item.head.node == Head::Example && has_examples(rule.head.node) => {
                rule.examples.push(item);
            }
            _ => {
                self.check_example(&item);
                self.items.push(item);
            }
        }
    }

    /// An example that stands by itself must say what it is an example of.
    fn check_example(&mut self, item: &Item) {
        let says_of = item.clauses.iter().any(|line| matches!(line.clause.node, Clause::Of(_)));
        if item.head.node == Head::Example && !says_of && !item.broken {
            let message = "this example follows no rule and names none";
            let help = "Put it after the rule that it is an example of, or add `of RULE`.";
            self.source.error(codes::EXAMPLE_WITHOUT_RULE, item.head.span, message, help);
        }
    }

    /// A line before all items, or after one that can't be read. Only the first is reported.
    fn outside(&mut self, piece: &Piece) {
        let known = |diagnostic: &Diagnostic| {
            matches!(diagnostic.code, codes::OUTSIDE_ITEMS | codes::UNKNOWN_HEADWORD)
        };
        if self.source.diagnostics.iter().any(known) {
            return;
        }
        let line = self.source.slice(piece.start, piece.end).lines().next().unwrap_or("");
        let span = self.source.span(piece.start, piece.start + line.trim_end().len());
        let message = "this stands before the first item";
        let help =
            "A file begins with an item, such as `topic NAME \"Title\"` or `lane NAME \"Title\"`.";
        self.source.error(codes::OUTSIDE_ITEMS, span, message, help);
    }

    fn unknown_head(&mut self, piece: &Piece) {
        let word = first_name(self.source.slice(piece.start, piece.end));
        let span = self.source.span(piece.start, piece.start + word.len());
        let message = format!("no item begins with `{word}`");
        let meant = words::like_headword(word).map(|meant| format!("Did you mean `{meant}`?"));
        let help = meant.unwrap_or_else(|| {
            "An item begins with a headword such as `fact`, `define`, `lane`, `precaution` or `table`."
                .to_owned()
        });
        self.source.error(codes::UNKNOWN_HEADWORD, span, message, help);
    }
}
