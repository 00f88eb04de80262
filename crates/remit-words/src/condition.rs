//! Conditions as clauses of a sentence.

use remit_model::Number;
use remit_model::id::FactId;
use remit_model::rulebook::{Atom, Choice, Cond, CondKind, FactKind, Range, Test};

use crate::Words;
use crate::list::{bare, or, spelled};

/// Where a condition stands, so that `and` and `or` are never left to be guessed apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// At the top of the sentence.
    Sentence,
    /// Inside an `and` or an `or`.
    Joined,
    /// Deeper: only brackets are clear.
    Brackets,
}

impl Words<'_> {
    /// A condition as a clause: `resting systolic blood pressure is at least 160 mmHg`.
    #[must_use]
    pub fn condition(self, cond: &Cond) -> String {
        self.clause(cond, Within::Sentence)
    }

    /// A comparison of a number: `resting systolic blood pressure is at least 160 mmHg`.
    #[must_use]
    pub fn comparison(self, fact: FactId, range: &Range) -> String {
        self.atom(&Atom { fact, test: Test::Range(range.clone()) }, false)
    }

    fn clause(self, cond: &Cond, within: Within) -> String {
        match &cond.kind {
            CondKind::Always => "always".to_owned(),
            CondKind::Definition(id) => self.book.definitions[*id].label.title.clone(),
            CondKind::Concern(id) => self.concern(*id).to_owned(),
            CondKind::Atom(atom) => self.atom(atom, false),
            CondKind::Not(inner) => self.negated(inner),
            CondKind::All(parts) => self.joined(parts, within, ["and", "both", "all of"]),
            CondKind::Any(parts) => self.joined(parts, within, ["or", "either", "any of"]),
            CondKind::AtLeast(count, parts) => {
                let parts = self.parts(parts, Within::Brackets);
                format!("at least {count} of ({})", parts.join("; "))
            }
            CondKind::InOrder(low, high) => {
                format!("{} is below {}", self.fact(*low), self.fact(*high))
            }
        }
    }

    fn parts(self, parts: &[Cond], within: Within) -> Vec<String> {
        parts.iter().map(|part| self.clause(part, within)).collect()
    }

    fn joined(self, parts: &[Cond], within: Within, [word, two, many]: [&str; 3]) -> String {
        match (parts, within) {
            ([], _) if word == "and" => "always".to_owned(),
            ([], _) => "never".to_owned(),
            ([only], _) => self.clause(only, within),
            (_, Within::Sentence) => self.parts(parts, Within::Joined).join(&format!(", {word} ")),
            ([first, second], Within::Joined) => {
                let part = |part| self.clause(part, Within::Brackets);
                format!("{two} {} {word} {}", part(first), part(second))
            }
            _ => format!("{many} ({})", self.parts(parts, Within::Brackets).join("; ")),
        }
    }

    fn negated(self, inner: &Cond) -> String {
        match &inner.kind {
            CondKind::Atom(atom) => self.atom(atom, true),
            CondKind::Not(twice) => self.clause(twice, Within::Joined),
            CondKind::Any(parts) if parts.len() > 1 => {
                format!("none of ({})", self.parts(parts, Within::Brackets).join("; "))
            }
            CondKind::Definition(_) | CondKind::Concern(_) => {
                format!("not so: {}", self.clause(inner, Within::Brackets))
            }
            _ => format!("not so: ({})", self.clause(inner, Within::Sentence)),
        }
    }

    pub(crate) fn atom(self, atom: &Atom, not: bool) -> String {
        let title = self.fact(atom.fact);
        let kind = &self.book.facts[atom.fact].kind;
        let is = if not { "is not" } else { "is" };
        match &atom.test {
            Test::Range(range) => format!("{title} {is} {}", self.range(atom, range)),
            Test::Numbers { values, not: none } => {
                let values: Vec<_> =
                    values.iter().map(|&value| self.number(atom.fact, value)).collect();
                format!("{title} {} {}", if not == *none { "is" } else { "is not" }, or(&values))
            }
            Test::Options(set) => {
                let FactKind::Choice { options, ordered, yes_no } = kind else {
                    return title.to_owned();
                };
                let chosen: Vec<bool> = (0..options.len()).map(|at| set.contains(at)).collect();
                let declared = &self.book.facts[atom.fact];
                let always_taken = !declared.may_be_not_taken && declared.asked_when.is_none();
                // Not to say no is to say yes.
                if *yes_no && not && always_taken {
                    let other: Vec<_> = chosen.iter().map(|inside| !inside).collect();
                    return chosen_of(title, options, &other, (*ordered, true, false));
                }
                chosen_of(title, options, &chosen, (*ordered, *yes_no, not))
            }
            Test::Includes(terms) => {
                let many = title.ends_with('s');
                let include = match (not, many) {
                    (false, true) => "include",
                    (false, false) => "includes",
                    (true, true) => "do not include",
                    (true, false) => "does not include",
                };
                format!("{title} {include} {}", or(&self.terms(terms)))
            }
            Test::IsEmpty if not => format!("there are some {title}"),
            Test::IsEmpty => format!("there are no {title}"),
        }
    }

    fn range(self, atom: &Atom, range: &Range) -> String {
        let number = |value| self.number(atom.fact, value);
        // A limit that was converted from another unit need not be a value that can be measured.
        let low = range.low.map(|(low, inside)| (self.on_grid(atom.fact, low, inside), inside));
        let high =
            range.high.map(|(high, inside)| (self.on_grid(atom.fact, high, !inside), inside));
        match (low, high) {
            (None, None) => "taken".to_owned(),
            (Some((low, true)), Some((high, true))) if low == high => number(low),
            (Some((low, true)), Some((high, true))) => format!("from {low} to {}", number(high)),
            (low, high) => {
                let low = low.map(|(value, inside)| {
                    format!("{} {}", if inside { "at least" } else { "above" }, number(value))
                });
                let high = high.map(|(value, inside)| {
                    format!("{} {}", if inside { "at most" } else { "below" }, number(value))
                });
                low.into_iter().chain(high).collect::<Vec<_>>().join(" and ")
            }
        }
    }
}

impl Words<'_> {
    /// The nearest value at or above, or at or below, that the fact can have: of a limit that the
    /// fact can't have itself, that one says the same.
    fn on_grid(self, fact: FactId, value: Number, up: bool) -> Number {
        let FactKind::Number { low, step, .. } = &self.book.facts[fact].kind else { return value };
        let Some(steps) = (value - *low).divided_by(*step).map(Number::floor) else { return value };
        let Ok(steps) = i64::try_from(steps) else { return value };
        let below = *low + *step * Number::whole(steps);
        if below < value && up { below + *step } else { below }
    }
}

fn chosen_of(
    title: &str,
    options: &[Choice],
    chosen: &[bool],
    (ordered, yes_no, not): (bool, bool, bool),
) -> String {
    let names = |wanted: bool| -> Vec<String> {
        let picked = options.iter().zip(chosen).filter(|&(_, &in_it)| in_it == wanted);
        picked.map(|(option, _)| spelled(&option.name)).collect()
    };
    let (inside, outside) = (names(true), names(false));
    let is = if not { "is not" } else { "is" };
    // Of yes and no, the phrase that tells it reads best: "the client exercises regularly".
    if yes_no && inside.len() == 1 && !not {
        let told = options
            .iter()
            .zip(chosen)
            .find(|&(_, &in_it)| in_it)
            .and_then(|(option, _)| option.told.as_ref());
        if let Some(told) = told.filter(|told| !told.contains('{')) {
            return format!("the client {told}");
        }
    }
    if outside.is_empty() {
        return format!("{title} {is} taken");
    }
    if ordered && inside.len() > 1 {
        if !chosen.first().copied().unwrap_or(false) && suffix(chosen) {
            return format!(
                "{title} {is} at least {}",
                inside.first().map_or("", |first| bare(first))
            );
        }
        if chosen.first().copied().unwrap_or(false) && prefix(chosen) {
            return format!("{title} {is} at most {}", inside.last().map_or("", |last| bare(last)));
        }
    }
    // "Not this one" says more than a long list of all the others.
    if !not && inside.len() > 3 && outside.len() * 2 < inside.len() {
        return format!("{title} is not {}", or(&outside));
    }
    format!("{title} {is} {}", or(&inside))
}

fn suffix(chosen: &[bool]) -> bool {
    chosen.is_sorted()
}

fn prefix(chosen: &[bool]) -> bool {
    chosen.is_sorted_by(|left, right| left >= right)
}
