//! What of the shipped rulebook can be asked.

use std::collections::{BTreeMap, BTreeSet};

use remit_quiz::{Family, Kind, NoItem, Quiz};
use remit_testkit::shipped;

/// What can't be asked about, by reason; and every rule that nobody can be asked about in any way.
#[test]
fn what_cannot_be_asked() {
    let book = shipped();
    let unasked = Quiz::new(&book).unasked(2);
    let all = Family::all(&book);
    let mut text = format!("{} of {} families\n", unasked.len(), all.len());
    let mut reasons: BTreeMap<(Kind, String), usize> = BTreeMap::new();
    for (family, why) in &unasked {
        *reasons.entry((family.kind(), why.to_string())).or_default() += 1;
    }
    for ((kind, why), count) in reasons {
        text.push_str(&format!("{count:4} {}: {why}\n", kind.name()));
    }
    text.push_str("\nrules that nobody is asked about\n");
    for rule in book.rules.ids() {
        let of_rule: BTreeSet<_> =
            all.iter().filter(|family| family.rule() == Some(rule)).copied().collect();
        let why: BTreeMap<_, _> =
            unasked.iter().filter(|(family, _)| of_rule.contains(family)).copied().collect();
        if why.len() == of_rule.len() {
            let why: BTreeSet<_> = why.values().map(NoItem::to_string).collect();
            let why: Vec<_> = why.into_iter().collect();
            text.push_str(&format!("{}: {}\n", book.rules[rule].name(), why.join("; ")));
        }
    }
    insta::assert_snapshot!(text);
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
