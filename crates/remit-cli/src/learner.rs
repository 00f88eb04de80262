//! A learner's file: where it is, what stands in it, and what is said when nothing can be kept.

use std::path::PathBuf;

use remit_quiz::{History, Record};
use remit_store::{Event, Store, Trouble, What};
use serde_json::{Map, Value};

use crate::context::Context;
use crate::failure::{Failure, Problem};
use crate::load;
use crate::surroundings::HOME_VARIABLE;

/// Who is learning, where several share a computer.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct LearnerArgs {
    /// Keep the answers as those of this learner, where several share a computer
    #[arg(long, value_name = "NAME", default_value = "learner", value_parser = name, global = true)]
    learner: String,
}

/// The longest name of a learner; it becomes a file's name.
const LONGEST_NAME: usize = 40;

fn name(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (1..=LONGEST_NAME).contains(&text.len()) && text.chars().all(fits) {
        Ok(text.to_owned())
    } else {
        Err("a learner's name is made of lower-case letters, digits and hyphens".to_owned())
    }
}

impl LearnerArgs {
    /// Whoever learns where nobody says who.
    pub(crate) fn usual() -> Self {
        Self { learner: "learner".to_owned() }
    }

    /// Where the file is; `None` if there is no folder for it.
    pub(crate) fn path(&self, context: &Context<'_>) -> Option<PathBuf> {
        context.home().map(|home| home.join(format!("{}.db", self.learner)))
    }

    /// What the learner did so far, without the right to add to it.
    pub(crate) fn look(&self, context: &Context<'_>) -> Result<Vec<Event>, Failure> {
        let looked = self.path(context).map(|path| remit_store::look(&path)).transpose();
        Ok(looked.map_err(|trouble| problem(&trouble))?.flatten().unwrap_or_default())
    }

    /// Opens the file to add to it. `what` is told to others who want it meanwhile.
    pub(crate) fn store(&self, context: &Context<'_>, what: &str) -> Result<Store, Failure> {
        let Some(path) = self.path(context) else { return Err(nowhere().into()) };
        let who = format!("`remit {what}` (process {})", std::process::id());
        Ok(Store::open(&path, &who).map_err(|trouble| problem(&trouble))?)
    }

    /// Opens the file to practise with it. Where nothing can be kept that is said, and practice
    /// goes on without; but not where something could be lost.
    pub(crate) fn open(&self, context: &mut Context<'_>, what: &str) -> Result<Learner, Failure> {
        let problem = match self.path(context) {
            None => nowhere(),
            Some(path) => {
                let who = format!("`remit {what}` (process {})", std::process::id());
                match Store::open(&path, &who) {
                    Ok(store) => return Ok(Learner::of(store)),
                    Err(trouble) if unwritable(&trouble) => problem(&trouble),
                    Err(trouble) => return Err(problem(&trouble).into()),
                }
            }
        };
        context.warn(&problem);
        context.remark("You can practise, but nothing of it is kept.");
        // What was kept before can be read all the same, if it is there.
        let events = self.look(context).unwrap_or_default();
        Ok(Learner { store: None, history: history(&events) })
    }
}

/// Whether it is the place that can't be written, and nothing is wrong with what stands there.
fn unwritable(trouble: &Trouble) -> bool {
    matches!(trouble.what, What::NoFolder(_) | What::ReadOnly | What::NotAllowed | What::Full)
}

pub(crate) fn nowhere() -> Problem {
    Problem::new("no-learner-folder", "there is no folder to keep answers in")
        .why("the system names no folder for what programs keep")
        .help(format!("Name one with the environment variable {HOME_VARIABLE}."))
}

/// What is the matter with a learner's file, to be told.
pub(crate) fn problem(trouble: &Trouble) -> Problem {
    let mut problem = Problem::new(trouble.code(), trouble.message())
        .at(load::shown(&trouble.place))
        .help(trouble.help());
    problem.why = trouble.why();
    problem
}

/// A learner's file, if there is one, and what it tells.
#[derive(Debug)]
pub(crate) struct Learner {
    pub(crate) store: Option<Store>,
    pub(crate) history: History,
}

impl Learner {
    /// What a file that is open for writing tells.
    pub(crate) fn of(store: Store) -> Self {
        let history = history(store.events());
        Self { store: Some(store), history }
    }
}

/// What events tell.
pub(crate) fn history(events: &[Event]) -> History {
    History::of(events.iter().filter_map(|event| {
        let record = record(event)?;
        Some((event.id.hex(), event.at, record))
    }))
}

/// A record from its event; `None` if it is of a kind that a later version keeps.
fn record(event: &Event) -> Option<Record> {
    let payload: Value = serde_json::from_str(&event.payload).ok()?;
    serde_json::from_value(Value::Object(Map::from_iter([(event.kind.clone(), payload)]))).ok()
}

/// Keeps a record, and says under what. A record is an object with one key, which names its kind.
pub(crate) fn keep(store: &mut Store, at: i64, record: &Record) -> Result<String, Trouble> {
    let value = serde_json::to_value(record).unwrap_or_default();
    let (kind, payload) = match value {
        Value::Object(object) => object.into_iter().next().unwrap_or_default(),
        _ => Default::default(),
    };
    Ok(store.append(at, &kind, &payload)?.hex())
}
