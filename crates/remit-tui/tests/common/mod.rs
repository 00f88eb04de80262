//! Screens without a terminal: pages drawn into a buffer, and told what happens.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(unreachable_pub, reason = "it is a module of tests")]

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::{Color, Modifier};
use remit_model::Rulebook;
use remit_source::FileId;
use remit_tui::{Effect, Event, Key, Look, Page, Theme};

/// The rulebook that the words are tried on too.
pub fn small() -> Rulebook {
    let parsed =
        remit_syntax::parse(FileId(0), include_str!("../../../remit-words/tests/small.remit"));
    remit_model::resolve(&[(FileId(0), &parsed.file)]).rulebook
}

pub fn look(columns: u16, rows: u16) -> Look {
    Look { theme: Theme::Bare, mouse: false, size: (columns, rows) }
}

/// No time passes.
pub fn still() -> u64 {
    0
}

fn drawn(page: &impl Page) -> Terminal<TestBackend> {
    let (columns, rows) = page.look().size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| page.draw(frame)).unwrap();
    terminal
}

/// The letters on the screen, with its edges; the cursor stands where `@` marks the edge.
pub fn screen(page: &impl Page) -> String {
    let mut terminal = drawn(page);
    let cursor = terminal.get_cursor_position().unwrap_or_default();
    let buffer = terminal.backend().buffer();
    let (columns, rows) = page.look().size;
    let mut text = String::new();
    for y in 0..rows {
        let row: String = (0..columns).map(|x| buffer[(x, y)].symbol()).collect();
        let edge = if cursor.y == y { '@' } else { '|' };
        text.push_str(&format!("{edge}{}\n", row.trim_end()));
    }
    text
}

/// How the words on the screen look, where they don't look like plain text.
pub fn styles(page: &impl Page) -> String {
    let terminal = drawn(page);
    let buffer = terminal.backend().buffer();
    let (columns, rows) = page.look().size;
    let mut text = String::new();
    for y in 0..rows {
        let mut x = 0;
        while x < columns {
            let of = |x: u16| (buffer[(x, y)].fg, buffer[(x, y)].modifier);
            let style = of(x);
            let end = (x..columns).find(|&x| of(x) != style).unwrap_or(columns);
            let words: String = (x..end).map(|x| buffer[(x, y)].symbol()).collect();
            if style != (Color::Reset, Modifier::empty()) && !words.trim().is_empty() {
                let words = words.trim().trim_matches('─');
                text.push_str(&format!("{y:2} {:?} {:?}: {words}\n", style.0, style.1));
            }
            x = end;
        }
    }
    text
}

/// Presses keys, one after the other: a letter is itself, and some signs stand for keys without
/// one. Says how the page was left, if it was.
pub fn press<P: Page>(page: &mut P, keys: &str) -> Option<P::End> {
    for key in keys.chars() {
        let key = match key {
            '\n' => Key::Enter,
            '\u{1b}' => Key::Escape,
            '\t' => Key::Tab,
            '↑' => Key::Up,
            '↓' => Key::Down,
            '←' => Key::Left,
            '→' => Key::Right,
            '⇟' => Key::PageDown,
            '⇞' => Key::PageUp,
            '⇤' => Key::Home,
            '⇥' => Key::End,
            '⌫' => Key::Back,
            letter => Key::Char(letter),
        };
        if let Effect::Leave(end) = page.update(Event::Key(key)) {
            return Some(end);
        }
    }
    None
}

pub fn resize<P: Page>(page: &mut P, columns: u16, rows: u16) {
    assert!(matches!(page.update(Event::Resize(columns, rows)), Effect::Stay));
}
