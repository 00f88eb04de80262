//! What somebody decides who is wrong in one point, and what to say to them.

use std::collections::BTreeSet;

use remit_eval::{Condition, Core, Explanation, Fate, passes};
use remit_model::Number;
use remit_model::id::{FactId, Id, RuleId};
use remit_model::rulebook::{
    Atom, Cond, CondKind, FactKind, LaneState, Outcome, Range, Test, Value,
};
use remit_scenario::{Author, Draw, Mutation, Place, Scenario, never, tells_same};
use remit_words::{Words, fact_read, failing};

/// How far from a limit, in steps of the fact, a value is still near enough to be mistaken.
const NEAR: i64 = 6;

/// A wrong decision and what it reveals.
pub(crate) struct Slip {
    pub(crate) core: Core,
    pub(crate) reveals: String,
}

/// So many wrong decisions are enough for any item.
const ENOUGH: usize = 7;

/// Wrong decisions that one wrong belief leads to, the most telling beliefs first, each decision
/// once.
pub(crate) fn slips(author: &mut Author<'_>, scenario: &Scenario, draw: &mut Draw) -> Vec<Slip> {
    let words = Words::new(author.judge().book);
    let mut slips: Vec<Slip> = Vec::new();
    let mut beliefs = beliefs(author, words, scenario);
    // Now and then a less telling mistake comes before a more telling one, so that not every item
    // on a rule offers the same.
    for at in 1..beliefs.len() {
        if draw.chance(40) {
            beliefs.swap(at - 1, at);
        }
    }
    for (mutation, reveals) in beliefs {
        if slips.len() == ENOUGH {
            break;
        }
        let Some(core) = author.mistaken(&mutation, &scenario.client, &scenario.target) else {
            continue;
        };
        let same = |other: &Core| tells_same(&core, other);
        let known = same(&scenario.core) || slips.iter().any(|slip| same(&slip.core));
        if !known {
            slips.push(Slip { core, reveals });
        }
    }
    slips
}

/// The wrong beliefs that could matter for this client.
fn beliefs(author: &Author<'_>, words: Words<'_>, scenario: &Scenario) -> Vec<(Mutation, String)> {
    let book = words.book();
    let mut beliefs = Vec::new();
    let Some(explanation) = &scenario.decision.explanation else { return beliefs };
    let in_force: Vec<_> = of_fate(explanation, |fate| *fate == Fate::InForce);
    exceptions(author, words, scenario, &mut beliefs);
    let told = |fact| scenario.told.iter().any(|(told, _)| *told == fact);
    let nearly = explanation.services.iter().flat_map(|reasons| reasons.nearly.iter().copied());
    let nearly: Vec<_> = nearly
        .filter_map(|rule| unmet(explanation, rule).map(|failing| (rule, failing)))
        .filter(|(_, failing)| fact_read(failing).is_some_and(told))
        .collect();
    for rule in in_force.iter().copied().chain(nearly.iter().map(|(rule, _)| *rule)) {
        limits(words, scenario, rule, &mut beliefs);
    }
    for need in scenario.decision.needs.iter().flatten() {
        let title = words.need(need.need);
        let (kind, text) = if need.met {
            (never(), format!("What was needed is there: {title}."))
        } else {
            (
                CondKind::Always,
                format!("Nothing in the story says so: {title}. It is still outstanding."),
            )
        };
        beliefs.push((Mutation::Replace(Place::Need(need.need), Vec::new(), kind), text));
    }
    for (rule, failing) in nearly {
        let (title, found) = (words.quoted(rule), words.found(failing));
        let text = format!("{title} would say so, but it does not apply here: {found}.");
        let place = Place::Rule(rule);
        beliefs.push((Mutation::Replace(place, Vec::new(), CondKind::Always), text));
    }
    widened(author, words, scenario, &mut beliefs);
    for &rule in &in_force {
        let says = words.outcome(&book.rules[rule].outcome);
        let text = if book.rules[rule].takes() {
            format!("A rule does open this to you: {}.", words.quoted(rule))
        } else {
            format!("This overlooks {}: {says}.", words.quoted(rule))
        };
        beliefs.push((Mutation::Drop(rule), text));
    }
    let listed = book.services[scenario.target.service].listed.iter();
    for &other in listed.filter(|&&role| role != scenario.target.role) {
        let text = format!(
            "That would be right for {}; you are {}.",
            words.role(other),
            words.role(scenario.target.role)
        );
        beliefs.push((Mutation::As(other), text));
    }
    beliefs
}

fn of_fate(explanation: &Explanation, wanted: impl Fn(&Fate) -> bool) -> Vec<RuleId> {
    let considered = explanation.services.iter().flat_map(|reasons| &reasons.considered);
    considered
        .filter(|considered| wanted(&considered.fate))
        .map(|considered| considered.rule)
        .collect()
}

/// Exceptions that count and are overlooked; and those that don't, and are applied.
fn exceptions(
    author: &Author<'_>,
    words: Words<'_>,
    scenario: &Scenario,
    beliefs: &mut Vec<(Mutation, String)>,
) {
    let explanation = scenario.decision.explanation.iter();
    let considered =
        explanation.flat_map(|reasons| &reasons.services).flat_map(|reasons| &reasons.considered);
    for considered in considered {
        let rule = considered.rule;
        for (at, exception) in considered.exceptions.iter().enumerate() {
            let declared = words.book().rules[rule].exceptions.get(at);
            let when =
                declared.map_or_else(String::new, |declared| words.condition(&declared.when));
            let title = words.quoted(rule);
            if exception.counts {
                let text = format!("{title} has an exception, and it counts here: {when}.");
                beliefs.push((Mutation::IgnoreException(rule, at), text));
            } else if !exception.when.holds
                && declared.is_some_and(|declared| author.is_akin(scenario, &declared.when))
            {
                let text = format!(
                    "That would be right by an exception of {title}, which needs this: {when}. It does not count here."
                );
                let place = Place::Exception(rule, at);
                beliefs.push((Mutation::Replace(place, Vec::new(), CondKind::Always), text));
            }
        }
    }
}

/// Limits that are believed to lie elsewhere, so that the client's value falls on the other side.
fn limits(
    words: Words<'_>,
    scenario: &Scenario,
    rule: RuleId,
    beliefs: &mut Vec<(Mutation, String)>,
) {
    let declared = &words.book().rules[rule];
    let mut places = vec![Place::Rule(rule)];
    places.extend((0..declared.exceptions.len()).map(|at| Place::Exception(rule, at)));
    let mut seen = BTreeSet::new();
    while let Some(place) = places.pop() {
        let Some(cond) = place.cond(words.book()) else { continue };
        let mut atoms = Vec::new();
        walk(cond, &mut Vec::new(), &mut atoms, &mut places, &mut seen);
        // A limit can be mistaken only by somebody who was told the value.
        let told = |fact: FactId| scenario.told.iter().any(|(told, _)| *told == fact);
        for (path, fact, range) in atoms.into_iter().filter(|(_, fact, _)| told(*fact)) {
            let Some(Value::Number(value)) = scenario.client.values.get(fact.index()) else {
                continue;
            };
            let FactKind::Number { step, .. } = &words.book().facts[fact].kind else { continue };
            let Some(moved) = moved(range, *value, *step) else { continue };
            let text = format!(
                "The limit is this: {}. Here the {} is {}.",
                words.comparison(fact, range),
                words.fact(fact),
                words.number(fact, *value)
            );
            let atom = Atom { fact, test: Test::Range(moved) };
            beliefs.push((Mutation::Replace(place, path, CondKind::Atom(atom)), text));
        }
    }
}

/// Collects the comparisons of numbers in a condition, with their paths, and the places that it
/// refers to.
fn walk<'c>(
    cond: &'c Cond,
    path: &mut Vec<usize>,
    atoms: &mut Vec<(Vec<usize>, FactId, &'c Range)>,
    places: &mut Vec<Place>,
    seen: &mut BTreeSet<(u8, usize)>,
) {
    match &cond.kind {
        CondKind::Atom(atom) => {
            if let Test::Range(range) = &atom.test {
                atoms.push((path.clone(), atom.fact, range));
            }
        }
        CondKind::Definition(id) if seen.insert((0, id.index())) => {
            places.push(Place::Definition(*id));
        }
        CondKind::Concern(id) if seen.insert((1, id.index())) => places.push(Place::Concern(*id)),
        CondKind::Not(inner) => {
            path.push(0);
            walk(inner, path, atoms, places, seen);
            path.pop();
        }
        CondKind::All(parts) | CondKind::Any(parts) | CondKind::AtLeast(_, parts) => {
            for (at, part) in parts.iter().enumerate() {
                path.push(at);
                walk(part, path, atoms, places, seen);
                path.pop();
            }
        }
        _ => {}
    }
}

/// The range with its nearer end moved so far that the value changes sides; none if that is too far
/// to be mistaken.
fn moved(range: &Range, value: Number, step: Number) -> Option<Range> {
    let near = |end: Number| {
        let away = if end > value { end - value } else { value - end };
        away <= step * Number::whole(NEAR)
    };
    let inside = passes(&Test::Range(range.clone()), &Value::Number(value));
    let mut moved = range.clone();
    match (range.low, range.high) {
        (Some((low, _)), _) if near(low) && (inside || value <= low) => {
            // Either the value is not reached any more, or it is reached already.
            moved.low = Some((value, !inside));
            Some(moved)
        }
        (_, Some((high, _))) if near(high) && (inside || value >= high) => {
            moved.high = Some((value, !inside));
            Some(moved)
        }
        _ => None,
    }
}

/// Lanes that are believed to cover what they don't.
fn widened(
    author: &Author<'_>,
    words: Words<'_>,
    scenario: &Scenario,
    beliefs: &mut Vec<(Mutation, String)>,
) {
    let decision = &scenario.decision;
    if decision.lane != Some(LaneState::NoRule) {
        return;
    }
    let (Some(&concern), book) = (decision.uncovered.iter().flatten().next(), words.book()) else {
        return;
    };
    let lanes = book.rules.iter().filter(|(_, rule)| {
        rule.covers.is_some()
            && matches!(rule.outcome, Outcome::Take { .. })
            && rule.roles.contains(scenario.target.role)
            && rule.services.contains(scenario.target.service)
            && author.judge().holds(&scenario.client, &rule.when)
    });
    for (rule, _) in lanes {
        let text =
            format!("{} does not cover this: {}.", words.quoted(rule), words.concern(concern));
        beliefs.push((Mutation::Widen(rule, concern), text));
    }
}

/// The comparison that fails in the condition of a rule that nearly applied.
fn unmet(explanation: &Explanation, rule: RuleId) -> Option<&Condition> {
    let considered = explanation.services.iter().flat_map(|reasons| &reasons.considered);
    let mut of_rule = considered.filter(|considered| considered.rule == rule);
    of_rule.find_map(|considered| considered.when.as_ref()).and_then(failing)
}
