//! JSON as it was written: keys that stand twice, the digits of numbers and the place of every value
//! are still there.

use std::ops::Range;

use remit_model::Number;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// An object's keys and values, as written.
pub(super) struct Entries<'t>(pub(super) Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Entries<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// One level of a JSON value.
pub(super) enum Json<'t> {
    Null,
    Bool(bool),
    Number(&'t str),
    Text(String),
    List(Vec<&'t RawValue>),
    Object(Entries<'t>),
}

impl<'t> Json<'t> {
    /// Looks into a value, one level deep. What is in it was read as JSON before, so nothing is left
    /// to go wrong but an escape that stands for no character.
    pub(super) fn look(raw: &'t RawValue) -> Option<Self> {
        let text = raw.get();
        Some(match text.bytes().next()? {
            b'n' => Self::Null,
            b't' => Self::Bool(true),
            b'f' => Self::Bool(false),
            b'"' => Self::Text(serde_json::from_str(text).ok()?),
            b'[' => Self::List(serde_json::from_str(text).ok()?),
            b'{' => Self::Object(serde_json::from_str(text).ok()?),
            _ => Self::Number(text),
        })
    }
}

/// Where a value stands in the text that it was read from.
pub(super) fn place(text: &str, raw: &RawValue) -> Range<usize> {
    let start = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + raw.get().len()
}

/// Where the key of a value stands, the value's place given.
pub(super) fn key_place(text: &str, value: &Range<usize>) -> Range<usize> {
    let before = text.get(..value.start).unwrap_or_default();
    let end = before.trim_end().trim_end_matches(':').trim_end().len();
    let inside = text.get(..end.saturating_sub(1)).unwrap_or_default();
    let escaped = |quote: usize| {
        let before = inside.get(..quote).unwrap_or_default();
        before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
    };
    let mut quotes = inside.rmatch_indices('"').map(|(index, _)| index);
    let start = quotes.find(|quote| !escaped(*quote)).unwrap_or(value.start);
    start..end
}

/// A JSON number exactly; `None` if it has more digits than a number may have.
pub(super) fn exact(text: &str) -> Option<Number> {
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    if exponent.abs() > 30 {
        return None;
    }
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let zeros = "0".repeat(usize::try_from(exponent.unsigned_abs()).ok()?);
    let (whole, part) = if exponent >= 0 {
        let shifted = format!("{part}{zeros}");
        let (up, rest) = shifted.split_at_checked(zeros.len())?;
        (format!("{whole}{up}"), rest.to_owned())
    } else {
        let shifted = format!("{zeros}{whole}");
        let (rest, down) = shifted.split_at_checked(shifted.len() - zeros.len())?;
        (rest.to_owned(), format!("{down}{part}"))
    };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let part = part.trim_end_matches('0');
    let point = if part.is_empty() { "" } else { "." };
    Number::parse(&format!("{sign}{whole}{point}{part}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_however_they_are_written() {
        for (text, plain) in [
            ("134", "134"),
            ("-0.50", "-0.5"),
            ("5.5000000000000000000", "5.5"),
            ("1.34e2", "134"),
            ("13400E-2", "134"),
            ("5e-1", "0.5"),
            ("0.1", "0.1"),
        ] {
            assert_eq!(exact(text), Number::parse(plain), "{text}");
        }
        assert_eq!(exact("1e400"), None);
        assert_eq!(exact("0.12345678901234567890"), None);
    }

    #[test]
    fn keys_are_found_before_their_values() {
        let text = r#"{ "a\"b" : 1, "\\":2 }"#;
        let Entries(entries) = serde_json::from_str(text).unwrap();
        let keys = entries.iter().map(|(_, raw)| &text[key_place(text, &place(text, raw))]);
        assert_eq!(keys.collect::<Vec<_>>(), [r#""a\"b""#, r#""\\""#]);
    }
}
