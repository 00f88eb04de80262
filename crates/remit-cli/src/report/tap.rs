//! The Test Anything Protocol, version 14: <https://testanything.org/tap-version-14-specification.html>.

use super::Results;

pub(super) fn report(results: &Results) -> String {
    let mut text = format!("TAP version 14\n1..{}\n", results.records.len());
    for (index, record) in results.records.iter().enumerate() {
        let result = if record.passed { "ok" } else { "not ok" };
        text.push_str(&format!("{result} {} - {}\n", index + 1, described(&record.name)));
        let Some(failure) = &record.failure else { continue };
        text.push_str("  ---\n");
        let messages = failure.messages().join("; ");
        text.push_str(&format!("  message: {}\n  severity: fail\n", quoted(&messages)));
        if let Some(place) = &record.place {
            text.push_str(&format!("  at: {}\n", quoted(&place.brief())));
        }
        text.push_str(&format!("  client: {}\n", quoted(&failure.client)));
        text.push_str(&format!("  asked: {}\n", quoted(&failure.question)));
        let decided = format!("{}: {}", failure.verdict, failure.decided);
        text.push_str(&format!("  decided: {}\n", quoted(&decided)));
        if !failure.decided_by.is_empty() {
            text.push_str("  decided_by:\n");
        }
        for decider in &failure.decided_by {
            text.push_str(&format!("    - {}\n", quoted(&decider.line())));
        }
        text.push_str("  ...\n");
    }
    text
}

/// A description on one line; `#` would begin a directive.
fn described(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.replace('\\', "\\\\").replace('#', "\\#")
}

/// A text in double quotes, which YAML reads as JSON does.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
