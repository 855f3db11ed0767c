//! The page of a service, and its reading path: the sections that name it, those that are about it first.

use super::PageContext;
use super::interface::Fill;
use super::views::{OccurrenceView, ServiceLink, ServiceView};
use crate::catalogue::ServiceId;
use crate::diagnostic::Diagnostic;
use crate::site::links::{Occurrence, Weight};
use crate::site::routes::{OCCURRENCES_A_PAGE, Route, encode_path};
use serde_json::json;

impl<'a> PageContext<'a> {
    pub(super) fn service(&mut self, id: ServiceId, page: usize) -> Result<String, Box<Diagnostic>> {
        let site = self.site;
        let service = site.catalogue.get(id);
        let uses = &site.services[id.0];
        let children = uses.children.iter().map(|&child| self.chip(self.service_link(child)));
        let with = uses.with.iter().map(|&(other, count)| self.chip(ServiceLink { count, ..self.service_link(other) }));
        let pages = site.service_pages(id);
        let content = ServiceView {
            service: self.service_link(id),
            kind: Some(service.kind.as_str())
                .filter(|kind| !kind.is_empty() && *kind != site.config.catalogue.singular),
            docs: &service.docs,
            parent: service.parent.filter(|&parent| site.has_page(parent)).map(|parent| self.service_link(parent)),
            children: children.collect::<Result<_, _>>()?,
            occurrences: self.occurrences(id, page)?,
            path: (page == 0 && site.has_reading_path(id)).then_some(service.id.as_str()),
            with: with.collect::<Result<_, _>>()?,
            pages: (0..if pages > 1 { pages } else { 0 })
                .map(|number| {
                    let route = Route::Service { service: id, page: number };
                    self.page_link((number + 1).to_string(), route)
                })
                .collect(),
        };
        let title = if page == 0 {
            service.name.clone()
        } else {
            format!("{}, {}", service.name, self.say("page {page}", &[("page", Fill::count(page + 1))]))
        };
        let sections = self.sections(uses.occurrences.len());
        let description = format!("{} {}: {sections}.", service.summary, site.config.site.title);
        self.fill("service.html", &title, description.trim_start(), content)
    }

    /// The occurrences on a page of a service, in groups by weight.
    fn occurrences(&self, id: ServiceId, page: usize) -> Result<Vec<OccurrenceView<'a>>, Box<Diagnostic>> {
        let ranked = self.ranked(id);
        let shown: Vec<&Occurrence> =
            ranked.into_iter().skip(page * OCCURRENCES_A_PAGE).take(OCCURRENCES_A_PAGE).collect();
        let is_grouped = shown.first().map(|first| first.weight) != shown.last().map(|last| last.weight);
        let mut views = Vec::with_capacity(shown.len());
        for group in shown.chunk_by(|a, b| a.weight == b.weight) {
            for (at, occurrence) in group.iter().enumerate() {
                let heading = match occurrence.weight {
                    Weight::InTitle => self.say("In the title", &[]),
                    Weight::Central => self.say("Several times", &[]),
                    Weight::InPassing => self.say("In passing ({count})", &[("count", Fill::count(group.len()))]),
                };
                let section = self.named_section(occurrence.section)?;
                let (before, name, after) = (&*occurrence.before, &*occurrence.name, &*occurrence.after);
                let folded = is_grouped && occurrence.weight == Weight::InPassing;
                let heading = (is_grouped && at == 0).then_some(heading);
                views.push(OccurrenceView { section, before, name, after, heading, folded });
            }
        }
        Ok(views)
    }

    /// The occurrences of a service, those in titles first, each group in the order of the notes.
    fn ranked(&self, id: ServiceId) -> Vec<&'a Occurrence> {
        let mut ranked: Vec<&Occurrence> = self.site.services[id.0].occurrences.iter().collect();
        ranked.sort_by_key(|occurrence| occurrence.weight);
        ranked
    }

    /// The script that tells `path.js` which sections to read one after the other: those on the first page of the service.
    pub(super) fn reading_path(&self, id: ServiceId) -> String {
        let site = self.site;
        let sections: Vec<(String, String)> = self
            .ranked(id)
            .into_iter()
            .take(OCCURRENCES_A_PAGE)
            .map(|occurrence| {
                let section = site.section(occurrence.section);
                let title = format!("{} {}", section.shown_number(), section.title.text);
                (encode_path(&site.path(Route::Section(occurrence.section))), title.trim().to_owned())
            })
            .collect();
        let page = encode_path(&site.path(Route::Service { service: id, page: 0 }));
        let path = json!({ "name": site.catalogue.get(id).name, "page": page, "sections": sections });
        format!("notewrightPath({path});\n")
    }
}
