//! "Which of these may you do for the client?"

use remit_model::id::ServiceId;
use remit_model::rulebook::Verdict;
use remit_scenario::{Author, Draw, Scenario};
use remit_words::{Words, list};

use crate::item::{Answer, Draft, NoItem, Part};
use crate::options::{Candidate, arrange};

/// The question and its options, around a client: the act that the scenario is about, among acts
/// that come out the other way. Where it is the practitioner's, the others aren't, and the other way
/// round.
pub(crate) fn question(
    author: &Author<'_>,
    scenario: &Scenario,
    draw: &mut Draw,
) -> Result<Draft, NoItem> {
    let words = Words::new(author.judge().book);
    let service = scenario.target.service;
    let mine = is_mine(author, scenario, service).ok_or(NoItem::TooFewOptions)?;
    let candidate = |service: ServiceId, reveals: Option<String>| {
        let title = list::capital(words.service(service));
        let wordy = format!("{title}, for a client like this one");
        let wordier = format!("{title}, now or after clearance, for a client like this one");
        Candidate { ways: vec![title, wordy, wordier], answer: Answer::Act(service), reveals }
    };
    let role = words.role(scenario.target.role);
    let others = listed(author, scenario).filter(|&other| other != service);
    let contrary = others.filter(|&other| is_mine(author, scenario, other) == Some(!mine));
    let wrong = contrary.map(|other| {
        let says = if mine { "is not for" } else { "is open to" };
        candidate(other, Some(format!("With this client, {} {says} {role}.", words.service(other))))
    });
    let arranged = arrange(&[candidate(service, None)], Vec::new(), wrong.collect(), draw)
        .ok_or(NoItem::TooFewOptions)?;
    let which = if mine {
        "Which of these may you take on, now or after clearance?"
    } else {
        "Which of these may you not take on, not even after clearance?"
    };
    Ok(Draft::new(format!("{} {which}", words.you_are(scenario.target.role)), arranged))
}

/// What the key of a part is now: the one option that comes out otherwise than all the others.
pub(crate) fn key(author: &Author<'_>, part: &Part, scenario: &Scenario) -> Option<usize> {
    let mine = part.options.iter().map(|choice| match choice.answer {
        Answer::Act(service) => is_mine(author, scenario, service),
        _ => None,
    });
    let mine = mine.collect::<Option<Vec<_>>>()?;
    let at = |wanted: bool| mine.iter().position(|&mine| mine == wanted);
    match mine.iter().filter(|&&mine| mine).count() {
        1 => at(true),
        count if count + 1 == mine.len() => at(false),
        _ => None,
    }
}

/// What this practitioner is ever asked for.
fn listed<'s>(
    author: &'s Author<'_>,
    scenario: &'s Scenario,
) -> impl Iterator<Item = ServiceId> + 's {
    let services = author.judge().book.services.iter();
    let role = scenario.target.role;
    services.filter(move |(_, service)| service.listed.contains(&role)).map(|(id, _)| id)
}

/// Whether the practitioner may do this for the client, now or later; none if the answer is not
/// certain, or if nobody starts anything with this client as things are.
fn is_mine(author: &Author<'_>, scenario: &Scenario, service: ServiceId) -> Option<bool> {
    let decision = author.judge().decide_briefly(&scenario.case, scenario.target.role, &[service]);
    match decision.verdict {
        Verdict::Ask | Verdict::Stop => None,
        _ => Some(decision.permitted()),
    }
}
