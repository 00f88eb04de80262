//! How long deciding takes: a complete client of the shipped rules, lean and explained.

#![expect(clippy::unwrap_used, reason = "the clients are complete")]

use std::sync::LazyLock;

use divan::Bencher;
use remit_eval::{Case, Judge, tests};
use remit_model::Rulebook;
use remit_model::id::{RoleId, ServiceId};

fn main() {
    divan::main();
}

static BOOK: LazyLock<Rulebook> = LazyLock::new(remit_testkit::shipped);

/// The clients of all examples of which nothing is unknown, and their questions.
fn questions() -> Vec<(Case, RoleId, Vec<ServiceId>)> {
    let asked = tests(&BOOK).map(|test| (test.case(&BOOK), test.role, test.services.to_vec()));
    asked.filter(|(case, ..)| case.complete().is_some()).collect()
}

/// The core of each example's client; a figure is for all of them.
#[divan::bench]
fn cores(bencher: Bencher) {
    let judge = Judge::new(&BOOK);
    let clients: Vec<_> = questions()
        .into_iter()
        .map(|(case, role, services)| (case.complete().unwrap(), role, services))
        .collect();
    let count = divan::counter::ItemsCount::new(clients.len());
    bencher.counter(count).bench_local(|| {
        for (client, role, services) in &clients {
            divan::black_box(judge.core(client, *role, services));
        }
    });
}

/// The same, as decisions without explanation.
#[divan::bench]
fn decisions(bencher: Bencher) {
    let (judge, asked) = (Judge::new(&BOOK), questions());
    let count = divan::counter::ItemsCount::new(asked.len());
    bencher.counter(count).bench_local(|| {
        for (case, role, services) in &asked {
            divan::black_box(judge.decide_briefly(case, *role, services));
        }
    });
}

/// The same, as decisions with their explanation.
#[divan::bench]
fn explained(bencher: Bencher) {
    let (judge, asked) = (Judge::new(&BOOK), questions());
    let count = divan::counter::ItemsCount::new(asked.len());
    bencher.counter(count).bench_local(|| {
        for (case, role, services) in &asked {
            divan::black_box(judge.decide(case, *role, services));
        }
    });
}

/// Making the rulebook ready.
#[divan::bench]
fn ready() {
    divan::black_box(Judge::new(&BOOK));
}
