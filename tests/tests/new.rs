//! What `remit new` writes works as it stands: it checks clean, is in form, its examples pass, its map
//! has no gap; and nothing that was there is ever written over.

use std::fs;
use std::path::Path;

use remit_tests::{files_under, remit, root};
use tempfile::TempDir;

fn begun() -> TempDir {
    let folder = TempDir::new().unwrap();
    let run = remit(&format!("new {}", folder.path().join("our-rules").display()));
    assert_eq!((run.code, run.errors.as_str()), (0, ""), "{run}");
    folder
}

#[test]
fn a_new_rulebook_passes_everything() {
    let folder = begun();
    let rules = folder.path().join("our-rules/rules").display().to_string();
    let check = remit(&format!("check {}", folder.path().join("our-rules").display()));
    assert_eq!(check.code, 0, "{check}");
    assert!(check.output.starts_with("no problems"), "{check}");
    let test = remit(&format!("test --rules {rules}"));
    assert_eq!(test.code, 0, "{test}");
    let form = remit(&format!("fmt --check {rules}"));
    assert_eq!(form.code, 0, "{form}");
    let map = remit(&format!("map --rules {rules}"));
    assert!(map.code == 0 && !map.output.contains("nobody's"), "{map}");
}

#[test]
fn every_file_of_it_is_written_as_it_stands() {
    let folder = begun();
    let (written, given) = (folder.path().join("our-rules"), root().join("rules/start"));
    for file in files_under(&given, "") {
        let name = file.strip_prefix(&given).unwrap();
        let text = fs::read_to_string(written.join(name));
        assert_eq!(text.ok(), fs::read_to_string(&file).ok(), "{}", name.display());
    }
    let workflow = Path::new(".github/workflows/rules.yml");
    let text = fs::read_to_string(written.join(workflow)).unwrap();
    let commands = [
        "remit check rules quizzes\n",
        "remit check rules quizzes --on \"$(date +%F)\"",
        "remit fmt --check rules",
        "remit test --rules rules",
    ];
    for command in commands {
        assert!(text.contains(command), "the workflow runs `{command}`");
    }
}

#[test]
fn nothing_is_written_over() {
    let folder = begun();
    let quiz = folder.path().join("our-rules/quizzes/first.toml");
    fs::write(&quiz, "mine").unwrap();
    fs::remove_dir_all(folder.path().join("our-rules/rules")).unwrap();
    let run = remit(&format!("new {}", folder.path().join("our-rules").display()));
    assert_eq!(run.code, 2, "{run}");
    assert!(run.errors.contains("first.toml") && run.errors.contains("already-there"), "{run}");
    assert_eq!(fs::read_to_string(&quiz).unwrap(), "mine");
    assert!(!folder.path().join("our-rules/rules").exists(), "not even half of it");
    let run = remit(&format!("new {}", quiz.join("below-a-file").display()));
    assert_eq!(run.code, 2, "{run}");
}
