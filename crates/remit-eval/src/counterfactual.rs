//! What would have to be otherwise for the answer to be another one (D18).

use remit_model::Number;
use remit_model::id::{FactId, Id, RoleId, RuleId, ServiceId, TermId};
use remit_model::rulebook::{
    Cond, CondKind, FactKind, IdSet, Outcome, RaisedBy, Test, Until, Value,
};

use crate::case::Case;
use crate::classes::Class;
use crate::client::facts_read;
use crate::decision::Decision;
use crate::judge::Judge;

/// So many are shown: more are not read.
const MOST: usize = 3;

/// A client that differs in one fact, and is decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterfactual {
    /// The fact.
    pub fact: FactId,
    /// Of a set, the one member that comes or goes.
    pub member: Option<TermId>,
    /// The value it has.
    pub from: Value,
    /// The nearest value of another class.
    pub to: Value,
    /// What would be decided then. Always certain.
    pub decision: Decision,
}

/// A change to try, and what it is ordered by: the least comes first.
struct Change {
    order: (bool, Nearness, Number, usize),
    fact: FactId,
    member: Option<TermId>,
    from: Value,
    to: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// A member less, or another value.
    Other,
    /// A member more.
    More,
    /// A measurement that was not taken, or one that was not.
    Taken,
}

impl Judge<'_> {
    /// Changes of one fact that change the decision's core, at most three and each of another fact:
    /// those of facts that the deciding rules read come first, nearer ones before others. There are
    /// none while the answer is to ask.
    #[must_use]
    pub fn counterfactuals(
        &self,
        case: &Case,
        role: RoleId,
        services: &[ServiceId],
    ) -> Vec<Counterfactual> {
        let decided = self.decide_briefly(case, role, services);
        let Some(core) = decided.core() else { return Vec::new() };
        let mut changes = self.changes(case, &self.read_by(&decided));
        changes.sort_by_key(|change| (change.order, change.fact, change.member));
        // Of a client of whom all is known most changes are seen to change nothing without more ado.
        let mut whole = case.complete();
        let mut idle = |fact: FactId, to: &Value| {
            let Some(client) = &mut whole else { return false };
            let Some(slot) = client.values.get_mut(fact.index()) else { return false };
            let kept = std::mem::replace(slot, to.clone());
            let changed = self.core_if_possible(client, role, services);
            if let Some(slot) = client.values.get_mut(fact.index()) {
                *slot = kept;
            }
            changed.is_none_or(|changed| changed == core)
        };
        let mut found: Vec<Counterfactual> = Vec::new();
        for Change { fact, member, from, to, .. } in changes {
            if found.len() == MOST {
                break;
            }
            if found.iter().any(|known| known.fact == fact) || idle(fact, &to) {
                continue;
            }
            let mut other = case.clone();
            other.give(fact, to.clone());
            if !self.has_completion(&other) {
                continue;
            }
            let decision = self.decide_briefly(&other, role, services);
            if decision.core().is_some_and(|other| other != core) {
                found.push(Counterfactual { fact, member, from, to, decision });
            }
        }
        found
    }

    /// Every change of one known fact to the nearest value of each other class.
    fn changes(&self, case: &Case, read: &Read) -> Vec<Change> {
        let mut changes = Vec::new();
        for (fact, declared) in self.book.facts.iter() {
            let Some(from) = case.value(fact) else { continue };
            let unread = !read.facts.contains(fact);
            for class in self.classes().of(fact).iter().filter(|class| !class.has(from)) {
                let (to, distance) = nearest(class, from, &declared.kind);
                let taken = matches!(from, Value::NotTaken) || matches!(to, Value::NotTaken);
                let nearness = if taken { Nearness::Taken } else { Nearness::Other };
                let order = (unread, nearness, distance, fact.index());
                changes.push(Change { order, fact, member: None, from: from.clone(), to });
            }
            let (FactKind::Set { members, .. }, Value::Set(present)) = (&declared.kind, from)
            else {
                continue;
            };
            for term in members.iter() {
                let mut to = present.clone();
                let nearness = if present.contains(term) {
                    to.remove(term);
                    Nearness::Other
                } else {
                    to.insert(term);
                    Nearness::More
                };
                let order = (!read.terms.contains(term), nearness, Number::ZERO, fact.index());
                let (from, to) = (from.clone(), Value::Set(to));
                changes.push(Change { order, fact, member: Some(term), from, to });
            }
        }
        changes
    }

    /// What the rules read that decide, and what nobody covers.
    fn read_by(&self, decided: &Decision) -> Read {
        let mut read = Read::default();
        for rule in &decided.decided_by {
            self.read_rule(*rule, &mut read);
        }
        for concern in decided.uncovered.iter().flatten() {
            self.read_concern(&self.book.concerns[*concern].raised_by, &mut read);
        }
        read
    }

    fn read_rule(&self, rule: RuleId, read: &mut Read) {
        let rule = &self.book.rules[rule];
        self.read(&rule.when, read);
        for concern in rule.about.iter().flat_map(IdSet::iter) {
            self.read_concern(&self.book.concerns[concern].raised_by, read);
        }
        let exceptions = rule.exceptions.iter();
        let said = exceptions.clone().map(|exception| &exception.outcome).chain([&rule.outcome]);
        for outcome in said {
            let needs = match outcome {
                Outcome::Take { needs, .. } => needs.as_slice(),
                Outcome::UpTo { until: Some(Until::Need(need)), .. } => std::slice::from_ref(need),
                _ => &[],
            };
            for need in needs {
                self.read(&self.book.needs[*need].met_when, read);
            }
        }
        for exception in exceptions {
            self.read(&exception.when, read);
        }
    }

    fn read_concern(&self, raised_by: &RaisedBy, read: &mut Read) {
        match raised_by {
            RaisedBy::Term(term) => {
                read.terms.insert(*term);
                read.facts.insert(self.book.terms[*term].fact);
            }
            RaisedBy::Condition(when) => self.read(when, read),
        }
    }

    fn read(&self, cond: &Cond, read: &mut Read) {
        read.facts.extend(&facts_read(self.book, cond));
        self.read_terms(cond, &mut read.terms);
    }

    fn read_terms(&self, cond: &Cond, terms: &mut IdSet<TermId>) {
        match &cond.kind {
            CondKind::Atom(atom) => {
                if let Test::Includes(named) = &atom.test {
                    terms.extend(named);
                }
            }
            CondKind::Concern(id) => match &self.book.concerns[*id].raised_by {
                RaisedBy::Term(term) => terms.insert(*term),
                RaisedBy::Condition(when) => self.read_terms(when, terms),
            },
            CondKind::Definition(id) => self.read_terms(&self.book.definitions[*id].when, terms),
            CondKind::Not(inner) => self.read_terms(inner, terms),
            CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
                for part in parts {
                    self.read_terms(part, terms);
                }
            }
            CondKind::Always | CondKind::InOrder(..) => {}
        }
    }
}

/// What deciding rules look at.
#[derive(Default)]
struct Read {
    facts: IdSet<FactId>,
    terms: IdSet<TermId>,
}

/// The value of a class that is nearest to another value, and how far away it is, as a part of the
/// whole range or scale.
fn nearest(class: &Class, from: &Value, kind: &FactKind) -> (Value, Number) {
    let part = |distance: Number, whole: Number| distance.divided_by(whole).unwrap_or(Number::ZERO);
    let places = |number: usize| Number::whole(i64::try_from(number).unwrap_or(i64::MAX));
    match (class, from, kind) {
        (
            Class::Numbers(low, high),
            Value::Number(from),
            FactKind::Number { low: least, high: most, .. },
        ) => {
            let (to, distance) =
                if from < low { (*low, *low - *from) } else { (*high, *from - *high) };
            (Value::Number(to), part(distance, *most - *least))
        }
        (
            Class::Option(to),
            Value::Option(from),
            FactKind::Choice { options, ordered: true, .. },
        ) => (Value::Option(*to), part(places(to.abs_diff(*from)), places(options.len()))),
        _ => (class.value(), Number::ZERO),
    }
}
