//! A term that needs no cover must not be one that a precaution looks at.

use remit_source::Diagnostic;

use super::Known;
use crate::codes;
use crate::reads::Reads;
use crate::rulebook::{FactKind, RuleKind, Term};

pub(super) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    let book = known.book;
    let exempt = |term: &Term| {
        let kind = book.facts.get(term.fact).map(|fact| &fact.kind);
        term.concern.is_none() && matches!(kind, Some(FactKind::Set { needs_cover: true, .. }))
    };
    let exempt: Vec<_> = book.terms.iter().filter(|(_, term)| exempt(term)).collect();
    if exempt.is_empty() {
        return Vec::new();
    }
    let precautions = book
        .rules
        .iter()
        .filter(|(id, rule)| rule.kind == RuleKind::Precaution && !known.unsure_rules.contains(id));
    let read: Vec<_> =
        precautions.map(|(_, rule)| (rule, Reads::of_rule(book, rule).terms)).collect();
    let finding = |(id, term): &(crate::id::TermId, &Term)| {
        let (reader, _) = read.iter().find(|(_, terms)| terms.contains(*id))?;
        let name = &term.label.name;
        let message =
            format!("`{name}` needs no cover, but the precaution `{}` looks for it", reader.name());
        Some(
            Diagnostic::error(codes::EXEMPT_TERM_READ, term.label.span, message)
                .also(reader.label.span, "this precaution")
                .why("what holds a client back matters to whose client it is: without cover, anybody would take it")
                .help(format!("Take `needs no cover` away from `{name}`, or let it imply the condition that matters.")),
        )
    };
    exempt.iter().filter_map(finding).collect()
}
