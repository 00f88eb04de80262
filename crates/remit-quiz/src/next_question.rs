//! "What do you ask first?"

use remit_model::id::FactId;
use remit_model::rulebook::{FactKind, Verdict};
use remit_scenario::{Author, Draw, Open, Scenario};
use remit_words::{Words, list};

use crate::item::{Answer, Choice, Draft, NoItem, Part};
use crate::options::{Candidate, arrange};

/// The question and its options, around a client of whom a decisive fact is not known. The wrong
/// options are facts that aren't known either and that can't change the decision, as the judge says.
pub(crate) fn question(author: &Author<'_>, open: &Open, draw: &mut Draw) -> Result<Draft, NoItem> {
    let words = Words::new(author.judge().book);
    let candidate = |fact: FactId, reveals: Option<String>| {
        let question = words.question(fact);
        let eager = format!("Before anything else: {}", list::small(&question));
        let mut ways = vec![question, eager];
        if matches!(words.book().facts[fact].kind, FactKind::Number { .. }) {
            ways.push(format!("What about {}?", list::the(words.fact(fact))));
        }
        Candidate { ways, answer: Answer::Fact(fact), reveals }
    };
    let idle = open.idle.iter().map(|&fact| {
        let reveals =
            format!("Whatever you hear about this, it changes nothing here: {}.", words.fact(fact));
        candidate(fact, Some(reveals))
    });
    let arranged = arrange(&[candidate(open.asked, None)], idle.collect(), Vec::new(), draw)
        .ok_or(NoItem::TooFewOptions)?;
    let you = words.you_are(open.scenario.target.role);
    let question = format!("{you} Not everything has been asked yet. What do you ask first?");
    Ok(Draft::new(question, arranged))
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
