//! The core of a decision (D16), component by component.

use remit_model::id::{CeilingId, Id, UrgencyId};
use remit_model::rulebook::Verdict;

use crate::algebra::{Algebra, Node};
use crate::diagram::{Diagram, Diagrams};
use crate::symbolic::{Components, VERDICTS};

/// What cores are ordered by.
pub(super) type Rank = (Verdict, UrgencyId, Option<CeilingId>);

/// A component in which completions differ: when it holds and when it does not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub(super) yes: Diagram,
    pub(super) no: Diagram,
}

impl Components<Diagram> {
    /// The components in which possible completions differ.
    pub(super) fn open(&self, diagrams: &mut Diagrams) -> Vec<Open> {
        let mut open = self.differing(diagrams, &self.urgency);
        open.extend(self.open_but_urgency(diagrams));
        open
    }

    /// As [`Self::open`], but for the urgency.
    pub(super) fn open_but_urgency(&self, diagrams: &mut Diagrams) -> Vec<Open> {
        let mut open = self.differing(diagrams, &self.verdict);
        open.extend(self.differing(diagrams, &self.ceiling));
        open.extend(self.differing(diagrams, &self.others));
        open
    }

    fn differing(&self, diagrams: &mut Diagrams, components: &[Diagram]) -> Vec<Open> {
        let split = |&component: &Diagram| Open {
            yes: diagrams.and(self.possible, component),
            no: diagrams.without(self.possible, component),
        };
        let differs = |open: &Open| open.yes != Diagram::NO && open.no != Diagram::NO;
        components.iter().map(split).filter(differs).collect()
    }

    /// Every verdict, urgency and ceiling that the answer can come to, from least to most
    /// protective, and when it does.
    pub(super) fn ranks(&self, diagrams: &mut Diagrams) -> Vec<(Rank, Diagram)> {
        let mut ranks = Vec::new();
        for (verdict, when) in levels(diagrams, self.possible, &self.verdict) {
            let Some(&verdict) = VERDICTS.get(verdict) else { continue };
            for (urgency, when) in levels(diagrams, when, &self.urgency) {
                let urgency = UrgencyId::from_index(urgency);
                if verdict >= Verdict::Refer {
                    ranks.push(((verdict, urgency, None), when));
                    continue;
                }
                for (ceiling, when) in levels(diagrams, when, &self.ceiling) {
                    ranks.push(((verdict, urgency, Some(CeilingId::from_index(ceiling))), when));
                }
            }
        }
        ranks
    }
}

/// The levels of a scale that are reached exactly somewhere within, and when.
fn levels(diagrams: &mut Diagrams, within: Diagram, scale: &[Diagram]) -> Vec<(usize, Diagram)> {
    let mut levels = Vec::new();
    let mut rest = within;
    // From the tightest down: what reaches a level, of those that reach no tighter one.
    for (level, &at_least) in scale.iter().enumerate().rev() {
        let at_least = if level == 0 { Diagram::YES } else { at_least };
        let here = diagrams.and(rest, at_least);
        rest = diagrams.without(rest, at_least);
        if here != Diagram::NO {
            levels.push((level, here));
        }
    }
    levels.reverse();
    levels
}
