//! Finds and hashes the files that notes link to: pictures and downloads. It copies nothing.

use super::by_name::FilesByName;
use super::excluded::Excluded;
use super::links::{Boundary, Found};
use super::paths::slashed;
use super::{DiskError, Doing};
use crate::diagnostic::Diagnostic;
use crate::link::wiki_names;
use crate::parse::syntax;
use crate::render::assets::fingerprinted_with;
use crate::site::Attachment;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The code of a link to a file outside the notes folder.
pub(super) const ATTACHMENT_OUTSIDE: &str = "attachment-outside-notes";

/// Folders beside the notes whose files other tools have at the top of a site: Docusaurus, Hugo and Zola in `static`; Astro,
/// `VitePress` and Next.js in `public`. The last one is the folder of site.toml itself, as on GitHub and in Jekyll.
const TOPS: [&str; 3] = ["static", "public", ""];

/// Where linked files are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Folders<'a> {
    /// The folder of the notes.
    pub notes: &'a Path,
    /// The folder of site.toml. It counts if the notes are in it.
    pub site: &'a Path,
    /// The patterns under `exclude`.
    pub exclude: Option<&'a [String]>,
}

/// The files that notes link to.
#[derive(Debug, Default)]
pub struct Attachments {
    /// Those that are copied, by what the notes name.
    pub found: BTreeMap<String, Attachment>,
    /// Those that `exclude` leaves out.
    pub excluded: BTreeSet<String>,
}

/// Finds and hashes the files that notes name, by their path under the notes folder. Pictures may also be in the folder of
/// site.toml, and have their path there. Other files outside the notes folder are ignored with a warning.
///
/// # Errors
/// When a file exists but cannot be read.
pub fn attachments(
    folders: Folders<'_>,
    named: &BTreeSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Attachments, DiskError> {
    let mut attachments = Attachments::default();
    if named.is_empty() {
        return Ok(attachments);
    }
    let excluded = Excluded::new(folders.exclude);
    let mut finder = Finder::new(folders)?;
    for name in named {
        let Some(Place { source, path, is_in_notes }) = finder.find(name) else { continue };
        let inside = if is_in_notes { &finder.in_notes } else { &finder.in_site };
        if excluded.holds_linked(Path::new(&path)) && source.is_file() {
            attachments.excluded.insert(name.clone());
            continue;
        }
        let failed = |error| DiskError::new(Doing::Read, &source, error);
        match inside.open(&source).map_err(failed)? {
            Found::File(mut file) => {
                let mut hasher = blake3::Hasher::new();
                std::io::copy(&mut file, &mut hasher).map_err(failed)?;
                let path = fingerprinted_with(&path, &hasher.finalize());
                attachments.found.insert(name.clone(), Attachment { source, content: None, path });
            }
            Found::Outside if source.is_file() => diagnostics.push(
                Diagnostic::warning(
                    ATTACHMENT_OUTSIDE,
                    format!("`{name}` is a link to a file outside the notes folder"),
                )
                .help("it is not copied; put the file itself beside the notes"),
            ),
            Found::Outside | Found::NotAFile | Found::Nothing => {}
        }
    }
    Ok(attachments)
}

/// Looks for files by what notes call them.
struct Finder<'a> {
    folders: Folders<'a>,
    in_notes: Boundary,
    in_site: Boundary,
    /// All files under the notes folder, once one is looked for by its name.
    by_name: Option<FilesByName>,
}

/// Where a named file is or should be.
struct Place {
    source: PathBuf,
    /// Its path under the notes folder, or under that of site.toml.
    path: String,
    is_in_notes: bool,
}

impl<'a> Finder<'a> {
    fn new(folders: Folders<'a>) -> Result<Self, DiskError> {
        let inside = |folder| Boundary::new(folder).map_err(|error| DiskError::new(Doing::ReadFolder, folder, error));
        Ok(Self { folders, in_notes: inside(folders.notes)?, in_site: inside(folders.site)?, by_name: None })
    }

    /// Finds a named file. `None` if a wiki link names no file.
    fn find(&mut self, name: &str) -> Option<Place> {
        let Folders { notes, site, .. } = self.folders;
        let written = wiki_names::name_of_key(name).unwrap_or(name);
        let in_notes = |below: &Path| Place { source: notes.join(below), path: slashed(below), is_in_notes: true };
        let as_written = in_notes(Path::new(written));
        if as_written.source.is_file() {
            return Some(as_written);
        }
        let is_wiki_link = written.len() < name.len();
        let is_shown = syntax::is_shown(written);
        // A wiki link names a file by the end of its path, and so do pictures of Obsidian.
        let files = (is_wiki_link || is_shown).then(|| &*self.by_name.get_or_insert_with(|| FilesByName::under(notes)));
        if let Some(found) = files.and_then(|files| files.find(written)) {
            return Some(in_notes(found));
        }
        if is_shown && self.in_site.contains(notes) {
            let mut tops = TOPS.iter().map(|top| Path::new(top).join(written));
            if let Some(path) = tops.find(|path| site.join(path).is_file()) {
                return Some(Place { source: site.join(&path), path: slashed(&path), is_in_notes: false });
            }
        }
        let last = written.rsplit('/').next().unwrap_or(written);
        if let Some(found) = files.and_then(|files| files.find(last)) {
            return Some(in_notes(found));
        }
        // A path from the top of the repository begins with the folder of the notes.
        let from_top = notes.parent().map(|top| top.join(written));
        if let Some(below) = from_top.as_ref().and_then(|from_top| from_top.strip_prefix(notes).ok()) {
            return Some(in_notes(below));
        }
        (!is_wiki_link).then_some(as_written)
    }
}
