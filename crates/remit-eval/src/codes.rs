//! The codes of what may be wrong with a case, besides those that a rule file shares, and with an
//! example. Prose may change; these may not.

use remit_source::Code;

/// The text is not JSON, or no object.
pub const NOT_A_CASE: Code = Code("not-a-case");
/// The text is longer than a case can reasonably be.
pub const CASE_TOO_LARGE: Code = Code("case-too-large");
/// A key stands twice.
pub const REPEATED_KEY: Code = Code("repeated-key");
/// A fact has a value and is named unknown.
pub const KNOWN_AND_UNKNOWN: Code = Code("known-and-unknown");
/// Such a client does not exist.
pub const IMPOSSIBLE_CLIENT: Code = Code("impossible-client");
/// There is more wrong than is worth showing.
pub const MORE_FINDINGS: Code = Code("more-findings");

/// An example expects something other than what is decided.
pub const EXAMPLE_FAILS: Code = Code("example-fails");
/// What is told of a fact counts for nothing, because the fact is not asked of this client.
pub const MASKED_VALUE: Code = Code("masked-value");
/// Nothing is expected of a test.
pub const EXPECTS_NOTHING: Code = Code("expects-nothing");

/// All of them.
pub const ALL: &[Code] = &[
    NOT_A_CASE,
    CASE_TOO_LARGE,
    REPEATED_KEY,
    KNOWN_AND_UNKNOWN,
    IMPOSSIBLE_CLIENT,
    MORE_FINDINGS,
    EXAMPLE_FAILS,
    EXPECTS_NOTHING,
    MASKED_VALUE,
];
