//! What a decision tells, by name, and what of a client has to do with it.

use std::collections::BTreeSet;

use remit_eval::Decision;
use remit_model::Rulebook;
use remit_model::id::{FactId, RoleId, RuleId};
use remit_model::reads::Reads;
use remit_model::rulebook::{IdSet, Verdict};
use remit_words::Words;

/// Everything that is told of a decision, in names, so that those of two rulebooks can be compared.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tells {
    verdict: Verdict,
    levels: [Option<String>; 2],
    /// Needs, rechecks, duties and destinations, each with what it is.
    others: BTreeSet<(u8, String)>,
}

impl Tells {
    pub(super) fn of(book: &Rulebook, decision: &Decision) -> Self {
        let words = Words::new(book);
        let role = |role: &RoleId| book.roles[*role].label.name.clone();
        let roles = |roles: &[RoleId]| {
            let mut names: Vec<_> = roles.iter().map(role).collect();
            names.sort();
            names.join(" ")
        };
        let mut others = BTreeSet::new();
        for need in decision.needs.iter().flatten().filter(|need| !need.met) {
            others.insert((0, book.needs[need.need].label.name.clone()));
        }
        for recheck in decision.rechecks.iter().flatten() {
            others.insert((1, words.recheck(recheck)));
        }
        for duty in decision.duties.iter().flatten() {
            others.insert((2, book.duties[*duty].label.name.clone()));
        }
        for (kind, sent) in [(3, &decision.refer_to), (4, &decision.also_refer)] {
            for to in sent.iter().flatten() {
                let service = &book.services[to.service].label.name;
                others.insert((kind, format!("{} for {service}", roles(&to.roles))));
            }
        }
        others.extend(decision.recommended.iter().flatten().map(|id| (5, role(id))));
        let ceiling = decision.ceiling.map(|id| book.ceilings[id].label.name.clone());
        let urgency = decision.urgency.map(|id| book.urgencies[id].label.name.clone());
        Self { verdict: decision.verdict, levels: [ceiling, urgency], others }
    }
}

/// The rules that decide on one side only; all of them, if they are the same.
fn responsible(
    (book, decision): (&Rulebook, &Decision),
    (other, others): (&Rulebook, &Decision),
) -> Vec<RuleId> {
    let theirs: BTreeSet<String> =
        others.decided_by.iter().map(|rule| other.rules[*rule].name()).collect();
    let own = decision.decided_by.iter().copied();
    let alone: Vec<RuleId> =
        own.clone().filter(|rule| !theirs.contains(&book.rules[*rule].name())).collect();
    let same = alone.is_empty() && decision.decided_by.len() == others.decided_by.len();
    if same { own.collect() } else { alone }
}

/// The facts of the new rulebook that the rules look at in which the two decisions differ.
pub(super) fn read_by(old: (&Rulebook, &Decision), new: (&Rulebook, &Decision)) -> IdSet<FactId> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for (one, other) in [(old, new), (new, old)] {
        let book = one.0;
        for rule in responsible(one, other) {
            let facts = Reads::of_rule(book, &book.rules[rule]).facts;
            names.extend(facts.iter().map(|fact| book.facts[fact].label.name.clone()));
        }
    }
    let facts = new.0.facts.iter();
    facts.filter(|(_, fact)| names.contains(&fact.label.name)).map(|(id, _)| id).collect()
}
