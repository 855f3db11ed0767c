//! [`Site`]: notes, catalogue and links together. Linking makes it; later steps only read it.
//!
//! [`routes`] owns all paths of the site. [`links`] has the types that linking fills. [`stage`] orders its publication.

pub mod card;
pub mod label_kind;
pub mod links;
pub mod material;
pub mod routes;
pub mod stage;

use crate::catalogue::{Catalogue, ServiceId};
use crate::config::Config;
use crate::day::Day;
use crate::language::{Language, is_english};
use crate::parse::{Notebook, Section};
use links::{Label, NotebookLinks, SectionLinks, ServiceUse, Translations};
use material::Material;
use routes::Redirect;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::OnceLock;

pub use routes::Route;

/// The linked site: everything that pages are made from.
#[derive(Debug, Default)]
pub struct Site {
    /// Configuration from site.toml.
    pub config: Config,
    /// The language of the pages that belong to no notebook, as a BCP 47 tag.
    pub language: String,
    /// The catalogue of services.
    pub catalogue: Catalogue,
    /// The published notebooks, in the order of the home page.
    pub notebooks: Vec<Notebook>,
    /// Links of each notebook.
    pub links: Vec<NotebookLinks>,
    /// Uses of each service of the catalogue, by [`ServiceId`].
    pub services: Vec<ServiceUse>,
    /// Files that notes link to, by their path under the notes folder.
    pub attachments: BTreeMap<String, Attachment>,
    /// Files that notes link to and `exclude` leaves out, to explain dead links to them.
    pub excluded: BTreeSet<String>,
    /// Notebooks that are translations of each other.
    pub translations: Translations,
    /// Redirects from former paths.
    pub redirects: Vec<Redirect>,
    /// Sections with the day of their last change, the latest first. Only those that changed since the first lock.
    pub changes: Vec<(SectionId, Day)>,
    /// Whether the author has a robots.txt, which replaces the generated one.
    pub has_own_robots: bool,
    /// What there is to study in each notebook, once [`crate::study::deck`] has made it.
    pub material: OnceLock<Vec<Material>>,
    /// Ids of draft notebooks, to explain dead links to them.
    pub drafts: Vec<String>,
    /// The form in which it is published.
    pub form: SiteForm,
}

/// The form in which a site is published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SiteForm {
    /// A folder of pages.
    #[default]
    Folder,
    /// One HTML file with everything in it: no print pages, because everything is on one page, and no service worker.
    SingleFile,
}

/// The id of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId {
    /// Index of the notebook.
    pub notebook: usize,
    /// Index of the section in the notebook.
    pub section: usize,
}

/// A file that notes link to, and that is copied to the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Path on disk; empty for a picture that is written in a note.
    pub source: PathBuf,
    /// The bytes of a picture that is written in a note as a `data:` address.
    pub content: Option<Vec<u8>>,
    /// Path in the site: the name with a hash of the content.
    pub path: String,
}

/// A finished file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Path relative to the output folder, with forward slashes.
    pub path: String,
    /// Content of the file.
    pub bytes: Vec<u8>,
}

impl Site {
    /// Returns a section.
    #[must_use]
    pub fn section(&self, id: SectionId) -> &Section {
        &self.notebooks[id.notebook].sections[id.section]
    }

    /// Returns the links of a section.
    #[must_use]
    pub fn section_links(&self, id: SectionId) -> &SectionLinks {
        &self.links[id.notebook].sections[id.section]
    }

    /// Returns the labels of a notebook that have a page.
    #[must_use]
    pub fn labels(&self, notebook: usize) -> &[Label] {
        let labels = &self.links[notebook].labels;
        if !labels.is_empty() && self.has_label_pages(notebook) { labels } else { &[] }
    }

    /// Returns the languages of the site's pages.
    #[must_use]
    pub fn languages(&self) -> BTreeSet<&str> {
        let of_notebooks = (0..self.notebooks.len()).map(|notebook| self.language_of(notebook));
        of_notebooks.chain([self.language.as_str()]).collect()
    }

    /// Returns the language of a notebook.
    #[must_use]
    pub fn language_of(&self, notebook: usize) -> &str {
        let notebook = &self.notebooks[notebook];
        // A site in English may have notes in other languages.
        let guessed = notebook.guessed_language.filter(|guessed| *guessed != "en" && is_english(&self.language));
        notebook.front_matter.language.as_ref().map(Language::tag).or(guessed).unwrap_or(&self.language)
    }

    /// Returns the language of the pages that belong to no notebook: what site.toml says, else the language of all notebooks
    /// if it is the same, else English.
    pub(crate) fn own_language(config: &Config, notebooks: &[Notebook]) -> String {
        if let Some(language) = &config.site.language {
            return language.clone();
        }
        let language_of = |notebook: &Notebook| {
            let said = notebook.front_matter.language.as_ref().map(Language::tag);
            said.or(notebook.guessed_language).unwrap_or("en").to_owned()
        };
        let mut languages = notebooks.iter().map(language_of);
        let first = languages.next().unwrap_or_else(|| "en".to_owned());
        if languages.all(|language| language == first) { first } else { "en".to_owned() }
    }

    /// Iterates over all sections: notebooks in order, sections in file order.
    pub fn section_ids(&self) -> impl Iterator<Item = SectionId> {
        self.notebooks.iter().enumerate().flat_map(|(notebook, content)| {
            (0..content.sections.len()).map(move |section| SectionId { notebook, section })
        })
    }

    /// Returns whether a service has a page, which means that a section names it.
    #[must_use]
    pub fn has_page(&self, service: ServiceId) -> bool {
        !self.services[service.0].occurrences.is_empty()
    }

    /// Returns the services that have a page, sorted by name.
    #[must_use]
    pub fn named_services(&self) -> Vec<ServiceId> {
        let mut named: Vec<ServiceId> =
            self.catalogue.iter().map(|(id, _)| id).filter(|&id| self.has_page(id)).collect();
        named.sort_by_key(|&id| self.catalogue.get(id).name.to_lowercase());
        named
    }

    /// Whether browsers keep the site for reading offline.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.config.site.offline && self.form == SiteForm::Folder
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
