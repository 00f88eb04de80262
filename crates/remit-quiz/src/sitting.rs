use std::fmt;

use crate::session::{Input, Refused, Session};

/// A session together with whoever keeps it. Whatever shows a session drives one of these, so that
/// an answer is kept before the next question is seen, however it is shown.
pub trait Sitting {
    /// The session as it stands.
    fn session(&self) -> &Session<'_>;

    /// What the learner does: applied, and kept.
    ///
    /// # Errors
    ///
    /// Why that does nothing now, or why it could not be kept. In either case the session is as it
    /// was.
    fn apply(&mut self, input: Input) -> Result<(), Trouble>;
}

/// Why an input did nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It makes no sense now.
    Refused(Refused),
    /// It could not be kept.
    NotKept {
        /// What is wrong: lower case, no full stop.
        message: String,
        /// What to try: whole sentences.
        help: String,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => refused.fmt(f),
            Self::NotKept { message, help } => write!(f, "{message}. {help}"),
        }
    }
}

impl From<Refused> for Trouble {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// A session by itself keeps nothing.
impl Sitting for Session<'_> {
    fn session(&self) -> &Session<'_> {
        self
    }

    fn apply(&mut self, input: Input) -> Result<(), Trouble> {
        Ok(Session::apply(self, input)?)
    }
}
