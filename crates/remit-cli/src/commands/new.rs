use std::fs;
use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::embedded;
use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::load;
use crate::render::{clean, style};

/// Begin a rulebook of your own: a vocabulary, a few rules, a quiz and a workflow for CI
///
/// What is written is small, checks clean, and is meant to be changed. Nothing that is there
/// already is ever written over.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  remit new our-rules              in a new folder
  remit new                        in the folder that you are in")]
pub(crate) struct New {
    /// The folder to begin it in; it is made if it isn't there
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
}

impl New {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let files: Vec<(PathBuf, &str)> =
            embedded::START.iter().map(|(name, text)| (self.folder.join(name), *text)).collect();
        let there = files.iter().filter(|(path, _)| path.symlink_metadata().is_ok());
        let there: Vec<Problem> = there.map(|(path, _)| in_the_way(path)).collect();
        if !there.is_empty() {
            return Err(Failure::Input(there));
        }
        for (path, text) in &files {
            write(path, text).map_err(|error| {
                Problem::new("unwritable", "the file can't be written")
                    .at(load::shown(path))
                    .why(error.to_string())
                    .help("Name a folder that you may write to.")
            })?;
        }
        for (path, _) in &files {
            context.say(format!("wrote {}", clean(&load::shown(path))))?;
        }
        let rules = load::shown(&self.folder.join("rules"));
        let quiz = load::shown(&self.folder.join("quizzes/first.toml"));
        let ink = context.ink;
        context.say("")?;
        context.say("What to try next:")?;
        for line in [
            format!("remit check {}", load::shown(&self.folder)),
            format!("remit test --rules {rules}"),
            format!("remit map --rules {rules}"),
            format!("remit quiz {quiz} --rules {rules}"),
        ] {
            context.say(format!("  {}", ink.paint(style::NAME, &line)))?;
        }
        Ok(Exit::Done)
    }
}

fn in_the_way(path: &Path) -> Problem {
    Problem::new("already-there", "a file of this name is there already, and stays as it is")
        .at(load::shown(path))
        .help("Name a new folder: `remit new FOLDER`.")
}

/// Writes a new file, and the folders that it needs; never over one that came to be meanwhile.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    std::io::Write::write_all(&mut file, text.as_bytes())
}
