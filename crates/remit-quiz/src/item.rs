use remit_eval::Core;
use remit_model::id::{FactId, RoleId, ServiceId, StageId};
use remit_model::rulebook::{Value, Verdict};
use remit_scenario::{Scenario, Unreached};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::family::Family;
use crate::options::Arranged;

/// A question, or several that are asked together and scored as one.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it is about.
    pub family: Family,
    /// The seed that makes it again.
    pub seed: u64,
    /// The authored vignette that it tells, by name, if nobody drew it.
    pub vignette: Option<String>,
    /// What is asked: two parts of a pair, one part of every other kind.
    pub parts: Vec<Part>,
    /// What all parts turn on, as a sentence to be said after the answer; only of a pair.
    pub turns_on: Option<String>,
}

/// One question with its options.
#[derive(Debug, Clone)]
pub struct Part {
    /// The client, in words; empty if the question is about none.
    pub stem: String,
    /// The question.
    pub question: String,
    /// What can be answered.
    pub options: Vec<Choice>,
    /// Which option is right, by index.
    pub key: usize,
    /// The client, if the question is about one.
    pub scenario: Option<Scenario>,
}

/// What is chosen of an item: one option of each part, by index.
pub type Response = Vec<usize>;

/// What an answer is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Score {
    /// Every part is wrong.
    Wrong,
    /// One half of a pair is right: less than right, because half of a pair can be guessed as
    /// easily as any item.
    Half,
    /// Every part is right.
    Right,
}

impl Score {
    /// What a response is worth, given the key.
    #[must_use]
    pub fn of(response: &[usize], key: &[usize]) -> Self {
        let right = response.iter().zip(key).filter(|(one, other)| one == other).count();
        match right {
            right if right == key.len() && response.len() == key.len() => Self::Right,
            0 => Self::Wrong,
            _ => Self::Half,
        }
    }
}

impl Item {
    /// Which options are right, by part.
    #[must_use]
    pub fn key(&self) -> Response {
        self.parts.iter().map(|part| part.key).collect()
    }

    /// The words of the options of each part, in the order in which they are shown.
    #[must_use]
    pub fn order(&self) -> Vec<Vec<String>> {
        let texts = |part: &Part| part.options.iter().map(|choice| choice.text.clone()).collect();
        self.parts.iter().map(texts).collect()
    }

    /// A digest of everything that is shown of the item, SHA-256 in hexadecimal: two items with the
    /// same digest read the same. Lengths stand before texts, so that no two items run together.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        let mut add = |text: &str| {
            digest.update((text.len() as u64).to_le_bytes());
            digest.update(text);
        };
        for part in &self.parts {
            add(&part.stem);
            add(&part.question);
            add(&part.options.len().to_string());
            part.options.iter().for_each(|choice| add(&choice.text));
        }
        hexadecimal(&digest.finalize())
    }

    /// Whether the response chooses an option of each part.
    #[must_use]
    pub fn accepts(&self, response: &[usize]) -> bool {
        response.len() == self.parts.len()
            && self.parts.iter().zip(response).all(|(part, &chosen)| chosen < part.options.len())
    }

    /// What the answer to the first part comes to, if it is about a client.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let scenario = self.parts.iter().find_map(|part| part.scenario.as_ref())?;
        Some(scenario.core.verdict)
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// An option.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its words.
    pub text: String,
    /// What it means.
    pub answer: Answer,
    /// What somebody may have got wrong who chooses it, as a sentence.
    pub reveals: Option<String>,
}

/// What an option means. Two options of an item never mean the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// This is done with the client.
    Core(Core),
    /// These practitioners may serve the client, in order of declaration.
    Roles(Vec<RoleId>),
    /// This is to be asked first.
    Fact(FactId),
    /// This fact were otherwise, and had this value.
    Change(FactId, Value),
    /// This may be done for the client, or may not, as the question is.
    Act(ServiceId),
    /// The client is in this stage of health.
    Stage(StageId),
    /// This is what a source says, or doesn't.
    Text,
}

/// A question with its options, before it stands beside a client.
pub(crate) struct Draft {
    pub(crate) question: String,
    pub(crate) options: Vec<Choice>,
    pub(crate) key: usize,
    /// Whether the lengths of the options tell nothing: any of them could have been the key's.
    pub(crate) even: bool,
}

impl Draft {
    pub(crate) fn new(question: String, arranged: Arranged<1>) -> Self {
        let Arranged { options, keys: [key], even } = arranged;
        Self { question, options, key, even }
    }
}

/// Why there is no item of a family for a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoItem {
    /// No client was found.
    Unreached(Unreached),
    /// The client is taken by several rules that each cover a part, which no single rule explains.
    CoveredSeparately,
    /// Nobody starts, whosever client it is.
    Stopped,
    /// No single change of what is known would alter the answer.
    NothingTurns,
    /// The client takes too many words to tell.
    TooLong,
    /// There are not four options that mean different things.
    TooFewOptions,
    /// Items of this kind are not made of a rule.
    NoSuchKind,
}

impl std::fmt::Display for NoItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unreached(Unreached::NotAsked) => "nobody is asked about it",
            Self::Unreached(Unreached::NeverDecides) => "it never changes what is decided",
            Self::Unreached(Unreached::NoClient) => "no client was found to whom it applies",
            Self::Unreached(Unreached::NotTheirs) => {
                "whoever it applies to is somebody else's client anyway"
            }
            Self::Unreached(Unreached::NotDecisive) => {
                "it applies to clients, but was never found to decide"
            }
            Self::Unreached(Unreached::NotTellable) => {
                "it decides, but what can be told of a client leaves the answer open"
            }
            Self::Unreached(Unreached::NothingTips) => {
                "no change of one fact that can be told changes the answer"
            }
            Self::CoveredSeparately => "only several rules together take its clients",
            Self::Stopped => "it stops everybody, whosever client it is",
            Self::NothingTurns => "no single change would alter what is done",
            Self::TooLong => "its clients take too many words to tell",
            Self::TooFewOptions => "there are not four different things to answer",
            Self::NoSuchKind => "this kind of question is not asked about it",
        })
    }
}
