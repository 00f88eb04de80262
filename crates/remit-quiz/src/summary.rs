use std::collections::BTreeMap;

use remit_model::Rulebook;
use remit_model::id::{RuleId, TopicId};

use crate::answered::Answered;
use crate::item::Score;

/// How many were right, and half right, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Tally {
    pub right: usize,
    pub half: usize,
    pub asked: usize,
}

impl Tally {
    pub(crate) fn count(&mut self, score: Score) {
        self.asked += 1;
        self.right += usize::from(score == Score::Right);
        self.half += usize::from(score == Score::Half);
    }
}

/// How a quiz went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Over all.
    pub all: Tally,
    /// By chapter, in order of declaration; `None` is what belongs to no chapter.
    pub topics: Vec<(Option<TopicId>, Tally)>,
    /// By rule, in order of declaration.
    pub rules: Vec<(RuleId, Tally)>,
    /// What to look at again: the rules that were not answered right, most often first.
    pub again: Vec<RuleId>,
}

impl Summary {
    /// How some answers went. What the rulebook doesn't have any more counts over all only.
    #[must_use]
    pub fn of(book: &Rulebook, answered: &[Answered]) -> Self {
        let mut all = Tally::default();
        let mut topics: BTreeMap<Option<TopicId>, Tally> = BTreeMap::new();
        let mut rules: BTreeMap<RuleId, Tally> = BTreeMap::new();
        for answered in answered {
            all.count(answered.score);
            let Some(family) = answered.family(book) else { continue };
            topics.entry(family.topic(book)).or_default().count(answered.score);
            if let Some(rule) = family.rule() {
                rules.entry(rule).or_default().count(answered.score);
            }
        }
        let mut again: Vec<_> =
            rules.iter().filter(|(_, tally)| tally.right < tally.asked).collect();
        again.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.asked - tally.right));
        let again = again.into_iter().map(|(&rule, _)| rule).collect();
        Self {
            all,
            topics: topics.into_iter().collect(),
            rules: rules.into_iter().collect(),
            again,
        }
    }
}
