//! What an example tells of its client, and what it expects.

use super::clause::{quantity, rule_ref, value};
use super::condition::{at_urgency, condition, list_until, names, operand};
use super::doc::Doc;
use super::list;
use crate::ast::{
    Bound, ClearanceWord, Cond, Expect, Expected, Given, LaneWord, Name, OneOf, OnlyIf, Requests,
    RuleRef, Seers, VerdictWord,
};

pub(super) fn given(doc: &mut Doc, given: &Given) {
    match given {
        Given::One(only) => value(doc, only),
        Given::Steps { from, to } => {
            doc.word(&quantity(from)).word("to").word(&quantity(to));
        }
        Given::Either { always, of } => {
            if !always.is_empty() {
                names(doc, always, "and");
                doc.word("and");
                if of.len() > 1 {
                    doc.word("either");
                }
            }
            list(doc, of.iter().map(|one| one_of(one, value)), "or");
        }
    }
}

pub(super) fn seen_by(doc: &mut Doc, by: &Seers, services: &Requests) {
    let name = |doc: &mut Doc, name: &Name| {
        doc.word(&name.node);
    };
    match by {
        Seers::Anybody => {
            doc.word("any practitioner");
        }
        Seers::These(roles) => list(doc, roles.iter().map(|one| one_of(one, name)), "or"),
    }
    doc.piece("for");
    match services {
        Requests::Together(services) => names(doc, services, "and"),
        Requests::Either(each) => list(doc, each.iter().map(|one| one_of(one, name)), "or"),
    }
}

fn one_of<T>(one: &OneOf<T>, this: impl Fn(&mut Doc, &T)) -> String {
    let mut doc = Doc::default();
    match one {
        OneOf::This(it) => this(&mut doc, it),
        OneOf::AnyOf(group) => {
            doc.word("any of").word(&group.node);
        }
    }
    doc.flat()
}

pub(super) fn decided_by(doc: &mut Doc, rules: &[RuleRef], only_if: Option<&OnlyIf>) {
    list(doc, rules.iter().map(rule_ref), ",");
    given_that(doc, only_if);
}

pub(super) fn expect(doc: &mut Doc, expected: &Expect) {
    what(doc, &expected.what);
    given_that(doc, expected.only_if.as_ref());
}

fn given_that(doc: &mut Doc, only_if: Option<&OnlyIf>) {
    let Some(OnlyIf { by, services, when }) = only_if else { return };
    doc.piece("if");
    if !by.is_empty() {
        doc.word("seen by");
        names(doc, by, "or");
    }
    if !services.is_empty() {
        doc.word(if by.is_empty() { "asked for" } else { "for" });
        names(doc, services, "or");
    }
    if let Some(when) = when {
        if !by.is_empty() || !services.is_empty() {
            doc.word("and");
            if matches!(when.node, Cond::Any(_)) {
                return operand(doc, &when.node, true);
            }
        }
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
