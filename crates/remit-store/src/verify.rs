use std::path::Path;

use rusqlite::{Connection, Row};

use crate::event::{Event, EventId, Seal};
use crate::trouble::{Damage, Trouble, What};

/// All events of a file in their order, each found to say what was written. It must be called in a
/// transaction, so that nobody writes between the questions.
pub(crate) fn events(connection: &Connection, place: &Path) -> Result<Vec<Event>, Trouble> {
    let damaged = |damage| Trouble::new(place, What::Damaged(damage));
    let said: String = connection
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| read_error(place, &error))?;
    if said != "ok" {
        return Err(damaged(Damage::Structure(said)));
    }
    let (count, seal): (i64, Vec<u8>) = connection
        .query_row("SELECT count, seal FROM head", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(|error| read_error(place, &error))?;
    let mut statement = connection
        .prepare("SELECT number, id, after, at, kind, payload FROM event ORDER BY number")
        .map_err(|error| read_error(place, &error))?;
    let rows = statement.query_map([], event).map_err(|error| read_error(place, &error))?;
    let mut events: Vec<Event> = Vec::new();
    for (row, expected) in rows.zip(1..) {
        let (number, event) = row.map_err(|error| read_error(place, &error))?;
        if number != expected {
            return Err(damaged(Damage::Missing));
        }
        let event = event.filter(Event::whole).ok_or_else(|| damaged(Damage::Event(number)))?;
        events.push(event);
    }
    let counted = i64::try_from(events.len()) == Ok(count);
    if counted && seal == Seal::of(&events).0 { Ok(events) } else { Err(damaged(Damage::Missing)) }
}

/// What a row says; no event if a part has a form that was never written.
pub(crate) fn event(row: &Row<'_>) -> rusqlite::Result<(i64, Option<Event>)> {
    let number = row.get(0)?;
    let id: Option<Vec<u8>> = row.get(1).ok();
    let after: Option<Option<Vec<u8>>> = row.get(2).ok();
    let parts = id.zip(after).and_then(|(id, after)| {
        let after = match after {
            None => None,
            Some(bytes) => Some(EventId::from_bytes(&bytes)?),
        };
        Some((EventId::from_bytes(&id)?, after))
    });
    let (at, kind, payload) = (row.get(3).ok(), row.get(4).ok(), row.get(5).ok());
    let event = parts.zip(at).zip(kind.zip(payload));
    let event =
        event.map(|(((id, after), at), (kind, payload))| Event { id, after, at, kind, payload });
    Ok((number, event))
}

/// What goes wrong when a file of the right marks is read: a table that is missing or has another
/// form is damage too.
fn read_error(place: &Path, error: &rusqlite::Error) -> Trouble {
    use rusqlite::ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseLocked, FileLockingProtocolFailed, OutOfMemory,
        PermissionDenied, ReadOnly, SystemIoFailure,
    };
    match error.sqlite_error_code() {
        Some(
            CannotOpen
            | DatabaseBusy
            | DatabaseLocked
            | FileLockingProtocolFailed
            | OutOfMemory
            | PermissionDenied
            | ReadOnly
            | SystemIoFailure,
        ) => Trouble::sqlite(place, error),
        _ => Trouble::new(place, What::Damaged(Damage::Structure(error.to_string()))),
    }
}
