//! Every client of a small rulebook, one by one: the oracle of what is said of all at once.

use remit_eval::{Completion, Judge};
use remit_model::id::TermId;
use remit_model::rulebook::{FactKind, IdSet, Value};
use remit_model::{Number, Rulebook};
use remit_testkit::{Dice, draw_book, read, write_book};

/// The rulebook of a seed, and its text.
pub(crate) fn draw(seed: u64) -> (String, Rulebook) {
    let mut book = draw_book(&mut Dice::new(seed));
    if read(&[write_book(&book)]).is_err() {
        // A precaution may not look for what needs no cover.
        book.terms.iter_mut().for_each(|term| term.needs_no_cover = false);
    }
    let text = write_book(&book);
    let rulebook = read(&[&text]).unwrap_or_else(|errors| panic!("{text}\n{errors}"));
    (text, rulebook)
}

/// All possible clients under all settings, if they are at most so many.
pub(crate) fn everybody(book: &Rulebook, most: usize) -> Option<Vec<Completion>> {
    let mut all = vec![Completion { values: Vec::new(), settings: Vec::new() }];
    for setting in book.settings.values() {
        all = each(&all, setting.values.len(), |completion, value| completion.settings.push(value));
    }
    for fact in book.facts.values() {
        let mut values: Vec<Value> = match &fact.kind {
            FactKind::Number { low, high, step, .. } => {
                let numbers = (0..).map(|steps| *low + *step * Number::whole(steps));
                numbers.take_while(|number| number <= high).map(Value::Number).collect()
            }
            FactKind::Choice { options, .. } => (0..options.len()).map(Value::Option).collect(),
            FactKind::Set { members, .. } => subsets(members),
        };
        values.extend(fact.may_be_not_taken.then_some(Value::NotTaken));
        if all.len() * values.len() > most {
            return None;
        }
        all = each(&all, values.len(), |completion, value| {
            completion.values.push(values[value].clone());
        });
    }
    let judge = Judge::new(book);
    all.retain(|completion| judge.violates(completion).is_none());
    Some(all)
}

fn each(all: &[Completion], ways: usize, add: impl Fn(&mut Completion, usize)) -> Vec<Completion> {
    let with = |completion: &Completion, way| {
        let mut completion = completion.clone();
        add(&mut completion, way);
        completion
    };
    all.iter()
        .flat_map(|completion| (0..ways).map(move |way| (completion, way)))
        .map(|(completion, way)| with(completion, way))
        .collect()
}

fn subsets(members: &IdSet<TermId>) -> Vec<Value> {
    let mut sets = vec![IdSet::default()];
    for member in members.iter() {
        for mut set in sets.clone() {
            set.insert(member);
            sets.push(set);
        }
    }
    sets.into_iter().map(Value::Set).collect()
}
