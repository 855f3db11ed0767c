//! Links notebooks and the catalogue into a [`Site`]: mentions, references, backlinks, related sections, and the target
//! of every address in a note. It takes parsed notebooks, and gives a site and diagnostics. It renders nothing.

mod addresses;
mod docusaurus;
mod folders;
mod incremental;
mod labels;
pub mod mentions;
mod references;
mod related;
mod section;
mod subject;
pub mod targets;
mod translations;
mod wiki;
pub mod wiki_names;

pub use incremental::replace;
pub use targets::named_files;

use crate::catalogue::{Catalogue, ServiceId};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::parse::Notebook;
use crate::site::links::{NotebookLinks, ServiceUse, Translations};
use crate::site::{Attachment, Route, SectionId, Site, SiteForm};
use rayon::prelude::*;
use references::OwnWords;
use section::{Context, LinkedSection};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use targets::Targets;

/// Most neighbours on a service page.
const MOST_NEIGHBOURS: usize = 8;

/// The author's other files, as far as linking needs them.
#[derive(Debug, Default)]
pub struct SiteFiles {
    /// Existing files that notes link to, by their path under the notes folder.
    pub attachments: BTreeMap<String, Attachment>,
    /// Existing files that notes link to and `exclude` leaves out.
    pub excluded: BTreeSet<String>,
    /// Whether the author has a robots.txt, which replaces the generated one.
    pub has_own_robots: bool,
}

/// Links notebooks and catalogue into a site.
#[must_use]
pub fn link(
    config: Config,
    catalogue: Catalogue,
    mut notebooks: Vec<Notebook>,
    files: SiteFiles,
    form: SiteForm,
) -> (Site, Vec<Diagnostic>) {
    let drafts = notebooks.extract_if(.., |notebook| notebook.front_matter.draft).map(|draft| draft.id).collect();
    notebooks.sort_by(|a, b| {
        let order = |notebook: &Notebook| notebook.front_matter.order.unwrap_or(i64::MAX);
        order(a)
            .cmp(&order(b))
            .then_with(|| addresses::natural(&a.id).cmp(&addresses::natural(&b.id)))
            .then_with(|| a.id.cmp(&b.id))
    });
    let mut diagnostics = addresses::name_folders(&mut notebooks, &config.catalogue.path);
    diagnostics.extend(addresses::name_sections(&mut notebooks));
    let SiteFiles { attachments, excluded, has_own_robots } = files;
    let targets = Targets::new(&notebooks, &catalogue, &attachments, &config);
    let mut linked = Linked::default();
    let nothing = Catalogue::default();
    linked.services.resize_with(catalogue.services.len(), ServiceUse::default);
    for (index, notebook) in notebooks.iter().enumerate() {
        let is_about = subject::is_about(&catalogue, notebook, None);
        let catalogue = if is_about { &catalogue } else { &nothing };
        let words = OwnWords::of(notebook);
        linked.add(&Context { catalogue, targets: &targets, notebook, index, words });
    }
    for (notebook, links) in linked.links.iter_mut().enumerate() {
        links.names_fragments = targets.are_fragments_named(notebook);
    }
    diagnostics.append(&mut linked.diagnostics);
    let (redirects, found) = addresses::redirects(&notebooks);
    diagnostics.extend(found);
    let mut site = Site {
        language: Site::own_language(&config, &notebooks),
        config,
        catalogue,
        notebooks,
        links: linked.links,
        services: linked.services,
        attachments,
        excluded,
        translations: Translations::default(),
        redirects,
        changes: Vec::new(),
        has_own_robots,
        drafts,
        form,
        material: OnceLock::new(),
    };
    site.translations = translations::find(&site);
    drop_links_without_page(&mut site);
    relate(&mut site);
    connect_references(&mut site, linked.references);
    connect_services(&mut site);
    diagnostics.extend(wiki::dead_links(&site));
    (site, diagnostics)
}

/// The links of the notebooks so far.
#[derive(Default)]
struct Linked {
    links: Vec<NotebookLinks>,
    services: Vec<ServiceUse>,
    /// References from a section to another one.
    references: Vec<(SectionId, SectionId)>,
    diagnostics: Vec<Diagnostic>,
}

impl Linked {
    /// Links one notebook, its sections in parallel.
    fn add(&mut self, context: &Context<'_>) {
        let Context { notebook, index, .. } = *context;
        let linked: Vec<LinkedSection> =
            (0..notebook.sections.len()).into_par_iter().map(|section| context.section(section)).collect();
        let mut sections = Vec::with_capacity(linked.len());
        for (section, linked) in linked.into_iter().enumerate() {
            let id = SectionId { notebook: index, section };
            self.diagnostics.extend(linked.diagnostics);
            let targets = linked.references.into_iter().map(|section| SectionId { notebook: index, section });
            self.references.extend(targets.map(|target| (id, target)));
            for (service, occurrence) in linked.occurrences {
                self.services[service.0].occurrences.push(occurrence);
            }
            sections.push(linked.links);
        }
        let introduction = context.body(&notebook.title, &notebook.introduction, &mut self.diagnostics);
        let parts = notebook.parts.iter();
        let parts =
            parts.map(|part| context.body(&part.title.text, &part.introduction, &mut self.diagnostics)).collect();
        let names_services = !context.catalogue.services.is_empty();
        let labels = labels::repeated(sections.iter().map(|links| links.lead_ins.as_slice()));
        self.links.push(NotebookLinks {
            introduction,
            parts,
            sections,
            names_fragments: false,
            names_services,
            labels,
        });
    }
}

/// Removes links in introductions to services without a page: introductions do not count as occurrences.
fn drop_links_without_page(site: &mut Site) {
    let Site { links, services, .. } = site;
    for links in links {
        for body in std::iter::once(&mut links.introduction).chain(&mut links.parts) {
            body.words.retain(
                |word| !matches!(word.to, Route::Service { service, .. } if services[service.0].occurrences.is_empty()),
            );
        }
    }
}

/// Adds the backlinks: each section knows the sections whose words name it.
fn connect_references(site: &mut Site, references: Vec<(SectionId, SectionId)>) {
    for (from, to) in references {
        let referred_from = &mut site.links[to.notebook].sections[to.section].referred_from;
        if from != to && !referred_from.contains(&from) {
            referred_from.push(from);
        }
    }
}

/// Adds to each service the services named beside it and its children.
fn connect_services(site: &mut Site) {
    for service in 0..site.services.len() {
        site.services[service].with = neighbours(site, ServiceId(service));
    }
    for child in site.named_services() {
        if let Some(parent) = site.catalogue.get(child).parent {
            site.services[parent.0].children.push(child);
        }
    }
}

fn relate(site: &mut Site) {
    let ids: Vec<SectionId> = site.section_ids().collect();
    let texts: Vec<(&str, &str)> = ids
        .iter()
        .map(|&id| {
            let section = site.section(id);
            (section.title.text.as_str(), section.body.prose.text.as_str())
        })
        .collect();
    let related = related::related(&texts);
    for (id, related) in ids.iter().zip(related) {
        site.links[id.notebook].sections[id.section].related = related.into_iter().map(|index| ids[index]).collect();
    }
}

/// Returns the services that occur in the same sections, most frequent first.
fn neighbours(site: &Site, service: ServiceId) -> Vec<(ServiceId, usize)> {
    let mut counts: BTreeMap<ServiceId, usize> = BTreeMap::new();
    for occurrence in &site.services[service.0].occurrences {
        for &other in site.section_links(occurrence.section).services.iter().filter(|&&other| other != service) {
            *counts.entry(other).or_default() += 1;
        }
    }
    let mut with: Vec<(ServiceId, usize)> = counts.into_iter().collect();
    with.sort_by_key(|&(other, count)| (Reverse(count), other));
    with.truncate(MOST_NEIGHBOURS);
    with
}
