//! The geometry of regions agrees with trying every point.

#![expect(clippy::indexing_slicing, reason = "the points of a test are all there")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use remit_model::boxes::{Grid, Region, TooMany, covered, gaps, overlaps, pairs, uncovered};

const STEPS: usize = 1_000_000;

/// A grid of a few facts and rows over it; of each fact a row allows a stretch of classes, or any
/// set of them.
fn tables() -> impl Strategy<Value = (Vec<usize>, Vec<Vec<Vec<bool>>>)> {
    let sizes = prop::collection::vec(1_usize..5, 1..5);
    (sizes, any::<bool>()).prop_flat_map(|(sizes, convex)| {
        let cell = move |size: usize| {
            let some = prop::collection::vec(any::<bool>(), size);
            let stretch = (0..size, 0..size).prop_map(move |(one, other)| {
                (0..size).map(|class| one.min(other) <= class && class <= one.max(other)).collect()
            });
            let all = Just(vec![true; size]);
            if convex {
                prop_oneof![stretch, all].boxed()
            } else {
                prop_oneof![some, stretch, all].boxed()
            }
        };
        let row: Vec<_> = sizes.iter().map(|&size| cell(size)).collect();
        (Just(sizes), prop::collection::vec(row, 0..7))
    })
}

/// The rows that allow something, as regions.
fn regions(grid: &Grid, rows: &[Vec<Vec<bool>>]) -> Vec<Region> {
    let region = |row: &Vec<Vec<bool>>| {
        row.iter().enumerate().try_fold(grid.all(), |region, (fact, classes)| {
            grid.narrow(&region, fact, (0..classes.len()).filter(|&class| classes[class]))
        })
    };
    rows.iter().filter_map(region).collect()
}

fn points(sizes: &[usize]) -> Vec<Vec<usize>> {
    sizes.iter().fold(vec![Vec::new()], |points, &size| {
        let longer = |point: Vec<usize>| {
            (0..size).map(move |class| point.iter().copied().chain([class]).collect())
        };
        points.into_iter().flat_map(longer).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_overlaps_and_what_is_left_is_what_the_points_say((sizes, rows) in tables()) {
        let grid = Grid::new(&sizes);
        let rows = regions(&grid, &rows);
        let all: Vec<&Region> = rows.iter().collect();
        let points = points(&sizes);
        let having = |point: &Vec<usize>| -> BTreeSet<usize> {
            (0..rows.len()).filter(|&row| rows[row].has(&grid, point)).collect()
        };
        let sets: BTreeSet<BTreeSet<usize>> = points.iter().map(having).collect();

        // Pairs, and maximal sets.
        let together = |one: usize, other: usize| {
            sets.iter().any(|set| set.contains(&one) && set.contains(&other))
        };
        let expected: Vec<(usize, usize)> = (0..rows.len())
            .flat_map(|one| (one + 1..rows.len()).map(move |other| (one, other)))
            .filter(|&(one, other)| together(one, other))
            .collect();
        prop_assert_eq!(pairs(&grid, &rows), expected);
        let maximal: BTreeSet<BTreeSet<usize>> = sets
            .iter()
            .filter(|set| set.len() > 1)
            .filter(|set| !sets.iter().any(|other| other != *set && other.is_superset(set)))
            .cloned()
            .collect();
        let found = overlaps(&grid, &rows, STEPS).unwrap();
        let listed: Vec<BTreeSet<usize>> =
            found.iter().map(|overlap| overlap.regions.iter().copied().collect()).collect();
        prop_assert_eq!(listed.len(), maximal.len(), "each once");
        prop_assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), maximal);
        for overlap in &found {
            for point in &points {
                let in_all = overlap.regions.iter().all(|&row| rows[row].has(&grid, point));
                prop_assert_eq!(overlap.common.has(&grid, point), in_all);
            }
        }

        // Gaps: each point that no row has is in one of them, and no other point is in any.
        let left = gaps(&grid, &all, STEPS, STEPS).unwrap();
        for point in &points {
            let gaps = left.iter().filter(|gap| gap.has(&grid, point)).count();
            prop_assert_eq!(gaps, usize::from(having(point).is_empty()), "{:?}", point);
        }
        let point = uncovered(&grid, &grid.all(), &all, STEPS).unwrap();
        prop_assert_eq!(point.is_some(), !left.is_empty());
        prop_assert!(point.is_none_or(|point| having(&point).is_empty()));

        // Rows that those before them leave nothing of.
        let dead: Vec<usize> = (0..rows.len())
            .filter(|row| {
                sets.iter().all(|set| !set.contains(row) || set.iter().next() != Some(row))
            })
            .collect();
        prop_assert_eq!(covered(&grid, &rows, |row, other| other < row, STEPS).unwrap(), dead);
    }
}

#[test]
fn many_classes_take_more_than_one_word() {
    let grid = Grid::new(&[200, 3]);
    let row = |low: usize, high: usize| grid.narrow(&grid.all(), 0, low..high).unwrap();
    let (low, high) = (row(0, 100), row(101, 200));
    assert_eq!(uncovered(&grid, &grid.all(), &[&low, &high], STEPS), Ok(Some(vec![100, 0])));
    let left = gaps(&grid, &[&low, &high], STEPS, STEPS).unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].classes(&grid, 0).collect::<Vec<_>>(), [100]);
    assert_eq!(left[0].narrowed(), [0]);
    assert!(grid.meet(&low, &high).is_none());
}

#[test]
fn who_allows_too_few_steps_is_told() {
    let grid = Grid::new(&[4, 4, 4]);
    let rows: Vec<Region> =
        (0..3).map(|fact| grid.narrow(&grid.all(), fact, [1, 2]).unwrap()).collect();
    let all: Vec<&Region> = rows.iter().collect();
    assert_eq!(uncovered(&grid, &grid.all(), &all, 2), Err(TooMany));
    assert_eq!(gaps(&grid, &all, STEPS, 0), Err(TooMany));
    assert_eq!(overlaps(&grid, &rows, 2), Err(TooMany));
}
