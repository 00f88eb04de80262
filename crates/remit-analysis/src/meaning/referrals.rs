//! Referrals to somebody who would not take the client either.
//!
//! Of the roles that a refusal names, the judge keeps those whose lane takes the client, and sends
//! to the last resort if nobody is left (D12). So a referral to somebody who would refuse goes
//! somewhere else than it says.

use std::collections::{BTreeMap, BTreeSet};

use remit_eval::algebra::Algebra;
use remit_model::id::{Id, RoleId, RuleId, ServiceId, UrgencyId};
use remit_model::rulebook::Outcome;
use remit_source::{Diagnostic, Span};

use super::look::{Look, quoted};
use crate::space::Signal;
use crate::{Finding, codes};

/// So many practitioners refer to each other at most, in a circle that is looked for.
const LONGEST_CIRCLE: usize = 4;

/// A referral that is written: who refers whom, and for which service they are seen.
struct Written<'a> {
    rule: RuleId,
    by: RoleId,
    asked: ServiceId,
    to: &'a [RoleId],
    /// How urgently, where nobody starts.
    stops: Option<UrgencyId>,
    when: Signal,
    span: Span,
}

pub(super) fn check(look: &mut Look<'_>) -> Vec<Finding> {
    let written = written(look);
    let mut found = refused(look, &written);
    found.extend(circles(look, &written));
    found
}

/// All referrals of refusals and stops in force.
fn written<'a>(look: &mut Look<'a>) -> Vec<Written<'a>> {
    let book = look.book;
    let mut all = Vec::new();
    for (rule, what) in book.rules.iter() {
        let exceptions = what.exceptions.iter().map(|except| (&except.outcome, except.span));
        let spans: Vec<(&Outcome, Span)> =
            std::iter::once((&what.outcome, what.outcome_span)).chain(exceptions).collect();
        let sends =
            |outcome: &&Outcome| matches!(outcome, Outcome::Refer { .. } | Outcome::Stop { .. });
        if !spans.iter().any(|(outcome, _)| sends(outcome)) {
            continue;
        }
        for (by, asked) in look.reached_by(rule) {
            let heard = look.hear((by, asked));
            let says = look.space.with(0, |rules| rules.says(rule));
            for (&(counts, outcome), &(_, span)) in
                says.iter().flat_map(|says| &says.outcomes).zip(&spans)
            {
                let (to, stops) = match outcome {
                    Outcome::Refer { to, .. } => (to, None),
                    Outcome::Stop { to, urgency } => (to, Some(*urgency)),
                    _ => continue,
                };
                let circuit = look.space.circuit();
                let when = circuit.and(heard.in_force(rule), counts);
                all.push(Written { rule, by, asked, to, stops, when, span });
            }
        }
    }
    all
}

impl Written<'_> {
    /// What a role is seen for that is named here (D12).
    fn seen_for(&self, look: &Look<'_>, role: RoleId) -> ServiceId {
        let book = look.book;
        let service = match self.stops {
            Some(urgency) if urgency.index() + 1 == book.urgencies.len() => book.emergency,
            Some(_) => book.evaluation,
            None => book.evaluation.filter(|_| book.roles[role].clinician),
        };
        service.unwrap_or(self.asked)
    }
}

/// Referrals to a role that takes no client who is referred so.
fn refused(look: &mut Look<'_>, written: &[Written<'_>]) -> Vec<Finding> {
    let mut places: BTreeMap<(Span, RoleId), Vec<&Written<'_>>> = BTreeMap::new();
    for referral in written {
        // The last resort is where a client goes whom nobody takes.
        for &role in referral.to.iter().filter(|role| look.book.last_resort != Some(**role)) {
            places.entry((referral.span, role)).or_default().push(referral);
        }
    }
    let mut found = Vec::new();
    for ((span, role), referrals) in places {
        let mut taken = false;
        for referral in &referrals {
            let service = referral.seen_for(look, role);
            let takes = look.takes(role, service);
            taken = taken || !look.space.never(&[referral.when, takes]);
        }
        if taken {
            continue;
        }
        let witness = referrals.iter().find_map(|referral| {
            look.witness(&[referral.when], (referral.by, referral.asked)).map(|it| (it, *referral))
        });
        if let Some((witness, referral)) = witness {
            let service = referral.seen_for(look, role);
            found.push(report(look, referral.rule, span, (role, service)).shown_by(witness));
        }
    }
    found
}

fn report(
    look: &Look<'_>,
    rule: RuleId,
    span: Span,
    (role, service): (RoleId, ServiceId),
) -> Finding {
    let book = look.book;
    let (role, service) = (&book.roles[role].label.name, &book.services[service].label.name);
    let name = book.rules[rule].name();
    let message = format!("`{name}` sends clients to `{role}`, who takes none of them");
    let warning = Diagnostic::warning(codes::REFUSED_REFERRAL, span, message)
        .why(format!("no lane of `{role}` takes any client whom this rule sends, for `{service}`"))
        .help(format!("Send them to somebody who may take them, or write the lane of `{role}`."));
    warning.into()
}

/// Circles of practitioners who refer the same client, for the same service, to the next.
fn circles(look: &mut Look<'_>, written: &[Written<'_>]) -> Vec<Finding> {
    let book = look.book;
    let mut edges: BTreeMap<(ServiceId, RoleId, RoleId), Vec<(Signal, Span)>> = BTreeMap::new();
    for referral in written.iter().filter(|referral| referral.stops.is_none()) {
        for &to in referral.to {
            // To name a kind of practitioner is to name each of them.
            let kinds = book.roles.iter().filter(|(kind, role)| {
                role.is_a.contains(to) && !role.category && *kind != referral.by
            });
            for (kind, _) in kinds {
                if referral.seen_for(look, to) == referral.asked {
                    let key = (referral.asked, referral.by, kind);
                    edges.entry(key).or_default().push((referral.when, referral.span));
                }
            }
        }
    }
    let mut found = Vec::new();
    let mut told: BTreeSet<Vec<RoleId>> = BTreeSet::new();
    for service in book.services.ids() {
        for start in book.roles.ids() {
            let mut paths = vec![(vec![start], Vec::<Signal>::new(), Vec::<Span>::new())];
            while let Some((path, given, spans)) = paths.pop() {
                let last = path.last().copied().unwrap_or(start);
                for (&(_, _, to), referrals) in
                    edges.range((service, last, first())..=(service, last, end()))
                {
                    for &(when, span) in referrals {
                        let mut given = given.clone();
                        given.push(when);
                        let closes = to == start && path.len() > 1;
                        let longer = to > start && !path.contains(&to);
                        let goes_on = longer && path.len() < LONGEST_CIRCLE;
                        if !closes && !goes_on || closes && told.contains(&path) {
                            continue;
                        }
                        let mut spans = spans.clone();
                        spans.push(span);
                        if closes {
                            if let Some(witness) = look.witness(&given, (start, service)) {
                                told.insert(path.clone());
                                found.push(circle(look, &path, &spans).shown_by(witness));
                            }
                        } else if !look.space.never(&given) {
                            let mut path = path.clone();
                            path.push(to);
                            paths.push((path, given, spans));
                        }
                    }
                }
            }
        }
    }
    found
}

fn first() -> RoleId {
    RoleId::from_index(0)
}

fn end() -> RoleId {
    RoleId::from_index(usize::MAX)
}

fn circle(look: &Look<'_>, path: &[RoleId], spans: &[Span]) -> Finding {
    let book = look.book;
    let names = quoted(path.iter().map(|role| book.roles[*role].label.name.as_str()));
    let way = names.join(" to ");
    let first = names.first().cloned().unwrap_or_default();
    let span = spans.first().copied().unwrap_or_default();
    let message = format!("a client is sent round in a circle: {way} to {first}");
    let mut warning = Diagnostic::warning(codes::CIRCULAR_REFERRAL, span, message)
        .why("each of them refuses this client and names the next")
        .help("Send the client to somebody who may take them, in one of these rules.");
    for (at, span) in spans.iter().enumerate().skip(1) {
        let to = names.get((at + 1) % names.len()).cloned().unwrap_or_default();
        warning = warning.also(*span, format!("and from here to {to}"));
    }
    warning.into()
}
