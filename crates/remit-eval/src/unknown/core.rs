//! The core of a decision (D16), component by component.

use std::collections::BTreeMap;

use remit_model::Rulebook;
use remit_model::id::{CeilingId, Id, RoleId, ServiceId, UrgencyId};
use remit_model::rulebook::Verdict;

use super::voices::{Sent, Voices};
use crate::diagram::{Diagram, Diagrams};

/// The verdicts of one completion, from least to most protective.
const VERDICTS: [Verdict; 5] =
    [Verdict::Take, Verdict::TakeWith, Verdict::Wait, Verdict::Refer, Verdict::Stop];

/// What cores are ordered by.
pub(super) type Rank = (Verdict, UrgencyId, Option<CeilingId>);

/// What the possible completions of a case come to.
pub(super) struct Components {
    /// When the case is possible.
    pub(super) possible: Diagram,
    /// By verdict: when it is so protective, or more.
    verdict: Vec<Diagram>,
    /// By urgency: when it is so urgent, or more.
    urgency: Vec<Diagram>,
    /// By ceiling: when it is so tight, or more; never under refer and stop.
    ceiling: Vec<Diagram>,
    /// Whatever else belongs to the core.
    others: Vec<Diagram>,
}

/// A component in which completions differ: when it holds and when it does not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub(super) yes: Diagram,
    pub(super) no: Diagram,
}

impl Components {
    /// The components of what is said.
    pub(super) fn new(
        book: &Rulebook,
        diagrams: &mut Diagrams,
        possible: Diagram,
        voices: &Voices<'_>,
    ) -> Self {
        let refer = diagrams.or(voices.stop, !voices.mine);
        let nothing = voices.ceiling.iter().skip(1).last().copied().unwrap_or_default();
        let wait = diagrams.or(refer, nothing);
        let limited = voices.ceiling.get(1).copied().unwrap_or_default();
        let unmet = voices.needs.values().map(|(unmet, _)| *unmet);
        let held = unmet.clone().chain(voices.duties.values().copied());
        let held = diagrams.any(held.chain([limited, wait]));

        let stops = destinations(book, diagrams, &voices.stops);
        let mut others: Vec<_> = stops.into_values().collect();
        let kept =
            unmet.chain(voices.rechecks.values().copied()).chain(voices.duties.values().copied());
        others.extend(kept.map(|part| diagrams.without(part, refer)));
        let ceiling = voices.ceiling.iter().map(|tight| diagrams.without(*tight, refer)).collect();
        let verdict = vec![Diagram::YES, held, wait, refer, voices.stop];
        Self { possible, verdict, urgency: voices.urgency.clone(), ceiling, others }
    }

    /// When the verdict is so protective, or more.
    pub(super) fn at_least(&self, verdict: Verdict) -> Diagram {
        let index = VERDICTS.iter().position(|&other| other == verdict);
        index.and_then(|index| self.verdict.get(index)).copied().unwrap_or_default()
    }

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

/// When each destination of a stop is one of the most urgent stops' (D12).
pub(super) fn destinations<'a>(
    book: &Rulebook,
    diagrams: &mut Diagrams,
    stops: &[Sent<'a>],
) -> BTreeMap<(&'a [RoleId], ServiceId), Diagram> {
    let mut destinations = BTreeMap::new();
    for stop in stops {
        let more = stops.iter().filter(|other| other.urgency > stop.urgency);
        let more = diagrams.any(more.map(|other| other.when));
        let when = diagrams.without(stop.when, more);
        let emergency = stop.urgency.index() + 1 == book.urgencies.len();
        let service = if emergency { book.emergency } else { book.evaluation };
        let slot: &mut Diagram =
            destinations.entry((stop.to, service.unwrap_or(stop.service))).or_default();
        *slot = diagrams.or(*slot, when);
    }
    destinations
}
