use remit_eval::Core;
use remit_model::id::RoleId;
use remit_scenario::{Scenario, Unreached};

use crate::family::Family;

/// A question with its options.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it is about.
    pub family: Family,
    /// The seed that makes it again.
    pub seed: u64,
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
    /// This is what a source says, or doesn't.
    Text,
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
    /// The client takes too many words to tell.
    TooLong,
    /// There are not four options that mean different things.
    TooFewOptions,
}

impl std::fmt::Display for NoItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unreached(Unreached::NotAsked) => "nobody is asked about it",
            Self::Unreached(Unreached::NeverDecides) => "it never changes what is decided",
            Self::Unreached(Unreached::NoClient) => "no client was found to whom it applies",
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
            Self::TooLong => "its clients take too many words to tell",
            Self::TooFewOptions => "there are not four different things to answer",
        })
    }
}
