//! Waits for the lock of a folder, with a word to the author and a limit. It takes a folder, and gives the lock; it writes
//! nothing.

use super::platform::{self, FolderLock};
use super::{DiskError, Doing, Interrupt};
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

/// Time between two attempts.
const PAUSE: Duration = Duration::from_millis(20);

/// How long to wait for a folder that another process writes to.
pub struct Waiting<'a> {
    /// Longest time to wait.
    pub longest: Duration,
    /// Called once when the wait begins, with the id of the other process if the system tells it.
    pub begins: &'a dyn Fn(Option<u32>),
}

/// Locks a folder until the returned file is dropped. `None` if the system cannot lock folders.
///
/// # Errors
/// When the folder cannot be opened, the wait takes too long, or a signal ends the process.
pub(super) fn lock(folder: &Path, waiting: &Waiting<'_>, interrupt: &Interrupt) -> Result<Option<File>, DiskError> {
    let began = Instant::now();
    let mut has_said = false;
    loop {
        let process = match platform::try_lock_folder(folder) {
            Ok(FolderLock::Held(file)) => return Ok(Some(file)),
            Ok(FolderLock::Unsupported) => return Ok(None),
            Ok(FolderLock::Busy(process)) => process,
            Err(error) => return Err(DiskError::new(Doing::LockFolder, folder, error)),
        };
        if began.elapsed() >= waiting.longest {
            let who = process.map(|process| format!(", process {process},")).unwrap_or_default();
            let seconds = waiting.longest.as_secs();
            let folder = folder.display();
            return Err(DiskError::refusal(
                format!("cannot lock the folder `{folder}`: another build{who} has locked it for {seconds} s"),
                "wait until it ends, or end it; then run the command again",
            ));
        }
        if !has_said {
            (waiting.begins)(process);
            has_said = true;
        }
        interrupt.check()?;
        std::thread::sleep(PAUSE);
    }
}
