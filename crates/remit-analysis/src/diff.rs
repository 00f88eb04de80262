//! The difference of two rulebooks in decisions, not in text: which kinds of client are decided
//! otherwise, for whom and for what.
//!
//! Both rulebooks are read over one vocabulary, matched by name. What only one of them has a name
//! for is listed apart, since no client can be told to both with it. For every practitioner and
//! service that both know, all clients at once are asked whether anything of the decision differs;
//! where it does, each way of differing is found, with a client who shows it.

mod aspects;
mod draw;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use remit_eval::algebra::Algebra;
use remit_eval::{Case, Decision, Judge};
use remit_model::Rulebook;
use remit_model::id::{FactId, RoleId, ServiceId};
use remit_model::rulebook::IdSet;

pub use self::aspects::{Aspect, Change};
pub(crate) use self::aspects::{Says, Sides};
pub use self::draw::Drawn;
use self::told::Tells;
use crate::finding::Witness;
use crate::space::{Client, Constraint, Found, Level, Region, Signal, Space};

/// How long it is looked for another way of being decided otherwise. That there is none is much
/// harder to prove than that there is one, and whoever reads ten doesn't wait for the eleventh.
const PATIENCE: u64 = 200;
/// How long it is looked for the first.
const FIRST_PATIENCE: u64 = 20_000;
/// The most ways of being decided otherwise for one practitioner and service.
const MOST_CHANGES: usize = 24;

/// Which way decisions went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Nothing is decided otherwise.
    Equivalent,
    /// Something is said otherwise that is neither more nor less protective.
    Otherwise,
    /// Nobody is protected more, and somebody less.
    MorePermissive,
    /// Nobody is protected less, and somebody more.
    MoreProtective,
    /// Some are protected more, and others less.
    Mixed,
}

impl Direction {
    /// Two directions taken together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (same, other) if same == other => same,
            (Self::Equivalent | Self::Otherwise, other) => other.max(self),
            (this, Self::Equivalent | Self::Otherwise) => this,
            _ => Self::Mixed,
        }
    }

    /// By its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::Otherwise => "said otherwise",
            Self::MorePermissive => "more permissive",
            Self::MoreProtective => "more protective",
            Self::Mixed => "mixed",
        }
    }
}

impl Change {
    /// Which way it goes.
    #[must_use]
    pub fn direction(&self) -> Direction {
        let protects = match self {
            Self::Verdict { from, to } => Some(from < to),
            Self::Aspect { aspect, added, .. } => aspect.protects().map(|more| more == *added),
        };
        match protects {
            Some(true) => Direction::MoreProtective,
            Some(false) => Direction::MorePermissive,
            None => Direction::Otherwise,
        }
    }
}

/// A way of being decided otherwise, and a kind of client who is. There may be other kinds who are
/// decided otherwise in the same way.
#[derive(Debug, Clone)]
pub struct Move {
    /// How.
    pub change: Change,
    /// What is unusual about them, in the words of the new rulebook: the client below has it, and
    /// nothing else that matters.
    pub who: Vec<Constraint>,
    /// For whom and for what, in the new rulebook; the first is what the client below asked for.
    pub asked: Vec<(RoleId, Vec<ServiceId>)>,
    /// One of them, as the old rulebook sees them, and what it decides.
    pub before: (Witness, Decision),
    /// The same client, as the new rulebook sees them, and what it decides.
    pub after: (Witness, Decision),
    /// What there is to tell of the client, in the new rulebook: what is unusual, and what the rules
    /// look at that are responsible.
    pub telling: IdSet<FactId>,
    /// Clients of this kind who were drawn, with the first of what they ask; and how many of them are
    /// decided otherwise, in whatever way.
    pub alike: Drawn,
    client: Client,
    region: Region,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Thing {
    Role,
    Service,
    Fact,
    Term,
    Setting,
}

/// A name that only one of the rulebooks has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OnlyIn {
    /// What it stands for.
    pub thing: Thing,
    /// The name.
    pub name: String,
    /// Whether it is the new rulebook that has it.
    pub new: bool,
}

/// The difference between two rulebooks.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Which way it went, on the whole.
    pub direction: Direction,
    /// For every practitioner of both, and every service for which they are listed in both.
    pub requests: Vec<(RoleId, ServiceId, Direction)>,
    /// The kinds of client who are decided otherwise.
    pub moves: Vec<Move>,
    /// Names that only one of them has.
    pub only: Vec<OnlyIn>,
    /// Whether every way of being decided otherwise was found; else there may be more.
    pub whole: bool,
    /// What was drawn to see how much it matters.
    pub drawn: Drawn,
}

/// Compares two rulebooks in what they decide.
#[must_use]
pub fn diff(old: &Rulebook, new: &Rulebook) -> Difference {
    Comparison::new(old, new).compare()
}

/// A request of both rulebooks: role and service, by the ids of each.
#[derive(Debug, Clone, Copy)]
struct Request {
    old: (RoleId, ServiceId),
    new: (RoleId, ServiceId),
}

struct Comparison<'a> {
    old: &'a Rulebook,
    new: &'a Rulebook,
    judges: (Judge<'a>, Judge<'a>),
    space: Space<'a>,
    moves: Vec<Move>,
    whole: bool,
}

impl<'a> Comparison<'a> {
    fn new(old: &'a Rulebook, new: &'a Rulebook) -> Self {
        Self {
            old,
            new,
            judges: (Judge::new(old), Judge::new(new)),
            space: Space::new(&[old, new]),
            moves: Vec::new(),
            whole: true,
        }
    }

    fn compare(mut self) -> Difference {
        let requests: Vec<_> = self.requests();
        let compared: Vec<_> = requests
            .into_iter()
            .map(|request| {
                let sides = self.sides(request);
                let direction = sides
                    .as_ref()
                    .map_or(Direction::Equivalent, |sides| self.request(request, sides));
                (request, sides, direction)
            })
            .collect();
        let direction = compared
            .iter()
            .fold(Direction::Equivalent, |all, (_, _, direction)| all.and(*direction));
        let drawn = if direction == Direction::Equivalent {
            Drawn::default()
        } else {
            self.draw_alike(&compared);
            self.draw(&compared)
        };
        // Verdicts are told first, and first what concerns most.
        self.moves.sort_by_key(|found| {
            let asked: usize = found.asked.iter().map(|(_, services)| services.len()).sum();
            (matches!(found.change, Change::Aspect { .. }), std::cmp::Reverse(asked))
        });
        Difference {
            direction,
            requests: compared
                .iter()
                .map(|(request, _, direction)| (request.new.0, request.new.1, *direction))
                .collect(),
            moves: self.moves,
            only: only(self.old, self.new),
            whole: self.whole && self.space.gave_up() == 0,
            drawn,
        }
    }

    /// Every practitioner and service that both rulebooks list, in the order of the new one.
    fn requests(&self) -> Vec<Request> {
        let mut requests = Vec::new();
        for (role, declared) in self.new.roles.iter() {
            let Some(old_role) = self.old.find_role(&declared.label.name) else { continue };
            for (service, declared) in self.new.services.iter() {
                let Some(old_service) = self.old.find_service(&declared.label.name) else {
                    continue;
                };
                let before = &self.old.services[old_service].listed;
                if declared.listed.contains(&role) && before.contains(&old_role) {
                    requests.push(Request { old: (old_role, old_service), new: (role, service) });
                }
            }
        }
        requests
    }

    /// Finds how clients of one request are decided otherwise.
    ///
    /// What is said to all clients at once is a little more than what is told of one: of two refusals
    /// that name the same people, either may fall away and nobody is told anything else. So each
    /// client who is found is decided by both, and is no move if the same is told.
    fn request(&mut self, request: Request, sides: &Sides) -> Direction {
        let mut direction = Direction::Equivalent;
        let mut left = sides.differ;
        if left == Signal::default() {
            return direction;
        }
        let signals = sides.signals();
        for found in 0..MOST_CHANGES {
            // Whether there is any difference at all is worth more patience than how many.
            self.space.set_patience(if found == 0 { FIRST_PATIENCE } else { PATIENCE });
            let client = match self.space.find(&[left]) {
                Found::Client(client) => client,
                Found::Nobody => return direction,
                Found::Open => break,
            };
            let holds = self.space.hold(&signals, &client);
            let Some(change) = sides.change(&holds) else { break };
            let when = sides.when(&change, self.space.circuit());
            if self.add(request, &change, &client, when) {
                direction = direction.and(change.direction());
                left = self.space.circuit().without(left, when);
            } else {
                let same = self.like(&client, left);
                let same = self.space.within(&same);
                left = self.space.circuit().without(left, same);
            }
        }
        self.whole = false;
        direction
    }

    fn sides(&mut self, request: Request) -> Option<Sides> {
        let before = self.space.hear(0, request.old.0, request.old.1)?;
        let after = self.space.hear(1, request.new.0, request.new.1)?;
        let circuit = self.space.circuit();
        let before = Says::new(self.old, &before, circuit);
        let after = Says::new(self.new, &after, circuit);
        Some(Sides::new(before, after, circuit))
    }

    /// Adds a request to a move that is known, if the client who shows that would show it here too;
    /// else a new move. Neither, if the client is told the same by both.
    fn add(&mut self, request: Request, change: &Change, client: &Client, when: Signal) -> bool {
        if self.moves.iter().any(|known| known.change == *change) {
            let probe = self.space.probe(&[when]);
            let same =
                |known: &&mut Move| known.change == *change && probe.hold(&known.client) == [true];
            if let Some(known) = self.moves.iter_mut().find(same) {
                ask(&mut known.asked, request.new);
                return true;
            }
        }
        let plain = self.space.plain(client, &[when]);
        let found = [plain, client.clone()].into_iter().find_map(|client| {
            let region = self.unusual(&client, when);
            self.found(request, change, client, region)
        });
        let is_new = found.is_some();
        self.moves.extend(found);
        is_new
    }

    /// The clients who are like one in all that a question mentions.
    fn like(&mut self, client: &Client, question: Signal) -> Region {
        let levels = self.space.circuit().levels(&[question]);
        let levels =
            levels.ones().map(|level| (level, [client.value(level)].into_iter().collect()));
        Region { levels: levels.collect() }
    }

    /// What is unusual about a client, and how far it may go with all else as it is: since the
    /// client is plain, each of it matters.
    fn unusual(&self, client: &Client, when: Signal) -> Region {
        let probe = self.space.probe(&[when, self.space.possible()]);
        let usual = self.space.usual();
        let mut levels = Vec::new();
        for (level, &width) in self.space.widths().iter().enumerate() {
            if client.value(level) == usual.value(level) {
                continue;
            }
            let mut other = client.clone();
            let stays = |value: &usize| {
                other.set(level, *value);
                probe.hold(&other) == [true, true]
            };
            levels.push((level, (0..width).filter(stays).collect()));
        }
        Region { levels }
    }

    /// The facts of the new rulebook that a region says something of.
    fn facts_of(&self, region: &Region) -> IdSet<FactId> {
        let of = |level: usize| match self.space.level(1, level) {
            Some(Level::Fact(fact) | Level::LeftOut(fact)) => vec![fact],
            Some(Level::Member(term)) => vec![self.new.terms[term].fact],
            Some(Level::Order(first, second)) => vec![first, second],
            Some(Level::Setting(_)) | None => Vec::new(),
        };
        region.levels.iter().flat_map(|(level, _)| of(*level)).collect()
    }

    /// A move, if something else is told of this client.
    fn found(
        &self,
        request: Request,
        change: &Change,
        client: Client,
        region: Region,
    ) -> Option<Move> {
        let (before, after) = (self.space.case(0, &client)?, self.space.case(1, &client)?);
        let (old, new) = &self.judges;
        let decide = |judge: &Judge<'_>, case: Case, (role, service): (RoleId, ServiceId)| {
            let decision = judge.decide(&case, role, &[service]);
            (Witness { case, role, services: vec![service] }, decision)
        };
        let before = decide(old, before, request.old);
        let after = decide(new, after, request.new);
        if Tells::of(self.old, &before.1) == Tells::of(self.new, &after.1) {
            return None;
        }
        let mut telling = told::read_by((self.old, &before.1), (self.new, &after.1));
        telling.extend(&self.facts_of(&region));
        Some(Move {
            change: change.clone(),
            who: self.space.describe(1, &region),
            asked: vec![(request.new.0, vec![request.new.1])],
            before,
            after,
            telling,
            alike: Drawn::default(),
            client,
            region,
        })
    }
}

/// Adds a request to those that a move concerns.
fn ask(asked: &mut Vec<(RoleId, Vec<ServiceId>)>, (role, service): (RoleId, ServiceId)) {
    match asked.iter_mut().find(|(known, _)| *known == role) {
        Some((_, services)) => services.push(service),
        None => asked.push((role, vec![service])),
    }
}

/// The names that only one of two rulebooks has.
fn only(old: &Rulebook, new: &Rulebook) -> Vec<OnlyIn> {
    let (before, after) = (names(old), names(new));
    let mut only = Vec::new();
    for (thing, names) in &after {
        let known = before.get(thing);
        let new = names.iter().filter(|name| known.is_none_or(|known| !known.contains(*name)));
        only.extend(new.map(|name| OnlyIn { thing: *thing, name: name.clone(), new: true }));
    }
    for (thing, names) in &before {
        let known = after.get(thing);
        let gone = names.iter().filter(|name| known.is_none_or(|known| !known.contains(*name)));
        only.extend(gone.map(|name| OnlyIn { thing: *thing, name: name.clone(), new: false }));
    }
    only.sort();
    only
}

fn names(book: &Rulebook) -> BTreeMap<Thing, BTreeSet<String>> {
    let roles = book.roles.values().map(|role| &role.label.name);
    let services = book.services.values().map(|service| &service.label.name);
    let facts = book.facts.values().map(|fact| &fact.label.name);
    let terms = book.terms.values().map(|term| &term.label.name);
    let settings = book.settings.values().map(|setting| &setting.label.name);
    BTreeMap::from([
        (Thing::Role, roles.cloned().collect()),
        (Thing::Service, services.cloned().collect()),
        (Thing::Fact, facts.cloned().collect()),
        (Thing::Term, terms.cloned().collect()),
        (Thing::Setting, settings.cloned().collect()),
    ])
}
