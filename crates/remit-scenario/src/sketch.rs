//! A client in the making: conditions are made true or false by choosing values, and what was
//! chosen for one condition is kept by all that come after it.

use remit_eval::{Completion, passes};
use remit_model::Rulebook;
use remit_model::id::{ConcernId, FactId, Id, SettingId, TermId};
use remit_model::rulebook::{Atom, Cond, CondKind, FactKind, IdSet, RaisedBy, Rule, Test, Value};

use crate::draw::Draw;
use crate::grid::{Grid, stepped, steps, thresholds};

/// How far definitions and `asked when` are followed. They never go in circles; this only bounds
/// the work that a strange rulebook makes.
const DEPTH: u8 = 24;

/// A client in the making.
#[derive(Clone)]
pub(crate) struct Sketch<'a> {
    book: &'a Rulebook,
    pub(crate) client: Completion,
    /// By fact: comparisons that were promised, and whether they are to hold.
    promised: Vec<Vec<(&'a Test, bool)>>,
    /// Members that a set must keep, and members that it must not get.
    kept: IdSet<TermId>,
    barred: IdSet<TermId>,
    /// Facts that were chosen on purpose.
    pub(crate) chosen: IdSet<FactId>,
}

impl<'a> Sketch<'a> {
    /// The client of whom there is nothing to say: usual values, and where nothing is usual, any
    /// from the middle of the range.
    pub(crate) fn usual(book: &'a Rulebook, draw: &mut Draw) -> Self {
        let values = book.facts.values().map(|fact| {
            fact.usual.clone().unwrap_or_else(|| match &fact.kind {
                FactKind::Number { low, high, step, .. } => {
                    let steps = steps(*low, *high, *step);
                    let at =
                        steps / 3 + draw.below(usize::try_from(steps / 3).unwrap_or(0) + 1) as i128;
                    Value::Number(stepped(*low, *step, at))
                }
                FactKind::Choice { options, .. } => Value::Option(draw.below(options.len())),
                FactKind::Set { .. } => Value::Set(IdSet::default()),
            })
        });
        let client = Completion {
            values: values.collect(),
            settings: book.settings.values().map(|setting| setting.usual).collect(),
        };
        Self {
            book,
            client,
            promised: vec![Vec::new(); book.facts.len()],
            kept: IdSet::default(),
            barred: IdSet::default(),
            chosen: IdSet::default(),
        }
    }

    /// The value of a fact as it stands.
    pub(crate) fn value(&self, fact: FactId) -> &Value {
        self.client.values.get(fact.index()).unwrap_or(&Value::NotTaken)
    }

    /// Gives a fact a value, whatever was promised.
    pub(crate) fn set(&mut self, fact: FactId, value: Value) {
        if let Some(slot) = self.client.values.get_mut(fact.index()) {
            *slot = value;
        }
    }

    /// Chooses the settings that a rule needs.
    pub(crate) fn settle(&mut self, under: &[(SettingId, usize)]) {
        for &(setting, value) in under {
            if let Some(slot) = self.client.settings.get_mut(setting.index()) {
                *slot = value;
            }
        }
    }

    /// Makes a rule apply: its setting, its condition, and one of the concerns it speaks about or
    /// covers. False if that can't be had beside what was promised before.
    pub(crate) fn apply(&mut self, rule: &'a Rule, draw: &mut Draw) -> bool {
        self.settle(&rule.under);
        if !self.fulfil(&rule.when, true, draw, 0) {
            return false;
        }
        if let Some(about) = &rule.about
            && !self.raise_any(about, draw)
        {
            return false;
        }
        match &rule.covers {
            // Who may take every client or the healthy needs no concern, but may have one.
            Some(covers) if covers.healthy || covers.every => {
                covers.concerns.is_empty()
                    || draw.chance(60)
                    || self.raise_any(&covers.concerns, draw)
            }
            Some(covers) => self.raise_any(&covers.concerns, draw),
            None => true,
        }
    }

    fn raise_any(&mut self, concerns: &IdSet<ConcernId>, draw: &mut Draw) -> bool {
        if concerns.iter().any(|concern| self.has(concern)) {
            return true;
        }
        draw.shuffled(concerns.iter()).into_iter().take(8).any(|concern| {
            let before = self.clone();
            let raised = self.raise(concern, draw, 0);
            if !raised {
                *self = before;
            }
            raised
        })
    }

    /// Whether a concern that a term raises is there already.
    fn has(&self, concern: ConcernId) -> bool {
        match self.book.concerns[concern].raised_by {
            RaisedBy::Term(term) => {
                matches!(self.value(self.book.terms[term].fact), Value::Set(members) if members.contains(term))
            }
            RaisedBy::Condition(_) => false,
        }
    }

    fn raise(&mut self, concern: ConcernId, draw: &mut Draw, depth: u8) -> bool {
        match &self.book.concerns[concern].raised_by {
            RaisedBy::Term(term) => self.include(*term, draw, depth),
            RaisedBy::Condition(when) => self.fulfil(when, true, draw, depth + 1),
        }
    }

    /// Makes a condition true, or false.
    pub(crate) fn fulfil(
        &mut self,
        cond: &'a Cond,
        want: bool,
        draw: &mut Draw,
        depth: u8,
    ) -> bool {
        if depth > DEPTH {
            return false;
        }
        match &cond.kind {
            CondKind::Always => want,
            CondKind::Definition(id) => {
                let when = &self.book.definitions[*id].when;
                self.fulfil(when, want, draw, depth + 1)
            }
            CondKind::Concern(id) => match &self.book.concerns[*id].raised_by {
                RaisedBy::Term(term) if want => self.include(*term, draw, depth),
                RaisedBy::Term(term) => self.exclude(&std::iter::once(*term).collect()),
                RaisedBy::Condition(when) => self.fulfil(when, want, draw, depth + 1),
            },
            CondKind::Atom(atom) => self.promise(atom, want, draw, depth),
            CondKind::Not(inner) => self.fulfil(inner, !want, draw, depth),
            CondKind::All(parts) => {
                self.so_many(parts, if want { parts.len() } else { 1 }, want, draw, depth)
            }
            CondKind::Any(parts) => {
                self.so_many(parts, if want { 1 } else { parts.len() }, want, draw, depth)
            }
            CondKind::AtLeast(count, parts) => {
                let many = if want { *count } else { (parts.len() + 1).saturating_sub(*count) };
                self.so_many(parts, many, want, draw, depth)
            }
            // Stands in `impossible` only, and is looked at when the client is whole.
            CondKind::InOrder(..) => true,
        }
    }

    /// Makes so many parts come out as wanted, whichever can be had.
    fn so_many(
        &mut self,
        parts: &'a [Cond],
        count: usize,
        want: bool,
        draw: &mut Draw,
        depth: u8,
    ) -> bool {
        let mut done = 0;
        for part in draw.shuffled(parts) {
            if done == count {
                break;
            }
            let before = (count < parts.len()).then(|| self.clone());
            if self.fulfil(part, want, draw, depth) {
                done += 1;
            } else if let Some(before) = before {
                *self = before;
            } else {
                return false;
            }
        }
        done == count
    }

    fn promise(&mut self, atom: &'a Atom, want: bool, draw: &mut Draw, depth: u8) -> bool {
        let fact = &self.book.facts[atom.fact];
        if let Some(asked) = fact.asked_when.as_ref().filter(|_| want)
            && !self.fulfil(asked, true, draw, depth + 1)
        {
            return false;
        }
        // What is so anyway needs no telling; now and then it is told all the same, and of numbers
        // that must not pass a limit some come close to it.
        let so_anyway = passes(&atom.test, &self.closed_value(atom.fact)) == want;
        let number = matches!(fact.kind, FactKind::Number { .. });
        if so_anyway
            && !draw.chance(if number && !want {
                35
            } else if want {
                50
            } else {
                5
            })
        {
            return self.keep(atom, want);
        }
        self.chosen.insert(atom.fact);
        match (&atom.test, want) {
            (Test::Includes(terms), true) => {
                if matches!(self.value(atom.fact), Value::Set(members) if self.closed(members).meets(terms))
                {
                    return true;
                }
                draw.shuffled(terms.iter()).into_iter().any(|term| self.include(term, draw, depth))
            }
            (Test::Includes(terms), false) => self.exclude(terms),
            (Test::IsEmpty, true) => {
                let FactKind::Set { members, .. } = &fact.kind else { return false };
                self.exclude(members)
            }
            (Test::IsEmpty, false) => {
                let FactKind::Set { members, .. } = &fact.kind else { return false };
                if matches!(self.value(atom.fact), Value::Set(present) if !present.is_empty()) {
                    return true;
                }
                draw.shuffled(members.iter())
                    .into_iter()
                    .any(|term| self.include(term, draw, depth))
            }
            (test, want) => {
                let Some(promised) = self.promised.get_mut(atom.fact.index()) else { return false };
                promised.push((test, want));
                let value = self.choose(atom.fact, draw);
                value.map(|value| self.set(atom.fact, value)).is_some()
            }
        }
    }

    /// A value with what its members imply.
    fn closed_value(&self, fact: FactId) -> Value {
        match self.value(fact) {
            Value::Set(members) => Value::Set(self.closed(members)),
            other => other.clone(),
        }
    }

    /// Promises that a comparison stays as it is.
    fn keep(&mut self, atom: &'a Atom, want: bool) -> bool {
        match (&atom.test, want) {
            (Test::Includes(terms), false) => self.exclude(terms),
            (Test::IsEmpty, true) => {
                let FactKind::Set { members, .. } = &self.book.facts[atom.fact].kind else {
                    return false;
                };
                self.exclude(members)
            }
            (Test::Includes(_) | Test::IsEmpty, _) => {
                if let Value::Set(members) = self.value(atom.fact).clone() {
                    self.kept.extend(&members);
                }
                true
            }
            (test, want) => {
                if let Some(promised) = self.promised.get_mut(atom.fact.index()) {
                    promised.push((test, want));
                }
                true
            }
        }
    }

    fn closed(&self, members: &IdSet<TermId>) -> IdSet<TermId> {
        let mut closed = members.clone();
        members.iter().for_each(|term| closed.extend(&self.book.terms[term].implies));
        closed
    }

    fn include(&mut self, term: TermId, draw: &mut Draw, depth: u8) -> bool {
        let declared = &self.book.terms[term];
        if self.barred.contains(term) || self.barred.meets(&declared.implies) {
            return false;
        }
        if let Some(asked) = &self.book.facts[declared.fact].asked_when
            && !self.fulfil(asked, true, draw, depth + 1)
        {
            return false;
        }
        self.kept.insert(term);
        self.kept.extend(&declared.implies);
        self.chosen.insert(declared.fact);
        let mut members = match self.value(declared.fact) {
            Value::Set(members) => members.clone(),
            _ => IdSet::default(),
        };
        members.insert(term);
        self.set(declared.fact, Value::Set(members));
        true
    }

    fn exclude(&mut self, terms: &IdSet<TermId>) -> bool {
        if self.kept.meets(terms) {
            return false;
        }
        self.barred.extend(terms);
        for value in &mut self.client.values {
            let Value::Set(members) = value else { continue };
            let brings =
                |&term: &TermId| terms.contains(term) || self.book.terms[term].implies.meets(terms);
            let out: Vec<_> = members.iter().filter(brings).collect();
            for term in out {
                members.remove(term);
            }
        }
        true
    }

    /// A value that keeps every promise: on a threshold, a step beside it, or well inside.
    fn choose(&self, id: FactId, draw: &mut Draw) -> Option<Value> {
        let promised = self.promised.get(id.index())?;
        let keeps =
            |value: &Value| promised.iter().all(|(test, want)| passes(test, value) == *want);
        match &self.book.facts[id].kind {
            FactKind::Choice { options, .. } => {
                let fit: Vec<_> = (0..options.len()).map(Value::Option).filter(keeps).collect();
                draw.pick(&fit).cloned()
            }
            FactKind::Number { low, high, step, .. } => {
                let grid = Grid { low: *low, step: *step, last: steps(*low, *high, *step) };
                let edges: Vec<_> =
                    promised.iter().flat_map(|(test, _)| thresholds(test)).collect();
                let fit = |at: &i128| keeps(&Value::Number(grid.at(*at)));
                let near: Vec<_> =
                    edges.iter().flat_map(|&edge| grid.around(edge)).filter(fit).collect();
                // Beyond an edge, but not so far that nobody has met such a client.
                let inside: Vec<_> = near
                    .iter()
                    .flat_map(|&at| {
                        let span = (grid.last / 5).min(at).max(3);
                        let away = draw.below(usize::try_from(span).unwrap_or(3)) as i128;
                        [at + away, at - away]
                    })
                    .filter(|at| (0..=grid.last).contains(at))
                    .filter(fit)
                    .collect();
                let way = if draw.chance(45) || inside.is_empty() { &near } else { &inside };
                let at = draw.pick(way).copied().or_else(|| {
                    let anywhere = (0..64)
                        .map(|_| draw.below(usize::try_from(grid.last).unwrap_or(0) + 1) as i128);
                    anywhere.into_iter().find(fit)
                });
                at.map(|at| Value::Number(grid.at(at)))
            }
            FactKind::Set { .. } => None,
        }
    }

    /// Whether a value of a fact keeps what was promised of it.
    pub(crate) fn keeps(&self, fact: FactId, value: &Value) -> bool {
        let promised = self.promised.get(fact.index());
        promised.is_none_or(|all| all.iter().all(|(test, want)| passes(test, value) == *want))
    }

    /// Whether a fact may be changed without breaking a promise.
    pub(crate) fn is_free(&self, fact: FactId) -> bool {
        self.promised.get(fact.index()).is_none_or(Vec::is_empty)
    }
}
