//! A text to be read to its end: the rules of an exam before it begins, its report afterwards, how
//! far one has come.

use ratatui::Frame;

use crate::chart;
use crate::doc::Doc;
use crate::event::{Event, Key};
use crate::page::{Chrome, Effect, Look, Page, View, hint};
use crate::theme::Tone;

/// A text in parts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// What it is.
    pub title: String,
    /// What stands beside the title.
    pub aside: String,
    /// Its parts, from top to bottom.
    pub parts: Vec<Part>,
    /// What goes on from here, in a word (`begin`); nothing if it is only left again.
    pub onward: Option<&'static str>,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A heading.
    Heading(String),
    /// The outcome in a word or two, and whether it is a good one; what there is to say of it.
    Outcome(bool, String, String),
    /// A paragraph.
    Text(String),
    /// Lines as they are, broken only where they don't fit.
    Lines(String),
    /// Lines of a list.
    List(Vec<String>),
    /// Labels, and what is said beside each.
    Pairs(Vec<(String, String)>),
    /// Shares of a whole, each with its numbers.
    Bars(Vec<chart::Bar>),
    /// How much was done day by day.
    Calendar(chart::Calendar),
}

/// A report while it is read. Left with whether the learner goes on.
#[derive(Debug, Clone)]
pub struct ReportPage {
    report: Report,
    chrome: Chrome,
}

impl ReportPage {
    /// The report from its top.
    #[must_use]
    pub fn new(report: Report, look: Look) -> Self {
        Self { report, chrome: Chrome::new(look) }
    }

    fn view(&self) -> View {
        let mut doc = Doc::new(self.chrome.width());
        for part in &self.report.parts {
            write(&mut doc, part);
        }
        let mut hints = Vec::new();
        if let Some(word) = self.report.onward {
            hints.push(hint("Enter", word, "Go on."));
        }
        hints.push(hint("Up Down", "read", "Read on where the text is longer than the screen."));
        hints.push(hint("q", "leave", "Leave this screen."));
        View {
            title: self.report.title.clone(),
            aside: self.report.aside.clone(),
            pinned: None,
            body: doc,
            selected: None,
            hints,
        }
    }
}

fn write(doc: &mut Doc, part: &Part) {
    match part {
        Part::Heading(text) => {
            doc.gap();
            doc.say(Tone::Heading, text);
        }
        Part::Outcome(good, word, text) => {
            let tone = if *good { Tone::Good } else { Tone::Care };
            doc.filled(&[(tone, format!("{word} "))], 0, Tone::Text, text);
        }
        Part::Text(text) => {
            doc.gap();
            doc.say(Tone::Text, text);
        }
        Part::Lines(text) => {
            for line in text.lines() {
                let words = line.trim_start();
                if words.is_empty() {
                    doc.gap();
                } else {
                    let margin = line.len() - words.len();
                    doc.filled(&[(Tone::Text, " ".repeat(margin))], margin, Tone::Text, words);
                }
            }
        }
        Part::List(lines) => {
            for line in lines {
                doc.filled(&[(Tone::Faint, "  - ".to_owned())], 4, Tone::Text, line);
            }
        }
        Part::Pairs(rows) => doc.pairs(rows),
        Part::Bars(bars) => chart::bars(doc, bars),
        Part::Calendar(calendar) => chart::calendar(doc, calendar),
    }
}

impl Page for ReportPage {
    type End = bool;

    fn update(&mut self, event: Event) -> Effect<bool> {
        let view = self.view();
        let event = match self.chrome.update(event, &view) {
            Ok(effect) => return effect,
            Err(event) => event,
        };
        match event {
            Event::Key(Key::Down | Key::Char('j' | ' ')) => self.chrome.scroll(&view, 1),
            Event::Key(Key::Up | Key::Char('k')) => self.chrome.scroll(&view, -1),
            Event::Key(Key::Enter) => return Effect::Leave(self.report.onward.is_some()),
            Event::Key(Key::Escape | Key::Char('q')) | Event::Interrupt => {
                return Effect::Leave(false);
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
