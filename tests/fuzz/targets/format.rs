//! Any text for the formatter: what it writes reads as the same rules with the same comments in the
//! same order, and formatting that again changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use remit_source::{SourceFile, Sources};

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile::new("rules.remit", text));
    let Ok(once) = remit_syntax::format_text(file, text) else { return };
    let twice = remit_syntax::format_text(file, &once).expect("what was formatted can be read");
    assert_eq!(once, twice, "formatting again changes nothing");
});
