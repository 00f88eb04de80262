//! Small rulebooks, clients and questions, drawn from a seed.

use std::collections::BTreeSet;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::book::{
    Book, Client, Compared, Cond, Covers, Fact, Kind, Need, Outcome, Recheck, Role, Rule, RuleKind,
    Service, Setting, Term, Until, Value,
};

/// Where all chance comes from: the same seed, the same draws, on every platform.
#[derive(Debug)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below another; nought if there is none.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { self.0.random_range(0..end) }
    }

    /// True so many times in a hundred.
    pub fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    fn name(&mut self, of: &[String]) -> String {
        self.one(of).cloned().unwrap_or_default()
    }

    /// Between so many and so many different ones, in order.
    fn some(&mut self, of: &[String], least: usize, most: usize) -> Vec<String> {
        let count = least + self.below(most - least + 1);
        let mut places: BTreeSet<usize> = BTreeSet::new();
        for _ in 0..count.min(of.len()) {
            places.insert(self.below(of.len()));
        }
        places.into_iter().filter_map(|place| of.get(place).cloned()).collect()
    }
}

fn names(letter: &str, count: usize) -> Vec<String> {
    (0..count).map(|index| format!("{letter}{index}")).collect()
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A rulebook with every construct now and then: three to six facts, four to eight terms.
#[must_use]
pub fn draw_book(dice: &mut Dice) -> Book {
    let mut book = Book {
        ceilings: strings(
            dice.one(&[
                &["any", "nothing"][..],
                &["any", "some", "nothing"],
                &["any", "much", "some", "nothing"],
            ])
            .copied()
            .unwrap_or_default(),
        ),
        urgencies: strings(
            dice.one(&[&["routine", "now"][..], &["routine", "soon", "now"]])
                .copied()
                .unwrap_or_default(),
        ),
        duties: names("duty", 2),
        evaluation: "evaluate".to_owned(),
        emergency: "rescue".to_owned(),
        last_resort: "doctor".to_owned(),
        ..Book::default()
    };
    draw_people(dice, &mut book);
    draw_facts(dice, &mut book);
    draw_vocabulary(dice, &mut book);
    draw_rules(dice, &mut book);
    book
}

fn draw_people(dice: &mut Dice, book: &mut Book) {
    let role = |name: &str, is_a: Option<&str>, clinician| Role {
        name: name.to_owned(),
        is_a: is_a.map(str::to_owned),
        clinician,
    };
    let kind = dice.often(50).then_some("coach");
    book.roles = vec![
        role("trainer", None, false),
        role("doctor", None, true),
        role("coach", None, false),
        role("guide", kind, dice.often(20)),
    ];
    let service = |name: &str, is_a: Option<&str>| Service {
        name: name.to_owned(),
        is_a: is_a.map(str::to_owned),
        listed: strings(&["trainer", "guide"]),
    };
    let sub = dice.often(50).then_some("train");
    book.services = vec![
        service("train", None),
        service("advise", sub),
        service("evaluate", None),
        service("rescue", None),
    ];
    book.service_groups = vec![("activity".to_owned(), strings(&["train", "advise"]))];
    let within = dice.often(60).then_some("here".to_owned());
    book.settings = vec![Setting {
        name: "land".to_owned(),
        values: vec![
            ("here".to_owned(), None),
            ("there".to_owned(), within),
            ("away".to_owned(), None),
        ],
        usual: "here".to_owned(),
    }];
}

fn draw_facts(dice: &mut Dice, book: &mut Book) {
    let (numbers, choices, sets) = (1 + dice.below(2), 1 + dice.below(2), 1 + dice.below(2));
    let mut kinds = Vec::new();
    for _ in 0..numbers {
        let step = 10 * (1 + i64::from(dice.often(30)));
        let low = if dice.often(20) { -10 } else { 0 };
        let steps = 3 + i64::try_from(dice.below(3)).unwrap_or(0);
        kinds.push(("number", Kind::Number { low, high: low + step * steps, step }));
    }
    for _ in 0..choices {
        let kind = if dice.often(50) {
            Kind::Choice { options: strings(&["no", "yes"]), ordered: false }
        } else {
            Kind::Choice { options: strings(&["low", "mid", "high"]), ordered: dice.often(60) }
        };
        kinds.push(("choice", kind));
    }
    for set in 0..sets {
        kinds.push(("set", Kind::Set { needs_cover: set == 0 || dice.often(60) }));
    }
    for last in (1..kinds.len()).rev() {
        kinds.swap(last, dice.below(last + 1));
    }
    for (index, (word, kind)) in kinds.into_iter().enumerate() {
        if matches!(kind, Kind::Set { .. }) {
            let of = format!("{word}{index}");
            for _ in 0..2 + dice.below(if sets == 1 { 4 } else { 3 }) {
                let known: Vec<String> = book.terms.iter().map(|term| term.name.clone()).collect();
                let implies = if dice.often(25) { dice.some(&known, 1, 2) } else { Vec::new() };
                book.terms.push(Term {
                    name: format!("term{}", known.len()),
                    of: of.clone(),
                    implies,
                    needs_no_cover: dice.often(20),
                });
            }
        }
        // A fact may depend on those before it: then nothing is circular.
        let asked_when =
            if index > 0 && dice.often(20) { Some(draw_cond(dice, book, 1)) } else { None };
        let may_be_not_taken = dice.often(if matches!(kind, Kind::Set { .. }) { 10 } else { 25 });
        book.facts.push(Fact {
            name: format!("{word}{index}"),
            kind,
            may_be_not_taken,
            asked_when,
        });
    }
}

fn draw_vocabulary(dice: &mut Dice, book: &mut Book) {
    if dice.often(60) {
        let when = draw_cond(dice, book, 1);
        book.concerns.push(("measured".to_owned(), when));
    }
    for set in sets(book) {
        let terms = terms_of(book, &set);
        let mut holds = dice.some(&terms, 1, 3);
        if dice.often(30) {
            holds.extend(book.concerns.iter().map(|(name, _)| name.clone()));
        }
        book.groups.push((format!("group-{set}"), holds));
    }
    for index in 0..dice.below(3) {
        let when = draw_cond(dice, book, 2);
        book.defines.push((format!("define{index}"), when));
    }
    let givers = strings(&["doctor", "coach", "guide"]);
    for index in 0..=dice.below(2) {
        let need = Need {
            name: format!("need{index}"),
            given_by: dice.some(&givers, 1, 2),
            met_when: draw_cond(dice, book, 1),
            clearance: dice.often(50),
            urgent: dice.often(50).then(|| dice.name(&book.urgencies)),
        };
        book.needs.push(need);
    }
    for index in 0..dice.below(3) {
        let when = draw_cond(dice, book, 1);
        book.stages.push((format!("stage{index}"), when));
    }
    draw_impossible(dice, book);
}

fn draw_impossible(dice: &mut Dice, book: &mut Book) {
    let numbers = facts(book, |kind| matches!(kind, Kind::Number { .. }));
    if let [first, second] = &numbers[..]
        && dice.often(50)
    {
        let mut when = Cond::InOrder(first.clone(), second.clone());
        if dice.often(30) {
            when = Cond::Not(Box::new(when));
        }
        if dice.often(40) {
            when = Cond::All(vec![when, draw_cond(dice, book, 1)]);
        }
        book.impossible.push(("order".to_owned(), when));
    }
    if dice.often(35) {
        let when = Cond::All(vec![draw_cond(dice, book, 1), draw_cond(dice, book, 1)]);
        book.impossible.push(("both".to_owned(), when));
    }
}

fn facts(book: &Book, is: impl Fn(&Kind) -> bool) -> Vec<String> {
    book.facts.iter().filter(|fact| is(&fact.kind)).map(|fact| fact.name.clone()).collect()
}

fn sets(book: &Book) -> Vec<String> {
    facts(book, |kind| matches!(kind, Kind::Set { .. }))
}

fn terms_of(book: &Book, set: &str) -> Vec<String> {
    book.terms.iter().filter(|term| term.of == set).map(|term| term.name.clone()).collect()
}

/// What a lane may cover and a precaution may be about: what needs cover.
fn concerns(book: &Book) -> Vec<String> {
    let covered = facts(book, |kind| matches!(kind, Kind::Set { needs_cover: true }));
    let terms = book.terms.iter().filter(|term| covered.contains(&term.of) && !term.needs_no_cover);
    let declared = book.concerns.iter().map(|(name, _)| name.clone());
    terms.map(|term| term.name.clone()).chain(declared).collect()
}

/// A condition over the facts that there are so far.
fn draw_cond(dice: &mut Dice, book: &Book, depth: usize) -> Cond {
    if depth > 0 && dice.often(45) {
        let mut parts = Vec::new();
        for _ in 0..2 + dice.below(2) {
            parts.push(draw_cond(dice, book, depth - 1));
        }
        return match dice.below(6) {
            0 | 1 => Cond::All(parts),
            2 | 3 => Cond::Any(parts),
            4 => Cond::AtLeastOf(1 + dice.below(parts.len()), parts),
            _ => Cond::Not(Box::new(draw_cond(dice, book, depth - 1))),
        };
    }
    let named: Vec<String> =
        book.defines.iter().chain(&book.concerns).map(|(name, _)| name.clone()).collect();
    if !named.is_empty() && dice.often(15) {
        return Cond::Named(dice.name(&named));
    }
    let Some(fact) = dice.one(&book.facts) else { return Cond::Any(Vec::new()) };
    draw_comparison(dice, book, fact)
}

fn draw_comparison(dice: &mut Dice, book: &Book, fact: &Fact) -> Cond {
    let name = fact.name.clone();
    let how = [Compared::AtLeast, Compared::AtMost, Compared::Above, Compared::Below];
    let how = dice.one(&how).copied().unwrap_or(Compared::AtLeast);
    match &fact.kind {
        Kind::Number { low, high, step } => {
            let steps = usize::try_from((high - low) / step).unwrap_or(0);
            let mut value = || low + step * i64::try_from(dice.below(steps + 1)).unwrap_or(0);
            let (one, other) = (value(), value());
            match dice.below(6) {
                0 => Cond::Between(name, one.min(other), one.max(other)),
                1 => Cond::Equals(name, vec![one], dice.often(40)),
                2 if one != other => Cond::Equals(name, vec![one, other], dice.often(40)),
                _ => Cond::Number(name, how, one),
            }
        }
        Kind::Choice { options, ordered } => {
            if *ordered && dice.often(50) {
                return Cond::Ordered(name, how, dice.name(options));
            }
            Cond::Is(name, dice.some(options, 1, 2), dice.often(30))
        }
        Kind::Set { .. } => {
            let mut named = terms_of(book, &name);
            let group = format!("group-{name}");
            let declared: Vec<&str> = book.concerns.iter().map(|(name, _)| name.as_str()).collect();
            let only_terms =
                |holds: &[String]| !holds.iter().any(|held| declared.contains(&held.as_str()));
            if book.groups.iter().any(|(other, holds)| *other == group && only_terms(holds)) {
                named.push(group);
            }
            if dice.often(20) {
                Cond::AreNone(name)
            } else {
                Cond::Include(name, dice.some(&named, 1, 2))
            }
        }
    }
}

fn draw_rules(dice: &mut Dice, book: &mut Book) {
    let takes = 1 + dice.below(4);
    let (refuses, precautions, advice) = (dice.below(3), dice.below(5), dice.below(3));
    let kinds = [
        (takes, RuleKind::Lane, true),
        (refuses, RuleKind::Lane, false),
        (precautions, RuleKind::Precaution, false),
        (advice, RuleKind::Advice, false),
    ];
    for (count, kind, takes) in kinds {
        for _ in 0..count {
            let rule = draw_rule(dice, book, kind, takes);
            book.rules.push(rule);
        }
    }
    draw_overrides(dice, book);
}

fn draw_rule(dice: &mut Dice, book: &Book, kind: RuleKind, takes: bool) -> Rule {
    let roles: Vec<String> = book.roles.iter().map(|role| role.name.clone()).collect();
    let services = strings(&["train", "advise", "activity", "evaluate"]);
    let concerns = concerns(book);
    let covered = |holds: &[String]| holds.iter().any(|name| concerns.contains(name));
    let groups = book.groups.iter().filter(|(_, holds)| covered(holds));
    let groups: Vec<String> = groups.map(|(name, _)| name.clone()).collect();
    let anybody = dice.often(30);
    let covers = takes.then(|| {
        let mut covers = Covers {
            only: dice.often(20),
            healthy: dice.often(60),
            every: dice.often(12),
            names: dice.some(&concerns, 1, 3),
        };
        if dice.often(25) {
            covers.names = dice.some(&groups, 1, 1);
        }
        if covers.every {
            (covers.names, covers.healthy, covers.only) = (Vec::new(), false, false);
        }
        if covers.names.is_empty() {
            covers.only = false;
            covers.healthy |= !covers.every;
        }
        covers
    });
    let outcome = draw_outcome(dice, book, kind, takes);
    let mut exceptions = Vec::new();
    while dice.often(30) && exceptions.len() < 3 {
        let when = draw_cond(dice, book, 1);
        let then = match (kind, takes, dice.below(8)) {
            (_, _, 0) => Outcome::DoesNotApply,
            (RuleKind::Lane, true, 1 | 2) => draw_outcome(dice, book, RuleKind::Lane, false),
            (RuleKind::Lane, true, 3..6) => draw_outcome(dice, book, RuleKind::Precaution, false),
            (RuleKind::Lane, false, 1) => draw_outcome(dice, book, RuleKind::Lane, true),
            _ => draw_outcome(dice, book, kind, takes),
        };
        exceptions.push((when, then));
    }
    let with_about = kind == RuleKind::Precaution && dice.often(30);
    Rule {
        name: format!("rule{}", book.rules.len()),
        kind,
        roles: if anybody { Vec::new() } else { dice.some(&roles, 1, 2) },
        but: if anybody && dice.often(20) { dice.some(&roles, 1, 1) } else { Vec::new() },
        asked_for: dice.some(&services, 1, 2),
        under: dice
            .often(20)
            .then(|| ("land".to_owned(), dice.name(&strings(&["here", "there", "away"])))),
        covers,
        about: if with_about { dice.some(&concerns, 1, 2) } else { Vec::new() },
        when: dice.often(70).then(|| draw_cond(dice, book, 2)),
        outcome,
        exceptions,
        overrides: Vec::new(),
        also_refer: if dice.often(10) { dice.some(&roles, 1, 2) } else { Vec::new() },
    }
}

fn draw_outcome(dice: &mut Dice, book: &Book, kind: RuleKind, takes: bool) -> Outcome {
    let roles: Vec<String> = book.roles.iter().map(|role| role.name.clone()).collect();
    let needs: Vec<String> = book.needs.iter().map(|need| need.name.clone()).collect();
    let place = |dice: &mut Dice| dice.often(15).then(|| dice.name(&book.urgencies));
    match (kind, takes) {
        (RuleKind::Advice, _) => Outcome::Recommend(dice.some(&roles, 1, 3)),
        (RuleKind::Lane, true) => {
            let duties = if dice.often(30) { dice.some(&book.duties, 1, 2) } else { Vec::new() };
            let needs = if dice.often(35) { dice.some(&needs, 1, 2) } else { Vec::new() };
            Outcome::Take { duties, needs }
        }
        (RuleKind::Lane, false) => Outcome::Refer {
            to: dice.some(&roles, 1, 2),
            urgency: dice.often(40).then(|| dice.name(&book.urgencies)),
        },
        (RuleKind::Precaution, _) => match dice.below(8) {
            0 => Outcome::GoAhead { place: place(dice) },
            1 | 2 => {
                Outcome::Stop { to: dice.some(&roles, 1, 2), urgency: dice.name(&book.urgencies) }
            }
            form => {
                let ceiling = dice.name(&book.ceilings);
                let until = match form {
                    3 | 4 => Some(Until::Need(dice.name(&needs))),
                    5 => {
                        let numbers = facts(book, |kind| matches!(kind, Kind::Number { .. }));
                        let minutes = dice.often(50).then_some(15);
                        Some(Until::Recheck(Recheck { fact: dice.name(&numbers), minutes }))
                    }
                    _ => None,
                };
                let at = book.ceilings.iter().position(|other| *other == ceiling).unwrap_or(0);
                let looser = book.ceilings.get(..=at).unwrap_or_default();
                let met = matches!(until, Some(Until::Need(_))) && dice.often(30);
                let once_met = met.then(|| dice.name(looser));
                Outcome::UpTo { ceiling, until, once_met, place: place(dice) }
            }
        },
    }
}

/// Rules set aside others that come before them, so that nothing is circular. What can stop is
/// never set aside, and who may loosen does so under a setting.
fn draw_overrides(dice: &mut Dice, book: &mut Book) {
    let stops = |rule: &Rule| {
        let stop = |outcome: &Outcome| matches!(outcome, Outcome::Stop { .. });
        stop(&rule.outcome) || rule.exceptions.iter().any(|(_, then)| stop(then))
    };
    let kinds: Vec<(String, RuleKind, bool)> =
        book.rules.iter().map(|rule| (rule.name.clone(), rule.kind, stops(rule))).collect();
    for (index, rule) in book.rules.iter_mut().enumerate() {
        if !dice.often(25) {
            continue;
        }
        let before = kinds.get(..index).unwrap_or_default();
        let may = before.iter().filter(|(_, kind, stops)| *kind == rule.kind && !stops);
        let may: Vec<String> = may.map(|(name, _, _)| name.clone()).collect();
        rule.overrides = dice.some(&may, 1, 2);
        if !rule.overrides.is_empty() && rule.under.is_none() {
            rule.under = Some(("land".to_owned(), "here".to_owned()));
        }
    }
}

/// A client of whom so many facts are unknown. Numbers now and then stand between two steps.
#[must_use]
pub fn draw_client(dice: &mut Dice, book: &Book, unknown: usize) -> Client {
    let mut client = Client::default();
    for fact in &book.facts {
        let value = draw_value(dice, book, fact);
        client.facts.insert(fact.name.clone(), value);
    }
    for _ in 0..unknown.min(book.facts.len()) {
        let known: Vec<String> = client.facts.keys().cloned().collect();
        client.facts.remove(&dice.name(&known));
    }
    for setting in &book.settings {
        if dice.often(50) {
            let values: Vec<String> =
                setting.values.iter().map(|(value, _)| value.clone()).collect();
            client.settings.insert(setting.name.clone(), dice.name(&values));
        }
    }
    client
}

fn draw_value(dice: &mut Dice, book: &Book, fact: &Fact) -> Value {
    if fact.may_be_not_taken && dice.often(25) {
        return Value::NotTaken;
    }
    match &fact.kind {
        Kind::Number { low, high, step } => {
            let steps = usize::try_from((high - low) / step).unwrap_or(0);
            let value = low + step * i64::try_from(dice.below(steps + 1)).unwrap_or(0);
            let between = if value < *high && dice.often(10) { 5 } else { 0 };
            Value::Number(value + between)
        }
        Kind::Choice { options, .. } => Value::Option(dice.name(options)),
        Kind::Set { .. } => {
            let terms = terms_of(book, &fact.name);
            Value::Set(dice.some(&terms, 0, 3).into_iter().collect())
        }
    }
}

/// Who asks, for one service, now and then for two.
#[must_use]
pub fn draw_question(dice: &mut Dice, book: &Book) -> (String, Vec<String>) {
    let roles: Vec<String> = book.roles.iter().map(|role| role.name.clone()).collect();
    let services: Vec<String> = book.services.iter().map(|service| service.name.clone()).collect();
    let role = if dice.often(60) { "trainer".to_owned() } else { dice.name(&roles) };
    let asked = if dice.often(15) { dice.some(&services, 2, 2) } else { vec!["train".to_owned()] };
    let asked = if dice.often(25) { vec![dice.name(&services)] } else { asked };
    (role, asked)
}
