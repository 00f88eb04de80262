//! What is written as an example can be pasted: it is read without a finding, formats to itself,
//! and passes.

use remit_analysis::as_example;
use remit_eval::{Judge, Test, failing_examples};
use remit_model::Rulebook;
use remit_source::FileId;
use remit_testkit as kit;

use crate::books::{any_client, any_question, shipped};

/// Pastes examples of some clients beside the rulebook's own text, and looks at them.
fn paste(texts: &[String], book: &Rulebook, seed: u64, clients: usize) {
    let judge = Judge::new(book);
    let mut dice = kit::Dice::new(seed);
    let mut written = String::new();
    for _ in 0..clients {
        let case = any_client(book, &mut dice);
        if !judge.has_completion(&case) {
            continue;
        }
        let (role, service) = any_question(book, &mut dice);
        let decision = judge.decide_briefly(&case, role, &[service]);
        let example = as_example(book, &case, role, service, &decision);
        let formatted = remit_syntax::format_text(FileId(0), &example);
        assert_eq!(formatted.as_deref(), Ok(example.as_str()), "seed {seed}");
        written += &example;
        written.push('\n');
    }
    let texts: Vec<String> = texts.iter().cloned().chain([written]).collect();
    let pasted = kit::read(&texts).unwrap_or_else(|errors| panic!("seed {seed}: {errors}"));
    // A set that isn't asked has to be told all the same where it implies something.
    let failing: Vec<_> = failing_examples(&pasted)
        .into_iter()
        .filter(|found| found.code == remit_eval::EXAMPLE_FAILS)
        .map(|found| found.message)
        .collect();
    assert!(failing.is_empty(), "seed {seed}: {failing:#?}\n{}", texts.last().unwrap());
}

#[test]
fn of_drawn_rulebooks() {
    for seed in 0..60 {
        let texts = [kit::write_book(&kit::draw_book(&mut kit::Dice::new(seed)))];
        let Ok(book) = kit::read(&texts) else { continue };
        paste(&texts, &book, seed, 20);
    }
}

#[test]
fn of_the_shipped_rulebook() {
    let texts = shipped();
    let book = kit::read(&texts).unwrap();
    paste(&texts, &book, 1, 200);
}

#[test]
fn only_what_matters_is_said() {
    let texts = shipped();
    let book = kit::read(&texts).unwrap();
    let judge = Judge::new(&book);
    let mut shown = String::new();
    // Some, by name, so that the others may change.
    let some = |title: &str| title.len() % 9 == 4 && title.contains("and");
    for (id, example) in book.examples.iter().filter(|(_, example)| some(&example.label.title)) {
        let Some(test) = Test::of(id, example, 0) else { continue };
        let (case, role) = (test.case(&book), test.role);
        let &[service] = test.services else { continue };
        let decision = judge.decide_briefly(&case, role, &[service]);
        shown += &as_example(&book, &case, role, service, &decision);
        shown.push('\n');
    }
    insta::assert_snapshot!(shown);
}
