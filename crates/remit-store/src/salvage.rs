use std::path::Path;

use crate::event::Event;
use crate::store::unchanging;
use crate::trouble::{Trouble, What};
use crate::verify;

/// What could be read of a damaged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// The events that say what was written, in the order of the file.
    pub whole: Vec<Event>,
    /// How many others are known to have been there.
    pub lost: u64,
}

/// The most events that are looked for one by one.
const MOST: i64 = 10_000_000;

/// Reads whatever is still whole in a damaged file, and changes nothing.
///
/// # Errors
///
/// Why nothing at all can be read.
pub fn salvage(path: &Path) -> Result<Salvaged, Trouble> {
    let connection = unchanging(path)?;
    let failed = |error: &rusqlite::Error| Trouble::sqlite(path, error);
    let counted: Option<i64> =
        connection.query_row("SELECT count FROM head", [], |row| row.get(0)).ok();
    let last: Option<i64> =
        connection.query_row("SELECT max(number) FROM event", [], |row| row.get(0)).ok().flatten();
    let Some(end) = counted.max(last).map(|end| end.min(MOST)) else {
        return Err(Trouble::new(path, What::Foreign));
    };
    // One by one: where the tree is broken, a walk through it ends there.
    let mut statement = connection
        .prepare("SELECT number, id, after, at, kind, payload FROM event WHERE number = ?1")
        .map_err(|error| failed(&error))?;
    let mut salvaged = Salvaged { whole: Vec::new(), lost: 0 };
    for number in 1..=end {
        let read = statement.query_row([number], verify::event);
        match read.ok().and_then(|(_, event)| event).filter(Event::whole) {
            Some(event) => salvaged.whole.push(event),
            None => salvaged.lost += 1,
        }
    }
    Ok(salvaged)
}
