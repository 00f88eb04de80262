//! Good and bad files, with what is read and what is said of them.

use crate::common::{files, parse_checked, read, report};

#[test]
fn bad_files_are_told_what_is_wrong() {
    for path in files("tests/bad") {
        let text = read(&path);
        let parsed = parse_checked(&text);
        assert!(!parsed.is_whole(), "{}", path.display());
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        insta::assert_snapshot!(format!("bad-{name}"), report(&text, &parsed.diagnostics));
    }
}

#[test]
fn good_files_are_read_and_formatted() {
    for path in files("tests/good") {
        let text = read(&path);
        let formatted = remit_syntax::format_text(remit_source::FileId(0), &text).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        insta::assert_snapshot!(format!("good-{name}"), formatted);
    }
}
