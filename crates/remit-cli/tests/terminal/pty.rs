//! A program at a terminal of its own: what it draws is read as a person would, and what it is told
//! is typed.

#![expect(clippy::indexing_slicing, reason = "what was read stands at the front")]

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::num::NonZero;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// So long something is waited for before the test fails: only a machine that hangs takes longer.
const PATIENCE: Duration = Duration::from_mins(1);

/// A program and its terminal.
pub(crate) struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Option<Box<dyn Write + Send>>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
}

/// What came out of the program.
struct Seen {
    terminal: vt100::Parser,
    /// What came last: where an update begins or ends may be split between two readings.
    last: Vec<u8>,
    /// Whether an update has begun and not ended: what stands there is half of two screens.
    halfway: bool,
    /// Whether nothing more comes.
    closed: bool,
    /// Whether nobody is to look any more.
    closing: bool,
}

impl Seen {
    fn take(&mut self, bytes: &[u8]) {
        self.terminal.process(bytes);
        self.last.extend(bytes);
        let place = |mark: &[u8]| self.last.windows(mark.len()).rposition(|part| part == mark);
        match (place(b"\x1b[?2026h"), place(b"\x1b[?2026l")) {
            (None, None) => {}
            (begins, ends) => self.halfway = begins > ends,
        }
        // No mark is longer.
        let old = self.last.len().saturating_sub(7);
        self.last.drain(..old);
    }
}

/// What is run, and where.
pub(crate) struct Program {
    command: CommandBuilder,
}

impl Program {
    /// A program that knows nothing of its surroundings but what it is told here.
    pub(crate) fn new(program: impl AsRef<OsStr>, arguments: &[&str]) -> Self {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("TZ", "UTC");
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        Self { command }
    }

    pub(crate) fn with(mut self, variable: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(variable, value);
        self
    }

    pub(crate) fn start(self) -> Pty {
        let (columns, rows) = (80, 24);
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let child = pair.slave.spawn_command(self.command).unwrap();
        let mut output = pair.master.try_clone_reader().unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let terminal = vt100::Parser::new(some(rows), some(columns), 0);
        let seen = Arc::new((
            Mutex::new(Seen {
                terminal,
                last: Vec::new(),
                halfway: false,
                closed: false,
                closing: false,
            }),
            Condvar::new(),
        ));
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            loop {
                let read = output.read(&mut bytes).unwrap_or(0);
                let mut seen = shared.0.lock().unwrap();
                seen.take(&bytes[..read]);
                seen.closed = read == 0 || seen.closing;
                // Nothing ends an update that nobody looks at any more.
                seen.halfway &= !seen.closed;
                shared.1.notify_all();
                if seen.closed {
                    return;
                }
            }
        });
        Pty { child, master: Some(pair.master), keyboard: Some(keyboard), seen }
    }
}

fn some(number: u16) -> NonZero<u16> {
    NonZero::new(number).unwrap()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Pty {
    /// Waits until what is drawn is as wished, and gives it.
    fn until(&self, wished: &str, holds: impl Fn(&Seen) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().unwrap();
        loop {
            if !seen.halfway && holds(&seen) {
                return shown(&seen.terminal);
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "no `{wished}`:\n{}", shown(&seen.terminal));
            assert!(!seen.closed, "ended without `{wished}`:\n{}", shown(&seen.terminal));
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until this stands on the screen, and gives all that does.
    pub(crate) fn see(&self, text: &str) -> String {
        self.until(text, |seen| shown(&seen.terminal).contains(text))
    }

    /// Waits until one of these stands on the screen, and gives all that does.
    pub(crate) fn see_any(&self, texts: &[&str]) -> String {
        self.until(&texts.join("` or `"), |seen| {
            let shown = shown(&seen.terminal);
            texts.iter().any(|text| shown.contains(text))
        })
    }

    /// Waits until this stands on the screen no longer.
    pub(crate) fn see_gone(&self, text: &str) -> String {
        self.until(&format!("{text} gone"), |seen| !shown(&seen.terminal).contains(text))
    }

    /// Whether a whole screen is shown, over the lines that were there before.
    pub(crate) fn is_whole(&self) -> bool {
        self.seen.0.lock().unwrap().terminal.screen().alternate_screen()
    }

    /// Whether any letter on the screen has a colour.
    pub(crate) fn is_coloured(&self) -> bool {
        let seen = self.seen.0.lock().unwrap();
        let screen = seen.terminal.screen();
        let (rows, columns) = screen.size();
        let mut cells =
            (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
        cells.any(|(row, column)| {
            screen.cell(row, column).is_some_and(|cell| cell.fgcolor() != vt100::Color::Default)
        })
    }

    /// Waits until the lines that were there before are back.
    pub(crate) fn see_lines(&self) -> String {
        self.until("lines", |seen| !seen.terminal.screen().alternate_screen())
    }

    /// Types.
    pub(crate) fn press(&mut self, keys: &str) {
        let keyboard = self.keyboard.as_mut().unwrap();
        keyboard.write_all(keys.as_bytes()).unwrap();
        keyboard.flush().unwrap();
    }

    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        self.seen.0.lock().unwrap().terminal.screen_mut().set_size(some(rows), some(columns));
        self.master.as_ref().unwrap().resize(size(columns, rows)).unwrap();
    }

    /// Sends a signal by its name, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let process = self.child.process_id().unwrap().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &process]).status().unwrap();
        assert!(sent.success());
    }

    /// Whether what is typed is shown and taken line by line, as a shell expects.
    pub(crate) fn is_restored(&self) -> bool {
        let modes = self.master.as_ref().and_then(|master| master.get_termios()).unwrap();
        let modes = format!("{:?}", modes.local_flags);
        modes.contains("ICANON") && modes.contains("ECHO")
    }

    /// Closes the terminal, as when a window is closed; `key` is one that makes the program draw,
    /// so that whoever reads it wakes up and lets go.
    pub(crate) fn close(&mut self, key: &str) {
        self.seen.0.lock().unwrap().closing = true;
        self.press(key);
        self.until("the end of it", |seen| seen.closed);
        self.keyboard = None;
        self.master = None;
    }

    /// Waits until the program is stopped, and the shell would be back.
    pub(crate) fn stopped(&self) {
        let status = format!("/proc/{}/stat", self.child.process_id().unwrap());
        self.wait("stops", || std::fs::read_to_string(&status).unwrap().contains(") T "));
    }

    /// Waits for the end of the program: its exit code.
    pub(crate) fn ended(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(Instant::now() < end, "it does not end:\n{}", self.see(""));
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn wait(&self, wished: &str, holds: impl Fn() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !holds() {
            assert!(Instant::now() < end, "it never {wished}:\n{}", self.see(""));
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        let _ = self.child.kill();
    }
}

/// The letters on a terminal, without the blanks at the ends of lines.
fn shown(terminal: &vt100::Parser) -> String {
    let contents = terminal.screen().contents();
    let lines: Vec<_> = contents.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}
