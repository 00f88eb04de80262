//! Characters that can't be seen, or that change how others are seen.

use remit_source::{Diagnostic, FileId, Span};

use crate::codes;

/// Reports each run of such characters. A tab may stand between words, but not in a text.
pub(crate) fn check(file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) {
    let suspicious = |byte: u8| !byte.is_ascii() || (byte < b' ' && byte != b'\n') || byte == 0x7f;
    if !text.bytes().any(suspicious) {
        return;
    }
    let mut in_text = false;
    let mut last_end = 0;
    let mut previous = ' ';
    for (at, found) in text.char_indices() {
        match found {
            '\n' => in_text = false,
            '"' if previous != '\\' => in_text = !in_text,
            _ => {}
        }
        previous = found;
        let byte_order_mark = at == 0 && found == '\u{feff}';
        let Some(name) = name(found).filter(|_| !byte_order_mark && (found != '\t' || in_text))
        else {
            continue;
        };
        if found == '\r' && text.as_bytes().get(at + 1) == Some(&b'\n') {
            continue;
        }
        let end = at + found.len_utf8();
        let goes_on = at == last_end && at > 0;
        last_end = end;
        if goes_on {
            continue;
        }
        let message =
            format!("{name} (U+{:04X}) stands here, which can't be seen", u32::from(found));
        let help = "Delete it, and type an ordinary blank if one is wanted; such characters often come with copied text.";
        diagnostics.push(
            Diagnostic::error(codes::INVISIBLE_CHARACTER, Span::new(file, at, end), message)
                .help(help),
        );
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
