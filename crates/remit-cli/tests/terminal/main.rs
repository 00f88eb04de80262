//! Whole screens at a real terminal: taken, drawn on, and given back whatever happens.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may say what it expects in the shortest way")]

mod first;
mod pty;

use std::io::Write;
use std::process::{Child, Command, Stdio};

use pty::{Program, Pty};
use serde_json::Value;

const GYM: &str = "../../tests/suite/small-gym.remit";

/// The program, with a home of its own that is thrown away.
struct Learner(tempfile::TempDir);

impl Learner {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn program(&self, line: &str) -> Program {
        let words: Vec<&str> = ["--rules", GYM].into_iter().chain(line.split(' ')).collect();
        let program = Program::new(env!("CARGO_BIN_EXE_remit"), &words);
        program.with("REMIT_HOME", self.0.path())
    }

    /// The program in lines, fed by a pipe.
    fn piped(&self, line: &str) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
        command.args(["--rules", GYM]).args(line.split(' ')).env("REMIT_HOME", self.0.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap()
    }

    /// What is kept of the learner, without names and times.
    fn kept(&self) -> Vec<Value> {
        let export = self.piped("progress export -").wait_with_output().unwrap();
        let lines = String::from_utf8(export.stdout).unwrap();
        lines.lines().map(|line| timeless(serde_json::from_str(line).unwrap())).collect()
    }

    fn starts(&self, line: &str) -> Pty {
        self.program(line).start()
    }
}

/// The same without what differs from one time to the next.
fn timeless(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            let differs = ["id", "at", "sitting", "milliseconds", "after", "seal"];
            let kept = entries.into_iter().filter(|(key, _)| !differs.contains(&key.as_str()));
            Value::Object(kept.map(|(key, value)| (key, timeless(value))).collect())
        }
        Value::Array(values) => values.into_iter().map(timeless).collect(),
        // A payload is JSON in a text.
        Value::String(text) => match serde_json::from_str(&text) {
            Ok(inner @ Value::Object(_)) => timeless(inner),
            _ => Value::String(text),
        },
        other => other,
    }
}

/// The terminal is as it was, and so are the lines on it.
fn given_back(pty: &Pty) {
    let lines = pty.see_lines();
    assert!(pty.is_restored(), "{lines}");
}

/// Answers the question on the screen with an option, each part of it.
fn answer(pty: &mut Pty, option: &str) {
    // Nothing of the screen before is left.
    pty.see_gone("Enter next");
    pty.press(option);
    let shown = pty.see_any(&["Enter next", ", client 2"]);
    if !shown.contains("Enter next") {
        pty.press(option);
    }
    pty.see("Enter next");
}

#[test]
fn a_quiz_from_its_first_question_to_its_end() {
    let learner = Learner::new();
    let mut pty = learner.starts("quiz --seed 7 --count 2");
    pty.see("Question 1 of 2");
    assert!(pty.is_whole());
    pty.press("?");
    pty.see("Any key closes the help.");
    pty.press("x");
    pty.see_gone("Any key closes");
    answer(&mut pty, "1");
    pty.press("w");
    pty.see("Why it is so");
    pty.press("i");
    pty.see("As the client was told.");
    pty.press("\r");
    pty.see(" or not known");
    pty.press("\u{1b}");
    pty.see_gone(" or not known");
    pty.press("\u{1b}");
    pty.see("Enter next");
    pty.press("\r");
    pty.see("Question 2 of 2");
    answer(&mut pty, "2");
    pty.press("\r");
    let over = pty.see("How it went");
    if over.contains("Missed") {
        pty.press("\r");
        pty.see("Looked at again: question");
        pty.press("q");
        pty.see("Missed");
    }
    pty.press("q");
    assert_eq!(pty.ended(), 0);
    given_back(&pty);
    assert!(pty.see("of 2 right").contains("seed 7"), "the lines before are still there");
}

#[test]
fn the_start_screen_does_what_commands_do() {
    let learner = Learner::new();
    let program = Program::new(env!("CARGO_BIN_EXE_remit"), &["--rules", GYM]);
    let mut pty = program.with("REMIT_HOME", learner.0.path()).start();
    pty.see("Enter begin");
    pty.press("h");
    pty.see("You are told about a client");
    pty.press("q");
    pty.see("Enter begin");
    pty.press("a");
    pty.see("Question 1 of 10");
    answer(&mut pty, "1");
    pty.press("q");
    pty.see("Nothing is lost: next time it goes on from here.");
    pty.press("q");
    // What was left is offered first, and goes on at the very next question.
    pty.see("Go on where you stopped: 1 of 10 answered.");
    pty.press("\r");
    pty.see("Question 2 of 10");
    pty.press("\u{3}");
    pty.see("Enter begin");
    pty.press("q");
    assert_eq!(pty.ended(), 0);
    given_back(&pty);
}

#[test]
fn an_exam_tells_nothing_and_goes_on_at_the_very_next_question() {
    let learner = Learner::new();
    let start = || {
        let words = ["exam", "exam-pft", "--seed", "5"];
        let program = Program::new(env!("CARGO_BIN_EXE_remit"), &words);
        program.with("REMIT_HOME", learner.0.path()).start()
    };
    let mut pty = start();
    let rules = pty.see("Enter begin");
    assert!(rules.contains("minutes"), "{rules}");
    pty.press("\r");
    pty.see("Question 1 of");
    pty.press("2");
    let chosen = pty.see("chosen:");
    assert!(chosen.contains("min left") && chosen.contains("Question 1 of"), "{chosen}");
    pty.press("\r");
    let next = pty.see_any(&["Question 2 of", ", client 2"]);
    if !next.contains("Question 2 of") {
        pty.press("1\r");
    }
    let next = pty.see("Question 2 of");
    let told = ["Right.", "Not right."].iter().any(|word| next.contains(word));
    assert!(!told, "nothing is said of the answer: {next}");
    pty.press("\u{3}");
    assert_eq!(pty.ended(), 3);
    given_back(&pty);
    let mut pty = start();
    pty.see("Enter begin");
    pty.press("\r");
    pty.see("Question 2 of");
    pty.press("q");
    pty.see("1 of ");
    pty.press("q");
    assert_eq!(pty.ended(), 3);
}

#[test]
fn the_same_answers_give_the_same_results_in_lines_and_on_the_screen() {
    const QUIZ: &str = "quiz --seed 11 --count 4";
    let (in_lines, on_screen) = (Learner::new(), Learner::new());
    let mut lines = in_lines.piped(QUIZ);
    lines.stdin.take().unwrap().write_all("2\n".repeat(8).as_bytes()).unwrap();
    assert_eq!(lines.wait_with_output().unwrap().status.code(), Some(0));
    let mut screen = on_screen.starts(QUIZ);
    for number in 1..=4 {
        screen.see(&format!("Question {number} of 4"));
        answer(&mut screen, "2");
        screen.press("\r");
    }
    screen.see("How it went");
    screen.press("q");
    assert_eq!(screen.ended(), 0);
    let (lines, screen) = (in_lines.kept(), on_screen.kept());
    assert!(lines.len() > 4, "{lines:?}");
    assert_eq!(lines, screen);
}

#[test]
fn the_screen_follows_the_size_of_the_terminal() {
    let learner = Learner::new();
    let mut pty = learner.starts("quiz --seed 7 --count 2");
    pty.see("Question 1 of 2");
    pty.resize(20, 5);
    pty.see("Too small: 20 x 5.");
    pty.resize(120, 40);
    let wide = pty.see("Enter take it");
    assert!(wide.lines().any(|line| line.chars().count() == 120), "{wide}");
    pty.resize(40, 12);
    pty.see("more lines below: PgDn");
    answer(&mut pty, "1");
    pty.press("qq");
    assert_eq!(pty.ended(), 3);
    given_back(&pty);
}

#[test]
fn an_interrupt_and_signals_give_the_terminal_back() {
    for signal in ["^C", "INT", "TERM", "HUP"] {
        let learner = Learner::new();
        let mut pty = learner.starts("quiz --seed 7 --count 2");
        pty.see("Question 1 of 2");
        answer(&mut pty, "1");
        if signal == "^C" {
            pty.press("\u{3}");
        } else {
            pty.signal(signal);
        }
        assert_eq!(pty.ended(), 3, "{signal}");
        given_back(&pty);
    }
}

#[test]
fn the_shell_can_have_the_terminal_for_a_while() {
    for by_key in [true, false] {
        let learner = Learner::new();
        let mut pty = learner.starts("quiz --seed 7 --count 2");
        pty.see("Question 1 of 2");
        if by_key {
            pty.press("\u{1a}");
        } else {
            pty.signal("TSTP");
        }
        pty.stopped();
        pty.see_lines();
        given_back(&pty);
        pty.signal("CONT");
        pty.see("Question 1 of 2");
        assert!(pty.is_whole() && !pty.is_restored());
        answer(&mut pty, "1");
        pty.press("\u{3}");
        assert_eq!(pty.ended(), 3);
        given_back(&pty);
    }
}

#[test]
fn a_closed_window_ends_the_program() {
    let learner = Learner::new();
    let mut pty = learner.starts("quiz --seed 7 --count 2");
    pty.see("Question 1 of 2");
    pty.close("?");
    pty.ended();
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    let itself = std::env::current_exe().unwrap();
    let arguments = ["--ignored", "--exact", "panics_on_a_screen", "--nocapture"];
    let mut pty = Program::new(itself, &arguments).start();
    pty.see("on the screen");
    assert!(pty.is_whole() && !pty.is_restored());
    pty.press("x");
    assert_ne!(pty.ended(), 0);
    given_back(&pty);
    pty.see("a mistake of ours");
}

/// Not a test: the program that the test above looks at.
#[test]
#[ignore = "it panics, and is run by another test"]
fn panics_on_a_screen() {
    use remit_tui::{Effect, Event, Look, Page, Screen, Theme};
    struct Panics(Look);
    impl Page for Panics {
        type End = ();
        fn update(&mut self, event: Event) -> Effect<()> {
            match event {
                Event::Key(_) => panic!("a mistake of ours"),
                Event::Resize(columns, rows) => self.0.size = (columns, rows),
                _ => {}
            }
            Effect::Stay
        }
        fn draw(&self, frame: &mut ratatui::Frame<'_>) {
            frame.render_widget("on the screen", frame.area());
        }
        fn look(&self) -> Look {
            self.0
        }
    }
    let look = Look { theme: Theme::Bare, mouse: false, size: (0, 0) };
    Screen::open(false).unwrap().show(&mut Panics(look)).unwrap();
}

#[test]
fn who_wants_lines_gets_lines() {
    let learner = Learner::new();
    let dumb = learner.program("quiz --seed 7 --count 2").with("TERM", "dumb");
    let plain = learner.program("--plain quiz --seed 7 --count 2");
    let wished = learner.program("quiz --seed 7 --count 2").with("REMIT_PLAIN", "1");
    for program in [dumb, plain, wished] {
        let mut pty = program.start();
        pty.see("Choose:");
        assert!(!pty.is_whole());
        pty.press("q\r");
        assert_eq!(pty.ended(), 3);
    }
}

#[test]
fn no_colour_is_no_colour() {
    let learner = Learner::new();
    for (variable, value) in [("NO_COLOR", "1"), ("REMIT_THEME", "bare")] {
        let pty = learner.program("quiz --seed 7 --count 2").with(variable, value).start();
        pty.see("Question 1 of 2");
        assert!(!pty.is_coloured());
    }
    let pty = learner.starts("quiz --seed 7 --count 2");
    pty.see("Question 1 of 2");
    assert!(pty.is_coloured());
}
