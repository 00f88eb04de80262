//! How much a difference matters: how many of many drawn requests are decided otherwise.

use remit_model::id::{RoleId, ServiceId};
use remit_scenario::Draw;

use super::aspects::Sides;
use super::{Comparison, Direction, Request};
use crate::space::{Client, Level, Probe, Space};

/// How many requests are drawn.
const DRAWN: usize = 2_000;
/// The seed, so that the same two rulebooks are always compared on the same clients.
const SEED: u64 = 1;
/// How many clients are drawn for one who is possible.
const TRIES: usize = 20;
/// A client has up to so many members of sets.
const MOST_MEMBERS: usize = 3;
/// Up to so many other facts of a client may be unusual.
const MOST_UNUSUAL: usize = 6;

/// What was drawn, and how much of it is decided otherwise.
///
/// A request is a client, and one of the practitioners and services that were compared, each as
/// likely as the others. A client has none to three members of all sets taken together, and any of
/// their value classes for none to six of the other facts and settings; all else is usual. Clients
/// who are impossible are drawn again. These are shares of what the rulebooks tell apart, not of a
/// population: no rulebook knows how common anything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Drawn {
    pub requests: usize,
    pub otherwise: usize,
}

impl Comparison<'_> {
    /// Draws requests and counts those that are decided otherwise, for each move too.
    pub(super) fn draw(&mut self, compared: &[(Request, Option<Sides>, Direction)]) -> Drawn {
        let mut draw = Draw::new(SEED, 0);
        let mut drawn = Drawn::default();
        let possible = self.space.probe(&[self.space.possible()]);
        let mut probes: Vec<Option<Probe>> = compared.iter().map(|_| None).collect();
        for _ in 0..DRAWN {
            let at = draw.below(compared.len());
            let Some((compared, probe)) = compared.get(at).zip(probes.get_mut(at)) else { break };
            let Some(client) = any_client(&self.space, &possible, &mut draw) else { continue };
            drawn.requests += 1;
            let (request, Some(sides), direction) = compared else { continue };
            if *direction == Direction::Equivalent {
                continue;
            }
            let probe = probe.get_or_insert_with(|| self.space.probe(&sides.signals()));
            let Some(change) = sides.change(&probe.hold(&client)) else { continue };
            drawn.otherwise += 1;
            let (role, service) = request.new;
            let kind = self.moves.iter_mut().find(|found| {
                let asks = |(of, services): &(RoleId, Vec<ServiceId>)| {
                    *of == role && services.contains(&service)
                };
                found.change == change && found.asked.iter().any(asks) && found.region.has(&client)
            });
            if let Some(found) = kind {
                found.drawn += 1;
            }
        }
        drawn
    }
}

/// Any possible client; see [`Drawn`] for how likely each is. `None` if too many in a row were
/// impossible.
fn any_client(space: &Space<'_>, possible: &Probe, draw: &mut Draw) -> Option<Client> {
    let books = space.books().count();
    let is_member = |level: usize| {
        (0..books).any(|book| matches!(space.level(book, level), Some(Level::Member(_))))
    };
    let (members, others): (Vec<usize>, Vec<usize>) =
        (0..space.widths().len()).partition(|&level| is_member(level));
    for _ in 0..TRIES {
        let mut client = space.usual();
        for _ in 0..draw.below(MOST_UNUSUAL + 1) {
            if let Some(&level) = draw.pick(&others) {
                client.set(level, draw.below(space.widths().get(level).copied().unwrap_or(1)));
            }
        }
        for _ in 0..draw.below(MOST_MEMBERS + 1) {
            if let Some(&member) = draw.pick(&members) {
                client.set(member, 1);
            }
        }
        if possible.hold(&client) == [true] {
            return Some(client);
        }
    }
    None
}
