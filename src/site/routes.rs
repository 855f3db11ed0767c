//! Paths of the site: [`Route`] to path and back, reserved names, relative links, URL encoding.
//!
//! It takes routes and names, and gives paths. No other module builds, parses or compares paths of the site. It touches
//! no files.

use super::{SectionId, Site, SiteForm};
use crate::catalogue::ServiceId;
use crate::config::PrintPages;
use crate::parse::slug::{Name, Names, slug};
use crate::parse::{Notebook, Section, order};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::borrow::Cow;
use std::ops::Range;

/// A former path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Former path, relative to the root of the site.
    pub path: String,
    /// Target of the redirect.
    pub to: Route,
}

/// The address of a file of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// `index.html`
    Home,
    /// `<notebook>/index.html`
    Notebook(usize),
    /// `<notebook>/from-<n>.html`: a hundred sections of a large notebook.
    Group {
        /// Index of the notebook.
        notebook: usize,
        /// Index of the group.
        group: usize,
    },
    /// `<notebook>/<number>.html`
    Section(SectionId),
    /// `<notebook>/print.html`
    Print(usize),
    /// `study.html`
    Study,
    /// `<notebook>/cards.html`
    Cards(usize),
    /// `<notebook>/numbers.html`
    Numbers(usize),
    /// `<notebook>/confusables.html`
    Confusables(usize),
    /// `<notebook>/labels/<label>.html`: everything that begins with the same label.
    Label {
        /// Index of the notebook.
        notebook: usize,
        /// Index of the label.
        label: usize,
    },
    /// `services/index.html`
    Services,
    /// `services/<id>.html`; further pages are `services/<id>/2.html` …
    Service {
        /// The service.
        service: ServiceId,
        /// Index of the page of occurrences.
        page: usize,
    },
    /// `services/<id>.js`: the sections of a service, to be read one after the other.
    ReadingPath(ServiceId),
    /// `search.html`
    Search,
    /// `compare.html`: two sections side by side.
    Compare,
    /// `404.html`
    NotFound,
    /// `sitemap.xml`, or one of the sitemaps that it lists.
    Sitemap(usize),
    /// `robots.txt`
    Robots,
    /// `changes.xml`: a feed of changed sections.
    Feed,
    /// `site.json`
    SiteJson,
    /// `manifest.webmanifest`, of a site that is readable offline.
    WebManifest,
    /// A former path, by the index of its redirect.
    Redirect(usize),
}

impl Route {
    /// The notebook that a page belongs to. `None` for pages of the whole site, and for files that are not pages.
    #[must_use]
    pub fn notebook(self) -> Option<usize> {
        match self {
            Self::Notebook(notebook)
            | Self::Group { notebook, .. }
            | Self::Print(notebook)
            | Self::Cards(notebook)
            | Self::Numbers(notebook)
            | Self::Confusables(notebook)
            | Self::Label { notebook, .. } => Some(notebook),
            Self::Section(id) => Some(id.notebook),
            Self::Home
            | Self::Study
            | Self::Services
            | Self::Service { .. }
            | Self::ReadingPath(_)
            | Self::Search
            | Self::Compare
            | Self::NotFound
            | Self::Sitemap(_)
            | Self::Robots
            | Self::Feed
            | Self::SiteJson
            | Self::WebManifest
            | Self::Redirect(_) => None,
        }
    }
}

/// Sections per group. A notebook with more than [`MOST_LISTED`] sections is listed in groups.
pub const GROUP: usize = 100;

/// Most sections that the page of a notebook lists itself.
pub const MOST_LISTED: usize = 400;

/// Occurrences on one page of a service.
pub const OCCURRENCES_A_PAGE: usize = 200;

/// Most sections of a notebook that gets pages with something of each section: to print, cards, labels. Larger pages are slow
/// in browsers.
pub const MOST_ON_ONE_PAGE: usize = 2_000;

/// URLs per sitemap (sitemaps.org, "Sitemap index files").
pub const SITEMAP_URLS: usize = 50_000;

/// File name of a folder's page.
const INDEX: &str = "index.html";

/// Extension of a page.
const PAGE: &str = ".html";

/// File name of a notebook's print page, without extension.
const PRINT: &str = "print";

/// File names of pages for study in a notebook's folder, without extension.
const CARDS: &str = "cards";
const NUMBERS: &str = "numbers";
const CONFUSABLES: &str = "confusables";

/// Folder of the pages of labels in a notebook's folder.
const LABELS: &str = "labels";

/// The page for study.
const STUDY_PAGE: &str = "study.html";

/// The folder of the cards, with its slash.
const STUDY: &str = "study/";

/// The file of the cards that names all others. It keeps its name when its content changes.
pub const STUDY_ENTRY: &str = "study/index.js";

/// Beginning of the file name of a group page.
const LIST: &str = "from-";

/// Beginning of the file name of a sitemap.
const SITEMAP: &str = "sitemap";

/// Folder of fingerprinted files, with a slash.
const ASSETS: &str = "assets/";

/// Folder of the search index, with a slash.
const SEARCH_INDEX: &str = "search/";

/// Entry file of the search index, which lists all others. It keeps its name when its content changes.
pub const SEARCH_ENTRY: &str = "search/index.js";

/// Folder of the preview's own files, with a slash.
pub const PREVIEW: &str = "_notewright/";

/// Page that a host serves for an unknown path.
pub const NOT_FOUND: &str = "404.html";

/// Home page.
pub const HOME: &str = INDEX;

/// Service worker of a site that is readable offline. It must be at the root to handle all pages (Service Workers,
/// "Path restriction").
pub const WORKER: &str = "sw.js";

const SEARCH_PAGE: &str = "search.html";
const COMPARE_PAGE: &str = "compare.html";
/// File with the rules for search engines.
pub const ROBOTS: &str = "robots.txt";
const FEED: &str = "changes.xml";
const SITE_JSON: &str = "site.json";
const WEB_MANIFEST: &str = "manifest.webmanifest";

/// Names at the root that no notebook, former path or file of the author may have.
const RESERVED: [&str; 16] = [
    "services",
    "assets",
    "search",
    "study",
    "compare",
    "_notewright",
    INDEX,
    NOT_FOUND,
    SEARCH_PAGE,
    COMPARE_PAGE,
    STUDY_PAGE,
    ROBOTS,
    FEED,
    SITE_JSON,
    WORKER,
    WEB_MANIFEST,
];

/// File names in a notebook's folder, without extension, that no section may have. Group pages are reserved too.
const RESERVED_IN_NOTEBOOK: [&str; 5] = ["index", PRINT, CARDS, NUMBERS, CONFUSABLES];

impl Site {
    /// Returns whether a notebook is listed in groups.
    #[must_use]
    pub fn is_grouped(&self, notebook: usize) -> bool {
        is_grouped(&self.notebooks[notebook])
    }

    /// Returns the number of groups of a notebook; 0 if its own page lists the sections.
    #[must_use]
    pub fn groups(&self, notebook: usize) -> usize {
        if self.is_grouped(notebook) { self.notebooks[notebook].sections.len().div_ceil(GROUP) } else { 0 }
    }

    /// Returns the sections of a group.
    #[must_use]
    pub fn group_range(&self, notebook: usize, group: usize) -> Range<usize> {
        group * GROUP..((group + 1) * GROUP).min(self.notebooks[notebook].sections.len())
    }

    /// Whether a notebook is one page: its only text is that of a section without a number. The notebook's own address then
    /// leads to that page.
    #[must_use]
    pub fn is_one_page(&self, notebook: usize) -> bool {
        let Notebook { introduction, parts, sections, .. } = &self.notebooks[notebook];
        let is_unnumbered = |section: &Section| section.number.is_none();
        sections.len() == 1 && is_unnumbered(&sections[0]) && parts.is_empty() && introduction.pieces.is_empty()
    }

    /// Returns the page that a link to a route leads to: that of the only section instead of a list of one.
    #[must_use]
    pub fn destination(&self, route: Route) -> Route {
        match route {
            Route::Notebook(notebook) if self.is_one_page(notebook) => {
                Route::Section(SectionId { notebook, section: 0 })
            }
            _ => route,
        }
    }

    /// Returns the route of the page with a part's heading.
    #[must_use]
    pub fn part_route(&self, notebook: usize, part: usize) -> Route {
        part_route(notebook, &self.notebooks[notebook], part)
    }

    /// Returns whether a notebook has a print page.
    #[must_use]
    pub fn has_print_page(&self, notebook: usize) -> bool {
        if self.form == SiteForm::SingleFile {
            return false;
        }
        match self.config.build.print {
            PrintPages::Always => true,
            PrintPages::Never => false,
            PrintPages::Auto => {
                self.notebooks[notebook].sections.len() <= MOST_ON_ONE_PAGE && !self.is_one_page(notebook)
            }
        }
    }

    /// Whether a notebook has pages for study.
    #[must_use]
    pub fn has_cards(&self, notebook: usize) -> bool {
        self.form == SiteForm::Folder && self.config.study.enabled && self.notebooks[notebook].front_matter.cards
    }

    /// Whether a notebook has the pages `cards.html`, `numbers.html` and `confusables.html`. They list the whole notebook, so
    /// a very long one has none, and neither has one of a single page; the study page loads its cards in pieces.
    #[must_use]
    pub fn has_card_pages(&self, notebook: usize) -> bool {
        let is_short = self.notebooks[notebook].sections.len() <= MOST_ON_ONE_PAGE;
        self.has_cards(notebook) && is_short && !self.is_one_page(notebook)
    }

    /// Whether the labels of a notebook have pages. Those of a bundle have none.
    #[must_use]
    pub fn has_label_pages(&self, notebook: usize) -> bool {
        self.form == SiteForm::Folder && !self.has_notebook_at_labels(notebook)
    }

    /// Whether the folder of a notebook's labels is that of another notebook.
    fn has_notebook_at_labels(&self, notebook: usize) -> bool {
        let labels = format!("{}/{LABELS}", self.notebooks[notebook].folder);
        self.notebooks.iter().any(|other| other.folder == labels)
    }

    /// Whether the site has a page for study.
    #[must_use]
    pub fn has_study_page(&self) -> bool {
        (0..self.notebooks.len()).any(|notebook| self.has_cards(notebook))
    }

    /// Whether the site has a page that shows two sections side by side. A bundle is one document and has none.
    #[must_use]
    pub fn has_comparison(&self) -> bool {
        self.form == SiteForm::Folder && self.section_ids().nth(1).is_some()
    }

    /// Names sections for the page that shows them side by side: `sea/1,sea/2`. `None` if there is no such page.
    #[must_use]
    pub fn comparison_fragment(&self, sections: &[SectionId]) -> Option<String> {
        let name = |&id: &SectionId| {
            let path = encode_path(&self.path(Route::Section(id)));
            path.strip_suffix(PAGE).unwrap_or(&path).replace(',', "%2C")
        };
        self.has_comparison().then(|| sections.iter().map(name).collect::<Vec<_>>().join(","))
    }

    /// Returns the number of pages of a service.
    #[must_use]
    pub fn service_pages(&self, service: ServiceId) -> usize {
        self.services[service.0].occurrences.len().div_ceil(OCCURRENCES_A_PAGE).max(1)
    }

    /// Whether the sections of a service can be read one after the other. A bundle has no files for that.
    #[must_use]
    pub fn has_reading_path(&self, service: ServiceId) -> bool {
        self.form == SiteForm::Folder && self.services[service.0].occurrences.len() > 1
    }

    /// Returns the number of sitemaps that hold the pages.
    #[must_use]
    pub fn sitemaps(&self) -> usize {
        self.pages().count().div_ceil(SITEMAP_URLS)
    }

    /// Iterates over the pages that search engines may list.
    pub fn pages(&self) -> impl Iterator<Item = Route> {
        let notebooks = (0..self.notebooks.len()).flat_map(|notebook| {
            let groups = self.groups(notebook);
            (!self.is_one_page(notebook))
                .then_some(Route::Notebook(notebook))
                .into_iter()
                .chain((0..groups).map(move |group| Route::Group { notebook, group }))
        });
        let services = self.catalogue.iter().filter(|&(service, _)| self.has_page(service)).flat_map(|(service, _)| {
            (0..self.service_pages(service)).map(move |page| Route::Service { service, page })
        });
        std::iter::once(Route::Home)
            .chain(notebooks)
            .chain(self.section_ids().map(Route::Section))
            .chain(self.services.iter().any(|service| !service.occurrences.is_empty()).then_some(Route::Services))
            .chain(services)
    }

    /// Returns the routes of all rendered files, in a fixed order.
    #[must_use]
    pub fn routes(&self) -> Vec<Route> {
        let sitemaps = self.sitemaps();
        let sitemaps = if sitemaps > 1 { sitemaps + 1 } else { 1 };
        self.pages()
            .chain((0..self.notebooks.len()).filter(|&notebook| self.has_print_page(notebook)).map(Route::Print))
            .chain(self.has_study_page().then_some(Route::Study))
            .chain(
                (0..self.notebooks.len()).filter(|&notebook| self.has_card_pages(notebook)).flat_map(|notebook| {
                    [Route::Cards(notebook), Route::Numbers(notebook), Route::Confusables(notebook)]
                }),
            )
            .chain((0..self.notebooks.len()).flat_map(|notebook| {
                (0..self.labels(notebook).len()).map(move |label| Route::Label { notebook, label })
            }))
            .chain((0..self.notebooks.len()).filter(|&notebook| self.is_one_page(notebook)).map(Route::Notebook))
            .chain(
                self.catalogue.iter().map(|(id, _)| id).filter(|&id| self.has_reading_path(id)).map(Route::ReadingPath),
            )
            .chain([Route::Search, Route::NotFound])
            .chain(self.has_comparison().then_some(Route::Compare))
            .chain((0..sitemaps).map(Route::Sitemap))
            .chain((!self.has_own_robots).then_some(Route::Robots))
            .chain(self.has_feed().then_some(Route::Feed))
            .chain([Route::SiteJson])
            .chain(self.is_offline().then_some(Route::WebManifest))
            .chain((0..self.redirects.len()).map(Route::Redirect))
            .collect()
    }

    /// Returns the path of a route, relative to the output folder.
    #[must_use]
    pub fn path(&self, route: Route) -> String {
        let folder = |notebook: usize| self.notebooks[notebook].folder.as_str();
        match route {
            Route::Home => HOME.into(),
            Route::Notebook(notebook) => format!("{}/{INDEX}", folder(notebook)),
            Route::Group { notebook, group } => format!("{}/{LIST}{}{PAGE}", folder(notebook), group * GROUP + 1),
            // Nearly every link needs this one: `format!` would take three times as long.
            Route::Section(id) => [folder(id.notebook), "/", &self.section(id).stem, PAGE].concat(),
            Route::Print(notebook) => format!("{}/{PRINT}{PAGE}", folder(notebook)),
            Route::Study => STUDY_PAGE.into(),
            Route::Cards(notebook) => format!("{}/{CARDS}{PAGE}", folder(notebook)),
            Route::Numbers(notebook) => format!("{}/{NUMBERS}{PAGE}", folder(notebook)),
            Route::Confusables(notebook) => format!("{}/{CONFUSABLES}{PAGE}", folder(notebook)),
            Route::Label { notebook, label } => {
                let stem = &self.links[notebook].labels[label].stem;
                format!("{}/{LABELS}/{stem}{PAGE}", folder(notebook))
            }
            Route::Services => format!("{}/{INDEX}", self.config.catalogue.path),
            Route::Service { service, page: 0 } => {
                format!("{}/{}{PAGE}", self.config.catalogue.path, self.catalogue.get(service).id)
            }
            Route::Service { service, page } => {
                format!("{}/{}/{}{PAGE}", self.config.catalogue.path, self.catalogue.get(service).id, page + 1)
            }
            Route::ReadingPath(service) => {
                format!("{}/{}.js", self.config.catalogue.path, self.catalogue.get(service).id)
            }
            Route::Search => SEARCH_PAGE.into(),
            Route::Compare => COMPARE_PAGE.into(),
            Route::NotFound => NOT_FOUND.into(),
            Route::Sitemap(0) => format!("{SITEMAP}.xml"),
            Route::Sitemap(number) => format!("{SITEMAP}-{number}.xml"),
            Route::Robots => ROBOTS.into(),
            Route::Feed => FEED.into(),
            Route::SiteJson => SITE_JSON.into(),
            Route::WebManifest => WEB_MANIFEST.into(),
            Route::Redirect(index) => self.redirects[index].path.clone(),
        }
    }

    /// Returns whether there is a feed: sections have changed since the first lock, and their absolute URLs are known.
    #[must_use]
    pub fn has_feed(&self) -> bool {
        !self.changes.is_empty() && self.config.site.base_url.is_some() && self.form == SiteForm::Folder
    }

    /// Returns the absolute URL of a file, if the base URL is known.
    #[must_use]
    pub fn absolute_url(&self, path: &str) -> Option<String> {
        let base = self.config.site.base_url.as_deref()?.trim_end_matches('/');
        Some(format!("{base}/{}", encode_path(path)))
    }
}

/// A parsed path of a page. Its names may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageAddress<'a> {
    /// The home page.
    Home,
    /// The index of services.
    Services,
    /// First page of the service with this id.
    Service(&'a str),
    /// Page of the notebook with this folder.
    Notebook(&'a str),
    /// Page of a section.
    Section {
        /// Folder of the notebook.
        folder: &'a str,
        /// Stem of the section.
        stem: &'a str,
    },
}

/// Parses the path of a page: the inverse of [`Site::path`] for pages that notes link to. `None` for any other file.
/// `services` is the folder of the catalogue's pages.
#[must_use]
pub fn page_address<'a>(path: &'a str, services: &str) -> Option<PageAddress<'a>> {
    let stem = path.strip_suffix(PAGE)?;
    Some(match stem.rsplit_once('/') {
        None if path == HOME => PageAddress::Home,
        None => return None,
        Some((folder, "index")) if folder == services => PageAddress::Services,
        Some((folder, service)) if folder == services => PageAddress::Service(service),
        Some((folder, "index")) => PageAddress::Notebook(folder),
        Some((folder, stem)) => PageAddress::Section { folder, stem },
    })
}

/// Returns the file of an address without its leading slash: `aws/` is `aws/index.html`.
#[must_use]
pub fn file_of(address: &str) -> Cow<'_, str> {
    if address.is_empty() || address.ends_with('/') { format!("{address}{INDEX}").into() } else { address.into() }
}

/// Returns the page of a folder whose address has no slash at the end: `aws` may be `aws/index.html`.
#[must_use]
pub fn folder_page(address: &str) -> String {
    format!("{address}/{INDEX}")
}

/// Returns the page whose address has no ending: `aws/47` may be `aws/47.html`. `None` for a folder.
#[must_use]
pub fn page_named(address: &str) -> Option<String> {
    (!address.is_empty() && !address.ends_with('/')).then(|| format!("{address}{PAGE}"))
}

/// Returns the folder of a page, with a slash: `aws/index.html` is also `aws/`, and `index.html` is the empty address.
#[must_use]
pub fn folder_of_page(path: &str) -> Option<&str> {
    path.strip_suffix(INDEX).filter(|folder| folder.is_empty() || folder.ends_with('/'))
}

/// Returns whether a file is a page.
#[must_use]
pub fn is_page(path: &str) -> bool {
    path.ends_with(PAGE)
}

/// Returns whether a file links to many others or describes the whole site: home, lists, sitemaps, site.json,
/// robots.txt, the 404 page.
#[must_use]
pub fn is_index(path: &str) -> bool {
    let name = file_name(path);
    matches!(name, INDEX | NOT_FOUND | ROBOTS | FEED | SITE_JSON)
        || name.strip_suffix(PAGE).is_some_and(is_list)
        || is_sitemap(path)
}

/// Returns whether only programs read a file, so that it is not needed offline.
#[must_use]
pub fn is_for_machines(path: &str) -> bool {
    [ROBOTS, SITE_JSON].contains(&path) || path.ends_with(".xml")
}

/// Folders with files whose names contain a hash of their content.
pub const FINGERPRINTED_FOLDERS: [&str; 3] = [ASSETS, SEARCH_INDEX, STUDY];

/// Files in [`FINGERPRINTED_FOLDERS`] that keep their name when their content changes.
pub const NOT_FINGERPRINTED: [&str; 2] = [SEARCH_ENTRY, STUDY_ENTRY];

/// Returns whether the name of a file contains a hash of its content.
#[must_use]
pub fn is_fingerprinted(path: &str) -> bool {
    FINGERPRINTED_FOLDERS.iter().any(|folder| path.starts_with(folder)) && !NOT_FINGERPRINTED.contains(&path)
}

/// Returns whether a file belongs to the search index.
#[must_use]
pub fn is_search_file(path: &str) -> bool {
    path.starts_with(SEARCH_INDEX)
}

/// Whether a file belongs to the cards.
#[must_use]
pub fn is_study_file(path: &str) -> bool {
    path.starts_with(STUDY)
}

/// Returns the path of a file of the search index.
#[must_use]
pub fn search_file(name: &str, hash: &str) -> String {
    format!("{SEARCH_INDEX}{name}.{hash}.js")
}

/// The path of a file of the cards.
#[must_use]
pub fn study_file(name: &str, hash: &str) -> String {
    format!("{STUDY}{name}.{hash}.js")
}

/// Returns the path of a fingerprinted file. `dot_extension` is empty or begins with a dot.
#[must_use]
pub fn asset(stem: &str, hash: &str, dot_extension: &str) -> String {
    format!("{ASSETS}{stem}.{hash}{dot_extension}")
}

/// The file name of a section's page.
#[must_use]
pub fn section_file(stem: &str) -> String {
    format!("{stem}{PAGE}")
}

/// Returns the file name of a page without its extension.
#[must_use]
pub fn without_extension(path: &str) -> &str {
    path.strip_suffix(PAGE).unwrap_or(path)
}

/// Returns the file name of a page without its extension.
#[must_use]
pub fn page_stem(path: &str) -> &str {
    let name = file_name(path);
    name.strip_suffix(PAGE).unwrap_or(name)
}

/// Returns whether the site itself uses the first name of a path. Case is ignored.
#[must_use]
pub fn is_reserved(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    is_sitemap(first) || RESERVED.iter().any(|reserved| first.eq_ignore_ascii_case(reserved))
}

/// Returns the page of a former address, with or without `.html`. `None` if it leads out of the site or is reserved.
#[must_use]
pub fn former_page(address: &str) -> Option<String> {
    let path = match address.trim_start_matches('/') {
        page if is_page(page) => page.to_owned(),
        folder => folder_page(folder.trim_end_matches('/')),
    };
    let is_name = |part: &str| !part.is_empty() && part != "." && part != ".." && part.len() <= LONGEST_NAME;
    let is_inside = !path.contains('\\') && path.split('/').all(is_name);
    (is_inside && !is_reserved(&path)).then_some(path)
}

/// Returns the path that the page of a section had under a former stem. `None` if the stem is not a file name.
#[must_use]
pub fn section_page(folder: &str, stem: &str) -> Option<String> {
    let is_name =
        !stem.is_empty() && !stem.contains(['/', '\\']) && stem != "." && stem != ".." && stem.len() <= LONGEST_NAME;
    let is_taken = RESERVED_IN_NOTEBOOK.contains(&stem) || is_list(stem);
    (is_name && !is_taken).then(|| format!("{folder}/{stem}{PAGE}"))
}

/// Longest name in a former path, in bytes. File systems allow 255.
const LONGEST_NAME: usize = 200;

/// Gives each section of a notebook the file name of its page, unique also where case does not matter. Where numbers begin
/// again in every part, the name of the part comes before the number. Returns the sections whose number was taken before,
/// by index.
pub fn name_sections(notebook: &mut Notebook) -> Vec<usize> {
    let part_names = order::part_names(notebook);
    let mut names = Names::default();
    for reserved in RESERVED_IN_NOTEBOOK {
        names.take(reserved, 2);
    }
    let mut repeated = Vec::new();
    for (index, section) in notebook.sections.iter_mut().enumerate() {
        let wanted = match &section.number {
            Some(number) => match part_names.as_ref().and_then(|names| names[index].as_ref()) {
                Some(part) => format!("{part}-{}", number.as_str()),
                None => number.as_str().to_owned(),
            },
            None => Some(slug(&section.title.text))
                .filter(|slug| !slug.is_empty())
                .unwrap_or_else(|| format!("section-{}", index + 1)),
        };
        if is_list(&wanted) {
            // A group page may have this name, now or when the notebook has grown.
            names.take(&wanted, 2);
        }
        section.stem = match names.take(&wanted, 2) {
            Name::Free(stem) => stem,
            Name::Numbered(stem) => {
                repeated.extend(section.number.is_some().then_some(index));
                stem
            }
        };
    }
    repeated
}

/// Returns whether a file name, without extension, is that of a group page.
fn is_list(stem: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    stem.strip_prefix(LIST).is_some_and(is_number)
}

fn is_sitemap(path: &str) -> bool {
    path.starts_with(SITEMAP) && path.ends_with(".xml")
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Characters that must be encoded in the path of a URL (RFC 3986, section 3.3), or that would end an HTML attribute.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'\'')
    .add(b'&')
    .add(b':');

/// Encodes a path for a URL.
#[must_use]
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Encodes a fragment for a URL.
#[must_use]
pub fn encode_fragment(fragment: &str) -> String {
    const FRAGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'%').add(b'&');
    utf8_percent_encode(fragment, FRAGMENT).to_string()
}

/// Stem of a notebook's introduction on a page with several sections.
pub const INTRODUCTION: &str = "-introduction";

/// Returns the fragment of a section on a page with several sections. A stem with a leading hyphen does not belong to a
/// section, and stays as it is.
#[must_use]
pub fn section_fragment(stem: &str) -> String {
    if stem.starts_with('-') { stem.to_owned() } else { format!("s-{stem}") }
}

/// Returns the fragment of an id in a section, on a page with several sections. No stem of a section has two hyphens in
/// a row, so two sections never share a fragment.
#[must_use]
pub fn shared_fragment(stem: &str, id: &str) -> String {
    format!("{}--{id}", section_fragment(stem))
}

/// Returns the fragment of a section's entry in the list of its notebook. The introduction above the list has headings
/// of the author; their ids do not begin with a hyphen.
#[must_use]
pub fn list_fragment(stem: &str) -> String {
    format!("-at-{stem}")
}

/// Returns the stem of a part, for fragments.
#[must_use]
pub fn part_stem(number: usize) -> String {
    format!("-part-{}", number + 1)
}

fn is_grouped(notebook: &Notebook) -> bool {
    notebook.sections.len() > MOST_LISTED
}

/// Returns the route of the page with a part's heading: the group of the next section, or the last group. Works before
/// the site exists.
#[must_use]
pub fn part_route(notebook: usize, content: &Notebook, part: usize) -> Route {
    if !is_grouped(content) {
        return Route::Notebook(notebook);
    }
    Route::Group { notebook, group: content.parts[part].first_section.min(content.sections.len() - 1) / GROUP }
}

/// Returns the fragment of a part's heading.
#[must_use]
pub fn part_fragment(number: usize) -> String {
    section_fragment(&part_stem(number))
}

/// Returns a relative link from one file to another. It works from disk, from a sub-path and on any host.
#[must_use]
pub fn relative(from: &str, to: &str) -> String {
    let (from_folder, _) = from.rsplit_once('/').unwrap_or(("", from));
    let mut from_folders = from_folder.split('/').filter(|folder| !folder.is_empty()).peekable();
    let mut rest = to;
    while let (Some(&folder), Some((first, after))) = (from_folders.peek(), rest.split_once('/')) {
        if folder != first {
            break;
        }
        rest = after;
        from_folders.next();
    }
    let mut link = "../".repeat(from_folders.count());
    link.extend(utf8_percent_encode(rest, PATH));
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links() {
        for (from, to, link) in [
            ("index.html", "aws/47.html", "aws/47.html"),
            ("aws/47.html", "aws/48.html", "48.html"),
            ("aws/47.html", "index.html", "../index.html"),
            ("aws/47.html", "services/amazon-s3.html", "../services/amazon-s3.html"),
            ("a/b/1.html", "a/c/2.html", "../c/2.html"),
            ("a/1.html", "a/1/index.html", "1/index.html"),
            ("a/1.html", "é ?/1.html", "../%C3%A9%20%3F/1.html"),
        ] {
            assert_eq!(relative(from, to), link, "{from} -> {to}");
        }
    }
}
