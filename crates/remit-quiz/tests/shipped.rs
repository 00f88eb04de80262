//! A thousand questions on the rulebook that is shipped.

#![expect(clippy::unwrap_used, reason = "the shipped rulebook is there and has no errors")]

use remit_model::Rulebook;
use remit_quiz::{Family, Input, Item, Kind, Plan, Quiz, Screen, Session};
use remit_testkit::shipped;

/// How many questions.
const ITEMS: usize = 1_000;

/// Takes a quiz and gives all its items.
fn items(book: &Rulebook, count: usize, seed: u64) -> Vec<Item> {
    let mut session = Session::new(book, Plan::practice(count, seed)).unwrap();
    let mut items = Vec::new();
    while let Screen::Question { item, .. } = session.screen() {
        items.push(item.clone());
        let response = item.key();
        session.apply(Input::Answer { response, milliseconds: 0 }).unwrap();
        session.apply(Input::Next).unwrap();
    }
    items
}

#[test]
fn a_thousand_questions() {
    let book = shipped();
    let items = items(&book, ITEMS, 1);
    assert_eq!(items.len(), ITEMS);
    let mut quiz = Quiz::new(&book);
    // By number of options and place: how often the key stands there.
    let mut places = [[0_f64; 6]; 7];
    let (mut longest, mut shortest, mut chance, mut variance) = (0.0, 0.0, 0.0, 0.0);
    for item in &items {
        let name = item.family.name(&book);
        assert_eq!(quiz.audit(item), Ok(()), "{name}");
    }
    for item in items.iter().flat_map(|item| &item.parts) {
        let (name, count) = (&item.question, item.options.len());
        // There are as many stages of health as the rulebook declares.
        let stages = book.stages.len();
        assert!((4..=6).contains(&count) || count == stages, "{name}");
        assert!(item.stem.split_whitespace().count() <= 120, "{name}: {}", item.stem);
        assert!(!item.stem.contains(['{', '}']), "{name}: {}", item.stem);
        places[count][item.key] += 1.0;
        let length = |at: usize| item.options[at].text.chars().count();
        let guessed = |best: usize| {
            let ties = (0..count).filter(|&at| length(at) == best).count();
            if length(item.key) == best {
                1.0 / f64::from(u32::try_from(ties).unwrap())
            } else {
                0.0
            }
        };
        longest += guessed((0..count).map(length).max().unwrap());
        shortest += guessed((0..count).map(length).min().unwrap());
        let one = 1.0 / f64::from(u32::try_from(count).unwrap());
        chance += one;
        variance += one * (1.0 - one);
    }
    // Somebody who always takes the longest, or the shortest, option does no better than chance.
    let most = chance + 3.0 * variance.sqrt();
    assert!(
        longest < most && shortest < most,
        "longest {longest}, shortest {shortest}, chance {chance}"
    );
    // The key stands anywhere: chi-square, the limits for a chance of one in a thousand.
    for (count, limit) in [(4, 16.27), (5, 18.47), (6, 20.52)] {
        let places = &places[count][..count];
        let expected = places.iter().sum::<f64>() / f64::from(u32::try_from(count).unwrap());
        let distance: f64 = places.iter().map(|&seen| (seen - expected).powi(2) / expected).sum();
        assert!(distance < limit, "{places:?}");
    }
}

#[test]
fn most_rules_are_asked_about() {
    let book = shipped();
    let mut quiz = Quiz::new(&book);
    let families: Vec<_> =
        Family::all(&book).into_iter().filter(|family| family.kind() == Kind::Decide).collect();
    let mut silent = Vec::new();
    for rule in book.rules.ids() {
        let of_rule = families.iter().filter(|family| family.rule() == Some(rule));
        let tried: Vec<_> =
            of_rule.map(|&family| (0..3).find_map(|seed| quiz.item(family, seed).ok())).collect();
        if !tried.is_empty() && tried.iter().all(Option::is_none) {
            silent.push(book.rules[rule].name());
        }
    }
    assert!(silent.len() * 4 < book.rules.len(), "{silent:#?}");
}
