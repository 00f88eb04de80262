//! What holds of every text.

use crate::common::{files, parse_checked, read, report};
use proptest::prelude::*;
use remit_source::FileId;
use remit_syntax::{format, format_text, parse};

/// The files of some folders, item by item, so that every place of each can be tried.
fn parts(folders: &[&str]) -> Vec<String> {
    let mut parts = Vec::new();
    for path in folders.iter().flat_map(|folder| files(folder)) {
        let mut part = String::new();
        for line in read(&path).split_inclusive('\n') {
            let word = line.split_whitespace().next().unwrap_or("");
            let begins_item = remit_syntax::heads().iter().any(|head| head.word == word);
            if begins_item {
                parts.push(std::mem::take(&mut part));
            }
            part.push_str(line);
        }
        parts.push(part);
    }
    parts
}

const ALL: [&str; 3] = ["tests/good", "tests/bad", "../../rules"];

#[test]
fn every_prefix_parses_with_spans_in_bounds() {
    for part in parts(&ALL) {
        for (end, _) in part.char_indices() {
            parse_checked(&part[..end]);
        }
    }
}

/// The part without each of its characters in turn.
fn deletions(part: &str) -> impl Iterator<Item = String> + '_ {
    part.char_indices()
        .map(|(at, missing)| format!("{}{}", &part[..at], &part[at + missing.len_utf8()..]))
}

#[test]
fn every_text_with_one_character_missing_parses_with_spans_in_bounds() {
    for part in parts(&ALL) {
        for text in deletions(&part) {
            parse_checked(&text);
        }
    }
}

#[test]
fn whatever_is_whole_is_formatted_to_the_same() {
    for part in parts(&["tests/good", "tests/bad"]) {
        for text in deletions(&part) {
            let parsed = parse_checked(&text);
            if parsed.is_whole() {
                let formatted = format(&parsed.file);
                assert_eq!(parse(FileId(0), &formatted).file, parsed.file, "{text}\n{formatted}");
            }
        }
    }
}

#[test]
fn good_files_are_whole_and_formatting_twice_changes_nothing() {
    for path in ["tests/good", "../../rules"].into_iter().flat_map(files) {
        let text = read(&path);
        let once = format_text(FileId(0), &text)
            .unwrap_or_else(|found| panic!("{}: {}", path.display(), report(&text, &found)));
        let twice = format_text(FileId(0), &once).expect("what was formatted can be formatted");
        assert_eq!(once, twice, "{}", path.display());
    }
}

#[test]
fn bounds_are_reported_and_nothing_takes_long() {
    let bomb = format!("define a \"b\"\n  when {}", "(".repeat(100_000));
    let not_bomb = format!("define a \"b\"\n  when {}x", "not ".repeat(4_000));
    let long_line = format!("define a \"b\"\n  when {}", "x or ".repeat(200_000));
    let many_lines = "define\n".repeat(100_000);
    let rows = format!("table a \"b\"\n| row | b |\n{}", "| a\n".repeat(200_000));
    let quotes = "\"".repeat(1_000_000);
    let bars = format!("table a \"b\"\n  {}", "|".repeat(1_000_000));
    let too_large = " ".repeat(2_000_000);
    let many_groups = format!("define a \"b\"\n  when {}x", "(x or\n x) and ".repeat(100));
    let found = |text: &str| {
        parse_checked(text).diagnostics.iter().map(|found| found.code.0).collect::<Vec<_>>()
    };
    assert_eq!(found(&many_groups), [""; 0]);
    assert_eq!(found(&bomb), ["nesting-too-deep"]);
    assert_eq!(found(&not_bomb), ["cannot-read"]);
    assert_eq!(found(&long_line), ["clause-too-long"]);
    assert_eq!(found(&many_lines).last(), Some(&"too-many-findings"));
    assert_eq!(found(&rows).last(), Some(&"too-many-findings"));
    assert_eq!(found(&quotes).len(), 2);
    assert_eq!(found(&bars), ["clause-too-long"]);
    assert_eq!(found(&too_large), ["file-too-large"]);
}

/// Words and signs that the grammar knows, in no order.
fn soup() -> impl Strategy<Value = String> {
    let known: Vec<&'static str> = remit_syntax::heads()
        .iter()
        .map(|head| head.word)
        .chain(remit_syntax::words().iter().map(|clause| clause.phrase))
        .chain([
            "\n",
            "\n",
            "\n  ",
            "\n| ",
            "|",
            "\"text\"",
            "\"",
            "name",
            "other-name",
            "R1",
            "12",
            "1.5 kg",
            "-3",
            "(",
            ")",
            ",",
            "and",
            "or",
            "not",
            "at least",
            "at most",
            "is",
            "is not",
            "include",
            "are none",
            "any",
            "none",
            "take",
            "refer to",
            "up to",
            "until",
            "nothing",
            "go ahead",
            "row",
            "table",
            "# comment",
            "\\",
            "\u{201c}",
            "\u{200b}",
            "ä",
            ">=",
            "160mmHg",
            "same-day",
            "then",
            "the apparently healthy",
        ])
        .collect();
    prop::collection::vec(prop::sample::select(known), 0..60).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn any_text_parses(text in ".{0,200}") {
        parse_checked(&text);
    }

    #[test]
    fn any_words_parse_and_whole_ones_are_formatted_to_the_same(text in soup()) {
        let parsed = parse_checked(&text);
        if parsed.is_whole() {
            let formatted = format(&parsed.file);
            prop_assert_eq!(parse(FileId(0), &formatted).file, parsed.file, "{}", formatted);
        }
    }
}
