//! Whose each concern is: for a service, the concerns and the practitioners, with the gaps.
//!
//! It shows what lanes say of a client with one concern (and what that implies) under the usual
//! settings. What holds a client back, whoever's it is, is not on it: that is another question.

use std::collections::BTreeMap;

use remit_model::Rulebook;
use remit_model::id::{ConcernId, RoleId, ServiceId};
use remit_model::rulebook::{CondKind, IdSet, Outcome, RaisedBy, Rule, RuleKind};

/// What lanes say of a practitioner and clients with a concern, from the most to the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// A lane takes them, whatever else is so of them.
    Takes,
    /// A lane takes them under conditions.
    Sometimes,
    /// A lane refuses everybody.
    Refused,
    /// No lane speaks of them: they are out of scope.
    Nothing,
}

impl Mark {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Takes, Self::Sometimes, Self::Refused, Self::Nothing];

    /// The letter that stands for it, with colour or without.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Takes => 'T',
            Self::Sometimes => 'c',
            Self::Refused => 'R',
            Self::Nothing => '.',
        }
    }

    /// What it means, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Takes => "takes",
            Self::Sometimes => "takes on conditions",
            Self::Refused => "refuses",
            Self::Nothing => "no lane takes",
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Takes => "takes",
            Self::Sometimes => "on-conditions",
            Self::Refused => "refuses",
            Self::Nothing => "nothing",
        }
    }
}

/// Concerns of which the lanes say the same to every practitioner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The concerns; empty for the apparently healthy.
    pub concerns: IdSet<ConcernId>,
    /// By practitioner.
    pub marks: Vec<Mark>,
}

impl Row {
    /// Whether these clients are nobody's among the practitioners of the map.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        self.marks.iter().all(|mark| *mark > Mark::Sometimes)
    }
}

/// Whose each concern is, for services of which the lanes say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// The services.
    pub services: Vec<ServiceId>,
    /// The practitioners that they list.
    pub roles: Vec<RoleId>,
    /// First the apparently healthy, then the concerns, those first that most practitioners take.
    pub rows: Vec<Row>,
}

/// The maps of some services, in order of declaration; services that are alike share one.
#[must_use]
pub fn maps(book: &Rulebook, services: &[ServiceId]) -> Vec<Map> {
    let mut maps: Vec<Map> = Vec::new();
    for &service in services {
        let (roles, rows) = map(book, service);
        match maps.iter_mut().find(|map| map.roles == roles && map.rows == rows) {
            Some(map) => map.services.push(service),
            None => maps.push(Map { services: vec![service], roles, rows }),
        }
    }
    maps
}

fn map(book: &Rulebook, service: ServiceId) -> (Vec<RoleId>, Vec<Row>) {
    let roles = book.services[service].listed.clone();
    let lanes: Vec<Lanes<'_>> = roles.iter().map(|&role| Lanes::new(book, role, service)).collect();
    let marks =
        |concern: Option<ConcernId>| lanes.iter().map(|lanes| lanes.mark(concern)).collect();
    let mut rows: BTreeMap<Vec<Mark>, IdSet<ConcernId>> = BTreeMap::new();
    for id in book.concerns.ids() {
        rows.entry(marks(Some(id))).or_default().insert(id);
    }
    let healthy = Row { concerns: IdSet::default(), marks: marks(None) };
    let mut rows: Vec<Row> =
        rows.into_iter().map(|(marks, concerns)| Row { concerns, marks }).collect();
    let protection = |row: &Row| row.marks.iter().map(|mark| *mark as usize).sum::<usize>();
    rows.sort_by_key(|row| (row.is_gap(), protection(row)));
    (roles, std::iter::once(healthy).chain(rows).collect())
}

/// The lanes of a practitioner for a service, under the usual settings.
struct Lanes<'b> {
    book: &'b Rulebook,
    takes: Vec<&'b Rule>,
    /// Whether one refuses everybody.
    refuses: bool,
}

impl<'b> Lanes<'b> {
    fn new(book: &'b Rulebook, role: RoleId, service: ServiceId) -> Self {
        let usual = |rule: &&Rule| {
            rule.under.iter().all(|(setting, wanted)| {
                let setting = &book.settings[*setting];
                let value = setting.values.get(setting.usual);
                value.is_some_and(|value| value.within.contains(wanted))
            })
        };
        let lanes = book.rules.values().filter(|rule| {
            rule.kind == RuleKind::Lane
                && rule.roles.contains(role)
                && rule.services.contains(service)
        });
        let (takes, refusals): (Vec<_>, Vec<_>) =
            lanes.filter(usual).partition(|rule| rule.takes());
        let always =
            |rule: &&Rule| matches!(rule.when.kind, CondKind::Always) && rule.exceptions.is_empty();
        Self { book, takes, refuses: refusals.iter().any(always) }
    }

    fn mark(&self, concern: Option<ConcernId>) -> Mark {
        if self.refuses {
            return Mark::Refused;
        }
        let Some(concern) = concern else { return self.best(None) };
        // A client with a stent has the disease that it was for, and that must be covered as well.
        let implied = match self.book.concerns[concern].raised_by {
            RaisedBy::Term(term) => self.book.terms[term].implies.clone(),
            RaisedBy::Condition(_) => IdSet::default(),
        };
        let implied = implied.iter().filter_map(|term| self.book.terms[term].concern);
        let all = std::iter::once(concern).chain(implied);
        all.map(|concern| self.best(Some(concern))).max().unwrap_or(Mark::Nothing)
    }

    /// What the most generous lane says of one concern, or of none.
    fn best(&self, concern: Option<ConcernId>) -> Mark {
        let covers = |lane: &&&Rule| {
            lane.covers.as_ref().is_some_and(|covers| match concern {
                _ if covers.every => true,
                Some(concern) => covers.concerns.contains(concern),
                None => covers.healthy,
            })
        };
        let mark = |lane: &&Rule| {
            let refuses = |outcome: &Outcome| {
                matches!(
                    outcome,
                    Outcome::Refer { .. } | Outcome::Stop { .. } | Outcome::DoesNotApply
                )
            };
            let excepted = lane.exceptions.iter().any(|except| refuses(&except.outcome));
            let always = matches!(lane.when.kind, CondKind::Always) && !excepted;
            if always { Mark::Takes } else { Mark::Sometimes }
        };
        self.takes.iter().filter(covers).map(mark).min().unwrap_or(Mark::Nothing)
    }
}
