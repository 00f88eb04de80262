use std::collections::BTreeSet;

use remit_model::Rulebook;
use remit_model::find::Entity;
use remit_model::id::{RoleId, RuleId, TopicId};
use serde::{Deserialize, Serialize};

use crate::family::Family;
use crate::kind::Kind;
use crate::session::Moved;
use crate::vignette::Vignette;

/// What a quiz is to be about, by names: it can be kept, and read again with a later rulebook.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// What it is called, if it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Ask as this practitioner (of a category: any of its members); `None` for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Ask about these chapters only; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Ask questions of these kinds only; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// Ask about these rules only, the most wanted first; the name of a table is all its rows;
    /// empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// How many questions.
    pub count: usize,
    /// The seed of everything random.
    pub seed: u64,
    /// Clients whom an author wrote; each is asked about once, spread over the quiz.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vignettes: Vec<Vignette>,
    /// What decides which question comes next, and when feedback is given.
    pub mode: Mode,
}

/// What decides which question comes next, and when feedback is given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Chapters and rules in turn.
    #[default]
    Practice,
    /// The rules of the plan, the weakest first and most often.
    Weak,
    /// The rules of the plan, each once, in their order.
    Review,
    /// A few questions on each topic, to see what may be left out.
    Placement,
    /// The items of a form, in their order.
    Exam(Vec<FormItem>),
}

/// An item of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormItem {
    /// What is asked about, by [`Family::name`].
    pub family: String,
    /// The seed of the item.
    pub seed: u64,
    /// The title of the domain that it counts for; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub domain: String,
}

/// What a session gives away, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// When it is said whether answers are right.
    pub feedback: FeedbackAt,
    /// Whether the last answer may be taken back, once for each item.
    pub undo: bool,
}

/// When it is said whether answers are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedbackAt {
    /// After each.
    Each,
    /// After the last, and not before.
    End,
}

impl Plan {
    /// Practice on anything.
    #[must_use]
    pub fn practice(count: usize, seed: u64) -> Self {
        Self { count, seed, ..Self::default() }
    }

    /// How many questions there are at most.
    #[must_use]
    pub fn length(&self) -> usize {
        match &self.mode {
            Mode::Exam(items) => items.len(),
            _ => self.count,
        }
    }

    /// What the mode gives away: to learn, everything at once and a way back; to measure, nothing
    /// before the end.
    #[must_use]
    pub fn policy(&self) -> Policy {
        match self.mode {
            Mode::Practice | Mode::Weak | Mode::Review => {
                Policy { feedback: FeedbackAt::Each, undo: true }
            }
            Mode::Placement => Policy { feedback: FeedbackAt::Each, undo: false },
            Mode::Exam(_) => Policy { feedback: FeedbackAt::End, undo: false },
        }
    }
}

/// What may be asked, by ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    role: Option<RoleId>,
    topics: BTreeSet<TopicId>,
    kinds: BTreeSet<Kind>,
    /// In the plan's order.
    pub(crate) rules: Vec<RuleId>,
}

impl Scope {
    /// # Errors
    ///
    /// The first name that the rulebook doesn't have.
    pub(crate) fn of(book: &Rulebook, plan: &Plan) -> Result<Self, Moved> {
        let unknown = |what, name: &str| Moved::Unknown { what, name: name.to_owned() };
        let role =
            |name: &String| book.find_role(name).ok_or_else(|| unknown("practitioner", name));
        let topic = |name: &String| book.find_topic(name).ok_or_else(|| unknown("topic", name));
        let mut rules = Vec::new();
        for name in &plan.rules {
            let found = rules_of(book, name).ok_or_else(|| unknown("rule", name))?;
            rules.extend(found);
        }
        Ok(Self {
            role: plan.role.as_ref().map(role).transpose()?,
            topics: plan.topics.iter().map(topic).collect::<Result<_, _>>()?,
            kinds: plan.kinds.iter().copied().collect(),
            rules,
        })
    }

    /// Whether a family may be asked about.
    pub(crate) fn fits(&self, book: &Rulebook, family: Family) -> bool {
        // Where practitioners are grouped into categories, the rulebook is about those; the others
        // are whom it refers to.
        let grouped = |role: RoleId| book.roles[role].is_a.len() > 1;
        let role = match (family.role(), self.role) {
            (Some(role), Some(wanted)) => book.roles[role].is_a.contains(wanted),
            (Some(role), None) => grouped(role) || !book.roles.ids().any(grouped),
            (None, wanted) => wanted.is_none(),
        };
        let topic = family.topic(book).is_some_and(|topic| self.topics.contains(&topic));
        let rule = family.rule().is_some_and(|rule| self.rules.contains(&rule));
        role && (topic || self.topics.is_empty())
            && (rule || self.rules.is_empty())
            && (self.kinds.contains(&family.kind()) || self.kinds.is_empty())
    }
}

/// The rule of a name, or the rows of a table.
pub(crate) fn rules_of(book: &Rulebook, name: &str) -> Option<Vec<RuleId>> {
    match book.find(name) {
        Some(Entity::Table(table)) => Some(book.tables[table].rows.clone()),
        _ => book.find_rule(name).map(|rule| vec![rule]),
    }
}
