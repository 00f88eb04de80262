//! The same words on every screen: colour says nothing that the words don't, and narrow terminals
//! are respected.

use std::ffi::OsString;

use remit_cli::Terminal;
use remit_tests::run;

const COMMANDS: [&str; 7] = [
    "show",
    "explain trainer-and-pressure",
    "decide --as trainer --for training --client suite/cases/controlled.json --why",
    "decide --as trainer --for training --client suite/cases/slips.json",
    "who --for training --client suite/cases/controlled.json",
    "screen --as trainer --for training --client suite/cases/not-measured.json",
    "quiz --seed 3 --count 2",
];

fn printed(command: &str, terminal: Terminal) -> String {
    let words = ["remit", "--rules", "suite/small-gym.remit"].into_iter();
    let arguments = words.chain(command.split_whitespace()).map(OsString::from);
    let run = run(command, arguments, b"?\n1\nwhy\n120\n80\n1\n", terminal);
    format!("{}{}", run.output, run.errors)
}

/// The text without what colours it.
fn bare(text: &str) -> String {
    let mut bare = String::new();
    for (index, part) in text.split("\u{1b}[").enumerate() {
        let rest = if index == 0 { part } else { part.split_once('m').unwrap().1 };
        bare.push_str(rest);
    }
    bare
}

#[test]
fn colour_tells_nothing_that_the_words_do_not() {
    for command in COMMANDS {
        let plain = Terminal::plain();
        let coloured = Terminal { colour_output: true, colour_errors: true, ..plain };
        let (coloured, plain) = (printed(command, coloured), printed(command, plain));
        assert!(coloured.contains("\u{1b}["), "{command} has no colour");
        assert_eq!(bare(&coloured), plain, "{command}");
    }
}

#[test]
fn plain_screens_are_not_drawn_on() {
    for command in COMMANDS {
        let drawn = Terminal { drawing: true, ..Terminal::plain() };
        let plain = printed(&format!("--plain {command}"), drawn);
        let lines = |c: char| matches!(c, '\u{2500}'..='\u{25ff}');
        assert!(!plain.contains(lines), "{command} draws lines");
    }
}

#[test]
fn lines_fit_a_narrow_screen() {
    for command in COMMANDS {
        let narrow = Terminal { width: 50, ..Terminal::plain() };
        for line in printed(command, narrow).lines() {
            // The client's file is one line, to be copied.
            let copied = line.starts_with('{') || line.starts_with("> ");
            assert!(copied || line.chars().count() <= 50, "{command}: {line}");
        }
    }
}
