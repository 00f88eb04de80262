//! Clients who stand for the regions of a rulebook: everything that one rule, one row of a table or
//! one exception decides.

use remit_eval::Case;
use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId, ServiceId};

use crate::author::{Author, Target, Unreached, never_decides};
use crate::draw::{Draw, digest};

/// The seed of all of them, so that the same rulebook is always shown by the same clients.
const SEED: u64 = 1;
/// How many clients stand for a region at most: practitioners who are told of another way of
/// deciding by others are more than one client can show, but a teacher reads so many.
const MOST_CLIENTS: usize = 2;

/// What a rule, a row or an exception decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    /// The rule, or row of a table.
    pub rule: RuleId,
    /// Its exception, by index.
    pub exception: Option<usize>,
}

/// A client who stands for a region, and what the client asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Representative {
    /// What is told of the client.
    pub case: Case,
    /// What the client asks for.
    pub service: ServiceId,
}

impl Region {
    /// All regions of a rulebook that can decide, in order of declaration.
    #[must_use]
    pub fn all(book: &Rulebook) -> Vec<Self> {
        let deciding = book.rules.iter().filter(|(_, rule)| !never_decides(rule));
        let regions = deciding.flat_map(|(id, rule)| {
            let exceptions = (0..rule.exceptions.len()).map(Some);
            std::iter::once(None)
                .chain(exceptions)
                .map(move |exception| Self { rule: id, exception })
        });
        regions.collect()
    }

    /// A stable name, from the names of the rulebook: `trainer-metabolic, exception 1`.
    #[must_use]
    pub fn name(self, book: &Rulebook) -> String {
        let rule = book.rules[self.rule].name();
        match self.exception {
            Some(at) => format!("{rule}, exception {}", at + 1),
            None => rule,
        }
    }

    /// The practitioners whom its rule reaches and who are listed for what is asked for, each with
    /// the first such service.
    fn asked(self, book: &Rulebook) -> Vec<(RoleId, ServiceId)> {
        let rule = &book.rules[self.rule];
        let listed = |role: RoleId| {
            let mut services = rule.services.iter();
            let first = services.find(|&service| book.services[service].listed.contains(&role));
            first.map(|service| (role, service))
        };
        rule.roles.iter().filter_map(listed).collect()
    }
}

impl Author<'_> {
    /// Clients who stand for a region: those that are `kept`, and as many more as it takes until its
    /// rule is among those that decide for every practitioner whom it reaches, or a teacher would
    /// read no more. For an exception at least one is drawn of whom the exception counts.
    ///
    /// # Errors
    ///
    /// Why there is nobody: how far the best of many tries came.
    pub fn represent(
        &mut self,
        region: Region,
        kept: Vec<Representative>,
    ) -> Result<Vec<Representative>, Unreached> {
        let book = self.judge().book;
        let mut open = region.asked(book);
        let mut clients = kept;
        for client in &clients {
            self.tick_off(region, client, &mut open);
        }
        // Whom nobody was found for is not asked for twice, so that this ends.
        let mut why = Unreached::NotAsked;
        let mut rest = open.clone().into_iter();
        while clients.len() < MOST_CLIENTS
            && let Some((role, service)) = rest.next()
        {
            if !open.contains(&(role, service)) {
                continue;
            }
            let Region { rule, exception } = region;
            let stream = digest(&format!("{}/{}", region.name(book), book.roles[role].label.name));
            let target = Target { rule, exception, role, service };
            match self.draw(target, &mut Draw::new(SEED, stream)) {
                Ok(scenario) => {
                    let client = Representative { case: scenario.case, service };
                    open.retain(|asked| *asked != (role, service));
                    self.tick_off(region, &client, &mut open);
                    clients.push(client);
                }
                Err(reason) => why = why.max(reason),
            }
        }
        if clients.is_empty() { Err(why) } else { Ok(clients) }
    }

    /// Takes out those for whom the region's rule decides this client.
    fn tick_off(
        &self,
        region: Region,
        client: &Representative,
        open: &mut Vec<(RoleId, ServiceId)>,
    ) {
        open.retain(|&(role, service)| {
            let told = self.judge().decide_briefly(&client.case, role, &[client.service]);
            service != client.service || !told.decided_by.contains(&region.rule)
        });
    }
}
