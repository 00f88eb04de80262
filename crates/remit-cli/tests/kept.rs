//! What the program keeps whatever happens to it: killed at any moment, on a full disk, in a folder
//! that can't be written, beside another process, with a damaged file.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use remit_store::{Event, Store, look};
use tempfile::TempDir;

fn gym() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite/small-gym.remit")
}

const EXAM: &str = r#"
title = "The small gym's exam"
count = 12

[exam]
minutes = 12
pass = 50
rationale = "It is made up for a test."
practitioners = { trainer = 100 }
kinds = { decide = 100 }

[[exam.domain]]
title = "Everything"
share = 100
rules = ["healthy-training", "effort-and-sugar"]
"#;

/// The program with the small gym's rules, keeping its files in a folder.
fn remit(home: &Path, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    command.env("REMIT_HOME", home).arg("--rules").arg(gym()).args(words.split_whitespace());
    command
}

fn started(mut command: Command, input: &str) -> Child {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    // A program that is over already reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child
}

fn run(command: Command, input: &str) -> Output {
    started(command, input).wait_with_output().unwrap()
}

/// What a run said, as a snapshot shows it.
fn said(home: &Path, output: &Output) -> String {
    let text = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).replace(&home.display().to_string(), "HOME");
        text.replace(&std::process::id().to_string(), "N")
    };
    format!(
        "{}--- complained\n{}--- exit code {}",
        text(&output.stdout),
        text(&output.stderr),
        output.status.code().unwrap_or(-1)
    )
}

/// The number of the last question that was shown, if one was, and of the first.
fn questions(output: &str) -> Option<(usize, usize)> {
    let number = |part: &str| part.split(' ').next()?.parse().ok();
    let mut shown = output.split("\nQuestion ").skip(1).filter_map(number);
    let first = shown.next()?;
    Some((first, shown.last().unwrap_or(first)))
}

/// How many answers of the newest sitting are kept.
fn kept(events: &[Event]) -> usize {
    events
        .iter()
        .rev()
        .take_while(|event| event.kind != "began")
        .filter(|event| event.kind == "answered")
        .count()
}

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Kills a sitting again and again until it is done, then the next, so many times in all.
fn killed(command: &str, of: usize, kills: usize, seed: u64) {
    let folder = TempDir::new().unwrap();
    let exam = folder.path().join("gym-exam.toml");
    fs::write(&exam, EXAM).unwrap();
    let command = command.replace("EXAM", &exam.display().to_string());
    let home = folder.path().join("home");
    let file = home.join("learner.db");
    let answers = "1\n".repeat(of);
    let mut numbers = Numbers(seed);
    // How long it takes if nobody kills it.
    let clock = Instant::now();
    run(remit(&folder.path().join("other"), &format!("{command} --seed 0")), &answers);
    let whole = u64::try_from(clock.elapsed().as_micros()).unwrap();

    let (mut before, mut under_way): (Vec<Event>, usize) = (Vec::new(), 0);
    for kill in 0..kills {
        let expected = kept(&before);
        let resumed = expected < of && !before.is_empty();
        // A pair takes a line for each of its clients.
        let mut child = started(remit(&home, &command), &answers.repeat(2));
        let mut stdout = child.stdout.take().unwrap();
        let reader = thread::spawn(move || {
            let mut bytes = Vec::new();
            stdout.read_to_end(&mut bytes).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        });
        thread::sleep(Duration::from_micros(numbers.below(whole)));
        child.kill().unwrap();
        child.wait().unwrap();
        let output = reader.join().unwrap();

        // The file is whole, and what was there is there.
        let now = look(&file).unwrap().unwrap_or_default();
        assert!(now.starts_with(&before), "kill {kill}: something that was kept is gone");
        if let Some((first, last)) = questions(&output) {
            let start = if resumed { expected + 1 } else { 1 };
            assert_eq!(first, start, "kill {kill}: not the very next question\n{output}");
            // What stands before a question that was shown was answered.
            assert!(kept(&now) >= last - 1, "kill {kill}: {} < {last} - 1", kept(&now));
            under_way += usize::from(kept(&now) > 0 && kept(&now) < of);
        }
        assert!(kept(&now) <= of);
        before = now;
    }
    assert!(under_way > kills / 10, "only {under_way} of {kills} kills hit a sitting under way");
    // The next start needs no repair, and can write.
    let mut store = Store::open(&file, "a test").unwrap();
    assert_eq!(store.events(), before);
    store.append(0, "test", &0).unwrap();
}

#[test]
fn a_quiz_that_is_killed_loses_no_answer_and_goes_on_at_the_next_question() {
    killed("quiz --count 12", 12, 110, 7);
}

#[test]
fn an_exam_that_is_killed_loses_no_answer_and_goes_on_at_the_next_question() {
    killed("exam EXAM", 12, 90, 11);
}

#[test]
fn a_second_sitting_is_told_who_holds_the_file() {
    let folder = TempDir::new().unwrap();
    let who = format!("`remit quiz` (process {})", std::process::id());
    let held = Store::open(&folder.path().join("learner.db"), &who).unwrap();
    let output = run(remit(folder.path(), "quiz --seed 1"), "1\n");
    insta::assert_snapshot!(said(folder.path(), &output));
    // Looking on is possible, and so is another learner.
    assert_eq!(run(remit(folder.path(), "progress"), "").status.code(), Some(0));
    let other = remit(folder.path(), "quiz --seed 1 --count 1 --learner other");
    assert_eq!(run(other, "1\n1\n").status.code(), Some(0));
    drop(held);
}

/// A home with a few answers.
fn practised() -> TempDir {
    let folder = TempDir::new().unwrap();
    run(remit(folder.path(), "quiz --seed 1 --count 3"), &"1\n".repeat(6));
    folder
}

/// Runs the commands a learner might try, with the file as it is, and says what they said.
fn tried(home: &Path, commands: &[&str]) -> String {
    let mut told = String::new();
    for words in commands {
        let shown = words.replace(&home.display().to_string(), "HOME");
        let output = run(remit(home, words), "q\n");
        write!(told, "$ remit {shown}\n{}\n\n", said(home, &output)).unwrap();
    }
    told.trim_end().to_owned()
}

#[test]
fn a_flipped_byte_is_said_and_what_is_whole_is_brought_back() {
    let folder = practised();
    let (home, file) = (folder.path(), folder.path().join("learner.db"));
    let mut bytes = fs::read(&file).unwrap();
    let content = b"\"number\":2";
    let at = bytes.windows(content.len()).position(|part| part == content).unwrap();
    bytes[at + content.len() - 1] = b'7';
    fs::write(&file, &bytes).unwrap();
    let rescued = home.join("rescued.jsonl").display().to_string();
    let mut told =
        tried(home, &["quiz --seed 2", "progress", &format!("progress rescue {rescued}")]);
    assert_eq!(fs::read(&file).unwrap(), bytes, "the damaged file was changed");
    fs::rename(&file, home.join("damaged")).unwrap();
    told += "\n\n(the file is moved away)\n\n";
    told += &tried(
        home,
        &[&format!("progress import {rescued}"), &format!("progress import {rescued}")],
    );
    insta::assert_snapshot!(told);
    assert_eq!(look(&file).unwrap().unwrap().len(), 4);
}

#[test]
fn a_file_of_a_newer_version_is_refused_and_left_as_it_is() {
    let folder = practised();
    let file = folder.path().join("learner.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes[63] = 9;
    fs::write(&file, &bytes).unwrap();
    insta::assert_snapshot!(tried(folder.path(), &["quiz --seed 2", "progress --format json"]));
    assert_eq!(fs::read(&file).unwrap(), bytes);
}

#[test]
fn without_a_folder_practice_goes_on_and_an_exam_does_not() {
    let folder = TempDir::new().unwrap();
    let home = folder.path().join("file/home");
    fs::write(folder.path().join("file"), "not a folder").unwrap();
    let exam = folder.path().join("gym-exam.toml");
    fs::write(&exam, EXAM).unwrap();
    let quiz = run(remit(&home, "quiz --seed 1 --count 1"), "1\n1\n");
    let quiz = String::from_utf8_lossy(&quiz.stderr).into_owned();
    let exam = run(remit(&home, &format!("exam {}", exam.display())), "1\n");
    let told = format!("{quiz}\n{}", said(folder.path(), &exam));
    insta::assert_snapshot!(told.replace(&folder.path().display().to_string(), "HOME"));
}

#[cfg(unix)]
#[test]
fn a_folder_that_can_only_be_read_is_said_and_read() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    let folder = practised();
    let home = folder.path();
    // Who may do everything may write anywhere; somebody else then tries, with a copy of the
    // program that they may read.
    let allow =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for name in ["learner.db", "learner.lock"] {
        allow(&home.join(name), 0o444);
    }
    allow(home, 0o555);
    let all_powerful = fs::write(home.join("probe"), "").is_ok();
    let tools = TempDir::new().unwrap();
    allow(tools.path(), 0o755);
    let (program, rules) = (tools.path().join("remit"), tools.path().join("gym.remit"));
    fs::copy(env!("CARGO_BIN_EXE_remit"), &program).unwrap();
    fs::copy(gym(), &rules).unwrap();
    let tried = |words: &str| {
        let mut command = Command::new(&program);
        command.env("REMIT_HOME", home).current_dir("/").arg("--rules").arg(&rules);
        command.args(words.split_whitespace());
        if all_powerful {
            command.uid(65_534).gid(65_534);
        }
        run(command, "1\n1\n")
    };
    let quiz = tried("quiz --seed 1 --count 1");
    let progress = tried("progress --format json");
    allow(home, 0o755);
    assert_eq!(quiz.status.code(), Some(0), "{quiz:?}");
    let quiz = String::from_utf8_lossy(&quiz.stderr).replace(&home.display().to_string(), "HOME");
    insta::assert_snapshot!(quiz);
    let progress = String::from_utf8_lossy(&progress.stdout).into_owned();
    assert!(progress.contains("\"answers\": 3"), "{progress}");
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_the_question_comes_again() {
    let folder = TempDir::new().unwrap();
    let home = folder.path();
    // A limit on the size of files stands for the disk; it would kill the program if that didn't
    // ask to be told instead. Its unit differs between shells, so room is made step by step.
    let limited = |blocks: u32| {
        let mut command = Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_remit")]);
        command.env("REMIT_HOME", home).arg("--rules").arg(gym());
        command.args(["quiz", "--seed", "3", "--count", "60"]);
        run(command, &"1\n".repeat(120))
    };
    run(remit(home, "quiz --seed 3 --count 60"), "1\n1\n");
    let full = (64..400).step_by(32).map(limited).find(|output| {
        let told = String::from_utf8_lossy(&output.stderr);
        told.contains("not-kept")
    });
    let full = full.expect("the limit is never met");
    assert_eq!(full.status.code(), Some(2));
    let (_, last) = questions(&String::from_utf8_lossy(&full.stdout)).unwrap();
    let events = look(&home.join("learner.db")).unwrap().unwrap();
    assert_eq!(kept(&events), last - 1, "what was answered before is kept, and nothing else");
    insta::assert_snapshot!(
        String::from_utf8_lossy(&full.stderr).replace(&home.display().to_string(), "HOME")
    );
    // There is room again.
    let output = run(remit(home, "quiz --seed 3 --count 60"), "q\n");
    assert_eq!(questions(&String::from_utf8_lossy(&output.stdout)).unwrap().0, last);
}
