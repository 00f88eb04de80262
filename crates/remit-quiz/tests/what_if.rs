//! What if? Facts of a client are changed, and the decision follows.

use remit_eval::Judge;
use remit_model::Rulebook;
use remit_model::rulebook::{FactKind, Value};
use remit_quiz::{Became, Family, Item, NoWay, Quiz, WhatIf};
use remit_scenario::{Scenario, tells_same};
use remit_source::FileId;
use remit_words::Words;

fn small() -> Rulebook {
    let parsed =
        remit_syntax::parse(FileId(0), include_str!("../../remit-words/tests/small.remit"));
    remit_model::resolve(&[(FileId(0), &parsed.file)]).rulebook
}

/// A client of each family that has one.
fn clients(book: &Rulebook) -> Vec<(Family, Scenario)> {
    let mut quiz = Quiz::new(book);
    let made = Family::all(book).into_iter().filter_map(|family| {
        let item: Item = quiz.item(family, 1).ok()?;
        Some((family, item.parts.into_iter().next()?.scenario?))
    });
    made.collect()
}

/// What the screen shows, in short.
fn shown(what_if: &WhatIf<'_>) -> String {
    let mut text = String::new();
    for change in what_if.changes() {
        text.push_str(&format!("what if {change}?\n"));
    }
    let differs = if what_if.differs() { "now otherwise" } else { "as before" };
    text.push_str(&format!("  {differs}: {}\n", what_if.now()));
    for (line, became) in what_if.rule_lines() {
        text.push_str(&format!("  {became:?}: {line}\n"));
    }
    text
}

#[test]
fn every_way_of_a_told_fact_is_decided_or_refused_with_a_reason() {
    let book = small();
    let most = clients(&book).into_iter().max_by_key(|(_, scenario)| scenario.told.len());
    let (_, scenario) = most.unwrap();
    let words = Words::new(&book);
    let mut what_if = WhatIf::new(&book, &scenario);
    let mut text = format!("{}\n{}\n\n", scenario.vignette(words), shown(&what_if));
    let told: Vec<_> = what_if.facts().iter().copied().take(scenario.told.len()).collect();
    for fact in told {
        for way in what_if.ways(fact) {
            text.push_str(&format!("{} -> {}\n", words.fact(fact), way.text));
            match what_if.change(fact, way.value) {
                Ok(()) => text.push_str(&shown(&what_if)),
                Err(why) => text.push_str(&format!("  {why}\n")),
            }
            what_if.reset();
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn what_the_feedback_says_would_turn_it_turns_it_here() {
    let book = small();
    let judge = Judge::new(&book);
    let mut turned = 0;
    for (family, scenario) in clients(&book) {
        let target = scenario.target;
        let flips = judge.counterfactuals(&scenario.case, target.role, &[target.service]);
        for flip in flips {
            let mut what_if = WhatIf::new(&book, &scenario);
            what_if.change(flip.fact, Some(flip.to)).unwrap();
            let core = flip.decision.core().unwrap();
            let name = family.name(&book);
            assert_eq!(what_if.differs(), !tells_same(&core, &scenario.core), "{name}");
            assert_eq!(what_if.now(), Words::new(&book).decision(&flip.decision), "{name}");
            turned += 1;
        }
    }
    assert!(turned > 20, "only {turned} facts turn anything");
}

#[test]
fn back_is_back() {
    let book = small();
    for (family, scenario) in clients(&book) {
        let mut what_if = WhatIf::new(&book, &scenario);
        assert!(!what_if.differs() && what_if.changes().is_empty(), "{}", family.name(&book));
        let before = shown(&what_if);
        for fact in book.facts.ids() {
            let told = scenario.case.value(fact).cloned();
            for way in what_if.ways(fact) {
                if what_if.change(fact, way.value).is_ok() {
                    assert!(what_if.changed(fact));
                    // There is always a way back, step by step as well.
                    assert_eq!(what_if.change(fact, told.clone()), Ok(()));
                }
                assert_eq!(shown(&what_if), before);
            }
        }
        let all_stay = |(_, became): &(_, Became)| *became == Became::Stays;
        assert!(what_if.rules().iter().all(all_stay));
    }
}

#[test]
fn typed_numbers_are_taken_on_their_scale_only() {
    let book = small();
    let (_, scenario) = clients(&book).into_iter().next().unwrap();
    let what_if = WhatIf::new(&book, &scenario);
    let fact = book.find_fact("systolic").unwrap();
    let typed = |text| what_if.number(fact, text);
    assert_eq!(typed("150"), typed(" 150 mmHg "));
    assert!(matches!(typed("150"), Ok(Value::Number(_))));
    for text in ["", "lots", "1e3", "--5", "nan", "99999999999999999999"] {
        assert_eq!(typed(text), Err(NoWay::NotANumber), "{text}");
    }
    for text in ["59", "261", "150.5", "-3"] {
        let why = typed(text).unwrap_err().to_string();
        assert_eq!(why, "it goes from 60 to 260 mmHg, in steps of 1 mmHg", "{text}");
    }
}

#[test]
fn steps_stay_on_the_scale() {
    let book = small();
    for (_, scenario) in clients(&book).into_iter().take(5) {
        let mut what_if = WhatIf::new(&book, &scenario);
        for (fact, declared) in book.facts.iter() {
            let FactKind::Number { low, high, step, .. } = &declared.kind else {
                assert_eq!(what_if.stepped(fact, 1), None);
                continue;
            };
            for steps in [1, -1, 7, -7, i64::from(i32::MAX), -i64::from(i32::MAX)] {
                let Some(value) = what_if.stepped(fact, steps) else { continue };
                let Value::Number(number) = value else { panic!("no number") };
                assert!(*low <= number && number <= *high && number.on_grid(*low, *step));
                let _ = what_if.change(fact, Some(value));
            }
        }
    }
}
