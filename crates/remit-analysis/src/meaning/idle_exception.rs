//! An exception without which its rule would say the same of every client.

use remit_eval::algebra::Algebra;
use remit_eval::symbolic::Says;
use remit_model::id::RuleId;
use remit_model::rulebook::Outcome;
use remit_source::Diagnostic;

use super::look::Look;
use crate::space::{Circuit, Signal};
use crate::{Finding, codes};

pub(super) fn check(look: &mut Look<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (id, rule) in look.book.rules.iter() {
        for index in 0..rule.exceptions.len() {
            found.extend(look.about(rule.label.span, |look| report(look, id, index)));
        }
    }
    found
}

fn report(look: &mut Look<'_>, id: RuleId, index: usize) -> Option<Finding> {
    let rule = &look.book.rules[id];
    let exception = rule.exceptions.get(index)?;
    let mut without = rule.clone();
    without.exceptions.remove(index);
    let (applies, differs) = look.space.with(0, |rules| {
        let (with, without) = (rules.says(id), rules.look_at(&without, None));
        let (applies, under) = (rules.applies(rule, None), rules.under(id));
        let circuit = &mut rules.world.algebra;
        let differs = differ(circuit, &with, &without);
        (circuit.and(applies, under), circuit.and(differs, under))
    })?;
    // Of a rule that never applies, that is what is said.
    if look.space.never(&[applies]) || !look.space.never(&[differs]) {
        return None;
    }
    let holds = look.space.condition(0, &exception.when);
    let (why, help) = if look.space.never(&[applies, holds]) {
        (
            "no client to whom the rule applies makes it true",
            "Change the condition of the exception, or take the exception back.",
        )
    } else {
        (
            "wherever it is true, the rule says the same without it, or another exception says something more protective",
            "Take the exception back, or say something else in it.",
        )
    };
    let message = format!("an exception of `{}` can never matter", rule.name());
    let warning = Diagnostic::warning(codes::IDLE_EXCEPTION, exception.span, message);
    Some(warning.also(rule.label.span, "").why(why).help(help).into())
}

/// When two readings of a rule say different things.
fn differ(circuit: &mut Circuit, one: &Says<'_, Signal>, other: &Says<'_, Signal>) -> Signal {
    let said = one.outcomes.iter().chain(&other.outcomes).map(|(_, outcome)| *outcome);
    let mut outcomes: Vec<&Outcome> = Vec::new();
    for outcome in said {
        if !outcomes.contains(&outcome) {
            outcomes.push(outcome);
        }
    }
    let mut when = |says: &Says<'_, Signal>, outcome: &Outcome| {
        let times = says.outcomes.iter().filter(|(_, said)| *said == outcome);
        circuit.any(times.map(|(when, _)| *when))
    };
    let pairs: Vec<_> =
        outcomes.iter().map(|outcome| (when(one, outcome), when(other, outcome))).collect();
    let mut differs = Signal::default();
    for (a, b) in pairs.into_iter().chain([(one.speaks, other.speaks)]) {
        let (only_a, only_b) = (circuit.without(a, b), circuit.without(b, a));
        differs = circuit.any([differs, only_a, only_b]);
    }
    differs
}
