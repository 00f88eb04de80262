//! A refusal for clients whom no lane takes anyway. Silence refuses them already; what a refusal can
//! add is how soon, to whom, and why. One that adds none of these is said kindly to be too much.

use std::collections::BTreeSet;

use remit_model::id::{ConcernId, Id, RoleId, RuleId, ServiceId};
use remit_model::rulebook::{
    Atom, Cond, CondKind, Covers, IdSet, Outcome, Rule, RuleKind, Rulebook, Test,
};
use remit_source::Diagnostic;

use super::takers;
use crate::{Finding, codes};

pub(super) fn check(book: &Rulebook) -> Vec<Finding> {
    let overridden: BTreeSet<RuleId> =
        book.rules.values().flat_map(|rule| rule.overrides.iter().copied()).collect();
    let plain = book.rules.iter().filter(|(id, rule)| {
        rule.because.is_none()
            && rule.also_refer.is_empty()
            && rule.overrides.is_empty()
            && rule.exceptions.is_empty()
            && !overridden.contains(id)
    });
    plain.filter(|(_, rule)| adds_nothing(book, rule)).map(|(_, rule)| report(rule)).collect()
}

/// Whether whoever it refuses would be referred anyway, as soon, and to nobody else.
fn adds_nothing(book: &Rulebook, rule: &Rule) -> bool {
    let Outcome::Refer { to, urgency } = &rule.outcome else { return false };
    let asked = || {
        let roles = rule.roles.iter().filter(|role| !book.roles[*role].category);
        roles.flat_map(|role| rule.services.iter().map(move |service| (role, service)))
    };
    let concerns = needed(book, &rule.when);
    rule.kind == RuleKind::Lane
        && urgency.index() == 0
        && asked().all(|asked| !taken(book, asked, &concerns))
        && rule.services.iter().all(|service| names_all(book, to, service, &concerns))
}

/// Whether a lane of this practitioner may take a client with one of these concerns (with whatever
/// concerns, if none are needed).
fn taken(book: &Rulebook, asked: (RoleId, ServiceId), concerns: &IdSet<ConcernId>) -> bool {
    takers(book, asked).any(|(_, lane)| takes_one(lane, concerns))
}

fn takes_one(lane: &Rule, concerns: &IdSet<ConcernId>) -> bool {
    let covers = |covers: &Covers| covers.every || covers.concerns.meets(concerns);
    concerns.is_empty() || lane.covers.as_ref().is_some_and(covers)
}

/// Whether the referral names everybody whom the client would be sent to without it.
fn names_all(
    book: &Rulebook,
    to: &[RoleId],
    service: ServiceId,
    concerns: &IdSet<ConcernId>,
) -> bool {
    let named = |role: RoleId| to.iter().any(|named| book.roles[role].is_a.contains(*named));
    let kinds = book.roles.iter().filter(|(_, role)| !role.category).map(|(id, _)| id);
    kinds.filter(|role| taken(book, (*role, service), concerns)).all(named)
}

/// Concerns of which every client has one for whom the condition holds; empty if that isn't so.
fn needed(book: &Rulebook, cond: &Cond) -> IdSet<ConcernId> {
    match &cond.kind {
        CondKind::Concern(id) => [*id].into_iter().collect(),
        CondKind::Definition(id) => needed(book, &book.definitions[*id].when),
        CondKind::All(parts) => {
            let found = parts.iter().map(|part| needed(book, part));
            found.filter(|found| !found.is_empty()).min_by_key(IdSet::len).unwrap_or_default()
        }
        CondKind::Any(parts) => {
            let found: Vec<_> = parts.iter().map(|part| needed(book, part)).collect();
            if found.iter().any(IdSet::is_empty) {
                return IdSet::default();
            }
            found.iter().flat_map(IdSet::iter).collect()
        }
        CondKind::Atom(Atom { test: Test::Includes(terms), .. }) => {
            let concerns: Option<Vec<_>> = terms.iter().map(|id| book.terms[id].concern).collect();
            concerns.unwrap_or_default().into_iter().collect()
        }
        CondKind::Always
        | CondKind::Atom(_)
        | CondKind::Not(_)
        | CondKind::AtLeast(..)
        | CondKind::InOrder(..) => IdSet::default(),
    }
}

fn report(rule: &Rule) -> Finding {
    let message = format!("`{}` refuses clients whom no lane takes anyway", rule.name());
    Diagnostic::warning(codes::REDUNDANT_REFUSAL, rule.label.span, message)
        .why("what no lane takes is out of scope already, and is sent to the same people")
        .help("Say with `because` what the refusal teaches; or take it out.")
        .into()
}
