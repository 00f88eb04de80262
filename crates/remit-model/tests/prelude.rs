//! The vocabulary of the examples in `docs/diagnostics` is a rulebook without a fault.

use remit_model::resolve;
use remit_source::FileId;
use remit_syntax::parse;

#[test]
fn the_prelude_is_clean() {
    let text = include_str!("../../../docs/diagnostics/prelude.remit");
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed.diagnostics, []);
    let resolved = resolve(&[(FileId(0), &parsed.file)]);
    assert_eq!(resolved.diagnostics, []);
    let book = resolved.rulebook;
    let lane = &book.rules[book.find_rule("trainer-and-healthy").unwrap()];
    assert_eq!(lane.services.len(), 2);
    assert_eq!(lane.roles.iter().collect::<Vec<_>>(), [book.find_role("pft").unwrap()]);
}
