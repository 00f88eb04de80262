//! The shipped rule files are fixtures: each stands in form, together they check clean, and their
//! examples pass.

use std::fs;

use remit_source::FileId;
use remit_tests::{files_under, remit, root};

#[test]
fn every_rule_file_stands_in_form() {
    let files = files_under(&root().join("rules"), ".remit");
    assert!(!files.is_empty());
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let formatted = remit_syntax::format_text(FileId(0), &text);
        assert!(formatted.as_ref() == Ok(&text), "run `remit fmt {}`", path.display());
    }
}

#[test]
fn the_built_in_rulebook_checks_clean() {
    let run = remit("check");
    assert_eq!((run.code, run.errors.as_str()), (0, ""), "{run}");
}

#[test]
fn the_built_in_rulebook_is_the_one_under_rules() {
    let folder = root().join("rules/medical-exercise");
    let from_folder = remit(&format!("show --rules {}", folder.display()));
    assert_eq!(remit("show").output, from_folder.output);
}

#[test]
fn every_statement_of_the_sources_is_used() {
    let run = remit("trace");
    insta::assert_snapshot!("trace", run);
    assert_eq!(run.code, 0, "a statement is neither cited nor asked");
}
