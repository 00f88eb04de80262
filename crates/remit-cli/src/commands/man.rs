use std::path::PathBuf;

use super::command_line;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, Problem};
use crate::load;

/// Print the manual page, or write all of them
///
/// `remit man | man -l -` shows the page of the program; `remit man decide` prints that of a
/// command; `remit man --into DIR` writes one page for the program and one for each command.
#[derive(Debug, clap::Args)]
pub(crate) struct Man {
    /// The command whose page is printed; the program's own if none is named
    command: Option<String>,

    /// Write all pages into this folder instead
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    into: Option<PathBuf>,
}

impl Man {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let mut root = command_line();
        root.build();
        if let Some(folder) = self.into {
            return clap_mangen::generate_to(root, &folder).map(|()| Exit::Done).map_err(|error| {
                Problem::new("unwritable", "the pages can't be written")
                    .at(load::shown(&folder))
                    .why(error.to_string())
                    .help("Name a folder that exists and that you may write to.")
                    .into()
            });
        }
        let command = match self.command {
            None => root,
            Some(name) => root.find_subcommand(&name).cloned().ok_or_else(|| {
                Problem::new("no-such-command", format!("there is no command `{name}`"))
                    .help("`remit --help` lists the commands.")
            })?,
        };
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        context.say(String::from_utf8_lossy(&page))?;
        Ok(Exit::Done)
    }
}
