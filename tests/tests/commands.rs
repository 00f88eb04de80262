//! The command line: help that teaches, completions, manual pages, files that are formatted.

use std::fs;

use remit_tests::{remit, run};
use tempfile::TempDir;

#[test]
fn every_command_teaches_with_an_example() {
    insta::assert_snapshot!("help", remit("--help"));
    for command in remit_cli::command_line().get_subcommands() {
        let name = command.get_name();
        let help = remit(&format!("{name} --help"));
        assert_eq!(help.code, 0);
        insta::assert_snapshot!(format!("help-{name}"), help);
        let taught = help.output.contains("Examples:") || help.output.contains("`remit ");
        assert!(taught, "`remit {name} --help` shows no example");
    }
}

#[test]
fn the_command_line_is_sound() {
    remit_cli::command_line().debug_assert();
}

#[test]
fn every_shell_gets_completions_and_every_command_a_page() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = remit(&format!("completions {shell}"));
        assert!(run.code == 0 && run.output.contains("explain"), "{shell}");
    }
    let folder = TempDir::new().unwrap();
    let into = folder.path().to_str().unwrap();
    assert_eq!(remit(&format!("man --into {into}")).code, 0);
    for command in remit_cli::command_line().get_subcommands() {
        let name = command.get_name();
        let page = fs::read_to_string(folder.path().join(format!("remit-{name}.1"))).unwrap();
        assert!(page.contains(".SH NAME"), "{name}");
        assert!(remit(&format!("man {name}")).output.contains(".SH NAME"), "{name}");
    }
    assert_eq!(remit("man nothing").code, 2);
    assert_eq!(remit(&format!("man --into {into}/nowhere")).code, 2);
}

#[test]
fn a_file_is_formatted_in_place_and_only_if_it_changes() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("pressure.remit");
    let loose = "define   raised \"raised\"   # of an adult\n when systolic   at least 160 mmHg\n";
    let form = "define raised \"raised\"  # of an adult\n  when systolic at least 160 mmHg\n";
    fs::write(&file, loose).unwrap();
    let fmt = |words: &[&str]| {
        let file = file.to_str().unwrap();
        let words = ["remit", "fmt"].iter().chain(words).chain([&file]).map(Into::into);
        run("fmt", words, b"", remit_cli::Terminal::plain())
    };
    let run = fmt(&["--check"]);
    assert!(run.code == 1 && run.output.starts_with("would change"), "{run}");
    assert_eq!(fs::read_to_string(&file).unwrap(), loose);
    let run = fmt(&[]);
    assert!(run.code == 0 && run.output.starts_with("formatted"), "{run}");
    assert_eq!(fs::read_to_string(&file).unwrap(), form);
    let written = fs::metadata(&file).unwrap().modified().unwrap();
    let run = fmt(&[]);
    assert!(run.code == 0 && run.output == "1 file in form\n", "{run}");
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), written);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
}
