//! Cases as JSON: what is read, and what is said about what can't be.

use std::fmt::Write;

use crate::common::{book, read};
use insta::assert_snapshot;
use remit_eval::Case;
use remit_model::Number;
use remit_model::rulebook::Value;
use remit_source::FileId;

/// A text, and everything that is said about it.
fn said(text: &str, settings: &[(&str, &str)]) -> String {
    let book = book("");
    let settings: Vec<_> =
        settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut out = format!("{text}\n");
    for found in Case::from_json(&book, FileId(9), text, &settings).unwrap_err() {
        let at = &text[found.primary.span.range()];
        writeln!(out, "\n{}: {}", found.code, found.message).unwrap();
        writeln!(out, "  at {at:?}").unwrap();
        for also in &found.secondary {
            writeln!(out, "  {} {:?}", also.text, &text[also.span.range()]).unwrap();
        }
        let why = found.why.map(|why| format!("  why: {why}\n")).unwrap_or_default();
        writeln!(out, "{why}  help: {}", found.help.unwrap()).unwrap();
    }
    out
}

#[test]
fn everything_that_is_wrong_is_said_with_its_place() {
    assert_snapshot!(said(
        r#"{
  "screened": "cheklist",
  "systolc": 134,
  "diabetes": true,
  "systolic": 18,
  "diastolic": "80",
  "glucose": 5.5,
  "pregnancy-week": {"value": 12, "unit": "wks"},
  "active": "maybe",
  "letter": 1,
  "goal": "weightloss",
  "conditions": ["hypertention", "metabolic", "dizziness", 7],
  "symptoms": "dizziness",
  "effort": "not-taken",
  "repeat-systolic": 1e400,
  "goal": "fitness",
  "unknown": ["letter", "sistolic"],
  "settings": {"place": "hear", "plaice": "here"}
}"#,
        &[("place", "somewhere"), ("time", "now")],
    ));
}

#[test]
fn what_is_no_case_is_said_in_one_line() {
    let texts =
        ["", "[1, 2]", "{\"a\": 1,}", "{\"a\": ", "\u{0}\u{1}", "{\"goal\": \"\\ud800\"}", "{} {}"];
    let all: Vec<String> = texts.iter().map(|text| said(text, &[])).collect();
    assert_snapshot!(all.join("\n---\n"));
}

#[test]
fn a_client_that_does_not_exist_is_an_error_whatever_is_unknown() {
    let both = said(
        r#"{"screened": "checklist", "goal": "fitness", "systolic": 80, "diastolic": 90}"#,
        &[],
    );
    let one = said(r#"{"systolic": 80, "diastolic": 90}"#, &[]);
    assert_snapshot!(format!("{both}\n---\n{one}"));
}

#[test]
fn large_and_deep_texts_end_soon() {
    let book = book("");
    let deep = format!("{{\"goal\": {}", "[".repeat(500_000));
    let shut = format!("{{\"goal\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let long = format!("{{\"goal\": \"{}\"}}", "x".repeat(2_000_000));
    let many = format!("{{\"conditions\": [{}\"x\"]}}", "\"hypertensoin\", ".repeat(50_000));
    let keys: Vec<String> = (0..50_000).map(|key| format!("\"systoli{key}\": 1")).collect();
    let keys = format!("{{{}}}", keys.join(", "));
    for text in [deep, shut, long, many, keys] {
        let found = Case::from_json(&book, FileId(9), &text, &[]).unwrap_err();
        assert!(!found.is_empty() && found.len() <= 51, "{}", found.len());
    }
}

#[test]
fn a_screen_leaves_what_is_given_unknown_or_not_closed() {
    let book = book("");
    let text = r#"{"screened": "checklist", "systolic": 134, "letter": null, "active": null, "unknown": ["letter"]}"#;
    let case = read(&book, text);
    let fact = |name: &str| book.find_fact(name).unwrap();
    let value = |name: &str| case.value(fact(name));
    assert_eq!(value("systolic"), Some(&Value::Number(Number::whole(134))));
    assert_eq!(value("active"), Some(&Value::Option(0)));
    assert_eq!(value("repeat-systolic"), Some(&Value::NotTaken));
    assert_eq!((value("letter"), value("goal")), (None, None));
    assert!(case.assumed.contains(fact("active")) && !case.assumed.contains(fact("systolic")));
    assert_eq!(case.open().collect::<Vec<_>>(), [fact("letter"), fact("goal")]);
}

#[test]
fn conversions_are_exact() {
    let book = book("");
    let glucose = |text: &str| {
        let case = read(&book, &format!("{{\"glucose\": {text}}}"));
        case.value(book.find_fact("glucose").unwrap()).cloned()
    };
    let number = |text: &str| Some(Value::Number(Number::parse(text).unwrap()));
    assert_eq!(glucose(r#"{"value": 5.1, "unit": "mmol/L"}"#), number("91.8"));
    assert_eq!(glucose(r#"{"unit": "mmol-l", "value": 0.51e1}"#), number("91.8"));
    assert_eq!(glucose(r#"{"unit": "mg-per-dl", "value": 91.8}"#), number("91.8"));
    assert_eq!(glucose("91.80"), number("91.8"));
}
