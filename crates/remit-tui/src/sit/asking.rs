//! A question on the screen.

use remit_quiz::{Item, Part, Response};

use crate::doc::Doc;
use crate::event::Key;
use crate::page::{Chrome, Hint, View, hint};
use crate::theme::Tone;

/// From so many columns on, two clients stand side by side.
const SIDE_BY_SIDE: u16 = 100;
/// What stands between them.
const BETWEEN: usize = 4;

/// A question while it is open.
pub(super) struct Asking {
    /// The option that is selected, counted through all parts.
    pub(super) selected: usize,
    /// What was chosen of each part.
    chosen: Vec<Option<usize>>,
}

impl Asking {
    pub(super) fn new(item: &Item) -> Self {
        Self { selected: 0, chosen: vec![None; item.parts.len()] }
    }

    /// The part and the option that are selected.
    pub(super) fn place(&self, item: &Item) -> (usize, usize) {
        let mut left = self.selected;
        for (at, part) in item.parts.iter().enumerate() {
            match left.checked_sub(part.options.len()) {
                None => return (at, left),
                Some(rest) => left = rest,
            }
        }
        (0, 0)
    }

    fn select(&mut self, item: &Item, part: usize, option: usize) {
        let before: usize = item.parts.iter().take(part).map(|part| part.options.len()).sum();
        self.selected = before + option;
    }

    /// A key; with what it commits, if it does. In study a number is an answer; what is measured is
    /// chosen by a number and committed by Enter.
    pub(super) fn press(&mut self, item: &Item, key: Key, measures: bool) -> Option<Response> {
        let all: usize = item.parts.iter().map(|part| part.options.len()).sum();
        let (part, option) = self.place(item);
        match key {
            Key::Up | Key::Char('k') => self.selected = self.selected.saturating_sub(1),
            Key::Down | Key::Char('j') => {
                self.selected = (self.selected + 1).min(all.saturating_sub(1));
            }
            Key::Tab => self.select(item, (part + 1) % item.parts.len().max(1), 0),
            Key::Enter => return self.choose(item, part, option),
            Key::Char(' ') => self.mark(part, option),
            Key::Char(digit) => {
                let option = digit.to_digit(10)?.checked_sub(1)? as usize;
                if option >= item.parts.get(part)?.options.len() {
                    return None;
                }
                self.select(item, part, option);
                if measures {
                    self.mark(part, option);
                } else {
                    return self.choose(item, part, option);
                }
            }
            _ => {}
        }
        None
    }

    fn mark(&mut self, part: usize, option: usize) {
        if let Some(slot) = self.chosen.get_mut(part) {
            *slot = Some(option);
        }
    }

    /// Chooses an option of a part: the answer, if every part has one; else the next part is asked.
    fn choose(&mut self, item: &Item, part: usize, option: usize) -> Option<Response> {
        self.mark(part, option);
        let response: Option<Response> = self.chosen.iter().copied().collect();
        if response.is_none() {
            let open = self.chosen.iter().position(Option::is_none)?;
            self.select(item, open, 0);
        }
        response
    }

    pub(super) fn view(&self, item: Option<&Item>, chrome: &Chrome, measures: bool) -> View {
        let parts = item.map_or(&[][..], |item| item.parts.as_slice());
        let doc = match parts {
            [only] => {
                let mut doc = Doc::new(chrome.width());
                tell(&mut doc, only);
                self.options(&mut doc, 0, 0, only);
                doc
            }
            parts => self.several(parts, chrome),
        };
        let most = parts.iter().map(|part| part.options.len()).max().unwrap_or(0);
        View {
            title: String::new(),
            aside: String::new(),
            pinned: None,
            body: doc,
            selected: Some(self.selected),
            hints: hints(most, parts.len() > 1, measures),
        }
    }

    /// Two clients: side by side where there is room, with their options below, else one after the
    /// other. What differs between them is for the learner to find.
    fn several(&self, parts: &[Part], chrome: &Chrome) -> Doc {
        let beside = chrome.look.size.0 >= SIDE_BY_SIDE && parts.len() == 2;
        let width = if beside { chrome.whole_width() } else { chrome.width() };
        let mut doc = Doc::new(width);
        let intro = "Two clients who differ in one fact. The answer is right if both are right.";
        doc.say(Tone::Faint, intro);
        doc.gap();
        if let (true, [left, right]) = (beside, parts) {
            let column = |part: &Part, name: &str| {
                let mut doc = Doc::new((width - BETWEEN) / 2);
                doc.say(Tone::Heading, name);
                doc.say(Tone::Text, &part.stem);
                doc
            };
            doc.append(Doc::beside(column(left, "Client 1"), column(right, "Client 2"), BETWEEN));
        }
        let mut first = 0;
        for (at, part) in parts.iter().enumerate() {
            doc.gap();
            doc.say(Tone::Heading, &format!("Client {}", at + 1));
            if beside {
                doc.say(Tone::Text, &part.question);
            } else {
                tell(&mut doc, part);
            }
            self.options(&mut doc, at, first, part);
            first += part.options.len();
        }
        doc
    }

    /// The options of a part; `first` is what comes before them.
    fn options(&self, doc: &mut Doc, part: usize, first: usize, of: &Part) {
        doc.gap();
        let chosen = self.chosen.get(part).copied().flatten();
        for (at, choice) in of.options.iter().enumerate() {
            doc.select(Some(first + at));
            let mut front = vec![(Tone::Name, format!("{}. ", at + 1))];
            if chosen == Some(at) {
                front.push((Tone::Heading, "chosen: ".to_owned()));
            }
            doc.filled(&front, 3, Tone::Text, &choice.text);
        }
        doc.select(None);
    }
}

/// The client and the question.
pub(super) fn tell(doc: &mut Doc, part: &Part) {
    for paragraph in [&part.stem, &part.question] {
        if !paragraph.is_empty() {
            doc.gap();
            doc.say(Tone::Text, paragraph);
        }
    }
}

fn hints(options: usize, several: bool, measures: bool) -> Vec<Hint> {
    let numbers = format!("1-{options}");
    let mut hints = if measures {
        vec![
            hint(numbers, "choose", "Choose an answer; it can still be changed."),
            hint("Enter", "commit", "Commit the answer that is selected. There is no way back."),
        ]
    } else {
        vec![
            hint(numbers, "answer", "Answer with the option of that number."),
            hint("Enter", "take it", "Answer with the option that is selected."),
        ]
    };
    hints.push(hint("Up Down", "move", "Go through the options."));
    if several {
        hints.push(hint("Tab", "other client", "Go to the other client."));
    }
    hints.push(hint("q", "leave", "Leave, or look at how it went; everything is kept."));
    hints
}
