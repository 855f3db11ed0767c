//! Renders pages: takes a site and a route, and gives the text of one file. It writes nothing.
//!
//! Rendering is a pure function, so `build` runs it for all routes in parallel, and the preview runs it for one
//! requested page.

pub mod assets;
mod body;
#[cfg(feature = "diagrams")]
mod diagrams;
mod feeds;
mod headings;
pub mod highlight;
pub mod interface;
mod label_page;
mod page_language;
mod position;
mod section_page;
mod service_page;
mod shared;
mod study_pages;
mod templates;
mod views;

use crate::catalogue::ServiceId;
use crate::config::CatalogueConfig;
use crate::diagnostic::Diagnostic;
use crate::language;
use crate::parse::Body;
use crate::parse::assembly::without_export_ids;
use crate::policy::Policy;
use crate::site::links::Links;
use crate::site::routes::{
    INTRODUCTION, MOST_LISTED, Route, encode_fragment, encode_path, part_fragment, part_stem, relative,
    section_fragment,
};
use crate::site::{SectionId, Site, SiteForm};
use crate::source::{FileId, Sources, Span};
use crate::tokenize::capitalised;
use assets::Assets;
use body::Surface;
use highlight::Highlighter;
use interface::{Fill, Interface};
use serde::Serialize;
use shared::Shared;
use std::collections::BTreeMap;
use std::sync::Arc;
use templates::Templates;
pub use templates::built_in_templates;
pub(crate) use templates::{misnamed_templates, own_texts, untranslated_templates};
use tera::Value;
use views::{
    BundleView, CatalogueView, Category, CategoryView, FolderView, HUES, HomeNotebook, HomeView, LinkView,
    ListedSection, NotFoundView, NotebookLink, NotebookView, PartView, PolicyView, PrintView, RedirectView, SearchView,
    SectionBody, ServiceLink, ServicesView, SiteView,
};

/// Templates, assets and highlighting: everything that rendering needs besides the site.
pub struct Renderer {
    templates: Templates,
    interface: Arc<Interface>,
    assets: Arc<Assets>,
    highlighter: Highlighter,
    cleaner: ammonia::Builder<'static>,
}

/// A rendered file, with diagnostics about its content.
#[derive(Debug)]
pub struct Rendered {
    /// Path relative to the output folder.
    pub path: String,
    /// Content of the file.
    pub text: String,
    /// Diagnostics, for example about an unknown code language.
    pub diagnostics: Vec<Diagnostic>,
}

impl Renderer {
    /// Compiles the templates. `own_templates` are those of the site, by name.
    ///
    /// # Errors
    /// The errors in the templates.
    pub fn new(
        own_templates: &BTreeMap<String, FileId>,
        assets: Arc<Assets>,
        interface: Arc<Interface>,
        sources: &mut Sources,
    ) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self {
            templates: Templates::new(own_templates, &assets, &interface, sources)?,
            interface,
            assets,
            highlighter: Highlighter::default(),
            cleaner: crate::html::sanitize::cleaner(),
        })
    }

    /// Returns the style sheets, scripts and images of the site.
    #[must_use]
    pub fn assets(&self) -> &Arc<Assets> {
        &self.assets
    }

    /// Returns the pages of a site. A changed site needs new ones.
    #[must_use]
    pub fn pages<'a>(&'a self, site: &'a Site) -> Pages<'a> {
        Pages { renderer: self, site, shared: Shared::new(site) }
    }
}

/// The pages of one site: renders each on request. What several pages show alike is made once.
pub struct Pages<'a> {
    renderer: &'a Renderer,
    site: &'a Site,
    shared: Shared,
}

impl Pages<'_> {
    /// Renders one file.
    ///
    /// # Errors
    /// When a template fails on this page.
    pub fn render(&self, route: Route) -> Result<Rendered, Box<Diagnostic>> {
        let site = self.site;
        let path = site.path(route);
        let mut page = self.page(route, &path);
        let templates = &self.renderer.templates;
        let text = match route {
            Route::Home => page.home(),
            Route::Notebook(notebook) if site.is_one_page(notebook) => page.redirect(site.destination(route)),
            Route::Notebook(notebook) => page.notebook(notebook),
            Route::Group { notebook, group } => page.group(notebook, group),
            Route::Section(id) => page.section(id),
            Route::Print(notebook) => page.print(notebook),
            Route::Study => page.study(),
            Route::Cards(notebook) => page.cards(notebook),
            Route::Numbers(notebook) => page.numbers(notebook),
            Route::Confusables(notebook) => page.confusables(notebook),
            Route::Label { notebook, label } => page.label(notebook, label),
            Route::Services => page.services(),
            Route::Service { service, page: number } => page.service(service, number),
            Route::ReadingPath(service) => Ok(page.reading_path(service)),
            Route::Search => {
                let (services, title) = (&site.config.catalogue.plural, &site.config.site.title);
                let values = [("services", Fill::Text(services)), ("site", Fill::Text(title))];
                let description = page.say("Search all sections and {services} of {site}.", &values);
                page.fill("search.html", &page.say("Search", &[]), &description, SearchView {})
            }
            Route::Compare => page.compare(),
            Route::NotFound => page.not_found(),
            Route::Redirect(index) => page.redirect(site.destination(site.redirects[index].to)),
            Route::Sitemap(number) => {
                templates.render("sitemap.xml", &templates.context(&feeds::sitemap(site, number))?)
            }
            Route::Robots => templates.render("robots.txt", &templates.context(&feeds::robots(site))?),
            Route::Feed => templates.render("changes.xml", &templates.context(&feeds::changes(site))?),
            Route::SiteJson => Ok(feeds::site_json(site)),
            Route::WebManifest => Ok(feeds::web_manifest(site, &self.renderer.assets)),
        }?;
        let diagnostics = page.diagnostics;
        Ok(Rendered { path, text, diagnostics })
    }

    /// Returns the addresses that the author's links have on a page, as written in attributes, each with its span in
    /// the note.
    #[must_use]
    pub fn author_links(&self, route: Route) -> Vec<(String, Span)> {
        let path = self.site.path(route);
        let page = self.page(route, &path);
        let mut found = Vec::new();
        for Shown { file, body, links, shared, whole } in page.bodies() {
            let addresses = page.on_surface(file, shared.as_deref(), |surface| {
                body::addresses(body, links, Surface { whole, ..surface })
            });
            let spans =
                addresses.into_iter().map(|(address, piece)| (address, Span::new(file, body.ranges[piece].clone())));
            found.extend(spans);
        }
        found
    }

    /// Renders what is around the parts of a bundle; `parts` stands where they go. Its links are those of the home page.
    ///
    /// # Errors
    /// When a template fails.
    pub fn around_bundle(&self, parts: &str) -> Result<String, Box<Diagnostic>> {
        let path = self.site.path(Route::Home);
        let page = self.page(Route::Home, &path);
        page.fill("bundle.html", "", &self.site.config.site.description, BundleView { parts })
    }

    fn page<'p>(&'p self, route: Route, path: &'p str) -> PageContext<'p> {
        let Self { renderer, site, shared } = self;
        PageContext { renderer, site, shared, route, path, diagnostics: Vec::new() }
    }
}

/// A page that is being rendered.
struct PageContext<'a> {
    renderer: &'a Renderer,
    site: &'a Site,
    shared: &'a Shared,
    route: Route,
    path: &'a str,
    diagnostics: Vec<Diagnostic>,
}

/// A body on a page.
struct Shown<'a> {
    file: FileId,
    body: &'a Body,
    links: &'a Links,
    /// Its fragment, if it shares the page.
    shared: Option<String>,
    /// The page with all of it, if this one shows an excerpt.
    whole: Option<Route>,
}

/// Longest description for search engines, in characters. They show about this many.
const DESCRIPTION: usize = 155;

impl<'a> PageContext<'a> {
    fn home(&mut self) -> Result<String, Box<Diagnostic>> {
        let site = self.site;
        let sections = site.section_ids().count();
        let (notebooks, categories) = (self.notebooks(), self.categories());
        let content = HomeView { sections, notebooks, folders: self.folders(sections), categories };
        let description = match &site.config.site.description {
            none if none.is_empty() => format!("{}: {}.", site.config.site.title, self.sections(sections)),
            some => some.clone(),
        };
        self.fill("home.html", "", &description, content)
    }

    fn notebook(&mut self, index: usize) -> Result<String, Box<Diagnostic>> {
        let notebook = &self.site.notebooks[index];
        let introduction =
            self.body(notebook.file, &notebook.introduction, &self.site.links[index].introduction, None)?;
        let is_grouped = self.site.is_grouped(index);
        let parts = if is_grouped { Vec::new() } else { self.parts(index, 0..notebook.sections.len())? };
        let content = NotebookView {
            notebook: self.notebook_link(index),
            introduction,
            categories: categories_of(&parts),
            parts,
            groups: self.groups(index),
            print_url: self.site.has_print_page(index).then(|| self.url(Route::Print(index))),
            study: self.notebook_study(index),
            labels: self.label_links(index),
        };
        let description = match &notebook.front_matter.summary {
            Some(summary) => summary.clone(),
            None => format!("{}: {}.", notebook.title, self.sections(notebook.sections.len())),
        };
        self.fill("notebook.html", &notebook.title, &description, content)
    }

    fn group(&mut self, index: usize, group: usize) -> Result<String, Box<Diagnostic>> {
        let notebook = &self.site.notebooks[index];
        let parts = self.parts(index, self.site.group_range(index, group))?;
        let content = NotebookView {
            notebook: self.notebook_link(index),
            introduction: String::new(),
            categories: categories_of(&parts),
            parts,
            groups: self.groups(index),
            print_url: None,
            study: self.notebook_study(index),
            labels: Vec::new(),
        };
        let label = self.group_label(index, group);
        let description =
            format!("{}, {}.", notebook.title, self.say("sections {range}", &[("range", Fill::Text(&label))]));
        self.fill("notebook.html", &format!("{}, {label}", notebook.title), &description, content)
    }

    fn print(&mut self, index: usize) -> Result<String, Box<Diagnostic>> {
        let notebook = &self.site.notebooks[index];
        let links = &self.site.links[index];
        let introduction = self.body(notebook.file, &notebook.introduction, &links.introduction, Some(INTRODUCTION))?;
        let mut parts = vec![PartView {
            id: String::new(),
            html: String::new(),
            introduction: String::new(),
            sections: Vec::new(),
        }];
        // A heading after the last section is a part without sections.
        for at in 0..=notebook.sections.len() {
            for (number, part) in notebook.parts.iter().enumerate().filter(|(_, part)| part.first_section == at) {
                let stem = part_stem(number);
                let introduction = self.body(notebook.file, &part.introduction, &links.parts[number], Some(&stem))?;
                let html = part.title.html.clone();
                parts.push(PartView { id: part_fragment(number), html, introduction, sections: Vec::new() });
            }
            let Some(section) = notebook.sections.get(at) else { continue };
            let body =
                self.body(notebook.file_of(section), &section.body, &links.sections[at].body, Some(&section.stem))?;
            let printed = SectionBody {
                address: &section.stem,
                number: section.number.as_ref().map_or("", |number| number.as_str()),
                shown_number: section.shown_number(),
                html: &section.title.html,
                fragment: section_fragment(&section.stem),
                href: format!("#{}", encode_fragment(&section_fragment(&section.stem))),
                body,
            };
            if let Some(part) = parts.last_mut() {
                part.sections.push(printed);
            }
        }
        let content = PrintView { notebook: self.notebook_link(index), introduction, parts };
        let (sections, whole) = (self.sections(notebook.sections.len()), self.say("All on one page, to print", &[]));
        let description = format!("{}: {sections}. {whole}.", notebook.title);
        self.fill("print.html", &notebook.title, &description, content)
    }

    fn services(&mut self) -> Result<String, Box<Diagnostic>> {
        let site = self.site;
        let mut unnamed: Vec<&str> = site
            .catalogue
            .iter()
            .filter(|&(id, _)| !site.has_page(id))
            .map(|(_, service)| service.name.as_str())
            .collect();
        unnamed.sort_by_key(|name| name.to_lowercase());
        let CatalogueConfig { singular, plural, .. } = &site.config.catalogue;
        let named = site.named_services().len();
        let named = format!("{named} {}", if named == 1 { singular } else { plural });
        let values = [("services", Fill::Text(&named)), ("site", Fill::Text(&site.config.site.title))];
        let description = self.say("{services} named in {site}, by category.", &values);
        let content = ServicesView { categories: self.categories(), unnamed };
        self.fill("services.html", &capitalised(plural), &description, content)
    }

    fn redirect(&self, to: Route) -> Result<String, Box<Diagnostic>> {
        let url = relative(self.path, &self.site.path(to));
        self.fill("redirect.html", "", "", RedirectView { url })
    }

    fn not_found(&mut self) -> Result<String, Box<Diagnostic>> {
        let content = NotFoundView { notebooks: self.notebooks() };
        self.fill("404.html", &self.say("Page not found", &[]), "", content)
    }

    fn fill(
        &self,
        template: &str,
        title: &str,
        description: &str,
        content: impl Serialize,
    ) -> Result<String, Box<Diagnostic>> {
        let mut page = self.renderer.templates.context(&content)?;
        page.insert_value("site", self.shared_site());
        page.insert_value("shell", self.shell()?);
        page.insert("title", title);
        page.insert("description", description);
        page.insert("canonical", &self.canonical());
        page.insert("alternates", &self.alternates());
        page.insert("language", self.language());
        page.insert("direction", language::direction(self.language()));
        page.insert("text_direction", language::text_direction(self.language()));
        page.insert("english", self.english());
        page.insert("root", &self.root());
        page.insert("trail", &self.trail());
        self.renderer.templates.render(template, &page)
    }

    fn site_view(&self) -> SiteView<'a> {
        let config = &self.site.config.site;
        SiteView {
            title: &config.title,
            description: &config.description,
            language: &self.site.language,
            offline: self.site.is_offline(),
            css: config.css.as_deref().filter(|css| self.renderer.assets.path(css).is_some()),
            single_file: self.site.form == SiteForm::SingleFile,
            feed: self.site.has_feed().then(|| self.site.path(Route::Feed)),
            catalogue: CatalogueView {
                title: capitalised(&self.site.config.catalogue.plural),
                path: &self.site.config.catalogue.path,
            },
            has_services: self.site.services.iter().any(|service| !service.occurrences.is_empty()),
        }
    }

    fn canonical(&self) -> Option<String> {
        match self.route {
            Route::NotFound => None,
            Route::Redirect(index) => self.absolute_url(self.site.redirects[index].to),
            route => self.absolute_url(route),
        }
    }

    /// Returns the page in each language in which there is one, for search engines: language and absolute URL.
    fn alternates(&self) -> Vec<(&'a str, String)> {
        let Some(notebook) = self.route.notebook() else { return Vec::new() };
        let translations = self.site.translations.of(notebook).iter();
        let found = translations.filter_map(|translation| {
            let route = match self.route {
                Route::Notebook(_) => Route::Notebook(translation.notebook),
                Route::Section(id) => {
                    let stem = &self.site.section(id).stem;
                    let &section = translation.sections.get(stem)?;
                    Route::Section(SectionId { notebook: translation.notebook, section })
                }
                _ => return None,
            };
            Some((self.site.language_of(translation.notebook), self.absolute_url(route)?))
        });
        let found: Vec<_> = found.collect();
        if found.len() > 1 { found } else { Vec::new() }
    }

    fn absolute_url(&self, route: Route) -> Option<String> {
        self.site.absolute_url(&self.site.path(self.site.destination(route)))
    }

    /// Returns the prefix of links to the root. The 404 page is served at any depth, so its links are absolute.
    fn root(&self) -> String {
        match self.route {
            Route::NotFound => encode_path(&self.site.base_path()),
            _ => "../".repeat(self.path.matches('/').count()),
        }
    }

    fn url(&self, route: Route) -> String {
        let path = self.site.path(self.site.destination(route));
        match self.route {
            Route::NotFound => format!("{}{}", self.root(), encode_path(&path)),
            _ => relative(self.path, &path),
        }
    }

    /// Renders a body of `file`. `shared` is the fragment of its section on a page with several sections.
    fn body(
        &mut self,
        file: FileId,
        body: &Body,
        links: &Links,
        shared: Option<&str>,
    ) -> Result<String, Box<Diagnostic>> {
        let (html, diagnostics) = self.on_surface(file, shared, |surface| body::html(body, links, surface))?;
        self.diagnostics.extend(diagnostics);
        Ok(html)
    }

    /// The bodies on the page.
    fn bodies(&self) -> Vec<Shown<'a>> {
        let site = self.site;
        let section = |id: SectionId, shared: Option<String>| {
            let section = site.section(id);
            let file = site.notebooks[id.notebook].file_of(section);
            Shown { file, body: &section.body, links: &site.section_links(id).body, shared, whole: None }
        };
        let introductions = |notebook: usize, shared| {
            let (content, links) = (&site.notebooks[notebook], &site.links[notebook]);
            let parts = content.parts.iter().zip(&links.parts).enumerate();
            let shown = move |body, links, shared| Shown { file: content.file, body, links, shared, whole: None };
            let parts =
                parts.map(move |(number, (part, links))| shown(&part.introduction, links, Some(part_stem(number))));
            std::iter::once(shown(&content.introduction, &links.introduction, shared)).chain(parts)
        };
        match self.route {
            Route::Section(id) => vec![section(id, None)],
            Route::Notebook(notebook) | Route::Group { notebook, .. } => introductions(notebook, None).collect(),
            Route::Print(notebook) => {
                let sections = site.notebooks[notebook].sections.iter().enumerate();
                let sections = sections.map(|(index, content)| {
                    section(SectionId { notebook, section: index }, Some(content.stem.clone()))
                });
                introductions(notebook, Some(INTRODUCTION.to_owned())).chain(sections).collect()
            }
            Route::Label { notebook, label } => {
                let sections = site.labels(notebook)[label].sections.iter();
                let ids = sections.map(|&section| SectionId { notebook, section });
                ids.map(|id| Shown {
                    whole: Some(Route::Section(id)),
                    ..section(id, Some(site.section(id).stem.clone()))
                })
                .collect()
            }
            _ => Vec::new(),
        }
    }

    /// Hands out the surface that a body of `file` is shown on; `shared` is its fragment on a page with others.
    fn on_surface<T>(&self, file: FileId, shared: Option<&str>, show: impl FnOnce(Surface<'_>) -> T) -> T {
        show(Surface {
            site: self.site,
            highlighter: &self.renderer.highlighter,
            cleaner: &self.renderer.cleaner,
            explain: &|policy: &Policy| {
                let templates = &self.renderer.templates;
                templates.render(
                    "policy.html",
                    &templates
                        .context(&PolicyView { english: language::english_attribute(self.language()), policy })?,
                )
            },
            path: self.path,
            shared,
            whole: None,
            language: self.language(),
            interface: &self.renderer.interface,
            printed: match self.route {
                Route::Print(notebook) => Some(notebook),
                _ => None,
            },
            file,
        })
    }

    fn notebooks(&self) -> Vec<NotebookLink<'a>> {
        (0..self.site.notebooks.len()).map(|index| self.notebook_link(index)).collect()
    }

    /// The notebooks by folder, if there are several folders and one of them holds several notebooks; else all in one group
    /// without a name.
    fn folders(&self, sections: usize) -> Vec<FolderView<'a>> {
        let mut folders: Vec<(String, Vec<usize>)> = vec![(String::new(), Vec::new())];
        for (index, notebook) in self.site.notebooks.iter().enumerate() {
            let plain = without_export_ids(&notebook.id);
            let name = plain.rsplit_once('/').map_or("", |(folder, _)| folder);
            match folders.iter_mut().find(|(other, _)| other == name) {
                Some((_, notebooks)) => notebooks.push(index),
                None => folders.push((name.to_owned(), vec![index])),
            }
        }
        folders.retain(|(_, notebooks)| !notebooks.is_empty());
        let is_grouped = folders.len() > 1 && folders.iter().any(|(name, held)| !name.is_empty() && held.len() > 1);
        if !is_grouped {
            folders = vec![(String::new(), (0..self.site.notebooks.len()).collect())];
        }
        let groups: usize = (0..self.site.notebooks.len()).map(|index| self.site.groups(index)).sum();
        let view = |(name, notebooks): (String, Vec<usize>)| FolderView {
            name,
            is_short: is_grouped && notebooks.iter().all(|&index| self.site.is_one_page(index)),
            notebooks: notebooks.into_iter().map(|index| self.home_notebook(index, sections, groups)).collect(),
        };
        folders.into_iter().map(view).collect()
    }

    /// Returns a notebook of the home page. On a site with few `sections` it has all its own; a large notebook has its groups,
    /// unless the site has too many `groups`.
    fn home_notebook(&self, index: usize, sections: usize, groups: usize) -> HomeNotebook<'a> {
        let count = if sections <= MOST_LISTED { self.site.notebooks[index].sections.len() } else { 0 };
        HomeNotebook {
            link: self.notebook_link(index),
            squares: (0..count).map(|section| self.listed(SectionId { notebook: index, section })).collect(),
            groups: if groups <= MOST_LISTED { self.groups(index) } else { Vec::new() },
        }
    }

    fn notebook_link(&self, index: usize) -> NotebookLink<'a> {
        let notebook = &self.site.notebooks[index];
        NotebookLink {
            id: &notebook.id,
            title: &notebook.title,
            summary: notebook.front_matter.summary.as_deref().unwrap_or_default(),
            tags: &notebook.front_matter.tags,
            url: self.url(Route::Notebook(index)),
            cards_url: if self.site.has_card_pages(index) { self.url(Route::Cards(index)) } else { String::new() },
            sections: notebook.sections.len(),
            language: self.other_language(index),
            text_direction: language::text_direction(self.site.language_of(index)),
        }
    }

    fn section_link(&self, id: SectionId) -> LinkView {
        let section = self.site.section(id);
        let is_at_home =
            self.route.notebook().map_or(self.site.notebooks.len() == 1, |notebook| notebook == id.notebook);
        LinkView {
            number: section.number.as_ref().map_or(String::new(), |number| number.as_str().to_owned()),
            shown_number: section.shown_number().to_owned(),
            html: section.title.html.clone(),
            url: self.url(Route::Section(id)),
            notebook: if is_at_home { String::new() } else { self.site.notebooks[id.notebook].title.clone() },
            language: self.other_language(id.notebook).to_owned(),
            text_direction: language::text_direction(self.site.language_of(id.notebook)),
        }
    }

    /// Makes a link to a page of a list. The current page has an empty address.
    fn page_link(&self, html: String, route: Route) -> LinkView {
        let url = if route == self.route { String::new() } else { self.url(route) };
        LinkView {
            number: String::new(),
            shown_number: String::new(),
            html,
            url,
            notebook: String::new(),
            language: String::new(),
            text_direction: language::text_direction(self.language()),
        }
    }

    fn service_link(&self, id: ServiceId) -> ServiceLink<'a> {
        let service = self.site.catalogue.get(id);
        ServiceLink {
            name: &service.name,
            url: self.url(Route::Service { service: id, page: 0 }),
            category: &service.category,
            hue: service.category_index % HUES,
            summary: &service.summary,
            count: self.site.services[id.0].occurrences.len(),
        }
    }

    /// Returns the named services by category, in the order of the catalogue.
    fn categories(&self) -> Vec<Category<'a>> {
        let mut categories: Vec<Category<'a>> = Vec::new();
        for (_, service) in self.site.catalogue.iter() {
            if !categories.iter().any(|category| category.name == service.category) {
                let hue = service.category_index % HUES;
                categories.push(Category { name: &service.category, hue, services: Vec::new() });
            }
        }
        for id in self.site.named_services() {
            let link = self.service_link(id);
            if let Some(category) = categories.iter_mut().find(|category| category.name == link.category) {
                category.services.push(link);
            }
        }
        categories.retain(|category| !category.services.is_empty());
        categories
    }

    /// Groups a range of sections under the headings of their parts.
    fn parts(
        &mut self,
        index: usize,
        range: std::ops::Range<usize>,
    ) -> Result<Vec<PartView<ListedSection<'a>>>, Box<Diagnostic>> {
        let notebook = &self.site.notebooks[index];
        let mut parts = vec![PartView {
            id: String::new(),
            html: String::new(),
            introduction: String::new(),
            sections: Vec::new(),
        }];
        for at in range.start..=range.end {
            for (number, part) in notebook.parts.iter().enumerate().filter(|(_, part)| part.first_section == at) {
                let is_last = at == range.end && at < notebook.sections.len();
                if !is_last {
                    let links = &self.site.links[index].parts[number];
                    let introduction = self.body(notebook.file, &part.introduction, links, Some(&part_stem(number)))?;
                    let html = part.title.html.clone();
                    parts.push(PartView { id: part_fragment(number), html, introduction, sections: Vec::new() });
                }
            }
            if at < range.end
                && let Some(part) = parts.last_mut()
            {
                let mut listed = self.listed(SectionId { notebook: index, section: at });
                listed.entry = self.entry("section-link.html", [("link", Value::from_serializable(&listed))])?;
                part.sections.push(listed);
            }
        }
        parts.retain(|part| !(part.html.is_empty() && part.introduction.is_empty() && part.sections.is_empty()));
        Ok(parts)
    }

    fn edit_url(&self, id: SectionId) -> Option<String> {
        let template = self.site.config.site.edit_url.as_deref()?;
        let notebook = &self.site.notebooks[id.notebook];
        let section = &notebook.sections[id.section];
        let path = encode_path(notebook.path_of(section));
        Some(template.replace("{path}", &path).replace("{line}", &section.line.to_string()))
    }
}

/// Returns the categories of the sections of a list, each once.
fn categories_of<'a>(parts: &[PartView<ListedSection<'a>>]) -> Vec<CategoryView<'a>> {
    let mut categories: Vec<CategoryView<'a>> = Vec::new();
    for category in parts.iter().flat_map(|part| &part.sections).filter_map(|section| section.category.as_ref()) {
        if !categories.iter().any(|known| known.name == category.name) {
            categories.push(category.clone());
        }
    }
    categories.sort_by_key(|category| category.name);
    categories
}

/// The number of a section, or its id without one.
fn name_of(section: &crate::parse::Section) -> &str {
    section.number.as_ref().map_or(section.stem.as_str(), |number| number.as_str())
}

/// Shortens a text to one line for a description. Cuts between words.
fn shortened(text: &str) -> String {
    let mut words = String::with_capacity(DESCRIPTION + "…".len());
    let mut length = 0;
    for word in text.split_whitespace() {
        length += 1 + word.chars().count();
        // The first word has no space before it.
        if length > DESCRIPTION + 1 {
            words.push('…');
            break;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}
