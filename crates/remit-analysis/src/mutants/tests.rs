//! Mutants, against running every test on each of them, and against pasting what is proposed.

use remit_eval::{Case, Judge, tests};
use remit_model::Rulebook;
use remit_model::rulebook::{FactKind, Value};
use remit_testkit as kit;

use super::list;
use super::run::{Bench, Fate, mutants};
use crate::suite::Filter;

/// A drawn rulebook with some examples of what it decides.
fn drawn(seed: u64) -> Option<(String, Rulebook)> {
    let mut dice = kit::Dice::new(seed);
    let drawn = kit::draw_book(&mut dice);
    let mut text = kit::write_book(&drawn);
    let book = kit::read(&[&text]).ok()?;
    let judge = Judge::new(&book);
    for at in 0..6 {
        // Now and then something is unknown.
        let client = kit::draw_client(&mut dice, &drawn, usize::from(at == 0));
        let (role, services) = kit::draw_question(&mut dice, &drawn);
        let example = format!(
            "\nexample \"{at}\"\n  of {}\n{}  seen by {role} for {}\n  expect take\n",
            drawn.rules.first()?.name,
            kit::write_client(&client),
            services.first()?
        );
        let Ok(with) = kit::read(&[format!("{text}{example}")]) else { continue };
        let example = with.examples.values().last()?;
        let case = Case::from_example(&with, example);
        let service = *example.requests.first()?.first()?;
        if judge.has_completion(&case) {
            let decision = judge.decide_briefly(&case, *example.roles.first()?, &[service]);
            text += "\n";
            text += &crate::as_example(&book, &case, *example.roles.first()?, service, &decision);
        }
    }
    let book = kit::read(&[&text]).ok()?;
    Some((text, book))
}

#[test]
fn a_mutant_is_caught_exactly_if_some_test_fails_on_it() {
    let (mut caught, mut all) = (0, 0);
    for seed in 0..30 {
        let Some((_, book)) = drawn(seed) else { continue };
        let judge = Judge::new(&book);
        let bench = Bench::new(&judge);
        assert!(bench.failing.is_empty(), "seed {seed}: {:?}", bench.failing);
        let mutants = list::all(&book);
        let fates = bench.fates(&mutants, &|_, _| {});
        for (mutant, fate) in mutants.iter().zip(fates) {
            let mut copy = book.clone();
            mutant.change.apply(&mut copy);
            let other = Judge::new(&copy);
            let fails = tests(&copy).any(|test| !test.run(&other).passed());
            let says = matches!(fate, Fate::Killed(_));
            assert_eq!(says, fails, "seed {seed}: {}: {}", mutant.name, mutant.what);
            caught += usize::from(fails);
            all += 1;
        }
    }
    assert!(caught > 200 && all > caught + 500, "{caught} of {all}");
}

#[test]
fn what_is_proposed_would_have_caught_it() {
    let mut proposed = 0;
    for seed in 0..12 {
        let Some((text, book)) = drawn(seed) else { continue };
        let report = mutants(&book, &Filter::default(), &|_, _| {});
        for (mutant, fate) in report.mutants.iter().filter(|(mutant, _)| mutant.span.start % 3 == 0)
        {
            let Fate::Survived(example) = fate else { continue };
            let with = kit::read(&[format!("{text}\n{example}")]);
            let with = with.unwrap_or_else(|errors| panic!("seed {seed}: {errors}: {example}"));
            let judge = Judge::new(&with);
            assert!(tests(&with).all(|test| test.run(&judge).passed()), "seed {seed}\n{example}");
            let mut copy = with.clone();
            mutant.change.apply(&mut copy);
            let judge = Judge::new(&copy);
            let fails = tests(&copy).any(|test| !test.run(&judge).passed());
            assert!(fails, "seed {seed}: {}: {}\n{example}", mutant.name, mutant.what);
            proposed += 1;
        }
    }
    assert!(proposed > 50, "{proposed}");
}

/// Any client with a value for everything.
fn any_client(judge: &Judge, dice: &mut kit::Dice) -> Case {
    let book = judge.book;
    let mut case = Case::new(book);
    for (id, fact) in book.facts.iter() {
        let classes = judge.classes().of(id);
        let value = match &fact.kind {
            FactKind::Set { members, .. } => {
                Value::Set(members.iter().filter(|_| dice.often(40)).collect())
            }
            _ => classes[dice.below(classes.len())].value(),
        };
        case.give(id, value);
    }
    case
}

#[test]
fn nobody_is_decided_otherwise_by_an_equivalent() {
    let mut equivalent = 0;
    for seed in 0..8 {
        let Some((_, book)) = drawn(seed) else { continue };
        let judge = Judge::new(&book);
        let mut dice = kit::Dice::new(seed);
        let clients: Vec<_> = (0..60).map(|_| any_client(&judge, &mut dice)).collect();
        let possible = clients.iter().filter(|case| judge.has_completion(case));
        let possible: Vec<_> = possible.collect();
        for (mutant, fate) in &mutants(&book, &Filter::default(), &|_, _| {}).mutants {
            if *fate != Fate::Equivalent {
                continue;
            }
            equivalent += 1;
            let mut copy = book.clone();
            mutant.change.apply(&mut copy);
            let other = Judge::new(&copy);
            for (case, role) in
                possible.iter().flat_map(|case| book.roles.ids().map(move |role| (case, role)))
            {
                for service in book.services.ids() {
                    let one = judge.decide_briefly(case, role, &[service]).core();
                    let two = other.decide_briefly(case, role, &[service]).core();
                    assert_eq!(one, two, "seed {seed}: {}: {}", mutant.name, mutant.what);
                }
            }
        }
    }
    assert!(equivalent > 0);
}
