//! How things look on the screen: the only place that knows of colour, width and layout.

mod card;
pub(crate) mod chart;
pub(crate) mod decision;
pub(crate) mod finding;
mod ink;
pub(crate) mod lanes;
pub(crate) mod map;
mod page;
mod pairs;
pub(crate) mod question;
pub(crate) mod report;

pub(crate) use card::Card;
pub(crate) use ink::{Ink, clean, style};
pub(crate) use page::page;
pub(crate) use pairs::pairs;
