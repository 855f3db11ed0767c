//! What many pages of a site show alike: links to sections with their entries in lists, links to services, the notebook,
//! the site, head and foot of pages. Each is made once, when the first page needs it, and kept as a value for templates.
//!
//! Pages in the folder of one notebook have the same addresses and the same language, so they share links. So do the first
//! pages of services. Other pages make their own. A value belongs to the site that it was made from: [`super::Pages`] keeps
//! both together.

use super::views::{LinkView, NamedSection, SectionLink, ServiceLink, SharedService, ShellView};
use super::{PageContext, shortened};
use crate::catalogue::ServiceId;
use crate::diagnostic::Diagnostic;
use crate::language;
use crate::site::routes::Route;
use crate::site::{SectionId, Site};
use std::sync::OnceLock;
use tera::{Context, Value};

/// The values that pages of a site share, as far as they are made.
pub(super) struct Shared {
    site: OnceLock<Value>,
    notebooks: Vec<OnceLock<InNotebook>>,
    /// The sections of each notebook, as first pages of services name them.
    on_services: Vec<OnceLock<Vec<OnceLock<Value>>>>,
}

/// The values that pages in the folder of a notebook share.
struct InNotebook {
    shell: OnceLock<Value>,
    link: OnceLock<Value>,
    sections: Vec<OnceLock<Value>>,
    services: Vec<OnceLock<Value>>,
}

impl Shared {
    /// Makes room for the values of a site. No value is made yet.
    pub(super) fn new(site: &Site) -> Self {
        Self { site: OnceLock::new(), notebooks: empty(site.notebooks.len()), on_services: empty(site.notebooks.len()) }
    }

    fn notebook(&self, site: &Site, notebook: usize) -> &InNotebook {
        self.notebooks[notebook].get_or_init(|| InNotebook {
            shell: OnceLock::new(),
            link: OnceLock::new(),
            sections: empty(site.notebooks[notebook].sections.len()),
            services: empty(site.services.len()),
        })
    }

    fn on_services(&self, site: &Site, id: SectionId) -> &OnceLock<Value> {
        let sections = || empty(site.notebooks[id.notebook].sections.len());
        &self.on_services[id.notebook].get_or_init(sections)[id.section]
    }
}

/// Returns cells without values.
fn empty<T>(count: usize) -> Vec<OnceLock<T>> {
    (0..count).map(|_| OnceLock::new()).collect()
}

/// Returns the value of a cell; makes it if it is the first to ask.
fn once(
    cell: &OnceLock<Value>,
    make: impl FnOnce() -> Result<Value, Box<Diagnostic>>,
) -> Result<Value, Box<Diagnostic>> {
    if let Some(made) = cell.get() {
        return Ok(made.clone());
    }
    let made = make()?;
    Ok(cell.get_or_init(|| made).clone())
}

impl<'a> PageContext<'a> {
    /// The site, as all pages show it.
    pub(super) fn shared_site(&self) -> Value {
        self.shared.site.get_or_init(|| Value::from_serializable(&self.site_view())).clone()
    }

    /// The notebook of a section's page.
    pub(super) fn shared_notebook(&self, notebook: usize) -> Value {
        let shared = self.shared.notebook(self.site, notebook);
        shared.link.get_or_init(|| Value::from_serializable(&self.notebook_link(notebook))).clone()
    }

    /// The parts of the page that are the same on all pages of its folder.
    pub(super) fn shell(&self) -> Result<Value, Box<Diagnostic>> {
        let part = |template: &str| {
            let mut context = Context::new();
            context.insert_value("site", self.shared_site());
            context.insert("root", &self.root());
            context.insert("language", self.language());
            context.insert("english", self.english());
            context.insert("words", &self.renderer.interface.script_of(self.language()));
            self.renderer.templates.render(template, &context)
        };
        let make = || {
            let (files, tools, footer) = (part("files.html")?, part("tools.html")?, part("footer.html")?);
            Ok(Value::from_serializable(&ShellView { files, tools, footer }))
        };
        match self.route.notebook() {
            // In a folder below that of the notebook.
            _ if matches!(self.route, Route::Label { .. }) => make(),
            Some(notebook) => once(&self.shared.notebook(self.site, notebook).shell, make),
            None => make(),
        }
    }

    /// A link to a section on the page of a service.
    pub(super) fn named_section(&self, id: SectionId) -> Result<Value, Box<Diagnostic>> {
        let make = || {
            let link = self.section_link(id);
            let entry = self.entry("section-name.html", [("link", Value::from_serializable(&link))])?;
            Ok(Value::from_serializable(&NamedSection { link, entry }))
        };
        match self.route {
            Route::Service { page: 0, .. } => once(self.shared.on_services(self.site, id), make),
            _ => make(),
        }
    }

    /// A link to a section on the page of a section, with the beginning of its text and its entry in lists.
    pub(super) fn shared_section(&self, id: SectionId) -> Result<Value, Box<Diagnostic>> {
        let make = || self.section_with_entries(id);
        match self.route {
            Route::Section(page) if page.notebook == id.notebook => {
                once(&self.shared.notebook(self.site, page.notebook).sections[id.section], make)
            }
            _ => make(),
        }
    }

    /// A link to a service on the page of a section, with its entry in lists.
    pub(super) fn shared_service(&self, id: ServiceId) -> Result<Value, Box<Diagnostic>> {
        let make = || Ok(Value::from_serializable(&self.chip(self.service_link(id))?));
        match self.route {
            Route::Section(page) => once(&self.shared.notebook(self.site, page.notebook).services[id.0], make),
            _ => make(),
        }
    }

    /// Makes a link to a section with the beginning of its text and its entries in lists.
    fn section_with_entries(&self, id: SectionId) -> Result<Value, Box<Diagnostic>> {
        let mut link = SectionLink::new(self.section_link(id), shortened(&self.site.section(id).body.prose.text));
        let variable = Value::from_serializable(&link);
        link.entry = self.entry("section-link.html", [("link", variable.clone())])?;
        link.rail_entry = self.entry("rail-link.html", [("link", variable)])?;
        Ok(Value::from_serializable(&link))
    }

    /// Makes the link to the page's own section in the rail. It has no address, so its entry gets that of the page.
    pub(super) fn own_section(&self, id: SectionId) -> Result<Value, Box<Diagnostic>> {
        let link = LinkView { url: String::new(), ..self.section_link(id) };
        let mut link = SectionLink::new(link, String::new());
        let here = Value::from_serializable(&self.url(self.route));
        link.rail_entry = self.entry("rail-link.html", [("link", Value::from_serializable(&link)), ("here", here)])?;
        Ok(Value::from_serializable(&link))
    }

    /// Adds to a link to a service its entry in lists.
    pub(super) fn chip(&self, link: ServiceLink<'a>) -> Result<SharedService<'a>, Box<Diagnostic>> {
        Ok(SharedService { entry: self.entry("chip.html", [("service", Value::from_serializable(&link))])?, link })
    }

    /// Renders an entry of a list.
    pub(super) fn entry<const N: usize>(
        &self,
        template: &str,
        variables: [(&'static str, Value); N],
    ) -> Result<String, Box<Diagnostic>> {
        let mut context = Context::new();
        for (name, value) in variables {
            context.insert_value(name, value);
        }
        context.insert("text_direction", language::text_direction(self.language()));
        self.renderer.templates.render(template, &context)
    }
}
