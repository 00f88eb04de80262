//! How long questions take to make, single-threaded, on the shipped rules: a thousand as a learner
//! would get them, families that yield nothing included; the same as a practice, each answered, keyed
//! anew and told about; and a hundred of each kind.

#![expect(clippy::unwrap_used, reason = "the shipped rules are there and can be asked about")]

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use remit_model::Rulebook;
use remit_quiz::{Family, Input, Kind, Plan, Quiz, Screen, Session};

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

/// What a practice of a thousand tries to make: the items that it asks, and the families that it
/// gives up, with the seeds that they are tried with.
fn tried() -> Vec<(Family, u64)> {
    let mut session = Session::new(&BOOK, Plan::practice(1_000, 1)).unwrap();
    let mut tried = Vec::new();
    while let Screen::Question { item, .. } = session.screen() {
        tried.push((item.family, item.seed));
        let response = item.key();
        session.apply(Input::Answer { response, milliseconds: 0 }).unwrap();
        session.apply(Input::Next).unwrap();
    }
    assert_eq!(tried.len(), 1_000);
    let given_up = session.given_up().iter().enumerate();
    tried.extend(given_up.map(|(at, (family, _))| (*family, u64::try_from(at).unwrap())));
    tried
}

/// A thousand items of all kinds.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn thousand(bencher: Bencher) {
    let tried = tried();
    let count = ItemsCount::new(1_000_usize);
    bencher.counter(count).bench_local(|| {
        let mut quiz = Quiz::new(&BOOK);
        let made = tried.iter().filter(|(family, seed)| quiz.item(*family, *seed).is_ok()).count();
        assert!(made >= 1_000);
    });
}

/// A practice of a thousand: each item is made, keyed anew, and told about.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn thousand_practised(bencher: Bencher) {
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
