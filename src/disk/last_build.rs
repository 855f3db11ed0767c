//! What the last build into an output folder was made from, wrote and said. A build that would change nothing is known by
//! it, and is not made again.
//!
//! It is kept in the user's cache folder, since an output folder may be published, and diagnostics quote drafts. It can be
//! deleted at any time. A record that cannot be kept or read costs a whole build, and nothing else.

use super::attachments::{ATTACHMENT_OUTSIDE, Folders, attachments};
use super::input::{Input, Options};
use super::journal::{STAGING, is_inside};
use super::manifest::{MANIFEST, MadeFrom, Manifest};
use super::paths::absolute;
use super::platform::Privacy;
use super::stamp::Stamp;
use super::{DiskError, Interrupt, Waiting, lock, platform, read_if_there, read_lock};
use crate::diagnostic::Diagnostic;
use crate::site::Site;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Records that no build has used for this time are deleted.
const LONGEST_KEPT: Duration = Duration::from_hours(24 * 60);

/// Everything that a build is made from, as one hash: the program, the options, and every file that is read. Files that
/// notes link to are not among it, since only a build knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildKey {
    hash: String,
    /// Number of texts. Diagnostics about others cannot be said again.
    texts: usize,
}

/// What a build said.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Everything that the author should know, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// Number of sections of the site.
    pub sections: usize,
    /// Number of services that it names.
    pub services: usize,
}

/// The record of a build.
#[derive(Debug, Deserialize, Serialize)]
struct LastBuild {
    key: String,
    /// Files that notes link to, with their path in the site; `None` for missing files.
    attachments: BTreeMap<String, Option<String>>,
    /// Hash of the manifest.
    manifest: String,
    /// Every file of the site.
    files: Vec<(String, Stamp)>,
    report: Report,
}

/// The state of an output folder.
struct State {
    manifest: String,
    files: Vec<(String, Stamp)>,
}

impl Report {
    /// What the build of a site said.
    #[must_use]
    pub fn of(site: &Site, diagnostics: &[Diagnostic]) -> Self {
        let (sections, services) = (site.section_ids().count(), site.named_services().len());
        Self { diagnostics: diagnostics.to_vec(), sections, services }
    }
}

impl BuildKey {
    /// Hashes what a site is made from.
    ///
    /// # Errors
    /// When the lock of the numbers cannot be read.
    pub fn of(options: &Options, input: &Input) -> Result<Self, DiskError> {
        let mut hasher = blake3::Hasher::new();
        let mut add = |part: &[u8]| {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        };
        add(program().as_bytes());
        add(format!("{:?}", (fs::canonicalize(&options.root).ok(), options, &input.notes_folder, &input.not_read))
            .as_bytes());
        for (_, file) in input.sources.iter() {
            add(file.path.as_bytes());
            add(format!("{:?} {:?}", file.encoding, file.line_breaks).as_bytes());
            add(file.text.as_bytes());
        }
        add(format!("{:?} {:?} {:?}", input.names, input.templates, input.words).as_bytes());
        for (name, bytes) in &input.assets {
            add(name.as_bytes());
            add(bytes);
        }
        for diagnostic in &input.diagnostics {
            add(diagnostic.message.as_bytes());
        }
        add(read_lock(&options.root)?.unwrap_or_default().as_bytes());
        Ok(Self { hash: hasher.finalize().to_hex().to_string(), texts: input.sources.iter().count() })
    }
}

/// Returns the number of files of the last build and what it said, if a build now would write the same bytes and say the
/// same. Waits for another build into the folder.
///
/// # Errors
/// When the output folder cannot be locked, or a file that notes link to cannot be read.
pub fn unchanged(key: &BuildKey, input: &Input, waiting: &Waiting<'_>) -> Result<Option<(usize, Report)>, DiskError> {
    let out = absolute(&input.out)?;
    if !out.is_dir() {
        return Ok(None);
    }
    let _lock = lock::lock(&out, waiting, &Interrupt::default())?;
    let Some(last) = record(&out).and_then(|path| read(&path)).filter(|last| last.key == key.hash) else {
        return Ok(None);
    };
    let is_written = manifest_hash(&out)?.as_ref() == Some(&last.manifest)
        && last.files.par_iter().all(|(path, stamp)| stamp_of(&out.join(path)) == Some(*stamp));
    if !is_written || out.join(STAGING).exists() {
        return Ok(None);
    }
    let mut found = Vec::new();
    let named = last.attachments.keys().cloned().collect();
    let exclude = input.config.notes.exclude.as_deref();
    let folders = Folders { notes: &input.notes_folder, site: &input.root, exclude };
    let now = attachments(folders, &named, &mut found)?.found;
    let is_same = |(name, path): (&String, &Option<String>)| now.get(name).map(|now| &now.path) == path.as_ref();
    let says_the_same = outside_notes(&last.report.diagnostics).eq(outside_notes(&found));
    let is_current = says_the_same && last.attachments.iter().all(is_same);
    Ok(is_current.then_some((last.files.len(), last.report)))
}

/// Returns the paths of the files in a locked output folder that are as the last build wrote them.
pub(super) fn written(out: &Path) -> Vec<String> {
    let files = record(out).and_then(|path| read(&path)).map(|last| last.files).unwrap_or_default();
    let is_as_written = |(path, stamp): &(String, Stamp)| {
        is_inside(path) && path != MANIFEST && stamp_of(&out.join(path)) == Some(*stamp)
    };
    files.into_iter().filter(is_as_written).map(|(path, _)| path).collect()
}

/// Keeps what a build into a locked folder said.
pub(super) fn keep(out: &Path, key: &BuildKey, made_from: &MadeFrom, report: Report) {
    let is_of_texts = |diagnostic: &Diagnostic| {
        let fix = diagnostic.fix.as_ref().map(|fix| fix.span);
        [diagnostic.span, fix].into_iter().flatten().all(|span| span.file.index() < key.texts)
    };
    let Some(state) = State::of(out).filter(|_| report.diagnostics.iter().all(is_of_texts)) else { return };
    let last = LastBuild {
        key: key.hash.clone(),
        attachments: made_from.attachments.clone(),
        manifest: state.manifest,
        files: state.files,
        report,
    };
    if let (Some(path), Ok(bytes)) = (record(out), serde_json::to_vec(&last)) {
        // A cache that cannot be written is no error: the next build makes everything again.
        let _ = write(&path, &bytes);
    }
}

impl State {
    /// Looks at all files of the last build. `None` if the folder has none, or they cannot be looked at.
    fn of(out: &Path) -> Option<Self> {
        let path = out.join(MANIFEST);
        let bytes = read_if_there(&path).ok()??;
        let manifest = Manifest::parse(&bytes, &path).ok()?;
        let stamped = |record: super::Record| Some((record.path.clone(), stamp_of(&out.join(&record.path))?));
        let files = manifest.files.into_par_iter().map(stamped).collect::<Option<Vec<_>>>()?;
        Some(Self { manifest: blake3::hash(&bytes).to_hex().to_string(), files })
    }
}

fn outside_notes(diagnostics: &[Diagnostic]) -> impl Iterator<Item = &str> {
    diagnostics.iter().filter(|found| found.code == ATTACHMENT_OUTSIDE).map(|found| found.message.as_str())
}

/// Names this very program: another one of the same version may write other bytes.
fn program() -> String {
    let path = std::env::current_exe().ok();
    let stamp = path.as_deref().and_then(stamp_of);
    format!("{} {path:?} {stamp:?}", env!("CARGO_PKG_VERSION"))
}

fn manifest_hash(out: &Path) -> Result<Option<String>, DiskError> {
    Ok(read_if_there(&out.join(MANIFEST))?.map(|bytes| blake3::hash(&bytes).to_hex().to_string()))
}

fn stamp_of(path: &Path) -> Option<Stamp> {
    path.symlink_metadata().ok().map(|data| Stamp::of(&data))
}

/// The path of the record of an output folder. `None` without a cache folder.
fn record(out: &Path) -> Option<PathBuf> {
    let name = blake3::hash(out.as_os_str().as_encoded_bytes()).to_hex();
    Some(dirs::cache_dir()?.join("notewright").join("builds").join(format!("{name}.json")))
}

fn read(path: &Path) -> Option<LastBuild> {
    serde_json::from_slice(&platform::read_file(path).ok()?).ok()
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(folder)?.flatten() {
        let age = entry.metadata().ok().and_then(|data| data.modified().ok()?.elapsed().ok());
        if age.is_some_and(|age| age > LONGEST_KEPT) {
            fs::remove_file(entry.path())?;
        }
    }
    // Diagnostics quote drafts: the record is for its owner only.
    let new = path.with_extension(std::process::id().to_string());
    platform::new_file(&new, Privacy::Owner)?.write_all(bytes)?;
    fs::rename(new, path)
}
