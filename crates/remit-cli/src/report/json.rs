//! Everything, as one JSON object.

use serde::Serialize;

use super::{Record, Results};

#[derive(Serialize)]
struct Report<'a> {
    rulebook: &'a str,
    tests: usize,
    passed: usize,
    failed: usize,
    examples: usize,
    case_files: usize,
    results: &'a [Record],
}

pub(super) fn report(results: &Results) -> String {
    let (tests, failed) = (results.records.len(), results.failed());
    let report = Report {
        rulebook: &results.rulebook,
        tests,
        passed: tests - failed,
        failed,
        examples: results.examples,
        case_files: results.case_files,
        results: &results.records,
    };
    // Texts, numbers and lists of them are always JSON.
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text.push('\n');
    text
}
