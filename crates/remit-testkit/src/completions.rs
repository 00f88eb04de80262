//! A client of whom something is unknown, decided by going through all completions (D16).

use std::collections::{BTreeMap, BTreeSet};

use crate::book::{Book, Client, Cond, Kind, Outcome, Recheck, Rule, Value};
use crate::oracle::{Decision, Place, Verdict, decide, is_impossible};

/// What completions must have in common to be one decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Core {
    pub verdict: Verdict,
    pub urgency: usize,
    pub stop_to: BTreeSet<Place>,
    pub ceiling: Option<usize>,
    pub outstanding: BTreeSet<String>,
    pub rechecks: BTreeSet<Recheck>,
    pub duties: BTreeSet<String>,
}

impl Core {
    /// The core of a decision on one completion.
    #[must_use]
    pub fn of(decision: &Decision) -> Self {
        let mut core = Self {
            verdict: decision.verdict,
            urgency: decision.urgency,
            stop_to: BTreeSet::new(),
            ceiling: None,
            outstanding: BTreeSet::new(),
            rechecks: BTreeSet::new(),
            duties: BTreeSet::new(),
        };
        match decision.verdict {
            Verdict::Stop => core.stop_to.clone_from(&decision.refer_to),
            Verdict::Refer => {}
            Verdict::Take | Verdict::TakeWith | Verdict::Wait => {
                core.ceiling = Some(decision.ceiling);
                let unmet = decision.needs.iter().filter(|(_, met)| !**met);
                core.outstanding = unmet.map(|(need, _)| need.clone()).collect();
                core.rechecks.clone_from(&decision.rechecks);
                core.duties.clone_from(&decision.duties);
            }
        }
        core
    }

    fn rank(&self) -> Rank {
        (self.verdict, self.urgency, self.ceiling)
    }
}

type Rank = (Verdict, usize, Option<usize>);

/// What a client comes to of whom something is unknown.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The verdict, if it is certain; else the verdict is to ask.
    pub verdict: Option<Verdict>,
    /// The core, if all completions have the same.
    pub core: Option<Core>,
    /// The facts to ask for, in order; `None` if the definition names none though cores differ.
    pub ask: Option<Vec<String>>,
    /// The least protective verdict and urgency.
    pub at_least: (Verdict, usize),
    /// The most protective verdict and urgency.
    pub at_most: (Verdict, usize),
    /// What each completion comes to, without repeats.
    pub decisions: Vec<Decision>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// No completion is possible.
    Impossible,
    /// There are more completions than were allowed.
    TooMany,
}

/// Goes through all completions of a client.
///
/// # Errors
///
/// If there is no possible completion, or there are more than `most`.
pub fn ask(
    book: &Book,
    client: &Client,
    role: &str,
    services: &[String],
    most: usize,
) -> Result<Answer, NoAnswer> {
    let unknown: Vec<(String, Vec<Value>)> = book
        .facts
        .iter()
        .filter(|fact| !client.facts.contains_key(&fact.name))
        .map(|fact| (fact.name.clone(), values(book, &fact.name)))
        .collect();
    let mut count = 1_usize;
    for (_, values) in &unknown {
        count = count.saturating_mul(values.len());
    }
    if count > most {
        return Err(NoAnswer::TooMany);
    }
    let mut completions = Completions { unknown, all: Vec::new() };
    let mut decisions: Vec<Decision> = Vec::new();
    for number in 0..count {
        let given = completions.given(number);
        let mut complete = client.clone();
        complete.facts.extend(given.clone());
        if !is_impossible(book, &complete) {
            let decision = decide(book, &complete, role, services);
            completions.all.push((given, Core::of(&decision)));
            if !decisions.contains(&decision) {
                decisions.push(decision);
            }
        }
    }
    let cores: BTreeSet<&Core> = completions.all.iter().map(|(_, core)| core).collect();
    let ranks: BTreeSet<Rank> = cores.iter().map(|core| core.rank()).collect();
    let (Some(first), Some(least), Some(worst)) = (cores.first(), ranks.first(), ranks.last())
    else {
        return Err(NoAnswer::Impossible);
    };
    let but_urgency = |core: &Core| Core { urgency: 0, ..core.clone() };
    let certain = cores.len() == 1
        || first.verdict >= Verdict::Refer
            && cores.iter().all(|core| but_urgency(core) == but_urgency(first));
    Ok(Answer {
        verdict: certain.then_some(first.verdict),
        core: (cores.len() == 1).then(|| (*first).clone()),
        ask: completions.ask(book, *worst),
        at_least: (least.0, least.1),
        at_most: (worst.0, worst.1),
        decisions,
    })
}

/// All values that a fact may have.
fn values(book: &Book, fact: &str) -> Vec<Value> {
    let mut values = Vec::new();
    for declared in book.facts.iter().filter(|declared| declared.name == fact) {
        match &declared.kind {
            Kind::Number { low, high, step } => {
                let mut at = *low;
                while at <= *high {
                    values.push(Value::Number(at));
                    at += step;
                }
            }
            Kind::Choice { options, .. } => {
                values.extend(options.iter().cloned().map(Value::Option));
            }
            Kind::Set { .. } => {
                let mut sets: Vec<BTreeSet<String>> = vec![BTreeSet::new()];
                for term in book.terms.iter().filter(|term| term.of == fact) {
                    for mut set in sets.clone() {
                        set.insert(term.name.clone());
                        sets.push(set);
                    }
                }
                values.extend(sets.into_iter().map(Value::Set));
            }
        }
        if declared.may_be_not_taken {
            values.push(Value::NotTaken);
        }
    }
    values
}

type Given = BTreeMap<String, Value>;

struct Completions {
    unknown: Vec<(String, Vec<Value>)>,
    /// The possible ones, and what they come to.
    all: Vec<(Given, Core)>,
}

impl Completions {
    fn given(&self, mut number: usize) -> Given {
        let mut given = Given::new();
        for (fact, values) in &self.unknown {
            if let Some(value) = values.get(number % values.len()) {
                given.insert(fact.clone(), value.clone());
            }
            number /= values.len();
        }
        given
    }

    /// The facts to ask for, in order.
    fn ask(&self, book: &Book, worst: Rank) -> Option<Vec<String>> {
        let cores: BTreeSet<&Core> = self.all.iter().map(|(_, core)| core).collect();
        if cores.len() == 1 {
            return Some(Vec::new());
        }
        let facts: Vec<&String> = self.unknown.iter().map(|(fact, _)| fact).collect();
        let but = |fact: &str, given: &Given| {
            let mut given = given.clone();
            given.remove(fact);
            given
        };
        let mut askable: Vec<&String> =
            facts.iter().copied().filter(|fact| self.differ(|given| but(fact, given))).collect();
        if askable.is_empty() {
            let shrinks = |fact: &&String| {
                let by_class = self.by_class(book, fact);
                by_class
                    .values()
                    .any(|some| some.iter().copied().collect::<BTreeSet<_>>().len() < cores.len())
            };
            askable = facts.iter().copied().filter(shrinks).collect();
        }
        if askable.is_empty() {
            return None;
        }
        // Stable sorting keeps the order of declaration.
        let mut keyed: Vec<(bool, (usize, usize), &String)> = Vec::new();
        for fact in askable {
            let with_worst = |cores: &Vec<&Core>| cores.iter().any(|core| core.rank() == worst);
            let by_class = self.by_class(book, fact);
            let tells = by_class.values().any(with_worst) && !by_class.values().all(with_worst);
            keyed.push((!tells, self.remaining(book, fact), fact));
        }
        keyed.sort_by(|(first, (a, b), _), (second, (c, d), _)| {
            first.cmp(second).then((a * d).cmp(&(c * b)))
        });
        Some(keyed.into_iter().map(|(_, _, fact)| fact.clone()).collect())
    }

    /// Whether two completions that are the same in what is kept have different cores.
    fn differ(&self, kept: impl Fn(&Given) -> Given) -> bool {
        let mut seen: BTreeMap<Given, &Core> = BTreeMap::new();
        self.all.iter().any(|(given, core)| *seen.entry(kept(given)).or_insert(core) != core)
    }

    /// The cores that each class of a fact's values leaves.
    fn by_class(&self, book: &Book, fact: &str) -> BTreeMap<Class, Vec<&Core>> {
        let constants = constants(book, fact);
        let mut classes: BTreeMap<Class, Vec<&Core>> = BTreeMap::new();
        for (given, core) in &self.all {
            if let Some(value) = given.get(fact) {
                classes.entry(class(&constants, value)).or_default().push(core);
            }
        }
        classes
    }

    /// How many ranks are left at the mean: a sum and a count. All classes weigh equal; those of a
    /// set are none, not taken, and each relevant member alone.
    fn remaining(&self, book: &Book, fact: &str) -> (usize, usize) {
        let relevant = |member: &String| {
            self.differ(|given| {
                let mut given = given.clone();
                if let Some(Value::Set(members)) = given.get_mut(fact) {
                    members.remove(member);
                }
                given
            })
        };
        let (mut sum, mut count) = (0, 0);
        for (class, cores) in self.by_class(book, fact) {
            let counts = match &class {
                Class::Value(Value::Set(members)) => {
                    members.is_empty() || members.len() == 1 && members.iter().all(relevant)
                }
                _ => true,
            };
            if counts {
                sum += cores.iter().map(|core| core.rank()).collect::<BTreeSet<_>>().len();
                count += 1;
            }
        }
        if count == 0 {
            let ranks: BTreeSet<Rank> = self.all.iter().map(|(_, core)| core.rank()).collect();
            return (ranks.len(), 1);
        }
        (sum, count)
    }
}

/// Values of a fact that no constant tells apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// How a number stands to each constant.
    Number(Vec<std::cmp::Ordering>),
    Value(Value),
}

fn class(constants: &BTreeSet<i64>, value: &Value) -> Class {
    match value {
        Value::Number(number) => {
            Class::Number(constants.iter().map(|constant| number.cmp(constant)).collect())
        }
        other => Class::Value(other.clone()),
    }
}

/// The numbers with which the book compares a fact, or another one that is put in order with it.
fn constants(book: &Book, fact: &str) -> BTreeSet<i64> {
    let mut conds: Vec<&Cond> = Vec::new();
    conds.extend(book.facts.iter().filter_map(|fact| fact.asked_when.as_ref()));
    conds.extend(book.needs.iter().map(|need| &need.met_when));
    let named = [&book.concerns, &book.stages, &book.defines, &book.impossible];
    conds.extend(named.into_iter().flatten().map(|(_, when)| when));
    for Rule { when, exceptions, .. } in &book.rules {
        conds.extend(when);
        conds.extend(exceptions.iter().map(|(when, _): &(Cond, Outcome)| when));
    }
    let mut together: BTreeSet<&str> = [fact].into();
    let mut parts = Vec::new();
    while let Some(cond) = conds.pop() {
        match cond {
            Cond::Not(inner) => conds.push(inner),
            Cond::All(inner) | Cond::Any(inner) | Cond::AtLeastOf(_, inner) => conds.extend(inner),
            part => parts.push(part),
        }
    }
    let mut before = 0;
    while before < together.len() {
        before = together.len();
        for part in &parts {
            if let Cond::InOrder(first, second) = part
                && (together.contains(first.as_str()) || together.contains(second.as_str()))
            {
                together.extend([first.as_str(), second.as_str()]);
            }
        }
    }
    let mut constants = BTreeSet::new();
    for part in parts {
        match part {
            Cond::Number(fact, _, value) if together.contains(fact.as_str()) => {
                constants.insert(*value);
            }
            Cond::Between(fact, low, high) if together.contains(fact.as_str()) => {
                constants.extend([*low, *high]);
            }
            Cond::Equals(fact, values, _) if together.contains(fact.as_str()) => {
                constants.extend(values);
            }
            _ => {}
        }
    }
    constants
}
