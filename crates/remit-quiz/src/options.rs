//! Options that give nothing away: none means the same as another, and neither place nor length says
//! which is right.

use remit_eval::Core;
use remit_scenario::{Draw, tells_same};

use crate::item::{Answer, Choice};

/// The fewest options of an item.
const FEWEST: usize = 4;

/// How many options an item has: between four and six, most often five.
const COUNTS: [usize; 4] = [4, 5, 5, 6];

/// The key among wrong options, in any order: the most telling of `wrong` first, then what fills up.
/// Whether the key is the longest, the shortest or in between is drawn like everything else.
pub(crate) fn arrange(
    key: Choice,
    wrong: Vec<Choice>,
    fill: Vec<Choice>,
    draw: &mut Draw,
) -> Option<(Vec<Choice>, usize)> {
    let others = distinct(std::slice::from_ref(&key), wrong, fill, draw);
    let count = draw.pick(&COUNTS).copied().unwrap_or(FEWEST).min(others.len() + 1);
    if count < FEWEST {
        return None;
    }
    let length = key.text.chars().count();
    let (longer, shorter): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|choice| choice.text.chars().count() > length);
    let wanted = draw.below(count).min(longer.len());
    let below = (count - 1 - wanted).min(shorter.len());
    let above = (count - 1 - below).min(longer.len());
    let mut options: Vec<Choice> =
        longer.into_iter().take(above).chain(shorter.into_iter().take(below)).collect();
    draw.shuffle(&mut options);
    let place = draw.below(options.len() + 1);
    options.insert(place, key);
    Some((options, place))
}

/// Both keys of a pair among wrong options, as with one: where the keys stand, and which two of the
/// lengths are theirs, is drawn.
pub(crate) fn arrange_pair(
    keys: &[Choice; 2],
    wrong: Vec<Choice>,
    fill: Vec<Choice>,
    draw: &mut Draw,
) -> Option<(Vec<Choice>, [usize; 2])> {
    let others = distinct(keys, wrong, fill, draw);
    let count = draw.pick(&COUNTS).copied().unwrap_or(FEWEST).min(others.len() + 2);
    // Two decisions may differ in what a choice of a few words leaves out.
    if count < FEWEST || keys[0].text == keys[1].text {
        return None;
    }
    let length = |choice: &Choice| choice.text.chars().count();
    let [low, high] = {
        let [one, other] = keys.each_ref().map(length);
        [one.min(other), one.max(other)]
    };
    // By length: below both keys, between them, above both; and how many are wanted of each.
    let band =
        |choice: &Choice| usize::from(length(choice) > low) + usize::from(length(choice) > high);
    let mut bands: [Vec<Choice>; 3] = Default::default();
    for choice in others {
        let band = band(&choice);
        bands.get_mut(band)?.push(choice);
    }
    let ranks = draw.shuffled(0..count);
    let (first, second) = (*ranks.first()?.min(ranks.get(1)?), *ranks.first()?.max(ranks.get(1)?));
    let wanted = [first, second - first - 1, count - 1 - second];
    let mut options = Vec::new();
    let mut rest = Vec::new();
    for (band, wanted) in bands.into_iter().zip(wanted) {
        let mut band = band.into_iter();
        options.extend(band.by_ref().take(wanted));
        rest.push(band);
    }
    // Where a length is wanted that there is none of, another does.
    let missing = (count - 2).saturating_sub(options.len());
    options.extend(rest.into_iter().flatten().take(missing));
    draw.shuffle(&mut options);
    let [one, other] = keys.clone();
    let place = draw.below(options.len() + 1);
    options.insert(place, one);
    let other_place = draw.below(options.len() + 1);
    options.insert(other_place, other);
    Some((options, [place + usize::from(other_place <= place), other_place]))
}

/// Wrong options that mean something else than the keys and each other, `wrong` first, then `fill`
/// in any order.
fn distinct(
    keys: &[Choice],
    wrong: Vec<Choice>,
    fill: Vec<Choice>,
    draw: &mut Draw,
) -> Vec<Choice> {
    let mut others: Vec<Choice> = Vec::new();
    for choice in wrong.into_iter().chain(draw.shuffled(fill)) {
        let same = |other: &Choice| {
            means_same(&other.answer, &choice.answer)
                || other.text == choice.text
                || is_close(other, &choice)
        };
        if !keys.iter().any(same) && !others.iter().any(same) {
            others.push(choice);
        }
    }
    others
}

/// Whether two decisions differ only in their limits, and the words for one are among those for the
/// other: `up to moderate intensity` and `up to light to moderate intensity`.
fn is_close(one: &Choice, other: &Choice) -> bool {
    let (Answer::Core(first), Answer::Core(second)) = (&one.answer, &other.answer) else {
        return false;
    };
    let within = |one: &Choice, other: &Choice| {
        one.text.split(' ').all(|word| other.text.split(' ').any(|other| other == word))
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
