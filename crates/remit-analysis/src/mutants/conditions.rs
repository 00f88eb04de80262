//! Conditions as a slip of the hand leaves them.

use remit_model::id::FactId;
use remit_model::rulebook::{Atom, Cond, CondKind, FactKind, Range, Test};
use remit_model::{Number, Rulebook};
use remit_source::Span;
use remit_words::Words;

use super::Kind;
use super::change::{never, replaced};
use super::list::{parts, without};

/// A condition with one thing changed.
pub(super) struct Variant {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) what: String,
    pub(super) cond: Cond,
}

/// All of a condition.
pub(super) fn variants(book: &Rulebook, words: Words, cond: &Cond) -> Vec<Variant> {
    let mut varying = Varying { book, words, whole: cond, found: Vec::new() };
    let joined = matches!(cond.kind, CondKind::All(_) | CondKind::Any(_) | CondKind::AtLeast(..));
    if !joined && !matches!(cond.kind, CondKind::Always) {
        varying.dropped(&[], cond, CondKind::Always);
    }
    varying.visit(cond, &mut Vec::new());
    varying.found
}

struct Varying<'a> {
    book: &'a Rulebook,
    words: Words<'a>,
    whole: &'a Cond,
    found: Vec<Variant>,
}

impl Varying<'_> {
    fn add(&mut self, kind: Kind, path: &[usize], part: &Cond, what: String, changed: CondKind) {
        let cond = replaced(self.whole, path, changed);
        self.found.push(Variant { kind, span: part.span, what, cond });
    }

    fn dropped(&mut self, path: &[usize], part: &Cond, leaving: CondKind) {
        let what = format!("the condition that {} is left out", self.words.condition(part));
        self.add(Kind::Condition, path, part, what, leaving);
    }

    fn visit(&mut self, cond: &Cond, path: &mut Vec<usize>) {
        let mut each = |varying: &mut Self, at: usize, part: &Cond, leaving: Option<CondKind>| {
            path.push(at);
            if let Some(leaving) = leaving {
                varying.dropped(path, part, leaving);
            }
            varying.visit(part, path);
            path.pop();
        };
        match &cond.kind {
            CondKind::Always
            | CondKind::Definition(_)
            | CondKind::Concern(_)
            | CondKind::InOrder(..) => {}
            CondKind::Not(inner) => {
                each(self, 0, inner, None);
                let what = format!("`not` is left out of: {}", self.words.condition(cond));
                let inner = inner.kind.clone();
                self.add(Kind::Condition, &path.clone(), cond, what, inner);
            }
            CondKind::All(all) => {
                for (at, part) in all.iter().enumerate() {
                    each(self, at, part, Some(CondKind::All(Vec::new())));
                }
            }
            CondKind::Any(any) => {
                for (at, part) in any.iter().enumerate() {
                    each(self, at, part, Some(never()));
                }
            }
            CondKind::AtLeast(count, of) => {
                for (at, part) in of.iter().enumerate() {
                    each(self, at, part, Some(never()));
                }
                let near = [count.checked_sub(1), count.checked_add(1)];
                for other in near.into_iter().flatten().filter(|&n| n > 0 && n <= of.len()) {
                    let what = format!("at least {count} becomes at least {other}");
                    let changed = CondKind::AtLeast(other, of.clone());
                    self.add(Kind::Threshold, &path.clone(), cond, what, changed);
                }
            }
            CondKind::Atom(atom) => {
                for (kind, test) in otherwise(self.book, atom) {
                    let changed = CondKind::Atom(Atom { fact: atom.fact, test });
                    let after = Cond { kind: changed.clone(), span: cond.span };
                    let words = self.words;
                    let what =
                        format!("{} becomes {}", words.condition(cond), words.condition(&after));
                    self.add(kind, &path.clone(), cond, what, changed);
                }
            }
        }
    }
}

/// What a comparison might have been written as.
fn otherwise(book: &Rulebook, atom: &Atom) -> Vec<(Kind, Test)> {
    match (&atom.test, &book.facts[atom.fact].kind) {
        (Test::Range(range), FactKind::Number { low, high, step, .. }) => {
            let ranges = moved(range, (*low, *high, *step));
            ranges.into_iter().map(|range| (Kind::Threshold, Test::Range(range))).collect()
        }
        (Test::Numbers { values, not }, _) if values.len() > 1 => (0..values.len())
            .map(|at| {
                let mut values = values.clone();
                values.remove(at);
                (Kind::Condition, Test::Numbers { values, not: *not })
            })
            .collect(),
        (Test::Options(chosen), FactKind::Choice { options, ordered, .. }) => {
            let inside: Vec<usize> = (0..options.len()).filter(|&at| chosen.contains(at)).collect();
            let fewer = inside.iter().filter(|_| inside.len() > 1).map(|&at| (at, false));
            let outside = (0..options.len()).filter(|at| !inside.contains(at));
            let more = outside.filter(|_| inside.len() + 1 < options.len()).map(|at| (at, true));
            // Of an ordered choice only the ends move.
            let at_an_end = |at: usize| {
                let is_in = |at: Option<usize>| at.is_some_and(|at| inside.contains(&at));
                is_in(at.checked_sub(1)) != is_in(at.checked_add(1))
            };
            fewer
                .chain(more)
                .filter(|(at, _)| !ordered || at_an_end(*at))
                .map(|(at, is_in)| {
                    let mut chosen = chosen.clone();
                    chosen.grow(options.len());
                    chosen.set(at, is_in);
                    (Kind::Condition, Test::Options(chosen))
                })
                .collect()
        }
        (Test::Includes(terms), _) => {
            let groups = book.groups.values();
            let groups = groups.map(|group| (group.label.name.clone(), group.terms.clone()));
            let named = parts(terms, &groups.collect(), |id| book.terms[id].label.name.clone());
            let several = named.iter().filter(|_| named.len() > 1);
            several
                .map(|(_, part)| (Kind::Condition, Test::Includes(without(terms, part))))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// A range with one end moved by a step either way, or taking its end in where it did not, or not
/// where it did. What comes to the same numbers of the fact is given once.
fn moved(range: &Range, (low, high, step): (Number, Number, Number)) -> Vec<Range> {
    let mut found: Vec<Range> = Vec::new();
    let mut seen = vec![on_grid(range, (low, high, step))];
    let mut add = |range: Range| {
        let same = on_grid(&range, (low, high, step));
        if !seen.contains(&same) {
            seen.push(same);
            found.push(range);
        }
    };
    for (at, end) in [&range.low, &range.high].into_iter().enumerate() {
        let Some((number, inclusive)) = *end else { continue };
        let ends = [(number - step, inclusive), (number + step, inclusive), (number, !inclusive)];
        for (number, inclusive) in ends {
            if number < low || number > high {
                continue;
            }
            let mut range = range.clone();
            *(if at == 0 { &mut range.low } else { &mut range.high }) = Some((number, inclusive));
            add(range);
        }
    }
    found
}

/// The first and the last step that are in a range.
fn on_grid(range: &Range, (low, high, step): (Number, Number, Number)) -> (i128, i128) {
    let steps = |number: Number| (number - low).divided_by(step).map_or(0, Number::floor);
    let first = range.low.map_or(0, |(number, inclusive)| {
        let at = steps(number);
        at + i128::from(!(inclusive && number.on_grid(low, step)))
    });
    let last = range.high.map_or_else(
        || steps(high),
        |(number, inclusive)| {
            let at = steps(number);
            at - i128::from(!inclusive && number.on_grid(low, step))
        },
    );
    (first.max(0), last.min(steps(high)))
}

/// The facts that a condition reads, through definitions and concerns, and those that decide whether
/// they are asked.
pub(super) fn reads(book: &Rulebook, cond: &Cond) -> remit_model::rulebook::IdSet<FactId> {
    let mut found = remit_model::rulebook::IdSet::default();
    read(book, cond, &mut found);
    found
}

fn read(book: &Rulebook, cond: &Cond, found: &mut remit_model::rulebook::IdSet<FactId>) {
    use remit_model::rulebook::RaisedBy;
    let mut facts: Vec<FactId> = Vec::new();
    match &cond.kind {
        CondKind::Always => {}
        CondKind::Definition(id) => read(book, &book.definitions[*id].when, found),
        CondKind::Concern(id) => match &book.concerns[*id].raised_by {
            RaisedBy::Term(term) => facts.push(book.terms[*term].fact),
            RaisedBy::Condition(cond) => read(book, cond, found),
        },
        CondKind::Not(inner) => read(book, inner, found),
        CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
            for part in parts {
                read(book, part, found);
            }
        }
        CondKind::InOrder(first, second) => facts.extend([*first, *second]),
        CondKind::Atom(atom) => facts.push(atom.fact),
    }
    for fact in facts {
        if !found.contains(fact) {
            found.insert(fact);
            if let Some(asked) = &book.facts[fact].asked_when {
                read(book, asked, found);
            }
        }
    }
}
