use remit_eval::Judge;
use remit_words::Words;

use crate::ask::{self, ClientArgs, ServiceArgs};
use crate::context::{Context, Format};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::lanes;

/// Show what every practitioner would be told about a client
///
/// Each practitioner's lane is drawn along the stages of health, with the client in one of them;
/// then who may serve the client, who is best placed, and what each would be told.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit who --for program-exercise --client case.json
  remit who --for program-exercise --client case.json --format json")]
pub(crate) struct Who {
    #[command(flatten)]
    services: ServiceArgs,

    #[command(flatten)]
    client: ClientArgs,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Who {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let mut book = context.book()?;
        let services = ask::services(&book.rulebook, &self.services.services)?;
        let case = self.client.read(context, &mut book)?;
        let who = Judge::new(&book.rulebook).who(&case, &services);
        if self.format == Format::Json {
            context.json(&remit_eval::json::who(&book.rulebook, &who))?;
        } else {
            context.say(lanes::who(context.ink, Words::new(&book.rulebook), &who))?;
        }
        Ok(Exit::Done)
    }
}
