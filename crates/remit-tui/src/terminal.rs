//! The terminal: taken for the screens, and given back on every way out.
//!
//! Whatever ends the screens gives the terminal back: leaving them, an error, a signal, a panic.
//! [`Screen`] does so when it is dropped, and a panic hook does so before the panic is told, so that
//! it is told where it can be read.

use std::io::{self, IsTerminal, Stdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Once, OnceLock};
use std::thread::{self, ThreadId};
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use crossterm::execute;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect};

use crate::event::Event;
use crate::page::{Effect, Page};

/// The terminal while screens are shown. A process opens it once: from then on, what is typed comes
/// here.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    events: Receiver<Event>,
    mouse: bool,
}

/// Whether the terminal is taken.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Who took it. The others may not wait for the output, which this thread may hold.
static TAKER: OnceLock<ThreadId> = OnceLock::new();

static HOOK: Once = Once::new();

/// How long to wait until a clock is drawn anew, and the terminal is looked after.
const WHILE: Duration = Duration::from_secs(1);

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    ///
    /// What the terminal says; it is then as it was.
    pub fn open(mouse: bool) -> io::Result<Self> {
        TAKER.get_or_init(|| thread::current().id());
        HOOK.call_once(|| {
            let tell = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                if TAKER.get() == Some(&thread::current().id()) {
                    give_back();
                }
                tell(panic);
            }));
        });
        let (sender, events) = channel();
        listen_to_signals(sender.clone())?;
        take(mouse)?;
        // From here on, dropping gives it back.
        let terminal = Terminal::new(CrosstermBackend::new(io::stdout()));
        let terminal = terminal.inspect_err(|_| give_back())?;
        thread::spawn(move || read(&sender));
        Ok(Self { terminal, events, mouse })
    }

    /// Gives the terminal back until screens are shown again: for what is to stand in lines below
    /// those that were there before.
    pub fn pause(&mut self) {
        give_back();
    }

    /// Shows screens until they are left; the terminal stays taken, so that others can follow.
    ///
    /// # Errors
    ///
    /// That the terminal can't be written to any more.
    pub fn show<P: Page>(&mut self, page: &mut P) -> io::Result<P::End> {
        if !TAKEN.load(Ordering::SeqCst) {
            take(self.mouse)?;
        }
        self.clear()?;
        let mut event = Event::Redraw;
        loop {
            let (columns, rows) = crossterm::terminal::size()?;
            if page.look().size != (columns, rows)
                && let Effect::Leave(end) = page.update(Event::Resize(columns, rows))
            {
                return Ok(end);
            }
            match page.update(event) {
                Effect::Stay => {}
                Effect::Redraw => self.clear()?,
                Effect::Mouse(on) => {
                    self.mouse = on;
                    hear_mouse(on)?;
                }
                Effect::Suspend => {
                    give_back();
                    stop_for_a_while();
                    take(self.mouse)?;
                    self.clear()?;
                }
                Effect::Leave(end) => return Ok(end),
            }
            self.draw(page)?;
            event = self.wait((columns, rows), page.ticks());
        }
    }

    /// Draws a page, marked as one update: a terminal that knows the mark shows it whole or not yet,
    /// and never half of it.
    fn draw<P: Page>(&mut self, page: &P) -> io::Result<()> {
        execute!(io::stdout(), BeginSynchronizedUpdate)?;
        let drawn = self.terminal.draw(|frame| page.draw(frame)).map(|_| ());
        execute!(io::stdout(), EndSynchronizedUpdate)?;
        drawn
    }

    /// Draws everything anew the next time. By way of a resize, because clearing asks the terminal
    /// where its cursor is, and the answer would go to the thread that reads what is typed.
    fn clear(&mut self) -> io::Result<()> {
        let area = Rect::from((Position::ORIGIN, self.terminal.size()?));
        self.terminal.resize(area)
    }

    /// Waits for something to happen.
    fn wait(&self, size: (u16, u16), ticks: bool) -> Event {
        loop {
            match self.events.recv_timeout(WHILE) {
                Ok(event) => return event,
                Err(RecvTimeoutError::Disconnected) => return Event::Interrupt,
                // A terminal that was closed may tell nobody.
                Err(RecvTimeoutError::Timeout) if !is_there() => return Event::Interrupt,
                // Nobody tells of a new size before the first key is waited for.
                Err(RecvTimeoutError::Timeout)
                    if ticks || crossterm::terminal::size().is_ok_and(|now| now != size) =>
                {
                    return Event::Tick;
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether screens can be shown: somebody types at a terminal and looks at one.
#[must_use]
pub fn is_there() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

fn take(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let taken = execute!(io::stdout(), EnterAlternateScreen).and_then(|()| hear_mouse(mouse));
    taken.inspect_err(|_| give_back())
}

fn hear_mouse(on: bool) -> io::Result<()> {
    if on {
        execute!(io::stdout(), EnableMouseCapture)
    } else {
        execute!(io::stdout(), DisableMouseCapture)
    }
}

/// Gives the terminal back, if it is taken. Each step is tried, whatever became of the one before:
/// there is nobody left to tell.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(io::stdout(), EndSynchronizedUpdate, DisableMouseCapture);
        let _ = execute!(io::stdout(), LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}

/// Reads what is typed. In a thread of its own, because a terminal that was closed never lets go of
/// who reads from it.
fn read(sender: &Sender<Event>) {
    while let Ok(event) = crossterm::event::read() {
        let event = Event::from_terminal(&event);
        if event.is_some_and(|event| sender.send(event).is_err()) {
            return;
        }
    }
    let _ = sender.send(Event::Interrupt);
}

#[cfg(unix)]
fn listen_to_signals(sender: Sender<Event>) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP, SIGTSTP])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            let event = if signal == SIGTSTP { Event::Suspend } else { Event::Interrupt };
            if sender.send(event).is_err() {
                return;
            }
        }
    });
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
#[expect(clippy::needless_pass_by_value, reason = "elsewhere it is kept")]
fn listen_to_signals(_: Sender<Event>) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn stop_for_a_while() {
    // If the shell can't have it, the learner is simply back at once.
    let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
}

#[cfg(not(unix))]
fn stop_for_a_while() {}
