//! All tests of a rulebook, run together: its examples, each client of a grid on its own, and the
//! cases of files beside it.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use remit_eval::{Case, CaseTest, Judge, Tested, compare};
use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId, ServiceId, TopicId};
use remit_model::rulebook::{Expect, Expected};
use remit_source::{FileId, Span};

/// A client, and what is expected of the decision.
#[derive(Debug, Clone)]
pub struct SuiteTest {
    /// What it is called; a client of a grid says in brackets what sets it apart.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// The rules that it belongs to: those of its example, or those that a case expects to decide.
    pub of: Vec<RuleId>,
    /// The client.
    pub case: Case,
    /// Who is asked.
    pub role: RoleId,
    /// What for. Never empty.
    pub services: Vec<ServiceId>,
    /// What is expected; of a client of a grid it may be nothing, which fails.
    pub expects: Vec<Expect>,
}

impl SuiteTest {
    /// Decides it and compares.
    #[must_use]
    pub fn run(&self, judge: &Judge) -> Tested {
        compare(judge, &self.case, self.role, &self.services, &self.expects)
    }
}

impl From<CaseTest> for SuiteTest {
    fn from(test: CaseTest) -> Self {
        let decided_by = test.expects.iter().filter_map(|expect| match &expect.what {
            Expected::DecidedBy(rules) => Some(rules),
            _ => None,
        });
        let of = decided_by.flatten().copied().collect();
        let CaseTest { name, span, case, role, services, expects } = test;
        Self { name, span, of, case, role, services, expects }
    }
}

/// The tests of a rulebook's examples, in order of place.
#[must_use]
pub fn of_examples(book: &Rulebook) -> Vec<SuiteTest> {
    let tests = remit_eval::tests(book).map(|test| SuiteTest {
        name: test.name(book),
        span: test.example.label.span,
        of: test.example.of.clone(),
        case: test.case(book),
        role: test.role,
        services: test.services.to_vec(),
        expects: test.expects(book).cloned().collect(),
    });
    let mut tests: Vec<_> = tests.collect();
    tests.sort_by_key(|test| test.span);
    tests
}

/// Which tests are wanted. What is empty wants all; of several of a kind, any will do.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Parts of names, in small letters.
    pub names: Vec<String>,
    /// Rules that a test belongs to.
    pub rules: Vec<RuleId>,
    /// Topics of the rules that a test belongs to.
    pub topics: Vec<TopicId>,
    /// Files that a test stands in.
    pub files: Vec<FileId>,
}

impl Filter {
    /// Whether it is wanted to look at a rule, or at what else has a condition: what it is called,
    /// the rules that it is (none of a definition), and where it stands.
    #[must_use]
    pub fn wants_place(&self, book: &Rulebook, name: &str, rules: &[RuleId], span: Span) -> bool {
        let name = name.to_lowercase();
        let of_topic =
            |topic: &TopicId| rules.iter().any(|rule| book.rules[*rule].topic == Some(*topic));
        (self.names.is_empty() || self.names.iter().any(|part| name.contains(part)))
            && (self.rules.is_empty() || self.rules.iter().any(|rule| rules.contains(rule)))
            && (self.topics.is_empty() || self.topics.iter().any(of_topic))
            && (self.files.is_empty() || self.files.contains(&span.file))
    }

    /// Whether a test is wanted.
    #[must_use]
    pub fn wants(&self, book: &Rulebook, test: &SuiteTest) -> bool {
        self.wants_place(book, &test.name, &test.of, test.span)
    }
}

/// What came of each test, in the order of the tests whatever the order in which they were run;
/// `None` if `stop` was set before all were done. `done` is called after each, from any thread.
pub fn run(
    book: &Rulebook,
    tests: &[SuiteTest],
    stop: &AtomicBool,
    done: impl Fn() + Sync,
) -> Option<Vec<Tested>> {
    let judge = Judge::new(book);
    let run = |test: &SuiteTest| {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let tested = test.run(&judge);
        done();
        Some(tested)
    };
    tests.par_iter().map(run).collect()
}
