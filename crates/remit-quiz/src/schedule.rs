use std::collections::{BTreeMap, BTreeSet};

use remit_model::Rulebook;
use remit_model::id::RuleId;
use remit_model::rulebook::{Outcome, Verdict};
use remit_scenario::Draw;

use crate::answered::Answered;
use crate::family::Family;
use crate::item::Item;
use crate::kind::Kind;
use crate::plan::Scope;
use crate::selector::{Pick, Selector};

/// What is asked about: a rule, or the sources' statements one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Rule(RuleId),
    Statement(Family),
}

impl Chapter {
    /// How much was asked for what there is: a chapter of one rule has a quarter of the share of one
    /// with four or more, so that nothing is asked over and over.
    fn load(&self) -> usize {
        self.asked * FULL / self.subjects.len().clamp(1, FULL)
    }
}

/// From so many subjects on, a chapter has a full share.
const FULL: usize = 4;

/// What an answer comes to, roughly. Precautions outnumber lanes in any rulebook; if answers came up
/// as often as rules, to turn everybody away would be a good guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gist {
    /// The client is taken, with limits or without.
    Taken,
    /// The client is taken, but nothing starts yet.
    Waits,
    /// The client is somebody else's.
    Referred,
    /// Nobody starts.
    Stopped,
}

impl Gist {
    fn of(verdict: Verdict) -> Option<Self> {
        match verdict {
            Verdict::Take | Verdict::TakeWith => Some(Self::Taken),
            Verdict::Wait => Some(Self::Waits),
            Verdict::Refer => Some(Self::Referred),
            Verdict::Stop => Some(Self::Stopped),
            Verdict::Ask => None,
        }
    }

    /// What the answer to a family most likely comes to.
    pub(crate) fn expected(book: &Rulebook, family: Family) -> Option<Self> {
        let Family::Rule { rule, exception, role, kind: Kind::Decide } = family else {
            return None;
        };
        let declared = &book.rules[rule];
        if !declared.roles.contains(role) {
            return Some(Self::Referred);
        }
        let exception = exception.and_then(|at| declared.exceptions.get(at));
        let nothing = book.ceilings.ids().next_back();
        match exception.map_or(&declared.outcome, |exception| &exception.outcome) {
            Outcome::UpTo { ceiling, .. } if Some(*ceiling) == nothing => Some(Self::Waits),
            Outcome::Take { .. } | Outcome::UpTo { .. } => Some(Self::Taken),
            Outcome::Refer { .. } => Some(Self::Referred),
            Outcome::Stop { .. } => Some(Self::Stopped),
            Outcome::GoAhead { .. } | Outcome::Recommend { .. } | Outcome::DoesNotApply => None,
        }
    }
}

/// Chooses families so that chapters, and rules within a chapter, come up equally often, and that no
/// kind of answer is a good guess.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    /// By chapter (the statements are one of their own): by subject, how often it was asked, and its
    /// families.
    chapters: Vec<Chapter>,
    /// How often answers came to each gist.
    answers: BTreeMap<Gist, usize>,
}

#[derive(Debug, Clone, Default)]
struct Chapter {
    asked: usize,
    subjects: Vec<Asked>,
}

/// A subject, how often it was asked about, and its families with what their answers will come to.
#[derive(Debug, Clone, Default)]
struct Asked {
    times: usize,
    families: Vec<(Family, Option<Gist>)>,
}

/// Which families are looked for: of a kind, and of a gist if one is wanted.
type Wanted = (Kind, Option<Gist>);

fn is((family, gist): &(Family, Option<Gist>), (kind, wanted): Wanted) -> bool {
    family.kind() == kind && (wanted.is_none() || *gist == wanted)
}

impl Asked {
    fn any(&self, wanted: Wanted) -> bool {
        self.families.iter().any(|family| is(family, wanted))
    }
}

impl Schedule {
    pub(crate) fn new(book: &Rulebook, scope: &Scope) -> Self {
        let fits = |family: &Family| scope.fits(book, *family);
        let mut chapters: BTreeMap<_, BTreeMap<Subject, Vec<_>>> = BTreeMap::new();
        for family in Family::all(book).into_iter().filter(fits) {
            let topic = family.topic(book);
            let subject = family.rule().map_or(Subject::Statement(family), Subject::Rule);
            chapters
                .entry((family.rule().is_none(), topic))
                .or_default()
                .entry(subject)
                .or_default()
                .push((family, Gist::expected(book, family)));
        }
        let chapters = chapters.into_values().map(|subjects| Chapter {
            asked: 0,
            subjects: subjects.into_values().map(|families| Asked { times: 0, families }).collect(),
        });
        Self { chapters: chapters.collect(), answers: BTreeMap::new() }
    }

    /// The next family; `None` if there is nothing left to ask about.
    fn pick(&mut self, draw: &mut Draw) -> Option<Family> {
        let kind = self.kind(draw)?;
        let gist = if draw.chance(75) { self.rarest(kind) } else { None };
        let wanted = (kind, gist);
        let open = |chapter: &&Chapter| chapter.subjects.iter().any(|subject| subject.any(wanted));
        let fewest = self.chapters.iter().filter(open).map(Chapter::load).min()?;
        let least: Vec<_> =
            self.chapters.iter().filter(open).filter(|chapter| chapter.load() == fewest).collect();
        let chapter = draw.pick(&least)?;
        let open = || chapter.subjects.iter().filter(|subject| subject.any(wanted));
        let fewest = open().map(|subject| subject.times).min()?;
        let least: Vec<_> = open().filter(|subject| subject.times == fewest).collect();
        let families = draw.pick(&least)?.families.iter();
        let fitting: Vec<_> = families.filter(|family| is(family, wanted)).collect();
        draw.pick(&fitting).map(|(family, _)| *family)
    }

    fn left(&self) -> impl Iterator<Item = &(Family, Option<Gist>)> {
        let subjects = self.chapters.iter().flat_map(|chapter| &chapter.subjects);
        subjects.flat_map(|subject| &subject.families)
    }

    /// A kind of which something is left, drawn by weight.
    fn kind(&self, draw: &mut Draw) -> Option<Kind> {
        let left: BTreeSet<Kind> = self.left().map(|(family, _)| family.kind()).collect();
        let mut at = draw.below(left.iter().map(|kind| kind.weight()).sum());
        left.into_iter().find(|kind| {
            let here = at < kind.weight();
            at = at.saturating_sub(kind.weight());
            here
        })
    }

    /// The gist that answers came to least often, of those that something is left to ask for.
    fn rarest(&self, kind: Kind) -> Option<Gist> {
        let left: BTreeSet<Gist> = self
            .left()
            .filter(|family| is(family, (kind, None)))
            .filter_map(|(_, gist)| *gist)
            .collect();
        let times = |gist: &Gist| self.answers.get(gist).copied().unwrap_or_default();
        left.into_iter().min_by_key(times)
    }

    /// Counts a family that was asked, and what its answer came to.
    fn count(&mut self, family: Family, verdict: Option<Verdict>) {
        if let Some(gist) = verdict.and_then(Gist::of) {
            *self.answers.entry(gist).or_default() += 1;
        }
        for chapter in &mut self.chapters {
            for subject in &mut chapter.subjects {
                if subject.families.iter().any(|(other, _)| *other == family) {
                    subject.times += 1;
                    chapter.asked += 1;
                    return;
                }
            }
        }
    }
}

impl Selector for Schedule {
    fn next(&mut self, _: &[Answered], draw: &mut Draw) -> Option<Pick> {
        self.pick(draw).map(Pick::from)
    }

    fn asked(&mut self, item: &Item) {
        self.count(item.family, item.verdict());
    }

    fn give_up(&mut self, family: Family) {
        for chapter in &mut self.chapters {
            for subject in &mut chapter.subjects {
                subject.families.retain(|(other, _)| *other != family);
            }
            chapter.subjects.retain(|subject| !subject.families.is_empty());
        }
    }
}
