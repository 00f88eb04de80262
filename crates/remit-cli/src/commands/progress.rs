use std::fs::{self, File};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use remit_model::Rulebook;
use remit_quiz::{Progress as Known, RuleProgress, Standing};
use remit_store::{Event, export};
use serde::Serialize;

use super::quiz::progress;
use crate::context::{Context, Format};
use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::learner::{self, Learner, LearnerArgs};
use crate::load;
use crate::render::chart;
use crate::surroundings::date;

/// See what you know, what is weak and what is due
///
/// By topic and rule, with a calendar of your practice. A rule is known once you answered it right
/// on different days, so that it should last for a week at least; docs/progress.md says precisely
/// how everything is computed. Your answers are kept in one file, which can be moved to another
/// machine.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  remit progress                          what you know and what is due
  remit progress --format json            the same for programs
  remit progress export mine.jsonl        take your answers to another machine …
  remit progress import mine.jsonl        … where they are added to those that are there"
)]
pub(crate) struct Progress {
    #[command(subcommand)]
    action: Option<Action>,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    #[command(flatten)]
    learner: LearnerArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Write everything that was answered to a file, to take it elsewhere
    Export {
        /// The file to write; - for standard output
        file: PathBuf,
    },
    /// Add what another machine exported; what is here already is left as it is
    Import {
        /// The file that `export` or `rescue` wrote
        file: PathBuf,
    },
    /// Write everything that is still whole in a damaged file to a file that can be imported
    Rescue {
        /// The file to write; - for standard output
        file: PathBuf,
    },
}

impl Progress {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        match &self.action {
            None => self.show(context),
            Some(Action::Export { file }) => {
                let events = self.learner.look(context)?;
                write(context, file, &events)?;
                context.remark(format!("{} written.", entries(events.len())));
                Ok(Exit::Done)
            }
            Some(Action::Import { file }) => {
                let mut store = self.learner.store(context, "progress import")?;
                let text = File::open(file).map_err(|error| load::unreadable(file, &error))?;
                let imported = store
                    .import(file, &mut BufReader::new(text))
                    .map_err(|trouble| learner::problem(&trouble))?;
                context.tell(format!(
                    "{} added; {} already here.",
                    entries(imported.added),
                    if imported.known == 1 {
                        "1 was".to_owned()
                    } else {
                        format!("{} were", imported.known)
                    },
                ))?;
                Ok(Exit::Done)
            }
            Some(Action::Rescue { file }) => {
                let path = self.learner.path(context).ok_or_else(learner::nowhere)?;
                let salvaged =
                    remit_store::salvage(&path).map_err(|trouble| learner::problem(&trouble))?;
                write(context, file, &salvaged.whole)?;
                context.remark(format!(
                    "{} written; {} could not be read.",
                    entries(salvaged.whole.len()),
                    salvaged.lost
                ));
                Ok(if salvaged.lost == 0 { Exit::Done } else { Exit::Findings })
            }
        }
    }

    fn show(&self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let book = context.book()?;
        let book = &book.rulebook;
        let events = self.learner.look(context)?;
        let learner = Learner { store: None, history: learner::history(&events) };
        let known = progress(context, book, &learner);
        if self.format == Format::Json {
            context.json(&Report::of(book, &known))?;
        } else if let Some(look) = context.look() {
            let page = chart::page(book, &known);
            context.show(&mut remit_tui::ReportPage::new(page, look))?;
        } else {
            let text = chart::progress(context.ink, book, &known);
            context.say(text)?;
        }
        Ok(Exit::Done)
    }
}

fn entries(number: usize) -> String {
    if number == 1 { "1 entry".to_owned() } else { format!("{number} entries") }
}

/// Writes an export: whole or not at all, and never over another file.
fn write(context: &mut Context<'_>, file: &Path, events: &[Event]) -> Result<(), Failure> {
    if file == Path::new("-") {
        return Ok(export(events, context.output())?);
    }
    if fs::symlink_metadata(file).is_ok() {
        return Err(Problem::new("file-exists", "there is a file of that name already")
            .at(load::shown(file))
            .help("Choose another name, or move that file away.")
            .into());
    }
    let failed = |error: std::io::Error| {
        Problem::new("unwritable", "the file can't be written")
            .at(load::shown(file))
            .why(error.to_string())
    };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let write = || {
        let mut part = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        export(events, &mut part)?;
        part.flush()?;
        part.as_file().sync_all()?;
        part.persist_noclobber(file)?;
        Ok(())
    };
    Ok(write().map_err(failed)?)
}

/// What `--format json` prints. Names are the rulebook's; days are dates of the learner's calendar.
#[derive(Serialize)]
struct Report<'a> {
    today: String,
    answers: usize,
    topics: Vec<TopicReport<'a>>,
    rules: Vec<RuleReport>,
    due: Vec<String>,
    weak: Vec<String>,
    days: Vec<DayReport>,
}

#[derive(Serialize)]
struct TopicReport<'a> {
    topic: Option<&'a str>,
    title: &'a str,
    known: usize,
    learning: usize,
    weak: usize,
    new: usize,
}

#[derive(Serialize)]
struct RuleReport {
    rule: String,
    topic: Option<String>,
    standing: &'static str,
    asked: usize,
    right: usize,
    /// Days until it is recalled with a chance of nine in ten.
    stability: Option<f64>,
    difficulty: Option<f64>,
    recall: Option<f64>,
    last: Option<String>,
    due: Option<String>,
}

#[derive(Serialize)]
struct DayReport {
    day: String,
    answers: usize,
    right: usize,
}

impl<'a> Report<'a> {
    fn of(book: &'a Rulebook, known: &Known) -> Self {
        let names = |rules: Vec<_>| rules.into_iter().map(|rule| book.rules[rule].name()).collect();
        let topics = known.topics().into_iter().map(|(topic, standings)| {
            let number = |standing| standings.get(&standing).copied().unwrap_or_default();
            TopicReport {
                topic: topic.map(|topic| book.topics[topic].label.name.as_str()),
                title: topic.map_or("Other", |topic| book.topics[topic].label.title.as_str()),
                known: number(Standing::Known),
                learning: number(Standing::Learning),
                weak: number(Standing::Weak),
                new: number(Standing::New),
            }
        });
        let days = known.days.iter().map(|(&day, &(answers, right))| DayReport {
            day: date(day).to_string(),
            answers,
            right,
        });
        Self {
            today: date(known.today).to_string(),
            answers: known.answers,
            topics: topics.collect(),
            rules: known.rules.iter().map(|rule| RuleReport::of(book, rule)).collect(),
            due: names(known.due()),
            weak: names(known.weak()),
            days: days.collect(),
        }
    }
}

impl RuleReport {
    fn of(book: &Rulebook, rule: &RuleProgress) -> Self {
        let round = |number: f64| (number * 1000.0).round() / 1000.0;
        Self {
            rule: book.rules[rule.rule].name(),
            topic: rule.topic.map(|topic| book.topics[topic].label.name.clone()),
            standing: rule.standing.name(),
            asked: rule.asked,
            right: rule.right,
            stability: rule.memory.map(|memory| round(memory.stability)),
            difficulty: rule.memory.map(|memory| round(memory.difficulty)),
            recall: rule.recall.map(round),
            last: rule.last.map(|day| date(day).to_string()),
            due: rule.due.map(|day| date(day).to_string()),
        }
    }
}
