//! A rule that applies to no client at all.

use remit_model::id::RuleId;
use remit_source::Diagnostic;

use super::look::Look;
use crate::space::Signal;
use crate::{Finding, codes};

pub(super) fn check(look: &mut Look<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (rule, what) in look.book.rules.iter() {
        let says = look.space.with(0, |rules| (rules.says(rule).speaks, rules.under(rule)));
        let (speaks, under) = says.unwrap_or_default();
        if look.about(what.label.span, |look| look.space.never(&[speaks, under])) {
            found.push(report(look, rule, under).into());
        }
    }
    found
}

fn report(look: &mut Look<'_>, id: RuleId, under: Signal) -> Diagnostic {
    let book = look.book;
    let rule = &book.rules[id];
    let when = look.space.condition(0, &rule.when);
    let applies = look.space.with(0, |rules| rules.applies(rule, None)).unwrap_or_default();
    let message = format!("`{}` can never apply", rule.name());
    let warn = |span| Diagnostic::warning(codes::NEVER_APPLIES, span, message);
    if !look.space.never(&[applies, under]) {
        return warn(rule.label.span)
            .why("wherever it applies, an exception says that it does not")
            .help("Take the exception back, or the rule.");
    }
    if !look.space.never(&[when]) {
        let why = match (&rule.covers, &rule.about) {
            (Some(_), _) => "its condition is true only of clients whom it doesn't cover",
            (_, Some(_)) => "its condition is true only of clients without what it is about",
            _ => "its condition is never true under its settings",
        };
        return warn(rule.when.span).why(why).help("Change the condition, or take the rule back.");
    }
    let warning = warn(rule.when.span);
    let impossible = book.impossible.iter().find(|impossible| {
        let ruled_out = look.space.condition(0, &impossible.when);
        look.space.never_told(&[when, !ruled_out]) && !look.space.never_told(&[when])
    });
    let Some(impossible) = impossible else {
        return warning.why("no client makes its condition true").help(
            "Change the condition: something in it excludes something else in it, or lies outside what is plausible.",
        );
    };
    let name = &impossible.label.name;
    warning
        .also(impossible.label.span, "these clients do not exist")
        .why(format!("its condition is true only of clients whom `{name}` rules out"))
        .help("Change the condition, or what is impossible.")
}
