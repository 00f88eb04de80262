//! Cases as JSON, as [`Case::from_json`] reads them.

use remit_model::Rulebook;
use remit_model::id::FactId;
use remit_model::rulebook::{FactKind, Value as Given};
use serde_json::{Number, Value};

use crate::Case;

/// A case on one line of JSON: what is given, in order of declaration, and what a screen closes only
/// by its name. Reading it gives the same case, but for a number that no decimal is equal to, which
/// is rounded toward zero at the sixth place.
#[must_use]
pub fn case(book: &Rulebook, case: &Case) -> String {
    let mut entries: Vec<(&str, Value)> = Vec::new();
    if let Some(screen) = case.screen {
        entries.push(("screened", Value::from(book.screens[screen].label.name.as_str())));
    }
    for (id, fact) in book.facts.iter() {
        if let Some(given) = case.value(id).filter(|_| !case.assumed.contains(id)) {
            entries.push((&fact.label.name, value(book, id, given)));
        }
    }
    let unknown: Vec<Value> =
        case.unknown.iter().map(|id| Value::from(book.facts[id].label.name.as_str())).collect();
    if !unknown.is_empty() {
        entries.push(("unknown", Value::from(unknown)));
    }
    let chosen = book.settings.values().zip(&case.settings);
    let settings: serde_json::Map<_, _> = chosen
        .filter(|(setting, chosen)| setting.usual != **chosen)
        .filter_map(|(setting, chosen)| {
            let name = setting.values.get(*chosen)?.name.clone();
            Some((setting.label.name.clone(), Value::from(name)))
        })
        .collect();
    if !settings.is_empty() {
        entries.push(("settings", Value::from(settings)));
    }
    let entries: Vec<_> =
        entries.iter().map(|(key, value)| format!("{}: {value}", Value::from(*key))).collect();
    format!("{{ {} }}", entries.join(", "))
}

fn value(book: &Rulebook, fact: FactId, given: &Given) -> Value {
    match (given, &book.facts[fact].kind) {
        (Given::Number(number), _) => {
            number.to_string().parse::<Number>().map_or(Value::Null, Value::from)
        }
        (Given::Option(at), FactKind::Choice { options, .. }) => {
            options.get(*at).map_or(Value::Null, |option| Value::from(option.name.as_str()))
        }
        (Given::Set(terms), _) => {
            terms.iter().map(|term| Value::from(book.terms[term].label.name.as_str())).collect()
        }
        (Given::NotTaken | Given::Option(_), _) => Value::from("not-taken"),
    }
}
