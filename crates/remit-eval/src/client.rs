//! A client as the rules see it: closed under `implies`, masked by `asked when` (D2 to D4).

use remit_model::Rulebook;
use remit_model::id::{ConcernId, FactId, Id, SettingId};
use remit_model::rulebook::{Cond, CondKind, IdSet, RaisedBy, Range, Test, Value};

use crate::case::Completion;
use crate::explain::Found;
use crate::truth::{Known, Truth};

/// A completion of a case, ready to be asked about.
#[derive(Debug, Clone)]
pub(crate) struct Client<'a> {
    book: &'a Rulebook,
    /// By fact: closed under `implies`.
    closed: Vec<Value>,
    /// Facts that `asked when` takes away.
    masked: IdSet<FactId>,
    /// By setting.
    pub(crate) settings: &'a [usize],
    /// The concerns the client has.
    pub(crate) concerns: IdSet<ConcernId>,
    /// Concerns that are disregarded (D7).
    without: IdSet<ConcernId>,
    definitions: Vec<Known>,
    raised: Vec<Known>,
}

impl<'a> Client<'a> {
    /// Closes and masks a completion. `conditional` are the facts with `asked when`, each after
    /// those that its condition reads.
    pub(crate) fn new(
        book: &'a Rulebook,
        conditional: &[FactId],
        completion: &'a Completion,
    ) -> Self {
        let values = closed(book, &completion.values);
        Self::seen(book, conditional, values, &completion.settings, IdSet::default())
    }

    /// The same client without some concerns (D7): they leave the closed sets, which are not closed
    /// again; a declared concern is dropped, while its fact stays.
    pub(crate) fn without(&self, conditional: &[FactId], concerns: &IdSet<ConcernId>) -> Self {
        let mut values = self.closed.clone();
        for concern in concerns.iter() {
            if let RaisedBy::Term(term) = self.book.concerns[concern].raised_by
                && let Some(Value::Set(members)) =
                    values.get_mut(self.book.terms[term].fact.index())
            {
                members.remove(term);
            }
        }
        Self::seen(self.book, conditional, values, self.settings, concerns.clone())
    }

    fn seen(
        book: &'a Rulebook,
        conditional: &[FactId],
        closed: Vec<Value>,
        settings: &'a [usize],
        without: IdSet<ConcernId>,
    ) -> Self {
        let definitions = vec![Known::default(); book.definitions.len()];
        let raised = vec![Known::default(); book.concerns.len()];
        let (masked, concerns) = (IdSet::default(), IdSet::default());
        let mut client =
            Self { book, closed, masked, settings, concerns, without, definitions, raised };
        for fact in conditional {
            let asked = book.facts[*fact].asked_when.as_ref();
            if asked.is_some_and(|when| !client.truth::<bool>(when)) {
                client.masked.insert(*fact);
            }
        }
        client.concerns = client.raised();
        client
    }

    /// The value of a fact.
    pub(crate) fn value(&self, fact: FactId) -> &Value {
        match self.closed.get(fact.index()) {
            Some(value) if !self.masked.contains(fact) => value,
            _ => &Value::NotTaken,
        }
    }

    /// Whether a setting has this value, or one within it (D5 c).
    pub(crate) fn within(&self, setting: SettingId, value: usize) -> bool {
        let chosen = self.settings.get(setting.index());
        let chosen = chosen.and_then(|chosen| self.book.settings[setting].values.get(*chosen));
        chosen.is_some_and(|chosen| chosen.within.contains(&value))
    }

    /// The concerns that what is present raises, and those whose conditions hold.
    fn raised(&self) -> IdSet<ConcernId> {
        let facts = self.book.facts.ids().map(|fact| self.value(fact));
        let present = facts.filter_map(|value| match value {
            Value::Set(members) => Some(members),
            _ => None,
        });
        let by_terms =
            present.flat_map(IdSet::iter).filter_map(|term| self.book.terms[term].concern);
        let declared = self.book.concerns.iter().filter(|(id, concern)| {
            matches!(concern.raised_by, RaisedBy::Condition(_)) && self.has(*id)
        });
        by_terms.chain(declared.map(|(id, _)| id)).collect()
    }

    fn has(&self, concern: ConcernId) -> bool {
        match &self.book.concerns[concern].raised_by {
            RaisedBy::Term(term) => {
                matches!(self.value(self.book.terms[*term].fact), Value::Set(set) if set.contains(*term))
            }
            RaisedBy::Condition(_) if self.without.contains(concern) => false,
            RaisedBy::Condition(when) => {
                let spare = Known::default();
                slot(&self.raised, concern, &spare).or_find(|| self.truth(when))
            }
        }
    }

    /// Evaluates a condition.
    pub(crate) fn truth<T: Truth>(&self, cond: &Cond) -> T {
        let span = cond.span;
        match &cond.kind {
            CondKind::Always => T::leaf(span, true, || Found::Always),
            CondKind::Atom(atom) => {
                let value = self.value(atom.fact);
                let found = || Found::Fact(atom.clone(), value.clone());
                T::leaf(span, passes(&atom.test, value), found)
            }
            CondKind::Definition(id) => {
                let spare = Known::default();
                let known = slot(&self.definitions, *id, &spare);
                T::definition(span, *id, known, || self.truth(&self.book.definitions[*id].when))
            }
            CondKind::Concern(id) => match &self.book.concerns[*id].raised_by {
                RaisedBy::Condition(when) if !self.without.contains(*id) => {
                    let spare = Known::default();
                    T::concern(span, *id, slot(&self.raised, *id, &spare), || self.truth(when))
                }
                _ => T::leaf(span, self.has(*id), || Found::Concern(*id, None)),
            },
            CondKind::Not(inner) => T::not(span, self.truth(inner)),
            CondKind::All(parts) => T::all(span, parts.iter().map(|part| self.truth(part))),
            CondKind::Any(parts) => T::any(span, parts.iter().map(|part| self.truth(part))),
            CondKind::AtLeast(count, parts) => {
                T::at_least(span, *count, parts.iter().map(|part| self.truth(part)))
            }
            CondKind::InOrder(low, high) => {
                let (below, above) = (self.value(*low), self.value(*high));
                let holds = matches!((below, above), (Value::Number(a), Value::Number(b)) if a < b);
                T::leaf(span, holds, || {
                    Found::InOrder((*low, below.clone()), (*high, above.clone()))
                })
            }
        }
    }
}

/// Where the answer of an id is remembered; `spare` if there is no room for it.
fn slot<'k, I: Id>(known: &'k [Known], id: I, spare: &'k Known) -> &'k Known {
    known.get(id.index()).unwrap_or(spare)
}

/// The values with what their members imply (D3). A set that was not taken is taken where
/// something else implies a member of it.
fn closed(book: &Rulebook, values: &[Value]) -> Vec<Value> {
    let mut closed = values.to_vec();
    for value in values {
        let Value::Set(members) = value else { continue };
        for implied in members.iter().flat_map(|term| book.terms[term].implies.iter()) {
            match closed.get_mut(book.terms[implied].fact.index()) {
                Some(Value::Set(set)) => set.insert(implied),
                Some(other) => *other = Value::Set([implied].into_iter().collect()),
                None => {}
            }
        }
    }
    closed
}

/// Whether a value passes a comparison. One that was not taken passes none.
#[must_use]
pub fn passes(test: &Test, value: &Value) -> bool {
    match (test, value) {
        (Test::Range(range), Value::Number(number)) => {
            let Range { low, high } = range;
            low.is_none_or(|(low, inclusive)| *number > low || inclusive && *number == low)
                && high
                    .is_none_or(|(high, inclusive)| *number < high || inclusive && *number == high)
        }
        (Test::Numbers { values, not }, Value::Number(number)) => values.contains(number) != *not,
        (Test::Options(options), Value::Option(option)) => options.contains(*option),
        (Test::Includes(terms), Value::Set(members)) => terms.meets(members),
        (Test::IsEmpty, Value::Set(members)) => members.is_empty(),
        _ => false,
    }
}

/// The facts with `asked when`, each after those that its condition reads.
pub(crate) fn conditional(book: &Rulebook) -> Vec<FactId> {
    let mut order = Vec::new();
    let mut seen = IdSet::default();
    for fact in book.facts.ids() {
        visit(book, fact, &mut seen, &mut order);
    }
    order
}

fn visit(book: &Rulebook, fact: FactId, seen: &mut IdSet<FactId>, order: &mut Vec<FactId>) {
    let Some(when) = &book.facts[fact].asked_when else { return };
    if seen.contains(fact) {
        return;
    }
    seen.insert(fact);
    for read in facts_read(book, when).iter() {
        visit(book, read, seen, order);
    }
    order.push(fact);
}

/// The facts that a condition reads, through definitions and concerns, but not through `asked when`.
pub(crate) fn facts_read(book: &Rulebook, cond: &Cond) -> IdSet<FactId> {
    let mut facts = IdSet::default();
    read_into(book, cond, &mut facts);
    facts
}

fn read_into(book: &Rulebook, cond: &Cond, facts: &mut IdSet<FactId>) {
    match &cond.kind {
        CondKind::Always => {}
        CondKind::Atom(atom) => facts.insert(atom.fact),
        CondKind::InOrder(low, high) => facts.extend(&[*low, *high].into_iter().collect()),
        CondKind::Definition(id) => read_into(book, &book.definitions[*id].when, facts),
        CondKind::Concern(id) => match &book.concerns[*id].raised_by {
            RaisedBy::Term(term) => facts.insert(book.terms[*term].fact),
            RaisedBy::Condition(when) => read_into(book, when, facts),
        },
        CondKind::Not(inner) => read_into(book, inner, facts),
        CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
            for part in parts {
                read_into(book, part, facts);
            }
        }
    }
}
