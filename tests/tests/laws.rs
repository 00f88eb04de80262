//! What has to hold of the shipped rules whatever they say in particular: tried on clients of many
//! kinds, with every condition, symptom and red flag of the vocabulary added to each.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod shipped;

use remit_eval::{Case, Decision, Judge};
use remit_model::id::{CeilingId, RoleId, ServiceId, TermId, UrgencyId};
use remit_model::rulebook::{FactKind, Value as Known, Verdict};
use serde_json::{Value, json};

const PRACTITIONERS: [&str; 5] = ["pft", "mes", "rcep", "pt", "physician"];
const SERVICES: [&str; 4] =
    ["program-exercise", "continue-session", "cardiac-rehab", "cardiopulmonary-test"];

/// Clients of many kinds; none of them is complete in any sense but that a screening was finished.
fn clients() -> Vec<Value> {
    vec![
        json!({}),
        json!({ "regular-exercise": "yes" }),
        json!({ "regular-exercise": "yes", "desired-intensity": "vigorous" }),
        json!({ "conditions": ["hypertension"], "goal": "condition-management" }),
        json!({ "conditions": ["hypertension"], "systolic": 165, "regular-exercise": "yes" }),
        json!({ "conditions": ["type-1-diabetes"], "glucose": 260, "ketones": "small" }),
        json!({ "conditions": ["type-2-diabetes"], "glucose": 120, "regular-exercise": "yes" }),
        json!({ "conditions": ["knee-osteoarthritis"], "pain": 5, "regular-exercise": "yes" }),
        json!({ "pain": 7, "pain-site": "low-back", "onset-days": 20 }),
        json!({ "conditions": ["knee-surgery"], "days-since-event": 60, "written-limits": "yes" }),
        json!({ "conditions": ["pci"], "aacvpr": "low", "rehab-completed": "yes", "clearance": "letter" }),
        json!({ "conditions": ["heart-failure"], "clearance": "order", "weight-gain": 2 }),
        json!({ "conditions": ["copd"], "spo2-exertion": 88, "clearance": "order" }),
        json!({ "conditions": ["parkinsons"], "clearance": "letter" }),
        json!({ "pregnancy-week": 29, "regular-exercise": "yes" }),
        json!({ "conditions": ["cancer-on-treatment"], "platelets": 40 }),
        json!({ "symptoms": ["heart-murmur"], "regular-exercise": "yes" }),
        json!({ "systolic": 185, "diastolic": 100 }),
    ]
}

fn case(client: &Value) -> Case {
    let mut client = client.as_object().unwrap().clone();
    client.insert("screened".to_owned(), json!("vignette"));
    client.insert("sex".to_owned(), json!("female"));
    shipped::client(&Value::Object(client))
}

fn with(case: &Case, term: TermId) -> Case {
    let fact = shipped::book().terms[term].fact;
    let mut more = case.clone();
    let Some(Known::Set(mut members)) = case.value(fact).cloned() else { panic!("no set") };
    members.insert(term);
    more.give(fact, Known::Set(members));
    more
}

fn concerns() -> impl Iterator<Item = TermId> {
    let book = shipped::book();
    book.terms.iter().filter(|(_, term)| term.concern.is_some()).map(|(id, _)| id)
}

fn asked() -> impl Iterator<Item = (RoleId, ServiceId)> {
    PRACTITIONERS.into_iter().flat_map(|role| {
        SERVICES.into_iter().map(move |service| (shipped::role(role), shipped::service(service)))
    })
}

fn strictness(decision: &Decision) -> (Verdict, Option<UrgencyId>, Option<CeilingId>) {
    (decision.verdict, decision.urgency, decision.ceiling)
}

#[test]
fn one_concern_more_never_loosens() {
    let judge = Judge::new(shipped::book());
    let mut wrong = Vec::new();
    for client in clients() {
        let case = case(&client);
        if judge.concerns(&case.complete().unwrap()).is_empty() {
            continue;
        }
        let before: Vec<_> =
            asked().map(|(role, service)| judge.decide_briefly(&case, role, &[service])).collect();
        for term in concerns() {
            let more = with(&case, term);
            if judge.violates(&more.complete().unwrap()).is_some() {
                continue;
            }
            for ((role, service), before) in asked().zip(&before) {
                let after = judge.decide_briefly(&more, role, &[service]);
                let (was, is) = (strictness(before), strictness(&after));
                let loosened =
                    is.0 < was.0 || is.1 < was.1 || (is.0 < Verdict::Refer && is.2 < was.2);
                if loosened {
                    let book = shipped::book();
                    wrong.push(format!(
                        "{client} and {}, {} for {}: {was:?} becomes {is:?}",
                        book.terms[term].label.name,
                        book.roles[role].label.name,
                        book.services[service].label.name,
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_clearance_never_makes_a_client_somebodys() {
    let judge = Judge::new(shipped::book());
    for client in clients() {
        let mut cleared = client.clone();
        let papers = cleared.as_object_mut().unwrap();
        for (fact, value) in [
            ("clearance", "letter"),
            ("cleared-since-finding", "yes"),
            ("pregnancy-evaluated", "yes"),
        ] {
            papers.insert(fact.to_owned(), json!(value));
        }
        let mut none = client.clone();
        none.as_object_mut().unwrap().insert("clearance".to_owned(), json!("none"));
        let (without, with_papers) = (case(&none), case(&cleared));
        for term in concerns() {
            let (without, with_papers) = (with(&without, term), with(&with_papers, term));
            for (role, service) in asked() {
                let before = judge.decide_briefly(&without, role, &[service]);
                let after = judge.decide_briefly(&with_papers, role, &[service]);
                assert!(
                    before.lane == after.lane,
                    "{client} and {}: {:?} becomes {:?}",
                    shipped::book().terms[term].label.name,
                    before.lane,
                    after.lane,
                );
            }
        }
    }
}

#[test]
fn what_nobody_covers_nobody_among_the_exercise_professionals_takes() {
    let book = shipped::book();
    let judge = Judge::new(book);
    let healthy = case(&json!({ "regular-exercise": "yes" }));
    let mut uncovered = Vec::new();
    for term in concerns() {
        let concern = book.terms[term].concern.unwrap();
        let trainers = ["pft", "mes", "rcep"].map(shipped::role);
        let program = shipped::service("program-exercise");
        let covers = |role: RoleId| {
            let mut rules = book.rules.values();
            rules.any(|rule| {
                rule.roles.contains(role)
                    && rule.services.contains(program)
                    && rule.covers.as_ref().is_some_and(|covers| covers.concerns.contains(concern))
            })
        };
        for role in trainers {
            let told = judge.decide_briefly(&with(&healthy, term), role, &[program]);
            if !covers(role) {
                assert!(
                    !told.possible(),
                    "{} takes {}",
                    book.roles[role].label.name,
                    book.terms[term].label.name
                );
            }
        }
        if !trainers.into_iter().any(covers) {
            uncovered.push(book.terms[term].label.name.clone());
        }
    }
    assert!(uncovered.contains(&"epilepsy".to_owned()), "{uncovered:?}");
}

#[test]
fn a_stop_stops_everybody() {
    let judge = Judge::new(shipped::book());
    for client in clients() {
        let case = case(&client);
        for term in concerns() {
            let more = with(&case, term);
            if judge.violates(&more.complete().unwrap()).is_some() {
                continue;
            }
            for service in ["program-exercise", "continue-session"].map(shipped::service) {
                let told = PRACTITIONERS.map(|role| {
                    judge.decide_briefly(&more, shipped::role(role), &[service]).verdict
                });
                let stops = told.iter().filter(|verdict| **verdict == Verdict::Stop).count();
                assert!(
                    stops == 0 || stops == told.len(),
                    "{client} and {}: {told:?}",
                    shipped::book().terms[term].label.name
                );
            }
        }
    }
}

#[test]
fn every_term_of_the_vocabulary_can_change_a_decision() {
    let book = shipped::book();
    let judge = Judge::new(book);
    let cases: Vec<_> = clients().iter().map(case).collect();
    let same: Vec<_> = concerns()
        .filter(|&term| {
            cases.iter().all(|case| {
                asked().all(|(role, service)| {
                    let before = judge.decide_briefly(case, role, &[service]);
                    let after = judge.decide_briefly(&with(case, term), role, &[service]);
                    strictness(&before) == strictness(&after) && before.duties == after.duties
                })
            })
        })
        .map(|term| book.terms[term].label.name.clone())
        .collect();
    assert!(same.is_empty(), "{same:?} change nothing");
    let sets = book
        .facts
        .values()
        .filter(|fact| matches!(fact.kind, FactKind::Set { needs_cover: true, .. }));
    assert_eq!(sets.count(), 3);
}
