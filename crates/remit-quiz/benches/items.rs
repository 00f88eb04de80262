//! How long questions take to make: a practice of a thousand on the shipped rules, single-threaded,
//! as a learner would get them; and a hundred of each kind.

#![expect(clippy::unwrap_used, reason = "the shipped rules are there and can be asked about")]

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use remit_model::Rulebook;
use remit_quiz::{Input, Kind, Plan, Screen, Session};

fn main() {
    divan::main();
}

static BOOK: LazyLock<Rulebook> = LazyLock::new(remit_testkit::shipped);

/// Answers a whole session, always right, and gives the number of its questions.
fn take(plan: Plan) -> usize {
    let mut session = Session::new(&BOOK, plan).unwrap();
    let mut asked = 0;
    while let Screen::Question { item, .. } = session.screen() {
        asked += 1;
        let response = item.key();
        session.apply(Input::Answer { response, milliseconds: 0 }).unwrap();
        session.apply(Input::Next).unwrap();
    }
    asked
}

/// A thousand items of all kinds.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn thousand(bencher: Bencher) {
    LazyLock::force(&BOOK);
    let count = ItemsCount::new(1_000_usize);
    bencher.counter(count).bench_local(|| assert_eq!(take(Plan::practice(1_000, 1)), 1_000));
}

/// A hundred items of a kind.
#[divan::bench(sample_count = 3, sample_size = 1, args = Kind::all().map(Kind::name))]
fn hundred_of_a_kind(bencher: Bencher, kind: &str) {
    LazyLock::force(&BOOK);
    let kinds = vec![Kind::parse(kind).unwrap()];
    let plan = Plan { kinds, ..Plan::practice(100, 1) };
    bencher.counter(ItemsCount::new(100_usize)).bench_local(|| take(plan.clone()));
}
