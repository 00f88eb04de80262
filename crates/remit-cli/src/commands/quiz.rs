use std::hash::{BuildHasher, Hasher, RandomState};

use remit_model::Rulebook;
use remit_quiz::{Feedback, Input, Item, Plan, Response, Screen, Session};

use super::fmt::count;
use crate::ask;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::render::{decision, question, style};
use crate::streams::Said;

/// Be asked about clients: whose are they, and may they start?
///
/// You are told about a client and choose what to do. After each answer you are told what decides,
/// where it is from, and which one fact would turn it. The right answer is what the rulebook
/// decides about this client, computed when the question is asked. Ctrl-C or q leaves the quiz with
/// a summary, and the exit code 3.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit quiz                                ten questions on anything
  remit quiz --as pft --count 5             five, asked as a personal fitness trainer
  remit quiz --topic diabetes-and-glucose   on one topic: `remit show rules` lists them
  remit quiz --seed 42                      the same questions for a whole class")]
pub(crate) struct Quiz {
    /// Ask me as this practitioner, such as pft
    #[arg(long = "as", value_name = "ROLE")]
    role: Option<String>,

    /// Ask about this topic
    #[arg(long, value_name = "TOPIC")]
    topic: Option<String>,

    /// How many questions
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    count: u32,

    /// Which questions: the same number gives the same quiz; without it, one is drawn and printed
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
}

/// Drawn seeds have at most six digits, so that a teacher can write them on a board.
const DRAWN_SEEDS: u64 = 1_000_000;

impl Quiz {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let book = context.book()?;
        let book = &book.rulebook;
        if let Some(name) = &self.role {
            ask::role(book, name)?;
        }
        if let Some(name) = &self.topic {
            topic(book, name)?;
        }
        let plan = Plan {
            role: self.role,
            topics: self.topic.into_iter().collect(),
            ..Plan::practice(self.count as usize, self.seed.unwrap_or_else(drawn_seed))
        };
        let title = context.ink.paint(style::HEADING, &book.title);
        context.tell(title)?;
        let questions = count(plan.count, "question");
        context.tell(format!(
            "{questions}, seed {}. Choose by number; ? says what else.",
            plan.seed
        ))?;
        context.tell("A teaching tool with made-up clients: not medical advice.")?;
        let mut session = Session::new(book, plan).map_err(|moved| {
            Problem::new("quiz-moved", moved.to_string())
                .help("`remit show` lists what the rulebook has.")
        })?;
        if matches!(session.screen(), Screen::Finished) {
            return Err(nothing_to_ask().into());
        }
        let left = Taking { book, last: Vec::new() }.take(context, &mut session)?;
        context.say("")?;
        context.say(question::summary(context.ink, book, &session.summary()))?;
        Ok(if left { Exit::Interrupted } else { Exit::Done })
    }
}

/// A seed that nobody can foretell.
fn drawn_seed() -> u64 {
    RandomState::new().build_hasher().finish() % DRAWN_SEEDS
}

fn topic(book: &Rulebook, name: &str) -> Result<(), Problem> {
    book.find_topic(name).map(|_| ()).ok_or_else(|| {
        let names = book.topics.values().map(|topic| topic.label.name.as_str());
        ask::unknown("unknown-topic", "topic", name, names, "remit show rules")
    })
}

fn nothing_to_ask() -> Problem {
    Problem::new("nothing-to-ask", "there is nothing to ask")
        .why("no rule of the topic decides about a client of this practitioner that can be told")
        .help("Leave out --as or --topic, or choose others.")
}

/// A quiz that is being taken on the screen.
struct Taking<'a> {
    book: &'a Rulebook,
    /// What was said of the last answer, for whoever asks why.
    last: Vec<Feedback>,
}

/// What was typed at a question.
enum Typed {
    Choice(usize),
    Why,
    Leave,
    Help,
}

impl Taking<'_> {
    /// Asks until the quiz is over; says whether it was left before.
    fn take(
        &mut self,
        context: &mut Context<'_>,
        session: &mut Session<'_>,
    ) -> Result<bool, Failure> {
        loop {
            let input = match session.screen() {
                Screen::Finished => return Ok(false),
                Screen::Question { item, number, of } => {
                    context.say("")?;
                    context.say(question::question(context.ink, item, number, of))?;
                    match self.answer(context, item)? {
                        Some(response) => Input::Answer { response, milliseconds: 0 },
                        None => return Ok(true),
                    }
                }
                Screen::Feedback { item, feedback, .. } => {
                    for told in feedback {
                        context.say(question::feedback(context.ink, self.book, told))?;
                    }
                    if let Some(turns_on) = &item.turns_on {
                        context.tell(turns_on)?;
                    }
                    self.last = feedback.to_vec();
                    Input::Next
                }
            };
            // Every choice was checked against the options, so nothing is refused.
            let _ = session.apply(input);
        }
    }

    /// Waits for an answer to every part; none if the learner leaves.
    fn answer(&self, context: &mut Context<'_>, item: &Item) -> Result<Option<Response>, Failure> {
        let mut response = Vec::new();
        for (at, part) in item.parts.iter().enumerate() {
            if item.parts.len() > 1 {
                context.say(question::part(context.ink, part, at))?;
            }
            match self.choice(context, part.options.len())? {
                Some(chosen) => response.push(chosen),
                None => return Ok(None),
            }
        }
        Ok(Some(response))
    }

    /// Waits for a choice; none if the learner leaves.
    fn choice(&self, context: &mut Context<'_>, options: usize) -> Result<Option<usize>, Failure> {
        loop {
            let line = match context.hear("Choose: ")? {
                Said::Line(line) => line,
                Said::End | Said::Interrupt => return Ok(None),
            };
            match typed(&line, options) {
                Typed::Choice(index) => return Ok(Some(index)),
                Typed::Leave => return Ok(None),
                Typed::Why => {
                    if self.last.is_empty() {
                        context.tell("Answer a question first; then `why` explains it.")?;
                    }
                    for last in self.last.iter().filter(|last| !last.explanation.is_empty()) {
                        context.say(decision::outline(context.ink, &last.explanation))?;
                    }
                }
                Typed::Help => context.tell(format!(
                    "Type a number from 1 to {options}; `why` for the whole explanation of the \
                     question before; `q` to leave."
                ))?,
            }
        }
    }
}

fn typed(line: &str, options: usize) -> Typed {
    let line = line.trim().trim_end_matches(['.', ')']);
    match line.to_lowercase().as_str() {
        "q" | "quit" | "exit" => Typed::Leave,
        "why" | "w" => Typed::Why,
        word => match word.parse::<usize>() {
            Ok(number) if (1..=options).contains(&number) => Typed::Choice(number - 1),
            _ => Typed::Help,
        },
    }
}
