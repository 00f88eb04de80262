use clap_complete::Shell;

use super::command_line;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

/// Print what makes a shell complete commands and options
///
/// For bash: `remit completions bash > ~/.local/share/bash-completion/completions/remit`.
/// For zsh, put it into a folder of `$fpath` as `_remit`; for fish, into
/// `~/.config/fish/completions/remit.fish`.
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command_line(), "remit", &mut script);
        context.say(String::from_utf8_lossy(&script))?;
        Ok(Exit::Done)
    }
}
