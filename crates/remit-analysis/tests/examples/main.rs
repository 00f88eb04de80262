//! What is written as an example, what examples pin down, and what they let pass.

#![expect(clippy::unwrap_used, reason = "a rulebook that is drawn or shipped has no errors")]
#![expect(clippy::indexing_slicing, clippy::panic, reason = "that is how a test fails")]

mod books;
mod pasted;
mod shipped;
