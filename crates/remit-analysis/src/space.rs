//! All clients at once: what rulebooks say, as circuits over everything that may be known of a
//! client.
//!
//! A [`Space`] reads one or more rulebooks with nothing known of the client, settings included. For
//! a role and a service it tells, as circuits, when each rule is in force, when a concern is not
//! covered, when the verdict is at least so protective, and so on; [`Space::find`] then tells
//! whether there is a client, within the plausible ranges and not `impossible`, of whom a circuit
//! says yes. Several rulebooks share one vocabulary, matched by name, so that what they say of the
//! same clients can be compared.
//!
//! The meaning of rules is that of [`remit_eval::symbolic`]; decision diagrams, which decide a
//! single case, are too large for this (see [`circuit`]).

pub mod circuit;
mod region;
mod samples;
mod search;
mod vocabulary;

use std::borrow::Cow;

use remit_eval::algebra::Algebra;
use remit_eval::symbolic::{Components, Rules, Variable, Voices, World};
use remit_eval::{Case, Class, Completion, Judge};
use remit_model::id::{FactId, Id, NeedId, RoleId, RuleId, ServiceId, UrgencyId};
use remit_model::rulebook::{Cond, FactKind, Value, Verdict};
use remit_model::{Number, Rulebook};

use self::circuit::CircuitPart;
pub use self::circuit::{Circuit, Instead, Signal};
pub use self::region::{Constraint, Region};
use self::samples::Samples;
use self::search::{Outcome, Search};
pub use self::vocabulary::Level;
use self::vocabulary::{Part, Vocabulary};

/// So many questions are given up at most, then all that are not plain stay open: a rulebook that is
/// too large for this is not tried again and again.
const MOST_GIVEN_UP: usize = 16;

/// A client as a point of a [`Space`]: a value for each level.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Client {
    values: Vec<usize>,
}

impl Client {
    /// The value of a level.
    #[must_use]
    pub fn value(&self, level: usize) -> usize {
        self.values.get(level).copied().unwrap_or_default()
    }

    /// Gives a level another value.
    pub fn set(&mut self, level: usize, value: usize) {
        if let Some(slot) = self.values.get_mut(level) {
            *slot = value;
        }
    }
}

/// Some functions of a [`Space`], to be asked of many clients.
pub struct Probe(CircuitPart);

impl Probe {
    /// Which of them hold of a client.
    #[must_use]
    pub fn hold(&self, client: &Client) -> Vec<bool> {
        self.0.each(&client.values)
    }
}

/// Whether there is a client of whom something holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This one.
    Client(Client),
    /// There is none.
    Nobody,
    /// The question was too large, and was given up.
    Open,
}

impl Found {
    /// The client, if there is one.
    #[must_use]
    pub fn client(self) -> Option<Client> {
        match self {
            Self::Client(client) => Some(client),
            Self::Nobody | Self::Open => None,
        }
    }

    /// Whether there is certainly no such client.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        *self == Self::Nobody
    }
}

/// What a rulebook says to a practitioner who is asked for a service, for all clients.
#[derive(Debug, Clone, Default)]
pub struct Heard<'a> {
    /// Everything that rules in force can say, and when.
    pub voices: Voices<'a, Signal>,
    /// What that comes to.
    pub components: Components<Signal>,
}

impl Heard<'_> {
    /// When a rule is in force; never, if it is for others.
    #[must_use]
    pub fn in_force(&self, rule: RuleId) -> Signal {
        self.voices.in_force.get(&rule).copied().unwrap_or_default()
    }

    /// When the verdict is so protective, or more.
    #[must_use]
    pub fn verdict_at_least(&self, verdict: Verdict) -> Signal {
        self.components.at_least(verdict)
    }

    /// When the client may be served, now or later: neither refer nor stop.
    #[must_use]
    pub fn permitted(&self) -> Signal {
        !self.verdict_at_least(Verdict::Refer)
    }

    /// When it is so urgent, or more.
    #[must_use]
    pub fn urgency_at_least(&self, urgency: UrgencyId) -> Signal {
        self.components.urgency.get(urgency.index()).copied().unwrap_or_default()
    }

    /// When a need is reached and not met.
    #[must_use]
    pub fn outstanding(&self, need: NeedId) -> Signal {
        self.voices.needs.get(&need).map(|(unmet, _)| *unmet).unwrap_or_default()
    }
}

/// All clients that some rulebooks can be asked about.
pub struct Space<'a> {
    rules: Vec<Rules<'a, Circuit>>,
    judges: Vec<Judge<'a>>,
    parts: Vec<Part>,
    circuit: Circuit,
    /// By rulebook: when a client is possible.
    each: Vec<Signal>,
    /// When a client is possible in all of them.
    possible: Signal,
    usual: Vec<usize>,
    search: Search,
    samples: Samples,
    gave_up: usize,
}

impl<'a> Space<'a> {
    /// All clients of whom all these rulebooks have words, and whom none of them calls impossible.
    #[must_use]
    pub fn new(books: &[&'a Rulebook]) -> Self {
        let (vocabulary, parts) = Vocabulary::new(books);
        let mut circuit = vocabulary.circuit();
        let mut rules = Vec::new();
        let mut each = Vec::new();
        for (book, part) in books.iter().zip(&parts) {
            let case = Cow::Owned(Case::new(book));
            let algebra = std::mem::take(&mut circuit);
            let mut world = World::new(book, case, part.variables.clone(), algebra);
            let possible = world.possible();
            circuit = std::mem::take(&mut world.algebra);
            let told = part.can_be_told(&mut circuit);
            each.push(circuit.and(possible, told));
            rules.push(Rules::new(world));
        }
        let possible = circuit.all(each.iter().copied());
        let usual = vocabulary.usual;
        let search = Search::new(&circuit, &usual);
        let samples = Samples::new(circuit.widths(), &usual);
        let judges = books.iter().map(|book| Judge::new(book)).collect();
        Self { rules, judges, parts, circuit, each, possible, usual, search, samples, gave_up: 0 }
    }

    /// One of the rulebooks.
    pub(crate) fn book(&self, book: usize) -> &'a Rulebook {
        self.judges[book].book
    }

    /// What makes circuits, for combining what was heard.
    pub fn circuit(&mut self) -> &mut Circuit {
        &mut self.circuit
    }

    /// By level: how many values it has.
    #[must_use]
    pub fn widths(&self) -> &[usize] {
        self.circuit.widths()
    }

    /// The client with the most usual value of every level, possible or not.
    #[must_use]
    pub fn usual(&self) -> Client {
        Client { values: self.usual.clone() }
    }

    /// When a client is possible, in the words of all rulebooks. [`Self::find`] asks for no others.
    #[must_use]
    pub fn possible(&self) -> Signal {
        self.possible
    }

    /// When a client is possible in one rulebook.
    #[must_use]
    pub fn possible_in(&self, book: usize) -> Signal {
        self.each.get(book).copied().unwrap_or_default()
    }

    /// What a rulebook says to a practitioner who is asked for a service.
    pub fn hear(&mut self, book: usize, role: RoleId, service: ServiceId) -> Option<Heard<'a>> {
        let possible = self.possible;
        self.with(book, |rules| {
            let voices = rules.voices((role, service));
            let rulebook = rules.world.book;
            let algebra = &mut rules.world.algebra;
            let components = Components::new(rulebook, algebra, possible, &voices);
            Heard { voices, components }
        })
    }

    /// What a rulebook would say without one of its rules.
    pub fn without(
        &mut self,
        book: usize,
        rule: RuleId,
        (role, service): (RoleId, ServiceId),
    ) -> Option<Heard<'a>> {
        self.with(book, |rules| rules.mute(Some(rule)))?;
        let heard = self.hear(book, role, service);
        self.with(book, |rules| rules.mute(None))?;
        heard
    }

    /// When a rule applies and still says something, whoever asks and whatever overrides it.
    pub fn speaks(&mut self, book: usize, rule: RuleId) -> Signal {
        self.with(book, |rules| rules.says(rule).speaks).unwrap_or_default()
    }

    /// When a condition holds.
    pub fn condition(&mut self, book: usize, cond: &Cond) -> Signal {
        self.with(book, |rules| rules.world.condition(cond, None)).unwrap_or_default()
    }

    /// Works with the rules of one rulebook.
    pub fn with<T>(
        &mut self,
        book: usize,
        work: impl FnOnce(&mut Rules<'a, Circuit>) -> T,
    ) -> Option<T> {
        let rules = self.rules.get_mut(book)?;
        std::mem::swap(&mut self.circuit, &mut rules.world.algebra);
        let result = work(rules);
        std::mem::swap(&mut self.circuit, &mut rules.world.algebra);
        Some(result)
    }

    /// A client of whom all of these hold.
    pub fn find(&mut self, signals: &[Signal]) -> Found {
        if self.gave_up >= MOST_GIVEN_UP {
            return Found::Open;
        }
        let mut given = signals.to_vec();
        given.push(self.possible);
        match self.search.find(&self.circuit, &given) {
            Outcome::Yes(values) => {
                self.samples.keep(&values);
                Found::Client(Client { values })
            }
            Outcome::No => Found::Nobody,
            Outcome::Open => {
                self.gave_up += 1;
                Found::Open
            }
        }
    }

    /// Whether there is certainly no client of whom all of these hold.
    pub fn never(&mut self, signals: &[Signal]) -> bool {
        let mut given = signals.to_vec();
        given.push(self.possible);
        !self.samples.show(&self.circuit, &given) && self.find(signals).is_nobody()
    }

    /// Whether these exclude each other even if nothing were impossible.
    pub fn never_told(&mut self, signals: &[Signal]) -> bool {
        self.search.find(&self.circuit, signals) == Outcome::No
    }

    /// For every client, the one who has a value at a level instead of their own.
    pub fn instead(&mut self, level: usize, value: usize) -> Instead {
        self.circuit.instead(level, value)
    }

    /// Forgets all circuits that were made since there were so many gates, and what was found out
    /// about them: they must not be used again.
    pub(crate) fn go_back(&mut self, gates: usize) {
        self.circuit.truncate(gates);
        self.samples.truncate(gates);
        if !self.search.truncate(gates) {
            self.forget();
        }
    }

    /// Forgets what was found out about circuits that have been asked about: worth it before others
    /// that have little to do with them, because a question costs more the more is known.
    pub fn forget(&mut self) {
        self.search = Search::new(&self.circuit, &self.usual);
    }

    /// Gives up a question after so many conflicts, which is a measure of work.
    pub fn set_patience(&mut self, conflicts: u64) {
        self.search.patience = conflicts;
    }

    /// How many questions were too large.
    #[must_use]
    pub fn gave_up(&self) -> usize {
        self.gave_up
    }

    /// Of a client, which of these hold.
    #[must_use]
    pub fn hold(&self, signals: &[Signal], client: &Client) -> Vec<bool> {
        self.circuit.hold(signals, &client.values)
    }

    /// Some functions and only what they are made of, to be asked of many clients.
    #[must_use]
    pub fn probe(&self, signals: &[Signal]) -> Probe {
        Probe(self.circuit.part(signals))
    }

    /// What a level is about in the words of one rulebook; `None` if it has none.
    #[must_use]
    pub fn level(&self, book: usize, level: usize) -> Option<Level> {
        self.parts.get(book).and_then(|part| part.levels.get(level).copied().flatten())
    }

    /// The level that is about this in the words of one rulebook.
    #[must_use]
    pub fn level_of(&self, book: usize, about: Level) -> Option<usize> {
        self.parts.get(book)?.levels.iter().position(|level| *level == Some(about))
    }

    /// The client as a complete case, in the words of one rulebook: with usual values, or those
    /// nearest to them, as far as the client's value classes allow.
    #[must_use]
    pub fn case(&self, book: usize, client: &Client) -> Option<Case> {
        let (rules, part) = (self.rules.get(book)?, self.parts.get(book)?);
        let (rulebook, judge) = (rules.world.book, self.judges.get(book)?);
        let open = &rules.world.case;
        let certain = part.variables.completion(rulebook, open, &client.values);
        let mut liked = certain.clone();
        for (fact, value) in rulebook.facts.ids().zip(&mut liked.values) {
            if let Some(near) = self.near_usual(book, fact, client) {
                *value = near;
            }
        }
        // Near each other, two facts may stand in another order than this client's.
        let orders = part.variables.orders.iter();
        let number = |fact: FactId| match liked.values.get(fact.index()) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        };
        let in_order = orders.clone().all(|&(first, second, level)| {
            let below = number(first).zip(number(second)).map(|(first, second)| first < second);
            below.is_none_or(|below| below == (client.values.get(level) == Some(&1)))
        });
        let completion = if in_order && judge.violates(&liked).is_none() { liked } else { certain };
        let facts = completion.values.into_iter().map(Some).collect();
        Some(Case { facts, settings: completion.settings, ..Case::new(rulebook) })
    }

    /// A complete case of one rulebook as a client of this space; `None` if another rulebook has no
    /// words for it, or it has a fact without value.
    #[must_use]
    pub fn client(&self, book: usize, completion: &Completion) -> Option<Client> {
        let (rules, part) = (self.rules.get(book)?, self.parts.get(book)?);
        let variables = &rules.world.variables;
        let value = |fact: FactId| completion.values.get(fact.index());
        let mut values = self.usual.clone();
        for (slot, about) in values.iter_mut().zip(&part.levels) {
            let Some(about) = about else { continue };
            *slot = match *about {
                Level::Fact(fact) => match variables.of(fact)? {
                    Variable::Classes { classes, .. } => {
                        let value = value(fact)?;
                        classes.iter().position(|class| class.has(value))?
                    }
                    Variable::Members { .. } => return None,
                },
                Level::LeftOut(fact) => usize::from(value(fact)? == &Value::NotTaken),
                Level::Member(term) => {
                    let fact = rules.world.book.terms[term].fact;
                    let has =
                        |value: &Value| matches!(value, Value::Set(set) if set.contains(term));
                    usize::from(has(value(fact)?))
                }
                Level::Setting(setting) => {
                    let (_, stands_for) = variables.of_setting(setting)?;
                    let chosen = completion.settings.get(setting.index())?;
                    stands_for.iter().position(|value| value == chosen)?
                }
                Level::Order(first, second) => {
                    let below = |pair: (&Value, &Value)| matches!(pair, (Value::Number(a), Value::Number(b)) if a < b);
                    usize::from(below((value(first)?, value(second)?)))
                }
            };
        }
        let client = Client { values };
        self.hold(&[self.possible], &client).contains(&true).then_some(client)
    }

    /// The number of a client's value class that is nearest to what is usual.
    fn near_usual(&self, book: usize, fact: FactId, client: &Client) -> Option<Value> {
        let rules = self.rules.get(book)?;
        let rulebook = rules.world.book;
        let FactKind::Number { low, step, .. } = &rulebook.facts[fact].kind else { return None };
        let Variable::Classes { level, classes, usual } = rules.world.variables.of(fact)? else {
            return None;
        };
        let Class::Numbers(lowest, highest) = classes.get(*client.values.get(*level)?)? else {
            return None;
        };
        let middle = || {
            let Some(Class::Numbers(from, to)) = classes.get(*usual) else { return None };
            let half = (*from + *to).divided_by(Number::whole(2))?;
            half.grid_below(*low, *step)
        };
        let target = match &rulebook.facts[fact].usual {
            Some(Value::Number(number)) => *number,
            _ => middle()?,
        };
        Some(Value::Number(target.clamp(*lowest, *highest)))
    }

    /// The client nearest to what is usual, of whom all of these still hold: members taken away and
    /// values made usual, one after the other, as long as that is so.
    #[must_use]
    pub fn plain(&self, client: &Client, signals: &[Signal]) -> Client {
        let mut given = signals.to_vec();
        given.push(self.possible);
        let part = self.circuit.part(&given);
        let mut client = client.clone();
        for _ in 0..2 {
            let mut changed = false;
            for (level, &usual) in self.usual.iter().enumerate() {
                let Some(slot) = client.values.get_mut(level) else { continue };
                let before = std::mem::replace(slot, usual);
                if before == usual {
                    continue;
                }
                if part.hold(&client.values) {
                    changed = true;
                } else if let Some(slot) = client.values.get_mut(level) {
                    *slot = before;
                }
            }
            if !changed {
                break;
            }
        }
        client
    }

    /// A plain client of whom all of these hold, as a case in the words of one rulebook.
    pub fn witness(&mut self, book: usize, signals: &[Signal]) -> Option<Case> {
        let client = self.find(signals).client()?;
        self.case(book, &self.plain(&client, signals))
    }

    /// The rulebooks.
    pub fn books(&self) -> impl Iterator<Item = &'a Rulebook> + '_ {
        self.rules.iter().map(|rules| rules.world.book)
    }
}
