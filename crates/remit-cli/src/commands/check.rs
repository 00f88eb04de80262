use std::path::PathBuf;

use remit_analysis::Finding;
use remit_source::{Diagnostic, Severity};
use serde::Serialize;

use super::fmt::count;
use crate::book::{self, Read};
use crate::context::{Context, Format};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json::Found;
use crate::load;
use crate::quizzes;
use crate::render::{finding, style};
use crate::told::Told;

/// Check rule files and quizzes for mistakes, and run their examples
///
/// All files named are read together as one rulebook; without any, the rulebook in use is checked.
/// Rules that add to it are checked with it: `remit check --with FILE`. Rules that can be used are
/// then looked at for all clients at once: what is found that way is shown with a client, in words
/// and as an example to paste. Quiz files (`.toml`) among the files or in the folders are checked
/// against the rulebook, and the keys of their clients computed. The exit code is 0 if nothing is
/// found, 1 if there are warnings or examples that fail, and 2 if the rules can't be used.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit check                      the built-in rulebook
  remit check my-rules/            a rulebook of your own, with its quizzes
  remit check my-class.toml        a quiz, by the built-in rulebook
  remit check --with my.remit      rules that add to the built-in ones
  remit check my-rules/ --since last-year/
  remit check my-rules/ --on 2027-05-01
  remit check --format json        for programs")]
pub(crate) struct Check {
    /// Rule files and quiz files, or folders with such files
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Compare with an earlier form of the rules: say which lanes take more though nobody touched
    /// them
    #[arg(long, value_name = "PATH")]
    since: Vec<PathBuf>,

    /// Report the sources whose review is overdue on this day, as `remit sources --on` does; without
    /// it nothing depends on the calendar
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::sources::day)]
    on: Option<String>,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Check {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let files = load::divided(&self.paths)?;
        let mut read = if files.rules.is_empty() {
            book::read(context.rule_files()?)
        } else {
            book::at(context, &files.rules)?
        };
        if let Some(book) = &read.rulebook {
            let found = quizzes::check(&mut read.sources, book, &files.quizzes)?;
            read.diagnostics.extend(found);
        }
        let mut findings = findings(&read);
        if !self.since.is_empty() {
            let earlier = book::usable(book::at(context, &self.since)?)?.rulebook;
            let book = read.rulebook.as_ref();
            findings.extend(book.iter().flat_map(|book| remit_analysis::widened(&earlier, book)));
            in_order(&mut findings);
        }
        if let (Some(day), Some(book)) = (&self.on, &read.rulebook) {
            findings.extend(remit_analysis::stale(book, day));
            in_order(&mut findings);
        }
        let report = Report::of(&read, &findings);
        if self.format == Format::Json {
            context.json(&report)?;
        } else {
            let drawn = report.findings.iter().map(|found| (found.diagnostic, &found.witness));
            let text = finding::list_shown(context.ink, &read.sources, drawn);
            if !text.is_empty() {
                context.say(text)?;
                context.say("")?;
            }
            context.say(summary(context, &read, &report))?;
        }
        Ok(match (report.usable, report.findings.as_slice()) {
            (false, _) => Exit::BadInput,
            (true, []) => Exit::Done,
            (true, _) => Exit::Findings,
        })
    }
}

/// Everything that is found, in order of place.
fn findings(read: &Read) -> Vec<Finding> {
    let mut found: Vec<Finding> = read.diagnostics.iter().cloned().map(Finding::from).collect();
    if let Some(book) = &read.rulebook {
        let (failing, meant) = rayon::join(
            || remit_analysis::failing_examples(book),
            || remit_analysis::findings(book),
        );
        found.extend(failing.into_iter().map(Finding::from));
        found.extend(meant);
    }
    in_order(&mut found);
    found
}

fn in_order(found: &mut [Finding]) {
    found.sort_by_key(|Finding { diagnostic, .. }| {
        (diagnostic.primary.span, diagnostic.severity, diagnostic.code)
    });
}

fn summary(context: &Context<'_>, read: &Read, report: &Report<'_>) -> String {
    let Report { errors, warnings, rules, examples, .. } = *report;
    let files = count(read.sources.iter().count(), "file");
    if !report.usable {
        let errors = context.ink.paint(style::BAD, &count(errors, "error"));
        return format!("{errors} and {} in {files}", count(warnings, "warning"));
    }
    let (rules, examples) = (count(rules, "rule"), count(examples, "example"));
    let found = match (errors, warnings) {
        (0, 0) => context.ink.paint(style::GOOD, "no problems"),
        (0, _) => context.ink.paint(style::CARE, &count(warnings, "warning")),
        // The rules can be used; what is wrong is an example or a quiz.
        (_, 0) => context.ink.paint(style::BAD, &count(errors, "error")),
        _ => {
            let errors = context.ink.paint(style::BAD, &count(errors, "error"));
            format!("{errors} and {}", count(warnings, "warning"))
        }
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
    findings: Vec<Shown<'a>>,
}

/// A finding, and the client who shows it.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(skip)]
    diagnostic: &'a Diagnostic,
    #[serde(flatten)]
    found: Found<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<Told>,
}

impl<'a> Report<'a> {
    fn of(read: &'a Read, findings: &'a [Finding]) -> Self {
        let of = |severity| {
            findings.iter().filter(|found| found.diagnostic.severity == severity).count()
        };
        let shown = |finding: &'a Finding| Shown {
            diagnostic: &finding.diagnostic,
            found: Found::of(&read.sources, &finding.diagnostic),
            witness: read
                .rulebook
                .as_ref()
                .zip(finding.witness.as_ref())
                .map(|(book, witness)| Told::of(book, witness)),
        };
        Self {
            usable: read.rulebook.is_some(),
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            rules: read.rulebook.as_ref().map_or(0, |book| book.rules.len()),
            examples: read.rulebook.as_ref().map_or(0, |book| book.examples.len()),
            findings: findings.iter().map(shown).collect(),
        }
    }
}
