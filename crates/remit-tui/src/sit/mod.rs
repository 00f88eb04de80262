//! A session: questions, what is said of the answers, and how it went.

mod asking;
mod over;
mod told;

use ratatui::Frame;
use remit_model::Rulebook;
use remit_quiz::{Answered, FeedbackAt, Input, Item, Quiz, Screen, Sitting};

use self::asking::Asking;
use self::over::Over;
use self::told::Told;
use crate::doc::Doc;
use crate::event::{Event, Key};
use crate::page::{Chrome, Effect, Look, Page, View};
use crate::theme::Tone;
use crate::trying::TryPage;

/// What a session is called, and how long it may take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Its title.
    pub title: String,
    /// The time there is for all of it, in milliseconds, if it is measured. The clock is soft: it
    /// tells, and ends nothing.
    pub time: Option<u64>,
}

/// How a session was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SitEnd {
    /// It was taken to its end.
    Finished,
    /// It was left before; it can be taken up again.
    Left,
    /// The program is to end now.
    Interrupted,
}

/// A session while it is taken: it drives whoever keeps the answers, and knows nothing of how.
pub struct SitPage<'s> {
    book: &'s Rulebook,
    sitting: &'s mut dyn Sitting,
    about: About,
    /// Milliseconds since any moment.
    clock: &'s dyn Fn() -> u64,
    chrome: Chrome,
    stage: Stage<'s>,
    /// When the question came on the screen.
    since: u64,
    /// The questions that were seen, to be shown again at the end.
    seen: Vec<Item>,
    /// What went wrong with the last thing that was done.
    trouble: Option<String>,
}

impl std::fmt::Debug for SitPage<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SitPage").field("about", &self.about).finish_non_exhaustive()
    }
}

/// What is on the screen.
enum Stage<'s> {
    Asking(Asking),
    Told(Box<Told>),
    /// A client to try things out on, and where to go back to.
    Trying(Box<TryPage<'s>>, Box<Told>),
    Over(Over),
    /// An answer that was given before, looked at again.
    Again(Box<Told>, Over),
}

impl<'s> SitPage<'s> {
    /// A session, wherever it stands.
    #[must_use]
    pub fn new(
        book: &'s Rulebook,
        sitting: &'s mut dyn Sitting,
        about: About,
        look: Look,
        clock: &'s dyn Fn() -> u64,
    ) -> Self {
        let mut page = Self {
            book,
            sitting,
            about,
            clock,
            chrome: Chrome::new(look),
            stage: Stage::Over(Over::default()),
            since: clock(),
            seen: Vec::new(),
            trouble: None,
        };
        page.follow();
        page
    }

    /// Whether answers are told only at the end.
    fn measures(&self) -> bool {
        self.sitting.session().policy().feedback == FeedbackAt::End
    }

    /// Shows what the session shows now.
    fn follow(&mut self) {
        let stage = match self.sitting.session().screen() {
            Screen::Question { item, .. } => {
                if !self.seen.iter().any(|seen| seen.digest() == item.digest()) {
                    self.seen.push(item.clone());
                }
                Stage::Asking(Asking::new(item))
            }
            Screen::Feedback { item, feedback, answered, .. } => {
                let undo = self.sitting.session().policy().undo && !answered.second_thought;
                Stage::Told(Box::new(Told::new(item.clone(), feedback.to_vec(), undo)))
            }
            Screen::Finished => Stage::Over(Over::default()),
        };
        self.stage = stage;
        self.since = (self.clock)();
        self.chrome.turn();
    }

    /// Does something, and shows what comes of it; what could not be kept is said, and everything
    /// stays as it is.
    fn apply(&mut self, input: Input) {
        match self.sitting.apply(input) {
            Ok(()) => {
                self.trouble = None;
                self.follow();
            }
            Err(trouble) => self.trouble = Some(trouble.to_string()),
        }
    }

    /// The milliseconds since the question came on the screen.
    fn spent(&self) -> u64 {
        (self.clock)().saturating_sub(self.since)
    }

    /// What stands beside the title: which question it is, and how much time is left.
    fn aside(&self) -> String {
        let session = self.sitting.session();
        let number = match session.screen() {
            Screen::Question { item, number, of } => match &self.stage {
                Stage::Asking(asking) if item.parts.len() > 1 => {
                    format!("Question {number} of {of}, client {}", asking.place(item).0 + 1)
                }
                _ => format!("Question {number} of {of}"),
            },
            Screen::Feedback { number, of, .. } => format!("Question {number} of {of}"),
            Screen::Finished => String::new(),
        };
        let answered: u64 = session.answered().iter().map(|answered| answered.milliseconds).sum();
        match self.about.time {
            Some(time) if matches!(self.stage, Stage::Asking(_)) => {
                format!("{number}, {}", left(time, answered + self.spent()))
            }
            _ => number,
        }
    }

    fn view(&self) -> View {
        let mut view = match &self.stage {
            Stage::Asking(asking) => {
                let item = match self.sitting.session().screen() {
                    Screen::Question { item, .. } => Some(item),
                    _ => None,
                };
                asking.view(item, &self.chrome, self.measures())
            }
            Stage::Told(told) => told.view(&self.chrome),
            Stage::Trying(..) => return Self::blank(),
            Stage::Over(over) => over.view(self.sitting.session(), &self.chrome),
            Stage::Again(told, over) => {
                let mut view = told.view(&self.chrome);
                over.name(self.sitting.session(), &mut view);
                view
            }
        };
        if view.title.is_empty() {
            view.title.clone_from(&self.about.title);
            view.aside = self.aside();
        }
        if let Some(trouble) = &self.trouble {
            let mut doc = Doc::new(self.chrome.width());
            doc.filled(&[(Tone::Bad, "Not done: ".to_owned())], 2, Tone::Text, trouble);
            view.pinned = Some(doc);
        }
        view
    }

    fn blank() -> View {
        View {
            title: String::new(),
            aside: String::new(),
            pinned: None,
            body: Doc::new(1),
            selected: None,
            hints: Vec::new(),
        }
    }

    /// An answer that was not right, to be looked at again: the question as it was shown, or made
    /// again.
    fn again(&self, answered: &Answered) -> Option<Told> {
        let mut quiz = Quiz::new(self.book);
        let seen = self.seen.iter().find(|item| item.digest() == answered.digest).cloned();
        let item = seen.or_else(|| {
            let item = quiz.item(answered.family(self.book)?, answered.seed).ok()?;
            (item.digest() == answered.digest).then_some(item)
        })?;
        let feedback = quiz.feedback(&item, &answered.response);
        Some(Told::again(item, feedback))
    }

    fn press(&mut self, key: Key) -> Effect<SitEnd> {
        let measures = self.measures();
        match std::mem::replace(&mut self.stage, Stage::Over(Over::default())) {
            Stage::Asking(asking) => self.press_asking(asking, key, measures),
            Stage::Told(told) => self.press_told(told, key),
            Stage::Over(over) => self.press_over(over, key),
            Stage::Again(told, over) => self.press_again(told, over, key),
            trying @ Stage::Trying(..) => {
                self.stage = trying;
                Effect::Stay
            }
        }
    }

    fn press_asking(&mut self, mut asking: Asking, key: Key, measures: bool) -> Effect<SitEnd> {
        if matches!(key, Key::Escape | Key::Char('q')) {
            self.stage = Stage::Over(Over::left());
            self.chrome.turn();
            return Effect::Stay;
        }
        let Screen::Question { item, .. } = self.sitting.session().screen() else {
            return Effect::Leave(SitEnd::Finished);
        };
        let response = asking.press(item, key, measures);
        let selected = asking.selected;
        self.stage = Stage::Asking(asking);
        if let Some(response) = response {
            let milliseconds = self.spent();
            self.apply(Input::Answer { response, milliseconds });
        } else {
            self.chrome.reveal(&self.view(), selected);
        }
        self.over_at_once()
    }

    /// What is measured has no summary here: somebody else reports it.
    fn over_at_once(&self) -> Effect<SitEnd> {
        let finished = matches!(self.sitting.session().screen(), Screen::Finished);
        if finished && self.measures() { Effect::Leave(SitEnd::Finished) } else { Effect::Stay }
    }

    fn press_told(&mut self, mut told: Box<Told>, key: Key) -> Effect<SitEnd> {
        match key {
            Key::Enter | Key::Char('n') => {
                self.stage = Stage::Told(told);
                self.apply(Input::Next);
            }
            Key::Char('u') if told.undo => {
                self.stage = Stage::Told(told);
                self.apply(Input::Undo);
            }
            Key::Escape | Key::Char('q') => {
                self.stage = Stage::Over(Over::left());
                self.chrome.turn();
            }
            _ => {
                if let Some(page) = self.trying(&told, key) {
                    self.stage = Stage::Trying(Box::new(page), told);
                } else {
                    told.press(key, &mut self.chrome);
                    self.stage = Stage::Told(told);
                }
            }
        }
        Effect::Stay
    }

    /// A client to try things out on, if the key asks for one.
    fn trying(&self, told: &Told, key: Key) -> Option<TryPage<'s>> {
        let scenario = told.client(key)?;
        Some(TryPage::new(self.book, scenario, self.chrome.look))
    }

    fn press_over(&mut self, mut over: Over, key: Key) -> Effect<SitEnd> {
        let finished = matches!(self.sitting.session().screen(), Screen::Finished);
        match key {
            Key::Escape | Key::Char('q') => {
                self.stage = Stage::Over(over);
                return Effect::Leave(if finished { SitEnd::Finished } else { SitEnd::Left });
            }
            Key::Enter | Key::Char('b') if over.left => {
                // Time goes on where it stood.
                let since = self.since;
                self.follow();
                self.since = since;
            }
            Key::Enter | Key::Char('r') if over.missed(self.sitting.session()).is_some() => {
                let missed = over.missed(self.sitting.session());
                let told = missed.and_then(|answered| self.again(answered));
                self.chrome.turn();
                self.stage = match told {
                    Some(told) => Stage::Again(Box::new(told), over),
                    None => Stage::Over(over),
                };
            }
            _ => {
                over.press(key, self.sitting.session());
                let selected = over.selected;
                self.stage = Stage::Over(over);
                self.chrome.reveal(&self.view(), selected);
            }
        }
        Effect::Stay
    }

    fn press_again(&mut self, mut told: Box<Told>, mut over: Over, key: Key) -> Effect<SitEnd> {
        let steps = match key {
            Key::Enter | Key::Char('n') => 1,
            Key::Char('p') => -1,
            Key::Escape | Key::Char('q') => 0,
            _ => {
                if let Some(page) = self.trying(&told, key) {
                    told.over = Some(over);
                    self.stage = Stage::Trying(Box::new(page), told);
                } else {
                    told.press(key, &mut self.chrome);
                    self.stage = Stage::Again(told, over);
                }
                return Effect::Stay;
            }
        };
        self.chrome.turn();
        let moved = steps != 0 && over.step(self.sitting.session(), steps);
        let next = over.missed(self.sitting.session()).filter(|_| moved);
        self.stage = match next.and_then(|answered| self.again(answered)) {
            Some(told) => Stage::Again(Box::new(told), over),
            None => Stage::Over(over),
        };
        Effect::Stay
    }

    fn update_trying(&mut self, event: Event) -> Effect<SitEnd> {
        let Stage::Trying(page, _) = &mut self.stage else { return Effect::Stay };
        let effect = page.update(event);
        self.chrome.look = page.look();
        match effect {
            Effect::Stay => Effect::Stay,
            Effect::Redraw => Effect::Redraw,
            Effect::Mouse(on) => Effect::Mouse(on),
            Effect::Suspend => Effect::Suspend,
            Effect::Leave(()) => {
                let stage = std::mem::replace(&mut self.stage, Stage::Over(Over::default()));
                if let Stage::Trying(_, mut told) = stage {
                    self.stage = match told.over.take() {
                        Some(over) => Stage::Again(told, over),
                        None => Stage::Told(told),
                    };
                }
                Effect::Stay
            }
        }
    }

    fn click(&mut self, view: &View, column: u16, row: u16) -> Effect<SitEnd> {
        let Some(target) = self.chrome.target_at(view, column, row) else { return Effect::Stay };
        match &mut self.stage {
            Stage::Asking(asking) => {
                asking.selected = target;
                // A touch chooses; what is measured is committed by a key, so that no slip counts.
                let key = if self.measures() { Key::Char(' ') } else { Key::Enter };
                self.press(key)
            }
            Stage::Told(told) | Stage::Again(told, _) => {
                told.touch(target);
                Effect::Stay
            }
            Stage::Over(over) => {
                over.selected = target;
                self.press(Key::Enter)
            }
            Stage::Trying(..) => Effect::Stay,
        }
    }
}

impl Page for SitPage<'_> {
    type End = SitEnd;

    fn update(&mut self, event: Event) -> Effect<SitEnd> {
        if event == Event::Interrupt {
            return Effect::Leave(SitEnd::Interrupted);
        }
        if matches!(self.stage, Stage::Trying(..)) {
            return self.update_trying(event);
        }
        let view = self.view();
        match self.chrome.update(event, &view) {
            Ok(effect) => effect,
            Err(Event::Key(key)) => self.press(key),
            Err(Event::Click(column, row)) => self.click(&view, column, row),
            Err(_) => Effect::Stay,
        }
    }

    fn draw(&self, frame: &mut Frame<'_>) {
        match &self.stage {
            Stage::Trying(page, _) => page.draw(frame),
            _ => self.chrome.draw(frame, &self.view()),
        }
    }

    fn look(&self) -> Look {
        self.chrome.look
    }

    fn ticks(&self) -> bool {
        self.about.time.is_some()
    }
}

/// How much time is left, in words; a warning when a quarter is left, and a twentieth.
fn left(time: u64, spent: u64) -> String {
    let Some(left) = time.checked_sub(spent) else {
        let over = (spent - time) / 60_000;
        return format!("time is over since {over} min");
    };
    let warning = match left {
        left if left * 20 <= time => "hurry: ",
        left if left * 4 <= time => "mind the time: ",
        _ => "",
    };
    match left / 60_000 {
        0 => format!("{warning}{} s left", left / 1000),
        minutes => format!("{warning}{minutes} min left"),
    }
}
