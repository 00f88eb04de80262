//! Every file in `suite/bad` has mistakes that a teacher would make; its snapshot shows the file and
//! then what is said about it. The files are read beside the vocabulary of `docs/diagnostics`.

use std::fs;

use remit_model::resolve;
use remit_source::{SourceFile, Sources};
use remit_syntax::parse;
use remit_tests::{plain, root};

#[test]
fn every_mistake_is_said() {
    let prelude = fs::read_to_string(root().join("docs/diagnostics/prelude.remit")).unwrap();
    let mut count = 0;
    insta::glob!("../suite", "bad/*.remit", |path| {
        let text = fs::read_to_string(path).unwrap();
        let mut sources = Sources::default();
        let vocabulary = sources.add(SourceFile::new("prelude.remit", &prelude));
        let name = path.file_name().unwrap().to_string_lossy();
        let file = sources.add(SourceFile::new(name, &text));
        let vocabulary_tree = parse(vocabulary, &prelude);
        let tree = parse(file, &text);
        let resolved = resolve(&[(vocabulary, &vocabulary_tree.file), (file, &tree.file)]);
        let mut found = tree.diagnostics;
        found.extend(resolved.diagnostics);
        found.sort_by_key(|finding| (finding.primary.span.file, finding.primary.span.start));
        assert!(!found.is_empty(), "nothing is wrong with {}", path.display());
        let said = plain::report(&sources, &found);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("{text}{}\n{said}", "-".repeat(60)));
        });
        count += 1;
    });
    assert!(count >= 40, "only {count} bad files");
}
