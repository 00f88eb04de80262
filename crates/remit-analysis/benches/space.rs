//! How long it takes to ask about all clients at once, on the shipped rules.

#![expect(clippy::unwrap_used, reason = "what is missing here is a mistake in the benchmark")]

use std::sync::LazyLock;

use divan::Bencher;
use remit_analysis::space::Space;
use remit_model::Rulebook;
use remit_model::id::{RoleId, ServiceId};

fn main() {
    divan::main();
}

static BOOK: LazyLock<Rulebook> = LazyLock::new(remit_testkit::shipped);

/// Every practitioner, other than categories, and every service.
fn everybody() -> Vec<(RoleId, ServiceId)> {
    let roles = BOOK.roles.iter().filter(|(_, role)| !role.category).map(|(id, _)| id);
    roles.flat_map(|role| BOOK.services.ids().map(move |service| (role, service))).collect()
}

#[divan::bench]
fn read(bencher: Bencher) {
    let book = &*BOOK;
    bencher.bench_local(|| Space::new(&[book]));
}

/// What is said to everybody about everything, as circuits.
#[divan::bench(sample_count = 10)]
fn hear_everybody(bencher: Bencher) {
    let (book, everybody) = (&*BOOK, everybody());
    bencher.with_inputs(|| Space::new(&[book])).bench_local_values(|mut space| {
        for (role, service) in &everybody {
            divan::black_box(space.hear(0, *role, *service));
        }
        space
    });
}

/// Whether each rule can be in force, for everybody and everything that it is for.
#[divan::bench(sample_count = 10)]
fn in_force(bencher: Bencher) {
    let (book, everybody) = (&*BOOK, everybody());
    bencher
        .with_inputs(|| {
            let mut space = Space::new(&[book]);
            let heard: Vec<_> = everybody
                .iter()
                .map(|(role, service)| space.hear(0, *role, *service).unwrap())
                .collect();
            (space, heard)
        })
        .bench_local_values(|(mut space, heard)| {
            let rules = heard.iter().flat_map(|heard| heard.voices.in_force.values());
            let found = rules.filter(|rule| !space.never(&[**rule])).count();
            (found, space)
        });
}
