//! One completion, decided as the definitions D3 to D15 are written: with names, and without haste.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use crate::book::{
    Book, Client, Compared, Cond, Covers, Kind, Outcome, Recheck, Rule, RuleKind, Until, Value,
};

type Names = BTreeSet<String>;

/// The verdicts (D11), from least to most protective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Verdict {
    Take,
    TakeWith,
    Wait,
    Refer,
    Stop,
}

/// Whose client it is (D8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Lane {
    Mine,
    Refused,
    NoRule,
}

/// Clearance in one word (D15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum Clearance {
    None,
    OnFile,
    BeforeVigorous,
    BeforeAny,
    StopAndClear,
}

/// Any one of these roles, for this service (D12).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Place {
    pub roles: Vec<String>,
    pub service: String,
}

/// A decision on one completion. Ceilings and urgencies are places on their scales.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Decision {
    pub verdict: Verdict,
    pub lane: Lane,
    pub uncovered: Names,
    pub covered_separately: bool,
    pub ceiling: usize,
    /// Needs that were reached, and whether they are met.
    pub needs: BTreeMap<String, bool>,
    pub rechecks: BTreeSet<Recheck>,
    pub duties: Names,
    pub urgency: usize,
    pub clearance: Clearance,
    pub refer_to: BTreeSet<Place>,
    pub also_refer: BTreeSet<Place>,
    pub recommended: Names,
    pub stage: Option<String>,
}

/// A client as the rules see it.
struct Person<'b> {
    book: &'b Book,
    /// Closed under `implies`.
    closed: BTreeMap<String, Value>,
    /// Closed, and not taken where not asked for.
    facts: BTreeMap<String, Value>,
    settings: BTreeMap<String, String>,
    /// Concerns that are disregarded (D7).
    without: Names,
    /// What has been found out before.
    found: Found,
}

/// What would be found out again and again.
#[derive(Default)]
struct Found {
    concerns: OnceCell<Names>,
    lanes: RefCell<BTreeMap<(String, String), Lane>>,
}

/// Decides a client of whom every fact is known.
#[must_use]
pub fn decide(book: &Book, client: &Client, role: &str, services: &[String]) -> Decision {
    let person = Person::new(book, client);
    let single: Vec<Single> =
        services.iter().map(|service| Single::new(&person, role, service)).collect();
    let verdict = single.iter().map(|one| one.verdict).max().unwrap_or(Verdict::Refer);
    let lane = if single.iter().any(|one| one.lane == Lane::Refused) {
        Lane::Refused
    } else if single.iter().any(|one| one.lane == Lane::NoRule) {
        Lane::NoRule
    } else {
        Lane::Mine
    };
    let most_urgent_stop = single.iter().filter_map(|one| one.stop).max();
    let refer_to = match most_urgent_stop {
        Some(urgency) => single.iter().flat_map(|one| one.stop_places(book, urgency)).collect(),
        None => single.iter().flat_map(|one| one.places(&person)).collect(),
    };
    let duties =
        single.iter().flat_map(|one| one.duties.clone()).filter(|_| lane == Lane::Mine).collect();
    let clearance = match verdict {
        Verdict::Stop => Clearance::StopAndClear,
        _ => single.iter().map(|one| one.clearance).max().unwrap_or(Clearance::None),
    };
    Decision {
        verdict,
        lane,
        uncovered: single.iter().flat_map(|one| one.uncovered.clone()).collect(),
        covered_separately: single.iter().any(|one| one.covered_separately),
        ceiling: single.iter().map(|one| one.ceiling).max().unwrap_or(0),
        needs: single.iter().flat_map(|one| one.needs.clone()).collect(),
        rechecks: single.iter().flat_map(|one| one.rechecks.clone()).collect(),
        duties,
        urgency: single.iter().map(|one| one.urgency).max().unwrap_or(0),
        clearance,
        refer_to,
        also_refer: single.iter().flat_map(|one| one.also.clone()).collect(),
        recommended: recommended(book, single.iter().flat_map(|one| &one.advice)),
        stage: book
            .stages
            .iter()
            .find(|(_, when)| person.holds(when))
            .map(|(name, _)| name.clone()),
    }
}

/// Whether a client violates something `impossible`.
#[must_use]
pub(crate) fn is_impossible(book: &Book, client: &Client) -> bool {
    let person = Person::new(book, client);
    book.impossible.iter().any(|(_, when)| person.holds(when))
}

impl<'b> Person<'b> {
    fn new(book: &'b Book, client: &Client) -> Self {
        let mut closed = client.facts.clone();
        close(book, &mut closed);
        Self::seen(book, closed, client.settings.clone(), Names::new())
    }

    /// A person without some concerns: facts are masked accordingly.
    fn seen(
        book: &'b Book,
        closed: BTreeMap<String, Value>,
        settings: BTreeMap<String, String>,
        without: Names,
    ) -> Self {
        let facts = closed.clone();
        let open = Self { book, closed, facts, settings, without, found: Found::default() };
        let facts =
            open.facts.keys().map(|fact| (fact.clone(), open.unless_masked(fact))).collect();
        Self { facts, found: Found::default(), ..open }
    }

    /// The value of a fact, or not taken where its `asked when` is false.
    fn unless_masked(&self, fact: &str) -> Value {
        let declared = self.book.facts.iter().find(|declared| declared.name == fact);
        let asked = declared.and_then(|declared| declared.asked_when.as_ref());
        match asked {
            Some(when) if !self.holds_masked(when) => Value::NotTaken,
            _ => self.value(fact),
        }
    }

    /// Whether a condition holds when the facts it reads are masked first.
    fn holds_masked(&self, when: &Cond) -> bool {
        let mut read = Names::new();
        reads(self.book, when, &mut read);
        let mut facts = self.facts.clone();
        for fact in read {
            let value = self.unless_masked(&fact);
            facts.insert(fact, value);
        }
        Person {
            book: self.book,
            closed: BTreeMap::new(),
            facts,
            settings: self.settings.clone(),
            without: self.without.clone(),
            found: Found::default(),
        }
        .holds(when)
    }

    /// The same person without some concerns.
    fn without(&self, concerns: &Names) -> Self {
        Self::seen(self.book, self.closed.clone(), self.settings.clone(), concerns.clone())
    }

    fn value(&self, fact: &str) -> Value {
        self.facts.get(fact).cloned().unwrap_or(Value::NotTaken)
    }

    /// The members of a set, none if it was not taken.
    fn members(&self, set: &str) -> Names {
        match self.value(set) {
            Value::Set(members) => members.difference(&self.without).cloned().collect(),
            _ => Names::new(),
        }
    }

    /// D4.
    fn concerns(&self) -> &Names {
        self.found.concerns.get_or_init(|| self.find_concerns())
    }

    fn find_concerns(&self) -> Names {
        let mut concerns = Names::new();
        for term in &self.book.terms {
            let set = self.book.facts.iter().find(|fact| fact.name == term.of);
            let covered =
                set.is_some_and(|set| matches!(set.kind, Kind::Set { needs_cover: true }));
            if covered && !term.needs_no_cover && self.members(&term.of).contains(&term.name) {
                concerns.insert(term.name.clone());
            }
        }
        for (name, when) in &self.book.concerns {
            if !self.without.contains(name) && self.holds(when) {
                concerns.insert(name.clone());
            }
        }
        concerns
    }

    fn holds(&self, cond: &Cond) -> bool {
        match cond {
            Cond::Number(fact, how, than) => match self.value(fact) {
                Value::Number(value) => compare(&value, *how, than),
                _ => false,
            },
            Cond::Between(fact, low, high) => match self.value(fact) {
                Value::Number(value) => *low <= value && value <= *high,
                _ => false,
            },
            Cond::Equals(fact, values, none) => match self.value(fact) {
                Value::Number(value) => values.contains(&value) != *none,
                _ => false,
            },
            Cond::Ordered(fact, how, than) => match self.value(fact) {
                Value::Option(value) => {
                    compare(&self.option_index(fact, &value), *how, &self.option_index(fact, than))
                }
                _ => false,
            },
            Cond::Is(fact, values, none) => match self.value(fact) {
                Value::Option(value) => values.contains(&value) != *none,
                _ => false,
            },
            Cond::Include(set, names) => {
                !self.members(set).is_disjoint(&with_groups(self.book, names))
            }
            Cond::AreNone(set) => {
                matches!(self.value(set), Value::Set(_)) && self.members(set).is_empty()
            }
            Cond::Named(name) => {
                if let Some((_, when)) =
                    self.book.concerns.iter().find(|(concern, _)| concern == name)
                {
                    return !self.without.contains(name) && self.holds(when);
                }
                self.book.defines.iter().any(|(define, when)| define == name && self.holds(when))
            }
            Cond::Not(inner) => !self.holds(inner),
            Cond::All(parts) => parts.iter().all(|part| self.holds(part)),
            Cond::Any(parts) => parts.iter().any(|part| self.holds(part)),
            Cond::AtLeastOf(count, parts) => {
                parts.iter().filter(|part| self.holds(part)).count() >= *count
            }
            Cond::InOrder(first, second) => match (self.value(first), self.value(second)) {
                (Value::Number(first), Value::Number(second)) => first < second,
                _ => false,
            },
        }
    }

    fn option_index(&self, fact: &str, option: &str) -> usize {
        let fact = self.book.facts.iter().find(|declared| declared.name == fact);
        match fact.map(|fact| &fact.kind) {
            Some(Kind::Choice { options, .. }) => {
                options.iter().position(|declared| declared == option).unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// Whether a setting has a value, or one that lies within it.
    fn is_under(&self, setting: &str, value: &str) -> bool {
        let Some(declared) = self.book.settings.iter().find(|declared| declared.name == setting)
        else {
            return false;
        };
        let mut at = Some(self.settings.get(setting).unwrap_or(&declared.usual).clone());
        while let Some(name) = at {
            if name == value {
                return true;
            }
            at = declared
                .values
                .iter()
                .find(|(other, _)| *other == name)
                .and_then(|(_, within)| within.clone());
        }
        false
    }

    /// D5.
    fn applies(&self, rule: &Rule, role: &str, service: &str) -> bool {
        let book = self.book;
        let is_one_of =
            |names: &[String]| kinds_of(book, role).iter().any(|kind| names.contains(kind));
        if !rule.roles.is_empty() && !is_one_of(&rule.roles) || is_one_of(&rule.but) {
            return false;
        }
        let mut named = Names::new();
        for name in &rule.asked_for {
            match book.service_groups.iter().find(|(group, _)| group == name) {
                Some((_, holds)) => named.extend(holds.iter().cloned()),
                None => {
                    named.insert(name.clone());
                }
            }
        }
        let takes = rule.kind == RuleKind::Lane && matches!(rule.outcome, Outcome::Take { .. });
        let is_named = if takes {
            named.contains(service)
        } else {
            services_above(book, service).iter().any(|above| named.contains(above))
        };
        if !is_named
            || rule.under.as_ref().is_some_and(|(setting, value)| !self.is_under(setting, value))
        {
            return false;
        }
        let concerns = self.concerns();
        if let (true, Some(covers)) = (takes, &rule.covers) {
            let covered =
                concerns.iter().filter(|concern| covers_it(book, covers, concern)).count();
            if concerns.is_empty() {
                if !covers.healthy && !covers.every {
                    return false;
                }
            } else if covered == 0 || covers.only && covered < concerns.len() {
                return false;
            }
        }
        if !rule.about.is_empty() && with_groups(book, &rule.about).is_disjoint(concerns) {
            return false;
        }
        rule.when.as_ref().is_none_or(|when| self.holds(when))
    }

    /// What an applying rule says (D6): nothing where it does not apply after all. Of a taking lane
    /// that is limited, both.
    fn outcome(&self, rule: &Rule) -> Vec<Outcome> {
        let applying: Vec<&Outcome> = rule
            .exceptions
            .iter()
            .filter(|(when, _)| self.holds(when))
            .map(|(_, then)| then)
            .collect();
        let Some(most) = applying.iter().map(|outcome| self.protects(outcome)).max() else {
            return vec![rule.outcome.clone()];
        };
        let mut all: Vec<Outcome> = Vec::new();
        for outcome in applying {
            if self.protects(outcome) == most && *outcome != Outcome::DoesNotApply {
                all.push(outcome.clone());
            }
        }
        let limited = all
            .iter()
            .any(|outcome| matches!(outcome, Outcome::GoAhead { .. } | Outcome::UpTo { .. }));
        if limited && matches!(rule.outcome, Outcome::Take { .. }) {
            all.push(rule.outcome.clone());
        }
        all
    }

    fn protects(&self, outcome: &Outcome) -> (usize, usize) {
        match outcome {
            Outcome::DoesNotApply => (0, 0),
            Outcome::Take { .. } | Outcome::Recommend(_) => (1, 0),
            Outcome::GoAhead { .. } => (2, 0),
            Outcome::UpTo { ceiling, .. } => (2, index(&self.book.ceilings, ceiling)),
            Outcome::Refer { urgency, .. } => (3, self.urgency(urgency.as_ref())),
            Outcome::Stop { urgency, .. } => (4, self.urgency(Some(urgency))),
        }
    }

    fn urgency(&self, urgency: Option<&String>) -> usize {
        urgency.map_or(0, |urgency| index(&self.book.urgencies, urgency))
    }

    fn speaks(&self, rule: &Rule, role: &str, service: &str) -> bool {
        self.applies(rule, role, service) && !self.outcome(rule).is_empty()
    }

    /// D7.
    fn in_force(&self, rule: &Rule, role: &str, service: &str) -> bool {
        self.speaks(rule, role, service)
            && !self.book.rules.iter().any(|other| {
                other.overrides.contains(&rule.name) && self.in_force(other, role, service) && {
                    let about = with_groups(self.book, &other.about);
                    other.about.is_empty() || !self.without(&about).speaks(rule, role, service)
                }
            })
    }

    /// Whether a role's lane for a service is mine; of a category, whether that of one of its kind
    /// is.
    fn is_mine(&self, role: &str, service: &str) -> bool {
        let kinds =
            self.book.roles.iter().filter(|kind| kinds_of(self.book, &kind.name).contains(role));
        kinds.into_iter().any(|kind| self.lane(&kind.name, service) == Lane::Mine)
    }

    fn lane(&self, role: &str, service: &str) -> Lane {
        let asked = (role.to_owned(), service.to_owned());
        let known = self.found.lanes.borrow().get(&asked).copied();
        let lane = known.unwrap_or_else(|| Single::new(self, role, service).lane);
        self.found.lanes.borrow_mut().insert(asked, lane);
        lane
    }
}

/// What one practitioner is told about one service.
struct Single {
    service: String,
    verdict: Verdict,
    lane: Lane,
    uncovered: Names,
    covered_separately: bool,
    ceiling: usize,
    needs: BTreeMap<String, bool>,
    rechecks: BTreeSet<Recheck>,
    duties: Names,
    urgency: usize,
    clearance: Clearance,
    stop: Option<usize>,
    stops: Vec<(usize, Vec<String>)>,
    refusals: Vec<Vec<String>>,
    advice: Vec<Names>,
    also: BTreeSet<Place>,
}

impl Single {
    fn new(person: &Person<'_>, role: &str, service: &str) -> Self {
        let book = person.book;
        let nothing = book.ceilings.len() - 1;
        let mut one = Self {
            service: service.to_owned(),
            verdict: Verdict::Take,
            lane: Lane::NoRule,
            uncovered: Names::new(),
            covered_separately: false,
            ceiling: 0,
            needs: BTreeMap::new(),
            rechecks: BTreeSet::new(),
            duties: Names::new(),
            urgency: 0,
            clearance: Clearance::None,
            stop: None,
            stops: Vec::new(),
            refusals: Vec::new(),
            advice: Vec::new(),
            also: BTreeSet::new(),
        };
        let mut grants: Vec<&Covers> = Vec::new();
        let mut limits: Vec<(usize, Option<Until>, Option<String>)> = Vec::new();
        for rule in book.rules.iter().filter(|rule| person.in_force(rule, role, service)) {
            let outcomes = person.outcome(rule);
            if let (RuleKind::Lane, Outcome::Take { .. }, Some(covers)) =
                (rule.kind, &rule.outcome, &rule.covers)
            {
                let holds_back = |outcome: &Outcome| {
                    matches!(outcome, Outcome::Refer { .. } | Outcome::Stop { .. })
                };
                if !outcomes.iter().any(holds_back) {
                    grants.push(covers);
                    for outcome in &outcomes {
                        if let Outcome::Take { duties, needs } = outcome {
                            one.duties.extend(duties.iter().cloned());
                            limits.extend(
                                needs
                                    .iter()
                                    .map(|need| (nothing, Some(Until::Need(need.clone())), None)),
                            );
                        }
                    }
                }
            }
            let mut recommended = Names::new();
            for outcome in &outcomes {
                match outcome {
                    Outcome::Refer { to, urgency } => {
                        one.refusals.push(to.clone());
                        one.place(person.urgency(urgency.as_ref()));
                    }
                    Outcome::Stop { to, urgency } => {
                        let urgency = person.urgency(Some(urgency));
                        one.stops.push((urgency, to.clone()));
                        one.stop = one.stop.max(Some(urgency));
                        one.place(urgency);
                        one.ceiling = nothing;
                    }
                    Outcome::GoAhead { place } => one.place(person.urgency(place.as_ref())),
                    Outcome::UpTo { ceiling, until, once_met, place } => {
                        one.place(person.urgency(place.as_ref()));
                        limits.push((
                            index(&book.ceilings, ceiling),
                            until.clone(),
                            once_met.clone(),
                        ));
                    }
                    Outcome::Recommend(roles) => recommended.extend(roles.iter().cloned()),
                    Outcome::Take { .. } | Outcome::DoesNotApply => {}
                }
            }
            if rule.kind == RuleKind::Advice {
                one.advice.push(recommended);
            }
            one.also.extend(split(book, &rule.also_refer, service));
        }
        one.find_lane(person, &grants);
        for (ceiling, until, once_met) in limits {
            one.limit(person, ceiling, until, once_met);
        }
        one.verdict = if one.stop.is_some() {
            Verdict::Stop
        } else if one.lane != Lane::Mine {
            Verdict::Refer
        } else if one.ceiling == nothing {
            Verdict::Wait
        } else if one.ceiling > 0 || one.needs.values().any(|met| !met) || !one.duties.is_empty() {
            Verdict::TakeWith
        } else {
            Verdict::Take
        };
        one
    }

    fn place(&mut self, urgency: usize) {
        self.urgency = self.urgency.max(urgency);
    }

    /// D8.
    fn find_lane(&mut self, person: &Person<'_>, grants: &[&Covers]) {
        let concerns = person.concerns();
        let covered_by =
            |covers: &Covers, concern: &String| covers_it(person.book, covers, concern);
        for concern in concerns {
            if !grants.iter().any(|covers| covered_by(covers, concern)) {
                self.uncovered.insert(concern.clone());
            }
        }
        if !self.refusals.is_empty() {
            self.lane = Lane::Refused;
        } else if !grants.is_empty() && self.uncovered.is_empty() {
            self.lane = Lane::Mine;
        }
        let by_one =
            grants.iter().any(|covers| concerns.iter().all(|concern| covered_by(covers, concern)));
        self.covered_separately = self.lane == Lane::Mine && concerns.len() > 1 && !by_one;
    }

    /// D9.
    fn limit(
        &mut self,
        person: &Person<'_>,
        ceiling: usize,
        until: Option<Until>,
        once_met: Option<String>,
    ) {
        let book = person.book;
        let mut holds = ceiling;
        match until {
            None => {}
            Some(Until::Recheck(recheck)) => {
                self.rechecks.insert(recheck);
            }
            Some(Until::Need(name)) => {
                let Some(need) = book.needs.iter().find(|need| need.name == name) else { return };
                let met = person.holds(&need.met_when);
                if met {
                    holds = once_met.map_or(0, |after| index(&book.ceilings, &after));
                } else {
                    self.place(person.urgency(need.urgent.as_ref()));
                }
                if need.clearance {
                    let clearance = if met {
                        Clearance::OnFile
                    } else if ceiling == book.ceilings.len() - 1 {
                        Clearance::BeforeAny
                    } else {
                        Clearance::BeforeVigorous
                    };
                    self.clearance = self.clearance.max(clearance);
                }
                self.needs.insert(name, met);
            }
        }
        self.ceiling = self.ceiling.max(holds);
    }

    /// D12, under stop.
    fn stop_places(&self, book: &Book, urgency: usize) -> Vec<Place> {
        let highest = urgency == book.urgencies.len() - 1;
        let service = if highest { &book.emergency } else { &book.evaluation };
        let most = self.stops.iter().filter(|(of, _)| *of == urgency);
        most.map(|(_, to)| Place { roles: to.clone(), service: service.clone() }).collect()
    }

    /// D12, where nobody stops.
    fn places(&self, person: &Person<'_>) -> Vec<Place> {
        let book = person.book;
        let mut places = Vec::new();
        let last_resort =
            || Place { roles: vec![book.last_resort.clone()], service: book.evaluation.clone() };
        for (name, _) in self.needs.iter().filter(|(_, met)| !**met) {
            let Some(need) = book.needs.iter().find(|need| need.name == *name) else { continue };
            let able = need.given_by.iter().filter(|giver| person.is_mine(giver, &book.evaluation));
            let roles: Vec<String> = able.cloned().collect();
            places.push(if roles.is_empty() {
                last_resort()
            } else {
                Place { roles, service: book.evaluation.clone() }
            });
        }
        if self.lane == Lane::Refused {
            for to in &self.refusals {
                let mut kept = Vec::new();
                for mut place in split(book, to, &self.service) {
                    place.roles.retain(|role| person.is_mine(role, &place.service));
                    if !place.roles.is_empty() {
                        kept.push(place);
                    }
                }
                if kept.is_empty() {
                    kept.push(last_resort());
                }
                places.extend(kept);
            }
        }
        if self.lane == Lane::NoRule {
            let is_category =
                |role: &str| book.roles.iter().any(|other| other.is_a.as_deref() == Some(role));
            let mine = |role: &String| person.lane(role, &self.service) == Lane::Mine;
            let all =
                book.roles.iter().map(|role| role.name.clone()).filter(|role| !is_category(role));
            let able: Vec<String> = all.filter(mine).collect();
            let advised = |role: &&String| {
                self.advice.iter().all(|named| !kinds_of(book, role).is_disjoint(named))
            };
            let best: Vec<String> = able.iter().filter(advised).cloned().collect();
            let roles = if best.is_empty() { able } else { best };
            if roles.is_empty() {
                places.push(last_resort());
            } else {
                places.extend(split(book, &roles, &self.service));
            }
        }
        places
    }
}

/// What the advice in force names: the roles that all of it names, or else some of it.
fn recommended<'a>(book: &Book, advice: impl Iterator<Item = &'a Names>) -> Names {
    let advice: Vec<&Names> = advice.collect();
    let written: Names = advice.iter().copied().flatten().cloned().collect();
    let named =
        |role: &&String| advice.iter().all(|named| !kinds_of(book, role).is_disjoint(named));
    let by_all: Names = written.iter().filter(named).cloned().collect();
    if by_all.is_empty() { written } else { by_all }
}

/// D3: `implies` adds members until nothing changes.
fn close(book: &Book, facts: &mut BTreeMap<String, Value>) {
    loop {
        let present: Names = facts
            .values()
            .flat_map(|value| match value {
                Value::Set(members) => members.clone(),
                _ => Names::new(),
            })
            .collect();
        let implied = book
            .terms
            .iter()
            .filter(|term| present.contains(&term.name))
            .flat_map(|term| &term.implies);
        let mut changed = false;
        for name in implied.filter(|name| !present.contains(*name)) {
            let Some(term) = book.terms.iter().find(|term| term.name == *name) else { continue };
            let mut members = match facts.get(&term.of) {
                Some(Value::Set(members)) => members.clone(),
                _ => Names::new(),
            };
            changed |= members.insert(name.clone());
            facts.insert(term.of.clone(), Value::Set(members));
        }
        if !changed {
            return;
        }
    }
}

/// The facts that a condition reads, through definitions and concerns.
fn reads(book: &Book, cond: &Cond, facts: &mut Names) {
    match cond {
        Cond::Number(fact, ..)
        | Cond::Between(fact, ..)
        | Cond::Equals(fact, ..)
        | Cond::Ordered(fact, ..)
        | Cond::Is(fact, ..)
        | Cond::Include(fact, _)
        | Cond::AreNone(fact) => {
            facts.insert(fact.clone());
        }
        Cond::InOrder(first, second) => facts.extend([first.clone(), second.clone()]),
        Cond::Named(name) => {
            let named =
                book.defines.iter().chain(&book.concerns).filter(|(other, _)| other == name);
            named.into_iter().for_each(|(_, when)| reads(book, when, facts));
        }
        Cond::Not(inner) => reads(book, inner, facts),
        Cond::All(parts) | Cond::Any(parts) | Cond::AtLeastOf(_, parts) => {
            for part in parts {
                reads(book, part, facts);
            }
        }
    }
}

fn compare<T: Ord>(value: &T, how: Compared, than: &T) -> bool {
    match how {
        Compared::AtLeast => value >= than,
        Compared::AtMost => value <= than,
        Compared::Above => value > than,
        Compared::Below => value < than,
    }
}

fn index(scale: &[String], level: &str) -> usize {
    scale.iter().position(|other| other == level).unwrap_or(0)
}

/// The names, with the members of groups for the groups.
fn with_groups(book: &Book, names: &[String]) -> Names {
    let mut all = Names::new();
    for name in names {
        match book.groups.iter().find(|(group, _)| group == name) {
            Some((_, holds)) => all.extend(holds.iter().cloned()),
            None => {
                all.insert(name.clone());
            }
        }
    }
    all
}

fn covers_it(book: &Book, covers: &Covers, concern: &str) -> bool {
    covers.every || with_groups(book, &covers.names).contains(concern)
}

/// A role and everything that it is.
fn kinds_of(book: &Book, role: &str) -> Names {
    let is_a = |name: &str| {
        book.roles.iter().find(|role| role.name == name).and_then(|role| role.is_a.clone())
    };
    std::iter::successors(Some(role.to_owned()), |role| is_a(role)).collect()
}

/// A service and everything that it is a sub-service of.
fn services_above(book: &Book, service: &str) -> Names {
    let is_a = |name: &str| {
        book.services.iter().find(|other| other.name == name).and_then(|other| other.is_a.clone())
    };
    std::iter::successors(Some(service.to_owned()), |service| is_a(service)).collect()
}

/// Clinicians are seen for evaluation, others for the service asked for.
fn split(book: &Book, roles: &[String], service: &str) -> Vec<Place> {
    let is_clinician =
        |name: &String| book.roles.iter().any(|role| role.name == *name && role.clinician);
    let (clinicians, others): (Vec<_>, Vec<_>) = roles.iter().cloned().partition(is_clinician);
    let places = [(others, service), (clinicians, book.evaluation.as_str())];
    let named = places.into_iter().filter(|(roles, _)| !roles.is_empty());
    named.map(|(roles, service)| Place { roles, service: service.to_owned() }).collect()
}
