//! "Who may serve this client?"

use remit_model::id::RoleId;
use remit_scenario::{Author, Draw, Scenario};
use remit_words::{Words, list};

use crate::item::{Answer, Draft, NoItem, Part};
use crate::options::{Candidate, arrange};

/// The question and its options, around a client.
pub(crate) fn question(
    author: &Author<'_>,
    scenario: &Scenario,
    draw: &mut Draw,
) -> Result<Draft, NoItem> {
    let words = Words::new(author.judge().book);
    let listed = &words.book().services[scenario.target.service].listed;
    let permitted = permitted(author, scenario);
    let candidate = |roles: Vec<RoleId>| {
        let ways = ways(words, listed, &roles);
        let reveals = reveals(words, &permitted, &roles);
        Candidate { ways, answer: Answer::Roles(roles), reveals }
    };
    let others = sets(listed, draw).into_iter().map(candidate).collect();
    let key = candidate(permitted.clone());
    let arranged = arrange(&[key], Vec::new(), others, draw).ok_or(NoItem::TooFewOptions)?;
    let all = listed.iter().map(|&role| words.role(role).to_owned()).collect::<Vec<_>>();
    let all = list::and(&all);
    let question = format!("Of {all}, who may take this on, now or after clearance?");
    Ok(Draft::new(question, arranged))
}

/// Some practitioners of those who are listed, in words; all and none of them are said briefly, too.
fn ways(words: Words<'_>, listed: &[RoleId], roles: &[RoleId]) -> Vec<String> {
    let titles = |wanted: bool| {
        let wanted = listed.iter().filter(|role| roles.contains(role) == wanted);
        wanted.map(|&role| words.role(role).to_owned()).collect::<Vec<_>>()
    };
    let (inside, outside) = (titles(true), titles(false));
    let ways = match (inside.as_slice(), outside.as_slice()) {
        ([], _) => vec![
            "none of them".to_owned(),
            "none of them, not even after clearance".to_owned(),
            format!("neither {}", inside_out(&outside)),
        ],
        (_, []) => {
            let all = if listed.len() == 2 { "both" } else { "all" };
            vec![
                format!("{all} of them"),
                format!("{all} of them, if need be after clearance"),
                format!("{}, {all} of them", list::and(&inside)),
            ]
        }
        (inside, outside) => {
            let who = list::and(inside);
            let mut ways = vec![who.clone(), format!("{who}, and nobody else of them")];
            if outside.len() <= FEW {
                ways.push(format!("{who}, but not {}", list::or(outside)));
            }
            ways
        }
    };
    ways.iter().map(|way| list::capital(way)).collect()
}

/// So many practitioners who may not are named one by one.
const FEW: usize = 2;

/// `a nor b`, `a nor b nor c`, after *neither*.
fn inside_out(titles: &[String]) -> String {
    titles.join(" nor ")
}

/// Sets of practitioners that could be the answer: each there is, or as many as are enough.
fn sets(listed: &[RoleId], draw: &mut Draw) -> Vec<Vec<RoleId>> {
    let set = |members: u32| {
        let member = |(at, &role): (usize, &RoleId)| (members >> at & 1 == 1).then_some(role);
        sorted(listed.iter().take(MOST_LISTED).enumerate().filter_map(member))
    };
    let count = 1_u32 << listed.len().min(MOST_LISTED);
    draw.shuffled(0..count).into_iter().take(ENOUGH).map(set).collect()
}

/// Of more practitioners than so many, the first are asked about.
const MOST_LISTED: usize = 12;

/// So many sets are enough for any item.
const ENOUGH: usize = 32;

/// What somebody gets wrong who names these.
fn reveals(words: Words<'_>, permitted: &[RoleId], named: &[RoleId]) -> Option<String> {
    let wrongly = named.iter().find(|role| !permitted.contains(role));
    let wrongly = wrongly.map(|&role| format!("This is not for {}.", words.role(role)));
    let left_out = permitted.iter().find(|role| !named.contains(role));
    wrongly
        .or_else(|| left_out.map(|&role| format!("{} may, too.", list::capital(words.role(role)))))
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
