//! Whether a mutant decides anything otherwise, for all clients at once.

use rustc_hash::FxHashSet;

use remit_eval::algebra::Algebra;
use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId, ServiceId};
use remit_model::rulebook::{Cond, CondKind, RuleKind};

use super::change::{Change, Place, leaves};
use crate::diff::{Says, Sides};
use crate::space::{Heard, Signal, Space};

/// Where a change can be heard.
pub(super) struct Reach {
    /// Who may be decided otherwise, and for what.
    pub(super) questions: Vec<(RoleId, ServiceId)>,
    /// Whether another stage of health may be told.
    pub(super) stages: bool,
}

impl Reach {
    pub(super) fn of(book: &Rulebook, copy: &Rulebook, change: &Change) -> Self {
        let mut rules: FxHashSet<RuleId> = change.rules().into_iter().collect();
        let (mut all, mut stages) = (false, false);
        let start = match change {
            Change::Cond(place, _) => Some(*place),
            Change::Urgent(id, _) | Change::GivenBy(id, _) => Some(Place::Need(*id)),
            _ => None,
        };
        for place in start.into_iter().flat_map(|start| readers(book, start)) {
            match place {
                Place::Rule(id) | Place::Exception(id, _) => {
                    rules.insert(id);
                }
                // Rules wait for needs, and lanes cover concerns, without looking at a condition.
                Place::Need(_) | Place::Concern(_) => all = true,
                Place::Stage(_) => stages = true,
                Place::Definition(id) => all |= masks(book, id),
            }
        }
        let mut asked = FxHashSet::default();
        for id in rules {
            for rule in [&book.rules[id], &copy.rules[id]] {
                // A lane also says where others send their clients.
                let everybody = rule.kind == RuleKind::Lane;
                let roles = book.roles.ids().filter(|role| everybody || rule.roles.contains(*role));
                asked.extend(roles.flat_map(|role| rule.services.iter().map(move |id| (role, id))));
            }
        }
        if all {
            let services = || book.services.ids();
            asked.extend(book.roles.ids().flat_map(|role| services().map(move |id| (role, id))));
        }
        let mut questions: Vec<_> = asked.into_iter().collect();
        questions.sort_unstable();
        Self { questions, stages }
    }
}

/// A place, and all whose condition comes to look at it.
fn readers(book: &Rulebook, start: Place) -> FxHashSet<Place> {
    let mut found = FxHashSet::from_iter([start]);
    loop {
        let before = found.len();
        for place in Place::all(book) {
            let looks = place.cond(book).is_some_and(|cond| names_any(cond, &found));
            if looks {
                found.insert(place);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

fn names_any(cond: &Cond, places: &FxHashSet<Place>) -> bool {
    leaves(cond).iter().any(|(_, leaf)| match leaf.kind {
        CondKind::Definition(id) => places.contains(&Place::Definition(id)),
        CondKind::Concern(id) => places.contains(&Place::Concern(id)),
        _ => false,
    })
}

/// Whether a definition says of whom a fact is asked.
fn masks(book: &Rulebook, id: remit_model::id::DefinitionId) -> bool {
    let itself = FxHashSet::from_iter([Place::Definition(id)]);
    let mut asked = book.facts.values().filter_map(|fact| fact.asked_when.as_ref());
    asked.any(|cond| names_any(cond, &itself))
}

/// When a decision differs in anything but the names of the rules; `None` if that is too much to say
/// at once.
pub(super) fn differ(space: &mut Space<'_>, role: RoleId, service: ServiceId) -> Option<Signal> {
    let (before, after) = (space.hear(0, role, service)?, space.hear(1, role, service)?);
    let books = [space.book(0), space.book(1)];
    let circuit = space.circuit();
    let says = [(books[0], &before), (books[1], &after)]
        .map(|(book, heard)| Says::new(book, heard, circuit));
    let [first, second] = says;
    let mut differ = Sides::new(first, second, circuit).differ;
    for (one, other) in pairs(&before, &after) {
        let apart = circuit.differ(one, other);
        differ = circuit.or(differ, apart);
    }
    Some(differ)
}

/// What a decision says besides: whose client it is, what is not covered, what is met.
fn pairs(before: &Heard<'_>, after: &Heard<'_>) -> Vec<(Signal, Signal)> {
    let (one, other) = (&before.voices, &after.voices);
    let mut pairs = vec![
        (one.mine, other.mine),
        (one.refused, other.refused),
        (one.separately, other.separately),
    ];
    pairs.extend(one.clearance.iter().copied().zip(other.clearance.iter().copied()));
    for need in one.needs.keys().chain(other.needs.keys()) {
        let said = |all: &Heard<'_>| all.voices.needs.get(need).copied().unwrap_or_default();
        let ((unmet, met), (also_unmet, also_met)) = (said(before), said(after));
        pairs.extend([(unmet, also_unmet), (met, also_met)]);
    }
    for concern in one.uncovered.keys().chain(other.uncovered.keys()) {
        let said = |all: &Heard<'_>| all.voices.uncovered.get(concern).copied().unwrap_or_default();
        pairs.push((said(before), said(after)));
    }
    pairs
}

/// When another stage of health is told: the first whose condition holds.
pub(super) fn other_stage(space: &mut Space<'_>) -> Signal {
    let mut differ = Signal::default();
    let mut earlier = [Signal::default(); 2];
    let stages: Vec<_> = space.book(0).stages.ids().collect();
    for id in stages {
        let holds = [0, 1].map(|side| {
            let when = &space.book(side).stages[id].when;
            space.condition(side, when)
        });
        let circuit = space.circuit();
        let told = [0, 1].map(|side| circuit.without(holds[side], earlier[side]));
        earlier = [0, 1].map(|side| circuit.or(holds[side], earlier[side]));
        let apart = circuit.differ(told[0], told[1]);
        differ = circuit.or(differ, apart);
    }
    differ
}
