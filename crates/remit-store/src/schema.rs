use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, TransactionBehavior};

use crate::trouble::{Damage, Trouble, What};

/// What `SQLite` files of ours are marked with: `Rmit` as four bytes.
pub(crate) const APPLICATION: u32 = 0x526d_6974;

/// The steps from each form of the file to the next, the first from nothing. A step is never
/// changed once it was released: files are out there that it made.
pub(crate) const STEPS: &[&str] = &["
    CREATE TABLE event (
        number  INTEGER PRIMARY KEY,
        id      BLOB NOT NULL UNIQUE,
        after   BLOB,
        at      INTEGER NOT NULL,
        kind    TEXT NOT NULL,
        payload TEXT NOT NULL
    ) STRICT;
    CREATE TABLE head (
        one   INTEGER PRIMARY KEY CHECK (one = 1),
        count INTEGER NOT NULL,
        seal  BLOB NOT NULL
    ) STRICT;
    INSERT INTO head VALUES (1, 0, zeroblob(32));
    CREATE TRIGGER event_stays BEFORE UPDATE ON event
        BEGIN SELECT raise(ABORT, 'events are only added'); END;
    CREATE TRIGGER event_remains BEFORE DELETE ON event
        BEGIN SELECT raise(ABORT, 'events are only added'); END;
"];

/// The form that the steps lead to.
pub(crate) fn form(steps: &[&str]) -> u32 {
    u32::try_from(steps.len()).unwrap_or(u32::MAX)
}

/// What the first bytes of a file say about it. Read by hand, before `SQLite` sees the file: opening
/// one that isn't ours could already write to it.
pub(crate) fn check_header(place: &Path, header: &[u8], steps: &[&str]) -> Result<u32, Trouble> {
    let number = |at: usize| {
        let bytes = header.get(at..at + 4)?;
        Some(bytes.iter().fold(0_u32, |value, &byte| value << 8 | u32::from(byte)))
    };
    if header.is_empty() {
        return Err(Trouble::new(place, What::Empty));
    }
    // Places in the header: https://www.sqlite.org/fileformat.html, section 1.3.
    let (magic, version, application) = (header.get(..16), number(60), number(68));
    match (magic, version, application) {
        (Some(b"SQLite format 3\0"), Some(version), Some(APPLICATION)) => {
            let form = check_form(place, version, steps)?;
            // How it is journalled; anything else makes `SQLite` take it as one that it must not
            // write to.
            if matches!(header.get(18..20), Some([1 | 2, 1 | 2])) {
                return Ok(form);
            }
            let said = "its header names no way to write it".to_owned();
            Err(Trouble::new(place, What::Damaged(Damage::Structure(said))))
        }
        _ => Err(Trouble::new(place, What::Foreign)),
    }
}

pub(crate) fn check_form(place: &Path, version: u32, steps: &[&str]) -> Result<u32, Trouble> {
    match version {
        // A file is put in its place with its form written, so none has the number 0.
        0 => Err(Trouble::new(place, What::Foreign)),
        version if version > form(steps) => Err(Trouble::new(place, What::Newer(version))),
        version => Ok(version),
    }
}

/// Makes the tables of a new file.
pub(crate) fn create(connection: &mut Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    for step in steps {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", form(steps))?;
    transaction.commit()
}

/// Brings a file into the newest form, after a copy of it was put beside it.
pub(crate) fn migrate(
    connection: &mut Connection,
    place: &Path,
    from: u32,
    steps: &[&str],
) -> Result<(), Trouble> {
    let missing = steps.get(from as usize..).unwrap_or_default();
    if missing.is_empty() {
        return Ok(());
    }
    let failed = |error: rusqlite::Error| Trouble::sqlite(place, &error);
    back_up(connection, &place.with_extension(format!("form-{from}.db")))?;
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Exclusive).map_err(failed)?;
    for step in missing {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction.pragma_update(None, "user_version", form(steps)).map_err(failed)?;
    transaction.commit().map_err(failed)
}

/// Copies a file while it is in use. The copy is written under another name first, so that a copy
/// of its name is always whole.
pub(crate) fn back_up(connection: &Connection, to: &Path) -> Result<(), Trouble> {
    let part = to.with_extension("part");
    let failed = |error: &rusqlite::Error| Trouble::sqlite(to, error);
    let moved = |error: &std::io::Error| Trouble::io(to, error);
    match std::fs::remove_file(&part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(moved(&error)),
        _ => {}
    }
    let mut copy = Connection::open(&part).map_err(|error| failed(&error))?;
    let backup = Backup::new(connection, &mut copy).map_err(|error| failed(&error))?;
    backup.run_to_completion(1_000, Duration::ZERO, None).map_err(|error| failed(&error))?;
    drop(backup);
    let said: String = copy
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| failed(&error))?;
    if said != "ok" {
        return Err(Trouble::new(to, What::Damaged(Damage::Structure(said))));
    }
    // A copy is one file: what stands beside it belongs to nobody.
    copy.pragma_update(None, "journal_mode", "DELETE").map_err(|error| failed(&error))?;
    copy.close().map_err(|(_, error)| failed(&error))?;
    std::fs::File::open(&part).and_then(|file| file.sync_all()).map_err(|error| moved(&error))?;
    std::fs::rename(&part, to).map_err(|error| moved(&error))
}
