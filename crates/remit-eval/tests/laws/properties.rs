//! What holds of every rulebook and client.

use proptest::prelude::*;
use remit_eval::{Case, Fate, Judge, json};
use remit_model::Rulebook;
use remit_model::id::{RoleId, ServiceId};
use remit_model::rulebook::{Cond, CondKind, LaneState, Outcome, RuleKind, Verdict};
use remit_testkit::{Book, Dice, draw_book, draw_client};

use crate::compare::{case, load};

/// A rulebook, and a client of whom everything is known and who may exist.
fn drawn(seed: u64) -> Option<(Book, Rulebook, Case)> {
    let mut dice = Dice::new(seed);
    let drawn = draw_book(&mut dice);
    let book = load(&drawn).ok()?;
    let case = case(&book, &draw_client(&mut dice, &drawn, 0));
    Judge::new(&book).has_completion(&case).then_some((drawn, book, case))
}

fn pairs(book: &Rulebook) -> impl Iterator<Item = (RoleId, ServiceId)> {
    let services: Vec<ServiceId> = book.services.ids().collect();
    book.roles
        .ids()
        .flat_map(move |role| services.clone().into_iter().map(move |service| (role, service)))
}

/// A decision as JSON, rules in order of their names: they are declared in another order elsewhere.
fn told(book: &Rulebook, case: &Case, role: RoleId, service: ServiceId) -> String {
    let decision = Judge::new(book).decide_briefly(case, role, &[service]);
    let mut told = serde_json::to_value(json::decision(book, &decision)).unwrap();
    for field in ["decided_by", "set_aside"] {
        let rules = told[field].as_array_mut().unwrap();
        let setting_aside = rules.iter_mut().filter_map(|rule| rule.get_mut("by")?.as_array_mut());
        setting_aside.for_each(|by| by.sort_by_key(ToString::to_string));
        rules.sort_by_key(ToString::to_string);
    }
    told.to_string()
}

fn with_needs(book: &Rulebook, met: bool) -> Rulebook {
    let mut copy = book.clone();
    for need in copy.needs.ids() {
        let always = Cond { kind: CondKind::Always, span: copy.needs[need].met_when.span };
        let never = Cond { kind: CondKind::Not(Box::new(always.clone())), span: always.span };
        copy.needs[need].met_when = if met { always } else { never };
    }
    copy
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn the_order_of_rules_never_changes_a_decision(seed: u64, turn: usize) {
        if let Some((mut drawn, book, case)) = drawn(seed) {
            let turn = turn % drawn.rules.len().max(1);
            drawn.rules.rotate_left(turn);
            drawn.rules.reverse();
            let other = load(&drawn).unwrap();
            for (role, service) in pairs(&book) {
                prop_assert_eq!(told(&book, &case, role, service), told(&other, &case, role, service));
            }
        }
    }

    #[test]
    fn a_stop_for_any_practitioner_binds_every_practitioner(seed: u64) {
        if let Some((_, book, case)) = drawn(seed) {
            let judge = Judge::new(&book);
            let everybody = |rule: &remit_model::rulebook::Rule| {
                rule.kind == RuleKind::Precaution
                    && matches!(rule.outcome, Outcome::Stop { .. })
                    && book.roles.ids().all(|role| rule.roles.contains(role))
            };
            for (id, _) in book.rules.iter().filter(|(_, rule)| everybody(rule)) {
                for service in book.services.ids() {
                    let stops = |role| {
                        let why = judge.decide(&case, role, &[service]).explanation.unwrap();
                        let considered = &why.services[0].considered;
                        considered.iter().any(|considered| {
                            considered.rule == id
                                && considered.fate == Fate::InForce
                                && considered.says.iter().any(|said| matches!(said, Outcome::Stop { .. }))
                        })
                    };
                    if book.roles.ids().any(stops) {
                        for role in book.roles.ids() {
                            let verdict = judge.decide_briefly(&case, role, &[service]).verdict;
                            prop_assert_eq!(verdict, Verdict::Stop);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_met_need_never_changes_whose_client_it_is(seed: u64) {
        if let Some((_, book, case)) = drawn(seed) {
            let (met, unmet) = (with_needs(&book, true), with_needs(&book, false));
            let judge = Judge::new(&book);
            for (role, service) in pairs(&book) {
                let met = judge.over(&met).decide_briefly(&case, role, &[service]);
                let unmet = judge.over(&unmet).decide_briefly(&case, role, &[service]);
                prop_assert_eq!(met.lane, unmet.lane);
                prop_assert_eq!(met.permitted(), unmet.permitted());
            }
        }
    }

    #[test]
    fn a_client_with_a_concern_that_nobody_covers_is_never_taken(seed: u64) {
        if let Some((_, book, case)) = drawn(seed) {
            let judge = Judge::new(&book);
            for concern in judge.concerns(&case.complete().unwrap()).iter() {
                let mut copy = book.clone();
                for id in copy.rules.ids() {
                    if let Some(covers) = &mut copy.rules[id].covers {
                        covers.concerns.remove(concern);
                        covers.every = false;
                    }
                }
                for (role, service) in pairs(&book) {
                    let told = judge.over(&copy).decide_briefly(&case, role, &[service]);
                    prop_assert!(told.verdict >= Verdict::Refer && told.lane != Some(LaneState::Mine));
                    prop_assert!(told.uncovered.unwrap().contains(&concern));
                }
            }
        }
    }

    #[test]
    fn an_explanation_changes_nothing(seed: u64) {
        if let Some((_, book, case)) = drawn(seed) {
            let judge = Judge::new(&book);
            for (role, service) in pairs(&book) {
                let mut explained = judge.decide(&case, role, &[service]);
                prop_assert!(explained.explanation.take().is_some());
                prop_assert_eq!(explained, judge.decide_briefly(&case, role, &[service]));
            }
        }
    }
}
