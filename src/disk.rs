//! Read and write: the only module that touches the file system.

#![expect(clippy::disallowed_methods, reason = "this is the module that reads and writes files")]

mod input;
mod manifest;
mod output_folder;
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

/// The machine's trouble: what we were doing, and what the system said.
#[derive(Debug)]
pub struct DiskError {
    /// What we were doing, beginning with `cannot`.
    pub doing: String,
    /// What the system said, if it said anything.
    pub cause: Option<std::io::Error>,
    /// The way out, if we know one.
    pub help: Option<String>,
}

impl DiskError {
    fn new(doing: &str, path: &Path, cause: std::io::Error) -> Self {
        let help = match (cause.kind(), doing.starts_with("read")) {
            (std::io::ErrorKind::PermissionDenied, false) => Some("make that folder writable, or choose another one"),
            (std::io::ErrorKind::PermissionDenied, true) => Some("make it readable for you"),
            _ => None,
        };
        let doing = format!("cannot {doing} `{}`", path.display());
        Self { doing, cause: Some(cause), help: help.map(str::to_owned) }
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
/// When it cannot be read.
pub fn read_again(path: &Path, shown: &str) -> Result<(SourceFile, Vec<DecodeProblem>), DiskError> {
    let bytes = std::fs::read(path).map_err(|error| DiskError::new("read", path, error))?;
    Ok(SourceFile::decode(shown.to_owned(), bytes))
}

/// The bytes of a file beside the notes.
///
/// # Errors
/// When it cannot be read.
pub fn attachment(path: &Path) -> Result<Vec<u8>, DiskError> {
    std::fs::read(path).map_err(|error| DiskError::new("read", path, error))
}

/// The bytes of a file beside the notes; none if there are more than `most`.
///
/// # Errors
/// As [`attachment`].
pub fn small_attachment(path: &Path, most: u64) -> Result<Option<Vec<u8>>, DiskError> {
    let size = std::fs::metadata(path).map_err(|error| DiskError::new("read", path, error))?.len();
    if size > most { Ok(None) } else { attachment(path).map(Some) }
}

/// Where the notes of a folder are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notes {
    /// There are none.
    None,
    /// In its folder `notes`.
    InNotes,
    /// Elsewhere in it, at the top or in other folders.
    Here,
}

/// Looks for notes in a folder, for `init`. A README at its top may be about anything and is no note.
#[must_use]
pub fn notes_in(folder: &Path) -> Notes {
    let has_notes = |folder: &Path| {
        let is_visible =
            |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
        walkdir::WalkDir::new(folder).max_depth(4).into_iter().filter_entry(is_visible).filter_map(Result::ok).any(
            |entry| {
                let path = entry.path();
                let is_readme =
                    entry.depth() == 1 && path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"));
                let extension = path.extension().and_then(|extension| extension.to_str());
                entry.file_type().is_file() && !is_readme && extension.is_some_and(crate::parse::is_note)
            },
        )
    };
    if has_notes(&folder.join("notes")) {
        Notes::InNotes
    } else if has_notes(folder) {
        Notes::Here
    } else {
        Notes::None
    }
}

/// Writes files that must not exist yet, for `init`: all or none.
///
/// # Errors
/// When one exists, or cannot be written.
pub fn create_new(folder: &Path, files: &[(&str, &str)]) -> Result<(), DiskError> {
    for (name, _) in files {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            let doing = format!("cannot begin a site in `{}`: `{name}` is there already", folder.display());
            return Err(DiskError::refusal(doing, "choose a folder that has none of its files"));
        }
    }
    for (name, text) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| DiskError::new("create the folder", parent, error))?;
        }
        std::fs::write(&path, text).map_err(|error| DiskError::new("write", &path, error))?;
    }
    Ok(())
}

/// What became of a note that was to be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// It is written.
    Now,
    /// The same file was written under another name.
    Before,
    /// It is not: somebody changed it since it was read.
    NotAsRead,
    /// It is not: its text does not tell all its bytes, as with bytes that are not UTF-8.
    NotAsBytes,
}

/// Replaces a note by its repaired text, in one step, if it still is what was read. A link stays one: the file that it leads
/// to is replaced. `done` are the files that were replaced before.
///
/// # Errors
/// When it cannot be read or written.
pub fn replace_note(
    path: &Path,
    file: &SourceFile,
    repaired: &str,
    done: &mut BTreeSet<PathBuf>,
) -> Result<Replaced, DiskError> {
    // The error of a temporary file has its name, which tells the author nothing.
    let failed = |error: std::io::Error| {
        let kind = error.kind();
        let plain = error.raw_os_error().map_or_else(|| kind.into(), std::io::Error::from_raw_os_error);
        DiskError::new("write", path, plain)
    };
    let real = path.canonicalize().map_err(|error| DiskError::new("read", path, error))?;
    if done.contains(&real) {
        return Ok(Replaced::Before);
    }
    let now = std::fs::read(&real).map_err(|error| DiskError::new("read", path, error))?;
    if !file.tells(&now) {
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
