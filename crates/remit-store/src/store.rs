use std::fs::{self, File};
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};
use serde::Serialize;

use crate::event::{Event, EventId, Seal};
use crate::holder::Holder;
use crate::portable::{self, Imported};
use crate::schema::{self, STEPS};
use crate::trouble::{Trouble, What};
use crate::verify;

/// How long it is waited for a reader or for a program that doesn't know of our lock.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many bytes of a file say what it is.
const HEADER: u64 = 100;

/// A learner's file that is open for writing. There is at most one for a file, in all processes.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    events: Vec<Event>,
    seal: Seal,
    // The last field, so that the file is closed before others may open it.
    _holder: Holder,
}

impl Store {
    /// Opens a learner's file, or makes it with its folder. `who` is told to others who want it.
    ///
    /// The file is checked as a whole, and brought into the newest form after a copy of it was put
    /// beside it.
    ///
    /// # Errors
    ///
    /// Why nothing can be kept there; the file is as it was.
    pub fn open(path: &Path, who: &str) -> Result<Self, Trouble> {
        Self::open_as(path, who, STEPS)
    }

    pub(crate) fn open_as(path: &Path, who: &str, steps: &[&str]) -> Result<Self, Trouble> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .map_err(|error| Trouble::new(folder, What::NoFolder(error)))?;
        }
        let holder = Holder::take(&path.with_extension("lock"), who)?;
        if !path.try_exists().map_err(|error| Trouble::io(path, &error))? {
            create(path, steps)?;
        }
        schema::check_header(path, &header(path)?, steps)?;
        let failed = |error: rusqlite::Error| Trouble::sqlite(path, &error);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        settle(&connection).map_err(failed)?;
        if connection.is_readonly("main").map_err(failed)? {
            return Err(Trouble::new(path, What::ReadOnly));
        }
        // The journal may know better than the file what form it has.
        let form = schema::check_form(path, user_version(&connection).map_err(failed)?, steps)?;
        let check = connection.transaction().map_err(failed)?;
        let events = verify::events(&check, path)?;
        check.finish().map_err(failed)?;
        schema::migrate(&mut connection, path, form, steps)?;
        let seal = Seal::of(&events);
        Ok(Self { connection, path: path.to_owned(), events, seal, _holder: holder })
    }

    /// Everything that happened, in the order of the file.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds an event. When this returns, it is on the disk.
    ///
    /// # Errors
    ///
    /// Why it isn't; the file is as it was, and it can be tried again.
    pub fn append(
        &mut self,
        at: i64,
        kind: &str,
        payload: &impl Serialize,
    ) -> Result<EventId, Trouble> {
        let unfit = || Trouble::new(&self.path, What::Unfit(kind.to_owned()));
        let payload = serde_json::to_string(payload).map_err(|_| unfit())?;
        if !Event::fits(kind, &payload) {
            return Err(unfit());
        }
        let after = self.events.last().map(|event| event.id);
        let event = Event::new(after, at, kind.to_owned(), payload);
        let id = event.id;
        self.add(vec![event])?;
        Ok(id)
    }

    /// Adds the events of a file that [`crate::export`] wrote, but those that are known already: all
    /// or none.
    ///
    /// # Errors
    ///
    /// What is the matter with that file, whose name is `from`, or with this one.
    pub fn import(&mut self, from: &Path, text: &mut dyn BufRead) -> Result<Imported, Trouble> {
        let events = portable::read(from, text)?;
        let known: std::collections::HashSet<_> =
            self.events.iter().map(|event| event.id).collect();
        let of = events.len();
        let new: Vec<_> = events.into_iter().filter(|event| !known.contains(&event.id)).collect();
        let added = new.len();
        self.add(new)?;
        Ok(Imported { added, known: of - added })
    }

    /// Copies the file, whole as it is now, to a place beside it or elsewhere.
    ///
    /// # Errors
    ///
    /// Why there is no copy.
    pub fn back_up(&self, to: &Path) -> Result<(), Trouble> {
        schema::back_up(&self.connection, to)
    }

    fn add(&mut self, new: Vec<Event>) -> Result<(), Trouble> {
        let path = &self.path;
        let failed = |error: rusqlite::Error| Trouble::sqlite(path, &error);
        let mut seal = self.seal;
        let before = i64::try_from(self.events.len()).unwrap_or(i64::MAX);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        if head(&transaction).map_err(failed)? != (before, self.seal.0.to_vec()) {
            return Err(Trouble::new(path, What::Changed));
        }
        let mut count = before;
        for event in &new {
            count += 1;
            seal.add(event.id);
            insert(&transaction, count, event).map_err(failed)?;
        }
        transaction
            .execute("UPDATE head SET count = ?1, seal = ?2", params![count, seal.0])
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
        self.seal = seal;
        self.events.extend(new);
        Ok(())
    }
}

/// Everything that happened, in the order of the file, without the right to write; none if there is
/// no file. It may be read while another process writes to it.
///
/// # Errors
///
/// Why it can't be read.
pub fn look(path: &Path) -> Result<Option<Vec<Event>>, Trouble> {
    if !path.try_exists().map_err(|error| Trouble::io(path, &error))? {
        return if journal(path).exists() { Err(Trouble::new(path, What::Gone)) } else { Ok(None) };
    }
    schema::check_header(path, &header(path)?, STEPS)?;
    let failed = |error: rusqlite::Error| Trouble::sqlite(path, &error);
    let read = |connection: &mut Connection| {
        settle(connection).map_err(failed)?;
        let check = connection.transaction().map_err(failed)?;
        schema::check_form(path, user_version(&check).map_err(failed)?, STEPS)?;
        let events = verify::events(&check, path)?;
        check.finish().map_err(failed)?;
        Ok(Some(events))
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let looked = Connection::open_with_flags(path, flags)
        .map_err(failed)
        .and_then(|mut connection| read(&mut connection));
    match looked {
        // Without the right to write in the folder there is nobody who could change the file.
        Err(Trouble { what: What::ReadOnly | What::Other(_) | What::NotAllowed, .. }) => {
            read(&mut unchanging(path)?)
        }
        looked => looked,
    }
}

/// A connection that takes the file as it is, and touches nothing beside it.
pub(crate) fn unchanging(path: &Path) -> Result<Connection, Trouble> {
    // What means something in an address is written by its number.
    let name: String = path
        .to_string_lossy()
        .chars()
        .map(|c| match c {
            '%' => "%25".to_owned(),
            '?' => "%3f".to_owned(),
            '#' => "%23".to_owned(),
            '\\' => "/".to_owned(),
            c => c.to_string(),
        })
        .collect();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)
        .map_err(|error| Trouble::sqlite(path, &error))
}

/// Makes a new file under another name and puts it in its place whole, so that a file of its name
/// never is half made.
fn create(path: &Path, steps: &[&str]) -> Result<(), Trouble> {
    if journal(path).exists() {
        return Err(Trouble::new(path, What::Gone));
    }
    let part = path.with_extension("part");
    let failed = |error: rusqlite::Error| Trouble::sqlite(&part, &error);
    let moved = |error: &std::io::Error| Trouble::io(&part, error);
    match fs::remove_file(&part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(moved(&error)),
        _ => {}
    }
    let mut connection = Connection::open(&part).map_err(failed)?;
    schema::create(&mut connection, steps).map_err(failed)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
    connection.close().map_err(|(_, error)| failed(error))?;
    File::open(&part).and_then(|file| file.sync_all()).map_err(|error| moved(&error))?;
    fs::rename(&part, path).map_err(|error| moved(&error))?;
    if let Some(folder) = path.parent() {
        // Where a folder can't be synchronised, as on Windows, the system does it.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// How every connection works.
///
/// With `synchronous=FULL` a commit returns when the journal is on the disk. The journal is brought
/// into the file after every commit: answers come at a human's speed, so it costs nothing, and what
/// stands only in a journal would be dropped by `SQLite` without a word if a byte of it changed.
fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", 1)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)
}

fn journal(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn header(path: &Path) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(HEADER).read_to_end(&mut bytes))
        .map_err(|error| Trouble::io(path, &error))?;
    Ok(bytes)
}

fn user_version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn head(transaction: &Transaction<'_>) -> rusqlite::Result<(i64, Vec<u8>)> {
    transaction.query_row("SELECT count, seal FROM head", [], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn insert(transaction: &Transaction<'_>, number: i64, event: &Event) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO event (number, id, after, at, kind, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let after = event.after.map(|id| id.0);
    statement.execute(params![number, event.id.0, after, event.at, event.kind, event.payload])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use tempfile::TempDir;

    use super::*;

    /// The next form of the file, as a version to come may have it.
    fn steps_to_come() -> Vec<&'static str> {
        [STEPS, &["ALTER TABLE head ADD COLUMN note TEXT"]].concat()
    }

    #[test]
    fn a_file_of_an_older_form_is_copied_and_brought_into_the_newer() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("learner.db");
        let mut store = Store::open(&path, "a test").unwrap();
        for at in 0..5 {
            store.append(at, "answered", &at).unwrap();
        }
        let before = store.events().to_vec();
        drop(store);

        let newer = Store::open_as(&path, "a test", &steps_to_come()).unwrap();
        assert_eq!(newer.events(), before);
        drop(newer);
        let copy = folder.path().join("learner.form-1.db");
        assert_eq!(look(&copy).unwrap().unwrap(), before);

        // The older program says so, and leaves the file as it is.
        let bytes = fs::read(&path).unwrap();
        for trouble in [Store::open(&path, "a test").unwrap_err(), look(&path).unwrap_err()] {
            assert!(matches!(trouble.what, What::Newer(2)), "{trouble:?}");
        }
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }

    #[test]
    fn no_migration_without_a_copy() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("learner.db");
        Store::open(&path, "a test").unwrap().append(1, "answered", &1).unwrap();
        // Where the copy is to be written stands something else.
        fs::create_dir(folder.path().join("learner.form-1.part")).unwrap();
        assert!(Store::open_as(&path, "a test", &steps_to_come()).is_err());
        assert_eq!(Store::open(&path, "a test").unwrap().events().len(), 1);
    }

    #[test]
    fn a_full_disk_is_said_and_loses_nothing() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("learner.db");
        let mut store = Store::open(&path, "a test").unwrap();
        store.connection.pragma_update(None, "max_page_count", 12).unwrap();
        let long = "x".repeat(1_000);
        let full = loop {
            if let Err(full) = store.append(0, "answered", &long) {
                break full;
            }
        };
        assert!(matches!(full.what, What::Full), "{full:?}");
        let kept = store.events().to_vec();
        assert!(kept.len() > 3);
        // There is room again.
        store.connection.pragma_update(None, "max_page_count", 1_000).unwrap();
        store.append(0, "answered", &long).unwrap();
        drop(store);
        let events = look(&path).unwrap().unwrap();
        assert_eq!(events[..kept.len()], kept);
        assert_eq!(events.len(), kept.len() + 1);
    }

    #[test]
    fn events_can_be_neither_changed_nor_taken_out() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("learner.db");
        let mut store = Store::open(&path, "a test").unwrap();
        store.append(0, "answered", &0).unwrap();
        for statement in ["DELETE FROM event", "UPDATE event SET at = 9"] {
            let error = store.connection.execute(statement, []).unwrap_err();
            assert!(error.to_string().contains("only added"), "{error}");
        }
    }

    #[test]
    fn what_another_program_wrote_meanwhile_is_noticed() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("learner.db");
        let mut store = Store::open(&path, "a test").unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute("UPDATE head SET count = 7", []).unwrap();
        let trouble = store.append(0, "answered", &0).unwrap_err();
        assert!(matches!(trouble.what, What::Changed), "{trouble:?}");
    }
}
