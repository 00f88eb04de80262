//! In which order diagrams ask about variables.
//!
//! Diagrams stay small where what decides most has been asked before, or where what belongs together
//! stands together: which of the two is better depends on what is open.

use fixedbitset::FixedBitSet;
use remit_model::Rulebook;
use remit_model::id::{ConcernId, FactId, Id, TermId};
use remit_model::rulebook::{
    Cond, CondKind, FactKind, IdSet, Outcome, RaisedBy, Rule, Test, Until,
};

/// Which variables stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrangement {
    /// Numbers and choices first, because they decide what members of sets matter for; each in the
    /// order of declaration.
    MembersLast,
    /// What belongs together stands together, by the FORCE heuristic (Aloul, Markov and Sakallah,
    /// 2003): each rule pulls the variables that it looks at towards each other, and after some
    /// rounds they have found their places.
    Together,
}

/// So many rounds at most.
const ROUNDS: usize = 60;

/// Which variables each fact and each term depends on.
pub(super) struct Places<'a> {
    pub(crate) book: &'a Rulebook,
    /// By fact: the variables of a number or a choice, or of whether a set was taken.
    pub(crate) facts: Vec<Vec<usize>>,
    /// By term: the variables that can bring it.
    pub(crate) terms: Vec<Vec<usize>>,
    /// How many variables there are.
    pub(crate) count: usize,
}

impl Places<'_> {
    /// For every variable, where it is to stand.
    pub(crate) fn arrange(&self, arrangement: Arrangement) -> Vec<usize> {
        if arrangement == Arrangement::Together {
            return settle(&self.pulls(), self.count);
        }
        let members: FixedBitSet = self.terms.iter().flatten().copied().collect();
        let mut order: Vec<usize> = (0..self.count).collect();
        order.sort_by_key(|variable| members.contains(*variable));
        let mut place = vec![0; self.count];
        for (at, variable) in order.into_iter().enumerate() {
            if let Some(place) = place.get_mut(variable) {
                *place = at;
            }
        }
        place
    }

    /// The sets of variables that belong together.
    fn pulls(&self) -> Vec<Vec<usize>> {
        let mut pulls = Vec::new();
        for rule in self.book.rules.values() {
            let mut own = FixedBitSet::with_capacity(self.count);
            self.read(&rule.when, &mut own);
            rule.exceptions.iter().for_each(|exception| self.read(&exception.when, &mut own));
            self.read_needs(rule, &mut own);
            let about = rule.about.iter().flat_map(IdSet::iter);
            let concerns =
                rule.covers.iter().flat_map(|covers| covers.concerns.iter()).chain(about);
            for concern in concerns {
                let mut pull = own.clone();
                self.read_concern(concern, &mut pull);
                pulls.push(pull);
            }
            pulls.push(own);
        }
        let pulls = pulls.into_iter().map(|pull| pull.ones().collect::<Vec<_>>());
        pulls.filter(|pull| !pull.is_empty()).collect()
    }

    fn read_needs(&self, rule: &Rule, into: &mut FixedBitSet) {
        let outcomes = rule.exceptions.iter().map(|exception| &exception.outcome);
        for outcome in outcomes.chain(std::iter::once(&rule.outcome)) {
            let needs = match outcome {
                Outcome::Take { needs, .. } => needs.as_slice(),
                Outcome::UpTo { until: Some(Until::Need(need)), .. } => std::slice::from_ref(need),
                _ => &[],
            };
            for need in needs {
                self.read(&self.book.needs[*need].met_when, into);
            }
        }
    }

    fn read(&self, cond: &Cond, into: &mut FixedBitSet) {
        match &cond.kind {
            CondKind::Always => {}
            CondKind::Definition(definition) => {
                self.read(&self.book.definitions[*definition].when, into);
            }
            CondKind::Concern(concern) => self.read_concern(*concern, into),
            CondKind::Not(inner) => self.read(inner, into),
            CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
                for part in parts {
                    self.read(part, into);
                }
            }
            CondKind::InOrder(first, second) => {
                self.read_fact(*first, into);
                self.read_fact(*second, into);
            }
            CondKind::Atom(atom) => {
                self.read_fact(atom.fact, into);
                match (&atom.test, &self.book.facts[atom.fact].kind) {
                    (Test::Includes(terms), _) => self.read_terms(terms, into),
                    (Test::IsEmpty, FactKind::Set { members, .. }) => {
                        self.read_terms(members, into);
                    }
                    _ => {}
                }
            }
        }
    }

    fn read_concern(&self, concern: ConcernId, into: &mut FixedBitSet) {
        match &self.book.concerns[concern].raised_by {
            RaisedBy::Term(term) => self.read_terms(&[*term].into_iter().collect(), into),
            RaisedBy::Condition(cond) => self.read(cond, into),
        }
    }

    fn read_fact(&self, fact: FactId, into: &mut FixedBitSet) {
        into.extend(self.facts.get(fact.index()).into_iter().flatten().copied());
    }

    fn read_terms(&self, terms: &IdSet<TermId>, into: &mut FixedBitSet) {
        for term in terms.iter() {
            into.extend(self.terms.get(term.index()).into_iter().flatten().copied());
        }
    }
}

/// Where variables come to stand that are pulled together so.
fn settle(pulls: &[Vec<usize>], count: usize) -> Vec<usize> {
    let mut place: Vec<usize> = (0..count).collect();
    let mut best = (span(pulls, &place), place.clone());
    for _ in 0..ROUNDS {
        // Centres are in thousandths of a step, in whole numbers: the order must be the same
        // everywhere.
        let mut sums = vec![(0, 0); count];
        for pull in pulls {
            let at = pull.iter().filter_map(|&variable| place.get(variable)).sum::<usize>();
            for &variable in pull {
                if let Some((sum, times)) = sums.get_mut(variable) {
                    *sum += at * 1_000 / pull.len();
                    *times += 1;
                }
            }
        }
        let centre = |(variable, (&(sum, times), &at)): (usize, (&(usize, usize), &usize))| {
            (sum.checked_div(times).unwrap_or(at * 1_000), variable)
        };
        let mut order: Vec<(usize, usize)> =
            sums.iter().zip(&place).enumerate().map(centre).collect();
        order.sort_unstable();
        for (at, (_, variable)) in order.into_iter().enumerate() {
            if let Some(place) = place.get_mut(variable) {
                *place = at;
            }
        }
        let total = span(pulls, &place);
        if total < best.0 {
            best = (total, place.clone());
        }
    }
    best.1
}

/// How far what belongs together stands apart, in all.
fn span(pulls: &[Vec<usize>], place: &[usize]) -> usize {
    let places = |pull: &Vec<usize>| -> Vec<usize> {
        pull.iter().filter_map(|&variable| place.get(variable).copied()).collect()
    };
    let spans = pulls.iter().map(places).map(|places| {
        places.iter().max().zip(places.iter().min()).map_or(0, |(last, first)| last - first)
    });
    spans.sum()
}
