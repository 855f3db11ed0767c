//! Files beside the notes by their name alone, as Obsidian finds pictures.

use super::paths::{is_visible, slashed};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The files under the notes folder by name in lower case; each list is in the order of paths, the shortest first.
#[derive(Debug)]
pub(super) struct FilesByName(HashMap<String, Vec<PathBuf>>);

impl FilesByName {
    /// Lists all files under a folder that are not hidden.
    pub(super) fn under(folder: &Path) -> Self {
        let mut files: HashMap<String, Vec<PathBuf>> = HashMap::new();
        for entry in WalkDir::new(folder).into_iter().filter_entry(is_visible).filter_map(Result::ok) {
            if entry.file_type().is_file() {
                let name = entry.file_name().to_string_lossy().to_lowercase();
                let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                files.entry(name).or_default().push(below.to_owned());
            }
        }
        for paths in files.values_mut() {
            paths.sort_by_key(|path| (path.components().count(), path.as_os_str().len(), path.clone()));
        }
        Self(files)
    }

    /// The file that a name or the end of a path means.
    pub(super) fn find(&self, name: &str) -> Option<&Path> {
        let wanted = name.trim_start_matches("./").trim_start_matches('/').to_lowercase();
        let last = wanted.rsplit('/').next()?;
        let is_meant = |path: &&PathBuf| {
            let path = slashed(path).to_lowercase();
            path == wanted || path.ends_with(&format!("/{wanted}"))
        };
        self.0.get(last)?.iter().find(is_meant).map(PathBuf::as_path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_path_wins() {
        let paths = ["b/map.png", "a/deep/map.png"].map(PathBuf::from).to_vec();
        let files = FilesByName(HashMap::from([("map.png".to_owned(), paths)]));
        assert_eq!(files.find("Map.png"), Some(Path::new("b/map.png")));
        assert_eq!(files.find("deep/map.png"), Some(Path::new("a/deep/map.png")));
        assert_eq!(files.find("ap.png"), None);
    }
}
