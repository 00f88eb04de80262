//! The start screen: what can be done now.

use ratatui::Frame;

use crate::doc::Doc;
use crate::event::{Event, Key};
use crate::page::{Chrome, Effect, Hint, Look, Page, View, hint};
use crate::theme::Tone;

/// What the start screen shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Whose rules are asked about.
    pub title: String,
    /// What there is to know before choosing: what is due, where it was left.
    pub news: Vec<String>,
    /// What can be chosen.
    pub entries: Vec<Entry>,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key that chooses it.
    pub key: char,
    /// What it is, in a word or two.
    pub name: String,
    /// What it does, in a line.
    pub does: String,
}

/// The start screen while it is looked at. Left with the index of what was chosen, or with nothing.
#[derive(Debug, Clone)]
pub struct StartPage {
    start: Start,
    chrome: Chrome,
    selected: usize,
}

impl StartPage {
    /// The start screen, with its first entry selected.
    #[must_use]
    pub fn new(start: Start, look: Look) -> Self {
        Self { start, chrome: Chrome::new(look), selected: 0 }
    }

    fn view(&self) -> View {
        let mut doc = Doc::new(self.chrome.width());
        doc.say(Tone::Heading, "Whose client is this, and if not mine, whose?");
        doc.gap();
        for line in &self.start.news {
            doc.say(Tone::Text, line);
        }
        doc.gap();
        let column = self.start.entries.iter().map(|entry| entry.name.chars().count()).max();
        let column = column.unwrap_or(0) + 6;
        for (at, entry) in self.start.entries.iter().enumerate() {
            doc.select(Some(at));
            let front =
                [(Tone::Name, format!("{}  ", entry.key)), (Tone::Heading, entry.name.clone())];
            doc.filled(&front, column, Tone::Text, &entry.does);
        }
        doc.select(None);
        doc.gap();
        doc.say(Tone::Faint, "A teaching tool with made-up clients: not medical advice.");
        View {
            title: "Remit".to_owned(),
            aside: self.start.title.clone(),
            pinned: None,
            body: doc,
            selected: Some(self.selected),
            hints: hints(),
        }
    }

    fn select(&mut self, at: usize) {
        self.selected = at.min(self.start.entries.len().saturating_sub(1));
        self.chrome.reveal(&self.view(), self.selected);
    }
}

fn hints() -> Vec<Hint> {
    vec![
        hint("Up Down", "move", "Go through what can be done."),
        hint("Enter", "begin", "Begin what is selected; the letter before it does so at once."),
        hint("q", "leave", "Leave Remit."),
    ]
}

impl Page for StartPage {
    type End = Option<usize>;

    fn update(&mut self, event: Event) -> Effect<Self::End> {
        let view = self.view();
        let event = match self.chrome.update(event, &view) {
            Ok(effect) => return effect,
            Err(event) => event,
        };
        match event {
            Event::Key(Key::Up) => self.select(self.selected.saturating_sub(1)),
            Event::Key(Key::Down | Key::Tab) => self.select(self.selected + 1),
            Event::Key(Key::Enter | Key::Char(' ')) => return Effect::Leave(Some(self.selected)),
            Event::Key(Key::Escape) | Event::Interrupt => return Effect::Leave(None),
            Event::Key(Key::Char(letter)) => {
                let chosen = self.start.entries.iter().position(|entry| entry.key == letter);
                match (chosen, letter) {
                    (Some(at), _) => return Effect::Leave(Some(at)),
                    (None, 'q') => return Effect::Leave(None),
                    (None, 'j') => self.select(self.selected + 1),
                    (None, 'k') => self.select(self.selected.saturating_sub(1)),
                    _ => {}
                }
            }
            Event::Click(column, row) => {
                if let Some(at) = self.chrome.target_at(&view, column, row) {
                    return Effect::Leave(Some(at));
                }
            }
            _ => {}
        }
        Effect::Stay
    }

    fn draw(&self, frame: &mut Frame<'_>) {
        self.chrome.draw(frame, &self.view());
    }

    fn look(&self) -> Look {
        self.chrome.look
    }
}
