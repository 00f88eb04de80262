//! What is said of a table that does not keep its promise: always with a client.

use remit_source::Diagnostic;

use super::classes::Client;
use crate::codes;
use crate::id::{FactId, RuleId, Table, TermId, UnitId};
use crate::rulebook::{FactKind, RuleTable, Rulebook, Term, Unit, Value};

pub(super) fn unproved(table: &RuleTable) -> Diagnostic {
    let message =
        format!("it can't be proved that exactly one row of `{}` applies", table.label.name);
    Diagnostic::warning(codes::TABLE_UNPROVED, table.label.span, message)
        .why("its columns can tell too many kinds of client apart")
        .help("Use fewer columns, or definitions that say more with less.")
}

pub(super) fn report_gap(book: &Rulebook, table: &RuleTable, client: &Client) -> Diagnostic {
    let message = format!("no row of `{}` applies to some clients", table.label.name);
    Diagnostic::error(codes::TABLE_GAP, table.label.span, message)
        .why(format!("none applies to a client with {}", told(book, client)))
        .help("Add a row for such clients, or widen one with `any`.")
}

pub(super) fn report_overlap(
    book: &Rulebook,
    table: &RuleTable,
    one: RuleId,
    other: RuleId,
    client: &Client,
) -> Diagnostic {
    let row =
        |id: RuleId| book.rules[id].row.as_ref().map(|(_, row)| row.clone()).unwrap_or_default();
    let message = format!(
        "the rows `{}` and `{}` of `{}` apply to the same clients",
        row(one),
        row(other),
        table.label.name
    );
    Diagnostic::error(codes::TABLE_OVERLAP, book.rules[other].label.span, message)
        .also(book.rules[one].label.span, "and this row")
        .why(format!("both apply to a client with {}", told(book, client)))
        .help("Narrow one of the two rows, or take `exactly one row applies` away.")
}

/// A client as an example would give it.
fn told(book: &Rulebook, client: &Client) -> String {
    let mut facts: Vec<(&FactId, &Value)> = client.iter().collect();
    facts.sort_by_key(|(fact, _)| **fact);
    if facts.is_empty() {
        return "anything whatever".to_owned();
    }
    let words: Vec<String> = facts
        .into_iter()
        .filter_map(|(&fact, value)| {
            let declared = book.facts.get(fact)?;
            let value = value_told(&book.units, &book.terms, &declared.kind, value);
            Some(format!("`{} {value}`", declared.label.name))
        })
        .collect();
    crate::resolve::list(&words, "and")
}

fn value_told(
    units: &Table<UnitId, Unit>,
    terms: &Table<TermId, Term>,
    kind: &FactKind,
    value: &Value,
) -> String {
    match (value, kind) {
        (Value::Number(number), FactKind::Number { unit, .. }) => {
            let unit = unit.and_then(|unit| units.get(unit));
            unit.map_or_else(|| number.to_string(), |unit| format!("{number} {}", unit.label.name))
        }
        (Value::Option(option), FactKind::Choice { options, .. }) => {
            options.get(*option).map(|option| option.name.clone()).unwrap_or_default()
        }
        (Value::Set(set), _) if !set.is_empty() => {
            let names: Vec<String> =
                set.iter().map(|term| terms[term].label.name.clone()).collect();
            crate::resolve::list(&names, "and")
        }
        (Value::Set(_), _) => "none".to_owned(),
        _ => "not-taken".to_owned(),
    }
}
