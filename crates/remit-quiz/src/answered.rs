use remit_model::Rulebook;
use serde::{Deserialize, Serialize};

use crate::family::Family;
use crate::item::{Item, Response, Score};

/// An answer that was given, with all that is needed to make the item again and to see whether it
/// comes out the same: it is kept as it stands here, and outlives the rulebook's ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// What was asked about, by [`Family::name`].
    pub family: String,
    /// The seed of the item.
    pub seed: u64,
    /// The authored vignette that was asked, by name, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vignette: Option<String>,
    /// What was chosen: an option of each part, by index.
    pub response: Response,
    /// What was right then.
    pub key: Response,
    /// The options of each part in the words and the order in which they were shown.
    pub order: Vec<Vec<String>>,
    /// The digest of what was shown: [`Item::digest`].
    pub digest: String,
    /// What the answer is worth.
    pub score: Score,
    /// How long it took, in milliseconds, as told by whoever has a clock.
    pub milliseconds: u64,
    /// Whether an earlier answer to the same item had been taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub second_thought: bool,
}

impl Answered {
    pub(crate) fn new(book: &Rulebook, item: &Item, key: Response, response: Response) -> Self {
        Self {
            family: item.family.name(book),
            seed: item.seed,
            vignette: item.vignette.clone(),
            score: Score::of(&response, &key),
            response,
            key,
            order: item.order(),
            digest: item.digest(),
            milliseconds: 0,
            second_thought: false,
        }
    }

    /// What was asked about, if the rulebook still has it.
    #[must_use]
    pub fn family(&self, book: &Rulebook) -> Option<Family> {
        Family::parse(book, &self.family)
    }

    /// Whether every part was right.
    #[must_use]
    pub fn right(&self) -> bool {
        self.score == Score::Right
    }
}
