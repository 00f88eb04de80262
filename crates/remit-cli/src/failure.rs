use std::io;

use remit_source::{Diagnostic, Sources};

/// Something about the command line or a file that keeps a command from being done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// A stable name, as diagnostics have one.
    pub(crate) code: &'static str,
    /// What is wrong: lower case, no full stop.
    pub(crate) message: String,
    /// The file, and the line and column if known.
    pub(crate) place: Option<String>,
    /// Why it is wrong, where that is not plain.
    pub(crate) why: Option<String>,
    /// What to try: a whole sentence.
    pub(crate) help: Option<String>,
}

impl Problem {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), place: None, why: None, help: None }
    }

    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    pub(crate) fn why(mut self, text: impl Into<String>) -> Self {
        self.why = Some(text.into());
        self
    }

    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

/// Why a command could not be done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody reads the output any more, as in `remit show | head`.
    Closed,
    /// The output could not be written.
    Output(io::Error),
    /// The command line or some files can't be used.
    Input(Vec<Problem>),
    /// The rulebook or a client's file has mistakes; and perhaps some files can't be used.
    Findings { sources: Box<Sources>, diagnostics: Vec<Diagnostic>, problems: Vec<Problem> },
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Input(vec![problem])
    }
}

impl From<io::Error> for Failure {
    /// For the output only: what goes wrong with a file that is read becomes a [`Problem`] with
    /// the file's name.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Output(error),
        }
    }
}
