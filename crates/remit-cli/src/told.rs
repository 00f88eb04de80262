//! A client who shows what was found, put into words.

use remit_analysis::Witness;
use remit_model::Rulebook;
use serde::Serialize;

/// A client who shows a finding, told.
#[derive(Serialize)]
pub(crate) struct Told {
    /// Who is asked.
    pub(crate) practitioner: String,
    /// What for.
    pub(crate) services: Vec<String>,
    /// In a few sentences.
    pub(crate) vignette: String,
    /// As an example to paste.
    pub(crate) example: String,
}

impl Told {
    /// The client who shows a finding about a rulebook.
    pub(crate) fn of(book: &Rulebook, witness: &Witness) -> Self {
        let services = witness.services.iter().map(|id| book.services[*id].label.name.clone());
        Self {
            practitioner: book.roles[witness.role].label.name.clone(),
            services: services.collect(),
            vignette: witness.vignette(book),
            example: witness.example(book),
        }
    }
}
