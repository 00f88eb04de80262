//! "Which one change would alter what you do?"

use remit_eval::Case;
use remit_model::id::FactId;
use remit_model::rulebook::Value;
use remit_scenario::{Author, Change, Draw, Scenario, tells_same};
use remit_words::Words;

use crate::item::{Answer, Choice, Draft, NoItem, Part};
use crate::options::arrange;

/// How often one fact may stand among the options.
const SAME_FACT: usize = 2;

/// So many changes that leave everything as it is are enough for any item.
const ENOUGH: usize = 7;

/// The question and its options, around a client.
pub(crate) fn question(
    author: &Author<'_>,
    scenario: &Scenario,
    draw: &mut Draw,
) -> Result<Draft, NoItem> {
    let words = Words::new(author.judge().book);
    let choice = |change: &Change, reveals: Option<String>| {
        let from = scenario.case.value(change.fact).unwrap_or(&Value::NotTaken);
        let text = format!("If {}", words.change(change.fact, from, &change.to));
        Choice { text, answer: Answer::Change(change.fact, change.to.clone()), reveals }
    };
    let (mut turning, mut idle): (Option<Change>, Vec<Change>) = (None, Vec::new());
    for change in author.changes(scenario, draw) {
        let Some(core) = author.tips(scenario, &change) else { continue };
        if turning.is_some() && idle.len() >= ENOUGH {
            break;
        }
        if core == scenario.core {
            let of_fact = |fact: FactId| idle.iter().filter(|other| other.fact == fact).count();
            if of_fact(change.fact) < SAME_FACT {
                idle.push(change);
            }
        } else if turning.is_none() && !tells_same(&core, &scenario.core) {
            turning = Some(change);
        }
    }
    let turning = turning.ok_or(NoItem::NothingTurns)?;
    let stays = format!("You would still {}.", words.does(&scenario.core));
    let idle = idle.iter().map(|change| choice(change, Some(stays.clone()))).collect();
    let (options, key) =
        arrange(choice(&turning, None), idle, Vec::new(), draw).ok_or(NoItem::TooFewOptions)?;
    let you = words.you_are(scenario.target.role);
    let question = format!("{you} Which of these alone would change what you do?");
    Ok(Draft { question, options, key })
}

/// What the key of a part is now: the one option that changes the decision.
pub(crate) fn key(author: &Author<'_>, part: &Part, scenario: &Scenario) -> Option<usize> {
    let target = scenario.target;
    let decide =
        |case: &Case| author.judge().decide_briefly(case, target.role, &[target.service]).core();
    let core = decide(&scenario.case)?;
    let mut turning = Vec::new();
    for (at, choice) in part.options.iter().enumerate() {
        let Answer::Change(fact, to) = &choice.answer else { return None };
        let mut case = scenario.case.clone();
        case.give(*fact, to.clone());
        if !tells_same(&decide(&case)?, &core) {
            turning.push(at);
        }
    }
    match turning.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}
