//! Style sheets and scripts: the built-in ones, or a site's own of the same name, under names that change with their
//! content, so that browsers may keep them for ever.

use crate::site::OutputFile;
use crate::site::routes;
use include_dir::{Dir, include_dir};
use std::collections::{BTreeMap, BTreeSet};

static BUILT_IN: Dir<'static> = include_dir!("$OUT_DIR/static");

/// The same before `build.rs` made them small.
static AS_WRITTEN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// Assets that are in no site by themselves, but in a bundle or in `sw.js`.
const UNPUBLISHED: [&str; 3] = ["css/bundle.css", "js/bundle.js", "js/offline-worker.js"];

/// Assets of sites that are read offline too.
const OF_OFFLINE: [&str; 5] =
    ["css/offline.css", "img/icon-192.png", "img/icon-512.png", "img/icon-maskable-512.png", "js/offline.js"];

/// The folder of `static/` whose files stand at the top of the site under their own names: hosts, browsers and search engines
/// look for `CNAME`, `favicon.ico` or `.well-known/security.txt` there and nowhere else.
pub const TOP: &str = "root/";

/// How a site is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// Over a network or from a disk.
    #[default]
    Online,
    /// Also from what a browser has kept.
    Offline,
}

/// The files under `assets/`.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// Finished files by the name that templates use: `css/style.css`.
    files: BTreeMap<String, OutputFile>,
    /// Names of files that the site does not get because something else stands at their address.
    refused: BTreeSet<String>,
    reading: Reading,
}

impl Assets {
    /// The built-in assets, with the site's own over them.
    #[must_use]
    pub fn new(own: BTreeMap<String, Vec<u8>>, reading: Reading) -> Self {
        let mut contents: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut folders = vec![&BUILT_IN];
        while let Some(folder) = folders.pop() {
            folders.extend(folder.dirs());
            let is_hidden =
                |path: &std::path::Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            for file in folder.files().filter(|file| !is_hidden(file.path())) {
                contents.insert(file.path().to_string_lossy().replace('\\', "/"), file.contents().to_vec());
            }
        }
        // A copy of what we wrote, such as this repository's own, is no other script: readers get the small one.
        let is_ours =
            |name: &str, bytes: &[u8]| AS_WRITTEN.get_file(name).is_some_and(|written| written.contents() == bytes);
        contents.extend(own.into_iter().filter(|(name, bytes)| !is_ours(name, bytes)));
        let files = contents
            .into_iter()
            .map(|(name, bytes)| {
                let path = match name.strip_prefix(TOP) {
                    Some(path) => path.to_owned(),
                    None => fingerprinted(&name, &bytes),
                };
                (name, OutputFile { path, bytes })
            })
            .collect();
        Self { files, refused: BTreeSet::new(), reading }
    }

    /// The path of an asset in the site.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(|file| file.path.as_str())
    }

    /// Names that templates can use.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// All assets with the names that templates use, those among them that the site does not have.
    pub fn by_name(&self) -> impl Iterator<Item = (&str, &OutputFile)> {
        self.files.iter().map(|(name, file)| (name.as_str(), file))
    }

    /// All files of the site, by name.
    pub fn files(&self) -> impl Iterator<Item = &OutputFile> {
        let is_published = |name: &str| match self.reading {
            _ if UNPUBLISHED.contains(&name) => false,
            Reading::Online => !OF_OFFLINE.contains(&name),
            Reading::Offline => true,
        };
        let is_refused = |name: &str| self.refused.contains(name);
        self.files.iter().filter(move |(name, _)| is_published(name) && !is_refused(name)).map(|(_, file)| file)
    }

    /// Paths of the files that stand at the top of the site under their own names.
    pub fn at_top(&self) -> impl Iterator<Item = &str> {
        self.files.keys().filter_map(|name| name.strip_prefix(TOP))
    }

    /// Leaves one of them out of the site.
    pub fn refuse(&mut self, path: &str) {
        self.refused.insert(format!("{TOP}{path}"));
    }

    /// The file that has, or would have, a path of the site.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&OutputFile> {
        self.files.values().find(|file| file.path == path)
    }

    /// What an asset holds, whether or not it is a file of the site.
    #[must_use]
    pub fn content(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(|file| file.bytes.as_slice())
    }
}

/// `img/queue.png` -> `assets/queue.0123456789.png`: the first ten hexadecimal digits of the BLAKE3 hash.
#[must_use]
pub fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    fingerprinted_with(name, &blake3::hash(bytes))
}

/// The same for a hash that is known already.
#[must_use]
pub fn fingerprinted_with(name: &str, hash: &blake3::Hash) -> String {
    let file_name = name.rsplit('/').next().unwrap_or(name);
    let (stem, extension) = file_name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).unwrap_or((file_name, ""));
    let mut stem_end = stem.len().min(150);
    while !stem.is_char_boundary(stem_end) {
        stem_end -= 1;
    }
    let dot = if extension.is_empty() { "" } else { "." };
    routes::asset(&stem[..stem_end], &hash.to_hex()[..10], &format!("{dot}{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_at_the_top_keep_their_names() {
        let own = [("root/.well-known/security.txt", "a"), ("root/CNAME", "b"), ("img/root/x.png", "c")];
        let own = own.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
        let mut assets = Assets::new(own.into(), Reading::Online);
        let paths = |assets: &Assets| assets.files().map(|file| file.path.clone()).collect::<Vec<_>>();
        assert!(paths(&assets).contains(&".well-known/security.txt".to_owned()));
        assert!(paths(&assets).contains(&"CNAME".to_owned()));
        assert!(paths(&assets).iter().any(|path| path.starts_with("assets/x.")));
        assets.refuse("CNAME");
        assert!(!paths(&assets).contains(&"CNAME".to_owned()));
    }

    #[test]
    fn names_change_with_the_content() {
        let one = fingerprinted("img/a b.png", b"1");
        assert!(one.starts_with("assets/a b.") && one.ends_with(".png"), "{one}");
        assert_ne!(one, fingerprinted("img/a b.png", b"2"));
        assert!(fingerprinted(&"x".repeat(300), b"").len() < 200);
    }
}
