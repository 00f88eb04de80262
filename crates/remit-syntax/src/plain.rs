//! The plainest bodies, which are most of a file: names and texts, read without the grammar.
//!
//! The grammar reads them too, and to the same; this is only faster. Whatever is not quite plain is
//! left to the grammar, which also finds the words for what is wrong.

use crate::words;

/// A part of a body, and where it begins there.
type Part<'t> = (usize, &'t str);

/// Names with nothing but blanks between them; at least one.
pub(crate) fn names_apart(body: &str) -> Option<Vec<Part<'_>>> {
    let mut names = Vec::new();
    for part in parts(body) {
        names.push(name(part)?);
    }
    (!names.is_empty()).then_some(names)
}

/// A list: `a`, `a or b`, `a, b and c`.
pub(crate) fn list(body: &str) -> Option<Vec<Part<'_>>> {
    let mut names = Vec::new();
    // Whether a name must come next, and whether `and` or `or` may still come before it.
    let (mut wanted, mut may_join) = (true, false);
    for (at, written) in parts(body) {
        if matches!(written, "and" | "or") {
            if wanted && !may_join {
                return None;
            }
            (wanted, may_join) = (true, false);
            continue;
        }
        if !wanted {
            return None;
        }
        let bare = written.strip_suffix(',');
        names.push(name((at, bare.unwrap_or(written)))?);
        (wanted, may_join) = (bare.is_some(), bare.is_some());
    }
    (!wanted).then_some(names)
}

/// Texts, each with its quotes; at least one.
pub(crate) fn texts(body: &str) -> Option<Vec<Part<'_>>> {
    let mut texts = Vec::new();
    let mut at = body.len() - body.trim_ascii_start().len();
    while at < body.len() {
        let rest = body.get(at..)?;
        let inner = rest.strip_prefix('"')?;
        let length = inner.bytes().position(|byte| matches!(byte, b'"' | b'\\' | b'\n'))?;
        let text = rest.get(..length + 2).filter(|text| text.ends_with('"'))?;
        texts.push((at, text));
        let after = rest.get(text.len()..)?;
        at += text.len() + after.len() - after.trim_ascii_start().len();
    }
    (!texts.is_empty()).then_some(texts)
}

/// A name and the texts after it, at least one.
pub(crate) fn titled(body: &str) -> Option<(Part<'_>, Vec<Part<'_>>)> {
    let name = name(parts(body).next()?)?;
    let end = name.0 + name.1.len();
    let mut texts = texts(body.get(end..)?)?;
    for (at, _) in &mut texts {
        *at += end;
    }
    Some((name, texts))
}

/// A name, the word `for`, and a list that no `or` joins.
pub(crate) fn name_for_list(body: &str) -> Option<(Part<'_>, Vec<Part<'_>>)> {
    let (before, after) = body.split_once(" for ")?;
    let &[name] = names_apart(before)?.as_slice() else { return None };
    if parts(after).any(|(_, part)| part == "or") {
        return None;
    }
    let mut list = list(after)?;
    for (at, _) in &mut list {
        *at += body.len() - after.len();
    }
    Some((name, list))
}

/// What blanks part, with offsets.
fn parts(body: &str) -> impl Iterator<Item = Part<'_>> {
    let begin = body.as_ptr() as usize;
    body.split_ascii_whitespace().map(move |part| (part.as_ptr() as usize - begin, part))
}

/// The part, if it is a name and no word of the language.
fn name(part: Part<'_>) -> Option<Part<'_>> {
    let written = part.1;
    // As if a hyphen stood before it: then no hyphen may stand first, and none beside another.
    let mut before = b'-';
    for byte in written.bytes() {
        if !byte.is_ascii_alphanumeric() && (byte != b'-' || before == b'-') {
            return None;
        }
        before = byte;
    }
    let begins_well = written.starts_with(|c: char| c.is_ascii_alphabetic());
    (begins_well && before != b'-' && !words::is_reserved(written)).then_some(part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{list, name_for_list, names_apart, texts, titled};
    use crate::grammar::{Rule, read};

    /// What the grammar finds of a rule, with offsets.
    fn found(start: Rule, wanted: Rule, body: &str) -> Vec<(usize, String)> {
        let nodes = read(start, body).expect("what is plain is in the grammar").flatten();
        let wanted = nodes.filter(|node| node.as_rule() == wanted);
        wanted.map(|node| (node.as_span().start(), node.as_str().to_owned())).collect()
    }

    fn owned(parts: &[(usize, &str)]) -> Vec<(usize, String)> {
        parts.iter().map(|&(at, part)| (at, part.to_owned())).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn lists_are_read_as_the_grammar_reads_them(body in "( |\n)?(([ab1-]{1,3}|and|or|not|order|a,|,)( |\n){1,2}){0,5}") {
            if let Some(plain) = list(&body) {
                prop_assert_eq!(owned(&plain), found(Rule::names_body, Rule::name, &body));
            }
        }

        #[test]
        fn names_are_read_as_the_grammar_reads_them(body in "( |\n)?(([abZ1-]{1,3}|and|is|a_b|ä)( |\n){1,2}){2}") {
            if let Some(plain) = names_apart(&body) {
                prop_assert_eq!(owned(&plain), found(Rule::under_body, Rule::name, &body));
            }
        }

        #[test]
        fn texts_are_read_as_the_grammar_reads_them(
            body in r##"( |\n)?("[a\\"# ä]{0,3}"?( |\n|#)?){0,3}"##
        ) {
            if let Some(plain) = texts(&body) {
                prop_assert_eq!(owned(&plain), found(Rule::text_body, Rule::text, &body));
            }
        }
    }

    #[test]
    fn plain_bodies_are_plain() {
        assert_eq!(titled(" a-1 \"b\""), Some(((1, "a-1"), vec![(5, "\"b\"")])));
        assert_eq!(titled(" a-1"), None);
        assert_eq!(name_for_list(" a for b, c"), Some(((1, "a"), vec![(7, "b"), (10, "c")])));
        assert_eq!(list(" a, b-2 or c"), Some(vec![(1, "a"), (4, "b-2"), (11, "c")]));
        assert_eq!(list("a, and b and c").map(|names| names.len()), Some(3));
        assert_eq!(names_apart(" place us-la"), Some(vec![(1, "place"), (7, "us-la")]));
        assert_eq!(texts(" \"a\"\n  \"b # c\""), Some(vec![(1, "\"a\""), (7, "\"b # c\"")]));
        for unusual in ["", "a b", "a,", "or a", "a or", "a or or b", "a-", "1a", "a # b", "a, not"]
        {
            assert_eq!(list(unusual), None, "{unusual}");
        }
    }
}
