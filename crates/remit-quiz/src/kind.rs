use serde::{Deserialize, Serialize};

/// The kinds of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What the practitioner does with the client.
    Decide,
    /// What the practitioner does with each of two clients, who differ in one fact.
    Pair,
    /// What to ask first of a client of whom something decisive isn't known.
    NextQuestion,
    /// Which one change would turn the decision.
    TurningPoint,
    /// Which practitioners may serve the client.
    Who,
    /// Whether the practitioner may do this for the client.
    Act,
    /// How sick, well or fit the client is.
    Stage,
    /// What a source says.
    Statement,
}

impl Kind {
    /// All kinds, in the order in which they are listed.
    #[must_use]
    pub fn all() -> [Self; 8] {
        [
            Self::Decide,
            Self::Pair,
            Self::NextQuestion,
            Self::TurningPoint,
            Self::Who,
            Self::Act,
            Self::Stage,
            Self::Statement,
        ]
    }

    /// The name that quiz files, families and records use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::Pair => "pair",
            Self::NextQuestion => "next-question",
            Self::TurningPoint => "turning-point",
            Self::Who => "who",
            Self::Act => "act",
            Self::Stage => "stage",
            Self::Statement => "statement",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|kind| kind.name() == name)
    }

    /// How often it is asked in practice, relative to the others, where nothing else is wanted.
    /// What the practitioner does is the heart of the matter, so half of all questions ask just
    /// that.
    pub(crate) fn weight(self) -> usize {
        match self {
            Self::Decide => 50,
            Self::Pair => 15,
            Self::NextQuestion | Self::TurningPoint | Self::Who => 8,
            Self::Act => 5,
            Self::Stage | Self::Statement => 3,
        }
    }
}
