use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::ValueEnum;
use remit_analysis::map::{Map as Picture, Row, maps};
use remit_model::Rulebook;
use remit_model::id::ServiceId;
use remit_words::Words;
use serde::Serialize;

use crate::ask;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::load;
use crate::render::map;

/// Draw whose each condition is: concerns, practitioners and services, with the gaps
///
/// For every service, what the lanes say of clients with one concern under the usual settings:
/// whether a practitioner takes them, takes them on conditions, refuses them, or no lane speaks of
/// them. Concerns of which the same is said stand together; what is nobody's stands last. Whether a
/// client may start now is another question: `remit decide` answers it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit map                                            every service
  remit map --for program-exercise                     one of them
  remit map --format html --out map.html               a page to print or to pass on
  remit map --for program-exercise --format json       for programs")]
pub(crate) struct Map {
    /// Only this service; may be repeated
    #[arg(long = "for", value_name = "SERVICE")]
    services: Vec<String>,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Form,

    /// Write it into this file instead
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How the map is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// In letters
    Text,
    /// As a page with tables
    Html,
    /// For programs
    Json,
}

impl Map {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let book = context.book()?;
        let rulebook = &book.rulebook;
        let services = match self.services.as_slice() {
            [] => rulebook.services.ids().collect(),
            names => ask::services(rulebook, names)?,
        };
        let pictures = maps(rulebook, &services);
        let words = Words::new(rulebook);
        let text = match self.format {
            Form::Text => map::text(context.ink, words, &pictures),
            Form::Html => map::html(words, &pictures),
            Form::Json => {
                let told: Vec<_> = pictures.iter().map(|map| Told::of(rulebook, map)).collect();
                serde_json::to_string_pretty(&told).map_err(std::io::Error::from)?
            }
        };
        match &self.out {
            None => context.say(text)?,
            Some(path) => std::fs::write(path, text + "\n").map_err(|error| {
                Problem::new("unwritable", "the map can't be written")
                    .at(load::shown(path))
                    .why(error.to_string())
                    .help("Name a file in a folder that exists and that you may write to.")
            })?,
        }
        Ok(Exit::Done)
    }
}

/// A map as JSON.
#[derive(Serialize)]
struct Told<'b> {
    services: Vec<&'b str>,
    rows: Vec<ToldRow<'b>>,
}

#[derive(Serialize)]
struct ToldRow<'b> {
    /// None for the apparently healthy.
    concerns: Vec<&'b str>,
    nobodys: bool,
    practitioners: BTreeMap<&'b str, &'static str>,
}

impl<'b> Told<'b> {
    fn of(book: &'b Rulebook, map: &Picture) -> Self {
        let service = |id: &ServiceId| book.services[*id].label.name.as_str();
        let row = |row: &Row| ToldRow {
            concerns: row.concerns.iter().map(|id| book.concerns[id].label.name.as_str()).collect(),
            nobodys: row.is_gap(),
            practitioners: map
                .roles
                .iter()
                .zip(&row.marks)
                .map(|(role, mark)| (book.roles[*role].label.name.as_str(), mark.name()))
                .collect(),
        };
        Self {
            services: map.services.iter().map(service).collect(),
            rows: map.rows.iter().map(row).collect(),
        }
    }
}
