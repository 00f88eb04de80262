//! What can be seen from how the rules are written, without asking which clients there are. One
//! file for each kind of finding.

mod redundant_refusal;
mod stale_source;
mod threshold_two_ways;
mod unlisted_referral;
mod untold_combination;
mod widened_grant;

use remit_model::Rulebook;
use remit_model::id::{RoleId, ServiceId};
use remit_model::rulebook::Rule;

use crate::Finding;

pub use stale_source::stale;
pub use widened_grant::widened;

/// All findings of this kind.
pub(crate) fn findings(book: &Rulebook) -> Vec<Finding> {
    let mut found = unlisted_referral::check(book);
    found.extend(threshold_two_ways::check(book));
    found.extend(redundant_refusal::check(book));
    found.extend(untold_combination::check(book));
    found
}

/// The lanes that may take a client for a practitioner and a service.
fn takers(
    book: &Rulebook,
    (role, service): (RoleId, ServiceId),
) -> impl Iterator<Item = (remit_model::id::RuleId, &Rule)> {
    let reaches = move |rule: &Rule| rule.roles.contains(role) && rule.services.contains(service);
    book.rules.iter().filter(move |(_, rule)| rule.takes() && reaches(rule))
}
