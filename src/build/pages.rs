//! Renders all pages in parallel, checks their links, and hands each page on as soon as it is made.

use super::Prepared;
use crate::diagnostic::{self, Diagnostic};
use crate::output::addresses::LinkableFiles;
use crate::output::check::{self, CheckedPage, PageFacts};
use crate::render::{Pages, Rendered};
use crate::site::routes::{Route, is_page};
use crate::site::{OutputFile, Site};
use rayon::prelude::*;
use std::collections::HashSet;
use std::sync::atomic::Ordering;

/// A page that was rendered and handed on.
struct Page<T> {
    checked: CheckedPage,
    diagnostics: Vec<Diagnostic>,
    /// `None` if the page could not be rendered.
    handed_on: Option<T>,
}

/// The pages that were rendered, and the files that they can link to.
pub(super) struct RenderedPages<T> {
    pages: Vec<Page<T>>,
    files: LinkableFiles,
}

pub(super) fn render_all<T: Send, E: Send>(
    prepared: &Prepared,
    hand_on: impl Fn(&OutputFile) -> Result<T, E> + Sync,
) -> Result<RenderedPages<T>, E> {
    let Some(renderer) = &prepared.renderer else {
        return Ok(RenderedPages { pages: Vec::new(), files: LinkableFiles::default() });
    };
    let files = prepared.linkable_files();
    let pages = renderer.pages(&prepared.site);
    let make = |route| {
        let page = page(&pages, &prepared.site, route, &files, &hand_on);
        prepared.pages_made.fetch_add(1, Ordering::Relaxed);
        page
    };
    let pages = prepared.site.routes().into_par_iter().map(make).collect::<Result<_, _>>()?;
    Ok(RenderedPages { pages, files })
}

fn page<T, E>(
    pages: &Pages<'_>,
    site: &Site,
    route: Route,
    files: &LinkableFiles,
    hand_on: &impl Fn(&OutputFile) -> Result<T, E>,
) -> Result<Page<T>, E> {
    match pages.render(route) {
        Ok(Rendered { path, text, diagnostics }) => {
            let facts = if is_page(&path) { check::facts(&path, &text, files) } else { PageFacts::default() };
            let handed_on = Some(hand_on(&OutputFile { path: path.clone(), bytes: text.into_bytes() })?);
            Ok(Page { checked: CheckedPage { route, path, facts }, diagnostics, handed_on })
        }
        Err(mistake) => {
            let checked = CheckedPage { route, path: site.path(route), facts: PageFacts::default() };
            Ok(Page { checked, diagnostics: vec![*mistake], handed_on: None })
        }
    }
}

/// Collects all diagnostics in order, and what was handed on if every page could be rendered.
pub(super) fn finished<T>(
    prepared: &Prepared,
    mut diagnostics: Vec<Diagnostic>,
    rendered: RenderedPages<T>,
) -> (Option<Vec<T>>, Vec<Diagnostic>) {
    let RenderedPages { pages, files } = rendered;
    let mut checked = Vec::with_capacity(pages.len());
    let mut handed_on = Some(Vec::with_capacity(pages.len()));
    let is_complete = prepared.renderer.is_some();
    for page in pages {
        diagnostics.extend(page.diagnostics);
        checked.push(page.checked);
        match (page.handed_on, &mut handed_on) {
            (Some(one), Some(all)) => all.push(one),
            _ => handed_on = None,
        }
    }
    if let Some(renderer) = prepared.renderer.as_ref().filter(|_| handed_on.is_some()) {
        diagnostics.extend(check::dead_links(&prepared.site, renderer, &checked, &files));
    }
    diagnostic::sort(&mut diagnostics);
    once_per_language(&mut diagnostics);
    (handed_on.filter(|_| is_complete), diagnostics)
}

/// Keeps the first message on each language that cannot be highlighted or drawn: the others say the same.
fn once_per_language(diagnostics: &mut Vec<Diagnostic>) {
    let mut said: HashSet<String> = HashSet::new();
    diagnostics.retain(|diagnostic| {
        !matches!(diagnostic.code, "language-unknown" | "diagram-not-drawn") || said.insert(diagnostic.message.clone())
    });
}
