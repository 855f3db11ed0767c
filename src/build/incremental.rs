//! An edit inside one section, put into a prepared site without reading the other sections again.
//!
//! It gives the same site, bytes and diagnostics as preparing the site again, related sections aside; a property test holds
//! it to that.

use super::{Prepared, pictures};
use crate::diagnostic::{Diagnostic, Scope};
use crate::link;
use crate::parse::incremental;
use crate::site::SectionId;
use crate::source::{FileId, SourceFile};
use std::sync::OnceLock;

/// Replaces the text of a notebook in a prepared site if only one section differs and the difference cannot reach beyond
/// it. Returns `None`, and changes nothing, if the site must be prepared again. Related sections stay as they were.
pub fn edit(prepared: &mut Prepared, file: FileId, after: SourceFile) -> Option<SectionId> {
    let Prepared { sources, site, diagnostics, .. } = prepared;
    let notebook = site.notebooks.iter().position(|notebook| notebook.file == file)?;
    let edit = incremental::edit(&site.notebooks[notebook], &sources.get(file).text, &after.text, &site.config)?;
    if pictures::addresses(&edit.content.body).next().is_some() {
        return None;
    }
    let section = SectionId { notebook, section: edit.section };
    let (before, moves, mut found) = (edit.before.clone(), edit.moves, edit.diagnostics.clone());
    found.extend(link::replace(site, notebook, edit)?);
    let is_outdated = |diagnostic: &Diagnostic| {
        let is_inside = diagnostic.span.is_some_and(|span| span.file == file && before.contains(&span.start));
        is_inside && diagnostic.scope == Scope::Section
    };
    diagnostics.retain(|diagnostic| !is_outdated(diagnostic));
    for diagnostic in diagnostics.iter_mut() {
        let spans = diagnostic.span.iter_mut().chain(diagnostic.fix.iter_mut().map(|fix| &mut fix.span));
        spans.filter(|span| span.file == file && span.start >= before.end).for_each(|span| moves.span(span));
    }
    diagnostics.extend(found);
    // Cards are made again when a page asks for them.
    site.material = OnceLock::new();
    sources.replace(file, after);
    Some(section)
}
