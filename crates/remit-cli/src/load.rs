//! Reading files: every way in which that can go wrong is told with the file's name.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use remit_source::{SourceFile, Sources};

use crate::embedded;
use crate::failure::{Failure, Problem};
use crate::quizzes;

/// The greatest rule file, in bytes. A rulebook of a thousand rules has a tenth of this.
pub(crate) const GREATEST_FILE: u64 = 8 * 1024 * 1024;
/// The most rule files that are read together.
const MOST_FILES: usize = 10_000;
/// How deep folders may be nested; it also ends the search when links go in circles.
const DEEPEST_FOLDER: usize = 16;
/// How the name of a rule file ends.
pub(crate) const ENDING: &str = "remit";

/// The rulebook that is built into the program.
pub(crate) fn built_in(sources: &mut Sources) {
    for &(name, text) in embedded::RULES {
        sources.add(SourceFile::new(name, text));
    }
}

/// The rule files at some paths: files, or folders that are searched for `….remit`.
pub(crate) fn rule_files(sources: &mut Sources, paths: &[PathBuf]) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for path in find(paths)? {
        match whole_text(&path) {
            Ok(text) => {
                sources.add(SourceFile::new(shown(&path), text));
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::Input(problems)) }
}

/// The folder of a rulebook's quizzes.
const QUIZZES: &str = "quizzes";

/// Rule files and quiz files, apart.
#[derive(Debug, Default)]
pub(crate) struct Divided {
    pub(crate) rules: Vec<PathBuf>,
    pub(crate) quizzes: Vec<PathBuf>,
}

/// Divides what is named on the command line: files by their ending, folders by what is in them.
pub(crate) fn divided(paths: &[PathBuf]) -> Result<Divided, Failure> {
    let mut divided = Divided::default();
    for path in paths {
        if path.is_dir() {
            let (mut rules, mut quizzes) = (Vec::new(), Vec::new());
            search(path, ENDING, 0, &mut rules)?;
            search(path, quizzes::ENDING, 0, &mut quizzes)?;
            // Beside rules, other files may end so, too: quizzes have a folder of their own there.
            let own = |quiz: &PathBuf| quiz.parent().is_some_and(|at| at.ends_with(QUIZZES));
            quizzes.retain(|quiz| rules.is_empty() || own(quiz));
            // A folder with nothing of either kind is told of when its rules are read.
            if !rules.is_empty() || quizzes.is_empty() {
                divided.rules.push(path.clone());
            }
            divided.quizzes.extend(quizzes);
        } else if path.extension().is_some_and(|ending| ending == quizzes::ENDING) {
            divided.quizzes.push(path.clone());
        } else {
            divided.rules.push(path.clone());
        }
    }
    Ok(divided)
}

/// The names of the rule files at some paths: each once, in order, so that it doesn't matter in
/// which order the paths are given.
pub(crate) fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    find_ending(paths, ENDING)
}

/// The names of the files at some paths: files, or folders that are searched for those with this
/// ending.
pub(crate) fn find_ending(paths: &[PathBuf], ending: &str) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        let before = found.len();
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                search(path, ending, 0, &mut found)?;
                if found.len() == before {
                    let what = if ending == ENDING { "rule file" } else { "file of cases" };
                    let message = format!("there is no {what} in this folder");
                    let help = format!(
                        "Name a folder with files that end in `.{ending}`, or one such file."
                    );
                    return Err(Problem::new("no-rule-files", message)
                        .at(shown(path))
                        .help(help)
                        .into());
                }
            }
            Ok(_) => found.push(path.clone()),
            Err(error) => return Err(unreadable(path, &error).into()),
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn search(
    folder: &Path,
    wanted: &str,
    depth: usize,
    found: &mut Vec<PathBuf>,
) -> Result<(), Failure> {
    if depth > DEEPEST_FOLDER {
        return Ok(());
    }
    let failed = |error: &io::Error| unreadable(folder, error);
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(&error))? {
        entries.push(entry.map_err(|error| failed(&error))?.path());
    }
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if hidden {
            continue;
        }
        if path.is_dir() {
            search(&path, wanted, depth + 1, found)?;
        } else if path.extension().is_some_and(|ending| ending == wanted) {
            found.push(path);
        }
        if found.len() > MOST_FILES {
            return Err(Problem::new(
                "too-many-files",
                format!("more than {MOST_FILES} files that end in `.{wanted}`"),
            )
            .at(shown(folder))
            .help("Name the folder of one rulebook.")
            .into());
        }
    }
    Ok(())
}

/// The text of a file that lies somewhere as a whole: a pipe may never end, or never begin.
pub(crate) fn whole_text(path: &Path) -> Result<String, Problem> {
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => {
            Err(Problem::new("not-a-file", "this is a pipe or a device, not a file")
                .at(shown(path))
                .help("Save what it gives into a file, and name that."))
        }
        _ => text_of(path, GREATEST_FILE),
    }
}

/// Writes a text into a file.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Problem> {
    fs::write(path, text).map_err(|error| {
        Problem::new("unwritable", "the file can't be written")
            .at(shown(path))
            .why(error.to_string())
            .help("Check that its folder is there, and may be written into.")
    })
}

/// The text of a file, if it is one and not too large.
pub(crate) fn text_of(path: &Path, limit: u64) -> Result<String, Problem> {
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    if path.is_dir() {
        return Err(Problem::new("not-a-file", "this is a folder, not a file")
            .at(shown(path))
            .help("Name a file in it."));
    }
    let bytes = read().map_err(|error| unreadable(path, &error))?;
    decoded(bytes, limit, &shown(path))
}

/// Bytes as text, if they are text and not too many.
pub(crate) fn decoded(bytes: Vec<u8>, limit: u64, name: &str) -> Result<String, Problem> {
    if bytes.len() as u64 > limit {
        let megabytes = limit / (1024 * 1024);
        return Err(Problem::new("file-too-large", "the file is too large to be read")
            .at(name)
            .why(format!("at most {megabytes} megabytes are read"))
            .help("Check that it is the file you meant; divide it if it is."));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..good).unwrap_or_default();
        let line = before.split(|&byte| byte == b'\n').count();
        Problem::new("not-text", "the file is not plain text")
            .at(format!("{name}:{line}"))
            .why(format!("line {line} has bytes that are not UTF-8"))
            .help("Save it as plain text with the encoding UTF-8.")
    })
}

pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let problem = |code, message| Problem::new(code, message).at(shown(path));
    match error.kind() {
        io::ErrorKind::NotFound => problem("no-such-file", "there is no such file or folder")
            .help("Check the spelling, and the folder that you are in."),
        io::ErrorKind::PermissionDenied => problem("not-allowed", "the file may not be read")
            .help("Ask its owner for the right to read it."),
        _ => problem("unreadable", "the file can't be read").why(error.to_string()),
    }
}

/// A path as people write it, on every platform.
pub(crate) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}
