//! Reading the clauses of an item.

use remit_source::{Span, Spanned};
use remit_syntax::ast::{Clause, Decimal, Item, Text};

use crate::Number;
use crate::rulebook::{CodeOf, Label};

/// The clauses of an item, in order.
pub(super) fn clauses(item: &Item) -> impl Iterator<Item = &Spanned<Clause>> {
    item.clauses.iter().map(|line| &line.clause)
}

/// What the first clause that fits says.
pub(super) fn first<'a, T>(item: &'a Item, pick: impl Fn(&'a Clause) -> Option<T>) -> Option<T> {
    clauses(item).find_map(|clause| pick(&clause.node))
}

/// What all clauses that fit say.
pub(super) fn every<'a, T>(
    item: &'a Item,
    pick: impl Fn(&'a Clause) -> Option<T> + 'a,
) -> impl Iterator<Item = T> + 'a {
    clauses(item).filter_map(move |clause| pick(&clause.node))
}

/// Whether some clause fits.
pub(super) fn says(item: &Item, fits: impl Fn(&Clause) -> bool) -> bool {
    clauses(item).any(|clause| fits(&clause.node))
}

/// Where the item is declared: its name, or its headword.
pub(super) fn place(item: &Item) -> Span {
    item.name.as_ref().map_or(item.head.span, |name| name.span)
}

/// The name and title of an item.
pub(super) fn label(item: &Item) -> Label {
    Label {
        name: item.name.as_ref().map(|name| name.node.clone()).unwrap_or_default(),
        title: item.title.as_ref().map(joined).unwrap_or_default(),
        span: place(item),
    }
}

/// The pieces of a text, joined with a space.
pub(super) fn joined(text: &Text) -> String {
    let pieces: Vec<&str> = text.pieces.iter().map(|piece| piece.node.as_str()).collect();
    pieces.join(" ")
}

/// The standard codes.
pub(super) fn codes(item: &Item) -> Vec<CodeOf> {
    every(item, |clause| match clause {
        Clause::Code { system, code } => {
            Some(CodeOf { system: system.node.clone(), code: joined(code) })
        }
        _ => None,
    })
    .collect()
}

/// `told "…"` without a value.
pub(super) fn told(item: &Item) -> Option<String> {
    first(item, |clause| match clause {
        Clause::Told { value: None, text } => Some(joined(text)),
        _ => None,
    })
}

/// `asks "…"`
pub(super) fn asks(item: &Item) -> Option<String> {
    first(item, |clause| if let Clause::Asks(text) = clause { Some(joined(text)) } else { None })
}

/// `called "…"`
pub(super) fn called(item: &Item) -> Option<String> {
    first(item, |clause| if let Clause::Called(text) = clause { Some(joined(text)) } else { None })
}

/// `reading "…"`
pub(super) fn reading(item: &Item) -> Option<String> {
    first(item, |clause| if let Clause::Reading(text) = clause { Some(joined(text)) } else { None })
}

/// A written decimal as a number.
pub(super) fn number(decimal: Decimal) -> Number {
    Number::decimal(decimal.mantissa, decimal.places)
}
