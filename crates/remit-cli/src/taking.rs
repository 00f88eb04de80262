//! A sitting in plain lines: a question, numbered options, what is said of the answer. It is what
//! a screen reader and a pipe get, and can do everything that the whole screen can.

use remit_model::Rulebook;
use remit_quiz::{Feedback, Input, Item, Response, Screen, Sitting, Trouble};
use remit_tui::{About, SitEnd};

use crate::context::Context;
use crate::failure::{Failure, Problem};
use crate::render::{decision, question};
use crate::streams::Said;
use crate::{what_if, whole};

/// How a sitting ended for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// Everything was answered.
    Finished,
    /// The learner left; what was answered is kept.
    Interrupted,
}

/// What is said beside the questions of a sitting, as of an exam's clock.
pub(crate) trait Aside {
    /// What is to be said before the next question, and how its number is told.
    fn before(&mut self, sitting: &dyn Sitting) -> Vec<String>;

    /// The time there is for all of it, in milliseconds, if it is measured.
    fn time(&self) -> Option<u64> {
        None
    }
}

/// Nothing is said beside the questions.
pub(crate) struct Silence;

impl Aside for Silence {
    fn before(&mut self, _: &dyn Sitting) -> Vec<String> {
        Vec::new()
    }
}

/// A sitting that is being taken.
struct Taking<'a> {
    book: &'a Rulebook,
    /// What was said of the last answer, for whoever asks why.
    last: Vec<Feedback>,
    /// What was asked last, for whoever wants to try things out.
    asked: Option<Item>,
    /// Whether an answer can be taken back.
    undo: bool,
}

/// What was typed at a question.
enum Typed {
    Choice(usize),
    Why,
    If,
    Undo,
    Leave,
    Help,
}

/// What the learner does at a question.
enum Done {
    Answered(Response),
    TakesBack,
    Leaves,
}

/// Asks until the sitting is over or left: on the whole screen where somebody sits at one, else in
/// lines.
pub(crate) fn take(
    context: &mut Context<'_>,
    book: &Rulebook,
    sitting: &mut dyn Sitting,
    aside: &mut dyn Aside,
) -> Result<Left, Failure> {
    let title = sitting.session().plan().title.clone().unwrap_or_else(|| book.title.clone());
    let about = About { title, time: aside.time() };
    match whole::take(context, book, sitting, about)? {
        Some(SitEnd::Finished) => return Ok(Left::Finished),
        Some(SitEnd::Left | SitEnd::Interrupted) => return Ok(Left::Interrupted),
        None => {}
    }
    let undo = sitting.session().policy().undo;
    Taking { book, last: Vec::new(), asked: None, undo }.take(context, sitting, aside)
}

impl Taking<'_> {
    fn take(
        &mut self,
        context: &mut Context<'_>,
        sitting: &mut dyn Sitting,
        aside: &mut dyn Aside,
    ) -> Result<Left, Failure> {
        loop {
            let said = aside.before(sitting);
            let input = match sitting.session().screen() {
                Screen::Finished => return Ok(Left::Finished),
                Screen::Question { item, number, of } => {
                    context.say("")?;
                    for said in said {
                        context.tell(said)?;
                    }
                    context.say(question::question(context.ink, item, number, of))?;
                    let since = context.clock().running();
                    match self.answer(context, item)? {
                        Done::Answered(response) => {
                            let milliseconds = context.clock().running().saturating_sub(since);
                            Input::Answer { response, milliseconds }
                        }
                        Done::TakesBack => Input::Undo,
                        Done::Leaves => return Ok(Left::Interrupted),
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
                    self.asked = Some(item.clone());
                    Input::Next
                }
            };
            let undone = input == Input::Undo;
            match sitting.apply(input) {
                Ok(()) if undone => {
                    self.last.clear();
                    context.tell("The answer before is taken back; choose again.")?;
                }
                Ok(()) => {}
                Err(Trouble::Refused(refused)) => {
                    context.tell(format!("This is not possible: {refused}."))?;
                }
                Err(Trouble::NotKept { message, help }) => {
                    return Err(Problem::new("not-kept", "this answer could not be kept")
                        .why(message)
                        .help(help)
                        .into());
                }
            }
        }
    }

    /// Waits for an answer to every part.
    fn answer(&self, context: &mut Context<'_>, item: &Item) -> Result<Done, Failure> {
        let mut response = Vec::new();
        for (at, part) in item.parts.iter().enumerate() {
            if item.parts.len() > 1 {
                context.say(question::part(context.ink, part, at))?;
            }
            match self.choice(context, part.options.len())? {
                Typed::Choice(chosen) => response.push(chosen),
                Typed::Undo => return Ok(Done::TakesBack),
                _ => return Ok(Done::Leaves),
            }
        }
        Ok(Done::Answered(response))
    }

    /// Waits for a choice, or for the learner to take one back or to leave.
    fn choice(&self, context: &mut Context<'_>, options: usize) -> Result<Typed, Failure> {
        loop {
            let line = match context.hear("Choose: ")? {
                Said::Line(line) => line,
                Said::End | Said::Interrupt => return Ok(Typed::Leave),
            };
            match typed(&line, options) {
                Typed::Why => {
                    if self.last.is_empty() {
                        context.tell("Answer a question first; then `why` explains it.")?;
                    }
                    for last in self.last.iter().filter(|last| !last.explanation.is_empty()) {
                        context.say(decision::outline(context.ink, &last.explanation))?;
                    }
                }
                Typed::If => self.what_if(context)?,
                Typed::Help => context.tell(self.help(options))?,
                typed => return Ok(typed),
            }
        }
    }

    /// Tries things out on the clients of the question before.
    fn what_if(&self, context: &mut Context<'_>) -> Result<(), Failure> {
        let parts = self.asked.iter().flat_map(|item| &item.parts);
        let clients: Vec<_> = parts.filter_map(|part| part.scenario.as_ref()).collect();
        if clients.is_empty() {
            return context.tell("Answer a question about a client first; then `if` changes them.");
        }
        for (at, scenario) in clients.iter().enumerate() {
            if clients.len() > 1 {
                context.say(format!("\nClient {}", at + 1))?;
            }
            what_if::take(context, self.book, scenario)?;
        }
        Ok(())
    }

    fn help(&self, options: usize) -> String {
        let mut help = format!("Type a number from 1 to {options}");
        if self.undo {
            help += "; `why` for the whole explanation of the question before; `if` to change \
                     facts of its client; `undo` to take the answer before back";
        }
        help + "; `q` to leave."
    }
}

fn typed(line: &str, options: usize) -> Typed {
    let line = line.trim().trim_end_matches(['.', ')']);
    match line.to_lowercase().as_str() {
        "q" | "quit" | "exit" => Typed::Leave,
        "why" | "w" => Typed::Why,
        "if" | "what if" | "i" => Typed::If,
        "undo" | "u" => Typed::Undo,
        word => match word.parse::<usize>() {
            Ok(number) if (1..=options).contains(&number) => Typed::Choice(number - 1),
            _ => Typed::Help,
        },
    }
}
