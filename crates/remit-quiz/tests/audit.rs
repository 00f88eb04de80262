//! Ten thousand items on the shipped rulebook, of every kind, for every practitioner, from many
//! seeds: each is decided anew, and all together give nothing away.
//!
//! The seeds are fixed, so a test passes always or never. Chi-square is tested at a level of one in a
//! thousand, of the places where the keys stand and of their ranks among the lengths; whoever always
//! takes the longest option, or the shortest, may not be more than three standard deviations above
//! chance. All of that holds of every kind of question.

#![expect(clippy::indexing_slicing, reason = "a key is the place of an option")]
#![expect(clippy::unwrap_used, reason = "the shipped rulebook is there and has no errors")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use remit_eval::Judge;
use remit_model::Rulebook;
use remit_model::id::RoleId;
use remit_model::rulebook::Verdict;
use remit_quiz::{Answer, Family, Item, Kind, Part, Quiz};
use remit_scenario::{Draw, tells_same};
use remit_testkit::shipped;

static BOOK: LazyLock<Rulebook> = LazyLock::new(shipped);

/// Chi-square at one in a thousand, by degrees of freedom.
const LIMITS: [f64; 6] = [0.0, 10.83, 13.82, 16.27, 18.47, 20.52];

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// What is seen over many items.
#[derive(Default)]
struct Seen {
    items: usize,
    /// By number of options: how often the key stands in each place.
    places: [[usize; 6]; 7],
    /// By number of options: how often so many are shorter than the key; of those that are as long,
    /// each number is as likely.
    ranks: [[f64; 6]; 7],
    /// How often somebody would be right who always takes the longest, or the shortest, option; and
    /// somebody who just guesses, with the variance of that.
    longest: f64,
    shortest: f64,
    chance: f64,
    variance: f64,
    roles: BTreeSet<RoleId>,
    wrong: Vec<String>,
}

impl Seen {
    fn item(&mut self, quiz: &Quiz<'_>, judge: &Judge<'_>, item: &Item) {
        self.items += 1;
        self.roles.extend(item.family.role());
        let mut fault = |what: &str| {
            let (name, seed) = (item.family.name(&BOOK), item.seed);
            self.wrong.push(format!("{name}, seed {seed}: {what}"));
        };
        // Another quiz than the one that made it.
        if quiz.key(item) != Some(item.key()) {
            fault("another key when it is decided anew");
        }
        for part in &item.parts {
            if let Some(what) = unfair(judge, part) {
                fault(what);
            }
        }
        for part in &item.parts {
            self.part(part);
        }
    }

    fn part(&mut self, part: &Part) {
        let count = part.options.len();
        self.places[count][part.key] += 1;
        let length = |at: usize| part.options[at].text.chars().count();
        let shorter = (0..count).filter(|&at| length(at) < length(part.key)).count();
        let ties = (0..count).filter(|&at| length(at) == length(part.key)).count();
        for rank in shorter..shorter + ties {
            self.ranks[count][rank] += 1.0 / float(ties);
        }
        // Of several that are as long, any is taken.
        let guessed = |best: usize| {
            let ties = (0..count).filter(|&at| length(at) == best).count();
            if length(part.key) == best { 1.0 / float(ties) } else { 0.0 }
        };
        self.longest += guessed((0..count).map(length).max().unwrap());
        self.shortest += guessed((0..count).map(length).min().unwrap());
        let one = 1.0 / float(count);
        self.chance += one;
        self.variance += one * (1.0 - one);
    }

    fn sound(&self, kind: Kind, wanted: usize) {
        let kind = kind.name();
        assert!(self.wrong.is_empty(), "{kind}: {} faults: {:#?}", self.wrong.len(), self.wrong);
        assert_eq!(self.items, wanted, "{kind}: so many can be made");
        let places = self.places.map(|places| places.map(float));
        even(kind, "places", &places);
        even(kind, "ranks", &self.ranks);
        self.length_tells_nothing(kind);
    }

    /// Whoever takes the longest option, or the shortest, does no better than chance.
    fn length_tells_nothing(&self, kind: &str) {
        let most = self.chance + 3.0 * self.variance.sqrt();
        let (longest, shortest) = (self.longest, self.shortest);
        let chance = self.chance;
        assert!(longest < most, "{kind}: the longest is right {longest} times, by chance {chance}");
        assert!(shortest < most, "{kind}: the shortest is right {shortest} times, not {chance}");
    }
}

/// Whether each of so many options is the key as often as the others.
fn even(kind: &str, what: &str, seen: &[[f64; 6]; 7]) {
    for (count, seen) in seen.iter().enumerate().filter(|(count, _)| *count > 1) {
        let seen = &seen[..count.min(6)];
        let all: f64 = seen.iter().sum();
        if all < 30.0 {
            continue;
        }
        let expected = all / float(count);
        let distance: f64 = seen.iter().map(|seen| (seen - expected).powi(2) / expected).sum();
        assert!(distance < LIMITS[count - 1], "{kind}: {what} {distance} {seen:?}");
    }
}

/// What is wrong with a part, if anything is.
fn unfair(judge: &Judge<'_>, part: &Part) -> Option<&'static str> {
    if part.stem.split_whitespace().count() > 120 {
        return Some("more than 120 words");
    }
    if part.stem.contains(['{', '}']) || part.question.contains(['{', '}']) {
        return Some("a place is left open in its words");
    }
    for (at, one) in part.options.iter().enumerate() {
        for other in part.options.iter().skip(at + 1) {
            let same = match (&one.answer, &other.answer) {
                (Answer::Text, Answer::Text) => false,
                (Answer::Core(one), Answer::Core(other)) => tells_same(one, other),
                (one, other) => one == other,
            };
            if same || one.text.to_lowercase() == other.text.to_lowercase() {
                return Some("two options are the same");
            }
        }
    }
    let scenario = part.scenario.as_ref()?;
    if judge.violates(&scenario.client).is_some() || !judge.has_completion(&scenario.case) {
        return Some("there is no such client");
    }
    let target = scenario.target;
    let decision = judge.decide(&scenario.case, target.role, &[target.service]);
    match &part.options[part.key].answer {
        Answer::Core(key) if !decision.core().is_some_and(|core| tells_same(&core, key)) => {
            Some("the key is not what is decided")
        }
        Answer::Roles(key) => {
            let mut permitted = judge.who(&scenario.case, &[target.service]).permitted;
            permitted.sort_unstable();
            (permitted != *key).then_some("the key is not who may")
        }
        Answer::Stage(key) if judge.stage(&scenario.client) != Some(*key) => {
            Some("the key is not the stage")
        }
        Answer::Fact(key) if decision.verdict != Verdict::Ask || !decision.ask.contains(key) => {
            Some("the key settles nothing")
        }
        _ => None,
    }
}

/// Makes so many items of a kind, family by family and seed by seed, and looks at each.
fn audit(kind: Kind, wanted: usize) -> Seen {
    let families: Vec<Family> =
        Family::all(&BOOK).into_iter().filter(|family| family.kind() == kind).collect();
    let (mut maker, keeper, judge) = (Quiz::new(&BOOK), Quiz::new(&BOOK), Judge::new(&BOOK));
    let mut seen = Seen::default();
    let mut barren: BTreeSet<Family> = BTreeSet::new();
    // Drawn as a session draws them: items of one seed have their chances in common, whatever they
    // are about.
    let mut seeds = Draw::new(1, families.len() as u64);
    loop {
        let before = seen.items;
        for &family in families.iter().filter(|family| !barren.contains(family)).collect::<Vec<_>>()
        {
            if seen.items == wanted {
                return seen;
            }
            match maker.item(family, seeds.number()) {
                Ok(item) => seen.item(&keeper, &judge, &item),
                Err(_) => drop(barren.insert(family)),
            }
        }
        if seen.items == before {
            break;
        }
    }
    seen
}

#[test]
fn decide() {
    let seen = audit(Kind::Decide, 3_000);
    seen.sound(Kind::Decide, 3_000);
    // Everybody who is listed for something is asked.
    let listed: BTreeSet<RoleId> =
        BOOK.services.values().flat_map(|service| service.listed.iter().copied()).collect();
    assert_eq!(seen.roles, listed);
}

#[test]
fn pair() {
    audit(Kind::Pair, 1_500).sound(Kind::Pair, 1_500);
}

#[test]
fn next_question() {
    audit(Kind::NextQuestion, 1_200).sound(Kind::NextQuestion, 1_200);
}

#[test]
fn turning_point() {
    audit(Kind::TurningPoint, 1_200).sound(Kind::TurningPoint, 1_200);
}

#[test]
fn who() {
    audit(Kind::Who, 1_200).sound(Kind::Who, 1_200);
}

#[test]
fn act() {
    audit(Kind::Act, 1_000).sound(Kind::Act, 1_000);
}

#[test]
fn stage() {
    audit(Kind::Stage, 400).sound(Kind::Stage, 400);
}

#[test]
fn statement() {
    audit(Kind::Statement, 500).sound(Kind::Statement, 500);
}
