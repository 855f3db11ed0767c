//! The assets of a site: built-in style sheets, scripts and images, or the site's own ones of the same name.
//!
//! It takes the site's own files, and gives all assets under names with a fingerprint, so that browsers may cache them
//! forever. It does not read files.

use super::interface::Interface;
use crate::site::routes;
use crate::site::{OutputFile, Site};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The built-in style sheets and scripts, as `scripts/minify` wrote them.
static MINIFIED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/minified");

/// The built-in images.
static IMAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/static/img");

/// The SHA-256 sums of the files in `static/` and `minified/`, in the format of `sha256sum`.
const SUMS: &str = include_str!("../../minified/SHA256SUMS");

/// Assets that no page loads: they become part of a bundle or of `sw.js`.
const UNPUBLISHED: [&str; 3] = ["css/bundle.css", "js/bundle.js", "js/offline-worker.js"];

/// Assets of sites that are readable offline.
const OF_OFFLINE: [&str; 5] =
    ["css/offline.css", "img/icon-192.png", "img/icon-512.png", "img/icon-maskable-512.png", "js/offline.js"];

/// Folder in `static/` for files that go to the root of the site. Hosts, browsers and search engines look there for
/// files such as `CNAME`, `favicon.ico` or `.well-known/security.txt`.
pub const TOP: &str = "root/";

/// The ways to read a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// With a network connection, or from a disk.
    #[default]
    Online,
    /// Also offline, from the browser's cache.
    Offline,
}

/// The assets of a site.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// Assets by the name that templates use: `css/style.css`.
    files: BTreeMap<String, OutputFile>,
    /// The words of the scripts, in the languages of the site, by the name that templates use: `js/words-de.js`.
    words: BTreeMap<String, OutputFile>,
    /// Names of root files that conflict with another file.
    refused: BTreeSet<String>,
    reading: Reading,
}

impl Assets {
    /// Makes the assets: the built-in ones, replaced by the site's own.
    #[must_use]
    pub fn new(own: BTreeMap<String, Vec<u8>>, reading: Reading) -> Self {
        let mut contents: BTreeMap<String, Vec<u8>> = built_in().map(|(name, bytes)| (name, bytes.to_vec())).collect();
        // An unchanged copy of a built-in script, as in this repository, is not a script of the author: the minified
        // one is used.
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
        Self { files, words: BTreeMap::new(), refused: BTreeSet::new(), reading }
    }

    /// Adds the words of the scripts in the languages of a site.
    #[must_use]
    pub fn with_words(self, interface: &Interface, site: &Site) -> Self {
        let scripts = site.languages().into_iter().filter_map(|language| interface.script(language));
        let words = scripts.map(|(name, text)| {
            let bytes = text.into_bytes();
            (name.clone(), OutputFile { path: fingerprinted(&name, &bytes), bytes })
        });
        Self { words: words.collect(), ..self }
    }

    /// Returns the path of an asset in the site.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<&str> {
        self.files.get(name).or_else(|| self.words.get(name)).map(|file| file.path.as_str())
    }

    /// Returns the names that templates can use.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Returns all assets with their names, including those that the site does not publish. The words of the scripts are
    /// not among them: they follow from the program and the notes.
    pub fn by_name(&self) -> impl Iterator<Item = (&str, &OutputFile)> {
        self.files.iter().map(|(name, file)| (name.as_str(), file))
    }

    /// Returns all published assets, sorted by name.
    pub fn files(&self) -> impl Iterator<Item = &OutputFile> {
        let is_published = |name: &str| match self.reading {
            _ if UNPUBLISHED.contains(&name) => false,
            Reading::Online => !OF_OFFLINE.contains(&name),
            Reading::Offline => true,
        };
        let is_refused = |name: &str| self.refused.contains(name);
        let published = self.files.iter().filter(move |(name, _)| is_published(name) && !is_refused(name));
        published.map(|(_, file)| file).chain(self.words.values())
    }

    /// Returns the paths of the files at the root of the site.
    pub fn root_files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().filter_map(|name| name.strip_prefix(TOP))
    }

    /// Excludes a root file from the site.
    pub fn refuse(&mut self, path: &str) {
        self.refused.insert(format!("{TOP}{path}"));
    }

    /// Returns the asset with a path, even if the site does not publish it.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&OutputFile> {
        self.files.values().chain(self.words.values()).find(|file| file.path == path)
    }

    /// Returns the content of an asset, even if the site does not publish it.
    #[must_use]
    pub fn content(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).or_else(|| self.words.get(name)).map(|file| file.bytes.as_slice())
    }
}

/// Returns the built-in assets by name.
fn built_in() -> impl Iterator<Item = (String, &'static [u8])> {
    let folders = MINIFIED.dirs().map(|folder| ("", folder)).chain([("img/", &IMAGES)]);
    folders.flat_map(|(folder, dir)| {
        dir.files().map(move |file| (format!("{folder}{}", file.path().display()).replace('\\', "/"), file.contents()))
    })
}

/// Whether a file is the unchanged source of a built-in asset.
fn is_ours(name: &str, bytes: &[u8]) -> bool {
    let line_end = format!("  static/{name}");
    SUMS.lines().find_map(|line| line.strip_suffix(&line_end)).is_some_and(|sum| {
        let own: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        own == sum
    })
}

/// Returns the path of an asset: `img/queue.png` -> `assets/queue.0123456789.png`, with ten digits of the BLAKE3 hash.
#[must_use]
pub fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    fingerprinted_with(name, &blake3::hash(bytes))
}

/// Does the same for a hash that is known already.
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
    fn an_unchanged_copy_of_a_built_in_script_is_replaced_by_the_minified_one() {
        let source = include_bytes!("../../static/js/theme.js");
        let assets_of =
            |bytes: &[u8]| Assets::new([("js/theme.js".to_owned(), bytes.to_vec())].into(), Reading::Online);
        let minified = include_bytes!("../../minified/js/theme.js");
        assert_eq!(assets_of(source).content("js/theme.js"), Some(&minified[..]));
        let changed = [source, &b"\n"[..]].concat();
        assert_eq!(assets_of(&changed).content("js/theme.js"), Some(&changed[..]));
    }

    #[test]
    fn the_built_in_assets_have_the_names_that_templates_use() {
        let names: Vec<String> = built_in().map(|(name, _)| name).collect();
        assert!(
            ["css/style.css", "js/search.js", "img/icon.svg"].iter().all(|name| names.contains(&(*name).to_owned()))
        );
        assert!(!names.iter().any(|name| name.contains("SHA256SUMS")));
    }

    #[test]
    fn files_at_the_root_keep_their_names() {
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
