//! Cases with known answers, told field by field in `suite/vignettes/expected.json`: what
//! `remit who` and `remit decide` say of each must be the answer, in every field.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod shipped;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

/// What a case is read as, after the cases' own conventions.
struct Told {
    recommended: BTreeSet<String>,
    permitted: BTreeSet<String>,
    clearance: String,
    refer_first: BTreeSet<String>,
    intensity: String,
    urgency: String,
    ask: BTreeSet<String>,
    stage: String,
}

fn names(list: &Value) -> BTreeSet<String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// `MEP` stands for those who are one.
fn without_categories(roles: &BTreeSet<String>) -> BTreeSet<String> {
    let book = shipped::book();
    let of = |name: &String| -> Vec<String> {
        let role = shipped::role(name);
        if !book.roles[role].category {
            return vec![name.clone()];
        }
        let members =
            book.roles.iter().filter(|(_, other)| !other.category && other.is_a.contains(role));
        members.map(|(_, member)| member.label.name.clone()).collect()
    };
    roles.iter().flat_map(of).collect()
}

fn highest<'v>(values: impl Iterator<Item = &'v str>, order: &[&str]) -> String {
    let at = |value: &&str| order.iter().position(|other| other == value);
    values.max_by_key(at).unwrap_or("none").to_owned()
}

fn program(line: &str) -> Value {
    let run = remit_tests::remit(line);
    assert_eq!(run.code, 0, "{run}");
    serde_json::from_str(&run.output).unwrap()
}

fn told(id: &str, expected: &Value) -> Told {
    let file = remit_tests::root().join(format!("tests/suite/vignettes/{id}.json"));
    let services = names(&expected["for"]);
    let asked: String = services.iter().fold(String::new(), |line, name| line + " --for " + name);
    let who = program(&format!("who{asked} --client {} --format json", file.display()));
    let practitioners = who["practitioners"].as_array().unwrap();
    let of = |role: &str| practitioners.iter().find(|told| told["practitioner"] == role);
    let recommended = without_categories(&names(&who["recommended"]));
    let permitted = names(&who["permitted"]);
    // The case speaks of those who should and may serve; else of who was asked; else of everybody.
    let mut meant: Vec<&Value> =
        recommended.intersection(&permitted).filter_map(|role| of(role)).collect();
    if meant.is_empty() {
        meant.extend(expected["actor"].as_str().and_then(of));
    }
    if meant.is_empty() {
        meant.extend(practitioners);
    }
    let urgency = |told: &'_ Value| match &told["urgency"] {
        Value::Null => told["at_least"]["urgency"].as_str().unwrap().to_owned(),
        urgency => urgency.as_str().unwrap().to_owned(),
    };
    let clearance = |told: &Value| match told["verdict"].as_str() {
        Some("ask") => "ask".to_owned(),
        _ => told["clearance"].as_str().unwrap().to_owned(),
    };
    let ceiling = |told: &Value| match told["verdict"].as_str() {
        Some("stop") => "nothing".to_owned(),
        _ => told["ceiling"].as_str().unwrap().to_owned(),
    };
    let clearances: Vec<_> = meant.iter().map(|told| clearance(told)).collect();
    let ceilings: Vec<_> = meant.iter().map(|told| ceiling(told)).collect();
    let urgencies: Vec<_> = meant.iter().map(|told| urgency(told)).collect();
    let ceiling = highest(
        ceilings.iter().map(String::as_str),
        &["any", "moderate", "light-moderate", "as-ordered", "nothing"],
    );
    let physical =
        &shipped::book().groups[shipped::book().find_group("physical-activity").unwrap()];
    let is_physical = |name: &String| {
        let service = &shipped::book().services[shipped::service(name)];
        service.is_a.iter().any(|service| physical.services.contains(service))
    };
    let intensity = match ceiling.as_str() {
        _ if !services.iter().any(is_physical) => "na",
        "nothing" => "none",
        "as-ordered" => "per-referral",
        ceiling => ceiling,
    };
    let destinations =
        meant.iter().flat_map(|told| told["refer_to"].as_array().into_iter().flatten());
    let asked = expected["actor"].as_str().and_then(of);
    Told {
        clearance: highest(
            clearances.iter().map(String::as_str),
            &["none", "on-file", "before-vigorous", "before-any", "ask", "stop-and-clear"],
        ),
        refer_first: destinations.flat_map(|to| names(&to["roles"])).collect(),
        intensity: intensity.to_owned(),
        urgency: highest(
            urgencies.iter().map(String::as_str),
            &["routine", "before-starting", "same-day", "emergency"],
        ),
        ask: asked.map(|told| names(&told["ask"])).unwrap_or_default(),
        stage: meant.first().and_then(|told| told["stage"].as_str()).unwrap_or("-").to_owned(),
        recommended,
        permitted,
    }
}

/// The acts that are forbidden to who was asked, or to every exercise professional.
fn forbidden(id: &str, expected: &Value) -> BTreeSet<String> {
    let path = remit_tests::root().join(format!("tests/suite/vignettes/{id}.json"));
    let json: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let case = shipped::client(&json);
    let judge = remit_eval::Judge::new(shipped::book());
    let actors = expected["actor"].as_str().map_or(vec!["pft", "mes", "rcep"], |actor| vec![actor]);
    let of = |actor: &&str| -> BTreeSet<String> {
        let acts = judge.forbidden(&case, shipped::role(actor));
        acts.iter().map(|act| shipped::book().services[*act].label.name.clone()).collect()
    };
    let all: Vec<_> = actors.iter().map(of).collect();
    all.into_iter().reduce(|all, one| &all & &one).unwrap_or_default()
}

fn list(names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        "-".to_owned()
    } else {
        names.iter().cloned().collect::<Vec<_>>().join(", ")
    }
}

#[test]
fn every_case_comes_out_as_its_answer_says() {
    let folder = remit_tests::root().join("tests/suite/vignettes");
    let expected = fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let (mut table, mut wrong) = (String::new(), String::new());
    for (id, answer) in expected.as_object().unwrap() {
        let told = told(id, answer);
        let forbidden = forbidden(id, answer);
        let missing = &names(&answer["forbidden_acts"]) - &forbidden;
        let mut differs = |field: &str, is: &Value| {
            let wanted = &answer[field];
            let same = match wanted {
                Value::Null => true,
                Value::Array(_) => names(wanted) == names(is),
                _ => wanted == is,
            };
            if !same {
                let _ = writeln!(wrong, "{id} {field}: {wanted} is expected, but it is {is}");
            }
        };
        differs("recommended", &json!(told.recommended));
        differs("permitted", &json!(told.permitted));
        differs("clearance", &json!(told.clearance));
        differs("refer_first", &json!(told.refer_first));
        differs("intensity_now", &json!(told.intensity));
        differs("urgency", &json!(told.urgency));
        differs("ask", &json!(told.ask));
        differs("stage", &json!(told.stage));
        if !missing.is_empty() {
            let _ = writeln!(wrong, "{id} forbidden_acts: {} is missing", list(&missing));
        }
        let _ = writeln!(table, "{id} {}", answer["title"].as_str().unwrap());
        for (field, value) in [
            ("recommended", list(&told.recommended)),
            ("permitted", list(&told.permitted)),
            ("clearance", told.clearance),
            ("intensity", told.intensity),
            ("urgency", told.urgency),
            ("forbidden", list(&forbidden)),
            ("ask", list(&told.ask)),
            ("stage", told.stage),
            ("refer first", list(&told.refer_first)),
        ] {
            let _ = writeln!(table, "    {field:12} {value}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_eq!(expected.as_object().unwrap().len(), 25);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("vignettes", table);
    });
}
