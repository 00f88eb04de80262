use std::borrow::Cow;

use anstyle::Style;

/// What colours mean. Nothing is told by colour alone: the words beside it say the same.
pub(crate) mod style {
    use anstyle::{AnsiColor, Style};

    const fn fg(colour: AnsiColor) -> Style {
        colour.on_default()
    }

    pub(crate) const HEADING: Style = Style::new().bold();
    pub(crate) const NAME: Style = fg(AnsiColor::Cyan);
    pub(crate) const FAINT: Style = Style::new().dimmed();
    pub(crate) const GOOD: Style = fg(AnsiColor::Green).bold();
    pub(crate) const CARE: Style = fg(AnsiColor::Yellow).bold();
    pub(crate) const BAD: Style = fg(AnsiColor::Red).bold();
}

/// Puts words on a screen of a certain width, with colour or without.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ink {
    pub(crate) colour: bool,
    /// Whether lines may be drawn; else letters and signs do.
    pub(crate) drawing: bool,
    pub(crate) width: usize,
}

impl Ink {
    /// Words in a style. Everything that comes from a file or a user goes through here or through
    /// [`clean`], so that it can't command the terminal.
    pub(crate) fn paint(self, style: Style, text: &str) -> String {
        let text = clean(text);
        if self.colour { format!("{style}{text}{style:#}") } else { text.into_owned() }
    }

    /// Words broken into lines: the first begins with `first`, the others with `rest`.
    pub(crate) fn fill(self, first: &str, rest: &str, text: &str) -> String {
        let options = textwrap::Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::fill(text, options)
    }
}

/// The same text without anything that a terminal would take as a command: control characters are
/// shown by their pictures, and those that turn the direction of writing by a question mark.
/// Line ends stay.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(commands) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if commands(c) { picture(c) } else { c }).collect())
}

fn commands(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn picture(c: char) -> char {
    match u32::from(c) {
        0x09 => ' ',
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}'),
        0x7f => '\u{2421}',
        _ => '\u{fffd}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_commands_a_terminal_gets_through() {
        let text = "a\u{1b}[31mred\u{7}\u{202e}\u{9b}b\tc\nd";
        assert_eq!(clean(text), "a\u{241b}[31mred\u{2407}\u{fffd}\u{fffd}b c\nd");
        let ink = Ink { colour: false, drawing: false, width: 80 };
        assert_eq!(ink.paint(style::BAD, text), clean(text));
    }

    #[test]
    fn colour_is_put_on_and_taken_off() {
        let ink = Ink { colour: true, drawing: true, width: 80 };
        assert_eq!(ink.paint(style::HEADING, "so"), "\u{1b}[1mso\u{1b}[0m");
    }
}
