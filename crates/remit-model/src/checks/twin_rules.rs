//! Rules that say the same, word for word.

use std::collections::HashMap;

use remit_source::Diagnostic;

use super::Known;
use crate::codes;
use crate::reads::key;
use crate::rulebook::Rule;

pub(super) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    let mut seen: HashMap<String, &Rule> = HashMap::new();
    let mut found = Vec::new();
    for (id, rule) in known.book.rules.iter() {
        if known.unsure_rules.contains(&id) {
            continue;
        }
        let says = says(rule);
        if let Some(earlier) = seen.get(&says) {
            let message = format!("`{}` says the same as `{}`", rule.name(), earlier.name());
            found.push(
                Diagnostic::warning(codes::TWIN_RULES, rule.label.span, message)
                    .also(earlier.label.span, "word for word")
                    .help("Keep one of them, with the citations of both."),
            );
        }
        seen.entry(says).or_insert(rule);
    }
    found
}

/// All that makes a rule decide as it does.
fn says(rule: &Rule) -> String {
    let exceptions: Vec<String> = rule
        .exceptions
        .iter()
        .map(|exception| format!("{} {:?}", key(&exception.when), exception.outcome))
        .collect();
    let covers = rule.covers.as_ref().map(|covers| {
        let concerns: Vec<_> = covers.concerns.iter().collect();
        format!("{} {} {} {concerns:?}", covers.only, covers.healthy, covers.every)
    });
    let about: Option<Vec<_>> = rule.about.as_ref().map(|about| about.iter().collect());
    let roles: Vec<_> = rule.roles.iter().collect();
    let services: Vec<_> = rule.services.iter().collect();
    format!(
        "{:?} {roles:?} {services:?} {:?} {covers:?} {about:?} {} {:?} {exceptions:?} {:?} {:?}",
        rule.kind,
        rule.under,
        key(&rule.when),
        rule.outcome,
        rule.overrides,
        rule.also_refer,
    )
}
