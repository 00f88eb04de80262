//! Quizzes on a small rulebook.

use remit_model::Rulebook;
use remit_quiz::{Family, Input, Item, Plan, Quiz, Refused, Screen, Session};
use remit_source::FileId;
use remit_words::Words;

/// The rulebook that the words are tried on too.
fn small() -> Rulebook {
    let parsed =
        remit_syntax::parse(FileId(0), include_str!("../../remit-words/tests/small.remit"));
    remit_model::resolve(&[(FileId(0), &parsed.file)]).rulebook
}

fn plan(count: usize, seed: u64) -> Plan {
    Plan { role: None, topic: None, count, seed }
}

/// Plays a quiz, choosing by `choose`, and writes down everything that is shown.
fn played(book: &Rulebook, plan: Plan, choose: impl Fn(&Item) -> usize) -> String {
    let words = Words::new(book);
    let mut session = Session::new(book, plan);
    let mut text = String::new();
    loop {
        let input = match session.screen() {
            Screen::Question { item, number, of } => {
                text.push_str(&format!("Question {number} of {of} ({})\n", item.family.name(book)));
                text.push_str(&format!("{}\n{}\n", item.stem, item.question));
                for (at, choice) in item.options.iter().enumerate() {
                    let mark = if at == item.key { "*" } else { " " };
                    text.push_str(&format!(" {mark}{}. {}\n", at + 1, choice.text));
                }
                Input::Choose(choose(item))
            }
            Screen::Feedback { feedback, .. } => {
                text.push_str(&format!(
                    "{}. {}\n",
                    if feedback.right() { "Right" } else { "Wrong" },
                    feedback.decision
                ));
                let mut tell = |head: &str, lines: &[String]| {
                    for line in lines {
                        text.push_str(&format!("  {head}: {line}\n"));
                    }
                };
                tell("you", feedback.reveals.as_slice());
                tell("because", &feedback.because);
                tell("source", &feedback.sources);
                tell("nearly", &feedback.nearly);
                tell("flip", &feedback.flips);
                for line in &feedback.explanation {
                    let indent = "  ".repeat(usize::from(line.depth) + 1);
                    text.push_str(&format!("  {indent}{:?}: {}\n", line.kind, line.text));
                }
                text.push('\n');
                Input::Next
            }
            Screen::Finished => break,
        };
        assert_eq!(session.apply(input), Ok(()));
    }
    let summary = session.summary();
    text.push_str(&format!("{} of {} right\n", summary.all.right, summary.all.asked));
    for rule in &summary.again {
        text.push_str(&format!("look again at {}\n", words.rule(*rule)));
    }
    text
}

#[test]
fn ten_questions() {
    let book = small();
    let text = played(&book, plan(10, 4), |item| {
        (item.key + usize::from(item.seed % 2 == 0)) % item.options.len()
    });
    insta::assert_snapshot!(text);
}

#[test]
fn the_same_seed_is_the_same_quiz() {
    let book = small();
    let play = |seed| played(&book, plan(12, seed), |item| item.key);
    assert_eq!(play(5), play(5));
    assert_ne!(play(5), play(6));
}

#[test]
fn what_cannot_be_asked_is_said() {
    let book = small();
    let unasked = Quiz::new(&book).unasked(6);
    let lines = unasked.iter().map(|(family, why)| format!("{}: {why}\n", family.name(&book)));
    insta::assert_snapshot!(lines.collect::<String>());
}

#[test]
fn every_item_holds_when_it_is_made_again() {
    let book = small();
    let mut quiz = Quiz::new(&book);
    let mut items = 0;
    for family in Family::all(&book) {
        for seed in 0..12 {
            let Ok(item) = quiz.item(family, seed) else { continue };
            items += 1;
            assert_eq!(quiz.audit(&item), Ok(()), "{}", family.name(&book));
            assert!((4..=6).contains(&item.options.len()));
            assert!(item.stem.split_whitespace().count() <= 120);
        }
    }
    assert!(items > 200, "{items}");
}

#[test]
fn a_session_takes_only_what_fits() {
    let book = small();
    let mut session = Session::new(&book, plan(2, 8));
    assert_eq!(session.apply(Input::Next), Err(Refused::NotAnswered));
    assert_eq!(session.apply(Input::Choose(99)), Err(Refused::NoSuchOption));
    let Screen::Question { item, number: 1, of: 2 } = session.screen() else {
        panic!("no question")
    };
    let wrong = (item.key + 1) % item.options.len();
    assert_eq!(session.apply(Input::Choose(wrong)), Ok(()));
    assert_eq!(session.apply(Input::Choose(0)), Err(Refused::NothingAsked));
    assert!(matches!(session.screen(), Screen::Feedback { feedback, .. } if !feedback.right()));
    assert_eq!(session.apply(Input::Next), Ok(()));
    assert_eq!(session.apply(Input::Finish), Ok(()));
    assert_eq!(session.apply(Input::Next), Err(Refused::Over));
    assert_eq!((session.summary().all.right, session.summary().all.asked), (0, 1));
}

#[test]
fn a_plan_narrows_what_is_asked() {
    let book = small();
    let role =
        book.roles.iter().find(|(_, role)| role.label.name == "specialist").map(|(id, _)| id);
    let mut session = Session::new(&book, Plan { role, topic: None, count: 12, seed: 2 });
    let mut asked = 0;
    while let Screen::Question { item, .. } = session.screen() {
        assert!(matches!(item.family, Family::Rule { role: asked, .. } if Some(asked) == role));
        asked += 1;
        assert_eq!(session.apply(Input::Choose(0)), Ok(()));
        assert_eq!(session.apply(Input::Next), Ok(()));
    }
    assert_eq!(asked, 12);
}
