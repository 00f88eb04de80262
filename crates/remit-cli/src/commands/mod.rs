//! The command line. A file per command; its doc comment is its help.

mod check;
mod completions;
mod explain;
mod fmt;
mod man;
mod show;
mod start;
mod trace;

use std::ffi::OsString;

use clap::{CommandFactory, Parser, Subcommand};

use crate::context::{Context, Global};
use crate::exit::Exit;
use crate::failure::Failure;
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
    disable_help_subcommand = true,
    max_term_width = 100
)]
struct CommandLine {
    #[command(flatten)]
    global: Global,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Show(show::Show),
    Explain(explain::Explain),
    Trace(trace::Trace),
    Check(check::Check),
    Fmt(fmt::Fmt),
    Completions(completions::Completions),
    Man(man::Man),
}

/// The command line as clap sees it: for completions, manual pages and tests.
#[must_use]
pub fn command_line() -> clap::Command {
    CommandLine::command()
}

/// Reads the arguments and does what they say.
pub(crate) fn run(arguments: Vec<OsString>, streams: Streams<'_>) -> Exit {
    let CommandLine { global, command } = match CommandLine::try_parse_from(&arguments) {
        Ok(line) => line,
        Err(error) => return refuse(&error, streams),
    };
    let mut context = Context::new(streams, global);
    let done = match command {
        None => start::run(&mut context),
        Some(Command::Show(command)) => command.run(&mut context),
        Some(Command::Explain(command)) => command.run(&mut context),
        Some(Command::Trace(command)) => command.run(&mut context),
        Some(Command::Check(command)) => command.run(&mut context),
        Some(Command::Fmt(command)) => command.run(&mut context),
        Some(Command::Completions(command)) => command.run(&mut context),
        Some(Command::Man(command)) => command.run(&mut context),
    };
    done.unwrap_or_else(|failure: Failure| context.report(&failure))
}

/// Prints help or the version if that was asked for; else what is wrong with the arguments.
fn refuse(error: &clap::Error, streams: Streams<'_>) -> Exit {
    let (stream, colour) = if error.use_stderr() {
        (streams.errors, streams.terminal.colour_errors)
    } else {
        (streams.output, streams.terminal.colour_output)
    };
    let text = error.render();
    // If nobody reads it, nobody misses it.
    let _ = if colour { write!(stream, "{}", text.ansi()) } else { write!(stream, "{text}") };
    if error.use_stderr() { Exit::BadInput } else { Exit::Done }
}
