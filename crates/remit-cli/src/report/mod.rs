//! What came of tests, as other programs read it. Every report says the same, in the same order, and
//! nothing of when or how fast: the same tests give the same bytes.

mod github;
mod human;
mod json;
mod junit;
mod sarif;
mod tap;

use clap::ValueEnum;
use remit_analysis::Witness;
use remit_analysis::suite::SuiteTest;
use remit_eval::{Difference, Tested};
use remit_model::Rulebook;
use remit_source::{Sources, Span};
use remit_words::Words;
use remit_words::list::{and, capital};
use serde::Serialize;

use crate::render::Ink;

/// How tests are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// For people
    #[value(alias = "text")]
    Human,
    /// Everything, for programs
    Json,
    /// The XML of `JUnit`, which every CI shows
    Junit,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// The Test Anything Protocol, version 14
    Tap,
}

/// A place in a file; lines and columns count from 1, the end is exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) end_line: u32,
    pub(crate) end_column: u32,
}

impl Place {
    pub(crate) fn of(sources: &Sources, span: Span) -> Option<Self> {
        let file = sources.get(span.file)?;
        let (start, end) = (file.position(span.start), file.position(span.end));
        Some(Self {
            file: file.name().to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        })
    }

    /// `rules/some.remit:12`
    pub(crate) fn brief(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}

/// A test and what came of it.
#[derive(Debug, Serialize)]
pub(crate) struct Record {
    pub(crate) name: String,
    /// The rules that it belongs to.
    pub(crate) of: Vec<String>,
    #[serde(flatten)]
    pub(crate) place: Option<Place>,
    pub(crate) passed: bool,
    pub(crate) failure: Option<Failure>,
}

/// What a failing test is about.
#[derive(Debug, Serialize)]
pub(crate) struct Failure {
    /// The client in a few sentences.
    pub(crate) client: String,
    /// Who is asked for what.
    pub(crate) question: String,
    /// What was decided, in a word and in a sentence.
    pub(crate) verdict: &'static str,
    pub(crate) decided: String,
    /// The rules that decide.
    pub(crate) decided_by: Vec<Decider>,
    /// What differs. Empty if nothing was expected.
    pub(crate) differences: Vec<Differs>,
}

/// A rule that decides, and where it stands.
#[derive(Debug, Serialize)]
pub(crate) struct Decider {
    pub(crate) rule: String,
    pub(crate) title: String,
    #[serde(flatten)]
    pub(crate) place: Option<Place>,
}

/// Something that is expected and not so.
#[derive(Debug, Serialize)]
pub(crate) struct Differs {
    pub(crate) what: String,
    pub(crate) expected: String,
    pub(crate) is: String,
    pub(crate) message: String,
    #[serde(flatten)]
    pub(crate) place: Option<Place>,
}

/// All that is reported.
#[derive(Debug)]
pub(crate) struct Results {
    /// The rulebook's name.
    pub(crate) rulebook: String,
    pub(crate) records: Vec<Record>,
    /// How many examples and files of cases the tests are from.
    pub(crate) examples: usize,
    pub(crate) case_files: usize,
}

impl Results {
    pub(crate) fn failed(&self) -> usize {
        self.records.iter().filter(|record| !record.passed).count()
    }

    /// The report, ending in a line break.
    pub(crate) fn report(&self, kind: Kind, ink: Ink) -> String {
        match kind {
            Kind::Human => human::report(self, ink),
            Kind::Json => json::report(self),
            Kind::Junit => junit::report(self),
            Kind::Sarif => sarif::report(self),
            Kind::Github => github::report(self),
            Kind::Tap => tap::report(self),
        }
    }
}

impl Record {
    pub(crate) fn of(
        book: &Rulebook,
        sources: &Sources,
        test: &SuiteTest,
        tested: &Tested,
    ) -> Self {
        let passed = tested.passed();
        Self {
            name: test.name.clone(),
            of: test.of.iter().map(|&rule| book.rules[rule].name()).collect(),
            place: Place::of(sources, test.span),
            passed,
            failure: (!passed).then(|| Failure::of(book, sources, test, tested)),
        }
    }
}

impl Failure {
    fn of(book: &Rulebook, sources: &Sources, test: &SuiteTest, tested: &Tested) -> Self {
        let words = Words::new(book);
        let witness =
            Witness { case: test.case.clone(), role: test.role, services: test.services.clone() };
        let services: Vec<_> =
            test.services.iter().map(|&service| words.service(service).to_owned()).collect();
        let decider = |&rule: &remit_model::id::RuleId| Decider {
            rule: book.rules[rule].name(),
            title: words.rule_title(rule),
            place: Place::of(sources, book.rules[rule].label.span),
        };
        let differs = |difference: &Difference| Differs {
            what: difference.what.clone(),
            expected: difference.expected.clone(),
            is: difference.is.clone(),
            message: difference.message(),
            place: Place::of(sources, difference.span),
        };
        Self {
            client: witness.vignette(book),
            question: capital(&format!("{}, asked for {}", words.role(test.role), and(&services))),
            verdict: tested.decision.verdict.name(),
            decided: words.decision(&tested.decision),
            decided_by: tested.decision.decided_by.iter().map(decider).collect(),
            differences: tested.differences.iter().map(differs).collect(),
        }
    }

    /// One line for each thing that differs.
    pub(crate) fn messages(&self) -> Vec<String> {
        if self.differences.is_empty() {
            return vec!["nothing is expected of it".to_owned()];
        }
        self.differences.iter().map(|differs| differs.message.clone()).collect()
    }

    /// Everything, as plain lines: who, what was decided, and why.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = self.messages();
        lines.push(format!("client: {}", self.client));
        lines.push(format!("asked: {}", self.question));
        lines.push(format!("decided: {}: {}", self.verdict, self.decided));
        for decider in &self.decided_by {
            lines.push(format!("decided by: {}", decider.line()));
        }
        lines
    }
}

impl Decider {
    /// `some-rule “Its title” (rules/some.remit:12)`
    pub(crate) fn line(&self) -> String {
        let place = self.place.as_ref().map_or_else(String::new, |at| format!(" ({})", at.brief()));
        format!("{} “{}”{place}", self.rule, self.title)
    }
}
