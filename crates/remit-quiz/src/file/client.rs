//! A client in TOML: the case format, written with other brackets.

use std::ops::Range;

use remit_eval::Case;
use remit_source::{Diagnostic, Span};
use toml::de::DeValue;

use super::reader::{Reader, Value, kind_of};
use crate::codes;

/// The same as JSON, and which part of it stands where in the TOML.
#[derive(Default)]
struct Written {
    json: String,
    /// (in the JSON, in the TOML), the innermost first.
    places: Vec<(Range<usize>, Range<usize>)>,
}

/// Reads a client: as JSON to keep, and as a case.
pub(crate) fn client(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<(String, Case)> {
    let mut written = Written::default();
    if let Err((place, message)) = written.value(value) {
        let help = "A client's facts are numbers, texts, lists of texts, or a value with its unit.";
        reader.error(codes::BAD_VALUE, place, message, help);
        return None;
    }
    match Case::from_json(reader.book, reader.file, &written.json, &[]) {
        Ok(case) => Some((written.json, case)),
        Err(found) => {
            let moved = found.into_iter().map(|finding| written.moved(finding, value.span()));
            reader.found.extend(moved);
            None
        }
    }
}

impl Written {
    fn value(&mut self, value: &Value<'_>) -> Result<(), (Range<usize>, String)> {
        let start = self.json.len();
        match value.get_ref() {
            DeValue::String(text) => self.text(text),
            DeValue::Integer(number) if number.radix() == 10 => {
                self.json.push_str(number.as_str().trim_start_matches('+'));
            }
            DeValue::Float(number) if number.as_str().parse().is_ok_and(f64::is_finite) => {
                self.json.push_str(number.as_str().trim_start_matches('+'));
            }
            DeValue::Boolean(value) => self.json.push_str(if *value { "true" } else { "false" }),
            DeValue::Array(items) => {
                self.json.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.json.push_str(if at > 0 { "," } else { "" });
                    self.value(item)?;
                }
                self.json.push(']');
            }
            DeValue::Table(table) => {
                self.json.push('{');
                let mut entries: Vec<_> = table.iter().collect();
                entries.sort_by_key(|(key, _)| key.span().start);
                for (at, (key, item)) in entries.into_iter().enumerate() {
                    self.json.push_str(if at > 0 { "," } else { "" });
                    let before = self.json.len();
                    self.text(key.get_ref());
                    self.places.push((before..self.json.len(), key.span()));
                    self.json.push(':');
                    self.value(item)?;
                }
                self.json.push('}');
            }
            other => {
                let message = format!("a client has no fact that is {}", kind_of(other));
                return Err((value.span(), message));
            }
        }
        self.places.push((start..self.json.len(), value.span()));
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.json.push_str(&serde_json::Value::from(text).to_string());
    }

    /// A finding in the JSON, told of the TOML.
    fn moved(&self, mut finding: Diagnostic, whole: Range<usize>) -> Diagnostic {
        let toml = |span: Span| {
            let wanted = span.range();
            let around = |(json, _): &&(Range<usize>, Range<usize>)| {
                json.start <= wanted.start && wanted.end <= json.end
            };
            let place = self.places.iter().filter(around).min_by_key(|(json, _)| json.len());
            let place = place.map_or(whole.clone(), |(_, toml)| toml.clone());
            Span::new(span.file, place.start, place.end)
        };
        finding.primary.span = toml(finding.primary.span);
        for label in &mut finding.secondary {
            label.span = toml(label.span);
        }
        finding
    }
}
