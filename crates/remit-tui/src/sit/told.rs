//! What is said after an answer.

use remit_quiz::{Feedback, Item, Score};
use remit_scenario::Scenario;

use super::asking::tell;
use super::over::Over;
use crate::doc::Doc;
use crate::event::Key;
use crate::page::{Chrome, Hint, View, hint};
use crate::theme::Tone;
use crate::tree::Tree;

/// How many rules that nearly applied are told; the explanation has more.
const MOST_NEARLY: usize = 2;

/// What is said of an answer, while it is read.
pub(super) struct Told {
    item: Item,
    feedback: Vec<Feedback>,
    trees: Vec<Tree>,
    /// The line of an explanation that is selected, counted through all parts.
    selected: Option<usize>,
    /// Whether the answer may be taken back.
    pub(super) undo: bool,
    /// Whether it is looked at again, at the end.
    review: bool,
    /// Where to go back to from a review, while something is tried out.
    pub(super) over: Option<Over>,
}

impl Told {
    pub(super) fn new(item: Item, feedback: Vec<Feedback>, undo: bool) -> Self {
        let trees = feedback.iter().map(|told| Tree::new(told.explanation.clone())).collect();
        Self { item, feedback, trees, selected: None, undo, review: false, over: None }
    }

    pub(super) fn again(item: Item, feedback: Vec<Feedback>) -> Self {
        Self { review: true, ..Self::new(item, feedback, false) }
    }

    /// The client that a key asks to try things out on: `i` the first (or the one whose explanation
    /// is selected), a number the one of that number.
    pub(super) fn client(&self, key: Key) -> Option<&Scenario> {
        let several = self.item.parts.len() > 1;
        let part = match key {
            Key::Char('i') => self.selected.map_or(0, |selected| self.place(selected).0),
            Key::Char(digit) if several => digit.to_digit(10)?.checked_sub(1)? as usize,
            _ => return None,
        };
        self.item.parts.get(part)?.scenario.as_ref()
    }

    /// The part, and the line of its explanation.
    fn place(&self, selected: usize) -> (usize, usize) {
        let mut left = selected;
        for (at, tree) in self.trees.iter().enumerate() {
            match left.checked_sub(tree.len()) {
                None => return (at, left),
                Some(rest) => left = rest,
            }
        }
        (0, 0)
    }

    fn first(&self, part: usize) -> usize {
        self.trees.iter().take(part).map(Tree::len).sum()
    }

    /// All lines that can be selected now, in order.
    fn lines(&self) -> Vec<usize> {
        let of = |(part, tree): (usize, &Tree)| {
            let first = self.first(part);
            tree.shown().into_iter().map(move |line| first + line).collect::<Vec<_>>()
        };
        self.trees.iter().enumerate().flat_map(of).collect()
    }

    /// Selects what was touched, and unfolds or folds it.
    pub(super) fn touch(&mut self, target: usize) {
        self.selected = Some(target);
        self.fold(Key::Char(' '));
    }

    /// A key that unfolds or folds what is selected.
    fn fold(&mut self, key: Key) {
        let Some(selected) = self.selected else { return };
        let (part, mut line) = self.place(selected);
        if let Some(tree) = self.trees.get_mut(part) {
            tree.press(key, &mut line);
        }
        self.selected = Some(self.first(part) + line);
    }

    pub(super) fn press(&mut self, key: Key, chrome: &mut Chrome) {
        match key {
            Key::Down | Key::Char('j') => self.down(chrome),
            Key::Up | Key::Char('k') => self.up(chrome),
            Key::Char('w') => {
                for tree in &mut self.trees {
                    tree.toggle_all();
                }
                self.selected = self.lines().first().copied();
                let view = self.view(chrome);
                // The explanation from its heading on.
                let row = self.selected.and_then(|line| view.body.rows_of(line));
                if let Some(rows) = row {
                    chrome.top = 0;
                    chrome
                        .scroll(&view, isize::try_from(rows.start.saturating_sub(1)).unwrap_or(0));
                }
            }
            key => {
                self.fold(key);
                if let Some(selected) = self.selected {
                    chrome.reveal(&self.view(chrome), selected);
                }
            }
        }
    }

    /// To the next line of the explanation if it is in view; else a row further.
    fn down(&mut self, chrome: &mut Chrome) {
        let lines = self.lines();
        let next = match self.selected {
            None => lines.first(),
            Some(selected) => lines.iter().find(|&&line| line > selected),
        };
        self.go(chrome, next.copied(), 1);
    }

    fn up(&mut self, chrome: &mut Chrome) {
        let lines = self.lines();
        let before =
            self.selected.and_then(|selected| lines.iter().rev().find(|&&line| line < selected));
        if before.is_none() {
            self.selected = None;
        }
        self.go(chrome, before.copied(), -1);
    }

    fn go(&mut self, chrome: &mut Chrome, line: Option<usize>, rows: isize) {
        let view = self.view(chrome);
        match line {
            Some(line) if chrome.sees(&view, line) => self.selected = Some(line),
            Some(line) if self.selected.is_some() => {
                self.selected = Some(line);
                chrome.reveal(&view, line);
            }
            _ => chrome.scroll(&view, rows),
        }
    }

    pub(super) fn view(&self, chrome: &Chrome) -> View {
        let mut doc = Doc::new(chrome.width());
        if self.review {
            self.question(&mut doc);
            doc.gap();
        }
        let several = self.item.parts.len() > 1;
        if several {
            let response: Vec<_> = self.feedback.iter().map(|told| told.chosen).collect();
            let key: Vec<_> = self.feedback.iter().map(|told| told.key).collect();
            let (tone, word) = match Score::of(&response, &key) {
                Score::Right => (Tone::Good, "Right, both of them."),
                Score::Half => (Tone::Care, "Half right."),
                Score::Wrong => (Tone::Bad, "Not right."),
            };
            let turns_on = self.item.turns_on.as_deref().unwrap_or_default();
            doc.filled(&[(tone, format!("{word} "))], 0, Tone::Text, turns_on);
        }
        for (part, told) in self.feedback.iter().enumerate() {
            if several {
                doc.gap();
                doc.say(Tone::Heading, &format!("Client {}", part + 1));
            }
            say(&mut doc, told);
            if let Some(tree) = self.trees.get(part).filter(|tree| !tree.is_empty()) {
                doc.gap();
                doc.say(Tone::Heading, "Why it is so");
                tree.write(&mut doc, self.first(part));
            }
        }
        if !self.review {
            doc.gap();
            self.question(&mut doc);
        }
        View {
            title: String::new(),
            aside: String::new(),
            pinned: None,
            body: doc,
            selected: self.selected,
            hints: self.hints(),
        }
    }

    /// The question as it was, with what was chosen and what is right.
    fn question(&self, doc: &mut Doc) {
        for (at, part) in self.item.parts.iter().enumerate() {
            doc.gap();
            let of = if self.item.parts.len() > 1 {
                format!(" about client {}", at + 1)
            } else {
                String::new()
            };
            doc.say(Tone::Heading, &format!("The question{of}"));
            tell(doc, part);
            doc.gap();
            let told = self.feedback.get(at);
            for (option, choice) in part.options.iter().enumerate() {
                let is = |wanted: Option<usize>| wanted == Some(option);
                let mut front = vec![(Tone::Name, format!("{}. ", option + 1))];
                match (is(told.map(|told| told.chosen)), is(told.map(|told| told.key))) {
                    (true, true) => front.push((Tone::Good, "yours, and right: ".to_owned())),
                    (true, false) => front.push((Tone::Bad, "yours: ".to_owned())),
                    (false, true) => front.push((Tone::Good, "right: ".to_owned())),
                    (false, false) => {}
                }
                doc.filled(&front, 3, Tone::Text, &choice.text);
            }
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = if self.review {
            vec![
                hint("n", "next", "On to the next one that was missed; Enter, too."),
                hint("p", "previous", "Back to the one before."),
            ]
        } else {
            vec![hint("Enter", "next", "On to the next question.")]
        };
        if self.trees.iter().any(|tree| !tree.is_empty()) {
            hints.push(hint("w", "why", "Unfold the whole explanation, or fold it."));
        }
        if self.item.parts.iter().any(|part| part.scenario.is_some()) {
            let (key, help) = if self.item.parts.len() > 1 {
                ("1 2", "Change facts of that client, and see what becomes of the decision.")
            } else {
                ("i", "Change facts of the client, and see what becomes of the decision.")
            };
            hints.push(hint(key, "what if", help));
        }
        if self.undo {
            hints.push(hint("u", "undo", "Take the answer back, once, if it was a slip."));
        }
        hints.push(hint("Up Down", "move", "Read on, and go through the explanation."));
        hints.push(hint("Right Left", "unfold, fold", "Show what explains a line, or hide it."));
        let help = if self.review { "Back to how it went." } else { "Leave; everything is kept." };
        hints.push(hint("q", "leave", help));
        hints
    }
}

/// What is said of a part.
fn say(doc: &mut Doc, told: &Feedback) {
    let front = if told.right() {
        vec![(Tone::Good, "Right. ".to_owned())]
    } else {
        vec![
            (Tone::Bad, "Not right. ".to_owned()),
            (Tone::Heading, format!("The answer is {}. ", told.key + 1)),
        ]
    };
    doc.filled(&front, 0, Tone::Text, &told.decision);
    let mut rows = Vec::new();
    let mut add = |label: &str, said: &String| rows.push((label.to_owned(), said.clone()));
    told.reveals.iter().for_each(|reveals| add("Your answer", reveals));
    told.because.iter().for_each(|because| add("Because", because));
    told.sources.iter().for_each(|source| add("Source", source));
    told.nearly.iter().take(MOST_NEARLY).for_each(|nearly| add("Nearly", nearly));
    told.flips.iter().for_each(|flip| add("What if", flip));
    doc.gap();
    doc.pairs(&rows);
}
