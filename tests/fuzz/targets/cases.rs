//! Any text as a client: a client who reads clean can be decided about, and told.
#![no_main]

use libfuzzer_sys::fuzz_target;
use remit_eval::{Case, Judge};
use remit_fuzz::BOOK;
use remit_source::{SourceFile, Sources};
use remit_words::Words;

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile::new("client.json", text));
    let Ok(case) = Case::from_json(&BOOK, file, text, &[]) else { return };
    let judge = Judge::new(&BOOK);
    let words = Words::new(&BOOK);
    for (service, asked) in BOOK.services.iter() {
        for &role in &asked.listed {
            let _ = words.decision(&judge.decide(&case, role, &[service]));
        }
    }
});
