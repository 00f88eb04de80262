//! Characters that can't be seen, or that change how others are seen.

use remit_source::{Diagnostic, FileId, Span};

use crate::codes;

/// Reports each run of such characters. A tab may stand between words, but not in a text.
pub(crate) fn check(file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.bytes().any(is_suspicious) {
            check_line(file, line, at, diagnostics);
        }
        at += line.len();
    }
}

/// Whether a byte is worth a closer look: the usual line has none such.
fn is_suspicious(byte: u8) -> bool {
    !byte.is_ascii() || (byte.is_ascii_control() && byte != b'\n')
}

fn check_line(file: FileId, line: &str, begin: usize, diagnostics: &mut Vec<Diagnostic>) {
    let mut in_text = false;
    let mut previous = ' ';
    let mut last_end = None;
    for (at, found) in line.char_indices() {
        if found == '"' && previous != '\\' {
            in_text = !in_text;
        }
        previous = found;
        let at = begin + at;
        let end = at + found.len_utf8();
        let allowed = match found {
            '\u{feff}' => at == 0,
            '\t' => !in_text,
            '\r' => line.ends_with("\r\n") && end + 1 == begin + line.len(),
            _ => false,
        };
        let Some(name) = name(found).filter(|_| !allowed) else { continue };
        let goes_on = last_end.replace(end) == Some(at);
        if goes_on {
            continue;
        }
        let message =
            format!("{name} (U+{:04X}) stands here, which can't be seen", u32::from(found));
        let help = "Delete it, and type an ordinary blank if one is wanted; such characters often come with copied text.";
        let span = Span::new(file, at, end);
        diagnostics.push(Diagnostic::error(codes::INVISIBLE_CHARACTER, span, message).help(help));
    }
}

/// What to call a character that may not stand in a rule file.
fn name(found: char) -> Option<&'static str> {
    Some(match found {
        '\n' => return None,
        '\t' => "a tab",
        '\u{a0}' | '\u{202f}' | '\u{2007}' => "a no-break space",
        '\u{ad}' => "a soft hyphen",
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => "an unusual space",
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{180e}' => {
            "a character without width"
        }
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "a mark that changes the direction of writing"
        }
        '\u{2028}' | '\u{2029}' => "an unusual line end",
        '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}' => "an invisible mark",
        found if found.is_control() => "a control character",
        _ => return None,
    })
}
