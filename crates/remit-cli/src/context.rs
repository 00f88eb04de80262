use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::ValueEnum;
use remit_tui::{Look, Page, Screen, Theme};

use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::json::Errors;
use crate::render::{Ink, clean, finding};
use crate::streams::{Input, Said, Streams};
use crate::surroundings::Clock;

/// Options that every command has.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Global {
    /// Use the rulebook in this folder instead of the one that is built in
    #[arg(long, global = true, value_name = "DIR", help_heading = "Options for every command")]
    pub(crate) rules: Vec<PathBuf>,

    /// Add these rule files to the rulebook: a file or a folder; may be repeated
    #[arg(long, global = true, value_name = "PATH", help_heading = "Options for every command")]
    pub(crate) with: Vec<PathBuf>,

    /// When to use colour; auto: on a terminal that has it, unless `NO_COLOR` is set
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum When {
    #[default]
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
    /// Whether what goes wrong is printed as JSON, as the result would be.
    json_errors: bool,
    /// How whole screens look; `None` where everything is told in lines.
    look: Option<Look>,
    /// The terminal, once a whole screen was shown.
    screen: Option<Screen>,
    /// What was said since the last whole screen, where there are whole screens.
    told: String,
    /// Whether what is said is kept for a whole screen, and not printed.
    held: bool,
    /// Whether a whole screen has told since then how a practice went.
    practised: bool,
}

impl<'a> Context<'a> {
    pub(crate) fn new(streams: Streams<'a>, global: Global, json_errors: bool) -> Self {
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
        let look = terminal.screen.filter(|_| !global.plain).map(|look| {
            let bare = global.color == When::Never;
            Look { theme: if bare { Theme::Bare } else { look.theme }, ..look }
        });
        Self {
            streams,
            global,
            ink,
            error_ink,
            json_errors,
            look,
            screen: None,
            told: String::new(),
            held: false,
            practised: false,
        }
    }

    /// What time it is.
    pub(crate) fn clock(&self) -> &'a dyn Clock {
        self.streams.clock
    }

    /// How whole screens look, if they can be shown: the terminal is taken for them now. Where that
    /// fails, everything is told in lines.
    pub(crate) fn look(&mut self) -> Option<Look> {
        let look = self.look?;
        if self.screen.is_none() {
            // What was said before stands above, whatever comes.
            let flushed = self.streams.output.flush();
            self.screen = flushed.and_then(|()| Screen::open(look.mouse)).ok();
        }
        if self.screen.is_none() {
            self.look = None;
        }
        self.look
    }

    /// Shows a page until it is left. What the learner changes of its look stays.
    pub(crate) fn show<P: Page>(&mut self, page: &mut P) -> Result<P::End, Failure> {
        self.streams.output.flush()?;
        let screen = match &mut self.screen {
            Some(screen) => screen,
            none => none.insert(Screen::open(page.look().mouse)?),
        };
        let end = screen.show(page)?;
        self.look = Some(page.look());
        Ok(end)
    }

    /// What was said since this was last asked, where there are whole screens.
    pub(crate) fn told(&mut self) -> String {
        std::mem::take(&mut self.told)
    }

    /// From now on, what is said is not printed but kept, to be shown on a whole screen; or not any
    /// more.
    pub(crate) fn hold(&mut self, held: bool) {
        self.held = held;
        self.practised = false;
        self.told.clear();
    }

    /// A whole screen has told how a practice went: nobody needs to be told again.
    pub(crate) fn practised(&mut self) {
        self.practised = true;
    }

    /// Whether one has, since what is said is kept.
    pub(crate) fn has_practised(&self) -> bool {
        self.practised
    }

    /// Lines follow: a whole screen gives way to them.
    fn in_lines(&mut self) {
        if let Some(screen) = &mut self.screen {
            screen.pause();
        }
    }

    /// The folder in which what learners did is kept, if there is one.
    pub(crate) fn home(&self) -> Option<&Path> {
        self.streams.home.as_deref()
    }

    /// Prints a result and ends the line.
    pub(crate) fn say(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        if self.look.is_some() {
            self.told.push_str(text.as_ref().trim_end_matches('\n'));
            self.told.push('\n');
        }
        if self.held {
            return Ok(());
        }
        self.in_lines();
        Ok(writeln!(self.streams.output, "{}", text.as_ref().trim_end_matches('\n'))?)
    }

    /// Where results go, for whoever writes them piece by piece.
    pub(crate) fn output(&mut self) -> &mut dyn std::io::Write {
        self.streams.output
    }

    /// Prints a paragraph, broken into lines that fit the screen.
    pub(crate) fn tell(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        let filled = self.ink.fill("", "", text.as_ref());
        self.say(filled)
    }

    /// Shows a prompt and waits for a line. What is not typed at a terminal is printed after the
    /// prompt, so that a session reads the same wherever its answers come from.
    pub(crate) fn hear(&mut self, prompt: &str) -> Result<Said, Failure> {
        self.in_lines();
        write!(self.streams.output, "{prompt}")?;
        self.streams.output.flush()?;
        let said = self.streams.input.line();
        match &said {
            Said::Line(line) if self.streams.terminal.echo => self.say(clean(line))?,
            Said::Line(_) => {}
            Said::End | Said::Interrupt => self.say("")?,
        }
        Ok(said)
    }

    /// Set once the user wants to stop; to be looked at by whatever takes long.
    pub(crate) fn interrupts(&mut self) -> Arc<AtomicBool> {
        self.streams.input.interrupts()
    }

    /// Whether it is shown how far something is: not where drawing isn't wanted.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.global.plain
    }

    /// Prints a value as JSON.
    pub(crate) fn json(&mut self, value: &impl serde::Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).map_err(std::io::Error::from)?;
        self.say(text)
    }

    /// Prints a remark beside the result.
    pub(crate) fn remark(&mut self, text: impl AsRef<str>) {
        if self.held {
            self.told.push_str(text.as_ref().trim_end_matches('\n'));
            self.told.push('\n');
            return;
        }
        self.in_lines();
        // A complaint that can't be printed has nowhere else to go.
        let _ = writeln!(self.streams.errors, "{}", text.as_ref().trim_end_matches('\n'));
    }

    /// Says what is wrong beside the result, and goes on.
    pub(crate) fn warn(&mut self, problem: &Problem) {
        let told = finding::warning(self.error_ink, problem);
        self.remark(told);
    }

    /// What the user types or pipes in.
    pub(crate) fn input(&mut self) -> &mut dyn Input {
        self.streams.input
    }

    /// Says what went wrong, and how the program ends for it.
    pub(crate) fn report(&mut self, failure: &Failure) -> Exit {
        let ink = self.error_ink;
        if let Some(errors) = Errors::of(failure).filter(|_| self.json_errors) {
            // Whoever doesn't read it needs no exit code either.
            let _ = self.json(&errors);
            return Exit::BadInput;
        }
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
            Failure::Findings { sources, diagnostics, problems } => {
                self.remark(finding::list(ink, sources, diagnostics));
                for problem in problems {
                    self.remark(finding::problem(ink, problem));
                }
            }
        }
        Exit::BadInput
    }
}
