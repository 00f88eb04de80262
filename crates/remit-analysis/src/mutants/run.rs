//! Running the examples on every mutant.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use remit_eval::{Judge, tests};
use remit_model::Rulebook;
use remit_model::id::{FactId, Id, RoleId, RuleId, ServiceId};
use remit_model::rulebook::{CondKind, IdSet, RuleKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::change::{Change, Place, leaves};
use super::conditions::reads;
use super::list::without;
use super::search::Search;
use super::trial::Trial;
use super::{Kind, Mutant, list};
use crate::suite::Filter;

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// An example fails on it: its name.
    Killed(String),
    /// None does, though one could: this one.
    Survived(String),
    /// Every client is decided alike.
    Equivalent,
    /// No client was found who is decided otherwise, and it isn't proven that there is none.
    Unsettled,
}

/// How many mutants came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "each is the count of what it is called")]
pub struct Tally {
    pub killed: usize,
    pub survived: usize,
    pub equivalent: usize,
    pub unsettled: usize,
}

impl Tally {
    /// The share of mutants that some example fails on, among those that differ from the rulebook as
    /// far as is known, in percent; 100 if there are none. (The usual mutation score; what is
    /// unsettled counts as survived.)
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share that is shown")]
    pub fn score(self) -> f64 {
        let all = self.killed + self.survived + self.unsettled;
        if all == 0 { 100.0 } else { 100.0 * self.killed as f64 / all as f64 }
    }

    pub(super) fn add(&mut self, fate: &Fate) {
        *match fate {
            Fate::Killed(_) => &mut self.killed,
            Fate::Survived(_) => &mut self.survived,
            Fate::Equivalent => &mut self.equivalent,
            Fate::Unsettled => &mut self.unsettled,
        } += 1;
    }
}

/// What became of all mutants, in order of rules.
#[derive(Debug, Clone)]
pub struct Report {
    /// Each mutant and its fate.
    pub mutants: Vec<(Mutant, Fate)>,
    /// How many tests were run on each, at most.
    pub tests: usize,
    /// Tests that fail on the rulebook itself, which can't tell anything.
    pub failing: Vec<String>,
}

impl Report {
    /// How many came to what.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.mutants.iter().for_each(|(_, fate)| tally.add(fate));
        tally
    }

    /// The same for one kind of slip.
    #[must_use]
    pub fn tally_of(&self, kind: Kind) -> Tally {
        let mut tally = Tally::default();
        let of_kind = self.mutants.iter().filter(|(mutant, _)| mutant.kind == kind);
        of_kind.for_each(|(_, fate)| tally.add(fate));
        tally
    }
}

/// Makes every mutant of what is wanted of a rulebook and runs all its tests on it. `progress` is
/// told how many are done, of how many.
#[must_use]
pub fn mutants(
    book: &Rulebook,
    wanted: &Filter,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Report {
    let judge = Judge::new(book);
    let bench = Bench::new(&judge);
    let mut mutants = list::all(book);
    mutants.retain(|mutant| {
        wanted.wants_place(book, &mutant.name, &mutant.change.rules(), mutant.span)
    });
    let fates = bench.fates(&mutants, progress);
    Report {
        tests: bench.trials.len(),
        failing: bench.failing,
        mutants: mutants.into_iter().zip(fates).collect(),
    }
}

/// How many mutants of a rulebook some test fails on, and of how many: the same as [`mutants`] counts
/// as caught, without looking for examples for the others, which takes most of the time.
#[must_use]
pub fn caught(book: &Rulebook) -> (usize, usize) {
    let judge = Judge::new(book);
    let bench = Bench::new(&judge);
    let mutants = list::all(book);
    let concerned = bench.concerned(&mutants);
    let pairs: Vec<_> = mutants.iter().zip(&concerned).collect();
    let is_caught = |copy: &mut Rulebook, (mutant, trials): (&Mutant, &Vec<usize>)| {
        let undo = mutant.change.apply(copy);
        let killed = bench.killer(copy, mutant, trials).is_some();
        undo.undo(copy);
        usize::from(killed)
    };
    let caught = pairs.into_par_iter().map_init(|| book.clone(), is_caught).sum();
    (caught, mutants.len())
}

/// A rulebook's tests, ready to be run on its mutants.
pub(super) struct Bench<'a> {
    pub(super) judge: &'a Judge<'a>,
    pub(super) trials: Vec<Trial<'a>>,
    pub(super) failing: Vec<String>,
    /// What each place reads.
    reads: FxHashMap<Place, IdSet<FactId>>,
    /// Places that are also looked at without some of the client's concerns (D7), so that what holds
    /// of the client as told doesn't say everything.
    loose: FxHashSet<Place>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(judge: &'a Judge<'a>) -> Self {
        let book = judge.book;
        let all: Vec<_> = tests(book).collect();
        let places = Place::all(book);
        let mut read = IdSet::default();
        for cond in places.iter().filter_map(|place| place.cond(book)) {
            read.extend(&reads(book, cond));
        }
        let ready = all.into_par_iter().map(|test| {
            let passed = test.run(judge).passed();
            (Trial::new(judge, test, &read), passed)
        });
        let (good, bad): (Vec<_>, Vec<_>) =
            ready.collect::<Vec<_>>().into_iter().partition(|(_, passed)| *passed);
        let reads =
            places.into_iter().filter_map(|place| Some((place, reads(book, place.cond(book)?))));
        Self {
            judge,
            trials: good.into_iter().map(|(trial, _)| trial).collect(),
            failing: bad.into_iter().map(|(trial, _)| trial.name).collect(),
            reads: reads.collect(),
            loose: loose(book),
        }
    }

    pub(super) fn is_loose(&self, place: Place) -> bool {
        self.loose.contains(&place)
    }

    /// The fate of each mutant.
    pub(super) fn fates(
        &self,
        mutants: &[Mutant],
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Vec<Fate> {
        let concerned = self.concerned(mutants);
        let done = AtomicUsize::new(0);
        let fate = |copy: &mut Rulebook, (mutant, trials): (&Mutant, &Vec<usize>)| {
            let undo = mutant.change.apply(copy);
            let fate = match self.killer(copy, mutant, trials) {
                Some(killer) => Fate::Killed(killer.to_owned()),
                None => Search::new(self, copy, mutant).fate(),
            };
            undo.undo(copy);
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, mutants.len());
            fate
        };
        let pairs: Vec<_> = mutants.iter().zip(&concerned).collect();
        pairs.into_par_iter().map_init(|| self.judge.book.clone(), fate).collect()
    }

    /// By mutant, the trials that it can concern.
    fn concerned(&self, mutants: &[Mutant]) -> Vec<Vec<usize>> {
        let by_trial: Vec<Vec<bool>> = self
            .trials
            .par_iter()
            .map(|trial| {
                let variants = mutants.iter().filter_map(|mutant| match &mutant.change {
                    Change::Cond(_, cond) => Some(cond),
                    _ => None,
                });
                let mut variants = self.judge.which_hold(&trial.client, variants).into_iter();
                let places: Vec<Place> = self.reads.keys().copied().collect();
                let conds = places.iter().filter_map(|place| place.cond(self.judge.book));
                let holds = self.judge.which_hold(&trial.client, conds);
                let holds: FxHashMap<Place, bool> = places.iter().copied().zip(holds).collect();
                let look = |mutant: &Mutant| {
                    let variant = match mutant.change {
                        Change::Cond(..) => variants.next(),
                        _ => None,
                    };
                    self.may_concern(trial, mutant, variant, &holds)
                };
                mutants.iter().map(look).collect()
            })
            .collect();
        let of = |at: usize| {
            let trials = by_trial.iter().enumerate();
            let trials = trials.filter(|(_, row)| row.get(at).copied().unwrap_or(true));
            trials.map(|(trial, _)| trial).collect()
        };
        (0..mutants.len()).map(of).collect()
    }

    /// Whether a mutant can change what a trial comes to; when in doubt, yes.
    fn may_concern(
        &self,
        trial: &Trial,
        mutant: &Mutant,
        variant: Option<bool>,
        holds: &FxHashMap<Place, bool>,
    ) -> bool {
        let book = self.judge.book;
        let settled = |place: Place| {
            !self.loose.contains(&place)
                && self.reads.get(&place).is_some_and(|reads| trial.knows(reads))
        };
        let fails = |place: Place| settled(place) && holds.get(&place) == Some(&false);
        let itself = matches!(mutant.change, Change::Cond(Place::Rule(_), _));
        let speaks = |id: &RuleId| {
            let rule = &book.rules[*id];
            let reached = match &mutant.change {
                Change::Roles(_, roles) => {
                    trial.is_reached(book, *id, &changed(&rule.roles, roles), &rule.services)
                }
                Change::Services(_, services) => {
                    let services = changed(&rule.services, services);
                    trial.is_reached(book, *id, &rule.roles, &services)
                }
                _ => trial.is_reached(book, *id, &rule.roles, &rule.services),
            };
            reached && (itself || !fails(Place::Rule(*id)))
        };
        let rules = mutant.change.rules();
        if !rules.is_empty() && !rules.iter().any(speaks) {
            return false;
        }
        match &mutant.change {
            Change::Cond(place, _) => !settled(*place) || variant != holds.get(place).copied(),
            Change::NoException(id, at) | Change::Says(id, Some(at), _) => {
                !fails(Place::Exception(*id, *at))
            }
            Change::Covers(id, covers) => {
                let Some(before) = &book.rules[*id].covers else { return true };
                if !trial.is_plain() || before.only != covers.only {
                    return true;
                }
                let concerns = changed(&before.concerns, &covers.concerns);
                trial.concerns.meets(&concerns)
                    || (before.healthy != covers.healthy && trial.concerns.is_empty())
            }
            _ => true,
        }
    }

    /// The first trial that fails on a mutant.
    fn killer(&self, copy: &Rulebook, mutant: &Mutant, trials: &[usize]) -> Option<&str> {
        let over = self.judge.over(copy);
        let mut fresh = None;
        let moved = moved_facts(self.judge, mutant);
        // A rule's own examples fail first, mostly.
        let own = |trial: &&Trial| {
            mutant.change.rules().iter().any(|id| trial.test.example.of.contains(id))
        };
        let all = trials.iter().filter_map(|at| self.trials.get(*at));
        let (first, then): (Vec<_>, Vec<_>) = all.partition(own);
        for trial in first.into_iter().chain(then) {
            let needs_fresh = mutant.change.reaches_others() || trial.unknown.meets(&moved);
            let judge =
                if needs_fresh { fresh.get_or_insert_with(|| Judge::new(copy)) } else { &over };
            if !trial.passes(judge) {
                return Some(&trial.name);
            }
        }
        None
    }
}

/// What is in one of two sets and not in the other.
fn changed<I: Id>(before: &IdSet<I>, after: &IdSet<I>) -> IdSet<I> {
    let mut changed = without(before, after);
    changed.extend(&without(after, before));
    changed
}

/// The facts whose classes of values a mutant cuts elsewhere, and those that share their constants.
fn moved_facts(judge: &Judge, mutant: &Mutant) -> IdSet<FactId> {
    let mut moved = IdSet::default();
    let Change::Cond(_, cond) = &mutant.change else { return moved };
    for (_, leaf) in leaves(cond) {
        if let CondKind::Atom(atom) = &leaf.kind {
            moved.insert(atom.fact);
        }
    }
    for _ in 0..2 {
        for &(first, second) in judge.classes().ordered() {
            if moved.contains(first) || moved.contains(second) {
                moved.insert(first);
                moved.insert(second);
            }
        }
    }
    moved
}

/// The places that a rule reads which a precaution about some concerns overrides.
fn loose(book: &Rulebook) -> FxHashSet<Place> {
    let about = book.rules.values().filter(|rule| rule.about.is_some());
    let overridden: FxHashSet<RuleId> = about.flat_map(|rule| rule.overrides.clone()).collect();
    let mut waiting: Vec<Place> = Place::all(book)
        .into_iter()
        .filter(|place| place.rule().is_some_and(|rule| overridden.contains(&rule)))
        .collect();
    let mut found = FxHashSet::default();
    while let Some(place) = waiting.pop() {
        if !found.insert(place) {
            continue;
        }
        let leaves = place.cond(book).map(leaves).unwrap_or_default();
        waiting.extend(leaves.iter().filter_map(|(_, leaf)| match leaf.kind {
            CondKind::Definition(id) => Some(Place::Definition(id)),
            CondKind::Concern(id) => Some(Place::Concern(id)),
            _ => None,
        }));
    }
    // Leaving concerns out changes what every definition may say that reads a set.
    found
}

/// For whom and what for a rule is, or would be under a mutant.
pub(super) fn questions(book: &Rulebook, copy: &Rulebook, id: RuleId) -> Vec<(RoleId, ServiceId)> {
    let (before, after) = (&book.rules[id], &copy.rules[id]);
    let mut roles = before.roles.clone();
    roles.extend(&after.roles);
    let mut services = before.services.clone();
    services.extend(&after.services);
    // Where a mutant differs in these, it is there that it shows.
    let news = |role: RoleId, service: ServiceId| {
        before.roles.contains(role) != after.roles.contains(role)
            || before.services.contains(service) != after.services.contains(service)
    };
    let mut pairs: Vec<_> =
        roles.iter().flat_map(|role| services.iter().map(move |service| (role, service))).collect();
    pairs.sort_by_key(|&(role, service)| !news(role, service));
    if mutant_reach_differs(before, after) {
        pairs.retain(|&(role, service)| news(role, service));
    }
    // A lane also says where others send their clients.
    if before.kind == RuleKind::Lane {
        pairs.truncate(400);
    }
    pairs
}

fn mutant_reach_differs(
    before: &remit_model::rulebook::Rule,
    after: &remit_model::rulebook::Rule,
) -> bool {
    before.roles != after.roles || before.services != after.services
}
