//! The values of a fact that conditions can tell apart, one of each kind; and whether a condition
//! holds of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use fixedbitset::FixedBitSet;

use crate::Number;
use crate::id::{FactId, TermId};
use crate::rulebook::{
    Cond, CondKind, Fact, FactKind, IdSet, RaisedBy, Range, Rulebook, Test, Value,
};

/// So many kinds of value of one fact are looked at.
const MOST: usize = 4_096;

/// One value of each kind that some tests of a fact can tell apart, the usual one first; `None` if
/// there are too many.
pub(super) fn classes(book: &Rulebook, fact: FactId, tests: &[&Test]) -> Option<Vec<Value>> {
    let declared = book.facts.get(fact)?;
    let usual = declared.usual.as_ref();
    let mut values = match &declared.kind {
        FactKind::Number { low, high, step, accepts, .. } => {
            numbers(*low, *high, *step, accepts.is_empty(), usual, tests)
        }
        FactKind::Choice { options, .. } => choices(options.len(), usual, tests),
        FactKind::Set { members, .. } => sets(book, members, tests)?,
    };
    if may_be_left_out(declared) {
        values.push(Value::NotTaken);
    }
    (values.len() <= MOST).then_some(values)
}

pub(super) fn may_be_left_out(fact: &Fact) -> bool {
    fact.may_be_not_taken || fact.asked_when.is_some()
}

/// The bounds of all tests, and the first number between each two of them. Where nothing is
/// converted, every value is on the grid, so between two bounds there may be none.
fn numbers(
    low: Number,
    high: Number,
    step: Number,
    on_grid: bool,
    usual: Option<&Value>,
    tests: &[&Test],
) -> Vec<Value> {
    let mut bounds = BTreeSet::from([low, high]);
    for test in tests {
        match test {
            Test::Range(Range { low, high }) => {
                bounds.extend([low, high].into_iter().flatten().map(|(bound, _)| *bound));
            }
            Test::Numbers { values, .. } => bounds.extend(values),
            Test::Options(_) | Test::Includes(_) | Test::IsEmpty => {}
        }
    }
    if let Some(Value::Number(usual)) = usual {
        bounds.insert(*usual);
    }
    bounds.retain(|&bound| bound >= low && bound <= high);
    let mut values = Vec::new();
    let mut before: Option<Number> = None;
    for bound in bounds {
        if let Some(before) = before {
            let next = before.grid_below(low, step).map(|number| number + step);
            let between = next.filter(|&number| number < bound);
            let middle = (before + bound) * Number::decimal(5, 1);
            values.extend(between.or((!on_grid).then_some(middle)));
        }
        if !on_grid || bound.on_grid(low, step) {
            values.push(bound);
        }
        before = Some(bound);
    }
    let mut values: Vec<Value> = values.into_iter().map(Value::Number).collect();
    values.sort_by_key(|value| Some(value) != usual);
    values
}

/// One option of each kind.
fn choices(count: usize, usual: Option<&Value>, tests: &[&Test]) -> Vec<Value> {
    let signature = |option: usize| -> Vec<bool> {
        tests
            .iter()
            .map(|test| matches!(test, Test::Options(set) if set.contains(option)))
            .collect()
    };
    let mut options: Vec<usize> = (0..count).collect();
    options.sort_by_key(|&option| Some(&Value::Option(option)) != usual);
    let mut seen = BTreeSet::new();
    options
        .into_iter()
        .filter(|&option| seen.insert(signature(option)))
        .map(Value::Option)
        .collect()
}

/// One set for each way in which some members, and what they imply, can meet the tests.
fn sets(book: &Rulebook, members: &IdSet<TermId>, tests: &[&Test]) -> Option<Vec<Value>> {
    let signature = |set: &IdSet<TermId>| -> FixedBitSet {
        let met =
            tests.iter().map(|test| matches!(test, Test::Includes(terms) if terms.meets(set)));
        met.enumerate().filter(|&(_, met)| met).map(|(index, _)| index).collect()
    };
    // A set without members is of a kind of its own, even where nothing is looked for.
    let mut found: HashSet<(bool, Vec<usize>)> = HashSet::new();
    let key = |set: &IdSet<TermId>| (set.is_empty(), signature(set).ones().collect::<Vec<_>>());
    let mut values = vec![IdSet::default()];
    found.insert(key(&IdSet::default()));
    let mut next = 0;
    while let Some(set) = values.get(next).cloned() {
        next += 1;
        for term in members.iter() {
            let mut more = set.clone();
            more.insert(term);
            more.extend(&book.terms[term].implies);
            if found.insert(key(&more)) {
                values.push(more);
            }
        }
        if values.len() > MOST {
            return None;
        }
    }
    Some(values.into_iter().map(Value::Set).collect())
}

/// What is known of a client.
pub(super) type Client = HashMap<FactId, Value>;

/// Whether a condition holds of a client; `None` if that depends on facts that are not known.
pub(super) fn holds(book: &Rulebook, cond: &Cond, client: &Client) -> Option<bool> {
    match &cond.kind {
        CondKind::Always => Some(true),
        CondKind::Definition(id) => holds(book, &book.definitions.get(*id)?.when, client),
        CondKind::Concern(id) => match &book.concerns.get(*id)?.raised_by {
            RaisedBy::Condition(cond) => holds(book, cond, client),
            RaisedBy::Term(term) => {
                let value = client.get(&book.terms[*term].fact)?;
                Some(matches!(value, Value::Set(set) if set.contains(*term)))
            }
        },
        CondKind::Atom(atom) => Some(compares(&atom.test, client.get(&atom.fact)?)),
        CondKind::Not(inner) => holds(book, inner, client).map(|holds| !holds),
        CondKind::All(parts) => at_least(book, parts, parts.len(), client),
        CondKind::Any(parts) => at_least(book, parts, 1, client),
        CondKind::AtLeast(count, parts) => at_least(book, parts, *count, client),
        CondKind::InOrder(low, high) => match (client.get(low)?, client.get(high)?) {
            (Value::Number(low), Value::Number(high)) => Some(low < high),
            _ => Some(false),
        },
    }
}

fn at_least(book: &Rulebook, parts: &[Cond], count: usize, client: &Client) -> Option<bool> {
    let (mut surely, mut perhaps) = (0, 0);
    for part in parts {
        match holds(book, part, client) {
            Some(true) => surely += 1,
            Some(false) => {}
            None => perhaps += 1,
        }
    }
    if surely >= count {
        Some(true)
    } else if surely + perhaps < count {
        Some(false)
    } else {
        None
    }
}

fn compares(test: &Test, value: &Value) -> bool {
    match (test, value) {
        (Test::Range(range), Value::Number(number)) => {
            let above =
                range.low.is_none_or(|(low, included)| *number > low || included && *number == low);
            let below = range
                .high
                .is_none_or(|(high, included)| *number < high || included && *number == high);
            above && below
        }
        (Test::Numbers { values, not }, Value::Number(number)) => values.contains(number) != *not,
        (Test::Options(options), Value::Option(option)) => options.contains(*option),
        (Test::Includes(terms), Value::Set(set)) => terms.meets(set),
        (Test::IsEmpty, Value::Set(set)) => set.is_empty(),
        _ => false,
    }
}
