//! Where a client is to go (D12). Lanes never read destinations, so nothing is circular.

use remit_model::Rulebook;
use remit_model::id::{Id, RoleId, ServiceId, UrgencyId};
use remit_model::rulebook::{LaneState, Outcome, RuleKind, Verdict};

use crate::client::Client;
use crate::decision::Destination;
use crate::judge::Judge;
use crate::ruling::Ruling;
use crate::truth::Truth;

/// Under stop: where the stops of this urgency send the client.
pub(crate) fn of_stops<T: Truth>(
    judge: &Judge,
    rulings: &[Ruling<T>],
    urgency: UrgencyId,
) -> Vec<Destination> {
    let book = judge.book;
    let highest = urgency.index() + 1 == book.urgencies.len();
    let service = if highest { book.emergency } else { book.evaluation };
    let said = rulings.iter().flat_map(|ruling| {
        let said = ruling.in_force().flat_map(|stance| stance.says.iter());
        said.map(|outcome| (*outcome, service.unwrap_or(ruling.service)))
    });
    let to = said.filter_map(|(outcome, service)| match outcome {
        Outcome::Stop { to, urgency: of } if *of == urgency => {
            Some(Destination { roles: to.clone(), service })
        }
        _ => None,
    });
    in_order(to.collect())
}

/// Where one service sends the client, nobody stopping: under refer the refusals' roles or the
/// computed ones, and the givers of every unmet need.
pub(crate) fn of_ruling<T: Truth>(
    judge: &Judge,
    client: &Client,
    ruling: &Ruling<T>,
) -> Vec<Destination> {
    let book = judge.book;
    let mut to = match (ruling.verdict, ruling.lane) {
        (Verdict::Refer, LaneState::Refused) => {
            let refused = ruling.in_force().filter(|stance| stance.refuses());
            let said = refused.flat_map(|stance| stance.says.iter());
            let written = said.filter_map(|outcome| match outcome {
                Outcome::Refer { to, .. } => Some(to),
                _ => None,
            });
            in_order(written.flat_map(|roles| kept(judge, client, roles, ruling.service)).collect())
        }
        (Verdict::Refer, _) => computed(judge, client, ruling),
        _ => Vec::new(),
    };
    let evaluation = book.evaluation.unwrap_or(ruling.service);
    let mut needs: Vec<_> = ruling.outstanding().collect();
    needs.sort_unstable();
    needs.dedup();
    for need in needs {
        let givers = sift(judge, client, &book.needs[need].given_by, evaluation);
        to.extend(or_last_resort(judge, ruling.service, vec![(givers, evaluation)]));
    }
    unrepeated(to)
}

/// The destinations that rules in force add, which touch nothing else.
pub(crate) fn of_also<T: Truth>(judge: &Judge, ruling: &Ruling<T>) -> Vec<Destination> {
    let added = ruling.in_force().filter(|stance| !stance.rule.also_refer.is_empty());
    let split = added.flat_map(|stance| split(judge.book, &stance.rule.also_refer, ruling.service));
    let given = split.filter(|(roles, _)| !roles.is_empty());
    in_order(given.map(|(roles, service)| Destination { roles, service }).collect())
}

/// The destinations without repeats, the first of each staying where it is.
pub(crate) fn unrepeated(to: Vec<Destination>) -> Vec<Destination> {
    let mut seen = Vec::with_capacity(to.len());
    for destination in to {
        if !seen.contains(&destination) {
            seen.push(destination);
        }
    }
    seen
}

fn in_order(mut to: Vec<Destination>) -> Vec<Destination> {
    to.sort_unstable();
    to.dedup();
    to
}

/// Of all roles whose lane is mine, those that every advice in force names; if there are none, all
/// of them.
fn computed<T: Truth>(judge: &Judge, client: &Client, ruling: &Ruling<T>) -> Vec<Destination> {
    let book = judge.book;
    let advice: Vec<Vec<RoleId>> = ruling
        .in_force()
        .filter(|stance| stance.rule.kind == RuleKind::Advice)
        .map(|stance| stance.recommends().collect())
        .collect();
    let able: Vec<RoleId> = book
        .roles
        .iter()
        .filter(|(id, role)| !role.category && judge.mine(client, *id, ruling.service))
        .map(|(id, _)| id)
        .collect();
    let named = |role: &RoleId| advice.iter().all(|roles| judge.names(roles, *role));
    let best: Vec<RoleId> = able.iter().copied().filter(named).collect();
    let roles = if best.is_empty() { able } else { best };
    or_last_resort(judge, ruling.service, split(judge.book, &roles, ruling.service).to_vec())
}

/// Written roles, cut to those whose lane for what they are seen for is mine.
fn kept(judge: &Judge, client: &Client, roles: &[RoleId], service: ServiceId) -> Vec<Destination> {
    let sifted = split(judge.book, roles, service)
        .map(|(roles, service)| (sift(judge, client, &roles, service), service));
    or_last_resort(judge, service, sifted.to_vec())
}

/// Clinicians are seen for evaluation, others for the service that was asked for.
pub(crate) fn split(
    book: &Rulebook,
    roles: &[RoleId],
    service: ServiceId,
) -> [(Vec<RoleId>, ServiceId); 2] {
    let clinician = |role: &RoleId| book.roles[*role].clinician;
    let (clinicians, others) = roles.iter().copied().partition(clinician);
    [(others, service), (clinicians, book.evaluation.unwrap_or(service))]
}

/// The roles whose lane for the service is mine. A category stays if that holds of one of its kind.
fn sift(judge: &Judge, client: &Client, roles: &[RoleId], service: ServiceId) -> Vec<RoleId> {
    let able = |role: &RoleId| {
        let mut kinds = judge.book.roles.iter().filter(|(_, kind)| kind.is_a.contains(*role));
        kinds.any(|(kind, _)| judge.mine(client, kind, service))
    };
    roles.iter().copied().filter(able).collect()
}

/// Destinations that name somebody; if there are none, the role that is left when nobody else is.
fn or_last_resort(
    judge: &Judge,
    service: ServiceId,
    to: Vec<(Vec<RoleId>, ServiceId)>,
) -> Vec<Destination> {
    let named = to.into_iter().filter(|(roles, _)| !roles.is_empty());
    let to: Vec<_> = named.map(|(roles, service)| Destination { roles, service }).collect();
    if !to.is_empty() {
        return to;
    }
    let service = judge.book.evaluation.unwrap_or(service);
    judge
        .book
        .last_resort
        .map(|role| Destination { roles: vec![role], service })
        .into_iter()
        .collect()
}
