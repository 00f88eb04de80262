//! The first five minutes of a newcomer, as they look on the screen: a document that is made here,
//! so that it stays true.

use std::path::Path;

use crate::pty::{Program, Pty};

const DOCUMENT: &str = "../../docs/first-five-minutes.md";

/// The variable that has the document written anew, to be read before it is committed.
const UPDATE: &str = "UPDATE_DOCUMENTS";

/// The document while it is written.
struct Story(String);

impl Story {
    fn tell(&mut self, text: &str) {
        self.0.push_str(&format!("\n{text}\n"));
    }

    /// What stands on the screen now.
    fn show(&mut self, screen: &str) {
        self.0.push_str(&format!("\n```text\n{screen}\n```\n"));
    }
}

fn remit(home: &Path, words: &[&str]) -> Pty {
    Program::new(env!("CARGO_BIN_EXE_remit"), words).with("REMIT_HOME", home).start()
}

/// The screen without the day in its first row: the document is true on every day.
fn undated(screen: &str) -> String {
    let (_, rest) = screen.split_once('\n').unwrap();
    format!(" {:<71}{:>7}\n{rest}", "What you know", "(today)")
}

/// A first question of which the first answer is not right, and which is about one client.
fn wrong() -> (Pty, String, String, tempfile::TempDir) {
    for seed in 1.. {
        let home = tempfile::tempdir().unwrap();
        let mut pty = remit(home.path(), &["quiz", "--count", "2", "--seed", &seed.to_string()]);
        let question = pty.see("? help");
        pty.press("1");
        let shown = pty.see_any(&["Enter next", ", client 2"]);
        if shown.contains("Not right.") && shown.contains("i what if") {
            return (pty, question, seed.to_string(), home);
        }
    }
    unreachable!("some first answer is wrong")
}

#[test]
fn the_first_five_minutes_are_as_the_document_tells_them() {
    let mut story = Story("# The first five minutes\n".to_owned());
    story.tell(
        "What a newcomer sees, screen by screen, on a terminal of 80 columns and 24 rows. A test \
         makes this document and compares it with what the program draws; it can't be out of date.",
    );
    story.tell("`remit` by itself offers what can be done:");
    let home = tempfile::tempdir().unwrap();
    let mut pty = remit(home.path(), &[]);
    story.show(&pty.see("? help"));
    pty.press("q");
    assert_eq!(pty.ended(), 0);

    let (mut pty, question, seed, home) = wrong();
    story.tell(&format!(
        "A quiz begins at once. (This one is `remit quiz --count 2 --seed {seed}`, so that \
         everybody sees the same.)"
    ));
    story.show(&question);
    story.tell(
        "The first answer that comes to mind, with the key `1`, is not right, and it is said why:",
    );
    story.show(&pty.see("Enter next"));
    story.tell("`w` unfolds the whole explanation:");
    pty.press("w");
    story.show(&pty.see("lines above"));
    story.tell("`i` asks *what if?* Every fact of the client can be changed:");
    pty.press("i");
    story.show(&pty.see("As the client was told."));
    pty.press("\u{1b}[B\u{1b}[B\r");
    story.tell("Enter shows what a fact could be instead:");
    story.show(&pty.see("      or "));
    pty.press("\u{1b}[B\r");
    story.tell("And with another value, the decision is made anew:");
    story.show(&pty.see("What if the"));
    pty.press("q");
    pty.see("Enter next");
    pty.press("q");
    story.tell("`q` leaves whenever one likes; it goes on where it was left:");
    story.show(&pty.see("Nothing is lost"));
    pty.press("q");
    assert_eq!(pty.ended(), 3);

    let mut pty = remit(home.path(), &[]);
    story.tell("The next day, `remit` offers to go on:");
    story.show(&pty.see("Go on where you stopped"));
    pty.press("p");
    story.tell("And shows how far one has come:");
    story.show(&undated(&pty.see("What you know")));
    pty.press("q");
    pty.see("Enter begin");
    pty.press("q");
    assert_eq!(pty.ended(), 0);

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&path, &story.0).unwrap();
    }
    let document = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        document == story.0,
        "docs/first-five-minutes.md is not what the program shows. Run the test with {UPDATE}=1, \
         and read the difference:\n{}",
        story.0
    );
}
