//! A prepared site -> the output folder, one single file, or only diagnostics.

use super::Prepared;
use super::pages::{finished, render_all};
use crate::diagnostic::Diagnostic;
use crate::disk::{self, DiskError, MadeFrom, OutputFolder, Report, SingleFile, Writing, Written};
use crate::output::bundle::{self, Bundle};
use crate::output::offline::Kept;
use crate::search::{self, Index};
use crate::site::routes::is_fingerprinted;
use crate::site::{OutputFile, Site};
use crate::source::Sources;
use crate::study::data_files;
use crate::study::deck::Deck;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::path::PathBuf;

/// The result of rendering a site, and perhaps of writing it.
#[derive(Debug)]
pub struct Outcome {
    /// All texts, for drawing the diagnostics.
    pub sources: Sources,
    /// The site that was rendered.
    pub site: Site,
    /// Everything that the author should know, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// What was written; `None` for a check, or if a page could not be rendered.
    pub written: Option<Written>,
}

impl Outcome {
    fn new(prepared: Prepared, diagnostics: Vec<Diagnostic>, written: Option<Written>) -> Self {
        Self { sources: prepared.sources, site: prepared.site, diagnostics, written }
    }
}

/// Makes the cards before the threads start: pages and data files share them.
fn make_cards(site: &Site) {
    if site.has_study_page() {
        let _made = Deck::new(site);
    }
}

/// Renders every page and checks every link; writes nothing. Reports an output folder that [`write()`] refuses because of what
/// it holds.
#[must_use]
pub fn check(mut prepared: Prepared) -> Outcome {
    make_cards(&prepared.site);
    let mut diagnostics = std::mem::take(&mut prepared.diagnostics);
    let precious: Vec<_> = prepared.precious.iter().map(PathBuf::as_path).collect();
    let refused = disk::refuse_precious(&prepared.out, &precious).err();
    diagnostics.extend(refused.map(|error| Diagnostic::from(&error)));
    let Ok(pages) = render_all(&prepared, |_| Ok::<(), Infallible>(()));
    let (_, diagnostics) = finished(&prepared, diagnostics, pages);
    Outcome::new(prepared, diagnostics, None)
}

/// Renders every page, checks every link, and writes the site. A site with a page that could not be made is not written.
///
/// # Errors
/// When the output folder is refused or cannot be written.
pub fn write(mut prepared: Prepared, writing: &Writing<'_>) -> Result<Outcome, DiskError> {
    let precious: Vec<_> = prepared.precious.iter().map(PathBuf::as_path).collect();
    let folder = OutputFolder::open(&prepared.out, &precious, writing)?;
    make_cards(&prepared.site);
    let diagnostics = std::mem::take(&mut prepared.diagnostics);
    let kept = prepared.site.is_offline().then(Kept::default);
    let put = |file: &OutputFile| {
        if let Some(kept) = &kept {
            kept.add(file);
        }
        folder.put(file)
    };
    let (pages, search) = rayon::join(
        || render_all(&prepared, put),
        || {
            let index = Index::new(&prepared.site);
            let mut files = search::files::files(&index, &prepared.site);
            if prepared.site.has_study_page() {
                files.extend(data_files::files(&prepared.site, Deck::new(&prepared.site)));
            }
            files.par_iter().map(put).collect::<Result<Vec<_>, _>>()
        },
    );
    let (all, diagnostics) = finished(&prepared, diagnostics, pages?);
    let (Some(mut all), Some(renderer)) = (all, &prepared.renderer) else {
        return Ok(Outcome::new(prepared, diagnostics, None));
    };
    all.extend(search?);
    for asset in renderer.assets().files() {
        // Files in the top folder are for machines. Some hosts do not serve all of them, such as `_headers`. A worker
        // that waited for such a file would never be installed.
        all.push(if is_fingerprinted(&asset.path) { put(asset)? } else { folder.put(asset)? });
    }
    let attachments: Vec<_> = prepared.site.attachments.values().collect();
    let mut copied = HashSet::new();
    for attachment in attachments.into_iter().filter(|attachment| copied.insert(&attachment.path)) {
        // It is read again: what is written is what its record says.
        let bytes = disk::attachment(attachment)?;
        all.push(put(&OutputFile { path: attachment.path.clone(), bytes })?);
    }
    if let Some(worker) = kept.as_ref().and_then(|kept| kept.worker(renderer.assets())) {
        all.push(folder.put(&worker)?);
    }
    let Prepared { sources, names, site, named_files, .. } = &prepared;
    let made_from = MadeFrom::of(sources, names, renderer.assets(), named_files, &site.attachments);
    let written = folder.finish(all, &made_from, site.config.build.durable)?;
    if let Some(key) = &prepared.key {
        folder.keep(key, &made_from, Report::of(site, &diagnostics));
    }
    drop(folder);
    Ok(Outcome::new(prepared, diagnostics, Some(written)))
}

/// Renders every page, checks every link, and writes one file with everything in it. A site with a page that could not be
/// made is not written.
///
/// # Errors
/// When the file is refused or cannot be written, or a file beside the notes cannot be read.
pub fn write_single_file(mut prepared: Prepared) -> Result<Outcome, DiskError> {
    let file = SingleFile::open(&prepared.out, bundle::MARK)?;
    let mut diagnostics = std::mem::take(&mut prepared.diagnostics);
    let Some(renderer) = &prepared.renderer else {
        return Ok(Outcome::new(prepared, diagnostics, None));
    };
    let site = &prepared.site;
    let bundle = Bundle::new(site, renderer.assets(), |attachment, most| match most {
        Some(most) => disk::small_attachment(attachment, most),
        None => disk::attachment(attachment).map(Some),
    })?;
    diagnostics.extend(left_out(&bundle, site));
    let part = |file: &OutputFile| {
        let part = bundle.part(&file.path, &String::from_utf8_lossy(&file.bytes));
        Ok::<_, Infallible>((file.path.clone(), part))
    };
    let (Ok(pages), index) =
        rayon::join(|| render_all(&prepared, part), || search::files::index_files(&Index::new(site), site));
    let around = renderer.pages(site).around_bundle(bundle::PARTS);
    let around = around.map_err(|mistake| diagnostics.push(*mistake));
    let (parts, diagnostics) = finished(&prepared, diagnostics, pages);
    let (Some(parts), Ok(around)) = (parts, around) else {
        return Ok(Outcome::new(prepared, diagnostics, None));
    };
    let mut parts: HashMap<String, Option<String>> = parts.into_iter().collect();
    let parts = bundle::parts(site).into_iter().filter_map(|route| parts.remove(&site.path(route)).flatten());
    let document = bundle.document(&around, &parts.collect::<Vec<_>>(), &index, renderer.assets());
    drop(bundle);
    let written = file.write(&document)?;
    Ok(Outcome::new(prepared, diagnostics, Some(written)))
}

fn left_out(bundle: &Bundle, site: &Site) -> Vec<Diagnostic> {
    let paths = bundle.left_out();
    let files = site.attachments.iter().filter(|(_, attachment)| paths.contains(attachment.path.as_str()));
    let note = |(name, _): (&String, _)| {
        let mebibytes = bundle::MOST_EMBEDDED / 1024 / 1024;
        Diagnostic::note("left-out", format!("`{name}` is larger than {mebibytes} MiB and is left out of the file"))
            .help("its links lead nowhere there; `notewright build` without `--single-file` copies it along")
    };
    files.map(note).collect()
}
