//! "At which stage of health is this client?"

use remit_model::id::StageId;
use remit_scenario::{Author, Draw, Scenario};
use remit_words::{Words, list};

use crate::item::{Answer, Choice, Draft, NoItem, Part};

/// The question and its options, around a client: every stage that there is.
pub(crate) fn question(
    author: &Author<'_>,
    scenario: &Scenario,
    draw: &mut Draw,
) -> Result<Draft, NoItem> {
    let words = Words::new(author.judge().book);
    let stages = draw.shuffled(words.book().stages.ids());
    let choice = |&stage: &StageId| Choice {
        text: list::capital(words.stage(stage)),
        answer: Answer::Stage(stage),
        reveals: None,
    };
    let options: Vec<_> = stages.iter().map(choice).collect();
    let stage = stage_of(author, scenario).ok_or(NoItem::TooFewOptions)?;
    let key = stages.iter().position(|&other| other == stage).ok_or(NoItem::TooFewOptions)?;
    if options.len() < 2 {
        return Err(NoItem::TooFewOptions);
    }
    let question = "At which stage of health is this client now?".to_owned();
    // All stages stand there, and the client was drawn for one of them: each is as often right.
    Ok(Draft { question, options, key, even: true })
}

/// What the key of a part is now.
pub(crate) fn key(author: &Author<'_>, part: &Part, scenario: &Scenario) -> Option<usize> {
    let stage = Answer::Stage(stage_of(author, scenario)?);
    part.options.iter().position(|choice| choice.answer == stage)
}

fn stage_of(author: &Author<'_>, scenario: &Scenario) -> Option<StageId> {
    author.judge().stage(&scenario.case.complete()?)
}
