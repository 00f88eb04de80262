//! A small rulebook in words: every rule read aloud, and clients told.

use remit_model::Rulebook;
use remit_source::FileId;
use remit_words::Words;

/// The rulebook of `small.remit`, which has no errors.
fn small() -> Rulebook {
    let parsed = remit_syntax::parse(FileId(0), include_str!("small.remit"));
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    let resolved = remit_model::resolve(&[(FileId(0), &parsed.file)]);
    let errors =
        resolved.diagnostics.iter().filter(|found| found.severity == remit_source::Severity::Error);
    let errors: Vec<_> = errors.collect();
    assert!(errors.is_empty(), "{errors:#?}");
    resolved.rulebook
}

#[test]
fn every_rule_reads_aloud() {
    let book = small();
    let words = Words::new(&book);
    let mut text = String::new();
    for id in book.rules.ids() {
        text.push_str(&format!("{}\n", words.rule(id)));
        for clause in words.aloud(id) {
            text.push_str(&format!("  {}: {}\n", clause.head, clause.text));
        }
    }
    insta::assert_snapshot!(text);
}
