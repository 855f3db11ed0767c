//! What is searched and found as one: a section, or text that stands before sections.

use crate::catalogue::ServiceId;
use crate::parse::Section;
use crate::parse::{Body, Piece};
use crate::site::links::Links;
use crate::site::{Route, SectionId, Site};

/// A text with an address, the unit of retrieval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// A section.
    Section(SectionId),
    /// What stands before the first section and part of a notebook.
    Introduction(usize),
    /// What stands between the heading of a part and its first section.
    Part {
        /// Index of the notebook.
        notebook: usize,
        /// Index of the part in it.
        part: usize,
    },
}

impl Document {
    /// Every unit of a site: all sections, then the introductions that say something. An introduction that is added or
    /// goes moves no section.
    #[must_use]
    pub fn all(site: &Site) -> Vec<Self> {
        let introductions = site.notebooks.iter().enumerate().flat_map(|(notebook, content)| {
            let parts = (0..content.parts.len()).map(move |part| Self::Part { notebook, part });
            std::iter::once(Self::Introduction(notebook)).chain(parts)
        });
        let introductions = introductions.filter(|unit| unit.body(site).prose.text.contains(char::is_alphanumeric));
        site.section_ids().map(Self::Section).chain(introductions).collect()
    }

    /// The index of its notebook.
    #[must_use]
    pub fn notebook(self) -> usize {
        match self {
            Self::Section(SectionId { notebook, .. }) | Self::Introduction(notebook) | Self::Part { notebook, .. } => {
                notebook
            }
        }
    }

    /// The page that shows it.
    #[must_use]
    pub fn route(self, site: &Site) -> Route {
        match self {
            Self::Section(id) => Route::Section(id),
            Self::Introduction(notebook) => Route::Notebook(notebook),
            Self::Part { notebook, part } => site.part_route(notebook, part),
        }
    }

    /// What stands above it.
    #[must_use]
    pub fn title(self, site: &Site) -> &str {
        match self {
            Self::Section(id) => &site.section(id).title.text,
            Self::Introduction(notebook) => &site.notebooks[notebook].title,
            Self::Part { notebook, part } => &site.notebooks[notebook].parts[part].title.text,
        }
    }

    /// The number of a section; empty where there is none.
    #[must_use]
    pub fn number(self, site: &Site) -> &str {
        match self {
            Self::Section(id) => site.section(id).number.as_ref().map_or("", |number| number.as_str()),
            Self::Introduction(_) | Self::Part { .. } => "",
        }
    }

    /// Its text as it is searched and shown: its prose, then its code, line by line.
    #[must_use]
    pub fn text(self, site: &Site) -> String {
        let body = self.body(site);
        let code = body.pieces.iter().filter_map(|piece| match piece {
            Piece::Code(code) => Some(code.text.as_str()),
            _ => None,
        });
        let mut text = String::with_capacity(body.prose.text.len());
        for line in std::iter::once(body.prose.text.as_str()).chain(code).flat_map(str::lines) {
            let line = line.trim();
            if !line.is_empty() {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(line);
            }
        }
        text
    }

    pub(super) fn body(self, site: &Site) -> &Body {
        match self {
            Self::Section(id) => &site.section(id).body,
            Self::Introduction(notebook) => &site.notebooks[notebook].introduction,
            Self::Part { notebook, part } => &site.notebooks[notebook].parts[part].introduction,
        }
    }

    /// The services that it names.
    pub(super) fn services(self, site: &Site) -> Vec<ServiceId> {
        let linked = |links: &Links| {
            let mut services: Vec<ServiceId> = links.words.iter().filter_map(|word| service(word.to)).collect();
            services.sort_unstable();
            services.dedup();
            services
        };
        match self {
            Self::Section(id) => site.section_links(id).services.clone(),
            Self::Introduction(notebook) => linked(&site.links[notebook].introduction),
            Self::Part { notebook, part } => linked(&site.links[notebook].parts[part]),
        }
    }
}

fn service(route: Route) -> Option<ServiceId> {
    match route {
        Route::Service { service, .. } => Some(service),
        _ => None,
    }
}

/// Whether sections are numbered 1, 2, 3 …: then their numbers need no terms.
pub(super) fn is_in_order(sections: &[Section]) -> bool {
    let is_place = |(place, section): (usize, &Section)| {
        section.number.as_ref().is_some_and(|number| number.as_str() == (place + 1).to_string())
    };
    sections.iter().enumerate().all(is_place)
}
