use remit_source::Spanned;

use super::{Lower, Read, next};
use crate::{
    ast::{Cell, Column, ColumnClause},
    grammar::{Rule, read},
    words::Keyword,
};

impl Lower<'_> {
    /// Reads a cell under the name of a fact or a definition.
    pub(crate) fn fact_cell(&mut self, body: &str) -> Read<Cell> {
        let node = next(&mut read(Rule::cell_body, body)?)?;
        if node.as_rule() == Rule::any {
            return Ok(Cell::Any);
        }
        Ok(Cell::Test(self.test(node)?.node))
    }

    /// Reads the name of a row.
    pub(crate) fn row_name(&mut self, body: &str) -> Read<Cell> {
        Ok(Cell::Id(self.next_name(&mut read(Rule::name_body, body)?)?.node))
    }

    /// Reads the name of a column.
    pub(crate) fn fact_column(&mut self, body: &str) -> Read<Spanned<Column>> {
        let name = self.next_name(&mut read(Rule::name_body, body)?)?;
        Ok(Spanned::new(Column::Fact(name.node), name.span))
    }
}

impl ColumnClause {
    /// The words that head the column.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::AskedFor => "asked for",
            Self::Covers => "covers",
            Self::About => "about",
            Self::When => "when",
            Self::Under => "under",
            Self::Then => "then",
            Self::Because => "because",
            Self::Cites => "cites",
        }
    }

    /// The column of that heading.
    pub(crate) fn of(heading: &str) -> Option<Self> {
        let all = [
            Self::For,
            Self::AskedFor,
            Self::Covers,
            Self::About,
            Self::When,
            Self::Under,
            Self::Then,
            Self::Because,
            Self::Cites,
        ];
        let mut words = heading.split_whitespace();
        all.into_iter()
            .find(|column| words.clone().eq(column.phrase().split(' ')))
            .filter(|_| words.next().is_some())
    }

    pub(crate) const fn keyword(self) -> Keyword {
        match self {
            Self::For => Keyword::For,
            Self::AskedFor => Keyword::AskedFor,
            Self::Covers => Keyword::Covers,
            Self::About => Keyword::About,
            Self::When => Keyword::When,
            Self::Under => Keyword::Under,
            Self::Then => Keyword::Then,
            Self::Because => Keyword::Because,
            Self::Cites => Keyword::Cites,
        }
    }
}

/// The cells of a row as written, each with its offset: what stands between the bars, without the
/// blanks around it. Bars in texts divide nothing.
pub(crate) fn split_row(row: &str) -> Vec<(usize, &str)> {
    let mut cells = Vec::new();
    let mut begin = 1;
    let mut in_text = false;
    let mut escaped = false;
    for (at, byte) in row.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'|' if !in_text => {
                cells.push(trimmed(row, begin, at));
                begin = at + 1;
            }
            _ => {}
        }
    }
    // The last bar may be left out.
    let rest = trimmed(row, begin, row.len());
    if !rest.1.is_empty() {
        cells.push(rest);
    }
    cells
}

fn trimmed(row: &str, begin: usize, end: usize) -> (usize, &str) {
    let cell = row.get(begin..end).unwrap_or("");
    let start = begin + cell.len() - cell.trim_start().len();
    (start, cell.trim())
}

#[cfg(test)]
mod tests {
    use super::split_row;

    #[test]
    fn bars_in_texts_divide_nothing() {
        let cells = split_row(r#"| R1 | "a | b \" | c" |  | last"#);
        assert_eq!(cells, [(2, "R1"), (7, r#""a | b \" | c""#), (25, ""), (27, "last")]);
    }
}
