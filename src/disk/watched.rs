//! What a site is made from, as seen from outside: which files there are, how long and how old they are.

use super::input::{Input, Options, is_hidden};
use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use walkdir::{DirEntry, WalkDir};

/// The files and folders that a site is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Files that are looked at by name, whether they are there or not: site.toml, the catalogue, a single notebook.
    pub files: Vec<PathBuf>,
    /// Folders with all that is in them: notes, templates, static.
    pub folders: Vec<PathBuf>,
    /// The output folder, which is never looked at.
    pub out: PathBuf,
}

/// The state of all watched files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<PathBuf, Stamp>);

/// What tells two states of a file apart without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    inode: u64,
}

impl Watched {
    /// Where a site of these options is looked for before anything has been read.
    #[must_use]
    pub fn before_reading(options: &Options) -> Self {
        let notes = options.notes.clone().unwrap_or_else(|| options.root.join("notes"));
        Self {
            files: vec![options.root.join("site.toml")],
            folders: vec![notes, options.root.join("templates"), options.root.join("static")],
            out: options.out.clone().unwrap_or_else(|| options.root.join("dist")),
        }
    }

    /// What a site was made from.
    #[must_use]
    pub fn of(options: &Options, input: &Input) -> Self {
        let mut watched = Self::before_reading(options);
        watched.out.clone_from(&input.out);
        watched.files.push(input.catalogue_path(options));
        match input.notebooks.as_slice() {
            // A single file: its folder may hold anything.
            [(_, _, path)] if options.notes.as_ref() == Some(path) => {
                watched.files.push(path.clone());
                watched.folders.remove(0);
            }
            _ => watched.folders[0].clone_from(&input.notes_folder),
        }
        watched
    }

    /// Looks at every file. What cannot be looked at is not there.
    #[must_use]
    pub fn look(&self) -> Snapshot {
        let out = self.out.canonicalize().ok();
        let is_wanted = |entry: &DirEntry| {
            let is_output = entry.file_type().is_dir() && out.is_some() && entry.path().canonicalize().ok() == out;
            entry.depth() == 0 || !(is_of_editor(entry.path()) || is_output)
        };
        let inside = self.folders.iter().flat_map(|folder| {
            WalkDir::new(folder).follow_links(true).into_iter().filter_entry(is_wanted).filter_map(Result::ok)
        });
        let entries = inside.filter(|entry| entry.file_type().is_file()).filter_map(|entry| {
            let stamp = Stamp::of(&entry.metadata().ok()?);
            Some((entry.into_path(), stamp))
        });
        let files = self.files.iter().filter_map(|path| Some((path.clone(), Stamp::of(&path.metadata().ok()?))));
        Snapshot(entries.chain(files).collect())
    }

    /// Whether anything about this path can matter.
    #[must_use]
    pub fn concerns(&self, path: &Path) -> bool {
        !is_of_editor(path) && !path.starts_with(&self.out)
    }
}

/// Hidden files and those that editors leave while they save: `.notes.md.swp`, `notes.md~`, `4913`, `.#notes.md`.
fn is_of_editor(path: &Path) -> bool {
    path.file_name().is_some_and(|name| {
        let name = name.to_string_lossy();
        is_hidden(&name) || name.ends_with('~') || name == "4913"
    })
}

impl Snapshot {
    /// Files that are not the same in both, by name.
    #[must_use]
    pub fn differences<'a>(&'a self, other: &'a Self) -> Vec<&'a Path> {
        let in_self = self.0.iter().filter(|(path, stamp)| other.0.get(*path) != Some(stamp));
        let only_in_other = other.0.iter().filter(|(path, _)| !self.0.contains_key(*path));
        in_self.chain(only_in_other).map(|(path, _)| path.as_path()).collect()
    }

    /// Whether a file has lost all it had before: it is being saved by an editor that truncates first.
    #[must_use]
    pub fn has_emptied(&self, before: &Self) -> bool {
        self.0.iter().any(|(path, stamp)| stamp.length == 0 && before.0.get(path).is_some_and(|old| old.length > 0))
    }
}

impl Stamp {
    fn of(metadata: &std::fs::Metadata) -> Self {
        Self { modified: metadata.modified().ok(), length: metadata.len(), inode: metadata.ino() }
    }
}
