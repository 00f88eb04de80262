//! A client who is decided otherwise by a mutant, or the proof that there is none.
//!
//! First the clients of the tests are tried, as they are and with one value changed; that mostly
//! finds somebody, and somebody who reads like the others. Then all clients are asked at once
//! ([`Space`]): who is there of whom the mutant says something else?

use remit_eval::{Case, Class, Completion, Decision, Judge};
use remit_model::Rulebook;
use remit_model::id::{FactId, Id, RoleId, ServiceId, TermId};
use remit_model::rulebook::{Cond, CondKind, IdSet, RaisedBy, Test, Value};

use super::Mutant;
use super::change::{Change, Place};
use super::conditions::reads;
use super::list::without;
use super::proof::{self, Reach};
use super::run::{Bench, Fate, questions};
use super::trial::Trial;
use crate::example::{Sheet, telling};
use crate::space::{Found, Space};

/// How many clients are looked at, and of how many the decisions are compared, before all clients
/// are asked at once.
const LOOKS: usize = 2_000;
const TRIES: usize = 200;
/// How many conflicts an answer about all clients may take.
const PATIENCE: u64 = 1_000;

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
            let Some(asked) = question(trial) else { continue };
            let found = self.differs(&trial.client, asked);
            if found.is_some() {
                return found;
            }
        }
        let (facts, terms) = self.matters();
        for trial in pool {
            let Some(asked) = question(trial) else { continue };
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

    /// Anybody at all: whoever is asked, and whatever for, all clients are asked at once whether
    /// anything of the decision differs.
    fn anybody(mut self) -> Fate {
        let mut space = Space::new(&[self.book(), self.copy]);
        space.set_patience(PATIENCE);
        let reach = Reach::of(self.book(), self.copy, &self.mutant.change);
        let mut questions = Vec::new();
        for &(role, service) in &reach.questions {
            match proof::differ(&mut space, role, service) {
                Some(differ) => questions.push((differ, (role, service))),
                None => return Fate::Unsettled,
            }
        }
        let anyone = self.bench.trials.iter().find_map(question);
        if let (true, Some(asked)) = (reach.stages, anyone) {
            questions.push((proof::other_stage(&mut space), asked));
        }
        let mut open = false;
        for (differ, asked) in questions {
            match space.find(&[differ]) {
                Found::Nobody => {}
                Found::Open => open = true,
                Found::Client(client) => {
                    let plain = space.plain(&client, &[differ]);
                    let cases = [space.case(0, &plain), space.case(0, &client)];
                    for client in cases.iter().flatten().filter_map(Case::complete) {
                        if let Some(example) = self.differs(&client, asked) {
                            return Fate::Survived(example);
                        }
                    }
                    open = true;
                }
            }
        }
        if open { Fate::Unsettled } else { Fate::Equivalent }
    }
}

fn question(trial: &Trial) -> Option<(RoleId, ServiceId)> {
    Some((trial.role(), *trial.test.services.first()?))
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
