//! Options that give nothing away: none means the same as another, and neither place nor length says
//! which is right.
//!
//! The rank of the key among the lengths is drawn like everything else, each as likely as the
//! others, and wrong options are chosen to fit: so many shorter ones, so many longer ones. That is
//! fair only where *every* rank could have been had, for if the one that was drawn were dropped
//! whenever nothing fits it, the others would come too often. An item where that can't be is uneven,
//! and another client is drawn before it is shown. What can be said in several ways helps, and so
//! does a large choice of wrong options.

use remit_eval::Core;
use remit_scenario::{Draw, tells_same};

use crate::item::{Answer, Choice};

/// The fewest options of an item.
const FEWEST: usize = 4;

/// How many options an item has: between four and six, most often five.
const COUNTS: [usize; 4] = [4, 5, 5, 6];

/// What could be an option, in one or several ways of saying it.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The ways of saying it, the plainest first; never none.
    pub(crate) ways: Vec<String>,
    /// What it means.
    pub(crate) answer: Answer,
    /// What somebody may have got wrong who chooses it.
    pub(crate) reveals: Option<String>,
}

impl Candidate {
    /// What is said in one way only.
    pub(crate) fn new(text: String, answer: Answer, reveals: Option<String>) -> Self {
        Self { ways: vec![text], answer, reveals }
    }

    fn choice(&self, way: usize) -> Option<Choice> {
        let text = self.ways.get(way)?.clone();
        Some(Choice { text, answer: self.answer.clone(), reveals: self.reveals.clone() })
    }

    /// Which of the bands that some lengths make could hold it, as bits: shorter than the first is
    /// the lowest. As long as one of them is in no band.
    fn bands(&self, cuts: &[usize], ties: bool) -> u8 {
        self.ways.iter().fold(0, |all, way| all | bands(length(way), cuts, ties))
    }

    /// A way of saying it that lies in a band: any, as the key is said in any. Were all others said
    /// as plainly as can be, a way of saying it would tell what the length doesn't.
    fn in_band(
        &self,
        wanted: usize,
        (cuts, ties): (&[usize], bool),
        draw: &mut Draw,
    ) -> Option<Choice> {
        let fits = |way: &String| bands(length(way), cuts, ties) >> wanted & 1 == 1;
        let ways = self.ways.iter().enumerate().filter(|(_, way)| fits(way));
        self.choice(*draw.pick(&ways.map(|(at, _)| at).collect::<Vec<_>>())?)
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// Between which of some lengths, in order, another lies, as bits. As long as one of them is in no
/// band, or with `ties` in both beside it.
fn bands(length: usize, cuts: &[usize], ties: bool) -> u8 {
    let shorter = cuts.iter().filter(|&&cut| cut < length).count();
    match (cuts.contains(&length), ties) {
        (true, true) => 0b11 << shorter,
        (true, false) => 0,
        (false, _) => 1 << shorter,
    }
}

/// Options in the order in which they are shown, and which of them are right.
pub(crate) struct Arranged<const KEYS: usize> {
    pub(crate) options: Vec<Choice>,
    pub(crate) keys: [usize; KEYS],
    /// Whether the key could have had any rank among the lengths.
    pub(crate) even: bool,
}

/// A key among wrong options, in any order: the most telling of `wrong` first, then what fills up.
/// Of several things that could be right, one is.
pub(crate) fn arrange(
    keys: &[Candidate],
    wrong: Vec<Candidate>,
    fill: Vec<Candidate>,
    draw: &mut Draw,
) -> Option<Arranged<1>> {
    let others = distinct(keys, wrong, fill, draw);
    let said: Vec<_> =
        keys.iter().flat_map(|key| (0..key.ways.len()).map(move |way| [(key, way)])).collect();
    seat(&said, &others, |count| (0..count).map(|rank| [rank]).collect(), |_| None, draw)
}

/// Both keys of a pair among wrong options, as with one: where the keys stand, and which two of the
/// lengths are theirs, is drawn.
pub(crate) fn arrange_pair(
    keys: &[Candidate; 2],
    wrong: Vec<Candidate>,
    fill: Vec<Candidate>,
    draw: &mut Draw,
) -> Option<Arranged<2>> {
    let [one, other] = keys;
    let others = distinct(keys, wrong, fill, draw);
    let ways = (0..one.ways.len()).flat_map(|way| (0..other.ways.len()).map(move |at| (way, at)));
    let said: Vec<_> = ways.map(|(way, at)| [(one, way), (other, at)]).collect();
    let any_two = |count| {
        let two = (0..count).flat_map(|low| (low + 1..count).map(move |high| [low, high]));
        two.collect::<Vec<_>>()
    };
    // Where there is nothing between the keys, neighbours do: of an even number of options, each
    // rank belongs to one couple.
    let couples = |count: usize| {
        let couples = (0..count / 2).map(|at| [2 * at, 2 * at + 1]).collect::<Vec<_>>();
        count.is_multiple_of(2).then_some(couples)
    };
    seat(&said, &others, any_two, couples, draw)
}

/// Seats keys, said in one of some ways, among others: at ranks of which each is as likely as the
/// others, if each could be had.
fn seat<const KEYS: usize>(
    said: &[[(&Candidate, usize); KEYS]],
    others: &[Candidate],
    ranks: impl Fn(usize) -> Vec<[usize; KEYS]>,
    instead: impl Fn(usize) -> Option<Vec<[usize; KEYS]>>,
    draw: &mut Draw,
) -> Option<Arranged<KEYS>> {
    let seated = seat_apart(said, others, &ranks, &instead, false, draw);
    seated.or_else(|| seat_apart(said, others, &ranks, &instead, true, draw))
}

/// The same, with options that are as long as a key only if `ties` are allowed.
fn seat_apart<const KEYS: usize>(
    said: &[[(&Candidate, usize); KEYS]],
    others: &[Candidate],
    ranks: &impl Fn(usize) -> Vec<[usize; KEYS]>,
    instead: &impl Fn(usize) -> Option<Vec<[usize; KEYS]>>,
    ties: bool,
    draw: &mut Draw,
) -> Option<Arranged<KEYS>> {
    let most = draw.pick(&COUNTS).copied().unwrap_or(FEWEST).min(others.len() + KEYS);
    // What each way of saying the keys makes of the others.
    let seatings: Vec<_> =
        said.iter().filter_map(|keys| Seating::new(keys, others, ties)).collect();
    let fitting = |count: usize, ranks: &[usize; KEYS]| -> Vec<&Seating<'_, KEYS>> {
        seatings.iter().filter(|seating| seating.fits(&needs(ranks, count))).collect()
    };
    let mut last_resort = None;
    for count in (FEWEST..=most).rev() {
        for ranks in [Some(ranks(count)), instead(count)].into_iter().flatten() {
            let fit: Vec<_> = ranks.iter().map(|ranks| (ranks, fitting(count, ranks))).collect();
            let even = !ties && fit.iter().all(|(_, seatings)| !seatings.is_empty());
            let had: Vec<_> = fit.into_iter().filter(|(_, fit)| !fit.is_empty()).collect();
            if !even && last_resort.is_some() {
                continue;
            }
            // Where some can't, those at the ends would come too often: in between tells less.
            let last = [0, count - 1];
            let between = had.iter().filter(|(ranks, _)| !ranks.iter().any(|at| last.contains(at)));
            let between: Vec<_> = between.cloned().collect();
            let had = if even || between.is_empty() { had } else { between };
            let Some((ranks, fit)) = draw.pick(&had) else { continue };
            let seated = draw
                .pick(fit)
                .and_then(|seating| seating.seated(others, &needs(ranks, count), even, draw));
            if even && seated.is_some() {
                return seated;
            }
            last_resort = last_resort.or(seated);
        }
    }
    last_resort
}

/// How many options are to be shorter than the first of some ranks, between it and the next, and so
/// on.
fn needs<const KEYS: usize>(ranks: &[usize; KEYS], count: usize) -> Vec<usize> {
    let mut needs = Vec::new();
    let mut from = 0;
    for &rank in ranks {
        needs.push(rank - from);
        from = rank + 1;
    }
    needs.push(count - from);
    needs
}

/// Keys said in some way, and in which bands between their lengths each of the others can lie.
struct Seating<'c, const KEYS: usize> {
    keys: [(&'c Candidate, usize); KEYS],
    cuts: Vec<usize>,
    ties: bool,
    bands: Vec<u8>,
}

impl<'c, const KEYS: usize> Seating<'c, KEYS> {
    /// None if two keys are as long as each other.
    fn new(
        keys: &[(&'c Candidate, usize); KEYS],
        others: &[Candidate],
        ties: bool,
    ) -> Option<Self> {
        let text = |(key, way): &(&'c Candidate, usize)| key.ways.get(*way).map(String::as_str);
        let mut cuts: Vec<_> = keys.iter().filter_map(text).map(length).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let bands = others.iter().map(|other| other.bands(&cuts, ties)).collect();
        (cuts.len() == KEYS).then_some(Self { keys: *keys, cuts, ties, bands })
    }

    fn fits(&self, needs: &[usize]) -> bool {
        fits(&self.bands, needs)
    }

    /// The keys among as many others as are needed of each band, the first that do.
    fn seated(
        &self,
        others: &[Candidate],
        needs: &[usize],
        even: bool,
        draw: &mut Draw,
    ) -> Option<Arranged<KEYS>> {
        let mut needs = needs.to_vec();
        let mut options = Vec::new();
        for (at, other) in others.iter().enumerate() {
            let rest = self.bands.get(at + 1..).unwrap_or_default();
            let own = self.bands.get(at).copied().unwrap_or(0);
            for wanted in draw.shuffled(0..needs.len()) {
                let Some(need) = needs.get_mut(wanted).filter(|need| **need > 0) else { continue };
                if own >> wanted & 1 == 0 {
                    continue;
                }
                *need -= 1;
                if fits(rest, &needs) {
                    options.push(other.in_band(wanted, (&self.cuts, self.ties), draw)?);
                    break;
                }
                needs.get_mut(wanted).into_iter().for_each(|need| *need += 1);
            }
        }
        draw.shuffle(&mut options);
        let mut keys = [0; KEYS];
        for (at, (key, way)) in self.keys.iter().enumerate() {
            let place = draw.below(options.len() + 1);
            options.insert(place, key.choice(*way)?);
            // Those that stand behind it move on by one.
            keys.iter_mut().take(at).for_each(|other| *other += usize::from(*other >= place));
            keys.iter_mut().skip(at).take(1).for_each(|slot| *slot = place);
        }
        // What is all of one length tells nothing either.
        let long = |choice: &Choice| length(&choice.text);
        let even =
            even || options.windows(2).all(|two| two.first().map(long) == two.last().map(long));
        Some(Arranged { options, keys, even })
    }
}

/// Whether so many are there of each band, each counted once: as many as are needed of any bands
/// together could lie in one of them (Hall's condition).
fn fits(bands: &[u8], needs: &[usize]) -> bool {
    (1_u8..1 << needs.len()).all(|some| {
        let needed = needs.iter().enumerate().filter(|(at, _)| some >> at & 1 == 1);
        let needed: usize = needed.map(|(_, need)| need).sum();
        needed == 0 || bands.iter().filter(|&&band| band & some != 0).count() >= needed
    })
}

/// Wrong options that mean something else than the keys and each other, `wrong` first, then `fill`
/// in any order.
fn distinct(
    keys: &[Candidate],
    wrong: Vec<Candidate>,
    fill: Vec<Candidate>,
    draw: &mut Draw,
) -> Vec<Candidate> {
    let mut others: Vec<Candidate> = Vec::new();
    for candidate in wrong.into_iter().chain(draw.shuffled(fill)) {
        let same = |other: &Candidate| {
            means_same(&other.answer, &candidate.answer)
                || other.ways.iter().any(|way| candidate.ways.contains(way))
                || is_close(other, &candidate)
        };
        if !keys.iter().any(same) && !others.iter().any(same) {
            others.push(candidate);
        }
    }
    others
}

/// Whether two decisions differ only in their limits, and the words for one are among those for the
/// other: `up to moderate intensity` and `up to light to moderate intensity`.
fn is_close(one: &Candidate, other: &Candidate) -> bool {
    let (Answer::Core(first), Answer::Core(second)) = (&one.answer, &other.answer) else {
        return false;
    };
    let (Some(one), Some(other)) = (one.ways.first(), other.ways.first()) else { return false };
    let within = |one: &str, other: &str| {
        one.split(' ').all(|word| other.split(' ').any(|other| other == word))
    };
    first.ceiling != second.ceiling
        && Core { ceiling: first.ceiling, ..second.clone() } == *first
        && (within(one, other) || within(other, one))
}

/// Whether two answers can't be told apart by somebody who reads them.
pub(crate) fn means_same(one: &Answer, other: &Answer) -> bool {
    match (one, other) {
        (Answer::Core(one), Answer::Core(other)) => tells_same(one, other),
        // Two sources may say the same in other words: that is for whoever writes them down.
        (Answer::Text, Answer::Text) => false,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use remit_model::id::{FactId, Id};

    use super::*;

    /// A letter for each.
    fn name(at: usize) -> &'static str {
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"][at]
    }

    fn candidate(at: usize, lengths: &[usize]) -> Candidate {
        let ways = lengths.iter().map(|&length| name(at).repeat(length));
        Candidate {
            ways: ways.collect(),
            answer: Answer::Fact(FactId::from_index(at)),
            reveals: None,
        }
    }

    /// How often the key has each rank, over many draws of items with as many options.
    fn ranks(keys: &[Candidate], others: &[Candidate], count: usize) -> (Vec<usize>, bool) {
        let (mut ranks, mut even) = (vec![0; count], true);
        for seed in 0..8_000 {
            let arranged =
                arrange(keys, others.to_vec(), Vec::new(), &mut Draw::new(seed, 0)).unwrap();
            if arranged.options.len() == count {
                let key = length(&arranged.options[arranged.keys[0]].text);
                ranks[arranged
                    .options
                    .iter()
                    .filter(|option| length(&option.text) < key)
                    .count()] += 1;
                even &= arranged.even;
            }
        }
        (ranks, even)
    }

    #[test]
    fn any_rank_is_as_likely_where_each_can_be_had() {
        let others: Vec<_> = (1..9).map(|at| candidate(at, &[at * 10])).collect();
        let (ranks, even) = ranks(&[candidate(0, &[45])], &others, 5);
        assert!(even);
        assert!(ranks.iter().all(|&seen| (1_100..1_300).contains(&seen)), "{ranks:?}");
    }

    #[test]
    fn what_can_be_said_in_two_ways_can_have_any_rank() {
        let others: Vec<_> = (1..9).map(|at| candidate(at, &[at * 10])).collect();
        let (ranks, even) = ranks(&[candidate(0, &[5, 85])], &others, 4);
        assert!(!even, "it is never between them: {ranks:?}");
        let others: Vec<_> = (1..9).map(|at| candidate(at, &[at, 90 + at])).collect();
        let (ranks, even) = self::ranks(&[candidate(0, &[50])], &others, 4);
        assert!(even);
        assert!(ranks.iter().all(|&seen| (420..580).contains(&seen)), "{ranks:?}");
    }

    #[test]
    fn of_a_pair_the_keys_have_any_two_ranks() {
        let keys = [candidate(0, &[45]), candidate(9, &[55])];
        let others: Vec<_> = (1..9).map(|at| candidate(at, &[at, 46 + at, 90 + at])).collect();
        let mut seen = [0; 6];
        for seed in 0..9_000 {
            let mut draw = Draw::new(seed, 0);
            let arranged = arrange_pair(&keys, others.clone(), Vec::new(), &mut draw).unwrap();
            assert!(arranged.even);
            let texts: Vec<_> = arranged.options.iter().map(|option| &option.text).collect();
            assert_eq!(arranged.keys.map(|at| length(texts[at])), [45, 55]);
            if texts.len() == 6 {
                for at in arranged.keys {
                    let shorter = texts.iter().filter(|text| length(text) < length(texts[at]));
                    seen[shorter.count()] += 1;
                }
            }
        }
        let all: usize = seen.iter().sum();
        assert!(seen.iter().all(|&seen| seen.abs_diff(all / 6) < 90), "{seen:?}");
    }

    #[test]
    fn neighbours_do_where_nothing_lies_between() {
        let keys = [candidate(0, &[45]), candidate(9, &[46])];
        let others: Vec<_> = (1..9).map(|at| candidate(at, &[at, 90 + at])).collect();
        for seed in 0..100 {
            let mut draw = Draw::new(seed, 0);
            let arranged = arrange_pair(&keys, others.clone(), Vec::new(), &mut draw).unwrap();
            assert!(arranged.even && arranged.options.len().is_multiple_of(2));
        }
    }
}
