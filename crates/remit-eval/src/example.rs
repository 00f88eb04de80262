//! Examples are tests: what each expects is compared with what is decided.

use std::fmt::Write;

use remit_model::Rulebook;
use remit_model::id::{ExampleId, FactId, Id, RoleId, RuleId, ServiceId};
use remit_model::rulebook::{
    Cond, Example, Expect, Expected, FactKind, IdSet, Label, LaneState, OnlyIf, Recheck, Value,
    Verdict,
};
use remit_source::{Diagnostic, Span};

use crate::case::Completion;
use crate::client::{Client, facts_read};
use crate::codes::{EXAMPLE_FAILS, EXPECTS_NOTHING, MASKED_VALUE};
use crate::{Bound, Case, Decision, Judge, Questions};

/// One test: an example, or one of the several clients that it tells of.
#[derive(Debug, Clone)]
pub struct Test<'b> {
    /// The example's id.
    pub id: ExampleId,
    /// The example.
    pub example: &'b Example,
    /// Which of its tests, counted from 0.
    pub index: usize,
    /// What sets this client apart from the example's others, in the order in which it is told.
    pub chosen: Vec<(FactId, &'b Value)>,
    /// Who is asked.
    pub role: RoleId,
    /// What for.
    pub services: &'b [ServiceId],
}

/// All tests of a rulebook, in order: of a grid, what is asked for changes first, then who is asked,
/// then the last fact that is told in several ways.
pub fn tests(book: &Rulebook) -> impl Iterator<Item = Test<'_>> {
    book.examples.iter().flat_map(|(id, example)| {
        (0..example.tests()).filter_map(move |index| Test::of(id, example, index))
    })
}

impl<'b> Test<'b> {
    /// One of its tests, or `None` after the last.
    #[must_use]
    pub fn of(id: ExampleId, example: &'b Example, index: usize) -> Option<Self> {
        let mut rest = index;
        let services = example.requests.get(rest % example.requests.len().max(1))?;
        rest /= example.requests.len().max(1);
        let role = *example.roles.get(rest % example.roles.len().max(1))?;
        rest /= example.roles.len().max(1);
        let mut chosen: Vec<_> = example
            .grid
            .iter()
            .rev()
            .filter_map(|axis| {
                let ways = axis.values.len().max(1);
                let value = axis.values.get(rest % ways)?;
                rest /= ways;
                Some((axis.fact, value))
            })
            .collect();
        chosen.reverse();
        (rest == 0).then_some(Self { id, example, index, chosen, role, services })
    }

    /// Its title, and in brackets what sets its client apart: `a raised pressure [systolic 160
    /// mmHg]`.
    #[must_use]
    pub fn name(&self, book: &Rulebook) -> String {
        let title = self.example.label.title.clone();
        let mut apart: Vec<String> = Vec::new();
        for (fact, value) in &self.chosen {
            let fact_name = &book.facts[*fact].label.name;
            apart.push(format!("{fact_name} {}", told(book, *fact, value)));
        }
        if self.example.roles.len() > 1 {
            apart.push(format!("seen by {}", book.roles[self.role].label.name));
        }
        if self.example.requests.len() > 1 {
            let names = self.services.iter().map(|&id| book.services[id].label.name.as_str());
            apart.push(format!("for {}", names.collect::<Vec<_>>().join(" and ")));
        }
        if apart.is_empty() { title } else { format!("{title} [{}]", apart.join(", ")) }
    }

    /// Its client.
    #[must_use]
    pub fn case(&self, book: &Rulebook) -> Case {
        Case::of_example(book, self.example, &self.chosen)
    }

    /// What is expected of it.
    pub fn expects<'t>(&'t self, book: &Rulebook) -> impl Iterator<Item = &'b Expect> + 't {
        let some = self.example.expects.iter().any(|expect| expect.only_if.is_some());
        let known = some.then(|| told_completion(book, &self.case(book)));
        let holds = |only_if: &OnlyIf| {
            let Some(known) = &known else { return true };
            let of_these = only_if.by.as_ref().is_none_or(|roles| roles.contains(self.role));
            let any_service =
                |wanted: &IdSet<ServiceId>| self.services.iter().any(|&id| wanted.contains(id));
            // What a test must come to follows from what is written, so `asked when` masks nothing.
            let so = |when: &Cond| Client::new(book, &[], known).truth::<bool>(when);
            of_these
                && only_if.services.as_ref().is_none_or(any_service)
                && only_if.when.as_ref().is_none_or(so)
        };
        let applies: Vec<_> = self
            .example
            .expects
            .iter()
            .filter(|expect| expect.only_if.as_ref().is_none_or(holds))
            .collect();
        applies.into_iter()
    }

    /// Decides it and compares.
    #[must_use]
    pub fn run(&self, judge: &Judge) -> Tested {
        let case = self.case(judge.book);
        let expects: Vec<_> = self.expects(judge.book).collect();
        compare(judge, &case, self.role, self.services, expects)
    }
}

/// What came of a test.
#[derive(Debug, Clone)]
pub struct Tested {
    /// What was decided, without an explanation.
    pub decision: Decision,
    /// How many things were expected.
    pub expected: usize,
    /// Where the decision differs, in the order in which it is expected.
    pub differences: Vec<Difference>,
}

impl Tested {
    /// Whether something was expected, and all of it came true.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.expected > 0 && self.differences.is_empty()
    }
}

/// Something that is expected and not so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What is compared, in words: `the verdict`.
    pub what: String,
    /// What was expected, in the rulebook's names.
    pub expected: String,
    /// What was decided instead.
    pub is: String,
    /// Where it is expected.
    pub span: Span,
}

impl Difference {
    /// One line: ``the verdict: `take` is expected, but it is `refer` ``.
    #[must_use]
    pub fn message(&self) -> String {
        format!("{}: `{}` is expected, but it is `{}`", self.what, self.expected, self.is)
    }
}

/// Decides a case and compares the decision with what is expected of it.
pub fn compare<'e>(
    judge: &Judge,
    case: &Case,
    role: RoleId,
    services: &[ServiceId],
    expects: impl IntoIterator<Item = &'e Expect>,
) -> Tested {
    let decision = judge.decide_briefly(case, role, services);
    compared(judge, case, decision, expects)
}

fn compared<'e>(
    judge: &Judge,
    case: &Case,
    decision: Decision,
    expects: impl IntoIterator<Item = &'e Expect>,
) -> Tested {
    let mut comparing = Comparing { judge, case, decision: &decision, found: Vec::new() };
    let mut expected = 0;
    for expect in expects {
        expected += 1;
        comparing.compare(expect);
    }
    let differences = comparing.found;
    Tested { decision, expected, differences }
}

/// What is wrong with the examples of a rulebook, in order: everything that one expects and that is
/// not so.
#[must_use]
pub fn failing_examples(book: &Rulebook) -> Vec<Diagnostic> {
    let judge = Judge::new(book);
    book.examples.iter().flat_map(|(id, example)| faults_of(&judge, id, example)).collect()
}

/// What is wrong with one example, in order.
#[must_use]
pub fn faults_of(judge: &Judge, id: ExampleId, example: &Example) -> Vec<Diagnostic> {
    let book = judge.book;
    let mut findings = masked(judge, id, example);
    // The tests of one client follow each other, whoever is asked for what.
    let of_each = (example.roles.len() * example.requests.len()).max(1);
    for first in (0..example.tests()).step_by(of_each) {
        let Some(test) = Test::of(id, example, first) else { continue };
        let case = test.case(book);
        let mut questions = Questions::new(judge, &case);
        let tests = (first..first + of_each).filter_map(|index| Test::of(id, example, index));
        for test in tests {
            let decision = questions.decide_briefly(test.role, test.services);
            let expects: Vec<_> = test.expects(book).collect();
            findings.extend(test.findings(book, &compared(judge, &case, decision, expects)));
        }
    }
    findings
}

/// Facts that an example tells, and that count for nothing in any of its tests.
fn masked(judge: &Judge, id: ExampleId, example: &Example) -> Vec<Diagnostic> {
    let book = judge.book;
    let mut always: Option<Vec<FactId>> = None;
    for test in (0..example.tests()).filter_map(|index| Test::of(id, example, index)) {
        let now = judge.masked(&test.case(book));
        always = Some(match always {
            Some(before) => before.into_iter().filter(|fact| now.contains(fact)).collect(),
            None => now,
        });
        if always.as_ref().is_some_and(Vec::is_empty) {
            return Vec::new();
        }
    }
    let finding = |fact: FactId| {
        let declared = &book.facts[fact].label;
        let (title, name) = (&example.label.title, &declared.name);
        let message =
            format!("example “{title}”: `{name}` is told, but it is not asked of this client");
        Diagnostic::warning(MASKED_VALUE, example.label.span, message)
            .also(declared.span, "asked only under a condition")
            .why("where its `asked when` doesn't hold, a fact counts as not taken")
            .help(format!("Take out the line `client {name} …`, or tell what makes it asked."))
    };
    always.unwrap_or_default().into_iter().map(finding).collect()
}

impl Judge<'_> {
    /// The facts of a case that have a value and count as not taken all the same, because their `asked
    /// when` certainly doesn't hold (D2).
    #[must_use]
    pub fn masked(&self, case: &Case) -> Vec<FactId> {
        let completion = told_completion(self.book, case);
        let client = self.client(&completion);
        let given = |fact: FactId| {
            case.value(fact).is_some_and(|value| *value != Value::NotTaken)
                && !case.assumed.contains(fact)
        };
        let certain =
            |when: &Cond| facts_read(self.book, when).iter().all(|fact| case.value(fact).is_some());
        let conditional = self
            .book
            .facts
            .iter()
            .filter_map(|(id, fact)| fact.asked_when.as_ref().map(|when| (id, when)));
        conditional
            .filter(|(id, when)| {
                given(*id) && certain(when) && *client.value(*id) == Value::NotTaken
            })
            .map(|(id, _)| id)
            .collect()
    }
}

impl Test<'_> {
    /// What came of it, as findings: none if it passed.
    #[must_use]
    pub fn findings(&self, book: &Rulebook, tested: &Tested) -> Vec<Diagnostic> {
        let name = self.name(book);
        if tested.expected == 0 {
            let message = format!("example “{name}”: nothing is expected of it");
            let finding = Diagnostic::warning(EXPECTS_NOTHING, self.example.label.span, message)
                .why("no `if` of what the example expects holds for this client")
                .help("Add an `expect …` for it, or one without `if`.");
            return vec![finding];
        }
        let by = tested.decision.decided_by.iter().map(|&rule| book.rules[rule].name());
        let by = joined(by.map(|name| format!("`{name}`")), "no rule");
        let finding = |difference: &Difference| {
            let message = format!("example “{name}”: {}", difference.message());
            Diagnostic::warning(EXAMPLE_FAILS, difference.span, message)
                .why(format!("decided by {by}"))
                .help("Correct the rule, or what the example expects of it.")
        };
        tested.differences.iter().map(finding).collect()
    }
}

struct Comparing<'a> {
    judge: &'a Judge<'a>,
    case: &'a Case,
    decision: &'a Decision,
    found: Vec<Difference>,
}

impl Comparing<'_> {
    #[expect(clippy::too_many_lines, reason = "a few lines for each thing that can be expected")]
    fn compare(&mut self, expect: &Expect) {
        let (book, told, span) = (self.judge.book, self.decision, expect.span);
        match &expect.what {
            Expected::Verdict(verdict) => {
                self.same(span, "the verdict", verdict.name(), told.verdict.name());
            }
            Expected::To(to) => {
                let is = told.refer_to.iter().flatten().flat_map(|destination| &destination.roles);
                let is: Vec<_> = is.copied().collect();
                self.same_set(span, "to be referred to", to, Some(&is), |id| &book.roles[id].label);
            }
            Expected::SentTo(roles, service) => self.sent_to(span, roles, *service),
            Expected::AlsoTo(to) => {
                let is = told.also_refer.as_ref().map(|also| {
                    also.iter()
                        .flat_map(|destination| &destination.roles)
                        .copied()
                        .collect::<Vec<_>>()
                });
                let is = is.as_deref();
                self.same_set(span, "also to be referred to", to, is, |id| &book.roles[id].label);
            }
            Expected::Ceiling(ceiling) => {
                let name = |ceiling| book.ceilings[ceiling].label.name.as_str();
                self.same(span, "the ceiling", name(*ceiling), told.ceiling.map_or(UNSURE, name));
            }
            Expected::Outstanding(needs) | Expected::Met(needs) => {
                let met = matches!(expect.what, Expected::Met(_));
                let what = if met { "met" } else { "outstanding" };
                let is = told.needs.as_ref().map(|all| {
                    all.iter()
                        .filter(|need| need.met == met)
                        .map(|need| need.need)
                        .collect::<Vec<_>>()
                });
                self.same_set(span, what, needs, is.as_deref(), |id| &book.needs[id].label);
            }
            Expected::Rechecks(all) => self.rechecks(span, all),
            Expected::Duties(duties) => {
                let is = told.duties.as_deref();
                self.same_set(span, "the duties", duties, is, |id| &book.duties[id].label);
            }
            Expected::Urgency(urgency) => {
                let name = |urgency| book.urgencies[urgency].label.name.as_str();
                self.same(span, "the urgency", name(*urgency), told.urgency.map_or(UNSURE, name));
            }
            Expected::Clearance(clearance) => {
                let is = told.clearance.map_or(UNSURE, |clearance| clearance.name());
                self.same(span, "the clearance", clearance.name(), is);
            }
            Expected::Ask(facts) => {
                let is = Some(told.ask.as_slice());
                self.same_set(span, "to be asked", facts, is, |id| &book.facts[id].label);
            }
            Expected::AtLeast(verdict, urgency) => {
                self.bound(span, "at least", told.at_least, (*verdict, *urgency));
            }
            Expected::AtMost(verdict, urgency) => {
                self.bound(span, "at most", told.at_most, (*verdict, *urgency));
            }
            Expected::Stage(stage) => {
                let is = told.stage.map(|id| book.stages[id].label.name.as_str());
                let expected = stage.map(|id| book.stages[id].label.name.as_str());
                let certain = is.unwrap_or(if stage.is_some() { UNSURE } else { NONE });
                self.same(span, "the stage", expected.unwrap_or(NONE), certain);
            }
            Expected::Recommended(roles) => {
                let is = told.recommended.as_deref();
                self.same_set(span, "recommended", roles, is, |id| &book.roles[id].label);
            }
            Expected::Lane(lane) => {
                let is = told.lane.map_or(UNSURE, LaneState::name);
                self.same(span, "the lane", lane.name(), is);
            }
            Expected::Uncovered(concerns) => {
                let is = told.uncovered.as_deref();
                self.same_set(span, "not covered", concerns, is, |id| &book.concerns[id].label);
            }
            Expected::CoveredSeparately => {
                let is = match told.covered_separately {
                    Some(true) => "separately",
                    Some(false) => "by one lane, or not at all",
                    None => UNSURE,
                };
                self.same(span, "covered", "separately", is);
            }
            Expected::Forbidden(services) => {
                for &service in services {
                    let told = self.judge.decide_briefly(self.case, told.practitioner, &[service]);
                    if told.possible() {
                        let name = &book.services[service].label.name;
                        self.differs(span, "forbidden", name, told.verdict.name());
                    }
                }
            }
            Expected::DecidedBy(rules) => {
                self.among(span, "decided by", rules, &told.decided_by);
            }
            Expected::SetAside(rules) => {
                let aside: Vec<_> = told.set_aside.iter().map(|aside| aside.rule).collect();
                self.among(span, "set aside", rules, &aside);
            }
        }
    }

    fn sent_to(&mut self, span: Span, roles: &[RoleId], service: ServiceId) {
        let book = self.judge.book;
        let set = |roles: &[RoleId]| roles.iter().copied().collect::<IdSet<_>>();
        let all = || self.decision.refer_to.iter().flatten();
        if all().any(|to| to.service == service && set(&to.roles) == set(roles)) {
            return;
        }
        let said = |roles: &[RoleId], service: ServiceId| {
            let roles = names(roles.iter().copied(), |id| &book.roles[id].label);
            format!("{roles} for {}", book.services[service].label.name)
        };
        let is: Vec<_> = all().map(|to| said(&to.roles, to.service)).collect();
        let is = if is.is_empty() { NOBODY.to_owned() } else { is.join("; ") };
        self.differs(span, "sent to", &said(roles, service), &is);
    }

    /// Every recheck must be expected, and every one that is expected be there; what isn't said of
    /// one isn't compared.
    fn rechecks(&mut self, span: Span, all: &[Recheck]) {
        let book = self.judge.book;
        let is = self.decision.rechecks.as_deref();
        let fits = |expected: &Recheck, is: &Recheck| {
            expected.fact == is.fact
                && (expected.minutes.is_none() || expected.minutes == is.minutes)
                && (expected.doing.is_none() || expected.doing == is.doing)
        };
        let same = is.is_some_and(|is| {
            all.iter().all(|expected| is.iter().any(|is| fits(expected, is)))
                && is.iter().all(|is| all.iter().any(|expected| fits(expected, is)))
        });
        if !same {
            let said = |all: &[Recheck]| rechecks(book, all);
            let is = is.map_or_else(|| UNSURE.to_owned(), said);
            self.differs(span, "to be measured again", &said(all), &is);
        }
    }

    fn bound(
        &mut self,
        span: Span,
        what: &str,
        is: Option<Bound>,
        (verdict, urgency): (Verdict, Option<remit_model::id::UrgencyId>),
    ) {
        let same = is.is_some_and(|is| {
            is.verdict == verdict && urgency.is_none_or(|urgency| urgency == is.urgency)
        });
        if same {
            return;
        }
        let named = |urgency| &self.judge.book.urgencies[urgency].label.name;
        let expected = match urgency {
            Some(urgency) => format!("{} at urgency {}", verdict.name(), named(urgency)),
            None => verdict.name().to_owned(),
        };
        let is = match is {
            Some(is) => format!("{} at urgency {}", is.verdict.name(), named(is.urgency)),
            None => format!("certainly {}", self.decision.verdict.name()),
        };
        self.differs(span, what, &expected, &is);
    }

    /// One of some rules must be among others.
    fn among(&mut self, span: Span, what: &str, one_of: &[RuleId], all: &[RuleId]) {
        if one_of.iter().any(|rule| all.contains(rule)) {
            return;
        }
        let book = self.judge.book;
        let expected = match one_of {
            [only] => book.rules[*only].name(),
            [first, ..] => format!("a row of {}", book.rules[*first].label.name),
            [] => return,
        };
        let is = joined(all.iter().map(|&rule| book.rules[rule].name()), "no rule");
        self.differs(span, what, &expected, &is);
    }

    fn same_set<'l, I: Id + Ord>(
        &mut self,
        span: Span,
        what: &str,
        expected: &[I],
        is: Option<&[I]>,
        label: impl Fn(I) -> &'l Label + Copy,
    ) {
        let set = |ids: &[I]| ids.iter().copied().collect::<IdSet<I>>();
        if is.is_some_and(|is| set(is) == set(expected)) {
            return;
        }
        let said = |ids: &[I]| names(ids.iter().copied(), label);
        let is = is.map_or_else(|| UNSURE.to_owned(), said);
        self.differs(span, what, &said(expected), &is);
    }

    fn same(&mut self, span: Span, what: &str, expected: &str, is: &str) {
        if expected != is {
            self.differs(span, what, expected, is);
        }
    }

    fn differs(&mut self, span: Span, what: &str, expected: &str, is: &str) {
        let (what, expected, is) = (what.to_owned(), expected.to_owned(), is.to_owned());
        self.found.push(Difference { what, expected, is, span });
    }
}

/// What can't be said because completions differ in it.
const UNSURE: &str = "not certain";
const NONE: &str = "none";
const NOBODY: &str = "nobody";

/// Names in order of declaration, without repeats, so that equal sets read alike.
fn names<'l, I: Id + Ord>(ids: impl Iterator<Item = I>, label: impl Fn(I) -> &'l Label) -> String {
    let mut ids: Vec<_> = ids.collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return "nothing".to_owned();
    }
    ids.into_iter().map(|id| label(id).name.as_str()).collect::<Vec<_>>().join(", ")
}

fn rechecks(book: &Rulebook, all: &[Recheck]) -> String {
    let said = |recheck: &Recheck| {
        let mut text = book.facts[recheck.fact].label.name.clone();
        if let Some(minutes) = recheck.minutes {
            let unit = if minutes == 1 { "minute" } else { "minutes" };
            let _ = write!(text, " after {minutes} {unit}");
        }
        if let Some(doing) = &recheck.doing {
            let _ = write!(text, " doing “{doing}”");
        }
        text
    };
    joined(all.iter().map(said), "nothing")
}

fn joined(names: impl Iterator<Item = String>, none: &str) -> String {
    let names: Vec<_> = names.collect();
    if names.is_empty() { none.to_owned() } else { names.join(", ") }
}

/// The value of a fact as an example would write it.
fn told(book: &Rulebook, fact: FactId, value: &Value) -> String {
    match (value, &book.facts[fact].kind) {
        (Value::Number(number), FactKind::Number { unit: Some(unit), .. }) => {
            format!("{number} {}", book.units[*unit].label.name)
        }
        (Value::Number(number), _) => number.to_string(),
        (Value::Option(option), FactKind::Choice { options, .. }) => {
            options.get(*option).map(|option| option.name.clone()).unwrap_or_default()
        }
        (Value::Set(terms), _) if !terms.is_empty() => {
            let names: Vec<_> =
                terms.iter().map(|term| book.terms[term].label.name.as_str()).collect();
            names.join(" and ")
        }
        (Value::Set(_) | Value::Option(_), _) => NONE.to_owned(),
        (Value::NotTaken, _) => "not-taken".to_owned(),
    }
}

/// A completion of what is told; what isn't told has some value, which nobody looks at.
fn told_completion(book: &Rulebook, case: &Case) -> Completion {
    let values = book.facts.iter().map(|(id, fact)| {
        let some = || fact.usual.clone().unwrap_or(Value::NotTaken);
        case.value(id).cloned().unwrap_or_else(some)
    });
    Completion { values: values.collect(), settings: case.settings.clone() }
}
