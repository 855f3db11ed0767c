//! Finished files -> the output folder, all at once.
//!
//! Changed files go into a fresh folder beside the output; unchanged ones are linked into it, so that they keep inode and
//! time; then the two folders change places in one step. A reader, or a crash, meets the old site or the new one.

use super::manifest::{MANIFEST, MadeFrom, Manifest, Record};
use super::{DiskError, Doing};
use crate::site::OutputFile;
use crate::site::routes::is_page;
use rayon::prelude::*;
use rustix::fs::{Access, CWD, RenameFlags, access, renameat_with};
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;
use walkdir::WalkDir;

/// An output folder that is being written.
#[derive(Debug)]
pub struct OutputFolder {
    out: PathBuf,
    staging: PathBuf,
    /// Paths that the last build wrote.
    ours: HashSet<String>,
    /// The last build's manifest as it stands on disk.
    old_manifest: Vec<u8>,
    /// Folders made in the fresh folder so far.
    made: Mutex<HashSet<PathBuf>>,
    /// Held until the end: two builds into one folder take turns.
    _lock: Option<fs::File>,
}

/// A file that was put.
#[derive(Clone, Debug)]
pub struct Put {
    record: Record,
    is_changed: bool,
}

/// What a build did. Paths are relative to the folder that was written to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many files the site has.
    pub files: usize,
    /// Of these, new or changed, sorted.
    pub changed: Vec<String>,
    /// Files of the last build that are gone, sorted.
    pub removed: Vec<String>,
}

impl OutputFolder {
    /// Opens a folder for writing; `sources` are the folders and files that a site is made from.
    ///
    /// # Errors
    /// When the folder is not ours, or holds the sources, a repository or the home.
    pub fn open(out: &Path, sources: &[&Path]) -> Result<Self, DiskError> {
        let out = absolute(out)?;
        refuse_precious(&out, sources)?;
        let parent = out.parent().unwrap_or(Path::new("/")).to_owned();
        fs::create_dir_all(&parent).map_err(|error| DiskError::new(Doing::CreateFolder, &parent, error))?;
        // Before anything is read: what another build is about to write is what this one finds.
        let lock = lock(&parent)?;
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
        // What a crash left behind; the lock says that nobody is using it.
        remove_tree(&staging)?;
        let ours = manifest.files.into_iter().map(|record| record.path).collect();
        Ok(Self { out, staging, ours, old_manifest, made: Mutex::default(), _lock: lock })
    }

    /// Takes one file. May be called from many threads at once.
    ///
    /// # Errors
    /// When it cannot be written, or would replace a file that is not ours.
    pub fn put(&self, file: &OutputFile) -> Result<Put, DiskError> {
        let is_changed = self.differs(&file.path, |old| Ok(old == file.bytes))?;
        if is_changed {
            let path = self.place_for(&file.path)?;
            fs::write(&path, &file.bytes).map_err(|error| DiskError::new(Doing::Write, &path, error))?;
        }
        Ok(Put { record: Record::new(&file.path, &blake3::hash(&file.bytes), file.bytes.len() as u64), is_changed })
    }

    /// Puts everything in place in one step. With nothing changed, nothing is touched.
    ///
    /// # Errors
    /// When the system refuses; the old site then stands as it was.
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
        let manifest_path = self.place_for(MANIFEST)?;
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

    /// Whether a file is new or other than what is there.
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

    /// A path in the fresh folder, with the folders above it made.
    fn place_for(&self, path: &str) -> Result<PathBuf, DiskError> {
        let is_inside = Path::new(path).components().all(|component| matches!(component, Component::Normal(_)));
        let too_long = path.split('/').any(|part| part.len() > 255);
        if !is_inside || path.is_empty() || too_long {
            let doing = format!("cannot write a file named `{path}`");
            return Err(DiskError::refusal(doing, "rename the notebook that it comes from"));
        }
        let place = self.staging.join(path);
        let folder = place.parent().unwrap_or(&self.staging);
        let mut made = self.made.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !made.contains(folder) {
            fs::create_dir_all(folder).map_err(|error| DiskError::new(Doing::CreateFolder, folder, error))?;
            made.insert(folder.to_owned());
        }
        drop(made);
        Ok(place)
    }

    /// Links a file of the old site into the fresh folder; copies it where links cannot be made.
    fn keep(&self, path: &str) -> Result<(), DiskError> {
        let (old, new) = (self.out.join(path), self.place_for(path)?);
        if fs::hard_link(&old, &new).is_ok() {
            return Ok(());
        }
        fs::copy(&old, &new).map(drop).map_err(|error| DiskError::new(Doing::Copy, &old, error))
    }

    /// Files in the old site that we never wrote and do not write now.
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
        match renameat_with(CWD, &self.staging, CWD, &self.out, RenameFlags::EXCHANGE) {
            Ok(()) => remove_tree(&self.staging).map_err(|error| {
                let done = format!("the site is in `{}`, but what it replaced is left over", self.out.display());
                DiskError { doing: format!("{done}: {}", error.doing), ..error }
            }),
            // Some file systems cannot (NFS version 3, ZFS, some of FUSE).
            Err(_) => self.replace_one_by_one(put, removed),
        }
    }

    /// The second best: each file in one step, pages last, so that a page never misses its style sheet.
    fn replace_one_by_one(&self, put: &[Put], removed: &[String]) -> Result<(), DiskError> {
        let changed: Vec<&Put> = put.iter().filter(|put| put.is_changed).collect();
        let (pages, others): (Vec<&Put>, Vec<&Put>) = changed.into_iter().partition(|put| is_page(&put.record.path));
        for path in others.into_iter().chain(pages).map(|put| put.record.path.as_str()).chain([MANIFEST]) {
            let place = self.out.join(path);
            if let Some(folder) = place.parent() {
                fs::create_dir_all(folder).map_err(|error| DiskError::new(Doing::CreateFolder, folder, error))?;
            }
            fs::rename(self.staging.join(path), &place).map_err(|error| DiskError::new(Doing::Write, &place, error))?;
        }
        for path in removed {
            let place = self.out.join(path);
            match fs::remove_file(&place) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(DiskError::new(Doing::Delete, &place, error));
                }
                _ => {}
            }
        }
        remove_tree(&self.staging)
    }
}

impl Drop for OutputFolder {
    /// A build that ends early leaves no half-written folder. What cannot be removed now is removed by the next build.
    fn drop(&mut self) {
        let _ = remove_tree(&self.staging);
    }
}

/// The folder itself, behind symbolic links, whether or not it exists yet.
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
    if out.is_dir() && access(out, Access::WRITE_OK).is_err() {
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

/// Locks the folder that the output folder is in, which leaves no lock file behind.
fn lock(parent: &Path) -> Result<Option<fs::File>, DiskError> {
    let file = fs::File::open(parent).map_err(|error| DiskError::new(Doing::OpenFolder, parent, error))?;
    match file.lock() {
        Ok(()) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(None),
        Err(error) => Err(DiskError::new(Doing::LockFolder, parent, error)),
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
    fn unchanged_files_keep_their_inode_and_gone_ones_go() {
        use std::os::unix::fs::MetadataExt;
        let temp = tempfile::tempdir().expect("a folder");
        let out = temp.path().join("dist");
        build(&out, &[file("a.html", "a"), file("n/b.html", "b"), file("old.html", "x")]).expect("first");
        fs::write(out.join("CNAME"), "mine").expect("a foreign file");
        let inode = |name: &str| fs::metadata(out.join(name)).expect(name).ino();
        let before = inode("a.html");
        let written = build(&out, &[file("a.html", "a"), file("n/b.html", "B")]).expect("second");
        assert_eq!(written, Written { files: 2, changed: vec!["n/b.html".into()], removed: vec!["old.html".into()] });
        assert_eq!(inode("a.html"), before);
        assert_eq!(fs::read_to_string(out.join("n/b.html")).expect("b"), "B");
        assert!(!out.join("old.html").exists() && out.join("CNAME").exists());
        let folder = fs::metadata(&out).expect("out").ino();
        build(&out, &[file("a.html", "a"), file("n/b.html", "B")]).expect("third");
        assert_eq!(fs::metadata(&out).expect("out").ino(), folder, "nothing changed, nothing touched");
        assert_eq!(fs::read_dir(temp.path()).expect("temp").count(), 1, "no folder is left behind");
    }

    #[test]
    fn a_build_that_waited_finds_what_the_other_wrote() {
        let temp = tempfile::tempdir().expect("a folder");
        let out = temp.path().join("dist");
        let first = OutputFolder::open(&out, &[]).expect("open");
        let second = std::thread::spawn({
            let out = out.clone();
            move || build(&out, &[file("a.html", "A")])
        });
        // Long enough to read too early, were it not locked out; a slow machine makes the test kinder, never wrong.
        std::thread::sleep(std::time::Duration::from_millis(50));
        let put = [file("a.html", "a"), file("b.html", "b")].map(|file| first.put(&file).expect("put"));
        first.finish(put.to_vec(), &MadeFrom::default()).expect("first");
        let written = second.join().expect("no panic").expect("second");
        assert_eq!(written, Written { files: 1, changed: vec!["a.html".into()], removed: vec!["b.html".into()] });
        assert!(!out.join("b.html").exists());
    }

    #[test]
    fn folders_that_are_not_ours_are_refused() {
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
    fn file_by_file_when_folders_cannot_change_places() {
        let temp = tempfile::tempdir().expect("a folder");
        let out = temp.path().join("dist");
        build(&out, &[file("a.html", "a"), file("old.html", "x")]).expect("first");
        let folder = OutputFolder::open(&out, &[]).expect("open");
        let put = vec![folder.put(&file("a.html", "A")).expect("put"), folder.put(&file("b.css", "b")).expect("put")];
        let place = folder.place_for(MANIFEST).expect("place");
        fs::write(place, Manifest::bytes(put.iter().map(|put| &put.record), &MadeFrom::default())).expect("manifest");
        folder.replace_one_by_one(&put, &["old.html".to_owned()]).expect("replaced");
        assert_eq!(fs::read_to_string(out.join("a.html")).expect("a"), "A");
        assert!(out.join("b.css").exists() && !out.join("old.html").exists());
    }
}
