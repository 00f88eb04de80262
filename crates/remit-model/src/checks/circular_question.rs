//! Facts that are asked only when each other are known.

use remit_source::Diagnostic;

use super::Known;
use crate::codes;
use crate::graph::circles;
use crate::id::Id;
use crate::reads::Reads;
use crate::rulebook::Label;

pub(super) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    let book = known.book;
    let read = |fact: &crate::rulebook::Fact| -> Vec<usize> {
        let reads = fact.asked_when.as_ref().map(|cond| Reads::of(book, cond));
        reads.map(|reads| reads.facts.iter().map(Id::index).collect()).unwrap_or_default()
    };
    let facts: Vec<_> = book.facts.values().collect();
    let edges: Vec<Vec<usize>> = facts.iter().map(|fact| read(fact)).collect();
    circles(&edges)
        .iter()
        .filter_map(|circle| {
            let labels: Vec<&Label> = circle
                .iter()
                .filter_map(|&index| facts.get(index))
                .map(|fact| &fact.label)
                .collect();
            super::circle(
                codes::CIRCULAR_QUESTION,
                &labels,
                "each of these is asked only when the other is known",
            )
        })
        .map(|found| {
            found
                .why("so neither would ever be asked")
                .help("Take `asked when` away from one of them, or let it read other facts.")
        })
        .collect()
}
