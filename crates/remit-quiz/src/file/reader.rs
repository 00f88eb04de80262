//! Reads TOML with the place of everything, and finds fault with what is not as it should be.

use std::ops::Range;

use remit_model::{Rulebook, closest};
use remit_source::{Code, Diagnostic, FileId, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::codes;

/// A value and its place in the text.
pub(crate) type Value<'t> = Spanned<DeValue<'t>>;

/// What reading a file finds wrong.
pub(crate) struct Reader<'b> {
    pub(crate) book: &'b Rulebook,
    pub(crate) file: FileId,
    pub(crate) found: Vec<Diagnostic>,
}

/// A table whose keys are taken one by one; what is left was not expected.
pub(crate) struct Keys<'t> {
    /// Where the table stands, for what is missing in it.
    pub(crate) place: Range<usize>,
    /// In order of place.
    left: Vec<(&'t str, Range<usize>, &'t Value<'t>)>,
    /// The keys that were asked for.
    known: Vec<&'static str>,
}

impl<'t> Keys<'t> {
    fn of(table: &'t DeTable<'t>, place: Range<usize>) -> Self {
        let entry = |(key, value): (&'t Spanned<_>, &'t Value<'t>)| {
            let name: &std::borrow::Cow<'t, str> = key.get_ref();
            (name.as_ref(), key.span(), value)
        };
        let mut left: Vec<_> = table.iter().map(entry).collect();
        left.sort_by_key(|(_, span, _)| span.start);
        Self { place, left, known: Vec::new() }
    }

    /// The value of a key.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'t Value<'t>> {
        self.known.push(key);
        let at = self.left.iter().position(|(name, ..)| *name == key)?;
        Some(self.left.remove(at).2)
    }

    /// All keys that are left, in order of place: of a table whose keys are names.
    pub(crate) fn all(&mut self) -> Vec<(&'t str, Range<usize>, &'t Value<'t>)> {
        std::mem::take(&mut self.left)
    }
}

impl Reader<'_> {
    pub(crate) fn span(&self, place: Range<usize>) -> Span {
        Span::new(self.file, place.start, place.end)
    }

    pub(crate) fn error(
        &mut self,
        code: Code,
        place: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = Diagnostic::error(code, self.span(place), message).help(help);
        self.found.push(finding);
    }

    /// A table; `what` it is, as `the client`.
    pub(crate) fn keys<'t>(&mut self, value: &'t Value<'t>, what: &str) -> Option<Keys<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Keys::of(table, value.span())),
            other => {
                let kind = kind_of(other);
                self.error(
                    codes::BAD_VALUE,
                    value.span(),
                    format!("{what} is {kind}, not a table"),
                    "Write a heading in brackets above the keys that belong to it.",
                );
                None
            }
        }
    }

    /// The outermost table of a file.
    pub(crate) fn top<'t>(table: &'t DeTable<'t>) -> Keys<'t> {
        Keys::of(table, 0..0)
    }

    /// Finds fault with keys that nobody asked for.
    pub(crate) fn finish(&mut self, keys: Keys<'_>, what: &str) {
        for (name, place, _) in keys.left {
            let known = keys.known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>();
            let help = match closest(name, keys.known.iter().copied()) {
                Some(near) => format!("Did you mean `{near}`?"),
                None => format!("{what} has {}.", remit_words::list::and(&known)),
            };
            let what = what.to_lowercase();
            let message = format!("{what} has no key `{name}`");
            self.error(codes::UNKNOWN_KEY, place, message, help);
        }
    }

    pub(crate) fn missing(&mut self, keys: &Keys<'_>, what: &str, key: &str, example: &str) {
        // A key that is misspelt is not missing as well.
        if closest(key, keys.left.iter().map(|(name, ..)| *name)).is_some() {
            return;
        }
        let place = keys.place.clone();
        let message = format!("{what} doesn't say its `{key}`");
        self.error(codes::MISSING_KEY, place, message, format!("Write `{example}`."));
    }

    /// A text.
    pub(crate) fn text(&mut self, value: Option<&Value<'_>>, key: &str) -> Option<String> {
        let value = value?;
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            DeValue::String(_) => {
                let message = format!("`{key}` says nothing");
                self.error(codes::BAD_VALUE, value.span(), message, "Say it, or leave it out.");
                None
            }
            other => {
                let message = format!("`{key}` is {}, not a text", kind_of(other));
                let help = format!("Put it in quotes: `{key} = \"…\"`.");
                self.error(codes::BAD_VALUE, value.span(), message, help);
                None
            }
        }
    }

    /// A whole number within bounds.
    pub(crate) fn number(
        &mut self,
        value: Option<&Value<'_>>,
        key: &str,
        bounds: std::ops::RangeInclusive<u64>,
    ) -> Option<u64> {
        let value = value?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if let Some(number) = number.filter(|number| bounds.contains(number)) {
            return Some(number);
        }
        let (least, most) = (bounds.start(), bounds.end());
        let message = format!("`{key}` is not a whole number from {least} to {most}");
        let help = format!("Write such a number without quotes: `{key} = {least}`.");
        self.error(codes::BAD_VALUE, value.span(), message, help);
        None
    }

    /// Several texts, each with its place. A single one may stand without brackets.
    pub(crate) fn texts(
        &mut self,
        value: Option<&Value<'_>>,
        key: &str,
    ) -> Vec<(String, Range<usize>)> {
        let Some(value) = value else { return Vec::new() };
        let items: Vec<&Value<'_>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let mut texts = Vec::new();
        for item in items {
            texts.extend(self.text(Some(item), key).map(|text| (text, item.span())));
        }
        texts
    }

    /// A name that must be one of some.
    pub(crate) fn named<'n>(
        &mut self,
        what: &str,
        (name, place): (&str, Range<usize>),
        names: impl Iterator<Item = &'n str>,
        list: &str,
    ) {
        let help = match closest(name, names) {
            Some(near) => format!("Did you mean `{near}`?"),
            None => list.to_owned(),
        };
        self.error(codes::NAMES_NOTHING, place, format!("no {what} is named `{name}`"), help);
    }
}

/// What a value is, with its article.
pub(crate) fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
