//! How fast a rule file of a megabyte is read and written.

use remit_source::FileId;

fn main() {
    divan::main();
}

/// A little less than a megabyte of items of every kind.
fn text() -> String {
    let sample = include_str!("../tests/good/everything.remit");
    sample.repeat(1_000_000 / sample.len())
}

#[divan::bench]
fn parse(bencher: divan::Bencher) {
    let text = text();
    bencher
        .counter(divan::counter::BytesCount::of_str(&text))
        .bench(|| remit_syntax::parse(FileId(0), &text));
}

#[divan::bench]
fn format(bencher: divan::Bencher) {
    let text = text();
    let parsed = remit_syntax::parse(FileId(0), &text);
    bencher
        .counter(divan::counter::BytesCount::of_str(&text))
        .bench(|| remit_syntax::format(&parsed.file));
}
