//! Kinds of client of whom a rulebook says nothing at all when they ask for a service.
//!
//! That a trainer doesn't take a client whom others take is how scope of practice is meant: no rule
//! says it, and the judge finds out to whom to send. A gap is where *nobody* whom a service lists
//! takes such a client, and no rule says why: none refuses, stops, limits or asks for anything. Such
//! a client ends with the last resort because nobody has thought of them.
//!
//! So a concern falls into a gap where, for no service, a lane ever takes a client who has it and
//! nothing else, and no rule ever refuses or stops because of it: without it, the same clients would
//! be refused and stopped. A lane that takes everybody has only thought of a concern where a rule
//! holds back because of it. Clients without any concern fall into one where others like them are
//! taken, and nothing at all is said of some.
//!
//! Several concerns at once are no gap by themselves: to send such a client on is what is meant where
//! nobody takes all of them. Nor is what an example shows to be sent on: somebody has thought of it.
//! The services that are told are those that some lane takes for, by what it covers; where nobody
//! takes, or somebody takes everybody, nothing is left out.

use std::collections::BTreeMap;

use remit_eval::algebra::{Algebra, Node};
use remit_model::Rulebook;
use remit_model::id::{ConcernId, RoleId, ServiceId, TermId};
use remit_model::rulebook::{Covers, Expect, Expected, IdSet, RaisedBy, Value, Verdict};
use remit_source::Diagnostic;
use remit_words::list::and;

use super::look::{Look, quoted};
use crate::space::{Circuit, Instead, Level, Signal};
use crate::{Finding, Witness, codes};

/// A gap: for which services, and somebody who falls into it.
struct Gap {
    services: Vec<ServiceId>,
    witness: Witness,
}

/// What is said of a service, by anybody whom it lists.
struct Spoken {
    asked: (RoleId, ServiceId),
    /// When somebody takes the client.
    takes: Signal,
    /// When a rule refuses or stops.
    sends: Vec<Signal>,
    /// When a rule limits, asks for something or hurries.
    holds: Vec<Signal>,
    /// Whether somebody takes for it, by what is covered.
    chosen: bool,
}

pub(super) fn check(look: &mut Look<'_>) -> Vec<Finding> {
    let book = look.book;
    let raised: Vec<(ConcernId, Signal)> = book
        .concerns
        .ids()
        .filter_map(|id| Some((id, look.space.with(0, |rules| rules.world.concern(id, None))?)))
        .collect();
    let spoken: Vec<Spoken> =
        book.services.ids().filter_map(|service| spoken(look, service)).collect();
    let mut gaps: BTreeMap<Option<ConcernId>, Gap> = BTreeMap::new();
    let nobody = !look.space.circuit().any(raised.iter().map(|(_, is)| *is));
    for spoken in spoken.iter().filter(|spoken| spoken.chosen) {
        let voices = spoken.sends.iter().chain(&spoken.holds).copied();
        let silent = !look.space.circuit().any(voices.chain([spoken.takes]));
        let healthy_taken = !look.space.never(&[nobody, spoken.takes]);
        if healthy_taken && !look.space.never(&[nobody, silent]) {
            add(look, &mut gaps, None, spoken, &[nobody, silent]);
        }
    }
    let shown = shown(book);
    let alone = alone(look.space.circuit(), &raised);
    for (&(concern, is), &alone) in raised.iter().zip(&alone) {
        let only = only(look, (concern, is, alone), &raised);
        // What is cheap to find out comes first: most concerns are somebody's.
        if shown.contains(concern)
            || look.space.never(&[only])
            || spoken.iter().any(|of| of.chosen && !look.space.never(&[only, of.takes]))
        {
            continue;
        }
        let gates = look.space.circuit().len();
        let without = term(look, concern)
            .and_then(|term| look.space.level_of(0, Level::Member(term)))
            .map(|level| look.space.instead(level, 0));
        let because = |look: &mut Look<'_>, voices: &[Signal]| {
            voices.iter().any(|voice| is_because(look, *voice, is, without.as_ref()))
        };
        let spoken_of = spoken.iter().any(|spoken| {
            because(look, &spoken.sends)
                || !look.space.never(&[only, spoken.takes]) && because(look, &spoken.holds)
        });
        if !spoken_of {
            for spoken in spoken.iter().filter(|spoken| spoken.chosen) {
                add(look, &mut gaps, Some(concern), spoken, &[only]);
            }
        }
        look.space.go_back(gates);
    }
    let report = |(concern, gap): (Option<ConcernId>, Gap)| report(look, concern, gap);
    gaps.into_iter().map(report).collect()
}

/// The concerns of clients whom an example shows to be sent on.
fn shown(book: &Rulebook) -> IdSet<ConcernId> {
    let mut shown = IdSet::default();
    for example in book.examples.values() {
        let sent = |expect: &Expect| {
            matches!(expect.what, Expected::Verdict(Verdict::Refer | Verdict::Stop))
        };
        if !example.expects.iter().any(sent) {
            continue;
        }
        let told = example.facts.iter().map(|(_, value)| value);
        for value in told.chain(example.grid.iter().flat_map(|axis| &axis.values)) {
            let Value::Set(members) = value else { continue };
            for term in members.iter() {
                let brings = book.terms[term].implies.iter().chain(std::iter::once(term));
                brings
                    .filter_map(|term| book.terms[term].concern)
                    .for_each(|concern| shown.insert(concern));
            }
        }
    }
    shown
}

/// Whether a rule ever speaks of those who have a concern and would not of the same without it. Of
/// a declared concern, whether one ever speaks.
fn is_because(look: &mut Look<'_>, voice: Signal, is: Signal, without: Option<&Instead>) -> bool {
    let still = without.map_or(Signal::NO, |without| without.of(voice));
    voice != still && !look.space.never(&[is, voice, !still])
}

fn add(
    look: &mut Look<'_>,
    gaps: &mut BTreeMap<Option<ConcernId>, Gap>,
    concern: Option<ConcernId>,
    spoken: &Spoken,
    given: &[Signal],
) {
    if let Some(gap) = gaps.get_mut(&concern) {
        gap.services.push(spoken.asked.1);
    } else if let Some(witness) = look.witness(given, spoken.asked) {
        gaps.insert(concern, Gap { services: vec![spoken.asked.1], witness });
    }
}

/// By concern: when a client has none of the others.
fn alone(circuit: &mut Circuit, raised: &[(ConcernId, Signal)]) -> Vec<Signal> {
    // None of those before, and none of those after, are found with one gate each.
    let mut none_of = |raised: &mut dyn Iterator<Item = Signal>| {
        let mut none = vec![Signal::YES];
        for is in raised {
            let so_far = none.last().copied().unwrap_or(Signal::YES);
            none.push(circuit.without(so_far, is));
        }
        none
    };
    let before = none_of(&mut raised.iter().map(|(_, is)| *is));
    let mut after = none_of(&mut raised.iter().rev().map(|(_, is)| *is));
    after.reverse();
    let both = before.iter().zip(after.iter().skip(1));
    both.map(|(before, after)| circuit.and(*before, *after)).collect()
}

/// When a client has this concern, and none that it doesn't bring; `alone`: when they have none of
/// the others at all.
fn only(
    look: &mut Look<'_>,
    (concern, is, alone): (ConcernId, Signal, Signal),
    raised: &[(ConcernId, Signal)],
) -> Signal {
    let book = look.book;
    let brings = |other: ConcernId| {
        let terms = [term(look, concern), term(look, other)];
        matches!(terms, [Some(one), Some(other)] if book.terms[one].implies.contains(other))
    };
    let others = raised.iter().filter(|(other, _)| *other != concern);
    let (brought, others): (Vec<_>, Vec<_>) =
        others.copied().partition(|(other, _)| brings(*other));
    let circuit = look.space.circuit();
    let alone = if brought.is_empty() {
        alone
    } else {
        circuit.all(others.into_iter().map(|(_, raised)| !raised))
    };
    circuit.and(is, alone)
}

fn term(look: &Look<'_>, concern: ConcernId) -> Option<TermId> {
    match look.book.concerns[concern].raised_by {
        RaisedBy::Term(term) => Some(term),
        RaisedBy::Condition(_) => None,
    }
}

/// What is said of a service; `None` if nothing is.
fn spoken(look: &mut Look<'_>, service: ServiceId) -> Option<Spoken> {
    let book = look.book;
    let listed: Vec<RoleId> = book.services[service].listed.clone();
    let (mut takes, mut sends, mut holds) = (Vec::new(), Vec::new(), Vec::new());
    let (mut chosen, mut everybody) = (false, false);
    for &role in &listed {
        let heard = look.hear((role, service));
        let of = &heard.voices;
        chosen |= !of.grants.is_empty();
        let all = |(_, when, covers): &(_, Signal, &Covers)| covers.every && *when == Signal::YES;
        everybody |= of.grants.iter().any(all);
        takes.push(of.mine);
        sends.extend([of.refused, of.stop]);
        holds.extend(of.ceiling.iter().skip(1).chain(of.urgency.iter().skip(1)));
        holds.extend(of.needs.values().map(|(unmet, _)| *unmet));
    }
    let takes = look.space.circuit().any(takes);
    let asked = (*listed.first()?, service);
    for voices in [&mut sends, &mut holds] {
        voices.sort_unstable();
        voices.dedup();
    }
    Some(Spoken { asked, takes, sends, holds, chosen: chosen && !everybody })
}

fn report(look: &Look<'_>, concern: Option<ConcernId>, gap: Gap) -> Finding {
    let book = look.book;
    let services =
        quoted(gap.services.iter().map(|service| book.services[*service].label.name.as_str()));
    let (who, span) = if let Some(id) = concern {
        let label = &book.concerns[id].label;
        (format!("clients with `{}`", label.name), label.span)
    } else {
        let service = gap.services.first().map(|service| book.services[*service].label.span);
        ("some clients without any concern".to_owned(), service.unwrap_or_default())
    };
    let message = format!("nothing speaks for {who} who ask for {}", and(&services));
    let warning = Diagnostic::warning(codes::GAP, span, message)
        .why("nobody whom the service lists takes them, and no rule refuses or stops them for it")
        .help("Let a lane cover them, or write a lane that refers them and says why.");
    Finding::from(warning).shown_by(gap.witness)
}
