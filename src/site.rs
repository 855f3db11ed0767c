//! [`Site`]: notes, catalogue and links together. Everything after linking reads it, and nothing changes it.
//!
//! [`routes`] owns the addresses of its files, [`links`] has the types that linking fills.

pub mod links;
pub mod routes;

use crate::catalogue::{Catalogue, ServiceId};
use crate::config::Config;
use crate::language::Language;
use crate::parse::{Notebook, Section};
use links::{NotebookLinks, SectionLinks, ServiceUse};
use routes::Redirect;
use std::collections::BTreeMap;
use std::path::PathBuf;

pub use routes::Route;

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

/// A finished file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Where it goes, relative to the output folder, with forward slashes.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

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
        let Notebook { front_matter, guessed_language, .. } = &self.notebooks[notebook];
        let site = self.config.site.language.as_str();
        // A site in English may hold notes in other scripts, and no script but Latin is English.
        let guessed = guessed_language.filter(|_| site == "en" || site.starts_with("en-"));
        front_matter.language.as_ref().map(Language::tag).or(guessed).unwrap_or(site)
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

    /// The path of the site below its host: `/`, or `/notes/` for a base URL of `https://example.com/notes`.
    #[must_use]
    pub fn base_path(&self) -> String {
        self.config.site.base_path()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
