//! One finished file -> its place, in one step.

use super::output_folder::{Written, absolute};
use super::{DiskError, Doing};
use std::fs::{self, Permissions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// How far into a file its mark is looked for, in bytes: only the encoding and the theme's own lines stand before it.
const BEGINNING: u64 = 4096;

/// A file that a whole site goes into.
#[derive(Debug)]
pub struct SingleFile {
    path: PathBuf,
}

impl SingleFile {
    /// Looks at the place before anything is made. `mark` stands near the beginning of every file that we write there.
    ///
    /// # Errors
    /// When something is there that we did not write.
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

    /// Puts the file in place. One that is there already and the same is not touched.
    ///
    /// # Errors
    /// When the system refuses; what was there then stands as it was.
    pub fn write(self, bytes: &[u8]) -> Result<Written, DiskError> {
        let Self { path } = self;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let written = Written { files: 1, changed: name.into_iter().collect(), removed: Vec::new() };
        if fs::metadata(&path).is_ok_and(|data| data.len() == bytes.len() as u64)
            && fs::read(&path).is_ok_and(|old| old == bytes)
        {
            return Ok(Written { changed: Vec::new(), ..written });
        }
        let folder = path.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(folder).map_err(|error| DiskError::new(Doing::CreateFolder, folder, error))?;
        let failed = |error| DiskError::new(Doing::Write, &path, error);
        // A temporary file is its owner's alone, where a new file is what the system's mask makes of this.
        let permissions = fs::metadata(&path).map_or(Permissions::from_mode(0o666), |data| data.permissions());
        let mut file = tempfile::Builder::new()
            .prefix(".notewright-new")
            .permissions(permissions)
            .tempfile_in(folder)
            .map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: &str = "<meta name=\"generator\" content=\"a test\">";

    fn write(path: &Path, text: &str) -> Result<Written, DiskError> {
        SingleFile::open(path, MARK)?.write(format!("<!doctype html>{MARK}{text}").as_bytes())
    }

    #[test]
    fn a_file_of_ours_is_replaced_and_others_are_refused() {
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
