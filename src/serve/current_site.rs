//! The site as it is now: what each of its paths gives, rendered when it is asked for, and what is wrong with it.

use crate::build::{self, Prepared, Stop};
use crate::check::{self, CheckedPage, PageFacts};
use crate::content_type::{cache_rule, content_type};
use crate::diagnostic::{self, Colour, Diagnostic, Format, Severity};
use crate::disk;
use crate::search::{self, Index};
use crate::site::Route;
use crate::source::{FileId, SourceFile, Sources, Span};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// The site and all that is known of it.
pub(super) struct CurrentSite {
    /// The last site that could be made.
    pub prepared: Prepared,
    /// Why a newer one cannot be made.
    pub broken: Option<(Sources, Vec<Diagnostic>)>,
    routes: HashMap<String, Route>,
    /// Every path of the site but those of search.
    paths: HashSet<String>,
    search: OnceLock<HashMap<String, Arc<[u8]>>>,
    /// The search files before the last change: open pages may still need some.
    former_search: Option<HashMap<String, Arc<[u8]>>>,
    /// When a section was put in without looking for related sections again.
    pub edited: Option<Instant>,
}

/// A change that was taken in.
#[derive(Clone, Debug, Default)]
pub(super) struct Change {
    /// Files, or the section's page; empty when nothing but related sections can be new.
    pub what: String,
    /// How long it took.
    pub took: Duration,
    /// What is wrong now and was not before.
    pub diagnostics: Vec<Diagnostic>,
    /// Style sheets under their former and their new address, when nothing else changed.
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
    /// A page that cannot be made, and why.
    Broken(Vec<Problem>),
}

/// A file of the site.
pub(super) struct File {
    pub bytes: Arc<[u8]>,
    pub content_type: &'static str,
    pub cache_rule: &'static str,
    /// Entity tag, without quotes (RFC 9110, section 8.8.3).
    pub etag: String,
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
    /// Its entity tag; none when it cannot be made now.
    pub etag: Option<String>,
    /// What is wrong with it or with the whole site.
    pub problems: Vec<Problem>,
    /// Where its section begins: file and line, when an editor can open it.
    pub source: Option<(String, usize)>,
}

impl CurrentSite {
    pub(super) fn new(prepared: Prepared) -> Self {
        let mut current = Self {
            prepared,
            broken: None,
            routes: HashMap::new(),
            paths: HashSet::new(),
            search: OnceLock::new(),
            former_search: None,
            edited: None,
        };
        current.list_paths();
        current
    }

    fn list_paths(&mut self) {
        let Prepared { site, renderer, .. } = &self.prepared;
        self.routes = site.routes().into_iter().map(|route| (site.path(route), route)).collect();
        let assets = renderer.iter().flat_map(|renderer| renderer.assets().files()).map(|file| file.path.clone());
        let attachments = site.attachments.values().map(|attachment| attachment.path.clone());
        self.paths = self.routes.keys().cloned().chain(assets).chain(attachments).collect();
    }

    /// Puts a note's new text in, if that cannot reach beyond one section; else nothing is done.
    pub(super) fn edit(&mut self, id: FileId, file: SourceFile) -> Option<Change> {
        let before = self.said();
        let section = build::edit(&mut self.prepared, id, file)?;
        self.forget_search();
        self.edited = Some(Instant::now());
        let what = self.prepared.site.path(Route::Section(section));
        Some(Change { what, diagnostics: self.new_diagnostics(&before), ..Change::default() })
    }

    /// Takes the site as it was read anew.
    pub(super) fn replace(&mut self, next: Result<Prepared, Stop>) -> Change {
        let before = self.said();
        self.edited = None;
        match next {
            Ok(prepared) if prepared.renderer.is_some() => {
                let former = std::mem::replace(&mut self.prepared, prepared);
                self.broken = None;
                self.forget_search();
                self.list_paths();
                let styles = changed_styles(&former, &self.prepared);
                Change { styles, diagnostics: self.new_diagnostics(&before), ..Change::default() }
            }
            // The last good site stays, whatever is wrong with the new one.
            Ok(Prepared { sources, diagnostics, .. }) => self.stay(sources, diagnostics),
            Err(Stop::Config(config)) => self.stay(config.0, config.1),
            Err(Stop::Disk(error)) => self.stay(Sources::default(), vec![(&error).into()]),
        }
    }

    fn stay(&mut self, sources: Sources, mut diagnostics: Vec<Diagnostic>) -> Change {
        diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
        self.broken = Some((sources, diagnostics.clone()));
        Change { diagnostics, ..Change::default() }
    }

    fn forget_search(&mut self) {
        if let Some(files) = self.search.take() {
            self.former_search = Some(files);
        }
    }

    /// What the author has been told, apart from where.
    fn said(&self) -> HashSet<(&'static str, String)> {
        self.prepared.diagnostics.iter().map(|diagnostic| (diagnostic.code, diagnostic.message.clone())).collect()
    }

    fn new_diagnostics(&self, before: &HashSet<(&'static str, String)>) -> Vec<Diagnostic> {
        let mut found: Vec<Diagnostic> = self
            .prepared
            .diagnostics
            .iter()
            .filter(|diagnostic| !before.contains(&(diagnostic.code, diagnostic.message.clone())))
            .cloned()
            .collect();
        diagnostic::sort(&mut found);
        found
    }

    /// The texts that its diagnostics speak of.
    pub(super) fn sources(&self) -> &Sources {
        self.broken.as_ref().map_or(&self.prepared.sources, |(sources, _)| sources)
    }

    /// What a path gives, the slash before it left out, decoded.
    pub(super) fn answer(&self, path: &str) -> Answer {
        let page = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        if let Some(&route) = self.routes.get(&page) {
            return match self.render(route) {
                Ok((text, _)) => Answer::File(File::new(&page, text.into_bytes().into())),
                Err(mistake) => Answer::Broken(vec![self.problem(&mistake)]),
            };
        }
        if let Some(bytes) = self.other_file(&page) {
            return Answer::File(File::new(&page, bytes));
        }
        if self.routes.contains_key(&format!("{path}/index.html")) {
            return Answer::Redirect(format!("{path}/"));
        }
        match self.render(Route::NotFound) {
            Ok((text, _)) => Answer::NotFound(File::new("404.html", text.into_bytes().into())),
            Err(mistake) => Answer::Broken(vec![self.problem(&mistake)]),
        }
    }

    /// An asset, a file beside the notes, or a file of the search index.
    fn other_file(&self, path: &str) -> Option<Arc<[u8]>> {
        let site = &self.prepared.site;
        if path.starts_with("search/") {
            let former = self.former_search.as_ref().filter(|_| path != search::files::ENTRY);
            let current = self.search.get().and_then(|files| files.get(path));
            return current.or_else(|| former?.get(path)).or_else(|| self.search_files().get(path)).cloned();
        }
        let asset = self.prepared.renderer.as_ref()?.assets().files().find(|file| file.path == path);
        if let Some(asset) = asset {
            return Some(asset.bytes.as_slice().into());
        }
        let attachment = site.attachments.values().find(|attachment| attachment.path == path)?;
        disk::attachment(&attachment.source).ok().map(Into::into)
    }

    fn search_files(&self) -> &HashMap<String, Arc<[u8]>> {
        self.search.get_or_init(|| {
            let site = &self.prepared.site;
            let files = search::files::files(&Index::new(site), site);
            files.into_iter().map(|file| (file.path, file.bytes.into())).collect()
        })
    }

    fn render(&self, route: Route) -> Result<(String, Vec<Diagnostic>), Box<Diagnostic>> {
        let Some(renderer) = &self.prepared.renderer else {
            let mistake = self.prepared.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
            let unknown = || Diagnostic::error("template", "the templates have a mistake");
            return Err(Box::new(mistake.cloned().unwrap_or_else(unknown)));
        };
        renderer.render(&self.prepared.site, route).map(|rendered| (rendered.text, rendered.diagnostics))
    }

    /// What a page is told about itself.
    pub(super) fn page_state(&self, path: &str) -> PageState {
        let page = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        let route = self.routes.get(&page).copied().unwrap_or(Route::NotFound);
        // Whatever was asked for: what is shown is the page of this route.
        let page = self.prepared.site.path(route);
        let mut state = PageState { source: self.source(route), ..PageState::default() };
        let mut found: Vec<Diagnostic> = Vec::new();
        match self.render(route) {
            Ok((text, diagnostics)) => {
                state.etag = Some(etag(text.as_bytes()));
                found.extend(diagnostics);
                found.extend(self.dead_links(route, &page, &text));
            }
            Err(mistake) => found.push(*mistake),
        }
        let concerns = |diagnostic: &&Diagnostic| diagnostic.span.is_some_and(|span| self.concerns(route, span));
        found.extend(self.prepared.diagnostics.iter().filter(concerns).cloned());
        diagnostic::sort(&mut found);
        found.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
        if let Some((sources, diagnostics)) = &self.broken {
            state.problems.extend(diagnostics.iter().map(|diagnostic| problem(diagnostic, sources)));
        }
        state.problems.extend(found.iter().map(|diagnostic| self.problem(diagnostic)));
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
        problem(diagnostic, &self.prepared.sources)
    }
}

fn problem(diagnostic: &Diagnostic, sources: &Sources) -> Problem {
    let place = diagnostic.span.map(|span| {
        let file = sources.get(span.file);
        (file.path.clone(), file.line_column(span.start).0)
    });
    Problem {
        severity: diagnostic.severity,
        text: diagnostic::draw(diagnostic, sources, Format::Human, Colour::Off).trim_end().to_owned(),
        file: place.as_ref().map(|(file, _)| file.clone()),
        line: place.map(|(_, line)| line),
    }
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

impl File {
    fn new(path: &str, bytes: Arc<[u8]>) -> Self {
        let etag = etag(&bytes);
        Self { content_type: content_type(path), cache_rule: cache_rule(path), etag, bytes }
    }
}

fn etag(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..20].to_owned()
}
