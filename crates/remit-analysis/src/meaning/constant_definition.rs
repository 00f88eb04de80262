//! A definition, or the condition of a declared concern, that is the same for all clients.

use remit_model::rulebook::{Cond, Label, RaisedBy};
use remit_source::Diagnostic;

use super::look::Look;
use crate::{Finding, codes};

pub(super) fn check(look: &mut Look<'_>) -> Vec<Finding> {
    let book = look.book;
    let defined = book.definitions.values().map(|definition| (&definition.label, &definition.when));
    let concerns = book.concerns.values().filter_map(|concern| match &concern.raised_by {
        RaisedBy::Condition(when) => Some((&concern.label, when)),
        RaisedBy::Term(_) => None,
    });
    defined
        .chain(concerns)
        .filter_map(|(label, when)| look.about(label.span, |look| report(look, label, when)))
        .collect()
}

fn report(look: &mut Look<'_>, label: &Label, when: &Cond) -> Option<Finding> {
    let holds = look.space.condition(0, when);
    let name = &label.name;
    let (message, why) = if look.space.never(&[holds]) {
        (format!("`{name}` is true of nobody"), "no possible client makes its condition true")
    } else if look.space.never(&[!holds]) {
        (format!("`{name}` is true of everybody"), "every possible client makes its condition true")
    } else {
        return None;
    };
    let warning = Diagnostic::warning(codes::CONSTANT_DEFINITION, when.span, message)
        .also(label.span, "")
        .why(why)
        .help("Change the condition, or take it out wherever it is read.");
    Some(warning.into())
}
