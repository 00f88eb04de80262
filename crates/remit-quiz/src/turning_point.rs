//! "Which one change would alter what you do?"

use remit_eval::Case;
use remit_model::id::FactId;
use remit_model::rulebook::Value;
use remit_scenario::{Author, Change, Draw, Scenario, tells_same};
use remit_words::Words;

use crate::item::{Answer, Draft, NoItem, Part};
use crate::options::{Candidate, arrange};

/// How often one fact may stand among the options.
const SAME_FACT: usize = 2;

/// So many changes that leave everything as it is, and are told in more words than one that doesn't,
/// are enough for any item; and as many in fewer words.
const ENOUGH: usize = 4;

/// The question and its options, around a client.
pub(crate) fn question(
    author: &Author<'_>,
    scenario: &Scenario,
    draw: &mut Draw,
) -> Result<Draft, NoItem> {
    let words = Words::new(author.judge().book);
    let text = |change: &Change| {
        let from = scenario.case.value(change.fact).unwrap_or(&Value::NotTaken);
        format!("If {}", words.change(change.fact, from, &change.to))
    };
    let candidate = |change: &Change, reveals: Option<String>| {
        let text = text(change);
        let wordy = format!("{text}, and all else as told");
        let answer = Answer::Change(change.fact, change.to.clone());
        Candidate { ways: vec![text, wordy], answer, reveals }
    };
    let (mut turning, mut idle): (Vec<Change>, Vec<Change>) = (Vec::new(), Vec::new());
    let length = |change: &Change| text(change).chars().count();
    // Whether there are enough of any length around one of those that turn it.
    let enough = |turning: &[Change], idle: &[Change]| {
        turning.iter().map(&length).any(|own| {
            let longer = idle.iter().filter(|change| length(change) > own).count();
            let shorter = idle.iter().filter(|change| length(change) < own).count();
            longer >= ENOUGH && shorter >= ENOUGH
        })
    };
    for change in author.changes(scenario, draw) {
        let Some(core) = author.tips(scenario, &change) else { continue };
        let turns = core != scenario.core && !tells_same(&core, &scenario.core);
        let known = if turns { &mut turning } else { &mut idle };
        let of_fact = |fact: FactId| known.iter().filter(|other| other.fact == fact).count();
        // What only hurries what is done anyway is neither.
        if (turns || core == scenario.core) && of_fact(change.fact) < SAME_FACT {
            known.push(change);
            if enough(&turning, &idle) {
                break;
            }
        }
    }
    if turning.is_empty() {
        return Err(NoItem::NothingTurns);
    }
    let stays = format!("You would still {}.", words.does(&scenario.core));
    let idle = idle.iter().map(|change| candidate(change, Some(stays.clone()))).collect();
    let keys: Vec<_> = turning.iter().map(|change| candidate(change, None)).collect();
    let arranged = arrange(&keys, idle, Vec::new(), draw).ok_or(NoItem::TooFewOptions)?;
    let you = words.you_are(scenario.target.role);
    let question = format!("{you} Which of these alone would change what you do?");
    Ok(Draft::new(question, arranged))
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
