use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use remit_source::{SourceFile, Sources};

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::load;

/// Put rule files into their one form
///
/// Clauses are indented, lists and tables aligned; comments stay where they are, and what a file
/// says never changes: the result is read again and compared before anything is written. A file
/// with mistakes is left alone.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit fmt rules/            format every rule file of a folder
  remit fmt --check rules/    only say which files would change")]
pub(crate) struct Fmt {
    /// Change nothing; say which files would change, and exit with 1 if there are any
    #[arg(long)]
    check: bool,

    /// Rule files, or folders with rule files
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

impl Fmt {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let mut sources = Sources::default();
        let mut faults = Vec::new();
        let mut problems = Vec::new();
        let mut changed = 0;
        let files = load::find(&self.paths)?;
        for path in &files {
            let name = load::shown(path);
            let text = match load::whole_text(path) {
                Ok(text) => text,
                // What is found in the other files is worth knowing, too.
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let id = sources.add(SourceFile::new(name.clone(), text.clone()));
            match remit_syntax::format_text(id, &text) {
                Err(found) => faults.extend(found),
                Ok(formatted) if formatted == text => {}
                Ok(formatted) => {
                    if !self.check
                        && let Err(problem) = replace(path, &formatted)
                    {
                        problems.push(problem);
                        continue;
                    }
                    changed += 1;
                    let does = if self.check { "would change" } else { "formatted" };
                    context.say(format!("{does} {name}"))?;
                }
            }
        }
        if !faults.is_empty() {
            let sources = Box::new(sources);
            return Err(Failure::Findings { sources, diagnostics: faults, problems });
        }
        if !problems.is_empty() {
            return Err(Failure::Input(problems));
        }
        if changed == 0 {
            context.say(format!("{} in form", count(files.len(), "file")))?;
        }
        Ok(if self.check && changed > 0 { Exit::Findings } else { Exit::Done })
    }
}

/// `1 file`, `3 files`.
pub(crate) fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Writes a new text beside the file and then puts it in its place, so that a file is always whole:
/// the old one or the new one. A link stays a link, and a file that is protected from being written
/// stays as it is, though its folder may be written into.
fn replace(path: &Path, text: &str) -> Result<(), Problem> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&target).is_ok_and(|metadata| metadata.permissions().readonly()) {
        return Err(Problem::new("unwritable", "the file may not be written")
            .at(load::shown(path))
            .why("it is marked as read-only")
            .help("It is as it was; make it writable if it is to be formatted."));
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        fs::set_permissions(file.path(), fs::metadata(&target)?.permissions())?;
        file.persist(&target)?;
        Ok(())
    };
    write().map_err(|error| {
        Problem::new("unwritable", "the file can't be written")
            .at(load::shown(path))
            .why(error.to_string())
            .help("It is as it was; make it and its folder writable, and try again.")
    })
}
