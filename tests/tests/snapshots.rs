//! Snapshots are all in use, and all accepted.

use std::fs;
use std::path::Path;

use remit_tests::{files_under, root};

#[test]
fn none_waits_for_a_review_and_none_is_left_over() {
    let mut wrong = Vec::new();
    for path in &files_under(&root(), "") {
        let name = path.file_name().unwrap().to_string_lossy();
        if name.ends_with(".snap.new") || name.ends_with(".pending-snap") {
            wrong.push(format!("{}: review it", path.display()));
        } else if name.ends_with(".snap") && !is_used(path, &name) {
            wrong.push(format!("{}: no test uses it", path.display()));
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
}

/// Whether a test beside the folder of snapshots names it, and the input of a test for every file is
/// still there.
fn is_used(path: &Path, name: &str) -> bool {
    let text = fs::read_to_string(path).unwrap();
    // What a rulebook does is compared by the program itself, and by the test of `remit test`.
    if text.lines().nth(2) == Some("expression: remit test --snapshots") {
        return path.starts_with(root().join("rules/medical-exercise/snapshots"));
    }
    let mut header = text.lines().skip(1).take_while(|line| *line != "---");
    let input = header.find_map(|line| line.strip_prefix("input_file: "));
    if input.is_some_and(|input| !root().join(input).is_file()) {
        return false;
    }
    let folder = path.parent().and_then(Path::parent).unwrap();
    let tests: String =
        files_under(folder, ".rs").iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let stem = name.trim_end_matches(".snap");
    let stem = stem.split('@').next().unwrap_or(stem);
    let stem = stem.rsplit("__").next().unwrap_or(stem);
    // `name-2` is the second of one test; `help-decide` is one of a family.
    tests.contains(stem) || stem.split_once('-').is_some_and(|(first, _)| tests.contains(first))
}
