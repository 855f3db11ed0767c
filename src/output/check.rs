//! Links are checked where readers meet them: on the rendered pages. Every internal address must lead to a file of the
//! site, every fragment to an `id` in it. Nothing outside the site is asked for.

use crate::diagnostic::Diagnostic;
use crate::html::sanitize;
use crate::html::tags;
use crate::parse::{Body, Piece};
use crate::site::Site;
use crate::site::links::{Links, Target};
use crate::site::routes::{Route, encode_fragment};
use crate::source::Span;
use percent_encoding::percent_decode_str;
use pulldown_cmark::Event;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

/// What one page offers to links and where its own links lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// Fragments that a link can name, sorted.
    pub fragments: Vec<String>,
    /// Addresses that do not lead out of the site, each once, sorted.
    pub addresses: Vec<String>,
}

/// A page whose facts are known.
#[derive(Clone, Debug)]
pub struct CheckedPage {
    /// The page.
    pub route: Route,
    /// Its path.
    pub path: String,
    /// Its facts.
    pub facts: PageFacts,
}

/// Reads a page's facts.
#[must_use]
pub fn facts(html: &str) -> PageFacts {
    let mut facts = PageFacts::default();
    for tag in tags::start_tags(html) {
        for attribute in tag.attributes() {
            let Some(value) = attribute.value else { continue };
            match &*attribute.name {
                "id" => facts.fragments.push(value.into_owned()),
                "name" if tag.name == "a" => facts.fragments.push(value.into_owned()),
                "href" | "src" | "poster" | "action" if is_inside(&value) => facts.addresses.push(value.into_owned()),
                _ => {}
            }
        }
    }
    facts.fragments.sort_unstable();
    facts.addresses.sort_unstable();
    facts.addresses.dedup();
    facts
}

/// Kinds of links that a browser follows by itself (HTML Living Standard, "Link types").
const LOADED: [&str; 5] = ["stylesheet", "icon", "preload", "modulepreload", "manifest"];

/// Files of the site that a browser loads along with a page: style sheets, scripts, icons, images, sounds. Links that a
/// reader may follow are not among them, nor is what lies outside the site.
#[must_use]
pub fn loaded(page: &str, html: &str, base: &str) -> BTreeSet<String> {
    let mut loaded = BTreeSet::new();
    for tag in tags::start_tags(html) {
        let is_loading_link = tag.name == "link"
            && tag.get("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|kind| LOADED.contains(&kind)));
        for attribute in tag.attributes() {
            let Some(value) = attribute.value else { continue };
            let is_address =
                matches!(&*attribute.name, "src" | "poster") || (attribute.name == "href" && is_loading_link);
            if is_address
                && is_inside(&value)
                && let Some((path, _)) = resolve(page, &value, base)
            {
                loaded.insert(path);
            }
        }
    }
    loaded
}

/// Dead links of all pages. `paths` are the files of the site.
#[must_use]
pub fn dead_links(site: &Site, pages: &[CheckedPage], paths: &HashSet<String>) -> Vec<Diagnostic> {
    let facts: HashMap<&str, &PageFacts> = pages.iter().map(|page| (page.path.as_str(), &page.facts)).collect();
    let base = site.base_path();
    let mut diagnostics = Vec::new();
    for page in pages {
        for address in &page.facts.addresses {
            let what = match resolve(&page.path, address, &base) {
                None => "leads out of the site".to_owned(),
                Some((path, _)) if !paths.contains(&path) => "leads nowhere".to_owned(),
                Some((path, Some(fragment))) if facts.get(path.as_str()).is_some_and(|facts| !facts.has(&fragment)) => {
                    format!("names a place that `{path}` does not have")
                }
                Some(_) => continue,
            };
            diagnostics.extend(dead(site, page.route, address, &what));
        }
    }
    diagnostics
}

/// The pages on which links of this page name a place.
#[must_use]
pub fn pages_with_named_places(site: &Site, path: &str, facts: &PageFacts) -> BTreeSet<String> {
    let base = site.base_path();
    let places = facts.addresses.iter().filter_map(|address| resolve(path, address, &base));
    places.filter_map(|(path, fragment)| fragment.map(|_| path)).collect()
}

impl PageFacts {
    /// Leaves out addresses that lead to a file of the site, whatever that holds: nothing can be found wrong with them, and a
    /// page has many. `base` is the path of the site below its host, `paths` are its files.
    pub fn forget_good_addresses(&mut self, page: &str, base: &str, paths: &HashSet<String>) {
        let is_good =
            |address: &str| matches!(resolve(page, address, base), Some((path, None)) if paths.contains(&path));
        self.addresses.retain(|address| !is_good(address));
    }

    fn has(&self, fragment: &str) -> bool {
        self.fragments.binary_search_by(|known| known.as_str().cmp(fragment)).is_ok()
    }
}

/// Whether an address names no other host and no scheme: it leads to a file of the site, or nowhere.
pub(crate) fn is_inside(address: &str) -> bool {
    sanitize::scheme(address).is_none() && !address.starts_with("//")
}

/// The file that an address on a page leads to, and the fragment; none if it leads out of the site.
pub(crate) fn resolve(page: &str, address: &str, base: &str) -> Option<(String, Option<String>)> {
    let (path, fragment) = address.split_once('#').map_or((address, None), |(path, fragment)| (path, Some(fragment)));
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    // An empty fragment and `#top` lead to the top of any page (HTML Living Standard, "Scrolling to a fragment").
    let fragment = fragment.map(decode).filter(|fragment| !fragment.is_empty() && fragment != "top");
    let path = decode(path.split('?').next().unwrap_or_default());
    if path.is_empty() {
        return Some((page.to_owned(), fragment));
    }
    let (folder, path) = match path.strip_prefix('/') {
        Some(_) => ("", path.strip_prefix(base)?.to_owned()),
        None => (page.rsplit_once('/').map_or("", |(folder, _)| folder), path),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some((parts.join("/"), fragment))
}

/// A dead link as its author is told about it. A print page repeats its sections, whose own pages have said so.
fn dead(site: &Site, route: Route, address: &str, what: &str) -> Option<Diagnostic> {
    let diagnostic = Diagnostic::error("dead-link", format!("`{address}` {what}"));
    Some(match author_place(site, route, address) {
        Some(_) if matches!(route, Route::Print(_)) => return None,
        Some(span) => diagnostic.at(span).help(way_out(site, route, address)),
        None => diagnostic.help(format!("it stands on `{}`, in a template or an attachment's name", site.path(route))),
    })
}

/// What to write instead of a dead link.
fn way_out(site: &Site, route: Route, address: &str) -> String {
    let base = site.base_path();
    let written = notebook_of(route).and_then(|notebook| resolve(&site.notebooks[notebook].id, address, &base));
    let is_at = |draft: &&String| {
        let rest = written.as_ref().and_then(|(path, _)| path.strip_prefix(draft.as_str()));
        rest.is_some_and(|rest| rest.starts_with(['.', '/']))
    };
    if let Some(draft) = site.drafts.iter().find(is_at) {
        return format!("the notebook `{draft}` is a draft and is not published; take `draft` out of its front matter");
    }
    let path = address.split(['#', '?']).next().unwrap_or_default();
    if crate::hosting::content_type::content_type(path).starts_with("image/") {
        return "put the picture into the notes folder and name its path as seen from the note".into();
    }
    "link to a section as `#47` or `other.md#47`, to a file by its path beside the note".into()
}

fn notebook_of(route: Route) -> Option<usize> {
    match route {
        Route::Section(id) => Some(id.notebook),
        Route::Notebook(notebook) | Route::Print(notebook) | Route::Group { notebook, .. } => Some(notebook),
        _ => None,
    }
}

/// The line of the note that put an address on a page.
fn author_place(site: &Site, route: Route, address: &str) -> Option<Span> {
    let notebook = notebook_of(route)?;
    let content = &site.notebooks[notebook];
    let links = &site.links[notebook];
    let sections = content.sections.iter().zip(&links.sections).map(|(section, links)| (&section.body, &links.body));
    let here = match route {
        Route::Section(id) => {
            let (body, links) = (&content.sections[id.section].body, &links.sections[id.section].body);
            if let Some(place) = place_in(body, links, address) {
                return Some(Span::new(content.file, place));
            }
            let place = &content.sections[id.section].place;
            Some(Span::new(content.file, place.start..place.start + 1))
        }
        _ => None,
    };
    here.or_else(|| {
        std::iter::once((&content.introduction, &links.introduction))
            .chain(content.parts.iter().map(|part| &part.introduction).zip(&links.parts))
            .chain(sections)
            .find_map(|(body, links)| place_in(body, links, address))
            .map(|place| Span::new(content.file, place))
    })
}

fn place_in(body: &Body, links: &Links, address: &str) -> Option<Range<usize>> {
    let names = |target: &Target| match target {
        Target::Unknown(written) => written == address,
        Target::Page { fragment: Some(fragment), .. } | Target::Here { fragment } => {
            address.rsplit_once('#').is_some_and(|(_, named)| {
                let fragment = encode_fragment(fragment);
                named == fragment || named.ends_with(&format!("-{fragment}"))
            })
        }
        _ => false,
    };
    let in_targets = links.targets.iter().find(|(_, target)| names(target)).map(|(piece, _)| *piece);
    let in_html = || {
        links.html.iter().find(|(_, _, target)| names(target)).map(|(piece, ..)| *piece).or_else(|| {
            body.pieces.iter().position(|piece| {
                matches!(piece, Piece::Markdown(Event::Html(html) | Event::InlineHtml(html)) if html.contains(address))
            })
        })
    };
    in_targets.or_else(in_html).map(|piece| body.places[piece].clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_a_page() {
        let found = facts(
            "<h1 id=a>x</h1><a href=\"b.html#c\">x</a> &lt;a href=\"no\"&gt; <a href=https://x.y>x</a><a name=d></a>",
        );
        assert_eq!(found, PageFacts { fragments: vec!["a".into(), "d".into()], addresses: vec!["b.html#c".into()] });
    }

    #[test]
    fn what_a_page_loads() {
        let html = "<link rel=\"stylesheet\" href=\"../assets/a.css\"><link rel=canonical href=x.html><a href=\"b.html\">b</a>\
                    <script src=\"../search/index.js\" defer></script><img src=\"https://example.com/x.png\"><img src=\"c.png\">";
        let found: Vec<String> = loaded("n/1.html", html, "/").into_iter().collect();
        assert_eq!(found, ["assets/a.css", "n/c.png", "search/index.js"]);
    }

    #[test]
    fn addresses_are_resolved_as_browsers_do() {
        let resolved = |page, address| resolve(page, address, "/notes/");
        assert_eq!(resolved("a/1.html", "../b.html#x"), Some(("b.html".into(), Some("x".into()))));
        assert_eq!(resolved("a/1.html", "#x%20y"), Some(("a/1.html".into(), Some("x y".into()))));
        assert_eq!(resolved("404.html", "/notes/a/1.html"), Some(("a/1.html".into(), None)));
        assert_eq!(resolved("404.html", "/elsewhere"), None);
        assert_eq!(resolved("1.html", "../x"), None);
    }
}
