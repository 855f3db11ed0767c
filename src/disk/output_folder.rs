//! Writes a site to its output folder. It takes finished files, and gives the lists of changed and removed ones. It
//! renders nothing.
//!
//! Changed files are written to a staging folder first: inside the output folder, or beside it if it does not exist yet.
//! Then a new output folder is renamed into position in one step; in an existing one the files are moved one by one
//! ([`Journal`]). Unchanged files are not touched.

use super::journal::{Flush, Journal, STAGED_FILES, STAGING, is_inside};
use super::last_build::{self, BuildKey, Report};
use super::manifest::{MANIFEST, MadeFrom, Manifest, Record};
use super::paths::absolute;
use super::{DiskError, Doing, Interrupt, Waiting, in_the_way, lock, platform, read_if_there, remove_tree};
use crate::config::Durability;
use crate::site::OutputFile;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Number of changed files above which one flush of the whole file system is cheaper than one for each.
const MOST_FLUSHED_ONE_BY_ONE: usize = 64;

/// How a build writes.
pub struct Writing<'a> {
    /// How long it waits for another build.
    pub waiting: Waiting<'a>,
    /// What ends it early.
    pub interrupt: Interrupt,
    /// How it knows its own files.
    pub ownership: Ownership,
}

/// How a build knows which files of the output folder it may replace and delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// The manifest of the last build lists them.
    ByManifest,
    /// Their content or the record of the last build proves it: for a folder whose manifest is damaged.
    ByContent,
}

/// An output folder during a build.
#[derive(Debug)]
pub struct OutputFolder {
    out: PathBuf,
    staging: PathBuf,
    /// Whether the output folder exists, so that files are staged inside it.
    is_inside: bool,
    /// Paths that the last build wrote.
    ours: HashSet<String>,
    /// Manifest of the last build, as bytes.
    old_manifest: Vec<u8>,
    /// Folders that exist in the staging folder.
    created_folders: Mutex<HashSet<PathBuf>>,
    interrupt: Interrupt,
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
    /// Opens a folder for writing, and finishes a build that was killed. `sources` are the folders and files that the
    /// site is made from.
    ///
    /// # Errors
    /// When notewright did not write the folder, when it contains the sources, a repository or the home folder, or when
    /// another build holds it too long.
    pub fn open(out: &Path, sources: &[&Path], writing: &Writing<'_>) -> Result<Self, DiskError> {
        let out = absolute(out)?;
        refuse_precious(&out, sources)?;
        refuse_unwritable(&out)?;
        let parent = out.parent().unwrap_or(Path::new("/")).to_owned();
        fs::create_dir_all(&parent).map_err(|error| DiskError::new(Doing::CreateFolder, &parent, error))?;
        // The lock is taken before the manifest is read, since another build may be about to write it.
        let lock = lock_output(&out, &parent, writing)?;
        let is_inside = out.is_dir();
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let staging = if is_inside { out.join(STAGING) } else { parent.join(format!(".{name}.notewright-new")) };
        if let Some(journal) = Journal::read(&staging)?.filter(|_| is_inside) {
            journal.apply(&out, &staging, Flush::Yes)?;
        }
        // A killed build may have left this folder. The lock shows that no other build uses it.
        remove_tree(&staging)?;
        let (ours, old_manifest) = owned(&out, writing.ownership)?;
        let (created_folders, interrupt) = (Mutex::default(), writing.interrupt.clone());
        Ok(Self { out, staging, is_inside, ours, old_manifest, created_folders, interrupt, _lock: lock })
    }

    /// Writes one file, if it has changed. Threads may call this at the same time.
    ///
    /// # Errors
    /// When the file cannot be written, would replace a file of another program, or a signal has arrived.
    pub fn put(&self, file: &OutputFile) -> Result<Put, DiskError> {
        self.interrupt.check()?;
        let is_changed = self.differs(&file.path, &file.bytes)?;
        if is_changed {
            let path = self.staged_path(&file.path)?;
            fs::write(&path, &file.bytes).map_err(|error| DiskError::new(Doing::Write, &path, error))?;
        }
        Ok(Put { record: Record::new(&file.path, &blake3::hash(&file.bytes), file.bytes.len() as u64), is_changed })
    }

    /// Publishes the staged files. If nothing has changed, touches nothing.
    ///
    /// # Errors
    /// When the system refuses. Before the journal is written, the old site is unchanged; after it, the next build
    /// finishes this one.
    pub fn finish(
        &self,
        mut put: Vec<Put>,
        made_from: &MadeFrom,
        durability: Durability,
    ) -> Result<Written, DiskError> {
        put.sort_by(|a, b| a.record.path.cmp(&b.record.path));
        let paths: BTreeSet<&str> = put.iter().map(|put| put.record.path.as_str()).collect();
        let mut removed: Vec<String> =
            self.ours.iter().filter(|path| !paths.contains(path.as_str())).cloned().collect();
        removed.sort_unstable();
        let changed: Vec<String> = put.iter().filter(|put| put.is_changed).map(|put| put.record.path.clone()).collect();
        let written = Written { files: put.len(), changed, removed };
        let manifest = Manifest::bytes(put.iter().map(|put| &put.record), made_from);
        if manifest == self.old_manifest && written.changed.is_empty() {
            return Ok(written);
        }
        let manifest_path = self.staged_path(MANIFEST)?;
        fs::write(&manifest_path, manifest).map_err(|error| DiskError::new(Doing::Write, &manifest_path, error))?;
        let flush = if durability == Durability::Never { Flush::No } else { Flush::Yes };
        if flush == Flush::Yes {
            self.flush_staged(&written.changed)?;
        }
        self.interrupt.check()?;
        self.publish(&written, flush)?;
        Ok(written)
    }

    /// Keeps what a finished build said, so that the next one sees that nothing has changed.
    pub fn keep(&self, key: &BuildKey, made_from: &MadeFrom, report: Report) {
        last_build::keep(&self.out, key, made_from, report);
    }

    /// Flushes the staged files and their folders to the disk.
    fn flush_staged(&self, changed: &[String]) -> Result<(), DiskError> {
        let files = self.staging.join(STAGED_FILES);
        let flushed = |path: &Path| platform::flush(path).map_err(|error| DiskError::new(Doing::Write, path, error));
        if changed.len() > MOST_FLUSHED_ONE_BY_ONE && platform::flush_file_system(&files).is_ok() {
            return Ok(());
        }
        changed.par_iter().map(String::as_str).chain([MANIFEST]).try_for_each(|path| flushed(&files.join(path)))?;
        let folders = self.created_folders.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        folders.iter().try_for_each(|folder| flushed(folder))
    }

    fn publish(&self, written: &Written, flush: Flush) -> Result<(), DiskError> {
        if !self.is_inside {
            let moved = fs::rename(self.staging.join(STAGED_FILES), &self.out);
            moved.map_err(|error| DiskError::new(Doing::MoveSite, &self.out, error))?;
            let parent = self.out.parent().filter(|_| flush == Flush::Yes);
            return match parent.map(platform::flush) {
                Some(Err(error)) => Err(DiskError::new(Doing::MoveSite, &self.out, error)),
                _ => Ok(()),
            };
        }
        let is_new = |path: &&String| !self.ours.contains(path.as_str()) && !self.out.join(path.as_str()).exists();
        let (new, changed) = written.changed.iter().partition::<Vec<&String>, _>(is_new);
        let owned = |paths: Vec<&String>| paths.into_iter().cloned().collect::<Vec<String>>();
        let journal = Journal::new(owned(new), owned(changed), MANIFEST, written.removed.clone());
        journal.write(&self.staging, flush)?;
        journal.apply(&self.out, &self.staging, flush)
    }

    /// Returns whether a file is new or differs from the one in the output folder.
    fn differs(&self, path: &str, new: &[u8]) -> Result<bool, DiskError> {
        let old_path = self.out.join(path);
        let old = match platform::read_file_itself(&old_path) {
            Ok(bytes) => Some(bytes),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(true),
            // A link, a folder or a pipe.
            Err(error) if error.kind() == ErrorKind::InvalidInput => None,
            Err(error) => return Err(DiskError::new(Doing::Read, &old_path, error)),
        };
        if old.is_some_and(|old| old == new) {
            return Ok(false);
        }
        // A folder of this name may have files of the last build only; they are deleted before the move.
        let is_left = || old_path.is_dir() && self.ours.iter().any(|ours| Path::new(ours).starts_with(path));
        if !self.ours.contains(path) && !is_left() {
            return Err(in_the_way(&old_path));
        }
        Ok(true)
    }

    /// Returns a path in the staging folder, and creates its parent folders.
    fn staged_path(&self, path: &str) -> Result<PathBuf, DiskError> {
        let too_long = path.split('/').any(|part| part.len() > 255);
        if !is_inside(path) || too_long {
            let doing = format!("cannot write a file named `{path}`");
            return Err(DiskError::refusal(doing, "rename the notebook that it comes from"));
        }
        let path = self.staging.join(STAGED_FILES).join(path);
        let folder = path.parent().unwrap_or(&self.staging);
        let mut created_folders = self.created_folders.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !created_folders.contains(folder) {
            fs::create_dir_all(folder).map_err(|error| DiskError::new(Doing::CreateFolder, folder, error))?;
            created_folders.insert(folder.to_owned());
        }
        drop(created_folders);
        Ok(path)
    }
}

impl Drop for OutputFolder {
    /// Removes the staging folder of a build that ends early, unless its journal is to be finished. If that fails, the
    /// next build removes it.
    fn drop(&mut self) {
        if !matches!(Journal::read(&self.staging), Ok(Some(_))) {
            let _ = remove_tree(&self.staging);
        }
    }
}

/// Locks the output folder, or the folder above it while it does not exist.
fn lock_output(out: &Path, parent: &Path, writing: &Writing<'_>) -> Result<Option<fs::File>, DiskError> {
    loop {
        let folder = if out.is_dir() { out } else { parent };
        let lock = lock::lock(folder, &writing.waiting, &writing.interrupt)?;
        // The other build may have created the folder meanwhile.
        if folder == out || !out.is_dir() {
            return Ok(lock);
        }
    }
}

/// Returns the files of the last build, and its manifest as bytes.
fn owned(out: &Path, ownership: Ownership) -> Result<(HashSet<String>, Vec<u8>), DiskError> {
    let path = out.join(MANIFEST);
    let bytes = read_if_there(&path)?;
    let paths =
        |manifest: Manifest| manifest.files.into_iter().map(|record| record.path).filter(|path| is_inside(path));
    match (bytes, ownership) {
        (None, Ownership::ByManifest) => refuse_foreign(out).map(|()| (HashSet::new(), Vec::new())),
        (Some(bytes), Ownership::ByManifest) => Ok((paths(Manifest::parse(&bytes, &path)?).collect(), bytes)),
        (bytes, Ownership::ByContent) => match bytes.as_deref().map(|bytes| Manifest::parse(bytes, &path)) {
            Some(Ok(manifest)) => Ok((paths(manifest).collect(), bytes.unwrap_or_default())),
            _ => {
                let mut proven = Manifest::proven(out, &bytes.unwrap_or_default())?;
                proven.extend(last_build::written(out));
                Ok((proven, Vec::new()))
            }
        },
    }
}

/// Refuses an output folder that holds more than a site: the sources, a repository, the home folder.
///
/// # Errors
/// When it does.
pub fn refuse_precious(out: &Path, sources: &[&Path]) -> Result<(), DiskError> {
    let out = &absolute(out)?;
    let refuse = |what: &str| {
        let doing = format!("cannot write the site to `{}`: {what}", out.display());
        Err(DiskError::refusal(doing, "choose a folder of its own, such as `dist`, with `--out`"))
    };
    if out.parent().is_none() {
        return refuse("it is the root of the file system");
    }
    if std::env::home_dir().and_then(|home| home.canonicalize().ok()).is_some_and(|home| home.starts_with(out)) {
        return refuse("your home is in it");
    }
    if out.join(".git").exists() {
        return refuse("it is a repository");
    }
    for source in sources.iter().filter(|_| !out.is_file()) {
        // A source that does not exist yet, such as `static`, would be read by the next build.
        if absolute(source).is_ok_and(|source| source.starts_with(out)) {
            return refuse(&format!("`{}` is in it", source.display()));
        }
    }
    Ok(())
}

/// Refuses a file, and a folder that cannot be written.
fn refuse_unwritable(out: &Path) -> Result<(), DiskError> {
    if out.is_file() {
        let doing = format!("cannot write the site to `{}`: it is a file", out.display());
        return Err(DiskError::refusal(doing, "choose a folder of its own, such as `dist`, with `--out`"));
    }
    if out.is_dir() && !platform::may_write(out) {
        let doing = format!("cannot write the site to `{}`: it is read-only", out.display());
        return Err(DiskError::refusal(doing, "make it writable, or choose another folder with `--out`"));
    }
    Ok(())
}

fn refuse_foreign(out: &Path) -> Result<(), DiskError> {
    let mut entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(DiskError::new(Doing::ReadFolder, out, error)),
    };
    // A file system of its own begins with `lost+found`.
    match entries.find(|entry| !entry.as_ref().is_ok_and(|entry| entry.file_name() == "lost+found")) {
        None => Ok(()),
        Some(_) => {
            let doing = format!(
                "cannot write the site to `{}`: it has files in it that notewright did not write",
                out.display()
            );
            let help = "choose an empty or a new folder with `--out`; if they are of an earlier build, `--repair-output` \
                        adopts those that are provably of notewright";
            Err(DiskError::refusal(doing, help))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn file(path: &str, text: &str) -> OutputFile {
        OutputFile { path: path.into(), bytes: text.as_bytes().to_vec() }
    }

    fn open(out: &Path, sources: &[&Path]) -> Result<OutputFolder, DiskError> {
        open_as(out, sources, Ownership::ByManifest)
    }

    fn open_as(out: &Path, sources: &[&Path], ownership: Ownership) -> Result<OutputFolder, DiskError> {
        let waiting = Waiting { longest: Duration::from_mins(1), begins: &|_| {} };
        OutputFolder::open(out, sources, &Writing { waiting, interrupt: Interrupt::default(), ownership })
    }

    fn put_all(folder: OutputFolder, files: &[OutputFile]) -> Result<Written, DiskError> {
        let put = files.iter().map(|file| folder.put(file)).collect::<Result<_, _>>()?;
        let written = folder.finish(put, &MadeFrom::default(), Durability::Auto);
        drop(folder);
        written
    }

    fn build(out: &Path, files: &[OutputFile]) -> Result<Written, DiskError> {
        put_all(open(out, &[])?, files)
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
        let first = open(&out, &[]).expect("open");
        let second = std::thread::spawn({
            let out = out.clone();
            move || build(&out, &[file("a.html", "A")])
        });
        // Long enough for the second build to read too early if it ignored the lock. On a slow machine the test may
        // miss the error, but it never fails wrongly.
        std::thread::sleep(std::time::Duration::from_millis(50));
        let put = [file("a.html", "a"), file("b.html", "b")].map(|file| first.put(&file).expect("put"));
        first.finish(put.to_vec(), &MadeFrom::default(), Durability::Auto).expect("first");
        drop(first);
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
        assert!(open(temp.path(), &[&foreign]).is_err());
        assert!(open(Path::new("/"), &[]).is_err());
        assert!(build(&out, &[file("../x", "")]).is_err());
    }

    #[test]
    fn the_folder_keeps_its_inode_and_the_folders_of_the_author() {
        let temp = tempfile::tempdir().expect("a folder");
        let out = temp.path().join("dist");
        build(&out, &[file("a.html", "a"), file("n/1.html", "x")]).expect("first");
        fs::create_dir(out.join("mine")).expect("a folder of the author");
        let inode = || platform::identity(&fs::metadata(&out).expect("out"));
        let before = inode();
        build(&out, &[file("a.html", "A")]).expect("second");
        assert_eq!(inode(), before);
        assert!(out.join("mine").is_dir() && !out.join("n").exists() && !out.join(STAGING).exists());
    }

    #[test]
    fn a_build_that_was_killed_while_it_moved_files_is_finished_by_the_next() {
        let temp = tempfile::tempdir().expect("a folder");
        let out = temp.path().join("dist");
        build(&out, &[file("a.html", "a"), file("old.html", "x")]).expect("first");
        let folder = open(&out, &[]).expect("open");
        for new in [file("a.html", "A"), file("b.html", "b")] {
            folder.put(&new).expect("put");
        }
        let manifest = folder.staged_path(MANIFEST).expect("path");
        let records =
            [("a.html", "A"), ("b.html", "b")].map(|(path, text)| Record::new(path, &blake3::hash(text.as_bytes()), 1));
        fs::write(manifest, Manifest::bytes(records.iter(), &MadeFrom::default())).expect("manifest");
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let journal = Journal::new(names(&["b.html"]), names(&["a.html"]), MANIFEST, names(&["old.html"]));
        journal.write(&folder.staging, Flush::No).expect("journal");
        drop(folder);
        let folder = open(&out, &[]).expect("open");
        assert_eq!(fs::read_to_string(out.join("a.html")).expect("a"), "A");
        assert!(out.join("b.html").exists() && !out.join("old.html").exists());
        let written = put_all(folder, &[file("a.html", "A"), file("b.html", "b")]).expect("written");
        assert_eq!(written, Written { files: 2, ..Written::default() });
    }

    #[test]
    fn an_empty_mount_point_and_a_leftover_are_no_files_of_others() {
        let temp = tempfile::tempdir().expect("a folder");
        let out = temp.path().join("dist");
        fs::create_dir_all(out.join("lost+found")).expect("created");
        fs::create_dir_all(out.join(STAGING).join(STAGED_FILES)).expect("created");
        fs::write(out.join(STAGING).join(STAGED_FILES).join("a.html"), "half").expect("written");
        build(&out, &[file("a.html", "a")]).expect("built");
        assert_eq!(fs::read_to_string(out.join("a.html")).expect("a"), "a");
        assert!(out.join("lost+found").exists());
    }

    #[test]
    fn a_damaged_manifest_is_named_and_repaired() {
        let temp = tempfile::tempdir().expect("a folder");
        let out = temp.path().join("dist");
        let style = |text: &str| file(&crate::render::assets::fingerprinted("a.css", text.as_bytes()), text);
        build(&out, &[file("a.html", "a"), file("old.html", "x"), style("old")]).expect("first");
        let whole = fs::read(out.join(MANIFEST)).expect("manifest");
        let newer = String::from_utf8_lossy(&whole).replacen("\"version\":1", "\"version\":2", 1);
        fs::write(out.join(MANIFEST), newer).expect("written");
        let error = build(&out, &[file("a.html", "a")]).expect_err("it may mean anything");
        assert!(error.doing.contains("it has form 2"), "{error}");
        for (damaged, said) in [(&b""[..], "it is empty"), (&whole[..whole.len() - 20], "it is damaged")] {
            fs::write(out.join(MANIFEST), damaged).expect("damaged");
            let error = build(&out, &[file("a.html", "a")]).expect_err("damaged");
            assert!(error.doing.contains(said) && error.help.is_some_and(|help| help.contains("--repair-output")));
        }
        fs::write(out.join("mine.html"), "mine").expect("written");
        let folder = open_as(&out, &[], Ownership::ByContent).expect("open");
        let written = put_all(folder, &[file("a.html", "a"), style("new")]).expect("repaired");
        assert_eq!(
            written.removed.len(),
            2,
            "the old page is listed with its hash, the old style sheet has it in its name"
        );
        assert!(out.join("mine.html").exists() && !out.join("old.html").exists());
        fs::write(out.join(MANIFEST), "").expect("damaged");
        let folder = open_as(&out, &[], Ownership::ByContent).expect("open");
        let error = put_all(folder, &[file("a.html", "A")]).expect_err("nothing proves who wrote it");
        assert!(error.doing.contains("is in the way"), "{error}");
    }

    #[test]
    fn a_wait_is_announced_and_has_an_end() {
        let temp = tempfile::tempdir().expect("a folder");
        let out = temp.path().join("dist");
        fs::create_dir(&out).expect("dist");
        let _held = open(&out, &[]).expect("open");
        let said = std::cell::RefCell::new(Vec::new());
        let waiting =
            Waiting { longest: Duration::from_millis(60), begins: &|process| said.borrow_mut().push(process) };
        let writing = Writing { waiting, interrupt: Interrupt::default(), ownership: Ownership::ByManifest };
        let error = OutputFolder::open(&out, &[], &writing).expect_err("it is locked");
        assert!(error.doing.contains("another build"), "{error}");
        assert_eq!(said.borrow().len(), 1, "the wait is announced once");
    }
}
