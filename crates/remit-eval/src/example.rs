//! Examples are tests: what each expects is compared with what is decided.

use remit_model::Rulebook;
use remit_model::id::{Id, RoleId};
use remit_model::rulebook::{Example, Expect, Label, LaneState};
use remit_source::{Diagnostic, Span};

use crate::codes::EXAMPLE_FAILS;
use crate::{Case, Decision, Judge};

/// What is wrong with the examples of a rulebook, in order: everything that one expects and that is
/// not so.
#[must_use]
pub fn failing_examples(book: &Rulebook) -> Vec<Diagnostic> {
    let judge = Judge::new(book);
    let mut findings = Vec::new();
    for example in book.examples.values() {
        let case = Case::from_example(book, example);
        let decision = judge.decide_briefly(&case, example.role, &example.services);
        Comparing {
            judge: &judge,
            case: &case,
            example,
            decision: &decision,
            findings: &mut findings,
        }
        .compare();
    }
    findings
}

struct Comparing<'a> {
    judge: &'a Judge<'a>,
    case: &'a Case,
    example: &'a Example,
    decision: &'a Decision,
    findings: &'a mut Vec<Diagnostic>,
}

impl Comparing<'_> {
    fn compare(&mut self) {
        for expect in &self.example.expects {
            match expect {
                Expect::Verdict { span, .. } => self.verdict(expect, *span),
                Expect::Stage(stage, span) => {
                    let book = self.judge.book;
                    let is = self.decision.stage.map(|id| book.stages[id].label.name.clone());
                    let expected = book.stages[*stage].label.name.clone();
                    self.same(
                        *span,
                        "the stage",
                        &expected,
                        is.as_deref().unwrap_or("not certain"),
                    );
                }
                Expect::Recommended(roles, span) => {
                    let is = self.decision.recommended.as_deref().map(|roles| self.roles(roles));
                    let expected = self.roles(roles);
                    self.same(
                        *span,
                        "recommended",
                        &expected,
                        is.as_deref().unwrap_or("not certain"),
                    );
                }
                Expect::Lane(lane, span) => {
                    let is = self.decision.lane.map_or("not certain", LaneState::name);
                    self.same(*span, "the lane", lane.name(), is);
                }
                Expect::Forbidden(services, span) => {
                    for &service in services {
                        let told =
                            self.judge.decide_briefly(self.case, self.example.role, &[service]);
                        if told.possible() {
                            let name = &self.judge.book.services[service].label.name;
                            let is = format!("`{name}` is `{}`", told.verdict.name());
                            self.differs(*span, &format!("`{name}` is not forbidden"), is);
                        }
                    }
                }
            }
        }
        for rule in &self.example.decided_by {
            if !self.decision.decided_by.contains(rule) {
                let name = self.judge.book.rules[*rule].name();
                let by =
                    self.decision.decided_by.iter().map(|&rule| self.judge.book.rules[rule].name());
                let is = format!("decided by {}", list(by));
                self.differs(
                    self.example.label.span,
                    &format!("`{name}` is not among the rules that decide"),
                    is,
                );
            }
        }
    }

    fn verdict(&mut self, expect: &Expect, span: Span) {
        let Expect::Verdict { verdict, to, up_to, until, urgency, about, .. } = expect else {
            return;
        };
        let (book, told) = (self.judge.book, self.decision);
        self.same(span, "the verdict", verdict.name(), told.verdict.name());
        if !to.is_empty() {
            let destinations = told.refer_to.iter().flatten();
            let is: Vec<_> =
                destinations.flat_map(|destination| &destination.roles).copied().collect();
            self.same(span, "to be referred to", &self.roles(to), &self.roles(&is));
        }
        if let Some(ceiling) = up_to {
            let name = |ceiling| book.ceilings[ceiling].label.name.as_str();
            let is = told.ceiling.map_or("not certain", name);
            self.same(span, "the ceiling", name(*ceiling), is);
        }
        if !until.is_empty() {
            let outstanding = told.needs.iter().flatten().filter(|need| !need.met);
            let is = names(outstanding.map(|need| need.need), |id| &book.needs[id].label);
            let expected = names(until.iter().copied(), |id| &book.needs[id].label);
            self.same(span, "outstanding", &expected, &is);
        }
        if let Some(urgency) = urgency {
            let name = |urgency| book.urgencies[urgency].label.name.as_str();
            let is = told.urgency.map_or("not certain", name);
            self.same(span, "the urgency", name(*urgency), is);
        }
        if !about.is_empty() {
            let is = names(told.ask.iter().copied(), |id| &book.facts[id].label);
            let expected = names(about.iter().copied(), |id| &book.facts[id].label);
            self.same(span, "to be asked", &expected, &is);
        }
    }

    fn roles(&self, roles: &[RoleId]) -> String {
        names(roles.iter().copied(), |id| &self.judge.book.roles[id].label)
    }

    fn same(&mut self, span: Span, what: &str, expected: &str, is: &str) {
        if expected != is {
            let message = format!("{what}: `{expected}` is expected, but it is `{is}`");
            let by =
                self.decision.decided_by.iter().map(|&rule| self.judge.book.rules[rule].name());
            let why = format!("decided by {}", list(by));
            self.differs(span, &message, why);
        }
    }

    fn differs(&mut self, span: Span, message: &str, why: String) {
        let title = &self.example.label.title;
        let finding =
            Diagnostic::warning(EXAMPLE_FAILS, span, format!("example “{title}”: {message}"))
                .why(why)
                .help("Correct the rule, or what the example expects of it.");
        self.findings.push(finding);
    }
}

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

fn list(names: impl Iterator<Item = String>) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "no rule".to_owned() } else { names.join(", ") }
}
