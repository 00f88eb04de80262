//! Keeps what a learner did: one SQLite file, to which events are added and from which nothing is
//! ever taken.
