//! Text to tree and tree to text.
//!
//! [`parse()`] never fails: it gives a tree *and* what is wrong. A small splitter cuts the text into
//! items and clauses by the first word of each line; a grammar reads what stands after the keyword.
//! So one mistake hides no other. [`format()`] writes a tree in the one form that rule files have.

pub mod ast;
pub mod codes;

mod characters;
mod expected;
mod failure;
mod format;
mod grammar;
mod lower;
mod parse;
mod phrase;
mod plain;
mod split;
mod words;

pub use format::{format, format_text};
pub use parse::{Parsed, parse};
pub use words::{ClauseWord, HeadWord, heads, is_reserved, words};
