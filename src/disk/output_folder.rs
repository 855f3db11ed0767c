//! Writes a site to its output folder, all at once.
//!
//! It takes finished files, and gives the lists of changed and removed ones. It renders nothing.
//!
//! Changed files are written to a staging folder beside the output folder. Unchanged files are linked into it, so that
//! they keep their inode and time. Then the two folders are exchanged in one step. So a crash leaves either the old
//! site or the new one.

use super::manifest::{MANIFEST, MadeFrom, Manifest, Record};
use super::{DiskError, Doing, platform};
use crate::site::OutputFile;
use crate::site::routes::is_page;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;
use walkdir::WalkDir;

/// An output folder during a build.
#[derive(Debug)]
pub struct OutputFolder {
    out: PathBuf,
    staging: PathBuf,
    /// Paths that the last build wrote.
    ours: HashSet<String>,
    /// Manifest of the last build, as bytes.
    old_manifest: Vec<u8>,
    /// Folders that exist in the staging folder.
    created_folders: Mutex<HashSet<PathBuf>>,
    /// Lock that is held until the end: two builds into one folder run one after the other.
    _lock: Option<fs::File>,
}

/// A file that was written to the staging folder.
#[derive(Clone, Debug)]
pub struct Put {
    record: Record,
    is_changed: bool,
}

/// The result of a build. Paths are relative to the output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Number of files of the site.
    pub files: usize,
    /// New or changed files, sorted.
    pub changed: Vec<String>,
    /// Removed files of the last build, sorted.
    pub removed: Vec<String>,
}

impl OutputFolder {
    /// Opens a folder for writing. `sources` are the folders and files that the site is made from.
    ///
    /// # Errors
    /// When notewright did not write the folder, or when it contains the sources, a repository or the home
    /// folder.
    pub fn open(out: &Path, sources: &[&Path]) -> Result<Self, DiskError> {
        let out = absolute(out)?;
        refuse_precious(&out, sources)?;
        let parent = out.parent().unwrap_or(Path::new("/")).to_owned();
        fs::create_dir_all(&parent).map_err(|error| DiskError::new(Doing::CreateFolder, &parent, error))?;
        // The lock is taken before the manifest is read, since another build may be about to write it.
        let lock = platform::lock_folder(&parent).map_err(|error| DiskError::new(Doing::LockFolder, &parent, error))?;
        let old_manifest = match fs::read(out.join(MANIFEST)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(DiskError::new(Doing::Read, &out.join(MANIFEST), error)),
        };
        let manifest = if old_manifest.is_empty() {
            refuse_foreign(&out)?;
            Manifest::default()
        } else {
            Manifest::parse(&old_manifest, &out.join(MANIFEST))?
        };
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let staging = parent.join(format!(".{name}.notewright-new"));
        // A crash may have left this folder. The lock shows that no other build uses it.
        remove_tree(&staging)?;
        let ours = manifest.files.into_iter().map(|record| record.path).collect();
        Ok(Self { out, staging, ours, old_manifest, created_folders: Mutex::default(), _lock: lock })
    }

    /// Writes one file, if it has changed. Threads may call this at the same time.
    ///
    /// # Errors
    /// When the file cannot be written, or would replace a file of another program.
    pub fn put(&self, file: &OutputFile) -> Result<Put, DiskError> {
        let is_changed = self.differs(&file.path, |old| Ok(old == file.bytes))?;
        if is_changed {
            let path = self.staged_path(&file.path)?;
            fs::write(&path, &file.bytes).map_err(|error| DiskError::new(Doing::Write, &path, error))?;
        }
        Ok(Put { record: Record::new(&file.path, &blake3::hash(&file.bytes), file.bytes.len() as u64), is_changed })
    }

    /// Exchanges the folders in one step. If nothing has changed, touches nothing.
    ///
    /// # Errors
    /// When the system refuses; the old site is then unchanged.
    pub fn finish(self, mut put: Vec<Put>, made_from: &MadeFrom) -> Result<Written, DiskError> {
        put.sort_by(|a, b| a.record.path.cmp(&b.record.path));
        let new: BTreeSet<&str> = put.iter().map(|put| put.record.path.as_str()).collect();
        let mut removed: Vec<String> = self.ours.iter().filter(|path| !new.contains(path.as_str())).cloned().collect();
        removed.sort_unstable();
        let changed = put.iter().filter(|put| put.is_changed).map(|put| put.record.path.clone()).collect();
        let written = Written { files: put.len(), changed, removed };
        let manifest = Manifest::bytes(put.iter().map(|put| &put.record), made_from);
        if manifest == self.old_manifest && written.changed.is_empty() {
            return Ok(written);
        }
        let manifest_path = self.staged_path(MANIFEST)?;
        fs::write(&manifest_path, manifest).map_err(|error| DiskError::new(Doing::Write, &manifest_path, error))?;
        let unchanged: Vec<&str> =
            put.iter().filter(|put| !put.is_changed).map(|put| put.record.path.as_str()).collect();
        unchanged.par_iter().try_for_each(|path| self.keep(path))?;
        for path in self.foreign(&new)? {
            self.keep(&path)?;
        }
        self.exchange(&put, &written.removed)?;
        Ok(written)
    }

    /// Returns whether a file is new or differs from the one in the output folder.
    fn differs(&self, path: &str, is_same: impl Fn(Vec<u8>) -> Result<bool, DiskError>) -> Result<bool, DiskError> {
        let old_path = self.out.join(path);
        let old = match fs::read(&old_path) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(true),
            Err(error) => return Err(DiskError::new(Doing::Read, &old_path, error)),
        };
        if is_same(old)? {
            return Ok(false);
        }
        if !self.ours.contains(path) {
            let doing = format!("`{}` is in the way: it is not a file that notewright wrote", old_path.display());
            return Err(DiskError::refusal(doing, "move it away, or choose another output folder with `--out`"));
        }
        Ok(true)
    }

    /// Returns a path in the staging folder, and creates its parent folders.
    fn staged_path(&self, path: &str) -> Result<PathBuf, DiskError> {
        let is_inside = Path::new(path).components().all(|component| matches!(component, Component::Normal(_)));
        let too_long = path.split('/').any(|part| part.len() > 255);
        if !is_inside || path.is_empty() || too_long {
            let doing = format!("cannot write a file named `{path}`");
            return Err(DiskError::refusal(doing, "rename the notebook that it comes from"));
        }
        let path = self.staging.join(path);
        let folder = path.parent().unwrap_or(&self.staging);
        let mut created_folders = self.created_folders.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !created_folders.contains(folder) {
            fs::create_dir_all(folder).map_err(|error| DiskError::new(Doing::CreateFolder, folder, error))?;
            created_folders.insert(folder.to_owned());
        }
        drop(created_folders);
        Ok(path)
    }

    /// Links a file of the old site into the staging folder. Copies it if the file system has no hard links.
    fn keep(&self, path: &str) -> Result<(), DiskError> {
        let (old, new) = (self.out.join(path), self.staged_path(path)?);
        if fs::hard_link(&old, &new).is_ok() {
            return Ok(());
        }
        fs::copy(&old, &new).map(drop).map_err(|error| DiskError::new(Doing::Copy, &old, error))
    }

    /// Returns the files in the old site that notewright has never written.
    fn foreign(&self, new: &BTreeSet<&str>) -> Result<Vec<String>, DiskError> {
        let mut foreign = Vec::new();
        for entry in WalkDir::new(&self.out).into_iter().filter(|_| self.out.is_dir()) {
            let entry = entry.map_err(|error| DiskError::new(Doing::ReadFolder, &self.out, error.into()))?;
            let path =
                entry.path().strip_prefix(&self.out).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
            if !entry.file_type().is_dir()
                && !self.ours.contains(&path)
                && !new.contains(path.as_str())
                && path != MANIFEST
            {
                foreign.push(path);
            }
        }
        Ok(foreign)
    }

    fn exchange(&self, put: &[Put], removed: &[String]) -> Result<(), DiskError> {
        if !self.out.exists() {
            return fs::rename(&self.staging, &self.out)
                .map_err(|error| DiskError::new(Doing::MoveSite, &self.out, error));
        }
        match platform::exchange(&self.staging, &self.out) {
            Ok(()) => remove_tree(&self.staging).map_err(|error| {
                let done = format!("the site is in `{}`, but the old one could not be deleted", self.out.display());
                DiskError { doing: format!("{done}: {}", error.doing), ..error }
            }),
            Err(_) => self.replace_one_by_one(put, removed),
        }
    }

    /// Replaces each file in one step: the fallback where folders cannot be exchanged. Pages come last, so that none
    /// misses its style sheet.
    fn replace_one_by_one(&self, put: &[Put], removed: &[String]) -> Result<(), DiskError> {
        let changed: Vec<&Put> = put.iter().filter(|put| put.is_changed).collect();
        let (pages, others): (Vec<&Put>, Vec<&Put>) = changed.into_iter().partition(|put| is_page(&put.record.path));
        for path in others.into_iter().chain(pages).map(|put| put.record.path.as_str()).chain([MANIFEST]) {
            let target = self.out.join(path);
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder).map_err(|error| DiskError::new(Doing::CreateFolder, folder, error))?;
            }
            fs::rename(self.staging.join(path), &target)
                .map_err(|error| DiskError::new(Doing::Write, &target, error))?;
        }
        for path in removed {
            let target = self.out.join(path);
            match fs::remove_file(&target) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(DiskError::new(Doing::Delete, &target, error));
                }
                _ => {}
            }
        }
        remove_tree(&self.staging)
    }
}

impl Drop for OutputFolder {
    /// Removes the staging folder of a build that ends early. If that fails, the next build removes it.
    fn drop(&mut self) {
        let _ = remove_tree(&self.staging);
    }
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

fn refuse_precious(out: &Path, sources: &[&Path]) -> Result<(), DiskError> {
    let refuse = |what: &str| {
        let doing = format!("cannot write the site to `{}`: {what}", out.display());
        Err(DiskError::refusal(doing, "choose a folder of its own, such as `dist`, with `--out`"))
    };
    if out.parent().is_none() {
        return refuse("it is the root of the file system");
    }
    if out.is_file() {
        return refuse("it is a file");
    }
    if std::env::home_dir().and_then(|home| home.canonicalize().ok()).is_some_and(|home| home.starts_with(out)) {
        return refuse("your home is in it");
    }
    if out.is_dir() && !platform::may_write(out) {
        let doing = format!("cannot write the site to `{}`: it is read-only", out.display());
        return Err(DiskError::refusal(doing, "make it writable, or choose another folder with `--out`"));
    }
    if out.join(".git").exists() {
        return refuse("it is a repository");
    }
    for source in sources {
        if source.canonicalize().is_ok_and(|source| source.starts_with(out)) {
            return refuse(&format!("`{}` is in it", source.display()));
        }
    }
    Ok(())
}

fn refuse_foreign(out: &Path) -> Result<(), DiskError> {
    let mut entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(DiskError::new(Doing::ReadFolder, out, error)),
    };
    match entries.next() {
        None => Ok(()),
        Some(_) => {
            let doing = format!(
                "cannot write the site to `{}`: it has files in it that notewright did not write",
                out.display()
            );
            Err(DiskError::refusal(doing, "choose an empty or a new folder with `--out`"))
        }
    }
}

fn remove_tree(folder: &Path) -> Result<(), DiskError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(DiskError::new(Doing::Delete, folder, error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> OutputFile {
        OutputFile { path: path.into(), bytes: text.as_bytes().to_vec() }
    }

    fn build(out: &Path, files: &[OutputFile]) -> Result<Written, DiskError> {
        let folder = OutputFolder::open(out, &[])?;
        let put = files.iter().map(|file| folder.put(file)).collect::<Result<_, _>>()?;
        folder.finish(put, &MadeFrom::default())
    }

    #[test]
    fn unchanged_files_keep_their_inode_and_old_files_are_removed() {
        let temp = tempfile::tempdir().expect("a folder");
        let out = temp.path().join("dist");
        build(&out, &[file("a.html", "a"), file("n/b.html", "b"), file("old.html", "x")]).expect("first");
        fs::write(out.join("CNAME"), "mine").expect("a foreign file");
        let inode = |name: &str| platform::identity(&fs::metadata(out.join(name)).expect(name));
        let before = inode("a.html");
        let written = build(&out, &[file("a.html", "a"), file("n/b.html", "B")]).expect("second");
        assert_eq!(written, Written { files: 2, changed: vec!["n/b.html".into()], removed: vec!["old.html".into()] });
        assert_eq!(inode("a.html"), before);
        assert_eq!(fs::read_to_string(out.join("n/b.html")).expect("b"), "B");
        assert!(!out.join("old.html").exists() && out.join("CNAME").exists());
        let folder = platform::identity(&fs::metadata(&out).expect("out"));
        build(&out, &[file("a.html", "a"), file("n/b.html", "B")]).expect("third");
        let after = platform::identity(&fs::metadata(&out).expect("out"));
        assert_eq!(after, folder, "nothing changed, nothing touched");
        assert_eq!(fs::read_dir(temp.path()).expect("temp").count(), 1, "no folder is left behind");
    }

    #[test]
    fn a_waiting_build_reads_the_manifest_of_the_other() {
        let temp = tempfile::tempdir().expect("a folder");
        let out = temp.path().join("dist");
        let first = OutputFolder::open(&out, &[]).expect("open");
        let second = std::thread::spawn({
            let out = out.clone();
            move || build(&out, &[file("a.html", "A")])
        });
        // Long enough for the second build to read too early if it ignored the lock. On a slow machine the test may
        // miss the error, but it never fails wrongly.
        std::thread::sleep(std::time::Duration::from_millis(50));
        let put = [file("a.html", "a"), file("b.html", "b")].map(|file| first.put(&file).expect("put"));
        first.finish(put.to_vec(), &MadeFrom::default()).expect("first");
        let written = second.join().expect("no panic").expect("second");
        assert_eq!(written, Written { files: 1, changed: vec!["a.html".into()], removed: vec!["b.html".into()] });
        assert!(!out.join("b.html").exists());
    }

    #[test]
    fn folders_of_other_programs_are_refused() {
        let temp = tempfile::tempdir().expect("a folder");
        let out = temp.path().join("dist");
        fs::create_dir(&out).expect("dist");
        build(&out, &[file("a.html", "a")]).expect("an empty folder is fine");
        fs::write(out.join("b.html"), "mine").expect("a foreign file");
        let error = build(&out, &[file("a.html", "a"), file("b.html", "b")]).expect_err("it is in the way");
        assert!(error.doing.contains("is in the way"), "{error}");
        let foreign = temp.path().join("foreign");
        fs::create_dir_all(foreign.join("x")).expect("foreign");
        assert!(build(&foreign, &[]).is_err());
        assert!(OutputFolder::open(temp.path(), &[&foreign]).is_err());
        assert!(OutputFolder::open(Path::new("/"), &[]).is_err());
        assert!(build(&out, &[file("../x", "")]).is_err());
    }

    #[test]
    fn files_are_replaced_one_by_one_if_folders_cannot_be_exchanged() {
        let temp = tempfile::tempdir().expect("a folder");
        let out = temp.path().join("dist");
        build(&out, &[file("a.html", "a"), file("old.html", "x")]).expect("first");
        let folder = OutputFolder::open(&out, &[]).expect("open");
        let put = vec![folder.put(&file("a.html", "A")).expect("put"), folder.put(&file("b.css", "b")).expect("put")];
        let path = folder.staged_path(MANIFEST).expect("path");
        fs::write(path, Manifest::bytes(put.iter().map(|put| &put.record), &MadeFrom::default())).expect("manifest");
        folder.replace_one_by_one(&put, &["old.html".to_owned()]).expect("replaced");
        assert_eq!(fs::read_to_string(out.join("a.html")).expect("a"), "A");
        assert!(out.join("b.css").exists() && !out.join("old.html").exists());
    }
}
