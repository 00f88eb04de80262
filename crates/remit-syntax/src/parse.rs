//! Pieces to items: which clause stands in which item, and how often.

use remit_source::{Code, Diagnostic, FileId, Severity, Span, Spanned};

use crate::{
    ast::{Cell, Clause, ClauseLine, Column, ColumnClause, File, Head, Item, Name, Text},
    characters, codes, failure,
    lower::{Lower, Read, Unread, split_row},
    phrase::{self, Found},
    split::{Kind, Piece, first_name, split},
    words::{self, Keyword},
};

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
    let mut parser = Parser { file, text, diagnostics, items: Vec::new(), open: None };
    for piece in pieces.pieces {
        parser.piece(piece);
    }
    parser.close();
    let file_tree = File { items: parser.items, trailing_comments: pieces.trailing };
    Parsed { file: file_tree, diagnostics: bounded(file, parser.diagnostics) }
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

struct Parser<'t> {
    file: FileId,
    text: &'t str,
    diagnostics: Vec<Diagnostic>,
    items: Vec<Item>,
    open: Option<Open>,
}

/// The item that is being read.
struct Open {
    item: Item,
    seen: Vec<(Keyword, Span)>,
    /// An exception whose outcome must come next.
    exception: Option<Span>,
    /// How a row is divided, once the first row said so; `None` in it if the heading can't be read.
    columns: Option<Vec<Option<Column>>>,
}

impl Parser<'_> {
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

    fn content(&self, piece: &Piece) -> &str {
        self.text.get(piece.start..piece.end).unwrap_or("")
    }

    fn piece(&mut self, piece: Piece) {
        match piece.kind {
            Kind::Head(head) => {
                self.close();
                self.open = Some(self.head(head, piece));
            }
            Kind::UnknownHead => {
                self.close();
                self.unknown_head(&piece);
            }
            Kind::Clause | Kind::Row | Kind::Stray if self.open.is_none() => self.outside(&piece),
            Kind::Clause => self.clause(piece),
            Kind::Row => self.row(piece),
            Kind::Stray => {
                failure::stray_line(
                    self.file,
                    self.text,
                    piece.start,
                    piece.end,
                    &mut self.diagnostics,
                );
                self.break_item();
            }
        }
    }

    fn break_item(&mut self) {
        if let Some(open) = &mut self.open {
            open.item.broken = true;
        }
    }

    /// The first line of an item.
    fn head(&mut self, head: Head, piece: Piece) -> Open {
        let base = piece.start + head.word().len();
        let mut name: Option<Name> = None;
        let mut title: Option<Text> = None;
        let mut broken = piece.unreadable;
        if !piece.unreadable {
            let before = self.diagnostics.len();
            let body = self.text.get(base..piece.end).unwrap_or("");
            match Lower::new(self.file, base, &mut self.diagnostics).head(head, body) {
                Ok(read) => (name, title) = read,
                Err(Unread::Reported) => {}
                Err(Unread::Stopped(stop)) => {
                    let place = failure::Place {
                        file: self.file,
                        text: self.text,
                        start: piece.start,
                        base,
                        end: piece.end,
                    };
                    failure::head(&place, head, &stop, &mut self.diagnostics);
                }
            }
            broken = self.diagnostics.len() > before;
            if name.is_none() && head != Head::Example && !broken {
                broken = true;
                let message = format!("this `{}` has no name", head.word());
                let shape = words::heads()
                    .iter()
                    .find(|entry| entry.head == head)
                    .map_or("", |entry| entry.shape);
                self.error(
                    codes::MISSING_NAME,
                    self.span(piece.start, base),
                    message,
                    format!("Write `{shape}`."),
                );
            }
        }
        let item = Item {
            span: self.span(piece.start, piece.end),
            head: Spanned::new(head, self.span(piece.start, base)),
            name,
            title,
            clauses: Vec::new(),
            examples: Vec::new(),
            comments: piece.comments,
            broken,
        };
        Open { item, seen: Vec::new(), exception: None, columns: None }
    }

    /// Ends the item that is being read, and puts it where it belongs.
    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        self.check_end(&mut open);
        let item = open.item;
        if item.head.node != Head::Example {
            self.items.push(item);
            return;
        }
        let tested = |head: Head| head.is_rule() || head == Head::Stage;
        match self.items.last_mut() {
            Some(rule) if tested(rule.head.node) => rule.examples.push(item),
            _ => {
                let says_of =
                    item.clauses.iter().any(|line| matches!(line.clause.node, Clause::Of(_)));
                if !says_of && !item.broken {
                    let message = "this example follows no rule and names none";
                    let help = "Put it after the rule that it is an example of, or add `of RULE`.";
                    self.error(codes::EXAMPLE_WITHOUT_RULE, item.head.span, message, help);
                }
                self.items.push(item);
            }
        }
    }

    /// What can only be said when the whole item was seen.
    fn check_end(&mut self, open: &mut Open) {
        self.check_exception(open);
        let item = &open.item;
        if !item.head.node.is_rule()
            || item.broken
            || open.seen.iter().any(|(keyword, _)| *keyword == Keyword::Then)
        {
            return;
        }
        let then_column = Some(Column::Clause(ColumnClause::Then));
        let in_column = open.columns.as_ref().is_some_and(|columns| columns.contains(&then_column));
        if !in_column {
            open.item.broken = true;
            let message =
                format!("this `{}` doesn't say what is decided", open.item.head.node.word());
            let help = if open.item.head.node == Head::Table {
                "Add a column `then` with an outcome in each row, or one clause `then OUTCOME` for all rows."
            } else {
                "Add a clause `then OUTCOME`, such as `then take` or `then up to moderate`."
            };
            self.error(codes::MISSING_THEN, open.item.head.span, message, help);
        }
    }

    fn check_exception(&mut self, open: &mut Open) {
        if let Some(span) = open.exception.take() {
            open.item.broken = true;
            let message = "this exception doesn't say what is decided";
            let help = "Add `then OUTCOME` right after it, such as `then does not apply`.";
            self.error(codes::MISSING_THEN, span, message, help);
        }
    }

    /// A line before all items, or after one that can't be read. Only the first of them is reported.
    fn outside(&mut self, piece: &Piece) {
        let known = |diagnostic: &Diagnostic| {
            matches!(diagnostic.code, codes::OUTSIDE_ITEMS | codes::UNKNOWN_HEADWORD)
        };
        if self.items.is_empty() && !self.diagnostics.iter().any(known) {
            let line = self.content(piece).lines().next().unwrap_or("").trim_end();
            let span = self.span(piece.start, piece.start + line.len());
            let message = "this stands before the first item";
            let help = "A file begins with an item, such as `topic NAME \"Title\"` or `lane NAME \"Title\"`.";
            self.error(codes::OUTSIDE_ITEMS, span, message, help);
        }
    }

    fn unknown_head(&mut self, piece: &Piece) {
        let word = first_name(self.content(piece)).to_owned();
        let span = self.span(piece.start, piece.start + word.len());
        let message = format!("no item begins with `{word}`");
        let help = match words::like_headword(&word) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => "An item begins with a headword such as `fact`, `define`, `lane`, `precaution` or `table`.".to_owned(),
        };
        self.error(codes::UNKNOWN_HEADWORD, span, message, help);
    }

    fn clause(&mut self, piece: Piece) {
        let Some(mut open) = self.open.take() else { return };
        self.clause_of(&mut open, piece);
        self.open = Some(open);
    }

    fn clause_of(&mut self, open: &mut Open, piece: Piece) {
        let head = open.item.head.node;
        let text = self.text;
        let content = text.get(piece.start..piece.end).unwrap_or("");
        let found = match phrase::find(content, head) {
            Found::Here(found, length) => (found, length),
            Found::Elsewhere(word) => {
                open.item.broken = true;
                failure::misplaced(self.file, &piece, content, word, head, &mut self.diagnostics);
                return;
            }
            Found::Partly(candidates) => {
                open.item.broken = true;
                if !piece.unreadable {
                    failure::half_phrase(
                        self.file,
                        &piece,
                        content,
                        &candidates,
                        &mut self.diagnostics,
                    );
                }
                return;
            }
        };
        let (entry, length) = found;
        let keyword = entry.keyword;
        let phrase_span = self.span(piece.start, piece.start + length);
        self.check_order(open, entry.keyword, entry.repeats, entry.phrase, phrase_span);
        if piece.unreadable {
            open.item.broken = true;
            return;
        }
        let base = piece.start + length;
        let mut end = piece.end;
        let body = text.get(base..end).unwrap_or("");
        let before = self.diagnostics.len();
        let mut read = Lower::new(self.file, base, &mut self.diagnostics).clause(keyword, body);
        if let Err(Unread::Stopped(stop)) = &read {
            // Where a whole clause stops at the beginning of a line, that line is the mistake.
            let line_start = failure::line_start(body, stop.at);
            let kept = line_start.map(|at| body.get(..at).unwrap_or("").trim_end());
            let again = kept.map(|kept| (kept, self.clause_again(keyword, base, kept)));
            if let (Some(at), Some((kept, Ok(clause)))) = (line_start, again) {
                failure::stray_line(self.file, text, base + at, end, &mut self.diagnostics);
                end = base + kept.len();
                read = Ok(clause);
            }
        }
        match read {
            Ok(clause) => {
                let span = self.span(piece.start, end);
                open.item.span = open.item.span.to(span);
                open.item.clauses.push(ClauseLine {
                    clause: Spanned::new(clause, span),
                    comments: piece.comments,
                });
            }
            Err(Unread::Reported) => {}
            Err(Unread::Stopped(stop)) => {
                let place = failure::Place { file: self.file, text, start: piece.start, base, end };
                failure::clause(&place, entry, &stop, &mut self.diagnostics);
            }
        }
        open.item.broken |= self.diagnostics.len() > before;
    }

    fn clause_again(&mut self, keyword: Keyword, base: usize, body: &str) -> Read<Clause> {
        Lower::new(self.file, base, &mut self.diagnostics).clause(keyword, body)
    }

    /// Checks that a clause may stand once more, and that an exception is followed by its outcome.
    fn check_order(
        &mut self,
        open: &mut Open,
        keyword: Keyword,
        repeats: bool,
        phrase: &str,
        span: Span,
    ) {
        if keyword == Keyword::Then && open.exception.take().is_some() {
            return;
        }
        self.check_exception(open);
        if keyword == Keyword::ExceptWhen {
            open.exception = Some(span);
        }
        let earlier = open.seen.iter().find(|(seen, _)| *seen == keyword).map(|&(_, span)| span);
        let once = !repeats || keyword == Keyword::Then;
        match earlier {
            Some(earlier) if once => {
                open.item.broken = true;
                let message =
                    format!("`{phrase}` stands twice in this `{}`", open.item.head.node.word());
                let help = if keyword == Keyword::Then {
                    "A rule has one outcome; another one needs `except when CONDITION` before it."
                        .to_owned()
                } else {
                    format!("Keep one `{phrase}`, or join the two.")
                };
                self.diagnostics.push(
                    Diagnostic::error(codes::REPEATED_CLAUSE, span, message)
                        .also(earlier, "the first one")
                        .help(help),
                );
            }
            Some(_) => {}
            None => open.seen.push((keyword, span)),
        }
    }

    fn row(&mut self, piece: Piece) {
        let Some(mut open) = self.open.take() else { return };
        self.check_exception(&mut open);
        let before = self.diagnostics.len();
        if open.item.head.node != Head::Table {
            if !open.item.broken {
                let message = format!(
                    "rows belong in a `table`, and this is a `{}`",
                    open.item.head.node.word()
                );
                let span = self.span(piece.start, piece.end);
                self.error(
                    codes::MISPLACED_CLAUSE,
                    span,
                    message,
                    "Begin the item with `table NAME \"Title\"`.",
                );
            }
            open.item.broken = true;
        } else if piece.unreadable {
            open.item.broken = true;
            // Without the first row nothing is known of the others.
            open.columns.get_or_insert_with(Vec::new);
        } else {
            let row = self.text.get(piece.start..piece.end).unwrap_or("");
            let span = self.span(piece.start, piece.end);
            let clause = match open.columns.take() {
                None => {
                    let (columns, clause) = self.columns(row, piece.start, span);
                    open.columns = Some(columns);
                    clause
                }
                Some(columns) => {
                    let clause = self.cells(&columns, row, piece.start, span);
                    open.columns = Some(columns);
                    clause
                }
            };
            if let Some(clause) = clause {
                open.item.span = open.item.span.to(span);
                open.item.clauses.push(ClauseLine {
                    clause: Spanned::new(clause, span),
                    comments: piece.comments,
                });
            }
            open.item.broken |= self.diagnostics.len() > before;
        }
        self.open = Some(open);
    }

    /// The row that names the columns.
    fn columns(
        &mut self,
        row: &str,
        base: usize,
        row_span: Span,
    ) -> (Vec<Option<Column>>, Option<Clause>) {
        let mut columns: Vec<Option<Column>> = Vec::new();
        let mut read = Vec::new();
        for (index, (at, heading)) in split_row(row).into_iter().enumerate() {
            let span = self.span(base + at, base + at + heading.len());
            let column = if index == 0 {
                if heading != "row" {
                    let help = "Begin the first line of the table with `| row |`, and each other line with the name of its row.";
                    self.error(
                        codes::BAD_COLUMN,
                        span,
                        "the first column of a table is `row`",
                        help,
                    );
                }
                Some(Spanned::new(Column::Row, span))
            } else if let Some(clause) = ColumnClause::of(heading) {
                Some(Spanned::new(Column::Clause(clause), span))
            } else {
                self.fact_column(heading, base + at)
            };
            if let Some(column) = &column
                && columns.contains(&Some(column.node.clone()))
            {
                let help = "Keep one of them.";
                self.error(
                    codes::BAD_COLUMN,
                    span,
                    format!("there are two columns `{heading}`"),
                    help,
                );
            }
            columns.push(column.as_ref().map(|column| column.node.clone()));
            read.extend(column);
        }
        if columns.len() < 2 {
            let help = "Write the columns between bars: `| row | fact | then |`.";
            self.error(codes::BAD_COLUMN, row_span, "this table has no columns but `row`", help);
        }
        let whole = read.len() == columns.len();
        (columns, whole.then_some(Clause::Columns(read)))
    }

    fn fact_column(&mut self, heading: &str, base: usize) -> Option<Spanned<Column>> {
        let span = self.span(base, base + heading.len());
        let stopped = match Lower::new(self.file, base, &mut self.diagnostics).fact_column(heading)
        {
            Ok(column) => return Some(column),
            Err(stopped) => stopped,
        };
        if matches!(stopped, Unread::Stopped(_)) {
            let message = if heading.is_empty() {
                "this column has no name".to_owned()
            } else {
                format!("`{heading}` can't be a column")
            };
            let help = "A column is a fact, a definition, or one of `for`, `asked for`, `covers`, `about`, `when`, `under`, `then`, `because` and `cites`.";
            self.error(codes::BAD_COLUMN, span, message, help);
        }
        None
    }

    fn cells(
        &mut self,
        columns: &[Option<Column>],
        row: &str,
        base: usize,
        span: Span,
    ) -> Option<Clause> {
        let cells = split_row(row);
        if columns.is_empty() {
            return None;
        }
        if cells.len() != columns.len() {
            let count = |n: usize| if n == 1 { "1 cell".to_owned() } else { format!("{n} cells") };
            let message = format!(
                "this row has {}, but the table has {} columns",
                count(cells.len()),
                columns.len()
            );
            let help =
                "Give each column one cell between bars: `any` where the fact makes no difference.";
            self.error(codes::WRONG_NUMBER_OF_CELLS, span, message, help);
            return None;
        }
        let mut read = Vec::with_capacity(cells.len());
        for ((at, cell), column) in cells.into_iter().zip(columns) {
            let span = self.span(base + at, base + at + cell.len());
            let Some(column) = column else { continue };
            read.extend(self.cell(column, cell, base + at).map(|cell| Spanned::new(cell, span)));
        }
        (read.len() == columns.len()).then_some(Clause::Row(read))
    }

    fn cell(&mut self, column: &Column, cell: &str, base: usize) -> Option<Cell> {
        if cell.is_empty() {
            if matches!(column, Column::Clause(clause) if *clause != ColumnClause::Then) {
                return Some(Cell::Empty);
            }
            let help = match column {
                Column::Row => "Give the row a short name, such as `R1`.",
                Column::Fact(_) => "Write `any` if the fact makes no difference in this row.",
                Column::Clause(_) => "Write the outcome of this row, such as `go ahead`.",
            };
            self.error(
                codes::EMPTY_CELL,
                self.span(base.saturating_sub(1), base),
                "this cell is empty",
                help,
            );
            return None;
        }
        let mut lower = Lower::new(self.file, base, &mut self.diagnostics);
        let read = match column {
            Column::Row => lower.row_name(cell),
            Column::Fact(_) => lower.fact_cell(cell),
            Column::Clause(clause) => {
                lower.clause(clause.keyword(), cell).map(|clause| Cell::Clause(Box::new(clause)))
            }
        };
        match read {
            Ok(cell) => Some(cell),
            Err(Unread::Reported) => None,
            Err(Unread::Stopped(stop)) => {
                let place = failure::Place {
                    file: self.file,
                    text: self.text,
                    start: base,
                    base,
                    end: base + cell.len(),
                };
                failure::cell(&place, column, &stop, &mut self.diagnostics);
                None
            }
        }
    }
}
