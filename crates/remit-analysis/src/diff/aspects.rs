//! What of a decision is compared: said by name, so that two rulebooks say it alike.

use std::collections::BTreeMap;

use remit_eval::algebra::Algebra;
use remit_model::Rulebook;
use remit_model::id::{Id, RoleId};
use remit_model::rulebook::Verdict;
use remit_words::Words;

use crate::space::{Circuit, Heard, Signal};

/// The verdicts, from least to most protective.
pub(super) const VERDICTS: [Verdict; 5] =
    [Verdict::Take, Verdict::TakeWith, Verdict::Wait, Verdict::Refer, Verdict::Stop];

/// Something that a decision says or doesn't, below the verdict. In the order in which differences
/// are looked for: what limits most comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// What is permitted is so tight, or tighter.
    Ceiling(String),
    /// It is so urgent, or more.
    Urgency(String),
    /// This is needed first.
    Need(String),
    /// This is measured again.
    Recheck(String),
    /// This is done during the service.
    Duty(String),
    /// A stop sends to any one of these.
    StopTo(Vec<String>),
    /// A refusal sends to any one of these.
    ReferTo(Vec<String>),
    /// These are added to whom the client sees.
    AlsoTo(Vec<String>),
    /// One of these is recommended.
    Recommends(Vec<String>),
}

impl Aspect {
    /// Whether saying it is more protective than not saying it. Where to send somebody is neither.
    #[must_use]
    pub fn protects(&self) -> Option<bool> {
        match self {
            Self::Ceiling(_)
            | Self::Urgency(_)
            | Self::Need(_)
            | Self::Recheck(_)
            | Self::Duty(_)
            | Self::AlsoTo(_) => Some(true),
            Self::StopTo(_) | Self::ReferTo(_) | Self::Recommends(_) => None,
        }
    }
}

/// What a rulebook says to somebody who is asked, for all clients.
pub(crate) struct Says {
    /// By verdict: when it is so protective, or more.
    verdict: Vec<Signal>,
    /// When each aspect is said.
    aspects: BTreeMap<Aspect, Signal>,
}

impl Says {
    pub(crate) fn new(book: &Rulebook, heard: &Heard<'_>, circuit: &mut Circuit) -> Self {
        let words = Words::new(book);
        let verdict: Vec<_> =
            VERDICTS.iter().map(|&verdict| heard.verdict_at_least(verdict)).collect();
        let permitted = heard.permitted();
        let stop = heard.verdict_at_least(Verdict::Stop);
        let voices = &heard.voices;
        let mut found: Vec<(Aspect, Signal)> = Vec::new();
        for (id, level) in book.ceilings.iter() {
            let when = voices.ceiling.get(id.index()).copied().unwrap_or_default();
            let when = circuit.and(when, permitted);
            found.push((Aspect::Ceiling(level.label.name.clone()), when));
        }
        for (id, level) in book.urgencies.iter() {
            found.push((Aspect::Urgency(level.label.name.clone()), heard.urgency_at_least(id)));
        }
        for (&need, (unmet, _)) in &voices.needs {
            let when = circuit.and(*unmet, permitted);
            found.push((Aspect::Need(book.needs[need].label.name.clone()), when));
        }
        for (recheck, &when) in &voices.rechecks {
            let when = circuit.and(when, permitted);
            found.push((Aspect::Recheck(words.recheck(recheck)), when));
        }
        for (&duty, &when) in &voices.duties {
            let when = circuit.and(when, permitted);
            found.push((Aspect::Duty(book.duties[duty].label.name.clone()), when));
        }
        for sent in voices.told_stops(circuit) {
            found.push((Aspect::StopTo(names(book, sent.to)), sent.when));
        }
        for sent in &voices.refusals {
            let when = circuit.without(sent.when, stop);
            found.push((Aspect::ReferTo(names(book, sent.to)), when));
        }
        for ((roles, _), &when) in &voices.also {
            let when = circuit.without(when, stop);
            found.push((Aspect::AlsoTo(names(book, roles)), when));
        }
        for (_, when, roles) in &voices.advice {
            let when = circuit.without(*when, stop);
            found.push((Aspect::Recommends(names(book, roles)), when));
        }
        let mut aspects: BTreeMap<Aspect, Signal> = BTreeMap::new();
        for (aspect, when) in found {
            let slot = aspects.entry(aspect).or_default();
            *slot = circuit.or(*slot, when);
        }
        Self { verdict, aspects }
    }

    /// When the verdict is so protective, or more.
    fn at_least(&self, verdict: usize) -> Signal {
        self.verdict.get(verdict).copied().unwrap_or_default()
    }

    /// When the verdict is this one.
    fn exactly(&self, verdict: usize, circuit: &mut Circuit) -> Signal {
        circuit.without(self.at_least(verdict), self.at_least(verdict + 1))
    }

    fn says(&self, aspect: &Aspect) -> Signal {
        self.aspects.get(aspect).copied().unwrap_or_default()
    }
}

fn names(book: &Rulebook, roles: &[RoleId]) -> Vec<String> {
    let mut names: Vec<_> = roles.iter().map(|&role| book.roles[role].label.name.clone()).collect();
    names.sort();
    names
}

/// A way in which decisions may differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// From one verdict to another.
    Verdict {
        /// Before.
        from: Verdict,
        /// After.
        to: Verdict,
    },
    /// Under one verdict, something is said that was not, or no longer.
    Aspect {
        /// What.
        aspect: Aspect,
        /// Whether it is said now.
        added: bool,
        /// The verdict, before and after.
        verdict: Verdict,
    },
}

/// Both sides, and where they differ.
pub(crate) struct Sides {
    /// When they differ in anything.
    pub(crate) differ: Signal,
    before: Says,
    after: Says,
    aspects: Vec<Aspect>,
}

impl Sides {
    pub(crate) fn new(before: Says, after: Says, circuit: &mut Circuit) -> Self {
        let mut differ = Signal::default();
        for verdict in 0..VERDICTS.len() {
            let other = circuit.differ(before.at_least(verdict), after.at_least(verdict));
            differ = circuit.or(differ, other);
        }
        let mut aspects: Vec<_> =
            before.aspects.keys().chain(after.aspects.keys()).cloned().collect();
        aspects.sort();
        aspects.dedup();
        aspects.retain(|aspect| {
            let other = circuit.differ(before.says(aspect), after.says(aspect));
            differ = circuit.or(differ, other);
            other != Signal::default()
        });
        Self { differ, before, after, aspects }
    }

    /// All signals that [`Self::change`] looks at.
    pub(super) fn signals(&self) -> Vec<Signal> {
        let verdicts = |says: &Says| says.verdict.clone();
        let mut signals = verdicts(&self.before);
        signals.extend(verdicts(&self.after));
        for aspect in &self.aspects {
            signals.extend([self.before.says(aspect), self.after.says(aspect)]);
        }
        signals
    }

    /// How a client is decided otherwise, from which of the signals hold; the most telling way.
    pub(super) fn change(&self, holds: &[bool]) -> Option<Change> {
        let (before, rest) = holds.split_at_checked(VERDICTS.len())?;
        let (after, aspects) = rest.split_at_checked(VERDICTS.len())?;
        let verdict = |levels: &[bool]| {
            VERDICTS.iter().zip(levels).rfind(|(_, holds)| **holds).map(|(&verdict, _)| verdict)
        };
        let (from, to) = (verdict(before)?, verdict(after)?);
        if from != to {
            return Some(Change::Verdict { from, to });
        }
        let mut pairs = self.aspects.iter().zip(aspects.chunks_exact(2));
        pairs.find_map(|(aspect, said)| match *said {
            [before, after] if before != after => {
                Some(Change::Aspect { aspect: aspect.clone(), added: after, verdict: from })
            }
            _ => None,
        })
    }

    /// When clients are decided otherwise in this way.
    pub(super) fn when(&self, change: &Change, circuit: &mut Circuit) -> Signal {
        let at = |verdict| VERDICTS.iter().position(|known| *known == verdict).unwrap_or_default();
        match change {
            Change::Verdict { from, to } => {
                let before = self.before.exactly(at(*from), circuit);
                let after = self.after.exactly(at(*to), circuit);
                circuit.and(before, after)
            }
            Change::Aspect { aspect, added, verdict } => {
                let (before, after) = (self.before.says(aspect), self.after.says(aspect));
                let here = if *added {
                    circuit.without(after, before)
                } else {
                    circuit.without(before, after)
                };
                let before = self.before.exactly(at(*verdict), circuit);
                let after = self.after.exactly(at(*verdict), circuit);
                circuit.all([here, before, after])
            }
        }
    }
}
