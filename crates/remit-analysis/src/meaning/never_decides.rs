//! A rule that applies, and without which every client would be answered alike by everybody: in
//! verdict, lane, limits, needs, duties, urgency, destinations and advice.

use std::collections::{BTreeMap, BTreeSet};

use remit_eval::algebra::Algebra;
use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId, ServiceId};
use remit_model::rulebook::{Outcome, Rule, RuleKind};
use remit_source::Diagnostic;
use remit_words::list::or;

use super::look::{Look, quoted};
use crate::space::{Circuit, Heard, Signal};
use crate::{Finding, codes};

pub(super) fn check(look: &mut Look<'_>) -> Vec<Finding> {
    let book = look.book;
    let decides = book.rules.iter().filter(|(_, rule)| is_to_decide(book, rule));
    let decides: Vec<RuleId> = decides.map(|(id, _)| id).collect();
    let ask = |look: &mut Look<'_>, rules: &[RuleId]| -> Vec<Finding> {
        let about = |id: &RuleId| look.about(book.rules[*id].label.span, |look| report(look, *id));
        rules.iter().filter_map(about).collect()
    };
    look.in_parts(&decides, ask).into_iter().flatten().collect()
}

/// Whether a rule is there to change something. One that says go ahead says so for the reader, and a
/// row of a table that promises exactly one completes the table.
fn is_to_decide(book: &Rulebook, rule: &Rule) -> bool {
    let completes = rule.row.as_ref().is_some_and(|(table, _)| book.tables[*table].exactly_one);
    let goes_ahead = matches!(rule.outcome, Outcome::GoAhead { place: None });
    !(completes || goes_ahead && rule.exceptions.is_empty())
}

fn report(look: &mut Look<'_>, rule: RuleId) -> Option<Finding> {
    let says = look.space.with(0, |rules| (rules.says(rule).speaks, rules.under(rule)))?;
    // Of a rule that never applies, that is what is said.
    if look.space.never(&[says.0, says.1]) {
        return None;
    }
    let mut reached = Vec::new();
    for asked in look.reached_by(rule) {
        let heard = look.hear(asked);
        let in_force = heard.in_force(rule);
        let without = look.space.without(0, rule, asked)?;
        if differs(look, in_force, &heard, &without) {
            return None;
        }
        if !look.space.never(&[in_force]) {
            reached.push((asked, in_force));
        }
    }
    let what = &look.book.rules[rule];
    let message = format!("`{}` never decides anything", what.name());
    let warning = Diagnostic::warning(codes::NEVER_DECIDES, what.label.span, message);
    let Some(&(asked, in_force)) = reached.first() else {
        let aside = look.book.rules.values().filter(|other| other.overrides.contains(&rule));
        let names: Vec<String> = aside.map(Rule::name).collect();
        let names = quoted(names.iter().map(String::as_str));
        if names.is_empty() {
            return None;
        }
        let warning = warning
            .why(format!("wherever it applies, {} sets it aside", or(&names)))
            .help("Take the rule back, or narrow what sets it aside.");
        return Some(warning.into());
    };
    let mut warning = warning
        .why("wherever it applies, other rules come to the same answer without it")
        .help("Take the rule back, or let it say more than the others do.");
    for (other, span) in says_as_much(look, rule, &reached) {
        warning = warning.also(span, format!("`{other}` applies wherever it does"));
    }
    Some(Finding::from(warning).shown_by(look.witness(&[in_force], asked)?))
}

/// Rules of the same kind that are in force wherever this one is; three at most.
fn says_as_much(
    look: &mut Look<'_>,
    rule: RuleId,
    reached: &[((RoleId, ServiceId), Signal)],
) -> Vec<(String, remit_source::Span)> {
    let book = look.book;
    let kind: RuleKind = book.rules[rule].kind;
    let mut found = Vec::new();
    for (other, what) in book.rules.iter() {
        if other == rule || what.kind != kind || found.len() == 3 {
            continue;
        }
        let always = reached.iter().all(|&(asked, in_force)| {
            let also = look.hear(asked).in_force(other);
            look.space.never(&[in_force, !also])
        });
        if always {
            found.push((what.name(), what.label.span));
        }
    }
    found
}

/// Whether, for some client of whom something holds, two answers differ in anything that is told; or
/// that is too large a question.
fn differs(look: &mut Look<'_>, given: Signal, one: &Heard<'_>, other: &Heard<'_>) -> bool {
    let circuit = look.space.circuit();
    let (one, other) = (told(circuit, one), told(circuit, other));
    // What is told by few rules is found out more cheaply than what all of them come to.
    let keys: BTreeSet<_> = one.keys().chain(other.keys()).rev().collect();
    keys.into_iter().rev().any(|key| {
        let of = |told: &BTreeMap<_, Signal>| told.get(key).copied().unwrap_or_default();
        let (a, b) = (of(&one), of(&other));
        a != b && [[a, !b], [!a, b]].iter().any(|[a, b]| !look.space.never(&[given, *a, *b]))
    })
}

/// Everything that is told, and when: by what sort of thing it is, and which.
fn told(circuit: &mut Circuit, heard: &Heard<'_>) -> BTreeMap<(u8, String), Signal> {
    let voices = &heard.voices;
    let mut told: Vec<(u8, String, Signal)> = Vec::new();
    let mut tell = |sort, what: String, when| told.push((sort, what, when));
    let scales = [&heard.components.verdict, &voices.ceiling, &voices.urgency];
    for (sort, scale) in (0..).zip(scales) {
        for (level, when) in scale.iter().enumerate() {
            tell(sort, format!("{level}"), *when);
        }
    }
    tell(3, "mine".to_owned(), voices.mine);
    tell(3, "refused".to_owned(), voices.refused);
    voices.needs.iter().for_each(|(need, (unmet, met))| {
        tell(4, format!("{need:?}"), *unmet);
        tell(5, format!("{need:?}"), *met);
    });
    voices.rechecks.iter().for_each(|(recheck, when)| tell(6, format!("{recheck:?}"), *when));
    voices.duties.iter().for_each(|(duty, when)| tell(7, format!("{duty:?}"), *when));
    voices.also.iter().for_each(|(also, when)| tell(8, format!("{also:?}"), *when));
    voices.uncovered.iter().for_each(|(concern, when)| tell(9, format!("{concern:?}"), *when));
    for sent in voices.told_stops(circuit) {
        tell(10, format!("{:?} {:?}", sent.to, sent.urgency), sent.when);
    }
    // No refusal says where to go beside a stop (D12).
    for sent in &voices.refusals {
        tell(11, format!("{:?}", sent.to), circuit.without(sent.when, voices.stop));
    }
    for (_, when, roles) in &voices.advice {
        tell(12, format!("{roles:?}"), *when);
    }
    let mut all: BTreeMap<(u8, String), Signal> = BTreeMap::new();
    for (sort, what, when) in told {
        let slot = all.entry((sort, what)).or_default();
        *slot = circuit.or(*slot, when);
    }
    all
}
