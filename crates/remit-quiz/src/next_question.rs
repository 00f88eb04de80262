//! "What do you ask first?"

use remit_model::id::FactId;
use remit_model::rulebook::Verdict;
use remit_scenario::{Author, Draw, Open, Scenario};
use remit_words::Words;

use crate::item::{Answer, Choice, Draft, NoItem, Part};
use crate::options::arrange;

/// The question and its options, around a client of whom a decisive fact is not known. The wrong
/// options are facts that aren't known either and that can't change the decision, as the judge says.
pub(crate) fn question(author: &Author<'_>, open: &Open, draw: &mut Draw) -> Result<Draft, NoItem> {
    let words = Words::new(author.judge().book);
    let choice = |fact: FactId, reveals: Option<String>| Choice {
        text: words.question(fact),
        answer: Answer::Fact(fact),
        reveals,
    };
    let idle = open.idle.iter().map(|&fact| {
        let reveals =
            format!("Whatever you hear about this, it changes nothing here: {}.", words.fact(fact));
        choice(fact, Some(reveals))
    });
    let (options, key) = arrange(choice(open.asked, None), idle.collect(), Vec::new(), draw)
        .ok_or(NoItem::TooFewOptions)?;
    let you = words.you_are(open.scenario.target.role);
    let question = format!("{you} Not everything has been asked yet. What do you ask first?");
    Ok(Draft { question, options, key })
}

/// What the key of a part is now: the one option that is among what is to be asked, if it comes
/// first.
pub(crate) fn key(author: &Author<'_>, part: &Part, scenario: &Scenario) -> Option<usize> {
    let target = scenario.target;
    let decision = author.judge().decide_briefly(&scenario.case, target.role, &[target.service]);
    if decision.verdict != Verdict::Ask || decision.too_large {
        return None;
    }
    let asked = |choice: &Choice| matches!(&choice.answer, Answer::Fact(fact) if decision.ask.contains(fact));
    let first = decision.ask.first().map(|fact| Answer::Fact(*fact))?;
    let at = part.options.iter().position(|choice| choice.answer == first)?;
    (part.options.iter().filter(|choice| asked(choice)).count() == 1).then_some(at)
}
