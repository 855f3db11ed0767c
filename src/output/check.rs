//! Finds dead links on rendered pages, where readers meet them. It takes rendered pages and the paths of the site, and
//! gives diagnostics.
//!
//! Each internal address must lead to a file of the site, and each fragment to an `id` in that file. External links are
//! not checked.

use super::addresses::{LinkableFiles, is_inside, resolve};
use crate::diagnostic::Diagnostic;
use crate::html::escape::escape;
use crate::html::tags;
use crate::render::Renderer;
use crate::site::Site;
use crate::site::routes::Route;
use crate::source::Span;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// The link targets and the internal links of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// Fragments that links can use, sorted.
    pub fragments: Vec<String>,
    /// Internal addresses on the page that need a look, sorted, without duplicates.
    pub addresses: Vec<String>,
}

/// A page with its facts.
#[derive(Clone, Debug)]
pub struct CheckedPage {
    /// Route of the page.
    pub route: Route,
    /// Path of the page.
    pub path: String,
    /// Facts of the page.
    pub facts: PageFacts,
}

/// Collects the facts of a page. It leaves out addresses that lead to a file and name no part of it: they are always good,
/// and a page has many.
#[must_use]
pub fn facts(page: &str, html: &str, files: &LinkableFiles) -> PageFacts {
    let mut fragments: Vec<Cow<'_, str>> = Vec::new();
    let mut addresses: Vec<Cow<'_, str>> = Vec::new();
    let mut target = String::new();
    tags::attributes_with_values(html, |tag, name, value| match name {
        "id" => fragments.push(tags::unescaped(value)),
        "name" if tag == "a" => fragments.push(tags::unescaped(value)),
        "href" | "src" | "poster" | "action" => {
            let address = tags::unescaped(value);
            if !files.plainly_leads_to_file(page, &address, &mut target) && is_inside(&address) {
                addresses.push(address);
            }
        }
        _ => {}
    });
    addresses.sort_unstable();
    addresses.dedup();
    fragments.sort_unstable();
    let owned = |values: Vec<Cow<'_, str>>| values.into_iter().map(Cow::into_owned).collect();
    PageFacts { fragments: owned(fragments), addresses: owned(addresses) }
}

/// Link types that a browser loads by itself (HTML Living Standard, "Link types").
const LOADED: [&str; 5] = ["stylesheet", "icon", "preload", "modulepreload", "manifest"];

/// Returns the files of the site that a browser loads with a page: style sheets, scripts, icons, images, sounds.
/// Ordinary links and external files are not included.
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

/// Finds the dead links of all pages.
#[must_use]
pub fn dead_links(site: &Site, renderer: &Renderer, pages: &[CheckedPage], files: &LinkableFiles) -> Vec<Diagnostic> {
    // What is behind the `#` of the page that compares sections names sections, and its script reads it.
    let has_ids = |page: &&CheckedPage| page.route != Route::Compare;
    let facts: HashMap<&str, &PageFacts> =
        pages.iter().filter(has_ids).map(|page| (page.path.as_str(), &page.facts)).collect();
    let mut diagnostics = Vec::new();
    for page in pages {
        // Finding where the author wrote a link costs as much as the page, so only pages with dead links pay for it.
        let mut written = None;
        for address in &page.facts.addresses {
            let what = match files.resolve(&page.path, address) {
                None => "leads out of the site".to_owned(),
                Some((path, _)) if !files.contains(&path) => "leads nowhere".to_owned(),
                Some((path, Some(fragment))) if facts.get(path.as_str()).is_some_and(|facts| !facts.has(&fragment)) => {
                    format!("names an id that `{path}` does not have")
                }
                Some(_) => continue,
            };
            let links = written.get_or_insert_with(|| renderer.pages(site).author_links(page.route));
            diagnostics.extend(dead(site, links, page.route, address, &what));
        }
    }
    diagnostics
}

/// Returns the paths of the pages to which this page links with a fragment.
#[must_use]
pub fn pages_with_linked_fragments(path: &str, facts: &PageFacts, files: &LinkableFiles) -> BTreeSet<String> {
    let targets = facts.addresses.iter().filter_map(|address| files.resolve(path, address));
    targets.filter_map(|(path, fragment)| fragment.map(|_| path)).collect()
}

impl PageFacts {
    fn has(&self, fragment: &str) -> bool {
        self.fragments.binary_search_by(|known| known.as_str().cmp(fragment)).is_ok()
    }
}

/// The diagnostic of a dead link. A print page repeats its sections, so their links are reported on their own pages only.
fn dead(site: &Site, links: &[(String, Span)], route: Route, address: &str, what: &str) -> Option<Diagnostic> {
    let diagnostic = Diagnostic::error("dead-link", format!("`{address}` {what}"));
    let written = escape(address);
    Some(match links.iter().find(|(link, _)| *link == written) {
        Some(_) if matches!(route, Route::Print(_)) => return None,
        Some((_, span)) => diagnostic.at(*span).help(way_out(site, route, address)),
        None => diagnostic.help(format!("it is on `{}`, from a template or the name of a file", site.path(route))),
    })
}

/// Advises what to write instead of a dead link.
fn way_out(site: &Site, route: Route, address: &str) -> String {
    let base = site.base_path();
    let note = match route {
        Route::Section(id) => Some(site.notebooks[id.notebook].note_of(site.section(id))),
        _ => route.notebook().map(|notebook| site.notebooks[notebook].id.as_str()),
    };
    let written = note.and_then(|note| resolve(note, address, &base));
    let is_at = |draft: &&String| {
        let rest = written.as_ref().and_then(|(path, _)| path.strip_prefix(draft.as_str()));
        rest.is_some_and(|rest| rest.starts_with(['.', '/']))
    };
    if let Some(draft) = site.drafts.iter().find(is_at) {
        return format!(
            "the notebook `{draft}` is not published; take out what says so in its front matter, such as `draft`"
        );
    }
    if written.as_ref().is_some_and(|(path, _)| site.excluded.contains(path)) {
        return "`exclude` leaves the file out, so it is not copied: put it elsewhere, or change `exclude` under `[notes]` in \
                site.toml"
            .into();
    }
    let path = address.split(['#', '?']).next().unwrap_or_default();
    if path.starts_with("www.") {
        return format!("write `https://{address}` for a page of the web");
    }
    if let Some(note) = written.as_ref().and_then(|(path, _)| path.strip_suffix(".md")) {
        let folded = note.to_lowercase();
        if let Some(notebook) = site.notebooks.iter().find(|notebook| notebook.id.to_lowercase() == folded)
            && notebook.id != note
        {
            return format!("did you mean `{}.md`? Upper and lower case differ", notebook.id);
        }
    }
    if crate::hosting::content_type::content_type(path).starts_with("image/") {
        return "put the picture into the notes folder, and link to it by its path relative to the note".into();
    }
    "link to a section as `#47` or `other.md#47`, to a file by its path beside the note".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_a_page() {
        let files = LinkableFiles::new("/".to_owned(), ["e.html".to_owned()]);
        let found = facts(
            "d.html",
            "<a href=e.html>x</a><h1 id=a>x</h1><a href=\"b.html#c\">x</a> &lt;a href=\"no\"&gt; <a href=https://x.y>x</a><a name=d></a>",
            &files,
        );
        assert_eq!(found, PageFacts { fragments: vec!["a".into(), "d".into()], addresses: vec!["b.html#c".into()] });
    }

    #[test]
    fn files_that_a_page_loads() {
        let html = "<link rel=\"stylesheet\" href=\"../assets/a.css\"><link rel=canonical href=x.html><a href=\"b.html\">b</a>\
                    <script src=\"../search/index.js\" defer></script><img src=\"https://example.com/x.png\"><img src=\"c.png\">";
        let found: Vec<String> = loaded("n/1.html", html, "/").into_iter().collect();
        assert_eq!(found, ["assets/a.css", "n/c.png", "search/index.js"]);
    }
}
