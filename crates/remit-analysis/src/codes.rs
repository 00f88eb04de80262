//! The codes of what this crate may find. Prose may change; these may not.

use remit_source::Code;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code($code);)*

        /// All of them, in the order in which they are explained.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    // --- how it is written
    /// A number is on one side of a threshold in one place and on the other in another.
    THRESHOLD_TWO_WAYS = "threshold-two-ways";
    /// A refusal says nothing that silence doesn't say.
    REDUNDANT_REFUSAL = "redundant-refusal";
    /// A lane takes clients together with another lane, and no example shows one.
    UNTOLD_COMBINATION = "untold-combination";
    /// A change of the vocabulary made a lane take more.
    WIDENED_GRANT = "widened-grant";
    /// A referral names somebody whom the service doesn't list.
    UNLISTED_REFERRAL = "unlisted-referral";
}
