//! A fact stands in order with one other at most: only so can it be said exactly which values are
//! left (D3).

use std::collections::HashMap;

use remit_source::{Diagnostic, Span};

use super::Known;
use crate::codes;
use crate::id::FactId;
use crate::reads::walk;
use crate::rulebook::CondKind;

pub(super) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    let mut first: HashMap<FactId, Span> = HashMap::new();
    let mut found = Vec::new();
    for impossible in &known.book.impossible {
        walk(&impossible.when, &mut |part| {
            let CondKind::InOrder(low, high) = part.kind else { return };
            for fact in [low, high] {
                if let Some(&earlier) = first.get(&fact) {
                    let name = &known.book.facts[fact].label.name;
                    let message = format!("`{name}` is put in order with a second fact");
                    found.push(
                        Diagnostic::error(codes::CHAINED_ORDER, part.span, message)
                            .also(earlier, "the first order stands here")
                            .why("with one order for each fact it can be said exactly which values are left")
                            .help("Keep the order that matters most."),
                    );
                    return;
                }
            }
            first.insert(low, part.span);
            first.insert(high, part.span);
        });
    }
    found
}
