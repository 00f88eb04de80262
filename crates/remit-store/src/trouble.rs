use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// What kept something from being kept or read, as plain data: it can't print itself.
#[derive(Debug)]
pub struct Trouble {
    /// The file or folder.
    pub place: PathBuf,
    /// What is the matter with it.
    pub what: What,
}

/// What can be the matter.
#[derive(Debug)]
pub enum What {
    /// The folder can't be made or written.
    NoFolder(io::Error),
    /// The file, or its folder, can only be read.
    ReadOnly,
    /// The file may not be read.
    NotAllowed,
    /// The disk is full.
    Full,
    /// Another process keeps answers in the file; who, as it said itself.
    Held(String),
    /// Another process wrote while this one did.
    Changed,
    /// It is no file of ours.
    Foreign,
    /// It is ours, written by a newer version, of this number.
    Newer(u32),
    /// A file with no bytes, where ours always has some.
    Empty,
    /// The file is gone, though its journal is there.
    Gone,
    /// It isn't as it was written.
    Damaged(Damage),
    /// The system or `SQLite` says something else.
    Other(String),
    /// An event that can't be kept because of its name or size.
    Unfit(String),
    /// A file to import that can't be used; which line, from 1, and what is the matter with it.
    Line(usize, &'static str),
}

/// How a file differs from what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// Its structure is broken, as `SQLite` says.
    Structure(String),
    /// An event doesn't say what it said; its number in the file, from 1.
    Event(i64),
    /// Events are missing, or stand in another order.
    Missing,
}

impl Trouble {
    pub(crate) fn new(place: &Path, what: What) -> Self {
        Self { place: place.to_owned(), what }
    }

    /// A stable name for it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.what {
            What::NoFolder(_) => "no-learner-folder",
            What::ReadOnly => "learner-file-read-only",
            What::NotAllowed => "not-allowed",
            What::Full => "disk-full",
            What::Held(_) => "learner-file-in-use",
            What::Changed => "learner-file-changed",
            What::Foreign => "not-a-learner-file",
            What::Newer(_) => "learner-file-newer",
            What::Empty => "learner-file-empty",
            What::Gone => "learner-file-gone",
            What::Damaged(_) => "learner-file-damaged",
            What::Other(_) => "learner-file",
            What::Unfit(_) => "unfit-event",
            What::Line(..) => "bad-progress-file",
        }
    }

    /// What is wrong: lower case, no full stop.
    #[must_use]
    pub fn message(&self) -> String {
        match &self.what {
            What::NoFolder(_) => "the folder for answers can't be made".to_owned(),
            What::ReadOnly => {
                "answers can't be kept: the file or its folder can only be read".to_owned()
            }
            What::NotAllowed => "the learner's file may not be read".to_owned(),
            What::Full => "the answer could not be kept: the disk is full".to_owned(),
            What::Held(who) => format!("the learner's file is in use by {who}"),
            What::Changed => {
                "the learner's file was changed by another program just now".to_owned()
            }
            What::Foreign => "this is not a learner's file of this program".to_owned(),
            What::Newer(version) => {
                format!(
                    "the learner's file was written by a newer version of this program (form {version})"
                )
            }
            What::Empty => "the learner's file is empty".to_owned(),
            What::Gone => "the learner's file is gone, though its journal is there".to_owned(),
            What::Damaged(_) => "the learner's file is damaged".to_owned(),
            What::Other(_) => "the learner's file can't be used".to_owned(),
            What::Unfit(kind) => format!("an event `{kind}` can't be kept"),
            What::Line(line, _) => format!("line {line} can't be imported"),
        }
    }

    /// Why that is so, where it isn't plain.
    #[must_use]
    pub fn why(&self) -> Option<String> {
        let why = match &self.what {
            What::NoFolder(error) => error.to_string(),
            What::Other(said) => said.clone(),
            What::Held(_) => "one sitting at a time keeps its answers, so that none is lost".to_owned(),
            What::Newer(_) => {
                "what this version doesn't know could be lost if it wrote to the file; nothing was changed"
                    .to_owned()
            }
            What::Empty => "a learner's file is never made empty: something emptied it".to_owned(),
            What::Gone => "the journal belongs to a file that was moved or deleted".to_owned(),
            What::Damaged(Damage::Structure(said)) => format!("its structure is broken: {said}"),
            What::Damaged(Damage::Event(number)) => {
                format!("entry {number} doesn't say what was written; a byte of it was changed")
            }
            What::Damaged(Damage::Missing) => "entries that were written are missing".to_owned(),
            What::Unfit(_) => "its name or its content has a form that no file keeps".to_owned(),
            What::Line(_, why) => (*why).to_owned(),
            What::ReadOnly | What::NotAllowed | What::Full | What::Changed | What::Foreign => {
                return None;
            }
        };
        Some(why)
    }

    /// What to try: whole sentences.
    #[must_use]
    pub fn help(&self) -> String {
        match &self.what {
            What::NoFolder(_) | What::ReadOnly => {
                "Choose a folder that can be written with the environment variable REMIT_HOME."
            }
            What::NotAllowed => "Ask its owner for the right to read it.",
            What::Full => {
                "Everything answered before is kept. Make room on the disk, then start again: you go on where you were."
            }
            What::Held(_) => "Finish or leave the other one first, or practise as another with --learner.",
            What::Changed => "Everything answered before is kept. Start again: you go on where you were.",
            What::Foreign => {
                "Nothing was changed. Move that file away, or choose another folder with REMIT_HOME."
            }
            What::Newer(_) => "Use the newer version of the program, or another folder with REMIT_HOME.",
            What::Gone => {
                "Bring the file back to its place, or move its journal (the name with `-wal` at the end) away too."
            }
            What::Empty => {
                "Move the empty file away; then bring back what you have with `remit progress import FILE`."
            }
            What::Damaged(_) => {
                "Nothing was repaired or changed. `remit progress rescue FILE` writes everything that is still whole to a file. Move the damaged file away, then bring that back with `remit progress import FILE`."
            }
            What::Other(_) => {
                "What was kept before is kept. Check the room on the disk, and the rights to the file and its folder."
            }
            What::Unfit(_) => "This is a mistake in the program: please report it.",
            What::Line(..) => "Nothing was imported. Export the progress again where it came from.",
        }
        .to_owned()
    }

    /// What `SQLite` says about a file.
    pub(crate) fn sqlite(place: &Path, error: &rusqlite::Error) -> Self {
        let what = match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => What::Full,
            Some(ErrorCode::ReadOnly) => What::ReadOnly,
            Some(ErrorCode::PermissionDenied) => What::NotAllowed,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                What::Held("another program".to_owned())
            }
            Some(ErrorCode::DatabaseCorrupt) => What::Damaged(Damage::Structure(error.to_string())),
            Some(ErrorCode::NotADatabase) => What::Foreign,
            _ => What::Other(error.to_string()),
        };
        Self::new(place, what)
    }

    /// What the system says about a file.
    pub(crate) fn io(place: &Path, error: &io::Error) -> Self {
        let what = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => What::Full,
            io::ErrorKind::ReadOnlyFilesystem => What::ReadOnly,
            io::ErrorKind::PermissionDenied => What::NotAllowed,
            _ => What::Other(error.to_string()),
        };
        Self::new(place, what)
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place.display(), self.message())
    }
}

impl std::error::Error for Trouble {}
