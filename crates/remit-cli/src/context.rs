use std::path::PathBuf;

use clap::ValueEnum;

use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::render::{Ink, finding};
use crate::streams::{Input, Streams};

/// Options that every command has.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Global {
    /// Use the rulebook in this folder instead of the one that is built in
    #[arg(long, global = true, value_name = "DIR", help_heading = "Options for every command")]
    pub(crate) rules: Vec<PathBuf>,

    /// Add these rule files to the rulebook: a file or a folder; may be repeated
    #[arg(long, global = true, value_name = "PATH", help_heading = "Options for every command")]
    pub(crate) with: Vec<PathBuf>,

    /// When to use colour; auto: on a terminal that has it, unless NO_COLOR is set
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Options for every command"
    )]
    pub(crate) color: When,

    /// Plain text: no colour, no drawing, for screen readers and pipes
    #[arg(long, global = true, help_heading = "Options for every command")]
    pub(crate) plain: bool,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

/// What every command works with: the streams, the screen and the rulebook's files.
pub(crate) struct Context<'a> {
    streams: Streams<'a>,
    pub(crate) global: Global,
    pub(crate) ink: Ink,
    error_ink: Ink,
}

impl<'a> Context<'a> {
    pub(crate) fn new(streams: Streams<'a>, global: Global) -> Self {
        let terminal = streams.terminal;
        let colour = |auto| match global.color {
            _ if global.plain => false,
            When::Auto => auto,
            When::Always => true,
            When::Never => false,
        };
        let drawing = terminal.drawing && !global.plain;
        let ink = |auto| Ink { colour: colour(auto), drawing, width: terminal.width };
        let (ink, error_ink) = (ink(terminal.colour_output), ink(terminal.colour_errors));
        Self { streams, global, ink, error_ink }
    }

    /// Prints a result and ends the line.
    pub(crate) fn say(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        Ok(writeln!(self.streams.output, "{}", text.as_ref().trim_end_matches('\n'))?)
    }

    /// Prints what is to stay on the user's line, and shows everything printed so far.
    pub(crate) fn prompt(&mut self, text: &str) -> Result<(), Failure> {
        write!(self.streams.output, "{text}")?;
        Ok(self.streams.output.flush()?)
    }

    /// Prints a value as JSON.
    pub(crate) fn json(&mut self, value: &impl serde::Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).map_err(std::io::Error::from)?;
        self.say(text)
    }

    /// Prints a remark beside the result.
    pub(crate) fn remark(&mut self, text: impl AsRef<str>) {
        // A complaint that can't be printed has nowhere else to go.
        let _ = writeln!(self.streams.errors, "{}", text.as_ref().trim_end_matches('\n'));
    }

    /// What the user types or pipes in.
    pub(crate) fn input(&mut self) -> &mut dyn Input {
        self.streams.input
    }

    /// Says what went wrong, and how the program ends for it.
    pub(crate) fn report(&mut self, failure: &Failure) -> Exit {
        let ink = self.error_ink;
        match failure {
            // Whoever read our output has had enough of it.
            Failure::Closed => return Exit::Done,
            Failure::Output(error) => {
                let problem = Problem::new("output", "the output could not be written")
                    .why(error.to_string());
                self.remark(finding::problem(ink, &problem));
            }
            Failure::Input(problems) => {
                for problem in problems {
                    self.remark(finding::problem(ink, problem));
                }
            }
            Failure::Findings { sources, diagnostics } => {
                self.remark(finding::list(ink, sources, diagnostics));
            }
        }
        Exit::BadInput
    }
}
