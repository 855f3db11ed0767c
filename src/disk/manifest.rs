//! `.notewright.json`, the manifest of an output folder: which files the last build wrote, and what they were made from.
//!
//! It marks the folder as ours, tells a deploy whether the build is current, and tells the next build what it may replace.

use super::input::attachments;
use super::{DiskError, Doing};
use crate::hosting::content_type::{cache_rule, content_type};
use crate::render::assets::Assets;
use crate::site::Attachment;
use crate::source::{FileId, SourceFile, Sources};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file that marks a folder as ours.
pub(super) const MANIFEST: &str = ".notewright.json";

/// The list of files that a build wrote, and what they were made from.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Manifest {
    /// The form of this file.
    version: u32,
    pub(super) files: Vec<Record>,
    /// Builds before deploys did not say.
    #[serde(default)]
    pub(super) made_from: MadeFrom,
}

/// One file of a build.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Record {
    /// Path relative to the output folder, with forward slashes.
    pub path: String,
    /// BLAKE3 hash of the content, in hexadecimal digits.
    pub hash: String,
    /// Size in bytes.
    pub size: u64,
    /// Content-Type.
    pub content_type: String,
    /// Cache-Control.
    pub cache: String,
}

/// What the last build wrote. The files themselves may have changed since: compare them with their hashes.
#[derive(Clone, Debug)]
pub struct Built {
    /// The output folder.
    pub folder: PathBuf,
    /// Its files, by path.
    pub files: Vec<Record>,
    /// What they were made from.
    pub made_from: MadeFrom,
}

/// All that the bytes of a site come from, so that a build can be told to be out of date without building again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct MadeFrom {
    /// The version of notewright.
    pub program: String,
    /// Hashes of site.toml, notes, catalogue, templates, style sheets and scripts, by path: notes and catalogue as
    /// `notes/…`, wherever they are, all others relative to the site.
    pub sources: BTreeMap<String, String>,
    /// Files beside the notes that notes name, and their path in the site; none for those that are not there.
    pub attachments: BTreeMap<String, Option<String>>,
}

impl Record {
    /// The record of a file with this content hash and this size in bytes.
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
    /// Reads a manifest; `path` is named in the error.
    ///
    /// # Errors
    /// When the bytes are not a manifest.
    pub(super) fn parse(bytes: &[u8], path: &Path) -> Result<Self, DiskError> {
        serde_json::from_slice(bytes).map_err(|error| {
            let doing = format!("cannot read `{}`: {error}", path.display());
            DiskError::refusal(doing, "delete the output folder and build again")
        })
    }

    /// The manifest's file content: one record a line, so that two manifests can be compared with `diff`.
    pub(super) fn bytes<'a>(records: impl Iterator<Item = &'a Record>, made_from: &MadeFrom) -> Vec<u8> {
        let lines: Vec<String> = records.map(json).collect();
        let (files, made_from) = (lines.join(",\n"), json(made_from));
        format!("{{\"version\":1,\"files\":[\n{files}\n],\"made_from\":{made_from}}}\n").into_bytes()
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and counts can always be written as JSON")
}

impl Built {
    /// Reads what the last build wrote; none when nothing was built there.
    ///
    /// # Errors
    /// When the folder's manifest cannot be read.
    pub fn read(folder: &Path) -> Result<Option<Self>, DiskError> {
        let path = folder.join(MANIFEST);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
            Err(error) => return Err(DiskError::new(Doing::Read, &path, error)),
        };
        let Manifest { files, made_from, .. } = Manifest::parse(&bytes, &path)?;
        Ok(Some(Self { folder: folder.to_owned(), files, made_from }))
    }

    /// The bytes of one of the files.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, DiskError> {
        let place = self.folder.join(path);
        std::fs::read(&place).map_err(|error| DiskError::new(Doing::Read, &place, error))
    }
}

impl MadeFrom {
    /// What a build of these texts and assets, on which `named` files are mentioned, is made from. `names` has those of
    /// notebooks and catalogue.
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

    /// The same as [`Self::of`], read from disk as it is now; the files beside the notes are those of `self`.
    ///
    /// # Errors
    /// When a file beside the notes is there and cannot be read.
    pub fn now(
        &self,
        notes_folder: &Path,
        sources: &Sources,
        names: &BTreeMap<FileId, String>,
        assets: &Assets,
    ) -> Result<Self, DiskError> {
        let named: BTreeSet<String> = self.attachments.keys().cloned().collect();
        let found = attachments(notes_folder, &named, &mut Vec::new())?;
        Ok(Self::of(sources, names, assets, &named, &found))
    }

    /// What is not the same in both, in words; none if nothing is.
    #[must_use]
    pub fn difference(&self, now: &Self) -> Option<String> {
        if self.program.is_empty() {
            return Some("an older notewright built it".to_owned());
        }
        if self.program != now.program {
            return Some(format!("notewright {} built it, this is {}", self.program, now.program));
        }
        let source = difference(&self.sources, &now.sources);
        let attachment = || difference(&self.attachments, &now.attachments);
        source.or_else(attachment)
    }
}

/// The first name whose values are not the same.
fn difference<T: PartialEq>(then: &BTreeMap<String, T>, now: &BTreeMap<String, T>) -> Option<String> {
    let gone = then.keys().find(|name| !now.contains_key(*name)).map(|name| format!("`{name}` is gone"));
    let other = || {
        let (name, _) = now.iter().find(|(name, value)| then.get(*name) != Some(*value))?;
        let what = if then.contains_key(name) { "has changed" } else { "is new" };
        Some(format!("`{name}` {what}"))
    };
    gone.or_else(other)
}
