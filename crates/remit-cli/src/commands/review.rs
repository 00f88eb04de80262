use remit_quiz::{Mode, Plan};

use super::quiz::{drawn_seed, progress, take};
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::learner::LearnerArgs;
use crate::sitting::{self, Wanted};
use crate::surroundings::date;

/// Be asked again about the rules that you are about to forget
///
/// Each rule that you were asked about comes back when you are likely to have forgotten it: after
/// days, then weeks, then months, sooner where you were wrong. The client is another one each time,
/// so that nobody learns a card by heart. `remit progress` shows what is due.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit review               what is due today, at most twenty rules
  remit review --count 5     the five that are most likely to be forgotten")]
pub(crate) struct Review {
    /// How many rules at most
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    count: u32,

    /// Begin a new review, though one isn't finished
    #[arg(long)]
    fresh: bool,

    #[command(flatten)]
    learner: LearnerArgs,
}

impl Review {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let book = context.book()?;
        let book = &book.rulebook;
        let learner = self.learner.open(context, "review")?;
        let progress = progress(context, book, &learner);
        let mut due = progress.due();
        due.truncate(self.count as usize);
        let plan = Plan {
            mode: Mode::Review,
            rules: due.iter().map(|&rule| book.rules[rule].name()).collect(),
            ..Plan::practice(due.len(), drawn_seed())
        };
        let open = learner.history.unfinished(&book.title, &plan, None).is_some();
        if due.is_empty() && (self.fresh || !open) {
            let next = match progress.next_due() {
                Some(day) => {
                    format!("The next rule is due on {}.", date(day).strftime("%-d %B %Y"))
                }
                None => "A rule comes up for review once you were asked about it: `remit quiz`."
                    .to_owned(),
            };
            context.tell(format!("Nothing is due today. {next}"))?;
            return Ok(Exit::Done);
        }
        let wanted = Wanted { plan, seed: None, fresh: self.fresh, exam: None };
        let started = sitting::start(book, learner, wanted, context.clock())?;
        take(context, started)
    }
}
