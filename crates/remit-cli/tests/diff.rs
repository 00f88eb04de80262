//! The difference of two rulebooks as it is printed, of folders and of revisions of a repository.

#![expect(clippy::unwrap_used, reason = "a test may say what it expects in the shortest way")]
#![expect(clippy::panic, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The rulebook that `remit new` writes.
fn start() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/start/rules")
}

/// A copy of it in a folder, with something else written for what is there.
fn copy(to: &Path, changes: &[(&str, &str)]) {
    fs::create_dir_all(to).unwrap();
    let mut made = 0;
    for entry in fs::read_dir(start()).unwrap() {
        let path = entry.unwrap().path();
        let mut text = fs::read_to_string(&path).unwrap();
        for (right, wrong) in changes {
            made += text.matches(right).count();
            text = text.replace(right, wrong);
        }
        fs::write(to.join(path.file_name().unwrap()), text).unwrap();
    }
    assert!(made >= changes.len(), "{made} of the changes could be made");
}

fn remit(at: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    command.current_dir(at).args(words).stdin(Stdio::null());
    command.env("NO_COLOR", "1").env("COLUMNS", "80").output().unwrap()
}

/// What is printed, and the exit code.
fn shown(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let errors = text(&output.stderr);
    let errors = if errors.is_empty() { errors } else { format!("errors:\n{errors}") };
    format!("{}{errors}exit code {}\n", text(&output.stdout), output.status.code().unwrap())
}

/// An old and a new rulebook side by side.
fn side_by_side(changes: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&folder.path().join("old"), &[]);
    copy(&folder.path().join("new"), changes);
    folder
}

const LOWERED: [(&str, &str); 1] = [("systolic below 160 mmHg", "systolic below 150 mmHg")];

#[test]
fn a_lowered_threshold_is_told_in_three_forms() {
    let folder = side_by_side(&LOWERED);
    let diff =
        |words: &[&str]| shown(&remit(folder.path(), &[&["diff", "old", "new"], words].concat()));
    insta::assert_snapshot!("lowered", diff(&[]));
    insta::assert_snapshot!("lowered-in-full", diff(&["--in-full"]));
    insta::assert_snapshot!("lowered-markdown", diff(&["--format", "markdown"]));
    insta::assert_snapshot!("lowered-json", diff(&["--format", "json"]));
}

#[test]
fn what_decides_alike_and_what_only_one_has_a_name_for() {
    let renamed = [("systolic", "upper-pressure")];
    let folder = side_by_side(&[]);
    insta::assert_snapshot!("alike", shown(&remit(folder.path(), &["diff", "old", "new"])));
    let folder = side_by_side(&renamed);
    let output = remit(folder.path(), &["diff", "old", "new"]);
    assert_eq!(output.status.code(), Some(1));
    let said = shown(&output);
    assert!(said.contains("only the new rulebook has the fact `upper-pressure`"), "{said}");
    assert!(said.contains("only the old rulebook has the fact `systolic`"), "{said}");
}

fn git(at: &Path, words: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(at).args(words).stdin(Stdio::null());
    // Nothing of how git is set up on this machine matters.
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "A Teacher");
        command.env(format!("GIT_{who}_EMAIL"), "teacher@example.org");
    }
    let output = command.output().unwrap_or_else(|error| panic!("git can't be run: {error}"));
    assert!(output.status.success(), "git {words:?}: {}", shown(&output));
}

#[test]
fn revisions_of_a_repository_are_compared_with_each_other_and_with_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    git(at, &["init", "--quiet", "--initial-branch", "main"]);
    copy(&at.join("rules"), &[]);
    git(at, &["add", "."]);
    git(at, &["commit", "--quiet", "--message", "rules: the first"]);
    copy(&at.join("rules"), &LOWERED);

    let said = |words: &[&str], code: i32| {
        let output = remit(at, words);
        assert_eq!(output.status.code(), Some(code), "{words:?}\n{}", shown(&output));
        shown(&output)
    };
    // A revision with a folder that is there, whose place in the revision is the same.
    let changed = said(&["diff", "main", "rules"], 1);
    assert!(changed.starts_with("More protective"), "{changed}");
    git(at, &["commit", "--quiet", "--all", "--message", "rules: the line is at 150"]);
    assert!(said(&["diff", "main", "rules"], 0).starts_with("Equivalent"));
    // Two revisions, with the folder named and in the usual one; and back.
    for [old, new] in [["HEAD~1:rules", "HEAD:rules"], ["HEAD~1", "HEAD"]] {
        assert!(said(&["diff", old, new], 1).starts_with("More protective"));
        assert!(said(&["diff", new, old], 1).starts_with("More permissive"));
    }
    // The place of a rule is told with its revision.
    let places = said(&["diff", "HEAD~1", "HEAD", "--format", "json"], 1);
    assert!(places.contains("HEAD~1:rules/blood-pressure.remit:"), "{places}");
    for [bad, why] in [
        ["nowhere", "is neither a file, a folder nor a revision"],
        ["HEAD~7", "is neither a file, a folder nor a revision"],
        ["--output=x", "unexpected argument"],
    ] {
        let said = said(&["diff", bad, "rules"], 2);
        assert!(said.contains(why), "{said}");
    }
    let said = said(&["diff", "HEAD:elsewhere", "rules"], 2);
    assert!(said.contains("elsewhere"), "{said}");
}
