//! What is declared and never named again.

use remit_source::Diagnostic;

use super::Known;
use crate::codes;
use crate::find::Entity;
use crate::rulebook::Label;

pub(super) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    // Where something could not be read or looked up, it may be just what would have used it.
    if !known.whole {
        return Vec::new();
    }
    let book = known.book;
    // A definition or group that cites a source is knowledge of its own, to be looked up or asked.
    let definitions = book
        .definitions
        .iter()
        .filter(|(_, item)| item.cites.is_empty())
        .map(|(id, item)| (Entity::Definition(id), &item.label));
    let needs = book.needs.iter().map(|(id, item)| (Entity::Need(id), &item.label));
    let duties = book.duties.iter().map(|(id, item)| (Entity::Duty(id), &item.label));
    let sources = book.sources.iter().map(|(id, item)| (Entity::Source(id), &item.label));
    let groups = book
        .groups
        .iter()
        .filter(|(_, item)| item.cites.is_empty())
        .map(|(id, item)| (Entity::Group(id), &item.label));
    let declared = definitions.chain(needs).chain(duties).chain(sources).chain(groups);
    declared
        .filter(|(entity, _)| !known.used.contains(entity))
        .map(|(entity, label): (Entity, &Label)| {
            let what = entity.what();
            let message = format!("`{}` is {what} that nothing uses", label.name);
            Diagnostic::warning(codes::UNUSED, label.span, message)
                .help("Use it, or take it out; what is declared and not used is often a name misspelt elsewhere.")
        })
        .collect()
}
