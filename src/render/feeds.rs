//! Files for machines: sitemap.xml, robots.txt, site.json.

use super::views::{RobotsView, SitemapView};
use crate::site::{Route, SITEMAP_URLS, Site, encode_path};
use serde::Serialize;

/// A sitemap (sitemaps.org, protocol 0.9). With more pages than one may hold, number 0 lists the others.
/// Without a base URL the addresses begin at the top of the host.
pub(super) fn sitemap(site: &Site, number: usize) -> SitemapView {
    let address = |path: String| site.absolute_url(&path).unwrap_or_else(|| format!("/{}", encode_path(&path)));
    let sitemaps = site.sitemaps();
    if sitemaps > 1 && number == 0 {
        let sitemaps = (1..=sitemaps).map(|number| address(site.path(Route::Sitemap(number)))).collect();
        return SitemapView { urls: Vec::new(), sitemaps };
    }
    let pages = site.pages().skip(number.saturating_sub(1) * SITEMAP_URLS).take(SITEMAP_URLS);
    SitemapView { urls: pages.map(|route| address(site.path(route))).collect(), sitemaps: Vec::new() }
}

/// Everything may be visited (RFC 9309); the sitemap is named where its absolute URL is known.
pub(super) fn robots(site: &Site) -> RobotsView {
    RobotsView { sitemap: site.absolute_url("sitemap.xml") }
}

#[derive(Serialize)]
struct SiteJson<'a> {
    sections: Vec<SectionJson<'a>>,
    services: Vec<ServiceJson<'a>>,
}

#[derive(Serialize)]
struct SectionJson<'a> {
    notebook: &'a str,
    number: &'a str,
    title: &'a str,
    url: String,
    services: Vec<&'a str>,
    related: Vec<String>,
    words: usize,
}

#[derive(Serialize)]
struct ServiceJson<'a> {
    id: &'a str,
    name: &'a str,
    url: String,
    sections: usize,
}

/// Facts about every section and every service that has a page; addresses are relative to the site.
pub(super) fn site_json(site: &Site) -> String {
    let url = |route| encode_path(&site.path(route));
    let sections = site
        .section_ids()
        .map(|id| {
            let section = site.section(id);
            let links = site.section_links(id);
            SectionJson {
                notebook: &site.notebooks[id.notebook].id,
                number: section.number.as_ref().map_or(section.stem.as_str(), |number| number.as_str()),
                title: &section.title.text,
                url: url(Route::Section(id)),
                services: links.services.iter().map(|&service| site.catalogue.get(service).id.as_str()).collect(),
                related: links.related.iter().map(|&id| url(Route::Section(id))).collect(),
                words: section.body.prose.text.split_whitespace().count(),
            }
        })
        .collect();
    let services = site
        .named_services()
        .into_iter()
        .map(|id| ServiceJson {
            id: &site.catalogue.get(id).id,
            name: &site.catalogue.get(id).name,
            url: url(Route::Service { service: id, page: 0 }),
            sections: site.services[id.0].occurrences.len(),
        })
        .collect();
    serde_json::to_string(&SiteJson { sections, services }).expect("strings and counts can always be written as JSON")
}
