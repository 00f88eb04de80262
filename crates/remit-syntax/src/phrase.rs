//! Which clause it is: the words that it begins with.

use crate::{
    ast::Head,
    split::first_name,
    words::{ClauseWord, clauses_of},
};

/// What the first words of a clause say.
pub(crate) enum Found {
    /// A clause of this item, and how long its words are.
    Here(&'static ClauseWord, usize),
    /// A clause, but not of such an item.
    Elsewhere(&'static ClauseWord),
    /// Only the first word is right. These could be meant, those of this item first.
    Partly(Vec<&'static ClauseWord>),
}

/// Looks a clause up by its first words.
pub(crate) fn find(content: &str, head: Head) -> Found {
    let candidates = clauses_of(first_name(content));
    let mut elsewhere = None;
    for entry in candidates {
        let Some(length) = matched(entry.phrase, content) else { continue };
        if entry.heads.contains(&head) {
            return Found::Here(entry, length);
        }
        elsewhere = elsewhere.or(Some(entry));
    }
    let mut here: Vec<_> = candidates.iter().filter(|entry| entry.heads.contains(&head)).collect();
    match elsewhere {
        Some(entry) if here.is_empty() => Found::Elsewhere(entry),
        _ => {
            if here.is_empty() {
                here.extend(candidates);
            }
            Found::Partly(here)
        }
    }
}

/// How long the phrase is as written, with whatever blanks and comments stand in it.
fn matched(phrase: &str, content: &str) -> Option<usize> {
    let mut at = 0;
    for word in phrase.split(' ') {
        at += gap(content.get(at..)?);
        if first_name(content.get(at..)?) != word {
            return None;
        }
        at += word.len();
    }
    Some(at)
}

/// How many bytes of blanks and comments stand at the start.
fn gap(text: &str) -> usize {
    let mut rest = text.trim_start();
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |(_, after)| after).trim_start();
    }
    text.len() - rest.len()
}
