//! What if? The client of a question, decided anew with facts changed.

use remit_eval::{Case, Class, Condition, Decision, Found, Judge};
use remit_model::id::{FactId, RoleId, RuleId, ServiceId};
use remit_model::rulebook::{FactKind, IdSet, Value};
use remit_model::{Number, Rulebook};
use remit_scenario::{Scenario, tells_same};
use remit_words::{Line, Words, list};

/// A client that facts are changed of, one after the other, to see what becomes of the decision.
///
/// It keeps nothing of the question: whoever tries things out here has answered already, and the
/// next question doesn't know of it.
#[derive(Debug)]
pub struct WhatIf<'a> {
    judge: Judge<'a>,
    role: RoleId,
    service: ServiceId,
    told: Case,
    case: Case,
    facts: Vec<FactId>,
    before: Decision,
    now: Decision,
}

/// A value that a fact could have instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// In words: `134 mmHg`, `with asthma`, `not known`.
    pub text: String,
    /// The value; `None` if it is not known.
    pub value: Option<Value>,
}

/// What became of a rule when facts changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It decides now, and didn't before.
    Comes,
    /// It decides, as before.
    Stays,
    /// It decided before, and doesn't any more.
    Goes,
}

/// Why a fact can't be changed so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoWay {
    /// Such a client does not exist; what the rulebook calls it, if a single reason says so.
    Impossible(Option<String>),
    /// The fact is no number.
    NotANumber,
    /// A number can be had only from the first to the second, in steps of the third: in words, with
    /// their units.
    OffTheScale(String, String, String),
}

impl std::fmt::Display for NoWay {
    /// A line for the learner: lower case, no full stop.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Impossible(Some(what)) => write!(f, "such a client does not exist: {what}"),
            Self::Impossible(None) => f.write_str("such a client does not exist"),
            Self::NotANumber => f.write_str("that is no number"),
            Self::OffTheScale(low, high, step) => {
                write!(f, "it goes from {low} to {high}, in steps of {step}")
            }
        }
    }
}

impl<'a> WhatIf<'a> {
    /// The client of a question, as told.
    #[must_use]
    pub fn new(book: &'a Rulebook, scenario: &Scenario) -> Self {
        let judge = Judge::new(book);
        let (role, service) = (scenario.target.role, scenario.target.service);
        let before = judge.decide(&scenario.case, role, &[service]);
        let told = scenario.case.clone();
        let facts = in_order(book, scenario, &before);
        Self { judge, role, service, case: told.clone(), told, facts, now: before.clone(), before }
    }

    /// All facts, those that matter most first: what was told, what the rules looked at, then the
    /// rest.
    #[must_use]
    pub fn facts(&self) -> &[FactId] {
        &self.facts
    }

    /// The value of a fact, in words.
    #[must_use]
    pub fn value(&self, fact: FactId) -> String {
        let words = Words::new(self.judge.book);
        self.case
            .value(fact)
            .map_or_else(|| "not known".to_owned(), |value| words.value(fact, value))
    }

    /// Whether a fact is not as it was told.
    #[must_use]
    pub fn changed(&self, fact: FactId) -> bool {
        self.case.value(fact) != self.told.value(fact)
    }

    /// Whether a fact is asked of this client at all; what isn't has no value, whatever is said.
    #[must_use]
    pub fn asked(&self, fact: FactId) -> bool {
        let when = self.judge.book.facts[fact].asked_when.as_ref();
        when.zip(self.case.complete())
            .is_none_or(|(when, completion)| self.judge.holds(&completion, when))
    }

    /// What a fact could be instead. Of a number, the nearest value of each kind that the rules tell
    /// apart: any other can be given too, see [`Self::number`]. Of a set, one member more or less.
    #[must_use]
    pub fn ways(&self, fact: FactId) -> Vec<Way> {
        let words = Words::new(self.judge.book);
        let declared = &self.judge.book.facts[fact];
        let now = self.case.value(fact);
        let mut values: Vec<(String, Value)> = Vec::new();
        let of_value = |value: Value| (words.value(fact, &value), value);
        match &declared.kind {
            FactKind::Choice { options, .. } => {
                values.extend((0..options.len()).map(Value::Option).map(of_value));
            }
            FactKind::Number { .. } => {
                let classes = self.judge.classes().of(fact).iter();
                let nearest = classes.filter_map(|class| match (class, now) {
                    (Class::Numbers(low, _), Some(Value::Number(number))) if number < low => {
                        Some(*low)
                    }
                    (Class::Numbers(_, high), Some(Value::Number(number))) if number > high => {
                        Some(*high)
                    }
                    // The client's own class: the value is what it is.
                    (Class::Numbers(..), Some(Value::Number(_))) => None,
                    (Class::Numbers(low, _), _) => Some(*low),
                    _ => None,
                });
                values.extend(nearest.map(Value::Number).map(of_value));
            }
            FactKind::Set { members, .. } => {
                let present = match now {
                    Some(Value::Set(present)) => present.clone(),
                    _ => IdSet::default(),
                };
                values.extend(members.iter().map(|term| {
                    let mut other = present.clone();
                    let with = if present.contains(term) {
                        other.remove(term);
                        "without"
                    } else {
                        other.insert(term);
                        "with"
                    };
                    (format!("{with} {}", words.term(term)), Value::Set(other))
                }));
            }
        }
        if declared.may_be_not_taken {
            values.push(of_value(Value::NotTaken));
        }
        let mut ways: Vec<Way> =
            values.into_iter().map(|(text, value)| Way { text, value: Some(value) }).collect();
        ways.push(Way { text: "not known".to_owned(), value: None });
        ways.retain(|way| way.value.as_ref() != now);
        ways
    }

    /// A number that was typed, in the fact's own unit, with the unit or without.
    ///
    /// # Errors
    ///
    /// Why it can't be a value of the fact.
    pub fn number(&self, fact: FactId, typed: &str) -> Result<Value, NoWay> {
        let FactKind::Number { low, high, step, .. } = &self.judge.book.facts[fact].kind else {
            return Err(NoWay::NotANumber);
        };
        let digits = typed.split_whitespace().next().unwrap_or("");
        let number = Number::parse(digits).ok_or(NoWay::NotANumber)?;
        if (*low..=*high).contains(&number) && number.on_grid(*low, *step) {
            return Ok(Value::Number(number));
        }
        let said = |number| Words::new(self.judge.book).number(fact, number);
        Err(NoWay::OffTheScale(low.to_string(), said(*high), said(*step)))
    }

    /// The number that stands so many steps of its scale above (or, negative, below) what the fact
    /// is now, but not beyond its ends; `None` if the fact has no number now.
    #[must_use]
    pub fn stepped(&self, fact: FactId, steps: i64) -> Option<Value> {
        let FactKind::Number { low, high, step, .. } = &self.judge.book.facts[fact].kind else {
            return None;
        };
        let Some(Value::Number(number)) = self.case.value(fact) else { return None };
        let moved = *number + *step * Number::whole(steps);
        let most = high.grid_below(*low, *step).unwrap_or(*low);
        Some(Value::Number(moved.clamp(*low, most)))
    }

    /// Changes a fact; `None` makes it unknown.
    ///
    /// # Errors
    ///
    /// That no client can be like that; everything is then as it was.
    pub fn change(&mut self, fact: FactId, value: Option<Value>) -> Result<(), NoWay> {
        let mut case = self.case.clone();
        match value {
            Some(value) => case.give(fact, value),
            None => case.forget(fact),
        }
        if !self.judge.has_completion(&case) {
            let book = self.judge.book;
            let named = case.complete().and_then(|completion| self.judge.violates(&completion));
            let title = named.and_then(|at| book.impossible.get(at));
            return Err(NoWay::Impossible(title.map(|what| what.label.title.clone())));
        }
        self.now = self.judge.decide(&case, self.role, &[self.service]);
        self.case = case;
        Ok(())
    }

    /// Makes everything again as it was told.
    pub fn reset(&mut self) {
        self.case = self.told.clone();
        self.now = self.before.clone();
    }

    /// The changes that were made, as they read after *what if*: `the pain were 7`.
    #[must_use]
    pub fn changes(&self) -> Vec<String> {
        let words = Words::new(self.judge.book);
        let changed = self.facts.iter().filter(|&&fact| self.changed(fact));
        let said = changed.map(|&fact| match (self.told.value(fact), self.case.value(fact)) {
            (Some(from), Some(to)) => words.change(fact, from, to),
            (None, Some(to)) => format!("the {} were {}", words.fact(fact), words.value(fact, to)),
            (_, None) => format!("the {} were not known", words.fact(fact)),
        });
        said.collect()
    }

    /// Who is asked, and what for, as a heading: `A personal trainer, asked for training`.
    #[must_use]
    pub fn asks(&self) -> String {
        let words = Words::new(self.judge.book);
        list::capital(&format!(
            "{}, asked for {}",
            words.role(self.role),
            words.service(self.service)
        ))
    }

    /// What was decided about the client as told.
    #[must_use]
    pub fn before(&self) -> String {
        Words::new(self.judge.book).decision(&self.before)
    }

    /// What is decided about the client as changed.
    #[must_use]
    pub fn now(&self) -> String {
        Words::new(self.judge.book).decision(&self.now)
    }

    /// Whether something else is to be done now than before.
    #[must_use]
    pub fn differs(&self) -> bool {
        match (self.before.core(), self.now.core()) {
            (Some(before), Some(now)) => !tells_same(&before, &now),
            (before, now) => before.is_some() != now.is_some(),
        }
    }

    /// The rules that decide now, and those that did before, each with what became of it.
    #[must_use]
    pub fn rules(&self) -> Vec<(RuleId, Became)> {
        let before = &self.before.decided_by;
        let now = &self.now.decided_by;
        let became =
            |rule: &RuleId| if before.contains(rule) { Became::Stays } else { Became::Comes };
        let gone = before.iter().filter(|rule| !now.contains(rule));
        now.iter()
            .map(|rule| (*rule, became(rule)))
            .chain(gone.map(|rule| (*rule, Became::Goes)))
            .collect()
    }

    /// The rules as [`Self::rules`] has them, in words.
    #[must_use]
    pub fn rule_lines(&self) -> Vec<(String, Became)> {
        let words = Words::new(self.judge.book);
        let line = |(rule, became): (RuleId, Became)| {
            let of = if became == Became::Goes { &self.before } else { &self.now };
            (format!("{}: {}", words.quoted(rule), words.said(rule, of)), became)
        };
        self.rules().into_iter().map(line).collect()
    }

    /// Why it is decided so now.
    #[must_use]
    pub fn explanation(&self) -> Vec<Line> {
        Words::new(self.judge.book).explanation(&self.now)
    }
}

/// All facts: what was told, what the rules looked at that speak or nearly did, the rest.
fn in_order(book: &Rulebook, scenario: &Scenario, decision: &Decision) -> Vec<FactId> {
    let mut facts: Vec<FactId> = scenario.told.iter().map(|(fact, _)| *fact).collect();
    facts.sort_unstable();
    facts.extend(&decision.ask);
    let reasons = decision.explanation.iter().flat_map(|explanation| &explanation.services);
    for reasons in reasons {
        let telling = |rule: &RuleId| reasons.decided_by.contains(rule);
        let nearly = |rule: &RuleId| reasons.nearly.contains(rule);
        let wanted: [&dyn Fn(&RuleId) -> bool; 2] = [&telling, &nearly];
        for wanted in wanted {
            for considered in reasons.considered.iter().filter(|of| wanted(&of.rule)) {
                considered.when.iter().for_each(|when| looked_at(when, &mut facts));
                considered.exceptions.iter().for_each(|of| looked_at(&of.when, &mut facts));
            }
        }
    }
    facts.extend(book.facts.ids());
    let mut seen = IdSet::default();
    facts.retain(|&fact| {
        let new = !seen.contains(fact);
        seen.insert(fact);
        new
    });
    facts
}

fn looked_at(condition: &Condition, facts: &mut Vec<FactId>) {
    match &condition.found {
        Found::Always | Found::Concern(_, None) => {}
        Found::Fact(atom, _) => facts.push(atom.fact),
        Found::InOrder((low, _), (high, _)) => facts.extend([*low, *high]),
        Found::Definition(_, inner) | Found::Concern(_, Some(inner)) | Found::Not(inner) => {
            looked_at(inner, facts);
        }
        Found::All(parts) | Found::Any(parts) | Found::AtLeast(_, parts) => {
            for part in parts {
                looked_at(part, facts);
            }
        }
    }
}
