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
    /// The day by which a source was to be reviewed has passed.
    STALE_SOURCE = "stale-source";
    /// A referral names somebody whom the service doesn't list.
    UNLISTED_REFERRAL = "unlisted-referral";

    // --- what is true of all clients
    /// There is no client to whom a rule applies.
    NEVER_APPLIES = "never-applies";
    /// A rule changes nothing for anybody.
    NEVER_DECIDES = "never-decides";
    /// An exception changes nothing for anybody.
    IDLE_EXCEPTION = "idle-exception";
    /// A definition, or the condition of a concern, is true of everybody or of nobody.
    CONSTANT_DEFINITION = "constant-definition";
    /// One rule takes a client for what another refuses them for, and neither is the narrower.
    RULES_DISAGREE = "rules-disagree";
    /// Nothing speaks for clients with a concern.
    GAP = "gap";
    /// One concern more makes an answer less protective.
    LOOSENED_BY_A_CONCERN = "loosened-by-a-concern";
    /// A referral names somebody who would themselves refuse.
    REFUSED_REFERRAL = "refused-referral";
    /// Practitioners refer a client to each other.
    CIRCULAR_REFERRAL = "circular-referral";
    /// Some questions about all clients were too large.
    LEFT_OPEN = "left-open";
}
