//! Reads the input of a site and writes its output: the only module of the build that touches the file system.
//!
//! It takes paths and bytes, and gives sources and errors. It neither parses notes nor renders pages.

#![expect(clippy::disallowed_methods, reason = "this is the module that reads and writes files")]

mod by_name;
mod excluded;
mod input;
mod manifest;
mod output_folder;
pub(crate) mod platform;
mod single_file;
mod watched;

pub use input::{Input, Options, attachments, read, read_or};
pub use manifest::{Built, MadeFrom, Record};
pub use output_folder::{OutputFolder, Written};
pub use single_file::SingleFile;
pub use watched::{Snapshot, Watched};

use crate::diagnostic::Diagnostic;
use crate::source::{DecodeProblem, SourceFile};
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

/// An error of the machine: the failed action, and the cause that the system gave.
#[derive(Debug)]
pub struct DiskError {
    /// The failed action, beginning with `cannot`.
    pub doing: String,
    /// Cause from the system, if there is one.
    pub cause: Option<std::io::Error>,
    /// Advice for the author, if there is any.
    pub help: Option<String>,
}

/// What the program was doing with a file or folder when the system refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Read,
    ReadFolder,
    CreateFolder,
    Write,
    Copy,
    Delete,
    Find,
    MoveSite,
    LockFolder,
}

impl Doing {
    /// The verb as it stands in the message, before the path.
    fn words(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::ReadFolder => "read the folder",
            Self::CreateFolder => "create the folder",
            Self::Write => "write",
            Self::Copy => "copy",
            Self::Delete => "delete",
            Self::Find => "find",
            Self::MoveSite => "move the site to",
            Self::LockFolder => "lock the folder",
        }
    }
}

impl DiskError {
    fn new(doing: Doing, path: &Path, cause: std::io::Error) -> Self {
        let is_refused = cause.kind() == std::io::ErrorKind::PermissionDenied;
        let help = is_refused.then(|| match doing {
            Doing::Read | Doing::ReadFolder => "make it readable for you".to_owned(),
            _ => "make that folder writable, or choose another one".to_owned(),
        });
        let doing = format!("cannot {} `{}`", doing.words(), path.display());
        Self { doing, cause: Some(cause), help }
    }

    fn refusal(doing: String, help: &str) -> Self {
        Self { doing, cause: None, help: Some(help.to_owned()) }
    }
}

impl fmt::Display for DiskError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.doing)?;
        match &self.cause {
            Some(cause) => write!(formatter, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for DiskError {}

impl From<&DiskError> for Diagnostic {
    fn from(error: &DiskError) -> Self {
        let diagnostic = Self::error("could-not-run", error.to_string());
        match &error.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// Reads a note again.
///
/// # Errors
/// When the file cannot be read.
pub fn read_again(path: &Path, shown: &str) -> Result<(SourceFile, Vec<DecodeProblem>), DiskError> {
    let bytes = std::fs::read(path).map_err(|error| DiskError::new(Doing::Read, path, error))?;
    Ok(SourceFile::decode(shown.to_owned(), bytes))
}

/// Reads a file beside the notes.
///
/// # Errors
/// When the file cannot be read.
pub fn attachment(path: &Path) -> Result<Vec<u8>, DiskError> {
    std::fs::read(path).map_err(|error| DiskError::new(Doing::Read, path, error))
}

/// Reads a file beside the notes. Returns `None` if it has more than `most` bytes.
///
/// # Errors
/// As [`attachment`].
pub fn small_attachment(path: &Path, most: u64) -> Result<Option<Vec<u8>>, DiskError> {
    let size = std::fs::metadata(path).map_err(|error| DiskError::new(Doing::Read, path, error))?.len();
    if size > most { Ok(None) } else { attachment(path).map(Some) }
}

/// Writes new files for `init`: all or none.
///
/// # Errors
/// When one of the files exists, or cannot be written.
pub fn create_new(folder: &Path, files: &[(&str, &str)]) -> Result<(), DiskError> {
    for (name, _) in files {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            let doing = format!("cannot create a site in `{}`: `{name}` already exists", folder.display());
            return Err(DiskError::refusal(doing, "choose a folder without these files"));
        }
    }
    for (name, text) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| DiskError::new(Doing::CreateFolder, parent, error))?;
        }
        std::fs::write(&path, text).map_err(|error| DiskError::new(Doing::Write, &path, error))?;
    }
    Ok(())
}

/// The result of [`replace_note`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The note was replaced.
    Now,
    /// The same file was replaced before, under another name.
    Before,
    /// Not replaced: the file has changed since it was read.
    NotAsRead,
    /// Not replaced: the text does not give back all bytes of the file, for example bytes that are not UTF-8.
    NotAsBytes,
}

/// Replaces a note by its repaired text in one step, unless it has changed since it was read.
///
/// A symbolic link stays a link: the file that it leads to is replaced. `done` holds the files that were replaced
/// before.
///
/// # Errors
/// When the file cannot be read or written.
pub fn replace_note(
    path: &Path,
    file: &SourceFile,
    repaired: &str,
    done: &mut BTreeSet<PathBuf>,
) -> Result<Replaced, DiskError> {
    let failed = |error| DiskError::new(Doing::Write, path, error);
    let real = path.canonicalize().map_err(|error| DiskError::new(Doing::Read, path, error))?;
    if done.contains(&real) {
        return Ok(Replaced::Before);
    }
    let now = std::fs::read(&real).map_err(|error| DiskError::new(Doing::Read, path, error))?;
    if now != file.encode(&file.text) {
        let is_as_read = SourceFile::decode(String::new(), now).0.text == file.text;
        return Ok(if is_as_read { Replaced::NotAsBytes } else { Replaced::NotAsRead });
    }
    let folder = real.parent().unwrap_or(Path::new("."));
    let mut written = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    std::io::Write::write_all(&mut written, &file.encode(repaired)).map_err(failed)?;
    let permissions = std::fs::metadata(&real).map_err(failed)?.permissions();
    written.as_file().set_permissions(permissions).map_err(failed)?;
    written.persist(&real).map_err(|error| failed(error.error))?;
    done.insert(real);
    Ok(Replaced::Now)
}
