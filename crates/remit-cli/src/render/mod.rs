//! How things look on the screen: the only place that knows of colour, width and layout.

pub(crate) mod finding;
mod ink;

pub(crate) use ink::{Ink, clean, style};
