//! The current state of the site: answers paths, renders pages on request, and finds the problems of a page.
//!
//! It takes a prepared site, and gives files and diagnostics. It does not watch files, and sends nothing.

use super::check_result::{CheckResult, Scope};
use super::dirty_pages::{self, DirtyPages, Paths};
use super::fallback::{Fallback, SearchFiles};
use super::file::{File, etag};
use super::rendered::{Page, Rendered};
use crate::build::{self, Prepared};
use crate::diagnostic::{self, Colour, Diagnostic, Format, Severity};
use crate::disk::{self, DiskError};
use crate::output::addresses::LinkableFiles;
use crate::output::check::{self, CheckedPage, PageFacts};
use crate::search::{self, Index};
use crate::site::routes::{self, Route, is_fingerprinted};
use crate::site::{OutputFile, SectionId};
use crate::source::{FileId, SourceFile, Span};
use crate::study::data_files;
use crate::study::deck::Deck;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// The site and all that is known of it.
pub(super) struct SiteState {
    /// The last site that could be read.
    pub prepared: Prepared,
    /// Error of the newer site, if it cannot be read.
    pub unreadable: Option<Diagnostic>,
    routes: HashMap<String, Route>,
    /// All files of the site except those of the search and of the cards.
    pub files: LinkableFiles,
    search: OnceLock<SearchFiles>,
    fallback: Fallback,
    rendered: Rendered,
    /// When a section was put in without looking for related sections again.
    pub edited: Option<Instant>,
    /// Number of the state; each update gets a new one.
    pub state: u64,
    /// Time of the last change to a file.
    pub changed: Instant,
    pub unchecked: DirtyPages,
    /// Whether a template has failed on a page since all pages could last be rendered.
    is_failing: AtomicBool,
}

/// An update of the site.
#[derive(Clone, Debug, Default)]
pub(super) struct Change {
    /// Changed files, or the path of the changed page. Empty if only related sections were recomputed.
    pub what: String,
    /// Pages of the sections with new text or links.
    pub sections: Vec<String>,
    /// Time that the update took.
    pub took: Duration,
    /// Former and new paths of the changed style sheets. Empty if any other asset changed too.
    pub styles: Vec<(String, String)>,
}

/// The answer to a path of the site.
pub(super) enum Answer {
    /// A file.
    File(File),
    /// A redirect to another path.
    Redirect(String),
    /// The path does not exist; this is the 404 page.
    NotFound(File),
    /// The page cannot be rendered and has no fallback.
    Broken(Vec<Problem>),
}

/// A diagnostic as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    pub severity: Severity,
    /// The text of the terminal, without colours.
    pub text: String,
    pub file: Option<String>,
    pub line: Option<usize>,
}

/// The state of an open page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct PageState {
    /// Entity tag of the page. `None` if it cannot be rendered and has no fallback.
    pub etag: Option<String>,
    /// Entity tag that the page would have if the changed style sheets still had their former paths.
    #[serde(skip)]
    pub etag_before_styles: Option<String>,
    /// Diagnostics of the page and of the whole site.
    pub problems: Vec<Problem>,
    /// File and line of the section, if an editor is configured.
    pub source: Option<(String, usize)>,
}

impl SiteState {
    pub(super) fn new(prepared: Prepared) -> Self {
        let mut current = Self {
            prepared,
            unreadable: None,
            routes: HashMap::new(),
            files: LinkableFiles::default(),
            search: OnceLock::new(),
            fallback: Fallback::default(),
            rendered: Rendered::default(),
            edited: None,
            state: 0,
            changed: Instant::now(),
            unchecked: DirtyPages { everything: true, ..DirtyPages::default() },
            is_failing: AtomicBool::new(false),
        };
        current.list_paths();
        current
    }

    fn list_paths(&mut self) {
        let site = &self.prepared.site;
        self.routes = site.routes().into_iter().map(|route| (site.path(route), route)).collect();
        self.files = self.prepared.linkable_files();
    }

    /// Applies the new text of a note if the change stays within one section. Otherwise changes nothing.
    pub(super) fn edit(&mut self, id: FileId, file: SourceFile) -> Option<Change> {
        let section = build::edit(&mut self.prepared, id, file)?;
        self.rendered.forget();
        self.forget_search();
        let now = Instant::now();
        self.edited = Some(now);
        self.changed = now;
        self.state += 1;
        self.unchecked.sections.insert(section);
        // It is not known which other pages fail.
        self.unchecked.everything |= *self.is_failing.get_mut();
        Some(Change { what: self.prepared.site.path(Route::Section(section)), ..Change::default() })
    }

    /// Returns whether a newly read site equals this one.
    pub(super) fn is_same(&self, next: &Prepared) -> bool {
        let now = &self.prepared;
        // After an edit, the related sections are not recomputed yet, so the sites differ.
        let is_whole = self.unreadable.is_none() && self.edited.is_none();
        is_whole
            && now.diagnostics == next.diagnostics
            && texts(now).eq(texts(next))
            && files(now).eq(files(next))
            && unfingerprinted(now).eq(unfingerprinted(next))
    }

    /// Replaces the site by a newly read one. If it could not be read, keeps the old site and stores the error.
    pub(super) fn replace(&mut self, next: Result<Prepared, DiskError>) -> Change {
        self.edited = None;
        self.state += 1;
        self.rendered.forget();
        match next {
            Ok(prepared) => {
                let former = std::mem::replace(&mut self.prepared, prepared);
                self.unreadable = None;
                self.forget_search();
                let former_files = std::mem::take(&mut self.files);
                self.list_paths();
                let paths = if former_files == self.files { Paths::Same } else { Paths::Changed };
                let sections = self.unchecked.add(&former, &self.prepared, paths);
                let site = &self.prepared.site;
                let sections = sections.into_iter().map(|section| site.path(Route::Section(section))).collect();
                let styles = changed_styles(&former, &self.prepared);
                if !*self.is_failing.get_mut() && !has_same_design(&former, &self.prepared) {
                    self.fallback.keep_renderer(former.renderer);
                }
                Change { sections, styles, ..Change::default() }
            }
            Err(error) => {
                self.unreadable = Some((&error).into());
                Change::default()
            }
        }
    }

    /// Records a finished check. A check of single sections stops at the first page that cannot be rendered.
    pub(super) fn record_check(&mut self, checked: &CheckResult) {
        self.unchecked.sections.clear();
        if checked.scope == Scope::Everything {
            self.unchecked.everything = false;
            if !checked.is_failing {
                *self.is_failing.get_mut() = false;
                self.fallback.forget_renderers();
            }
        }
    }

    fn forget_search(&mut self) {
        if let Some(files) = self.search.take() {
            self.fallback.keep_search(files);
        }
    }

    /// Answers a decoded path without its leading slash.
    pub(super) fn answer(&self, path: &str) -> Answer {
        let page = routes::file_of(path);
        if let Some(&route) = self.routes.get(&*page) {
            return self.page(&page, route).map_or_else(|mistake| self.broken(&mistake), Answer::File);
        }
        if let Some(bytes) = self.other_file(&page) {
            return Answer::File(File::new(&page, bytes));
        }
        if self.routes.contains_key(&routes::folder_page(path)) {
            return Answer::Redirect(format!("{path}/"));
        }
        // As the function of the distribution does: `n/47` is typed for `n/47.html`.
        if let Some(page) = routes::page_named(path).filter(|page| self.routes.contains_key(&**page)) {
            return Answer::Redirect(page);
        }
        let not_found = self.prepared.site.path(Route::NotFound);
        self.page(&not_found, Route::NotFound).map_or_else(|mistake| self.broken(&mistake), Answer::NotFound)
    }

    /// Renders a page, unless it was rendered since the last change; while its template fails, returns the fallback.
    fn page(&self, path: &str, route: Route) -> Result<File, Box<Diagnostic>> {
        let _turn = match self.rendered.page(path) {
            Page::Kept(file) => {
                self.keep(path, &file);
                return Ok(file);
            }
            Page::Missing(turn) => turn,
        };
        match self.render(route) {
            Ok((text, _)) => {
                let file = File::new(path, text.into_bytes().into());
                self.rendered.keep(path, &file);
                self.keep(path, &file);
                Ok(file)
            }
            Err(mistake) => self.fallback.page(&self.prepared.site, path, route).ok_or(mistake),
        }
    }

    /// Keeps a page that the check of all pages has rendered: a request may ask for it next.
    pub(super) fn keep_checked(&self, path: &str, text: String) {
        self.rendered.keep_if_room(path, &File::new(path, text.into_bytes().into()));
    }

    fn broken(&self, mistake: &Diagnostic) -> Answer {
        Answer::Broken(vec![self.to_problem(mistake)])
    }

    fn keep(&self, path: &str, file: &File) {
        if let Some(renderer) = &self.prepared.renderer {
            self.fallback.keep(path, file.clone(), Arc::clone(renderer.assets()));
        }
    }

    /// Returns an asset, an attachment, or a file of the search index or of the cards.
    fn other_file(&self, path: &str) -> Option<Arc<[u8]>> {
        let site = &self.prepared.site;
        if routes::is_search_file(path) || routes::is_study_file(path) {
            let current = self.search.get().and_then(|files| files.get(path).cloned());
            let former = || self.fallback.search_file(path);
            return current.or_else(former).or_else(|| self.search_files().get(path).cloned());
        }
        if let Some(asset) = self.prepared.renderer.as_ref()?.assets().at(path) {
            return Some(asset.bytes.as_slice().into());
        }
        if let Some(attachment) = site.attachments.values().find(|attachment| attachment.path == path) {
            return disk::attachment(attachment).ok().map(Into::into);
        }
        self.fallback.asset(path)
    }

    fn search_files(&self) -> &SearchFiles {
        self.search.get_or_init(|| {
            let site = &self.prepared.site;
            let mut files = search::files::files(&Index::new(site), site);
            if site.has_study_page() {
                files.extend(data_files::files(site, Deck::new(site)));
            }
            files.into_iter().map(|file| (file.path, file.bytes.into())).collect()
        })
    }

    pub(super) fn render(&self, route: Route) -> Result<(String, Vec<Diagnostic>), Box<Diagnostic>> {
        let Some(renderer) = &self.prepared.renderer else {
            let mistake = self.prepared.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
            let unknown = || Diagnostic::error("template", "the templates have a mistake");
            return Err(Box::new(mistake.cloned().unwrap_or_else(unknown)));
        };
        match renderer.pages(&self.prepared.site).render(route) {
            Ok(rendered) => Ok((rendered.text, rendered.diagnostics)),
            Err(mistake) => {
                self.is_failing.store(true, Ordering::Relaxed);
                Err(mistake)
            }
        }
    }

    /// Renders a page. Returns it with the diagnostics of rendering and its dead links.
    pub(super) fn rendered_file(&self, route: Route) -> Result<(File, Vec<Diagnostic>), Box<Diagnostic>> {
        let (text, mut found) = self.render(route)?;
        let path = self.prepared.site.path(route);
        found.extend(self.dead_links(route, &path, &text));
        Ok((File::new(&path, text.into_bytes().into()), found))
    }

    /// Returns the state of a page. `styles` are the style sheets whose paths changed.
    pub(super) fn page_state(&self, path: &str, styles: &[(String, String)]) -> PageState {
        let page = routes::file_of(path);
        let route = self.routes.get(&*page).copied().unwrap_or(Route::NotFound);
        // Many paths lead to one route: use the path of the route.
        let page = self.prepared.site.path(route);
        let mut state = PageState { source: self.source(route), ..PageState::default() };
        let mut found: Vec<Diagnostic> = Vec::new();
        match self.rendered_file(route) {
            Ok((file, diagnostics)) => {
                found = diagnostics;
                self.keep(&page, &file);
                state.etag_before_styles = etag_with_former_styles(&file, styles);
                state.etag = Some(file.etag);
            }
            Err(mistake) => {
                found.push(*mistake);
                state.etag = self.fallback.page(&self.prepared.site, &page, route).map(|file| file.etag);
            }
        }
        let belongs_to = |diagnostic: &&Diagnostic| diagnostic.span.is_some_and(|span| self.belongs_to(route, span));
        found.extend(self.prepared.diagnostics.iter().filter(belongs_to).cloned());
        diagnostic::sort(&mut found);
        found.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
        state.problems = self.unreadable.iter().chain(&found).map(|diagnostic| self.to_problem(diagnostic)).collect();
        state
    }

    /// Returns whether a span belongs to this page. Problems outside the notes belong to every page.
    fn belongs_to(&self, route: Route, span: Span) -> bool {
        let site = &self.prepared.site;
        if !self.prepared.notebooks.iter().any(|(id, _)| *id == span.file) {
            return true;
        }
        match route {
            Route::Section(id) => {
                let section = site.section(id);
                site.notebooks[id.notebook].file_of(section) == span.file && section.range.contains(&span.start)
            }
            Route::Notebook(index) => {
                let notebook = &site.notebooks[index];
                let first = notebook.sections.first().map_or(usize::MAX, |section| section.range.start);
                notebook.file == span.file && span.start < first
            }
            _ => false,
        }
    }

    fn source(&self, route: Route) -> Option<(String, usize)> {
        let site = &self.prepared.site;
        site.config.serve.editor.as_ref()?;
        match route {
            Route::Section(id) => {
                let section = site.section(id);
                Some((site.notebooks[id.notebook].path_of(section).to_owned(), section.line))
            }
            Route::Notebook(index) => Some((site.notebooks[index].path.clone(), 1)),
            _ => None,
        }
    }

    /// Finds the dead links of one page. Renders the pages of links with fragments too, to know their ids.
    fn dead_links(&self, route: Route, path: &str, text: &str) -> Vec<Diagnostic> {
        let Some(renderer) = &self.prepared.renderer else { return Vec::new() };
        let site = &self.prepared.site;
        let facts = check::facts(path, text, &self.files);
        let mut pages = Vec::new();
        for to in check::pages_with_linked_fragments(path, &facts, &self.files) {
            let Some(&route) = self.routes.get(&to).filter(|_| to != path) else { continue };
            let facts = self
                .render(route)
                .map_or_else(|_| PageFacts::default(), |(text, _)| check::facts(&to, &text, &self.files));
            // Only the ids of this page matter here.
            pages.push(CheckedPage { route, path: to, facts: PageFacts { addresses: Vec::new(), ..facts } });
        }
        pages.push(CheckedPage { route, path: path.to_owned(), facts });
        check::dead_links(site, renderer, &pages, &self.files)
    }

    fn to_problem(&self, diagnostic: &Diagnostic) -> Problem {
        let sources = &self.prepared.sources;
        let position = diagnostic.span.map(|span| sources.path_and_line(span));
        Problem {
            severity: diagnostic.severity,
            text: diagnostic::draw(diagnostic, sources, Format::Human, Colour::Off).trim_end().to_owned(),
            file: position.map(|(file, _)| file.to_owned()),
            line: position.map(|(_, line)| line),
        }
    }

    /// Returns the path of the section that contains a span.
    pub(super) fn section_at(&self, span: Span) -> Option<String> {
        let site = &self.prepared.site;
        let holds = |id: &SectionId| {
            let section = site.section(*id);
            site.notebooks[id.notebook].file_of(section) == span.file && section.range.contains(&span.start)
        };
        site.section_ids().find(holds).map(|id| site.path(Route::Section(id)))
    }
}

/// Returns the entity tag that a page would have with the former paths of style sheets.
fn etag_with_former_styles(file: &File, styles: &[(String, String)]) -> Option<String> {
    let mut text = str::from_utf8(&file.bytes).ok().filter(|_| !styles.is_empty())?.to_owned();
    for (former, now) in styles {
        text = text.replace(now, former);
    }
    Some(etag(text.as_bytes()))
}

fn texts(prepared: &Prepared) -> impl Iterator<Item = (&str, &str)> {
    prepared.sources.iter().map(|(_, file)| (file.path.as_str(), file.text.as_str()))
}

/// Returns the paths of assets and attachments. Except at the top level, a path changes with the content.
fn files(prepared: &Prepared) -> impl Iterator<Item = &str> {
    let assets = prepared.renderer.iter().flat_map(|renderer| renderer.assets().files());
    let attachments = prepared.site.attachments.values().map(|attachment| attachment.path.as_str());
    assets.map(|file| file.path.as_str()).chain(attachments)
}

/// Returns the assets without a fingerprint in their path.
fn unfingerprinted(prepared: &Prepared) -> impl Iterator<Item = &OutputFile> {
    let assets = prepared.renderer.iter().flat_map(|renderer| renderer.assets().files());
    assets.filter(|file| !is_fingerprinted(&file.path))
}

/// Returns whether templates, assets, site.toml and the catalogue are unchanged.
fn has_same_design(former: &Prepared, now: &Prepared) -> bool {
    dirty_pages::other_texts(former).eq(dirty_pages::other_texts(now)) && files(former).eq(files(now))
}

/// Returns the changed style sheets; nothing if any other asset changed.
fn changed_styles(former: &Prepared, now: &Prepared) -> Vec<(String, String)> {
    let (Some(former), Some(now)) = (&former.renderer, &now.renderer) else { return Vec::new() };
    let mut changed = Vec::new();
    for name in former.assets().names() {
        match (former.assets().path(name), now.assets().path(name)) {
            (Some(old), Some(new)) if old != new && name.ends_with(".css") => {
                changed.push((old.to_owned(), new.to_owned()));
            }
            (old, new) if old != new => return Vec::new(),
            _ => {}
        }
    }
    changed
}
