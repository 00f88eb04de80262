//! What is found of a rulebook, and the client who shows it.

use remit_eval::Case;
use remit_model::Rulebook;
use remit_model::id::{FactId, RoleId, ServiceId, SettingId};
use remit_model::rulebook::{IdSet, Value};
use remit_source::Diagnostic;
use remit_words::{Telling, Words};

use crate::as_example;

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
    /// A client with a finished checklist (the rulebook's first, if it has one) and these facts.
    #[must_use]
    pub fn screened(
        book: &Rulebook,
        (role, service): (RoleId, ServiceId),
        facts: &[(FactId, Value)],
    ) -> Self {
        let mut case = Case::new(book);
        for (fact, value) in facts {
            case.give(*fact, value.clone());
        }
        if let Some(screen) = book.screens.ids().next() {
            case.finish(book, screen);
        }
        Self { case, role, services: vec![service] }
    }

    /// The client as an example that expects what is decided today: to be pasted into a rule file,
    /// once it is known to be right.
    #[must_use]
    pub fn example(&self, book: &Rulebook) -> String {
        let decision = remit_eval::decide(book, &self.case, self.role, &self.services);
        let service = self.services.first().copied();
        service.map_or_else(String::new, |service| {
            as_example(book, &self.case, self.role, service, &decision)
        })
    }

    /// The client in a few sentences: all that is known and not taken for granted.
    #[must_use]
    pub fn vignette(&self, book: &Rulebook) -> String {
        self.told(book, |_| true)
    }

    /// The client in a few sentences, of whom only some facts are told.
    #[must_use]
    pub fn vignette_of(&self, book: &Rulebook, facts: &IdSet<FactId>) -> String {
        self.told(book, |fact| facts.contains(fact))
    }

    fn told(&self, book: &Rulebook, tell: impl Fn(FactId) -> bool) -> String {
        let case = &self.case;
        let given =
            |fact: FactId| (tell(fact) && !case.assumed.contains(fact)).then(|| case.value(fact));
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
