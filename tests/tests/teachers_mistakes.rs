//! Ten mistakes that a teacher would make, each made alone in a copy of the shipped rules: what the
//! program says of them.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use remit_cli::Terminal;
use remit_tests::{files_under, remit, root, run};

/// A mistake: what it is called, in which file, what stands there, what is written instead, and the
/// command that finds it, with what that says.
struct Mistake {
    name: &'static str,
    file: &'static str,
    right: &'static str,
    wrong: &'static str,
    command: &'static str,
    /// What that says of it: the place and the matter.
    says: &'static [&'static str],
}

const MISTAKES: [Mistake; 10] = [
    Mistake {
        name: "a-threshold-off-by-ten",
        file: "blood-pressure.remit",
        right: "or (systolic at least 160 mmHg and",
        wrong: "or (systolic at least 170 mmHg and",
        command: "test --rules",
        says: &[
            "failed: ",
            "[systolic 160 mmHg, diastolic 89 mmHg]",
            "my-rules/blood-pressure.remit:",
        ],
    },
    Mistake {
        name: "a-dropped-exception",
        file: "lanes.remit",
        right: "  except when high-resting-pressure\n    then refer to mep\n",
        wrong: "",
        command: "test --rules",
        says: &["failed: 160 over 89 is not", "my-rules/lanes.remit:", "the lane: refused"],
    },
    Mistake {
        name: "a-swapped-role",
        file: "lanes.remit",
        right: "\"A trainer may train controlled asthma without symptoms for fitness\"\n  for pft\n",
        wrong: "\"A trainer may train controlled asthma without symptoms for fitness\"\n  for pt\n",
        command: "test --rules",
        says: &[
            "failed: controlled asthma, inactive, wants to get fitter",
            "my-rules/lanes.remit:",
            "well-controlled asthma is not covered",
        ],
    },
    Mistake {
        name: "a-missing-row",
        file: "screening.remit",
        right: "  | R6        |",
        wrong: "  # | R6        |",
        command: "check",
        says: &[
            "no row of `screening` applies to some clients [table-gap]",
            "my-rules/screening.remit:",
        ],
    },
    Mistake {
        name: "a-copied-rule",
        file: "lanes.remit",
        right: "lane trainer-and-weight ",
        wrong: "lane trainer-and-runny-nose \"A runny nose changes how hard, not with whom\"\n  \
                for pft\n  asked for training\n  covers head-cold\n  then take\n  \
                cites illness-and-exercise \"Above the neck\"\n\nlane trainer-and-weight ",
        command: "check",
        says: &[
            "`trainer-and-runny-nose` says the same as `trainer-and-head-cold`",
            "my-rules/lanes.remit:",
        ],
    },
    Mistake {
        name: "a-stale-source",
        file: "vocabulary/sources.remit",
        right: "  review by 2027-04-10",
        wrong: "  review by 2026-04-10",
        command: "check --on 2026-11-23",
        says: &[
            "the review of `mep-vs-pft` was due by 2026-04-10, and it is 2026-11-23",
            "my-rules/vocabulary/sources.remit:",
        ],
    },
    Mistake {
        name: "a-misspelt-fact",
        file: "diabetes.remit",
        right: "  when glucose below 70 mg/dL",
        wrong: "  when gluocse below 70 mg/dL",
        command: "check",
        says: &[
            "there is no fact called `gluocse` [unknown-fact]",
            "my-rules/diabetes.remit:",
            "Did you mean `glucose`?",
        ],
    },
    Mistake {
        name: "a-unit-slip",
        file: "diabetes.remit",
        right: "  when glucose below 70 mg/dL",
        wrong: "  when glucose below 70 mmol/L",
        command: "check",
        says: &[
            "`1261.274 mg/dL` is not plausible for `glucose` [outside-range]",
            "my-rules/diabetes.remit:",
        ],
    },
    Mistake {
        name: "a-forgotten-condition",
        file: "lanes.remit",
        right: "  covers hypertension or dyslipidaemia\n  when fitness-goal\n",
        wrong: "  covers hypertension or dyslipidaemia\n",
        command: "test --rules",
        says: &["failed: wants to get the pressure under better control", "my-rules/lanes.remit:"],
    },
    Mistake {
        name: "a-referral-to-the-wrong-role",
        file: "lanes.remit",
        right: "  except when conditions include diabetic-complications\n    then refer to mep\n",
        wrong: "  except when conditions include diabetic-complications\n    then refer to rdn\n",
        command: "test --rules",
        says: &[
            "failed: the feet have lost feeling",
            "my-rules/lanes.remit:",
            "to be referred to: mep",
        ],
    },
];

/// A copy of the shipped rules with a mistake in it.
fn planted(mistake: &Mistake, folder: &Path) {
    let rules = root().join("rules/medical-exercise");
    for path in files_under(&rules, ".remit") {
        let name = path.strip_prefix(&rules).unwrap();
        let mut text = fs::read_to_string(&path).unwrap();
        if name == Path::new(mistake.file) {
            assert!(text.contains(mistake.right), "{}: nothing to get wrong", mistake.name);
            text = text.replacen(mistake.right, mistake.wrong, 1);
        }
        let copy = folder.join(name);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::write(copy, text).unwrap();
    }
}

#[test]
fn every_mistake_is_found() {
    for mistake in &MISTAKES {
        let folder = tempfile::tempdir().unwrap();
        planted(mistake, folder.path());
        let path = folder.path().to_str().unwrap().to_owned();
        let line = format!("{} {path}", mistake.command);
        // Where lines are broken must not depend on how long the name of the folder is.
        let terminal = Terminal { width: 1_000, ..Terminal::plain() };
        let words = std::iter::once("remit").chain(line.split(' ')).map(OsString::from);
        let run = run(&line, words, b"", terminal);
        assert_ne!(run.code, 0, "{} is not found\n{run}", mistake.name);
        let said = run.to_string().replace(&path, "my-rules");
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in mistake.says {
            assert!(said.contains(part), "{}: `{part}` is not said\n{run}", mistake.name);
        }
        let run = run.to_string().replace(&path, "my-rules");
        let shown = format!("{}\n{}", mistake.told(), first_of(&run));
        // On which line something stands, and how much else there is, changes with the rules.
        let filters = vec![
            (r"(\.remit):\d+(:\d+)?", "$1:LINE"),
            (r"\d+ (passed|tests|rules|examples)", "MANY $1"),
        ];
        insta::with_settings!({ filters => filters }, {
            insta::assert_snapshot!(mistake.name, shown);
        });
    }
}

impl Mistake {
    /// What was done to which file.
    fn told(&self) -> String {
        let lines = |mark: &'static str, text: &str| {
            text.lines().flat_map(|line| [mark, " ", line, "\n"]).collect::<String>()
        };
        format!("{}\n{}{}", self.file, lines("-", self.right), lines("+", self.wrong))
    }
}

/// The lines that name the place: of a long output, the first finding.
fn first_of(output: &str) -> String {
    const MOST: usize = 30;
    let mut lines: Vec<&str> = output.lines().map(str::trim_end).take(MOST + 1).collect();
    if lines.len() > MOST {
        lines.truncate(MOST);
        lines.push("…");
    }
    lines.join("\n")
}

#[test]
fn without_a_mistake_nothing_is_found() {
    let rules = root().join("rules/medical-exercise");
    for command in ["test --rules", "check --on 2026-11-23"] {
        let run = remit(&format!("{command} {}", rules.display()));
        assert_eq!(run.code, 0, "{run}");
    }
}
