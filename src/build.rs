//! The five verbs in order, for one site: read, parse, link, render, write.

use crate::catalogue::{self, Catalogue};
use crate::config::PrintPages;
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::disk::{self, DiskError, Input, MadeFrom, Options, OutputFolder, SingleFile, Watched, Written};
use crate::link::{self, SiteFiles};
use crate::output::bundle::{self, Bundle};
use crate::output::check::{self, CheckedPage, PageFacts};
use crate::output::offline::Kept;
use crate::output::root_files;
use crate::parse::{self, Notebook, incremental};
use crate::render::assets::Assets;
use crate::render::{self, Rendered, Renderer};
use crate::search::{self, Index};
use crate::site::routes::{Route, is_fingerprinted, is_page};
use crate::site::{OutputFile, SectionId, Site};
use crate::source::{FileId, SourceFile, Sources};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A site that is ready to be rendered.
pub struct Prepared {
    /// All texts, for drawing diagnostics.
    pub sources: Sources,
    /// The site.
    pub site: Site,
    /// None when a template is broken; the diagnostics say which.
    pub renderer: Option<Renderer>,
    /// What the author should know so far.
    pub diagnostics: Vec<Diagnostic>,
    /// Where each notebook is on disk.
    pub notebooks: Vec<(FileId, PathBuf)>,
    /// What a build calls notebooks and catalogue.
    pub names: BTreeMap<FileId, String>,
    /// The output folder, or the one file that everything goes into.
    pub out: PathBuf,
    /// Files and folders that the output must not touch.
    pub precious: Vec<PathBuf>,
    /// Files beside the notes that notes name, whether they are there or not.
    pub named_files: BTreeSet<String>,
    /// What the site was made from.
    pub watched: Watched,
    /// What can stand in for files that cannot be used next time.
    pub usable: Usable,
    /// How many pages were made so far.
    pub pages_made: Arc<AtomicUsize>,
}

/// The texts that a site was made with, of the files that concern all of it: a preview goes on with them while the author
/// works on new ones.
#[derive(Clone, Debug, Default)]
pub struct Usable {
    /// site.toml; empty where there is none.
    pub site_toml: String,
    /// The catalogue; none while every one had mistakes.
    pub catalogue: Option<SourceFile>,
    /// The site's own templates, by name; none while they never could be read.
    pub templates: Option<BTreeMap<String, SourceFile>>,
}

/// Why a site cannot be prepared.
#[derive(Debug)]
pub enum Stop {
    /// The machine's trouble.
    Disk(DiskError),
    /// site.toml has mistakes.
    Config(Box<(Sources, Vec<Diagnostic>)>),
}

impl From<DiskError> for Stop {
    fn from(error: DiskError) -> Self {
        Self::Disk(error)
    }
}

/// Read, parse, link.
///
/// # Errors
/// When files cannot be read or site.toml has mistakes. Mistakes in notes, catalogue and templates are diagnostics.
pub fn prepare(options: &Options) -> Result<Prepared, Stop> {
    let input = disk::read(options)?;
    if !input.is_configured {
        return Err(Stop::Config(Box::new((input.sources, input.diagnostics))));
    }
    Ok(prepared(options, input, Usable::default())?)
}

/// The same for a site that could be prepared before. Where site.toml, the catalogue or the templates have mistakes, which
/// are among the diagnostics, what was usable stands in for them.
///
/// # Errors
/// When files cannot be read.
pub fn prepare_again(options: &Options, before: Usable) -> Result<Prepared, DiskError> {
    prepared(options, disk::read_or(options, Some(&before.site_toml))?, before)
}

fn prepared(options: &Options, input: Input, before: Usable) -> Result<Prepared, DiskError> {
    let mut assets = input.assets();
    let watched = Watched::of(options, &input);
    let Input {
        mut sources,
        config,
        site_toml,
        notebooks,
        names,
        catalogue,
        catalogue_scope,
        templates,
        notes_folder,
        out,
        mut diagnostics,
        ..
    } = input;
    let parsed: Vec<(Notebook, Vec<Diagnostic>)> = notebooks
        .par_iter()
        .map(|(id, file, _)| parse::parse(id.clone(), *file, sources.get(*file), &config))
        .collect();
    let mut named_files = BTreeSet::new();
    let mut read = Vec::with_capacity(parsed.len());
    for (notebook, found) in parsed {
        diagnostics.extend(found);
        let bodies = notebook.sections.iter().map(|section| &section.body);
        let introductions = notebook.parts.iter().map(|part| &part.introduction).chain([&notebook.introduction]);
        for body in bodies.chain(introductions) {
            link::named_files(body, &notebook.id, &mut named_files);
        }
        read.push(notebook);
    }
    // A link to a notebook leads to its pages; its Markdown is not copied, least of all a draft's.
    for (_, _, path) in &notebooks {
        if let Ok(path) = path.strip_prefix(&notes_folder) {
            named_files.remove(&path.to_string_lossy().replace('\\', "/"));
        }
    }
    let mut usable = Usable { site_toml, ..before };
    let mut catalogue = match catalogue {
        Some(file) => usable.catalogue(file, sources.get(file), &mut diagnostics),
        None => Catalogue::default(),
    };
    catalogue.scope = catalogue_scope;
    let attachments = disk::attachments(&notes_folder, &named_files, &mut diagnostics)?;
    let files = SiteFiles { attachments, has_own_robots: root_files::has_own_robots(&assets) };
    let (site, found) = link::link(config, catalogue, read, files);
    diagnostics.extend(found);
    diagnostics.extend(root_files::leave_out_conflicts(&site, &mut assets));
    let assets = Arc::new(assets);
    let renderer = usable.renderer(&templates, &assets, &mut sources, &mut diagnostics);
    diagnostics.extend(render::misnamed_templates(&templates, &sources));
    let notebooks = notebooks.into_iter().map(|(_, file, path)| (file, path)).collect::<Vec<_>>();
    let mut precious =
        vec![options.root.join("site.toml"), options.root.join("templates"), options.root.join("static"), notes_folder];
    precious.extend(notebooks.iter().map(|(_, path)| path.clone()));
    Ok(Prepared {
        sources,
        site,
        renderer,
        diagnostics,
        notebooks,
        names,
        out,
        precious,
        named_files,
        watched,
        usable,
        pages_made: Arc::default(),
    })
}

impl Usable {
    /// The catalogue, or the last one without mistakes.
    fn catalogue(&mut self, id: FileId, file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Catalogue {
        let (catalogue, found) = catalogue::parse(id, file);
        let has_mistakes = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        diagnostics.extend(found);
        match &self.catalogue {
            Some(usable) if has_mistakes => catalogue::parse(id, usable).0,
            None if has_mistakes => catalogue,
            _ => {
                self.catalogue = Some(file.clone());
                catalogue
            }
        }
    }

    /// What renders with the templates, or with the last ones that could be read.
    fn renderer(
        &mut self,
        templates: &BTreeMap<String, FileId>,
        assets: &Arc<Assets>,
        sources: &mut Sources,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Renderer> {
        match Renderer::new(templates, Arc::clone(assets), sources) {
            Ok(renderer) => {
                let texts = templates.iter().map(|(name, file)| (name.clone(), sources.get(*file).clone()));
                self.templates = Some(texts.collect());
                Some(renderer)
            }
            Err(mistakes) => {
                diagnostics.extend(mistakes);
                let usable = self.templates.clone()?;
                let templates = usable.into_iter().map(|(name, file)| (name, sources.add(file))).collect();
                Renderer::new(&templates, Arc::clone(assets), sources).ok()
            }
        }
    }
}

/// Puts a notebook's new text into a site, if only one section differs and nothing outside it can. None, and nothing is
/// done, when the site must be prepared anew. Related sections are left as they were.
pub fn edit(prepared: &mut Prepared, file: FileId, after: SourceFile) -> Option<SectionId> {
    let Prepared { sources, site, diagnostics, .. } = prepared;
    let notebook = site.notebooks.iter().position(|notebook| notebook.file == file)?;
    let edit = incremental::edit(&site.notebooks[notebook], &sources.get(file).text, &after.text, &site.config)?;
    let section = SectionId { notebook, section: edit.section };
    let (before, moves, mut found) = (edit.before.clone(), edit.moves, edit.diagnostics.clone());
    found.extend(link::replace(site, notebook, edit)?);
    // What is said of a section's number hangs on the other numbers, which are the same.
    let is_outdated = |diagnostic: &Diagnostic| {
        let is_inside = diagnostic.span.is_some_and(|span| span.file == file && before.contains(&span.start));
        is_inside && !diagnostic.code.starts_with("number-")
    };
    diagnostics.retain(|diagnostic| !is_outdated(diagnostic));
    for diagnostic in diagnostics.iter_mut() {
        let spans = diagnostic.span.iter_mut().chain(diagnostic.fix.iter_mut().map(|fix| &mut fix.span));
        spans.filter(|span| span.file == file && span.start >= before.end).for_each(|span| moves.span(span));
    }
    diagnostics.extend(found);
    sources.replace(file, after);
    Some(section)
}

/// What rendering, and perhaps writing, a site came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Everything that the author should know, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// What was written; none when nothing was to be, or a page could not be made.
    pub written: Option<Written>,
}

/// Renders every page and checks every link; writes nothing.
#[must_use]
pub fn check(prepared: &mut Prepared) -> Outcome {
    let diagnostics = std::mem::take(&mut prepared.diagnostics);
    let Ok(pages) = render_all(prepared, |_| Ok::<(), Infallible>(()));
    Outcome { diagnostics: finished(prepared, diagnostics, pages).1, written: None }
}

/// Renders every page, checks every link, and writes the site. A site with a page that could not be made is not written.
///
/// # Errors
/// When the output folder is refused or cannot be written.
pub fn write(prepared: &mut Prepared) -> Result<Outcome, DiskError> {
    let precious: Vec<_> = prepared.precious.iter().map(PathBuf::as_path).collect();
    let folder = OutputFolder::open(&prepared.out, &precious)?;
    let diagnostics = std::mem::take(&mut prepared.diagnostics);
    let kept = prepared.site.config.site.offline.then(Kept::default);
    let put = |file: &OutputFile| {
        if let Some(kept) = &kept {
            kept.add(file);
        }
        folder.put(file)
    };
    let (pages, search) = rayon::join(
        || render_all(prepared, put),
        || {
            let index = Index::new(&prepared.site);
            search::files::files(&index, &prepared.site).par_iter().map(put).collect::<Result<Vec<_>, _>>()
        },
    );
    let (all, diagnostics) = finished(prepared, diagnostics, pages?);
    let (Some(mut all), Some(renderer)) = (all, &prepared.renderer) else {
        return Ok(Outcome { diagnostics, written: None });
    };
    all.extend(search?);
    for asset in renderer.assets().files() {
        // What stands at the top is for machines, and some hosts keep it to themselves, such as `_headers`: a worker that
        // waited for it would never be installed.
        all.push(if is_fingerprinted(&asset.path) { put(asset)? } else { folder.put(asset)? });
    }
    let attachments: Vec<_> = prepared.site.attachments.values().collect();
    let mut copied = HashSet::new();
    for attachment in attachments.into_iter().filter(|attachment| copied.insert(&attachment.path)) {
        // It is read again: what is written is what its record says.
        let bytes = disk::attachment(&attachment.source)?;
        all.push(put(&OutputFile { path: attachment.path.clone(), bytes })?);
    }
    if let Some(worker) = kept.as_ref().and_then(|kept| kept.worker(renderer.assets())) {
        all.push(folder.put(&worker)?);
    }
    let Prepared { sources, names, site, named_files, .. } = &*prepared;
    let made_from = MadeFrom::of(sources, names, renderer.assets(), named_files, &site.attachments);
    Ok(Outcome { diagnostics, written: Some(folder.finish(all, &made_from)?) })
}

/// Renders every page, checks every link, and writes one file with everything in it. A site with a page that could not be
/// made is not written.
///
/// # Errors
/// When the file is refused or cannot be written, or a file beside the notes cannot be read.
pub fn write_single_file(prepared: &mut Prepared) -> Result<Outcome, DiskError> {
    let file = SingleFile::open(&prepared.out, bundle::MARK)?;
    // Everything is on one page anyway.
    prepared.site.config.build.print = PrintPages::Never;
    prepared.site.config.site.offline = false;
    let mut diagnostics = std::mem::take(&mut prepared.diagnostics);
    let Some(renderer) = &prepared.renderer else { return Ok(Outcome { diagnostics, written: None }) };
    let site = &prepared.site;
    let bundle = Bundle::new(site, renderer.assets(), |attachment, most| match most {
        Some(most) => disk::small_attachment(&attachment.source, most),
        None => disk::attachment(&attachment.source).map(Some),
    })?;
    diagnostics.extend(left_out(&bundle, site));
    let part = |file: &OutputFile| {
        let part = bundle.part(&file.path, &String::from_utf8_lossy(&file.bytes));
        Ok::<_, Infallible>((file.path.clone(), part))
    };
    let (Ok(pages), index) =
        rayon::join(|| render_all(prepared, part), || search::files::index_files(&Index::new(site), site));
    let around = renderer.around_bundle(site, bundle::PARTS);
    let around = around.map_err(|mistake| diagnostics.push(*mistake));
    let (parts, diagnostics) = finished(prepared, diagnostics, pages);
    let (Some(parts), Ok(around)) = (parts, around) else { return Ok(Outcome { diagnostics, written: None }) };
    let mut parts: HashMap<String, Option<String>> = parts.into_iter().collect();
    let parts = bundle::parts(site).into_iter().filter_map(|route| parts.remove(&site.path(route)).flatten());
    let document = bundle.document(&around, &parts.collect::<Vec<_>>(), &index, renderer.assets());
    Ok(Outcome { diagnostics, written: Some(file.write(&document)?) })
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

/// A page that was made and handed on.
struct Page<T> {
    checked: CheckedPage,
    diagnostics: Vec<Diagnostic>,
    /// None when the page could not be made.
    handed_on: Option<T>,
}

fn render_all<T: Send, E: Send>(
    prepared: &Prepared,
    hand_on: impl Fn(&OutputFile) -> Result<T, E> + Sync,
) -> Result<Vec<Page<T>>, E> {
    let Some(renderer) = &prepared.renderer else { return Ok(Vec::new()) };
    prepared
        .site
        .routes()
        .into_par_iter()
        .map(|route| {
            let page = page(renderer, &prepared.site, route, &hand_on);
            prepared.pages_made.fetch_add(1, Ordering::Relaxed);
            page
        })
        .collect()
}

fn page<T, E>(
    renderer: &Renderer,
    site: &Site,
    route: Route,
    hand_on: &impl Fn(&OutputFile) -> Result<T, E>,
) -> Result<Page<T>, E> {
    match renderer.render(site, route) {
        Ok(Rendered { path, text, diagnostics }) => {
            let facts = if is_page(&path) { check::facts(&text) } else { PageFacts::default() };
            let handed_on = Some(hand_on(&OutputFile { path: path.clone(), bytes: text.into_bytes() })?);
            Ok(Page { checked: CheckedPage { route, path, facts }, diagnostics, handed_on })
        }
        Err(mistake) => {
            let checked = CheckedPage { route, path: site.path(route), facts: PageFacts::default() };
            Ok(Page { checked, diagnostics: vec![*mistake], handed_on: None })
        }
    }
}

/// All diagnostics in order, and what was handed on if every page could be made.
fn finished<T>(
    prepared: &Prepared,
    mut diagnostics: Vec<Diagnostic>,
    pages: Vec<Page<T>>,
) -> (Option<Vec<T>>, Vec<Diagnostic>) {
    let mut checked = Vec::with_capacity(pages.len());
    let mut handed_on = Some(Vec::with_capacity(pages.len()));
    let is_complete = prepared.renderer.is_some();
    for page in pages {
        diagnostics.extend(page.diagnostics);
        checked.push(page.checked);
        match (page.handed_on, &mut handed_on) {
            (Some(one), Some(all)) => all.push(one),
            _ => handed_on = None,
        }
    }
    if let Some(renderer) = prepared.renderer.as_ref().filter(|_| handed_on.is_some()) {
        let pages = checked.iter().map(|page| page.path.clone());
        let assets = renderer.assets().files().map(|file| file.path.clone());
        let attachments = prepared.site.attachments.values().map(|attachment| attachment.path.clone());
        let paths: HashSet<String> = pages.chain(assets).chain(attachments).collect();
        diagnostics.extend(check::dead_links(&prepared.site, &checked, &paths));
    }
    diagnostic::sort(&mut diagnostics);
    (handed_on.filter(|_| is_complete), diagnostics)
}
