//! `remit test`: what it says, how it ends, and that every report is what other programs read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use quick_xml::Reader;
use quick_xml::events::Event;
use remit_cli::Terminal;
use remit_tests::{Run, root, run};
use serde_json::Value;
use tempfile::TempDir;

/// A folder with the small gym's rules, in which some words were replaced by others, and with files
/// of cases.
struct Gym {
    folder: TempDir,
}

impl Gym {
    fn new(replaced: &[(&str, &str)]) -> Self {
        let gym = Self { folder: TempDir::new().unwrap() };
        gym.rules(replaced);
        gym
    }

    fn rules(&self, replaced: &[(&str, &str)]) {
        let mut rules = fs::read_to_string(root().join("tests/suite/small-gym.remit")).unwrap();
        for (before, after) in replaced {
            assert!(rules.contains(before), "`{before}` is not in the rules");
            rules = rules.replacen(before, after, 1);
        }
        fs::write(self.at("gym.remit"), rules).unwrap();
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the tests; in what is said, the folder is called `GYM`.
    fn test(&self, words: &[&str]) -> Run {
        self.answering(words, "")
    }

    fn answering(&self, words: &[&str], input: &str) -> Run {
        let folder = self.folder.path().to_str().unwrap();
        let rules = format!("{folder}/gym.remit");
        let words: Vec<_> = words.iter().map(|word| word.replace("GYM", folder)).collect();
        let shown = format!("test {}", words.join(" ")).replace(folder, "GYM");
        let all = ["remit", "--rules", &rules, "test"].map(str::to_owned);
        let all = all.into_iter().chain(words).map(Into::into);
        let mut run = run(&shown, all, input.as_bytes(), Terminal::plain());
        run.output = run.output.replace(folder, "GYM");
        run.errors = run.errors.replace(folder, "GYM");
        run
    }
}

/// A threshold off by two, and an exception dropped.
const MISTAKES: &[(&str, &str)] = &[
    ("systolic at least 160 mmHg or", "systolic at least 162 mmHg or"),
    ("  overrides measure-again\n", ""),
];

#[test]
fn failing_tests_are_told() {
    let gym = Gym::new(MISTAKES);
    insta::assert_snapshot!("failing", gym.test(&[]));
    insta::assert_snapshot!("failing-github", gym.test(&["--format", "github"]));
    insta::assert_snapshot!("failing-tap", gym.test(&["--format", "tap"]));
    insta::assert_snapshot!("failing-junit", gym.test(&["--format", "junit"]));
    insta::assert_snapshot!("failing-sarif", gym.test(&["--format", "sarif", "stairs"]));
    insta::assert_snapshot!("failing-json", gym.test(&["--format", "json", "stairs"]));
}

#[test]
fn filters_choose_tests() {
    let gym = Gym::new(&[]);
    let tests = |words: &[&str]| {
        let run = gym.test(words);
        assert_eq!(run.code, 0, "{run}");
        run.output
    };
    assert_eq!(tests(&[]), "22 passed: 22 tests of 8 examples\n");
    assert_eq!(tests(&["SYSTOLIC 160"]), "2 passed: 2 tests of 1 example\n");
    assert_eq!(tests(&["stairs", "unknown"]), "2 passed: 2 tests of 2 examples\n");
    assert_eq!(tests(&["--rule", "measure-again"]), "2 passed: 2 tests of 2 examples\n");
    assert_eq!(tests(&["--rule", "effort-and-sugar"]), "1 passed: 1 test of 1 example\n");
    assert_eq!(tests(&["--rule", "effort-and-sugar E4"]), "1 passed: 1 test of 1 example\n");
    assert_eq!(tests(&["--topic", "blood-pressure", "--file", "gym"]), tests(&[]));
    for (words, said) in [
        (vec!["nowhere"], "there is nothing to test"),
        (vec!["--rule", "effort-and-sugar E3"], "there is nothing to test"),
        (vec!["--rule", "measure-agin"], "Did you mean `measure-again`?"),
        (vec!["--topic", "blood"], "Did you mean `blood-pressure`?"),
        (vec!["--file", "nowhere"], "no file has `nowhere` in its path"),
        (vec!["--report", "xml=GYM/x"], "there is no format `xml`"),
        (vec!["--report", "junit=GYM/nowhere/x"], "the file can't be written"),
        (vec!["--review"], "--snapshots"),
    ] {
        let run = gym.test(&words);
        assert!(run.code == 2 && run.errors.contains(said), "{run}");
    }
    let without = Gym::new(&[]);
    fs::write(
        without.at("gym.remit"),
        fs::read_to_string(root().join("docs/diagnostics/prelude.remit")).unwrap(),
    )
    .unwrap();
    assert_eq!(without.test(&[]).code, 2);
}

#[test]
fn a_test_that_expects_nothing_fails() {
    let gym = Gym::new(&[(
        "  expect refer to specialist if systolic at least 160 mmHg\n  expect recommended specialist\n",
        "",
    )]);
    let run = gym.test(&["systolic 160 mmHg, goal fitness"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!("expects-nothing", run);
    let check = remit_tests::remit(&format!("check {}", gym.at("gym.remit").display()));
    assert!(check.code == 1 && check.output.contains("[expects-nothing]"), "{check}");
}

#[test]
fn what_counts_for_nothing_is_remarked_on() {
    let gym = Gym::new(&[(
        "  client pain 5\n  client sudden no",
        "  client pain 0\n  client sudden yes",
    )]);
    let check = remit_tests::remit(&format!("check {}", gym.at("gym.remit").display()));
    assert!(check.code == 1 && check.output.contains("[masked-value]"), "{check}");
    // Where it is asked of some of an example's clients, it counts.
    gym.rules(&[(
        "  client pain 5\n  client sudden no",
        "  client pain 0 or 5\n  client sudden yes",
    )]);
    let check = remit_tests::remit(&format!("check {}", gym.at("gym.remit").display()));
    assert!(!check.output.contains("masked-value"), "{check}");
    let client = CASES.replace(r#""age": 52,"#, r#""age": 52, "sudden": "yes","#);
    fs::write(gym.at("some.json"), client).unwrap();
    let run = gym.test(&["--cases", "GYM/some.json", "with a letter"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.errors.starts_with("note: “Controlled, with a letter”: `sudden` is told"), "{run}");
}

const CASES: &str = r#"[
  {
    "name": "Controlled, with a letter",
    "client": { "screened": "intake", "age": 52, "conditions": ["hypertension"], "systolic": 134,
                "diastolic": 84, "goal": "fitness", "effort": "some-effort", "letter": "yes" },
    "as": "trainer",
    "for": "training",
    "expect": { "verdict": "take-with", "duties": ["take-pressure"], "clearance": "on-file",
                "needs": [{ "need": "clearance", "met": true, "given_by": ["physician"] }],
                "decided_by": ["trainer-and-pressure"], "refer_to": [], "stage": null }
  },
  {
    "name": "Chest pain",
    "client": { "screened": "intake", "age": 60, "signs": ["chest-pain"], "goal": "fitness",
                "effort": "some-effort" },
    "as": "specialist",
    "for": ["training", "swimming"],
    "expect": { "verdict": "stop", "refer_to": [{ "roles": ["physician"], "for": "emergency-care" }] }
  }
]"#;

#[test]
fn files_of_cases_are_tested() {
    let gym = Gym::new(&[]);
    fs::create_dir(gym.at("cases")).unwrap();
    fs::write(gym.at("cases/some.json"), CASES).unwrap();
    let run = gym.test(&["--cases", "GYM/cases"]);
    assert_eq!(run.output, "24 passed: 24 tests of 8 examples and 1 file of cases\n", "{run}");
    let run = gym.test(&["--cases", "GYM/cases", "--rule", "trainer-and-pressure", "letter"]);
    assert_eq!(run.output, "1 passed: 1 test of 0 examples and 1 file of cases\n", "{run}");
    let wrong = CASES
        .replace(r#""clearance": "on-file""#, r#""clearance": "none""#)
        .replace("emergency-care", "evaluate");
    fs::write(gym.at("cases/some.json"), wrong).unwrap();
    insta::assert_snapshot!(
        "cases-failing",
        gym.test(&["--cases", "GYM/cases", "letter", "chest"])
    );
    let slips = CASES
        .replace("\"trainer\",", "\"trainr\",")
        .replace("take-with", "take with")
        .replace("\"age\": 60", "\"age\": 600")
        .replace(r#""for": ["training", "swimming"],"#, "\"for\": \"movement\", \"note\": 1,")
        .replace(
            "\"decided_by\": [\"trainer-and-pressure\"]",
            "\"decided_by\": [\"x\"], \"rule\": 1",
        );
    fs::write(gym.at("cases/some.json"), slips).unwrap();
    insta::assert_snapshot!("cases-with-slips", gym.test(&["--cases", "GYM/cases"]));
    for (text, said) in [
        ("[]", ""),
        ("{}", "a file of cases is one JSON list"),
        ("[1]", "a case is an object"),
        ("[{}]", "this case has no `name`"),
        ("[", "ends too early"),
        (
            &CASES.replace("\"verdict\": \"stop\", \"refer_to\"", "\"verdict\": null, \"stage\""),
            "an",
        ),
    ] {
        fs::write(gym.at("cases/some.json"), text).unwrap();
        let run = gym.test(&["--cases", "GYM/cases"]);
        let code = if said.is_empty() { 0 } else { 2 };
        assert!(run.code == code && run.errors.contains(said), "{text}: {run}");
    }
    let nothing =
        r#"[{ "name": "n", "client": {}, "as": "trainer", "for": "training", "expect": {} }]"#;
    fs::write(gym.at("cases/some.json"), nothing).unwrap();
    let run = gym.test(&["--cases", "GYM/cases"]);
    assert!(run.code == 2 && run.errors.contains("this case expects nothing"), "{run}");
    assert_eq!(gym.test(&["--cases", "GYM/nowhere"]).code, 2);
}

/// The elements of an XML document, each with its attributes; it must be well formed.
fn elements(text: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut reader = Reader::from_str(text);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return found,
            Event::Start(element) | Event::Empty(element) => {
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let key = attribute.key.as_ref().to_owned();
                    (key, quick_xml::escape::unescape(&attribute.value).unwrap().into_owned())
                });
                let name = element.name().as_ref().to_owned();
                found.push((name, attributes.collect()));
            }
            _ => {}
        }
    }
}

#[test]
fn every_report_says_the_same() {
    // A title with whatever a format might take for its own.
    let gym = Gym::new(&[
        MISTAKES[0],
        ("The line is at 160, whoever wants what", "<a> & \\\"b\\\": 100 % # ]]> \\\\ c, d"),
    ]);
    let title = r#"<a> & "b": 100 % # ]]> \ c, d [systolic 160 mmHg, goal fitness]"#;
    let reports = ["junit", "sarif", "tap", "json", "github"];
    let mut words: Vec<String> = vec!["--format".into(), "human".into()];
    for report in reports {
        words.extend(["--report".to_owned(), format!("{report}=GYM/{report}")]);
    }
    let run = gym.test(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run.code, 1, "{run}");
    assert!(run.output.ends_with("2 failed, 20 passed: 22 tests of 8 examples\n"), "{run}");
    let report = |name: &str| fs::read_to_string(gym.at(name)).unwrap();
    for name in reports {
        assert_eq!(
            report(name).replace(gym.folder.path().to_str().unwrap(), "GYM"),
            gym.test(&["--format", name]).output,
            "{name}"
        );
    }

    let xml = elements(&report("junit"));
    let of = |name: &str| xml.iter().filter(|(found, _)| found == name).collect::<Vec<_>>();
    assert_eq!(of("testsuites")[0].1["tests"], "22");
    assert_eq!(of("testsuites")[0].1["failures"], "2");
    assert_eq!((of("testsuite").len(), of("testcase").len(), of("failure").len()), (1, 22, 2));
    assert!(
        of("testcase")
            .iter()
            .any(|(_, at)| at["name"] == title && at["classname"] == "trainer-and-pressure")
    );
    assert!(
        of("failure")
            .iter()
            .all(|(_, at)| at["message"].contains("the verdict: `refer` is expected"))
    );

    let sarif: Value = serde_json::from_str(&report("sarif")).unwrap();
    sarif_is_valid(&sarif);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    assert!(results[0]["message"]["text"].as_str().unwrap().contains(title));

    let tap = report("tap");
    let mut lines = tap.lines();
    assert_eq!((lines.next(), lines.next()), (Some("TAP version 14"), Some("1..22")));
    let results: Vec<&str> =
        lines.filter(|line| line.starts_with("ok ") || line.starts_with("not ok ")).collect();
    for (at, line) in results.iter().enumerate() {
        assert!(
            line.trim_start_matches("not ").starts_with(&format!("ok {} - ", at + 1)),
            "{line}"
        );
        assert!(!line.replace("\\#", "").contains('#'), "a directive: {line}");
    }
    assert_eq!(
        (results.len(), results.iter().filter(|line| line.starts_with("not")).count()),
        (22, 2)
    );

    let json: Value = serde_json::from_str(&report("json")).unwrap();
    assert_eq!((&json["tests"], &json["failed"]), (&22.into(), &2.into()));
    let failed = json["results"].as_array().unwrap().iter().filter(|test| test["passed"] == false);
    let failed: Vec<_> = failed.collect();
    assert_eq!(failed[0]["name"], title);
    assert_eq!(failed[0]["failure"]["verdict"], "take-with");
    assert_eq!(failed[0]["failure"]["differences"][0]["expected"], "refer");

    let rules = report("gym.remit");
    let expected = "  expect refer to specialist if systolic at least 160 mmHg";
    let line = (rules.lines().position(|line| line == expected).unwrap() + 1).to_string();
    let github = report("github");
    let annotations: Vec<&str> = github.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(annotations.len(), 2);
    for annotation in annotations {
        let (properties, message) =
            annotation.strip_prefix("::error ").unwrap().split_once("::").unwrap();
        let properties: BTreeMap<_, _> =
            properties.split(',').map(|pair| pair.split_once('=').unwrap()).collect();
        assert!(
            properties["file"].ends_with("gym.remit") && properties["line"] == line,
            "{annotation}"
        );
        let plain = |text: &str| {
            ["%2C", "%3A", "%0A"]
                .iter()
                .zip([",", ":", "\n"])
                .fold(text.to_owned(), |text, (code, is)| text.replace(code, is))
                .replace("%25", "%")
        };
        assert!(
            plain(properties["title"]).contains(r#"<a> & "b": 100 % # ]]> \ c, d ["#),
            "{annotation}"
        );
        assert!(plain(message).contains("\nclient: "), "{annotation}");
    }
}

/// What the schema of SARIF 2.1.0 requires of what is written here: its required properties, and the
/// words and bounds that it allows.
fn sarif_is_valid(sarif: &Value) {
    assert_eq!(sarif["version"], "2.1.0");
    for run in sarif["runs"].as_array().unwrap() {
        let driver = &run["tool"]["driver"];
        assert!(driver["name"].is_string());
        assert!(
            ["utf16CodeUnits", "unicodeCodePoints"].contains(&run["columnKind"].as_str().unwrap())
        );
        let rules = driver["rules"].as_array().unwrap();
        for rule in rules {
            assert!(rule["id"].is_string() && rule["shortDescription"]["text"].is_string());
        }
        for result in run["results"].as_array().unwrap() {
            assert!(result["message"]["text"].is_string());
            assert!(
                ["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap())
            );
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let fingerprints = result["partialFingerprints"].as_object().unwrap();
            assert!(fingerprints.values().all(Value::is_string));
            let places =
                ["locations", "relatedLocations"].map(|key| result[key].as_array().unwrap());
            for place in places.into_iter().flatten() {
                let place = &place["physicalLocation"];
                let uri = place["artifactLocation"]["uri"].as_str().unwrap();
                assert!(!uri.contains([' ', '\\', '"', '<', '>', '#', '?']), "{uri}");
                for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                    assert!(place["region"][key].as_u64().unwrap() >= 1);
                }
            }
        }
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_changed_rule_shows_as_changed_decisions_of_the_same_clients() {
    let gym = Gym::new(&[]);
    let folder = gym.at("kept");
    let compare = |more: &[&str], input: &str| {
        let words: Vec<_> =
            ["--snapshots", "GYM/kept", "unknown"].iter().chain(more).copied().collect();
        gym.answering(&words, input)
    };
    // Nothing is kept yet; what is new lies there for whoever reviews it.
    assert_eq!(compare(&[], "").code, 1);
    let all = ["decisions__blood-pressure", "findings", "tables"];
    assert_eq!(names(&folder), all.map(|name| format!("{name}.snap.new")));
    assert_eq!(compare(&["--accept"], "").code, 0);
    assert_eq!(names(&folder), all.map(|name| format!("{name}.snap")));
    insta::assert_snapshot!(
        "portrait",
        fs::read_to_string(folder.join("decisions__blood-pressure.snap"))
            .unwrap()
            .replace(gym.folder.path().to_str().unwrap(), "GYM")
    );
    insta::assert_snapshot!(
        "portrait-tables",
        fs::read_to_string(folder.join("tables.snap"))
            .unwrap()
            .replace(gym.folder.path().to_str().unwrap(), "GYM")
    );
    let same = compare(&[], "");
    assert!(
        same.code == 0 && same.output.ends_with("3 snapshots, none of which differs\n"),
        "{same}"
    );

    // A ceiling is loosened.
    gym.rules(&[("then up to light until", "then up to moderate until")]);
    insta::assert_snapshot!("review-fails", compare(&[], ""));
    let new = "decisions__blood-pressure.snap.new";
    assert!(names(&folder).contains(&new.to_owned()));
    // A review: rejected, skipped, left; then accepted.
    let review = |input: &str| compare(&["--review"], input);
    assert_eq!(review("r\n").code, 1);
    assert!(!folder.join(new).exists());
    assert_eq!(review("what\ns\n").code, 1);
    assert!(folder.join(new).exists());
    assert_eq!(review("^C\n").code, 3);
    let accepted = review("a\n");
    insta::assert_snapshot!("review-accepts", accepted);
    assert_eq!(names(&folder), all.map(|name| format!("{name}.snap")));
    assert_eq!(compare(&[], "").code, 0);
    // What belongs to nothing any more is told, and goes.
    gym.rules(&[("topic blood-pressure", "topic pressure")]);
    let renamed = compare(&["--accept", "--format", "tap"], "");
    assert!(renamed.code == 0 && renamed.output.starts_with("TAP version 14"), "{renamed}");
    assert_eq!(
        names(&folder),
        ["decisions__pressure", "findings", "tables"].map(|name| format!("{name}.snap"))
    );
    fs::write(folder.join("broken.snap"), "nothing").unwrap();
    assert!(compare(&[], "").errors.contains("the file is no snapshot"));
}

#[test]
fn the_shipped_rules_do_what_they_did() {
    let folder = root().join("rules/medical-exercise");
    let (rules, kept) = (folder.to_str().unwrap(), folder.join("snapshots"));
    let words = ["remit", "--rules", rules, "test", "--snapshots", kept.to_str().unwrap()];
    let run = run("test", words.map(Into::into), b"", Terminal::plain());
    assert_eq!(
        run.code, 0,
        "look with `remit test --snapshots rules/medical-exercise/snapshots --review`: {run}"
    );
}
