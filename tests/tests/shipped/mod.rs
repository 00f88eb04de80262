//! The rulebook that is shipped, read once from its files and asked by name.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use remit_eval::Case;
use remit_model::Rulebook;
use remit_model::id::{RoleId, ServiceId};
use remit_source::FileId;
use serde_json::Value;

/// The shipped rulebook.
pub(crate) fn book() -> &'static Rulebook {
    static BOOK: OnceLock<Rulebook> = OnceLock::new();
    BOOK.get_or_init(|| {
        let mut paths = Vec::new();
        walk(&remit_tests::root().join("rules/medical-exercise"), &mut paths);
        paths.sort();
        let parsed: Vec<_> = paths
            .iter()
            .zip(0..)
            .map(|(path, number)| {
                let text = fs::read_to_string(path).unwrap();
                let parsed = remit_syntax::parse(FileId(number), &text);
                assert_eq!(parsed.diagnostics, [], "{}", path.display());
                (FileId(number), parsed.file)
            })
            .collect();
        let files: Vec<_> = parsed.iter().map(|(id, file)| (*id, file)).collect();
        let resolved = remit_model::resolve(&files);
        assert_eq!(resolved.diagnostics, []);
        resolved.rulebook
    })
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "remit") {
            found.push(path);
        }
    }
}

/// A client of the shipped rulebook.
pub(crate) fn client(json: &Value) -> Case {
    let read = Case::from_json(book(), FileId(0), &json.to_string(), &[]);
    read.unwrap_or_else(|errors| panic!("{json}: {errors:?}"))
}

/// A role by its name.
pub(crate) fn role(name: &str) -> RoleId {
    book().find_role(name).unwrap_or_else(|| panic!("no role {name}"))
}

/// A service by its name.
pub(crate) fn service(name: &str) -> ServiceId {
    book().find_service(name).unwrap_or_else(|| panic!("no service {name}"))
}
