//! Reading and writing rule files: samples, pages, and laws that hold of every text.

mod common;
mod laws;
mod pages;
mod samples;
mod trees;
