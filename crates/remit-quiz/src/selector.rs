use std::collections::BTreeMap;
use std::fmt::Debug;

use remit_model::Rulebook;
use remit_scenario::{Author, Draw};

use crate::answered::Answered;
use crate::by_rule::{Placement, Review, Weak};
use crate::family::Family;
use crate::item::Item;
use crate::plan::{FormItem, Mode, Plan, Scope};
use crate::schedule::Schedule;
use crate::session::Moved;
use crate::vignette;

/// What is asked next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// What it is about.
    pub family: Family,
    /// The seed of the item; without one, the session draws it.
    pub seed: Option<u64>,
    /// The authored client who is asked about, by its place in the plan.
    pub vignette: Option<usize>,
}

impl From<Family> for Pick {
    fn from(family: Family) -> Self {
        Self { family, seed: None, vignette: None }
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
    let inner: Box<dyn Selector + 'a> = match &plan.mode {
        Mode::Practice => Box::new(Schedule::new(book, &scope)),
        Mode::Weak => Box::new(Weak::new(book, &scope)),
        Mode::Review => Box::new(Review::new(book, &scope)),
        Mode::Placement => Box::new(Placement::new(book, &scope)),
        Mode::Exam(items) => return Ok(Box::new(InOrder::of(book, items)?)),
    };
    if plan.vignettes.is_empty() {
        return Ok(inner);
    }
    Ok(Box::new(WithVignettes::new(book, plan, inner)?))
}

/// Asks about authored clients at places of the quiz that are drawn, and about others between them.
#[derive(Debug)]
struct WithVignettes<'a> {
    /// By place in the quiz: the vignette, and what it is about.
    places: BTreeMap<usize, Pick>,
    inner: Box<dyn Selector + 'a>,
}

impl<'a> WithVignettes<'a> {
    fn new(book: &'a Rulebook, plan: &Plan, inner: Box<dyn Selector + 'a>) -> Result<Self, Moved> {
        let mut draw = Draw::new(plan.seed, u64::MAX - 1);
        let author = Author::new(book);
        let mut places = draw.shuffled(0..plan.count);
        places.truncate(plan.vignettes.len());
        // Where there is no place for all of them, which of them come is drawn as well.
        let order = draw.shuffled(0..plan.vignettes.len());
        let mut picks = BTreeMap::new();
        for (place, at) in places.into_iter().zip(order) {
            let Some(vignette) = plan.vignettes.get(at) else { continue };
            let unknown = |_| Moved::Unknown { what: "vignette", name: vignette.name.clone() };
            let target = vignette::scenario(&author, vignette).map_err(unknown)?.target;
            let (kind, rule, role) = (vignette.kind, target.rule, target.role);
            let family = Family::Rule { kind, rule, exception: None, role };
            picks.insert(place, Pick { family, seed: None, vignette: Some(at) });
        }
        Ok(Self { places: picks, inner })
    }
}

impl Selector for WithVignettes<'_> {
    fn next(&mut self, history: &[Answered], draw: &mut Draw) -> Option<Pick> {
        match self.places.remove(&history.len()) {
            Some(pick) => Some(pick),
            None => self.inner.next(history, draw),
        }
    }

    fn asked(&mut self, item: &Item) {
        self.inner.asked(item);
    }

    fn give_up(&mut self, family: Family) {
        self.inner.give_up(family);
    }
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
            Ok(Pick { family, seed: Some(item.seed), vignette: None })
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
