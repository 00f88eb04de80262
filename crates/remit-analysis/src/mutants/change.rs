//! One change of a rulebook, made and taken back.

use remit_model::Rulebook;
use remit_model::id::{
    ConcernId, DefinitionId, NeedId, RoleId, RuleId, ServiceId, StageId, UrgencyId,
};
use remit_model::rulebook::{Cond, CondKind, Covers, IdSet, Need, Outcome, RaisedBy, Rule};
use remit_source::Span;

/// Where a condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Place {
    Rule(RuleId),
    Exception(RuleId, usize),
    Definition(DefinitionId),
    Concern(ConcernId),
    Need(NeedId),
    Stage(StageId),
}

impl Place {
    /// All places of a rulebook where a condition stands that decides something.
    pub(crate) fn all(book: &Rulebook) -> Vec<Self> {
        let exceptions = |(id, rule): (RuleId, &Rule)| {
            (0..rule.exceptions.len()).map(move |at| Self::Exception(id, at))
        };
        let rules = book
            .rules
            .iter()
            .flat_map(|(id, rule)| std::iter::once(Self::Rule(id)).chain(exceptions((id, rule))));
        let definitions = book.definitions.ids().map(Self::Definition);
        let concerns = book.concerns.ids().map(Self::Concern);
        let needs = book.needs.ids().map(Self::Need);
        let stages = book.stages.ids().map(Self::Stage);
        let all = rules.chain(definitions).chain(concerns).chain(needs).chain(stages);
        all.filter(|place| place.cond(book).is_some()).collect()
    }

    /// The rule, if it stands in one.
    pub(crate) fn rule(self) -> Option<RuleId> {
        match self {
            Self::Rule(id) | Self::Exception(id, _) => Some(id),
            _ => None,
        }
    }

    /// What it belongs to, as a rule file names it.
    pub(crate) fn name(self, book: &Rulebook) -> String {
        match self {
            Self::Rule(id) | Self::Exception(id, _) => book.rules[id].name(),
            Self::Definition(id) => format!("define {}", book.definitions[id].label.name),
            Self::Concern(id) => format!("concern {}", book.concerns[id].label.name),
            Self::Need(id) => format!("need {}", book.needs[id].label.name),
            Self::Stage(id) => format!("stage {}", book.stages[id].label.name),
        }
    }

    /// The condition that stands there.
    pub(crate) fn cond(self, book: &Rulebook) -> Option<&Cond> {
        match self {
            Self::Rule(id) => Some(&book.rules[id].when),
            Self::Exception(id, at) => {
                book.rules[id].exceptions.get(at).map(|exception| &exception.when)
            }
            Self::Definition(id) => Some(&book.definitions[id].when),
            Self::Concern(id) => match &book.concerns[id].raised_by {
                RaisedBy::Condition(cond) => Some(cond),
                RaisedBy::Term(_) => None,
            },
            Self::Need(id) => Some(&book.needs[id].met_when),
            Self::Stage(id) => Some(&book.stages[id].when),
        }
    }

    fn cond_mut(self, book: &mut Rulebook) -> Option<&mut Cond> {
        match self {
            Self::Rule(id) => Some(&mut book.rules[id].when),
            Self::Exception(id, at) => {
                book.rules[id].exceptions.get_mut(at).map(|exception| &mut exception.when)
            }
            Self::Definition(id) => Some(&mut book.definitions[id].when),
            Self::Concern(id) => match &mut book.concerns[id].raised_by {
                RaisedBy::Condition(cond) => Some(cond),
                RaisedBy::Term(_) => None,
            },
            Self::Need(id) => Some(&mut book.needs[id].met_when),
            Self::Stage(id) => Some(&mut book.stages[id].when),
        }
    }
}

/// One change.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// The condition at a place is this one.
    Cond(Place, Cond),
    /// A rule, or one of its exceptions, says this.
    Says(RuleId, Option<usize>, Outcome),
    /// There is no such rule.
    NoRule(RuleId),
    /// A rule has no such exception.
    NoException(RuleId, usize),
    /// A rule does not override this one.
    NoOverride(RuleId, RuleId),
    /// A rule, or all rows of a table, are for these roles.
    Roles(Vec<RuleId>, IdSet<RoleId>),
    /// A rule, or all rows of a table, are for these services.
    Services(Vec<RuleId>, IdSet<ServiceId>),
    /// A lane covers this.
    Covers(RuleId, Covers),
    /// A precaution is about this.
    About(RuleId, Option<IdSet<ConcernId>>),
    /// A rule has these further destinations.
    Also(RuleId, Vec<RoleId>),
    /// A rule holds under any setting.
    Anywhere(RuleId),
    /// A need is so urgent while unmet.
    Urgent(NeedId, UrgencyId),
    /// A need is given by these roles.
    GivenBy(NeedId, Vec<RoleId>),
}

/// What puts a rulebook back as it was.
pub(crate) enum Undo {
    Cond(Place, Cond),
    Rules(Vec<(RuleId, Rule)>),
    Need(NeedId, Box<Need>),
    Nothing,
}

impl Change {
    /// The rule that it changes, if it is one.
    pub(crate) fn rule(&self) -> Option<RuleId> {
        match self {
            Self::Cond(place, _) => place.rule(),
            Self::Says(id, ..)
            | Self::NoRule(id)
            | Self::NoException(id, _)
            | Self::NoOverride(id, _)
            | Self::Covers(id, _)
            | Self::About(id, _)
            | Self::Also(id, _)
            | Self::Anywhere(id) => Some(*id),
            Self::Roles(ids, _) | Self::Services(ids, _) => ids.first().copied(),
            Self::Urgent(..) | Self::GivenBy(..) => None,
        }
    }

    /// All rules that it changes.
    pub(crate) fn rules(&self) -> Vec<RuleId> {
        match self {
            Self::Roles(ids, _) | Self::Services(ids, _) => ids.clone(),
            other => other.rule().into_iter().collect(),
        }
    }

    /// Whether it changes which rules reach a practitioner and a service: what is looked up for the
    /// original then doesn't do.
    pub(crate) fn reaches_others(&self) -> bool {
        matches!(self, Self::Roles(..) | Self::Services(..))
    }

    /// Makes the change.
    pub(crate) fn apply(&self, book: &mut Rulebook) -> Undo {
        match self {
            Self::Cond(place, cond) => match place.cond_mut(book) {
                Some(slot) => Undo::Cond(*place, std::mem::replace(slot, cond.clone())),
                None => Undo::Nothing,
            },
            Self::Urgent(id, urgency) => {
                let before = book.needs[*id].clone();
                book.needs[*id].urgency = *urgency;
                Undo::Need(*id, Box::new(before))
            }
            Self::GivenBy(id, roles) => {
                let before = book.needs[*id].clone();
                book.needs[*id].given_by.clone_from(roles);
                Undo::Need(*id, Box::new(before))
            }
            _ => {
                let ids = self.rules();
                let before = ids.iter().map(|id| (*id, book.rules[*id].clone())).collect();
                for id in ids {
                    self.change(&mut book.rules[id]);
                }
                Undo::Rules(before)
            }
        }
    }

    fn change(&self, rule: &mut Rule) {
        match self {
            Self::Says(_, None, outcome) => rule.outcome = outcome.clone(),
            Self::Says(_, Some(at), outcome) => {
                if let Some(exception) = rule.exceptions.get_mut(*at) {
                    exception.outcome = outcome.clone();
                }
            }
            Self::NoRule(_) => rule.when.kind = never(),
            Self::NoException(_, at) => {
                if let Some(exception) = rule.exceptions.get_mut(*at) {
                    exception.when.kind = never();
                }
            }
            Self::NoOverride(_, other) => rule.overrides.retain(|id| id != other),
            Self::Roles(_, roles) => rule.roles = roles.clone(),
            Self::Services(_, services) => rule.services = services.clone(),
            Self::Covers(_, covers) => rule.covers = Some(covers.clone()),
            Self::About(_, about) => rule.about.clone_from(about),
            Self::Also(_, roles) => rule.also_refer.clone_from(roles),
            Self::Anywhere(_) => rule.under.clear(),
            Self::Cond(..) | Self::Urgent(..) | Self::GivenBy(..) => {}
        }
    }
}

impl Undo {
    /// Takes the change back.
    pub(crate) fn undo(self, book: &mut Rulebook) {
        match self {
            Self::Cond(place, cond) => {
                if let Some(slot) = place.cond_mut(book) {
                    *slot = cond;
                }
            }
            Self::Rules(rules) => {
                for (id, rule) in rules {
                    book.rules[id] = rule;
                }
            }
            Self::Need(id, need) => book.needs[id] = *need,
            Self::Nothing => {}
        }
    }
}

/// A condition that never holds.
pub(crate) fn never() -> CondKind {
    CondKind::Any(Vec::new())
}

/// A condition in which the part at a path (the index of the part at each level) is another one.
pub(crate) fn replaced(cond: &Cond, path: &[usize], kind: CondKind) -> Cond {
    let mut copy = cond.clone();
    if let Some(part) = part_mut(&mut copy, path) {
        part.kind = kind;
    }
    copy
}

fn part_mut<'c>(cond: &'c mut Cond, path: &[usize]) -> Option<&'c mut Cond> {
    let Some((&first, rest)) = path.split_first() else { return Some(cond) };
    match &mut cond.kind {
        CondKind::Not(inner) if first == 0 => part_mut(inner, rest),
        CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
            part_mut(parts.get_mut(first)?, rest)
        }
        _ => None,
    }
}

/// The comparisons, definitions and concerns of a condition, each with its path.
pub(crate) fn leaves(cond: &Cond) -> Vec<(Vec<usize>, &Cond)> {
    fn walk<'c>(cond: &'c Cond, path: &mut Vec<usize>, found: &mut Vec<(Vec<usize>, &'c Cond)>) {
        match &cond.kind {
            CondKind::Always => {}
            CondKind::Not(inner) => {
                path.push(0);
                walk(inner, path, found);
                path.pop();
            }
            CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
                for (at, part) in parts.iter().enumerate() {
                    path.push(at);
                    walk(part, path, found);
                    path.pop();
                }
            }
            _ => found.push((path.clone(), cond)),
        }
    }
    let mut found = Vec::new();
    walk(cond, &mut Vec::new(), &mut found);
    found
}

/// Where a rule stands.
pub(crate) fn place_of(rule: &Rule) -> Span {
    rule.label.span
}
