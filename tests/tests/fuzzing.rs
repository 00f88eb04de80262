//! What the fuzz targets start from.

use std::collections::BTreeSet;
use std::fs;

/// The fuzzer puts words together from this file; it finds more if it knows all words of the
/// language.
#[test]
fn the_dictionary_has_every_word_of_the_language() {
    let heads = remit_syntax::heads().iter().map(|head| head.word);
    let phrases = remit_syntax::words().iter().map(|clause| clause.phrase);
    let words: BTreeSet<_> = heads.chain(phrases).collect();
    let expected: Vec<_> = words.iter().map(|word| format!("{word:?}\n")).collect();
    let expected = expected.concat();
    let path = remit_tests::root().join("tests/fuzz/words.dict");
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(there, expected, "{} is to say what stands on the right", path.display());
}
