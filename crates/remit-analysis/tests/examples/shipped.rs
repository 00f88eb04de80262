//! What the examples of the shipped rulebook pin down.

use remit_testkit::shipped;

/// How many of a hundred mutants the examples catch, at least. It only ever rises: whoever adds
/// examples raises it, and whoever adds a rule adds examples with it.
const LEAST_CAUGHT: usize = 97;

#[test]
fn the_examples_catch_what_they_caught() {
    let (caught, all) = remit_analysis::mutants::caught(&shipped());
    assert!(caught * 100 >= LEAST_CAUGHT * all, "{caught} of {all}");
}
