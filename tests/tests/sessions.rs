//! Sessions with the whole program. A file under `suite/sessions` has commands, each after a `$`,
//! with what is typed below it; the snapshot shows all that was printed, and the exit codes.

use std::fs;

use remit_tests::remit_with;

#[test]
fn every_session_goes_as_it_went() {
    insta::glob!("../suite", "sessions/*.txt", |path| {
        let script = fs::read_to_string(path).unwrap();
        let runs: Vec<String> = script
            .split("$ ")
            .skip(1)
            .map(|part| {
                let (command, input) = part.split_once('\n').unwrap();
                remit_with(command, input).to_string()
            })
            .collect();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(runs.join("\n\n"));
        });
    });
}
