//! The maps of the project say what is there.

use std::fs;

#[test]
fn the_map_names_every_crate_and_no_other() {
    let crates = remit_tests::root().join("crates");
    let map = fs::read_to_string(crates.join("README.md")).unwrap();
    let row = |line: &str| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned());
    let mut named: Vec<String> = map.lines().filter_map(row).collect();
    let mut there: Vec<String> = fs::read_dir(crates)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("Cargo.toml").is_file())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    named.sort();
    there.sort();
    assert_eq!(named, there, "crates/README.md has a row for each crate");
}
