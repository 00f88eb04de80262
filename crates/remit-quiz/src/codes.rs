//! The codes of what may be wrong with a quiz file. Prose may change; these may not.

use remit_source::Code;

/// The text is not TOML.
pub const NOT_TOML: Code = Code("not-toml");
/// A quiz file has no such key.
pub const UNKNOWN_KEY: Code = Code("unknown-quiz-key");
/// A value is of another kind, or out of its bounds.
pub const BAD_VALUE: Code = Code("quiz-value");
/// Something that must be said is not.
pub const MISSING_KEY: Code = Code("missing-quiz-key");
/// The rulebook has nothing of that name.
pub const NAMES_NOTHING: Code = Code("quiz-names-nothing");
/// The key that an author expects is not what the rulebook decides.
pub const KEY_DIFFERS: Code = Code("key-differs");
/// What is told of an authored client leaves the answer open.
pub const OPEN_ANSWER: Code = Code("open-answer");
/// An authored client makes no question.
pub const NO_QUESTION: Code = Code("no-question");
/// Nothing can be asked of what a quiz is about.
pub const ASKS_NOTHING: Code = Code("asks-nothing");
/// No form of an exam can have the shares that its blueprint wants.
pub const SHARE_UNMET: Code = Code("share-unmet");

/// All of them.
pub const ALL: &[Code] = &[
    NOT_TOML,
    UNKNOWN_KEY,
    BAD_VALUE,
    MISSING_KEY,
    NAMES_NOTHING,
    KEY_DIFFERS,
    OPEN_ANSWER,
    NO_QUESTION,
    ASKS_NOTHING,
    SHARE_UNMET,
];
