//! Questions about paths that several walks over folders ask. It opens no files.

use std::path::{Path, PathBuf};
use walkdir::DirEntry;

/// Returns a path with forward slashes, as messages and addresses have it.
pub(super) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
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
