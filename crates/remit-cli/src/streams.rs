//! What the program reads from and writes to. Tests give it texts, `main` gives it the process's.

use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use remit_tui::{Look, Theme};

use crate::surroundings::Clock;

/// Everything that the program may touch besides files.
#[expect(missing_debug_implementations, reason = "streams have nothing to show")]
pub struct Streams<'a> {
    /// What the user types or pipes in.
    pub input: &'a mut dyn Input,
    /// Where results go.
    pub output: &'a mut dyn Write,
    /// Where complaints go.
    pub errors: &'a mut dyn Write,
    /// What is known of the screen.
    pub terminal: Terminal,
    /// The folder in which what learners did is kept; `None` if nothing is to be kept.
    pub home: Option<PathBuf>,
    /// What time it is.
    pub clock: &'a dyn Clock,
}

/// What is known of the screen.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct Terminal {
    /// Whether output may be coloured unless the user says otherwise.
    pub colour_output: bool,
    /// The same for complaints.
    pub colour_errors: bool,
    /// Whether output may be drawn with lines, or is read by a program or aloud.
    pub drawing: bool,
    /// Whether answers must be printed because no terminal shows what is typed.
    pub echo: bool,
    /// How many columns a line may have.
    pub width: usize,
    /// How whole screens look, where somebody sits at a terminal that can show them; `None` where
    /// everything is told in lines.
    pub screen: Option<Look>,
}

/// Where nothing is known of the screen: what fits a page and a mail.
const USUAL_WIDTH: usize = 80;
/// Longer lines are hard to read, however wide the screen.
const GREATEST_WIDTH: usize = 100;
/// Below this, breaking lines helps nobody.
const LEAST_WIDTH: usize = 30;

impl Terminal {
    /// A plain one of the usual width, as for a pipe.
    #[must_use]
    pub const fn plain() -> Self {
        Self {
            colour_output: false,
            colour_errors: false,
            drawing: false,
            echo: true,
            width: USUAL_WIDTH,
            screen: None,
        }
    }

    /// That of this process. `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and `TERM=dumb` are obeyed,
    /// and so are `REMIT_PLAIN`, `REMIT_THEME` and `REMIT_MOUSE`.
    #[must_use]
    pub fn of_this_process() -> Self {
        let wants = |choice| choice != anstream::ColorChoice::Never;
        let width = terminal_size::terminal_size()
            .filter(|_| io::stdout().is_terminal())
            .map_or(USUAL_WIDTH, |(width, _)| usize::from(width.0));
        Self {
            colour_output: wants(anstream::AutoStream::choice(&io::stdout())),
            colour_errors: wants(anstream::AutoStream::choice(&io::stderr())),
            drawing: io::stdout().is_terminal()
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
            echo: !io::stdin().is_terminal(),
            width: width.clamp(LEAST_WIDTH, GREATEST_WIDTH),
            screen: whole_screens(),
        }
    }
}

/// Whether and how whole screens are shown: somebody types at a terminal and looks at one, and
/// neither it nor they want lines. On a dumb terminal nothing can be drawn; `REMIT_PLAIN` is for who
/// has the screen read to them.
fn whole_screens() -> Option<Look> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let dumb = variable("TERM").is_some_and(|term| term == "dumb");
    if dumb || variable("REMIT_PLAIN").is_some() || !remit_tui::is_there() {
        return None;
    }
    let coloured = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    let wished = variable("REMIT_THEME").and_then(|name| Theme::named(&name));
    let theme = match wished {
        _ if !coloured => Theme::Bare,
        Some(theme) => theme,
        None => ground(&variable("COLORFGBG").unwrap_or_default()),
    };
    let mouse = variable("REMIT_MOUSE").is_some_and(|value| value != "off" && value != "0");
    Some(Look { theme, mouse, size: (0, 0) })
}

/// The theme for a terminal that says what it writes on: `COLORFGBG` ends in the number of the
/// ground's colour, of which 7 and 15 are white.
fn ground(told: &str) -> Theme {
    match told.rsplit(';').next() {
        Some("7" | "15") => Theme::Light,
        _ => Theme::Dark,
    }
}

/// What came when a line was waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A line, without its end.
    Line(String),
    /// There is no more.
    End,
    /// The user wants to stop (Ctrl-C).
    Interrupt,
}

/// What the user types or pipes in.
pub trait Input {
    /// Waits for a line.
    fn line(&mut self) -> Said;

    /// Reads everything, but no more than `limit` bytes.
    ///
    /// # Errors
    /// What reading says.
    fn all(&mut self, limit: u64) -> io::Result<Vec<u8>>;

    /// Set once the user wants to stop while no line is waited for. What nobody types at is never
    /// interrupted.
    fn interrupts(&mut self) -> Arc<AtomicBool> {
        Arc::default()
    }
}

/// The longest line that is taken from the user; the rest of it is left out.
const LONGEST_LINE: u64 = 64 * 1024;

/// The process's standard input, with Ctrl-C.
///
/// Lines are read in a thread of their own, so that an interrupt is heard while waiting for one.
#[derive(Debug, Default)]
pub struct Keyboard {
    said: Option<Receiver<Said>>,
    interrupts: Option<Arc<Interrupts>>,
}

/// Who is told of Ctrl-C; a process can only ask for it once.
#[derive(Debug, Default)]
struct Interrupts {
    heard: Arc<AtomicBool>,
    waiting: Mutex<Option<Sender<Said>>>,
}

impl Keyboard {
    fn watch(&mut self) -> &Arc<Interrupts> {
        self.interrupts.get_or_insert_with(|| {
            let interrupts = Arc::<Interrupts>::default();
            let told = Arc::clone(&interrupts);
            // Without a handler an interrupt ends the process at once, which is no harm.
            let _ = ctrlc::set_handler(move || {
                told.heard.store(true, Ordering::Relaxed);
                if let Some(sender) = told.waiting.lock().ok().as_deref().and_then(Option::as_ref) {
                    let _ = sender.send(Said::Interrupt);
                }
            });
            interrupts
        })
    }

    /// Lines and interrupts as they come.
    fn listen(&mut self) -> Receiver<Said> {
        let (sender, receiver) = channel();
        if let Ok(mut waiting) = self.watch().waiting.lock() {
            *waiting = Some(sender.clone());
        }
        thread::spawn(move || read_lines(&mut io::stdin().lock(), &sender));
        receiver
    }
}

impl Input for Keyboard {
    fn line(&mut self) -> Said {
        let said = match self.said.take() {
            Some(said) => said,
            None => self.listen(),
        };
        self.said.insert(said).recv().unwrap_or(Said::End)
    }

    fn all(&mut self, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn interrupts(&mut self) -> Arc<AtomicBool> {
        Arc::clone(&self.watch().heard)
    }
}

fn read_lines<R: BufRead>(input: &mut R, sender: &Sender<Said>) {
    while let Some(line) = next_line(input) {
        if sender.send(Said::Line(line)).is_err() {
            return;
        }
    }
    let _ = sender.send(Said::End);
}

/// The next line without its end; bytes that are not text become replacement characters.
fn next_line<R: BufRead>(input: &mut R) -> Option<String> {
    let mut bytes = Vec::new();
    let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes).ok()?;
    if read == 0 {
        return None;
    }
    if !bytes.ends_with(b"\n") && bytes.len() as u64 == LONGEST_LINE {
        input.skip_until(b'\n').ok()?;
    }
    Some(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned())
}

/// A text that stands for what the user types: `^C` on a line of its own is an interrupt.
#[derive(Debug)]
pub struct Script<'a>(io::Cursor<&'a [u8]>);

impl<'a> Script<'a> {
    /// The lines of a text.
    #[must_use]
    pub fn new(text: &'a [u8]) -> Self {
        Self(io::Cursor::new(text))
    }
}

impl Input for Script<'_> {
    fn line(&mut self) -> Said {
        match next_line(&mut self.0) {
            Some(line) if line == "^C" => Said::Interrupt,
            Some(line) => Said::Line(line),
            None => Said::End,
        }
    }

    fn all(&mut self, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        Read::take(&mut self.0, limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
