//! A difference as a comment on a pull request.

use remit_analysis::diff::Direction;
use remit_words::list;

use super::told::{Told, asked};
use crate::render::clean;

impl Told<'_> {
    pub(super) fn markdown(&self) -> String {
        let difference = self.difference;
        let direction = list::capital(difference.direction.name());
        let mut text = format!("### Decisions: {direction}\n\n{}", self.headline());
        if difference.direction == Direction::Equivalent {
            text.push('\n');
        } else {
            text.push_str(&format!(
                " {}\n\n| Practitioner | Decisions | Services |\n| --- | --- | --- |\n",
                self.share()
            ));
            for (role, direction, differ, of) in self.practitioners() {
                text.push_str(&format!(
                    "| {} | {} | {differ} of {of} |\n",
                    cell(&role),
                    direction.name()
                ));
            }
        }
        for (index, found) in difference.moves.iter().enumerate() {
            let moved = self.moved(found);
            text.push_str(&format!(
                "\n#### {}. {} ({})\n\n",
                index + 1,
                cell(&moved.change),
                moved.direction
            ));
            text.push_str(&format!("- **Asked:** {}\n", cell(&asked(&moved.asked))));
            if !moved.clients_with.is_empty() {
                text.push_str(&format!(
                    "- **Clients with:** {}\n",
                    cell(&moved.clients_with.join("; "))
                ));
            }
            text.push_str(&format!("- **Of these:** {}\n", moved.alike.told()));
            text.push_str(&format!("- **Such as:** {}\n", cell(&moved.client)));
            text.push_str(&format!("- **Before:** {}\n", cell(&moved.before.told())));
            text.push_str(&format!("- **After:** {}\n", cell(&moved.after.told())));
        }
        let only = self.only();
        if !only.is_empty() {
            text.push_str("\n#### Not compared, because no client can be told to both\n\n");
            for line in only {
                text.push_str(&format!("- {}\n", cell(&line)));
            }
        }
        text
    }
}

/// Text that can't break out of a table or a list.
fn cell(text: &str) -> String {
    clean(text).replace('|', "\\|").replace('\n', " ")
}
