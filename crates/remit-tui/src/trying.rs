//! What if? The facts of a client, to be changed, and what becomes of the decision.

use ratatui::Frame;
use remit_model::Rulebook;
use remit_model::id::FactId;
use remit_model::rulebook::FactKind;
use remit_quiz::{Became, WhatIf};
use remit_scenario::Scenario;
use remit_words::{Words, list};

use crate::doc::Doc;
use crate::event::{Event, Key};
use crate::page::{Chrome, Effect, Look, Page, View, hint};
use crate::theme::Tone;
use crate::tree::Tree;

/// A client whose facts are changed. Left when the learner has seen enough.
#[derive(Debug)]
pub struct TryPage<'a> {
    what_if: WhatIf<'a>,
    words: Words<'a>,
    chrome: Chrome,
    selected: usize,
    /// The fact whose values are shown below it.
    open: Option<FactId>,
    /// The digits of a number, while it is typed.
    typed: String,
    /// Why the last change was refused.
    refused: Option<String>,
    /// The explanation, while it is shown in place of the facts, and what is selected of it.
    why: Option<(Tree, usize)>,
}

/// Something that can be selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Fact(FactId),
    /// A value of the open fact, by index.
    Way(FactId, usize),
}

impl<'a> TryPage<'a> {
    /// The client of a question, as told.
    #[must_use]
    pub fn new(book: &'a Rulebook, scenario: &Scenario, look: Look) -> Self {
        Self {
            what_if: WhatIf::new(book, scenario),
            words: Words::new(book),
            chrome: Chrome::new(look),
            selected: 0,
            open: None,
            typed: String::new(),
            refused: None,
            why: None,
        }
    }

    /// What can be selected, in order.
    fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for &fact in self.what_if.facts() {
            entries.push(Entry::Fact(fact));
            if self.open == Some(fact) {
                entries.extend((0..self.what_if.ways(fact).len()).map(|at| Entry::Way(fact, at)));
            }
        }
        entries
    }

    fn entry(&self) -> Option<Entry> {
        self.entries().get(self.selected).copied()
    }

    fn view(&self) -> View {
        let (body, selected) = match &self.why {
            None => (self.facts(), self.selected),
            Some((tree, selected)) => {
                let mut doc = Doc::new(self.chrome.width());
                tree.write(&mut doc, 0);
                (doc, *selected)
            }
        };
        View {
            title: "What if?".to_owned(),
            aside: self.what_if.asks(),
            pinned: Some(self.decision()),
            body,
            selected: Some(selected),
            hints: self.hints(),
        }
    }

    fn hints(&self) -> Vec<crate::page::Hint> {
        if self.why.is_some() {
            return vec![
                hint("Right Left", "unfold, fold", "Show what is below a line, or hide it."),
                hint("w", "facts", "Back to the facts."),
                hint("Esc", "leave", "Back to the facts."),
            ];
        }
        let mut hints = vec![
            hint("Up Down", "move", "Go through what is known of the client."),
            hint("Enter", "change", "Show what the fact could be instead, and choose one."),
        ];
        let number =
            |fact: FactId| matches!(self.words.book().facts[fact].kind, FactKind::Number { .. });
        if let Some(Entry::Fact(fact) | Entry::Way(fact, _)) = self.entry()
            && number(fact)
        {
            hints.push(hint("+ -", "step", "A step more or less, of a number."));
            hints.push(hint("0-9", "type", "Type a number, then Enter."));
        }
        hints.extend([
            hint("w", "why", "Show why it is decided so now."),
            hint("r", "reset", "Make everything again as it was told."),
            hint("Esc", "leave", "Back to the answer."),
        ]);
        hints
    }

    /// The decision, which stays in view.
    fn decision(&self) -> Doc {
        let mut doc = Doc::new(self.chrome.width());
        let changes = self.what_if.changes();
        if changes.is_empty() {
            doc.say(
                Tone::Faint,
                "As the client was told. Change a fact, and see what becomes of it.",
            );
        } else {
            doc.say(Tone::Text, &format!("What if {}?", list::and(&changes)));
        }
        let (label, tone) = match (changes.is_empty(), self.what_if.differs()) {
            (true, _) => ("Decided: ", Tone::Heading),
            (false, false) => ("As before: ", Tone::Heading),
            (false, true) => ("Now otherwise: ", Tone::Care),
        };
        doc.filled(&[(tone, label.to_owned())], 2, Tone::Text, &self.what_if.now());
        if self.what_if.differs() {
            let front = [(Tone::Faint, "Before: ".to_owned())];
            doc.filled(&front, 2, Tone::Text, &self.what_if.before());
        }
        for (line, became) in self.what_if.rule_lines() {
            let (word, tone) = match (became, changes.is_empty()) {
                (_, true) => ("decides: ", Tone::Heading),
                (Became::Stays, _) => ("still decides: ", Tone::Heading),
                (Became::Comes, _) => ("decides now: ", Tone::Good),
                (Became::Goes, _) => ("no longer: ", Tone::Care),
            };
            doc.filled(&[(tone, word.to_owned())], 2, Tone::Text, &line);
        }
        if let Some(why) = &self.refused {
            doc.filled(&[(Tone::Care, "Not so: ".to_owned())], 2, Tone::Text, &list::sentence(why));
        }
        doc
    }

    fn facts(&self) -> Doc {
        let mut doc = Doc::new(self.chrome.width());
        let column = (doc.width() * 3 / 5).clamp(12, 48);
        for (at, entry) in self.entries().into_iter().enumerate() {
            doc.select(Some(at));
            match entry {
                Entry::Fact(fact) => {
                    let typing = at == self.selected && !self.typed.is_empty();
                    let value = if typing {
                        format!("{}_", self.typed)
                    } else if self.what_if.asked(fact) {
                        self.what_if.value(fact)
                    } else {
                        "not asked of this client".to_owned()
                    };
                    let changed = self.what_if.changed(fact);
                    let (mark, tone) =
                        if changed { ("* ", Tone::Care) } else { ("  ", Tone::Text) };
                    let front =
                        [(tone, mark.to_owned()), (tone, list::capital(self.words.fact(fact)))];
                    doc.filled(&front, column, tone, &value);
                }
                Entry::Way(fact, way) => {
                    let text = self.what_if.ways(fact).get(way).map(|way| way.text.clone());
                    let front = [(Tone::Faint, "      or ".to_owned())];
                    doc.filled(&front, 9, Tone::Name, &text.unwrap_or_default());
                }
            }
        }
        doc.select(None);
        doc
    }

    fn select(&mut self, at: usize) {
        self.selected = at.min(self.entries().len().saturating_sub(1));
        self.typed.clear();
        self.chrome.typing = false;
        self.chrome.reveal(&self.view(), self.selected);
    }

    /// Shows the values of a fact below it, or hides them.
    fn unfold(&mut self, fact: Option<FactId>, selected: FactId) {
        self.open = fact;
        let at = self.entries().iter().position(|entry| *entry == Entry::Fact(selected));
        if let Some(at) = at {
            let last = fact.map_or(at, |fact| at + self.what_if.ways(fact).len());
            self.select(last);
            // The values come into view, and the fact that they are of.
            self.select(at + usize::from(fact.is_some()));
        }
    }

    fn change(&mut self, fact: FactId, value: Option<remit_model::rulebook::Value>) {
        self.refused = self.what_if.change(fact, value).err().map(|why| why.to_string());
    }

    /// Enter, or a touch.
    fn commit(&mut self) {
        self.refused = None;
        match self.entry() {
            Some(Entry::Fact(fact)) if !self.typed.is_empty() => {
                match self.what_if.number(fact, &self.typed) {
                    Ok(value) => self.change(fact, Some(value)),
                    Err(why) => self.refused = Some(why.to_string()),
                }
                self.typed.clear();
                self.chrome.typing = false;
            }
            Some(Entry::Fact(fact)) if self.open == Some(fact) => self.unfold(None, fact),
            Some(Entry::Fact(fact)) => self.unfold(Some(fact), fact),
            Some(Entry::Way(fact, way)) => {
                let value = self.what_if.ways(fact).into_iter().nth(way);
                if let Some(way) = value {
                    self.change(fact, way.value);
                }
                self.unfold(None, fact);
            }
            None => {}
        }
    }

    fn step(&mut self, steps: i64) {
        self.refused = None;
        if let Some(Entry::Fact(fact) | Entry::Way(fact, _)) = self.entry()
            && let Some(value) = self.what_if.stepped(fact, steps)
        {
            self.change(fact, Some(value));
        }
    }

    fn letter(&mut self, letter: char) {
        match letter {
            // No number that is measured has more digits.
            '0'..='9' | '.' | ','
                if self.typed.len() < 12 && matches!(self.entry(), Some(Entry::Fact(_))) =>
            {
                self.typed.push(if letter == ',' { '.' } else { letter });
                self.chrome.typing = true;
            }
            '+' | '=' => self.step(1),
            '-' => self.step(-1),
            'j' => self.select(self.selected + 1),
            'k' => self.select(self.selected.saturating_sub(1)),
            ' ' => self.commit(),
            'r' => {
                self.what_if.reset();
                self.refused = None;
            }
            'w' => {
                self.why = Some((Tree::new(self.what_if.explanation()), 0));
                self.chrome.turn();
            }
            _ => {}
        }
    }

    fn press(&mut self, key: Key) -> Effect<()> {
        match key {
            Key::Escape if self.open.is_some() => {
                if let Some(fact) = self.open {
                    self.unfold(None, fact);
                }
            }
            Key::Escape if !self.typed.is_empty() => self.select(self.selected),
            Key::Escape | Key::Char('q') => return Effect::Leave(()),
            Key::Up => self.select(self.selected.saturating_sub(1)),
            Key::Down | Key::Tab => self.select(self.selected + 1),
            Key::Enter => self.commit(),
            Key::Right => {
                if let Some(Entry::Fact(fact)) = self.entry() {
                    self.unfold(Some(fact), fact);
                }
            }
            Key::Left => {
                if let Some(fact) = self.open {
                    self.unfold(None, fact);
                }
            }
            Key::Back => {
                self.typed.pop();
                self.chrome.typing = !self.typed.is_empty();
            }
            Key::Char(letter) => self.letter(letter),
            _ => {}
        }
        Effect::Stay
    }

    /// A key while the explanation is shown.
    fn press_why(&mut self, key: Key) {
        let Some((tree, selected)) = &mut self.why else { return };
        if matches!(key, Key::Escape | Key::Char('w' | 'q')) {
            self.why = None;
            self.chrome.turn();
            self.select(self.selected);
            return;
        }
        tree.press(key, selected);
        let selected = *selected;
        self.chrome.reveal(&self.view(), selected);
    }
}

impl Page for TryPage<'_> {
    type End = ();

    fn update(&mut self, event: Event) -> Effect<()> {
        let view = self.view();
        let event = match self.chrome.update(event, &view) {
            Ok(effect) => return effect,
            Err(event) => event,
        };
        match event {
            Event::Key(key) if self.why.is_some() => self.press_why(key),
            Event::Key(key) => return self.press(key),
            Event::Click(column, row) => {
                if let (Some(at), true) =
                    (self.chrome.target_at(&view, column, row), self.why.is_none())
                {
                    self.select(at);
                    self.commit();
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
