//! The examples of `docs/language.md` are one rulebook, and it is what the page says it is.

use std::fmt::Write as _;
use std::fs;

use remit_source::FileId;

fn fences() -> Vec<String> {
    let page = fs::read_to_string(remit_tests::root().join("docs/language.md")).unwrap();
    let parts = page.split("```remit\n").skip(1);
    parts.map(|part| part.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn every_example_stands_in_form() {
    for fence in fences() {
        let formatted = remit_syntax::format_text(FileId(0), &fence);
        assert_eq!(formatted.as_deref(), Ok(fence.as_str()));
    }
}

#[test]
fn together_they_check_clean_and_their_examples_pass() {
    let text = fences().join("\n");
    let parsed = remit_syntax::parse(FileId(0), &text);
    assert_eq!(parsed.diagnostics, []);
    let resolved = remit_model::resolve(&[(FileId(0), &parsed.file)]);
    assert_eq!(resolved.diagnostics, []);
    assert!(!resolved.rulebook.examples.is_empty());
    assert_eq!(remit_eval::failing_examples(&resolved.rulebook), []);
}

#[test]
fn every_word_of_the_language_has_an_example() {
    let text = fences().join("\n");
    let begins = |phrase: &str| {
        text.lines().map(str::trim_start).any(|line| {
            line.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    };
    let mut missing = String::new();
    for head in remit_syntax::heads() {
        if !begins(head.word) {
            let _ = writeln!(missing, "{}", head.word);
        }
    }
    for word in remit_syntax::words() {
        // `is an` is `is a` before a vowel.
        if !word.phrase.ends_with(" an") && !begins(word.phrase) {
            let _ = writeln!(missing, "  {}", word.phrase);
        }
    }
    assert_eq!(missing, "", "words without an example in docs/language.md");
}

#[test]
fn the_rulebook_of_the_sessions_is_the_one_of_the_page() {
    let file = remit_tests::root().join("tests/suite/small-gym.remit");
    assert_eq!(fences().join("\n"), fs::read_to_string(file).unwrap());
}
