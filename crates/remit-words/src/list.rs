//! Lists, articles and number, as English has them.

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn and(items: &[String]) -> String {
    joined(items, "and")
}

/// `a`, `a or b`, `a, b or c`.
#[must_use]
pub fn or(items: &[String]) -> String {
    joined(items, "or")
}

fn joined(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        // A comma inside an item would make the last two read as one.
        [front @ .., last] if items.len() > 2 && items.iter().any(|item| item.contains(',')) => {
            format!("{}; {word} {last}", front.join("; "))
        }
        [front @ .., last] => format!("{} {word} {last}", front.join(", ")),
    }
}

/// The same with its first letter in upper case.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The same with its first letter in lower case, unless it begins with an abbreviation, or is *I*.
#[must_use]
pub fn small(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    match (first, letters.clone().next()) {
        (Some('I'), Some(' ' | '\'')) => text.to_owned(),
        (Some(first), Some(second)) if second.is_lowercase() || !second.is_alphanumeric() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// The same as a sentence: a capital first, and a full stop unless it ends in a mark already.
#[must_use]
pub fn sentence(text: &str) -> String {
    let text = capital(text.trim());
    if text.is_empty() || text.ends_with(['.', '!', '?', ':']) { text } else { format!("{text}.") }
}

/// The same without `a`, `an` or `the` in front.
#[must_use]
pub fn bare(text: &str) -> &str {
    ["a ", "an ", "the "].iter().find_map(|article| text.strip_prefix(article)).unwrap_or(text)
}

/// The same with `the` in front, in place of another article.
#[must_use]
pub fn the(text: &str) -> String {
    // "her doctor" and "no limit" can't take one.
    let takes_none = ["the client", "his ", "her ", "their ", "any ", "no ", "every "];
    if takes_none.iter().any(|start| text.starts_with(start)) {
        return text.to_owned();
    }
    format!("the {}", bare(text))
}

/// Whether it starts with `a` or `an`: a thing, where another title may be a whole clause.
#[must_use]
pub fn is_a_thing(text: &str) -> bool {
    text.starts_with("a ") || text.starts_with("an ")
}

/// `1 minute`, `5 minutes`.
#[must_use]
pub fn counted(count: u32, singular: &str) -> String {
    if count == 1 { format!("1 {singular}") } else { format!("{count} {singular}s") }
}

/// A name as words: `weight-loss` is `weight loss`.
#[must_use]
pub fn spelled(name: &str) -> String {
    name.replace('-', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(items: &[&str]) -> Vec<String> {
        items.iter().map(|&item| item.to_owned()).collect()
    }

    #[test]
    fn lists_read_aloud() {
        assert_eq!(and(&texts(&["asthma"])), "asthma");
        assert_eq!(or(&texts(&["asthma", "diabetes"])), "asthma or diabetes");
        assert_eq!(and(&texts(&["a", "b", "c"])), "a, b and c");
        assert_eq!(or(&texts(&["a, at once", "b", "c"])), "a, at once; b; or c");
    }

    #[test]
    fn sentences_start_large_and_end_once() {
        assert_eq!(sentence("élan vital"), "Élan vital.");
        assert_eq!(sentence("Who?"), "Who?");
        assert_eq!(small("Has it been checked?"), "has it been checked?");
        assert_eq!(small("A letter?"), "a letter?");
        assert_eq!(small("ECG taken?"), "ECG taken?");
        assert_eq!(the("a medical clearance"), "the medical clearance");
        assert_eq!(the("the client's provider"), "the client's provider");
    }
}
