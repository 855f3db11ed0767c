//! Writes a site that is one file, in one step. It takes a path and bytes, and gives what changed; it does not make the
//! bytes.

use super::output_folder::Written;
use super::paths::absolute;
use super::{DiskError, Doing, platform, replace};
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Number of bytes in which the mark of notewright is searched for. Only the encoding and lines of the theme come
/// before it.
const BEGINNING: u64 = 4096;

/// The output file of a site in one file.
#[derive(Debug)]
pub struct SingleFile {
    path: PathBuf,
}

impl SingleFile {
    /// Checks the path before the site is rendered. `mark` is near the beginning of every file that notewright writes
    /// there.
    ///
    /// # Errors
    /// When the path has a file of another program.
    pub fn open(path: &Path, mark: &str) -> Result<Self, DiskError> {
        let path = absolute(path)?;
        let refuse = |what: &str| {
            let doing = format!("cannot write the site to `{}`: {what}", path.display());
            Err(DiskError::refusal(doing, "choose a file that is not there yet, such as `notes.html`, with `--out`"))
        };
        let failed = |error| DiskError::new(Doing::Read, &path, error);
        match fs::metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
            Ok(data) if data.is_dir() => return refuse("it is a folder"),
            Ok(data) if !data.is_file() => return refuse("it is not a file"),
            Ok(_) => {
                let mut beginning = Vec::new();
                fs::File::open(&path)
                    .and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning))
                    .map_err(failed)?;
                if !String::from_utf8_lossy(&beginning).contains(mark) {
                    return refuse("it is a file that notewright did not write");
                }
            }
        }
        Ok(Self { path })
    }

    /// Writes the file. If its content is unchanged, touches nothing.
    ///
    /// # Errors
    /// When the system refuses; the old file is then unchanged.
    pub fn write(self, bytes: &[u8]) -> Result<Written, DiskError> {
        let Self { path } = self;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let written = Written { files: 1, changed: name.into_iter().collect(), removed: Vec::new() };
        if fs::metadata(&path).is_ok_and(|data| data.len() == bytes.len() as u64)
            && platform::read_file(&path).is_ok_and(|old| old == bytes)
        {
            return Ok(Written { changed: Vec::new(), ..written });
        }
        let folder = path.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(folder).map_err(|error| DiskError::new(Doing::CreateFolder, folder, error))?;
        replace::replace(&path, bytes).map_err(|error| DiskError::new(Doing::Write, &path, error))?;
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    const MARK: &str = "<meta name=\"generator\" content=\"a test\">";

    fn write(path: &Path, text: &str) -> Result<Written, DiskError> {
        SingleFile::open(path, MARK)?.write(format!("<!doctype html>{MARK}{text}").as_bytes())
    }

    #[test]
    fn own_files_are_replaced_and_others_are_refused() {
        let temp = tempfile::tempdir().expect("a folder");
        let path = temp.path().join("new/site.html");
        assert_eq!(write(&path, "1").expect("new").changed, ["site.html"]);
        assert_eq!(write(&path, "1").expect("the same").changed, [""; 0]);
        assert_eq!(write(&path, "2").expect("another").changed, ["site.html"]);
        assert!(fs::read_to_string(&path).expect("it").ends_with('2'));
        assert_eq!(fs::read_dir(path.parent().expect("new")).expect("new").count(), 1, "nothing is left behind");
        let mode = fs::metadata(&path).expect("it").permissions().mode();
        let plain = temp.path().join("plain");
        fs::write(&plain, "mine").expect("a file");
        assert_eq!(mode, fs::metadata(&plain).expect("plain").permissions().mode());
        for other in [plain.as_path(), temp.path(), Path::new("/"), Path::new("/dev/null")] {
            assert!(write(other, "3").is_err(), "{}", other.display());
        }
        assert_eq!(fs::read_to_string(&plain).expect("plain"), "mine");
    }
}
