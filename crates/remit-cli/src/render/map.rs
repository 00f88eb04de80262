//! Whose each concern is, as a picture in letters and as a page.

use remit_analysis::map::{Map, Mark, Row};
use remit_model::id::RoleId;
use remit_words::Words;
use remit_words::list::{and, capital};
use unicode_width::UnicodeWidthStr;

use super::{Ink, clean, style};

/// The maps in letters, one after the other, and what the letters mean.
pub(crate) fn text(ink: Ink, words: Words<'_>, maps: &[Map]) -> String {
    let mut text = String::new();
    for map in maps {
        text.push_str(&ink.fill("", "  ", &ink.paint(style::HEADING, &services(words, map))));
        text.push('\n');
        let heads: Vec<String> = map.roles.iter().map(|&role| short(words, role)).collect();
        let width = |head: &String| head.width().max(1) + 2;
        for head in &heads {
            text.push_str(&format!("  {head}"));
        }
        text.push('\n');
        for row in &map.rows {
            let mut first = String::new();
            for (head, mark) in heads.iter().zip(&row.marks) {
                // Each letter stands below the middle of its heading.
                let before = (head.width().max(1) - 1) / 2 + 2;
                let after = width(head) - before - 1;
                let letter = ink.paint(look(*mark), &mark.letter().to_string());
                first.push_str(&format!("{:before$}{letter}{:after$}", "", ""));
            }
            first.push_str("  ");
            let rest = " ".repeat(heads.iter().map(width).sum::<usize>() + 2);
            text.push_str(&ink.fill(&first, &rest, &clean(&concerns(words, row))));
            text.push('\n');
        }
        text.push('\n');
    }
    for mark in Mark::ALL {
        let letter = ink.paint(look(mark), &mark.letter().to_string());
        text.push_str(&format!("{letter} {}   ", mark.words()));
    }
    text.trim_end().to_owned()
}

fn look(mark: Mark) -> anstyle::Style {
    match mark {
        Mark::Takes => style::GOOD,
        Mark::Sometimes => style::CARE,
        Mark::Refused => style::BAD,
        Mark::Nothing => style::FAINT,
    }
}

fn services(words: Words<'_>, map: &Map) -> String {
    let titles: Vec<String> =
        map.services.iter().map(|&service| words.service(service).to_owned()).collect();
    capital(&and(&titles))
}

/// A practitioner's short form, or the name.
fn short(words: Words<'_>, role: RoleId) -> String {
    let role = &words.book().roles[role];
    clean(role.called.as_ref().unwrap_or(&role.label.name)).into_owned()
}

/// The concerns of a row in as few words as will do; those that are nobody's say so.
fn concerns(words: Words<'_>, row: &Row) -> String {
    if row.concerns.is_empty() {
        return "the apparently healthy".to_owned();
    }
    let all = row.concerns.len() == words.book().concerns.len();
    let listed =
        if all { "every concern".to_owned() } else { words.concerns(&row.concerns).join(", ") };
    if row.is_gap() { format!("nobody's: {listed}") } else { listed }
}

/// The page's look. Letters and words say what the colours say; it prints in black on white.
const STYLE: &str = "\
body { font-family: system-ui, sans-serif; line-height: 1.4; max-width: 60rem; margin: 2rem auto; \
padding: 0 1rem; color: #1b1b1b; background: #fff }
table { border-collapse: collapse; margin: 1.5rem 0; width: 100% }
caption { text-align: left; font-weight: bold; padding: .4rem 0 }
th, td { border: 1px solid #8a8a8a; padding: .3rem .5rem; text-align: left; vertical-align: top }
thead th { background: #eee }
tbody th { font-weight: normal }
.takes { background: #d9f0dc }
.on-conditions { background: #fdf3cf }
.refuses { background: #f9d8d6 }
.nobodys th { font-weight: bold }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #161616 }
  thead th { background: #333 }
  .takes { background: #1d4a26 }
  .on-conditions { background: #574a12 }
  .refuses { background: #5f1f1b }
}";

/// The maps as a page that needs nothing else: a table for each, with a caption, and no scripts.
pub(crate) fn html(words: Words<'_>, maps: &[Map]) -> String {
    let title = escaped(&words.book().title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Whose each condition is: {title}</title>\n<style>\n{STYLE}\n</style>\n</head>\n\
         <body>\n<main>\n<h1>Whose each condition is</h1>\n\
         <p>{title}, {} {}. What the lanes say of clients with one concern, under the usual \
         settings. Whether a client may start now is another question.</p>\n",
        escaped(&words.book().name),
        escaped(&words.book().version),
    );
    for map in maps {
        page.push_str(&table(words, map));
    }
    page.push_str("</main>\n</body>\n</html>");
    page
}

fn table(words: Words<'_>, map: &Map) -> String {
    let caption = escaped(&services(words, map));
    let mut text = format!("<table>\n<caption>{caption}</caption>\n<thead>\n<tr>");
    text.push_str("<th scope=\"col\">Clients with</th>");
    for &role in &map.roles {
        let title = escaped(&words.role(role).replace('"', ""));
        text.push_str(&format!(
            "<th scope=\"col\"><abbr title=\"{title}\">{}</abbr></th>",
            escaped(&short(words, role))
        ));
    }
    text.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &map.rows {
        let class = if row.is_gap() { " class=\"nobodys\"" } else { "" };
        let concerns = escaped(&concerns(words, row));
        text.push_str(&format!("<tr{class}><th scope=\"row\">{concerns}</th>"));
        for mark in &row.marks {
            text.push_str(&format!("<td class=\"{}\">{}</td>", mark.name(), mark.words()));
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody>\n</table>\n");
    text
}

/// A text as it stands in a page: nothing in it is taken for markup.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            _ => safe.push(letter),
        }
    }
    safe
}
