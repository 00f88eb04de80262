//! Tables of whole numbers with given sums of rows and columns.

/// A table whose rows and columns have these sums, whose closed cells are 0, and whose cells lie as
/// near to their due as can be had: first at most one off, then two …
///
/// A table is a flow from rows to columns; it is found by augmenting paths (Ford and Fulkerson).
///
/// # Errors
///
/// If there is none: rows that can't be served by the columns open to them (their indices), a
/// certificate in the sense of the theorem of the greatest flow and the least cut.
pub(crate) fn table(
    rows: &[usize],
    columns: &[usize],
    open: &dyn Fn(usize, usize) -> bool,
) -> Result<Vec<Vec<usize>>, Vec<usize>> {
    let total: usize = rows.iter().sum();
    let due = |row: usize, column: usize| {
        let (row, column) = (rows.get(row).copied(), columns.get(column).copied());
        row.zip(column).map_or(0, |(row, column)| (row * column).checked_div(total).unwrap_or(0))
    };
    let mut slack = 1;
    loop {
        let most = |row: usize, column: usize| {
            if open(row, column) { due(row, column) + slack } else { 0 }
        };
        let mut flow = Flow::new(rows, columns);
        while flow.augment(&most) {}
        if flow.left.iter().all(|&left| left == 0) {
            return Ok(flow.cells);
        }
        if slack > total {
            return Err(flow.starved(&most));
        }
        slack *= 2;
    }
}

struct Flow {
    cells: Vec<Vec<usize>>,
    /// What rows still have to give, and columns to take.
    left: Vec<usize>,
    free: Vec<usize>,
}

/// What may be at most in a cell.
type Most<'m> = &'m dyn Fn(usize, usize) -> usize;

impl Flow {
    fn new(rows: &[usize], columns: &[usize]) -> Self {
        let cells = vec![vec![0; columns.len()]; rows.len()];
        Self { cells, left: rows.to_vec(), free: columns.to_vec() }
    }

    fn cell(&self, row: usize, column: usize) -> usize {
        self.cells.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0)
    }

    /// The rows and columns that can be reached from a row with something left: by which row each
    /// column, and by which column each row.
    fn reached(&self, most: Most<'_>, from: usize) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
        let mut columns = vec![None; self.free.len()];
        let mut rows = vec![None; self.left.len()];
        let mut open = vec![from];
        while let Some(row) = open.pop() {
            for column in 0..self.free.len() {
                let room = self.cell(row, column) < most(row, column);
                let Some(by) = columns.get_mut(column).filter(|by| by.is_none() && room) else {
                    continue;
                };
                *by = Some(row);
                for other in 0..self.left.len() {
                    let gives = other != from && self.cell(other, column) > 0;
                    if let Some(by) = rows.get_mut(other).filter(|by| by.is_none() && gives) {
                        *by = Some(column);
                        open.push(other);
                    }
                }
            }
        }
        (columns, rows)
    }

    /// Moves one more through the table; false if none can be moved.
    fn augment(&mut self, most: Most<'_>) -> bool {
        let waiting = (0..self.left.len()).filter(|&row| self.left.get(row) > Some(&0));
        for from in waiting.collect::<Vec<_>>() {
            let (by_row, by_column) = self.reached(most, from);
            let end = (0..self.free.len()).find(|&column| {
                self.free.get(column) > Some(&0) && by_row.get(column).is_some_and(Option::is_some)
            });
            let Some(mut column) = end else { continue };
            if let Some(free) = self.free.get_mut(column) {
                *free -= 1;
            }
            if let Some(left) = self.left.get_mut(from) {
                *left -= 1;
            }
            while let Some(row) = by_row.get(column).copied().flatten() {
                self.add(row, column, true);
                if row == from {
                    break;
                }
                let Some(before) = by_column.get(row).copied().flatten() else { break };
                self.add(row, before, false);
                column = before;
            }
            return true;
        }
        false
    }

    fn add(&mut self, row: usize, column: usize, more: bool) {
        if let Some(cell) = self.cells.get_mut(row).and_then(|row| row.get_mut(column)) {
            *cell = if more { *cell + 1 } else { cell.saturating_sub(1) };
        }
    }

    /// A row that has something left, and all rows that compete with it for the same columns.
    fn starved(&self, most: Most<'_>) -> Vec<usize> {
        let Some(from) = self.left.iter().position(|&left| left > 0) else { return Vec::new() };
        let (_, rows) = self.reached(most, from);
        (0..self.left.len())
            .filter(|&row| row == from || rows.get(row).is_some_and(Option::is_some))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(table: &[Vec<usize>]) -> (Vec<usize>, Vec<usize>) {
        let rows = table.iter().map(|row| row.iter().sum()).collect();
        let columns = (0..table[0].len()).map(|at| table.iter().map(|row| row[at]).sum()).collect();
        (rows, columns)
    }

    #[test]
    fn a_table_has_its_sums_and_lies_near_its_due() {
        let (rows, columns) = ([10, 6, 4], [12, 8]);
        let found = table(&rows, &columns, &|_, _| true).unwrap();
        assert_eq!(sums(&found), (rows.to_vec(), columns.to_vec()));
        for (row, line) in found.iter().enumerate() {
            for (column, &cell) in line.iter().enumerate() {
                assert!(cell.abs_diff(rows[row] * columns[column] / 20) <= 2, "{found:?}");
            }
        }
    }

    #[test]
    fn what_is_closed_stays_empty_though_others_must_move() {
        // The first row has only the first column, and fills it.
        let open = |row: usize, column: usize| row != 0 || column == 0;
        let found = table(&[5, 5], &[5, 5], &open).unwrap();
        assert_eq!(found, [[5, 0], [0, 5]]);
    }

    #[test]
    fn rows_that_cannot_be_served_are_named() {
        let open = |row: usize, column: usize| row == 2 || column == 0;
        assert_eq!(table(&[3, 3, 4], &[5, 5], &open), Err(vec![0, 1]));
    }
}
