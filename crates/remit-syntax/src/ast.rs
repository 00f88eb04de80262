//! The tree as written: names are strings, nothing is resolved.
//!
//! A file is a list of items, an item a list of clauses. Which clause belongs in which item, and how
//! often, is checked by the parser; what a name refers to is not known here.
//!
//! Equality ignores places (see [`Spanned`]), so a file and its formatted self are equal.

use remit_source::{Span, Spanned};

/// An identifier where it stands.
pub type Name = Spanned<String>;

/// A rule file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct File {
    /// Its items, in order.
    pub items: Vec<Item>,
    /// Comments after the last item, without `#`, in order.
    pub trailing_comments: Vec<String>,
}

/// `lane trainer-and-healthy "…"` with its clauses and the examples that follow it.
#[derive(Debug, Clone)]
pub struct Item {
    /// From the headword to the last clause (examples not included).
    pub span: Span,
    /// The headword.
    pub head: Spanned<Head>,
    /// The name; examples have none.
    pub name: Option<Name>,
    /// The text after the name.
    pub title: Option<Text>,
    /// The clauses, in order, rows of a table included.
    pub clauses: Vec<ClauseLine>,
    /// The examples that stand after it. Always empty on an example.
    pub examples: Vec<Item>,
    /// Comments above the item and at the end of its first line.
    pub comments: Comments,
    /// Whether some of it could not be read: absence of a clause then proves nothing.
    pub broken: bool,
}

impl PartialEq for Item {
    /// Equal when they say the same, wherever they stand.
    fn eq(&self, other: &Self) -> bool {
        (&self.head, &self.name, &self.title, &self.clauses, &self.examples, &self.comments)
            == (
                &other.head,
                &other.name,
                &other.title,
                &other.clauses,
                &other.examples,
                &other.comments,
            )
    }
}

impl Eq for Item {}

/// Comments that belong to a line, without `#` and the blank after it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comments {
    /// On lines of their own above it (comments inside a clause that runs over several lines move
    /// here).
    pub above: Vec<String>,
    /// At the end of its (last) line.
    pub after: Option<String>,
}

/// A clause and its comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseLine {
    /// The clause.
    pub clause: Spanned<Clause>,
    /// Its comments.
    pub comments: Comments,
}

/// The headwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Head {
    Rulebook,
    Topic,
    Source,
    Statement,
    Unit,
    Scale,
    Role,
    Service,
    Group,
    Fact,
    Term,
    Concern,
    Need,
    Duty,
    Define,
    Stage,
    Screen,
    Setting,
    Impossible,
    Unlikely,
    Lane,
    Precaution,
    Advice,
    Table,
    Example,
}

/// One or more quoted pieces that are read as one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The pieces, unescaped. Never empty.
    pub pieces: Vec<Spanned<String>>,
}

/// A decimal number as written: `mantissa` times ten to the minus `places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// All its digits, with the sign.
    pub mantissa: i64,
    /// How many of them stand after the point; at most 9.
    pub places: u8,
}

/// A number with its unit, if one was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The number.
    pub value: Spanned<Decimal>,
    /// The unit.
    pub unit: Option<Name>,
}

/// A calendar day as written; whether it exists is checked later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the parts are the words themselves")]
pub enum Clause {
    // --- the vocabulary
    /// `version "0.1.0"`
    Version(Text),
    /// `referrals are for SERVICE`
    ReferralsFor(Name),
    /// `emergencies are for SERVICE`
    EmergenciesFor(Name),
    /// `otherwise refer to ROLE`
    OtherwiseRefer(Name),
    /// `note "…"`
    Note(Text),
    /// `by "…"`
    By(Text),
    /// `edition "…"`
    Edition(Text),
    /// `found at "…"`
    FoundAt(Text),
    /// `review by 2027-04-10`
    ReviewBy(Spanned<Date>),
    /// `of NAME`: the source of a statement, the fact of a term, the rule of an example
    Of(RuleRef),
    /// `stands in "…"`
    StandsIn(Text),
    /// `asks "…"`
    Asks(Text),
    /// `answer "…"`
    Answer(Text),
    /// `wrong "…"`
    Wrong(Text),
    /// `also A, B` (units)
    AlsoWritten(Vec<Name>),
    /// `code SYSTEM "…"`
    Code { system: Name, code: Text },
    /// `runs A, B, C`
    Runs(Vec<Name>),
    /// `told [VALUE] "…"`
    Told { value: Option<Name>, text: Text },
    /// `is a NAME` (roles, services)
    IsA(Name),
    /// `clinician`
    Clinician,
    /// `works in STAGES` (roles)
    WorksIn(Vec<Name>),
    /// `called "…"`
    Called(Text),
    /// `listed ROLES`
    Listed(Vec<Name>),
    /// `counts as an act`
    CountsAsAct,
    /// `counts as clearance`
    CountsAsClearance,
    /// `holds A, B, C`
    Holds(Vec<Name>),
    /// `is …` (facts)
    Type(FactType),
    /// `usually VALUE`
    Usually(Value),
    /// `may be not-taken`
    MayBeNotTaken,
    /// `needs cover`
    NeedsCover,
    /// `needs no cover`
    NeedsNoCover,
    /// `asked when C`
    AskedWhen(Spanned<Cond>),
    /// `goes with FACT`
    GoesWith(Name),
    /// `watches TERMS`
    Watches(Vec<Name>),
    /// `accepts UNIT [minus N] times N[/N]`: (value - minus) * times / divided
    Accepts {
        unit: Name,
        minus: Option<Spanned<Decimal>>,
        times: Spanned<Decimal>,
        divided: Option<Spanned<Decimal>>,
    },
    /// `implies TERMS`
    Implies(Vec<Name>),
    /// `given by ROLES`
    GivenBy(Vec<Name>),
    /// `met when C`
    MetWhen(Spanned<Cond>),
    /// `urgent URGENCY`
    Urgent(Name),
    /// `closes FACTS`
    Closes(Vec<Name>),
    /// `leaves FACTS`
    Leaves(Vec<Name>),
    // --- rules
    /// `for …`
    For(For),
    /// `asked for SERVICES`
    AskedFor(Vec<Name>),
    /// `covers …`
    Covers(Covers),
    /// `about A or B`
    About(Vec<Name>),
    /// `when C`
    When(Spanned<Cond>),
    /// `under SETTING VALUE`
    Under { setting: Name, value: Name },
    /// `then OUTCOME`
    Then(Spanned<Outcome>),
    /// `except when C`; the `Then` after it is its outcome
    ExceptWhen(Spanned<Cond>),
    /// `overrides RULE, …`
    Overrides(Vec<RuleRef>),
    /// `also refer to ROLES`
    AlsoRefer(Vec<Name>),
    /// `because "…"`
    Because(Text),
    /// `reading "…"`
    Reading(Text),
    /// `cites SOURCE …`
    Cites(Citation),
    /// `as a precaution`: `Lane`, `Precaution` or `Advice`
    As(Spanned<Head>),
    /// `exactly one row applies`
    ExactlyOneRow,
    /// The line of a table that names its columns
    Columns(Vec<Spanned<Column>>),
    /// A line of a table; as many cells as columns (the parser sees to it), the first its name
    Row(Vec<Spanned<Cell>>),
    // --- examples
    /// `screened by SCREEN`
    ScreenedBy(Name),
    /// `client FACT VALUE`, or several values for as many tests
    Client { fact: Name, given: Given },
    /// `unknown FACTS`
    Unknown(Vec<Name>),
    /// `seen by ROLES for SERVICES`
    SeenBy { by: Seers, services: Requests },
    /// `expect …`
    Expect(Expect),
    /// `decided by … [if C]`
    DecidedBy { rules: Vec<RuleRef>, only_if: Option<OnlyIf> },
}

/// `is …` of a fact or setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactType {
    /// `is a number [of UNIT] from A to B step S`
    #[expect(missing_docs, reason = "each is the word itself")]
    Number {
        unit: Option<Name>,
        from: Spanned<Decimal>,
        to: Spanned<Decimal>,
        step: Spanned<Decimal>,
    },
    /// `is yes or no`
    YesOrNo,
    /// `is one of a, b within a, c [in order]`
    #[expect(missing_docs, reason = "each is the word itself")]
    OneOf { options: Vec<Choice>, in_order: bool },
    /// `is any of its terms`
    AnyOfItsTerms,
}

/// A value of a choice, and the value that encloses it (settings only).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Choice {
    pub name: Name,
    pub within: Option<Name>,
}

/// What an example tells of a fact: one value, or one for each of several tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// `134 mmHg`, `hypertension and asthma`
    One(Value),
    /// `158 to 162 mmHg`: every step of the fact from one to the other, both included
    #[expect(missing_docs, reason = "each is the word itself")]
    Steps { from: Quantity, to: Quantity },
    /// `fitness or weight-loss`, `any of heart-diseases`: one after the other; with
    /// `asthma and either …`, each besides what is always there
    #[expect(missing_docs, reason = "each is the word itself")]
    Either { always: Vec<Name>, of: Vec<OneOf<Value>> },
}

/// Something of several, each for a test of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OneOf<T> {
    /// Itself.
    This(T),
    /// `any of GROUP`: all of a group, one after the other
    AnyOf(Name),
}

/// Who sees an example's client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seers {
    /// `any practitioner`: all of them, one after the other
    Anybody,
    /// `pft, mes or any of mep`: one after the other; never empty
    These(Vec<OneOf<Name>>),
}

/// What an example's client asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requests {
    /// `A and B`: all at once; never empty
    Together(Vec<Name>),
    /// `A or any of B`: one after the other; never empty
    Either(Vec<OneOf<Name>>),
}

/// `if …`: for which of an example's tests something is expected. What is not said is no matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnlyIf {
    /// `seen by …`: by any of these; empty if it isn't said
    pub by: Vec<Name>,
    /// `asked for …`: for any of these; empty if it isn't said
    pub services: Vec<Name>,
    /// What the client is like.
    pub when: Option<Spanned<Cond>>,
}

/// What a client's fact is set to.
#[derive(Debug, Clone)]
pub enum Value {
    /// `none`: the empty set (or a value of that name)
    None(Span),
    /// `134 mmHg`
    Quantity(Quantity),
    /// `fitness`, `yes`, `not-taken`, `hypertension and asthma`
    Names(Vec<Name>),
}

impl PartialEq for Value {
    /// Equal when they say the same, wherever they stand.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None(_), Self::None(_)) => true,
            (Self::Quantity(one), Self::Quantity(two)) => one == two,
            (Self::Names(one), Self::Names(two)) => one == two,
            _ => false,
        }
    }
}

impl Eq for Value {}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cond {
    /// A definition or a concern by its name.
    Name(String),
    /// `systolic at least 160 mmHg`
    #[expect(missing_docs, reason = "each is the word itself")]
    Compare { fact: Name, test: Spanned<Test> },
    /// `not C`
    Not(Box<Spanned<Cond>>),
    /// `C and C`: at least two
    All(Vec<Spanned<Cond>>),
    /// `C or C`: at least two
    Any(Vec<Spanned<Cond>>),
    /// `at least 2 of (C, C, C)`
    #[expect(missing_docs, reason = "each is the word itself")]
    AtLeast { count: Spanned<u32>, of: Vec<Spanned<Cond>> },
}

/// What a fact is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// `at least 160 mmHg`
    AtLeast(Operand),
    /// `at most moderate`
    AtMost(Operand),
    /// `above 3`
    Above(Operand),
    /// `below diastolic` (another fact in `impossible` only)
    Below(Operand),
    /// `from 90 to 150 mg/dL`; a unit after the first number may be left out
    Between(Quantity, Quantity),
    /// `is fitness or weight-loss`
    Is(Vec<Operand>),
    /// `is not fitness or weight-loss`
    IsNot(Vec<Operand>),
    /// `include diabetes or copd`
    Include(Vec<Name>),
    /// `are none`
    AreNone,
}

/// The other side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// A number.
    Quantity(Quantity),
    /// A value of a choice, or a fact.
    Name(Name),
}

/// `for ROLES but ROLES`; no roles: any practitioner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct For {
    /// Whom it is for; `None` is any practitioner.
    pub roles: Option<Vec<Name>>,
    /// Who is left out.
    pub but: Vec<Name>,
}

/// What a lane covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covers {
    /// `only`
    pub only: bool,
    /// `the apparently healthy`
    pub healthy: bool,
    /// `every concern`
    pub every: bool,
    /// Terms, concerns, groups.
    pub names: Vec<Name>,
}

/// What follows `then`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Outcome {
    Take {
        with: Vec<Name>,
        once: Vec<Name>,
    },
    Refer {
        to: Vec<Name>,
        urgency: Option<Name>,
    },
    GoAhead {
        urgency: Option<Name>,
    },
    /// `up to C …`; `nothing until X` has the ceiling `nothing`
    UpTo {
        ceiling: Name,
        until: Option<Until>,
        once_met: Option<Name>,
        urgency: Option<Name>,
    },
    Stop {
        to: Vec<Name>,
        urgency: Name,
    },
    Recommend {
        roles: Vec<Name>,
    },
    DoesNotApply,
}

/// What ends a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// A need is met.
    Need(Name),
    /// A fact is measured again.
    #[expect(missing_docs, reason = "each is the word itself")]
    Recheck { fact: Name, minutes: Option<Spanned<u32>>, doing: Option<Text> },
}

/// `NAME` or `table NAME row ID`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRef {
    /// The rule or table.
    pub name: Name,
    /// The row.
    pub row: Option<Name>,
}

/// `cites SOURCE [STATEMENTS] ["where"] [unconfirmed]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The source.
    pub source: Name,
    /// Statements of the source.
    pub statements: Vec<Name>,
    /// Where in it.
    pub place: Option<Text>,
    /// Whether the fact is not confirmed.
    pub unconfirmed: bool,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// `row`
    Row,
    /// A fact or a definition.
    Fact(String),
    /// A clause.
    Clause(ColumnClause),
}

/// The clauses that may head a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum ColumnClause {
    For,
    AskedFor,
    Covers,
    About,
    When,
    Under,
    Then,
    Because,
    Cites,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// The name of the row.
    Id(String),
    /// `any`: every value, and not-taken.
    Any,
    /// A comparison of the column's fact.
    Test(Test),
    /// A whole clause under a clause column.
    Clause(Box<Clause>),
    /// Nothing, under a clause column.
    Empty,
}

/// `expect … [if C]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// What must be so.
    pub what: Expected,
    /// For which of several tests; `None` for all of them.
    pub only_if: Option<OnlyIf>,
}

/// What an example expects. Lists of names are empty for `none`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// `expect VERDICT …`; `take with DUTIES` is the verdict `take-with`
    #[expect(missing_docs, reason = "each is the word itself")]
    Verdict {
        verdict: Spanned<VerdictWord>,
        with: Vec<Name>,
        to: Vec<Name>,
        up_to: Option<Name>,
        until: Vec<Until>,
        urgency: Option<Name>,
        about: Vec<Name>,
    },
    /// `expect stage NAME | none`
    Stage(Option<Name>),
    /// `expect recommended ROLES | none`
    Recommended(Vec<Name>),
    /// `expect lane mine`
    Lane(Spanned<LaneWord>),
    /// `expect forbidden SERVICES`: at least these
    Forbidden(Vec<Name>),
    /// `expect clearance on-file`
    Clearance(Spanned<ClearanceWord>),
    /// `expect duties DUTIES | none`
    Duties(Vec<Name>),
    /// `expect outstanding NEEDS and recheck of FACT … | none`
    Outstanding(Vec<Until>),
    /// `expect met NEEDS | none`
    Met(Vec<Name>),
    /// `expect uncovered CONCERNS | none`
    Uncovered(Vec<Name>),
    /// `expect covered separately`
    CoveredSeparately,
    /// `expect sent to ROLES for SERVICE`: among others
    #[expect(missing_docs, reason = "each is the word itself")]
    SentTo { roles: Vec<Name>, service: Name },
    /// `expect also to ROLES | none`
    AlsoTo(Vec<Name>),
    /// `expect set aside RULES`: at least these
    SetAside(Vec<RuleRef>),
    /// `expect at least VERDICT [at urgency URGENCY]`
    AtLeast(Bound),
    /// `expect at most VERDICT [at urgency URGENCY]`
    AtMost(Bound),
}

/// The least, or the most, that an answer can come to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Bound {
    pub verdict: Spanned<VerdictWord>,
    pub urgency: Option<Name>,
}

/// Medical clearance in a word, as an example expects it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum ClearanceWord {
    None,
    OnFile,
    BeforeVigorous,
    BeforeAny,
    StopAndClear,
}

/// The verdicts, as an example expects them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum VerdictWord {
    Take,
    TakeWith,
    Wait,
    Refer,
    Stop,
    Ask,
}

/// The lanes, as an example expects them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum LaneWord {
    Mine,
    Refused,
    NoRule,
}
