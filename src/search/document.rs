//! The document: the smallest text that search finds. It is a section, or an introduction before the first section.
//!
//! It takes indexes into a site, and gives titles, texts and routes. It holds no text itself.

use crate::catalogue::ServiceId;
use crate::parse::Section;
use crate::parse::{Body, Piece};
use crate::site::links::Links;
use crate::site::{Route, SectionId, Site};
use pulldown_cmark::Event;

/// How a comment begins that holds words for search.
const SEARCH_COMMENT: &str = "search:";

/// A text with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// A section.
    Section(SectionId),
    /// The text before the first section or part of a notebook.
    Introduction(usize),
    /// The text between the heading of a part and its first section.
    Part {
        /// Index of the notebook.
        notebook: usize,
        /// Index of the part in the notebook.
        part: usize,
    },
}

impl Document {
    /// Returns all documents of a site: first all sections, then the introductions with any word. In this order, a new
    /// introduction does not change the index of a section.
    #[must_use]
    pub fn all(site: &Site) -> Vec<Self> {
        let introductions = site.notebooks.iter().enumerate().flat_map(|(notebook, content)| {
            let parts = (0..content.parts.len()).map(move |part| Self::Part { notebook, part });
            std::iter::once(Self::Introduction(notebook)).chain(parts)
        });
        let introductions =
            introductions.filter(|document| document.body(site).prose.text.contains(char::is_alphanumeric));
        site.section_ids().map(Self::Section).chain(introductions).collect()
    }

    /// Returns the index of the notebook.
    #[must_use]
    pub fn notebook(self) -> usize {
        match self {
            Self::Section(SectionId { notebook, .. }) | Self::Introduction(notebook) | Self::Part { notebook, .. } => {
                notebook
            }
        }
    }

    /// Returns the route of the page that shows the document.
    #[must_use]
    pub fn route(self, site: &Site) -> Route {
        match self {
            Self::Section(id) => Route::Section(id),
            Self::Introduction(notebook) => Route::Notebook(notebook),
            Self::Part { notebook, part } => site.part_route(notebook, part),
        }
    }

    /// Returns the heading above the text.
    #[must_use]
    pub fn title(self, site: &Site) -> &str {
        match self {
            Self::Section(id) => &site.section(id).title.text,
            Self::Introduction(notebook) => &site.notebooks[notebook].title,
            Self::Part { notebook, part } => &site.notebooks[notebook].parts[part].title.text,
        }
    }

    /// Returns the number of a section; empty for an unnumbered document.
    #[must_use]
    pub fn number(self, site: &Site) -> &str {
        match self {
            Self::Section(id) => site.section(id).number.as_ref().map_or("", |number| number.as_str()),
            Self::Introduction(_) | Self::Part { .. } => "",
        }
    }

    /// Returns the number as results show it before the title; empty where the title says it.
    #[must_use]
    pub fn shown_number(self, site: &Site) -> &str {
        match self {
            Self::Section(id) => site.section(id).shown_number(),
            Self::Introduction(_) | Self::Part { .. } => "",
        }
    }

    /// Returns the text that is searched and shown: the prose, then the code, line by line.
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

    /// Returns words that search finds and no page shows, from comments such as `<!-- search: blank page, no traces -->`.
    pub(super) fn words_of_comments(self, site: &Site) -> String {
        let mut html = String::new();
        for piece in &self.body(site).pieces {
            if let Piece::Markdown(Event::Html(written) | Event::InlineHtml(written)) = piece {
                html.push_str(written);
            }
        }
        let comments = html.split("<!--").skip(1).filter_map(|comment| comment.split_once("-->"));
        let words = comments.filter_map(|(comment, _)| comment.trim_start().strip_prefix(SEARCH_COMMENT));
        words.collect::<Vec<_>>().join("\n")
    }

    pub(super) fn body(self, site: &Site) -> &Body {
        match self {
            Self::Section(id) => &site.section(id).body,
            Self::Introduction(notebook) => &site.notebooks[notebook].introduction,
            Self::Part { notebook, part } => &site.notebooks[notebook].parts[part].introduction,
        }
    }

    pub(super) fn links(self, site: &Site) -> &Links {
        match self {
            Self::Section(id) => &site.section_links(id).body,
            Self::Introduction(notebook) => &site.links[notebook].introduction,
            Self::Part { notebook, part } => &site.links[notebook].parts[part],
        }
    }

    /// The services that it names.
    pub(super) fn services(self, site: &Site) -> Vec<ServiceId> {
        if let Self::Section(id) = self {
            return site.section_links(id).services.clone();
        }
        let mut services: Vec<ServiceId> = self.links(site).words.iter().filter_map(|word| service(word.to)).collect();
        services.sort_unstable();
        services.dedup();
        services
    }
}

fn service(route: Route) -> Option<ServiceId> {
    match route {
        Route::Service { service, .. } => Some(service),
        _ => None,
    }
}

/// Returns whether sections are numbered 1, 2, 3 …. Then the index stores no terms for their numbers.
pub(super) fn is_in_order(sections: &[Section]) -> bool {
    let is_position = |(position, section): (usize, &Section)| {
        section.number.as_ref().is_some_and(|number| number.as_str() == (position + 1).to_string())
    };
    sections.iter().enumerate().all(is_position)
}
