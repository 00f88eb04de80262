//! Sessions with the whole program. A file under `suite/sessions` has commands, each after a `$`,
//! with what is typed below it; the snapshot shows all that was printed, and the exit codes. The
//! commands of a file are one learner's; `$ at DAYS` sets the clock.

use std::ffi::OsString;
use std::fs;

use remit_cli::Terminal;
use remit_tests::{TestClock, run_at};
use tempfile::TempDir;

const DAY: i64 = 24 * 60 * 60 * 1000;

#[test]
fn every_session_goes_as_it_went() {
    insta::glob!("../suite", "sessions/*.txt", |path| {
        let script = fs::read_to_string(path).unwrap();
        let home = TempDir::new().unwrap();
        let (shown, clock) = (home.path().display().to_string(), TestClock::default());
        let start = clock.0.get();
        let mut runs = Vec::new();
        for part in script.split("$ ").skip(1) {
            let (command, input) = part.split_once('\n').unwrap();
            if let Some(days) = command.strip_prefix("at ") {
                clock.0.set(start + days.parse::<i64>().unwrap() * DAY);
                continue;
            }
            let words = std::iter::once("remit").chain(command.split_whitespace());
            let words = words.map(|word| OsString::from(word.replace("HOME", &shown)));
            let run =
                run_at(home.path(), &clock, command, words, input.as_bytes(), Terminal::plain());
            runs.push(run.to_string().replace(&shown, "HOME"));
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(runs.join("\n\n"));
        });
    });
}
