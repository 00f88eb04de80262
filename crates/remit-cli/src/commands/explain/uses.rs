//! What looks at what: the rules, definitions and other things whose conditions speak of a thing.

use remit_model::Rulebook;
use remit_model::rulebook::{Cond, CondKind};

/// The names of everything with a condition in which some part, asked alone, says yes. Definitions
/// are not looked into: they are named themselves.
pub(super) fn of(book: &Rulebook, part: &dyn Fn(&CondKind) -> bool) -> Vec<String> {
    let mut names = Vec::new();
    let mut look = |name: String, mut conditions: Box<dyn Iterator<Item = &Cond> + '_>| {
        if conditions.any(|cond| mentions(cond, part)) && !names.contains(&name) {
            names.push(name);
        }
    };
    for rule in book.rules.values() {
        let exceptions = rule.exceptions.iter().map(|exception| &exception.when);
        look(rule.name(), Box::new(std::iter::once(&rule.when).chain(exceptions)));
    }
    for row in book.definitions.values() {
        look(row.label.name.clone(), Box::new(std::iter::once(&row.when)));
    }
    for row in book.stages.values() {
        look(row.label.name.clone(), Box::new(std::iter::once(&row.when)));
    }
    for row in book.needs.values() {
        look(row.label.name.clone(), Box::new(std::iter::once(&row.met_when)));
    }
    for row in book.facts.values() {
        look(row.label.name.clone(), Box::new(row.asked_when.iter()));
    }
    for row in book.concerns.values() {
        if let remit_model::rulebook::RaisedBy::Condition(when) = &row.raised_by {
            look(row.label.name.clone(), Box::new(std::iter::once(when)));
        }
    }
    for row in book.impossible.iter().chain(&book.unlikely) {
        look(row.label.name.clone(), Box::new(std::iter::once(&row.when)));
    }
    names
}

fn mentions(cond: &Cond, part: &dyn Fn(&CondKind) -> bool) -> bool {
    part(&cond.kind)
        || match &cond.kind {
            CondKind::Not(inner) => mentions(inner, part),
            CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
                parts.iter().any(|inner| mentions(inner, part))
            }
            _ => false,
        }
}
