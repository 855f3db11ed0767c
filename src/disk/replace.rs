//! Replaces one file by new content: a note by its repaired text, a site of one file by the next. It takes a path and
//! bytes; it does not make them.
//!
//! The new file has no name until it is complete and on the disk (`O_TMPFILE` of open(2)), so that a kill leaves nothing
//! behind. Where that would lose something of the old file, such as its other names or its owner, the old file is
//! overwritten instead, with a complete copy beside it until it is done.

use super::journal::STAGING;
use super::{DiskError, Doing, platform};
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Replaces a file in one step, or creates it. Mode and owner of an old file stay.
///
/// # Errors
/// When the system refuses; the old file is then unchanged.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = match path.metadata() {
        Ok(old) => Some(old),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let hidden = hidden_beside(path);
    remove_leftover(&hidden)?;
    let folder = parent(path);
    let privacy = if old.is_some() { platform::Privacy::Owner } else { platform::Privacy::Usual };
    let (mut file, is_named) = match platform::unnamed_file(folder, privacy) {
        Ok(file) => (file, false),
        Err(_) => (platform::new_file(&hidden, privacy)?, true),
    };
    let written = (|| {
        file.write_all(bytes)?;
        if let Some(old) = &old {
            platform::give_to_owner_of(&file, old)?;
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()?;
        if !is_named {
            platform::name_file(&file, &hidden)?;
        }
        fs::rename(&hidden, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&hidden);
    }
    written?;
    platform::flush(folder)
}

/// Replaces the content of an existing file. Keeps its owner, mode and other names.
///
/// # Errors
/// When the file is read-only or the system refuses.
pub(super) fn replace_content(path: &Path, shown: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let failed = |error| DiskError::new(Doing::Write, shown, error);
    let old = path.metadata().map_err(failed)?;
    if old.permissions().readonly() || !platform::may_write(path) {
        let doing = format!("cannot write `{}`: it is read-only", shown.display());
        return Err(DiskError::refusal(doing, "make it writable if you want its repairs"));
    }
    let has_one_name = platform::names(&old) <= 1;
    if has_one_name {
        match replace(path, bytes) {
            // Only the owner or root may give a file away, and the folder may be read-only.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {}
            result => return result.map_err(failed),
        }
    }
    overwrite(path, shown, bytes)
}

/// Overwrites a file, with a copy of the new content beside it until it is done.
fn overwrite(path: &Path, shown: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let failed = |error| DiskError::new(Doing::Write, shown, error);
    let copy = hidden_beside(path);
    if copy.symlink_metadata().is_ok() {
        let (copy, shown) = (copy.display(), shown.display());
        let doing = format!("cannot write `{shown}`: `{copy}` is left from a repair that was stopped");
        return Err(DiskError::refusal(
            doing,
            "compare the two files, keep the better one as the note, and delete the other",
        ));
    }
    let has_copy = platform::new_file(&copy, platform::Privacy::Owner).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let written = (|| {
        let mut file = OpenOptions::new().write(true).open(path)?;
        file.write_all(bytes)?;
        file.set_len(bytes.len() as u64)?;
        file.sync_all()
    })();
    if has_copy.is_ok() && written.is_ok() {
        fs::remove_file(&copy).map_err(failed)?;
    }
    written.map_err(failed)
}

/// Returns the hidden name of a file while it is written.
fn hidden_beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(STAGING);
    path.with_file_name(name)
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes what a kill between naming and renaming has left. The old file is complete then.
fn remove_leftover(hidden: &Path) -> io::Result<()> {
    match fs::remove_file(hidden) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    #[test]
    fn mode_and_other_names_stay() {
        let temp = tempfile::tempdir().expect("a folder");
        let path = temp.path().join("n.md");
        fs::write(&path, "old and longer").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("mode");
        replace_content(&path, &path, b"new").expect("replaced");
        assert_eq!(fs::metadata(&path).expect("it").mode() & 0o7777, 0o640);
        let other = temp.path().join("other.md");
        fs::hard_link(&path, &other).expect("a second name");
        replace_content(&path, &path, b"newer").expect("replaced");
        assert_eq!(fs::read_to_string(&other).expect("it"), "newer");
        replace_content(&path, &path, b"x").expect("replaced");
        assert_eq!(fs::read_to_string(&other).expect("it"), "x");
        assert_eq!(fs::read_dir(temp.path()).expect("temp").count(), 2, "nothing is left behind");
    }

    #[test]
    fn a_read_only_file_is_refused() {
        let temp = tempfile::tempdir().expect("a folder");
        let path = temp.path().join("n.md");
        fs::write(&path, "old").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("mode");
        let error = replace_content(&path, &path, b"new").expect_err("it is read-only");
        assert!(error.doing.contains("it is read-only"), "{error}");
        assert_eq!(fs::read_to_string(&path).expect("it"), "old");
    }

    #[test]
    fn a_stopped_overwrite_is_not_repeated_blindly() {
        let temp = tempfile::tempdir().expect("a folder");
        let (path, other) = (temp.path().join("n.md"), temp.path().join("other.md"));
        fs::write(&path, "half").expect("written");
        fs::hard_link(&path, &other).expect("a second name");
        fs::write(hidden_beside(&path), "whole").expect("written");
        assert!(replace_content(&path, &path, b"half, repaired").is_err());
        assert_eq!(fs::read_to_string(hidden_beside(&path)).expect("the copy"), "whole");
    }
}
