//! Checks the dirty pages while the author is idle, as `check` does, whether a browser shows them or not.
//!
//! It takes the preview, and gives a [`CheckResult`]. It does not print diagnostics.

use super::check_result::{CheckResult, Scope};
use super::dirty_pages::DirtyPages;
use super::preview::Preview;
use super::site_state::SiteState;
use crate::diagnostic;
use crate::output::check::{self, CheckedPage};
use crate::site::SectionId;
use crate::site::routes::{Route, is_page};
use std::collections::BTreeSet;
use std::sync::RwLockReadGuard;

/// Checks the dirty pages.
///
/// Returns `None` if there are none, or if the site changes during the check. The lock is free between two pages, so an
/// edit waits for at most one page.
pub(super) fn check(preview: &Preview) -> Option<CheckResult> {
    let (state, DirtyPages { sections, everything }) = {
        let current = preview.current();
        (current.state, current.unchecked.clone())
    };
    let mut checked = match (sections.is_empty(), everything) {
        (false, _) => check_sections(preview, state, sections)?,
        (true, true) => check_everything(preview, state)?,
        (true, false) => return None,
    };
    diagnostic::sort(&mut checked.diagnostics);
    Some(checked)
}

fn check_sections(preview: &Preview, state: u64, sections: BTreeSet<SectionId>) -> Option<CheckResult> {
    let mut diagnostics = Vec::new();
    for &id in &sections {
        let rendered = unless_changed(preview, state)?.rendered_file(Route::Section(id));
        match rendered {
            Ok((_, found)) => diagnostics.extend(found),
            // A template that fails on one page may fail on all.
            Err(_) => return check_everything(preview, state),
        }
    }
    Some(CheckResult { state, scope: Scope::Sections(sections), diagnostics, is_failing: false })
}

fn check_everything(preview: &Preview, state: u64) -> Option<CheckResult> {
    let (routes, files) = {
        let current = unless_changed(preview, state)?;
        (current.prepared.site.routes(), current.files.clone())
    };
    let mut checked = CheckResult { state, scope: Scope::Everything, diagnostics: Vec::new(), is_failing: false };
    let mut pages = Vec::with_capacity(routes.len());
    for route in routes {
        let current = unless_changed(preview, state)?;
        let site = &current.prepared.site;
        match current.render(route) {
            Ok((text, found)) => {
                checked.diagnostics.extend(found);
                let path = site.path(route);
                if is_page(&path) {
                    let facts = check::facts(&path, &text, &files);
                    current.keep_checked(&path, text);
                    pages.push(CheckedPage { route, path, facts });
                }
            }
            Err(mistake) => {
                checked.diagnostics.push(*mistake);
                checked.is_failing = true;
            }
        }
    }
    let current = unless_changed(preview, state)?;
    if let Some(renderer) = &current.prepared.renderer {
        checked.diagnostics.extend(check::dead_links(&current.prepared.site, renderer, &pages, &files));
    }
    Some(checked)
}

fn unless_changed(preview: &Preview, state: u64) -> Option<RwLockReadGuard<'_, SiteState>> {
    Some(preview.current()).filter(|current| current.state == state)
}
