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
    /// A referral names somebody whom the service doesn't list.
    UNLISTED_REFERRAL = "unlisted-referral";
}
