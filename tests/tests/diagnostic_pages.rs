//! Every kind of finding has a page under `docs/diagnostics`, and the examples on it are true: the
//! first is found fault with for just that, the mended one is not.

use std::collections::BTreeSet;
use std::fs;

use remit_model::resolve;
use remit_source::{Code, FileId};
use remit_syntax::parse;
use remit_tests::root;

/// Bounds, of which no example can be shown on a page.
const WITHOUT_EXAMPLE: [Code; 3] = [
    remit_model::codes::TOO_MANY,
    remit_model::codes::DEFINED_TOO_DEEP,
    remit_model::codes::TABLE_UNPROVED,
];

#[test]
fn every_code_of_the_model_has_a_page_with_true_examples() {
    let prelude = fs::read_to_string(root().join("docs/diagnostics/prelude.remit")).unwrap();
    for &code in remit_model::codes::ALL {
        let page = page(code);
        let examples = fences(&page);
        if WITHOUT_EXAMPLE.contains(&code) {
            assert!(examples.is_empty(), "{code}: a bound has no example");
            continue;
        }
        let [(kind, wrong), (mended_kind, mended)] = examples.as_slice() else {
            panic!("{code}: a page has one example and its mended form");
        };
        let beside = if kind.contains("alone") { "" } else { prelude.as_str() };
        assert!(!kind.contains("fixed") && mended_kind.contains("fixed"), "{code}: {kind}");
        assert_eq!(found(beside, wrong), BTreeSet::from([code]), "{code}: the example");
        // A circle is mended by taking the whole knot apart, a warning by more than one means: but
        // nothing else may be wrong with what is shown as right.
        assert_eq!(found(beside, mended), BTreeSet::new(), "{code}: the mended example");
    }
}

#[test]
fn every_code_of_the_parser_has_a_page() {
    for &code in remit_syntax::codes::all() {
        page(code);
    }
}

#[test]
fn codes_are_said_once() {
    let codes = remit_model::codes::ALL.iter().chain(remit_syntax::codes::all());
    let mut seen = BTreeSet::new();
    for code in codes {
        assert!(seen.insert(code), "{code} is the name of two kinds of finding");
    }
}

/// A page, which must begin with its code and then say what it means.
fn page(code: Code) -> String {
    let path = root().join(format!("docs/diagnostics/{code}.md"));
    let page = fs::read_to_string(path).unwrap_or_else(|_| panic!("{code} has no page"));
    assert!(page.starts_with(&format!("# {code}\n\n")), "{code}: the page begins with its code");
    page
}

/// The kinds of finding that two files lead to. Facts that a shown screen does not know of are no
/// fault of the example.
fn found(prelude: &str, example: &str) -> BTreeSet<Code> {
    let (first, second) = (FileId(0), FileId(1));
    let vocabulary = parse(first, prelude);
    let tree = parse(second, example);
    let resolved = resolve(&[(first, &vocabulary.file), (second, &tree.file)]);
    let findings = tree.diagnostics.iter().chain(&resolved.diagnostics);
    let of_prelude = |code| code == remit_model::codes::FORGOTTEN_BY_SCREEN;
    findings
        .filter(|finding| finding.primary.span.file == second || !of_prelude(finding.code))
        .map(|finding| finding.code)
        .collect()
}

/// The fenced examples of a page: what stands after the backticks, and the text.
fn fences(page: &str) -> Vec<(String, String)> {
    let mut fences = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(kind)) => open = Some((kind.to_owned(), String::new())),
            (Some(_), Some(_)) => fences.extend(open.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    fences
}
