//! What an example tells of its client, and what it expects.

use remit_source::Spanned;

use super::clause::{quantity, rule_ref, value};
use super::condition::{at_urgency, condition, list_until, names};
use super::doc::Doc;
use super::list;
use crate::ast::{
    Bound, ClearanceWord, Cond, Expect, Expected, Given, LaneWord, Name, RuleRef, Value,
    VerdictWord,
};

pub(super) fn given(doc: &mut Doc, given: &Given) {
    match given {
        Given::One(only) => value(doc, only),
        Given::Steps { from, to } => {
            doc.word(&quantity(from)).word("to").word(&quantity(to));
        }
        Given::Either(values) => list(doc, values.iter().map(alternative), "or"),
    }
}

fn alternative(one: &Value) -> String {
    let mut doc = Doc::default();
    value(&mut doc, one);
    doc.flat()
}

pub(super) fn decided_by(doc: &mut Doc, rules: &[RuleRef], only_if: Option<&Spanned<Cond>>) {
    list(doc, rules.iter().map(rule_ref), ",");
    given_that(doc, only_if);
}

pub(super) fn expect(doc: &mut Doc, expected: &Expect) {
    what(doc, &expected.what);
    given_that(doc, expected.only_if.as_ref());
}

fn given_that(doc: &mut Doc, only_if: Option<&Spanned<Cond>>) {
    if let Some(when) = only_if {
        doc.piece("if");
        condition(doc, &when.node, true);
    }
}

fn what(doc: &mut Doc, expected: &Expected) {
    match expected {
        Expected::Stage(stage) => {
            doc.word("stage");
            none_or(doc, stage.as_slice(), "or");
        }
        Expected::Recommended(roles) => {
            doc.word("recommended");
            none_or(doc, roles, "or");
        }
        Expected::Forbidden(services) => {
            doc.word("forbidden");
            names(doc, services, "and");
        }
        Expected::Lane(lane) => {
            doc.word("lane").word(match lane.node {
                LaneWord::Mine => "mine",
                LaneWord::Refused => "refused",
                LaneWord::NoRule => "no-rule",
            });
        }
        Expected::Clearance(clearance) => {
            doc.word("clearance").word(match clearance.node {
                ClearanceWord::None => "none",
                ClearanceWord::OnFile => "on-file",
                ClearanceWord::BeforeVigorous => "before-vigorous",
                ClearanceWord::BeforeAny => "before-any",
                ClearanceWord::StopAndClear => "stop-and-clear",
            });
        }
        Expected::Duties(duties) => {
            doc.word("duties");
            none_or(doc, duties, "and");
        }
        Expected::Met(needs) => {
            doc.word("met");
            none_or(doc, needs, "and");
        }
        Expected::Uncovered(concerns) => {
            doc.word("uncovered");
            none_or(doc, concerns, "and");
        }
        Expected::AlsoTo(roles) => {
            doc.word("also to");
            none_or(doc, roles, "and");
        }
        Expected::Outstanding(all) => {
            doc.word("outstanding");
            if all.is_empty() {
                doc.word("none");
            }
            list_until(doc, all);
        }
        Expected::CoveredSeparately => {
            doc.word("covered separately");
        }
        Expected::SentTo { roles, service } => {
            doc.word("sent to");
            names(doc, roles, "or");
            doc.piece("for").word(&service.node);
        }
        Expected::SetAside(rules) => {
            doc.word("set aside");
            list(doc, rules.iter().map(rule_ref), ",");
        }
        Expected::AtLeast(bound) => at(doc, "at least", bound),
        Expected::AtMost(bound) => at(doc, "at most", bound),
        Expected::Verdict { verdict, with, to, up_to, until, urgency, about } => {
            doc.word(match verdict.node {
                VerdictWord::TakeWith if !with.is_empty() => "take",
                other => word(other),
            });
            let mut part = |word: &str, all: &[Name], joined: &str| {
                if !all.is_empty() {
                    doc.piece(word);
                    names(doc, all, joined);
                }
            };
            part("with", with, "and");
            part("to", to, "or");
            part("up to", up_to.as_slice(), "or");
            if !until.is_empty() {
                doc.piece("until");
                list_until(doc, until);
            }
            at_urgency(doc, urgency.as_ref());
            if !about.is_empty() {
                doc.piece("about");
                names(doc, about, "and");
            }
        }
    }
}

fn at(doc: &mut Doc, edge: &str, bound: &Bound) {
    doc.word(edge).word(word(bound.verdict.node));
    at_urgency(doc, bound.urgency.as_ref());
}

fn none_or(doc: &mut Doc, all: &[Name], joined: &str) {
    if all.is_empty() {
        doc.word("none");
    }
    names(doc, all, joined);
}

fn word(verdict: VerdictWord) -> &'static str {
    match verdict {
        VerdictWord::Take => "take",
        VerdictWord::TakeWith => "take-with",
        VerdictWord::Wait => "wait",
        VerdictWord::Refer => "refer",
        VerdictWord::Stop => "stop",
        VerdictWord::Ask => "ask",
    }
}
