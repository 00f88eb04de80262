//! The quiz files that are shipped, and files with mistakes.

#![expect(clippy::unwrap_used, reason = "what is shipped is there")]
#![expect(clippy::disallowed_methods, reason = "the files are read from their folder")]

use std::path::Path;

use remit_model::Rulebook;
use remit_quiz::exam::Form;
use remit_quiz::{Input, QuizFile, Screen, Session};
use remit_scenario::Draw;
use remit_source::{FileId, SourceFile};
use remit_testkit::shipped;

fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../quizzes");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn told(book: &Rulebook, text: &str) -> String {
    let source = SourceFile::new("quiz.toml", text);
    let (quiz, mut found) = QuizFile::read(book, FileId(0), "quiz", text);
    found.extend(quiz.iter().flat_map(|quiz| quiz.check(book)));
    let mut told = String::new();
    for finding in found {
        let position = source.position(finding.primary.span.start);
        let at = source.text().get(finding.primary.span.range()).unwrap_or_default();
        let at = at.lines().next().unwrap_or_default();
        told.push_str(&format!(
            "{} {}:{} `{at}`: {}\n",
            finding.code, position.line, position.column, finding.message
        ));
        told.extend(finding.why.iter().map(|why| format!("  because {why}\n")));
        told.extend(finding.help.iter().map(|help| format!("  {help}\n")));
    }
    told
}

#[test]
fn every_shipped_quiz_is_sound_and_has_its_questions() {
    let book = shipped();
    let mut wrong = String::new();
    for (name, text) in files() {
        let found = told(&book, &text);
        if !found.is_empty() {
            wrong.push_str(&format!("{name}:\n{found}"));
            continue;
        }
        let quiz = QuizFile::read(&book, FileId(0), &name, &text).0.unwrap();
        let plan = match &quiz.exam {
            Some(blueprint) => Form::of(&book, blueprint, 3).unwrap().plan(&quiz.title),
            None => quiz.plan(3),
        };
        let mut session = Session::new(&book, plan).unwrap();
        let mut authored = 0;
        while let Screen::Question { item, .. } = session.screen() {
            authored += usize::from(item.vignette.is_some());
            let response = item.key();
            session.apply(Input::Answer { response, milliseconds: 0 }).unwrap();
            let _ = session.apply(Input::Next);
        }
        if session.answered().len() != quiz.count || authored != quiz.vignettes.len() {
            let had = session.answered().len();
            wrong.push_str(&format!("{name}: {had} of {}, {authored} authored\n", quiz.count));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn mistakes_are_told_with_their_place_and_what_to_do() {
    let book = shipped();
    let mut text = String::new();
    for mistake in include_str!("mistakes.txt").split("\n----\n") {
        text.push_str(&format!("{mistake}\n=>\n{}\n", told(&book, mistake)));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn reading_is_total() {
    let book = shipped();
    let mut draw = Draw::new(1, 0);
    for name in ["taster", "exam-mep"] {
        let text = files().into_iter().find(|(file, _)| file == name).unwrap().1;
        let (mut broken, mut sound) = (0, 0);
        for round in 0..1_500 {
            let mut edited: Vec<char> = text.chars().collect();
            if round < 500 {
                // Cut off anywhere, as when a disk is full.
                edited.truncate(draw.below(edited.len()));
            } else {
                // A few slips of the pen.
                for _ in 0..=draw.below(4) {
                    let at = draw.below(edited.len());
                    match draw.below(3) {
                        0 => drop(edited.remove(at)),
                        1 => edited.swap(at, 0),
                        _ => edited
                            .insert(at, *draw.pick(&['"', '[', ']', '=', '\n', '7', 'é']).unwrap()),
                    }
                }
            }
            let edited: String = edited.into_iter().collect();
            let (quiz, found) = QuizFile::read(&book, FileId(0), name, &edited);
            // Either it can be used, or it is said why not, at a place within it.
            assert!(quiz.is_some() || !found.is_empty(), "{edited}");
            for finding in &found {
                assert!(edited.get(finding.primary.span.range()).is_some(), "{edited}");
            }
            *if quiz.is_some() { &mut sound } else { &mut broken } += 1;
        }
        assert!(broken > 500 && sound > 50, "{broken} {sound}");
    }
}
