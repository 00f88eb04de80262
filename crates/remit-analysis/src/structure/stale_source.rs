//! A source whose review is overdue on a day.
//!
//! Which day that is, is told by whoever asks: the same rulebook must always be found alike, so
//! nothing here looks at a calendar.

use std::collections::BTreeSet;

use remit_model::Rulebook;
use remit_model::id::SourceId;
use remit_source::Diagnostic;

use crate::{Finding, codes};

/// The sources whose day of review has passed on a day, written `YYYY-MM-DD`, in order of place.
#[must_use]
pub fn stale(book: &Rulebook, on: &str) -> Vec<Finding> {
    let stale = book.sources.iter().filter(|(_, source)| source.is_stale(on));
    let mut found: Vec<Finding> = stale.map(|(id, _)| report(book, id, on)).collect();
    found.sort_by_key(|finding| finding.diagnostic.primary.span);
    found
}

fn report(book: &Rulebook, id: SourceId, on: &str) -> Finding {
    let source = &book.sources[id];
    let name = &source.label.name;
    let due = source.review_by.as_deref().unwrap_or_default();
    let resting: BTreeSet<String> = book
        .citations()
        .filter(|cited| cited.citation.source == id)
        .map(|cited| cited.name)
        .collect();
    let why = match resting.len() {
        0 => "nothing rests on it yet, but what is written from it will".to_owned(),
        1 => "one thing rests on it, which it may no longer say".to_owned(),
        many => format!("{many} things rest on it, which it may no longer say"),
    };
    let message = format!("the review of `{name}` was due by {due}, and it is {on}");
    Diagnostic::warning(codes::STALE_SOURCE, source.label.span, message)
        .why(why)
        .help(format!(
            "Read it again (`remit sources {name}` says what rests on it), change what it says otherwise now, and set `review by` to the next day."
        ))
        .into()
}
