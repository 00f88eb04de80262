//! Looking things up by name, and guessing what a misspelt name was meant to be.

use std::collections::BTreeMap;

use crate::Rulebook;
use crate::id::{
    CeilingId, ConcernId, DefinitionId, DutyId, FactId, GroupId, NeedId, RoleId, RuleId, ScreenId,
    ServiceId, SettingId, SourceId, StageId, StatementId, TableId, TermId, TopicId, UnitId,
    UrgencyId,
};

/// What a name refers to. All of these share one name space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Entity {
    Rulebook,
    Topic(TopicId),
    Source(SourceId),
    Unit(UnitId),
    Ceiling(CeilingId),
    Urgency(UrgencyId),
    Stage(StageId),
    Role(RoleId),
    Service(ServiceId),
    Group(GroupId),
    Fact(FactId),
    Term(TermId),
    /// A declared concern; the concern of a term goes by the term's name.
    Concern(ConcernId),
    Need(NeedId),
    Duty(DutyId),
    Definition(DefinitionId),
    Screen(ScreenId),
    Setting(SettingId),
    /// By its place in [`Rulebook::impossible`].
    Impossible(usize),
    /// By its place in [`Rulebook::unlikely`].
    Unlikely(usize),
    /// A rule that is no row of a table.
    Rule(RuleId),
    Table(TableId),
}

impl Entity {
    /// What it is, with its article: `a fact`.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self {
            Self::Rulebook => "the rulebook",
            Self::Topic(_) => "a topic",
            Self::Source(_) => "a source",
            Self::Unit(_) => "a unit",
            Self::Ceiling(_) => "a ceiling",
            Self::Urgency(_) => "an urgency",
            Self::Stage(_) => "a stage",
            Self::Role(_) => "a role",
            Self::Service(_) => "a service",
            Self::Group(_) => "a group",
            Self::Fact(_) => "a fact",
            Self::Term(_) => "a term",
            Self::Concern(_) => "a concern",
            Self::Need(_) => "a need",
            Self::Duty(_) => "a duty",
            Self::Definition(_) => "a definition",
            Self::Screen(_) => "a screen",
            Self::Setting(_) => "a setting",
            Self::Impossible(_) => "an impossibility",
            Self::Unlikely(_) => "an unlikelihood",
            Self::Rule(_) => "a rule",
            Self::Table(_) => "a table",
        }
    }
}

/// Which name refers to what.
#[derive(Debug, Clone, Default)]
pub struct NameIndex {
    names: BTreeMap<String, Entity>,
}

impl NameIndex {
    /// Says what a name refers to. What was said first of a name stands.
    pub fn insert(&mut self, name: impl Into<String>, entity: Entity) {
        self.names.entry(name.into()).or_insert(entity);
    }

    /// What a name refers to.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Entity> {
        self.names.get(name).copied()
    }

    /// All names and what they refer to, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Entity)> {
        self.names.iter().map(|(name, &entity)| (name.as_str(), entity))
    }
}

macro_rules! finders {
    ($($(#[$doc:meta])* $find:ident -> $id:ident $variant:ident;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $find(&self, name: &str) -> Option<$id> {
            match self.names.get(name)? {
                Entity::$variant(id) => Some(id),
                _ => None,
            }
        }
    )*};
}

impl Rulebook {
    /// What a name refers to.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Entity> {
        self.names.get(name)
    }

    finders! {
        /// The fact of that name.
        find_fact -> FactId Fact;
        /// The term of that name.
        find_term -> TermId Term;
        /// The role of that name.
        find_role -> RoleId Role;
        /// The service of that name.
        find_service -> ServiceId Service;
        /// The group of that name.
        find_group -> GroupId Group;
        /// The unit of that name, by any of its spellings.
        find_unit -> UnitId Unit;
        /// The need of that name.
        find_need -> NeedId Need;
        /// The duty of that name.
        find_duty -> DutyId Duty;
        /// The definition of that name.
        find_definition -> DefinitionId Definition;
        /// The screen of that name.
        find_screen -> ScreenId Screen;
        /// The setting of that name.
        find_setting -> SettingId Setting;
        /// The source of that name.
        find_source -> SourceId Source;
        /// The ceiling of that name.
        find_ceiling -> CeilingId Ceiling;
        /// The urgency of that name.
        find_urgency -> UrgencyId Urgency;
        /// The stage of that name.
        find_stage -> StageId Stage;
        /// The table of that name.
        find_table -> TableId Table;
        /// The topic of that name.
        find_topic -> TopicId Topic;
    }

    /// The concern of that name: a declared one, or that of a term.
    #[must_use]
    pub fn find_concern(&self, name: &str) -> Option<ConcernId> {
        match self.names.get(name)? {
            Entity::Concern(id) => Some(id),
            Entity::Term(term) => self.terms[term].concern,
            _ => None,
        }
    }

    /// The rule of that name as [`crate::rulebook::Rule::name`] gives it: `NAME`, or `TABLE ROW`
    /// (also with the words `table` and `row`).
    #[must_use]
    pub fn find_rule(&self, name: &str) -> Option<RuleId> {
        let mut words: Vec<&str> = name.split_whitespace().collect();
        if words.len() == 4 {
            words.retain(|&word| word != "table" && word != "row");
        }
        match *words.as_slice() {
            [name] => match self.names.get(name)? {
                Entity::Rule(id) => Some(id),
                _ => None,
            },
            [table, row] => self.find_row(self.find_table(table)?, row),
            _ => None,
        }
    }

    /// The row of a table by its id.
    #[must_use]
    pub fn find_row(&self, table: TableId, row: &str) -> Option<RuleId> {
        let named =
            |&&rule: &&RuleId| self.rules[rule].row.as_ref().is_some_and(|(_, id)| id == row);
        self.tables[table].rows.iter().find(named).copied()
    }

    /// The statement of a source by its name.
    #[must_use]
    pub fn find_statement(&self, source: SourceId, name: &str) -> Option<StatementId> {
        let fits = |statement: &crate::rulebook::Statement| {
            statement.source == source && statement.label.name == name
        };
        self.statements.iter().find(|(_, statement)| fits(statement)).map(|(id, _)| id)
    }
}

/// The candidate that a misspelt name was most likely meant to be, if one is near enough.
#[must_use]
pub fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = name.to_lowercase();
    let limit = (name.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| {
            let other = candidate.to_lowercase();
            let distance = strsim::osa_distance(&lower, &other);
            // `trainer` was meant to be `personal-trainer`, though many letters are missing.
            let part = lower.len() >= 4 && other.split('-').any(|part| part == lower);
            (if part { distance.min(limit) } else { distance }, candidate)
        })
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn a_slip_of_the_pen_is_mended_and_a_stranger_is_not() {
        let names = ["systolic", "diastolic", "pft", "personal-trainer"];
        assert_eq!(closest("systolc", names), Some("systolic"));
        assert_eq!(closest("dystolic", names), Some("systolic"));
        assert_eq!(closest("PFT", names), Some("pft"));
        assert_eq!(closest("trainer", names), Some("personal-trainer"));
        assert_eq!(closest("glucose", names), None);
    }
}
