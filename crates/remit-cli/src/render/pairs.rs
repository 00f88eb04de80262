use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::{Ink, clean};

/// The greatest part of the width that names may take; where one is longer, what is said stands
/// below the names.
const LARGEST_PART: usize = 3;
/// On screens narrower than this it always does.
const NARROW: usize = 60;

/// Names, and what is said of each beside it: a table without lines.
pub(crate) fn pairs(ink: Ink, indent: usize, look: Style, rows: &[(String, String)]) -> String {
    let column = rows.iter().map(|(name, _)| clean(name).width()).max().unwrap_or(0);
    let below = column > ink.width / LARGEST_PART || ink.width < NARROW;
    let margin = " ".repeat(indent);
    let mut text = String::new();
    for (name, said) in rows {
        let width = clean(name).width();
        let name = ink.paint(look, name);
        let said = clean(said);
        if below && !said.is_empty() {
            let inner = " ".repeat(indent + 4);
            text.push_str(&format!("{margin}{name}\n{}", ink.fill(&inner, &inner, &said)));
        } else {
            let gap = " ".repeat(column.saturating_sub(width) + 2);
            let rest = " ".repeat(indent + column + 2);
            let filled = ink.fill(&rest, &rest, &said);
            text.push_str(format!("{margin}{name}{gap}{}", filled.trim_start()).trim_end());
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::style;

    fn drawn(width: usize) -> String {
        let rows = [
            ("pft".to_owned(), "a personal fitness trainer".to_owned()),
            (
                "trainer-and-controlled-disease".to_owned(),
                "A trainer may train controlled hypertension or diabetes".to_owned(),
            ),
            (
                "a-name-that-is-longer-than-any-column-could-be".to_owned(),
                "stands alone".to_owned(),
            ),
        ];
        pairs(Ink { colour: false, drawing: false, width }, 2, style::NAME, &rows)
    }

    #[test]
    fn what_is_said_stands_beside_the_names_or_below_them() {
        insta::assert_snapshot!(format!("80 columns\n{}\n40 columns\n{}", drawn(80), drawn(40)));
    }
}
