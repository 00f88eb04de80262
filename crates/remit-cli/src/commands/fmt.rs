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
        let mut changed = 0;
        let files = load::find(&self.paths)?;
        for path in &files {
            let name = load::shown(path);
            let text = load::text_of(path, load::GREATEST_FILE)?;
            let id = sources.add(SourceFile::new(name.clone(), text.clone()));
            match remit_syntax::format_text(id, &text) {
                Err(found) => faults.extend(found),
                Ok(formatted) if formatted == text => {}
                Ok(formatted) => {
                    changed += 1;
                    if !self.check {
                        replace(path, &formatted)?;
                    }
                    let does = if self.check { "would change" } else { "formatted" };
                    context.say(format!("{does} {name}"))?;
                }
            }
        }
        if !faults.is_empty() {
            return Err(Failure::Findings { sources: Box::new(sources), diagnostics: faults });
        }
        if changed == 0 {
            context.say(format!("{} in form", count(files.len(), "file")))?;
        }
        Ok(if self.check && changed > 0 { Exit::Findings } else { Exit::Done })
    }
}

/// `1 file`, `3 files`.
pub(super) fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Writes a new text beside the file and then puts it in its place, so that a file is always whole:
/// the old one or the new one. A link stays a link.
fn replace(path: &Path, text: &str) -> Result<(), Problem> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
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
