//! Rulebooks for tests and benchmarks of every crate: from texts, and the shipped one from its files.

use std::path::{Path, PathBuf};

use remit_model::Rulebook;
use remit_source::{FileId, Severity, SourceFile, Sources};

/// The rulebook of some texts, each a file of its own.
///
/// # Errors
///
/// What keeps it from being used, a line each.
pub fn read<T: AsRef<str>>(texts: &[T]) -> Result<Rulebook, String> {
    let parsed: Vec<_> = (0..)
        .map(FileId)
        .zip(texts)
        .map(|(id, text)| (id, remit_syntax::parse(id, text.as_ref())))
        .collect();
    let files: Vec<_> = parsed.iter().map(|(id, parsed)| (*id, &parsed.file)).collect();
    let resolved = remit_model::resolve(&files);
    let found = parsed.iter().flat_map(|(_, parsed)| &parsed.diagnostics);
    let errors: Vec<_> = found
        .chain(&resolved.diagnostics)
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|diagnostic| format!("{}: {}", diagnostic.code, diagnostic.message))
        .collect();
    if errors.is_empty() { Ok(resolved.rulebook) } else { Err(errors.join("\n")) }
}

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
        sources.add(SourceFile::new(name, text_of(&path)));
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
    let texts: Vec<_> = sources.iter().map(|(_, file)| file.text()).collect();
    read(&texts).unwrap_or_else(|errors| panic!("{errors}"))
}

#[expect(clippy::disallowed_methods, reason = "the shipped rules are files")]
fn text_of(path: &Path) -> String {
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
