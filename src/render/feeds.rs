//! Renders the files for programs: sitemap.xml, robots.txt, changes.xml, site.json, manifest.webmanifest. It takes a site, and
//! gives their data.

use super::assets::Assets;
use super::shortened;
use super::views::{FeedEntry, FeedView, RobotsView, SitemapView};
use crate::day::Day;
use crate::site::routes::{Route, SITEMAP_URLS, encode_path};
use crate::site::{SectionId, Site};
use serde::Serialize;

/// Longest short name of a web app, in characters: what fits below an icon (Web Application Manifest, `short_name`).
const SHORT: usize = 12;

/// Makes a sitemap (sitemaps.org, protocol 0.9). If the site needs several, number 0 lists the others.
///
/// Without a base URL the addresses begin with `/`: other programs can still use the list, and robots.txt does not
/// mention it.
pub(super) fn sitemap(site: &Site, number: usize) -> SitemapView {
    let address = |route| {
        let path = site.path(route);
        site.absolute_url(&path).unwrap_or_else(|| format!("/{}", encode_path(&path)))
    };
    let sitemaps = site.sitemaps();
    if sitemaps > 1 && number == 0 {
        let sitemaps = (1..=sitemaps).map(Route::Sitemap).map(address).collect();
        return SitemapView { urls: Vec::new(), sitemaps };
    }
    let pages = site.pages().skip(number.saturating_sub(1) * SITEMAP_URLS).take(SITEMAP_URLS);
    SitemapView { urls: pages.map(address).collect(), sitemaps: Vec::new() }
}

/// Makes robots.txt (RFC 9309). It allows everything, and names the sitemap if its absolute URL is known.
pub(super) fn robots(site: &Site) -> RobotsView {
    RobotsView { sitemap: site.absolute_url("sitemap.xml") }
}

/// Most entries of the feed.
const MOST_CHANGES: usize = 50;

/// Makes a feed of the sections that changed last (RFC 4287). Its times are days in UTC, because a lock has days.
pub(super) fn changes(site: &Site) -> FeedView<'_> {
    let url = |route| site.absolute_url(&site.path(route)).unwrap_or_default();
    let time = |day: Day| format!("{day}T00:00:00Z");
    let entry = |&(id, day): &(SectionId, Day)| {
        let section = site.section(id);
        let number = match section.shown_number() {
            "" => String::new(),
            number => format!("{number}. "),
        };
        FeedEntry {
            language: site.language_of(id.notebook),
            url: url(Route::Section(id)),
            title: number + &section.title.text,
            updated: time(day),
            summary: shortened(&section.body.prose.text),
        }
    };
    FeedView {
        language: &site.language,
        title: &site.config.site.title,
        url: url(Route::Feed),
        home: url(Route::Home),
        updated: site.changes.first().map_or_else(String::new, |&(_, day)| time(day)),
        entries: site.changes.iter().take(MOST_CHANGES).map(entry).collect(),
    }
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

/// Lists every section, and every service with a page. Addresses are relative to the root of the site.
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

/// Makes the web manifest (Web Application Manifest, W3C).
pub(super) fn web_manifest(site: &Site, assets: &Assets) -> String {
    let config = &site.config.site;
    let icon = |name: &str, sizes: &str, purpose: &str| {
        let path = assets.path(name)?;
        let kind = crate::hosting::content_type::content_type(path);
        Some(serde_json::json!({ "src": encode_path(path), "sizes": sizes, "type": kind, "purpose": purpose }))
    };
    let icons: Vec<_> = [
        icon("img/icon.svg", "any", "any"),
        icon("img/icon-192.png", "192x192", "any"),
        icon("img/icon-512.png", "512x512", "any"),
        icon("img/icon-maskable-512.png", "512x512", "maskable"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut manifest = serde_json::json!({
        "name": config.title,
        "short_name": short_name(&config.title),
        "description": config.description,
        "lang": site.language,
        "start_url": site.path(Route::Home),
        "scope": "./",
        "display": "minimal-ui",
        "icons": icons,
    });
    // The manifest has one colour for all themes: the background of the light theme.
    if let Some(paper) = paper(assets) {
        manifest["theme_color"] = paper.clone().into();
        manifest["background_color"] = paper.into();
    }
    format!("{manifest}\n")
}

/// Returns the first colour of the token `--paper` in the style sheet, which is that of the light theme.
fn paper(assets: &Assets) -> Option<String> {
    let style = String::from_utf8_lossy(assets.content("css/style.css")?);
    let (_, colour) = style.split_once("--paper:")?.1.split_once('#')?;
    let digits = colour.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(colour.len());
    Some(format!("#{}", &colour[..digits]))
}

/// Returns as many words of a title as fit below an icon, or the beginning of the first word.
fn short_name(title: &str) -> String {
    let mut short = String::new();
    for word in title.split_whitespace() {
        let with = if short.is_empty() { word.to_owned() } else { format!("{short} {word}") };
        if with.chars().count() > SHORT {
            break;
        }
        short = with;
    }
    if short.is_empty() { title.trim().chars().take(SHORT).collect() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::assets::Reading;
    use std::collections::BTreeMap;

    #[test]
    fn short_names_end_at_a_word() {
        for (title, short) in [
            ("Exam notes", "Exam notes"),
            ("AWS Certified Developer", "AWS"),
            ("Donaudampfschiff", "Donaudampfsc"),
            ("", ""),
        ] {
            assert_eq!(short_name(title), short);
        }
    }

    #[test]
    fn the_colour_is_read_from_the_style_sheet() {
        let assets = Assets::new(BTreeMap::new(), Reading::Offline);
        assert!(paper(&assets).is_some_and(|paper| paper.len() == 7));
    }
}
