//! Options that give nothing away: none means the same as another, and neither place nor length says
//! which is right.

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
    let mut others: Vec<Choice> = Vec::new();
    for choice in wrong.into_iter().chain(draw.shuffled(fill)) {
        let same =
            |other: &Choice| means_same(&other.answer, &choice.answer) || other.text == choice.text;
        if !same(&key) && !others.iter().any(same) {
            others.push(choice);
        }
    }
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

/// Whether two answers can't be told apart by somebody who reads them.
pub(crate) fn means_same(one: &Answer, other: &Answer) -> bool {
    match (one, other) {
        (Answer::Core(one), Answer::Core(other)) => tells_same(one, other),
        (Answer::Roles(one), Answer::Roles(other)) => one == other,
        _ => false,
    }
}
