//! Text that is safe to show, broken into lines.

use std::borrow::Cow;

/// The same text without anything that a terminal would take as a command: control characters are
/// shown by their pictures, and those that turn the direction of writing by a question mark.
/// Line ends stay.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
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

/// Lines of at most so many columns. A word that is longer than a line is broken: on a screen,
/// unlike in a file, what stands beyond the edge is lost.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let options = textwrap::Options::new(width.max(1))
        .break_words(true)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(&clean(text), options).into_iter().map(Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_commands_a_terminal_gets_through() {
        let text = "a\u{1b}[31mred\u{7}\u{202e}\u{9b}b\tc\nd";
        assert_eq!(clean(text), "a\u{241b}[31mred\u{2407}\u{fffd}\u{fffd}b c\nd");
        assert_eq!(wrapped(text, 40), ["a\u{241b}[31mred\u{2407}\u{fffd}\u{fffd}b c", "d"]);
    }

    #[test]
    fn no_line_is_wider_than_the_screen() {
        for width in 1..30 {
            for line in
                wrapped("an ordinary sentence, and Donaudampfschifffahrtsgesellschaft", width)
            {
                assert!(unicode_width::UnicodeWidthStr::width(line.as_str()) <= width);
            }
        }
    }
}
