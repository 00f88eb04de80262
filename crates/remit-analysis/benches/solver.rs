//! Static questions about 60 and 600 random rules, answered by [`remit_model::boxes`], with z3's answers
//! and times for the same rules beside them, in one run.
//!
//! The rules have the shape of a published comparison of rules engines: 25 facts (four enumerations, a
//! set of 40 terms, a set of 12, nine numbers, ten yes-or-no facts), conjunctions of two to four
//! comparisons, ten outcomes of which the most severe wins; a rule that speaks for more than 5 %
//! (0.6 % of 600) or for less than 0.02 % of random clients is drawn anew.
//!
//! `cargo bench -p remit-analysis --bench solver`; z3 is asked if `python3 -c 'import z3'` works.
//! Every result is compared with z3's. It is a program of its own, and no divan bench, because
//! divan has no place for what somebody else took.

#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark looks at the clock and starts its peer"
)]
#![expect(clippy::print_stdout, reason = "what it finds is printed")]
#![expect(
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a benchmark may stop at a mistake"
)]

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Instant;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use remit_model::boxes::{Grid, Region, covered, pairs, uncovered};
use serde_json::{Value, json};

const SEED: u64 = 7;
/// More than any of these questions needs.
const STEPS: usize = 50_000_000;
/// How often a question is asked; the median counts.
const RUNS: usize = 21;

const OPTIONS: [usize; 4] = [6, 8, 4, 3];
const TERMS: usize = 52;
const NUMBERS: usize = 9;
const FLAGS: usize = 10;
const HIGHEST: usize = 200;
const FIRST_TERM: usize = OPTIONS.len();
const FIRST_NUMBER: usize = FIRST_TERM + TERMS;
const FIRST_FLAG: usize = FIRST_NUMBER + NUMBERS;
const FACTS: usize = FIRST_FLAG + FLAGS;

/// A comparison of a fact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Test {
    Is(usize),
    AtLeast(usize),
    Below(usize),
    Yes,
    No,
}

type Atom = (usize, Test);

#[derive(Clone)]
struct Rule {
    /// From 1 to 10; the most severe wins.
    outcome: usize,
    atoms: Vec<Atom>,
}

fn draw_atom(draw: &mut ChaCha8Rng) -> Atom {
    match draw.random_range(0..10) {
        0..2 => {
            let fact = draw.random_range(0..OPTIONS.len());
            (fact, Test::Is(draw.random_range(0..OPTIONS[fact])))
        }
        2..5 => {
            let lacks = draw.random_range(0..10) == 0;
            (FIRST_TERM + draw.random_range(0..TERMS), if lacks { Test::No } else { Test::Yes })
        }
        5..8 => {
            let fact = FIRST_NUMBER + draw.random_range(0..NUMBERS);
            let at = draw.random_range(1..20) * HIGHEST / 20;
            (fact, if draw.random_bool(0.5) { Test::AtLeast(at) } else { Test::Below(at) })
        }
        _ => {
            let fact = FIRST_FLAG + draw.random_range(0..FLAGS);
            (fact, if draw.random_bool(0.7) { Test::Yes } else { Test::No })
        }
    }
}

fn draw_client(draw: &mut ChaCha8Rng) -> Vec<usize> {
    let value = |fact| match fact {
        0..FIRST_TERM => draw.random_range(0..OPTIONS[fact]),
        FIRST_TERM..FIRST_NUMBER => usize::from(draw.random_bool(0.055)),
        FIRST_NUMBER..FIRST_FLAG => draw.random_range(0..=HIGHEST),
        _ => usize::from(draw.random_bool(0.5)),
    };
    (0..FACTS).map(value).collect()
}

fn holds((fact, test): Atom, client: &[usize]) -> bool {
    match test {
        Test::Is(option) => client[fact] == option,
        Test::AtLeast(at) => client[fact] >= at,
        Test::Below(at) => client[fact] < at,
        Test::Yes => client[fact] == 1,
        Test::No => client[fact] == 0,
    }
}

/// Rules none of which speaks for nearly nobody or for too many.
fn draw_rules(count: usize, most: f64) -> Vec<Rule> {
    let mut draw = ChaCha8Rng::seed_from_u64(SEED);
    let clients: Vec<Vec<usize>> = (0..10_000).map(|_| draw_client(&mut draw)).collect();
    let mut rules = Vec::new();
    while rules.len() < count {
        let mut atoms: Vec<Atom> = Vec::new();
        for _ in 0..draw.random_range(2..=4) {
            let atom = draw_atom(&mut draw);
            if !atoms.iter().any(|(fact, _)| *fact == atom.0) {
                atoms.push(atom);
            }
        }
        let speaks = |client: &&Vec<usize>| atoms.iter().all(|atom| holds(*atom, client));
        let share = f64::from(u32::try_from(clients.iter().filter(speaks).count()).expect("few"));
        if (0.000_2..=most).contains(&(share / 10_000.0)) && atoms.len() >= 2 {
            rules.push(Rule { outcome: draw.random_range(1..=10), atoms });
        }
    }
    rules
}

/// The value classes that some rules tell apart, and the rules as regions.
struct Cut {
    grid: Grid,
    points: Vec<BTreeSet<usize>>,
}

impl Cut {
    fn new<'r>(rules: impl Iterator<Item = &'r Rule>) -> Self {
        let mut points = vec![BTreeSet::new(); FACTS];
        for (fact, test) in rules.flat_map(|rule| &rule.atoms) {
            if let Test::AtLeast(at) | Test::Below(at) = test {
                points[*fact].insert(*at);
            }
        }
        let classes = |fact: usize| match fact {
            0..FIRST_TERM => OPTIONS[fact],
            FIRST_NUMBER..FIRST_FLAG => points[fact].len() + 1,
            _ => 2,
        };
        Self { grid: Grid::new(&(0..FACTS).map(classes).collect::<Vec<_>>()), points }
    }

    fn region(&self, rule: &Rule) -> Region {
        rule.atoms.iter().fold(self.grid.all(), |region, &(fact, test)| {
            let below = |at: usize| self.points[fact].range(..at).count() + 1;
            let all = self.points[fact].len() + 1;
            let narrow = |classes| self.grid.narrow(&region, fact, classes);
            match test {
                Test::Is(option) => narrow(option..option + 1),
                Test::AtLeast(at) => narrow(below(at)..all),
                Test::Below(at) => narrow(0..below(at)),
                Test::Yes => narrow(1..2),
                Test::No => narrow(0..1),
            }
            .expect("every comparison holds of something")
        })
    }

    fn regions(&self, rules: &[Rule]) -> Vec<Region> {
        rules.iter().map(|rule| self.region(rule)).collect()
    }
}

/// The middle one of several times, in milliseconds, and the result.
fn timed<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let mut times = Vec::new();
    loop {
        let start = Instant::now();
        let result = std::hint::black_box(work());
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
        if times.len() == RUNS {
            times.sort_by(f64::total_cmp);
            return (times[RUNS / 2], result);
        }
    }
}

/// Whether the most severe outcome is ever another: some rule of one speaks where the other has
/// nothing as severe.
fn differ(cut: &Cut, one: (&[Rule], &[Region]), other: (&[Rule], &[Region])) -> bool {
    let beyond = |(rules, regions): (&[Rule], &[Region]), (theirs, those): (&[Rule], &[Region])| {
        rules.iter().zip(regions).any(|(rule, region)| {
            let as_severe =
                theirs.iter().zip(those).filter(|(their, _)| their.outcome >= rule.outcome);
            let as_severe: Vec<&Region> = as_severe.map(|(_, region)| region).collect();
            uncovered(&cut.grid, region, &as_severe, STEPS).expect("enough steps").is_some()
        })
    };
    beyond(one, other) || beyond(other, one)
}

fn moved(rules: &[Rule]) -> Vec<Rule> {
    let mut rules = rules.to_vec();
    let atoms = rules.iter_mut().flat_map(|rule| &mut rule.atoms);
    let thresholds = atoms.filter_map(|(_, test)| match test {
        Test::AtLeast(at) | Test::Below(at) => Some(at),
        _ => None,
    });
    if let Some(at) = thresholds.into_iter().next() {
        *at += 1;
    }
    rules
}

fn as_json(rules: &[Rule]) -> Value {
    let atom = |&(fact, test): &Atom| match test {
        Test::Is(option) => json!(["is", fact, option]),
        Test::AtLeast(at) => json!(["at-least", fact, at]),
        Test::Below(at) => json!(["below", fact, at]),
        Test::Yes => json!(["yes", fact, 0]),
        Test::No => json!(["no", fact, 0]),
    };
    let rule = |rule: &Rule| {
        let atoms: Vec<Value> = rule.atoms.iter().map(atom).collect();
        json!({ "outcome": rule.outcome, "atoms": atoms })
    };
    rules.iter().map(rule).collect()
}

/// What z3 says of the same rules, if it is there.
fn peer(task: &Value, count: usize) -> Option<Value> {
    let there = Command::new("python3").args(["-c", "import z3"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        return None;
    }
    let path =
        std::env::temp_dir().join(format!("remit-rules-{}-{count}.json", std::process::id()));
    std::fs::write(&path, task.to_string()).expect("a temporary file can be written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/beside_z3.py");
    let output = Command::new("python3").arg(script).arg(&path).output().expect("python3 runs");
    let _ = std::fs::remove_file(&path);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "z3's script failed: {errors}");
    Some(serde_json::from_slice(&output.stdout).expect("the script prints JSON"))
}

fn compare(count: usize, most: f64) {
    let rules = draw_rules(count, most);
    let mirror: Vec<Rule> = rules
        .iter()
        .map(|rule| Rule { atoms: rule.atoms.iter().rev().copied().collect(), ..*rule })
        .collect();
    let moved = moved(&rules);
    let catch_alls: Vec<Rule> = (0..OPTIONS[0])
        .map(|option| Rule { outcome: 1, atoms: vec![(0, Test::Is(option))] })
        .collect();

    let all = || rules.iter().chain(&moved);
    let (cutting, cut) = timed(|| Cut::new(all()));
    let (placing, regions) = timed(|| cut.regions(&rules));
    let mirrored = cut.regions(&mirror);
    let moved_regions = cut.regions(&moved);
    let every: Vec<&Region> = regions.iter().collect();
    let closing = cut.regions(&catch_alls);
    let closed: Vec<&Region> = regions.iter().chain(&closing).collect();
    let gap = |rows: &[&Region]| {
        uncovered(&cut.grid, &cut.grid.all(), rows, STEPS).expect("enough steps").is_some()
    };
    let severer = |rule: usize, other: usize| rules[other].outcome > rules[rule].outcome;
    let own = (rules.as_slice(), regions.as_slice());

    let mut answers: Vec<(&str, f64, Value)> = Vec::new();
    let mut answer = |name, (ms, result): (f64, Value)| answers.push((name, ms, result));
    answer("gap", timed(|| json!(gap(&every))));
    answer("gap with catch-alls", timed(|| json!(gap(&closed))));
    answer(
        "shadowed",
        timed(|| json!(covered(&cut.grid, &regions, severer, STEPS).expect("enough steps"))),
    );
    answer(
        "overlaps",
        timed(|| {
            let differ =
                |(one, other): &(usize, usize)| rules[*one].outcome != rules[*other].outcome;
            json!(pairs(&cut.grid, &regions).into_iter().filter(differ).count())
        }),
    );
    answer("differs from its mirror", timed(|| json!(differ(&cut, own, (&mirror, &mirrored)))));
    answer(
        "differs from one threshold up",
        timed(|| json!(differ(&cut, own, (&moved, &moved_regions)))),
    );

    let fact = |fact: usize| match fact {
        0..FIRST_TERM => json!({ "kind": "number", "low": 0, "high": OPTIONS[fact] - 1 }),
        FIRST_NUMBER..FIRST_FLAG => json!({ "kind": "number", "low": 0, "high": HIGHEST }),
        _ => json!({ "kind": "flag" }),
    };
    let facts: Vec<Value> = (0..FACTS).map(fact).collect();
    let task = json!({
        "facts": facts,
        "rules": as_json(&rules),
        "mirror": as_json(&mirror),
        "moved": as_json(&moved),
        "catch_alls": as_json(&catch_alls),
    });
    let peer = peer(&task, count);
    let version = peer.as_ref().map_or("absent".to_owned(), |peer| peer["version"].to_string());
    println!("{count} rules, seed {SEED}; z3 {version}; milliseconds, the middle of {RUNS} runs");
    println!("  ready: classes {cutting:.4}, regions {placing:.4}");
    println!("  {:<32} {:>10} {:>12} {:>9}  result", "question", "regions", "z3", "ratio");
    for (name, ms, result) in answers {
        let shown = result.to_string();
        let Some(peer) = &peer else {
            println!("  {name:<32} {ms:>10.4} {:>12} {:>9}  {shown}", "absent", "");
            continue;
        };
        let theirs = &peer["answers"][name];
        assert_eq!(theirs["result"], result, "{name}: z3 says otherwise");
        let took = theirs["ms"].as_f64().expect("a time");
        println!("  {name:<32} {ms:>10.4} {took:>12.1} {:>9.0}  {shown}, z3 agrees", took / ms);
    }
}

fn main() {
    compare(60, 0.05);
    println!();
    compare(600, 0.006);
}
