//! How much a difference matters: how many of many drawn requests are decided otherwise, and how many
//! of those like the clients who are shown.

use remit_scenario::Draw;

use super::aspects::Sides;
use super::{Comparison, Direction, Request};
use crate::space::{Client, Level, Probe, Region, Space};

/// How many requests are drawn.
const DRAWN: usize = 2_000;
/// How many clients of each kind are drawn.
const DRAWN_ALIKE: usize = 200;
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
    /// Draws requests and counts those that are decided otherwise.
    pub(super) fn draw(&self, compared: &[(Request, Option<Sides>, Direction)]) -> Drawn {
        let drawing = Drawing::new(&self.space);
        let mut draw = Draw::new(SEED, 0);
        let mut drawn = Drawn::default();
        let mut probes: Vec<Option<Probe>> = compared.iter().map(|_| None).collect();
        for _ in 0..DRAWN {
            let at = draw.below(compared.len());
            let Some((compared, probe)) = compared.get(at).zip(probes.get_mut(at)) else { break };
            let Some(client) = drawing.client(None, &mut draw) else { continue };
            drawn.requests += 1;
            let (_, Some(sides), direction) = compared else { continue };
            if *direction == Direction::Equivalent {
                continue;
            }
            let probe = probe.get_or_insert_with(|| self.space.probe(&sides.signals()));
            drawn.otherwise += usize::from(sides.change(&probe.hold(&client)).is_some());
        }
        drawn
    }

    /// For each move, draws clients of its kind, and counts those who are decided otherwise.
    pub(super) fn draw_alike(&mut self, compared: &[(Request, Option<Sides>, Direction)]) {
        let drawing = Drawing::new(&self.space);
        for (number, found) in (1..).zip(&mut self.moves) {
            let first =
                found.asked.first().and_then(|(role, asked)| Some((*role, *asked.first()?)));
            let sides = compared.iter().find(|(request, ..)| Some(request.new) == first);
            let Some((_, Some(sides), _)) = sides else { continue };
            let probe = self.space.probe(&sides.signals());
            let mut draw = Draw::new(SEED, number);
            for _ in 0..DRAWN_ALIKE {
                let client = drawing.client(Some(&found.region), &mut draw);
                let Some(client) = client else { continue };
                found.alike.requests += 1;
                let otherwise = sides.change(&probe.hold(&client)).is_some();
                found.alike.otherwise += usize::from(otherwise);
            }
        }
    }
}

/// What clients are drawn from.
struct Drawing<'s, 'b> {
    space: &'s Space<'b>,
    possible: Probe,
    /// The levels of members of sets, and all others.
    members: Vec<usize>,
    others: Vec<usize>,
}

impl<'s, 'b> Drawing<'s, 'b> {
    fn new(space: &'s Space<'b>) -> Self {
        let books = space.books().count();
        let is_member = |level: &usize| {
            (0..books).any(|book| matches!(space.level(book, *level), Some(Level::Member(_))))
        };
        let (members, others) = (0..space.widths().len()).partition(is_member);
        Self { space, possible: space.probe(&[space.possible()]), members, others }
    }

    /// Any possible client, of a kind if one is given; see [`Drawn`] for how likely each is. `None` if
    /// too many in a row were impossible.
    fn client(&self, kind: Option<&Region>, draw: &mut Draw) -> Option<Client> {
        for _ in 0..TRIES {
            let mut client = self.space.usual();
            for _ in 0..draw.below(MOST_UNUSUAL + 1) {
                if let Some(&level) = draw.pick(&self.others) {
                    let width = self.space.widths().get(level).copied().unwrap_or(1);
                    client.set(level, draw.below(width));
                }
            }
            for _ in 0..draw.below(MOST_MEMBERS + 1) {
                if let Some(&member) = draw.pick(&self.members) {
                    client.set(member, 1);
                }
            }
            for (level, values) in kind.into_iter().flat_map(|kind| &kind.levels) {
                let values: Vec<usize> = values.ones().collect();
                if let Some(&value) = draw.pick(&values) {
                    client.set(*level, value);
                }
            }
            if self.possible.hold(&client) == [true] {
                return Some(client);
            }
        }
        None
    }
}
