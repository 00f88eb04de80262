//! Files of cases.

use std::path::PathBuf;

use remit_analysis::suite::SuiteTest;
use remit_eval::{Judge, case_tests};
use remit_source::{FileId, SourceFile};

use crate::book::Book;
use crate::failure::{Failure, Problem};
use crate::load;

/// How the names of files of cases end.
const ENDING: &str = "json";

/// The cases at some paths, and the files that they stand in.
pub(super) fn read(
    book: &mut Book,
    paths: &[PathBuf],
) -> Result<(Vec<SuiteTest>, Vec<FileId>), Failure> {
    let (mut tests, mut files) = (Vec::new(), Vec::new());
    let mut found = Vec::new();
    let mut problems: Vec<Problem> = Vec::new();
    let judge = Judge::new(&book.rulebook);
    for path in load::find_ending(paths, ENDING)? {
        match load::whole_text(&path) {
            Ok(text) => {
                let id = book.sources.add(SourceFile::new(load::shown(&path), text));
                files.push(id);
                let text = book.sources.get(id).map_or("", SourceFile::text);
                match case_tests(&judge, id, text) {
                    Ok(read) => tests.extend(read.into_iter().map(SuiteTest::from)),
                    Err(wrong) => found.extend(wrong),
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    drop(judge);
    if !found.is_empty() {
        return Err(Failure::Findings {
            sources: Box::new(std::mem::take(&mut book.sources)),
            diagnostics: found,
            problems,
        });
    }
    if problems.is_empty() { Ok((tests, files)) } else { Err(Failure::Input(problems)) }
}
