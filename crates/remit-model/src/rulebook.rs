//! The resolved rulebook: what the names refer to.
//!
//! Groups, `is a`, `but` and tables are closed and expanded here, so that whoever decides needs no
//! look-ups: a rule carries the very roles, services and concerns that it reaches (D5).

use fixedbitset::FixedBitSet;
use remit_source::Span;

use crate::find::NameIndex;
use crate::id::{
    CeilingId, ConcernId, DefinitionId, DutyId, ExampleId, FactId, GroupId, Id, NeedId, RoleId,
    RuleId, ScreenId, ServiceId, SettingId, SourceId, StageId, StatementId, Table, TableId, TermId,
    TopicId, UnitId, UrgencyId,
};
use crate::number::Number;

/// A set of ids of one kind.
#[derive(Debug, Clone)]
pub struct IdSet<I> {
    bits: FixedBitSet,
    id: std::marker::PhantomData<I>,
}

impl<I> PartialEq for IdSet<I> {
    /// Equal when the same ids are in, however much room was made for others.
    fn eq(&self, other: &Self) -> bool {
        self.bits.ones().eq(other.bits.ones())
    }
}

impl<I> Eq for IdSet<I> {}

impl<I> Default for IdSet<I> {
    fn default() -> Self {
        Self { bits: FixedBitSet::new(), id: std::marker::PhantomData }
    }
}

impl<I: Id> IdSet<I> {
    /// Adds an id.
    pub fn insert(&mut self, id: I) {
        self.bits.grow_and_insert(id.index());
    }
    /// Takes an id out.
    pub fn remove(&mut self, id: I) {
        if id.index() < self.bits.len() {
            self.bits.set(id.index(), false);
        }
    }
    /// Whether the id is in.
    #[must_use]
    pub fn contains(&self, id: I) -> bool {
        self.bits.contains(id.index())
    }
    /// Whether nothing is in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bits.is_clear()
    }
    /// How many are in.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bits.count_ones(..)
    }
    /// All that are in, in order.
    pub fn iter(&self) -> impl Iterator<Item = I> + '_ {
        self.bits.ones().map(I::from_index)
    }
    /// Whether something is in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.bits.intersection_count(&other.bits) > 0
    }
    /// Whether all of `other` is in.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        other.iter().all(|id| self.contains(id))
    }
    /// Adds all of `other`.
    pub fn extend(&mut self, other: &Self) {
        self.bits.union_with(&other.bits);
    }
}

impl<I: Id> FromIterator<I> for IdSet<I> {
    fn from_iter<T: IntoIterator<Item = I>>(ids: T) -> Self {
        let mut set = Self::default();
        for id in ids {
            set.insert(id);
        }
        set
    }
}

/// Everything that a set of rule files says. A rulebook without errors can be judged by without
/// failing.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each is a table of what it is called")]
pub struct Rulebook {
    pub name: String,
    pub title: String,
    pub version: String,
    /// What a referral to a clinician is for.
    pub evaluation: Option<ServiceId>,
    /// What a stop at the highest urgency is for.
    pub emergency: Option<ServiceId>,
    /// Who is left when nobody else is.
    pub last_resort: Option<RoleId>,
    pub topics: Table<TopicId, Topic>,
    pub units: Table<UnitId, Unit>,
    pub facts: Table<FactId, Fact>,
    pub terms: Table<TermId, Term>,
    pub concerns: Table<ConcernId, Concern>,
    pub groups: Table<GroupId, Group>,
    pub roles: Table<RoleId, Role>,
    pub services: Table<ServiceId, Service>,
    pub ceilings: Table<CeilingId, Level>,
    pub urgencies: Table<UrgencyId, Level>,
    pub stages: Table<StageId, Stage>,
    pub needs: Table<NeedId, Need>,
    pub duties: Table<DutyId, Duty>,
    pub definitions: Table<DefinitionId, Definition>,
    pub screens: Table<ScreenId, Screen>,
    pub settings: Table<SettingId, Setting>,
    pub impossible: Vec<Impossible>,
    /// What made-up clients don't have, though a real one might. It decides nothing.
    pub unlikely: Vec<Impossible>,
    pub sources: Table<SourceId, Source>,
    pub statements: Table<StatementId, Statement>,
    pub rules: Table<RuleId, Rule>,
    pub tables: Table<TableId, RuleTable>,
    pub examples: Table<ExampleId, Example>,
    /// What each name refers to.
    pub names: NameIndex,
}

/// A name, what people call it, and where it is declared.
#[derive(Debug, Clone, Default)]
pub struct Label {
    /// The identifier.
    pub name: String,
    /// The title in words.
    pub title: String,
    /// The declaration's place.
    pub span: Span,
}

/// A code of a standard vocabulary.
#[derive(Debug, Clone)]
pub struct CodeOf {
    /// `loinc`, `snomed`, `icd-10-cm`, `ucum` …
    pub system: String,
    /// The code.
    pub code: String,
}

/// The chapter a file's rules belong to.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Topic {
    pub label: Label,
}

/// A unit of measurement.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Its name as rule files write it.
    pub label: Label,
    /// Other spellings.
    pub also: Vec<String>,
    /// Its UCUM code, among others.
    pub codes: Vec<CodeOf>,
}

/// Something that may be known of a client.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its name and what it is.
    pub label: Label,
    /// Its type.
    pub kind: FactKind,
    /// The value it has when nothing is said of it (a screen needs one).
    pub usual: Option<Value>,
    /// Whether it may have been left out on purpose.
    pub may_be_not_taken: bool,
    /// Where this is false, the fact is not taken.
    pub asked_when: Option<Cond>,
    /// The question to put to the client.
    pub asks: Option<String>,
    /// How a vignette tells it: `{value}` stands for the value and its unit.
    pub told: Option<String>,
    /// The number with which this one rises and falls in made-up clients.
    pub goes_with: Option<FactId>,
    /// Terms that a precaution reading this fact watches.
    pub watches: IdSet<TermId>,
    /// Standard codes.
    pub codes: Vec<CodeOf>,
    /// Where it is from.
    pub cites: Vec<Citation>,
}

/// The type of a fact.
#[derive(Debug, Clone)]
pub enum FactKind {
    /// A number within a plausible range, both ends inclusive, on a grid that starts at `low`.
    #[expect(missing_docs, reason = "each is the word itself")]
    Number {
        unit: Option<UnitId>,
        low: Number,
        high: Number,
        step: Number,
        accepts: Vec<Conversion>,
    },
    /// One of some values. `yes or no` has the options `no`, `yes`, in this order.
    #[expect(missing_docs, reason = "each is the word itself")]
    Choice { options: Vec<Choice>, ordered: bool, yes_no: bool },
    /// Any of its terms.
    Set {
        /// The terms that belong to it.
        members: IdSet<TermId>,
        /// Whether a member must be covered by a lane.
        needs_cover: bool,
    },
}

/// A value of a choice.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The value's name.
    pub name: String,
    /// How a vignette tells it.
    pub told: Option<String>,
}

/// A unit that a fact accepts besides its own: (value - minus) * times.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Conversion {
    pub unit: UnitId,
    pub minus: Number,
    pub times: Number,
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number in the fact's unit.
    Number(Number),
    /// The index of an option.
    Option(usize),
    /// The members present, as given: not closed under `implies`.
    Set(IdSet<TermId>),
    /// Left out on purpose; every comparison is false.
    NotTaken,
}

/// A member of a set fact.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its name and what people call it.
    pub label: Label,
    /// The fact it is a member of.
    pub fact: FactId,
    /// Terms that are present whenever it is: closed (everything implied, however far; not itself).
    pub implies: IdSet<TermId>,
    /// The concern it raises; none if its fact needs no cover or it `needs no cover` itself.
    pub concern: Option<ConcernId>,
    /// How a vignette tells it.
    pub told: Option<String>,
    /// The question to put to the client.
    pub asks: Option<String>,
    /// Standard codes.
    pub codes: Vec<CodeOf>,
    /// Where it is from.
    pub cites: Vec<Citation>,
}

/// Something that must be covered by a lane (D4).
#[derive(Debug, Clone)]
pub struct Concern {
    /// Its name and what people call it.
    pub label: Label,
    /// What raises it.
    pub raised_by: RaisedBy,
    /// How a vignette tells it.
    pub told: Option<String>,
    /// Where it is from.
    pub cites: Vec<Citation>,
}

/// What raises a concern.
#[derive(Debug, Clone)]
pub enum RaisedBy {
    /// The presence of a term.
    Term(TermId),
    /// A condition.
    Condition(Cond),
}

/// Terms and concerns under one name, or services under one name. Groups in groups are closed.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is a closed set of what it is called")]
pub struct Group {
    pub label: Label,
    pub terms: IdSet<TermId>,
    /// The concerns of its terms, and the declared ones it holds.
    pub concerns: IdSet<ConcernId>,
    pub services: IdSet<ServiceId>,
    pub cites: Vec<Citation>,
}

/// A practitioner's role.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its name and title.
    pub label: Label,
    /// A short form, such as `PFT`.
    pub called: Option<String>,
    /// The roles it is one of, itself included: closed.
    pub is_a: IdSet<RoleId>,
    /// Whether other roles are this one, so that it names a category.
    pub category: bool,
    /// Whether they examine in their own right.
    pub clinician: bool,
    /// The stages of health in which they usually work, as the sources say: for drawing lanes, never
    /// for deciding. Empty if it isn't said.
    pub works_in: IdSet<StageId>,
    /// Standard codes.
    pub codes: Vec<CodeOf>,
    /// Where it is from.
    pub cites: Vec<Citation>,
}

/// Something a client may ask a practitioner for.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its name and title.
    pub label: Label,
    /// A short form.
    pub called: Option<String>,
    /// The services it is a sub-service of, itself included: closed.
    pub is_a: IdSet<ServiceId>,
    /// Whom `who` lists for it: no categories.
    pub listed: Vec<RoleId>,
    /// Whether it may be among the forbidden acts.
    pub act: bool,
    /// Where it is from.
    pub cites: Vec<Citation>,
}

/// A level of a scale.
#[derive(Debug, Clone)]
pub struct Level {
    /// Its name; the title is its phrase.
    pub label: Label,
}

/// A stage of health (D19).
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Stage {
    pub label: Label,
    pub when: Cond,
    pub reading: Option<String>,
    pub cites: Vec<Citation>,
}

/// Something that must be had before, or beside, a service (D9).
#[derive(Debug, Clone)]
pub struct Need {
    /// Its name and title.
    pub label: Label,
    /// Who gives it, as written.
    pub given_by: Vec<RoleId>,
    /// When it is met.
    pub met_when: Cond,
    /// Whether it counts as a medical clearance.
    pub clearance: bool,
    /// How urgent it is while unmet.
    pub urgency: UrgencyId,
    /// Where it is from.
    pub cites: Vec<Citation>,
}

/// What a practitioner does during a service.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Duty {
    pub label: Label,
    pub cites: Vec<Citation>,
}

/// A named condition. Definitions never go in circles.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Definition {
    pub label: Label,
    pub when: Cond,
    pub reading: Option<String>,
    pub cites: Vec<Citation>,
}

/// What a finished checklist closes (D2).
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Screen {
    pub label: Label,
    pub closes: IdSet<FactId>,
}

/// Where, or under which reading, a decision is made.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Its name and title.
    pub label: Label,
    /// Its values.
    pub values: Vec<SettingValue>,
    /// The index of the value it has when none is given.
    pub usual: usize,
}

/// A value of a setting.
#[derive(Debug, Clone)]
pub struct SettingValue {
    /// Its name.
    pub name: String,
    /// How a vignette tells it.
    pub told: Option<String>,
    /// The indices of the values that enclose it, itself included: closed.
    pub within: Vec<usize>,
}

/// Clients that do not exist, or are not made up.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Impossible {
    pub label: Label,
    pub when: Cond,
}

/// Where rules come from.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Source {
    pub label: Label,
    pub by: Option<String>,
    pub edition: Option<String>,
    pub found_at: Option<String>,
    /// `YYYY-MM-DD`
    pub review_by: Option<String>,
}

impl Source {
    /// Whether its review is overdue on a day, written `YYYY-MM-DD`: the day to review it by has
    /// passed.
    #[must_use]
    pub fn is_stale(&self, on: &str) -> bool {
        self.review_by.as_deref().is_some_and(|due| due < on)
    }
}

/// Something a source says, in our words.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Statement {
    pub label: Label,
    pub source: SourceId,
    pub stands_in: Option<String>,
    pub note: Option<String>,
    /// Question, answer and wrong answers, if it can be asked.
    pub asks: Option<String>,
    pub answer: Option<String>,
    pub wrong: Vec<String>,
}

/// A citation of a source.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Citation {
    pub source: SourceId,
    pub statements: Vec<StatementId>,
    pub place: Option<String>,
    pub unconfirmed: bool,
    pub span: Span,
}

/// A condition with its place.
#[derive(Debug, Clone)]
pub struct Cond {
    /// What it says.
    pub kind: CondKind,
    /// Where it stands.
    pub span: Span,
}

/// What a condition says.
#[derive(Debug, Clone)]
pub enum CondKind {
    /// Always true: a rule without `when`.
    Always,
    /// A definition holds.
    Definition(DefinitionId),
    /// A concern is raised.
    Concern(ConcernId),
    /// A fact compares so.
    Atom(Atom),
    /// It does not hold.
    Not(Box<Cond>),
    /// All hold.
    All(Vec<Cond>),
    /// Some hold.
    Any(Vec<Cond>),
    /// So many hold.
    AtLeast(usize, Vec<Cond>),
    /// The first fact stands strictly below the second (in `impossible` only); false if either is
    /// not taken.
    InOrder(FactId, FactId),
}

/// A fact compared with constants. False of a fact that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Atom {
    pub fact: FactId,
    pub test: Test,
}

/// What a fact is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// A number stands within the range; without ends, it was taken.
    Range(Range),
    /// A number is one of these (or none of these, where `not`).
    Numbers {
        /// The numbers.
        values: Vec<Number>,
        /// Whether it is to be none of them.
        not: bool,
    },
    /// A choice has one of these options, by index. `is not` and comparisons of ordered choices are
    /// written out.
    Options(FixedBitSet),
    /// A set has one of these members (closed under `implies` before it is asked).
    Includes(IdSet<TermId>),
    /// A set has no members.
    IsEmpty,
}

/// A range of numbers; an absent end is open to infinity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The lower end, and whether it belongs to the range.
    pub low: Option<(Number, bool)>,
    /// The upper end, and whether it belongs to the range.
    pub high: Option<(Number, bool)>,
}

/// A lane, a precaution, an advice, or a row of a table.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name (a row: that of its table) and title.
    pub label: Label,
    /// The table and the row's id.
    pub row: Option<(TableId, String)>,
    /// The kind of rule.
    pub kind: RuleKind,
    /// The chapter it belongs to.
    pub topic: Option<TopicId>,
    /// The practitioners it is for: closed under `is a`, `but` taken out.
    pub roles: IdSet<RoleId>,
    /// The services it matches: groups closed, and sub-services unless it is a lane that takes.
    pub services: IdSet<ServiceId>,
    /// The settings it needs: the setting's value must be this one, or within it.
    pub under: Vec<(SettingId, usize)>,
    /// What a lane covers. Lanes that take only.
    pub covers: Option<Covers>,
    /// What a precaution is about; the client has one of these.
    pub about: Option<IdSet<ConcernId>>,
    /// When it applies.
    pub when: Cond,
    /// What it says.
    pub outcome: Outcome,
    /// Where the outcome stands.
    pub outcome_span: Span,
    /// What changes it.
    pub exceptions: Vec<Exception>,
    /// The rules it sets aside.
    pub overrides: Vec<RuleId>,
    /// More destinations, which touch nothing else.
    pub also_refer: Vec<RoleId>,
    /// The reason, in words.
    pub because: Option<String>,
    /// Why an ambiguous source was read so.
    pub reading: Option<String>,
    /// Where it is from.
    pub cites: Vec<Citation>,
}

impl Rule {
    /// Whether it is a lane that takes, whatever its exceptions say.
    #[must_use]
    pub fn takes(&self) -> bool {
        self.kind == RuleKind::Lane && matches!(self.outcome, Outcome::Take { .. })
    }

    /// How the rule is named everywhere: `NAME`, or `TABLE row ID` without the word `table`.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.row {
            Some((_, row)) => format!("{} {row}", self.label.name),
            None => self.label.name.clone(),
        }
    }
}

/// The kinds of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleKind {
    /// Says whose client it is.
    Lane,
    /// Holds back.
    Precaution,
    /// Says who is best placed.
    Advice,
}

/// What a lane covers, closed.
#[derive(Debug, Clone)]
pub struct Covers {
    /// Whether it refuses company: it then must cover every concern.
    pub only: bool,
    /// Whether it covers clients without a concern.
    pub healthy: bool,
    /// Whether it covers every concern (and clients without).
    pub every: bool,
    /// What it covers.
    pub concerns: IdSet<ConcernId>,
}

/// An exception.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Exception {
    pub when: Cond,
    pub outcome: Outcome,
    pub span: Span,
}

/// What a rule says (D6).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Outcome {
    Take {
        duties: Vec<DutyId>,
        needs: Vec<NeedId>,
    },
    /// Routine if no urgency is written.
    Refer {
        to: Vec<RoleId>,
        urgency: UrgencyId,
    },
    GoAhead {
        place: Option<UrgencyId>,
    },
    UpTo {
        ceiling: CeilingId,
        until: Option<Until>,
        once_met: Option<CeilingId>,
        place: Option<UrgencyId>,
    },
    Stop {
        to: Vec<RoleId>,
        urgency: UrgencyId,
    },
    Recommend {
        roles: Vec<RoleId>,
    },
    DoesNotApply,
}

/// What ends a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Until {
    Need(NeedId),
    Recheck(Recheck),
}

/// Measure again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Recheck {
    pub fact: FactId,
    pub minutes: Option<u32>,
    pub doing: Option<String>,
}

/// A table of rules.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct RuleTable {
    pub label: Label,
    pub kind: RuleKind,
    pub rows: Vec<RuleId>,
    /// The promise `exactly one row applies`.
    pub exactly_one: bool,
}

/// A client, a question, and what is expected.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its title and place.
    pub label: Label,
    /// The rules it belongs to: one, or all rows of a table; empty if it stands alone.
    pub of: Vec<RuleId>,
    /// The screen that was finished.
    pub screen: Option<ScreenId>,
    /// What is given of the client.
    pub facts: Vec<(FactId, Value)>,
    /// Facts named unknown.
    pub unknown: Vec<FactId>,
    /// Settings that differ from their usual value.
    pub settings: Vec<(SettingId, usize)>,
    /// Who is asked: several, one after the other, each for a test of their own. Never empty.
    pub roles: Vec<RoleId>,
    /// What for: several requests, each for a test of its own. Neither is ever empty.
    pub requests: Vec<Vec<ServiceId>>,
    /// Facts that are told in several ways, one for each of several tests.
    pub grid: Vec<Axis>,
    /// What is expected. Never empty.
    pub expects: Vec<Expect>,
}

impl Example {
    /// How many tests it stands for: the product of how many ways each fact is told in, of who is
    /// asked and for what; at most [`MOST_TESTS`].
    #[must_use]
    pub fn tests(&self) -> usize {
        let clients: usize = self.grid.iter().map(|axis| axis.values.len()).product();
        clients * self.roles.len() * self.requests.len()
    }
}

/// The most tests that one example stands for. A grid of more is no longer an example; its clients
/// are better found by `remit check`, which looks at all of them.
pub const MOST_TESTS: usize = 1_000;

/// A fact of which an example tells several values.
#[derive(Debug, Clone)]
pub struct Axis {
    /// The fact.
    pub fact: FactId,
    /// Its values, in the order in which they are written. At least two, all different.
    pub values: Vec<Value>,
    /// Where they are told.
    pub span: Span,
}

/// One expectation of an example; what is not written is not compared.
#[derive(Debug, Clone)]
pub struct Expect {
    /// What must be so.
    pub what: Expected,
    /// For which of the tests; `None` for all of them.
    pub only_if: Option<OnlyIf>,
    /// Where it is written.
    pub span: Span,
}

/// For which of an example's tests something is expected. What is `None` is no matter.
#[derive(Debug, Clone)]
pub struct OnlyIf {
    /// Any of these is asked.
    pub by: Option<IdSet<RoleId>>,
    /// Any of these is asked for.
    pub services: Option<IdSet<ServiceId>>,
    /// The client is so; it reads only facts that the example tells.
    pub when: Option<Cond>,
}

/// What must be so. Lists are compared as sets, and an empty one expects that there is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Expected {
    Verdict(Verdict),
    /// All roles of the destinations, together.
    To(Vec<RoleId>),
    /// A destination among others: any one of these roles, for this service.
    SentTo(Vec<RoleId>, ServiceId),
    /// All roles of the further destinations, together.
    AlsoTo(Vec<RoleId>),
    Ceiling(CeilingId),
    /// Needs that are not met.
    Outstanding(Vec<NeedId>),
    /// Needs that are met.
    Met(Vec<NeedId>),
    /// What is to be measured again; minutes and instruction are compared where they are said.
    Rechecks(Vec<Recheck>),
    Duties(Vec<DutyId>),
    Urgency(UrgencyId),
    Clearance(Clearance),
    /// Facts to ask for.
    Ask(Vec<FactId>),
    AtLeast(Verdict, Option<UrgencyId>),
    AtMost(Verdict, Option<UrgencyId>),
    Stage(Option<StageId>),
    Recommended(Vec<RoleId>),
    Lane(LaneState),
    Uncovered(Vec<ConcernId>),
    CoveredSeparately,
    /// Among others.
    Forbidden(Vec<ServiceId>),
    /// Among others.
    DecidedBy(Vec<RuleId>),
    /// Among others.
    SetAside(Vec<RuleId>),
}

/// What is to be said of medical clearance in one word (D15), from least to most protective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clearance {
    /// No need that counts as clearance was reached.
    None,
    /// Those that were reached are met.
    OnFile,
    /// One is outstanding, and holds back part of what was asked for.
    BeforeVigorous,
    /// One is outstanding, and nothing may start before it.
    BeforeAny,
    /// Nobody starts.
    StopAndClear,
}

impl Clearance {
    /// Its name in rule files and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::OnFile => "on-file",
            Self::BeforeVigorous => "before-vigorous",
            Self::BeforeAny => "before-any",
            Self::StopAndClear => "stop-and-clear",
        }
    }
}

/// The verdicts, from least to most protective (D11); `Ask` when it isn't certain (D16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Yours, without limits.
    Take,
    /// Yours, with a duty, a limit or an outstanding need.
    TakeWith,
    /// Yours, but nothing yet.
    Wait,
    /// Not yours.
    Refer,
    /// Nobody starts.
    Stop,
    /// What is missing could change the answer.
    Ask,
}

impl Verdict {
    /// Its name in rule files and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::TakeWith => "take-with",
            Self::Wait => "wait",
            Self::Refer => "refer",
            Self::Stop => "stop",
            Self::Ask => "ask",
        }
    }
}

/// Whose client it is (D8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LaneState {
    /// A lane takes the client, and every concern is covered.
    Mine,
    /// A lane refuses the client.
    Refused,
    /// No lane says take, or something is not covered.
    NoRule,
}

impl LaneState {
    /// Its name in rule files and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Refused => "refused",
            Self::NoRule => "no-rule",
        }
    }
}
