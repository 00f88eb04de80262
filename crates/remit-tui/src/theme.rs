//! What colours mean, on a dark screen and on a light one.

use ratatui::style::{Color, Modifier, Style};

/// How words are coloured. Nothing is told by colour alone: the words say the same, and what is
/// selected is marked by a sign and by the cursor too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Bright colours, for light letters on a dark ground.
    #[default]
    Dark,
    /// Dark colours, for dark letters on a light ground.
    Light,
    /// No colour at all: only bold, faint and reversed.
    Bare,
}

/// What words are, which is what their colour follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    /// What is read on.
    #[default]
    Text,
    /// What the lines below have in common.
    Heading,
    /// A name, a number or a key to press.
    Name,
    /// What stands beside the matter: labels, lines, hints.
    Faint,
    /// Right.
    Good,
    /// Careful.
    Care,
    /// Wrong.
    Bad,
}

impl Theme {
    /// The theme that comes after, when the learner goes through them.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::Bare,
            Self::Bare => Self::Dark,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Bare => "bare",
        }
    }

    /// The theme of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Dark, Self::Light, Self::Bare].into_iter().find(|theme| theme.name() == name)
    }

    pub(crate) fn style(self, tone: Tone) -> Style {
        let plain = Style::new();
        // Of the sixteen colours that every terminal has, these can be told from the ground: yellow
        // and cyan are lost on white, as blue is on black.
        let colour = |dark, light| match self {
            Self::Dark => plain.fg(dark),
            Self::Light => plain.fg(light),
            Self::Bare => plain,
        };
        match tone {
            Tone::Text => plain,
            Tone::Heading => plain.add_modifier(Modifier::BOLD),
            Tone::Name => colour(Color::Cyan, Color::Blue),
            Tone::Faint => plain.add_modifier(Modifier::DIM),
            Tone::Good => colour(Color::Green, Color::Green).add_modifier(Modifier::BOLD),
            Tone::Care => colour(Color::Yellow, Color::Magenta).add_modifier(Modifier::BOLD),
            Tone::Bad => colour(Color::LightRed, Color::Red).add_modifier(Modifier::BOLD),
        }
    }
}

/// What is selected: the same letters on the turned ground.
pub(crate) fn selected(style: Style) -> Style {
    style.remove_modifier(Modifier::DIM).add_modifier(Modifier::REVERSED)
}
