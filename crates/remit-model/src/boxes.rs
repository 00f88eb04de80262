//! The geometry of rules over value classes.
//!
//! Conditions tell only so many classes of each fact's values apart. So a client is a point of a
//! grid, and a conjunction of comparisons is a [`Region`]: for each fact, the classes that it allows.
//! Whether regions overlap can be read off; whether some regions together cover another is found by
//! cutting away one of them at a time, beginning with the one that leaves the fewest pieces. Nothing
//! here knows what a fact or a rule is.
//!
//! What is found is found whole: *maximal* sets of regions that overlap, and *merged* gaps, because
//! nobody can read thousands of small ones. Work is bounded by a number of steps; whoever asks says
//! how many, and is told when they did not suffice ([`TooMany`]).

use std::cmp::Reverse;

/// The facts of a grid, and how many classes each has.
#[derive(Debug, Clone)]
pub struct Grid {
    facts: Vec<Place>,
    words: usize,
}

/// Where a fact's classes stand in the words of a region.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: usize,
    words: usize,
    classes: usize,
}

/// For each fact of a grid, a set of its classes: all points whose every class is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region {
    /// One bit for each class; a fact begins at a new word.
    words: Vec<u64>,
    /// The facts of which some class is not allowed, in order.
    narrowed: Vec<usize>,
}

/// More steps would have been needed than were allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany;

/// Regions that have points in common, all of them at once, and no other region has one with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// Which regions, by index, in order.
    pub regions: Vec<usize>,
    /// What they have in common.
    pub common: Region,
}

impl Grid {
    /// A grid with so many classes of each fact (at least one).
    #[must_use]
    pub fn new(classes: &[usize]) -> Self {
        let mut start = 0;
        let place = |&classes: &usize| {
            let words = classes.div_ceil(64);
            let place = Place { start, words, classes };
            start += words;
            place
        };
        let facts = classes.iter().map(place).collect();
        Self { facts, words: start }
    }

    /// The region of all points.
    #[must_use]
    pub fn all(&self) -> Region {
        let mut words = vec![u64::MAX; self.words];
        for place in &self.facts {
            let used = place.classes % 64;
            let last = (place.start + place.words).checked_sub(1);
            if let Some(word) = last.and_then(|last| words.get_mut(last)).filter(|_| used > 0) {
                *word = (1 << used) - 1;
            }
        }
        Region { words, narrowed: Vec::new() }
    }

    /// A region in which a fact has one of some classes only; `None` if it has none of them.
    #[must_use]
    pub fn narrow(
        &self,
        region: &Region,
        fact: usize,
        classes: impl IntoIterator<Item = usize>,
    ) -> Option<Region> {
        let place = self.facts.get(fact)?;
        let mut allowed = vec![0_u64; place.words];
        for class in classes {
            if let Some(word) = allowed.get_mut(class / 64) {
                *word |= 1 << (class % 64);
            }
        }
        self.with(region, fact, |at, word| word & allowed.get(at).copied().unwrap_or(0))
    }

    /// What two regions have in common, if anything.
    #[must_use]
    pub fn meet(&self, one: &Region, other: &Region) -> Option<Region> {
        if !self.meets(one, other) {
            return None;
        }
        let words = one.words.iter().zip(&other.words).map(|(one, other)| one & other).collect();
        Some(self.region(words))
    }

    /// Whether two regions have a point in common. Read off fact by fact: only those can part them
    /// that both narrow.
    #[must_use]
    pub fn meets(&self, one: &Region, other: &Region) -> bool {
        let (few, many) =
            if one.narrowed.len() <= other.narrowed.len() { (one, other) } else { (other, one) };
        few.narrowed.iter().all(|&fact| {
            let both = few.words_of(self, fact).iter().zip(many.words_of(self, fact));
            both.into_iter().any(|(few, many)| few & many != 0)
        })
    }

    /// Whether all of a region lies in another.
    #[must_use]
    pub fn within(&self, inner: &Region, outer: &Region) -> bool {
        outer.narrowed.iter().all(|&fact| self.fact_within(inner, outer, fact))
    }

    fn fact_within(&self, inner: &Region, outer: &Region, fact: usize) -> bool {
        let mut both = inner.words_of(self, fact).iter().zip(outer.words_of(self, fact));
        both.all(|(inner, outer)| inner & !outer == 0)
    }

    /// A region with another set of classes for one fact; `None` if that is empty.
    fn with(
        &self,
        region: &Region,
        fact: usize,
        change: impl Fn(usize, u64) -> u64,
    ) -> Option<Region> {
        let place = *self.facts.get(fact)?;
        let mut words = region.words.clone();
        let own = words.get_mut(place.start..place.start + place.words)?;
        for (at, word) in own.iter_mut().enumerate() {
            *word = change(at, *word);
        }
        if own.iter().all(|word| *word == 0) {
            return None;
        }
        let count: u32 = own.iter().map(|word| word.count_ones()).sum();
        let mut narrowed = region.narrowed.clone();
        match narrowed.binary_search(&fact) {
            Err(at) if (count as usize) < place.classes => narrowed.insert(at, fact),
            Ok(at) if count as usize == place.classes => {
                narrowed.remove(at);
            }
            _ => {}
        }
        Some(Region { words, narrowed })
    }

    fn region(&self, words: Vec<u64>) -> Region {
        let mut region = Region { words, narrowed: Vec::new() };
        let narrow = |fact: &usize| region.count(self, *fact) < self.classes(*fact);
        region.narrowed = (0..self.facts.len()).filter(narrow).collect();
        region
    }

    fn classes(&self, fact: usize) -> usize {
        self.facts.get(fact).map_or(0, |place| place.classes)
    }
}

impl Region {
    /// The classes that a fact may have, in order.
    pub fn classes<'r>(&'r self, grid: &Grid, fact: usize) -> impl Iterator<Item = usize> + 'r {
        let words = self.words_of(grid, fact).iter().enumerate();
        words.flat_map(|(at, &word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        })
    }

    /// The facts of which some class is not allowed, in order.
    #[must_use]
    pub fn narrowed(&self) -> &[usize] {
        &self.narrowed
    }

    /// One of its points: the class of each fact.
    #[must_use]
    pub fn point(&self, grid: &Grid) -> Vec<usize> {
        (0..grid.facts.len()).map(|fact| self.classes(grid, fact).next().unwrap_or(0)).collect()
    }

    /// Whether a point lies in it.
    #[must_use]
    pub fn has(&self, grid: &Grid, point: &[usize]) -> bool {
        self.narrowed.iter().all(|&fact| {
            let class = point.get(fact).copied().unwrap_or(0);
            let word = self.words_of(grid, fact).get(class / 64).copied().unwrap_or(0);
            word >> (class % 64) & 1 == 1
        })
    }

    fn words_of(&self, grid: &Grid, fact: usize) -> &[u64] {
        let place = grid.facts.get(fact);
        let own = place.and_then(|place| self.words.get(place.start..place.start + place.words));
        own.unwrap_or(&[])
    }

    fn count(&self, grid: &Grid, fact: usize) -> usize {
        self.words_of(grid, fact).iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether the classes of every fact stand side by side.
    fn is_convex(&self, grid: &Grid) -> bool {
        self.narrowed.iter().all(|&fact| {
            let mut classes = self.classes(grid, fact);
            let Some(first) = classes.next() else { return true };
            classes.zip(first + 1..).all(|(class, expected)| class == expected)
        })
    }
}

/// Finds what is left of a region when others are cut away.
struct Cutting<'g> {
    grid: &'g Grid,
    steps: usize,
}

impl Cutting<'_> {
    /// Goes through what is left of `region` until `found` has enough (says `true`).
    fn left(
        &mut self,
        region: &Region,
        rows: &[&Region],
        found: &mut impl FnMut(&Region) -> bool,
    ) -> Result<bool, TooMany> {
        self.steps = self.steps.checked_sub(1).ok_or(TooMany)?;
        let grid = self.grid;
        let mut near: Vec<&Region> = Vec::with_capacity(rows.len());
        let mut best: Option<(usize, &Region)> = None;
        for &row in rows {
            if !grid.meets(region, row) {
                continue;
            }
            let free = row.narrowed.iter().filter(|&&fact| !grid.fact_within(region, row, fact));
            let free = free.count();
            if free == 0 {
                return Ok(false);
            }
            if best.is_none_or(|(fewest, _)| free < fewest) {
                best = Some((free, row));
            }
            near.push(row);
        }
        let Some((free, row)) = best else { return Ok(found(region)) };
        if free > MOST_FREE
            && let Some((fact, low)) = self.cut(region, &near)
        {
            for lower in [true, false] {
                let side = |at: usize, word: u64| word & below(low, at, lower);
                if let Some(part) = grid.with(region, fact, side)
                    && self.left(&part, &near, found)?
                {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        // What lies beside the row on one fact, and within it on the facts before.
        let mut rest = region.clone();
        for &fact in &row.narrowed {
            let own = row.words_of(grid, fact);
            let word = |at: usize| own.get(at).copied().unwrap_or(0);
            if let Some(beside) = grid.with(&rest, fact, |at, bits| bits & !word(at))
                && self.left(&beside, &near, found)?
            {
                return Ok(true);
            }
            match grid.with(&rest, fact, |at, bits| bits & word(at)) {
                Some(inside) => rest = inside,
                None => break,
            }
        }
        Ok(false)
    }

    /// Where to cut a region in two so that the fewest rows lie on both sides, and the larger part has
    /// as few rows as can be: the fact, and the first class of the upper part. Rows that come from
    /// questions asked one after the other always have such a cut.
    fn cut(&self, region: &Region, rows: &[&Region]) -> Option<(usize, usize)> {
        let mut best: Option<((usize, usize), (usize, usize))> = None;
        let mut narrowed = vec![false; self.grid.facts.len()];
        for row in rows {
            for &fact in &row.narrowed {
                if let Some(narrowed) = narrowed.get_mut(fact) {
                    *narrowed = true;
                }
            }
        }
        let asked = narrowed.iter().enumerate().filter(|(_, narrowed)| **narrowed);
        for (fact, _) in asked {
            // How many rows begin, and how many end, at each class of the region.
            let mut begin = vec![0_usize; self.grid.classes(fact)];
            let mut end = begin.clone();
            for row in rows {
                let Some((first, last)) = ends(self.grid, region, row, fact) else { continue };
                if let Some(begin) = begin.get_mut(first) {
                    *begin += 1;
                }
                if let Some(end) = end.get_mut(last) {
                    *end += 1;
                }
            }
            let (mut below, mut above) = (0, rows.len());
            let mut before: Option<usize> = None;
            for class in region.classes(self.grid, fact) {
                let last = before.replace(class);
                let Some(last) = last else { continue };
                below += begin.get(last).copied().unwrap_or(0);
                above -= end.get(last).copied().unwrap_or(0);
                let price = ((below + above).saturating_sub(rows.len()), below.max(above));
                if below.max(above) < rows.len() && best.is_none_or(|(least, _)| price < least) {
                    best = Some((price, (fact, class)));
                }
            }
        }
        best.map(|(_, cut)| cut)
    }
}

/// Rows that leave more pieces than this are not cut away one by one as long as the region can be
/// cut in two between them.
const MOST_FREE: usize = 3;

/// The first and the last class of a fact that two regions have in common.
fn ends(grid: &Grid, one: &Region, other: &Region, fact: usize) -> Option<(usize, usize)> {
    let both = one.words_of(grid, fact).iter().zip(other.words_of(grid, fact));
    let both = both.map(|(one, other)| one & other).enumerate().filter(|(_, word)| *word != 0);
    both.fold(None, |found, (at, word)| {
        let first = at * 64 + word.trailing_zeros() as usize;
        let last = at * 64 + 63 - word.leading_zeros() as usize;
        Some((found.map_or(first, |(first, _)| first), last))
    })
}

/// The bits of a word (the `at`th of a fact) for the classes before `class`, or for the others.
fn below(class: usize, at: usize, lower: bool) -> u64 {
    let bits = class.saturating_sub(at * 64).min(64);
    let before = if bits == 64 { u64::MAX } else { (1 << bits) - 1 };
    if lower { before } else { !before }
}

/// A point of a region that lies in none of some others; `None` if they cover it.
///
/// # Errors
///
/// If more than `steps` pieces would have to be looked at.
pub fn uncovered(
    grid: &Grid,
    region: &Region,
    by: &[&Region],
    steps: usize,
) -> Result<Option<Vec<usize>>, TooMany> {
    let mut point = None;
    Cutting { grid, steps }.left(region, by, &mut |left| {
        point = Some(left.point(grid));
        true
    })?;
    Ok(point)
}

/// All that some regions leave of a grid: regions without common points, merged while two differ in
/// one fact alone.
///
/// # Errors
///
/// If more than `steps` pieces would have to be looked at, or more than `most` are left.
pub fn gaps(
    grid: &Grid,
    rows: &[&Region],
    steps: usize,
    most: usize,
) -> Result<Vec<Region>, TooMany> {
    let mut left: Vec<Region> = Vec::new();
    let full = Cutting { grid, steps }.left(&grid.all(), rows, &mut |region| {
        left.push(region.clone());
        left.len() > most
    })?;
    if full { Err(TooMany) } else { Ok(merged(grid, left)) }
}

/// Regions put together: two that are alike in all facts but one become one. Fact after fact, until
/// nothing changes.
fn merged(grid: &Grid, mut regions: Vec<Region>) -> Vec<Region> {
    loop {
        let before = regions.len();
        for fact in 0..grid.facts.len() {
            // What is alike but for this fact stands together when this fact is left out.
            let key = |region: &Region| {
                grid.with(region, fact, |at, _| u64::from(at == 0)).map(|key| key.words)
            };
            let mut keyed: Vec<_> =
                regions.into_iter().map(|region| (key(&region), region)).collect();
            keyed.sort();
            let mut united: Vec<(Option<Vec<u64>>, Region)> = Vec::with_capacity(keyed.len());
            for (key, region) in keyed {
                match united.last_mut().filter(|(last, _)| *last == key) {
                    Some((_, last)) => {
                        let own = region.words_of(grid, fact).to_vec();
                        let more = |at: usize, word| word | own.get(at).copied().unwrap_or(0);
                        if let Some(both) = grid.with(last, fact, more) {
                            *last = both;
                        }
                    }
                    None => united.push((key, region)),
                }
            }
            regions = united.into_iter().map(|(_, region)| region).collect();
        }
        if regions.len() == before {
            regions.sort();
            return regions;
        }
    }
}

/// The regions that are covered by those that go before them, by index; `before` says of two indices
/// whether the second goes before the first.
///
/// # Errors
///
/// If more than `steps` pieces would have to be looked at for one of them.
pub fn covered(
    grid: &Grid,
    rows: &[Region],
    before: impl Fn(usize, usize) -> bool,
    steps: usize,
) -> Result<Vec<usize>, TooMany> {
    let mut found = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let others = rows.iter().enumerate().filter(|(other, _)| before(index, *other));
        let others: Vec<&Region> =
            others.map(|(_, other)| other).filter(|other| grid.meets(row, other)).collect();
        if !stands_out(grid, row, &others) && uncovered(grid, row, &others, steps)?.is_none() {
            found.push(index);
        }
    }
    Ok(found)
}

/// So many points are tried before it is proved that there is none.
const GUESSES: usize = 64;

/// Whether a point is soon found that lies in a region and in none of some others: one that lies in
/// another is moved out of it on one fact. Most regions have many such points, and a proof that looks
/// at all of them takes far longer.
fn stands_out(grid: &Grid, region: &Region, others: &[&Region]) -> bool {
    let mut point = region.point(grid);
    for guess in 0..GUESSES {
        let Some(around) = others.iter().find(|other| other.has(grid, &point)) else { return true };
        let free = |fact: &&usize| !grid.fact_within(region, around, **fact);
        let ways: Vec<usize> = around.narrowed.iter().filter(free).copied().collect();
        // Always the same way out would lead round in a circle.
        let Some(&fact) = ways.get(guess % ways.len().max(1)) else { return false };
        let inside: Vec<usize> = around.classes(grid, fact).collect();
        let outside = region.classes(grid, fact).filter(|class| !inside.contains(class));
        let outside: Vec<usize> = outside.collect();
        let class = outside.get(guess % outside.len().max(1));
        if let (Some(slot), Some(class)) = (point.get_mut(fact), class) {
            *slot = *class;
        }
    }
    false
}

/// All pairs of regions with a point in common, by index.
#[must_use]
pub fn pairs(grid: &Grid, rows: &[Region]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let later = rows.iter().enumerate().skip(index + 1);
        found.extend(
            later.filter(|(_, other)| grid.meets(row, other)).map(|(other, _)| (index, other)),
        );
    }
    found
}

/// The maximal sets of two regions or more that have a point in common, in order.
///
/// # Errors
///
/// If more than `steps` sets would have to be looked at.
pub fn overlaps(grid: &Grid, rows: &[Region], steps: usize) -> Result<Vec<Overlap>, TooMany> {
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    for (one, other) in pairs(grid, rows) {
        for (from, to) in [(one, other), (other, one)] {
            if let Some(near) = near.get_mut(from) {
                near.push(to);
            }
        }
    }
    // Where all classes stand side by side, regions that meet two by two meet all together.
    let convex = rows.iter().all(|row| row.is_convex(grid));
    let mut growing = Growing { grid, rows, near: &near, convex, steps, found: Vec::new() };
    // Those with few neighbours first, so that most are done with before the many are looked at.
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&index| (near.get(index).map_or(0, Vec::len), index));
    let mut rank = vec![0_usize; rows.len()];
    for (at, &index) in order.iter().enumerate() {
        if let Some(rank) = rank.get_mut(index) {
            *rank = at;
        }
    }
    for &index in &order {
        let (Some(row), Some(around)) = (rows.get(index), near.get(index)) else { continue };
        let own = rank.get(index).copied().unwrap_or(0);
        let (open, done): (Vec<usize>, Vec<usize>) =
            around.iter().partition(|other| rank.get(**other).copied().unwrap_or(0) > own);
        growing.grow(&mut vec![index], row, &open, &done)?;
    }
    let mut found = growing.found;
    found.sort_by(|one, other| one.regions.cmp(&other.regions));
    Ok(found)
}

/// Grows sets of regions that have a point in common, after Bron and Kerbosch (1973).
struct Growing<'g> {
    grid: &'g Grid,
    rows: &'g [Region],
    near: &'g [Vec<usize>],
    convex: bool,
    steps: usize,
    found: Vec<Overlap>,
}

impl Growing<'_> {
    /// Adds to `set`, which has `common` in common, those that are open; those that are done have
    /// been in all sets that they can be in.
    fn grow(
        &mut self,
        set: &mut Vec<usize>,
        common: &Region,
        open: &[usize],
        done: &[usize],
    ) -> Result<(), TooMany> {
        self.steps = self.steps.checked_sub(1).ok_or(TooMany)?;
        if open.is_empty() {
            if done.is_empty() && set.len() > 1 {
                let mut regions = set.clone();
                regions.sort_unstable();
                self.found.push(Overlap { regions, common: common.clone() });
            }
            return Ok(());
        }
        let pivot = self.pivot(open, done);
        let (mut open, mut done) = (open.to_vec(), done.to_vec());
        let passed = |index: &usize| {
            pivot.and_then(|pivot| self.near.get(pivot)).is_some_and(|near| near.contains(index))
        };
        let tried: Vec<usize> = open.iter().copied().filter(|index| !passed(index)).collect();
        for index in tried {
            let Some(inner) = self.rows.get(index).and_then(|row| self.grid.meet(common, row))
            else {
                continue;
            };
            let meets = |other: &usize| {
                *other != index
                    && self.rows.get(*other).is_some_and(|row| self.grid.meets(&inner, row))
            };
            let next: Vec<usize> = open.iter().copied().filter(meets).collect();
            let past: Vec<usize> = done.iter().copied().filter(meets).collect();
            set.push(index);
            self.grow(set, &inner, &next, &past)?;
            set.pop();
            open.retain(|other| *other != index);
            done.push(index);
        }
        Ok(())
    }

    /// One whose neighbours need not be tried: any set without it could be grown by it, or holds
    /// somebody who doesn't meet it. That needs regions which meet together if they meet two by two.
    fn pivot(&self, open: &[usize], done: &[usize]) -> Option<usize> {
        let meets = |index: &usize| {
            let near = self.near.get(*index);
            let among = open.iter().filter(|other| near.is_some_and(|near| near.contains(other)));
            (among.count(), Reverse(*index))
        };
        open.iter().chain(done).copied().filter(|_| self.convex).max_by_key(meets)
    }
}
