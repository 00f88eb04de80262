//! From trees to a rulebook: names are looked up, types and units compared, groups, `is a` and
//! tables closed.

mod clauses;
mod collect;
mod compare;
mod cond;
mod conditions;
mod examples;
mod expects;
mod facts;
mod names;
mod outcomes;
mod reach;
mod rules;
mod sets;
mod sources;
mod tables;
mod values;
mod vocabulary;

use std::collections::{HashMap, HashSet};

use remit_source::{Diagnostic, FileId, Severity, Span};
use remit_syntax::ast::{Citation as CitationTree, Clause, File, Item};

use crate::find::Entity;
use crate::id::{FactId, RuleId};
use crate::rulebook::{Citation, Rulebook};
use crate::{checks, codes};
use clauses::{clauses, every, joined, place};
use collect::{Collected, collect};
pub(crate) use values::list;

/// A rulebook, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    /// The rulebook; to be used only if nothing below is an error.
    pub rulebook: Rulebook,
    /// What is wrong, in the order of places.
    pub diagnostics: Vec<Diagnostic>,
}

/// More of one kind than this is no rulebook that people wrote; the bound keeps time and memory in
/// hand, whatever comes in.
const MOST_OF_A_KIND: usize = 5_000;

/// Says what the names of some rule files refer to, and whether all of it makes sense. The order of
/// the files changes nothing but the numbering.
#[must_use]
pub fn resolve(files: &[(FileId, &File)]) -> Resolved {
    if let Some(diagnostic) = too_many(files) {
        return Resolved { diagnostics: vec![diagnostic], ..Resolved::default() };
    }
    let mut diagnostics = Vec::new();
    let all = collect(files, &mut diagnostics);
    let mut resolver = Resolver {
        all,
        book: Rulebook::default(),
        diagnostics,
        used: HashSet::new(),
        unsure: HashSet::new(),
        unsure_rules: HashSet::new(),
        override_places: HashMap::new(),
        typeless: HashSet::new(),
        masked: HashSet::new(),
        poisoned: false,
        suggestions: 200,
    };
    resolver.vocabulary(files);
    resolver.facts_and_terms();
    resolver.conditions();
    resolver.rules();
    resolver.tables_and_overrides();
    resolver.examples();
    resolver.index();
    resolver.finish()
}

fn too_many(files: &[(FileId, &File)]) -> Option<Diagnostic> {
    let mut counts = HashMap::new();
    let items = files.iter().flat_map(|(_, file)| &file.items);
    for item in items.flat_map(|item| std::iter::once(item).chain(&item.examples)) {
        let rows = clauses(item).filter(|clause| matches!(clause.node, Clause::Row(_))).count();
        let count = counts.entry(item.head.node).or_insert(0);
        *count += 1 + rows;
        if *count > MOST_OF_A_KIND {
            let message = format!("there are more than {MOST_OF_A_KIND} of these");
            return Some(
                Diagnostic::error(codes::TOO_MANY, item.head.span, message)
                    .why("a rulebook of this size can't be checked in reasonable time")
                    .help("Split it into rulebooks of their own."),
            );
        }
    }
    None
}

/// What is at hand while names are looked up.
struct Resolver<'a> {
    all: Collected<'a>,
    book: Rulebook,
    diagnostics: Vec<Diagnostic>,
    /// What has been named somewhere.
    used: HashSet<Entity>,
    /// Whatever something is wrong with: it is left out of the checks that follow.
    unsure: HashSet<Entity>,
    unsure_rules: HashSet<RuleId>,
    /// Where it is written that a rule overrides another.
    override_places: HashMap<(RuleId, RuleId), Span>,
    /// Facts of which the type is not known.
    typeless: HashSet<FactId>,
    /// Facts that are asked only under some condition, and so may be not taken.
    masked: HashSet<FactId>,
    /// Whether something is wrong with what is being read now.
    poisoned: bool,
    /// For how many more unknown names a near one is looked for: it takes time.
    suggestions: u32,
}

impl Resolver<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.poisoned |= diagnostic.severity == Severity::Error;
        self.diagnostics.push(diagnostic);
    }

    /// Reads an item; if something is wrong with it, that is remembered.
    fn reading<T>(&mut self, entity: Entity, item: &Item, read: impl FnOnce(&mut Self) -> T) -> T {
        self.poisoned = item.broken;
        let result = read(self);
        if self.poisoned {
            self.unsure.insert(entity);
        }
        result
    }

    /// Says that a clause is missing, unless some of the item could not be read.
    fn missing(&mut self, item: &Item, what: &str, clause: &str) {
        self.poisoned = true;
        if item.broken {
            return;
        }
        let this = || format!("this {}", item.head.node.word());
        let name = item.name.as_ref().map_or_else(this, |name| format!("`{}`", name.node));
        self.report(
            Diagnostic::error(
                codes::MISSING_CLAUSE,
                place(item),
                format!("{name} doesn't say {what}"),
            )
            .help(format!("Add a line `{clause}`.")),
        );
    }

    fn cites(&mut self, item: &Item) -> Vec<Citation> {
        let cited: Vec<(&CitationTree, Span)> = clauses(item)
            .filter_map(|clause| match &clause.node {
                Clause::Cites(citation) => Some((citation, clause.span)),
                _ => None,
            })
            .collect();
        cited.into_iter().filter_map(|(citation, span)| self.citation(citation, span)).collect()
    }

    fn citation(&mut self, citation: &CitationTree, span: Span) -> Option<Citation> {
        let source = self.source(&citation.source)?;
        let statements =
            citation.statements.iter().filter_map(|name| self.statement(source, name)).collect();
        let place = citation.place.as_ref().map(joined);
        Some(Citation { source, statements, place, unconfirmed: citation.unconfirmed, span })
    }

    /// Fills the index of names.
    fn index(&mut self) {
        for (&name, declared) in &self.all.names {
            self.book.names.insert(name, declared.entity);
        }
    }

    fn finish(mut self) -> Resolved {
        let known = checks::Known {
            book: &self.book,
            used: &self.used,
            unsure: &self.unsure,
            unsure_rules: &self.unsure_rules,
            override_places: &self.override_places,
            whole: !self.all.broken
                && self.diagnostics.iter().all(|found| found.severity != Severity::Error),
        };
        self.diagnostics.extend(checks::check(&known));
        self.diagnostics.sort_by_key(|found| {
            let span = found.primary.span;
            (span.file, span.start, span.end, found.code)
        });
        Resolved { rulebook: self.book, diagnostics: self.diagnostics }
    }
}

/// The notes of an item.
fn notes(item: &Item) -> Option<String> {
    let notes: Vec<String> =
        every(
            item,
            |clause| if let Clause::Note(text) = clause { Some(joined(text)) } else { None },
        )
        .collect();
    (!notes.is_empty()).then(|| notes.join(" "))
}
