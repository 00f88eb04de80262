//! The rulebook that is shipped, read once from its files and asked by name.

use std::sync::OnceLock;

use remit_eval::Case;
use remit_model::Rulebook;
use remit_model::id::{RoleId, ServiceId};
use remit_source::FileId;
use serde_json::Value;

/// The shipped rulebook.
pub(crate) fn book() -> &'static Rulebook {
    static BOOK: OnceLock<Rulebook> = OnceLock::new();
    BOOK.get_or_init(remit_testkit::shipped)
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
