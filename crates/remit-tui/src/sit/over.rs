//! How a session went, and what was missed.

use remit_quiz::{Answered, Screen, Session, Tally};
use remit_words::Words;

use crate::chart::{Bar, bars};
use crate::doc::Doc;
use crate::event::Key;
use crate::page::{Chrome, View, hint};
use crate::theme::Tone;

/// The summary while it is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Over {
    /// Which of the missed questions is selected.
    pub(super) selected: usize,
    /// Whether the session isn't over, so that there is a way back to the question.
    pub(super) left: bool,
}

impl Over {
    /// Looked at before the end.
    pub(super) fn left() -> Self {
        Self { selected: 0, left: true }
    }

    /// What was missed and is selected.
    pub(super) fn missed<'s>(&self, session: &'s Session<'_>) -> Option<&'s Answered> {
        missed(session).nth(self.selected).map(|(_, answered)| answered)
    }

    /// To another of those that were missed; says whether there is one.
    pub(super) fn step(&mut self, session: &Session<'_>, steps: isize) -> bool {
        let count = missed(session).count();
        let to = self.selected.checked_add_signed(steps).filter(|&to| to < count);
        self.selected = to.unwrap_or(self.selected);
        to.is_some()
    }

    pub(super) fn press(&mut self, key: Key, session: &Session<'_>) {
        match key {
            Key::Up | Key::Char('k') => self.step(session, -1),
            Key::Down | Key::Char('j') | Key::Tab => self.step(session, 1),
            _ => false,
        };
    }

    /// The heading while one of them is looked at again.
    pub(super) fn name(&self, session: &Session<'_>, view: &mut View) {
        let count = missed(session).count();
        let number = missed(session).nth(self.selected).map_or(0, |(number, _)| number);
        view.title = format!("Looked at again: question {number}");
        view.aside = format!("{} of {count} missed", self.selected + 1);
    }

    pub(super) fn view(&self, session: &Session<'_>, chrome: &Chrome) -> View {
        let finished = matches!(session.screen(), Screen::Finished);
        let mut doc = Doc::new(chrome.width());
        let mut hints = Vec::new();
        if session.policy().feedback == remit_quiz::FeedbackAt::End {
            measured(&mut doc, session);
        } else {
            write(&mut doc, session);
            if missed(session).next().is_some() {
                hints.push(hint("Enter", "look again", "Show what is selected once more."));
                hints.push(hint("Up Down", "move", "Go through what was missed."));
            }
        }
        if self.left && !finished {
            doc.gap();
            let text = "Nothing is lost: next time it goes on from here.";
            doc.say(Tone::Text, text);
            hints.push(hint("b", "back", "Back to the question."));
        }
        let title = if finished { "How it went" } else { "How it goes" };
        hints.push(hint("q", "leave", "Leave."));
        View {
            title: title.to_owned(),
            aside: session.plan().title.clone().unwrap_or_default(),
            pinned: None,
            body: doc,
            selected: missed(session).next().map(|_| self.selected),
            hints,
        }
    }
}

/// What was right, by topic, and what was missed.
fn write(doc: &mut Doc, session: &Session<'_>) {
    let (book, words) = (session.book(), Words::new(session.book()));
    let summary = session.summary();
    if summary.all.asked == 0 {
        return doc.say(Tone::Text, "No question was answered.");
    }
    doc.say(Tone::Heading, &said(summary.all));
    if summary.topics.len() > 1 {
        doc.gap();
        let bar = |(topic, tally): &(Option<_>, Tally)| Bar {
            label: topic.map_or("Other", |id| book.topics[id].label.title.as_str()).to_owned(),
            part: tally.right,
            whole: tally.asked,
            said: said(*tally),
        };
        bars(doc, &summary.topics.iter().map(bar).collect::<Vec<_>>());
    }
    if missed(session).next().is_some() {
        doc.gap();
        doc.say(Tone::Heading, "Missed");
    }
    for (at, (number, answered)) in missed(session).enumerate() {
        let family = answered.family(book);
        let rule = family.and_then(remit_quiz::Family::rule);
        let title = rule.map_or_else(|| "a statement".to_owned(), |rule| words.rule_title(rule));
        doc.select(Some(at));
        let front = [(Tone::Name, format!("Question {number}: "))];
        doc.filled(&front, 4, Tone::Text, &title);
    }
    doc.select(None);
    if !summary.again.is_empty() {
        doc.gap();
        doc.say(Tone::Heading, "To look up");
        for &rule in &summary.again {
            let command = format!("remit explain {}", book.rules[rule].name());
            doc.filled(&[(Tone::Faint, "  - ".to_owned())], 4, Tone::Text, &command);
        }
    }
}

/// Before the end of what is measured, nothing is said of how it goes.
fn measured(doc: &mut Doc, session: &Session<'_>) {
    let (answered, all) = (session.answered().len(), session.plan().length());
    doc.say(Tone::Text, &format!("{answered} of {all} questions are answered."));
}

/// The answers that were not right, each with the number of its question.
fn missed<'s>(session: &'s Session<'_>) -> impl Iterator<Item = (usize, &'s Answered)> {
    let shown = session.policy().feedback == remit_quiz::FeedbackAt::Each;
    let numbered = session.answered().iter().enumerate();
    numbered
        .filter(move |(_, answered)| shown && !answered.right())
        .map(|(at, answered)| (at + 1, answered))
}

fn said(tally: Tally) -> String {
    let half = match tally.half {
        0 => String::new(),
        half => format!(", {half} half right"),
    };
    format!("{} of {} right{half}", tally.right, tally.asked)
}
