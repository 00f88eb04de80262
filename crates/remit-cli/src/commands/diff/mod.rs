mod markdown;
mod text;
mod told;

use remit_analysis::diff::{self, Direction};

use self::told::Told;
use crate::book::{self, Book};
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::revision;

/// Compare two rulebooks in what they decide, not in how they are written
///
/// For every practitioner and service, all clients at once are compared: are decisions equivalent,
/// more permissive, more protective, or mixed? Each kind of client who is decided otherwise is
/// shown with one of them, and with the rules that decide. The exit code is 0 if nothing is decided
/// otherwise, 1 if something is, or may be.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit diff main rules/                   what this branch changes
  remit diff HEAD~1:rules HEAD:rules       what the last commit changed
  remit diff built-in my-rules/            a rulebook of your own with the one that is built in
  remit diff main rules/ --format markdown for a pull request's comment")]
pub(crate) struct Diff {
    /// The old rules: a file, a folder, `built-in`, or a git revision such as `main` or `main:rules`
    #[arg(value_name = "OLD")]
    old: String,

    /// The new rules, named in the same ways
    #[arg(value_name = "NEW")]
    new: String,

    /// Tell everything of each client, not only what is unusual or what the rules look at
    #[arg(long)]
    in_full: bool,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Shape,
}

/// How a difference is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    Text,
    Markdown,
    Json,
}

impl Diff {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let old = side(context, &self.old, &self.new)?;
        let new = side(context, &self.new, &self.old)?;
        let difference = diff::diff(&old.rulebook, &new.rulebook);
        let told = Told { old: &old, new: &new, difference: &difference, in_full: self.in_full };
        match self.format {
            Shape::Text => context.say(told.text(context.ink))?,
            Shape::Markdown => context.say(told.markdown())?,
            Shape::Json => context.json(&told.report())?,
        }
        let same = difference.direction == Direction::Equivalent && difference.only.is_empty();
        // Where not all could be gone through, nobody should rely on there being nothing.
        Ok(if same && difference.whole { Exit::Done } else { Exit::Findings })
    }
}

fn side(context: &Context<'_>, named: &str, other: &str) -> Result<Book, Failure> {
    let mut sources = revision::read(named, other)?;
    crate::load::rule_files(&mut sources, &context.global.with)?;
    book::usable(book::read(sources))
}
