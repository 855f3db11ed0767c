//! Takes snapshots of the files that a site is made from: paths, sizes and times. It reads no content, and decides
//! nothing.

use super::input::{Input, Options, is_hidden};
use super::links::Boundary;
use super::paths::OutputIn;
use super::stamp::Stamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// The files and folders that a site is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Single files, whether they exist or not: site.toml, the catalogue, a single notebook.
    pub files: Vec<PathBuf>,
    /// Folders with everything in them: notes, templates, static.
    pub folders: Vec<PathBuf>,
    /// The output folder, which is ignored.
    pub out: PathBuf,
}

/// The state of all watched files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<PathBuf, Stamp>);

impl Watched {
    /// Returns the default paths, before site.toml has been read.
    #[must_use]
    pub fn before_reading(options: &Options) -> Self {
        let notes = options.notes.clone().unwrap_or_else(|| options.root.join("notes"));
        Self {
            files: vec![options.root.join("site.toml")],
            folders: [vec![notes], super::input::OWN_FOLDERS.map(|name| options.root.join(name)).into()].concat(),
            out: options.out.clone().unwrap_or_else(|| options.root.join("dist")),
        }
    }

    /// Returns the paths of a site that has been read.
    #[must_use]
    pub fn of(options: &Options, input: &Input) -> Self {
        let mut watched = Self::before_reading(options);
        watched.out.clone_from(&input.out);
        watched.files.push(input.catalogue_path(options));
        match input.notebooks.as_slice() {
            // A single notebook: its folder may contain anything, so only the file is watched.
            [(_, _, path)] if options.notes.as_ref() == Some(path) => {
                watched.files.push(path.clone());
                watched.folders.remove(0);
            }
            _ => watched.folders[0].clone_from(&input.notes_folder),
        }
        watched
    }

    /// Takes a snapshot. A file that cannot be examined counts as missing.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let output = OutputIn::new(&self.out);
        let is_wanted = |entry: &DirEntry| entry.depth() == 0 || !(is_of_editor(entry.path()) || output.is(entry));
        let inside = self.folders.iter().flat_map(|folder| {
            // What a build does not read: a linked folder may lead to the whole disk.
            let around = folder.parent().and_then(|parent| Boundary::new(&Path::new(".").join(parent)).ok());
            let leads_out = move |entry: &DirEntry| {
                let is_linked = entry.depth() > 0 && entry.path_is_symlink() && entry.file_type().is_dir();
                is_linked && around.as_ref().is_some_and(|around| !around.contains(entry.path()))
            };
            let walk = WalkDir::new(folder).follow_links(true).into_iter();
            walk.filter_entry(move |entry| is_wanted(entry) && !leads_out(entry)).filter_map(Result::ok)
        });
        let entries = inside.filter(|entry| entry.file_type().is_file()).filter_map(|entry| {
            let stamp = Stamp::of(&entry.metadata().ok()?);
            Some((entry.into_path(), stamp))
        });
        let files = self.files.iter().filter_map(|path| Some((path.clone(), Stamp::of(&path.metadata().ok()?))));
        Snapshot(entries.chain(files).collect())
    }

    /// Returns whether a change of this path can matter.
    #[must_use]
    pub fn includes(&self, path: &Path) -> bool {
        !is_of_editor(path) && !path.starts_with(&self.out)
    }
}

/// Returns whether a file is hidden or left by an editor while it saves: `.notes.md.swp`, `notes.md~`, `4913`,
/// `.#notes.md`.
fn is_of_editor(path: &Path) -> bool {
    path.file_name().is_some_and(|name| {
        let name = name.to_string_lossy();
        is_hidden(&name) || name.ends_with('~') || name == "4913"
    })
}

impl Snapshot {
    /// Returns the paths of files that differ, sorted.
    #[must_use]
    pub fn differences<'a>(&'a self, other: &'a Self) -> Vec<&'a Path> {
        let in_self = self.0.iter().filter(|(path, stamp)| other.0.get(*path) != Some(stamp));
        let only_in_other = other.0.iter().filter(|(path, _)| !self.0.contains_key(*path));
        in_self.chain(only_in_other).map(|(path, _)| path.as_path()).collect()
    }

    /// Returns whether a file has become empty: some editors truncate a file before they write it.
    #[must_use]
    pub fn has_emptied(&self, before: &Self) -> bool {
        self.0.iter().any(|(path, stamp)| stamp.length() == 0 && before.0.get(path).is_some_and(|old| old.length() > 0))
    }
}
