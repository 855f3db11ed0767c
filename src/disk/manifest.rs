//! `.notewright.json`, the manifest of an output folder: which files the last build wrote, and from which sources.
//!
//! It takes records and hashes, and gives the manifest and its differences. It marks the folder as written by
//! notewright. A deploy reads it to see whether the build is current; the next build reads it to see which files it may
//! replace.

use super::attachments::{Folders, attachments};
use super::paths::slashed;
use super::{DiskError, Doing, platform, read_if_there};
use crate::hosting::content_type::{cache_rule, content_type};
use crate::render::assets::Assets;
use crate::site::Attachment;
use crate::site::routes::is_fingerprinted;
use crate::source::{FileId, SourceFile, Sources};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Name of the manifest. Its presence marks a folder as written by notewright.
pub(super) const MANIFEST: &str = ".notewright.json";

/// Version of the manifest that this program writes and reads.
const VERSION: u32 = 1;

/// Number of hexadecimal digits of a hash in the name of a file.
const SHORTEST_FINGERPRINT: usize = 10;

/// The files that a build wrote, and the sources that it used.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Manifest {
    /// Version of the file format: [`VERSION`].
    version: u32,
    pub(super) files: Vec<Record>,
    /// Sources of the build. Empty in manifests of old versions.
    #[serde(default)]
    pub(super) made_from: MadeFrom,
}

/// A file of a build.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Record {
    /// Path relative to the output folder, with forward slashes.
    pub path: String,
    /// BLAKE3 hash of the content, in hexadecimal digits.
    pub hash: String,
    /// Size in bytes.
    pub size: u64,
    /// Value of the Content-Type header.
    pub content_type: String,
    /// Value of the Cache-Control header.
    pub cache: String,
}

/// The files of the last build. They may have changed since: compare them with their hashes.
#[derive(Clone, Debug)]
pub struct Built {
    /// The output folder.
    pub folder: PathBuf,
    /// Records of its files, by path.
    pub files: Vec<Record>,
    /// Sources of the build.
    pub made_from: MadeFrom,
}

/// Everything that determines the bytes of a site. It shows whether a build is out of date without building again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct MadeFrom {
    /// Version of notewright.
    pub program: String,
    /// Hashes of site.toml, notes, catalogue, templates, style sheets and scripts, by path. Notes and catalogue are
    /// `notes/…` wherever they are; other paths are relative to the site.
    pub sources: BTreeMap<String, String>,
    /// Files that notes link to, with their path in the site; `None` for missing files.
    pub attachments: BTreeMap<String, Option<String>>,
}

impl Record {
    /// Makes the record of a file. `size` is in bytes.
    pub(super) fn new(path: &str, hash: &blake3::Hash, size: u64) -> Self {
        Self {
            path: path.to_owned(),
            hash: hash.to_hex().to_string(),
            size,
            content_type: content_type(path).to_owned(),
            cache: cache_rule(path).to_owned(),
        }
    }
}

impl Manifest {
    /// Reads a manifest; `path` is for the error message.
    ///
    /// # Errors
    /// When the bytes are not a manifest.
    pub(super) fn parse(bytes: &[u8], path: &Path) -> Result<Self, DiskError> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| {
            let is_empty = bytes.iter().all(|&byte| byte == 0 || byte.is_ascii_whitespace());
            let what = if is_empty { "it is empty".to_owned() } else { format!("it is damaged ({error})") };
            let doing = format!("cannot read `{}`, the list of the files that notewright wrote: {what}", path.display());
            let help = "build with `--repair-output`, which keeps the files that are provably of notewright; or delete the \
                        output folder and build again";
            DiskError::refusal(doing, help)
        })?;
        if manifest.version != VERSION {
            let (path, version) = (path.display(), manifest.version);
            let doing =
                format!("cannot read `{path}`: it has form {version}, and this notewright reads form {VERSION}");
            let help = "use the notewright that built last; or delete the output folder and build again";
            return Err(DiskError::refusal(doing, help));
        }
        Ok(manifest)
    }

    /// Returns the files of an output folder that are provably ours although its manifest is damaged: those with the hash
    /// of a record that can still be read, and those whose name has the hash of their content.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(super) fn proven(out: &Path, damaged: &[u8]) -> Result<HashSet<String>, DiskError> {
        // A manifest has one record per line.
        let lines = damaged.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b",").unwrap_or(line));
        let records = lines.filter_map(|line| serde_json::from_slice::<Record>(line).ok());
        let hashes: BTreeMap<String, String> = records.map(|record| (record.path, record.hash)).collect();
        let mut proven = HashSet::new();
        for entry in WalkDir::new(out).into_iter().filter(|_| out.is_dir()) {
            let entry = entry.map_err(|error| DiskError::new(Doing::ReadFolder, out, error.into()))?;
            let path = slashed(entry.path().strip_prefix(out).unwrap_or(entry.path()));
            let listed = hashes.get(&path);
            if !entry.file_type().is_file() || (listed.is_none() && !is_fingerprinted(&path)) {
                continue;
            }
            let bytes = platform::read_file_itself(entry.path());
            let bytes = bytes.map_err(|error| DiskError::new(Doing::Read, entry.path(), error))?;
            let hash = blake3::hash(&bytes).to_hex();
            let is_named = is_fingerprinted(&path)
                && path.split(['.', '/']).any(|part| part.len() >= SHORTEST_FINGERPRINT && hash.starts_with(part));
            if is_named || listed.is_some_and(|listed| *listed == *hash) {
                proven.insert(path);
            }
        }
        Ok(proven)
    }

    /// Writes a manifest: one record per line, so that `diff` can compare two of them.
    pub(super) fn bytes<'a>(records: impl Iterator<Item = &'a Record>, made_from: &MadeFrom) -> Vec<u8> {
        let lines: Vec<String> = records.map(json).collect();
        let (files, made_from) = (lines.join(",\n"), json(made_from));
        format!("{{\"version\":{VERSION},\"files\":[\n{files}\n],\"made_from\":{made_from}}}\n").into_bytes()
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and counts can always be written as JSON")
}

impl Built {
    /// Reads the manifest of the last build. Returns `None` if the folder has none.
    ///
    /// # Errors
    /// When the manifest cannot be read.
    pub fn read(folder: &Path) -> Result<Option<Self>, DiskError> {
        let path = folder.join(MANIFEST);
        let Some(bytes) = read_if_there(&path)? else { return Ok(None) };
        let Manifest { files, made_from, .. } = Manifest::parse(&bytes, &path)?;
        Ok(Some(Self { folder: folder.to_owned(), files, made_from }))
    }

    /// Reads one of the files.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, DiskError> {
        let file = self.folder.join(path);
        platform::read_file(&file).map_err(|error| DiskError::new(Doing::Read, &file, error))
    }
}

impl MadeFrom {
    /// Hashes the sources of a build. `names` gives the paths of notebooks and catalogue; `named` lists the files that
    /// notes link to.
    #[must_use]
    pub fn of(
        sources: &Sources,
        names: &BTreeMap<FileId, String>,
        assets: &Assets,
        named: &BTreeSet<String>,
        found: &BTreeMap<String, Attachment>,
    ) -> Self {
        let hash = |bytes: &[u8]| blake3::hash(bytes).to_hex()[..32].to_owned();
        let name = |id: FileId, file: &SourceFile| names.get(&id).unwrap_or(&file.path).clone();
        let texts = sources.iter().map(|(id, file)| (name(id, file), hash(file.text.as_bytes())));
        let assets = assets.by_name().map(|(name, file)| (format!("static/{name}"), hash(&file.bytes)));
        Self {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            sources: texts.chain(assets).collect(),
            attachments: named
                .iter()
                .map(|name| (name.clone(), found.get(name).map(|attachment| attachment.path.clone())))
                .collect(),
        }
    }

    /// Does the same as [`Self::of`] with the current files, for the linked files of `self`.
    ///
    /// # Errors
    /// When a linked file exists but cannot be read.
    pub fn now(
        &self,
        folders: Folders<'_>,
        sources: &Sources,
        names: &BTreeMap<FileId, String>,
        assets: &Assets,
    ) -> Result<Self, DiskError> {
        let named: BTreeSet<String> = self.attachments.keys().cloned().collect();
        // What `exclude` leaves out was not copied, and site.toml is compared too.
        let found = attachments(Folders { exclude: Some(&[]), ..folders }, &named, &mut Vec::new())?.found;
        Ok(Self::of(sources, names, assets, &named, &found))
    }

    /// Describes the first difference; `None` if there is none.
    #[must_use]
    pub fn difference(&self, now: &Self) -> Option<String> {
        if self.program.is_empty() {
            return Some("it was built by an older notewright".to_owned());
        }
        if self.program != now.program {
            return Some(format!("it was built by notewright {}, this is {}", self.program, now.program));
        }
        let source = difference(&self.sources, &now.sources);
        let attachment = || difference(&self.attachments, &now.attachments);
        source.or_else(attachment)
    }
}

/// Returns the first name with different values.
fn difference<T: PartialEq>(then: &BTreeMap<String, T>, now: &BTreeMap<String, T>) -> Option<String> {
    let gone = then.keys().find(|name| !now.contains_key(*name)).map(|name| format!("`{name}` is gone"));
    let other = || {
        let (name, _) = now.iter().find(|(name, value)| then.get(*name) != Some(*value))?;
        let what = if then.contains_key(name) { "has changed" } else { "is new" };
        Some(format!("`{name}` {what}"))
    };
    gone.or_else(other)
}
