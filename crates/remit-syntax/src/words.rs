//! The words of the language: headwords, clauses, and what is reserved.

use crate::ast::Head;

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
    head_of(word).is_some() || is_clause_word(word) || OTHER_RESERVED.contains(&word)
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

    /// Whether such an item is a rule, or holds rules.
    #[must_use]
    pub const fn is_rule(self) -> bool {
        matches!(self, Self::Lane | Self::Precaution | Self::Advice | Self::Table)
    }
}

/// The headword of that spelling.
pub(crate) fn head_of(word: &str) -> Option<Head> {
    HEADS.iter().find(|entry| entry.word == word).map(|entry| entry.head)
}

/// Whether a line that begins with this word begins a clause.
pub(crate) fn is_clause_word(word: &str) -> bool {
    !clauses_of(word).is_empty()
}

/// The clauses that begin with this word; the longer phrase first.
pub(crate) fn clauses_of(word: &str) -> &'static [ClauseWord] {
    let first = |entry: &ClauseWord| first_word(entry.phrase);
    let from = CLAUSES.partition_point(|entry| first(entry) < word);
    let to = from
        + CLAUSES.get(from..).unwrap_or_default().partition_point(|entry| first(entry) == word);
    CLAUSES.get(from..to).unwrap_or_default()
}

/// The headword that was probably meant.
pub(crate) fn like_headword(word: &str) -> Option<&'static str> {
    nearest(word, HEADS.iter().map(|entry| entry.word))
}

/// The first word of a clause that was probably meant.
pub(crate) fn like_clause_word(word: &str) -> Option<&'static str> {
    nearest(word, CLAUSES.iter().map(|entry| first_word(entry.phrase)))
}

/// The word that was probably meant: few letters differ, or it is the same without hyphens.
pub(crate) fn nearest<'w>(word: &str, among: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let allowed = match word.len() {
        0..=2 => return None,
        3..=4 => 1,
        5..=8 => 2,
        9..=40 => 3,
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
    "row",
    "unconfirmed",
];

use Head::{
    Advice, Concern, Define, Duty, Example, Fact, Group, Impossible, Lane, Need, Precaution, Role,
    Rulebook, Scale, Screen, Service, Setting, Source, Stage, Statement, Table, Term, Topic, Unit,
};

const ANYWHERE: &[Head] = &[
    Rulebook, Topic, Source, Statement, Unit, Scale, Role, Service, Group, Fact, Term, Concern,
    Need, Duty, Define, Stage, Screen, Setting, Impossible, Lane, Precaution, Advice, Table,
    Example,
];
const RULES: &[Head] = &[Lane, Precaution, Advice, Table];
const CITING: &[Head] = &[
    Role, Service, Group, Fact, Term, Concern, Need, Duty, Define, Stage, Lane, Precaution, Advice,
    Table,
];

const HEADS: &[HeadWord] = &[
    head(
        Rulebook,
        "rulebook",
        "rulebook NAME \"Title\"",
        "the rulebook itself: its version, and whom a referral goes to when no rule says",
    ),
    head(Topic, "topic", "topic NAME \"Title\"", "what the rules of this file are about"),
    head(Source, "source", "source NAME \"Title\"", "a document that rules cite"),
    head(
        Statement,
        "statement",
        "statement NAME \"What it says, in our words\"",
        "one thing that a source says",
    ),
    head(Unit, "unit", "unit NAME \"title\"", "a unit of measurement and its spellings"),
    head(
        Scale,
        "scale",
        "scale ceilings \"Title\"",
        "an order of ceilings, of urgencies or of stages",
    ),
    head(Role, "role", "role NAME \"title\"", "a kind of practitioner"),
    head(
        Service,
        "service",
        "service NAME \"title\"",
        "something that a practitioner does for a client",
    ),
    head(
        Group,
        "group",
        "group NAME \"title\"",
        "several terms and concerns, or services, under one name",
    ),
    head(Fact, "fact", "fact NAME \"title\"", "something that is asked or measured"),
    head(
        Term,
        "term",
        "term NAME \"title\"",
        "a condition, symptom or other member of a fact that is a set",
    ),
    head(
        Concern,
        "concern",
        "concern NAME \"title\"",
        "something measured that needs cover as a condition does",
    ),
    head(Need, "need", "need NAME \"title\"", "what must be had before starting, and who gives it"),
    head(Duty, "duty", "duty NAME \"title\"", "what a practitioner does during the service"),
    head(Define, "define", "define NAME \"title\"", "a name for a condition"),
    head(
        Stage,
        "stage",
        "stage NAME \"title\"",
        "where a client stands between sick, well and fit",
    ),
    head(
        Screen,
        "screen",
        "screen NAME \"title\"",
        "a checklist, and the facts that it settles when it is finished",
    ),
    head(
        Setting,
        "setting",
        "setting NAME \"title\"",
        "where or under which rules a practitioner works",
    ),
    head(Impossible, "impossible", "impossible NAME \"title\"", "a combination that no client has"),
    head(Lane, "lane", "lane NAME \"What it says\"", "a rule about whose client this is"),
    head(
        Precaution,
        "precaution",
        "precaution NAME \"What it says\"",
        "a rule about what holds back, whoever the practitioner is",
    ),
    head(Advice, "advice", "advice NAME \"What it says\"", "a rule about who is best placed"),
    head(Table, "table", "table NAME \"Title\"", "many rules of one kind, a row each"),
    head(
        Example,
        "example",
        "example \"Title\"",
        "a client and what is decided: an illustration and a test of the rule above it",
    ),
];

const fn head(head: Head, word: &'static str, shape: &'static str, says: &'static str) -> HeadWord {
    HeadWord { head, word, shape, says }
}

const fn once(
    keyword: Keyword,
    phrase: &'static str,
    heads: &'static [Head],
    shape: &'static str,
    says: &'static str,
) -> ClauseWord {
    ClauseWord { keyword, phrase, shape, says, heads, repeats: false }
}

const fn many(
    keyword: Keyword,
    phrase: &'static str,
    heads: &'static [Head],
    shape: &'static str,
    says: &'static str,
) -> ClauseWord {
    ClauseWord { keyword, phrase, shape, says, heads, repeats: true }
}

/// Sorted by first word, so that it can be searched; of one first word the longer phrase first.
const CLAUSES: &[ClauseWord] = &[
    once(
        Keyword::About,
        "about",
        &[Precaution, Table],
        "about A or B",
        "the conditions whose exercise the rule limits",
    ),
    many(
        Keyword::Accepts,
        "accepts",
        &[Fact],
        "accepts UNIT times NUMBER",
        "another unit that is converted",
    ),
    many(
        Keyword::AlsoRefer,
        "also refer to",
        RULES,
        "also refer to ROLES",
        "who else the client is referred to",
    ),
    once(Keyword::AlsoWritten, "also", &[Unit], "also NAME, NAME", "other spellings of the unit"),
    once(
        Keyword::Answer,
        "answer",
        &[Statement],
        "answer \"text\"",
        "the right answer to the question",
    ),
    once(Keyword::As, "as an", &[Table], "as an advice", "what kind of rules the rows are"),
    once(
        Keyword::As,
        "as a",
        &[Table],
        "as a lane or as a precaution",
        "what kind of rules the rows are",
    ),
    once(
        Keyword::AskedFor,
        "asked for",
        RULES,
        "asked for SERVICES",
        "the services that the client asks for",
    ),
    once(
        Keyword::AskedWhen,
        "asked when",
        &[Fact],
        "asked when CONDITION",
        "when the fact is worth asking for",
    ),
    once(
        Keyword::Asks,
        "asks",
        &[Statement, Fact, Term],
        "asks \"question\"",
        "the question that is put",
    ),
    once(Keyword::Because, "because", RULES, "because \"reason\"", "why the rule is so"),
    once(Keyword::By, "by", &[Source], "by \"author\"", "who wrote the source"),
    many(
        Keyword::Called,
        "called",
        &[Role, Service],
        "called \"short name\"",
        "a short name that people use",
    ),
    many(
        Keyword::Cites,
        "cites",
        CITING,
        "cites SOURCE STATEMENTS \"where\"",
        "where it comes from",
    ),
    many(
        Keyword::Client,
        "client",
        &[Example],
        "client FACT VALUE",
        "one thing that is known of the client",
    ),
    once(
        Keyword::Clinician,
        "clinician",
        &[Role],
        "clinician",
        "examines in their own right, so a referral to one is for evaluation",
    ),
    once(
        Keyword::Closes,
        "closes",
        &[Screen],
        "closes FACTS",
        "the facts that are settled when the checklist is finished",
    ),
    many(
        Keyword::Code,
        "code",
        &[Unit, Role, Service, Fact, Term, Concern],
        "code SYSTEM \"code\"",
        "its code in a standard such as snomed, loinc or ucum",
    ),
    once(
        Keyword::CountsAsAct,
        "counts as an act",
        &[Service],
        "counts as an act",
        "it may be named among the forbidden acts",
    ),
    once(
        Keyword::CountsAsClearance,
        "counts as clearance",
        &[Need],
        "counts as clearance",
        "having it is a medical clearance",
    ),
    once(
        Keyword::Covers,
        "covers",
        &[Lane, Table],
        "covers the apparently healthy, A or B",
        "the conditions that the lane speaks for",
    ),
    once(
        Keyword::DecidedBy,
        "decided by",
        &[Example],
        "decided by RULE",
        "the rules that must decide this",
    ),
    once(Keyword::Edition, "edition", &[Source], "edition \"text\"", "which edition of the source"),
    once(
        Keyword::EmergenciesFor,
        "emergencies are for",
        &[Rulebook],
        "emergencies are for SERVICE",
        "the service that an emergency is sent for",
    ),
    once(
        Keyword::ExactlyOneRow,
        "exactly one row applies",
        &[Table],
        "exactly one row applies",
        "check proves that every client meets one row",
    ),
    many(
        Keyword::ExceptWhen,
        "except when",
        RULES,
        "except when CONDITION then OUTCOME",
        "when something else is decided instead",
    ),
    many(Keyword::Expect, "expect", &[Example], "expect VERDICT", "what must be decided"),
    once(
        Keyword::For,
        "for",
        RULES,
        "for ROLES but ROLES",
        "the practitioners that the rule is for",
    ),
    once(
        Keyword::FoundAt,
        "found at",
        &[Source],
        "found at \"address\"",
        "where the source can be read",
    ),
    once(Keyword::GivenBy, "given by", &[Need], "given by ROLES", "who can give it"),
    once(Keyword::Holds, "holds", &[Group], "holds A, B, C", "the members of the group"),
    once(
        Keyword::Implies,
        "implies",
        &[Term],
        "implies TERMS",
        "what a client who has this has too",
    ),
    many(
        Keyword::IsA,
        "is an",
        &[Role, Service],
        "is an OTHER",
        "the wider role or service that it belongs to",
    ),
    many(
        Keyword::IsA,
        "is a",
        &[Role, Service],
        "is a OTHER",
        "the wider role or service that it belongs to",
    ),
    once(
        Keyword::Type,
        "is",
        &[Fact, Setting],
        "is yes or no, is one of A, B, C, is any of its terms, or is a number of UNIT from A to B step S",
        "the values that it can have",
    ),
    once(
        Keyword::Leaves,
        "leaves",
        &[Screen],
        "leaves FACTS",
        "the facts that the checklist leaves open",
    ),
    once(
        Keyword::Listed,
        "listed",
        &[Service],
        "listed ROLES",
        "the practitioners that are compared for this service",
    ),
    once(
        Keyword::MayBeNotTaken,
        "may be not-taken",
        &[Fact],
        "may be not-taken",
        "the measurement may be missing for good",
    ),
    once(Keyword::MetWhen, "met when", &[Need], "met when CONDITION", "when the client has it"),
    once(
        Keyword::NeedsNoCover,
        "needs no cover",
        &[Term],
        "needs no cover",
        "no lane needs to cover it",
    ),
    once(
        Keyword::NeedsCover,
        "needs cover",
        &[Fact],
        "needs cover",
        "a lane must cover each of its terms",
    ),
    many(Keyword::Note, "note", ANYWHERE, "note \"text\"", "a remark for readers"),
    once(Keyword::Of, "of", &[Statement, Term, Example], "of NAME", "what it belongs to"),
    once(
        Keyword::OtherwiseRefer,
        "otherwise refer to",
        &[Rulebook],
        "otherwise refer to ROLE",
        "who is left when nobody else is",
    ),
    many(
        Keyword::Overrides,
        "overrides",
        RULES,
        "overrides RULE",
        "the rules that this one sets aside",
    ),
    once(
        Keyword::Reading,
        "reading",
        &[Define, Stage, Lane, Precaution, Advice, Table],
        "reading \"text\"",
        "why the source was read so",
    ),
    once(
        Keyword::ReferralsFor,
        "referrals are for",
        &[Rulebook],
        "referrals are for SERVICE",
        "the service that a client is referred for",
    ),
    once(
        Keyword::ReviewBy,
        "review by",
        &[Source],
        "review by YEAR-MONTH-DAY",
        "when the source must be looked at again",
    ),
    once(Keyword::Runs, "runs", &[Scale], "runs A, B, C", "the steps of the scale, in order"),
    once(
        Keyword::ScreenedBy,
        "screened by",
        &[Example],
        "screened by SCREEN",
        "the checklist that was finished",
    ),
    once(
        Keyword::SeenBy,
        "seen by",
        &[Example],
        "seen by ROLE for SERVICES",
        "the practitioner, and what the client asks for",
    ),
    once(
        Keyword::StandsIn,
        "stands in",
        &[Statement],
        "stands in \"where\"",
        "where in the source it stands",
    ),
    many(Keyword::Then, "then", RULES, "then OUTCOME", "what is decided"),
    many(
        Keyword::Told,
        "told",
        &[Scale, Fact, Term, Concern],
        "told \"phrase\" or told VALUE \"phrase\"",
        "how it is said of a client",
    ),
    once(
        Keyword::Under,
        "under",
        &[Lane, Precaution, Advice, Table, Example],
        "under SETTING VALUE",
        "the setting that it holds in",
    ),
    many(
        Keyword::Unknown,
        "unknown",
        &[Example],
        "unknown FACTS",
        "what is not known of the client",
    ),
    once(
        Keyword::Urgent,
        "urgent",
        &[Need],
        "urgent URGENCY",
        "how urgent it is while it is unmet",
    ),
    once(
        Keyword::Usually,
        "usually",
        &[Fact, Setting],
        "usually VALUE",
        "the value of an ordinary client",
    ),
    once(
        Keyword::Version,
        "version",
        &[Rulebook],
        "version \"1.0.0\"",
        "the version of the rulebook",
    ),
    once(
        Keyword::Watches,
        "watches",
        &[Fact],
        "watches TERMS",
        "the conditions for which it is measured",
    ),
    once(
        Keyword::When,
        "when",
        &[Concern, Define, Stage, Impossible, Lane, Precaution, Advice, Table],
        "when CONDITION",
        "when it holds",
    ),
    once(
        Keyword::WorksIn,
        "works in",
        &[Role],
        "works in STAGES",
        "the stages of health in which the role usually works",
    ),
    many(Keyword::Wrong, "wrong", &[Statement], "wrong \"text\"", "a wrong answer to the question"),
];
