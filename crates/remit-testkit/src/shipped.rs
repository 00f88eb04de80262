//! The shipped rulebook, read from its files: tests and benchmarks of every crate use it.

use std::path::{Path, PathBuf};

use remit_model::Rulebook;
use remit_source::{Severity, SourceFile, Sources};

/// The shipped rule files, in the order of their names.
///
/// # Panics
///
/// If they can't be read.
#[must_use]
pub fn shipped_files() -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = Vec::new();
    find(&root.join("rules/medical-exercise"), &mut paths);
    paths.sort();
    let mut sources = Sources::default();
    for path in paths {
        let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        sources.add(SourceFile::new(name, read(&path)));
    }
    sources
}

/// The shipped rulebook.
///
/// # Panics
///
/// If there is an error in it.
#[must_use]
pub fn shipped() -> Rulebook {
    let sources = shipped_files();
    let parsed: Vec<_> =
        sources.iter().map(|(id, file)| (id, remit_syntax::parse(id, file.text()))).collect();
    let trees: Vec<_> = parsed.iter().map(|(id, parsed)| (*id, &parsed.file)).collect();
    let resolved = remit_model::resolve(&trees);
    let found =
        parsed.iter().flat_map(|(_, parsed)| &parsed.diagnostics).chain(&resolved.diagnostics);
    let errors: Vec<_> = found.filter(|found| found.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    resolved.rulebook
}

#[expect(clippy::disallowed_methods, reason = "the shipped rules are files")]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[expect(clippy::disallowed_methods, reason = "the shipped rules are files")]
fn find(folder: &Path, paths: &mut Vec<PathBuf>) {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            find(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "remit") {
            paths.push(path);
        }
    }
}
