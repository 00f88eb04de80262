//! SARIF 2.1.0: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>. Only what fails is
//! a result.

use serde_json::{Value, json};

use super::{Place, Record, Results};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn report(results: &Results) -> String {
    let failing = results.records.iter().filter(|record| !record.passed);
    let report = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "remit",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": [{
                    "id": "example-fails",
                    "shortDescription": {
                        "text": "An example expects something else than what is decided."
                    },
                    "help": { "text": "Correct the rule, or what the example expects of it." },
                    "defaultConfiguration": { "level": "error" },
                }],
            }},
            "columnKind": "unicodeCodePoints",
            "results": failing.map(result).collect::<Vec<_>>(),
        }],
    });
    format!("{report:#}\n")
}

fn result(record: &Record) -> Value {
    let lines = record.failure.as_ref().map(super::Failure::lines).unwrap_or_default();
    let differences = record.failure.iter().flat_map(|failure| &failure.differences);
    let mut places: Vec<_> = differences.filter_map(|differs| differs.place.as_ref()).collect();
    places.extend(&record.place);
    places.dedup();
    let deciders = record.failure.iter().flat_map(|failure| &failure.decided_by);
    let related = deciders.filter_map(|decider| {
        let mut location = location(decider.place.as_ref()?);
        let text = format!("decided by {}", decider.rule);
        location.as_object_mut()?.insert("message".to_owned(), json!({ "text": text }));
        Some(location)
    });
    json!({
        "ruleId": "example-fails",
        "ruleIndex": 0,
        "level": "error",
        "message": { "text": format!("example “{}”: {}", record.name, lines.join("\n")) },
        "locations": places.into_iter().take(1).map(location).collect::<Vec<_>>(),
        "relatedLocations": related.collect::<Vec<_>>(),
        // So that a result is known again when lines move.
        "partialFingerprints": { "remitTest/v1": record.name },
    })
}

fn location(place: &Place) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&place.file) },
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    }})
}

/// A path as a reference of RFC 3986: what may not stand in one is written as its bytes. A colon is
/// among that, since one in the first part would make it a scheme.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
