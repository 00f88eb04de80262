//! A lane that takes clients for a concern, and one that refuses clients for the same concern, where
//! neither is the narrower: the refusal wins, and nobody has said that it should.
//!
//! A refusal that is true only of clients whom the other takes is an exception to it, and a lane
//! that takes only clients whom the other refuses never takes anybody, which is found elsewhere. A
//! refusal disagrees only where it is *because of* what the other covers: without those concerns,
//! it would not refuse the client.

use std::collections::{BTreeMap, BTreeSet};

use remit_eval::algebra::Algebra;
use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId, ServiceId};
use remit_model::rulebook::{Outcome, RuleKind};
use remit_source::Diagnostic;

use super::look::Look;
use crate::space::Signal;
use crate::{Finding, codes};

pub(super) fn check(look: &mut Look<'_>) -> Vec<Finding> {
    let book = look.book;
    let refusals: Vec<RuleId> = book
        .rules
        .iter()
        .filter(|(_, rule)| rule.kind == RuleKind::Lane && !rule.takes())
        .map(|(id, _)| id)
        .collect();
    let takes: Vec<RuleId> =
        book.rules.iter().filter(|(_, rule)| rule.takes()).map(|(id, _)| id).collect();
    let mut found: BTreeMap<(RuleId, RuleId), Finding> = BTreeMap::new();
    // Most practitioners and services are the same to both rules, and are asked about once.
    let mut seen: BTreeSet<[Signal; 2]> = BTreeSet::new();
    for asked in look.everybody() {
        for &refusal in refusals.iter().filter(|rule| reaches(book, **rule, asked)) {
            for &lane in takes.iter().filter(|rule| reaches(book, **rule, asked)) {
                let pair = (refusal, lane);
                if found.contains_key(&pair) {
                    continue;
                }
                if let Some(finding) = disagree(look, pair, asked, &mut seen) {
                    found.insert(pair, finding);
                }
            }
        }
    }
    found.into_values().collect()
}

fn reaches(book: &Rulebook, rule: RuleId, (role, service): (RoleId, ServiceId)) -> bool {
    let rule = &book.rules[rule];
    rule.roles.contains(role) && rule.services.contains(service)
}

fn disagree(
    look: &mut Look<'_>,
    (refusal, lane): (RuleId, RuleId),
    asked: (RoleId, ServiceId),
    seen: &mut BTreeSet<[Signal; 2]>,
) -> Option<Finding> {
    let (refuses, takes) = (&look.book.rules[refusal], &look.book.rules[lane]);
    // Under a setting of its own, such as where a law holds, a refusal is meant to win.
    let own_setting = !refuses.under.iter().all(|under| takes.under.contains(under));
    if own_setting || takes.covers.as_ref()?.every {
        return None;
    }
    let heard = look.hear(asked);
    let still = look.space.with(0, |rules| rules.speaks_without(refusal, lane))?;
    let grants = heard.voices.grants.iter().filter(|(rule, ..)| *rule == lane);
    let grants: Vec<Signal> = grants.map(|(_, when, _)| *when).collect();
    let circuit = look.space.circuit();
    let takes = circuit.any(grants);
    let because = circuit.without(heard.in_force(refusal), still);
    let both = [takes, because];
    if !seen.insert(both)
        || look.space.never(&both)
        || look.space.never(&[takes, !because])
        || look.space.never(&[because, !takes])
    {
        return None;
    }
    let witness = look.witness(&both, asked)?;
    Some(report(look, refusal, lane).shown_by(witness))
}

fn report(look: &Look<'_>, refusal: RuleId, lane: RuleId) -> Finding {
    let (refusal, lane) = (&look.book.rules[refusal], &look.book.rules[lane]);
    debug_assert!(matches!(refusal.outcome, Outcome::Refer { .. }), "a lane takes or refers");
    let (refuses, takes) = (refusal.name(), lane.name());
    let message = format!("`{refuses}` refuses clients for what `{takes}` takes them for");
    let warning = Diagnostic::warning(codes::RULES_DISAGREE, refusal.outcome_span, message)
        .here("this refers")
        .also(lane.outcome_span, "and this takes")
        .why("where both apply the refusal wins, and neither rule is the narrower one")
        .help(format!(
            "Write the refusal as an exception of `{takes}`, or narrow one of them to whom it is meant for."
        ));
    warning.into()
}
