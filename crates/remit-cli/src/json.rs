//! What is wrong, as JSON: the same shape wherever `--format json` is asked for.

use remit_source::{Diagnostic, Label, Severity, Sources};
use serde::Serialize;

use crate::failure::{Failure, Problem};

/// What is printed instead of a result when there is none.
#[derive(Serialize)]
pub(crate) struct Errors<'a> {
    errors: Vec<Found<'a>>,
}

impl<'a> Errors<'a> {
    /// What kept a command from being done.
    pub(crate) fn of(failure: &'a Failure) -> Option<Self> {
        let errors = match failure {
            Failure::Input(problems) => problems.iter().map(Found::of_problem).collect(),
            Failure::Findings { sources, diagnostics, problems } => {
                let found = diagnostics.iter().map(|found| Found::of(sources, found));
                found.chain(problems.iter().map(Found::of_problem)).collect()
            }
            Failure::Closed | Failure::Output(_) => return None,
        };
        Some(Self { errors })
    }
}

/// A finding about a file, or about the command line.
#[derive(Serialize)]
pub(crate) struct Found<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    why: Option<&'a str>,
    help: Option<&'a str>,
    also: Vec<Place<'a>>,
}

/// A place in a file, or a file as a whole.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    #[serde(flatten)]
    line: Option<Lines>,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
}

/// Lines and columns count from 1; the end is exclusive.
#[derive(Serialize)]
struct Lines {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

impl<'a> Found<'a> {
    pub(crate) fn of(sources: &'a Sources, found: &'a Diagnostic) -> Self {
        Self {
            code: found.code.0,
            severity: match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: &found.message,
            place: Place::of(sources, &found.primary),
            why: found.why.as_deref(),
            help: found.help.as_deref(),
            also: found.secondary.iter().filter_map(|label| Place::of(sources, label)).collect(),
        }
    }

    fn of_problem(problem: &'a Problem) -> Self {
        let whole = |file| Place { file, line: None, label: "" };
        Self {
            code: problem.code,
            severity: "error",
            message: &problem.message,
            place: problem.place.as_deref().map(whole),
            why: problem.why.as_deref(),
            help: problem.help.as_deref(),
            also: Vec::new(),
        }
    }
}

impl<'a> Place<'a> {
    fn of(sources: &'a Sources, label: &'a Label) -> Option<Self> {
        let file = sources.get(label.span.file)?;
        let (start, end) = (file.position(label.span.start), file.position(label.span.end));
        let line = Lines {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        };
        Some(Self { file: file.name(), line: Some(line), label: &label.text })
    }
}
