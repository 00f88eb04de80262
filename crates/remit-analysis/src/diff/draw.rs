//! How much a difference matters: how many of many drawn requests are decided otherwise.

use remit_scenario::Draw;

use super::aspects::Sides;
use super::{Comparison, Request};
use crate::space::{Client, Level, Space};

/// How many requests are drawn.
pub const DRAWN: usize = 2_000;
/// The seed, so that the same two rulebooks are always compared on the same clients.
const SEED: u64 = 1;
/// How many clients are drawn for one who is possible.
const TRIES: usize = 100;
/// A client has up to so many members of sets.
const MOST_MEMBERS: usize = 3;

/// What was drawn, and how much of it is decided otherwise.
///
/// A request is a client, and one of the practitioners and services that were compared, each as
/// likely as the others. A client has none to three members of all sets taken together, each number
/// of them alike; of every other fact the usual value, or, in half of the clients, any of its value
/// classes, each alike. Clients who are impossible are drawn again. These are shares of what the
/// rulebook tells apart, not of a population: no rulebook knows how common anything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each is the word itself")]
pub struct Drawn {
    pub requests: usize,
    pub otherwise: usize,
}

impl Comparison<'_> {
    /// Draws requests and counts those that are decided otherwise, for each move too.
    pub(super) fn draw(&mut self, requests: &[Request]) -> Drawn {
        let mut draw = Draw::new(SEED, 0);
        let mut drawn = Drawn::default();
        let mut sides: Vec<Option<Option<Sides>>> = requests.iter().map(|_| None).collect();
        for _ in 0..DRAWN {
            let at = draw.below(requests.len());
            let Some((&request, slot)) = requests.get(at).zip(sides.get_mut(at)) else { break };
            let Some(client) = self.space.any_client(&mut draw) else { continue };
            drawn.requests += 1;
            if slot.is_none() {
                *slot = Some(self.sides(request));
            }
            let Some(Some(sides)) = slot else { continue };
            let change = sides.change(&self.space.hold(&sides.signals(), &client));
            let Some(change) = change else { continue };
            drawn.otherwise += 1;
            let kind = self.moves.iter_mut().find(|found| {
                let asked = found.asked.iter().any(|(role, services)| {
                    *role == request.new.0 && services.contains(&request.new.1)
                });
                asked && found.change == change && found.region.has(&client)
            });
            if let Some(found) = kind {
                found.drawn += 1;
            }
        }
        drawn
    }
}

impl Space<'_> {
    /// Any possible client; see [`Drawn`] for how likely each is. `None` if too many in a row were
    /// impossible.
    fn any_client(&self, draw: &mut Draw) -> Option<Client> {
        let books = self.books().count();
        let is_member = |level: usize| {
            (0..books).any(|book| matches!(self.level(book, level), Some(Level::Member(_))))
        };
        let widths = self.widths();
        let members: Vec<usize> = (0..widths.len()).filter(|&level| is_member(level)).collect();
        for _ in 0..TRIES {
            let mut client = self.usual();
            for (level, &width) in widths.iter().enumerate() {
                if !is_member(level) && draw.chance(50) {
                    client.set(level, draw.below(width));
                }
            }
            for _ in 0..draw.below(MOST_MEMBERS + 1) {
                if let Some(&member) = draw.pick(&members) {
                    client.set(member, 1);
                }
            }
            if self.hold(&[self.possible()], &client).contains(&true) {
                return Some(client);
            }
        }
        None
    }
}
