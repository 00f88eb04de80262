//! Draws a session on a terminal and turns keys into what the learner does.
//!
//! Every screen is a [`Page`]: a state, what changes it ([`Event`]), and how it is drawn; none of
//! them touches a terminal, knows what makes an answer right, or where progress is kept. [`Screen`]
//! is the terminal that pages are shown on.

#![expect(clippy::indexing_slicing, reason = "an id looks into the tables of its own rulebook")]

mod chart;
mod doc;
mod event;
mod page;
mod report;
mod sit;
mod start;
mod terminal;
mod text;
mod theme;
mod tree;
mod trying;

pub use chart::{Bar, Calendar};
pub use event::{Event, Key};
pub use page::{Effect, Look, Page};
pub use report::{Part, Report, ReportPage};
pub use sit::{About, SitEnd, SitPage};
pub use start::{Entry, Start, StartPage};
pub use terminal::{Screen, is_there};
pub use text::clean;
pub use theme::Theme;
pub use trying::TryPage;
