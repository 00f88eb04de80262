//! Sittings on the whole screen. What is taken, and who keeps it, is the same as in lines.

use remit_model::Rulebook;
use remit_quiz::Sitting;
use remit_tui::{About, SitEnd, SitPage};

use crate::context::Context;
use crate::failure::Failure;

/// Takes a sitting on the whole screen, until it is over or left; `None` where there is no such
/// screen, and everything is told in lines.
pub(crate) fn take(
    context: &mut Context<'_>,
    book: &Rulebook,
    sitting: &mut dyn Sitting,
    about: About,
) -> Result<Option<SitEnd>, Failure> {
    let Some(look) = context.look() else { return Ok(None) };
    let clock = context.clock();
    let running = || clock.running();
    context.show(&mut SitPage::new(book, sitting, about, look, &running)).map(Some)
}
