use anstyle::Style;
pub(crate) use remit_tui::clean;

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
