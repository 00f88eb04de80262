use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::trouble::{Trouble, What};

/// How often and how long it is waited for a file that is in use: an import takes no longer, a
/// sitting does.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(100);
/// The most that a holder says of itself, in bytes.
const LONGEST: u64 = 200;

/// The right to write to a learner's file, held until it is dropped or the process ends, however it
/// ends: the system takes the lock back. It is a file beside the learner's, and says who holds it.
#[derive(Debug)]
pub(crate) struct Holder {
    _locked: File,
}

impl Holder {
    /// Takes the right to write, or says who has it.
    pub(crate) fn take(path: &Path, who: &str) -> Result<Self, Trouble> {
        let open =
            || OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = open().map_err(|error| match Trouble::io(path, &error) {
            // Whoever may not make the file may not write in the folder.
            Trouble { place, what: What::NotAllowed } => Trouble { place, what: What::ReadOnly },
            trouble => trouble,
        })?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => {
                    // What it says helps others; the lock holds without it.
                    let _ = file.set_len(0).and_then(|()| file.write_all(who.as_bytes()));
                    return Ok(Self { _locked: file });
                }
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(Trouble::io(path, &error)),
            }
        }
        let mut said = String::new();
        let read = file.rewind().and_then(|()| file.take(LONGEST).read_to_string(&mut said));
        let known = read.is_ok() && !said.is_empty() && !said.contains(char::is_control);
        let who = if known { said } else { "another process".to_owned() };
        Err(Trouble::new(path, What::Held(who)))
    }
}
