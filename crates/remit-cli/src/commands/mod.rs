//! The command line. A file per command; its doc comment is its help.

mod check;
mod completions;
mod decide;
mod diff;
mod exam;
mod explain;
mod fmt;
mod man;
mod map;
mod new;
mod progress;
mod quiz;
mod review;
mod screen;
mod show;
mod sources;
mod start;
mod test;
mod trace;
mod who;

pub(crate) use fmt::count;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::context::{Context, Global};
use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::streams::Streams;

/// Whose client is this, and if not mine, whose?
///
/// Remit teaches exercise professionals their scope of practice. It reads rules that people can
/// read aloud, decides what a practitioner may do for a client, says which rule and which source
/// decide, and asks questions about it.
///
/// It is a teaching tool. It is not medical advice, and it does not replace the judgement of a
/// professional who has the client in front of them.
#[derive(Debug, Parser)]
#[command(
    name = "remit",
    version,
    after_help = "Exit codes: 0 done, 1 something was found, 2 bad usage or input, 3 interrupted.",
    disable_help_subcommand = true
)]
struct CommandLine {
    #[command(flatten)]
    global: Global,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Quiz(quiz::Quiz),
    Review(review::Review),
    Exam(exam::Exam),
    Progress(progress::Progress),
    Decide(decide::Decide),
    Who(who::Who),
    Screen(screen::Screen),
    Show(show::Show),
    Explain(explain::Explain),
    Trace(trace::Trace),
    Sources(sources::Sources),
    Map(map::Map),
    Check(check::Check),
    Diff(diff::Diff),
    Test(test::Test),
    Fmt(fmt::Fmt),
    New(new::New),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        match self {
            Self::Quiz(command) => command.run(context),
            Self::Review(command) => command.run(context),
            Self::Exam(command) => command.run(context),
            Self::Progress(command) => command.run(context),
            Self::Decide(command) => command.run(context),
            Self::Who(command) => command.run(context),
            Self::Screen(command) => command.run(context),
            Self::Show(command) => command.run(context),
            Self::Explain(command) => command.run(context),
            Self::Trace(command) => command.run(context),
            Self::Sources(command) => command.run(context),
            Self::Map(command) => command.run(context),
            Self::Check(command) => command.run(context),
            Self::Diff(command) => command.run(context),
            Self::Test(command) => command.run(context),
            Self::Fmt(command) => command.run(context),
            Self::New(command) => command.run(context),
            Self::Completions(command) => command.run(context),
            Self::Man(command) => command.run(context),
        }
    }
}

/// The command line as clap sees it: for completions, manual pages and tests.
#[must_use]
pub fn command_line() -> clap::Command {
    CommandLine::command()
}

/// Reads the arguments and does what they say.
pub(crate) fn run(arguments: &[OsString], streams: Streams<'_>) -> Exit {
    let json = wants_json(arguments);
    let clap = command_line().term_width(streams.terminal.width);
    let line = clap.try_get_matches_from(arguments);
    let line = line.and_then(|matches| CommandLine::from_arg_matches(&matches));
    let CommandLine { global, command } = match line {
        Ok(line) => line,
        Err(error) => return refuse(&error, streams, json),
    };
    let mut context = Context::new(streams, global, json);
    let done = match command {
        None => start::run(&mut context),
        Some(command) => command.run(&mut context),
    };
    done.unwrap_or_else(|failure| context.report(&failure))
}

/// Whether errors are wanted as JSON too. Asked of the bare arguments, because they may be what is
/// wrong.
fn wants_json(arguments: &[OsString]) -> bool {
    let pairs = arguments.iter().zip(arguments.iter().skip(1));
    let apart = |(option, value): (&OsString, &OsString)| option == "--format" && value == "json";
    pairs.into_iter().any(apart) || arguments.iter().any(|argument| argument == "--format=json")
}

/// What is wrong with the arguments, without the hints that follow it.
fn usage(text: &str) -> Problem {
    let message = text.split("\n\n").next().unwrap_or(text);
    let message = message.strip_prefix("error: ").unwrap_or(message);
    Problem::new("usage", message).help("`remit --help` shows how the commands are used.")
}

/// Prints help or the version if that was asked for; else what is wrong with the arguments.
fn refuse(error: &clap::Error, streams: Streams<'_>, json: bool) -> Exit {
    let text = error.render();
    if error.use_stderr() && json {
        let global = Global::default();
        return Context::new(streams, global, json).report(&usage(&text.to_string()).into());
    }
    let (stream, colour) = if error.use_stderr() {
        (streams.errors, streams.terminal.colour_errors)
    } else {
        (streams.output, streams.terminal.colour_output)
    };
    // If nobody reads it, nobody misses it.
    let _ = if colour { write!(stream, "{}", text.ansi()) } else { write!(stream, "{text}") };
    if error.use_stderr() { Exit::BadInput } else { Exit::Done }
}
