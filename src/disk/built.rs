//! The output folder -> what the last build wrote there, and what it was made from.

use super::DiskError;
use super::output::{MANIFEST, Record};
use super::read::attachments;
use crate::render::assets::Assets;
use crate::site::Attachment;
use crate::source::{FileId, SourceFile, Sources};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What the last build wrote. The files themselves may have changed since: compare them with their hashes.
#[derive(Clone, Debug)]
pub struct Built {
    /// The output folder.
    pub folder: PathBuf,
    /// Its files, by path.
    pub files: Vec<BuiltFile>,
    /// What they were made from.
    pub made_from: MadeFrom,
}

/// One file of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltFile {
    /// Relative to the output folder, with forward slashes.
    pub path: String,
    /// BLAKE3, in hexadecimal digits.
    pub hash: String,
    /// In bytes.
    pub size: u64,
    /// Content-Type.
    pub content_type: String,
    /// Cache-Control.
    pub cache: String,
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
            Err(error) => return Err(DiskError::new("read", &path, error)),
        };
        let manifest: super::output::Manifest = serde_json::from_slice(&bytes).map_err(|error| {
            let doing = format!("cannot read `{}`: {error}", path.display());
            DiskError::refusal(doing, "delete the output folder and build again")
        })?;
        let file = |record: Record| {
            let Record { path, hash, size, content_type, cache } = record;
            BuiltFile { path, hash, size, content_type, cache }
        };
        let files = manifest.files.into_iter().map(file).collect();
        Ok(Some(Self { folder: folder.to_owned(), files, made_from: manifest.made_from }))
    }

    /// The bytes of one of the files.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, DiskError> {
        let place = self.folder.join(path);
        std::fs::read(&place).map_err(|error| DiskError::new("read", &place, error))
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
