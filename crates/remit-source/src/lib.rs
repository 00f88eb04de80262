//! Where text stands and what is wrong with it.
//!
//! This crate knows nothing of grammar, colour or terminals: a [`Diagnostic`] is plain data, and
//! somebody else draws it.

mod diagnostic;
mod span;
mod text;

pub use diagnostic::{Code, Diagnostic, Label, Severity};
pub use span::{FileId, Span, Spanned};
pub use text::{Position, SourceFile, Sources};
