//! What the documents show is what the program does.

use std::fs;

use remit_tests::{Run, files_under, remit, root};
use tempfile::TempDir;

/// The contents of the fences of a kind on a page.
fn fences(page: &str, kind: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let parts: Vec<_> = text.split(&format!("```{kind}\n")).skip(1).map(str::to_owned).collect();
    parts.iter().map(|part| part.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_readme_shows_a_rule_and_its_decision_as_they_are() {
    let files = files_under(&root().join("rules/medical-exercise"), ".remit");
    let rules: String = files.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let shown = fences("README.md", "remit");
    assert!(!shown.is_empty());
    for rule in shown {
        assert!(rules.contains(rule.trim_end()), "no rule file says:\n{rule}");
    }
    let sessions = fences("README.md", "console");
    assert!(!sessions.is_empty());
    for session in sessions {
        let (command, printed) = session.split_once('\n').unwrap();
        let command = command.strip_prefix("$ remit ").unwrap();
        let command = command.replace("docs/", &format!("{}/docs/", root().display()));
        assert_eq!(remit(&command).output, printed);
    }
}

#[test]
fn the_first_rule_of_a_teacher_works_as_told() {
    let page = "docs/authoring.md";
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("cold.remit"), fences(page, "remit").concat()).unwrap();
    fs::write(folder.path().join("client.json"), fences(page, "json").concat()).unwrap();
    let mut runs: Vec<Run> = Vec::new();
    for line in fences(page, "sh").concat().lines() {
        let in_folder = |name: &str| folder.path().join(name).display().to_string();
        let line = line.strip_prefix("remit ").unwrap();
        let line = line.replace("cold.remit", &in_folder("cold.remit"));
        runs.push(remit(&line.replace("client.json", &in_folder("client.json"))));
    }
    let [check, decide, who, fmt] = runs.as_slice() else { panic!("{runs:?}") };
    assert_eq!(check.code, 0, "{check}");
    assert!(check.output.starts_with("no problems"), "{check}");
    assert!(decide.output.starts_with("STOP"), "{decide}");
    assert!(decide.output.contains("our-school-cold"), "{decide}");
    assert!(who.output.contains("nobody of those listed"), "{who}");
    assert_eq!(fmt.code, 0, "{fmt}");
}

#[test]
fn every_link_of_the_documents_leads_somewhere() {
    let mut pages = vec![root().join("README.md"), root().join("CONTRIBUTING.md")];
    pages.extend(fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        let targets = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
        for target in targets.filter(|target| !target.contains("://")) {
            let path = page.parent().unwrap().join(target.split('#').next().unwrap());
            assert!(path.exists(), "{} links to {target}", page.display());
        }
    }
}
