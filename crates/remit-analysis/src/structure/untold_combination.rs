//! Lanes add up: a client with two concerns is taken if one lane covers the one and another the other
//! (D8). Nobody may have thought of the two together, so each lane that can meet another this way
//! wants one example in which it does.

use rayon::prelude::*;
use remit_eval::{Case, Class, Completion, Decision, Judge, Questions, Test};
use remit_model::id::{ConcernId, ExampleId, FactId, RoleId, RuleId, ServiceId, SettingId, TermId};
use remit_model::reads::Reads;
use remit_model::rulebook::{
    Example, Expect, Expected, Fact, FactKind, IdSet, LaneState, RaisedBy, Rule, Rulebook, Value,
    Verdict,
};
use remit_source::Diagnostic;

use super::takers;
use crate::{Finding, Witness, codes};

/// So many terms of each lane are tried with each other. Most lanes ask nothing of the single term.
const MOST_TERMS: usize = 4;
/// So many kinds of client are tried for one pair of terms.
const MOST_CLIENTS: usize = 256;

pub(super) fn check(book: &Rulebook) -> Vec<Finding> {
    let judge = Judge::new(book);
    let mut told = told(&judge);
    let mut found = Vec::new();
    for (id, lane) in book.rules.iter() {
        if !adds_up(book, lane) || told.contains(id) {
            continue;
        }
        if let Some((other, witness)) = together(&judge, (id, lane), &told) {
            // One example shows both.
            told.insert(id);
            told.insert(other);
            found.push(report(book, lane, &book.rules[other]).shown_by(witness));
        }
    }
    found
}

/// Whether a lane takes for some concerns, in company, under the usual settings: one that holds
/// elsewhere mostly adds a condition for clients whom others take as well.
fn adds_up(book: &Rulebook, lane: &Rule) -> bool {
    let alone = |covers: &remit_model::rulebook::Covers| {
        covers.only || covers.every || covers.concerns.is_empty()
    };
    let usual = |&(setting, value): &(SettingId, usize)| {
        let setting = &book.settings[setting];
        setting.values.get(setting.usual).is_some_and(|usual| usual.within.contains(&value))
    };
    lane.takes() && lane.under.iter().all(usual) && !lane.covers.as_ref().is_none_or(alone)
}

/// The lanes that some example shows taking a client together with another.
fn told(judge: &Judge<'_>) -> IdSet<RuleId> {
    let mut told = IdSet::default();
    let examples: Vec<_> = judge.book.examples.iter().collect();
    let lanes: Vec<Vec<RuleId>> =
        examples.par_iter().map(|(id, example)| told_by(judge, *id, example)).collect();
    told.extend(&lanes.into_iter().flatten().collect());
    told
}

/// The lanes that one example shows so. A test of somebody who is sent on shows nobody taken, and one
/// of a client with a single concern nobody taken for several.
fn told_by(judge: &Judge<'_>, id: ExampleId, example: &Example) -> Vec<RuleId> {
    let book = judge.book;
    let sent =
        |expect: &Expect| matches!(expect.what, Expected::Verdict(Verdict::Refer | Verdict::Stop));
    let mut told = Vec::new();
    let of_each = (example.roles.len() * example.requests.len()).max(1);
    for first in (0..example.tests()).step_by(of_each) {
        let Some(test) = Test::of(id, example, first) else { continue };
        let case = test.case(book);
        if some_completion(judge, &case).is_some_and(|client| judge.concerns(&client).len() < 2) {
            continue;
        }
        let mut questions = Questions::new(judge, &case);
        let tests = (first..first + of_each).filter_map(|index| Test::of(id, example, index));
        for test in tests.filter(|test| !test.expects(book).any(sent)) {
            let decision = questions.decide_briefly(test.role, test.services);
            if separately(&decision) {
                told.extend(decision.decided_by);
            }
        }
    }
    told
}

/// A case with everything that is open as it usually is, or somehow; `None` if that is impossible.
fn some_completion(judge: &Judge<'_>, case: &Case) -> Option<Completion> {
    let value = |(id, fact): (FactId, &Fact)| {
        let known = case.value(id).or(fact.usual.as_ref()).cloned();
        known.or_else(|| match fact.kind {
            FactKind::Set { .. } => Some(Value::Set(IdSet::default())),
            _ => judge.classes().of(id).first().map(Class::value),
        })
    };
    let values = judge.book.facts.iter().map(value).collect::<Option<Vec<_>>>()?;
    let completion = Completion { values, settings: case.settings.clone() };
    judge.violates(&completion).is_none().then_some(completion)
}

fn separately(decision: &Decision) -> bool {
    decision.covered_separately == Some(true) && decision.lane == Some(LaneState::Mine)
}

/// Another lane, if possible one that no example shows either, and a client whom the two take
/// together.
fn together(
    judge: &Judge<'_>,
    lane: (RuleId, &Rule),
    told: &IdSet<RuleId>,
) -> Option<(RuleId, Witness)> {
    let book = judge.book;
    let roles = lane.1.roles.iter().filter(|role| !book.roles[*role].category);
    let mut asked = roles.flat_map(|role| lane.1.services.iter().map(move |to| (role, to)));
    asked.find_map(|asked| {
        let others =
            takers(book, asked).filter(|(other, rule)| *other != lane.0 && adds_up(book, rule));
        let mut others: Vec<_> = others.collect();
        others.sort_by_key(|(other, _)| told.contains(*other));
        others.into_iter().find_map(|other| Some((other.0, client(judge, asked, lane, other)?)))
    })
}

/// A client whom two lanes take together.
fn client(
    judge: &Judge<'_>,
    asked: (RoleId, ServiceId),
    one: (RuleId, &Rule),
    other: (RuleId, &Rule),
) -> Option<Witness> {
    let book = judge.book;
    let axes = axes(judge, [one.1, other.1]);
    for first in alone(book, one.1, other.1).take(MOST_TERMS) {
        for second in alone(book, other.1, one.1).take(MOST_TERMS) {
            let mut facts: Vec<(FactId, Value)> = Vec::new();
            for term in [first, second] {
                give(book, &mut facts, term);
            }
            let count: usize = axes.iter().map(|(_, values)| values.len()).product();
            for number in 0..count.min(MOST_CLIENTS) {
                let given = facts.iter().cloned().chain(nth(&axes, number)).collect::<Vec<_>>();
                let witness = Witness::screened(book, asked, &complete(book, given));
                let whens = [&one.1.when, &other.1.when];
                let apply = |client: &Completion| {
                    judge.which_hold(client, whens).iter().all(|holds| *holds)
                };
                if witness.case.complete().is_none_or(|client| apply(&client))
                    && judge.has_completion(&witness.case)
                {
                    let decision = judge.decide_briefly(&witness.case, asked.0, &witness.services);
                    let by = [one.0, other.0].iter().all(|id| decision.decided_by.contains(id));
                    if separately(&decision) && by {
                        return Some(witness);
                    }
                }
            }
        }
    }
    None
}

/// The terms that one lane covers and another doesn't.
fn alone<'b>(
    book: &'b Rulebook,
    lane: &'b Rule,
    other: &'b Rule,
) -> impl Iterator<Item = TermId> + 'b {
    let covered = |rule: &'b Rule| rule.covers.as_ref().map(|covers| &covers.concerns);
    let term = |id: ConcernId| match book.concerns[id].raised_by {
        RaisedBy::Term(term) => Some(term),
        RaisedBy::Condition(_) => None,
    };
    let others = covered(other);
    let own = covered(lane).into_iter().flat_map(IdSet::iter);
    own.filter(move |id| !others.is_some_and(|others| others.contains(*id))).filter_map(term)
}

/// Adds a term to the set that it is a member of.
fn give(book: &Rulebook, facts: &mut Vec<(FactId, Value)>, term: TermId) {
    let fact = book.terms[term].fact;
    match facts.iter_mut().find(|(known, _)| *known == fact) {
        Some((_, Value::Set(members))) => members.insert(term),
        _ => facts.push((fact, Value::Set([term].into_iter().collect()))),
    }
}

/// The values, one of each class, of what the lanes' conditions read; the usual one first.
fn axes(judge: &Judge<'_>, lanes: [&Rule; 2]) -> Vec<(FactId, Vec<Value>)> {
    let book = judge.book;
    let mut read: IdSet<FactId> = IdSet::default();
    for lane in lanes {
        read.extend(&Reads::of(book, &lane.when).facts);
    }
    let values = |fact: FactId| {
        let mut values: Vec<Value> = judge.classes().of(fact).iter().map(Class::value).collect();
        if let Some(usual) = &book.facts[fact].usual {
            values.insert(0, usual.clone());
        }
        (!values.is_empty()).then_some((fact, values))
    };
    read.iter().filter(|fact| !is_set(book, *fact)).filter_map(values).collect()
}

fn is_set(book: &Rulebook, fact: FactId) -> bool {
    matches!(book.facts[fact].kind, FactKind::Set { .. })
}

/// One of the combinations of values.
fn nth(axes: &[(FactId, Vec<Value>)], number: usize) -> Vec<(FactId, Value)> {
    let mut rest = number;
    let mut given = Vec::new();
    for (fact, values) in axes {
        let value = values.get(rest % values.len());
        rest /= values.len();
        given.extend(value.map(|value| (*fact, value.clone())));
    }
    given
}

/// What is given and is not what a screen would take for granted, and a value for each fact that no
/// screen closes.
fn complete(book: &Rulebook, given: Vec<(FactId, Value)>) -> Vec<(FactId, Value)> {
    let screen = book.screens.values().next();
    let closed = |fact: FactId| screen.is_some_and(|screen| screen.closes.contains(fact));
    let mut facts: Vec<(FactId, Value)> = given
        .into_iter()
        .filter(|(fact, value)| !closed(*fact) || book.facts[*fact].usual.as_ref() != Some(value))
        .collect();
    for (id, fact) in book.facts.iter() {
        if !closed(id) && !facts.iter().any(|(known, _)| *known == id) {
            let any = match &fact.kind {
                FactKind::Number { low, .. } => Value::Number(*low),
                FactKind::Choice { .. } => Value::Option(0),
                FactKind::Set { .. } => Value::Set(IdSet::default()),
            };
            facts.push((id, fact.usual.clone().unwrap_or(any)));
        }
    }
    facts.sort_by_key(|(fact, _)| *fact);
    facts
}

fn report(book: &Rulebook, lane: &Rule, other: &Rule) -> Finding {
    let message = format!(
        "`{}` takes clients together with `{}`, and no example shows one",
        lane.name(),
        other.name()
    );
    let covered = |rule: &Rule| {
        let concerns = rule.covers.as_ref().map(|covers| &covers.concerns);
        concerns.map(|concerns| {
            remit_words::list::or(&remit_words::Words::new(book).concerns(concerns))
        })
    };
    let why = format!(
        "each covers what the other doesn't ({}; {}), so the two together take whom neither takes alone",
        covered(lane).unwrap_or_default(),
        covered(other).unwrap_or_default()
    );
    Diagnostic::warning(codes::UNTOLD_COMBINATION, lane.label.span, message)
        .also(other.label.span, "together with this lane")
        .why(why)
        .help("Add an example with a concern of each; or write `covers only` if the lane refuses company.")
        .into()
}
