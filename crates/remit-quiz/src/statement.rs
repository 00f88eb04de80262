//! "According to the source …"

use remit_model::Rulebook;
use remit_model::id::StatementId;
use remit_scenario::Draw;
use remit_words::list;

use crate::item::{Answer, Choice, Draft, NoItem};
use crate::options::{Candidate, arrange};

/// The question and its options.
pub(crate) fn question(book: &Rulebook, id: StatementId, draw: &mut Draw) -> Result<Draft, NoItem> {
    let statement = &book.statements[id];
    let (Some(asks), Some(answer)) = (&statement.asks, &statement.answer) else {
        return Err(NoItem::TooFewOptions);
    };
    let candidate = |text: &String| Candidate::new(list::sentence(text), Answer::Text, None);
    let wrong = statement.wrong.iter().map(candidate).collect();
    let arranged =
        arrange(&[candidate(answer)], Vec::new(), wrong, draw).ok_or(NoItem::TooFewOptions)?;
    let source = &book.sources[statement.source].label.title;
    let asks = asks.trim_end_matches(['?', '.', ':']);
    Ok(Draft::new(format!("According to “{source}”: {asks}?"), arranged))
}

/// What the key of an item is now.
pub(crate) fn key(book: &Rulebook, id: StatementId, options: &[Choice]) -> Option<usize> {
    let answer = list::sentence(book.statements[id].answer.as_ref()?);
    options.iter().position(|choice| choice.text == answer)
}
