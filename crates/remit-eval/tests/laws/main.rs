//! The judge against a second, obvious one, on random small rulebooks: complete clients in all
//! fields, and clients of whom something is unknown against all their completions.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod compare;
mod properties;

use std::ops::Range;

use compare::{Pair, Tried};
use remit_model::Rulebook;
use remit_testkit::{Book, Dice, draw_book, draw_client, draw_question};

/// So many clients are drawn for each rulebook.
const CLIENTS: usize = 40;

/// A rulebook of a seed, as names and as the evaluator has it.
fn draw(dice: &mut Dice) -> (Book, Rulebook) {
    let mut book = draw_book(dice);
    if compare::load(&book).is_err() {
        // A precaution may not look for what needs no cover.
        book.terms.iter_mut().for_each(|term| term.needs_no_cover = false);
    }
    let loaded = compare::load(&book)
        .unwrap_or_else(|errors| panic!("{}\n{errors}", remit_testkit::write_book(&book)));
    (book, loaded)
}

fn draw_pair(dice: &mut Dice, book: &Book, unknown: usize) -> Pair {
    let client = draw_client(dice, book, unknown);
    let (role, services) = draw_question(dice, book);
    Pair { client, role, services }
}

/// How many pairs of the rulebooks of these seeds agree; those that have no completion, or too
/// many, are left out.
fn agreeing(seeds: Range<u64>, unknown: impl Fn(&mut Dice) -> usize) -> usize {
    let mut agreed = 0;
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let (book, loaded) = draw(&mut dice);
        for _ in 0..CLIENTS {
            let unknown = unknown(&mut dice);
            let pair = draw_pair(&mut dice, &book, unknown);
            match compare::compare(&loaded, &book, &pair) {
                Ok(Tried::Agreed) => agreed += 1,
                Ok(Tried::NotTried) => {}
                Err(difference) => compare::fail(seed, &book, &pair, &difference),
            }
        }
    }
    agreed
}

#[test]
fn complete_clients_are_decided_alike() {
    let agreed = agreeing(0..2_300, |_| 0);
    println!("{agreed} complete clients are decided alike");
    assert!(agreed >= 75_000, "only {agreed} pairs were compared");
}

#[test]
fn unknown_facts_are_decided_as_all_completions_are() {
    let agreed = agreeing(500_000..500_950, |dice| 1 + dice.below(4));
    println!("{agreed} clients with something unknown are decided alike");
    assert!(agreed >= 25_000, "only {agreed} pairs were compared");
}

/// The second judge knows no order of rules: what agrees with it in every order has none.
#[test]
fn the_order_of_rules_changes_nothing() {
    for seed in 900_000..900_150 {
        let mut dice = Dice::new(seed);
        let (mut book, _) = draw(&mut dice);
        for last in (1..book.rules.len()).rev() {
            book.rules.swap(last, dice.below(last + 1));
        }
        let loaded = compare::load(&book).unwrap();
        for unknown in [0, 0, 1, 1, 2, 2] {
            let pair = draw_pair(&mut dice, &book, unknown);
            if let Err(difference) = compare::compare(&loaded, &book, &pair) {
                compare::fail(seed, &book, &pair, &difference);
            }
        }
    }
}
