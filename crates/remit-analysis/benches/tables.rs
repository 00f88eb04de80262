//! Overlaps and gaps of large tables, in the shape of the published measurements of Calvanese et al.,
//! *Semantics, Analysis and Simplification of DMN Decision Tables*, Information Systems 78 (2018),
//! tables 2 and 3: columns of numbers, 500 to 1,500 rules that part the whole space as a decision tree
//! does, and then one rule in ten perturbed.
//!
//! Their tables come from a tree learnt from loans and are not published; these are drawn: of a random
//! region a random column is parted at a random place, until there are as many regions as rules; then
//! of one rule in ten a random bound of a random column that it asks about moves by up to a tenth
//! of the column. So numbers of findings differ from theirs, and times compare as orders of magnitude:
//! theirs are means of five runs on one 2.2 GHz core of 2015.
//!
//! `cargo bench -p remit-analysis --bench tables`. It is a program of its own, and no divan bench,
//! because divan has no place for what somebody else took.

#![expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
#![expect(clippy::print_stdout, reason = "what it finds is printed")]
#![expect(clippy::indexing_slicing, reason = "a benchmark may stop at a mistake")]

use std::collections::BTreeSet;
use std::time::Instant;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use remit_model::boxes::{Grid, Region, TooMany, gaps, overlaps};

const SEED: u64 = 2018;
/// The values of a column.
const VALUES: usize = 1_000;
/// So many pieces or sets are looked at for one table, and so many gaps listed.
const STEPS: usize = 5_000_000;
const MOST_GAPS: usize = 200_000;
const RUNS: usize = 3;

/// Columns, rules, and the published milliseconds for overlapping and for missing rules.
const PUBLISHED: [(usize, usize, f64, f64); 21] = [
    (3, 499, 117.0, 160.0),
    (3, 998, 503.0, 611.0),
    (3, 1492, 1_263.0, 1_672.0),
    (5, 505, 160.0, 163.0),
    (5, 1000, 600.0, 820.0),
    (5, 1506, 1_370.0, 1_942.0),
    (7, 502, 1_374.0, 2_173.0),
    (7, 1019, 2_069.0, 7_029.0),
    (7, 1496, 13_405.0, 18_263.0),
    (9, 507, 1_100.0, 529.0),
    (9, 1012, 4_935.0, 6_557.0),
    (9, 1524, 30_554.0, 17_649.0),
    (11, 489, 767.0, 1_083.0),
    (11, 1026, 20_934.0, 15_809.0),
    (11, 1484, 93_175.0, 65_450.0),
    (13, 515, 1_023.0, 3_116.0),
    (13, 987, 19_641.0, 50_574.0),
    (13, 1527, 320_105.0, 316_138.0),
    (15, 731, 11_175.0, 15_598.0),
    (15, 1038, 34_387.0, 41_448.0),
    (15, 1514, 195_868.0, 704_510.0),
];

/// For each column the lowest value and the first above the highest.
type Row = Vec<(usize, usize)>;

fn draw_table(columns: usize, rules: usize) -> Vec<Row> {
    let mut draw = ChaCha8Rng::seed_from_u64(SEED + (columns * 10_000 + rules) as u64);
    let mut rows: Vec<Row> = vec![vec![(0, VALUES); columns]];
    while rows.len() < rules {
        let (row, column) = (draw.random_range(0..rows.len()), draw.random_range(0..columns));
        let (low, high) = rows[row][column];
        if high - low < 2 {
            continue;
        }
        let at = draw.random_range(low + 1..high);
        let mut upper = rows[row].clone();
        upper[column].0 = at;
        rows[row][column].1 = at;
        rows.push(upper);
    }
    for _ in 0..rules / 10 {
        let row = draw.random_range(0..rows.len());
        let asked: Vec<usize> =
            (0..columns).filter(|&column| rows[row][column] != (0, VALUES)).collect();
        let column = asked[draw.random_range(0..asked.len())];
        let (low, high) = &mut rows[row][column];
        let by = draw.random_range(1..=VALUES / 10);
        match (draw.random_bool(0.5), draw.random_bool(0.5)) {
            (true, true) => *low = low.saturating_sub(by),
            (true, false) => *low = (*low + by).min(*high - 1),
            (false, true) => *high = (*high + by).min(VALUES),
            (false, false) => *high = high.saturating_sub(by).max(*low + 1),
        }
    }
    rows
}

/// The table over the classes of values that it tells apart.
fn cut(rows: &[Row], columns: usize) -> (Grid, Vec<Region>) {
    let bounds: Vec<BTreeSet<usize>> = (0..columns)
        .map(|column| rows.iter().flat_map(|row| [row[column].0, row[column].1]).collect())
        .collect();
    let sizes: Vec<usize> = bounds.iter().map(|bounds| bounds.len().max(2) - 1).collect();
    let grid = Grid::new(&sizes);
    let region = |row: &Row| {
        row.iter().enumerate().fold(grid.all(), |region, (column, &(low, high))| {
            let class = |at: usize| bounds[column].range(..at).count();
            grid.narrow(&region, column, class(low)..class(high)).unwrap_or(region)
        })
    };
    let regions = rows.iter().map(region).collect();
    (grid, regions)
}

/// The middle of some runs in milliseconds, and how many were found.
fn timed(work: impl Fn() -> Result<usize, TooMany>) -> (f64, Result<usize, TooMany>) {
    let mut times = Vec::new();
    let mut found = Ok(0);
    for _ in 0..RUNS {
        let start = Instant::now();
        found = std::hint::black_box(work());
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    (times[RUNS / 2], found)
}

fn said((ms, found): (f64, Result<usize, TooMany>), published: f64) -> String {
    match found {
        Ok(found) => format!("{found:>7} {ms:>9.2} {published:>9.0} {:>8.0}", published / ms),
        Err(TooMany) => format!("{:>7} {ms:>9.2} {published:>9.0} {:>8}", "cap", "cap"),
    }
}

fn main() {
    println!("seed {SEED}; milliseconds, the middle of {RUNS} runs, classes and regions included;");
    println!("cap: more than {STEPS} pieces, or {MOST_GAPS} gaps");
    println!("{:>13} | {:^36} | {:^36}", "", "maximal sets that overlap", "merged gaps");
    let heads = format!("{:>7} {:>9} {:>9} {:>8}", "found", "ms", "published", "ratio");
    println!("columns rules | {heads} | {heads}");
    for (columns, rules, overlapping, missing) in PUBLISHED {
        let rows = draw_table(columns, rules);
        let found = timed(|| {
            let (grid, regions) = cut(&rows, columns);
            overlaps(&grid, &regions, STEPS).map(|found| found.len())
        });
        let left = timed(|| {
            let (grid, regions) = cut(&rows, columns);
            let all: Vec<&Region> = regions.iter().collect();
            gaps(&grid, &all, STEPS, MOST_GAPS).map(|found| found.len())
        });
        let (found, left) = (said(found, overlapping), said(left, missing));
        println!("{columns:>7} {rules:>5} | {found} | {left}");
    }
}
