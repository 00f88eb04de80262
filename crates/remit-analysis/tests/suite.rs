//! Every file in `tests/suite/analysis` is named after a kind of finding: `CODE.remit` shows it,
//! `CODE.fine.remit` looks alike and must not; both are compared with `CODE.since.remit`, if there is
//! one, and looked at on one day. The snapshot shows the file and then what is found. The files are read beside the vocabulary
//! of `docs/diagnostics`, whose pages are tested too.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read files, and may say what they expect in the shortest way"
)]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use remit_analysis::{Finding, codes, findings, stale, widened};
use remit_model::Rulebook;
use remit_source::{Code, FileId, Severity, SourceFile, Sources};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The rulebook that some files make, and what is found while it is read.
fn read(texts: &[&str]) -> (Rulebook, Vec<Finding>) {
    let parse = |(index, text): (usize, &&str)| {
        let id = FileId(u32::try_from(index).unwrap());
        (id, remit_syntax::parse(id, text))
    };
    let parsed: Vec<_> = texts.iter().enumerate().map(parse).collect();
    let files: Vec<_> = parsed.iter().map(|(id, parsed)| (*id, &parsed.file)).collect();
    let resolved = remit_model::resolve(&files);
    let wrong = parsed.iter().flat_map(|(_, parsed)| &parsed.diagnostics);
    let wrong = wrong.chain(&resolved.diagnostics).cloned().map(Finding::from);
    (resolved.rulebook, wrong.collect())
}

/// The day on which sources are asked whether their review is due.
const DAY: &str = "2020-06-01";

fn prelude() -> String {
    fs::read_to_string(root().join("docs/diagnostics/prelude.remit")).unwrap()
}

/// What is found of a file, whatever is found of the vocabulary before it; compared with an earlier
/// form of it, if there is one.
fn found_in(text: &str, earlier: Option<&str>) -> (Rulebook, Vec<Finding>) {
    let (book, mut found) = read(&[&prelude(), text]);
    // What can't be used is not analysed.
    if found.iter().all(|found| found.diagnostic.severity != Severity::Error) {
        assert_eq!(remit_eval::failing_examples(&book), [], "its examples pass");
        found.extend(findings(&book));
        found.extend(stale(&book, DAY));
    }
    if let Some(earlier) = earlier {
        let (earlier, wrong) = read(&[&prelude(), earlier]);
        assert!(wrong.is_empty(), "the earlier form checks clean");
        found.extend(widened(&earlier, &book));
    }
    found.retain(|found| found.diagnostic.primary.span.file == FileId(1));
    (book, found)
}

#[test]
fn every_kind_is_found_and_nothing_that_looks_alike() {
    insta::glob!("../../../tests/suite/analysis", "*.remit", |path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".since.remit") {
            return;
        }
        let text = fs::read_to_string(path).unwrap();
        let code = name.split('.').next().unwrap();
        let earlier = fs::read_to_string(path.with_file_name(format!("{code}.since.remit"))).ok();
        let (book, found) = found_in(&text, earlier.as_deref());
        let shown = found.iter().any(|found| found.diagnostic.code.0 == code);
        assert_eq!(shown, !name.ends_with(".fine.remit"), "{name}: {found:#?}");
        let said = report(&book, &name, &text, &found);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("{text}{}\n{said}", "-".repeat(60)));
        });
    });
}

#[test]
fn every_kind_has_its_files() {
    let folder = root().join("tests/suite/analysis");
    for code in codes::ALL {
        for name in [format!("{code}.remit"), format!("{code}.fine.remit")] {
            assert!(folder.join(&name).is_file(), "tests/suite/analysis/{name} is missing");
        }
    }
}

#[test]
fn every_kind_has_a_page_with_true_examples() {
    // What two versions of a rulebook differ in can't be shown by one.
    for &code in codes::ALL.iter().filter(|code| **code != codes::WIDENED_GRANT) {
        let path = root().join(format!("docs/diagnostics/{code}.md"));
        let page = fs::read_to_string(path).unwrap_or_else(|_| panic!("{code} has no page"));
        assert!(
            page.starts_with(&format!("# {code}\n\n")),
            "{code}: the page begins with its code"
        );
        let fences: Vec<_> = page.split("```remit").skip(1).collect();
        let [wrong, mended] = fences.as_slice() else {
            panic!("{code}: a page has one example and its mended form");
        };
        let text =
            |fence: &str| fence.split("```").next().unwrap().split_once('\n').unwrap().1.to_owned();
        let kinds = |fence: &str| -> BTreeSet<Code> {
            found_in(&text(fence), None).1.iter().map(|found| found.diagnostic.code).collect()
        };
        assert_eq!(kinds(wrong), BTreeSet::from([code]), "{code}: the example");
        assert_eq!(kinds(mended), BTreeSet::new(), "{code}: the mended example");
    }
}

#[test]
fn the_shipped_rulebook_is_clean() {
    let book = remit_testkit::shipped();
    let found = findings(&book);
    let told = |found: &Finding| {
        let client = found.witness.as_ref().map(|witness| witness.example(&book));
        let client = client.unwrap_or_default();
        format!("{}: {}\n{client}", found.diagnostic.code, found.diagnostic.message)
    };
    let told: Vec<String> = found.iter().map(told).collect();
    assert!(found.is_empty(), "{}", told.join("\n"));
}

/// What is found, as plain text.
fn report(book: &Rulebook, name: &str, text: &str, found: &[Finding]) -> String {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("prelude.remit", prelude()));
    sources.add(SourceFile::new(name, text));
    let mut said = String::new();
    for Finding { diagnostic, witness } in found {
        let _ = writeln!(said, "[{}]: {}", diagnostic.code, diagnostic.message);
        for label in std::iter::once(&diagnostic.primary).chain(&diagnostic.secondary) {
            let file = sources.get(label.span.file).unwrap();
            let start = file.position(label.span.start);
            let line = file.line(start.line).trim();
            let _ = writeln!(said, "  {}:{}: {line} {}", file.name(), start.line, label.text);
        }
        if let Some(why) = &diagnostic.why {
            let _ = writeln!(said, "  why: {why}");
        }
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(said, "  try: {help}");
        }
        if let Some(witness) = witness {
            let _ = writeln!(said, "  client: {}", witness.vignette(book));
            let example = witness.example(book);
            said.extend(example.lines().flat_map(|line| ["    ", line, "\n"]));
        }
        said.push('\n');
    }
    if found.is_empty() {
        said.push_str("nothing is found\n");
    }
    said
}
