//! Any text as a quiz file: what is found stands at a place of the file, and a quiz that reads clean
//! can be checked, begun and answered.
#![no_main]

use libfuzzer_sys::fuzz_target;
use remit_fuzz::BOOK;
use remit_quiz::{Input, QuizFile, Screen, Session};
use remit_source::{Diagnostic, SourceFile, Sources};

/// How many questions are answered of a quiz: enough to come to a vignette.
const QUESTIONS: usize = 3;

fn stands(sources: &Sources, found: &[Diagnostic]) {
    for finding in found {
        let span = finding.primary.span;
        let text = sources.get(span.file).and_then(|file| file.text().get(span.range()));
        assert!(text.is_some(), "a finding stands at a place of its file: {finding:?}");
    }
}

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile::new("quiz.toml", text));
    let (quiz, found) = QuizFile::read(&BOOK, file, "quiz", text);
    stands(&sources, &found);
    let Some(quiz) = quiz else { return };
    stands(&sources, &quiz.check(&BOOK));
    // What names something that there isn't is found by the check; it must not panic all the same.
    let Ok(mut session) = Session::new(&BOOK, quiz.plan(1)) else { return };
    for _ in 0..QUESTIONS {
        let Screen::Question { item, .. } = session.screen() else { return };
        let response = item.key();
        assert!(session.apply(Input::Answer { response, milliseconds: 0 }).is_ok());
        assert!(session.apply(Input::Next).is_ok());
    }
});
