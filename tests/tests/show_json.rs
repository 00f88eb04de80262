//! The shipped rulebook as JSON: what another evaluator needs is there.

use remit_tests::remit;
use serde_json::Value;

#[test]
fn the_shipped_rulebook_is_shown_as_json() {
    let run = remit("show --format json");
    assert_eq!((run.code, run.errors.as_str()), (0, ""));
    let book: Value = serde_json::from_str(&run.output).unwrap();
    assert_eq!(book["schema"], remit_model::export::SCHEMA);
    let rules = book["rules"].as_array().unwrap();
    assert!(!rules.is_empty());
    for rule in rules {
        assert!(rule["place"]["line"].is_u64(), "{}", rule["name"]);
        assert!(rule["then"]["outcome"].is_string(), "{}", rule["name"]);
        assert!(rule["for"].as_array().is_some_and(|roles| !roles.is_empty()), "{}", rule["name"]);
    }
}

#[test]
fn json_is_always_the_whole_rulebook() {
    assert_eq!(remit("show rules --format json").code, 2);
}
