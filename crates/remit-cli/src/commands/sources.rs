use remit_model::id::SourceId;
use remit_model::rulebook::Source;
use remit_model::{Cited, Rulebook};
use serde::Serialize;

use crate::context::{Context, Format};
use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::render::{Ink, clean, pairs, style};

/// Say what rests on each source, what is stale, and what is unconfirmed
///
/// A source is stale once its review-by day has passed; the day to compare with is told with --on,
/// because the same rulebook must always print the same. If one is stale, the exit code is 1.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit sources                         every source, and how much rests on it
  remit sources acsm-2015               what rests on one, and where in it
  remit sources --unconfirmed           only what is not confirmed
  remit sources --on 2027-05-01         what is due for a review on that day")]
pub(crate) struct Sources {
    /// Only these sources, with everything that rests on them
    names: Vec<String>,

    /// Say which sources are stale on this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    on: Option<String>,

    /// Only citations that are marked unconfirmed
    #[arg(long)]
    unconfirmed: bool,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// A day as `YYYY-MM-DD`: such texts are in the order of the days.
pub(crate) fn day(text: &str) -> Result<String, String> {
    let numbers: Option<Vec<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    let widths: Vec<usize> = text.split('-').map(str::len).collect();
    match numbers.as_deref() {
        Some([_, 1..=12, 1..=31]) if widths == [4, 2, 2] => Ok(text.to_owned()),
        _ => Err("a day is written like 2027-04-10".to_owned()),
    }
}

/// A source and what rests on it.
#[derive(Serialize)]
struct Rested<'a> {
    source: &'a str,
    title: &'a str,
    by: Option<&'a str>,
    edition: Option<&'a str>,
    found_at: Option<&'a str>,
    review_by: Option<&'a str>,
    /// Whether its review is due on the day asked about; null if none was.
    stale: Option<bool>,
    cited_by: Vec<Rests<'a>>,
}

/// Something that rests on a source.
#[derive(Serialize)]
struct Rests<'a> {
    name: String,
    statements: Vec<&'a str>,
    place: Option<&'a str>,
    unconfirmed: bool,
}

impl Sources {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let book = context.book()?;
        let chosen = self.chosen(&book.rulebook)?;
        let rested: Vec<_> = chosen
            .into_iter()
            .map(|(id, source)| self.rested(&book.rulebook, id, source))
            .filter(|row| !self.unconfirmed || !row.cited_by.is_empty())
            .collect();
        if self.format == Format::Json {
            context.json(&rested)?;
        } else {
            let ink = context.ink;
            for row in &rested {
                context.say(self.text(ink, row))?;
            }
        }
        let stale = rested.iter().any(|row| row.stale == Some(true));
        Ok(if stale { Exit::Findings } else { Exit::Done })
    }

    /// The sources that were named; all if none was.
    fn chosen<'a>(&self, book: &'a Rulebook) -> Result<Vec<(SourceId, &'a Source)>, Failure> {
        let names: Vec<_> = book.sources.values().map(|row| row.label.name.as_str()).collect();
        for name in &self.names {
            if !names.contains(&name.as_str()) {
                let message = format!("there is no source `{}`", clean(name));
                let help = match remit_model::closest(name, names.iter().copied()) {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => "`remit show sources` lists them.".to_owned(),
                };
                return Err(Problem::new("unknown-name", message).help(help).into());
            }
        }
        let wanted = |name: &String| self.names.is_empty() || self.names.contains(name);
        Ok(book.sources.iter().filter(|(_, row)| wanted(&row.label.name)).collect())
    }

    fn rested<'a>(&self, book: &'a Rulebook, id: SourceId, source: &'a Source) -> Rested<'a> {
        let here = |cited: &Cited<'_>| {
            cited.citation.source == id && (cited.citation.unconfirmed || !self.unconfirmed)
        };
        let rests = |Cited { name, citation }: Cited<'a>| {
            let statements = citation.statements.iter();
            Rests {
                name,
                statements: statements.map(|&id| book.statements[id].label.name.as_str()).collect(),
                place: citation.place.as_deref(),
                unconfirmed: citation.unconfirmed,
            }
        };
        let review_by = source.review_by.as_deref();
        Rested {
            source: &source.label.name,
            title: &source.label.title,
            by: source.by.as_deref(),
            edition: source.edition.as_deref(),
            found_at: source.found_at.as_deref(),
            review_by,
            stale: self.on.as_deref().map(|day| source.is_stale(day)),
            cited_by: book.citations().filter(here).map(rests).collect(),
        }
    }

    fn text(&self, ink: Ink, row: &Rested<'_>) -> String {
        let unconfirmed = row.cited_by.iter().filter(|rests| rests.unconfirmed).count();
        let mut rests = format!("{} citations", row.cited_by.len());
        if unconfirmed > 0 {
            rests += &format!(", {unconfirmed} unconfirmed");
        }
        let review = match (row.review_by, row.stale) {
            (Some(day), Some(true)) => format!("by {day}: stale"),
            (Some(day), _) => format!("by {day}"),
            (None, _) => "no day is set".to_owned(),
        };
        let told = [("By", row.by), ("Edition", row.edition), ("Found at", row.found_at)];
        let mut rows: Vec<(String, String)> = told
            .into_iter()
            .filter_map(|(what, text)| Some((what.to_owned(), clean(text?).into_owned())))
            .collect();
        rows.push(("Review".to_owned(), review));
        rows.push(("Rests on it".to_owned(), rests));
        let heading = ink.paint(style::HEADING, row.title);
        let mut text = format!("{heading} ({})\n{}", row.source, pairs(ink, 2, style::NAME, &rows));
        if self.unconfirmed || !self.names.is_empty() {
            let cited = row.cited_by.iter().map(|rests| (rests.name.clone(), where_in(rests)));
            text += "\n";
            text += &pairs(ink, 4, style::NAME, &cited.collect::<Vec<_>>());
        }
        text
    }
}

/// Where in the source: its statements, the place, and the mark.
fn where_in(rests: &Rests<'_>) -> String {
    let mut parts = Vec::new();
    if !rests.statements.is_empty() {
        parts.push(rests.statements.join(", "));
    }
    parts.extend(rests.place.map(|place| clean(place).into_owned()));
    if rests.unconfirmed {
        parts.push("unconfirmed".to_owned());
    }
    parts.join("; ")
}
