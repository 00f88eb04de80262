//! "Over 140" in one place and "140 or more" in another, with the same beside it: who stands exactly
//! there is on one side here and on the other there. Where different things stand beside it, or the
//! rules are about different concerns, sources draw their lines differently, and mean it.

use std::collections::{BTreeMap, BTreeSet};

use remit_model::Number;
use remit_model::id::{FactId, RoleId, ServiceId};
use remit_model::reads::key;
use remit_model::rulebook::{Atom, Cond, CondKind, RaisedBy, Range, Rule, Rulebook, Test, Value};
use remit_source::{Diagnostic, Span};
use remit_words::Words;

use crate::{Finding, Witness, codes};

/// Which side of a number the line is drawn on, read from below: `at least` and `below` draw it
/// before the number, `above` and `at most` after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Before,
    After,
}

/// Which end of a range the number is. A number that is the top of one range and the bottom of
/// another belongs to both; that is a matter of what the two say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Low,
    High,
}

/// A threshold where it is said.
struct Said<'b> {
    line: Line,
    span: Span,
    /// What else must hold, without places.
    beside: BTreeSet<String>,
    /// The rule that says so; none for what every rule may use.
    rule: Option<&'b Rule>,
}

pub(super) fn check(book: &Rulebook) -> Vec<Finding> {
    let mut said: BTreeMap<(FactId, Number, End), Vec<Said<'_>>> = BTreeMap::new();
    for (cond, rule) in conditions(book) {
        collect(cond, &BTreeSet::new(), &mut |atom, range, beside, span| {
            for (point, end, line) in ends(range) {
                let place = Said { line, span, beside: beside.clone(), rule };
                said.entry((atom.fact, point, end)).or_default().push(place);
            }
        });
    }
    said.into_iter()
        .filter_map(|((fact, point, _), mut places)| {
            places.sort_by_key(|place| place.span);
            let two_ways = |(one, other): &(&Said<'_>, &Said<'_>)| {
                one.line != other.line && one.beside == other.beside && meet(one.rule, other.rule)
            };
            let pairs = places
                .iter()
                .enumerate()
                .flat_map(|(at, one)| places.iter().skip(at + 1).map(move |other| (one, other)));
            let (one, other) = pairs.into_iter().find(two_ways)?;
            Some(report(book, fact, point, one, other))
        })
        .collect()
}

/// Goes through all ranges of a condition, with what must hold beside each.
fn collect<'b>(
    cond: &'b Cond,
    beside: &BTreeSet<String>,
    found: &mut impl FnMut(&'b Atom, &'b Range, &BTreeSet<String>, Span),
) {
    match &cond.kind {
        CondKind::Atom(atom) => {
            if let Test::Range(range) = &atom.test {
                found(atom, range, beside, cond.span);
            }
        }
        CondKind::Any(parts) => parts.iter().for_each(|part| collect(part, beside, found)),
        CondKind::All(parts) => {
            for (at, part) in parts.iter().enumerate() {
                let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
                let others = others.map(|(_, other)| key(other));
                collect(part, &beside.iter().cloned().chain(others).collect(), found);
            }
        }
        CondKind::Not(inner) => {
            let denied = beside.iter().cloned().chain(["not".to_owned()]).collect();
            collect(inner, &denied, found);
        }
        CondKind::AtLeast(count, parts) => {
            let counted = format!("{count} of {}", key(cond));
            let beside = beside.iter().cloned().chain([counted]).collect();
            for part in parts {
                collect(part, &beside, found);
            }
        }
        CondKind::Always
        | CondKind::Definition(_)
        | CondKind::Concern(_)
        | CondKind::InOrder(..) => {}
    }
}

/// The ends of a range. A range of one number is no threshold.
fn ends(range: &Range) -> Vec<(Number, End, Line)> {
    if range.low.is_some() && range.low == range.high {
        return Vec::new();
    }
    let low = range.low.map(|(point, included)| {
        (point, End::Low, if included { Line::Before } else { Line::After })
    });
    let high = range.high.map(|(point, included)| {
        (point, End::High, if included { Line::After } else { Line::Before })
    });
    low.into_iter().chain(high).collect()
}

/// All conditions that decide something, and the rules they stand in.
fn conditions(book: &Rulebook) -> Vec<(&Cond, Option<&Rule>)> {
    let rules = book.rules.values().flat_map(|rule| {
        let excepted = rule.exceptions.iter().map(|except| &except.when);
        std::iter::once(&rule.when).chain(excepted).map(move |cond| (cond, Some(rule)))
    });
    let raised = book.concerns.values().filter_map(|concern| match &concern.raised_by {
        RaisedBy::Condition(cond) => Some(cond),
        RaisedBy::Term(_) => None,
    });
    let shared = book.definitions.values().map(|definition| &definition.when);
    let shared = shared.chain(book.needs.values().map(|need| &need.met_when));
    let shared = shared.chain(book.stages.values().map(|stage| &stage.when));
    let shared = shared.chain(book.facts.values().filter_map(|fact| fact.asked_when.as_ref()));
    rules.chain(shared.chain(raised).map(|cond| (cond, None))).collect()
}

/// Whether both can speak of the same client to the same practitioner. Rules of different places
/// or guidelines, or about different concerns, may draw their lines differently.
fn meet(one: Option<&Rule>, other: Option<&Rule>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return one.or(other).is_none_or(|rule| rule.under.is_empty() && rule.about.is_none());
    };
    one.under == other.under
        && one.about == other.about
        && one.roles.meets(&other.roles)
        && one.services.meets(&other.services)
}

fn report(
    book: &Rulebook,
    fact: FactId,
    point: Number,
    one: &Said<'_>,
    other: &Said<'_>,
) -> Finding {
    let name = &book.facts[fact].label.name;
    let number = Words::new(book).number(fact, point);
    let message = format!("exactly {number} of `{name}` counts in one place and not in another");
    let diagnostic = Diagnostic::warning(codes::THRESHOLD_TWO_WAYS, other.span, message)
        .also(one.span, "said otherwise here")
        .why(format!(
            "whoever has exactly {number} is on one side of the line here and on the other there"
        ))
        .help("Look up what the source says, and write it the same way in both places.");
    let finding = Finding::from(diagnostic);
    match asked(book, one.rule, other.rule) {
        Some(asked) => {
            let facts = [(fact, Value::Number(point))];
            finding.shown_by(Witness::screened(book, asked, &facts))
        }
        None => finding,
    }
}

/// A practitioner and a service that both rules reach, or the one that there is.
fn asked(book: &Rulebook, one: Option<&Rule>, other: Option<&Rule>) -> Option<(RoleId, ServiceId)> {
    let reached = |rule: Option<&Rule>, role, service| {
        rule.is_none_or(|rule| rule.roles.contains(role) && rule.services.contains(service))
    };
    one.or(other)?;
    let kinds = book.roles.iter().filter(|(_, role)| !role.category).map(|(id, _)| id);
    kinds
        .flat_map(|role| book.services.ids().map(move |service| (role, service)))
        .find(|&(role, service)| reached(one, role, service) && reached(other, role, service))
}
