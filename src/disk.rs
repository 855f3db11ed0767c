//! Reads the input of a site and writes its output: the only module of the build that touches the file system.
//!
//! It takes paths and bytes, and gives sources and errors. It neither parses notes nor renders pages.

#![expect(clippy::disallowed_methods, reason = "this is the module that reads and writes files")]

mod attachments;
mod by_name;
mod excluded;
mod input;
mod interrupt;
mod journal;
mod last_build;
mod links;
mod lock;
mod manifest;
mod output_folder;
mod paths;
pub(crate) mod platform;
mod replace;
mod single_file;
mod stamp;
mod survey;
mod watched;

pub use attachments::{Attachments, Folders as AttachmentFolders, attachments};
pub use input::{Drafts, Input, OWN_FOLDERS, Options, read, read_or};
pub use interrupt::Interrupt;
pub use last_build::{BuildKey, Report, unchanged};
pub use lock::Waiting;
pub use manifest::{Built, MadeFrom, Record};
pub use output_folder::{OutputFolder, Ownership, Writing, Written, refuse_precious};
pub use single_file::SingleFile;
pub use survey::{Survey, survey};
pub use watched::{Snapshot, Watched};

use crate::diagnostic::Diagnostic;
use crate::render::assets::fingerprinted;
use crate::site::Attachment;
use crate::source::{DecodeProblem, SourceFile};
use std::collections::BTreeSet;
use std::fmt;
use std::io::ErrorKind;
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
    Delete,
    Find,
    MoveSite,
    LockFolder,
}

impl Doing {
    /// Returns the verb as the message has it before the path.
    fn words(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::ReadFolder => "read the folder",
            Self::CreateFolder => "create the folder",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::Find => "find",
            Self::MoveSite => "move the site to",
            Self::LockFolder => "lock the folder",
        }
    }
}

impl DiskError {
    fn new(doing: Doing, path: &Path, cause: std::io::Error) -> Self {
        let is_refused = cause.kind() == ErrorKind::PermissionDenied;
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

/// The file that says which number means which section, beside site.toml.
pub const LOCK: &str = "notewright.lock.json";

/// Reads the lock; none where there is none.
///
/// # Errors
/// When it cannot be read.
pub fn read_lock(root: &Path) -> Result<Option<String>, DiskError> {
    let path = root.join(LOCK);
    let Some(bytes) = read_if_there(&path)? else { return Ok(None) };
    let is_no_text = |error| DiskError::new(Doing::Read, &path, std::io::Error::new(ErrorKind::InvalidData, error));
    String::from_utf8(bytes).map(Some).map_err(is_no_text)
}

/// Writes the lock in one step. If it is a symbolic link, the file that it leads to is written.
///
/// # Errors
/// When it cannot be written; the old lock is then unchanged.
pub fn write_lock(root: &Path, text: &str) -> Result<(), DiskError> {
    let path = root.join(LOCK);
    let real = path.canonicalize().unwrap_or_else(|_| path.clone());
    replace::replace(&real, text.as_bytes()).map_err(|error| DiskError::new(Doing::Write, &path, error))
}

/// Reads a file. Returns `None` if it does not exist.
///
/// # Errors
/// When the file exists and cannot be read.
fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, DiskError> {
    match platform::read_file(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(DiskError::new(Doing::Read, path, error)),
    }
}

fn in_the_way(path: &Path) -> DiskError {
    let doing = format!("`{}` is in the way: it is not a file that notewright wrote", path.display());
    DiskError::refusal(doing, "move it away, or choose another output folder with `--out`")
}

fn remove_tree(folder: &Path) -> Result<(), DiskError> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(DiskError::new(Doing::Delete, folder, error)),
        _ => Ok(()),
    }
}

/// Reads a note again.
///
/// # Errors
/// When the file cannot be read.
pub fn read_again(path: &Path, shown: &str) -> Result<(SourceFile, Vec<DecodeProblem>), DiskError> {
    let bytes = platform::read_file(path).map_err(|error| DiskError::new(Doing::Read, path, error))?;
    Ok(SourceFile::decode(shown.to_owned(), bytes))
}

/// Reads a file beside the notes.
///
/// # Errors
/// When the file cannot be read, or is not the one that was found before.
pub fn attachment(attachment: &Attachment) -> Result<Vec<u8>, DiskError> {
    if let Some(content) = &attachment.content {
        return Ok(content.clone());
    }
    let path = &attachment.source;
    let bytes = platform::read_file(path).map_err(|error| DiskError::new(Doing::Read, path, error))?;
    // Its name in the site promises these bytes for a year. A link that came meanwhile may lead anywhere.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if fingerprinted(&name, &bytes) == attachment.path {
        return Ok(bytes);
    }
    let doing = format!("`{}` changed while the site was built", path.display());
    Err(DiskError::refusal(doing, "run the command again"))
}

/// Reads a file beside the notes. Returns `None` if it has more than `most` bytes.
///
/// # Errors
/// As [`attachment`].
pub fn small_attachment(small: &Attachment, most: u64) -> Result<Option<Vec<u8>>, DiskError> {
    if let Some(content) = &small.content {
        return Ok((content.len() as u64 <= most).then(|| content.clone()));
    }
    let path = &small.source;
    let size = std::fs::metadata(path).map_err(|error| DiskError::new(Doing::Read, path, error))?.len();
    if size > most { Ok(None) } else { attachment(small).map(Some) }
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
        walkdir::WalkDir::new(folder)
            .max_depth(4)
            .into_iter()
            .filter_entry(paths::is_visible)
            .filter_map(Result::ok)
            .any(|entry| {
                let path = entry.path();
                let is_readme =
                    entry.depth() == 1 && path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"));
                let extension = path.extension().and_then(|extension| extension.to_str());
                entry.file_type().is_file() && !is_readme && extension.is_some_and(crate::parse::is_note)
            })
    };
    if has_notes(&folder.join("notes")) {
        Notes::InNotes
    } else if has_notes(folder) {
        Notes::Here
    } else {
        Notes::None
    }
}

/// Whether there is a site to read: site.toml, or notes where a site without it has them.
#[must_use]
pub fn has_site(options: &Options) -> bool {
    let is_configured = options.root.join("site.toml").symlink_metadata().is_ok();
    is_configured || options.notes.is_some() || notes_in(&options.root) == Notes::InNotes
}

/// The file in which git reads what it leaves out.
pub const GIT_IGNORE: &str = ".gitignore";

/// Whether a folder has a file [`GIT_IGNORE`].
#[must_use]
pub fn has_git_ignore(folder: &Path) -> bool {
    folder.join(GIT_IGNORE).symlink_metadata().is_ok()
}

/// Writes new files, such as those of `init`: all or none.
///
/// # Errors
/// When one of the files exists, or cannot be written.
pub fn create_new(folder: &Path, files: &[(&str, &str)]) -> Result<(), DiskError> {
    for (name, _) in files {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            let doing = format!("cannot write into `{}`: `{name}` already exists", folder.display());
            return Err(DiskError::refusal(doing, "choose a folder without it"));
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
    let real = path.canonicalize().map_err(|error| DiskError::new(Doing::Read, path, error))?;
    if done.contains(&real) {
        return Ok(Replaced::Before);
    }
    let now = platform::read_file(&real).map_err(|error| DiskError::new(Doing::Read, path, error))?;
    if !file.tells(&now) {
        let is_as_read = SourceFile::decode(String::new(), now).0.text == file.text;
        return Ok(if is_as_read { Replaced::NotAsBytes } else { Replaced::NotAsRead });
    }
    replace::replace_content(&real, path, &file.encode(repaired))?;
    done.insert(real);
    Ok(Replaced::Now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_linked_lock_stays_a_link_and_a_missing_one_is_made() {
        let temp = tempfile::tempdir().expect("a folder");
        let (root, kept) = (temp.path().join("site"), temp.path().join("kept.json"));
        std::fs::create_dir(&root).expect("a folder");
        assert_eq!(read_lock(&root).expect("read"), None);
        write_lock(&root, "1").expect("written");
        assert_eq!(read_lock(&root).expect("read").as_deref(), Some("1"));
        std::fs::rename(root.join(LOCK), &kept).expect("moved");
        std::os::unix::fs::symlink(&kept, root.join(LOCK)).expect("linked");
        write_lock(&root, "2").expect("written");
        assert_eq!(std::fs::read_to_string(&kept).expect("read"), "2");
        assert!(root.join(LOCK).is_symlink());
        std::fs::write(&kept, [0xFF]).expect("written");
        assert!(read_lock(&root).is_err(), "it is not UTF-8");
    }

    #[test]
    fn a_file_that_changes_during_a_build_is_refused() {
        let temp = tempfile::tempdir().expect("a folder");
        let source = temp.path().join("p.png");
        std::fs::write(&source, "AAAA").expect("written");
        let found = Attachment { path: fingerprinted("p.png", b"AAAA"), content: None, source: source.clone() };
        assert_eq!(attachment(&found).expect("read"), b"AAAA");
        std::fs::write(&source, "BBBB").expect("saved meanwhile");
        let error = attachment(&found).expect_err("its name promises other bytes");
        assert!(error.doing.contains("changed while the site was built"), "{error}");
    }
}
