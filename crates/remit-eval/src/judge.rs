use remit_model::Rulebook;
use remit_model::id::{RoleId, ServiceId};

use crate::case::{Case, Completion};
use crate::decision::{Core, Decision, Who};

/// A rulebook made ready for deciding.
#[derive(Debug)]
pub struct Judge<'a> {
    /// The rulebook.
    pub book: &'a Rulebook,
}

impl<'a> Judge<'a> {
    /// Makes a rulebook ready.
    #[must_use]
    pub fn new(book: &'a Rulebook) -> Self {
        Self { book }
    }

    /// Decides a case, with its explanation. Unknown facts are decided exactly (D16).
    #[must_use]
    pub fn decide(&self, _case: &Case, _role: RoleId, _services: &[ServiceId]) -> Decision {
        unimplemented!("arrives with the judge")
    }

    /// The core of one completion (D16), as cheaply as can be.
    #[must_use]
    pub fn core(&self, _client: &Completion, _role: RoleId, _services: &[ServiceId]) -> Core {
        unimplemented!("arrives with the judge")
    }

    /// Who may, and who should, serve the client (D13).
    #[must_use]
    pub fn who(&self, _case: &Case, _services: &[ServiceId]) -> Who {
        unimplemented!("arrives with the judge")
    }
}
