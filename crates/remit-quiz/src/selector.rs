use std::fmt::Debug;

use remit_model::Rulebook;
use remit_scenario::Draw;

use crate::answered::Answered;
use crate::family::Family;
use crate::item::Item;
use crate::plan::{FormItem, Mode, Plan, Scope};
use crate::schedule::Schedule;
use crate::session::Moved;

/// What is asked next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// What it is about.
    pub family: Family,
    /// The seed of the item; without one, the session draws it.
    pub seed: Option<u64>,
}

impl From<Family> for Pick {
    fn from(family: Family) -> Self {
        Self { family, seed: None }
    }
}

/// Decides what is asked next.
///
/// A selector sees what was answered in this session and the session's own source of chance, and
/// nothing else: the same answers to the same plan bring the same questions, which is what makes a
/// session resumable by replay.
pub trait Selector: Debug {
    /// What is asked next; `None` if nothing is left.
    fn next(&mut self, history: &[Answered], draw: &mut Draw) -> Option<Pick>;

    /// An item was made of what was picked, and is shown.
    fn asked(&mut self, item: &Item) {
        let _ = item;
    }

    /// No item can be made of this family, and it is not to be picked again.
    fn give_up(&mut self, family: Family);
}

/// The selector that a plan asks for.
///
/// # Errors
///
/// A name in the plan that the rulebook doesn't have.
pub(crate) fn selector<'a>(
    book: &'a Rulebook,
    plan: &Plan,
) -> Result<Box<dyn Selector + 'a>, Moved> {
    let scope = Scope::of(book, plan)?;
    Ok(match &plan.mode {
        Mode::Practice | Mode::Weak | Mode::Review | Mode::Placement => {
            Box::new(Schedule::new(book, &scope))
        }
        Mode::Exam(items) => Box::new(InOrder::of(book, items)?),
    })
}

/// Picks what was picked beforehand.
#[derive(Debug)]
struct InOrder {
    picks: Vec<Pick>,
    next: usize,
}

impl InOrder {
    fn of(book: &Rulebook, items: &[FormItem]) -> Result<Self, Moved> {
        let pick = |item: &FormItem| {
            let unknown = || Moved::Unknown { what: "family", name: item.family.clone() };
            let family = Family::parse(book, &item.family).ok_or_else(unknown)?;
            Ok(Pick { family, seed: Some(item.seed) })
        };
        Ok(Self { picks: items.iter().map(pick).collect::<Result<_, _>>()?, next: 0 })
    }
}

impl Selector for InOrder {
    fn next(&mut self, _: &[Answered], _: &mut Draw) -> Option<Pick> {
        let pick = self.picks.get(self.next).copied();
        self.next += 1;
        pick
    }

    // The next place is taken whether this one could be made or not.
    fn give_up(&mut self, _: Family) {}
}
