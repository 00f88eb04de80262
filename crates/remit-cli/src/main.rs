//! Starts the program: gives it the process's streams and returns its exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use remit_cli::{Keyboard, Streams, SystemClock, Terminal, home_of_this_process};

fn main() -> ExitCode {
    let terminal = Terminal::of_this_process();
    let mut keyboard = Keyboard::default();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut errors = io::stderr();
    let clock = SystemClock::default();
    let streams = Streams {
        input: &mut keyboard,
        output: &mut output,
        errors: &mut errors,
        terminal,
        home: home_of_this_process(),
        clock: &clock,
    };
    let exit = remit_cli::run(std::env::args_os(), streams);
    match output.flush() {
        // What could not be written because nobody reads any more is nobody's loss.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            // A complaint that can't be printed has nowhere else to go.
            let _ = writeln!(errors, "error: the output could not be written: {error} [output]");
            ExitCode::from(2)
        }
        _ => exit.into(),
    }
}
