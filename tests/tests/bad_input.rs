//! Whatever bytes a rule file or a client's file is made of: a clear message soon, exit code 2, no
//! panic.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use remit_cli::Terminal;
use remit_tests::{Run, root, run};
use tempfile::TempDir;

const MEGABYTE: usize = 1024 * 1024;
/// A second in a release build; tests are built with less optimisation, on busy machines.
const SOON: Duration = Duration::from_secs(10);

fn remit(words: &[&str], input: &[u8]) -> Run {
    let arguments = ["remit"].iter().chain(words).map(OsString::from);
    let started = Instant::now();
    let run = run(&words.join(" "), arguments, input, Terminal::plain());
    let took = started.elapsed();
    assert!(took < SOON, "took {took:?}: {}", run.command);
    run
}

/// Asserts that a run ended as one with bad input does.
fn assert_refused(run: &Run, wanted: &str) {
    assert_eq!(run.code, 2, "{run}");
    let said = format!("{}{}", run.output, run.errors);
    assert!(said.contains(wanted), "`{wanted}` is not said: {said:.2000}");
    assert!(said.len() < 200_000, "nobody reads {} bytes", said.len());
    assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "a terminal would take commands");
}

fn check(bytes: &[u8], wanted: &str) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("bad.remit");
    fs::write(&file, bytes).unwrap();
    assert_refused(&remit(&["check", file.to_str().unwrap()], b""), wanted);
}

fn decide(bytes: &[u8], wanted: &str) {
    let rules = root().join("tests/suite/small-gym.remit");
    let rules = rules.to_str().unwrap();
    let words =
        ["--rules", rules, "decide", "--as", "trainer", "--for", "training", "--client", "-"];
    assert_refused(&remit(&words, bytes), wanted);
}

/// Bytes that look random and are the same every time.
fn noise(seed: u64, count: usize) -> Vec<u8> {
    let mut state = seed;
    let next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(count).collect()
}

fn a_rulebook() -> Vec<u8> {
    fs::read(root().join("tests/suite/small-gym.remit")).unwrap()
}

#[test]
fn a_megabyte_of_noise() {
    for seed in 1..=3 {
        check(&noise(seed, MEGABYTE), "not plain text");
        decide(&noise(seed, MEGABYTE), "not plain text");
        let printable: Vec<u8> = noise(seed, MEGABYTE).iter().map(|byte| 32 + byte % 95).collect();
        check(&printable, "error");
        decide(&printable, "error");
        let lines: Vec<u8> = printable.iter().map(|&c| if c == b'z' { b'\n' } else { c }).collect();
        check(&lines, "error");
    }
}

#[test]
fn a_megabyte_of_rules_with_mutations() {
    for seed in 1..=4 {
        let mut bytes: Vec<u8> = a_rulebook().into_iter().cycle().take(MEGABYTE).collect();
        for (at, with) in noise(seed, 600).chunks(3).zip(noise(seed + 100, 200)) {
            let at = usize::from(at[0]) << 12 | usize::from(at[1]) << 4 | usize::from(at[2]) >> 4;
            bytes[at] = 32 + with % 95;
        }
        bytes.retain(u8::is_ascii);
        check(&bytes, "error");
    }
}

#[test]
fn words_of_the_language_in_any_order() {
    let words: Vec<&str> = remit_syntax::words().iter().map(|word| word.phrase).collect();
    let mut text = String::from("lane x \"y\"\n");
    for byte in noise(7, MEGABYTE / 8) {
        text.push_str(words[usize::from(byte) % words.len()]);
        text.push(if byte % 3 == 0 { '\n' } else { ' ' });
    }
    text.truncate(MEGABYTE);
    check(text.as_bytes(), "error");
}

#[test]
fn a_hundred_thousand_parentheses() {
    let deep = 100_000;
    let rule = |condition: &str| {
        let mut text = String::from_utf8(a_rulebook()).unwrap();
        text.push_str(&format!("\ndefine deep \"deep\"\n  when {condition}\n"));
        text
    };
    let (open, close) = ("(".repeat(deep), ")".repeat(deep));
    check(rule(&format!("{open}pain is 1{close}")).as_bytes(), "error");
    check(rule(&open).as_bytes(), "error");
    check(rule(&"not ".repeat(deep)).as_bytes(), "error");
    check(rule(&"at least 1 of (".repeat(deep)).as_bytes(), "error");
    decide("[".repeat(deep).as_bytes(), "error");
    decide(format!("{{\"conditions\": {}", "[".repeat(deep)).as_bytes(), "error");
    decide("{\"a\":".repeat(deep).as_bytes(), "error");
}

#[test]
fn ten_thousand_of_the_same() {
    let one = "lane same \"Same\"\n  for nobody\n  then take\n";
    check(one.repeat(10_000).as_bytes(), "error");
    let or = " or pain is 1".repeat(50_000);
    let text = format!("define wide \"wide\"\n  when pain is 1{or}\n");
    check(text.as_bytes(), "error");
    decide(format!("{{{}}}", "\"age\": 1,".repeat(50_000)).as_bytes(), "error");
}

#[test]
fn commands_to_the_terminal_are_not_passed_on() {
    check("lane \u{1b}[31mred \u{7}\u{202e}\"x\"\n  for \u{9b}pft\n".as_bytes(), "error");
    decide("{ \"\u{1b}[2Jage\": 3, \"x\\u001b[31m\": 1 }".as_bytes(), "error");
}

#[test]
fn files_that_are_none() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    assert_refused(&remit(&["check", &at("nowhere")], b""), "no such file");
    assert_refused(&remit(&["check", folder.path().to_str().unwrap()], b""), "no rule file");
    let large = fs::File::create(at("large.remit")).unwrap();
    large.set_len(9 * MEGABYTE as u64).unwrap();
    assert_refused(&remit(&["check", &at("large.remit")], b""), "too large");
    assert_refused(&remit(&["--rules", &at("large.remit"), "show"], b""), "too large");
    if Path::new("/dev/zero").exists() {
        let rules = root().join("tests/suite/small-gym.remit");
        let mut words = vec!["--rules", rules.to_str().unwrap(), "decide", "--as", "trainer"];
        words.extend(["--for", "training", "--client", "/dev/zero"]);
        assert_refused(&remit(&words, b""), "too large");
    }
}

#[test]
fn nothing_is_written_over_a_file_with_mistakes() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("bad.remit");
    let text = "lane   x\n     for for\n";
    fs::write(&file, text).unwrap();
    assert_refused(&remit(&["fmt", file.to_str().unwrap()], b""), "error");
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_rule_file_and_nobody_waits_for_it() {
    let folder = TempDir::new().unwrap();
    let pipe = folder.path().join("pipe.remit");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let pipe = pipe.to_str().unwrap();
    for words in [
        vec!["check", pipe],
        vec!["check", folder.path().to_str().unwrap()],
        vec!["--rules", pipe, "test"],
        vec!["test", "--cases", pipe],
        vec!["fmt", pipe],
    ] {
        assert_refused(&remit(&words, b""), "this is a pipe or a device");
    }
    fs::create_dir(folder.path().join("folder.remit")).unwrap();
    assert_refused(&remit(&["check", &format!("{pipe}/../folder.remit")], b""), "error");
}

#[test]
fn what_is_found_in_one_file_is_told_though_another_cannot_be_read_or_written() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("a.remit"), "lane   x\n     for for\n").unwrap();
    let loose = "topic b   \"B\"\n";
    fs::write(at("b.remit"), loose).unwrap();
    fs::write(at("c.remit"), [0xff, 0xfe]).unwrap();
    let mut rights = fs::metadata(at("b.remit")).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(at("b.remit"), rights).unwrap();
    let run = remit(&["fmt", folder.path().to_str().unwrap()], b"");
    assert_refused(&run, "`for` is a word of the language");
    assert_refused(&run, "the file may not be written");
    assert_refused(&run, "the file is not plain text");
    assert_eq!(fs::read_to_string(at("b.remit")).unwrap(), loose);
    // `--check` writes nothing, so it may look.
    let run = remit(&["fmt", "--check", &at("b.remit")], b"");
    assert_eq!((run.code, run.output.starts_with("would change")), (1, true), "{run}");
}
