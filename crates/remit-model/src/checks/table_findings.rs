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

/// Says that no row applies to some clients, one of each kind, of which there are so many in all.
pub(super) fn report_gaps(
    book: &Rulebook,
    table: &RuleTable,
    clients: &[Client],
    kinds: usize,
) -> Diagnostic {
    let message = format!("no row of `{}` applies to some clients", table.label.name);
    let told: Vec<String> = clients.iter().map(|client| told(book, client)).collect();
    let mut why = format!("none applies to a client with {}", told.join("; nor to one with "));
    if kinds > clients.len() {
        why.push_str(&format!("; nor to {} more kinds of client", kinds - clients.len()));
    }
    Diagnostic::error(codes::TABLE_GAP, table.label.span, message)
        .why(why)
        .help("Add a row for such clients, or widen one with `any`.")
}

/// Says that rows apply to the same client, all of them at once.
pub(super) fn report_overlap(
    book: &Rulebook,
    table: &RuleTable,
    rows: &[RuleId],
    client: &Client,
) -> Diagnostic {
    let row =
        |id: &RuleId| book.rules[*id].row.as_ref().map(|(_, row)| row.clone()).unwrap_or_default();
    let names: Vec<String> = rows.iter().map(|id| format!("`{}`", row(id))).collect();
    let names = crate::resolve::list(&names, "and");
    let message = format!("the rows {names} of `{}` apply to the same clients", table.label.name);
    let places: Vec<_> = rows.iter().map(|id| book.rules[*id].label.span).collect();
    let (last, others) = places
        .split_last()
        .map_or((table.label.span, [].as_slice()), |(last, others)| (*last, others));
    let found = Diagnostic::error(codes::TABLE_OVERLAP, last, message)
        .why(format!("all of them apply to a client with {}", told(book, client)))
        .help("Narrow all of these rows but one, or take `exactly one row applies` away.");
    others.iter().fold(found, |found, place| found.also(*place, "and this row"))
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
