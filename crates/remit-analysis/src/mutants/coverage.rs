//! What the examples have shown of a rulebook: which rules applied and decided, and which conditions
//! were seen to matter on their own.
//!
//! For conditions this is *masking* MC/DC (Chilenski, "An investigation of three forms of the
//! modified condition decision coverage criterion", 2001), and of the strictest kind, since the
//! outcome that must change is what an example expects: a comparison is covered when one example
//! fails as soon as the comparison is held to be true (there it is false, and matters), and one as
//! soon as it is held to be false. The pair of examples need not agree in everything else. The
//! *unique-cause* form would ask for that, and can't be had for rules as they are written: where two
//! comparisons look at one number (`at least 90 and at most 150`), or one implies the other, no
//! client changes the one and not the other.

use std::collections::BTreeMap;

use rayon::prelude::*;
use remit_eval::Judge;
use remit_model::Rulebook;
use remit_model::id::{Id, RuleId};
use remit_model::rulebook::CondKind;
use remit_source::Span;
use remit_words::Words;
use serde::Serialize;

use super::change::{Change, Place, leaves, never, place_of, replaced};
use super::run::{Bench, Fate};
use super::{Kind, Mutant};

/// What is covered of a rulebook.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// By rule or row, then definitions, concerns, needs and stages.
    pub places: Vec<Covered>,
    /// How many tests there are.
    pub tests: usize,
}

/// What is covered of a rule or row, or of what else has a condition.
#[derive(Debug, Clone)]
pub struct Covered {
    /// As rule files name it.
    pub name: String,
    /// The rule or row; `None` of what else has a condition.
    pub rule: Option<RuleId>,
    /// Where it stands.
    pub span: Span,
    /// In how many tests it was in force; `None` of what is no rule.
    pub applied: Option<usize>,
    /// Of a rule, whether an example would fail without it.
    pub decisive: Option<Fate>,
    /// Its exceptions: where, and whether an example would fail without it.
    pub exceptions: Vec<(Span, Fate)>,
    /// Its comparisons, definitions and concerns, one by one.
    pub atoms: Vec<Atom>,
}

/// A part of a condition that can be true or false on its own.
#[derive(Debug, Clone)]
pub struct Atom {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub what: String,
    /// Whether an example would fail if it were held to be false: there it is true, and matters.
    pub when_true: Fate,
    /// Whether an example would fail if it were held to be true: there it is false, and matters.
    pub when_false: Fate,
}

/// How much of something is covered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// So many of them.
    pub covered: usize,
    /// Of so many that can be.
    pub of: usize,
}

impl Share {
    fn add(&mut self, fate: &Fate) {
        self.of += usize::from(*fate != Fate::Equivalent);
        self.covered += usize::from(matches!(fate, Fate::Killed(_)));
    }

    /// In percent; 100 of nothing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share that is shown")]
    pub fn percent(self) -> f64 {
        if self.of == 0 { 100.0 } else { 100.0 * self.covered as f64 / self.of as f64 }
    }
}

impl Coverage {
    /// Rules and rows that were in force in some test.
    #[must_use]
    pub fn applied(&self) -> Share {
        let rules = self.places.iter().filter_map(|place| place.applied);
        rules.fold(Share::default(), |share, times| Share {
            covered: share.covered + usize::from(times > 0),
            of: share.of + 1,
        })
    }

    /// Rules and rows without which an example would fail.
    #[must_use]
    pub fn decisive(&self) -> Share {
        self.share(|place| place.decisive.iter().collect())
    }

    /// Exceptions without which an example would fail.
    #[must_use]
    pub fn exceptions(&self) -> Share {
        self.share(|place| place.exceptions.iter().map(|(_, fate)| fate).collect())
    }

    /// Sides of conditions: each is covered where it is true, and where it is false.
    #[must_use]
    pub fn conditions(&self) -> Share {
        self.share(|place| {
            place.atoms.iter().flat_map(|atom| [&atom.when_true, &atom.when_false]).collect()
        })
    }

    fn share<'c>(&'c self, fates: impl Fn(&'c Covered) -> Vec<&'c Fate>) -> Share {
        let mut share = Share::default();
        self.places.iter().flat_map(fates).for_each(|fate| share.add(fate));
        share
    }
}

/// What a mutant of coverage stands for.
enum Point {
    Rule,
    Exception(Span),
    Held(bool, Span, String),
}

/// What the examples of a rulebook cover. `progress` is told how many points are done, of how many.
#[must_use]
pub fn coverage(book: &Rulebook, progress: &(dyn Fn(usize, usize) + Sync)) -> Coverage {
    let judge = Judge::new(book);
    let bench = Bench::new(&judge);
    let words = Words::new(book);
    let mut points: Vec<(Place, Point)> = Vec::new();
    let mut mutants: Vec<Mutant> = Vec::new();
    let mut add = |place: Place, point: Point, span: Span, change: Change| {
        points.push((place, point));
        let (name, what) = (place.name(book), String::new());
        mutants.push(Mutant { kind: Kind::Condition, name, span, what, change });
    };
    for (id, rule) in book.rules.iter() {
        let (place, span) = (Place::Rule(id), place_of(rule));
        add(place, Point::Rule, span, Change::NoRule(id));
        for (at, exception) in rule.exceptions.iter().enumerate() {
            let point = Point::Exception(exception.span);
            add(place, point, exception.span, Change::NoException(id, at));
        }
    }
    for place in Place::all(book) {
        let Some(cond) = place.cond(book) else { continue };
        let owner = place.rule().map_or(place, Place::Rule);
        for (path, leaf) in leaves(cond) {
            for held in [false, true] {
                let kind = if held { CondKind::All(Vec::new()) } else { never() };
                let point = Point::Held(held, leaf.span, words.condition(leaf));
                let change = Change::Cond(place, replaced(cond, &path, kind));
                add(owner, point, leaf.span, change);
            }
        }
    }
    let fates = bench.fates(&mutants, progress);
    let applied = applied(&bench);
    let mut places: BTreeMap<Place, Covered> = BTreeMap::new();
    for ((place, point), fate) in points.into_iter().zip(fates) {
        let covered = places.entry(place).or_insert_with(|| Covered {
            name: place.name(book),
            rule: place.rule(),
            span: place.rule().map_or_else(
                || place.cond(book).map_or_else(Span::default, |cond| cond.span),
                |id| place_of(&book.rules[id]),
            ),
            applied: place.rule().map(|id| applied.get(id.index()).copied().unwrap_or_default()),
            decisive: None,
            exceptions: Vec::new(),
            atoms: Vec::new(),
        });
        match point {
            Point::Rule => covered.decisive = Some(fate),
            Point::Exception(span) => covered.exceptions.push((span, fate)),
            Point::Held(false, span, what) => covered.atoms.push(Atom {
                span,
                what,
                when_true: fate,
                when_false: Fate::Unsettled,
            }),
            Point::Held(true, ..) => {
                if let Some(atom) = covered.atoms.last_mut() {
                    atom.when_false = fate;
                }
            }
        }
    }
    Coverage { places: places.into_values().collect(), tests: bench.trials.len() }
}

/// By rule, in how many tests it was in force.
fn applied(bench: &Bench<'_>) -> Vec<usize> {
    let rules = bench.judge.book.rules.len();
    let heard = |trial: &super::trial::Trial<'_>| -> Vec<RuleId> {
        let services = trial.test.services;
        let decision = bench.judge.decide(&trial.case, trial.role(), services);
        let reasons = decision.explanation.into_iter().flat_map(|told| told.services);
        let considered = reasons.flat_map(|reasons| reasons.considered);
        let mut rules: Vec<_> = considered
            .filter(|considered| considered.fate == remit_eval::Fate::InForce)
            .map(|considered| considered.rule)
            .collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    };
    let by_trial: Vec<_> = bench.trials.par_iter().map(heard).collect();
    let mut counts = vec![0; rules];
    for rule in by_trial.into_iter().flatten() {
        if let Some(count) = counts.get_mut(rule.index()) {
            *count += 1;
        }
    }
    counts
}
