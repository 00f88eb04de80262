//! The rows of a table.

use remit_source::{Span, Spanned};

use super::{Open, Source};
use crate::{
    ast::{Cell, Clause, Column, ColumnClause, Head},
    codes, failure,
    lower::{Lower, Unread, split_row},
    split::Piece,
};

impl Open {
    pub(super) fn row(&mut self, source: &mut Source, piece: Piece) {
        self.check_exception(source);
        let span = source.span(piece.start, piece.end);
        if self.item.head.node != Head::Table {
            // Said once: the rows after it are no news.
            if !self.item.broken {
                let message = format!(
                    "rows belong in a `table`, and this item is `{}`",
                    self.item.head.node.word()
                );
                source.error(
                    codes::MISPLACED_CLAUSE,
                    span,
                    message,
                    "Begin the item with `table NAME \"Title\"`.",
                );
            }
            self.item.broken = true;
            return;
        }
        if piece.unreadable {
            self.item.broken = true;
            // Without the first row nothing is known of the others.
            self.columns.get_or_insert_with(Vec::new);
            return;
        }
        let before = source.diagnostics.len();
        let row = source.slice(piece.start, piece.end);
        let clause = if let Some(columns) = &self.columns {
            source.cells(columns, row, span)
        } else {
            let (columns, clause) = source.columns(row, span);
            self.columns = Some(columns);
            clause
        };
        if let Some(clause) = clause {
            self.push(clause, span, piece.comments);
        }
        self.item.broken |= source.diagnostics.len() > before;
    }
}

impl Source<'_> {
    /// The row that names the columns.
    fn columns(&mut self, row: &str, row_span: Span) -> (Vec<Option<Column>>, Option<Clause>) {
        let mut columns: Vec<Option<Column>> = Vec::new();
        let mut read = Vec::new();
        let base = row_span.start as usize;
        for (at, heading) in split_row(row) {
            let column = self.column(columns.is_empty(), heading, base + at);
            if let Some(twice) =
                column.as_ref().filter(|column| columns.contains(&Some(column.node.clone())))
            {
                let message = format!("there are two columns `{heading}`");
                self.error(codes::BAD_COLUMN, twice.span, message, "Keep one of them.");
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

    fn column(&mut self, first: bool, heading: &str, base: usize) -> Option<Spanned<Column>> {
        let span = self.span(base, base + heading.len());
        if first {
            if heading != "row" {
                let help = "Begin the first line of the table with `| row |`, and each other line with the name of its row.";
                self.error(codes::BAD_COLUMN, span, "the first column of a table is `row`", help);
            }
            return Some(Spanned::new(Column::Row, span));
        }
        if let Some(clause) = ColumnClause::of(heading) {
            return Some(Spanned::new(Column::Clause(clause), span));
        }
        match Lower::new(self.file, base, &mut self.diagnostics).fact_column(heading) {
            Ok(column) => Some(column),
            Err(Unread::Reported) => None,
            Err(Unread::Stopped(_)) => {
                let message = match heading {
                    "" => "this column has no name".to_owned(),
                    _ => format!("`{heading}` can't be a column"),
                };
                let help = "A column is a fact, a definition, or one of `for`, `asked for`, `covers`, `about`, `when`, `under`, `then`, `because` and `cites`.";
                self.error(codes::BAD_COLUMN, span, message, help);
                None
            }
        }
    }

    /// A row under its columns; none if some of it can't be read.
    fn cells(&mut self, columns: &[Option<Column>], row: &str, span: Span) -> Option<Clause> {
        let cells = split_row(row);
        if columns.is_empty() {
            return None;
        }
        if cells.len() != columns.len() {
            let cells = if cells.len() == 1 {
                "1 cell".to_owned()
            } else {
                format!("{} cells", cells.len())
            };
            let message =
                format!("this row has {cells}, but the table has {} columns", columns.len());
            let help =
                "Give each column one cell between bars: `any` where the fact makes no difference.";
            self.error(codes::WRONG_NUMBER_OF_CELLS, span, message, help);
            return None;
        }
        let base = span.start as usize;
        let mut read = Vec::with_capacity(cells.len());
        for ((at, cell), column) in cells.into_iter().zip(columns) {
            let Some(column) = column else { continue };
            let span = self.span(base + at, base + at + cell.len());
            read.extend(self.cell(column, cell, base + at).map(|cell| Spanned::new(cell, span)));
        }
        (read.len() == columns.len()).then_some(Clause::Row(read))
    }

    fn cell(&mut self, column: &Column, cell: &str, base: usize) -> Option<Cell> {
        if cell.is_empty() {
            return self.empty_cell(column, base);
        }
        let read = self.read(
            base,
            base + cell.len(),
            |lower, body| match column {
                Column::Row => lower.row_name(body),
                Column::Fact(_) => lower.fact_cell(body),
                Column::Clause(clause) => lower
                    .clause(clause.keyword(), body)
                    .map(|clause| Cell::Clause(Box::new(clause))),
            },
            |place, stop, out| failure::cell(place, column, stop, out),
        );
        read.map(|(cell, _)| cell)
    }

    fn empty_cell(&mut self, column: &Column, at: usize) -> Option<Cell> {
        let help = match column {
            Column::Row => "Give the row a short name, such as `R1`.",
            Column::Fact(_) => "Write `any` if the fact makes no difference in this row.",
            Column::Clause(ColumnClause::Then) => {
                "Write the outcome of this row, such as `go ahead`."
            }
            Column::Clause(_) => return Some(Cell::Empty),
        };
        // The bar after it is what a reader can see of an empty cell.
        let end = (at + 1).min(self.text.len());
        let span = self.span(at, if self.text.is_char_boundary(end) { end } else { at });
        self.error(codes::EMPTY_CELL, span, "this cell is empty", help);
        None
    }
}
