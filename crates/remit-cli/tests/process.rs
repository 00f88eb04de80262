//! What only a real process shows: streams, pipes and exit codes. Everything else is tested
//! without one, in `tests/`.

#![expect(clippy::unwrap_used, reason = "a test may say what it expects in the shortest way")]

use std::io::{Read, Write};
use std::process::{Command, Output, Stdio};

fn remit(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    command.args(words).stdin(Stdio::null()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn output(words: &[&str]) -> Output {
    remit(words).output().unwrap()
}

#[test]
fn results_go_to_one_stream_and_complaints_to_the_other() {
    let done = output(&["--version"]);
    assert_eq!((done.status.code(), text(&done.stderr).as_str()), (Some(0), ""));
    assert!(text(&done.stdout).starts_with("remit "));
    let bad = output(&["check", "no/such/folder"]);
    assert_eq!((bad.status.code(), text(&bad.stdout).as_str()), (Some(2), ""));
    assert!(text(&bad.stderr).contains("no such file"));
    let usage = output(&["chek"]);
    assert_eq!(usage.status.code(), Some(2));
    assert!(text(&usage.stderr).contains("check"), "{}", text(&usage.stderr));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = remit(&["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 1];
    let mut pipe = child.stdout.take().unwrap();
    pipe.read_exact(&mut first).unwrap();
    drop(pipe);
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), text(&ended.stderr).as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ended = remit(&["--version"]).stdout(full).output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
    assert!(text(&ended.stderr).contains("could not be written"), "{}", text(&ended.stderr));
}

#[test]
fn pipes_get_no_colour_unless_they_ask_for_it() {
    let escape = "\u{1b}[";
    assert!(!text(&output(&[]).stdout).contains(escape));
    assert!(text(&output(&["--color", "always"]).stdout).contains(escape));
    assert!(!text(&output(&["--color", "always", "--plain"]).stdout).contains(escape));
    let forced = remit(&[]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(text(&forced.stdout).contains(escape));
    let refused = remit(&[]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output().unwrap();
    assert!(!text(&refused.stdout).contains(escape));
}

#[test]
fn a_client_can_be_piped_in() {
    let words = ["decide", "--as", "nobody", "--for", "nothing", "--client", "-"];
    let mut child = remit(&words).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The program may have ended before it read this: then the pipe is closed, and that is right.
    let _ = child.stdin.take().unwrap().write_all(b"{}");
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(2), "{}", text(&ended.stderr));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_quiz_with_its_summary() {
    let mut child = remit(&["quiz", "--seed", "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = child.stdout.take().unwrap();
    let mut seen = Vec::new();
    // The prompt is out: the program waits for an answer, and listens.
    while !seen.ends_with(b"Choose: ") {
        let mut byte = [0];
        output.read_exact(&mut byte).unwrap();
        seen.extend(byte);
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(3));
    assert!(rest.contains("No question was answered."), "{rest}");
}
