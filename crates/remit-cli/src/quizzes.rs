//! Quiz files: those that are built in, and those of a path.

use std::path::{Path, PathBuf};

use remit_model::{Rulebook, closest};
use remit_quiz::{ExamFile, QuizFile};
use remit_source::{Diagnostic, FileId, SourceFile, Sources};

use crate::book::Book;
use crate::embedded;
use crate::failure::{Failure, Problem};
use crate::load;

/// The greatest quiz file, in bytes.
const GREATEST: u64 = 1024 * 1024;
/// How the name of a quiz file ends.
pub(crate) const ENDING: &str = "toml";

/// The name of a quiz: its file's without folder and ending.
fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The names and texts of the quizzes that are built in.
fn built_in() -> impl Iterator<Item = (String, &'static str)> {
    embedded::QUIZZES.iter().map(|&(path, text)| (name_of(Path::new(path)), text))
}

/// The quizzes that are built in and fit a rulebook; those for another rulebook name what it hasn't.
pub(crate) fn listed(book: &Rulebook) -> Vec<QuizFile> {
    built_in().filter_map(|(name, text)| QuizFile::read(book, FileId(0), &name, text).0).collect()
}

/// The quiz of a name that is built in, or at a path; with its file, as it is kept with an exam.
pub(crate) fn open(book: &mut Book, wanted: &str) -> Result<(QuizFile, ExamFile), Failure> {
    let path = Path::new(wanted);
    let (name, shown, text) = match built_in().find(|(name, _)| name == wanted) {
        Some((name, text)) => {
            let shown = format!("quizzes/{name}.{ENDING}");
            (name, shown, text.to_owned())
        }
        None if path.extension().is_some_and(|ending| ending == ENDING) || path.is_file() => {
            (name_of(path), load::shown(path), load::text_of(path, GREATEST)?)
        }
        None => return Err(no_quiz(wanted).into()),
    };
    let file = book.sources.add(SourceFile::new(shown, text.clone()));
    let (quiz, diagnostics) = QuizFile::read(&book.rulebook, file, &name, &text);
    match quiz {
        Some(quiz) => Ok((quiz, ExamFile { name, text })),
        None => Err(Failure::Findings {
            sources: Box::new(std::mem::take(&mut book.sources)),
            diagnostics,
            problems: Vec::new(),
        }),
    }
}

fn no_quiz(wanted: &str) -> Problem {
    let names: Vec<_> = built_in().map(|(name, _)| name).collect();
    let help = match closest(wanted, names.iter().map(String::as_str)) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => format!("`remit show quizzes` lists them; a file of your own ends in `.{ENDING}`."),
    };
    Problem::new("unknown-quiz", format!("no quiz is named `{wanted}`")).help(help)
}

/// Reads and tries the quiz files at some paths; each becomes one of the sources.
pub(crate) fn check(
    sources: &mut Sources,
    book: &Rulebook,
    paths: &[PathBuf],
) -> Result<Vec<Diagnostic>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        let text = load::text_of(path, GREATEST)?;
        let file = sources.add(SourceFile::new(load::shown(path), text.clone()));
        let (quiz, diagnostics) = QuizFile::read(book, file, &name_of(path), &text);
        found.extend(diagnostics);
        found.extend(quiz.iter().flat_map(|quiz| quiz.check(book)));
    }
    Ok(found)
}
