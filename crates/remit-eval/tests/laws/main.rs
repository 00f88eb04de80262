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

use compare::{Pair, Tried};
use remit_testkit::{Dice, draw_book, draw_client, draw_question};

/// So many clients are drawn for each rulebook.
const CLIENTS: usize = 40;

fn try_pairs(seed: u64, books: u64, unknown: impl Fn(&mut Dice) -> usize) -> usize {
    let mut agreed = 0;
    for book in 0..books {
        let mut dice = Dice::new(seed + book);
        let mut drawn = draw_book(&mut dice);
        if compare::load(&drawn).is_err() {
            // A precaution may not look for what needs no cover.
            drawn.terms.iter_mut().for_each(|term| term.needs_no_cover = false);
        }
        let loaded = compare::load(&drawn).unwrap_or_else(|errors| {
            panic!("{}\n{errors}", remit_testkit::write_book(&drawn));
        });
        for _ in 0..CLIENTS {
            let unknown = unknown(&mut dice);
            let client = draw_client(&mut dice, &drawn, unknown);
            let (role, services) = draw_question(&mut dice, &drawn);
            let pair = Pair { client, role, services };
            match compare::compare(&loaded, &drawn, &pair) {
                Ok(Tried::Agreed) => agreed += 1,
                Ok(Tried::NotTried) => {}
                Err(difference) => compare::fail(seed + book, &drawn, &pair, &difference),
            }
        }
    }
    agreed
}

#[test]
fn complete_clients_are_decided_alike() {
    let agreed = try_pairs(1, 1_000, |_| 0);
    println!("{agreed} complete clients");
    assert!(agreed >= 30_000, "only {agreed} pairs were compared");
}

#[test]
fn unknown_facts_are_decided_as_all_completions_are() {
    let agreed = try_pairs(500_000, 1_000, |dice| 1 + dice.below(4));
    println!("{agreed} clients with something unknown");
    assert!(agreed >= 30_000, "only {agreed} pairs were compared");
}
