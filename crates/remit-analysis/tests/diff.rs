//! The difference of two rulebooks, against every client of small ones, one by one.

#![expect(clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "space/all.rs"]
mod all;

use std::cmp::Ordering;
use std::collections::BTreeSet;

use all::{draw, everybody};
use remit_analysis::diff::{Change, Direction, diff};
use remit_eval::{Core, Decision, Destination, Judge};
use remit_model::Rulebook;
use remit_model::id::{RoleId, ServiceId};
use remit_model::rulebook::FactKind;
use remit_testkit::{Dice, read, shipped};

/// Rulebooks with more clients than this are left out.
const MOST_CLIENTS: usize = 1_000;

/// A rulebook with one line of its rules changed: another outcome, a greater number, or left out.
fn changed(text: &str, dice: &mut Dice) -> Option<Rulebook> {
    let first = text.lines().position(|line| line.starts_with("lane "))?;
    (0..20).find_map(|_| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let at = first + dice.below(lines.len() - first);
        let outcome = dice.below(OUTCOMES.len());
        change(&mut lines, at, OUTCOMES[outcome]);
        let text = lines.join("\n") + "\n";
        read(&[text]).ok()
    })
}

/// Outcomes of lanes and of precautions. One that doesn't fit its rule is an error, and another
/// line is changed.
const OUTCOMES: [&str; 5] =
    ["take", "refer to doctor", "go ahead", "up to nothing", "stop and refer to doctor now"];

fn change(lines: &mut Vec<String>, at: usize, outcome: &str) {
    let number = |word: &str| word.parse::<i64>().ok();
    let line = &mut lines[at];
    if line.starts_with("  then ") {
        *line = format!("  then {outcome}");
    } else if line.split(' ').any(|word| number(word).is_some()) {
        let greater = |word: &str| {
            number(word).map_or_else(|| word.to_owned(), |number| (number + 1).to_string())
        };
        *line = line.split(' ').map(greater).collect::<Vec<_>>().join(" ");
    } else {
        lines.remove(at);
    }
}

/// Whether both have the same names in the same order, so that clients of one are clients of the
/// other.
fn same_names(old: &Rulebook, new: &Rulebook) -> bool {
    let names = |book: &Rulebook| {
        let facts = book.facts.values().map(|fact| match &fact.kind {
            FactKind::Number { low, high, step, .. } => {
                format!("{} {low} {high} {step} {}", fact.label.name, fact.may_be_not_taken)
            }
            FactKind::Choice { options, .. } => {
                let options: Vec<_> = options.iter().map(|option| option.name.as_str()).collect();
                format!("{} {} {}", fact.label.name, options.join(" "), fact.may_be_not_taken)
            }
            FactKind::Set { .. } => format!("{} {}", fact.label.name, fact.may_be_not_taken),
        });
        let terms = book.terms.values().map(|term| term.label.name.clone());
        let settings = book.settings.values().map(|setting| setting.label.name.clone());
        let needs = book.needs.values().map(|need| need.label.name.clone());
        let duties = book.duties.values().map(|duty| duty.label.name.clone());
        facts.chain(terms).chain(settings).chain(needs).chain(duties).collect::<Vec<_>>()
    };
    names(old) == names(new)
        && old.roles.len() == new.roles.len()
        && old.services.len() == new.services.len()
        && old.ceilings.len() == new.ceilings.len()
        && old.urgencies.len() == new.urgencies.len()
}

/// Whether the new core is more protective, as far as a verdict tells.
fn order(old: &Core, new: &Core) -> Ordering {
    new.verdict.cmp(&old.verdict)
}

/// All that a decision tells, in the ids that both rulebooks share: not by which rules.
fn told(decision: &Decision) -> impl PartialEq + std::fmt::Debug {
    let needs = decision.needs.iter().flatten().filter(|need| !need.met);
    let needs: Vec<_> = needs.map(|need| need.need).collect();
    let sorted = |sent: &Option<Vec<Destination>>| {
        let sent = sent.iter().flatten().map(|to| {
            let mut roles = to.roles.clone();
            roles.sort();
            (roles, to.service)
        });
        sent.collect::<BTreeSet<_>>()
    };
    let levels = (decision.verdict, decision.ceiling, decision.urgency);
    let sent = (sorted(&decision.refer_to), sorted(&decision.also_refer));
    let recommended: BTreeSet<RoleId> = decision.recommended.iter().flatten().copied().collect();
    (levels, needs, decision.rechecks.clone(), decision.duties.clone(), sent, recommended)
}

#[test]
fn clients_are_decided_otherwise_where_the_difference_says_so_and_nowhere_else() {
    let (mut compared, mut differing, mut shown) = (0, 0, 0);
    for seed in 0..1_200 {
        let (text, old) = draw(seed);
        let mut dice = Dice::new(seed);
        let Some(new) = changed(&text, &mut dice) else { continue };
        let Some(everybody) = everybody(&old, MOST_CLIENTS).filter(|_| same_names(&old, &new))
        else {
            continue;
        };
        let (before, after) = (Judge::new(&old), Judge::new(&new));
        let both: Vec<_> =
            everybody.iter().filter(|client| after.violates(client).is_none()).collect();
        let difference = diff(&old, &new);
        for &(role, service, direction) in &difference.requests {
            let told = format!("seed {seed}, {role:?} {service:?} {direction:?}\n{text}");
            let (mut some, mut more, mut less) = (false, false, false);
            for client in &both {
                let old = before.core(client, role, &[service]);
                let new = after.core(client, role, &[service]);
                some |= old != new;
                more |= order(&old, &new) == Ordering::Greater;
                less |= order(&old, &new) == Ordering::Less;
            }
            compared += 1;
            differing += usize::from(some);
            // Whoever is shown is told something else, which may be what a core leaves out.
            let shown = difference.moves.iter().any(|found| {
                let asks = |(of, services): &(RoleId, Vec<ServiceId>)| {
                    *of == role && services.contains(&service)
                };
                found.asked.iter().any(asks)
            });
            assert!(shown || direction == Direction::Equivalent, "{told}");
            match direction {
                Direction::Equivalent => assert!(!some || !difference.whole, "{told}"),
                Direction::Otherwise => assert!(!more && !less, "{told}"),
                Direction::MoreProtective => assert!(!less, "{told}"),
                Direction::MorePermissive => assert!(!more, "{told}"),
                Direction::Mixed => {}
            }
        }
        for found in &difference.moves {
            let (before, after) = (&found.before.1, &found.after.1);
            if let Change::Verdict { from, to } = found.change {
                assert_eq!((before.verdict, after.verdict), (from, to), "seed {seed}\n{text}");
            }
            assert_ne!(found.asked, [], "seed {seed}");
            assert_ne!(told(before), told(after), "seed {seed}: {:?}\n{text}", found.change);
            assert!(found.alike.requests >= found.alike.otherwise, "seed {seed}");
            shown += 1;
        }
    }
    println!("{compared} requests, {differing} with clients decided otherwise, {shown} shown");
    assert!(compared > 1_500 && differing > 50, "{compared} requests, {differing} differing");
    assert!(shown > 50, "{shown} shown");
}

#[test]
fn the_shipped_rulebook_decides_as_itself() {
    let (old, new) = (shipped(), shipped());
    let difference = diff(&old, &new);
    assert_eq!(difference.direction, Direction::Equivalent);
    assert!(difference.whole && difference.moves.is_empty() && difference.only.is_empty());
    assert!(difference.requests.len() > 50);
}
