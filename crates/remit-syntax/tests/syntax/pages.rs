//! Every kind of finding has a page, and the page's example is what it says it is.

use std::path::Path;

use crate::common::{parse_checked, read};
use remit_source::Code;
use remit_syntax::codes;

/// What no page can show in a few lines: the laws and the formatter's tests see to these.
const WITHOUT_EXAMPLE: [Code; 4] =
    [codes::CANNOT_FORMAT, codes::CLAUSE_TOO_LONG, codes::FILE_TOO_LARGE, codes::TOO_MANY_FINDINGS];

fn page(code: Code) -> String {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/diagnostics/{code}.md")))
}

/// What stands in the fence that begins so.
fn fence<'p>(page: &'p str, begins: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("{begins}\n"))?;
    rest.split_once("```").map(|(fence, _)| fence)
}

#[test]
fn every_page_shows_the_mistake_and_mends_it() {
    for &code in codes::all().iter().filter(|code| !WITHOUT_EXAMPLE.contains(code)) {
        let page = page(code);
        let found = |begins: &str| {
            let text =
                fence(&page, begins).unwrap_or_else(|| panic!("{code}: there is no {begins}"));
            parse_checked(text).diagnostics.iter().map(|found| found.code).collect::<Vec<_>>()
        };
        assert!(found("```remit").contains(&code), "{code}: {:?}", found("```remit"));
        assert_eq!(found("```remit fixed"), [], "{code}");
    }
}

#[test]
fn every_page_begins_with_its_code() {
    for &code in codes::all() {
        assert!(page(code).starts_with(&format!("# {code}\n\n")), "{code}");
    }
    let sorted = codes::all().is_sorted();
    assert!(sorted, "codes are listed in alphabetical order");
}
