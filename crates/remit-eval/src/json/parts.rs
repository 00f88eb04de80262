//! Values, comparisons and outcomes as JSON.

use remit_model::Number;
use remit_model::Rulebook;
use remit_model::id::{CeilingId, FactId, RoleId, UrgencyId};
use remit_model::rulebook::{Atom, FactKind, Outcome, Range, Test, Until, Value};
use serde_json::{Value as Json, json};

/// The value of a fact: a number in its unit, the name of a choice, a list of terms, or
/// `"not-taken"`.
#[must_use]
pub fn value(book: &Rulebook, fact: FactId, value: &Value) -> Json {
    match value {
        Value::Number(number) => self::number(*number),
        Value::Option(option) => self::option(book, fact, *option),
        Value::Set(members) => {
            members.iter().map(|term| name(&book.terms[term].label.name)).collect()
        }
        Value::NotTaken => name("not-taken"),
    }
}

/// What a fact is compared with: `{"at_least": 160}`, `{"above": 3}`, `{"at_most": 150}`,
/// `{"below": 90}`, `{"is": ["fitness"]}`, `{"is_not": [3]}`, `{"include": ["copd"]}` or
/// `{"none": true}` or `{"taken": true}`. Of a range, both ends stand together.
#[must_use]
pub fn test(book: &Rulebook, atom: &Atom) -> Json {
    match &atom.test {
        Test::Range(Range { low: None, high: None }) => json!({ "taken": true }),
        Test::Range(Range { low, high }) => {
            let low =
                low.map(|(end, inclusive)| (if inclusive { "at_least" } else { "above" }, end));
            let high =
                high.map(|(end, inclusive)| (if inclusive { "at_most" } else { "below" }, end));
            let ends = low.into_iter().chain(high).map(|(key, end)| (key.to_owned(), number(end)));
            Json::Object(ends.collect())
        }
        Test::Numbers { values, not } => {
            let values: Json = values.iter().copied().map(number).collect();
            if *not { json!({ "is_not": values }) } else { json!({ "is": values }) }
        }
        Test::Options(options) => {
            let options: Json =
                options.ones().map(|index| option(book, atom.fact, index)).collect();
            json!({ "is": options })
        }
        Test::Includes(terms) => {
            let terms: Json = terms.iter().map(|term| name(&book.terms[term].label.name)).collect();
            json!({ "include": terms })
        }
        Test::IsEmpty => json!({ "none": true }),
    }
}

/// What a rule says: an object whose key `says` is `take`, `refer`, `go-ahead`, `up-to`, `stop`,
/// `recommend` or `does-not-apply`.
#[must_use]
pub fn outcome(book: &Rulebook, outcome: &Outcome) -> Json {
    let ceiling = |id: CeilingId| name(&book.ceilings[id].label.name);
    let urgency = |id: UrgencyId| name(&book.urgencies[id].label.name);
    let roles = |ids: &[RoleId]| -> Json {
        ids.iter().map(|id| name(&book.roles[*id].label.name)).collect()
    };
    match outcome {
        Outcome::Take { duties, needs } => {
            let duties: Json = duties.iter().map(|id| name(&book.duties[*id].label.name)).collect();
            let needs: Json = needs.iter().map(|id| name(&book.needs[*id].label.name)).collect();
            json!({ "says": "take", "with": duties, "once": needs })
        }
        Outcome::Refer { to, urgency: how } => {
            json!({ "says": "refer", "to": roles(to), "urgency": urgency(*how) })
        }
        Outcome::Stop { to, urgency: how } => {
            json!({ "says": "stop", "to": roles(to), "urgency": urgency(*how) })
        }
        Outcome::GoAhead { place } => json!({ "says": "go-ahead", "urgency": place.map(urgency) }),
        Outcome::UpTo { ceiling: up_to, until: ends, once_met, place } => json!({
            "says": "up-to",
            "ceiling": ceiling(*up_to),
            "until": ends.as_ref().map(|ends| until(book, ends)),
            "once_met": once_met.map(ceiling),
            "urgency": place.map(urgency),
        }),
        Outcome::Recommend { roles: whom } => json!({ "says": "recommend", "roles": roles(whom) }),
        Outcome::DoesNotApply => json!({ "says": "does-not-apply" }),
    }
}

fn until(book: &Rulebook, until: &Until) -> Json {
    match until {
        Until::Need(need) => json!({ "need": book.needs[*need].label.name }),
        Until::Recheck(recheck) => json!({
            "recheck": book.facts[recheck.fact].label.name,
            "minutes": recheck.minutes,
            "doing": recheck.doing,
        }),
    }
}

/// A decimal of up to 15 digits comes out as it went in.
fn number(number: Number) -> Json {
    match i64::try_from(number.floor()) {
        Ok(whole) if Number::whole(whole) == number => json!(whole),
        _ => json!(number.approximate()),
    }
}

fn option(book: &Rulebook, fact: FactId, index: usize) -> Json {
    match &book.facts[fact].kind {
        FactKind::Choice { options, .. } => {
            options.get(index).map_or(Json::Null, |option| name(&option.name))
        }
        _ => Json::Null,
    }
}

fn name(name: &str) -> Json {
    Json::String(name.to_owned())
}
