use super::{Ink, clean, pairs, style};

/// What is to be said of one thing of a rulebook.
#[derive(Debug, Default)]
pub(crate) struct Card {
    /// What kind of thing it is: `lane`, `fact` …
    pub(crate) kind: &'static str,
    /// Its name.
    pub(crate) name: String,
    /// Its title in words.
    pub(crate) title: String,
    /// What else there is to say, each under a word.
    pub(crate) clauses: Vec<(String, String)>,
    /// The file and line where it is declared.
    pub(crate) place: Option<String>,
}

impl Card {
    /// Adds what is said under a word, unless there is nothing to say.
    pub(crate) fn say(&mut self, head: &str, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.clauses.push((head.to_owned(), text));
        }
    }

    /// The card as text.
    pub(crate) fn draw(&self, ink: Ink) -> String {
        let name = ink.paint(style::NAME, &self.name);
        let mut text = format!("{} {name}\n", clean(self.kind));
        if !self.title.is_empty() {
            let title = remit_words::list::capital(&self.title);
            text.push_str(&ink.fill("", "", &ink.paint(style::HEADING, &title)));
            text.push('\n');
        }
        if !self.clauses.is_empty() {
            text.push('\n');
            text.push_str(&pairs(ink, 2, style::FAINT, &self.clauses));
        }
        if let Some(place) = &self.place {
            text.push_str(&format!("\n  {}\n", ink.paint(style::FAINT, place)));
        }
        text
    }
}
