//! Annotations, as GitHub Actions reads them from the output of a step:
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>.

use super::{Place, Results};
use crate::commands::count;

pub(super) fn report(results: &Results) -> String {
    let mut text = String::new();
    for record in &results.records {
        let Some(failure) = &record.failure else { continue };
        let first = failure.differences.first().and_then(|differs| differs.place.as_ref());
        let at = first.or(record.place.as_ref()).map_or_else(String::new, place);
        let title = property(&format!("example fails: {}", record.name));
        let message = data(&failure.lines().join("\n"));
        text.push_str(&format!("::error {at}title={title}::{message}\n"));
    }
    let failed = results.failed();
    let passed = results.records.len() - failed;
    text.push_str(&format!(
        "{}: {passed} passed, {failed} failed\n",
        count(results.records.len(), "test")
    ));
    text
}

/// GitHub takes columns only of a place on one line.
fn place(place: &Place) -> String {
    let file = property(&place.file);
    let mut text = format!("file={file},line={},endLine={},", place.line, place.end_line);
    if place.line == place.end_line {
        text.push_str(&format!("col={},endColumn={},", place.column, place.end_column));
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
