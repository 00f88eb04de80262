//! Tree to text: one form, in which every comment stays in its place.

mod clause;
mod condition;
mod doc;
mod example;

use remit_source::{Diagnostic, FileId, Span};

use crate::{
    ast::{Clause, ClauseLine, Comments, File, Item},
    codes, parse,
};
use doc::{Doc, push_blanks, width};

/// Writes a tree in the one form that rule files have.
#[must_use]
pub fn format(file: &File) -> String {
    let mut out = String::new();
    for (index, written) in file.items.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        item(written, 0, &mut out);
    }
    if !file.items.is_empty() && !file.trailing_comments.is_empty() {
        out.push('\n');
    }
    for comment in &file.trailing_comments {
        push_comment(comment, &mut out);
        out.push('\n');
    }
    out
}

/// Formats a text. What is written is read again and must say the same; else nothing is written.
///
/// # Errors
///
/// If the text has errors, or if the formatted text would say something else.
pub fn format_text(file: FileId, text: &str) -> Result<String, Vec<Diagnostic>> {
    let before = parse(file, text);
    if !before.is_whole() {
        return Err(before.diagnostics);
    }
    let formatted = format(&before.file);
    let after = parse(file, &formatted);
    if after.is_whole() && after.file == before.file {
        return Ok(formatted);
    }
    // Say where it first differs, so that the author can write around it.
    let pairs = before.file.items.iter().zip(&after.file.items);
    let differs = pairs.into_iter().find(|(before, after)| before != after);
    let span = differs.map_or(Span::new(file, 0, 0), |(before, _)| before.head.span);
    let message = "this can't be formatted, because it would not say the same afterwards";
    let help = "Leave the file as it is, and report this item: the fault is in the formatter.";
    Err(vec![Diagnostic::error(codes::CANNOT_FORMAT, span, message).help(help)])
}

fn item(item: &Item, indent: usize, out: &mut String) {
    let mut first = Doc::new(item.head.node.word());
    if let Some(name) = &item.name {
        first.word(&name.node);
    }
    if let Some(title) = &item.title {
        clause::text(&mut first, title);
    }
    line(&item.comments, indent, out, |out| first.write(indent, out));
    let widths = column_widths(item);
    let mut after_exception = false;
    for ClauseLine { clause: written, comments } in &item.clauses {
        let outcome_of_exception = after_exception && matches!(written.node, Clause::Then(_));
        let indent = indent + if outcome_of_exception { 4 } else { 2 };
        line(comments, indent, out, |out| match cells(&written.node) {
            Some(cells) => row(&cells, &widths, indent, out),
            None => clause::clause(&written.node).write(indent, out),
        });
        after_exception = matches!(written.node, Clause::ExceptWhen(_));
    }
    for example in &item.examples {
        out.push('\n');
        self::item(example, indent + 2, out);
    }
}

/// Writes the comments above, what is between, and the comment after it.
fn line(comments: &Comments, indent: usize, out: &mut String, write: impl FnOnce(&mut String)) {
    for comment in &comments.above {
        push_blanks(indent, out);
        push_comment(comment, out);
        out.push('\n');
    }
    write(out);
    if let Some(comment) = &comments.after {
        out.push_str("  ");
        push_comment(comment, out);
    }
    out.push('\n');
}

fn push_comment(comment: &str, out: &mut String) {
    out.push('#');
    if !comment.is_empty() {
        out.push(' ');
        out.push_str(comment);
    }
}

/// What stands between the bars of a row.
fn cells(written: &Clause) -> Option<Vec<String>> {
    match written {
        Clause::Columns(columns) => {
            Some(columns.iter().map(|column| clause::column(&column.node)).collect())
        }
        Clause::Row(cells) => Some(cells.iter().map(|cell| clause::cell(&cell.node)).collect()),
        _ => None,
    }
}

/// How wide each column is.
fn column_widths(item: &Item) -> Vec<usize> {
    let mut widths: Vec<usize> = Vec::new();
    for row in item.clauses.iter().filter_map(|line| cells(&line.clause.node)) {
        widths.resize(widths.len().max(row.len()), 0);
        for (widest, cell) in widths.iter_mut().zip(&row) {
            *widest = (*widest).max(width(cell));
        }
    }
    widths
}

fn row(cells: &[String], widths: &[usize], indent: usize, out: &mut String) {
    push_blanks(indent, out);
    out.push('|');
    for (cell, &widest) in cells.iter().zip(widths) {
        out.push(' ');
        out.push_str(cell);
        push_blanks(widest.saturating_sub(width(cell)), out);
        out.push_str(" |");
    }
}

/// Adds the members of a list with commas, and the word before the last; `,` is no word.
fn list(doc: &mut Doc, members: impl Iterator<Item = String>, word: &str) {
    let members: Vec<_> = members.collect();
    let last = members.len().saturating_sub(1);
    for (index, member) in members.iter().enumerate() {
        if index == 0 {
            doc.word(member);
        } else if index == last && word != "," {
            doc.piece(word).word(member);
        } else {
            doc.sign(",").piece(member);
        }
    }
}
