//! Helpers for the tests of the whole program; the tests stand in `tests/tests`.

pub mod plain;

use std::cell::Cell;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use remit_cli::{Clock, Script, Streams, Terminal};
use tempfile::TempDir;

/// The root of the project.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// All files below a folder whose names end so, in order.
///
/// # Panics
/// If a folder can't be read.
#[must_use]
pub fn files_under(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            found.extend(files_under(&path, ending));
        } else if path.is_file() && name.ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A clock that stands still unless it is set: noon of 1 September 2026 in UTC.
#[derive(Debug)]
pub struct TestClock(pub Cell<i64>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Cell::new(1_788_264_000_000))
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.get()
    }

    fn running(&self) -> u64 {
        0
    }

    fn zone(&self) -> TimeZone {
        TimeZone::UTC
    }
}

/// What a run of the program printed and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What was typed.
    pub command: String,
    /// What was piped or typed in.
    pub input: String,
    /// What it printed.
    pub output: String,
    /// What it complained about.
    pub errors: String,
    /// Its exit code.
    pub code: u8,
}

/// Runs `remit` with the words of a command line; there is no quoting.
#[must_use]
pub fn remit(line: &str) -> Run {
    remit_with(line, "")
}

/// Runs `remit` with the words of a command line, and an input.
#[must_use]
pub fn remit_with(line: &str, input: &str) -> Run {
    let words = std::iter::once("remit").chain(line.split_whitespace());
    run(line, words.map(OsString::from), input.as_bytes(), Terminal::plain())
}

/// Runs `remit` with arguments, an input and a terminal.
///
/// # Panics
///
/// If there is no temporary folder to be at home in.
pub fn run(
    shown: &str,
    arguments: impl IntoIterator<Item = OsString>,
    input: &[u8],
    terminal: Terminal,
) -> Run {
    // What a test answers is kept nowhere but in a folder of its own.
    let home = TempDir::new().unwrap_or_else(|error| panic!("no folder: {error}"));
    run_at(home.path(), &TestClock::default(), shown, arguments, input, terminal)
}

/// Runs `remit` with arguments, an input and a terminal, a folder to keep answers in and a clock.
pub fn run_at(
    home: &Path,
    clock: &dyn Clock,
    shown: &str,
    arguments: impl IntoIterator<Item = OsString>,
    input: &[u8],
    terminal: Terminal,
) -> Run {
    let (mut output, mut errors, mut script) = (Vec::new(), Vec::new(), Script::new(input));
    let streams = Streams {
        input: &mut script,
        output: &mut output,
        errors: &mut errors,
        terminal,
        home: Some(home.to_owned()),
        clock,
    };
    let exit = remit_cli::run(arguments, streams);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Run {
        command: format!("remit {shown}").trim_end().to_owned(),
        input: String::from_utf8_lossy(input).into_owned(),
        output: text(output),
        errors: text(errors),
        code: exit.code(),
    }
}

impl std::fmt::Display for Run {
    /// The command, what went in, what came out and how it ended, as a snapshot shows them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "$ {}", self.command)?;
        for (heading, text) in
            [("typed", &self.input), ("printed", &self.output), ("complained", &self.errors)]
        {
            if !text.is_empty() {
                writeln!(f, "--- {heading}\n{}", text.trim_end_matches('\n'))?;
            }
        }
        write!(f, "--- exit code {}", self.code)
    }
}
