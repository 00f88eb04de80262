use remit_model::Rulebook;
use remit_model::id::{FactId, Id, ScreenId, SettingId};
use remit_model::rulebook::{Example, IdSet, Value};
use remit_source::{Diagnostic, FileId};

use crate::judge::Judge;
use crate::read::read;

/// What is wrong with a case: a finding with its place in the JSON text.
pub type CaseError = Diagnostic;

/// What is known of a client, and under which settings it is judged (D1, D2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// By fact: its value, given or assumed, not yet closed under `implies` nor masked by
    /// `asked when`; `None` if it is unknown.
    pub facts: Vec<Option<Value>>,
    /// Facts named unknown: a screen doesn't close these.
    pub unknown: IdSet<FactId>,
    /// Facts that have their usual value only because a finished screen closes them.
    pub assumed: IdSet<FactId>,
    /// By setting: the index of the chosen value.
    pub settings: Vec<usize>,
    /// The screen that was finished.
    pub screen: Option<ScreenId>,
}

impl Case {
    /// A case of which nothing is known, under the usual settings.
    #[must_use]
    pub fn new(book: &Rulebook) -> Self {
        Self {
            facts: vec![None; book.facts.len()],
            unknown: IdSet::default(),
            assumed: IdSet::default(),
            settings: book.settings.values().map(|setting| setting.usual).collect(),
            screen: None,
        }
    }

    /// The value of a fact; `None` if it is unknown.
    #[must_use]
    pub fn value(&self, fact: FactId) -> Option<&Value> {
        self.facts.get(fact.index()).and_then(Option::as_ref)
    }

    /// Gives a fact a value.
    pub fn give(&mut self, fact: FactId, value: Value) {
        self.unknown.remove(fact);
        self.assumed.remove(fact);
        if let Some(slot) = self.facts.get_mut(fact.index()) {
            *slot = Some(value);
        }
    }

    /// Names a fact unknown, whatever was said of it and whatever the screen closes.
    pub fn forget(&mut self, fact: FactId) {
        self.unknown.insert(fact);
        self.assumed.remove(fact);
        if let Some(slot) = self.facts.get_mut(fact.index()) {
            *slot = None;
        }
    }

    /// Chooses a value of a setting, by its index.
    pub fn choose(&mut self, setting: SettingId, value: usize) {
        if let Some(slot) = self.settings.get_mut(setting.index()) {
            *slot = value;
        }
    }

    /// Finishes a screen: what it closes and is neither given nor named unknown takes its usual
    /// value, and is recorded as assumed (D2).
    pub fn finish(&mut self, book: &Rulebook, screen: ScreenId) {
        self.screen = Some(screen);
        for fact in book.screens[screen].closes.iter() {
            let open = self.value(fact).is_none() && !self.unknown.contains(fact);
            if let (true, Some(usual)) = (open, &book.facts[fact].usual) {
                self.give(fact, usual.clone());
                self.assumed.insert(fact);
            }
        }
    }

    /// The facts whose value is not known, named so or not, in order.
    pub fn open(&self) -> impl Iterator<Item = FactId> + '_ {
        let unknown = |(index, value): (usize, &Option<Value>)| value.is_none().then_some(index);
        self.facts.iter().enumerate().filter_map(unknown).map(FactId::from_index)
    }

    /// The client of an example: of several, the first.
    #[must_use]
    pub fn from_example(book: &Rulebook, example: &Example) -> Self {
        let first = example.grid.iter().filter_map(|axis| Some((axis.fact, axis.values.first()?)));
        Self::of_example(book, example, &first.collect::<Vec<_>>())
    }

    /// A client of an example, with the values chosen for what is told in several ways.
    pub(crate) fn of_example(
        book: &Rulebook,
        example: &Example,
        chosen: &[(FactId, &Value)],
    ) -> Self {
        let mut case = Self::new(book);
        let told = example.facts.iter().map(|(fact, value)| (*fact, value));
        for (fact, value) in told.chain(chosen.iter().copied()) {
            case.give(fact, value.clone());
        }
        for fact in &example.unknown {
            case.forget(*fact);
        }
        for (setting, value) in &example.settings {
            case.choose(*setting, *value);
        }
        if let Some(screen) = example.screen {
            case.finish(book, screen);
        }
        case
    }

    /// The case as one completion, if nothing is unknown.
    #[must_use]
    pub fn complete(&self) -> Option<Completion> {
        let values = self.facts.iter().cloned().collect::<Option<Vec<_>>>()?;
        Some(Completion { values, settings: self.settings.clone() })
    }

    /// Reads a case from JSON: what the text says, with settings chosen over it (`("jurisdiction",
    /// "us-la")`).
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, in order of place.
    pub fn from_json(
        book: &Rulebook,
        file: FileId,
        text: &str,
        settings: &[(String, String)],
    ) -> Result<Self, Vec<CaseError>> {
        read(&Judge::new(book), file, text, settings)
    }
}

/// A case with a value for every fact (D3): as given, not yet closed under `implies` nor masked by
/// `asked when`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// By fact.
    pub values: Vec<Value>,
    /// By setting: the index of the chosen value.
    pub settings: Vec<usize>,
}
