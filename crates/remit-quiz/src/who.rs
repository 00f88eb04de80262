//! "Who may serve this client?"

use remit_model::id::RoleId;
use remit_scenario::{Author, Draw, Scenario};
use remit_words::{Words, list};

use crate::item::{Answer, Choice, Draft, NoItem, Part};
use crate::options::arrange;

/// The question and its options, around a client.
pub(crate) fn question(
    author: &Author<'_>,
    scenario: &Scenario,
    draw: &mut Draw,
) -> Result<Draft, NoItem> {
    let words = Words::new(author.judge().book);
    let listed = &words.book().services[scenario.target.service].listed;
    let permitted = permitted(author, scenario);
    let choice = |roles: Vec<RoleId>| {
        let text = match roles.len() {
            0 => "None of them".to_owned(),
            count if count == listed.len() => {
                format!("{} of them", if count == 2 { "Both" } else { "All" })
            }
            _ => list::capital(&list::and(
                &roles.iter().map(|&role| words.role(role).to_owned()).collect::<Vec<_>>(),
            )),
        };
        Choice { text, answer: Answer::Roles(roles), reveals: None }
    };
    // Every set of those who are listed; with more than four of them, there are too many to draw from.
    let sets = 1_u32 << listed.len().min(4);
    let others = (0..sets).map(|set| {
        let member = |(at, &role): (usize, &RoleId)| (set >> at & 1 == 1).then_some(role);
        choice(sorted(listed.iter().enumerate().filter_map(member)))
    });
    let (options, key) = arrange(choice(permitted), Vec::new(), others.collect(), draw)
        .ok_or(NoItem::TooFewOptions)?;
    let all = listed.iter().map(|&role| words.role(role).to_owned()).collect::<Vec<_>>();
    let all = list::and(&all);
    let question = format!("Of {all}, who may take this on, now or after clearance?");
    Ok(Draft { question, options, key })
}

/// What the key of an item is now.
pub(crate) fn key(author: &Author<'_>, part: &Part, scenario: &Scenario) -> Option<usize> {
    let answer = Answer::Roles(permitted(author, scenario));
    part.options.iter().position(|choice| choice.answer == answer)
}

fn permitted(author: &Author<'_>, scenario: &Scenario) -> Vec<RoleId> {
    sorted(author.judge().who(&scenario.case, &[scenario.target.service]).permitted.into_iter())
}

fn sorted(roles: impl Iterator<Item = RoleId>) -> Vec<RoleId> {
    let mut roles: Vec<_> = roles.collect();
    roles.sort_unstable();
    roles
}
