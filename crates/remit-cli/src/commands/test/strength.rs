//! `remit test --coverage` and `remit test --mutants`: how strong the examples are.

use remit_analysis::mutants::{self, Coverage, Fate, Kind, Mutant, Report, Share, Tally};
use remit_analysis::suite::Filter;
use remit_source::{Sources, Span};
use serde::Serialize;

use super::progress::Progress;
use crate::book::Book;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::{Ink, style};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Coverage,
    Mutants,
}

/// Measures, prints, and compares with the least that is wanted, in percent.
pub(super) fn run(
    context: &mut Context<'_>,
    book: &Book,
    filter: &Filter,
    measure: Measure,
    json: bool,
    least: Option<f64>,
) -> Result<Exit, Failure> {
    let progress = Progress::new(0, context.shows_progress());
    let told = |done, of| progress.reached(done, of);
    let (text, score) = match measure {
        Measure::Coverage => {
            let mut coverage = mutants::coverage(&book.rulebook, &told);
            coverage.places.retain(|place| {
                let rules = place.rule.as_slice();
                filter.wants_place(&book.rulebook, &place.name, rules, place.span)
            });
            progress.end();
            if json {
                context.json(&CoverageJson::of(&book.sources, &coverage))?;
            }
            (coverage_text(context.ink, &book.sources, &coverage), coverage.conditions().percent())
        }
        Measure::Mutants => {
            let report = mutants::mutants(&book.rulebook, filter, &told);
            progress.end();
            if json {
                context.json(&MutantsJson::of(&book.sources, &report))?;
            }
            (mutants_text(context.ink, &book.sources, &report), report.tally().score())
        }
    };
    if !json {
        context.say(text)?;
    }
    let Some(least) = least.filter(|least| score < *least) else { return Ok(Exit::Done) };
    context.remark(format!("{score:.1} % is less than the {least} % that are wanted"));
    Ok(Exit::Findings)
}

/// `path:line`.
fn place(sources: &Sources, span: Span) -> String {
    sources.get(span.file).map_or_else(String::new, |file| {
        format!("{}:{}", file.name(), file.position(span.start).line)
    })
}

fn indented(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(|line| format!("    {line}\n")).collect();
    lines.concat()
}

fn mutants_text(ink: Ink, sources: &Sources, report: &Report) -> String {
    let mut text = String::new();
    for name in &report.failing {
        let word = ink.paint(style::CARE, "not counted");
        text.push_str(&format!("{word}: the test “{name}” fails on the rulebook itself\n"));
    }
    for (mutant, fate) in &report.mutants {
        let (word, look, example) = match fate {
            Fate::Killed(_) | Fate::Equivalent => continue,
            Fate::Survived(example) => ("survived", style::BAD, Some(example)),
            Fate::Unsettled => ("unsettled", style::CARE, None),
        };
        let word = ink.paint(look, &format!("{word} [{}]", mutant.kind.name()));
        let name = ink.paint(style::NAME, &mutant.name);
        text.push_str(&format!("{word}: {name}: {}\n", mutant.what));
        text.push_str(&format!("  --> {}\n", place(sources, mutant.span)));
        match example {
            Some(example) => {
                text.push_str("  no example fails; this one would:\n");
                text.push_str(&indented(example));
            }
            None => text.push_str("  no client was found who is decided otherwise\n"),
        }
        text.push('\n');
    }
    for kind in Kind::ALL {
        let tally = report.tally_of(kind);
        if tally != Tally::default() {
            text.push_str(&format!("{:<12} {}\n", kind.name(), counts(tally)));
        }
    }
    let tally = report.tally();
    let score = format!("mutation score {:.1} %", tally.score());
    let look = if tally.survived + tally.unsettled == 0 { style::GOOD } else { style::CARE };
    text.push_str(&format!(
        "{}: {} ({} tests)",
        ink.paint(look, &score),
        counts(tally),
        report.tests
    ));
    text
}

fn counts(tally: Tally) -> String {
    let Tally { killed, survived, equivalent, unsettled } = tally;
    format!("{killed} caught, {survived} survived, {unsettled} unsettled, {equivalent} equivalent")
}

fn coverage_text(ink: Ink, sources: &Sources, coverage: &Coverage) -> String {
    let mut text = String::new();
    let mut missing = |what: String, span: Span, fate: &Fate| {
        let example = match fate {
            Fate::Killed(_) | Fate::Equivalent => return,
            Fate::Survived(example) => Some(example),
            Fate::Unsettled => None,
        };
        text.push_str(&format!("{}: {what}\n", ink.paint(style::CARE, "not covered")));
        text.push_str(&format!("  --> {}\n", place(sources, span)));
        match example {
            Some(example) => {
                text.push_str("  this example would:\n");
                text.push_str(&indented(example));
            }
            None => text.push_str("  no client was found on whom it shows\n"),
        }
        text.push('\n');
    };
    for covered in &coverage.places {
        let name = &covered.name;
        if let Some(fate) = &covered.decisive {
            let what = if covered.applied == Some(0) {
                format!("{name} is never in force")
            } else {
                format!("no example would fail without {name}")
            };
            missing(what, covered.span, fate);
        }
        for (span, fate) in &covered.exceptions {
            missing(format!("no example would fail without this exception of {name}"), *span, fate);
        }
        for atom in &covered.atoms {
            let what = &atom.what;
            let when =
                |truth: &str| format!("{name}: that {what} never matters where it is {truth}");
            missing(when("so"), atom.span, &atom.when_true);
            missing(when("not so"), atom.span, &atom.when_false);
        }
    }
    let mut line = |what: &str, share: Share| {
        text.push_str(&format!(
            "{what:<32} {:>5} of {:<5} {:>5.1} %\n",
            share.covered,
            share.of,
            share.percent()
        ));
    };
    line("rules and rows in force", coverage.applied());
    line("rules and rows that decide", coverage.decisive());
    line("exceptions that decide", coverage.exceptions());
    line("conditions, where so and not so", coverage.conditions());
    text.push_str(&format!("by {} tests", coverage.tests));
    text
}

/// What `remit test --mutants --format json` prints.
#[derive(Serialize)]
struct MutantsJson<'a> {
    score: f64,
    tests: usize,
    #[serde(flatten)]
    tally: Tally,
    failing: &'a [String],
    mutants: Vec<MutantJson<'a>>,
}

#[derive(Serialize)]
struct MutantJson<'a> {
    kind: Kind,
    of: &'a str,
    what: &'a str,
    place: String,
    fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<&'a str>,
}

impl<'a> MutantsJson<'a> {
    fn of(sources: &Sources, report: &'a Report) -> Self {
        let shown = |(mutant, fate): &'a (Mutant, Fate)| MutantJson {
            kind: mutant.kind,
            of: &mutant.name,
            what: &mutant.what,
            place: place(sources, mutant.span),
            fate: word(fate),
            by: caught_by(fate),
            example: proposal(fate),
        };
        Self {
            score: report.tally().score(),
            tests: report.tests,
            tally: report.tally(),
            failing: &report.failing,
            mutants: report.mutants.iter().map(shown).collect(),
        }
    }
}

fn word(fate: &Fate) -> &'static str {
    match fate {
        Fate::Killed(_) => "caught",
        Fate::Survived(_) => "survived",
        Fate::Equivalent => "equivalent",
        Fate::Unsettled => "unsettled",
    }
}

fn caught_by(fate: &Fate) -> Option<&str> {
    if let Fate::Killed(by) = fate { Some(by) } else { None }
}

fn proposal(fate: &Fate) -> Option<&str> {
    if let Fate::Survived(example) = fate { Some(example) } else { None }
}

/// What `remit test --coverage --format json` prints.
#[derive(Serialize)]
struct CoverageJson<'a> {
    tests: usize,
    applied: Share,
    decisive: Share,
    exceptions: Share,
    conditions: Share,
    places: Vec<PlaceJson<'a>>,
}

#[derive(Serialize)]
struct PlaceJson<'a> {
    of: &'a str,
    place: String,
    applied: Option<usize>,
    decisive: Option<FateJson<'a>>,
    exceptions: Vec<FateJson<'a>>,
    conditions: Vec<AtomJson<'a>>,
}

#[derive(Serialize)]
struct AtomJson<'a> {
    what: &'a str,
    place: String,
    when_true: FateJson<'a>,
    when_false: FateJson<'a>,
}

#[derive(Serialize)]
struct FateJson<'a> {
    covered: bool,
    can_be: bool,
    by: Option<&'a str>,
    example: Option<&'a str>,
}

impl<'a> From<&'a Fate> for FateJson<'a> {
    fn from(fate: &'a Fate) -> Self {
        Self {
            covered: matches!(fate, Fate::Killed(_)),
            can_be: *fate != Fate::Equivalent,
            by: caught_by(fate),
            example: proposal(fate),
        }
    }
}

impl<'a> CoverageJson<'a> {
    fn of(sources: &Sources, coverage: &'a Coverage) -> Self {
        let places = coverage.places.iter().map(|covered| PlaceJson {
            of: &covered.name,
            place: place(sources, covered.span),
            applied: covered.applied,
            decisive: covered.decisive.as_ref().map(FateJson::from),
            exceptions: covered.exceptions.iter().map(|(_, fate)| fate.into()).collect(),
            conditions: covered
                .atoms
                .iter()
                .map(|atom| AtomJson {
                    what: &atom.what,
                    place: place(sources, atom.span),
                    when_true: (&atom.when_true).into(),
                    when_false: (&atom.when_false).into(),
                })
                .collect(),
        });
        Self {
            tests: coverage.tests,
            applied: coverage.applied(),
            decisive: coverage.decisive(),
            exceptions: coverage.exceptions(),
            conditions: coverage.conditions(),
            places: places.collect(),
        }
    }
}
