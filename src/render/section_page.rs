//! Renders the page of a section: its text, links to other sections, and the texts of link previews.

use super::headings::headings;
use super::interface::Fill;
use super::views::{CompareView, SectionBody, SectionView};
use super::{PageContext, shortened};
use crate::diagnostic::Diagnostic;
use crate::site::SectionId;
use crate::site::links::Target;
use crate::site::routes::{Route, section_fragment};

impl PageContext<'_> {
    pub(super) fn section(&mut self, id: SectionId) -> Result<String, Box<Diagnostic>> {
        let site = self.site;
        let section = site.section(id);
        let links = site.section_links(id);
        let body = self.body(site.notebooks[id.notebook].file_of(section), &section.body, &links.body, None)?;
        let neighbour = |offset: isize| {
            let section = id.section.checked_add_signed(offset);
            let section = section.filter(|&section| section < site.notebooks[id.notebook].sections.len());
            section.map(|section| self.shared_section(SectionId { section, ..id })).transpose()
        };
        let sections = |ids: &[SectionId]| ids.iter().map(|&id| self.shared_section(id)).collect::<Result<_, _>>();
        // A section that points here is listed for that.
        let alike = links.related.iter().copied().filter(|other| !links.referred_from.contains(other));
        let alike: Vec<SectionId> = alike.collect();
        let services = links.services.iter().map(|&service| self.shared_service(service));
        let content = SectionView {
            notebook: self.shared_notebook(id.notebook),
            section: SectionBody {
                address: &section.stem,
                number: section.number.as_ref().map_or("", |number| number.as_str()),
                shown_number: section.shown_number(),
                html: &section.title.html,
                fragment: section_fragment(&section.stem),
                href: self.url(Route::Section(id)),
                body,
            },
            position: self.position(id)?,
            headings: headings(&section.body),
            previous: neighbour(-1)?,
            next: neighbour(1)?,
            services: services.collect::<Result<_, _>>()?,
            related: sections(&alike)?,
            referred_from: sections(&links.referred_from)?,
            mentioned: sections(&self.mentioned(id))?,
            edit_url: self.edit_url(id),
            compare_url: (!alike.is_empty() || !links.referred_from.is_empty())
                .then(|| self.compare_url(&[id]))
                .flatten(),
            has_policies: section.body.has_policies(),
            study: self.section_study(id),
        };
        let title = match section.shown_number() {
            "" => section.title.text.clone(),
            number => format!("{number}. {}", section.title.text),
        };
        let description = match shortened(&section.body.prose.text) {
            text if text.is_empty() => section.title.text.clone(),
            text => text,
        };
        self.fill("section.html", &title, &description, content)
    }

    /// Renders the page that shows two sections side by side. Its script reads which from the address.
    pub(super) fn compare(&mut self) -> Result<String, Box<Diagnostic>> {
        let description =
            self.say("Two sections of {site} side by side.", &[("site", Fill::Text(&self.site.config.site.title))]);
        self.fill("compare.html", &self.say("Side by side", &[]), &description, CompareView {})
    }

    /// Returns the address of the page that shows sections side by side. A bundle has none.
    pub(super) fn compare_url(&self, sections: &[SectionId]) -> Option<String> {
        let fragment = self.site.comparison_fragment(sections)?;
        Some(format!("{}#{fragment}", self.url(Route::Compare)))
    }

    /// Returns the sections to which the text links, except those that the page lists anyway.
    fn mentioned(&self, id: SectionId) -> Vec<SectionId> {
        let links = self.site.section_links(id);
        let words = links.body.words.iter().map(|word| word.to);
        let targets = links.body.targets.iter().filter_map(|(_, target)| match target {
            Target::Page { route, .. } => Some(*route),
            _ => None,
        });
        let mut found: Vec<SectionId> = Vec::new();
        for route in words.chain(targets) {
            let Route::Section(to) = route else { continue };
            let is_neighbour = to.notebook == id.notebook && to.section.abs_diff(id.section) <= 1;
            let is_listed = links.related.contains(&to) || links.referred_from.contains(&to);
            if !is_neighbour && !is_listed && !found.contains(&to) {
                found.push(to);
            }
        }
        found
    }
}
