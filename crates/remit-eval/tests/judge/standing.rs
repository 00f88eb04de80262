//! D20 on the shipped rules: one condition or symptom more never makes a decision less protective,
//! unless the client had no concern before.

use remit_eval::{Case, Completion, Core, Judge, json, tests};
use remit_model::Rulebook;
use remit_model::id::{ConcernId, FactId, Id, RoleId, ServiceId, TermId};
use remit_model::rulebook::{FactKind, IdSet, Outcome, Value};
use remit_testkit::shipped;

/// Everything usual; of a choice without a usual value, its first.
fn baseline(book: &Rulebook) -> Completion {
    let mut case = Case::new(book);
    for (fact, declared) in book.facts.iter() {
        let value = declared.usual.clone().unwrap_or_else(|| match &declared.kind {
            FactKind::Number { low, .. } => Value::Number(*low),
            FactKind::Choice { .. } => Value::Option(0),
            FactKind::Set { .. } => Value::Set(IdSet::default()),
        });
        case.give(fact, value);
    }
    case.complete().unwrap()
}

/// A client to start from, and whom to ask about it.
type Asked = (Completion, Vec<(RoleId, ServiceId)>);

/// The clients to start from: those of examples with their own questions, and the baseline with one
/// term each, with every practitioner and service that has a lane.
fn bases(book: &Rulebook, judge: &Judge) -> Vec<Asked> {
    let takes = |role: RoleId, service: ServiceId| {
        book.rules.values().any(|rule| {
            let takes = matches!(rule.outcome, Outcome::Take { .. });
            takes && rule.roles.contains(role) && rule.services.contains(service)
        })
    };
    let roles = book.roles.iter().filter(|(_, role)| !role.category).map(|(id, _)| id);
    let pairs: Vec<_> = roles
        .flat_map(|role| book.services.ids().map(move |service| (role, service)))
        .filter(|(role, service)| takes(*role, *service))
        .collect();
    let baseline = baseline(book);
    let alone = book.terms.ids().map(|term| (with(book, &baseline, term), pairs.clone()));
    let examples = tests(book).map(|test| {
        let mut case = test.case(book);
        for fact in case.open().collect::<Vec<_>>() {
            case.give(fact, baseline.values[fact.index()].clone());
        }
        let asked = test.services.iter().map(|service| (test.role, *service));
        (case.complete().unwrap(), asked.collect())
    });
    let fit =
        |(base, _): &Asked| !judge.concerns(base).is_empty() && judge.violates(base).is_none();
    alone.chain(examples).filter(fit).collect()
}

fn with(book: &Rulebook, base: &Completion, term: TermId) -> Completion {
    let mut more = base.clone();
    if let Value::Set(members) = &mut more.values[book.terms[term].fact.index()] {
        members.insert(term);
    }
    more
}

/// The clients with one term more.
fn more(book: &Rulebook, judge: &Judge, base: &Completion) -> Vec<Completion> {
    let had = judge.concerns(base).len();
    let more = book.terms.ids().map(|term| with(book, base, term));
    more.filter(|more| judge.concerns(more).len() > had && judge.violates(more).is_none()).collect()
}

fn looser(before: &Core, after: &Core) -> bool {
    let ceiling = match (before.ceiling, after.ceiling) {
        (Some(before), Some(after)) => after < before,
        _ => false,
    };
    after.verdict < before.verdict || after.urgency < before.urgency || ceiling
}

#[test]
fn d20_one_concern_more_never_loosens() {
    let book = shipped();
    let judge = Judge::new(&book);
    let (mut tried, mut found) = (0_u32, Vec::new());
    for (base, asked) in bases(&book, &judge) {
        let others = more(&book, &judge, &base);
        for (role, service) in asked {
            let before = judge.core(&base, role, &[service]);
            for other in &others {
                tried += 1;
                let after = judge.core(other, role, &[service]);
                if looser(&before, &after) {
                    found.push(format!(
                        "{} for {}: {} loosens {:?} to {:?} for {}",
                        book.roles[role].label.name,
                        book.services[service].label.name,
                        differs(&book, &base, other),
                        before.rank(),
                        after.rank(),
                        names(&book, &judge.concerns(&base)),
                    ));
                }
            }
        }
    }
    found.truncate(20);
    assert!(found.is_empty(), "{found:#?}");
    assert!(tried > 100_000, "only {tried} pairs were tried");
}

fn names(book: &Rulebook, concerns: &IdSet<ConcernId>) -> String {
    let names: Vec<_> = concerns.iter().map(|id| book.concerns[id].label.name.as_str()).collect();
    names.join(", ")
}

/// The fact in which two clients differ, and its values.
fn differs(book: &Rulebook, base: &Completion, other: &Completion) -> String {
    let differs = |fact: &FactId| base.values[fact.index()] != other.values[fact.index()];
    let fact = book.facts.ids().find(differs).unwrap();
    let [from, to] =
        [base, other].map(|client| json::value(book, fact, &client.values[fact.index()]));
    format!("{} {to} instead of {from}", book.facts[fact].label.name)
}
