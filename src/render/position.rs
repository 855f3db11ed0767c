//! Where a page is in the site: the steps that lead to it, a section's neighbours, and the list of a notebook.

use super::views::{CategoryView, HUES, LinkView, ListedSection, NotebookGroup, PositionView, RailPart};
use super::{PageContext, name_of};
use crate::diagnostic::Diagnostic;
use crate::html::escape::escape;
use crate::site::routes::{GROUP, Route, encode_fragment, list_fragment, part_fragment};
use crate::site::{SectionId, SiteForm};
use crate::tokenize::capitalised;

/// Sections of the rail on each side of its own. The rail has this many of both sides also at the ends of a notebook.
/// It is a window, so that the size of a page does not depend on the number of sections.
const BESIDE: usize = 6;

impl<'a> PageContext<'a> {
    /// Returns the steps from the home page to the page, without the home page. A step to the page itself has an empty
    /// address.
    pub(super) fn trail(&self) -> Vec<LinkView> {
        let notebook = |notebook: usize| {
            let title = escape(&self.site.notebooks[notebook].title);
            self.page_link(title, Route::Notebook(notebook))
        };
        match self.route {
            Route::Section(id) => {
                let group = self.site.is_grouped(id.notebook).then(|| self.group_link(id.notebook, id.section / GROUP));
                let number = self.site.section(id).number.as_ref();
                let number = number.map(|number| self.page_link(escape(number.as_str()), self.route));
                // A notebook of one page has no page of its own.
                let notebook = (!self.site.is_one_page(id.notebook)).then(|| notebook(id.notebook));
                notebook.into_iter().chain(group).chain(number).collect()
            }
            Route::Group { notebook: index, group } => vec![notebook(index), self.group_link(index, group)],
            Route::Print(index)
            | Route::Cards(index)
            | Route::Numbers(index)
            | Route::Confusables(index)
            | Route::Label { notebook: index, .. } => vec![notebook(index)],
            Route::Service { .. } => {
                let title = capitalised(&self.site.config.catalogue.plural);
                vec![self.page_link(escape(&title), Route::Services)]
            }
            _ => Vec::new(),
        }
    }

    /// Returns where a section is among those of its notebook.
    pub(super) fn position(&self, id: SectionId) -> Result<PositionView, Box<Diagnostic>> {
        let of = self.site.notebooks[id.notebook].sections.len();
        Ok(PositionView { at: id.section + 1, of, url: self.listed_url(id), around: self.rail(id)? })
    }

    /// Returns the sections around a section, under the headings of their parts. The section itself has an empty
    /// address. A bundle has none: its pages are one document, and each would repeat them.
    fn rail(&self, id: SectionId) -> Result<Vec<RailPart>, Box<Diagnostic>> {
        let notebook = &self.site.notebooks[id.notebook];
        let shown = (2 * BESIDE + 1).min(notebook.sections.len());
        if self.site.form == SiteForm::SingleFile || shown < 2 {
            return Ok(Vec::new());
        }
        let start = id.section.saturating_sub(BESIDE).min(notebook.sections.len() - shown);
        let mut rail: Vec<RailPart> = Vec::new();
        for section in start..start + shown {
            let begins = |part: &crate::parse::Part| {
                part.first_section == section || section == start && part.first_section < start
            };
            let part = notebook.parts.iter().rposition(begins);
            if part.is_some() || rail.is_empty() {
                let html = part.map_or(String::new(), |part| notebook.parts[part].title.html.clone());
                let url = part.map_or(String::new(), |part| {
                    let page = self.url(self.site.part_route(id.notebook, part));
                    format!("{page}#{}", encode_fragment(&part_fragment(part)))
                });
                rail.push(RailPart { html, url, sections: Vec::new() });
            }
            if let Some(part) = rail.last_mut() {
                part.sections.push(if section == id.section {
                    self.own_section(id)?
                } else {
                    self.shared_section(SectionId { section, ..id })?
                });
            }
        }
        Ok(rail)
    }

    /// Returns the address of a section's entry in the list of its notebook.
    fn listed_url(&self, id: SectionId) -> String {
        let list = if self.site.is_grouped(id.notebook) {
            Route::Group { notebook: id.notebook, group: id.section / GROUP }
        } else {
            Route::Notebook(id.notebook)
        };
        format!("{}#{}", self.url(list), encode_fragment(&list_fragment(&self.site.section(id).stem)))
    }

    /// Returns the entry of a section in a list of its notebook, with the category of the service that it names first.
    pub(super) fn listed(&self, id: SectionId) -> ListedSection<'a> {
        let site = self.site;
        let service = site.section_links(id).services.first().map(|&service| site.catalogue.get(service));
        let LinkView { number, shown_number, html, url, notebook, language, text_direction } = self.section_link(id);
        ListedSection {
            number,
            shown_number,
            html,
            url,
            notebook,
            language,
            text_direction,
            entry: String::new(),
            id: list_fragment(&site.section(id).stem),
            category: service
                .map(|service| CategoryView { name: &service.category, hue: service.category_index % HUES }),
        }
    }

    /// Returns the groups of a large notebook, each with the titles of its first and last section.
    pub(super) fn groups(&self, index: usize) -> Vec<NotebookGroup<'a>> {
        let site = self.site;
        let sections = &site.notebooks[index].sections;
        let group = |group: usize| {
            let range = site.group_range(index, group);
            let title = |section: Option<&'a crate::parse::Section>| section.map_or("", |s| s.title.html.as_str());
            NotebookGroup {
                link: self.group_link(index, group),
                first: title(sections.get(range.start)),
                last: title(sections.get(range.end - 1)),
            }
        };
        (0..site.groups(index)).map(group).collect()
    }

    pub(super) fn group_link(&self, index: usize, group: usize) -> LinkView {
        self.page_link(escape(&self.group_label(index, group)), Route::Group { notebook: index, group })
    }

    /// Returns the numbers of the first and last section of a group, as a label.
    pub(super) fn group_label(&self, index: usize, group: usize) -> String {
        let sections = &self.site.notebooks[index].sections[self.site.group_range(index, group)];
        match (sections.first(), sections.last()) {
            (Some(first), Some(last)) => format!("{} – {}", name_of(first), name_of(last)),
            _ => String::new(),
        }
    }
}
