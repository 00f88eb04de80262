//! From rule files to a rulebook.

use std::path::PathBuf;

use remit_model::Rulebook;
use remit_source::{Diagnostic, FileId, Severity, Sources};
use remit_syntax::ast;

use crate::context::Context;
use crate::failure::Failure;
use crate::load;

/// Rule files, read: what they say and what is wrong with it.
pub(crate) struct Read {
    pub(crate) sources: Sources,
    /// In order of place.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Present if nothing is wrong that keeps it from being used.
    pub(crate) rulebook: Option<Rulebook>,
}

/// A rulebook that can be used, and its files.
pub(crate) struct Book {
    pub(crate) sources: Sources,
    pub(crate) rulebook: Rulebook,
}

/// Reads and checks files together.
pub(crate) fn read(sources: Sources) -> Read {
    let mut diagnostics = Vec::new();
    let mut trees: Vec<(FileId, ast::File)> = Vec::new();
    for (id, file) in sources.iter() {
        let parsed = remit_syntax::parse(id, file.text());
        diagnostics.extend(parsed.diagnostics);
        trees.push((id, parsed.file));
    }
    let files: Vec<_> = trees.iter().map(|(id, file)| (*id, file)).collect();
    let resolved = remit_model::resolve(&files);
    diagnostics.extend(resolved.diagnostics);
    diagnostics.sort_by_key(|finding| (finding.primary.span, finding.severity));
    let usable = diagnostics.iter().all(|finding| finding.severity != Severity::Error);
    Read { sources, diagnostics, rulebook: usable.then_some(resolved.rulebook) }
}

impl Context<'_> {
    /// The files of `--rules`, or the built-in ones, and those of `--with`.
    pub(crate) fn rule_files(&self) -> Result<Sources, Failure> {
        let mut sources = Sources::default();
        if self.global.rules.is_empty() {
            load::built_in(&mut sources);
        } else {
            load::rule_files(&mut sources, &self.global.rules)?;
        }
        load::rule_files(&mut sources, &self.global.with)?;
        Ok(sources)
    }

    /// The rulebook to work with.
    pub(crate) fn book(&self) -> Result<Book, Failure> {
        usable(read(self.rule_files()?))
    }
}

/// The files at some paths as one rulebook, with those of `--with`.
pub(crate) fn at(context: &Context<'_>, paths: &[PathBuf]) -> Result<Read, Failure> {
    let mut sources = Sources::default();
    load::rule_files(&mut sources, paths)?;
    load::rule_files(&mut sources, &context.global.with)?;
    Ok(read(sources))
}

/// The rulebook, if nothing keeps it from being used.
pub(crate) fn usable(read: Read) -> Result<Book, Failure> {
    let Read { sources, diagnostics, rulebook } = read;
    if let Some(rulebook) = rulebook {
        return Ok(Book { sources, rulebook });
    }
    let errors = |finding: &Diagnostic| finding.severity == Severity::Error;
    let diagnostics = diagnostics.into_iter().filter(errors).collect();
    Err(Failure::Findings { sources: Box::new(sources), diagnostics, problems: Vec::new() })
}
