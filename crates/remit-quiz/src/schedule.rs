use std::collections::BTreeMap;

use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId, TopicId};
use remit_scenario::Draw;

use crate::family::{Family, Kind};

/// What a quiz is to be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Ask as this practitioner (of a category: any of its members); `None` for any.
    pub role: Option<RoleId>,
    /// Ask about this chapter only.
    pub topic: Option<TopicId>,
    /// How many questions.
    pub count: usize,
    /// The seed of everything random.
    pub seed: u64,
}

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

/// Chooses families so that chapters, and rules within a chapter, come up equally often.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    /// By chapter (the statements are one of their own): by subject, how often it was asked, and its
    /// families.
    chapters: Vec<Chapter>,
}

#[derive(Debug, Clone, Default)]
struct Chapter {
    asked: usize,
    subjects: Vec<(usize, Vec<Family>)>,
}

impl Schedule {
    pub(crate) fn new(book: &Rulebook, plan: &Plan) -> Self {
        // Where practitioners are grouped into categories, the rulebook is about those; the others
        // are whom it refers to.
        let grouped = |role: RoleId| book.roles[role].is_a.len() > 1;
        let any_grouped = book.roles.ids().any(grouped);
        let fits = |family: &Family| match (family, plan.role) {
            (Family::Rule { role, .. }, Some(wanted)) => book.roles[*role].is_a.contains(wanted),
            (Family::Rule { role, .. }, None) => !any_grouped || grouped(*role),
            (Family::Statement(_), wanted) => wanted.is_none(),
        };
        let mut chapters: BTreeMap<_, BTreeMap<Subject, Vec<Family>>> = BTreeMap::new();
        for family in Family::all(book).into_iter().filter(fits) {
            let topic = family.topic(book);
            if plan.topic.is_some() && topic != plan.topic {
                continue;
            }
            let subject = family.rule().map_or(Subject::Statement(family), Subject::Rule);
            chapters
                .entry((family.rule().is_none(), topic))
                .or_default()
                .entry(subject)
                .or_default()
                .push(family);
        }
        let chapters = chapters.into_values().map(|subjects| Chapter {
            asked: 0,
            subjects: subjects.into_values().map(|families| (0, families)).collect(),
        });
        Self { chapters: chapters.collect() }
    }

    /// The next family; `None` if there is nothing left to ask about.
    pub(crate) fn next(&mut self, draw: &mut Draw) -> Option<Family> {
        self.chapters.retain(|chapter| !chapter.subjects.is_empty());
        let fewest = self.chapters.iter().map(Chapter::load).min()?;
        let least: Vec<_> =
            self.chapters.iter().filter(|chapter| chapter.load() == fewest).collect();
        let chapter = draw.pick(&least)?;
        let fewest = chapter.subjects.iter().map(|(asked, _)| *asked).min()?;
        let least: Vec<_> = chapter.subjects.iter().filter(|(asked, _)| *asked == fewest).collect();
        let (_, families) = draw.pick(&least)?;
        // What the practitioner does is the heart of the matter; who may is asked now and then.
        let kind = if draw.chance(20) { Kind::Who } else { Kind::Decide };
        let of_kind: Vec<_> = families.iter().filter(|family| family.kind() == kind).collect();
        if of_kind.is_empty() {
            draw.pick(families).copied()
        } else {
            draw.pick(&of_kind).map(|&&family| family)
        }
    }

    /// Counts a family that was asked.
    pub(crate) fn asked(&mut self, family: Family) {
        for chapter in &mut self.chapters {
            for (asked, families) in &mut chapter.subjects {
                if families.contains(&family) {
                    *asked += 1;
                    chapter.asked += 1;
                    return;
                }
            }
        }
    }

    /// Takes out a family that can't be asked about.
    pub(crate) fn give_up(&mut self, family: Family) {
        for chapter in &mut self.chapters {
            for (_, families) in &mut chapter.subjects {
                families.retain(|&other| other != family);
            }
            chapter.subjects.retain(|(_, families)| !families.is_empty());
        }
    }
}
