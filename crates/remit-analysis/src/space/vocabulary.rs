//! What may be known of a client, as the variables of circuits: one list of levels for several
//! rulebooks, matched by name.

use std::collections::HashMap;

use remit_eval::algebra::{Algebra, Node};
use remit_eval::symbolic::{Variable, Variables};
use remit_eval::{Class, Classes, measure};
use remit_model::Rulebook;
use remit_model::id::{FactId, SettingId, TermId};
use remit_model::rulebook::{FactKind, Value};

use super::circuit::{Circuit, Signal};

/// What a level is about, in the words of all rulebooks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum About {
    /// The value class of a number; its unit.
    Number(String, Option<String>),
    /// The option of a choice.
    Choice(String),
    /// Whether a set was left out on purpose.
    LeftOut(String),
    /// Whether a term of a fact is present.
    Member(String, String),
    /// The value of a setting.
    Setting(String),
    /// Whether a fact stands below another.
    Order(String, String),
}

/// What a level is about, in one rulebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The value class of a number or a choice.
    Fact(FactId),
    /// Whether a set was left out on purpose.
    LeftOut(FactId),
    /// Whether a member of a set is present in its own right.
    Member(TermId),
    /// The value of a setting.
    Setting(SettingId),
    /// Whether one fact stands below another, of the same value class.
    Order(FactId, FactId),
}

/// All levels.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    known: HashMap<About, usize>,
    /// By level: the names of its values, where they have some.
    names: Vec<Vec<String>>,
    /// By level: how many values it has.
    widths: Vec<usize>,
    /// By level: the value that is most usual.
    pub(super) usual: Vec<usize>,
}

/// One rulebook's part of a vocabulary.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) variables: Variables,
    /// By level: what it is about; `None` if the rulebook does not know it.
    pub(super) levels: Vec<Option<Level>>,
    /// By level: the values that the rulebook does not know.
    unknown: Vec<(usize, Vec<usize>)>,
}

impl Vocabulary {
    /// The levels of some rulebooks, and what each of them makes of them.
    pub(super) fn new(books: &[&Rulebook]) -> (Self, Vec<Part>) {
        let mut vocabulary = Self::default();
        let classes = Classes::shared(books);
        // First all names are gathered, so that a level has as many values as all books together.
        for (book, classes) in books.iter().zip(&classes) {
            let _ = vocabulary.add(book, classes);
        }
        let parts = books.iter().zip(&classes).map(|(book, classes)| vocabulary.add(book, classes));
        let parts = parts.collect();
        (vocabulary, parts)
    }

    pub(super) fn circuit(&self) -> Circuit {
        Circuit::new(self.widths.clone())
    }

    fn level(&mut self, about: About, width: usize, usual: usize) -> usize {
        let next = self.widths.len();
        let level = *self.known.entry(about).or_insert(next);
        if level == next {
            self.widths.push(width);
            self.usual.push(usual);
            self.names.push(Vec::new());
        }
        level
    }

    /// The values of a level by these names, which it is given where it lacks them.
    fn values<'n>(&mut self, level: usize, own: impl Iterator<Item = &'n str>) -> Vec<usize> {
        let (Some(names), Some(width)) = (self.names.get_mut(level), self.widths.get_mut(level))
        else {
            return Vec::new();
        };
        let mut values = Vec::new();
        for name in own {
            let known = names.iter().position(|known| known == name);
            values.push(known.unwrap_or(names.len()));
            if known.is_none() {
                names.push(name.to_owned());
            }
        }
        *width = names.len().max(*width);
        values
    }

    fn add(&mut self, book: &Rulebook, classes: &Classes) -> Part {
        let mut levels: Vec<(usize, Level)> = Vec::new();
        let mut unknown = Vec::new();
        let mut by_fact = Vec::new();
        for (id, fact) in book.facts.iter() {
            let name = fact.label.name.clone();
            let variable = match &fact.kind {
                FactKind::Set { members, .. } => {
                    let left_out = self.level(About::LeftOut(name.clone()), 2, 0);
                    levels.push((left_out, Level::LeftOut(id)));
                    if !fact.may_be_not_taken {
                        unknown.push((left_out, vec![1]));
                    }
                    let groups = members.iter().map(|term| {
                        let of = book.terms[term].label.name.clone();
                        let level = self.level(About::Member(name.clone(), of), 2, 0);
                        levels.push((level, Level::Member(term)));
                        (level, vec![term])
                    });
                    let groups = groups.collect();
                    let not_taken = fact.may_be_not_taken.then_some(left_out);
                    Variable::Members { not_taken, groups }
                }
                FactKind::Choice { options, .. } => {
                    let level = self.level(About::Choice(name), 0, 0);
                    levels.push((level, Level::Fact(id)));
                    let own = options.iter().map(|option| option.name.as_str());
                    // What was left out on purpose is a value like others, by a name that no
                    // option can have.
                    let values = self.values(level, own.chain(fact.may_be_not_taken.then_some("")));
                    let stands_for: Vec<Class> = classes.of(id).to_vec();
                    self.choice(level, &values, &stands_for, fact.usual.as_ref(), &mut unknown)
                }
                FactKind::Number { .. } => {
                    let (name, unit) = measure(book, id).unwrap_or_default();
                    let about = About::Number(name.to_owned(), unit.map(str::to_owned));
                    let mut own: Vec<Class> = classes.of(id).to_vec();
                    let taken = own.iter().filter(|class| **class != Class::NotTaken).count();
                    own.truncate(taken);
                    own.push(Class::NotTaken);
                    let usual = most_usual(book, id, &own);
                    let level = self.level(about, own.len(), usual);
                    levels.push((level, Level::Fact(id)));
                    if !fact.may_be_not_taken {
                        unknown.push((level, vec![taken]));
                    }
                    Variable::Classes { level, classes: own, usual }
                }
            };
            by_fact.push(Some(variable));
        }
        let settings = book.settings.iter().map(|(id, setting)| {
            let level = self.level(About::Setting(setting.label.name.clone()), 0, 0);
            levels.push((level, Level::Setting(id)));
            let own = setting.values.iter().map(|value| value.name.as_str());
            let values = self.values(level, own);
            self.prefer(level, values.get(setting.usual).copied());
            let width = self.widths.get(level).copied().unwrap_or_default();
            let stands_for = (0..width).map(|value| {
                let index = values.iter().position(|known| *known == value);
                index.unwrap_or(setting.values.len())
            });
            let others = (0..width).filter(|value| !values.contains(value)).collect();
            unknown.push((level, others));
            Some((level, stands_for.collect()))
        });
        let settings = settings.collect();
        let fact_name = |fact: FactId| book.facts[fact].label.name.clone();
        let orders = classes.ordered().iter().map(|&(first, second)| {
            let level = self.level(About::Order(fact_name(first), fact_name(second)), 2, 0);
            levels.push((level, Level::Order(first, second)));
            (first, second, level)
        });
        let orders = orders.collect();
        let mut by_level = vec![None; self.widths.len()];
        for (level, about) in levels {
            if let Some(slot) = by_level.get_mut(level) {
                *slot = Some(about);
            }
        }
        let variables = Variables::given(by_fact, settings, orders, self.widths.clone());
        Part { variables, levels: by_level, unknown }
    }

    fn choice(
        &mut self,
        level: usize,
        values: &[usize],
        own: &[Class],
        usual: Option<&Value>,
        unknown: &mut Vec<(usize, Vec<usize>)>,
    ) -> Variable {
        let width = self.widths.get(level).copied().unwrap_or_default();
        // An option that the rulebook does not know is beyond its last.
        let mut classes = vec![Class::Option(own.len()); width];
        for (value, class) in values.iter().zip(own) {
            if let Some(slot) = classes.get_mut(*value) {
                *slot = class.clone();
            }
        }
        unknown.push((level, (0..width).filter(|value| !values.contains(value)).collect()));
        let liked = |class: &Class| usual.is_some_and(|value| class.has(value));
        let usual = classes.iter().position(liked);
        self.prefer(level, usual);
        Variable::Classes { level, classes, usual: usual.unwrap_or_default() }
    }

    fn prefer(&mut self, level: usize, usual: Option<usize>) {
        if let (Some(slot), Some(usual)) = (self.usual.get_mut(level), usual) {
            *slot = usual;
        }
    }
}

impl Part {
    /// When a client is one that the rulebook has words for.
    pub(super) fn can_be_told(&self, circuit: &mut Circuit) -> Signal {
        let mut all = Signal::YES;
        for (level, values) in &self.unknown {
            let told = circuit.variable(*level, |value| !values.contains(&value));
            all = circuit.and(all, told);
        }
        all
    }
}

/// The class of a number that is most usual: that of its usual value, or else the widest.
fn most_usual(book: &Rulebook, fact: FactId, classes: &[Class]) -> usize {
    let usual = book.facts[fact].usual.as_ref();
    let liked = |class: &Class| usual.is_some_and(|value| class.has(value));
    if let Some(index) = classes.iter().position(liked) {
        return index;
    }
    let width = |class: &Class| match class {
        Class::Numbers(low, high) => Some(*high - *low),
        _ => None,
    };
    let widths = classes.iter().map(width).enumerate();
    let widest = widths.max_by(|(a, one), (b, other)| one.cmp(other).then(b.cmp(a)));
    widest.map_or(0, |(index, _)| index)
}
