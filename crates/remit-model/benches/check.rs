//! How long it takes to look up and check a rulebook: run with `cargo bench -p remit-model`.

use std::fmt::Write;

use remit_model::resolve;
use remit_source::FileId;
use remit_syntax::{ast::File, parse};

const PRELUDE: &str = include_str!("../../../docs/diagnostics/prelude.remit");

fn main() {
    divan::main();
}

/// A rulebook of so many rules of all kinds, every twentieth a row of a table.
fn generated(rules: usize) -> String {
    let mut text = PRELUDE.to_owned();
    for number in 0..rules / 20 {
        let _ = write!(
            text,
            "table t{number} \"Who may start\"\n  as a precaution\n  for pft\n  asked for training\n  \
             exactly one row applies\n  cites textbook \"table {number}\"\n  \
             | row | active | raised-pressure | then |\n  | R1 | no | any | go ahead |\n  \
             | R2 | yes | yes | up to moderate |\n  | R3 | yes | no | go ahead |\n"
        );
    }
    for number in 0..rules - rules / 20 * 3 {
        let bound = 60 + number % 100 * 2;
        let _ = match number % 4 {
            0 => write!(
                text,
                "lane r{number} \"A lane\"\n  for mep\n  asked for training\n  covers chronic\n  \
                 when age above {} years and glucose from 90 to 250 mgdl\n  then take with monitor once clearance\n  \
                 except when pain above {}\n    then refer to physician\n  cites textbook \"page {number}\"\n",
                number % 100,
                number % 10
            ),
            1 | 2 => write!(
                text,
                "precaution r{number} \"A precaution\"\n  for any practitioner\n  asked for any-exercise\n  \
                 about diabetes or hypertension\n  when (systolic above {bound} mmHg or raised-pressure) and active is no\n  \
                 then nothing until clearance\n  cites textbook \"page {number}\"\n"
            ),
            _ => write!(
                text,
                "advice r{number} \"Advice\"\n  for pft\n  asked for training\n  \
                 when goal is rehabilitation and systolic at least {bound} mmHg and pain at most {}\n  \
                 then recommend mep\n  cites textbook \"page {number}\"\n",
                number % 10
            ),
        };
    }
    text
}

fn tree(rules: usize) -> File {
    let parsed = parse(FileId(0), &generated(rules));
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics.first());
    parsed.file
}

#[divan::bench(args = [60, 600])]
fn look_up_and_check(bencher: divan::Bencher<'_, '_>, rules: usize) {
    let tree = tree(rules);
    let resolved = resolve(&[(FileId(0), &tree)]);
    let wrong = |found: &&remit_source::Diagnostic| found.severity == remit_source::Severity::Error;
    assert_eq!(resolved.diagnostics.iter().find(wrong), None);
    bencher
        .counter(divan::counter::ItemsCount::new(resolved.rulebook.rules.len()))
        .bench(|| resolve(divan::black_box(&[(FileId(0), &tree)])));
}
