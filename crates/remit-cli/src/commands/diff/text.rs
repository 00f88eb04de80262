//! A difference on the screen.

use remit_analysis::diff::Direction;
use remit_words::list;

use super::told::{Told, asked};
use crate::commands::fmt::count;
use crate::render::{Ink, clean, pairs, style};

impl Told<'_> {
    pub(super) fn text(&self, ink: Ink) -> String {
        let difference = self.difference;
        let mut text = format!(
            "{}\n",
            ink.paint(look(difference.direction), &list::capital(difference.direction.name()))
        );
        text.push_str(&ink.fill("", "", &self.headline()));
        text.push('\n');
        if difference.direction != Direction::Equivalent {
            text.push_str(&ink.fill("", "", &self.share()));
            text.push_str("\n\n");
            let rows: Vec<_> = self
                .practitioners()
                .into_iter()
                .map(|(role, direction, differ, of)| {
                    let how = match differ {
                        0 => direction.name().to_owned(),
                        _ => {
                            format!("{}, in {differ} of {}", direction.name(), count(of, "service"))
                        }
                    };
                    (role, how)
                })
                .collect();
            text.push_str(&pairs(ink, 2, style::NAME, &rows));
        }
        for (index, found) in difference.moves.iter().enumerate() {
            let moved = self.moved(found);
            let head = format!("{}. {}", index + 1, moved.change);
            text.push_str(&format!(
                "\n{}\n",
                ink.fill(
                    "",
                    "   ",
                    &format!("{}: {}", ink.paint(style::HEADING, &head), moved.direction)
                )
            ));
            let mut rows = vec![("asked".to_owned(), asked(&moved.asked))];
            if !moved.clients_with.is_empty() {
                rows.push(("with".to_owned(), moved.clients_with.join("; ")));
            }
            rows.push(("of these".to_owned(), moved.alike.told()));
            rows.push(("such as".to_owned(), moved.client.clone()));
            rows.push(("before".to_owned(), moved.before.told()));
            rows.push(("after".to_owned(), moved.after.told()));
            text.push_str(&pairs(ink, 3, style::FAINT, &rows));
        }
        let only = self.only();
        if !only.is_empty() {
            text.push_str("\nNot compared, because no client can be told to both\n");
            for line in only {
                text.push_str(&ink.fill("  ", "    ", &clean(&line)));
                text.push('\n');
            }
        }
        text
    }
}

fn look(direction: Direction) -> anstyle::Style {
    match direction {
        Direction::Equivalent => style::GOOD,
        Direction::Otherwise | Direction::MoreProtective => style::CARE,
        Direction::MorePermissive | Direction::Mixed => style::BAD,
    }
}
