//! `remit test`.

mod cases;
mod portrait;
mod progress;
mod snapshots;
mod strength;

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use remit_analysis::Finding;
use remit_analysis::suite::{self, Filter, SuiteTest};
use remit_model::{Rulebook, closest};
use remit_source::{Diagnostic, FileId, Sources};

use self::progress::Progress;
use self::snapshots::{Outcome, Then};
use self::strength::Measure;
use super::count;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::load;
use crate::render::Ink;
use crate::report::{Kind, Record, Results};
use crate::{ask, book};

/// Run the tests of a rulebook: its examples, and files of cases
///
/// Every example is decided and compared with what it expects; one that tells of several clients
/// (`client systolic 158 to 162 mmHg`) is a test for each, with a name such as `The line is at 160
/// [systolic 160 mmHg]`. A file of cases is a JSON list of clients with what is expected of them. A
/// failing test shows the client in words, what was expected, what was decided, and by which rule. The
/// exit code is 0 if all pass, 1 if one fails, 2 if there is nothing to test or something can't be
/// read, and 3 if it was interrupted.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit test                                  all examples of the built-in rules
  remit test --rules my-rules/                of a rulebook of your own
  remit test 'systolic 160'                   tests with this in their name
  remit test --rule chest-pain-first          the tests of a rule, or a table
  remit test --cases clients.json             a file of cases, too
  remit test --report junit=tests.xml         for a CI that shows JUnit's XML
  remit test --format github                  annotations in a pull request
  remit test --snapshots snapshots            compare with what the rules did
  remit test --snapshots snapshots --review   accept or reject what differs
  remit test --coverage                       what the examples have shown
  remit test --mutants --min-score 95         whether they would notice a slip
  remit test --mutants --rule chest-pain-first    the same, in one rule")]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct Test {
    /// Only tests whose name has this in it, in whatever case; of several, any will do
    #[arg(value_name = "FILTER")]
    names: Vec<String>,

    /// Only tests of this rule, table, or row (`TABLE ROW`)
    #[arg(long, value_name = "RULE")]
    rule: Vec<String>,

    /// Only tests of rules of this topic
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,

    /// Only tests in files whose path has this in it
    #[arg(long, value_name = "PART")]
    file: Vec<String>,

    /// Test this file of cases too, or all `….json` of a folder; may be repeated
    #[arg(long, value_name = "PATH")]
    cases: Vec<PathBuf>,

    /// Compare what the rulebook does with the snapshots in this folder: the decisions of clients who
    /// stand for every rule, row and exception, its tables, and what is found of it
    #[arg(long, value_name = "DIR")]
    snapshots: Option<PathBuf>,

    /// Look at snapshots that differ, one by one, and accept, reject or skip each
    #[arg(long, requires = "snapshots", conflicts_with = "accept")]
    review: bool,

    /// Take what the rulebook does now as the new snapshots
    #[arg(long, requires = "snapshots")]
    accept: bool,

    /// Show which rules, exceptions and conditions no example shows to matter, with examples that
    /// would; of some rules or files only, where they are chosen
    #[arg(long, conflicts_with_all = ["cases", "reports", "snapshots"])]
    coverage: bool,

    /// Change the rulebook in one place after the other, and show which changes no example notices,
    /// with examples that would; some rules or files only, where they are chosen
    #[arg(long, conflicts_with_all = ["coverage", "cases", "reports", "snapshots"])]
    mutants: bool,

    /// The least percentage that `--coverage` (of conditions) or `--mutants` must reach
    #[arg(long, value_name = "PERCENT")]
    min_score: Option<f64>,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Kind,

    /// Write a report into a file, too; may be repeated
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = report_to)]
    reports: Vec<(Kind, PathBuf)>,
}

/// `junit=tests.xml`
fn report_to(text: &str) -> Result<(Kind, PathBuf), String> {
    let shape = "write the format and the file, such as `junit=tests.xml`";
    let (format, path) = text.split_once('=').ok_or(shape)?;
    let kind = <Kind as clap::ValueEnum>::from_str(format, true)
        .map_err(|_| format!("there is no format `{format}`; {shape}"))?;
    if path.is_empty() { Err(shape.to_owned()) } else { Ok((kind, path.into())) }
}

impl Test {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let read = book::read(context.rule_files()?);
        let warnings = read.diagnostics.clone();
        let mut book = book::usable(read)?;
        if let Some(measure) = self.measure()? {
            let json = self.format == Kind::Json;
            let filter = self.filter(&book.rulebook, &book.sources)?;
            return strength::run(context, &book, &filter, measure, json, self.min_score);
        }
        let mut tests = suite::of_examples(&book.rulebook);
        let (cases, case_files) = cases::read(&mut book, &self.cases)?;
        for test in &cases {
            ask::remark_masked(context, &book.rulebook, &format!("“{}”: ", test.name), &test.case);
        }
        tests.extend(cases);
        let filter = self.filter(&book.rulebook, &book.sources)?;
        let all = tests.len();
        tests.retain(|test| filter.wants(&book.rulebook, test));
        if tests.is_empty() {
            return Err(nothing_to_test(all).into());
        }
        let stop = context.interrupts();
        let progress = Progress::new(tests.len(), context.shows_progress());
        let tested = suite::run(&book.rulebook, &tests, &stop, || progress.one_more());
        progress.end();
        let Some(tested) = tested.filter(|_| !stop.load(Ordering::Relaxed)) else {
            context.remark("interrupted: nothing is reported, because not every test was run");
            return Ok(Exit::Interrupted);
        };
        let records = tests.iter().zip(&tested);
        let records =
            records.map(|(test, tested)| Record::of(&book.rulebook, &book.sources, test, tested));
        let results = Results {
            rulebook: book.rulebook.name.clone(),
            records: records.collect(),
            examples: examples(&tests, &case_files),
            case_files: case_files.len(),
        };
        for (kind, path) in &self.reports {
            load::write(
                path,
                &results.report(*kind, Ink { colour: false, drawing: false, ..context.ink }),
            )?;
        }
        context.say(results.report(self.format, context.ink))?;
        let failed = results.failed() > 0;
        let kept = match &self.snapshots {
            Some(folder) => self.compare(context, &book.rulebook, warnings, folder)?,
            None => Outcome::AsAccepted,
        };
        Ok(match kept {
            Outcome::Interrupted => Exit::Interrupted,
            Outcome::AsAccepted if !failed => Exit::Done,
            _ => Exit::Findings,
        })
    }

    /// Compares what the rulebook does with the snapshots of a folder.
    fn compare(
        &self,
        context: &mut Context<'_>,
        book: &Rulebook,
        warnings: Vec<Diagnostic>,
        folder: &Path,
    ) -> Result<Outcome, Failure> {
        let mut findings: Vec<Finding> = warnings.into_iter().map(Finding::from).collect();
        findings.extend(remit_analysis::findings(book));
        let old = snapshots::accepted(folder)?;
        let new = portrait::portrait(book, &findings, &old);
        let changed = snapshots::changes(&old, &new);
        let then = match (self.review, self.accept) {
            (true, _) => Then::Review,
            (_, true) => Then::Accept,
            _ => Then::Fail,
        };
        let source =
            context.global.rules.first().map_or("rules".to_owned(), |path| load::shown(path));
        let aside = self.format != Kind::Human;
        let outcome = snapshots::settle(context, folder, &source, &changed, then, aside)?;
        let all = count(new.len(), "snapshot");
        let said = match (changed.len(), then) {
            (0, _) => format!("{all}, none of which differs"),
            (some, Then::Accept) => format!("{all}, {some} of them accepted anew"),
            (some, Then::Review) => format!("{all}, of which {some} differed"),
            (some, Then::Fail) => format!(
                "{all}, of which {some} differed; `--review` asks about each, `--accept` takes all"
            ),
        };
        if aside {
            context.remark(said);
        } else {
            context.say(said)?;
        }
        Ok(outcome)
    }

    /// What is measured, if anything is.
    fn measure(&self) -> Result<Option<Measure>, Problem> {
        let measure = match (self.coverage, self.mutants) {
            (false, false) => None,
            (true, _) => Some(Measure::Coverage),
            (_, true) => Some(Measure::Mutants),
        };
        if measure.is_none() && self.min_score.is_some() {
            return Err(Problem::new("bad-usage", "there is no score to compare with")
                .help("Give `--min-score` together with `--coverage` or `--mutants`."));
        }
        if measure.is_some() && !matches!(self.format, Kind::Human | Kind::Json) {
            return Err(Problem::new("bad-usage", "this is printed as `human` or as `json` only")
                .help("Leave `--format` out, or write `--format json`."));
        }
        Ok(measure)
    }

    fn filter(&self, book: &Rulebook, sources: &Sources) -> Result<Filter, Problem> {
        let names = self.names.iter().map(|name| name.to_lowercase()).collect();
        let mut filter = Filter { names, ..Filter::default() };
        for name in &self.rule {
            if let Some(table) = book.find_table(name) {
                filter.rules.extend(book.tables[table].rows.iter().copied());
            } else if let Some(rule) = book.find_rule(name) {
                filter.rules.push(rule);
            } else {
                let rules: Vec<_> =
                    book.rules.values().map(remit_model::rulebook::Rule::name).collect();
                let tables = book.tables.values().map(|table| table.label.name.as_str());
                let all = rules.iter().map(String::as_str).chain(tables);
                return Err(unknown("rule", name, all, "`remit show rules` lists the rules."));
            }
        }
        for name in &self.topic {
            let topic = book.find_topic(name);
            let all = book.topics.values().map(|topic| topic.label.name.as_str());
            filter.topics.push(topic.ok_or_else(|| {
                unknown("topic", name, all, "The first lines of the rule files name the topics.")
            })?);
        }
        for part in &self.file {
            let fits = |(id, file): (FileId, &remit_source::SourceFile)| {
                file.name().contains(part.as_str()).then_some(id)
            };
            let before = filter.files.len();
            filter.files.extend(sources.iter().filter_map(fits));
            if filter.files.len() == before {
                let message = format!("no file has `{part}` in its path");
                return Err(Problem::new("no-such-file", message)
                    .help("Give a part of a path as messages show it, such as `blood-pressure`."));
            }
        }
        Ok(filter)
    }
}

fn unknown<'c>(
    what: &str,
    name: &str,
    all: impl Iterator<Item = &'c str>,
    otherwise: &str,
) -> Problem {
    let help = match closest(name, all) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => otherwise.to_owned(),
    };
    Problem::new(
        if what == "rule" { "unknown-rule" } else { "unknown-topic" },
        format!("there is no {what} called `{name}`"),
    )
    .help(help)
}

fn nothing_to_test(all: usize) -> Problem {
    let problem = Problem::new("no-tests", "there is nothing to test")
        .why("tests that don't exist can't show that the rules say what they should");
    if all == 0 {
        problem.help("Write an `example` below a rule, or give a file of cases with `--cases`.")
    } else {
        problem.help(format!("None of {all} tests is wanted by all filters; take one away."))
    }
}

/// How many examples the tests are from: a grid is one.
fn examples(tests: &[SuiteTest], case_files: &[FileId]) -> usize {
    let of_example = |test: &&SuiteTest| !case_files.contains(&test.span.file);
    let mut places: Vec<_> = tests.iter().filter(of_example).map(|test| test.span).collect();
    places.dedup();
    places.len()
}
