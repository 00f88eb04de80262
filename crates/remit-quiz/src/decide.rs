//! "What do you do?"

use remit_eval::{Core, Destination};
use remit_model::Rulebook;
use remit_model::id::{Id, UrgencyId};
use remit_model::rulebook::{Outcome, Until, Verdict};
use remit_scenario::{Author, Draw, Scenario};
use remit_words::{Words, list};

use crate::item::{Answer, Choice, Item, NoItem};
use crate::options::{arrange, means_same};
use crate::slips::slips;

/// The question and its options, around a client.
pub(crate) fn question(
    author: &mut Author<'_>,
    scenario: &Scenario,
    draw: &mut Draw,
) -> Result<(String, Vec<Choice>, usize), NoItem> {
    if scenario.decision.covered_separately == Some(true) {
        return Err(NoItem::CoveredSeparately);
    }
    let words = Words::new(author.judge().book);
    let choice = |core: Core, reveals: Option<String>| {
        let text = list::capital(&words.does(&core));
        Choice { text, answer: Answer::Core(core), reveals }
    };
    let wrong = slips(author, scenario);
    let wrong = draw_some(
        wrong.into_iter().map(|slip| choice(slip.core, Some(slip.reveals))).collect(),
        draw,
    );
    let fill =
        neighbours(words.book(), scenario).into_iter().map(|core| choice(core, None)).collect();
    let key = choice(scenario.core.clone(), None);
    let (options, key) = arrange(key, wrong, fill, draw).ok_or(NoItem::TooFewOptions)?;
    Ok((format!("{} What do you do?", words.you_are(scenario.target.role)), options, key))
}

/// What the key of an item is now.
pub(crate) fn key(author: &Author<'_>, item: &Item, scenario: &Scenario) -> Option<usize> {
    let target = scenario.target;
    let core =
        author.judge().decide_briefly(&scenario.case, target.role, &[target.service]).core()?;
    item.options.iter().position(|choice| means_same(&choice.answer, &Answer::Core(core.clone())))
}

/// Now and then a less telling mistake comes before a more telling one, so that not every item on a
/// rule offers the same.
fn draw_some(mut wrong: Vec<Choice>, draw: &mut Draw) -> Vec<Choice> {
    for at in 1..wrong.len() {
        if draw.chance(30) {
            wrong.swap(at - 1, at);
        }
    }
    wrong
}

/// What else could be done with a client who asks for this: everything that some rule for this
/// practitioner and service says, and taking the client as if there were no rule.
fn neighbours(book: &Rulebook, scenario: &Scenario) -> Vec<Core> {
    let target = scenario.target;
    let rules = book
        .rules
        .values()
        .filter(|rule| rule.roles.contains(target.role) && rule.services.contains(target.service));
    let said = rules.flat_map(|rule| {
        std::iter::once(&rule.outcome)
            .chain(rule.exceptions.iter().map(|exception| &exception.outcome))
    });
    let routine = UrgencyId::from_index(0);
    let mut cores = vec![plain(Verdict::Take, routine), plain(Verdict::Refer, routine)];
    for core in said.filter_map(|outcome| core_of(book, outcome)) {
        if !cores.contains(&core) {
            cores.push(core);
        }
    }
    cores
}

fn plain(verdict: Verdict, urgency: UrgencyId) -> Core {
    Core {
        verdict,
        urgency,
        stop_to: Vec::new(),
        ceiling: (verdict < Verdict::Refer).then(|| Id::from_index(0)),
        outstanding: Vec::new(),
        rechecks: Vec::new(),
        duties: Vec::new(),
    }
}

/// The decision that an outcome alone would make.
fn core_of(book: &Rulebook, outcome: &Outcome) -> Option<Core> {
    match outcome {
        Outcome::Refer { .. } => Some(plain(Verdict::Refer, UrgencyId::from_index(0))),
        Outcome::Stop { to, urgency } => {
            let last = urgency.index() + 1 == book.urgencies.len();
            let service = if last { book.emergency } else { book.evaluation }?;
            let stop_to = vec![Destination { roles: to.clone(), service }];
            Some(Core { stop_to, ..plain(Verdict::Stop, *urgency) })
        }
        Outcome::UpTo { ceiling, until, place, .. } if ceiling.index() > 0 => {
            let nothing = ceiling.index() + 1 == book.ceilings.len();
            let verdict = if nothing { Verdict::Wait } else { Verdict::TakeWith };
            let mut core = plain(verdict, place.unwrap_or(UrgencyId::from_index(0)));
            core.ceiling = Some(*ceiling);
            match until {
                Some(Until::Need(need)) => {
                    core.outstanding.push(*need);
                    core.urgency = core.urgency.max(book.needs[*need].urgency);
                }
                Some(Until::Recheck(recheck)) => core.rechecks.push(recheck.clone()),
                // To start nothing and wait for nothing is no advice.
                None if nothing => return None,
                None => {}
            }
            Some(core)
        }
        Outcome::Take { needs, duties } if !needs.is_empty() || !duties.is_empty() => {
            let waits = !needs.is_empty();
            let mut core = plain(
                if waits { Verdict::Wait } else { Verdict::TakeWith },
                UrgencyId::from_index(0),
            );
            core.urgency =
                needs.iter().map(|&need| book.needs[need].urgency).max().unwrap_or(core.urgency);
            core.ceiling =
                Some(Id::from_index(if waits { book.ceilings.len().saturating_sub(1) } else { 0 }));
            core.outstanding.clone_from(needs);
            core.duties.clone_from(duties);
            Some(core)
        }
        _ => None,
    }
}
