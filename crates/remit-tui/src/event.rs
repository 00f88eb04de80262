//! What happens at a terminal. The only place that knows how the terminal's library calls it.

use crossterm::event::{self as raw, KeyCode, KeyEventKind, KeyModifiers, MouseEventKind};

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// The screen was touched: column and row, from 0.
    Click(u16, u16),
    /// The wheel was turned: so many lines down, or (negative) up.
    Wheel(i16),
    /// The screen has another size now: columns and rows.
    Resize(u16, u16),
    /// A while has passed; clocks are drawn anew.
    Tick,
    /// The learner wants the shell for a while (Ctrl-Z).
    Suspend,
    /// The screen was disturbed and is to be drawn anew (Ctrl-L), or the learner is back.
    Redraw,
    /// The program is to end now: Ctrl-C, a signal, or the terminal is gone.
    Interrupt,
}

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what stands on it")]
pub enum Key {
    Char(char),
    Enter,
    Escape,
    Tab,
    Back,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
}

/// How many lines a turn of the wheel is.
const WHEEL: i16 = 3;

impl Event {
    /// What the terminal's library tells, if it matters.
    #[must_use]
    pub fn from_terminal(event: &raw::Event) -> Option<Self> {
        match event {
            raw::Event::Key(key) if key.kind != KeyEventKind::Release => {
                let control = key.modifiers.contains(KeyModifiers::CONTROL);
                match key.code {
                    KeyCode::Char('c' | 'C') if control => Some(Self::Interrupt),
                    KeyCode::Char('z' | 'Z') if control => Some(Self::Suspend),
                    KeyCode::Char('l' | 'L') if control => Some(Self::Redraw),
                    _ if control || key.modifiers.contains(KeyModifiers::ALT) => None,
                    code => key_of(code).map(Self::Key),
                }
            }
            raw::Event::Mouse(mouse) => match mouse.kind {
                MouseEventKind::Down(raw::MouseButton::Left) => {
                    Some(Self::Click(mouse.column, mouse.row))
                }
                MouseEventKind::ScrollDown => Some(Self::Wheel(WHEEL)),
                MouseEventKind::ScrollUp => Some(Self::Wheel(-WHEEL)),
                _ => None,
            },
            raw::Event::Resize(columns, rows) => Some(Self::Resize(*columns, *rows)),
            _ => None,
        }
    }
}

fn key_of(code: KeyCode) -> Option<Key> {
    Some(match code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Escape,
        KeyCode::Tab | KeyCode::BackTab => Key::Tab,
        KeyCode::Backspace => Key::Back,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    })
}
