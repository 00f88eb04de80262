//! What the fuzz targets share: a small rulebook to add to, and the way from text to a rulebook.

use std::sync::LazyLock;

use remit_model::Rulebook;
use remit_source::{FileId, Severity, SourceFile, Sources};
use remit_syntax::{Parsed, ast, parse};

/// A small rulebook with one of everything.
const SMALL: &str = include_str!("../suite/small-gym.remit");

/// [`SMALL`], parsed as the first file.
static TREE: LazyLock<ast::File> = LazyLock::new(|| {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile::new("small.remit", SMALL));
    parse(file, SMALL).file
});

/// [`SMALL`], resolved.
pub static BOOK: LazyLock<Rulebook> = LazyLock::new(|| added("").expect("it checks clean"));

/// A text as a rulebook of its own; none if anything keeps it from being used.
pub fn alone(text: &str) -> Option<Rulebook> {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile::new("text.remit", text));
    let Parsed { file: tree, diagnostics } = parse(file, text);
    resolve(&sources, &[(file, &tree)], diagnostics)
}

/// A text beside the small rulebook.
pub fn added(text: &str) -> Option<Rulebook> {
    let mut sources = Sources::default();
    let small = sources.add(SourceFile::new("small.remit", SMALL));
    let file = sources.add(SourceFile::new("text.remit", text));
    let Parsed { file: tree, diagnostics } = parse(file, text);
    resolve(&sources, &[(small, &*TREE), (file, &tree)], diagnostics)
}

fn resolve(
    sources: &Sources,
    files: &[(FileId, &ast::File)],
    mut diagnostics: Vec<remit_source::Diagnostic>,
) -> Option<Rulebook> {
    let resolved = remit_model::resolve(files);
    diagnostics.extend(resolved.diagnostics);
    for finding in &diagnostics {
        let span = finding.primary.span;
        let text = sources.get(span.file).and_then(|file| file.text().get(span.range()));
        assert!(text.is_some(), "a finding stands at a place of its file: {finding:?}");
    }
    let usable = diagnostics.iter().all(|finding| finding.severity != Severity::Error);
    usable.then_some(resolved.rulebook)
}
