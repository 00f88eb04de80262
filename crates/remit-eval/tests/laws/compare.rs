//! Comparing the two judges.

use std::collections::BTreeSet;
use std::fmt::Debug;

use remit_eval::{Bound, Case, Judge};
use remit_model::id::{FactId, Id, RoleId, ServiceId};
use remit_model::rulebook::{FactKind, IdSet};
use remit_model::{Number, Rulebook};
use remit_testkit as kit;

/// A client, and what is asked about them.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) client: kit::Client,
    pub(crate) role: String,
    pub(crate) services: Vec<String>,
}

/// What came of a comparison that found no difference.
pub(crate) enum Tried {
    Agreed,
    /// The client is impossible, or has too many completions.
    NotTried,
}

/// More completions than this are not gone through.
const MOST_COMPLETIONS: usize = 300;

/// The rulebook of a book, through its text.
pub(crate) fn load(book: &kit::Book) -> Result<Rulebook, String> {
    kit::read(&[kit::write_book(book)])
}

/// Decides a pair twice.
pub(crate) fn compare(rulebook: &Rulebook, book: &kit::Book, pair: &Pair) -> Result<Tried, String> {
    let judge = Judge::new(rulebook);
    let case = case(rulebook, &pair.client);
    let role = rulebook.find_role(&pair.role).unwrap();
    let services: Vec<ServiceId> =
        pair.services.iter().map(|service| rulebook.find_service(service).unwrap()).collect();
    let expected = kit::ask(book, &pair.client, &pair.role, &pair.services, MOST_COMPLETIONS);
    let possible = judge.has_completion(&case);
    let expected = match expected {
        Ok(answer) => answer,
        Err(kit::NoAnswer::Impossible) => {
            same("has a completion", &possible, &false)?;
            return Ok(Tried::NotTried);
        }
        Err(kit::NoAnswer::TooMany) => return Ok(Tried::NotTried),
    };
    same("has a completion", &possible, &true)?;
    let decision = judge.decide_briefly(&case, role, &services);
    Told { rulebook, role, decision }.compare(&expected)?;
    if let [service] = services[..] {
        // D14: refer or stop in every completion.
        let never =
            expected.decisions.iter().all(|decision| decision.verdict >= kit::Verdict::Refer);
        same("forbidden", &judge.forbidden(&case, role).contains(&service), &never)?;
    }
    Ok(Tried::Agreed)
}

/// Parts of a rulebook that are left out one after the other.
#[derive(Clone, Copy)]
enum Part {
    Impossible,
    Stages,
}

impl Part {
    fn cut(self, book: &kit::Book) -> kit::Book {
        let mut book = book.clone();
        match self {
            Self::Impossible => book.impossible.clear(),
            Self::Stages => book.stages.clear(),
        }
        book
    }
}

/// Says what differs, with everything that is needed to see it again.
pub(crate) fn fail(seed: u64, book: &kit::Book, pair: &Pair, difference: &str) -> ! {
    let differs =
        |book: &kit::Book| load(book).is_ok_and(|rulebook| compare(&rulebook, book, pair).is_err());
    let mut small = book.clone();
    let mut index = 0;
    while index < small.rules.len() {
        let mut fewer = small.clone();
        let gone = fewer.rules.remove(index).name;
        fewer.rules.iter_mut().for_each(|rule| rule.overrides.retain(|name| *name != gone));
        if differs(&fewer) {
            small = fewer;
        } else {
            index += 1;
        }
    }
    for part in [Part::Impossible, Part::Stages] {
        let without = part.cut(&small);
        if differs(&without) {
            small = without;
        }
    }
    let again = load(&small).map(|rulebook| compare(&rulebook, &small, pair));
    let again = again.ok().and_then(Result::err).unwrap_or_default();
    panic!(
        "seed {seed}: {difference}\n\n{}\n{}  seen by {} for {}\n\n{again}",
        kit::write_book(&small),
        kit::write_client(&pair.client),
        pair.role,
        pair.services.join(", "),
    );
}

fn same<T: PartialEq + Debug>(what: &str, is: &T, should_be: &T) -> Result<(), String> {
    if is == should_be {
        return Ok(());
    }
    Err(format!("{what} is {is:?}, but should be {should_be:?}"))
}

/// The case of a client.
pub(crate) fn case(rulebook: &Rulebook, client: &kit::Client) -> Case {
    let mut case = Case::new(rulebook);
    for (name, value) in &client.facts {
        let fact = rulebook.find_fact(name).unwrap();
        case.give(fact, given(rulebook, fact, value));
    }
    for (name, value) in &client.settings {
        let setting = rulebook.find_setting(name).unwrap();
        let values = &rulebook.settings[setting].values;
        case.choose(setting, values.iter().position(|declared| declared.name == *value).unwrap());
    }
    case
}

fn given(rulebook: &Rulebook, fact: FactId, value: &kit::Value) -> remit_model::rulebook::Value {
    use remit_model::rulebook::Value;
    match value {
        kit::Value::Number(tenths) => Value::Number(Number::decimal(*tenths, 1)),
        kit::Value::NotTaken => Value::NotTaken,
        kit::Value::Option(name) => {
            let FactKind::Choice { options, .. } = &rulebook.facts[fact].kind else {
                panic!("{name}")
            };
            Value::Option(options.iter().position(|option| option.name == *name).unwrap())
        }
        kit::Value::Set(names) => {
            let members: IdSet<_> =
                names.iter().map(|name| rulebook.find_term(name).unwrap()).collect();
            Value::Set(members)
        }
    }
}

/// What the judge has told, to be compared by name.
struct Told<'a> {
    rulebook: &'a Rulebook,
    role: RoleId,
    decision: remit_eval::Decision,
}

impl Told<'_> {
    fn compare(&self, expected: &kit::Answer) -> Result<(), String> {
        let told = &self.decision;
        same("role", &told.practitioner, &self.role)?;
        same("too large", &told.too_large, &false)?;
        same(
            "verdict",
            &told.verdict,
            &expected.verdict.map_or(remit_model::rulebook::Verdict::Ask, verdict),
        )?;
        let certain = expected.core.is_some();
        let bound = |(of, urgency): (kit::Verdict, usize)| {
            (!certain).then(|| Bound { verdict: verdict(of), urgency: Id::from_index(urgency) })
        };
        same("at least", &told.at_least, &bound(expected.at_least))?;
        same("at most", &told.at_most, &bound(expected.at_most))?;
        let ask: Vec<String> =
            told.ask.iter().map(|fact| self.rulebook.facts[*fact].label.name.clone()).collect();
        match &expected.ask {
            Some(expected) => same("ask", &ask, expected)?,
            None => same("asks nothing", &ask.is_empty(), &false)?,
        }
        self.compare_fields(expected)
    }

    /// Every field is what all completions agree on, or null.
    fn compare_fields(&self, expected: &kit::Answer) -> Result<(), String> {
        let (told, book) = (&self.decision, self.rulebook);
        let ask = expected.verdict.is_none();
        let agreed = Agreed { decisions: &expected.decisions, silent: false };
        let unless_ask = Agreed { decisions: &expected.decisions, silent: ask };
        unless_ask.same("lane", told.lane.map(lane), |decision| decision.lane)?;
        agreed.same(
            "uncovered",
            told.uncovered.as_ref().map(|concerns| {
                concerns.iter().map(|id| book.concerns[*id].label.name.clone()).collect()
            }),
            |decision| decision.uncovered.clone(),
        )?;
        agreed.same("covered separately", told.covered_separately, |decision| {
            decision.covered_separately
        })?;
        if ask {
            same("ceiling", &told.ceiling.map(Id::index), &Some(book.ceilings.len() - 1))?;
        } else {
            agreed.same("ceiling", told.ceiling.map(Id::index), |decision| decision.ceiling)?;
        }
        unless_ask.same(
            "needs",
            told.needs.as_ref().map(|needs| {
                needs
                    .iter()
                    .map(|need| (book.needs[need.need].label.name.clone(), need.met))
                    .collect()
            }),
            |decision| decision.needs.clone(),
        )?;
        agreed.same(
            "rechecks",
            told.rechecks.as_ref().map(|rechecks| {
                let recheck = |recheck: &remit_model::rulebook::Recheck| kit::Recheck {
                    fact: book.facts[recheck.fact].label.name.clone(),
                    minutes: recheck.minutes,
                };
                rechecks.iter().map(recheck).collect()
            }),
            |decision| decision.rechecks.clone(),
        )?;
        agreed.same(
            "duties",
            told.duties.as_ref().map(|duties| {
                duties.iter().map(|id| book.duties[*id].label.name.clone()).collect()
            }),
            |decision| decision.duties.clone(),
        )?;
        unless_ask.same("urgency", told.urgency.map(Id::index), |decision| decision.urgency)?;
        unless_ask
            .same("clearance", told.clearance.map(clearance), |decision| decision.clearance)?;
        let places = |to: &Vec<remit_eval::Destination>| {
            to.iter()
                .map(|to| kit::Place {
                    roles: to.roles.iter().map(|id| book.roles[*id].label.name.clone()).collect(),
                    service: book.services[to.service].label.name.clone(),
                })
                .collect::<BTreeSet<_>>()
        };
        agreed.same("refer to", told.refer_to.as_ref().map(places), |decision| {
            decision.refer_to.clone()
        })?;
        agreed.same("also refer", told.also_refer.as_ref().map(places), |decision| {
            decision.also_refer.clone()
        })?;
        agreed.same(
            "recommended",
            told.recommended
                .as_ref()
                .map(|roles| roles.iter().map(|id| book.roles[*id].label.name.clone()).collect()),
            |decision| decision.recommended.clone(),
        )?;
        let stage = told.stage.map(|stage| book.stages[stage].label.name.clone());
        let expected: BTreeSet<_> =
            expected.decisions.iter().map(|decision| decision.stage.clone()).collect();
        let agreed = if expected.len() == 1 { expected.into_iter().next().flatten() } else { None };
        same("stage", &stage, &agreed)
    }
}

struct Agreed<'a> {
    decisions: &'a [kit::Decision],
    /// Whether nothing is said, agreed or not.
    silent: bool,
}

impl Agreed<'_> {
    fn value<T: PartialEq>(&self, of: impl Fn(&kit::Decision) -> T) -> Option<T> {
        let first = of(self.decisions.first()?);
        let all = self.decisions.iter().all(|decision| of(decision) == first);
        (all && !self.silent).then_some(first)
    }

    #[expect(clippy::needless_pass_by_value, reason = "every caller makes it for this alone")]
    fn same<T: PartialEq + Debug>(
        &self,
        what: &str,
        told: Option<T>,
        of: impl Fn(&kit::Decision) -> T,
    ) -> Result<(), String> {
        same(what, &told, &self.value(of))
    }
}

fn verdict(verdict: kit::Verdict) -> remit_model::rulebook::Verdict {
    use remit_model::rulebook::Verdict;
    match verdict {
        kit::Verdict::Take => Verdict::Take,
        kit::Verdict::TakeWith => Verdict::TakeWith,
        kit::Verdict::Wait => Verdict::Wait,
        kit::Verdict::Refer => Verdict::Refer,
        kit::Verdict::Stop => Verdict::Stop,
    }
}

fn lane(lane: remit_model::rulebook::LaneState) -> kit::Lane {
    use remit_model::rulebook::LaneState;
    match lane {
        LaneState::Mine => kit::Lane::Mine,
        LaneState::Refused => kit::Lane::Refused,
        LaneState::NoRule => kit::Lane::NoRule,
    }
}

fn clearance(clearance: remit_eval::Clearance) -> kit::Clearance {
    use remit_eval::Clearance;
    match clearance {
        Clearance::None => kit::Clearance::None,
        Clearance::OnFile => kit::Clearance::OnFile,
        Clearance::BeforeVigorous => kit::Clearance::BeforeVigorous,
        Clearance::BeforeAny => kit::Clearance::BeforeAny,
        Clearance::StopAndClear => kit::Clearance::StopAndClear,
    }
}
