//! A small rulebook as names: what a rule file says, before anything is resolved.

use std::collections::{BTreeMap, BTreeSet};

/// A rulebook.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each is a list of what it is called")]
pub struct Book {
    pub facts: Vec<Fact>,
    pub terms: Vec<Term>,
    /// Concerns that are measured, and when they are raised.
    pub concerns: Vec<(String, Cond)>,
    /// Groups of terms and concerns.
    pub groups: Vec<(String, Vec<String>)>,
    pub service_groups: Vec<(String, Vec<String>)>,
    pub roles: Vec<Role>,
    pub services: Vec<Service>,
    /// From loosest to tightest.
    pub ceilings: Vec<String>,
    /// From least to most urgent.
    pub urgencies: Vec<String>,
    /// From most protective.
    pub stages: Vec<(String, Cond)>,
    pub needs: Vec<Need>,
    pub duties: Vec<String>,
    pub defines: Vec<(String, Cond)>,
    pub settings: Vec<Setting>,
    pub impossible: Vec<(String, Cond)>,
    pub rules: Vec<Rule>,
    /// What referrals to a clinician are for.
    pub evaluation: String,
    /// What stops at the highest urgency are for.
    pub emergency: String,
    /// Who is left when nobody else is.
    pub last_resort: String,
}

/// A fact.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Fact {
    pub name: String,
    pub kind: Kind,
    pub may_be_not_taken: bool,
    pub asked_when: Option<Cond>,
}

/// The type of a fact. Numbers are in tenths throughout.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Kind {
    Number { low: i64, high: i64, step: i64 },
    Choice { options: Vec<String>, ordered: bool },
    Set { needs_cover: bool },
}

/// A member of a set.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Term {
    pub name: String,
    pub of: String,
    pub implies: Vec<String>,
    pub needs_no_cover: bool,
}

/// A role.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Role {
    pub name: String,
    pub is_a: Option<String>,
    pub clinician: bool,
}

/// A service.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Service {
    pub name: String,
    pub is_a: Option<String>,
    pub listed: Vec<String>,
}

/// A need.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Need {
    pub name: String,
    pub given_by: Vec<String>,
    pub met_when: Cond,
    pub clearance: bool,
    pub urgent: Option<String>,
}

/// A setting: its values, each with the one it lies within.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Setting {
    pub name: String,
    pub values: Vec<(String, Option<String>)>,
    pub usual: String,
}

/// How a number, or the value of an ordered choice, is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Compared {
    AtLeast,
    AtMost,
    Above,
    Below,
}

/// A condition.
#[derive(Debug, Clone)]
pub enum Cond {
    /// A number stands so to another.
    Number(String, Compared, i64),
    /// A number is within, ends included.
    Between(String, i64, i64),
    /// A number is one of these, or has a value and is none of them.
    Equals(String, Vec<i64>, bool),
    /// The value of an ordered choice stands so to an option.
    Ordered(String, Compared, String),
    /// A choice is one of these, or has a value and is none of them.
    Is(String, Vec<String>, bool),
    /// A set has one of these members, or of the members of these groups.
    Include(String, Vec<String>),
    /// A set has no members.
    AreNone(String),
    /// A definition or declared concern.
    Named(String),
    /// The contrary.
    Not(Box<Cond>),
    /// All hold.
    All(Vec<Cond>),
    /// Some hold.
    Any(Vec<Cond>),
    /// So many hold.
    AtLeastOf(usize, Vec<Cond>),
    /// The first number stands strictly below the second; in `impossible` only.
    InOrder(String, String),
}

/// The kinds of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum RuleKind {
    Lane,
    Precaution,
    Advice,
}

/// A rule.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is the clause of that name")]
pub struct Rule {
    pub name: String,
    pub kind: RuleKind,
    /// None: any practitioner.
    pub roles: Vec<String>,
    pub but: Vec<String>,
    pub asked_for: Vec<String>,
    pub under: Option<(String, String)>,
    pub covers: Option<Covers>,
    pub about: Vec<String>,
    pub when: Option<Cond>,
    pub outcome: Outcome,
    pub exceptions: Vec<(Cond, Outcome)>,
    pub overrides: Vec<String>,
    pub also_refer: Vec<String>,
}

/// What a lane covers.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Covers {
    pub only: bool,
    pub healthy: bool,
    pub every: bool,
    pub names: Vec<String>,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Outcome {
    Take { duties: Vec<String>, needs: Vec<String> },
    Refer { to: Vec<String>, urgency: Option<String> },
    GoAhead { place: Option<String> },
    UpTo { ceiling: String, until: Option<Until>, once_met: Option<String>, place: Option<String> },
    Stop { to: Vec<String>, urgency: String },
    Recommend(Vec<String>),
    DoesNotApply,
}

/// What ends a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Until {
    Need(String),
    Recheck(Recheck),
}

/// A fact to measure again, and after how many minutes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Recheck {
    pub fact: String,
    pub minutes: Option<u32>,
}

/// The value of a fact; numbers in tenths.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Value {
    Number(i64),
    Option(String),
    Set(BTreeSet<String>),
    NotTaken,
}

/// A client: the facts that are known, and the settings.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Client {
    pub facts: BTreeMap<String, Value>,
    pub settings: BTreeMap<String, String>,
}
