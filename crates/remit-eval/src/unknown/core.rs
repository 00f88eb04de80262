//! The core of a decision (D16), component by component.

use std::collections::BTreeMap;
use std::rc::Rc;

use remit_model::Rulebook;
use remit_model::id::{CeilingId, Id, RoleId, ServiceId, UrgencyId};
use remit_model::rulebook::Verdict;

use super::voices::Voices;
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
    /// The components of what several services come to together.
    pub(super) fn new(
        book: &Rulebook,
        diagrams: &mut Diagrams,
        possible: Diagram,
        voices: &[(ServiceId, Rc<Voices<'_>>)],
    ) -> Self {
        let of = |diagrams: &mut Diagrams, part: &dyn Fn(&Voices<'_>) -> Diagram| {
            diagrams.any(voices.iter().map(|(_, voices)| part(voices)))
        };
        let at = |scale: &[Diagram], level: usize| scale.get(level).copied().unwrap_or_default();
        let stop = of(diagrams, &|voices| voices.stop);
        let not_mine = of(diagrams, &|voices| !voices.mine);
        let refer = diagrams.or(stop, not_mine);
        let nothing = book.ceilings.len().saturating_sub(1);
        let nothing = of(diagrams, &|voices| {
            if nothing > 0 { at(&voices.ceiling, nothing) } else { Diagram::NO }
        });
        let wait = diagrams.or(refer, nothing);

        let mut others = destinations(book, diagrams, voices);
        let mut limited = of(diagrams, &|voices| at(&voices.ceiling, 1));
        let mut kept = Vec::new();
        for (_, voices) in voices {
            kept.push(voices.needs.values().map(|(unmet, _)| *unmet).collect::<Vec<_>>());
            kept.push(voices.duties.values().copied().collect());
        }
        for part in kept.into_iter().flatten() {
            limited = diagrams.or(limited, part);
        }
        let take_with = diagrams.or(wait, limited);

        let (mut needs, mut rechecks, mut duties) =
            (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (_, voices) in voices {
            for (need, (unmet, _)) in &voices.needs {
                join(diagrams, &mut needs, need, *unmet);
            }
            for (recheck, when) in &voices.rechecks {
                join(diagrams, &mut rechecks, recheck, *when);
            }
            for (duty, when) in &voices.duties {
                join(diagrams, &mut duties, duty, *when);
            }
        }
        let parts = needs.into_values().chain(rechecks.into_values()).chain(duties.into_values());
        others.extend(parts.map(|part| diagrams.without(part, refer)));

        let urgency = (0..book.urgencies.len())
            .map(|level| of(diagrams, &|voices| at(&voices.urgency, level)))
            .collect();
        let ceiling = (0..book.ceilings.len())
            .map(|level| {
                let tight = of(diagrams, &|voices| at(&voices.ceiling, level));
                diagrams.without(tight, refer)
            })
            .collect();
        let verdict = vec![Diagram::YES, take_with, wait, refer, stop];
        Self { possible, verdict, urgency, ceiling, others }
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

fn join<K: Ord + Clone>(
    diagrams: &mut Diagrams,
    map: &mut BTreeMap<K, Diagram>,
    key: &K,
    when: Diagram,
) {
    let slot = map.entry(key.clone()).or_default();
    *slot = diagrams.or(*slot, when);
}

/// When each destination of a stop is one of the most urgent stops' (D12).
fn destinations(
    book: &Rulebook,
    diagrams: &mut Diagrams,
    voices: &[(ServiceId, Rc<Voices<'_>>)],
) -> Vec<Diagram> {
    let all = || {
        voices.iter().flat_map(|(service, voices)| voices.stops.iter().map(|stop| (*service, stop)))
    };
    let mut destinations: BTreeMap<(&[RoleId], ServiceId), Diagram> = BTreeMap::new();
    for (service, stop) in all() {
        let more = all().filter(|(_, other)| other.urgency > stop.urgency);
        let more = diagrams.any(more.map(|(_, other)| other.when));
        let when = diagrams.without(stop.when, more);
        let emergency = stop.urgency.index() + 1 == book.urgencies.len();
        let service = if emergency { book.emergency } else { book.evaluation }.unwrap_or(service);
        join(diagrams, &mut destinations, &(stop.to, service), when);
    }
    destinations.into_values().collect()
}
