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

/// Fifty questions as a teacher would read them aloud, over all kinds: the client, what is asked,
/// the options with the right one marked and what a wrong one reveals, and why.
#[test]
fn fifty_read_aloud() {
    let book = shipped();
    let mut quiz = Quiz::new(&book);
    let mut text = String::new();
    for (at, kind) in Kind::all().into_iter().cycle().take(50).enumerate() {
        let families: Vec<_> =
            Family::all(&book).into_iter().filter(|family| family.kind() == kind).collect();
        // A prime step goes through all families, far apart.
        let mut tries = (0..).map(|turn| families[(at * 7919 + turn * 104_729) % families.len()]);
        let item = tries.find_map(|family| quiz.item(family, at as u64).ok()).unwrap();
        text.push_str(&format!("--- {} ({})\n", at + 1, item.family.name(&book)));
        let feedback = quiz.feedback(&item, &item.key());
        for (part, feedback) in item.parts.iter().zip(feedback) {
            text.push_str(&format!("{}\n{}\n", part.stem, part.question));
            for (place, choice) in part.options.iter().enumerate() {
                let mark = if place == part.key { '*' } else { ' ' };
                text.push_str(&format!(" {mark} {}\n", choice.text));
                let reveals = choice.reveals.iter();
                reveals.for_each(|reveals| text.push_str(&format!("     ({reveals})\n")));
            }
            text.push_str(&format!("Answer: {}\n", feedback.decision));
            let because = feedback.because.iter();
            because.for_each(|because| text.push_str(&format!("Why: {because}\n")));
        }
        text.push('\n');
    }
    insta::assert_snapshot!(text);
}
