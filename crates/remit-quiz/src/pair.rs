//! "What do you do with each of these two?"

use remit_model::id::FactId;
use remit_model::rulebook::Value;
use remit_scenario::{Author, Draw, Scenario};
use remit_words::{Words, list};

use crate::decide::{self, Pool, Said};
use crate::item::{Choice, Draft, NoItem};
use crate::options::{Arranged, Candidate, arrange_pair, means_same};

/// The questions on both clients. They have the same options in the same order: what stood among
/// the options of one only would not be the answer to the other.
pub(crate) fn questions(
    author: &mut Author<'_>,
    said: &Said,
    [one, other]: [&Scenario; 2],
    draw: &mut Draw,
) -> Result<[Draft; 2], NoItem> {
    let words = Words::new(author.judge().book);
    let pools = [
        decide::pool(author, said, one, None, draw)?,
        decide::pool(author, said, other, None, draw)?,
    ];
    let question = pools[0].question.clone();
    let revealed = |pool: &Pool, choice: &Choice| {
        let known = pool.wrong.iter().chain(&pool.fill);
        let mut known = known.filter(|known| means_same(&known.answer, &choice.answer));
        known.find_map(|known| known.reveals.clone()).or_else(|| pool.reveals(words, choice))
    };
    let keys = pools.each_ref().map(|pool| pool.key.clone());
    let wrong = interleaved(pools.each_ref().map(|pool| pool.wrong.as_slice()));
    let fill = interleaved(pools.each_ref().map(|pool| pool.fill.as_slice()));
    let Arranged { options, keys, even } =
        arrange_pair(&keys, wrong, fill, draw).ok_or(NoItem::TooFewOptions)?;
    let draft = |at: usize| {
        let theirs = keys[1 - at];
        let choice = |(place, choice): (usize, &Choice)| {
            let reveals = if place == keys[at] {
                None
            } else if place == theirs {
                Some("That is right for the other client, who differs in one fact.".to_owned())
            } else {
                revealed(&pools[at], choice)
            };
            Choice { reveals, ..choice.clone() }
        };
        let options = options.iter().enumerate().map(choice).collect();
        Draft { question: question.clone(), options, key: keys[at], even }
    };
    Ok([draft(0), draft(1)])
}

/// The choices of both, alternating, each meaning once.
fn interleaved([one, other]: [&[Candidate]; 2]) -> Vec<Candidate> {
    let mut choices: Vec<Candidate> = Vec::new();
    for at in 0..one.len().max(other.len()) {
        for choice in one.get(at).into_iter().chain(other.get(at)) {
            if !choices.iter().any(|known| means_same(&known.answer, &choice.answer)) {
                choices.push(choice.clone());
            }
        }
    }
    choices
}

/// What the two differ in, and what it does, as a sentence.
pub(crate) fn turns_on(words: Words<'_>, [one, other]: [&Scenario; 2], fact: FactId) -> String {
    let value = |scenario: &Scenario| scenario.case.value(fact).cloned().unwrap_or(Value::NotTaken);
    let change = words.change(fact, &value(one), &value(other));
    let does = words.does(&other.core);
    list::sentence(&format!(
        "one fact makes the difference: with the first client, if {change}, you would {does}"
    ))
}
