use std::path::PathBuf;

use remit_source::Severity;
use serde::Serialize;

use super::fmt::count;
use crate::book::{self, Read};
use crate::context::{Context, Format};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json::Found;
use crate::render::{finding, style};

/// Check rule files for mistakes, and run their examples
///
/// All files named are read together as one rulebook; without any, the rulebook in use is checked.
/// Rules that add to it are checked with it: `remit check --with FILE`. The exit code is 0 if
/// nothing is found, 1 if there are warnings or examples that fail, and 2 if the rules can't be
/// used.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit check                      the built-in rulebook
  remit check my-rules/            a rulebook of your own
  remit check --with my.remit      rules that add to the built-in ones
  remit check --format json        for programs")]
pub(crate) struct Check {
    /// Rule files, or folders with rule files
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Check {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let mut read = if self.paths.is_empty() {
            book::read(context.rule_files()?)
        } else {
            book::at(context, &self.paths)?
        };
        if let Some(rulebook) = &read.rulebook {
            read.diagnostics.extend(remit_eval::failing_examples(rulebook));
        }
        if self.format == Format::Json {
            context.json(&Report::of(&read))?;
        } else {
            let text = finding::list(context.ink, &read.sources, &read.diagnostics);
            if !text.is_empty() {
                context.say(text)?;
                context.say("")?;
            }
            context.say(summary(context, &read))?;
        }
        Ok(match (&read.rulebook, read.diagnostics.as_slice()) {
            (None, _) => Exit::BadInput,
            (Some(_), []) => Exit::Done,
            (Some(_), _) => Exit::Findings,
        })
    }
}

fn summary(context: &Context<'_>, read: &Read) -> String {
    let of =
        |severity| read.diagnostics.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let files = count(read.sources.iter().count(), "file");
    let Some(book) = &read.rulebook else {
        let errors = context.ink.paint(style::BAD, &count(errors, "error"));
        return format!("{errors} and {} in {files}", count(warnings, "warning"));
    };
    let rules = count(book.rules.len(), "rule");
    let examples = count(book.examples.len(), "example");
    let found = match warnings {
        0 => context.ink.paint(style::GOOD, "no problems"),
        _ => context.ink.paint(style::CARE, &count(warnings, "warning")),
    };
    format!("{found}: {files}, {rules}, {examples}")
}

/// What `check --format json` prints.
#[derive(Serialize)]
struct Report<'a> {
    usable: bool,
    errors: usize,
    warnings: usize,
    rules: usize,
    examples: usize,
    findings: Vec<Found<'a>>,
}

impl<'a> Report<'a> {
    fn of(read: &'a Read) -> Self {
        let of =
            |severity| read.diagnostics.iter().filter(|found| found.severity == severity).count();
        Self {
            usable: read.rulebook.is_some(),
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            rules: read.rulebook.as_ref().map_or(0, |book| book.rules.len()),
            examples: read.rulebook.as_ref().map_or(0, |book| book.examples.len()),
            findings: read
                .diagnostics
                .iter()
                .map(|found| Found::of(&read.sources, found))
                .collect(),
        }
    }
}
