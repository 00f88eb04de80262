mod cards;
mod things;
mod uses;
mod vocabulary;

use cards::Cards;
use things::Thing;

use crate::context::Context;
use crate::embedded;
use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::render::page;

/// Explain a name, a word of the language, or the code of a message
///
/// A name of the rulebook: a rule, a row, a fact, a term, a role, a need, a source, a statement …;
/// a word such as take-with or concern; or the code that stands beside a message, as in
/// [unknown-term].
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit explain hypertension     a term of the rulebook
  remit explain screening R3     a row of a table
  remit explain take-with        a word of the language
  remit explain unknown-term     what a message means, and how to mend it")]
pub(crate) struct Explain {
    /// The name, word or code
    #[arg(required = true, value_name = "NAME")]
    name: Vec<String>,
}

impl Explain {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let wanted = self.name.join(" ");
        let wanted = wanted.trim_matches(['`', '[', ']']).trim();
        let wanted = wanted.strip_prefix("table ").unwrap_or(wanted).replace(" row ", " ");
        let mut found = Vec::new();
        if let Some((_, text)) = entry(embedded::PAGES, &wanted) {
            found.push(page(context.ink, text));
        }
        found.extend(section(embedded::GLOSSARY, &wanted).map(|text| page(context.ink, text)));
        // A message may be about the very rulebook that would be read here: its code is explained
        // all the same.
        let book = match context.book() {
            Ok(book) => book,
            Err(_) if !found.is_empty() => return say(context, &found),
            Err(failure) => return Err(failure),
        };
        let things = things::all(&book.rulebook);
        let cards = Cards::new(&book);
        let named = things.iter().filter(|(name, _)| *name == wanted);
        found.extend(named.map(|&(_, thing)| cards.card(thing).draw(context.ink)));
        if found.is_empty() {
            return Err(nothing(&wanted, &things).into());
        }
        say(context, &found)
    }
}

fn say(context: &mut Context<'_>, found: &[String]) -> Result<Exit, Failure> {
    context.say(found.join("\n"))?;
    Ok(Exit::Done)
}

/// The embedded file of that name.
fn entry(pages: &[(&str, &'static str)], name: &str) -> Option<(String, &'static str)> {
    pages.iter().find_map(|&(path, text)| {
        let stem = stem(path);
        (stem == name).then(|| (stem.to_owned(), text))
    })
}

/// `docs/diagnostics/unknown-term.md` is about `unknown-term`.
fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".md").unwrap_or(file)
}

/// The headings of a page of words: `## take-with`.
fn words(page: &str) -> impl Iterator<Item = &str> {
    page.lines().filter_map(|line| line.strip_prefix("## ").map(str::trim))
}

/// The part of a page under the heading of that name, with the heading.
fn section<'p>(page: &'p str, name: &str) -> Option<&'p str> {
    let heading = words(page).find(|heading| *heading == name)?;
    let start = page.find(&format!("## {heading}\n"))?;
    let part = page.get(start..)?;
    let end = part.match_indices("\n## ").next().map_or(part.len(), |(at, _)| at + 1);
    part.get(..end)
}

fn nothing(wanted: &str, things: &[(String, Thing)]) -> Problem {
    let names = things.iter().map(|(name, _)| name.as_str());
    let codes = embedded::PAGES.iter().map(|(path, _)| stem(path));
    let all = names.chain(codes).chain(words(embedded::GLOSSARY));
    let help = match remit_model::closest(wanted, all) {
        None => "`remit show` lists the names of the rulebook.".to_owned(),
        Some(near) => format!("Did you mean `{near}`?"),
    };
    Problem::new("unknown-name", format!("nothing is named `{wanted}`")).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_ends_before_the_next_heading() {
        let page = "# Words\n\n## take\n\nYours.\n\n## take-with\n\nYours, with a limit.\n";
        assert_eq!(section(page, "take"), Some("## take\n\nYours.\n\n"));
        assert_eq!(section(page, "take-with"), Some("## take-with\n\nYours, with a limit.\n"));
        assert_eq!(section(page, "Words"), None);
    }
}
