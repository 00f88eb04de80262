//! What is true of a rulebook for all clients: what can never apply, what nobody speaks for, what
//! the examples pin down, and what changes from one rulebook to the next.
//!
//! Whatever is found is found with a client who shows it.
