//! The classes of values that a rulebook tells apart.
//!
//! Conditions compare facts with constants only. The constants cut the number line into points and
//! the open stretches between them; all values of one class are alike to every condition.

use std::collections::{BTreeMap, BTreeSet};

use remit_model::Number;
use remit_model::id::{ConcernId, FactId, Id, TermId};
use remit_model::rulebook::{Cond, CondKind, FactKind, IdSet, RaisedBy, Rulebook, Test, Value};

/// Values of a fact that no condition tells apart. Values that a fact's declaration does not
/// allow are in none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// Left out on purpose.
    NotTaken,
    /// One option of a choice, by index.
    Option(usize),
    /// Numbers on the fact's grid, from the lowest to the highest.
    Numbers(Number, Number),
}

impl Class {
    /// One of its values.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Self::NotTaken => Value::NotTaken,
            Self::Option(option) => Value::Option(*option),
            Self::Numbers(lowest, _) => Value::Number(*lowest),
        }
    }

    /// Whether a value is one of its values, or between two of them.
    #[must_use]
    pub fn has(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::NotTaken, Value::NotTaken) => true,
            (Self::Option(option), Value::Option(value)) => option == value,
            (Self::Numbers(lowest, highest), Value::Number(value)) => {
                lowest <= value && value <= highest
            }
            _ => false,
        }
    }
}

/// What a rulebook's conditions tell apart.
#[derive(Debug, Clone)]
pub struct Classes {
    facts: Vec<Vec<Class>>,
    ordered: Vec<(FactId, FactId)>,
    named: IdSet<TermId>,
}

impl Classes {
    /// The classes of all facts.
    #[must_use]
    pub fn new(rulebook: &Rulebook) -> Self {
        let mut constants = Constants::new(rulebook);
        constants.read_all();
        constants.share_between_ordered();
        let grids = rulebook.facts.values().map(|fact| Grid::of(&fact.kind)).collect();
        constants.cut(grids)
    }

    /// The classes of several rulebooks that are about the same clients: numbers of the same name
    /// and unit have the same classes in all of them, cut by the constants of all. They are the
    /// numbers that all can tell: on the coarsest grid, within every range. Where the ranges of two
    /// do not meet, there are none.
    #[must_use]
    pub fn shared(rulebooks: &[&Rulebook]) -> Vec<Self> {
        let mut all: Vec<Constants> =
            rulebooks.iter().map(|rulebook| Constants::new(rulebook)).collect();
        all.iter_mut().for_each(Constants::read_all);
        let mut points: BTreeMap<Measure, BTreeSet<Number>> = BTreeMap::new();
        loop {
            let known: usize = points.values().map(BTreeSet::len).sum();
            for constants in &mut all {
                constants.share_between_ordered();
                for (fact, own) in constants.rulebook.facts.ids().zip(&mut constants.points) {
                    let Some(measure) = measure(constants.rulebook, fact) else { continue };
                    let shared = points.entry(measure).or_default();
                    shared.extend(own.iter().copied());
                    own.extend(shared.iter().copied());
                }
            }
            if points.values().map(BTreeSet::len).sum::<usize>() == known {
                break;
            }
        }
        let mut grids: BTreeMap<Measure, Grid> = BTreeMap::new();
        for constants in &all {
            for (id, fact) in constants.rulebook.facts.iter() {
                let grid = Grid::of(&fact.kind);
                if let (Some(measure), Some(grid)) = (measure(constants.rulebook, id), grid) {
                    let shared = grids.entry(measure).or_insert(grid);
                    *shared = shared.meet(&grid);
                }
            }
        }
        let of = |constants: Constants| {
            let rulebook = constants.rulebook;
            let grid = |fact| grids.get(&measure(rulebook, fact)?).copied();
            constants.cut(rulebook.facts.ids().map(grid).collect())
        };
        all.into_iter().map(of).collect()
    }

    /// The classes of a number or a choice, in the order of its values; not taken, where declared,
    /// is the last. Of a set there is none but that.
    #[must_use]
    pub fn of(&self, fact: FactId) -> &[Class] {
        self.facts.get(fact.index()).map_or(&[], Vec::as_slice)
    }

    /// The pairs of facts whose order decides whether a client is possible.
    #[must_use]
    pub fn ordered(&self) -> &[(FactId, FactId)] {
        &self.ordered
    }

    /// The terms that some condition, cover or precaution names.
    #[must_use]
    pub fn named(&self) -> &IdSet<TermId> {
        &self.named
    }
}

/// What makes a number the same in several rulebooks: its name and unit.
pub type Measure<'a> = (&'a str, Option<&'a str>);

/// The name and unit of a number; `None` for another fact.
#[must_use]
pub fn measure(book: &Rulebook, fact: FactId) -> Option<Measure<'_>> {
    let FactKind::Number { unit, .. } = &book.facts[fact].kind else { return None };
    let unit = unit.map(|unit| book.units[unit].label.name.as_str());
    Some((book.facts[fact].label.name.as_str(), unit))
}

/// The numbers that a fact may have.
#[derive(Debug, Clone, Copy)]
struct Grid {
    low: Number,
    high: Number,
    step: Number,
    /// How many steps there are from the lowest number to the highest.
    steps: i128,
}

impl Grid {
    fn new(low: Number, high: Number, step: Number) -> Self {
        let mut grid = Self { low, high, step, steps: i128::MAX };
        grid.steps = grid.steps_to(high);
        grid
    }

    fn of(kind: &FactKind) -> Option<Self> {
        match kind {
            FactKind::Number { low, high, step, .. } => Some(Self::new(*low, *high, *step)),
            FactKind::Choice { .. } | FactKind::Set { .. } => None,
        }
    }

    /// The numbers that are in both, where the finer grid has all numbers of the coarser.
    fn meet(&self, other: &Self) -> Self {
        let coarse = if other.step > self.step { other } else { self };
        let high = self.high.min(other.high);
        let mut low = coarse.low;
        let bound = self.low.max(other.low);
        if low < bound {
            let steps = coarse.steps_to(bound);
            low = coarse.number(steps);
            if low < bound {
                low = coarse.number(steps + 1);
            }
        }
        Self::new(low, high, coarse.step)
    }

    /// How many whole steps it is from the lowest number up to this one; negative below.
    fn steps_to(&self, number: Number) -> i128 {
        (number - self.low).divided_by(self.step).map_or(0, Number::floor)
    }

    fn number(&self, steps: i128) -> Number {
        self.low + self.step * Number::whole(i64::try_from(steps).unwrap_or(i64::MAX))
    }

    /// The classes between and on these points that have a number on the grid.
    fn cut(&self, points: &BTreeSet<Number>) -> Vec<Class> {
        let mut classes = Vec::new();
        let mut next = 0;
        let mut add_up_to = |last: i128| {
            let last = last.min(self.steps);
            if next <= last {
                classes.push(Class::Numbers(self.number(next), self.number(last)));
                next = last + 1;
            }
        };
        for &point in points {
            let steps = self.steps_to(point);
            if point.on_grid(self.low, self.step) {
                add_up_to(steps - 1);
            }
            add_up_to(steps);
        }
        add_up_to(self.steps);
        classes
    }
}

/// What conditions compare facts with.
struct Constants<'a> {
    rulebook: &'a Rulebook,
    points: Vec<BTreeSet<Number>>,
    ordered: Vec<(FactId, FactId)>,
    named: IdSet<TermId>,
}

impl<'a> Constants<'a> {
    fn new(rulebook: &'a Rulebook) -> Self {
        let points = vec![BTreeSet::new(); rulebook.facts.len()];
        Self { rulebook, points, ordered: Vec::new(), named: IdSet::default() }
    }

    fn read_all(&mut self) {
        let rulebook = self.rulebook;
        rulebook
            .facts
            .values()
            .filter_map(|fact| fact.asked_when.as_ref())
            .for_each(|cond| self.read(cond));
        for concern in rulebook.concerns.values() {
            if let RaisedBy::Condition(cond) = &concern.raised_by {
                self.read(cond);
            }
        }
        rulebook.definitions.values().for_each(|definition| self.read(&definition.when));
        rulebook.stages.values().for_each(|stage| self.read(&stage.when));
        rulebook.needs.values().for_each(|need| self.read(&need.met_when));
        rulebook.impossible.iter().for_each(|impossible| self.read(&impossible.when));
        for rule in rulebook.rules.values() {
            self.read(&rule.when);
            rule.exceptions.iter().for_each(|exception| self.read(&exception.when));
            let covered = rule.covers.iter().flat_map(|covers| covers.concerns.iter());
            let about = rule.about.iter().flat_map(IdSet::iter);
            covered.chain(about).for_each(|concern| self.name(concern));
        }
    }

    fn name(&mut self, concern: ConcernId) {
        if let RaisedBy::Term(term) = self.rulebook.concerns[concern].raised_by {
            self.named.insert(term);
        }
    }

    fn read(&mut self, cond: &Cond) {
        match &cond.kind {
            CondKind::Always | CondKind::Definition(_) => {}
            CondKind::Concern(concern) => self.name(*concern),
            CondKind::Not(inner) => self.read(inner),
            CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
                for part in parts {
                    self.read(part);
                }
            }
            CondKind::InOrder(first, second) => {
                if !self.ordered.contains(&(*first, *second)) {
                    self.ordered.push((*first, *second));
                }
            }
            CondKind::Atom(atom) => {
                let Some(points) = self.points.get_mut(atom.fact.index()) else { return };
                match &atom.test {
                    Test::Range(range) => {
                        points.extend(
                            [&range.low, &range.high].into_iter().flatten().map(|(end, _)| *end),
                        );
                    }
                    Test::Numbers { values, .. } => points.extend(values),
                    Test::Includes(terms) => self.named.extend(terms),
                    Test::Options(_) | Test::IsEmpty => {}
                }
            }
        }
    }

    /// The classes of all facts, numbers being on these grids.
    fn cut(self, grids: Vec<Option<Grid>>) -> Classes {
        let facts = self.rulebook.facts.values().zip(&self.points).zip(grids);
        let facts = facts.map(|((fact, points), grid)| {
            let mut classes = match &fact.kind {
                FactKind::Number { .. } => grid.map(|grid| grid.cut(points)).unwrap_or_default(),
                FactKind::Choice { options, .. } => (0..options.len()).map(Class::Option).collect(),
                FactKind::Set { .. } => Vec::new(),
            };
            if fact.may_be_not_taken {
                classes.push(Class::NotTaken);
            }
            classes
        });
        Classes { facts: facts.collect(), ordered: self.ordered, named: self.named }
    }

    /// Facts that are put in order share their constants, so that of two different classes it is
    /// known which is below, whichever values are taken.
    fn share_between_ordered(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            for &(first, second) in &self.ordered {
                for (from, to) in [(first, second), (second, first)] {
                    let shared = self.points.get(from.index()).cloned().unwrap_or_default();
                    if let Some(points) = self.points.get_mut(to.index()) {
                        let before = points.len();
                        points.extend(shared);
                        changed |= points.len() > before;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(points: &[&str]) -> String {
        let number = |text: &str| Number::parse(text).unwrap();
        let grid = Grid::new(number("0"), number("5"), number("1"));
        let points = points.iter().map(|text| number(text)).collect();
        let classes = grid.cut(&points).into_iter().map(|class| match class {
            Class::Numbers(low, high) if low == high => low.to_string(),
            Class::Numbers(low, high) => format!("{low} to {high}"),
            other => format!("{other:?}"),
        });
        classes.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn points_cut_the_grid_into_classes() {
        assert_eq!(cut(&[]), "0 to 5");
        assert_eq!(cut(&["3"]), "0 to 2, 3, 4 to 5");
        assert_eq!(cut(&["0", "5"]), "0, 1 to 4, 5");
        assert_eq!(cut(&["2.5"]), "0 to 2, 3 to 5");
        assert_eq!(cut(&["2.25", "2.75", "-4", "9"]), "0 to 2, 3 to 5");
        assert_eq!(cut(&["1", "2"]), "0, 1, 2, 3 to 5");
    }
}
