//! What `remit check` and `remit diff` look for, on the shipped rules.

#![expect(clippy::indexing_slicing, reason = "an id looks into the tables of its own rulebook")]

use std::sync::LazyLock;

use divan::Bencher;
use remit_model::Rulebook;
use remit_model::rulebook::{Atom, CondKind, FactKind, Test};

fn main() {
    divan::main();
}

static BOOK: LazyLock<Rulebook> = LazyLock::new(remit_testkit::shipped);

/// All findings.
#[divan::bench(sample_count = 10)]
fn findings(bencher: Bencher) {
    let book = &*BOOK;
    bencher.bench_local(|| remit_analysis::findings(book));
}

/// A rulebook compared with itself.
#[divan::bench(sample_count = 10)]
fn same(bencher: Bencher) {
    let book = &*BOOK;
    bencher.bench_local(|| remit_analysis::diff::diff(book, book));
}

/// A rulebook compared with a copy in which one threshold of its first lane or precaution that has one
/// is a step higher.
#[divan::bench(sample_count = 10)]
fn one_threshold_moved(bencher: Bencher) {
    let (book, moved) = (&*BOOK, moved(&BOOK));
    bencher.bench_local(|| remit_analysis::diff::diff(book, &moved));
}

fn moved(book: &Rulebook) -> Rulebook {
    let mut moved = book.clone();
    for (id, rule) in book.rules.iter() {
        if let CondKind::Atom(Atom { fact, test: Test::Range(range) }) = &rule.when.kind
            && let FactKind::Number { step, .. } = &book.facts[*fact].kind
        {
            let mut range = range.clone();
            for (number, _) in [&mut range.low, &mut range.high].into_iter().flatten() {
                *number = *number + *step;
            }
            let atom = Atom { fact: *fact, test: Test::Range(range) };
            moved.rules[id].when.kind = CondKind::Atom(atom);
            return moved;
        }
    }
    unreachable!("the shipped rules have thresholds")
}
