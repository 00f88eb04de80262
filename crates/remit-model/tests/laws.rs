//! What holds of every rulebook, whatever is wrong with it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests read files, and may say what they expect in the shortest way"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use remit_model::{Resolved, codes, resolve};
use remit_source::FileId;
use remit_syntax::parse;

const PRELUDE: &str = include_str!("../../../docs/diagnostics/prelude.remit");

fn resolve_texts(texts: &[&str]) -> Resolved {
    let trees: Vec<_> = (0_u32..)
        .zip(texts)
        .map(|(number, text)| (FileId(number), parse(FileId(number), text).file))
        .collect();
    let files: Vec<_> = trees.iter().map(|(id, tree)| (*id, tree)).collect();
    resolve(&files)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "remit") {
            found.push(path);
        }
    }
}

/// All files with mistakes, and the vocabulary that they are read with, as one text.
fn mistakes() -> String {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite/bad"), &mut found);
    assert!(!found.is_empty());
    let texts: Vec<String> = found.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    format!("{PRELUDE}\n{}", texts.join("\n"))
}

/// A text with some lines gone, doubled or swapped, and some words put in the place of others.
fn mutated(text: &str, changes: &[(u8, prop::sample::Index, prop::sample::Index)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (kind, one, other) in changes {
        let (at, with) = (one.index(lines.len()), other.index(lines.len()));
        match kind % 4 {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[with].clone()),
            2 => lines.swap(at, with),
            _ => {
                let words: Vec<String> =
                    lines[with].split_whitespace().map(str::to_owned).collect();
                let line: Vec<&str> = lines[at].split(' ').collect();
                let (Some(word), Some(place)) =
                    (words.last(), line.iter().rposition(|word| !word.is_empty()))
                else {
                    continue;
                };
                let mut line = line.clone();
                line[place] = word;
                lines[at] = line.join(" ");
            }
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_rulebook_is_too_broken_to_be_looked_at(
        changes in prop::collection::vec(any::<(u8, prop::sample::Index, prop::sample::Index)>(), 1..60)
    ) {
        let text = mutated(&mistakes(), &changes);
        let resolved = resolve_texts(&[&text]);
        for found in &resolved.diagnostics {
            prop_assert!(found.primary.span.range().end <= text.len());
            prop_assert!(!found.message.ends_with('.'), "{}", found.message);
            prop_assert!(found.help.as_ref().is_none_or(|help| help.ends_with(['.', '?'])), "{found:?}");
        }
    }

    #[test]
    fn no_vocabulary_is_too_broken_to_be_looked_at(
        changes in prop::collection::vec(any::<(u8, prop::sample::Index, prop::sample::Index)>(), 1..40)
    ) {
        resolve_texts(&[&mutated(PRELUDE, &changes)]);
    }
}

/// What is said of a text, without where: how often each message.
fn said(resolved: &Resolved) -> BTreeMap<String, usize> {
    let mut said = BTreeMap::new();
    for found in &resolved.diagnostics {
        *said.entry(format!("{} {:?}", found.code, found.severity)).or_default() += 1;
    }
    said
}

#[test]
fn the_order_of_files_changes_nothing_but_the_numbering() {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/medical-exercise"), &mut found);
    let texts: Vec<String> = found.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let forwards: Vec<&str> = texts.iter().map(String::as_str).collect();
    let backwards: Vec<&str> = texts.iter().rev().map(String::as_str).collect();
    let (one, other) = (resolve_texts(&forwards), resolve_texts(&backwards));
    assert_eq!(said(&one), said(&other));
    let names = |resolved: &Resolved| -> Vec<(String, usize, usize)> {
        let book = &resolved.rulebook;
        let mut rules: Vec<_> = book
            .rules
            .values()
            .map(|rule| (rule.name(), rule.roles.len(), rule.services.len()))
            .collect();
        rules.sort();
        rules
    };
    assert_eq!(names(&one), names(&other));
    assert!(!one.rulebook.rules.is_empty());
}

fn codes_of(text: &str) -> Vec<remit_source::Code> {
    let resolved = resolve_texts(&[PRELUDE, text]);
    resolved.diagnostics.iter().map(|found| found.code).collect()
}

#[test]
fn bounds_are_said() {
    let many: Vec<String> = (0..5_001).map(|number| format!("duty d{number} \"a duty\"")).collect();
    assert_eq!(codes_of(&many.join("\n")), [codes::TOO_MANY]);

    let link = |number: u32| format!("define d{number} \"a link\"\n  when d{}\n", number + 1);
    let mut chain: String = (0..60).map(link).collect();
    chain.push_str("define d60 \"the end\"\n  when pain above 3\n");
    assert!(codes_of(&chain).contains(&codes::DEFINED_TOO_DEEP));

    let twice =
        |number: u32| format!("define d{number} \"a link\"\n  when d{0} or d{0}\n", number + 1);
    let mut doubling: String = (0..30).map(twice).collect();
    doubling.push_str("define d30 \"the end\"\n  when pain above 3\n");
    assert!(codes_of(&doubling).contains(&codes::DEFINED_TOO_DEEP));
}

#[test]
fn a_table_of_too_many_kinds_of_client_is_not_proved() {
    use std::fmt::Write;
    let mut text = String::new();
    for number in 0..40 {
        let _ = write!(
            text,
            "fact f{number} \"a fact\"\n  is a number from 0 to 1000 step 1\n  usually 0\n"
        );
    }
    let any: Vec<String> =
        (0..40).map(|number| format!("f{number} above {}", number * 7)).collect();
    let _ = write!(text, "define much \"much\"\n  when {}\n", any.join(" or "));
    text.push_str(
        "table start \"Who may start\"\n  as a precaution\n  for any practitioner\n  asked for training\n  \
         exactly one row applies\n  cites textbook \"table 1\"\n  \
         | row | much | then |\n  | R1 | yes | up to moderate |\n  | R2 | no | go ahead |\n",
    );
    assert!(codes_of(&text).contains(&codes::TABLE_UNPROVED));
}

#[test]
fn a_table_is_proved_through_definitions_that_share_facts() {
    // Which of the two applies hangs on one fact, told apart by two definitions.
    let text = "define high \"high\"\n  when systolic at least 160 mmHg\n\
         define not-high \"not high\"\n  when systolic below 160 mmHg or systolic is not-taken\n\
         table start \"Who may start\"\n  as a precaution\n  for any practitioner\n  asked for training\n  \
         exactly one row applies\n  cites textbook \"table 1\"\n  \
         | row | high | not-high | then |\n  | R1 | yes | any | up to moderate |\n  | R2 | any | yes | go ahead |\n";
    assert_eq!(codes_of(text), []);
}
