//! The judge on tiny rulebooks, definition by definition (`docs/semantics.md`).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

mod answers;
mod cases;
mod common;
mod definitions;
mod pages;
mod standing;
