//! What is found of all clients, against every client of random small rulebooks, one by one.

use std::collections::BTreeSet;

use remit_analysis::{Finding, codes, findings};
use remit_eval::{Completion, Decision, Fate, Judge};
use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId, ServiceId};
use remit_model::rulebook::{IdSet, RaisedBy, RuleKind, Value, Verdict};
use remit_source::{Code, Span};

use crate::all::{draw, everybody};
use crate::case;

/// Rulebooks with more clients than this are left out.
const MOST_CLIENTS: usize = 400;

pub(crate) fn asked(book: &Rulebook) -> Vec<(RoleId, ServiceId)> {
    let roles = book.roles.iter().filter(|(_, role)| !role.category).map(|(id, _)| id);
    roles.flat_map(|role| book.services.ids().map(move |service| (role, service))).collect()
}

fn places(found: &[Finding], code: Code) -> BTreeSet<Span> {
    let of = found.iter().filter(|found| found.diagnostic.code == code);
    of.map(|found| found.diagnostic.primary.span).collect()
}

/// The rules that something is found of, wherever in them it stands.
fn rules(book: &Rulebook, found: &[Finding], code: Code) -> BTreeSet<RuleId> {
    let places = places(found, code);
    let at = |span: &Span| places.contains(span);
    let of = book.rules.iter().filter(|(_, rule)| at(&rule.label.span) || at(&rule.when.span));
    of.map(|(id, _)| id).collect()
}

/// All that is told of a client but for the names of rules.
fn told(decision: &Decision) -> Decision {
    let mut told = decision.clone();
    told.decided_by.clear();
    told.set_aside.clear();
    told.advice.clear();
    told.explanation = None;
    told
}

#[test]
fn what_is_found_is_so_and_what_is_so_is_found() {
    let (mut books, mut dead, mut idle, mut constant) = (0, 0, 0, 0);
    for seed in 5_000..6_200 {
        let (text, book) = draw(seed);
        let Some(everybody) = everybody(&book, MOST_CLIENTS) else { continue };
        if everybody.is_empty() {
            continue;
        }
        books += 1;
        let judge = Judge::new(&book);
        let found = findings(&book);
        let asked = asked(&book);
        let decide = |judge: &Judge<'_>, completion: &Completion, (role, service)| {
            judge.decide(&case(judge.book, completion), role, &[service])
        };
        // Rules that never apply.
        let mut speak = BTreeSet::new();
        for completion in &everybody {
            for &asked in &asked {
                let decision = decide(&judge, completion, asked);
                let considered = &decision.explanation.as_ref().unwrap().services[0].considered;
                let speaking = considered.iter().filter(|considered| {
                    matches!(considered.fate, Fate::InForce | Fate::SetAside(_))
                });
                speak.extend(speaking.map(|considered| considered.rule));
            }
        }
        let never = rules(&book, &found, codes::NEVER_APPLIES);
        for (id, rule) in book.rules.iter() {
            let reaches = asked.iter().any(|(role, service)| {
                rule.roles.contains(*role) && rule.services.contains(*service)
            });
            if reaches {
                let name = rule.name();
                assert_eq!(never.contains(&id), !speak.contains(&id), "{seed}: {name}\n{text}");
                dead += usize::from(never.contains(&id));
            }
        }
        // Rules that never decide change nothing.
        for rule in rules(&book, &found, codes::NEVER_DECIDES) {
            let mut without = book.clone();
            without.rules[rule].roles = IdSet::default();
            let other = Judge::new(&without);
            for completion in &everybody {
                for &asked in &asked {
                    let (with, without) =
                        (decide(&judge, completion, asked), decide(&other, completion, asked));
                    assert_eq!(told(&with), told(&without), "{seed}: {asked:?}\n{text}");
                }
            }
            idle += 1;
        }
        // Definitions that are the same for all.
        let places = places(&found, codes::CONSTANT_DEFINITION);
        let concerns = book.concerns.values().filter_map(|concern| match &concern.raised_by {
            RaisedBy::Condition(when) => Some(when),
            RaisedBy::Term(_) => None,
        });
        let conds = book.definitions.values().map(|definition| &definition.when).chain(concerns);
        for cond in conds {
            let holds: BTreeSet<bool> =
                everybody.iter().map(|completion| judge.holds(completion, cond)).collect();
            assert_eq!(places.contains(&cond.span), holds.len() == 1, "{seed}: {cond:?}\n{text}");
            constant += usize::from(holds.len() == 1);
        }
    }
    println!("{books} rulebooks: {dead} dead rules, {idle} idle ones, {constant} constants");
    assert!(
        books > 60 && dead > 20 && idle > 10 && constant > 5,
        "{books} {dead} {idle} {constant}"
    );
}

#[test]
fn one_concern_more_loosens_where_it_is_found_to() {
    let (mut books, mut loosened) = (0, 0);
    for seed in 6_000..7_500 {
        let (text, book) = draw(seed);
        let Some(everybody) = everybody(&book, MOST_CLIENTS) else { continue };
        books += 1;
        let found = findings(&book);
        let found: Vec<&Finding> = found
            .iter()
            .filter(|found| found.diagnostic.code == codes::LOOSENED_BY_A_CONCERN)
            .collect();
        let some = everybody.iter().find_map(|completion| loosens(&book, completion));
        assert_eq!(some.is_some(), !found.is_empty(), "{seed}: {some:?} {found:?}\n{text}");
        loosened += usize::from(some.is_some());
        for found in found {
            let witness = found.witness.as_ref().unwrap();
            let completion = witness.case.complete().unwrap();
            assert!(loosens(&book, &completion).is_some(), "{seed}: {found:?}\n{text}");
        }
    }
    println!("{books} rulebooks, {loosened} of them loosen");
    assert!(books > 50 && loosened > 5, "{books} {loosened}");
}

/// Who is answered less protectively about a client with a term more (D20).
fn loosens(book: &Rulebook, completion: &Completion) -> Option<(RoleId, ServiceId)> {
    let judge = Judge::new(book);
    if judge.concerns(completion).is_empty() {
        return None;
    }
    for (term, what) in book.terms.iter().filter(|(_, term)| term.concern.is_some()) {
        let mut more = completion.clone();
        let index = remit_model::id::Id::index(what.fact);
        let Value::Set(members) = &mut more.values[index] else { continue };
        members.insert(term);
        let (had, has) = (judge.concerns(completion), judge.concerns(&more));
        if judge.violates(&more).is_some() || !has.holds(&had) || has.len() == had.len() {
            continue;
        }
        for (role, service) in asked(book) {
            let any = |rule: &remit_model::rulebook::Rule| {
                rule.kind != RuleKind::Advice
                    && rule.roles.contains(role)
                    && rule.services.contains(service)
            };
            if !book.rules.values().any(any) {
                continue;
            }
            let before = judge.core(completion, role, &[service]);
            let after = judge.core(&more, role, &[service]);
            let ceiling = after.verdict < Verdict::Refer && before.ceiling > after.ceiling;
            if before.verdict > after.verdict || before.urgency > after.urgency || ceiling {
                return Some((role, service));
            }
        }
    }
    None
}
