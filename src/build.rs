//! The five steps for one site: read, parse, link ([`prepare`]), then render and write ([`write()`], [`check`]).
//!
//! [`incremental`] puts an edit into a prepared site. [`fallback`] replaces files with errors by their last usable version.

mod fallback;
mod incremental;
mod pages;
mod pictures;
mod write;

pub use fallback::UsableTexts;
pub use incremental::edit;
pub use write::{Outcome, check, write, write_single_file};

use crate::catalogue::Catalogue;
use crate::config::{Config, span_of};
use crate::diagnostic::Diagnostic;
use crate::disk::{self, AttachmentFolders, Attachments, BuildKey, DiskError, Drafts, Input, Options, Watched};
use crate::link::{self, SiteFiles};
use crate::output::addresses::LinkableFiles;
use crate::output::root_files;
use crate::parse::{self, Notebook};
use crate::render::assets::Assets;
use crate::render::{self, Renderer};
use crate::site::{Site, SiteForm};
use crate::source::{FileId, Sources, Span};
use crate::study::lock;
use crate::suggest::nearest;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

/// A site after read, parse and link, ready to be rendered.
pub struct Prepared {
    /// All texts, for drawing diagnostics.
    pub sources: Sources,
    /// The site.
    pub site: Site,
    /// `None` if a template has errors; the diagnostics name it.
    pub renderer: Option<Renderer>,
    /// Everything found while reading, parsing and linking.
    pub diagnostics: Vec<Diagnostic>,
    /// The path of each notebook on disk.
    pub notebooks: Vec<(FileId, PathBuf)>,
    /// The names of notebooks and catalogue in the manifest.
    pub names: BTreeMap<FileId, String>,
    /// The output folder, or the one file that everything goes into.
    pub out: PathBuf,
    /// Files and folders that the output must not overwrite.
    pub precious: Vec<PathBuf>,
    /// Files beside the notes that notes link to, existing or not.
    pub named_files: BTreeSet<String>,
    /// The files and folders that the site was made from.
    pub watched: Watched,
    /// The fallback for site.toml, the catalogue and the templates if the next versions have errors.
    pub usable: UsableTexts,
    /// What the result of a build is kept under; `None`: it is not kept.
    pub key: Option<BuildKey>,
    /// Number of pages made so far, for the progress bar.
    pub pages_made: Arc<AtomicUsize>,
}

impl Prepared {
    /// Returns the files that pages can link to: pages, assets, and attachments. Those of the search and of the cards are not
    /// among them, because only scripts load them.
    pub(crate) fn linkable_files(&self) -> LinkableFiles {
        let site = &self.site;
        let pages = site.routes().into_iter().map(|route| site.path(route));
        let assets = self.renderer.iter().flat_map(|renderer| renderer.assets().files()).map(|file| file.path.clone());
        let attachments = site.attachments.values().map(|attachment| attachment.path.clone());
        LinkableFiles::new(site.base_path(), pages.chain(assets).chain(attachments))
    }
}

/// Why a site cannot be prepared.
#[derive(Debug)]
pub enum Stop {
    /// The system refused a file or folder.
    Disk(DiskError),
    /// site.toml has errors.
    Config(Box<(Sources, Vec<Diagnostic>)>),
}

impl From<DiskError> for Stop {
    fn from(error: DiskError) -> Self {
        Self::Disk(error)
    }
}

/// Reads, parses and links a site that will be published in this form.
///
/// # Errors
/// When files cannot be read or site.toml has errors. Mistakes in notes, catalogue and templates are diagnostics.
pub fn prepare(options: &Options, form: SiteForm) -> Result<Prepared, Stop> {
    prepare_read(options, read(options)?, form)
}

/// Reads a site.
///
/// # Errors
/// When files cannot be read or site.toml has errors.
pub fn read(options: &Options) -> Result<Input, Stop> {
    let input = disk::read(options)?;
    if !input.is_configured {
        return Err(Stop::Config(Box::new((input.sources, input.diagnostics))));
    }
    Ok(input)
}

/// Parses and links a site that was read.
///
/// # Errors
/// When files that notes link to cannot be read.
pub fn prepare_read(options: &Options, input: Input, form: SiteForm) -> Result<Prepared, Stop> {
    Ok(prepared(options, input, form, UsableTexts::default())?)
}

/// Prepares a site again after files have changed. If site.toml, the catalogue or the templates have errors, `before`
/// replaces them and the errors are among the diagnostics.
///
/// # Errors
/// When files cannot be read.
pub fn prepare_again(options: &Options, before: UsableTexts) -> Result<Prepared, DiskError> {
    prepared(options, disk::read_or(options, Some(&before.site_toml))?, SiteForm::Folder, before)
}

fn prepared(options: &Options, input: Input, form: SiteForm, before: UsableTexts) -> Result<Prepared, DiskError> {
    let mut assets = input.assets();
    let watched = Watched::of(options, &input);
    let Input {
        mut sources,
        config,
        site_toml,
        notebooks: files,
        names,
        catalogue,
        catalogue_scope,
        templates,
        words,
        notes_folder,
        not_read,
        out,
        mut diagnostics,
        ..
    } = input;
    let notebooks = read_notebooks(&files, &sources, &config, options.drafts, &mut diagnostics);
    let notebook_paths: Vec<(FileId, PathBuf)> = files.into_iter().map(|(_, file, path)| (file, path)).collect();
    let named_files = named_files(published(&notebooks));
    diagnostics.extend(Input::files_not_read(&not_read, &named_files));
    let mut usable = UsableTexts { site_toml, ..before };
    let mut catalogue = match catalogue {
        Some(file) => usable.catalogue(file, sources.get(file), &mut diagnostics),
        None => Catalogue::default(),
    };
    catalogue.scope = catalogue_scope;
    let exclude = config.notes.exclude.as_deref();
    let folders = AttachmentFolders { notes: &notes_folder, site: &options.root, exclude };
    let site_files = site_files(folders, &named_files, &notebooks, &assets, &mut diagnostics)?;
    let (mut site, found) = link::link(config, catalogue, notebooks, site_files, form);
    diagnostics.extend(found);
    diagnostics.extend(keep_lock(&mut site, disk::read_lock(&options.root)?.as_deref()));
    diagnostics.extend(nothing_to_show(&site));
    diagnostics.extend(root_files::leave_out_conflicts(&site, &mut assets));
    let interface = Arc::new(usable.interface(&words, &templates, &mut sources, &mut diagnostics));
    let assets = Arc::new(assets.with_words(&interface, &site));
    let renderer = usable.renderer(&templates, &assets, &interface, &mut sources, &mut diagnostics);
    diagnostics.extend(render::misnamed_templates(&templates, &sources));
    diagnostics.extend(render::untranslated_templates(&templates, &site.languages(), &interface, &sources));
    diagnostics.extend(missing_style_sheet(&site, &assets, &sources));
    Ok(Prepared {
        sources,
        site,
        renderer,
        diagnostics,
        precious: precious(options, notes_folder, &notebook_paths),
        notebooks: notebook_paths,
        names,
        out,
        named_files,
        watched,
        usable,
        key: None,
        pages_made: Arc::default(),
    })
}

/// The files that notes link to, the pictures that are written in notes, and what else linking needs to know.
fn site_files(
    folders: AttachmentFolders<'_>,
    named: &BTreeSet<String>,
    notebooks: &[Notebook],
    assets: &Assets,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<SiteFiles, DiskError> {
    let Attachments { found: mut attachments, excluded } = disk::attachments(folders, named, diagnostics)?;
    attachments.extend(pictures::written_in(published(notebooks)));
    Ok(SiteFiles { attachments, excluded, has_own_robots: root_files::has_own_robots(assets) })
}

/// The files and folders that a build must not overwrite.
fn precious(options: &Options, notes_folder: PathBuf, notebooks: &[(FileId, PathBuf)]) -> Vec<PathBuf> {
    let own = ["site.toml"].into_iter().chain(disk::OWN_FOLDERS).map(|name| options.root.join(name));
    own.chain([notes_folder]).chain(notebooks.iter().map(|(_, path)| path.clone())).collect()
}

/// Reports the style sheet of site.toml if it is not in `static/`. Pages are then shown without it.
fn missing_style_sheet(site: &Site, assets: &Assets, sources: &Sources) -> Option<Diagnostic> {
    let css = site.config.site.css.as_deref().filter(|css| assets.path(css).is_none())?;
    let help = match nearest(css, assets.names().filter(|name| name.ends_with(".css"))) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "`css` is the path of a file in `static/`, such as `css/own.css`".to_owned(),
    };
    let diagnostic = Diagnostic::error("style-sheet-missing", format!("there is no file `static/{css}`")).help(help);
    let site_toml = sources.iter().find(|(_, file)| file.path == "site.toml");
    let span = site_toml.and_then(|(id, file)| Some(Span::new(id, span_of(&file.text, &["site", "css"])?)));
    Some(match span {
        Some(span) => diagnostic.at(span),
        None => diagnostic,
    })
}

/// Parses all files, and makes one notebook of each folder of numbered files.
fn read_notebooks(
    files: &[(String, FileId, PathBuf)],
    sources: &Sources,
    config: &Config,
    drafts: Drafts,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Notebook> {
    let parse = |(id, file, _): &(String, FileId, PathBuf)| {
        let (mut notebook, found) = parse::parse(id.clone(), *file, sources.get(*file), config);
        notebook.front_matter.draft &= drafts == Drafts::LeftOut;
        (notebook, found)
    };
    let parsed: Vec<(Notebook, Vec<Diagnostic>)> = files.par_iter().map(parse).collect();
    let (notebooks, found): (Vec<Notebook>, Vec<Vec<Diagnostic>>) =
        parse::folder::gather(parsed, sources, config).into_iter().unzip();
    diagnostics.extend(found.into_iter().flatten());
    notebooks
}

/// Warns of a site without notebooks. An empty notebook has a diagnostic of its own.
fn nothing_to_show(site: &Site) -> Option<Diagnostic> {
    let message = match site.drafts.as_slice() {
        _ if !site.notebooks.is_empty() => return None,
        [only] => format!("there is nothing to show: the only notebook, `{only}`, is a draft"),
        drafts => format!("there is nothing to show: all {} notebooks are drafts", drafts.len()),
    };
    let help = "remove `draft: true` from the front matter of a notebook to publish it";
    Some(Diagnostic::warning("nothing-to-show", message).help(help))
}

/// The notebooks that are no drafts. What only a draft names is not published either.
fn published(notebooks: &[Notebook]) -> impl Iterator<Item = &Notebook> {
    notebooks.iter().filter(|notebook| !notebook.front_matter.draft)
}

/// The files beside the notes that notes link to, by their path under the notes folder. A link to a notebook leads to its
/// pages, so no Markdown file is among them: it would publish the source, even of a draft or of an excluded note.
fn named_files<'a>(notebooks: impl Iterator<Item = &'a Notebook>) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for notebook in notebooks {
        let parts = notebook.parts.iter().map(|part| &part.introduction);
        for body in std::iter::once(&notebook.introduction).chain(parts) {
            link::named_files(body, &notebook.id, &mut named);
        }
        for section in &notebook.sections {
            link::named_files(&section.body, notebook.note_of(section), &mut named);
        }
    }
    named.retain(|path| !path.rsplit_once('.').is_some_and(|(_, extension)| parse::is_note(extension)));
    named
}

/// Compares a site with its lock, and adds the redirects of the lock.
fn keep_lock(site: &mut Site, text: Option<&str>) -> Vec<Diagnostic> {
    match text.map(lock::parse) {
        None => Vec::new(),
        Some(Ok(lock)) => {
            site.redirects.extend(lock::redirects(&lock, &site.notebooks));
            site.changes = lock::changed(&lock, &site.notebooks);
            lock::diagnostics(&lock, &site.notebooks)
        }
        Some(Err(error)) => {
            let message = format!("cannot read `{}`: {error}", disk::LOCK);
            vec![Diagnostic::error("lock-invalid", message).help("delete it, then run `notewright lock`")]
        }
    }
}
