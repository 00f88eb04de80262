use std::process::ExitCode;

/// How the program ended. The numbers are documented and stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// The program did what it was asked to do.
    Done = 0,
    /// It did, and found something: a warning, an example that fails, a file to format.
    Findings = 1,
    /// The command line or a file could not be used.
    BadInput = 2,
    /// It was interrupted, or its input ended before it was done.
    Interrupted = 3,
}

impl Exit {
    /// The number that the shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
