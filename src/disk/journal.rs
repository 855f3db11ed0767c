//! Moves staged files into the output folder one by one, in the order of a publication. It takes a staging folder and a
//! journal; it decides nothing about their content.
//!
//! The output folder itself is never replaced, so it may be a mount point, be served through a bind mount, or belong to
//! another user. At every moment each page is either the old or the new one, with all files that it loads. The journal is
//! written after the last staged file and before the first move. So a build that is killed before it leaves the old site,
//! and one that is killed after it is finished by the next build.

use super::{DiskError, Doing, in_the_way, platform, read_if_there, remove_tree};
use crate::site::stage::{Novelty, Stage};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// Name of the staging folder inside the output folder.
pub(super) const STAGING: &str = ".notewright-new";

/// Name of the folder in the staging folder that mirrors the output folder.
pub(super) const STAGED_FILES: &str = "files";

/// Name of the journal in the staging folder.
const JOURNAL: &str = "journal.json";

/// Name of the journal while it is written.
const UNFINISHED: &str = "journal.part";

/// Everything that is left to do once all files are staged.
#[derive(Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
pub(super) struct Journal {
    /// Files that do not exist in the output folder yet, in the order of their moves.
    new: Vec<String>,
    /// Files that replace a file of the last build, in the order of their moves. The manifest is the last.
    changed: Vec<String>,
    /// Files of the last build that leave the site.
    removed: Vec<String>,
}

/// Whether files and folders are flushed to the disk before the next step depends on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flush {
    Yes,
    No,
}

impl Journal {
    /// Makes the journal of a build. `manifest` moves after all other files.
    pub(super) fn new(new: Vec<String>, changed: Vec<String>, manifest: &str, removed: Vec<String>) -> Self {
        let mut journal = Self { new, changed, removed };
        journal.changed.push(manifest.to_owned());
        journal
    }

    /// Reads the journal of a build that was killed. `None` if it was killed before its files were staged.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(super) fn read(staging: &Path) -> Result<Option<Self>, DiskError> {
        let path = staging.join(JOURNAL);
        let Some(bytes) = read_if_there(&path)? else { return Ok(None) };
        let journal: Option<Self> = serde_json::from_slice(&bytes).ok();
        match journal.filter(Self::stays_inside) {
            Some(journal) => Ok(Some(journal)),
            None => {
                let doing = format!("cannot finish the last build: `{}` is damaged", path.display());
                Err(DiskError::refusal(doing, "delete that file, and build again"))
            }
        }
    }

    fn stays_inside(&self) -> bool {
        [&self.new, &self.changed, &self.removed].into_iter().flatten().all(|path| is_inside(path))
    }

    /// Writes the journal. From then on the build will be finished.
    pub(super) fn write(&self, staging: &Path, flush: Flush) -> Result<(), DiskError> {
        let (path, unfinished) = (staging.join(JOURNAL), staging.join(UNFINISHED));
        let failed = |error| DiskError::new(Doing::Write, &path, error);
        let json = serde_json::to_vec(self).map_err(|error| failed(error.into()))?;
        fs::write(&unfinished, json).map_err(failed)?;
        if flush == Flush::Yes {
            platform::flush(&unfinished).map_err(failed)?;
        }
        fs::rename(&unfinished, &path).map_err(failed)?;
        flush_folder(staging, flush)
    }

    /// Moves all staged files, then deletes the removed ones, then the staging folder. Skips what is already done.
    ///
    /// # Errors
    /// When the system refuses a step. The journal stays, and the next build tries again.
    pub(super) fn apply(&self, out: &Path, staging: &Path, flush: Flush) -> Result<(), DiskError> {
        let mut folders = Folders { out, known: HashSet::new() };
        // A file of the last build may have the name of a folder of this one, or the other way round.
        let (early, late) = self.removed_by_conflict();
        for path in early {
            remove(out, path)?;
        }
        let staged = staging.join(STAGED_FILES);
        for (path, novelty) in self.moves() {
            folders.create_parents(path)?;
            move_file(&staged.join(path), &out.join(path), novelty)?;
        }
        folders.flush(flush)?;
        for path in late {
            remove(out, path)?;
        }
        flush_folder(out, flush)?;
        remove_tree(staging)
    }

    /// Returns all moves, in order.
    fn moves(&self) -> Vec<(&str, Novelty)> {
        let new = self.new.iter().map(|path| (path.as_str(), Novelty::New));
        let changed = self.changed.iter().map(|path| (path.as_str(), Novelty::Changed));
        let mut moves: Vec<_> = new.chain(changed).collect();
        let manifest = self.changed.last().map(String::as_str);
        moves.sort_by_key(|(path, novelty)| (Some(*path) == manifest, Stage::of(path, *novelty), *path));
        moves
    }

    /// Returns the removed files that are in the way of new ones, and the others.
    fn removed_by_conflict(&self) -> (Vec<&str>, Vec<&str>) {
        let files: HashSet<&str> = self.new.iter().map(String::as_str).collect();
        let folders: HashSet<&Path> = self.new.iter().flat_map(|path| Path::new(path).ancestors().skip(1)).collect();
        self.removed.iter().map(String::as_str).partition(|path| {
            let path = Path::new(path);
            let is_below = |path: &Path| path.to_str().is_some_and(|path| files.contains(path));
            folders.contains(path) || path.ancestors().skip(1).any(is_below)
        })
    }
}

/// Folders of the output that exist.
struct Folders<'a> {
    out: &'a Path,
    known: HashSet<PathBuf>,
}

impl Folders<'_> {
    /// Creates the folders of a file. A symbolic link among them would lead out of the output folder.
    fn create_parents(&mut self, path: &str) -> Result<(), DiskError> {
        let mut folder = self.out.to_owned();
        for part in Path::new(path).parent().into_iter().flat_map(Path::components) {
            folder.push(part);
            if self.known.contains(&folder) {
                continue;
            }
            match fs::symlink_metadata(&folder) {
                Ok(data) if data.is_dir() => {}
                Ok(_) => return Err(in_the_way(&folder)),
                Err(_) => {
                    fs::create_dir(&folder).map_err(|error| DiskError::new(Doing::CreateFolder, &folder, error))?;
                }
            }
            self.known.insert(folder.clone());
        }
        Ok(())
    }

    fn flush(&self, flush: Flush) -> Result<(), DiskError> {
        let all: BTreeSet<&Path> = self.known.iter().map(PathBuf::as_path).chain([self.out]).collect();
        all.into_iter().try_for_each(|folder| flush_folder(folder, flush))
    }
}

/// Returns whether a path leads to a file inside its folder.
pub(super) fn is_inside(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Moves one staged file. A missing one was moved before the last build was killed.
fn move_file(staged: &Path, target: &Path, novelty: Novelty) -> Result<(), DiskError> {
    let moved = match novelty {
        Novelty::New => platform::rename_new(staged, target),
        Novelty::Changed => fs::rename(staged, target),
    };
    match moved {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound && !staged.exists() => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(in_the_way(target)),
        // A folder of the output may be on a file system of its own.
        Err(error) if error.kind() == ErrorKind::CrossesDevices => copy_file(staged, target),
        Err(error) => Err(DiskError::new(Doing::Write, target, error)),
    }
}

fn copy_file(staged: &Path, target: &Path) -> Result<(), DiskError> {
    let part = target.with_file_name(STAGING);
    let failed = |error| DiskError::new(Doing::Write, target, error);
    fs::copy(staged, &part).map_err(failed)?;
    platform::flush(&part).map_err(failed)?;
    fs::rename(&part, target).map_err(failed)?;
    fs::remove_file(staged).map_err(failed)
}

/// Deletes a file, and the folders that become empty by it.
fn remove(out: &Path, path: &str) -> Result<(), DiskError> {
    let target = out.join(path);
    match fs::remove_file(&target) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
        // The author has made a folder of this name since.
        Err(_) if target.is_dir() => {}
        Err(error) => return Err(DiskError::new(Doing::Delete, &target, error)),
        Ok(()) => {
            let folders = Path::new(path).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
            for folder in folders {
                if fs::remove_dir(out.join(folder)).is_err() {
                    break;
                }
            }
        }
    }
    Ok(())
}

fn flush_folder(folder: &Path, flush: Flush) -> Result<(), DiskError> {
    match flush {
        Flush::Yes => platform::flush(folder).map_err(|error| DiskError::new(Doing::Write, folder, error)),
        Flush::No => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[&str]) -> Vec<String> {
        paths.iter().map(|&path| path.to_owned()).collect()
    }

    /// Stages one build over another: a page that changes, a new page, an asset, a file that becomes a folder, and two
    /// pages that go.
    fn staged(temp: &Path) -> (PathBuf, PathBuf, Journal) {
        let out = temp.join("dist");
        let staging = out.join(STAGING);
        let put = |path: PathBuf, text: &str| {
            fs::create_dir_all(path.parent().expect("a folder")).expect("created");
            fs::write(path, text).expect("written");
        };
        for path in ["n/1.html", "n/old.html", "gone/1.html", "list", ".notewright.json", "theirs/mine.txt"] {
            put(out.join(path), "old");
        }
        for path in ["n/1.html", "n/2.html", "assets/a.1.css", "list/1.html", ".notewright.json"] {
            put(staging.join(STAGED_FILES).join(path), "new");
        }
        let journal = Journal::new(
            names(&["n/2.html", "assets/a.1.css", "list/1.html"]),
            names(&["n/1.html"]),
            ".notewright.json",
            names(&["gone/1.html", "list", "n/old.html"]),
        );
        (out, staging, journal)
    }

    fn is_new(out: &Path) {
        for path in ["n/1.html", "n/2.html", "assets/a.1.css", "list/1.html", ".notewright.json"] {
            assert_eq!(fs::read_to_string(out.join(path)).expect(path), "new");
        }
        assert!(!out.join("n/old.html").exists() && !out.join("gone").exists() && !out.join(STAGING).exists());
        assert_eq!(fs::read_to_string(out.join("theirs/mine.txt")).expect("theirs"), "old");
    }

    #[test]
    fn files_move_in_the_order_of_a_publication() {
        let temp = tempfile::tempdir().expect("a folder");
        let (_, _, journal) = staged(temp.path());
        let order: Vec<&str> = journal.moves().into_iter().map(|(path, _)| path).collect();
        assert_eq!(order, ["assets/a.1.css", "list/1.html", "n/2.html", "n/1.html", ".notewright.json"]);
    }

    /// Every prefix of the moves is what a kill may leave; the journal then finishes the build.
    #[test]
    fn a_killed_build_is_finished_from_any_step() {
        for done in 0..=5 {
            let temp = tempfile::tempdir().expect("a folder");
            let (out, staging, journal) = staged(temp.path());
            journal.write(&staging, Flush::Yes).expect("written");
            if done > 1 {
                fs::remove_file(out.join("list")).expect("removed");
            }
            for (path, _) in journal.moves().into_iter().take(done) {
                fs::create_dir_all(out.join(path).parent().expect("a folder")).expect("created");
                fs::rename(staging.join(STAGED_FILES).join(path), out.join(path)).expect("moved");
            }
            let read = Journal::read(&staging).expect("read").expect("a journal");
            assert_eq!(read, journal);
            read.apply(&out, &staging, Flush::No).expect("finished");
            is_new(&out);
        }
    }

    #[test]
    fn a_file_of_others_is_never_replaced() {
        let temp = tempfile::tempdir().expect("a folder");
        let (out, staging, journal) = staged(temp.path());
        fs::write(out.join("n/2.html"), "theirs").expect("written");
        let error = journal.apply(&out, &staging, Flush::No).expect_err("it is in the way");
        assert!(error.doing.contains("is in the way"), "{error}");
        assert_eq!(fs::read_to_string(out.join("n/2.html")).expect("theirs"), "theirs");
    }

    #[test]
    fn a_journal_that_leads_out_of_the_folder_is_refused() {
        let temp = tempfile::tempdir().expect("a folder");
        for journal in [
            "{\"new\":[\"../x\"],\"changed\":[],\"removed\":[]}",
            "{\"new\":[],\"changed\":[],\"removed\":[\"/etc/x\"]}",
            "{",
        ] {
            fs::write(temp.path().join(JOURNAL), journal).expect("written");
            assert!(Journal::read(temp.path()).is_err(), "{journal}");
        }
    }
}
