//! The quiz files that documents show are as they say: sound, or at fault for just what they show.

use std::collections::BTreeSet;
use std::fs;

use remit_model::Rulebook;
use remit_quiz::QuizFile;
use remit_source::{Code, FileId};
use remit_tests::root;

/// The examples of a page in TOML: whether each is mended, and the text.
fn examples(page: &str) -> Vec<(bool, String)> {
    let mut examples = Vec::new();
    for part in page.split("\n```toml").skip(1) {
        let (kind, rest) = part.split_once('\n').unwrap();
        let text = rest.split("\n```").next().unwrap();
        examples.push((kind.contains("fixed"), format!("{text}\n")));
    }
    examples
}

fn found(book: &Rulebook, text: &str) -> BTreeSet<Code> {
    let (quiz, mut found) = QuizFile::read(book, FileId(0), "example", text);
    found.extend(quiz.iter().flat_map(|quiz| quiz.check(book)));
    found.into_iter().map(|finding| finding.code).collect()
}

#[test]
fn every_code_of_quiz_files_has_a_page_with_true_examples() {
    let book = remit_testkit::shipped();
    for &code in remit_quiz::codes::ALL {
        let path = root().join(format!("docs/diagnostics/{code}.md"));
        let page = fs::read_to_string(path).unwrap_or_else(|_| panic!("{code} has no page"));
        assert!(page.starts_with(&format!("# {code}\n\n")), "{code}");
        let examples = examples(&page);
        let [(false, wrong), (true, mended)] = examples.as_slice() else {
            panic!("{code}: a page has one example and its mended form");
        };
        assert_eq!(found(&book, wrong), BTreeSet::from([code]), "{code}: the example");
        assert_eq!(found(&book, mended), BTreeSet::new(), "{code}: the mended example");
    }
}

#[test]
fn the_examples_of_the_reference_are_sound() {
    let book = remit_testkit::shipped();
    let page = fs::read_to_string(root().join("docs/quiz-files.md")).unwrap();
    let examples = examples(&page);
    assert_eq!(examples.len(), 3);
    for (_, text) in examples {
        assert_eq!(found(&book, &text), BTreeSet::new(), "{text}");
    }
}
