//! What comes next where rules are wanted in an order: the weak ones again and again, the due ones
//! once each, a few of every topic.

use std::collections::BTreeMap;

use remit_model::Rulebook;
use remit_model::id::{RuleId, TopicId};
use remit_scenario::Draw;

use crate::answered::Answered;
use crate::family::Family;
use crate::item::Score;
use crate::kind::Kind;
use crate::plan::Scope;
use crate::selector::{Pick, Selector};

/// The families of some rules, in the order in which the rules are wanted.
#[derive(Debug)]
struct Wanted(Vec<(RuleId, Vec<Family>)>);

impl Wanted {
    fn of(book: &Rulebook, scope: &Scope) -> Self {
        let mut by_rule: BTreeMap<RuleId, Vec<Family>> = BTreeMap::new();
        for family in Family::all(book).into_iter().filter(|family| scope.fits(book, *family)) {
            if let Some(rule) = family.rule() {
                by_rule.entry(rule).or_default().push(family);
            }
        }
        if scope.rules.is_empty() {
            return Self(by_rule.into_iter().collect());
        }
        let of_rule = |rule: &RuleId| Some((*rule, by_rule.remove(rule)?));
        Self(scope.rules.iter().filter_map(of_rule).collect())
    }

    fn give_up(&mut self, family: Family) {
        for (_, families) in &mut self.0 {
            families.retain(|other| *other != family);
        }
        self.0.retain(|(_, families)| !families.is_empty());
    }
}

/// A family of the kind that measures best of those there are: of a pair, both must be right, so
/// that a right answer is hardly ever a guess.
fn surest(families: &[Family], draw: &mut Draw) -> Option<Family> {
    let rank = |family: &Family| match family.kind() {
        Kind::Pair => 0,
        Kind::Decide => 1,
        _ => 2,
    };
    draw.shuffled(families.iter().copied()).into_iter().min_by_key(rank)
}

/// A family of any kind, as often as in practice.
fn any_kind(families: &[Family], draw: &mut Draw) -> Option<Family> {
    let mut at = draw.below(families.iter().map(|family| family.kind().weight()).sum());
    families.iter().copied().find(|family| {
        let here = at < family.kind().weight();
        at = at.saturating_sub(family.kind().weight());
        here
    })
}

/// How often each rule was asked about in this session, and how often the answer was not right.
fn so_far(book: &Rulebook, history: &[Answered]) -> BTreeMap<RuleId, (usize, usize)> {
    let mut counts: BTreeMap<RuleId, (usize, usize)> = BTreeMap::new();
    for answered in history {
        if let Some(rule) = answered.family(book).and_then(Family::rule) {
            let (asked, missed) = counts.entry(rule).or_default();
            *asked += 1;
            *missed += usize::from(!answered.right());
        }
    }
    counts
}

/// Weak rules: the weaker half twice as often as the others, and what is missed again sooner.
#[derive(Debug)]
pub(crate) struct Weak<'a> {
    book: &'a Rulebook,
    wanted: Wanted,
}

impl<'a> Weak<'a> {
    pub(crate) fn new(book: &'a Rulebook, scope: &Scope) -> Self {
        Self { book, wanted: Wanted::of(book, scope) }
    }
}

impl Selector for Weak<'_> {
    fn next(&mut self, history: &[Answered], draw: &mut Draw) -> Option<Pick> {
        let counts = so_far(self.book, history);
        let last = history.last().and_then(|last| last.family(self.book)).and_then(Family::rule);
        let rules = &self.wanted.0;
        let half = rules.len().div_ceil(2);
        // When each would have its next turn, if turns were as long as it is strong.
        let turn = |at: usize, rule: RuleId| {
            let (asked, missed) = counts.get(&rule).copied().unwrap_or_default();
            let weight = missed + if at < half { 2 } else { 1 };
            ((asked + 1) * 1_000 / weight, at)
        };
        let others = rules.iter().enumerate();
        let others = others.filter(|(_, (rule, _))| Some(*rule) != last || rules.len() == 1);
        let (_, (_, families)) = others.min_by_key(|(at, (rule, _))| turn(*at, *rule))?;
        any_kind(families, draw).map(Pick::from)
    }

    fn give_up(&mut self, family: Family) {
        self.wanted.give_up(family);
    }
}

/// Rules that are due, each once, in their order.
#[derive(Debug)]
pub(crate) struct Review<'a> {
    book: &'a Rulebook,
    wanted: Wanted,
}

impl<'a> Review<'a> {
    pub(crate) fn new(book: &'a Rulebook, scope: &Scope) -> Self {
        Self { book, wanted: Wanted::of(book, scope) }
    }
}

impl Selector for Review<'_> {
    fn next(&mut self, history: &[Answered], draw: &mut Draw) -> Option<Pick> {
        let counts = so_far(self.book, history);
        let (_, families) = self.wanted.0.iter().find(|(rule, _)| !counts.contains_key(rule))?;
        surest(families, draw).map(Pick::from)
    }

    fn give_up(&mut self, family: Family) {
        self.wanted.give_up(family);
    }
}

/// So many right answers on a topic, before as many others, say that it is known; the other way
/// round, that it is not. With pairs, whoever guesses gets through in fewer than one of a hundred
/// topics; a third question decides where the first two differ.
const SETTLES: usize = 2;

/// What a placement run found of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The topic.
    pub topic: TopicId,
    /// What follows.
    pub place: Place,
    /// Answers that were right, and all.
    pub right: usize,
    /// Answers.
    pub asked: usize,
}

/// What follows for a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It may be skipped: enough was right.
    Skip,
    /// It is to be studied: too much was not right.
    Study,
    /// Too little was asked to say so.
    Unsettled,
}

impl Placed {
    /// What is found of each topic that was asked about, in order of declaration.
    #[must_use]
    pub fn of(book: &Rulebook, answered: &[Answered]) -> Vec<Self> {
        let mut scores: BTreeMap<TopicId, Vec<Score>> = BTreeMap::new();
        for answer in answered {
            if let Some(topic) = answer.family(book).and_then(|family| family.topic(book)) {
                scores.entry(topic).or_default().push(answer.score);
            }
        }
        let placed = |(topic, scores): (TopicId, Vec<Score>)| {
            let right = scores.iter().filter(|&&score| score == Score::Right).count();
            let place = settled(&scores).unwrap_or(Place::Unsettled);
            Self { topic, place, right, asked: scores.len() }
        };
        scores.into_iter().map(placed).collect()
    }

    /// Why, as a sentence.
    #[must_use]
    pub fn why(&self, book: &Rulebook) -> String {
        let Self { right, asked, .. } = self;
        let title = &book.topics[self.topic].label.title;
        match self.place {
            Place::Skip => format!("{title}: {right} of {asked} right; you may skip it."),
            Place::Study => format!("{title}: {right} of {asked} right; study it."),
            Place::Unsettled => {
                format!("{title}: {right} of {asked} right; too little was asked to say.")
            }
        }
    }
}

fn settled(scores: &[Score]) -> Option<Place> {
    let right = scores.iter().filter(|&&score| score == Score::Right).count();
    match (right >= SETTLES, scores.len() - right >= SETTLES) {
        (true, _) => Some(Place::Skip),
        (_, true) => Some(Place::Study),
        _ => None,
    }
}

/// Two or three questions on each topic, until it is clear whether it is known.
#[derive(Debug)]
pub(crate) struct Placement<'a> {
    book: &'a Rulebook,
    /// The topics that are left to ask about.
    topics: Vec<(TopicId, Vec<Family>)>,
}

impl<'a> Placement<'a> {
    pub(crate) fn new(book: &'a Rulebook, scope: &Scope) -> Self {
        let mut topics: BTreeMap<TopicId, Vec<Family>> = BTreeMap::new();
        for family in Family::all(book).into_iter().filter(|family| scope.fits(book, *family)) {
            if let Some(topic) = family.topic(book) {
                topics.entry(topic).or_default().push(family);
            }
        }
        Self { book, topics: topics.into_iter().collect() }
    }
}

impl Selector for Placement<'_> {
    fn next(&mut self, history: &[Answered], draw: &mut Draw) -> Option<Pick> {
        let counts = so_far(self.book, history);
        let placed = Placed::of(self.book, history);
        let open = |topic: TopicId| {
            let found = placed.iter().find(|placed| placed.topic == topic);
            found.is_none_or(|placed| placed.place == Place::Unsettled)
        };
        let (_, families) = self.topics.iter().find(|(topic, _)| open(*topic))?;
        // Another rule each time, as long as there is one.
        let times = |family: &Family| {
            let count = family.rule().and_then(|rule| counts.get(&rule));
            count.map_or(0, |(asked, _)| *asked)
        };
        let fewest = families.iter().map(times).min()?;
        let fresh: Vec<_> =
            families.iter().copied().filter(|family| times(family) == fewest).collect();
        surest(&fresh, draw).map(Pick::from)
    }

    fn give_up(&mut self, family: Family) {
        for (_, families) in &mut self.topics {
            families.retain(|other| *other != family);
        }
        self.topics.retain(|(_, families)| !families.is_empty());
    }
}
