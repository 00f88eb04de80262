//! What of the shipped rulebook can be asked.

use remit_quiz::{Family, Kind, Quiz};
use remit_testkit::shipped;

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
