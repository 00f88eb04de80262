//! "What do you do?"

use std::collections::BTreeSet;

use remit_eval::{Core, Destination};
use remit_model::Rulebook;
use remit_model::id::{Id, NeedId, RoleId, Table, UrgencyId};
use remit_model::rulebook::{Outcome, Rule, Until, Verdict};
use remit_scenario::{Author, Draw, Scenario};
use remit_words::{Words, list};

use crate::item::{Answer, Choice, Draft, NoItem, Part};
use crate::options::{Candidate, arrange, means_same};
use crate::slips::{Slip, slips};

/// What could be answered, before some of it is chosen.
pub(crate) struct Pool {
    pub(crate) question: String,
    pub(crate) key: Candidate,
    /// What somebody does who is wrong in one point, the most telling mistakes first.
    pub(crate) wrong: Vec<Candidate>,
    /// What fills up.
    pub(crate) fill: Vec<Candidate>,
}

impl Pool {
    /// What somebody gets wrong who answers so.
    pub(crate) fn reveals(&self, words: Words<'_>, choice: &Choice) -> Option<String> {
        match (&self.key.answer, &choice.answer) {
            (Answer::Core(right), Answer::Core(done)) => beside(words, right, done),
            _ => None,
        }
    }
}

/// What could be answered about a client; `theirs` is what others would do.
pub(crate) fn pool(
    author: &mut Author<'_>,
    said: &Said,
    scenario: &Scenario,
    theirs: Option<Slip>,
    draw: &mut Draw,
) -> Result<Pool, NoItem> {
    if scenario.decision.covered_separately == Some(true) {
        return Err(NoItem::CoveredSeparately);
    }
    let words = Words::new(author.judge().book);
    let candidate = |core: Core, reveals: Option<String>| Candidate {
        ways: words.ways_to_do(&core).iter().map(|way| list::capital(way)).collect(),
        answer: Answer::Core(core),
        reveals,
    };
    let wrong = theirs.into_iter().chain(slips(author, scenario, draw));
    let fill = neighbours(author, said, scenario, draw).into_iter().map(|core| {
        let reveals = beside(words, &scenario.core, &core);
        candidate(core, reveals)
    });
    Ok(Pool {
        question: format!("{} What do you do?", words.you_are(scenario.target.role)),
        key: candidate(scenario.core.clone(), None),
        wrong: wrong.map(|slip| candidate(slip.core, Some(slip.reveals))).collect(),
        fill: fill.collect(),
    })
}

/// The question and its options, around a client; `theirs` is what others would do.
pub(crate) fn question(
    author: &mut Author<'_>,
    said: &Said,
    scenario: &Scenario,
    theirs: Option<Slip>,
    draw: &mut Draw,
) -> Result<Draft, NoItem> {
    let Pool { question, key, wrong, fill } = pool(author, said, scenario, theirs, draw)?;
    let arranged = arrange(&[key], wrong, fill, draw).ok_or(NoItem::TooFewOptions)?;
    Ok(Draft::new(question, arranged))
}

/// What the key of an item is now.
pub(crate) fn key(author: &Author<'_>, part: &Part, scenario: &Scenario) -> Option<usize> {
    let target = scenario.target;
    let core =
        author.judge().decide_briefly(&scenario.case, target.role, &[target.service]).core()?;
    part.options.iter().position(|choice| means_same(&choice.answer, &Answer::Core(core.clone())))
}

/// What else could be done with a client who asks for this: everything that some rule for this
/// practitioner and service says that has to do with what is told, taking the client as if there
/// were no rule, and what is said most often to this practitioner.
fn neighbours(author: &Author<'_>, said: &Said, scenario: &Scenario, draw: &mut Draw) -> Vec<Core> {
    let (book, target) = (author.judge().book, scenario.target);
    let routine = UrgencyId::from_index(0);
    let mut cores = vec![plain(Verdict::Take, routine), plain(Verdict::Refer, routine)];
    let akin = author.akin(scenario);
    add(book, akin.iter().map(|&id| &book.rules[id]), &mut cores);
    let mut asked_for: Vec<NeedId> =
        cores.iter().flat_map(|core| core.outstanding.clone()).collect();
    asked_for.sort_unstable();
    asked_for.dedup();
    // Had the key alone its like with a need more, it would be what most options have in common.
    let limited = cores.iter().filter(|core| core.verdict == Verdict::TakeWith);
    let bases: Vec<_> = limited.take(2).chain([&scenario.core]).cloned().collect();
    let of_role = &said.0[target.role];
    let apt = |need: &NeedId| author.speaks_of(scenario, *need);
    let general: Vec<_> = of_role.needs.iter().copied().filter(apt).collect();
    let needs = [&asked_for, &general];
    for base in &bases {
        let needs = needs.iter().flat_map(|needs| draw.shuffled(needs.iter().copied()));
        cores.extend(too_careful(base, &needs.collect::<Vec<_>>()));
    }
    cores.extend(too_careless(&scenario.core));
    // Where little can be said, what is said again and again fills up.
    for core in of_role.often.iter().filter(|core| core.outstanding.iter().all(apt)) {
        if cores.len() < ENOUGH && !cores.contains(core) {
            cores.push(core.clone());
        }
    }
    cores
}

/// What rules say to each practitioner, by role: it is the same for every client.
#[derive(Debug)]
pub(crate) struct Said(Table<RoleId, OfRole>);

/// What rules say to a practitioner.
#[derive(Debug)]
struct OfRole {
    /// The needs that rules name, and that have to do with more than one matter.
    needs: Vec<NeedId>,
    /// What is said most often; what has to do with a single matter comes last.
    often: Vec<Core>,
}

impl Said {
    pub(crate) fn new(book: &Rulebook) -> Self {
        let mut general: Vec<_> = book.needs.ids().collect();
        general.retain(|&need| is_general(book, need));
        let mut by_role = Table::default();
        for role in book.roles.ids() {
            by_role.push(OfRole::new(book, role, &general));
        }
        Self(by_role)
    }
}

impl OfRole {
    fn new(book: &Rulebook, role: RoleId, general: &[NeedId]) -> Self {
        let mut often: Vec<(Core, usize)> = Vec::new();
        for core in said(book, book.rules.values().filter(|rule| rule.roles.contains(role))) {
            match often.iter_mut().find(|(known, _)| *known == core) {
                Some((_, times)) => *times += 1,
                None => often.push((core, 1)),
            }
        }
        let named: BTreeSet<_> = often.iter().flat_map(|(core, _)| &core.outstanding).collect();
        let needs = general.iter().filter(|need| named.contains(need)).copied().collect();
        often.retain(|(core, _)| core.duties.is_empty() && core.rechecks.is_empty());
        let single = |core: &Core| core.outstanding.iter().any(|need| !general.contains(need));
        often.sort_by_cached_key(|(core, times)| (single(core), std::cmp::Reverse(*times)));
        Self { needs, often: often.into_iter().map(|(core, _)| core).collect() }
    }
}

/// Whether a need has to do with more than one matter: rules of several chapters name it.
fn is_general(book: &Rulebook, need: NeedId) -> bool {
    let naming = book.rules.values().filter(|rule| {
        let outcomes = rule.exceptions.iter().map(|exception| &exception.outcome);
        std::iter::once(&rule.outcome).chain(outcomes).any(|outcome| match outcome {
            Outcome::Take { needs, .. } => needs.contains(&need),
            Outcome::UpTo { until: Some(Until::Need(named)), .. } => *named == need,
            _ => false,
        })
    });
    let topics: BTreeSet<_> = naming.map(|rule| rule.topic).collect();
    topics.len() >= GENERAL
}

/// What leaves one need or one duty out.
fn too_careless(key: &Core) -> Vec<Core> {
    let needs = (0..key.outstanding.len()).map(|at| {
        let mut core = key.clone();
        core.outstanding.remove(at);
        core
    });
    let duties = (0..key.duties.len()).map(|at| {
        let mut core = key.clone();
        core.duties.remove(at);
        core
    });
    // What waits for nothing says something else than to wait.
    let waits = |core: &Core| {
        core.verdict == Verdict::TakeWith
            || !core.outstanding.is_empty()
            || !core.rechecks.is_empty()
    };
    let says = |core: &Core| {
        waits(core)
            && (core.verdict != Verdict::TakeWith
                || core.ceiling.is_some_and(|at| at.index() > 0)
                || !core.duties.is_empty()
                || !core.outstanding.is_empty())
    };
    needs.chain(duties).filter(says).collect()
}

/// What somebody gets wrong who does something else than what is right, as far as the two say it
/// themselves.
fn beside(words: Words<'_>, right: &Core, done: &Core) -> Option<String> {
    let (needs, asked) = (&right.outstanding, &done.outstanding);
    let more = asked
        .iter()
        .find(|need| !needs.contains(need))
        .map(|&need| format!("Nothing in the story makes this necessary: {}.", words.need(need)));
    let missing = needs.iter().find(|need| !asked.contains(need)).map(|&need| {
        format!("Nothing in the story says so: {}. It is still outstanding.", words.need(need))
    });
    let text = match (right.verdict, done.verdict) {
        (Verdict::Stop, Verdict::Stop) => Some("It is a stop, but another one.".to_owned()),
        (Verdict::Stop, _) => Some("Something here stops everybody.".to_owned()),
        (_, Verdict::Stop) => Some("Nothing here stops the client.".to_owned()),
        (Verdict::Refer, _) => Some("No rule opens this client to you.".to_owned()),
        (_, Verdict::Refer) => Some("A rule does open this client to you.".to_owned()),
        _ => None,
    };
    let limits = || {
        let (right, done) = (right.ceiling?, done.ceiling?);
        let text = match done.cmp(&right) {
            std::cmp::Ordering::Less => "Nothing in the story allows so much.",
            std::cmp::Ordering::Greater => "Nothing in the story limits it so far.",
            std::cmp::Ordering::Equal => return None,
        };
        Some(text.to_owned())
    };
    let duties = || {
        let unasked = done.duties.iter().find(|duty| !right.duties.contains(duty));
        let unasked = unasked
            .map(|&duty| format!("Nothing in the story makes this a duty: {}.", words.duty(duty)));
        let undone = right.duties.iter().find(|duty| !done.duties.contains(duty));
        let undone = undone.map(|&duty| format!("This is left out: {}.", words.duty(duty)));
        unasked.or(undone)
    };
    let again = || {
        let again = done.rechecks.iter().find(|recheck| !right.rechecks.contains(recheck));
        let again = again.map(|recheck| {
            format!("Nothing in the story makes this necessary: {}.", words.recheck(recheck))
        });
        let left_out = right.rechecks.iter().find(|recheck| !done.rechecks.contains(recheck));
        let left_out =
            left_out.map(|recheck| format!("This is left out: {}.", words.recheck(recheck)));
        again.or(left_out)
    };
    text.or(more).or(missing).or_else(limits).or_else(again).or_else(duties)
}

/// What asks for one need more.
fn too_careful(base: &Core, needs: &[NeedId]) -> Vec<Core> {
    let limited = base.ceiling.is_some() && base.verdict > Verdict::Take;
    let more = needs.iter().filter(|need| limited && !base.outstanding.contains(need));
    let with = more.map(|&need| {
        let mut core = base.clone();
        core.outstanding.push(need);
        core.outstanding.sort_unstable();
        core
    });
    with.take(CAREFUL).collect()
}

/// A need that is named in so many chapters has to do with no single one.
const GENERAL: usize = 3;

/// What asks for so many needs more is enough around one decision.
const CAREFUL: usize = 2;

/// So many different things to do are enough for an item.
const ENOUGH: usize = 6;

/// Adds what rules say, each once.
fn add<'r>(book: &Rulebook, rules: impl Iterator<Item = &'r Rule>, cores: &mut Vec<Core>) {
    for core in said(book, rules) {
        if !cores.contains(&core) {
            cores.push(core);
        }
    }
}

/// What each of some rules would decide alone.
fn said<'r>(book: &Rulebook, rules: impl Iterator<Item = &'r Rule>) -> impl Iterator<Item = Core> {
    let outcomes = rules.flat_map(|rule| {
        let exceptions = rule.exceptions.iter().map(|exception| &exception.outcome);
        std::iter::once(&rule.outcome).chain(exceptions)
    });
    outcomes.filter_map(|outcome| core_of(book, outcome))
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
