//! The one binary, `remit`: files, streams, arguments and rendering; a file per command.
//!
//! The program is a function of its arguments and [`Streams`], so that whole sessions can be
//! tested without starting a process.

#![expect(clippy::indexing_slicing, reason = "an id looks into the tables of its own rulebook")]

mod ask;
mod book;
mod commands;
mod context;
mod embedded;
mod exit;
mod failure;
mod json;
mod learner;
mod load;
mod quizzes;
mod render;
mod report;
mod revision;
mod sitting;
mod streams;
mod surroundings;
mod taking;
mod told;
mod what_if;
mod whole;

use std::ffi::OsString;

pub use commands::command_line;
pub use exit::Exit;
pub use streams::{Input, Keyboard, Said, Script, Streams, Terminal};
pub use surroundings::{Clock, SystemClock, home_of_this_process};

/// Runs the program with the arguments of a command line (the first is the program's name).
pub fn run<I>(arguments: I, streams: Streams<'_>) -> Exit
where
    I: IntoIterator<Item = OsString>,
{
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    commands::run(&arguments, streams)
}
