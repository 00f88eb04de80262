//! What can be seen from how the rules are written, without asking which clients there are. One
//! file for each kind of finding.

mod unlisted_referral;

use remit_model::Rulebook;

use crate::Finding;

/// All findings of this kind.
pub(crate) fn findings(book: &Rulebook) -> Vec<Finding> {
    unlisted_referral::check(book)
}
