use remit_eval::Judge;
use remit_words::Words;

use crate::ask::{self, ClientArgs, ServiceArgs};
use crate::context::{Context, Format};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::{clean, decision, style};

/// Decide what a practitioner may do for a client, and say why
///
/// The client's file is JSON: facts by their names (`remit show facts`), and the finished checklist
/// if there is one. What is missing is unknown, and asked for where it could change the answer.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit decide --as pft --for program-exercise --client case.json
  remit decide --as pft --for program-exercise --client case.json --why
  echo '{\"age\": 52, \"conditions\": [\"hypertension\"]}' |
    remit decide --as pft --for program-exercise --client -

docs/decision-json.md describes the client's file and the output of --format json.")]
pub(crate) struct Decide {
    /// Who asks: a practitioner's name, such as pft
    #[arg(long = "as", value_name = "ROLE")]
    role: String,

    #[command(flatten)]
    services: ServiceArgs,

    #[command(flatten)]
    client: ClientArgs,

    /// Show everything that was looked at
    #[arg(long)]
    why: bool,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Decide {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let mut book = context.book()?;
        let role = ask::role(&book.rulebook, &self.role)?;
        let services = ask::services(&book.rulebook, &self.services.services)?;
        let case = self.client.read(context, &mut book)?;
        let judge = Judge::new(&book.rulebook);
        let told = judge.decide(&case, role, &services);
        if self.format == Format::Json {
            context.json(&remit_eval::json::decision(&book.rulebook, &told))?;
            return Ok(Exit::Done);
        }
        let words = Words::new(&book.rulebook);
        let changes = decision::changes(words, &judge, &case, (role, &services));
        context.say(decision::decision(context.ink, words, &told, &changes))?;
        if self.why {
            context.say("")?;
            context.say(context.ink.paint(style::HEADING, "Why"))?;
            context.say(decision::outline(context.ink, &words.explanation(&told)))?;
            if !told.assumed.is_empty() {
                let assumed = format!("assumed: {}", decision::assumed(words, &told));
                context.say(context.ink.fill("  ", "    ", &clean(&assumed)))?;
            }
        }
        Ok(Exit::Done)
    }
}
