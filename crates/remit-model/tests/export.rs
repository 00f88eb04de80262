//! The rulebook as data says what the rulebook says, by the schema that is written down.

#![expect(clippy::unwrap_used, reason = "tests may say what they expect in the shortest way")]

use std::collections::BTreeSet;

use remit_model::{export, resolve};
use remit_source::{SourceFile, Sources};
use remit_syntax::parse;
use serde_json::{Value, json};

const PRELUDE: &str = include_str!("../../../docs/diagnostics/prelude.remit");
const SCHEMA: &str = include_str!("../../../docs/schema.md");

const RULES: &str = r#"
concern young "the client is a child"
  when age below 18 years

impossible turned-round "systolic stands above diastolic"
  when systolic below diastolic

table start "Who may start"
  as a precaution
  for exercise-professional but mep
  asked for training
  cites textbook S1 "table 1" unconfirmed
  | row | glucose         | raised-pressure | then                                                  |
  | R1  | above 14 mmol   | no              | nothing until recheck of glucose after 15 minutes     |
  | R2  | at most 14 mmol | yes             | up to moderate until clearance at urgency same-day    |

lane trainer-and-child "A trainer trains a child that is not in pain"
  for pft
  asked for any-exercise
  under place us
  covers only young or chronic
  when not (pain above 3 and symptoms include chest-pain) and at least 1 of (active is yes, goal is fitness)
  then take with monitor once clearance
  except when conditions are none and pain is 5
    then refer to physician
  because "Children run anyway."
  cites textbook "chapter 3"

example "a child that wants to run"
  client age 12 years
  client conditions diabetes
  client systolic not-taken
  unknown goal
  under place us-la
  seen by pft for training
  expect take-with until clearance
  expect lane mine
"#;

fn exported() -> Value {
    let mut sources = Sources::default();
    let first = sources.add(SourceFile::new("prelude.remit", PRELUDE));
    let second = sources.add(SourceFile::new("rules.remit", RULES));
    let (vocabulary, rules) = (parse(first, PRELUDE), parse(second, RULES));
    assert_eq!(rules.diagnostics, []);
    let resolved = resolve(&[(first, &vocabulary.file), (second, &rules.file)]);
    assert_eq!(resolved.diagnostics, []);
    serde_json::to_value(export::export(&resolved.rulebook, &sources)).unwrap()
}

fn named<'v>(book: &'v Value, list: &str, name: &str) -> &'v Value {
    book[list].as_array().unwrap().iter().find(|entry| entry["name"] == name).unwrap()
}

#[test]
fn a_row_is_a_rule_with_its_reach_closed() {
    let book = exported();
    assert_eq!(
        *named(&book, "rules", "start R1"),
        json!({
            "name": "start R1", "title": "Who may start", "kind": "precaution",
            "place": { "file": "rules.remit", "line": 14 },
            "table": "start", "row": "R1", "topic": null,
            "for": ["exercise-professional", "pft"],
            "asked_for": ["training", "program-exercise"],
            "under": {}, "covers": null, "about": null,
            "when": { "all": [
                { "compare": { "fact": "glucose", "test": "range",
                    "low": { "value": "252.2548", "included": false }, "high": null } },
                { "not": { "definition": "raised-pressure" } },
            ] },
            "then": { "outcome": "up-to", "ceiling": "nothing", "once_met": null, "urgency": null,
                "until": { "recheck": { "fact": "glucose", "minutes": 15, "doing": null } } },
            "exceptions": [], "overrides": [], "also_refer": [], "because": null, "reading": null,
            "cites": [{ "source": "textbook", "statements": ["S1"], "where": "table 1", "unconfirmed": true }],
        })
    );
}

#[test]
fn a_lane_that_takes_reaches_only_what_it_names() {
    let book = exported();
    let lane = named(&book, "rules", "trainer-and-child");
    assert_eq!(lane["asked_for"], json!(["training", "program-exercise"]), "the group's services");
    let covered = json!({
        "only": true, "healthy": false, "every": false,
        "concerns": ["young", "hypertension", "diabetes", "copd"],
    });
    assert_eq!(lane["covers"], covered);
    assert_eq!(lane["under"], json!({ "place": "us" }));
    assert_eq!(
        lane["then"],
        json!({ "outcome": "take", "duties": ["monitor"], "needs": ["clearance"] })
    );
    assert_eq!(
        lane["exceptions"][0]["then"],
        json!({ "outcome": "refer", "to": ["physician"], "urgency": "routine" })
    );
    let ordered = json!({ "in_order": { "low": "systolic", "high": "diastolic" } });
    assert_eq!(named(&book, "impossible", "turned-round")["when"], ordered);
}

#[test]
fn an_example_is_a_client_a_question_and_what_is_expected() {
    let example = &exported()["examples"][0];
    assert_eq!(
        example["client"],
        json!({ "age": { "number": "12" }, "conditions": ["diabetes"], "systolic": "not-taken" })
    );
    assert_eq!(example["settings"], json!({ "place": "us-la" }));
    assert_eq!(example["expects"][1], json!({ "lane": "mine" }));
}

#[test]
fn every_key_is_in_the_schema() {
    let mut keys = BTreeSet::new();
    collect_keys(&exported(), &mut keys);
    let unsaid: Vec<_> = keys.iter().filter(|key| !SCHEMA.contains(&format!("`{key}`"))).collect();
    assert_eq!(unsaid, Vec::<&String>::new(), "docs/schema.md says nothing of these");
    assert!(SCHEMA.contains(export::SCHEMA));
}

/// All keys but those that are names of the rulebook itself.
fn collect_keys(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                keys.insert(key.clone());
                if !matches!(key.as_str(), "client" | "settings" | "under") || value.is_array() {
                    collect_keys(value, keys);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect_keys(value, keys)),
        _ => {}
    }
}
