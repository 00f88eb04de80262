//! What rules say to each other, against every client of random small rulebooks, one by one:
//! exceptions that are idle, referrals to somebody who refuses, circles of them, rules that disagree,
//! and gaps.

use std::collections::BTreeSet;

use remit_analysis::{Finding, codes, findings};
use remit_eval::{Completion, Considered, Decision, Fate, Judge};
use remit_model::Rulebook;
use remit_model::id::{ConcernId, Id, RoleId, RuleId, ServiceId};
use remit_model::rulebook::{IdSet, LaneState, Outcome, RaisedBy, RuleKind};
use remit_source::Code;

use crate::all::{draw, everybody};
use crate::case;
use crate::meaning::asked;

/// Rulebooks with more clients than this are left out.
const MOST_CLIENTS: usize = 300;

/// Every rulebook of some seeds that is small enough, with its clients, and what is found of it.
fn books(
    seeds: std::ops::Range<u64>,
    mut look: impl FnMut(u64, &str, &Rulebook, &[Completion], &[Finding]),
) -> usize {
    let mut books = 0;
    for seed in seeds {
        let (text, book) = draw(seed);
        let Some(everybody) = everybody(&book, MOST_CLIENTS) else { continue };
        if everybody.is_empty() {
            continue;
        }
        let found = findings(&book);
        look(seed, &text, &book, &everybody, &found);
        books += 1;
    }
    books
}

fn of(found: &[Finding], code: Code) -> impl Iterator<Item = &Finding> {
    found.iter().filter(move |found| found.diagnostic.code == code)
}

fn decide(
    judge: &Judge<'_>,
    client: &Completion,
    (role, service): (RoleId, ServiceId),
) -> Decision {
    judge.decide(&case(judge.book, client), role, &[service])
}

fn considered(decision: &Decision, rule: RuleId) -> &Considered {
    let considered = &decision.explanation.as_ref().unwrap().services[0].considered;
    considered.iter().find(|considered| considered.rule == rule).unwrap()
}

fn reaches(book: &Rulebook, rule: RuleId, (role, service): (RoleId, ServiceId)) -> bool {
    let rule = &book.rules[rule];
    rule.roles.contains(role) && rule.services.contains(service)
}

/// Whether somebody of a role, or of its kind, takes the client.
fn takes(judge: &Judge<'_>, client: &Completion, role: RoleId, service: ServiceId) -> bool {
    let kinds = judge.book.roles.iter().filter(|(_, kind)| kind.is_a.contains(role));
    let kinds: Vec<RoleId> = kinds.map(|(kind, _)| kind).collect();
    kinds
        .into_iter()
        .any(|kind| decide(judge, client, (kind, service)).lane == Some(LaneState::Mine))
}

#[test]
fn an_exception_is_idle_where_its_rule_says_the_same_without_it() {
    let (mut idle, mut all) = (0, 0);
    let books = books(8_000..8_900, |seed, text, book, everybody, found| {
        let places: BTreeSet<_> =
            of(found, codes::IDLE_EXCEPTION).map(|found| found.diagnostic.primary.span).collect();
        // What sets a rule aside changes nothing about what it says.
        let mut alone = book.clone();
        let ids: Vec<RuleId> = book.rules.ids().collect();
        for id in ids {
            alone.rules[id].overrides.clear();
        }
        let judge = Judge::new(&alone);
        for (id, rule) in book.rules.iter() {
            let asked: Vec<_> =
                asked(book).into_iter().filter(|asked| reaches(book, id, *asked)).take(1).collect();
            let Some(&asked) = asked.first() else { continue };
            for (index, exception) in rule.exceptions.iter().enumerate() {
                let mut without = alone.clone();
                without.rules[id].exceptions.remove(index);
                let other = Judge::new(&without);
                let (mut applies, mut differs) = (false, false);
                for client in everybody {
                    let says = |judge: &Judge<'_>| {
                        let decision = decide(judge, client, asked);
                        let considered = considered(&decision, id);
                        let mut said: Vec<Outcome> = Vec::new();
                        for says in &considered.says {
                            if !said.contains(says) {
                                said.push(says.clone());
                            }
                        }
                        (considered.fate.clone(), said)
                    };
                    let (with, without) = (says(&judge), says(&other));
                    applies |= matches!(with.0, Fate::InForce | Fate::Excepted);
                    differs |= with != without;
                }
                let expected = applies && !differs;
                let told = format!("seed {seed}, {} {index}\n{text}", rule.name());
                assert_eq!(places.contains(&exception.span), expected, "{told}");
                idle += usize::from(expected);
                all += 1;
            }
        }
    });
    println!("{books} rulebooks, {idle} of {all} exceptions idle");
    assert!(books > 20 && idle > 10 && all > 60, "{books} {idle} {all}");
}

#[test]
fn a_referral_is_refused_where_nobody_named_takes_any_client_who_is_sent() {
    let (mut refused, mut all) = (0, 0);
    let books = books(9_000..9_300, |seed, text, book, everybody, found| {
        let judge = Judge::new(book);
        // What an exception refers is left out: whether it counts is told together with its rule.
        let plain = book.rules.iter().filter(|(_, rule)| rule.exceptions.is_empty());
        for (id, rule) in plain {
            let (to, stops) = match &rule.outcome {
                Outcome::Refer { to, .. } => (to, None),
                Outcome::Stop { to, urgency } => (to, Some(*urgency)),
                _ => continue,
            };
            for &role in to.iter().filter(|role| book.last_resort != Some(**role)) {
                let (mut sent, mut taken) = (false, false);
                for asked in asked(book).into_iter().filter(|asked| reaches(book, id, *asked)) {
                    let seen_for = match stops {
                        Some(urgency) if urgency.index() + 1 == book.urgencies.len() => {
                            book.emergency
                        }
                        Some(_) => book.evaluation,
                        None => book.evaluation.filter(|_| book.roles[role].clinician),
                    };
                    let seen_for = seen_for.unwrap_or(asked.1);
                    for client in everybody {
                        let decision = decide(&judge, client, asked);
                        if considered(&decision, id).fate == Fate::InForce {
                            sent = true;
                            taken |= takes(&judge, client, role, seen_for);
                        }
                    }
                }
                let name = format!("`{}`", book.roles[role].label.name);
                let told = of(found, codes::REFUSED_REFERRAL).any(|found| {
                    let Finding { diagnostic, .. } = found;
                    diagnostic.primary.span == rule.outcome_span
                        && diagnostic.message.contains(&name)
                });
                assert_eq!(told, sent && !taken, "seed {seed}, {} {name}\n{text}", rule.name());
                refused += usize::from(told);
                all += usize::from(sent);
            }
        }
    });
    println!("{books} rulebooks, {refused} of {all} referrals refused");
    assert!(books > 15 && refused > 5 && all > refused, "{books} {refused} {all}");
}

#[test]
fn whoever_is_sent_round_in_a_circle_is_refused_by_everybody_in_it() {
    let mut circles = 0;
    books(10_000..11_000, |seed, text, book, _, found| {
        let judge = Judge::new(book);
        for found in of(found, codes::CIRCULAR_REFERRAL) {
            let witness = found.witness.as_ref().unwrap();
            let service = witness.services[0];
            let told = format!("seed {seed}: {}\n{text}", found.diagnostic.message);
            let names: Vec<&str> = found.diagnostic.message.split('`').skip(1).step_by(2).collect();
            assert_eq!(names.first(), names.last(), "{told}");
            for pair in names.windows(2) {
                let [by, to] = [pair[0], pair[1]].map(|name| book.find_role(name).unwrap());
                let decision = judge.decide(&witness.case, by, &[service]);
                assert_eq!(decision.lane, Some(LaneState::Refused), "{told}");
                let of_kind = |named: &RoleId| book.roles[to].is_a.contains(*named);
                let sends = decision.explanation.iter().any(|explanation| {
                    let considered = &explanation.services[0].considered;
                    let spoken = considered.iter().filter(|it| it.fate == Fate::InForce);
                    spoken.flat_map(|it| &it.says).any(
                        |says| matches!(says, Outcome::Refer { to, .. } if to.iter().any(of_kind)),
                    )
                });
                assert!(sends, "{told}");
            }
            circles += 1;
        }
    });
    println!("{circles} circles");
    assert!(circles > 3, "{circles}");
}

#[test]
fn rules_disagree_about_clients_whom_the_one_takes_and_the_other_refuses() {
    let mut disagreements = 0;
    books(12_000..15_500, |seed, text, book, _, found| {
        let judge = Judge::new(book);
        for found in of(found, codes::RULES_DISAGREE) {
            let told = format!("seed {seed}: {}\n{text}", found.diagnostic.message);
            let at = |span| {
                let rule = book.rules.iter().find(|(_, rule)| rule.outcome_span == span);
                rule.map(|(id, _)| id).unwrap()
            };
            let refusal = at(found.diagnostic.primary.span);
            let lane = at(found.diagnostic.secondary[0].span);
            let witness = found.witness.as_ref().unwrap();
            let asked = (witness.role, witness.services[0]);
            // Of the client who is shown both speak, and the refusal wins.
            let decision = judge.decide(&witness.case, asked.0, &[asked.1]);
            for rule in [refusal, lane] {
                assert_eq!(considered(&decision, rule).fate, Fate::InForce, "{told}");
            }
            assert_eq!(decision.lane, Some(LaneState::Refused), "{told}");
            disagreements += 1;
        }
    });
    println!("{disagreements} disagreements");
    assert!(disagreements > 2, "{disagreements}");
}

#[test]
fn nothing_speaks_for_those_who_fall_into_a_gap() {
    let (mut gaps, mut open) = (0, 0);
    books(14_000..15_500, |seed, text, book, everybody, found| {
        let judge = Judge::new(book);
        let mine = |client: &Completion, service: ServiceId| {
            book.services[service].listed.iter().any(|role| {
                let decision = decide(&judge, client, (*role, service));
                decision.lane == Some(LaneState::Mine)
            })
        };
        let only = |concern: ConcernId| -> Vec<&Completion> {
            let brings = |other: ConcernId| match [concern, other].map(|id| raising(book, id)) {
                [Some(one), Some(other)] => book.terms[one].implies.contains(other),
                _ => false,
            };
            let alone = |client: &&Completion| {
                let had = judge.concerns(client);
                had.contains(concern) && had.iter().all(|had| had == concern || brings(had))
            };
            everybody.iter().filter(alone).collect()
        };
        for (concern, what) in book.concerns.iter() {
            let told = of(found, codes::GAP)
                .find(|found| found.diagnostic.primary.span == what.label.span);
            let said = format!("seed {seed}: {}\n{text}", what.label.name);
            let clients = only(concern);
            let taken = |service: ServiceId| clients.iter().any(|client| mine(client, service));
            if let Some(told) = told {
                let names: BTreeSet<&str> = told.diagnostic.message.split('`').collect();
                let services = book.services.iter();
                let named = services.filter(|(_, it)| names.contains(it.label.name.as_str()));
                let named: Vec<ServiceId> = named.map(|(id, _)| id).collect();
                assert!(!named.is_empty() && !clients.is_empty(), "{said}");
                assert!(!named.into_iter().any(taken), "{said}");
                gaps += 1;
            } else if !clients.is_empty() && book.rules.values().all(speaks_softly) {
                // No rule sends anybody on: somebody takes them for something, unless there is no
                // service for which somebody takes some and nobody takes all.
                let chosen = |service: &ServiceId| {
                    let lanes: Vec<_> = takers(book, *service).collect();
                    let every = |rule: &RuleId| {
                        book.rules[*rule].covers.as_ref().is_some_and(|covers| covers.every)
                    };
                    !lanes.is_empty() && !lanes.iter().any(every)
                };
                let none = !book.services.ids().any(|service| chosen(&service));
                assert!(none || book.services.ids().any(taken), "{said}");
                open += usize::from(!none);
            }
        }
    });
    println!("{gaps} gaps, {open} concerns that fall into none");
    assert!(gaps > 3 && open > 3, "{gaps} {open}");
}

/// The term that raises a concern, if one does.
fn raising(book: &Rulebook, concern: ConcernId) -> Option<remit_model::id::TermId> {
    match book.concerns[concern].raised_by {
        RaisedBy::Term(term) => Some(term),
        RaisedBy::Condition(_) => None,
    }
}

/// The lanes that may take for a service, of somebody whom it lists.
fn takers(book: &Rulebook, service: ServiceId) -> impl Iterator<Item = RuleId> {
    let listed: IdSet<RoleId> = book.services[service].listed.iter().copied().collect();
    let lanes = book.rules.iter().filter(|(_, rule)| rule.kind == RuleKind::Lane && rule.takes());
    lanes
        .filter(move |(_, rule)| rule.services.contains(service) && rule.roles.meets(&listed))
        .map(|(id, _)| id)
}

/// Whether a rule never refuses or stops.
fn speaks_softly(rule: &remit_model::rulebook::Rule) -> bool {
    let exceptions = rule.exceptions.iter().map(|exception| &exception.outcome);
    exceptions
        .chain([&rule.outcome])
        .all(|outcome| !matches!(outcome, Outcome::Refer { .. } | Outcome::Stop { .. }))
}
