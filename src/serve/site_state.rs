//! The site as it is now: what each of its paths gives, rendered when it is asked for, and what is wrong with it.

use super::check_result::{CheckResult, Scope};
use super::dirty_pages::{self, DirtyPages};
use super::file::{File, etag};
use super::last_good::LastGood;
use crate::build::{self, Prepared};
use crate::diagnostic::{self, Colour, Diagnostic, Format, Severity};
use crate::disk::{self, DiskError};
use crate::output::check::{self, CheckedPage, PageFacts};
use crate::render::Renderer;
use crate::search::{self, Index};
use crate::site::routes::{self, Route, is_fingerprinted};
use crate::site::{OutputFile, SectionId};
use crate::source::{FileId, SourceFile, Span};
use crate::study::data_files;
use crate::study::deck::Deck;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Templates are known to be good for all pages a moment after a save: more former ones do not wait for that.
const FORMER_RENDERERS: usize = 3;

/// The site and all that is known of it.
pub(super) struct SiteState {
    /// The last site that could be read.
    pub prepared: Prepared,
    /// Why a newer one cannot be read.
    pub unreadable: Option<Diagnostic>,
    routes: HashMap<String, Route>,
    /// Every path of the site but those of search.
    pub paths: HashSet<String>,
    search: OnceLock<HashMap<String, Arc<[u8]>>>,
    /// The search files before the last change: open pages may still need some.
    former_search: Option<HashMap<String, Arc<[u8]>>>,
    last_good: Mutex<LastGood>,
    /// With the templates before those that may fail, newest first.
    former_renderers: Vec<Renderer>,
    /// When a section was put in without looking for related sections again.
    pub edited: Option<Instant>,
    /// Another number for each state that the site was in.
    pub state: u64,
    /// When a file last changed.
    pub changed: Instant,
    pub unchecked: DirtyPages,
    /// Whether a template has failed on a page since all pages could be made.
    is_failing: AtomicBool,
}

/// A change that was taken in.
#[derive(Clone, Debug, Default)]
pub(super) struct Change {
    /// Files, or the section's page; empty when nothing but related sections can be new.
    pub what: String,
    /// The pages of sections whose text or links are others than before, when files are named.
    pub sections: Vec<String>,
    /// How long it took.
    pub took: Duration,
    /// Style sheets under their former and their new address, when all other assets are the same.
    pub styles: Vec<(String, String)>,
}

/// What a path of the site gives.
pub(super) enum Answer {
    /// A file.
    File(File),
    /// Another address.
    Redirect(String),
    /// Nothing; the page that says so.
    NotFound(File),
    /// A page that cannot be made and never could, and why.
    Broken(Vec<Problem>),
}

/// A diagnostic as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    pub severity: Severity,
    /// As in the terminal, without colours.
    pub text: String,
    pub file: Option<String>,
    pub line: Option<usize>,
}

/// What an open page is told about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct PageState {
    /// Its entity tag; none when it cannot be made now and is not kept as it was.
    pub etag: Option<String>,
    /// What its entity tag would be if the style sheets that changed were still at their former addresses.
    #[serde(skip)]
    pub etag_before_styles: Option<String>,
    /// What is wrong with it or with the whole site.
    pub problems: Vec<Problem>,
    /// Where its section begins: file and line, when an editor can open it.
    pub source: Option<(String, usize)>,
}

impl SiteState {
    pub(super) fn new(prepared: Prepared) -> Self {
        let mut current = Self {
            prepared,
            unreadable: None,
            routes: HashMap::new(),
            paths: HashSet::new(),
            search: OnceLock::new(),
            former_search: None,
            last_good: Mutex::default(),
            edited: None,
            state: 0,
            changed: Instant::now(),
            unchecked: DirtyPages { everything: true, ..DirtyPages::default() },
            former_renderers: Vec::new(),
            is_failing: AtomicBool::new(false),
        };
        current.list_paths();
        current
    }

    fn list_paths(&mut self) {
        let site = &self.prepared.site;
        self.routes = site.routes().into_iter().map(|route| (site.path(route), route)).collect();
        self.paths = self.routes.keys().cloned().chain(files(&self.prepared).map(str::to_owned)).collect();
    }

    /// Puts a note's new text in, if that cannot reach beyond one section; else nothing is done.
    pub(super) fn edit(&mut self, id: FileId, file: SourceFile) -> Option<Change> {
        let section = build::edit(&mut self.prepared, id, file)?;
        self.forget_search();
        let now = Instant::now();
        self.edited = Some(now);
        self.changed = now;
        self.state += 1;
        self.unchecked.sections.insert(section);
        // Which other pages fail is not known one by one.
        self.unchecked.everything |= *self.is_failing.get_mut();
        Some(Change { what: self.prepared.site.path(Route::Section(section)), ..Change::default() })
    }

    /// Whether a site that was read anew is the same as this one.
    pub(super) fn is_same(&self, next: &Prepared) -> bool {
        let now = &self.prepared;
        // Related sections that are still to be found are not in it.
        let is_whole = self.unreadable.is_none() && self.edited.is_none();
        is_whole
            && now.diagnostics == next.diagnostics
            && texts(now).eq(texts(next))
            && files(now).eq(files(next))
            && at_top(now).eq(at_top(next))
    }

    /// Takes the site as it was read anew. If it cannot be read, the last one stays.
    pub(super) fn replace(&mut self, next: Result<Prepared, DiskError>) -> Change {
        self.edited = None;
        self.state += 1;
        match next {
            Ok(prepared) => {
                let former = std::mem::replace(&mut self.prepared, prepared);
                self.unreadable = None;
                self.forget_search();
                let former_paths = std::mem::take(&mut self.paths);
                self.list_paths();
                let sections = self.unchecked.add(&former, &self.prepared, former_paths == self.paths);
                let site = &self.prepared.site;
                let sections = sections.into_iter().map(|section| site.path(Route::Section(section))).collect();
                let styles = changed_styles(&former, &self.prepared);
                if !*self.is_failing.get_mut() && !has_same_looks(&former, &self.prepared) {
                    self.former_renderers.truncate(FORMER_RENDERERS - 1);
                    self.former_renderers.splice(0..0, former.renderer);
                }
                Change { sections, styles, ..Change::default() }
            }
            Err(error) => {
                self.unreadable = Some((&error).into());
                Change::default()
            }
        }
    }

    /// Pages were checked. A check of some ends before a page that cannot be made.
    pub(super) fn was_checked(&mut self, checked: &CheckResult) {
        self.unchecked.sections.clear();
        if checked.scope == Scope::Everything {
            self.unchecked.everything = false;
            if !checked.is_failing {
                *self.is_failing.get_mut() = false;
                self.former_renderers.clear();
            }
        }
    }

    fn forget_search(&mut self) {
        if let Some(files) = self.search.take() {
            self.former_search = Some(files);
        }
    }

    /// What a path gives, the slash before it left out, decoded.
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
        let not_found = self.prepared.site.path(Route::NotFound);
        self.page(&not_found, Route::NotFound).map_or_else(|mistake| self.broken(&mistake), Answer::NotFound)
    }

    /// A page; where its template fails, as it was before.
    fn page(&self, path: &str, route: Route) -> Result<File, Box<Diagnostic>> {
        match self.render(route) {
            Ok((text, _)) => {
                let file = File::new(path, text.into_bytes().into());
                self.keep(path, &file);
                Ok(file)
            }
            Err(mistake) => self.as_it_was(path, route).ok_or(mistake),
        }
    }

    /// A page that cannot be made now: its last good bytes, or, if nobody has asked for it lately, what the templates before
    /// make of it.
    fn as_it_was(&self, path: &str, route: Route) -> Option<File> {
        let kept = self.last_good().page(path);
        kept.or_else(|| {
            let mut renderers = self.former_renderers.iter();
            let rendered = renderers.find_map(|renderer| renderer.render(&self.prepared.site, route).ok())?;
            Some(File::new(path, rendered.text.into_bytes().into()))
        })
    }

    fn broken(&self, mistake: &Diagnostic) -> Answer {
        Answer::Broken(vec![self.problem(mistake)])
    }

    fn keep(&self, path: &str, file: &File) {
        if let Some(renderer) = &self.prepared.renderer {
            self.last_good().keep(path, file.clone(), Arc::clone(renderer.assets()));
        }
    }

    fn last_good(&self) -> MutexGuard<'_, LastGood> {
        self.last_good.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An asset, a file beside the notes, or a file of the search index or of the cards.
    fn other_file(&self, path: &str) -> Option<Arc<[u8]>> {
        let site = &self.prepared.site;
        if routes::is_search_file(path) || routes::is_study_file(path) {
            let is_entry = path == routes::SEARCH_ENTRY || path == routes::STUDY_ENTRY;
            let former = self.former_search.as_ref().filter(|_| !is_entry);
            let current = self.search.get().and_then(|files| files.get(path));
            return current.or_else(|| former?.get(path)).or_else(|| self.search_files().get(path)).cloned();
        }
        if let Some(asset) = self.prepared.renderer.as_ref()?.assets().at(path) {
            return Some(asset.bytes.as_slice().into());
        }
        if let Some(attachment) = site.attachments.values().find(|attachment| attachment.path == path) {
            return disk::attachment(&attachment.source).ok().map(Into::into);
        }
        let former = self.former_renderers.iter().find_map(|renderer| renderer.assets().at(path));
        former.map(|file| file.bytes.as_slice().into()).or_else(|| self.last_good().asset(path))
    }

    fn search_files(&self) -> &HashMap<String, Arc<[u8]>> {
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
        match renderer.render(&self.prepared.site, route) {
            Ok(rendered) => Ok((rendered.text, rendered.diagnostics)),
            Err(mistake) => {
                self.is_failing.store(true, Ordering::Relaxed);
                Err(mistake)
            }
        }
    }

    /// A page, and what rendering it and checking its links finds.
    pub(super) fn made(&self, route: Route) -> Result<(File, Vec<Diagnostic>), Box<Diagnostic>> {
        let (text, mut found) = self.render(route)?;
        let path = self.prepared.site.path(route);
        found.extend(self.dead_links(route, &path, &text));
        Ok((File::new(&path, text.into_bytes().into()), found))
    }

    /// What a page is told about itself, after these style sheets have changed their addresses.
    pub(super) fn page_state(&self, path: &str, styles: &[(String, String)]) -> PageState {
        let page = routes::file_of(path);
        let route = self.routes.get(&*page).copied().unwrap_or(Route::NotFound);
        // Whatever was asked for: what is shown is the page of this route.
        let page = self.prepared.site.path(route);
        let mut state = PageState { source: self.source(route), ..PageState::default() };
        let mut found: Vec<Diagnostic> = Vec::new();
        match self.made(route) {
            Ok((file, diagnostics)) => {
                found = diagnostics;
                self.keep(&page, &file);
                state.etag_before_styles = before_styles(&file, styles);
                state.etag = Some(file.etag);
            }
            Err(mistake) => {
                found.push(*mistake);
                state.etag = self.as_it_was(&page, route).map(|file| file.etag);
            }
        }
        let concerns = |diagnostic: &&Diagnostic| diagnostic.span.is_some_and(|span| self.concerns(route, span));
        found.extend(self.prepared.diagnostics.iter().filter(concerns).cloned());
        diagnostic::sort(&mut found);
        found.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
        state.problems = self.unreadable.iter().chain(&found).map(|diagnostic| self.problem(diagnostic)).collect();
        state
    }

    /// Whether the author looks at this place while reading this page. Mistakes outside notes concern every page.
    fn concerns(&self, route: Route, span: Span) -> bool {
        let site = &self.prepared.site;
        let Some((_, notebook)) = site.notebooks.iter().enumerate().find(|(_, notebook)| notebook.file == span.file)
        else {
            return !self.prepared.notebooks.iter().any(|(id, _)| *id == span.file);
        };
        match route {
            Route::Section(id) => {
                let section = site.section(id);
                site.notebooks[id.notebook].file == span.file && section.place.contains(&span.start)
            }
            Route::Notebook(index) => {
                let first = notebook.sections.first().map_or(usize::MAX, |section| section.place.start);
                site.notebooks[index].file == span.file && span.start < first
            }
            _ => false,
        }
    }

    fn source(&self, route: Route) -> Option<(String, usize)> {
        let site = &self.prepared.site;
        site.config.serve.editor.as_ref()?;
        match route {
            Route::Section(id) => Some((site.notebooks[id.notebook].path.clone(), site.section(id).line)),
            Route::Notebook(index) => Some((site.notebooks[index].path.clone(), 1)),
            _ => None,
        }
    }

    /// Dead links of one page. Pages that its links name a place on are rendered too.
    fn dead_links(&self, route: Route, path: &str, text: &str) -> Vec<Diagnostic> {
        let site = &self.prepared.site;
        let facts = check::facts(text);
        let mut pages = Vec::new();
        for to in check::pages_with_named_places(site, path, &facts) {
            let Some(&route) = self.routes.get(&to).filter(|_| to != path) else { continue };
            let facts = self.render(route).map_or_else(|_| PageFacts::default(), |(text, _)| check::facts(&text));
            // Only what they offer to links matters here.
            pages.push(CheckedPage { route, path: to, facts: PageFacts { addresses: Vec::new(), ..facts } });
        }
        pages.push(CheckedPage { route, path: path.to_owned(), facts });
        check::dead_links(site, &pages, &self.paths)
    }

    fn problem(&self, diagnostic: &Diagnostic) -> Problem {
        let sources = &self.prepared.sources;
        let place = diagnostic.span.map(|span| sources.place(span));
        Problem {
            severity: diagnostic.severity,
            text: diagnostic::draw(diagnostic, sources, Format::Human, Colour::Off).trim_end().to_owned(),
            file: place.map(|(file, _)| file.to_owned()),
            line: place.map(|(_, line)| line),
        }
    }

    /// The page of the section that a place is in.
    pub(super) fn section_at(&self, span: Span) -> Option<String> {
        let site = &self.prepared.site;
        let notebook = site.notebooks.iter().position(|notebook| notebook.file == span.file)?;
        let sections = &site.notebooks[notebook].sections;
        let section = sections.partition_point(|section| section.place.start <= span.start).checked_sub(1)?;
        let is_inside = sections[section].place.contains(&span.start);
        is_inside.then(|| site.path(Route::Section(SectionId { notebook, section })))
    }
}

/// The entity tag that a page would have if style sheets were still at their former addresses.
fn before_styles(file: &File, styles: &[(String, String)]) -> Option<String> {
    let mut text = str::from_utf8(&file.bytes).ok().filter(|_| !styles.is_empty())?.to_owned();
    for (former, now) in styles {
        text = text.replace(now, former);
    }
    Some(etag(text.as_bytes()))
}

fn texts(prepared: &Prepared) -> impl Iterator<Item = (&str, &str)> {
    prepared.sources.iter().map(|(_, file)| (file.path.as_str(), file.text.as_str()))
}

/// Files that are no pages; but for those at the top, their addresses change with their content.
fn files(prepared: &Prepared) -> impl Iterator<Item = &str> {
    let assets = prepared.renderer.iter().flat_map(|renderer| renderer.assets().files());
    let attachments = prepared.site.attachments.values().map(|attachment| attachment.path.as_str());
    assets.map(|file| file.path.as_str()).chain(attachments)
}

/// Files whose addresses say nothing of their content.
fn at_top(prepared: &Prepared) -> impl Iterator<Item = &OutputFile> {
    let assets = prepared.renderer.iter().flat_map(|renderer| renderer.assets().files());
    assets.filter(|file| !is_fingerprinted(&file.path))
}

/// Whether templates, assets and what else concerns all pages are the same.
fn has_same_looks(former: &Prepared, now: &Prepared) -> bool {
    dirty_pages::other_texts(former).eq(dirty_pages::other_texts(now)) && files(former).eq(files(now))
}

/// Style sheets under another name now, if all other assets are the same.
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
