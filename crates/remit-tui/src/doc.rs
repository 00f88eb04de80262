//! A text to be read on a screen: rows of words with their tones, some of which can be selected.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use crate::text::{clean, wrapped};
use crate::theme::{Theme, Tone, selected as selected_style};

/// Words with their tone.
pub(crate) type Words = (Tone, String);

/// A row of a screen.
#[derive(Debug, Clone, Default)]
struct Row {
    words: Vec<Words>,
    /// Which of the things that can be selected it belongs to.
    target: Option<usize>,
}

/// A text of a certain width.
#[derive(Debug, Clone)]
pub(crate) struct Doc {
    width: usize,
    rows: Vec<Row>,
    target: Option<usize>,
}

/// The columns before a row that can be selected, and its mark.
const MARGIN: &str = "  ";
const MARK: &str = "> ";

impl Doc {
    pub(crate) fn new(width: usize) -> Self {
        Self { width: width.max(1), rows: Vec::new(), target: None }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// What follows belongs to this thing to select, until the next call.
    pub(crate) fn select(&mut self, target: Option<usize>) {
        self.target = target;
    }

    /// An empty row, unless there is one already or nothing stands before it.
    pub(crate) fn gap(&mut self) {
        if self.rows.last().is_some_and(|row| !row.words.is_empty()) {
            self.rows.push(Row::default());
        }
    }

    /// A paragraph.
    pub(crate) fn say(&mut self, tone: Tone, text: &str) {
        self.filled(&[], 0, tone, text);
    }

    /// A paragraph after some words in front of it; its further rows begin so many columns from the
    /// edge.
    pub(crate) fn filled(&mut self, front: &[Words], indent: usize, tone: Tone, text: &str) {
        let margin = if self.target.is_some() { MARGIN.width() } else { 0 };
        let used: usize = front.iter().map(|(_, words)| clean(words).width()).sum();
        // Where the front takes most of the row, what is said of it stands below.
        let room = self.width.saturating_sub(margin);
        let indent = indent.min(room / 2);
        let below = used > indent && used + 12 > room;
        let mut first: Vec<Words> =
            front.iter().map(|(tone, words)| (*tone, clean(words).into_owned())).collect();
        let lines = if below || used == indent {
            wrapped(text, room.saturating_sub(indent))
        } else {
            // The first line is as much shorter as the front is longer than the indent.
            let lead = "\u{a0}".repeat(used.saturating_sub(indent));
            let mut lines = wrapped(&format!("{lead}{text}"), room.saturating_sub(indent));
            if let Some(line) = lines.first_mut() {
                *line = line.trim_start_matches('\u{a0}').to_owned();
            }
            lines
        };
        let pad = " ".repeat(indent);
        if below {
            self.push(std::mem::take(&mut first));
        }
        for (at, line) in lines.into_iter().enumerate() {
            let mut words = std::mem::take(&mut first);
            if below || at > 0 || front.is_empty() {
                words.push((Tone::Text, pad.clone()));
            } else if used < indent {
                words.push((Tone::Text, " ".repeat(indent - used)));
            }
            words.push((tone, line));
            self.push(words);
        }
    }

    /// Labels in a column, what is said beside each; a label is told once for what follows it.
    pub(crate) fn pairs(&mut self, rows: &[(String, String)]) {
        let column = rows.iter().map(|(label, _)| clean(label).width()).max().unwrap_or(0) + 4;
        let mut last = "";
        for (label, said) in rows {
            let shown = if label == last { "" } else { label };
            self.filled(&[(Tone::Faint, format!("  {shown} "))], column, Tone::Text, said);
            last = label;
        }
    }

    /// One row as it is; what is too wide is cut off with a mark.
    pub(crate) fn row(&mut self, words: Vec<Words>) {
        self.push(
            words.into_iter().map(|(tone, text)| (tone, clean(&text).into_owned())).collect(),
        );
    }

    fn push(&mut self, words: Vec<Words>) {
        let words = words.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        self.rows.push(Row { words, target: self.target });
    }

    /// Two texts side by side, with some columns between them.
    pub(crate) fn beside(left: Self, right: Self, between: usize) -> Self {
        let width = left.width + between + right.width;
        let column = left.width + between;
        let count = left.rows.len().max(right.rows.len());
        let mut lefts = left.rows.into_iter();
        let mut rights = right.rows.into_iter();
        let rows = (0..count).map(|_| {
            let left = lefts.next().unwrap_or_default();
            let right = rights.next().unwrap_or_default();
            let mut words = left.words;
            let used: usize = words.iter().map(|(_, text)| text.width()).sum();
            words.push((Tone::Text, " ".repeat(column.saturating_sub(used))));
            words.extend(right.words);
            Row { words, target: left.target.or(right.target) }
        });
        Self { width, rows: rows.collect(), target: None }
    }

    /// Adds another text below.
    pub(crate) fn append(&mut self, other: Self) {
        self.rows.extend(other.rows);
    }

    /// The rows of a thing to select.
    pub(crate) fn rows_of(&self, target: usize) -> Option<Range<usize>> {
        let of = |row: &Row| row.target == Some(target);
        let first = self.rows.iter().position(of)?;
        let last = self.rows.iter().rposition(of)?;
        Some(first..last + 1)
    }

    /// What can be selected at a row.
    pub(crate) fn target_at(&self, row: usize) -> Option<usize> {
        self.rows.get(row).and_then(|row| row.target)
    }

    /// Draws the rows from `top` on.
    pub(crate) fn draw(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        top: usize,
        selected: Option<usize>,
        theme: Theme,
    ) {
        let mut last = None;
        for (row, y) in self.rows.iter().skip(top).zip(area.y..area.bottom()) {
            let chosen = row.target.is_some() && row.target == selected;
            let mut spans: Vec<Span<'_>> = Vec::new();
            if row.target.is_some() {
                let mark = if chosen && last != row.target { MARK } else { MARGIN };
                spans.push(Span::styled(mark, theme.style(Tone::Heading)));
            }
            spans.extend(row.words.iter().map(|(tone, text)| {
                let style = theme.style(*tone);
                Span::styled(text.as_str(), if chosen { selected_style(style) } else { style })
            }));
            let line = Line::from(spans);
            let wide = line.width() > usize::from(area.width);
            line.render(Rect { y, height: 1, ..area }, buffer);
            if wide && let Some(cell) = buffer.cell_mut((area.right().saturating_sub(1), y)) {
                cell.set_symbol("…");
            }
            last = row.target;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(doc: &Doc) -> String {
        let height = u16::try_from(doc.len()).unwrap();
        let area = Rect::new(0, 0, u16::try_from(doc.width).unwrap(), height);
        let mut buffer = Buffer::empty(area);
        doc.draw(&mut buffer, area, 0, Some(1), Theme::Bare);
        let row = |y: u16| (0..area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (0..height).map(row).map(|row| ["|", &row, "|\n"].concat()).collect()
    }

    fn page(width: usize) -> Doc {
        let mut doc = Doc::new(width);
        doc.say(Tone::Text, "A client who has come for a programme of exercise.");
        doc.gap();
        doc.gap();
        for (at, text) in ["Take the client", "Refer the client to somebody whose remit it is"]
            .into_iter()
            .enumerate()
        {
            doc.select(Some(at));
            doc.filled(&[(Tone::Name, format!("{}. ", at + 1))], 3, Tone::Text, text);
        }
        doc.select(None);
        doc.gap();
        let pairs = [("Because", "It is so."), ("Source", "A book."), ("Source", "Another book.")];
        doc.pairs(&pairs.map(|(label, said)| (label.to_owned(), said.to_owned())));
        doc.filled(
            &[(Tone::Good, "decides: ".to_owned())],
            4,
            Tone::Text,
            "a rule with many words",
        );
        doc
    }

    #[test]
    fn rows_are_filled_marked_and_never_wider_than_the_screen() {
        let text = [60, 34, 16].map(|width| format!("{width}\n{}", shown(&page(width)))).concat();
        insta::assert_snapshot!(text);
    }

    #[test]
    fn two_texts_stand_side_by_side() {
        let mut right = Doc::new(20);
        right.say(Tone::Text, "a short one");
        insta::assert_snapshot!(shown(&Doc::beside(page(30), right, 3)));
    }

    #[test]
    fn what_is_selected_is_found_again() {
        let doc = page(34);
        let rows = doc.rows_of(1).unwrap();
        assert!(rows.len() > 1 && rows.clone().all(|row| doc.target_at(row) == Some(1)));
        assert_eq!(doc.rows_of(2), None);
    }
}
