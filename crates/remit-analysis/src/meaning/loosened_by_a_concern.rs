//! One concern more makes an answer less protective (D20).
//!
//! Only concerns that are members of sets are added: a declared concern is raised by what is
//! measured, so that whoever has it differs in more than that.

use std::collections::BTreeMap;

use remit_eval::Judge;
use remit_eval::algebra::{Algebra, Node};
use remit_model::Rulebook;
use remit_model::id::{ConcernId, NeedId, RoleId, RuleId, ServiceId, TermId};
use remit_model::rulebook::{Outcome, RuleKind, Until, Value, Verdict};
use remit_source::Diagnostic;
use rustc_hash::FxHashMap;

use super::alike::distinct;
use super::look::{Look, screened};
use crate::space::{Circuit, Heard, Instead, Level, Signal, Space};
use crate::{Finding, Witness, codes};

/// What a practitioner is told about a service.
struct Told<'a> {
    asked: (RoleId, ServiceId),
    heard: Heard<'a>,
    effects: Vec<Effect>,
}

/// An outcome of a rule, when it is in force; and for a lane that takes, when the client has
/// something that it covers.
#[derive(Clone, Copy)]
struct Effect {
    rule: RuleId,
    when: Signal,
    covered: Signal,
    /// The outcomes of the same rule that make up for the loss of this one.
    made_up: Signal,
    /// Whether it refuses or stops.
    sends: bool,
}

/// When a rule changes what it says so that an answer may be loosened by it.
#[derive(Clone, Copy, PartialEq)]
struct Change {
    rule: RuleId,
    /// It no longer refuses or stops, or it takes for what it did not take for.
    opens: Signal,
    /// It no longer limits, or asks for something.
    frees: Signal,
}

/// A part of an answer that is less protective, and by which changes it can be.
struct Loosened {
    when: Signal,
    by_opening: bool,
    by_freeing: bool,
}

pub(super) fn check(look: &mut Look<'_>) -> Vec<Finding> {
    let terms = distinct(look.book);
    let mut found: BTreeMap<RuleId, Finding> = BTreeMap::new();
    for (rule, finding) in look.in_parts(&terms, part).into_iter().flatten() {
        found.entry(rule).or_insert(finding);
    }
    found.into_values().collect()
}

/// What some of the terms loosen that raise a concern: by rule, the first finding.
fn part(look: &mut Look<'_>, terms: &[TermId]) -> BTreeMap<RuleId, Finding> {
    let book = look.book;
    let everybody = look.everybody();
    let space = &mut look.space;
    let concerns: Vec<ConcernId> = book.concerns.ids().collect();
    let each: Vec<Signal> = concerns.iter().map(|id| raised(space, &[*id])).collect();
    let some = raised(space, &concerns);
    let told: Vec<Told<'_>> =
        everybody.into_iter().filter_map(|asked| told(space, asked)).collect();
    let gates = space.circuit().len();
    let mut found: BTreeMap<RuleId, Finding> = BTreeMap::new();
    for &term in terms {
        let name = &book.terms[term].label.name;
        let Some(level) = space.level_of(0, Level::Member(term)) else { continue };
        let instead = space.instead(level, 1);
        let possible = instead.of(space.possible());
        let circuit = space.circuit();
        let without = circuit.variable(level, |value| value == 0);
        // Who has one concern more still has all others.
        let lost: Vec<Signal> =
            each.iter().map(|is| circuit.without(*is, instead.of(*is))).collect();
        let lost = circuit.any(lost);
        let given = circuit.all([without, some, possible, !lost]);
        let mut seen = Seen::default();
        for told in &told {
            // What can take this term's place is not asked about, so all of it is found here.
            loop {
                let left = |rule: &RuleId| !found.contains_key(rule);
                let loosening = loosening(space, told, &instead, (given, &left), &mut seen);
                let Some((rule, signals)) = loosening else { break };
                let Some(client) = space.find(&signals).client() else { break };
                let client = space.plain(&client, &signals);
                let case = space.case(0, &client);
                let report = |case| report(book, rule, (term, name), told.asked, case);
                let Some(finding) = case.and_then(report) else { break };
                found.insert(rule, finding);
            }
        }
        space.go_back(gates);
    }
    found
}

fn told<'a>(space: &mut Space<'a>, asked: (RoleId, ServiceId)) -> Option<Told<'a>> {
    let book = space.books().next()?;
    let heard = space.hear(0, asked.0, asked.1)?;
    let mut effects = Vec::new();
    for (&rule, &in_force) in &heard.voices.in_force {
        let what = &book.rules[rule];
        if what.kind == RuleKind::Advice {
            continue;
        }
        let covered = what.covers.as_ref().map(|covers| {
            let covered = |id: &ConcernId| covers.every || covers.concerns.contains(*id);
            book.concerns.ids().filter(covered).collect::<Vec<_>>()
        });
        let covered = raised(space, &covered.unwrap_or_default());
        let says = space.with(0, |rules| rules.says(rule))?;
        for (counts, outcome) in &says.outcomes {
            if !what.takes() && says_nothing(outcome) {
                continue;
            }
            let sends = matches!(outcome, Outcome::Refer { .. } | Outcome::Stop { .. });
            let circuit = space.circuit();
            let stricter = says.outcomes.iter().filter(|(_, other)| makes_up(book, other, outcome));
            let stricter = circuit.any(stricter.map(|(counts, _)| *counts));
            let made_up = circuit.and(in_force, stricter);
            // An exception that limits leaves the duties and needs of its lane (D6).
            let stays = |of: &Outcome| matches!(of, Outcome::UpTo { .. } | Outcome::GoAhead { .. });
            let stays = says
                .outcomes
                .iter()
                .filter(|(_, other)| matches!(outcome, Outcome::Take { .. }) && stays(other));
            let stays = circuit.any(stays.map(|(counts, _)| *counts));
            let counts = circuit.or(*counts, stays);
            let when = circuit.and(in_force, counts);
            effects.push(Effect { rule, when, covered, made_up, sends });
            // What meets a need ends its limit, and may begin another.
            for need in needs_of(outcome) {
                let met = space.condition(0, &book.needs[*need].met_when);
                for when in [space.circuit().without(when, met), space.circuit().and(when, met)] {
                    effects.push(Effect { rule, when, covered, made_up, sends });
                }
            }
        }
    }
    (!effects.is_empty()).then_some(Told { asked, heard, effects })
}

/// Whether an outcome of a rule that does not take changes no answer.
fn says_nothing(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::GoAhead { place: None } | Outcome::DoesNotApply)
}

/// Whether an outcome is in every way as protective as another: it sends the client on, as soon as
/// the other would.
fn makes_up(book: &Rulebook, stricter: &Outcome, than: &Outcome) -> bool {
    let urgency_of = |need: &NeedId| book.needs[*need].urgency;
    let (sends, urgency) = match stricter {
        Outcome::Stop { urgency, .. } => (2, *urgency),
        Outcome::Refer { urgency, .. } => (1, *urgency),
        _ => return false,
    };
    let (sent, most_urgent) = match than {
        Outcome::Stop { urgency, .. } => (2, Some(*urgency)),
        Outcome::Refer { urgency, .. } => (1, Some(*urgency)),
        Outcome::Take { needs, .. } => (0, needs.iter().map(urgency_of).max()),
        Outcome::GoAhead { place } => (0, *place),
        Outcome::UpTo { until, place, .. } => {
            let need = match until {
                Some(Until::Need(need)) => Some(urgency_of(need)),
                _ => None,
            };
            (0, need.max(*place))
        }
        Outcome::Recommend { .. } | Outcome::DoesNotApply => (0, None),
    };
    sends >= sent && Some(urgency) >= most_urgent
}

/// The needs that an outcome reaches.
fn needs_of(outcome: &Outcome) -> &[NeedId] {
    match outcome {
        Outcome::Take { needs, .. } => needs,
        Outcome::UpTo { until: Some(Until::Need(need)), .. } => std::slice::from_ref(need),
        _ => &[],
    }
}

/// When a client has some of these concerns.
fn raised(space: &mut Space<'_>, concerns: &[ConcernId]) -> Signal {
    let raised: Vec<Signal> = concerns
        .iter()
        .filter_map(|id| space.with(0, |rules| rules.world.concern(*id, None)))
        .collect();
    space.circuit().any(raised)
}

/// What has been asked about a concern: many practitioners are told the same about many services.
#[derive(Default)]
struct Seen(FxHashMap<Signal, bool>);

impl Seen {
    fn never(&mut self, space: &mut Space<'_>, signal: Signal) -> bool {
        signal == Signal::NO || *self.0.entry(signal).or_insert_with(|| space.never(&[signal]))
    }
}

/// Who has a concern more and is answered less protectively, and the rule that changes what it says.
///
/// An answer is only loosened where a rule no longer says what it said, or takes for a concern that
/// the client has and did not take for. That is rare, and found out far more cheaply than whether
/// whole answers differ.
fn loosening(
    space: &mut Space<'_>,
    told: &Told<'_>,
    more: &Instead,
    (given, left): (Signal, &dyn Fn(&RuleId) -> bool),
    seen: &mut Seen,
) -> Option<(RuleId, Vec<Signal>)> {
    let circuit = space.circuit();
    let mut changes = Vec::new();
    let mut known = Vec::new();
    for effect in &told.effects {
        let with = more.of(effect.when);
        let lost = circuit.without(effect.when, with);
        let lost = circuit.without(lost, more.of(effect.made_up));
        let gained = circuit.without(with, effect.when);
        let gained = circuit.and(gained, effect.covered);
        let (opens, frees) = if effect.sends { (lost, Signal::NO) } else { (gained, lost) };
        let [opens, frees] = [opens, frees].map(|change| circuit.and(change, given));
        let change = Change { rule: effect.rule, opens, frees };
        if !left(&effect.rule) {
            known.extend([opens, frees]);
        } else if (opens, frees) != (Signal::NO, Signal::NO) && !changes.contains(&change) {
            changes.push(change);
        }
    }
    // Where a rule that is found out already changes what it says, that is enough.
    let known = circuit.any(known);
    for change in &mut changes {
        change.opens = circuit.without(change.opens, known);
        change.frees = circuit.without(change.frees, known);
    }
    for change in &mut changes {
        for signal in [&mut change.opens, &mut change.frees] {
            if seen.never(space, *signal) {
                *signal = Signal::NO;
            }
        }
    }
    if changes.iter().all(|change| (change.opens, change.frees) == (Signal::NO, Signal::NO)) {
        return None;
    }
    for loosened in loosened(space.circuit(), &told.heard, more) {
        let circuit = space.circuit();
        let mut by = |change: &Change| {
            let opens = if loosened.by_opening { change.opens } else { Signal::NO };
            let frees = if loosened.by_freeing { change.frees } else { Signal::NO };
            (change.rule, circuit.or(opens, frees))
        };
        let changes: Vec<(RuleId, Signal)> = changes.iter().map(&mut by).collect();
        let some = circuit.any(changes.iter().map(|(_, change)| *change));
        let both = circuit.and(loosened.when, some);
        if seen.never(space, both) {
            continue;
        }
        for (index, (rule, change)) in changes.iter().enumerate() {
            let others = changes.iter().enumerate().filter(|(other, _)| *other != index);
            let mut signals = vec![loosened.when, *change];
            signals.extend(others.map(|(_, (_, change))| !*change));
            if !space.never(&signals) {
                return Some((*rule, signals));
            }
        }
        // What only ever happens together is put down to the first of those that can do it.
        let first = changes.iter().find(|(_, change)| !space.never(&[loosened.when, *change]));
        return first.map(|(rule, change)| (*rule, vec![loosened.when, *change]));
    }
    None
}

/// When those with more are answered less protectively, by each component of the answer.
fn loosened(circuit: &mut Circuit, heard: &Heard<'_>, more: &Instead) -> Vec<Loosened> {
    let mut all = Vec::new();
    let [stops, refers] =
        [Verdict::Stop, Verdict::Refer].map(|verdict| heard.verdict_at_least(verdict));
    for level in [stops, refers] {
        let when = circuit.without(level, more.of(level));
        all.push(Loosened { when, by_opening: true, by_freeing: false });
    }
    for level in heard.components.urgency.iter().rev() {
        let when = circuit.without(*level, more.of(*level));
        all.push(Loosened { when, by_opening: true, by_freeing: true });
    }
    // Where the first is sent on and the second is not, that is told already.
    let served = circuit.and(!refers, !more.of(refers));
    let held = [Verdict::Wait, Verdict::TakeWith].map(|verdict| heard.verdict_at_least(verdict));
    for level in held.iter().chain(heard.components.ceiling.iter().rev()) {
        let when = circuit.without(*level, more.of(*level));
        let when = circuit.and(when, served);
        all.push(Loosened { when, by_opening: false, by_freeing: true });
    }
    all
}

fn report(
    book: &Rulebook,
    rule: RuleId,
    (term, concern): (TermId, &str),
    (role, service): (RoleId, ServiceId),
    case: remit_eval::Case,
) -> Option<Finding> {
    let mut more = case.clone();
    let fact = book.terms[term].fact;
    let Some(Value::Set(mut members)) = case.value(fact).cloned() else { return None };
    members.insert(term);
    more.give(fact, Value::Set(members));
    let judge = Judge::new(book);
    let [before, after] =
        [&case, &more].map(|case| judge.decide_briefly(case, role, &[service]).verdict.name());
    let loosens = if before == after {
        format!("the answer is still `{after}`, but less urgent, or it allows more")
    } else {
        format!("the answer is `{after}`, and without it `{before}`")
    };
    let message = format!("one concern more, `{concern}`, makes an answer less protective");
    let warning =
        Diagnostic::warning(codes::LOOSENED_BY_A_CONCERN, book.rules[rule].label.span, message)
            .here("this rule changes what it says")
            .why(format!("of the client below with `{concern}` as well, {loosens}"))
            .help("Let the rule speak whatever else a client has, or say what is due to both.");
    let witness = Witness { case: screened(book, case), role, services: vec![service] };
    Some(Finding::from(warning).shown_by(witness))
}
