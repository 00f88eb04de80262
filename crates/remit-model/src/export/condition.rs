//! Conditions as trees, and the values of facts.

use serde::Serialize;

use super::{Names, name};
use crate::id::FactId;
use crate::rulebook::{self, Cond, CondKind, FactKind};

/// A condition: one key says what kind it is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Condition<'b> {
    Always(bool),
    Definition(&'b str),
    Concern(&'b str),
    Not(Box<Condition<'b>>),
    All(Vec<Condition<'b>>),
    Any(Vec<Condition<'b>>),
    AtLeast {
        count: usize,
        of: Vec<Condition<'b>>,
    },
    /// The first fact stands strictly below the second.
    InOrder {
        low: &'b str,
        high: &'b str,
    },
    /// A fact compared with constants.
    Compare(Compare<'b>),
}

/// A comparison.
#[derive(Debug, Serialize)]
pub(super) struct Compare<'b> {
    fact: &'b str,
    #[serde(flatten)]
    test: Test<'b>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "test", rename_all = "kebab-case")]
enum Test<'b> {
    Range { low: Option<Bound>, high: Option<Bound> },
    Numbers { values: Vec<String>, not: bool },
    Values { values: Vec<&'b str> },
    Includes { terms: Vec<&'b str> },
    IsEmpty,
}

#[derive(Debug, Serialize)]
struct Bound {
    value: String,
    included: bool,
}

/// The value of a fact: a number as an exact text, the name of a value, or the names of terms.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Value<'b> {
    Number { number: String },
    Name(&'b str),
    Terms(Vec<&'b str>),
}

impl<'b> Names<'b> {
    pub(super) fn condition(self, cond: &'b Cond) -> Condition<'b> {
        let all = |parts: &'b [Cond]| parts.iter().map(|part| self.condition(part)).collect();
        match &cond.kind {
            CondKind::Always => Condition::Always(true),
            CondKind::Definition(id) => {
                Condition::Definition(name(&self.book.definitions[*id].label))
            }
            CondKind::Concern(id) => Condition::Concern(name(&self.book.concerns[*id].label)),
            CondKind::Not(inner) => Condition::Not(Box::new(self.condition(inner))),
            CondKind::All(parts) => Condition::All(all(parts)),
            CondKind::Any(parts) => Condition::Any(all(parts)),
            CondKind::AtLeast(count, parts) => Condition::AtLeast { count: *count, of: all(parts) },
            CondKind::InOrder(low, high) => {
                Condition::InOrder { low: self.fact_name(*low), high: self.fact_name(*high) }
            }
            CondKind::Atom(atom) => Condition::Compare(Compare {
                fact: self.fact_name(atom.fact),
                test: self.test(atom.fact, &atom.test),
            }),
        }
    }

    fn test(self, fact: FactId, test: &'b rulebook::Test) -> Test<'b> {
        match test {
            rulebook::Test::Range(range) => {
                let bound = |end: Option<(crate::Number, bool)>| {
                    end.map(|(value, included)| Bound { value: value.exact(), included })
                };
                Test::Range { low: bound(range.low), high: bound(range.high) }
            }
            rulebook::Test::Numbers { values, not } => Test::Numbers {
                values: values.iter().map(|value| value.exact()).collect(),
                not: *not,
            },
            rulebook::Test::Options(options) => Test::Values {
                values: options.ones().map(|option| self.option(fact, option)).collect(),
            },
            rulebook::Test::Includes(terms) => Test::Includes { terms: self.terms(terms) },
            rulebook::Test::IsEmpty => Test::IsEmpty,
        }
    }

    fn option(self, fact: FactId, option: usize) -> &'b str {
        match &self.book.facts[fact].kind {
            FactKind::Choice { options, .. } => {
                options.get(option).map_or("", |option| &option.name)
            }
            FactKind::Number { .. } | FactKind::Set { .. } => "",
        }
    }

    pub(super) fn value(self, fact: FactId, value: &'b rulebook::Value) -> Value<'b> {
        match value {
            rulebook::Value::Number(number) => Value::Number { number: number.exact() },
            rulebook::Value::Option(option) => Value::Name(self.option(fact, *option)),
            rulebook::Value::Set(terms) => Value::Terms(self.terms(terms)),
            rulebook::Value::NotTaken => Value::Name("not-taken"),
        }
    }
}
