//! A referral to somebody who doesn't do what the client is sent for.

use std::collections::BTreeSet;

use remit_model::Rulebook;
use remit_model::id::{Id, RoleId, ServiceId, UrgencyId};
use remit_model::rulebook::{IdSet, Outcome};
use remit_source::{Diagnostic, Span};
use remit_words::list::{and, or};

use crate::{Finding, codes};

pub(super) fn check(book: &Rulebook) -> Vec<Finding> {
    let mut check = Check { book, seen: BTreeSet::new(), found: Vec::new() };
    for rule in book.rules.values() {
        let excepted = rule.exceptions.iter().map(|except| (&except.outcome, except.span));
        for (outcome, span) in std::iter::once((&rule.outcome, rule.outcome_span)).chain(excepted) {
            match outcome {
                Outcome::Refer { to, .. } => check.sent(to, &rule.services, span),
                Outcome::Stop { to, urgency } => check.stopped(to, *urgency, span),
                // An advice may be about more than each of those whom it names does.
                Outcome::Recommend { roles } => {
                    for role in roles {
                        check.one(std::slice::from_ref(role), &rule.services, span);
                    }
                }
                Outcome::Take { .. }
                | Outcome::GoAhead { .. }
                | Outcome::UpTo { .. }
                | Outcome::DoesNotApply => {}
            }
        }
        check.sent(&rule.also_refer, &rule.services, rule.label.span);
    }
    let evaluation: IdSet<ServiceId> = book.evaluation.into_iter().collect();
    // Any one of its givers will do.
    for need in book.needs.values() {
        check.one(&need.given_by, &evaluation, need.label.span);
    }
    check.found
}

struct Check<'b> {
    book: &'b Rulebook,
    /// A row of a table may be for many services: what is wrong with it is said once.
    seen: BTreeSet<(Span, RoleId)>,
    found: Vec<Finding>,
}

impl Check<'_> {
    /// Clinicians are seen for evaluation, others for what was asked for (D12).
    fn sent(&mut self, to: &[RoleId], services: &IdSet<ServiceId>, span: Span) {
        let clinician = |role: &RoleId| self.book.roles[*role].clinician;
        let (clinicians, others): (Vec<_>, Vec<_>) = to.iter().copied().partition(clinician);
        self.all(&others, services, span);
        self.all(&clinicians, &self.book.evaluation.into_iter().collect(), span);
    }

    /// At the highest urgency a stop sends to emergency care, else to an evaluation (D12).
    fn stopped(&mut self, to: &[RoleId], urgency: UrgencyId, span: Span) {
        let highest = urgency.index() + 1 == self.book.urgencies.len();
        let service = if highest { self.book.emergency } else { self.book.evaluation };
        self.all(to, &service.into_iter().collect(), span);
    }

    /// One of the roles must be listed for one of the services.
    fn one(&mut self, roles: &[RoleId], services: &IdSet<ServiceId>, span: Span) {
        let listed = |role: &RoleId| services.iter().any(|service| self.lists(service, *role));
        if let Some(first) = roles.first().filter(|_| !roles.iter().any(listed)) {
            self.report(*first, services, span);
        }
    }

    /// All of the roles must be listed for all of the services.
    fn all(&mut self, roles: &[RoleId], services: &IdSet<ServiceId>, span: Span) {
        for &role in roles {
            let unlisted = services.iter().filter(|service| !self.lists(*service, role));
            let unlisted: IdSet<ServiceId> = unlisted.collect();
            if !unlisted.is_empty() {
                self.report(role, &unlisted, span);
            }
        }
    }

    /// Whether a service lists a role, or one that is of it.
    fn lists(&self, service: ServiceId, role: RoleId) -> bool {
        let listed = &self.book.services[service].listed;
        listed.iter().any(|listed| self.book.roles[*listed].is_a.contains(role))
    }

    fn report(&mut self, role: RoleId, services: &IdSet<ServiceId>, span: Span) {
        if !self.seen.insert((span, role)) {
            return;
        }
        let book = self.book;
        let role = &book.roles[role].label.name;
        let names: Vec<String> =
            services.iter().map(|id| format!("`{}`", book.services[id].label.name)).collect();
        let listed: BTreeSet<RoleId> =
            services.iter().flat_map(|id| book.services[id].listed.iter().copied()).collect();
        let listed: Vec<String> =
            listed.iter().map(|id| format!("`{}`", book.roles[*id].label.name)).collect();
        let help = match listed.as_slice() {
            [] => format!("Add `{role}` to `listed` of {}.", and(&names)),
            _ => format!(
                "Send the client to {}, or add `{role}` to `listed` of {}.",
                or(&listed),
                and(&names)
            ),
        };
        let message =
            format!("`{role}` isn't listed for {}, for which clients are sent there", and(&names));
        let diagnostic = Diagnostic::warning(codes::UNLISTED_REFERRAL, span, message)
            .why("a client can only be sent to somebody who does what the client is sent for")
            .help(help);
        self.found.push(diagnostic.into());
    }
}
