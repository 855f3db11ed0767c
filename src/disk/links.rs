//! The one rule for symbolic links: they are followed if they stay inside their folder. It takes paths, and gives open
//! files; it does not list folders.
//!
//! A file is opened folder by folder along its path. None of these folders may be a link by then. So the checked file
//! is the file that is read, even if another process exchanges a file for a link in between.

use super::platform;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// A folder that links may not lead out of.
#[derive(Clone, Debug)]
pub(super) struct Boundary {
    /// Real path of the folder.
    folder: PathBuf,
}

/// What a path inside the boundary leads to.
pub(super) enum Found {
    /// A regular file inside the boundary.
    File(File),
    /// A file or folder outside.
    Outside,
    /// A folder, a pipe, a socket or a device.
    NotAFile,
    /// Nothing.
    Nothing,
}

impl Boundary {
    /// Makes the boundary of a folder; the folder itself may be a link.
    ///
    /// # Errors
    /// When the folder cannot be found.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self { folder: folder.canonicalize()? })
    }

    /// Returns whether a path exists and leads to something inside.
    pub(super) fn contains(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|real| real.starts_with(&self.folder))
    }

    /// Opens a file.
    ///
    /// # Errors
    /// When it is inside and cannot be opened.
    pub(super) fn open(&self, path: &Path) -> io::Result<Found> {
        let Ok(real) = path.canonicalize() else { return Ok(Found::Nothing) };
        let Ok(relative) = real.strip_prefix(&self.folder) else { return Ok(Found::Outside) };
        match platform::open_beneath(&self.folder, relative) {
            Ok(file) => Ok(Found::File(file)),
            Err(error) if error.kind() == ErrorKind::InvalidInput => Ok(Found::NotAFile),
            Err(error) => Err(error),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_are_followed_inside_only() {
        let temp = tempfile::tempdir().expect("a folder");
        let notes = temp.path().join("notes");
        fs::create_dir_all(notes.join("pictures")).expect("created");
        fs::write(notes.join("pictures/a.png"), "inside").expect("written");
        fs::write(temp.path().join("private"), "outside").expect("written");
        symlink(notes.join("pictures/a.png"), notes.join("in.png")).expect("a link");
        symlink(notes.join("pictures"), notes.join("more")).expect("a link");
        symlink("../private", notes.join("out.png")).expect("a link");
        symlink(temp.path(), notes.join("up")).expect("a link");
        let boundary = Boundary::new(&notes).expect("notes");
        for path in ["pictures/a.png", "in.png", "more/a.png"] {
            let Found::File(mut file) = boundary.open(&notes.join(path)).expect(path) else { panic!("{path}") };
            let mut text = String::new();
            std::io::Read::read_to_string(&mut file, &mut text).expect(path);
            assert_eq!(text, "inside");
        }
        for path in ["out.png", "up/private", "../private"] {
            assert!(matches!(boundary.open(&notes.join(path)).expect(path), Found::Outside), "{path}");
        }
        assert!(matches!(boundary.open(&notes.join("pictures")).expect("it"), Found::NotAFile));
        assert!(matches!(boundary.open(&notes.join("none.png")).expect("it"), Found::Nothing));
        assert!(platform::open_beneath(&notes, Path::new("more/a.png")).is_err(), "a link that came after the check");
    }
}
