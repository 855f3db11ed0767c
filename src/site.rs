//! [`Site`]: everything after linking works on this; and the addresses of its pages.

use crate::catalogue::{Catalogue, ServiceId};
use crate::config::{Config, PrintPages};
use crate::language::Language;
use crate::link::{Links, SectionLinks, ServiceUse};
use crate::parse::{Notebook, Section};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

/// Notes, catalogue and what they have to do with each other: all that pages are made from.
#[derive(Debug, Default)]
pub struct Site {
    /// What site.toml says.
    pub config: Config,
    /// The services.
    pub catalogue: Catalogue,
    /// The notebooks that are published, in the order of the home page.
    pub notebooks: Vec<Notebook>,
    /// Links of each notebook's introduction, parts and sections.
    pub links: Vec<NotebookLinks>,
    /// Where each service of the catalogue is named, by [`ServiceId`].
    pub services: Vec<ServiceUse>,
    /// Files beside the notes that some note names, by their path under the notes folder.
    pub attachments: BTreeMap<String, Attachment>,
    /// Former addresses and where they lead now.
    pub redirects: Vec<Redirect>,
    /// Whether the author has written a robots.txt, which then stands where ours would.
    pub has_own_robots: bool,
    /// Ids of notebooks that are drafts, to say why a link leads nowhere.
    pub drafts: Vec<String>,
}

/// What linking found in one notebook.
#[derive(Debug, Default)]
pub struct NotebookLinks {
    /// In the introduction.
    pub introduction: Links,
    /// In the introduction of each part.
    pub parts: Vec<Links>,
    /// In each section.
    pub sections: Vec<SectionLinks>,
    /// Whether any address, in whichever notebook, names a heading or an anchor of this one. An edit that takes the last
    /// such address away leaves it set until the site is read as a whole.
    pub names_fragments: bool,
}

/// Names one section of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId {
    /// Index of the notebook.
    pub notebook: usize,
    /// Index of the section in it.
    pub section: usize,
}

/// A file beside the notes that is copied along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Where it is on disk.
    pub source: PathBuf,
    /// Its address in the site: the name with a hash of the content.
    pub path: String,
}

/// A former address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The page that the former address names, relative to the site.
    pub path: String,
    /// Where it leads.
    pub to: Route,
}

/// The address of one file of the site, before it is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// `index.html`
    Home,
    /// `<notebook>/index.html`
    Notebook(usize),
    /// `<notebook>/from-<n>.html`: a hundred sections of a notebook too large for one list.
    Group {
        /// Index of the notebook.
        notebook: usize,
        /// Which hundred, from 0.
        group: usize,
    },
    /// `<notebook>/<number>.html`
    Section(SectionId),
    /// `<notebook>/print.html`
    Print(usize),
    /// `services/index.html`
    Services,
    /// `services/<id>.html`, its further pages `services/<id>/2.html` …
    Service {
        /// The service.
        service: ServiceId,
        /// Which page of its occurrences, from 0.
        page: usize,
    },
    /// `search.html`
    Search,
    /// `404.html`
    NotFound,
    /// `sitemap.xml`, or one of several that it lists.
    Sitemap(usize),
    /// `robots.txt`
    Robots,
    /// `site.json`
    SiteJson,
    /// `manifest.webmanifest`, of a site that is read offline too.
    WebManifest,
    /// A former address.
    Redirect(usize),
}

/// A finished file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Where it goes, relative to the output folder, with forward slashes.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Sections on one page of a notebook's list; a notebook with more than [`MOST_LISTED`] is listed in such groups.
pub const GROUP: usize = 100;

/// A notebook's index lists up to this many sections itself.
pub const MOST_LISTED: usize = 400;

/// Sections on one page of a service.
pub const OCCURRENCES_A_PAGE: usize = 200;

/// Print pages of notebooks with more sections than this must be asked for.
const MOST_PRINTED: usize = 2_000;

/// URLs in one sitemap (sitemaps.org, "Sitemap index files").
pub const SITEMAP_URLS: usize = 50_000;

/// What the name of a group of a notebook's list begins with.
const LIST: &str = "from-";

/// What the name of a sitemap begins with.
const SITEMAP: &str = "sitemap";

impl Site {
    /// The section that `id` names.
    #[must_use]
    pub fn section(&self, id: SectionId) -> &Section {
        &self.notebooks[id.notebook].sections[id.section]
    }

    /// What linking found in a section.
    #[must_use]
    pub fn section_links(&self, id: SectionId) -> &SectionLinks {
        &self.links[id.notebook].sections[id.section]
    }

    /// The language of a notebook's notes.
    #[must_use]
    pub fn language(&self, notebook: usize) -> &str {
        let own = self.notebooks[notebook].front_matter.language.as_ref();
        own.map_or(&self.config.site.language, Language::tag)
    }

    /// Every section of the site, notebooks in order, sections in file order.
    pub fn section_ids(&self) -> impl Iterator<Item = SectionId> {
        self.notebooks.iter().enumerate().flat_map(|(notebook, content)| {
            (0..content.sections.len()).map(move |section| SectionId { notebook, section })
        })
    }

    /// Whether a service has a page: it is named in some section.
    #[must_use]
    pub fn has_page(&self, service: ServiceId) -> bool {
        !self.services[service.0].occurrences.is_empty()
    }

    /// Services that are named somewhere, by name.
    #[must_use]
    pub fn named_services(&self) -> Vec<ServiceId> {
        let mut named: Vec<ServiceId> =
            self.catalogue.iter().map(|(id, _)| id).filter(|&id| self.has_page(id)).collect();
        named.sort_by_key(|&id| self.catalogue.get(id).name.to_lowercase());
        named
    }

    /// Whether a notebook is listed in groups.
    #[must_use]
    pub fn is_grouped(&self, notebook: usize) -> bool {
        is_grouped(&self.notebooks[notebook])
    }

    /// How many groups a notebook is listed in; none if its own page lists it.
    #[must_use]
    pub fn groups(&self, notebook: usize) -> usize {
        if self.is_grouped(notebook) { self.notebooks[notebook].sections.len().div_ceil(GROUP) } else { 0 }
    }

    /// The sections of one group.
    #[must_use]
    pub fn group_range(&self, notebook: usize, group: usize) -> Range<usize> {
        group * GROUP..((group + 1) * GROUP).min(self.notebooks[notebook].sections.len())
    }

    /// The page that a part's heading stands on.
    #[must_use]
    pub fn part_route(&self, notebook: usize, part: usize) -> Route {
        part_route(notebook, &self.notebooks[notebook], part)
    }

    /// Whether a notebook gets a print page.
    #[must_use]
    pub fn has_print_page(&self, notebook: usize) -> bool {
        match self.config.build.print {
            PrintPages::Always => true,
            PrintPages::Never => false,
            PrintPages::Auto => self.notebooks[notebook].sections.len() <= MOST_PRINTED,
        }
    }

    /// How many pages a service's occurrences take.
    #[must_use]
    pub fn service_pages(&self, service: ServiceId) -> usize {
        self.services[service.0].occurrences.len().div_ceil(OCCURRENCES_A_PAGE).max(1)
    }

    /// How many sitemaps the pages take.
    #[must_use]
    pub fn sitemaps(&self) -> usize {
        self.pages().count().div_ceil(SITEMAP_URLS)
    }

    /// Every page that search engines may list.
    pub fn pages(&self) -> impl Iterator<Item = Route> {
        let notebooks = (0..self.notebooks.len()).flat_map(|notebook| {
            let groups = self.groups(notebook);
            std::iter::once(Route::Notebook(notebook))
                .chain((0..groups).map(move |group| Route::Group { notebook, group }))
        });
        let services = self.catalogue.iter().filter(|&(service, _)| self.has_page(service)).flat_map(|(service, _)| {
            (0..self.service_pages(service)).map(move |page| Route::Service { service, page })
        });
        std::iter::once(Route::Home)
            .chain(notebooks)
            .chain(self.section_ids().map(Route::Section))
            .chain([Route::Services])
            .chain(services)
    }

    /// Every file that is rendered, in a fixed order.
    #[must_use]
    pub fn routes(&self) -> Vec<Route> {
        let sitemaps = self.sitemaps();
        let sitemaps = if sitemaps > 1 { sitemaps + 1 } else { 1 };
        self.pages()
            .chain((0..self.notebooks.len()).filter(|&notebook| self.has_print_page(notebook)).map(Route::Print))
            .chain([Route::Search, Route::NotFound])
            .chain((0..sitemaps).map(Route::Sitemap))
            .chain((!self.has_own_robots).then_some(Route::Robots))
            .chain([Route::SiteJson])
            .chain(self.config.site.offline.then_some(Route::WebManifest))
            .chain((0..self.redirects.len()).map(Route::Redirect))
            .collect()
    }

    /// Where a route's file goes, relative to the output folder.
    #[must_use]
    pub fn path(&self, route: Route) -> String {
        match route {
            Route::Home => "index.html".into(),
            Route::Notebook(notebook) => format!("{}/index.html", self.notebooks[notebook].folder),
            Route::Group { notebook, group } => {
                format!("{}/{LIST}{}.html", self.notebooks[notebook].folder, group * GROUP + 1)
            }
            Route::Section(id) => format!("{}/{}.html", self.notebooks[id.notebook].folder, self.section(id).stem),
            Route::Print(notebook) => format!("{}/print.html", self.notebooks[notebook].folder),
            Route::Services => "services/index.html".into(),
            Route::Service { service, page: 0 } => format!("services/{}.html", self.catalogue.get(service).id),
            Route::Service { service, page } => {
                format!("services/{}/{}.html", self.catalogue.get(service).id, page + 1)
            }
            Route::Search => "search.html".into(),
            Route::NotFound => "404.html".into(),
            Route::Sitemap(0) => format!("{SITEMAP}.xml"),
            Route::Sitemap(number) => format!("{SITEMAP}-{number}.xml"),
            Route::Robots => "robots.txt".into(),
            Route::SiteJson => "site.json".into(),
            Route::WebManifest => "manifest.webmanifest".into(),
            Route::Redirect(index) => self.redirects[index].path.clone(),
        }
    }

    /// The path of the site below its host: `/`, or `/notes/` for a base URL of `https://example.com/notes`.
    #[must_use]
    pub fn base_path(&self) -> String {
        self.config.site.base_path()
    }

    /// The absolute URL of a file, if the site's address is known.
    #[must_use]
    pub fn absolute_url(&self, path: &str) -> Option<String> {
        let base = self.config.site.base_url.as_deref()?.trim_end_matches('/');
        Some(format!("{base}/{}", encode_path(path)))
    }
}

/// Whether a file leads to many others, by the path that [`Site::path`] gives it: home, lists, sitemaps, what machines read
/// of the whole site, and the page of unknown addresses.
#[must_use]
pub fn is_index(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_group = || name.strip_prefix(LIST).and_then(|rest| rest.strip_suffix(".html")).is_some_and(is_number);
    let is_sitemap = || path.starts_with(SITEMAP) && path.ends_with(".xml");
    matches!(name, "index.html" | "404.html" | "robots.txt" | "site.json") || is_group() || is_sitemap()
}

/// What must be encoded in the path of a URL (RFC 3986, section 3.3), and what would end an HTML attribute.
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

/// A path of the site as it stands in a URL.
#[must_use]
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// A fragment as it stands in a URL.
#[must_use]
pub fn encode_fragment(fragment: &str) -> String {
    const FRAGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'%').add(b'&');
    utf8_percent_encode(fragment, FRAGMENT).to_string()
}

/// The fragment of a section on a page that it shares with others.
#[must_use]
pub fn section_fragment(stem: &str) -> String {
    format!("s-{stem}")
}

/// What stands for a part in fragments, as its stem does for a section.
#[must_use]
pub fn part_stem(number: usize) -> String {
    format!("part-{}", number + 1)
}

fn is_grouped(notebook: &Notebook) -> bool {
    notebook.sections.len() > MOST_LISTED
}

/// The page that a part's heading stands on, also before there is a site: the list with the section that follows it, or the
/// last one.
#[must_use]
pub fn part_route(notebook: usize, content: &Notebook, part: usize) -> Route {
    if !is_grouped(content) {
        return Route::Notebook(notebook);
    }
    Route::Group { notebook, group: content.parts[part].first_section.min(content.sections.len() - 1) / GROUP }
}

/// The fragment of a part's heading.
#[must_use]
pub fn part_fragment(number: usize) -> String {
    section_fragment(&part_stem(number))
}

/// A relative link from one file of the site to another. It works from disk, from a sub-path and from any host.
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
    format!("{}{}", "../".repeat(from_folders.count()), encode_path(rest))
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

    #[test]
    fn the_base_path_is_what_follows_the_host() {
        let mut site = Site::default();
        assert_eq!(site.base_path(), "/");
        site.config.site.base_url = Some("https://example.com/notes/".into());
        assert_eq!(
            (site.base_path().as_str(), site.absolute_url("a/1.html").as_deref()),
            ("/notes/", Some("https://example.com/notes/a/1.html"))
        );
    }
}
