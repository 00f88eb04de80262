//! What all screens have in common: a heading, a body to scroll, the keys, help, and a size that is
//! enough.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::doc::Doc;
use crate::event::{Event, Key};
use crate::text::wrapped;
use crate::theme::{Theme, Tone};

/// How the screens look, and how large they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The colours.
    pub theme: Theme,
    /// Whether the mouse is listened to; the terminal's own selection of text then needs a key held.
    pub mouse: bool,
    /// The size of the screen in columns and rows.
    pub size: (u16, u16),
}

/// What is to be done after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect<T> {
    /// Draw, and wait for the next event.
    Stay,
    /// Draw everything anew.
    Redraw,
    /// Listen to the mouse, or don't.
    Mouse(bool),
    /// Give the terminal back to the shell until the learner returns.
    Suspend,
    /// Leave the screen.
    Leave(T),
}

/// Some screens that belong together: state, what changes it, and how it is drawn. Nothing here
/// touches a terminal.
pub trait Page {
    /// What is known when it is left.
    type End;

    /// Something happened.
    fn update(&mut self, event: Event) -> Effect<Self::End>;

    /// Draws it.
    fn draw(&self, frame: &mut Frame<'_>);

    /// How it looks now: a learner may change that.
    fn look(&self) -> Look;

    /// Whether it shows a clock that runs.
    fn ticks(&self) -> bool {
        false
    }
}

/// A key, what it does in a word, and in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) key: String,
    pub(crate) word: &'static str,
    pub(crate) help: &'static str,
}

pub(crate) fn hint(key: impl Into<String>, word: &'static str, help: &'static str) -> Hint {
    Hint { key: key.into(), word, help }
}

/// What a screen shows.
pub(crate) struct View {
    /// What it is.
    pub(crate) title: String,
    /// What stands at the other end of the heading.
    pub(crate) aside: String,
    /// What stays in view above the body.
    pub(crate) pinned: Option<Doc>,
    /// What is read, from top to bottom.
    pub(crate) body: Doc,
    /// What is selected of it.
    pub(crate) selected: Option<usize>,
    /// The keys of this screen.
    pub(crate) hints: Vec<Hint>,
}

/// The smallest screen on which a question can be read.
const LEAST: (u16, u16) = (36, 10);
/// Longer lines are hard to read.
const WIDEST: u16 = 100;
/// At most so many rows of keys.
const MOST_FOOT: usize = 2;

/// The state that every screen has.
#[derive(Debug, Clone)]
pub(crate) struct Chrome {
    pub(crate) look: Look,
    pub(crate) top: usize,
    help: bool,
    /// Whether a letter is meant as a letter, because something is being typed.
    pub(crate) typing: bool,
}

/// Where things stand on a screen.
struct Areas {
    head: Rect,
    above: Rect,
    pinned: Rect,
    body: Rect,
    below: Rect,
    foot: Rect,
}

impl Chrome {
    pub(crate) fn new(look: Look) -> Self {
        Self { look, top: 0, help: false, typing: false }
    }

    /// How wide the body is.
    pub(crate) fn width(&self) -> usize {
        usize::from(self.look.size.0.min(WIDEST).saturating_sub(2).max(1))
    }

    /// How wide a body of two columns may be: all of the screen.
    pub(crate) fn whole_width(&self) -> usize {
        usize::from(self.look.size.0.saturating_sub(2).max(1))
    }

    /// Another screen is shown from its top.
    pub(crate) fn turn(&mut self) {
        self.top = 0;
        self.help = false;
    }

    /// What every screen does by itself; `Err` is what the screen has to see to.
    pub(crate) fn update<T>(&mut self, event: Event, view: &View) -> Result<Effect<T>, Event> {
        if self.help && matches!(event, Event::Key(_) | Event::Click(..)) {
            self.help = false;
            return Ok(Effect::Stay);
        }
        match event {
            Event::Resize(columns, rows) => {
                self.look.size = (columns, rows);
                self.top = self.top.min(self.deepest(view));
                if let Some(target) = view.selected {
                    self.reveal(view, target);
                }
                Ok(Effect::Stay)
            }
            Event::Redraw => Ok(Effect::Redraw),
            Event::Tick => Ok(Effect::Stay),
            Event::Suspend => Ok(Effect::Suspend),
            Event::Wheel(lines) => {
                self.scroll(view, isize::from(lines));
                Ok(Effect::Stay)
            }
            Event::Key(Key::Char('?')) => {
                self.help = true;
                Ok(Effect::Stay)
            }
            Event::Key(Key::Char('t')) if !self.typing => {
                self.look.theme = self.look.theme.next();
                Ok(Effect::Stay)
            }
            Event::Key(Key::Char('m')) if !self.typing => {
                self.look.mouse = !self.look.mouse;
                Ok(Effect::Mouse(self.look.mouse))
            }
            Event::Key(Key::PageDown) => {
                self.scroll(view, self.page(view));
                Ok(Effect::Stay)
            }
            Event::Key(Key::PageUp) => {
                self.scroll(view, -self.page(view));
                Ok(Effect::Stay)
            }
            Event::Key(Key::Home) => {
                self.top = 0;
                Ok(Effect::Stay)
            }
            Event::Key(Key::End) => {
                self.top = self.deepest(view);
                Ok(Effect::Stay)
            }
            Event::Key(_) | Event::Click(..) | Event::Interrupt => Err(event),
        }
    }

    /// What stands where the screen was touched, if it can be selected.
    pub(crate) fn target_at(&self, view: &View, column: u16, row: u16) -> Option<usize> {
        let body = self.areas(view).body;
        let inside = body.contains(Position::new(column, row));
        inside.then(|| view.body.target_at(self.top + usize::from(row - body.y))).flatten()
    }

    /// Whether a thing to select is in view.
    pub(crate) fn sees(&self, view: &View, target: usize) -> bool {
        let height = usize::from(self.areas(view).body.height);
        let rows = view.body.rows_of(target);
        rows.is_some_and(|rows| self.top <= rows.start && rows.end <= self.top + height)
    }

    /// Scrolls so far that what is selected can be read.
    pub(crate) fn reveal(&mut self, view: &View, target: usize) {
        let Some(rows) = view.body.rows_of(target) else { return };
        let height = usize::from(self.areas(view).body.height).max(1);
        if rows.end > self.top + height {
            self.top = rows.end - height;
        }
        self.top = self.top.min(rows.start);
    }

    /// Scrolls so many lines down, or (negative) up.
    pub(crate) fn scroll(&mut self, view: &View, lines: isize) {
        self.top = self.top.saturating_add_signed(lines).min(self.deepest(view));
    }

    fn page(&self, view: &View) -> isize {
        let height = self.areas(view).body.height;
        // A line of the page before shows where one was.
        isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1)
    }

    fn deepest(&self, view: &View) -> usize {
        view.body.len().saturating_sub(usize::from(self.areas(view).body.height))
    }

    fn areas(&self, view: &View) -> Areas {
        let (columns, rows) = self.look.size;
        let foot = self.foot(view).len();
        let foot = u16::try_from(foot).unwrap_or(1);
        let between = rows.saturating_sub(3 + foot);
        let pinned = view.pinned.as_ref().map_or(0, |doc| doc.len() + 1);
        let pinned = u16::try_from(pinned).unwrap_or(u16::MAX).min(between * 3 / 5);
        let at = |y: u16, height: u16| Rect { x: 0, y, width: columns, height };
        let inner = |y: u16, height: u16| Rect {
            x: columns.min(1),
            y,
            width: columns.saturating_sub(2),
            height,
        };
        Areas {
            head: at(0, 1),
            above: at(1, 1),
            pinned: inner(2, pinned),
            body: inner(2 + pinned, between - pinned),
            below: at(2 + between, 1),
            foot: inner(3 + between, foot),
        }
    }

    /// The keys, in as few rows as hold them; where they don't fit, those before the last two fall
    /// away: help tells them all.
    fn foot(&self, view: &View) -> Vec<Vec<Hint>> {
        let width = self.whole_width();
        let always: Vec<Hint> =
            [hint("?", "help", "")].into_iter().chain(view_leave(view)).collect();
        let of_screen: Vec<&Hint> = view
            .hints
            .iter()
            .filter(|hint| hint.word != "leave" && !hint.word.is_empty())
            .collect();
        let mut kept = of_screen.len();
        loop {
            let all = of_screen.iter().take(kept).map(|hint| (*hint).clone());
            let mut rows: Vec<Vec<Hint>> = vec![Vec::new()];
            let mut used = 0;
            for hint in all.chain(always.iter().cloned()) {
                let wide = hint.key.width() + hint.word.width() + 4;
                if used + wide > width + 3 && used > 0 {
                    rows.push(Vec::new());
                    used = 0;
                }
                used += wide;
                if let Some(row) = rows.last_mut() {
                    row.push(hint);
                }
            }
            if rows.len() <= MOST_FOOT || kept == 0 {
                return rows;
            }
            kept -= 1;
        }
    }

    /// Draws a screen.
    pub(crate) fn draw(&self, frame: &mut Frame<'_>, view: &View) {
        let whole = frame.area();
        if whole.width < LEAST.0 || whole.height < LEAST.1 {
            return too_small(frame, whole);
        }
        // The screen may have become smaller since the last event.
        let mut now = self.clone();
        now.look.size = (whole.width, whole.height);
        now.draw_in(frame, view);
    }

    fn draw_in(&self, frame: &mut Frame<'_>, view: &View) {
        let theme = self.look.theme;
        let areas = self.areas(view);
        let heading = Line::styled(format!(" {}", view.title), theme.style(Tone::Heading));
        let heading_width = heading.width();
        let aside = Line::styled(format!("{} ", view.aside), theme.style(Tone::Text));
        frame.render_widget(heading, areas.head);
        // Where both don't fit beside each other, the longer of them is cut.
        let width = areas.head.width;
        let least = u16::try_from(heading_width + 2).unwrap_or(u16::MAX).min(width / 3);
        let wide = u16::try_from(aside.width()).unwrap_or(u16::MAX).min(width - least);
        let right = Rect { x: areas.head.right() - wide, width: wide, ..areas.head };
        frame.render_widget(aside, right);
        if self.help {
            return self.draw_help(frame, view, &areas);
        }
        let rows = view.body.len();
        let height = usize::from(areas.body.height);
        let top = self.top.min(self.deepest(view));
        rule(frame, areas.above, theme, &more(top, "above", "PgUp"));
        rule(frame, areas.below, theme, &more(rows.saturating_sub(top + height), "below", "PgDn"));
        if let Some(pinned) = &view.pinned {
            pinned.draw(frame.buffer_mut(), areas.pinned, 0, None, theme);
            let last = Rect {
                x: 0,
                y: areas.pinned.bottom().saturating_sub(1),
                width: areas.head.width,
                height: 1,
            };
            let cut = (pinned.len() + 1).saturating_sub(usize::from(areas.pinned.height));
            rule(frame, last, theme, &if cut > 0 { more(cut, "here", "") } else { String::new() });
        }
        view.body.draw(frame.buffer_mut(), areas.body, top, view.selected, theme);
        self.draw_keys(frame, &areas, &self.foot(view));
        // A screen reader follows the cursor: it stands on what is selected, else where reading
        // begins.
        let row = view.selected.and_then(|target| view.body.rows_of(target));
        let row = row.map(|rows| rows.start).filter(|row| (top..top + height).contains(row));
        let y = areas.body.y + u16::try_from(row.map_or(0, |row| row - top)).unwrap_or(0);
        frame.set_cursor_position((areas.body.x, y));
    }

    fn draw_keys(&self, frame: &mut Frame<'_>, areas: &Areas, rows: &[Vec<Hint>]) {
        let theme = self.look.theme;
        for (hints, y) in rows.iter().zip(areas.foot.y..areas.foot.bottom()) {
            let mut spans = Vec::new();
            for hint in hints {
                if !spans.is_empty() {
                    spans.push(Span::raw("   "));
                }
                spans.push(Span::styled(hint.key.clone(), theme.style(Tone::Name)));
                spans.push(Span::raw(format!(" {}", hint.word)));
            }
            frame.render_widget(Line::from(spans), Rect { y, height: 1, ..areas.foot });
        }
    }

    fn draw_help(&self, frame: &mut Frame<'_>, view: &View, areas: &Areas) {
        let theme = self.look.theme;
        rule(frame, areas.above, theme, "");
        let mut doc = Doc::new(self.width());
        doc.say(Tone::Heading, "Keys");
        let lines: Vec<_> = view
            .hints
            .iter()
            .filter(|hint| !hint.help.is_empty())
            .chain(&common())
            .cloned()
            .collect();
        let column = lines.iter().map(|hint| hint.key.width()).max().unwrap_or(0) + 3;
        for hint in &lines {
            let front = [(Tone::Name, format!(" {}", hint.key))];
            doc.filled(&front, column, Tone::Text, hint.help);
        }
        let height = areas.foot.bottom().saturating_sub(areas.body.y.min(areas.pinned.y));
        let area = Rect { y: 2, height, ..areas.body };
        doc.draw(frame.buffer_mut(), area, 0, None, theme);
        let last = Rect { y: area.bottom().saturating_sub(1), height: 1, ..areas.foot };
        frame.render_widget(ratatui::widgets::Clear, last);
        let words = Line::styled("Any key closes the help.", theme.style(Tone::Heading));
        frame.render_widget(words, last);
        frame.set_cursor_position((area.x, area.y));
    }
}

/// The keys that every screen has, for its help.
fn common() -> [Hint; 4] {
    [
        hint("PgUp PgDn", "", "Read on where a text is longer than the screen; Home and End, too."),
        hint("t", "", "Change the colours: for a dark screen, for a light one, none."),
        hint("m", "", "Listen to the mouse, or don't."),
        hint("Ctrl-C", "", "Leave at once. What was answered is kept."),
    ]
}

/// How this screen is left, if it can be.
fn view_leave(view: &View) -> Vec<Hint> {
    view.hints.iter().filter(|hint| hint.word == "leave").cloned().collect()
}

fn more(rows: usize, place: &str, key: &str) -> String {
    match (rows, key) {
        (0, _) => String::new(),
        (rows, "") => format!(" {rows} more {} ", if rows == 1 { "line" } else { "lines" }),
        (rows, key) => {
            format!(" {rows} more {} {place}: {key} ", if rows == 1 { "line" } else { "lines" })
        }
    }
}

/// A line across the screen, with words in it if there are any.
fn rule(frame: &mut Frame<'_>, area: Rect, theme: Theme, words: &str) {
    let width = usize::from(area.width);
    let before = "─".repeat(if words.is_empty() { width } else { 2.min(width) });
    let after = "─".repeat(width.saturating_sub(before.width() + words.width()));
    let faint = theme.style(Tone::Faint);
    let line = Line::from(vec![
        Span::styled(before, faint),
        Span::styled(words.to_owned(), theme.style(Tone::Care)),
        Span::styled(if words.is_empty() { String::new() } else { after }, faint),
    ]);
    frame.render_widget(line, area);
}

/// Says that the screen is too small: as much of it as fits.
fn too_small(frame: &mut Frame<'_>, area: Rect) {
    let (columns, rows) = LEAST;
    let text = format!(
        "Too small: {} x {}. Make it {columns} x {rows}, or larger. Nothing is lost.",
        area.width, area.height
    );
    for (line, y) in wrapped(&text, usize::from(area.width)).into_iter().zip(area.y..area.bottom())
    {
        frame.render_widget(Line::raw(line), Rect { y, height: 1, ..area });
    }
}
