use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The one source of chance: `ChaCha8` from a stated seed. How numbers are made into choices is
/// written out here, so that the same seed draws the same on every platform and with every version
/// of every library.
#[derive(Debug, Clone)]
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// A source for a seed. Streams of one seed have nothing to do with each other.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut key = [0; 32];
        let bytes = seed.to_le_bytes().into_iter().chain(stream.to_le_bytes());
        key.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = byte);
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `bound`, each as likely as the others; 0 if there is none.
    pub fn below(&mut self, bound: usize) -> usize {
        let Some(bound) = u32::try_from(bound).ok().filter(|&bound| bound > 0) else { return 0 };
        // The part of the range that `bound` does not divide would favour small numbers.
        let fair = u32::MAX - u32::MAX % bound;
        loop {
            let number = self.0.next_u32();
            if number < fair {
                return (number % bound) as usize;
            }
        }
    }

    /// True in so many of a hundred draws.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of some things.
    pub fn pick<'t, T>(&mut self, things: &'t [T]) -> Option<&'t T> {
        things.get(self.below(things.len()))
    }

    /// Puts things into any order, each as likely as the others.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for end in (1..things.len()).rev() {
            things.swap(end, self.below(end + 1));
        }
    }

    /// The same things in any order.
    #[must_use]
    pub fn shuffled<T>(&mut self, things: impl IntoIterator<Item = T>) -> Vec<T> {
        let mut things: Vec<_> = things.into_iter().collect();
        self.shuffle(&mut things);
        things
    }
}

/// A name as a number: FNV-1a with 64 bits, which is the same everywhere and always.
pub(crate) fn digest(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The lot of something with this digest in a round: `SplitMix64`'s finalizer, so that each round
/// puts the same things into another order.
pub(crate) fn lot(digest: u64, round: u64) -> u64 {
    let mixed = digest ^ round;
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_draws_the_same_for_ever() {
        let mut draw = Draw::new(7, 1);
        let drawn: Vec<_> = (0..8).map(|_| draw.below(10)).collect();
        assert_eq!(drawn, [1, 4, 9, 4, 8, 7, 3, 4]);
    }

    #[test]
    fn draws_are_fair_and_in_bounds() {
        let mut draw = Draw::new(1, 0);
        let mut counts = [0_u32; 6];
        (0..60_000).for_each(|_| counts[draw.below(6)] += 1);
        assert!(counts.iter().all(|&count| (9_600..10_400).contains(&count)), "{counts:?}");
        assert_eq!(draw.below(0), 0);
        let mut order = draw.shuffled(0..20);
        order.sort_unstable();
        assert_eq!(order, (0..20).collect::<Vec<_>>());
    }
}
