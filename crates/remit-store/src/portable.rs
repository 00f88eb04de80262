//! The file in which progress moves between machines: JSON, an object to a line. The first line
//! says what it is and how many events follow, each on a line of its own, and the last has their
//! seal. A payload is a string, so that a tool that reads and writes JSON can't change a byte of it.

use std::io::{BufRead, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::event::{Event, EventId, LONGEST_PAYLOAD, Seal};
use crate::trouble::{Trouble, What};

/// The form of the file that is written, and the newest that is read.
const FORM: u32 = 1;
/// The longest line that is read, in bytes: a payload of which every byte is escaped, and the rest.
const LONGEST_LINE: usize = 6 * LONGEST_PAYLOAD + 1024;

/// How an import went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// How many events are new here.
    pub added: usize,
    /// How many were here already.
    pub known: usize,
}

#[derive(Serialize, Deserialize)]
struct First {
    #[serde(rename = "remit-progress")]
    form: u32,
    events: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    after: Option<String>,
    at: i64,
    kind: String,
    payload: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Last {
    seal: String,
}

/// Writes events so that [`crate::Store::import`] reads them, here or on another machine.
///
/// # Errors
///
/// What writing says.
pub fn export(events: &[Event], to: &mut dyn Write) -> std::io::Result<()> {
    let mut line = |value: &dyn Fn() -> serde_json::Result<String>| {
        writeln!(to, "{}", value().map_err(std::io::Error::from)?)
    };
    line(&|| serde_json::to_string(&First { form: FORM, events: events.len() }))?;
    for event in events {
        line(&|| {
            serde_json::to_string(&Line {
                id: event.id.hex(),
                after: event.after.map(|id| id.hex()),
                at: event.at,
                kind: event.kind.clone(),
                payload: event.payload.clone(),
            })
        })?;
    }
    line(&|| serde_json::to_string(&Last { seal: Seal::of(events).hex() }))
}

/// Reads a file that [`export`] wrote; nothing of it is trusted before all of it was checked.
pub(crate) fn read(from: &Path, text: &mut dyn BufRead) -> Result<Vec<Event>, Trouble> {
    let mut lines = Lines { from, text, number: 0 };
    let first = lines.next()?.ok_or_else(|| lines.refuse("there is nothing in the file"))?;
    let Ok(First { form, events: promised }) = serde_json::from_str(&first) else {
        return Err(lines.refuse("this isn't a file that `remit progress export` wrote"));
    };
    if form > FORM {
        return Err(lines.refuse("a newer version of the program wrote it"));
    }
    let mut events: Vec<Event> = Vec::new();
    while events.len() < promised {
        let line = lines.next()?.ok_or_else(|| lines.refuse("the file is cut short here"))?;
        let event = serde_json::from_str(&line).ok().and_then(event);
        let Some(event) = event.filter(|event| Event::fits(&event.kind, &event.payload)) else {
            return Err(lines.refuse("this isn't an event"));
        };
        if !event.whole() {
            return Err(
                lines.refuse("it doesn't say what was exported: something in it was changed")
            );
        }
        events.push(event);
    }
    let last = lines.next()?.ok_or_else(|| lines.refuse("the file is cut short here"))?;
    let sealed =
        serde_json::from_str(&last).is_ok_and(|Last { seal }| seal == Seal::of(&events).hex());
    if !sealed {
        return Err(
            lines.refuse("the events aren't those that were exported, or not in that order")
        );
    }
    if lines.next()?.is_some() {
        return Err(lines.refuse("something follows the end"));
    }
    let mut seen = std::collections::HashSet::new();
    events.retain(|event| seen.insert(event.id));
    Ok(events)
}

fn event(line: Line) -> Option<Event> {
    let id = EventId::parse(&line.id)?;
    let after = match line.after {
        None => None,
        Some(text) => Some(EventId::parse(&text)?),
    };
    Some(Event { id, after, at: line.at, kind: line.kind, payload: line.payload })
}

struct Lines<'a> {
    from: &'a Path,
    text: &'a mut dyn BufRead,
    number: usize,
}

impl Lines<'_> {
    fn refuse(&self, why: &'static str) -> Trouble {
        Trouble::new(self.from, What::Line(self.number.max(1), why))
    }

    /// The next line that isn't blank, without its end.
    fn next(&mut self) -> Result<Option<String>, Trouble> {
        loop {
            let mut bytes = Vec::new();
            let mut limited = (&mut *self.text).take(LONGEST_LINE as u64 + 1);
            let read = limited
                .read_until(b'\n', &mut bytes)
                .map_err(|error| Trouble::io(self.from, &error))?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            if bytes.len() > LONGEST_LINE {
                return Err(self.refuse("the line is too long"));
            }
            let Ok(line) = String::from_utf8(bytes) else {
                return Err(self.refuse("it isn't plain text (UTF-8)"));
            };
            if !line.trim().is_empty() {
                return Ok(Some(line));
            }
        }
    }
}
