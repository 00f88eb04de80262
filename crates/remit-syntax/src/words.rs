//! The words of the language: headwords, clauses, and what is reserved.

mod table;

use std::{collections::HashMap, sync::LazyLock};

use crate::ast::Head;
use table::{CLAUSES, HEADS};

/// A headword, for whoever explains the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadWord {
    /// Which it is.
    pub head: Head,
    /// The word.
    pub word: &'static str,
    /// How its first line is written.
    pub shape: &'static str,
    /// What such an item says.
    pub says: &'static str,
}

/// A clause, for whoever explains the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClauseWord {
    pub(crate) keyword: Keyword,
    /// The words that it begins with.
    pub phrase: &'static str,
    /// The whole of it; what is to be replaced stands in capitals.
    pub shape: &'static str,
    /// What it says.
    pub says: &'static str,
    /// Where it may stand.
    pub heads: &'static [Head],
    /// Whether an item may have several.
    pub repeats: bool,
}

/// All headwords, in the order in which the language is explained.
#[must_use]
pub const fn heads() -> &'static [HeadWord] {
    HEADS
}

/// All clauses, by their first words.
#[must_use]
pub const fn words() -> &'static [ClauseWord] {
    CLAUSES
}

/// Whether nothing may be named so.
#[must_use]
pub fn is_reserved(word: &str) -> bool {
    reserved(word).is_some()
}

/// Whether an item may not be named so, though a value of a fact may.
pub(crate) fn is_reserved_value(word: &str) -> bool {
    matches!(word, "yes" | "no" | "none" | "any" | "not-taken")
}

impl Head {
    /// The word as it is written.
    #[must_use]
    pub fn word(self) -> &'static str {
        HEADS.iter().find(|entry| entry.head == self).map_or("", |entry| entry.word)
    }

    /// How its first line is written.
    pub(crate) fn shape(self) -> &'static str {
        HEADS.iter().find(|entry| entry.head == self).map_or("", |entry| entry.shape)
    }

    /// Whether such an item is a rule, or holds rules.
    #[must_use]
    pub const fn is_rule(self) -> bool {
        matches!(self, Self::Lane | Self::Precaution | Self::Advice | Self::Table)
    }
}

/// What a reserved word is.
#[derive(Debug, Clone, Copy)]
enum Reserved {
    Head(Head),
    /// The clauses that begin with it.
    Clauses(&'static [ClauseWord]),
    Other,
}

/// All reserved words. Every line and every name of a file is looked up here.
static RESERVED: LazyLock<HashMap<&str, Reserved>> = LazyLock::new(|| {
    let heads = HEADS.iter().map(|entry| (entry.word, Reserved::Head(entry.head)));
    let clauses =
        CLAUSES.chunk_by(|one, next| first_word(one.phrase) == first_word(next.phrase)).filter_map(
            |clauses| Some((first_word(clauses.first()?.phrase), Reserved::Clauses(clauses))),
        );
    let others = OTHER_RESERVED.iter().map(|&word| (word, Reserved::Other));
    others.chain(heads).chain(clauses).collect()
});

/// No reserved word is longer, and none has a hyphen; most names are told apart by that.
const LONGEST: usize = 12;

fn reserved(word: &str) -> Option<Reserved> {
    let may_be = word.len() <= LONGEST && word.bytes().all(|byte| byte.is_ascii_lowercase());
    if may_be { RESERVED.get(word).copied() } else { None }
}

/// The headword of that spelling.
pub(crate) fn head_of(word: &str) -> Option<Head> {
    match reserved(word) {
        Some(Reserved::Head(head)) => Some(head),
        _ => None,
    }
}

/// Whether a line that begins with this word begins a clause.
pub(crate) fn is_clause_word(word: &str) -> bool {
    matches!(reserved(word), Some(Reserved::Clauses(_)))
}

/// The clauses that begin with this word; the longer phrase first.
pub(crate) fn clauses_of(word: &str) -> &'static [ClauseWord] {
    match reserved(word) {
        Some(Reserved::Clauses(clauses)) => clauses,
        _ => &[],
    }
}

/// The headword that was probably meant.
pub(crate) fn like_headword(word: &str) -> Option<&'static str> {
    nearest(word, HEADS.iter().map(|entry| entry.word))
}

/// The first word of a clause that was probably meant.
pub(crate) fn like_clause_word(word: &str) -> Option<&'static str> {
    nearest(word, CLAUSES.iter().map(|entry| first_word(entry.phrase)))
}

/// The word that was probably meant: few letters differ.
pub(crate) fn nearest<'w>(word: &str, among: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let allowed = match word.len() {
        3..=4 => 1,
        5..=40 => 2,
        _ => return None,
    };
    among
        .map(|other| (strsim::damerau_levenshtein(&word.to_ascii_lowercase(), other), other))
        .filter(|&(distance, _)| distance <= allowed)
        .min()
        .map(|(_, other)| other)
}

pub(crate) fn first_word(phrase: &str) -> &str {
    phrase.split_once(' ').map_or(phrase, |(first, _)| first)
}

/// Whether an outcome begins with this word.
pub(crate) fn is_outcome_word(word: &str) -> bool {
    matches!(word, "take" | "refer" | "go" | "up" | "nothing" | "stop" | "recommend" | "does")
}

/// What to write instead of words that are often written, in backticks.
pub(crate) fn instead_of(before: &str, word: &str) -> Option<String> {
    let instead = match (before, word) {
        ("is", "at" | "above" | "below" | "from") => {
            return Some(format!("`{word} …` without `is` before it"));
        }
        (_, "greater" | "more" | "over" | "exceeds" | "higher") => "`above` or `at least`",
        (_, "less" | "fewer" | "lower" | "beneath") => "`below` or `at most`",
        (_, "equals" | "equal") => "`is`",
        (_, "includes" | "contains" | "contain" | "has" | "have") => "`include`",
        (_, "between") => "`from … to …`",
        (_, "isn't" | "isnt") => "`is not`",
        (before, _) if before.ends_with(',') => "`a, b or c` for a list of values",
        (_, ",") => "`and` or `or` between conditions, and `a, b or c` for a list of values",
        _ => {
            let meant = nearest(word, INNER_WORDS.iter().copied())?;
            return (meant != word).then(|| format!("`{meant}`, if that was meant"));
        }
    };
    Some(instead.to_owned())
}

/// Members with commas, and a word before the last.
pub(crate) fn listed(members: &[String], word: &str) -> String {
    match members {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} {word} {last}", before.join(", ")),
    }
}

/// What a clause is, before its body is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Keyword {
    Version,
    ReferralsFor,
    EmergenciesFor,
    OtherwiseRefer,
    Note,
    By,
    Edition,
    FoundAt,
    ReviewBy,
    Of,
    StandsIn,
    Asks,
    Answer,
    Wrong,
    AlsoWritten,
    Code,
    Runs,
    Told,
    IsA,
    Clinician,
    WorksIn,
    Called,
    Listed,
    CountsAsAct,
    CountsAsClearance,
    Holds,
    Type,
    Usually,
    MayBeNotTaken,
    GoesWith,
    NeedsCover,
    NeedsNoCover,
    AskedWhen,
    Watches,
    Accepts,
    Implies,
    GivenBy,
    MetWhen,
    Urgent,
    Closes,
    Leaves,
    For,
    AskedFor,
    Covers,
    About,
    When,
    Under,
    Then,
    ExceptWhen,
    Overrides,
    AlsoRefer,
    Because,
    Reading,
    Cites,
    As,
    ExactlyOneRow,
    ScreenedBy,
    Client,
    Unknown,
    SeenBy,
    Expect,
    DecidedBy,
}

/// Words within clauses that are sometimes misspelt.
const INNER_WORDS: &[&str] = &[
    "above",
    "after",
    "ahead",
    "apparently",
    "below",
    "concern",
    "doing",
    "every",
    "forbidden",
    "healthy",
    "include",
    "least",
    "minus",
    "minutes",
    "most",
    "nothing",
    "number",
    "once",
    "order",
    "practitioner",
    "recheck",
    "recommend",
    "recommended",
    "refer",
    "stage",
    "step",
    "terms",
    "times",
    "unconfirmed",
    "until",
    "urgency",
    "with",
    "within",
];

/// Words of the grammar that a name would be mistaken for, besides headwords and clause words.
const OTHER_RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "then",
    "at",
    "to",
    "until",
    "once",
    "with",
    "but",
    "from",
    "if",
    "in",
    "within",
    "is",
    "are",
    "include",
    "above",
    "below",
    "the",
    "only",
    "every",
    "either",
    "row",
    "unconfirmed",
];

#[cfg(test)]
mod tests {
    use super::{
        CLAUSES, HEADS, LONGEST, OTHER_RESERVED, RESERVED, clauses_of, first_word, is_reserved,
    };

    #[test]
    fn every_word_is_found() {
        assert!(HEADS.iter().all(|entry| is_reserved(entry.word)));
        assert!(OTHER_RESERVED.iter().all(|word| is_reserved(word)));
        for entry in CLAUSES {
            assert!(clauses_of(first_word(entry.phrase)).contains(entry), "{}", entry.phrase);
        }
        assert!(RESERVED.keys().all(|word| word.len() <= LONGEST));
    }

    #[test]
    fn clauses_are_sorted_and_no_phrase_hides_a_longer_one() {
        assert!(CLAUSES.is_sorted_by_key(|entry| first_word(entry.phrase)));
        for pair in CLAUSES.windows(2) {
            assert!(
                !pair[1].phrase.starts_with(&format!("{} ", pair[0].phrase)),
                "{}",
                pair[1].phrase
            );
        }
    }
}
