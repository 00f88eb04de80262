//! What is found of a rulebook, and the client who shows it.

use remit_eval::Case;
use remit_model::Rulebook;
use remit_model::id::{FactId, RoleId, ServiceId, SettingId};
use remit_model::rulebook::Value;
use remit_source::Diagnostic;
use remit_words::{Telling, Words};

/// Something that is true of a rulebook and probably not meant.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What, where, why, and what to try.
    pub diagnostic: Diagnostic,
    /// A client who shows it, where one does.
    pub witness: Option<Witness>,
}

impl Finding {
    /// The same with a client who shows it.
    #[must_use]
    pub fn shown_by(self, witness: Witness) -> Self {
        Self { witness: Some(witness), ..self }
    }
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, witness: None }
    }
}

/// A client, and who is asked for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// What is known of the client.
    pub case: Case,
    /// Who is asked.
    pub role: RoleId,
    /// What for. Never empty.
    pub services: Vec<ServiceId>,
}

impl Witness {
    /// The client in a few sentences.
    #[must_use]
    pub fn vignette(&self, book: &Rulebook) -> String {
        let case = &self.case;
        let given = |fact: FactId| (!case.assumed.contains(fact)).then(|| case.value(fact));
        let told: Vec<(FactId, Value)> =
            book.facts.ids().filter_map(|id| Some((id, given(id)??.clone()))).collect();
        let unusual = |(id, value): (SettingId, &usize)| {
            (book.settings[id].usual != *value).then_some((id, *value))
        };
        let settings: Vec<_> =
            book.settings.ids().zip(&case.settings).filter_map(unusual).collect();
        Words::new(book).vignette(&Telling {
            facts: &told,
            services: &self.services,
            settings: &settings,
            screen: case.screen,
            open: case.open().next().is_some(),
            style: 0,
        })
    }
}
