//! A client who is decided otherwise by a mutant, or the proof that there is none.
//!
//! First the clients of the tests are tried, as they are and with one value changed; that mostly
//! finds somebody, and somebody who reads like the others. Then all clients are asked at once
//! ([`Space`]): who is there of whom the mutant says something else?

use remit_eval::algebra::Algebra;
use remit_eval::{Case, Class, Completion, Decision, Judge};
use remit_model::Rulebook;
use remit_model::id::{FactId, Id, RoleId, ServiceId, TermId};
use remit_model::rulebook::{Cond, CondKind, IdSet, RaisedBy, Test, Value};

use super::Mutant;
use super::change::{Change, Place};
use super::conditions::reads;
use super::list::without;
use super::run::{Bench, Fate, questions};
use super::trial::Trial;
use crate::example::{Sheet, telling};
use crate::space::{Found, Heard, Signal, Space};

/// How many clients are looked at, and of how many the decisions are compared, before all clients
/// are asked at once.
const LOOKS: usize = 2_000;
const TRIES: usize = 200;

/// How many questions are asked about all clients.
const QUESTIONS: usize = 12;

pub(super) struct Search<'a, 'b> {
    bench: &'b Bench<'a>,
    copy: &'b Rulebook,
    mutant: &'b Mutant,
    judge: Judge<'b>,
    looks: usize,
    tries: usize,
}

impl<'a, 'b> Search<'a, 'b> {
    pub(super) fn new(bench: &'b Bench<'a>, copy: &'b Rulebook, mutant: &'b Mutant) -> Self {
        Self { bench, copy, mutant, judge: Judge::new(copy), looks: 0, tries: 0 }
    }

    pub(super) fn fate(mut self) -> Fate {
        match self.near() {
            Some(example) => Fate::Survived(example),
            None => self.anybody(),
        }
    }

    fn book(&self) -> &'a Rulebook {
        self.bench.judge.book
    }

    /// Somebody like a client of a test.
    fn near(&mut self) -> Option<String> {
        let (book, id) = (self.book(), self.mutant.change.rule());
        let bench = self.bench;
        let mut pool: Vec<&Trial> = bench.trials.iter().collect();
        let own = |trial: &Trial| id.is_some_and(|id| trial.test.example.of.contains(&id));
        let reached = |trial: &Trial| {
            id.is_none_or(|id| {
                let rule = &book.rules[id];
                trial.is_reached(book, id, &rule.roles, &rule.services)
            })
        };
        pool.sort_by_key(|trial| (!own(trial), !reached(trial)));
        pool.truncate(80);
        let pairs = id.map(|id| questions(book, self.copy, id));
        for trial in &pool {
            let asked = (trial.role(), *trial.test.services.first()?);
            let found = self.differs(&trial.client, asked);
            if found.is_some() {
                return found;
            }
        }
        let (facts, terms) = self.matters();
        for trial in pool {
            let asked = (trial.role(), *trial.test.services.first()?);
            let others = pairs.iter().flatten().copied().take(3);
            for asked in std::iter::once(asked).chain(others) {
                for client in self.neighbours(&trial.client, &facts, &terms) {
                    if self.looks > LOOKS || self.tries > TRIES {
                        return None;
                    }
                    let found = self.differs(&client, asked);
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        None
    }

    /// What the changed rule, definition or need looks at.
    fn matters(&self) -> (IdSet<FactId>, IdSet<TermId>) {
        let book = self.book();
        let mut conds: Vec<&Cond> = Vec::new();
        if let Change::Cond(place, cond) = &self.mutant.change {
            conds.extend(place.cond(book));
            conds.push(cond);
        }
        if let Some(id) = self.mutant.change.rule() {
            conds.push(&book.rules[id].when);
            conds.extend(book.rules[id].exceptions.iter().map(|exception| &exception.when));
        }
        let mut facts = IdSet::default();
        let mut terms = IdSet::default();
        for cond in conds {
            facts.extend(&reads(book, cond));
            terms_of(book, cond, &mut terms);
        }
        let concerns = match &self.mutant.change {
            Change::Covers(id, covers) => {
                let before = book.rules[*id].covers.as_ref().map(|covers| covers.concerns.clone());
                let before = before.unwrap_or_default();
                let mut changed = without(&before, &covers.concerns);
                changed.extend(&without(&covers.concerns, &before));
                changed
            }
            Change::About(id, _) => book.rules[*id].about.clone().unwrap_or_default(),
            _ => IdSet::default(),
        };
        for concern in concerns.iter() {
            match &book.concerns[concern].raised_by {
                RaisedBy::Term(term) => terms.insert(*term),
                RaisedBy::Condition(cond) => {
                    facts.extend(&reads(book, cond));
                    terms_of(book, cond, &mut terms);
                }
            }
        }
        (facts, terms)
    }

    /// The same client with one value changed.
    fn neighbours(
        &self,
        client: &Completion,
        facts: &IdSet<FactId>,
        terms: &IdSet<TermId>,
    ) -> Vec<Completion> {
        let mut found = Vec::new();
        let mut add = |fact: FactId, value: Value| {
            let mut other = client.clone();
            if let Some(slot) = other.values.get_mut(fact.index())
                && *slot != value
            {
                *slot = value;
                found.push(other);
            }
        };
        for fact in facts.iter() {
            for class in self.judge.classes().of(fact) {
                add(fact, class.value());
                if let Class::Numbers(_, highest) = class {
                    add(fact, Value::Number(*highest));
                }
            }
        }
        for term in terms.iter() {
            let fact = self.book().terms[term].fact;
            let Some(Value::Set(members)) = client.values.get(fact.index()) else { continue };
            let mut members = members.clone();
            if members.contains(term) {
                members.remove(term);
            } else {
                members.insert(term);
            }
            add(fact, Value::Set(members));
            add(fact, Value::Set(std::iter::once(term).collect()));
        }
        let settings = self.book().settings.values().enumerate();
        for (at, setting) in settings.filter(|_| matches!(self.mutant.change, Change::Anywhere(_)))
        {
            for value in 0..setting.values.len() {
                let mut other = client.clone();
                if let Some(slot) = other.settings.get_mut(at) {
                    *slot = value;
                }
                found.push(other);
            }
        }
        found
    }

    /// The example that tells the two apart by this client, if they differ.
    fn differs(
        &mut self,
        client: &Completion,
        (role, service): (RoleId, ServiceId),
    ) -> Option<String> {
        let judge = self.bench.judge;
        self.looks += 1;
        if let Change::Cond(place @ (Place::Rule(_) | Place::Exception(..)), cond) =
            &self.mutant.change
            && !self.bench.is_loose(*place)
        {
            let before = place.cond(judge.book)?;
            if let [before, after] = judge.which_hold(client, [before, cond])[..]
                && before == after
            {
                return None;
            }
        }
        self.tries += 1;
        if judge.violates(client).is_some() {
            return None;
        }
        let case = Case {
            facts: client.values.iter().cloned().map(Some).collect(),
            settings: client.settings.clone(),
            ..Case::new(judge.book)
        };
        let before = judge.decide_briefly(&case, role, &[service]);
        let after = self.judge.decide_briefly(&case, role, &[service]);
        self.example(&case, (role, service), &before, &after)
    }

    fn example(
        &self,
        case: &Case,
        (role, service): (RoleId, ServiceId),
        before: &Decision,
        after: &Decision,
    ) -> Option<String> {
        let telling = telling(self.book(), before, after)?;
        let mut sheet =
            Sheet::expecting(self.bench.judge, case, (role, &[service]), before, telling);
        sheet.of = self.mutant.change.rule().or(sheet.of);
        let title = sheet.title();
        Some(sheet.write(&title))
    }

    /// Anybody at all.
    fn anybody(mut self) -> Fate {
        let (book, copy) = (self.book(), self.copy);
        let mut space = Space::new(&[book, copy]);
        let Some(changed) = self.changed(&mut space) else { return Fate::Unsettled };
        let found = space.find(&[changed]);
        if found.is_nobody() {
            return if self.is_loose() { Fate::Unsettled } else { Fate::Equivalent };
        }
        let id = self.mutant.change.rule();
        let asked: Vec<(RoleId, ServiceId)> = if let Some(id) = id {
            questions(book, copy, id)
        } else {
            let asked = self.bench.trials.iter();
            let mut asked: Vec<_> = asked
                .filter_map(|trial| Some((trial.role(), *trial.test.services.first()?)))
                .collect();
            asked.sort_unstable();
            asked.dedup();
            asked
        };
        let mut proven = id.is_some() && !self.is_loose() && asked.len() <= QUESTIONS;
        for (role, service) in asked.into_iter().take(QUESTIONS) {
            let (Some(before), Some(after)) =
                (space.hear(0, role, service), space.hear(1, role, service))
            else {
                return Fate::Unsettled;
            };
            let otherwise = differing(&mut space, &before, &after);
            let speaking = id.map(|id| {
                let signals = [before.in_force(id), after.in_force(id)];
                space.circuit().any(signals)
            });
            for signal in std::iter::once(otherwise).chain(speaking) {
                match space.find(&[changed, signal]) {
                    Found::Nobody => {}
                    Found::Open => proven = false,
                    Found::Client(client) => {
                        if Some(signal) == speaking {
                            proven = false;
                        }
                        let plain = space.plain(&client, &[changed, signal]);
                        let cases = [space.case(0, &plain), space.case(0, &client)];
                        for client in cases.iter().flatten().filter_map(Case::complete) {
                            if let Some(example) = self.differs(&client, (role, service)) {
                                return Fate::Survived(example);
                            }
                        }
                    }
                }
            }
        }
        if proven { Fate::Equivalent } else { Fate::Unsettled }
    }

    fn is_loose(&self) -> bool {
        match &self.mutant.change {
            Change::Cond(place, _) => self.bench.is_loose(*place),
            other => other.rule().is_some_and(|id| self.bench.is_loose(Place::Rule(id))),
        }
    }

    /// Of whom the changed words say something else than before.
    fn changed(&self, space: &mut Space<'_>) -> Option<Signal> {
        let book = self.book();
        Some(match &self.mutant.change {
            Change::Cond(place, cond) => {
                let before = space.condition(0, place.cond(book)?);
                let after = space.condition(1, cond);
                let differ = xor(space, before, after);
                match place {
                    Place::Exception(id, _) => {
                        let when = space.condition(0, &book.rules[*id].when);
                        space.circuit().and(when, differ)
                    }
                    _ => differ,
                }
            }
            Change::NoException(id, at) | Change::Says(id, Some(at), _) => {
                let when = space.condition(0, &book.rules[*id].when);
                let except = space.condition(0, &book.rules[*id].exceptions.get(*at)?.when);
                space.circuit().and(when, except)
            }
            Change::NoOverride(id, other) => {
                let (one, other) = (space.speaks(0, *id), space.speaks(0, *other));
                space.circuit().and(one, other)
            }
            Change::Urgent(..) | Change::GivenBy(..) => Signal::from(true),
            other => {
                let id = other.rule()?;
                let (before, after) = (space.speaks(0, id), space.speaks(1, id));
                space.circuit().any([before, after])
            }
        })
    }
}

/// When what is decided differs, as far as can be told at once.
fn differing(space: &mut Space<'_>, before: &Heard<'_>, after: &Heard<'_>) -> Signal {
    let mut pairs: Vec<(Signal, Signal)> = Vec::new();
    let (one, other) = (&before.components, &after.components);
    for (one, other) in [
        (&one.verdict, &other.verdict),
        (&one.urgency, &other.urgency),
        (&one.ceiling, &other.ceiling),
    ] {
        pairs.extend(one.iter().copied().zip(other.iter().copied()));
    }
    let (one, other) = (&before.voices, &after.voices);
    pairs.push((one.mine, other.mine));
    pairs.push((one.refused, other.refused));
    for (need, (unmet, met)) in &one.needs {
        let (also_unmet, also_met) = other.needs.get(need).copied().unwrap_or_default();
        pairs.extend([(*unmet, also_unmet), (*met, also_met)]);
    }
    for (duty, when) in &one.duties {
        pairs.push((*when, other.duties.get(duty).copied().unwrap_or_default()));
    }
    for (recheck, when) in &one.rechecks {
        pairs.push((*when, other.rechecks.get(recheck).copied().unwrap_or_default()));
    }
    let differ: Vec<_> = pairs.into_iter().map(|(one, other)| xor(space, one, other)).collect();
    space.circuit().any(differ)
}

fn xor(space: &mut Space<'_>, one: Signal, other: Signal) -> Signal {
    let circuit = space.circuit();
    let (left, right) = (circuit.and(one, !other), circuit.and(!one, other));
    circuit.any([left, right])
}

/// The terms that a condition names, through definitions and concerns.
fn terms_of(book: &Rulebook, cond: &Cond, found: &mut IdSet<TermId>) {
    match &cond.kind {
        CondKind::Definition(id) => terms_of(book, &book.definitions[*id].when, found),
        CondKind::Concern(id) => match &book.concerns[*id].raised_by {
            RaisedBy::Term(term) => found.insert(*term),
            RaisedBy::Condition(cond) => terms_of(book, cond, found),
        },
        CondKind::Not(inner) => terms_of(book, inner, found),
        CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
            for part in parts {
                terms_of(book, part, found);
            }
        }
        CondKind::Atom(atom) => {
            if let Test::Includes(terms) = &atom.test {
                found.extend(terms);
            }
        }
        CondKind::Always | CondKind::InOrder(..) => {}
    }
}
