//! Sittings on the whole screen. What is taken, and who keeps it, is the same as in lines.

use remit_model::Rulebook;
use remit_quiz::{FeedbackAt, Sitting};
use remit_tui::{About, Part, Report, ReportPage, SitEnd, SitPage};

use crate::context::Context;
use crate::failure::Failure;

/// Takes a sitting on the whole screen, until it is over or left; `None` where there is no such
/// screen, and everything is told in lines.
///
/// Before something that is measured, the learner reads what was said of it; to practise needs no
/// preparation.
pub(crate) fn take(
    context: &mut Context<'_>,
    book: &Rulebook,
    sitting: &mut dyn Sitting,
    about: About,
) -> Result<Option<SitEnd>, Failure> {
    let Some(look) = context.look() else { return Ok(None) };
    let told = context.told();
    let measures = sitting.session().policy().feedback == FeedbackAt::End;
    if measures {
        let begins = read(context, about.title.clone(), &told, Some("begin"))?;
        if !begins {
            return Ok(Some(SitEnd::Left));
        }
    }
    let clock = context.clock();
    let running = || clock.running();
    let look = context.look().unwrap_or(look);
    let end = context.show(&mut SitPage::new(book, sitting, about, look, &running))?;
    if !measures {
        context.practised();
    }
    Ok(Some(end))
}

/// Shows what a command said on a whole screen; says whether the learner goes on.
pub(crate) fn read(
    context: &mut Context<'_>,
    title: String,
    told: &str,
    onward: Option<&'static str>,
) -> Result<bool, Failure> {
    let Some(look) = context.look() else { return Ok(false) };
    let parts = vec![Part::Lines(anstream::adapter::strip_str(told).to_string())];
    let report = Report { title, aside: String::new(), parts, onward };
    context.show(&mut ReportPage::new(report, look))
}
