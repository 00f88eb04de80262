//! The explanation of a decision, line by line. Somebody else draws it.

use remit_eval::{Condition, Considered, Decision, Explanation, Fate, Found, Reasons, passes};
use remit_model::id::{FactId, RuleId};
use remit_model::rulebook::{Atom, Test, Value};
use remit_source::Span;

use crate::Words;
use crate::list::{and, or, sentence};

/// A line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How deep it stands: a line explains the one before it that is less deep.
    pub depth: u8,
    /// What kind of thing it says.
    pub kind: LineKind,
    /// The text: no indentation, no mark, no colour.
    pub text: String,
    /// Where it stands in the rule files.
    pub place: Option<Span>,
}

/// What kind of thing a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// What the lines below have in common.
    Heading,
    /// A concern of the client, and whether it is covered.
    Concern(bool),
    /// A rule that decides.
    Decides,
    /// A rule that speaks, but does not decide.
    Speaks,
    /// A condition, and whether it holds.
    Condition(bool),
    /// An exception, and whether it counts.
    Exception(bool),
    /// The reason that a rule gives.
    Because,
    /// Why an ambiguous source was read so.
    Reading,
    /// Where it is from.
    Source,
    /// A rule that others set aside.
    SetAside,
    /// A rule that nearly applied.
    Nearly,
}

/// So many rules that nearly applied are shown: more are not read.
const MOST_NEARLY: usize = 3;

/// How deep a condition is unfolded; far more than a reader follows.
const DEPTH: u8 = 16;

impl Words<'_> {
    /// Why a decision is as it is: the concerns and who covers them, the rules that decide with
    /// what they looked at, those that also speak, those set aside, and those that nearly applied.
    #[must_use]
    pub fn explanation(self, decision: &Decision) -> Vec<Line> {
        let mut lines = Vec::new();
        let Some(explanation) = &decision.explanation else { return lines };
        self.explain(explanation, &decision.assumed, &mut lines);
        lines
    }

    fn explain(self, explanation: &Explanation, assumed: &[FactId], lines: &mut Vec<Line>) {
        let several = explanation.services.len() > 1;
        for reasons in &explanation.services {
            if several {
                let text = format!("For {}:", self.service(reasons.service));
                lines.push(Line { depth: 0, kind: LineKind::Heading, text, place: None });
            }
            self.reasons(reasons, assumed, u8::from(several), lines);
        }
    }

    fn reasons(self, reasons: &Reasons, assumed: &[FactId], depth: u8, lines: &mut Vec<Line>) {
        for covering in &reasons.concerns {
            let by: Vec<_> = covering.by.iter().map(|&rule| self.quoted(rule)).collect();
            let concern = self.concern(covering.concern);
            let text = if by.is_empty() {
                format!("{concern}: no rule covers it")
            } else {
                format!("{concern}: covered by {}", and(&by))
            };
            lines.push(Line { depth, kind: LineKind::Concern(!by.is_empty()), text, place: None });
        }
        let of =
            |rule: RuleId| reasons.considered.iter().find(|considered| considered.rule == rule);
        for considered in reasons.decided_by.iter().filter_map(|&rule| of(rule)) {
            self.considered(considered, LineKind::Decides, depth, lines);
        }
        for considered in &reasons.considered {
            if considered.fate == Fate::InForce && !reasons.decided_by.contains(&considered.rule) {
                self.considered(considered, LineKind::Speaks, depth, lines);
            }
        }
        for considered in &reasons.considered {
            if let Fate::SetAside(by) = &considered.fate {
                let by: Vec<_> = by.iter().map(|&rule| self.quoted(rule)).collect();
                let text = format!("{} is set aside by {}", self.quoted(considered.rule), and(&by));
                lines.push(self.line(depth, LineKind::SetAside, text, considered.rule));
            }
        }
        // What was said of the client made these fail, not the silence of a screen.
        let told = |considered: &&Considered| {
            let failed = considered.when.as_ref().and_then(failing).and_then(fact_read);
            failed.is_some_and(|fact| !assumed.contains(&fact))
        };
        let nearly = reasons.nearly.iter().filter_map(|&rule| of(rule)).filter(told);
        for considered in nearly.take(MOST_NEARLY) {
            self.nearly(considered, depth, lines);
        }
    }

    fn line(self, depth: u8, kind: LineKind, text: String, rule: RuleId) -> Line {
        Line { depth, kind, text, place: Some(self.book.rules[rule].label.span) }
    }

    fn considered(self, considered: &Considered, kind: LineKind, depth: u8, lines: &mut Vec<Line>) {
        let says: Vec<_> = considered.says.iter().map(|outcome| self.outcome(outcome)).collect();
        let says = if says.is_empty() {
            "says nothing".to_owned()
        } else {
            format!("says: {}", and(&says))
        };
        let rule = considered.rule;
        lines.push(self.line(depth, kind, format!("{} {says}", self.quoted(rule)), rule));
        if let Some(when) = &considered.when {
            self.evaluated(when, depth + 1, lines);
        }
        for exception in &considered.exceptions {
            let text = if exception.counts {
                format!("except: then {}", self.outcome(&exception.outcome))
            } else {
                format!("the exception ({}) does not change it", self.outcome(&exception.outcome))
            };
            let place = Some(exception.when.span);
            lines.push(Line {
                depth: depth + 1,
                kind: LineKind::Exception(exception.counts),
                text,
                place,
            });
            self.evaluated(&exception.when, depth + 2, lines);
        }
        self.background(rule, depth + 1, lines);
    }

    /// The reason of a rule, its reading and its sources.
    pub(crate) fn background(self, rule: RuleId, depth: u8, lines: &mut Vec<Line>) {
        let declared = &self.book.rules[rule];
        if let Some(because) = self.because(rule) {
            lines.push(self.line(depth, LineKind::Because, because, rule));
        }
        if let Some(reading) = &declared.reading {
            lines.push(self.line(
                depth,
                LineKind::Reading,
                format!("Read so: {}", sentence(reading)),
                rule,
            ));
        }
        for citation in &declared.cites {
            let text = self.citation(citation);
            lines.push(Line { depth, kind: LineKind::Source, text, place: Some(citation.span) });
        }
    }

    fn nearly(self, considered: &Considered, depth: u8, lines: &mut Vec<Line>) {
        let rule = considered.rule;
        let failed = considered.when.as_ref().and_then(failing);
        let missing = failed.map_or_else(String::new, |failed| self.but(failed));
        let says = self.outcome(&self.book.rules[rule].outcome);
        let text = format!("{} nearly applied ({says}){missing}", self.quoted(rule));
        lines.push(self.line(depth, LineKind::Nearly, text, rule));
    }

    /// What kept a rule from applying: what is so, where that can be told, else what is not.
    fn but(self, failed: &Condition) -> String {
        let so = match &failed.found {
            Found::Fact(atom, value) if *value != Value::NotTaken => Some(self.atom(atom, true)),
            Found::Not(inner) => match &inner.found {
                Found::Fact(atom, _) => Some(self.atom(atom, false)),
                _ => None,
            },
            _ => None,
        };
        match so.filter(|so| so.starts_with("the client ")) {
            Some(so) => format!(", but {so}"),
            None => format!(", but for this: {}", self.found(failed)),
        }
    }

    /// What a rule says in a decision, its exceptions heeded; what it says at first, where nobody
    /// explained the decision.
    #[must_use]
    pub fn said(self, rule: RuleId, decision: &Decision) -> String {
        let reasons = decision.explanation.iter().flat_map(|explanation| &explanation.services);
        let mut considered = reasons.flat_map(|reasons| &reasons.considered);
        let of_rule = considered.find(|of| of.rule == rule && !of.says.is_empty());
        let says = of_rule
            .map_or(std::slice::from_ref(&self.book.rules[rule].outcome), |of| of.says.as_slice());
        and(&says.iter().map(|outcome| self.outcome(outcome)).collect::<Vec<_>>())
    }

    /// A condition and what it found, and below it the conditions it is made of.
    fn evaluated(self, condition: &Condition, depth: u8, lines: &mut Vec<Line>) {
        if depth > DEPTH || matches!(condition.found, Found::Always) {
            return;
        }
        let kind = LineKind::Condition(condition.holds);
        let place = Some(condition.span);
        // The parts of an `and` need no line above them: each stands for itself.
        if let Found::All(parts) = &condition.found {
            return parts.iter().for_each(|part| self.evaluated(part, depth, lines));
        }
        lines.push(Line { depth, kind, text: self.found(condition), place });
        match &condition.found {
            Found::Any(parts) | Found::AtLeast(_, parts) => {
                for part in parts {
                    self.evaluated(part, depth + 1, lines);
                }
            }
            Found::Definition(_, inner) | Found::Concern(_, Some(inner)) => {
                self.evaluated(inner, depth + 1, lines);
            }
            Found::Not(inner) if !matches!(inner.found, Found::Fact(..)) => {
                self.evaluated(inner, depth + 1, lines);
            }
            _ => {}
        }
    }

    /// What a condition says and found, in a line: `pain is at least 7; it is 4`.
    #[must_use]
    pub fn found(self, condition: &Condition) -> String {
        match &condition.found {
            Found::Always => "always".to_owned(),
            Found::Fact(atom, value) => self.compared(atom, value, false),
            Found::Definition(id, _) => self.book.definitions[*id].label.title.clone(),
            Found::Concern(id, _) => self.concern(*id).to_owned(),
            Found::Not(inner) => match &inner.found {
                Found::Fact(atom, value) => self.compared(atom, value, true),
                _ => format!("not so: {}", self.found(inner)),
            },
            Found::All(_) => "all of these hold".to_owned(),
            Found::Any(_) => "at least one of these holds".to_owned(),
            Found::AtLeast(count, _) => format!("at least {count} of these hold"),
            Found::InOrder((low, _), (high, _)) => {
                format!("{} is below {}", self.fact(*low), self.fact(*high))
            }
        }
    }

    /// A comparison and the value it met: `pain is at least 7; it is 4`.
    fn compared(self, atom: &Atom, value: &Value, not: bool) -> String {
        let said = self.atom(atom, not);
        // A phrase that tells a value does not go on with the value.
        if !said.starts_with("the client ") {
            return format!("{said}; {}", self.was(atom.fact, value));
        }
        match (value, passes(&atom.test, value) == not) {
            (Value::NotTaken, _) => format!("{said}; not taken"),
            (_, true) => format!("not so: {said}"),
            (_, false) => said,
        }
    }

    fn was(self, fact: FactId, value: &Value) -> String {
        match value {
            Value::NotTaken => "not taken".to_owned(),
            Value::Set(members) if members.is_empty() => "there are none".to_owned(),
            Value::Set(members) => {
                let names: Vec<_> = members.iter().map(|term| self.term(term).to_owned()).collect();
                format!("present: {}", and(&names))
            }
            _ => format!("it is {}", self.value(fact, value)),
        }
    }

    /// Whom a rule is for and what it speaks of, in a line: a label for lists of rules.
    #[must_use]
    pub fn scope(self, rule: RuleId) -> String {
        let declared = &self.book.rules[rule];
        format!(
            "{}, asked for {}",
            or(&self.roles(&declared.roles)),
            or(&self.services(&declared.services))
        )
    }
}

/// The fact that a single comparison reads with a value of its own: a number or a choice. Of sets one
/// can't say that they are near to something.
#[must_use]
pub fn fact_read(condition: &Condition) -> Option<FactId> {
    match &condition.found {
        Found::Fact(atom, _) if !matches!(atom.test, Test::Includes(_) | Test::IsEmpty) => {
            Some(atom.fact)
        }
        Found::Not(inner) => fact_read(inner),
        _ => None,
    }
}

/// The one comparison that fails in a condition that nearly held.
#[must_use]
pub fn failing(condition: &Condition) -> Option<&Condition> {
    if condition.holds {
        return None;
    }
    match &condition.found {
        Found::All(parts) | Found::AtLeast(_, parts) => parts.iter().find_map(failing),
        Found::Definition(_, inner) | Found::Concern(_, Some(inner)) => {
            failing(inner).or(Some(condition))
        }
        _ => Some(condition),
    }
}
