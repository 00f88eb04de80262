use std::collections::BTreeMap;

use remit_model::id::StatementId;
use remit_model::{Cited, Rulebook};
use serde::Serialize;

use crate::context::{Context, Format};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::{clean, pairs, style};

/// Trace every statement of the sources to what rests on it
///
/// For each statement: what it says, in our words, and the rules, definitions and terms that cite
/// it. A statement that can't be a rule may be asked in quizzes as it stands; one that is neither
/// cited nor asked is said to be unused, and then the exit code is 1.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit trace
  remit trace --format json")]
pub(crate) struct Trace {
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// A statement and what rests on it.
#[derive(Serialize)]
struct Traced<'a> {
    source: &'a str,
    statement: &'a str,
    says: &'a str,
    /// Whether quizzes ask it as it stands.
    asked: bool,
    cited_by: Vec<String>,
}

impl Trace {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let book = context.book()?;
        let traced = trace(&book.rulebook);
        let unused = traced.iter().filter(|row| !row.asked && row.cited_by.is_empty()).count();
        if self.format == Format::Json {
            context.json(&traced)?;
        } else {
            print(context, &book.rulebook, &traced)?;
        }
        Ok(if unused > 0 { Exit::Findings } else { Exit::Done })
    }
}

fn print(context: &mut Context<'_>, book: &Rulebook, traced: &[Traced<'_>]) -> Result<(), Failure> {
    let ink = context.ink;
    for source in book.sources.values() {
        let name = source.label.name.as_str();
        let mut rows = Vec::new();
        for row in traced.iter().filter(|row| row.source == name) {
            rows.push((row.statement.to_owned(), row.says.to_owned()));
            let rests = match (row.asked, row.cited_by.as_slice()) {
                (false, []) => "unused".to_owned(),
                (true, []) => "asked in quizzes".to_owned(),
                (asked, names) => {
                    format!("{}{}", names.join(", "), if asked { "; asked in quizzes" } else { "" })
                }
            };
            rows.push((String::new(), format!("-> {rests}")));
        }
        if !rows.is_empty() {
            let title = ink.paint(style::HEADING, &source.label.title);
            context.say(format!("{title} ({})", clean(name)))?;
            context.say(pairs(ink, 2, style::NAME, &rows))?;
        }
    }
    Ok(())
}

/// All statements, in the order in which they are declared.
fn trace(book: &Rulebook) -> Vec<Traced<'_>> {
    let mut cited: BTreeMap<StatementId, Vec<String>> = BTreeMap::new();
    for Cited { name, citation } in book.citations() {
        for statement in &citation.statements {
            let names = cited.entry(*statement).or_default();
            if !names.contains(&name) {
                names.push(name.clone());
            }
        }
    }
    let traced = book.statements.iter().map(|(id, statement)| Traced {
        source: &book.sources[statement.source].label.name,
        statement: &statement.label.name,
        says: &statement.label.title,
        asked: statement.asks.is_some(),
        cited_by: cited.get(&id).cloned().unwrap_or_default(),
    });
    traced.collect()
}
