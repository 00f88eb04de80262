//! Small rulebooks in the language itself, and what is decided by them.

use std::fmt::Write;

use remit_eval::{Case, Decision, Judge, json};
use remit_model::Rulebook;
use remit_model::id::{RoleId, ServiceId};
use remit_source::{FileId, Severity};
use serde_json::{Map, Value, json};

const VOCABULARY: &str = include_str!("vocabulary.remit");

/// The vocabulary with these rules.
pub(crate) fn book(rules: &str) -> Rulebook {
    let texts = [(FileId(0), VOCABULARY), (FileId(1), rules)];
    let parsed = texts.map(|(file, text)| (file, remit_syntax::parse(file, text)));
    let files: Vec<_> = parsed.iter().map(|(file, parsed)| (*file, &parsed.file)).collect();
    let resolved = remit_model::resolve(&files);
    let found =
        parsed.iter().flat_map(|(_, parsed)| &parsed.diagnostics).chain(&resolved.diagnostics);
    let errors = found.filter(|found| found.severity == Severity::Error);
    let errors: Vec<_> = errors.map(|found| (&found.message, found.primary.span)).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    resolved.rulebook
}

/// A case as JSON, on top of a finished checklist.
pub(crate) fn case(book: &Rulebook, facts: &Value) -> Case {
    let mut all: Map<String, Value> = Map::new();
    all.insert("screened".to_owned(), json!("checklist"));
    all.insert("goal".to_owned(), json!("fitness"));
    all.extend(facts.as_object().unwrap().clone());
    read(book, &Value::Object(all).to_string())
}

/// A case from text.
pub(crate) fn read(book: &Rulebook, text: &str) -> Case {
    Case::from_json(book, FileId(9), text, &[]).unwrap()
}

pub(crate) fn role(book: &Rulebook, name: &str) -> RoleId {
    book.find_role(name).unwrap()
}

pub(crate) fn services(book: &Rulebook, names: &str) -> Vec<ServiceId> {
    names.split(", ").map(|name| book.find_service(name).unwrap()).collect()
}

/// Rules, and questions with their answers: each a role, services and the facts that differ from a
/// finished checklist.
pub(crate) fn decided(rules: &str, questions: &[(&str, &str, Value)]) -> String {
    let book = book(rules);
    let judge = Judge::new(&book);
    let mut text = format!("{}\n", rules.trim_matches('\n'));
    for (who, what, facts) in questions {
        let case = case(&book, facts);
        let told = judge.decide(&case, role(&book, who), &services(&book, what));
        writeln!(text, "\n{who} for {what}: {facts}").unwrap();
        text.push_str(&lines(&book, &told));
    }
    text
}

/// The fields of a decision that say anything, a line each.
pub(crate) fn lines(book: &Rulebook, told: &Decision) -> String {
    let Value::Object(fields) = serde_json::to_value(json::decision(book, told)).unwrap() else {
        unreachable!()
    };
    let shown = [
        "verdict",
        "urgency",
        "at_least",
        "at_most",
        "ask",
        "lane",
        "uncovered",
        "covered_separately",
        "ceiling",
        "needs",
        "rechecks",
        "duties",
        "clearance",
        "refer_to",
        "also_refer",
        "recommended",
        "decided_by",
        "set_aside",
    ];
    let mut text = String::new();
    for name in shown {
        let value = &fields[name];
        let empty = match value {
            Value::Array(list) => list.is_empty(),
            Value::Bool(yes) => !yes,
            Value::String(word) => word == "none" || word == "unlimited",
            _ => value.is_null(),
        };
        if !empty {
            writeln!(text, "  {name}: {value}").unwrap();
        }
    }
    text
}
