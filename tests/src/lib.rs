//! Helpers for the tests of the whole program; the tests stand in `tests/tests`.
