//! Every code of this crate has a page, whose example shows what it is about.

use std::path::Path;

use remit_eval::{Case, codes};
use remit_source::FileId;

#[expect(clippy::disallowed_methods, reason = "pages are files")]
fn read(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/diagnostics");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// The block of a page that begins with these words.
fn block<'p>(page: &'p str, begins: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("```{begins}\n"))?;
    rest.split_once("```").map(|(block, _)| block)
}

#[test]
fn every_code_has_a_page_whose_example_is_about_it() {
    let prelude = remit_syntax::parse(FileId(0), &read("prelude.remit"));
    let book = remit_model::resolve(&[(FileId(0), &prelude.file)]).rulebook;
    let mut shown = 0;
    for code in codes::ALL {
        let page = read(&format!("{code}.md"));
        assert!(page.starts_with(&format!("# {code}\n")), "{page}");
        if let Some(example) = block(&page, "json") {
            shown += 1;
            let found = Case::from_json(&book, FileId(1), example, &[]).unwrap_err();
            assert_eq!(found.iter().map(|found| found.code).collect::<Vec<_>>(), [*code]);
            let fixed = block(&page, "json fixed").unwrap();
            assert!(Case::from_json(&book, FileId(1), fixed, &[]).is_ok(), "{fixed}");
        }
    }
    assert!(shown >= 3);
}
