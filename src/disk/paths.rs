//! Questions about paths that several walks over folders ask. It opens no files.

use super::{DiskError, Doing};
use std::path::{Component, Path, PathBuf};
use walkdir::DirEntry;

/// Returns a path with forward slashes, as messages and addresses have it.
pub(super) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Returns the absolute path with symbolic links resolved, whether it exists or not.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, DiskError> {
    let path = std::path::absolute(path).map_err(|error| DiskError::new(Doing::Find, path, error))?;
    let mut existing = path.clone();
    let mut rest = Vec::new();
    while existing.symlink_metadata().is_err() {
        match (existing.file_name().map(ToOwned::to_owned), existing.parent().map(Path::to_owned)) {
            (Some(name), Some(parent)) => {
                rest.push(name);
                existing = parent;
            }
            _ => break,
        }
    }
    let mut real = existing.canonicalize().map_err(|error| DiskError::new(Doing::Find, &existing, error))?;
    real.extend(rest.iter().rev());
    let mut plain = PathBuf::new();
    for component in real.components() {
        match component {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            component => plain.push(component),
        }
    }
    Ok(plain)
}

/// Returns whether an entry of a folder is not hidden. The folder itself may have any name.
pub(super) fn is_visible(entry: &DirEntry) -> bool {
    entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
}

/// Recognizes the output folder in a walk over sources. An output folder is not its own source.
#[derive(Debug)]
pub(super) struct OutputIn(Option<PathBuf>);

impl OutputIn {
    /// Resolves the path of the output folder, which need not exist.
    pub(super) fn new(out: &Path) -> Self {
        Self(out.canonicalize().ok())
    }

    /// Returns whether an entry is the output folder.
    pub(super) fn is(&self, entry: &DirEntry) -> bool {
        entry.file_type().is_dir() && self.0.is_some() && entry.path().canonicalize().ok() == self.0
    }
}
