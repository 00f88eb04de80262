//! Any text as a rule file, alone and beside a rulebook that it adds to: findings have places, and
//! what checks clean can be judged and read aloud.
#![no_main]

use libfuzzer_sys::fuzz_target;
use remit_eval::{Case, Judge};
use remit_model::Rulebook;
use remit_words::Words;

fuzz_target!(|text: &str| {
    if let Some(book) = remit_fuzz::alone(text) {
        use_it(&book);
    }
    if let Some(book) = remit_fuzz::added(text) {
        use_it(&book);
    }
});

fn use_it(book: &Rulebook) {
    let _ = remit_eval::failing_examples(book);
    let words = Words::new(book);
    for rule in book.rules.ids() {
        let _ = words.aloud(rule);
    }
    // One decision with nothing known goes through every condition; more would only be slower.
    let asked = book.services.iter().find_map(|(id, asked)| Some((id, *asked.listed.first()?)));
    if let Some((service, role)) = asked {
        let decision = Judge::new(book).decide(&Case::new(book), role, &[service]);
        let _ = words.decision(&decision);
    }
}
