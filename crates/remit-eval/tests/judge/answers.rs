//! What is told beside a single decision: who, forbidden acts, stages, explanations and what would
//! change the answer.

use std::fmt::Write;

use crate::common::{book, case, lines, role, services};
use insta::{assert_json_snapshot, assert_snapshot};
use remit_eval::{Judge, json};
use serde_json::{Value, json};

const RULES: &str = r#"
lane healthy "Trainers and specialists train the apparently healthy"
  for trainer or specialist
  asked for training
  covers the apparently healthy
  then take
lane pressure "Trainers and specialists train high blood pressure"
  for trainer or specialist
  asked for training
  covers hypertension
  then take once plan
  except when systolic at least 160 mmHg
    then refer to specialist
lane hearts "Heart specialists train heart disease"
  for heart-specialist
  asked for training
  covers heart-disease
  then take
lane physicians "Physicians diagnose"
  for physician
  asked for diagnose
  covers every concern
  then take
precaution letters "Heart disease wants a letter"
  for any practitioner
  asked for training
  when conditions include heart-disease
  then nothing until clearance
precaution chest "Chest pain stops"
  for any practitioner
  asked for training
  when symptoms include chest-pain
  then stop and refer to ambulance emergency
precaution dizzy "Dizziness stops trainers"
  for trainer
  asked for training
  when symptoms include dizziness
  then stop and refer to physician same-day
advice chronic "Conditions are best placed with a specialist"
  for any practitioner
  asked for training
  when not (conditions are none)
  then recommend specialist
advice fitness "Fitness is best placed with a trainer or a joint specialist"
  for any practitioner
  asked for training
  when goal is fitness
  then recommend trainer or joint-specialist
"#;

fn who(facts: &[Value]) -> String {
    let book = book(RULES);
    let judge = Judge::new(&book);
    let mut text = String::new();
    for facts in facts {
        let found = judge.who(&case(&book, facts), &services(&book, "exercise"));
        let Value::Object(mut fields) = serde_json::to_value(json::who(&book, &found)).unwrap()
        else {
            unreachable!()
        };
        fields.remove("practitioners");
        writeln!(text, "{facts}\n  {}", Value::Object(fields)).unwrap();
        for told in &found.practitioners {
            let name = &book.roles[told.practitioner].label.name;
            writeln!(text, "  {name}: {}", told.verdict.name()).unwrap();
        }
    }
    text
}

#[test]
fn d13_who_is_possible_permitted_and_recommended() {
    assert_snapshot!(who(&[
        json!({"goal": "weight-loss"}),
        json!({"goal": "fitness"}),
        json!({"goal": "fitness", "conditions": ["hypertension"]}),
        json!({"goal": "fitness", "conditions": ["heart-disease"]}),
        json!({"goal": "weight-loss", "conditions": ["hypertension"], "unknown": ["systolic"]}),
        json!({"conditions": ["copd"]}),
        json!({"symptoms": ["chest-pain"]}),
        json!({"symptoms": ["dizziness"]}),
        json!({"symptoms": ["dizziness", "chest-pain"]}),
    ]));
}

#[test]
fn d13_advice_that_agrees_on_nobody_possible_is_joined() {
    let rules = r#"
lane all "Everybody"
  for trainer or specialist
  asked for training
  covers every concern
  then take
advice one "One"
  for any practitioner
  asked for training
  then recommend trainer
advice other "Other"
  for any practitioner
  asked for training
  then recommend heart-specialist
"#;
    let book = book(rules);
    let found = Judge::new(&book).who(&case(&book, &json!({})), &services(&book, "exercise"));
    let Value::Object(mut fields) = serde_json::to_value(json::who(&book, &found)).unwrap() else {
        unreachable!()
    };
    fields.remove("practitioners");
    assert_snapshot!(Value::Object(fields), @r#"{"how":"some-advice","permitted":["trainer","joint-specialist","heart-specialist"],"recommended":["trainer","heart-specialist"]}"#);
}

#[test]
fn d14_acts_are_forbidden_that_are_not_ones_own() {
    let book = book(RULES);
    let judge = Judge::new(&book);
    let forbidden = |name: &str| {
        let acts = judge.forbidden(&case(&book, &json!({})), role(&book, name));
        acts.iter().map(|act| book.services[*act].label.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(forbidden("trainer"), ["diagnose", "massage"]);
    assert_eq!(forbidden("physician"), ["massage"]);
}

#[test]
fn d19_the_first_stage_that_holds_is_the_stage() {
    let book = book(RULES);
    let judge = Judge::new(&book);
    let stage = |facts: Value| {
        let told = judge.decide(
            &case(&book, &facts),
            role(&book, "trainer"),
            &services(&book, "exercise"),
        );
        told.stage.map(|stage| book.stages[stage].label.name.clone())
    };
    assert_eq!(stage(json!({"symptoms": ["dizziness"], "active": true})).as_deref(), Some("sick"));
    assert_eq!(stage(json!({"conditions": ["copd"], "active": true})).as_deref(), Some("well"));
    assert_eq!(stage(json!({"active": true})).as_deref(), Some("fit"));
    assert_eq!(stage(json!({})), None);
}

#[test]
fn d17_the_explanation_is_a_tree_of_what_was_looked_at() {
    let book = book(RULES);
    let facts = json!({"conditions": ["hypertension"], "systolic": 162, "active": true});
    let told = Judge::new(&book).decide(
        &case(&book, &facts),
        role(&book, "trainer"),
        &services(&book, "exercise"),
    );
    assert_json_snapshot!(json::decision(&book, &told));
}

#[test]
fn d17_what_nearly_applied_failed_by_one_comparison() {
    let rules = r#"
lane all "Everybody"
  for trainer
  asked for exercise
  covers every concern
  then take
precaution one "One comparison"
  for any practitioner
  asked for exercise
  when systolic at least 160 mmHg and active is no
  then up to light
precaution two "Two comparisons"
  for any practitioner
  asked for exercise
  when systolic at least 160 mmHg and diastolic at least 100 mmHg
  then up to light
precaution some "One of two"
  for any practitioner
  asked for exercise
  when at least 2 of (active is no, effort is high, letter is yes)
  then up to light
"#;
    let book = book(rules);
    let told = Judge::new(&book).decide(
        &case(&book, &json!({})),
        role(&book, "trainer"),
        &services(&book, "exercise"),
    );
    let nearly = &told.explanation.unwrap().services[0].nearly;
    let names: Vec<_> = nearly.iter().map(|rule| book.rules[*rule].name()).collect();
    assert_eq!(names, ["one", "some"]);
}

#[test]
fn d18_what_would_change_the_answer_is_decided_again() {
    let book = book(RULES);
    let judge = Judge::new(&book);
    let (trainer, exercise) = (role(&book, "trainer"), services(&book, "exercise"));
    let mut text = String::new();
    for facts in [
        json!({"conditions": ["hypertension"], "systolic": 150, "active": true}),
        json!({"conditions": ["hypertension", "copd"], "systolic": 150, "active": true}),
        json!({}),
        json!({"conditions": ["hypertension"], "unknown": ["systolic"]}),
    ] {
        let case = case(&book, &facts);
        let told = judge.decide(&case, trainer, &exercise);
        writeln!(text, "{facts}: {}", told.verdict.name()).unwrap();
        for other in judge.counterfactuals(&case, trainer, &exercise) {
            let name = &book.facts[other.fact].label.name;
            let [from, to] =
                [&other.from, &other.to].map(|value| json::value(&book, other.fact, value));
            writeln!(text, "if {name} were {to} and not {from}").unwrap();
            text.push_str(&lines(&book, &other.decision));
        }
    }
    assert_snapshot!(text);
}
