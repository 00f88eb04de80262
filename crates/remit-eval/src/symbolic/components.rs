//! The core of a decision (D16), component by component.

use std::collections::BTreeMap;

use remit_model::Rulebook;
use remit_model::id::{Id, RoleId, ServiceId};
use remit_model::rulebook::Verdict;

use super::voices::{Sent, Voices, most_urgent};
use crate::algebra::{Algebra, Node};

/// The verdicts of one completion, from least to most protective.
pub(crate) const VERDICTS: [Verdict; 5] =
    [Verdict::Take, Verdict::TakeWith, Verdict::Wait, Verdict::Refer, Verdict::Stop];

/// What the possible completions of a case come to.
#[derive(Debug, Clone, Default)]
pub struct Components<N> {
    /// When the case is possible.
    pub possible: N,
    /// By verdict: when it is so protective, or more.
    pub verdict: Vec<N>,
    /// By urgency: when it is so urgent, or more.
    pub urgency: Vec<N>,
    /// By ceiling: when it is so tight, or more; never under refer and stop.
    pub ceiling: Vec<N>,
    /// Whatever else belongs to the core.
    pub others: Vec<N>,
}

impl<N: Node> Components<N> {
    /// The components of what is said.
    pub fn new(
        book: &Rulebook,
        algebra: &mut impl Algebra<Node = N>,
        possible: N,
        voices: &Voices<'_, N>,
    ) -> Self {
        let refer = algebra.or(voices.stop, !voices.mine);
        let nothing = voices.ceiling.iter().skip(1).last().copied().unwrap_or_default();
        let wait = algebra.or(refer, nothing);
        let limited = voices.ceiling.get(1).copied().unwrap_or_default();
        let unmet = voices.needs.values().map(|(unmet, _)| *unmet);
        let held = unmet.clone().chain(voices.duties.values().copied());
        let held = algebra.any(held.chain([limited, wait]));

        let stops = destinations(book, algebra, &voices.stops);
        let mut others: Vec<_> = stops.into_values().collect();
        let kept =
            unmet.chain(voices.rechecks.values().copied()).chain(voices.duties.values().copied());
        others.extend(kept.map(|part| algebra.without(part, refer)));
        let ceiling = voices.ceiling.iter().map(|tight| algebra.without(*tight, refer)).collect();
        let verdict = vec![N::YES, held, wait, refer, voices.stop];
        Self { possible, verdict, urgency: voices.urgency.clone(), ceiling, others }
    }

    /// When the verdict is so protective, or more.
    pub fn at_least(&self, verdict: Verdict) -> N {
        let index = VERDICTS.iter().position(|&other| other == verdict);
        index.and_then(|index| self.verdict.get(index)).copied().unwrap_or_default()
    }
}

/// When each destination of a stop is one of the most urgent stops' (D12).
pub(crate) fn destinations<'a, N: Node>(
    book: &Rulebook,
    algebra: &mut impl Algebra<Node = N>,
    stops: &[Sent<'a, N>],
) -> BTreeMap<(&'a [RoleId], ServiceId), N> {
    let mut destinations = BTreeMap::new();
    for stop in most_urgent(algebra, stops) {
        let emergency = stop.urgency.index() + 1 == book.urgencies.len();
        let service = if emergency { book.emergency } else { book.evaluation };
        let slot: &mut N =
            destinations.entry((stop.to, service.unwrap_or(stop.service))).or_default();
        *slot = algebra.or(*slot, stop.when);
    }
    destinations
}
