//! Finds the dirty pages: pages whose diagnostics may have changed since the last check.
//!
//! It takes the site before and after an update, and gives the sections to check. It renders nothing.

use crate::build::Prepared;
use crate::parse::{Body, Notebook};
use crate::site::SectionId;
use crate::site::links::{Links, NotebookLinks};
use std::collections::{BTreeSet, HashMap};

/// The pages to check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DirtyPages {
    /// Sections that changed. They are checked first.
    pub sections: BTreeSet<SectionId>,
    /// Whether all pages must be checked: links on other pages may have broken or healed.
    pub everything: bool,
}

/// Most changed sections that are listed one by one. More than one manual edit changes; above this, all pages are
/// checked.
const MOST_SECTIONS: usize = 100;

/// Whether the paths of a site changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paths {
    Same,
    Changed,
}

impl DirtyPages {
    /// Adds the dirty pages of an update, and gives the sections that changed. `paths` says whether the
    /// paths of the site changed.
    pub(super) fn add(&mut self, former: &Prepared, now: &Prepared, paths: Paths) -> BTreeSet<SectionId> {
        let (was, is) = (&former.site, &now.site);
        let mut has_same_sections = was.notebooks.len() == is.notebooks.len();
        let mut sections = BTreeSet::new();
        let mut affects_all_pages = paths == Paths::Changed || !other_texts(former).eq(other_texts(now));
        for (notebook, (old, new)) in was.notebooks.iter().zip(&is.notebooks).enumerate() {
            let (old_links, new_links) = (&was.links[notebook], &is.links[notebook]);
            has_same_sections &= old.folder == new.folder && stems(old).eq(stems(new));
            let has_same_introductions = introductions(old, old_links).eq(introductions(new, new_links));
            affects_all_pages |= !has_same_introductions || old.definitions != new.definitions;
            let by_stem: HashMap<&str, usize> = stems(old).zip(0..).collect();
            for (section, content) in new.sections.iter().enumerate() {
                let before = by_stem.get(content.stem.as_str()).copied();
                let is_same = before.is_some_and(|before| {
                    text(former, old, before) == text(now, new, section)
                        && old_links.sections[before].body == new_links.sections[section].body
                });
                if is_same {
                    continue;
                }
                sections.insert(SectionId { notebook, section });
                let before = before.map(|before| &old.sections[before]);
                let has_same_targets = before.is_some_and(|old| {
                    old.title == content.title && link_targets(&old.body) == link_targets(&content.body)
                });
                let has_fragment_links = old_links.names_fragments || new_links.names_fragments;
                affects_all_pages |= has_fragment_links && !has_same_targets;
            }
        }
        if !has_same_sections {
            self.sections.clear();
        }
        self.sections.extend(&sections);
        self.everything |= affects_all_pages || !has_same_sections;
        if self.sections.len() > MOST_SECTIONS {
            self.sections.clear();
            self.everything = true;
        }
        sections
    }
}

/// Returns the source text of a section.
fn text<'a>(prepared: &'a Prepared, notebook: &Notebook, section: usize) -> Option<&'a str> {
    let section = &notebook.sections[section];
    prepared.sources.get(notebook.file_of(section)).text.get(section.range.clone())
}

/// Returns the ids in a body that links can point to.
fn link_targets(body: &Body) -> (&[String], &[String]) {
    (&body.anchors, &body.raw_anchors)
}

fn stems(notebook: &Notebook) -> impl Iterator<Item = &str> {
    notebook.sections.iter().map(|section| section.stem.as_str())
}

/// Returns the links and the link targets of all introductions: texts before the first section of a notebook or part.
fn introductions<'a>(
    notebook: &'a Notebook,
    links: &'a NotebookLinks,
) -> impl Iterator<Item = (&'a Links, (&'a [String], &'a [String]))> {
    let of_parts = links.parts.iter().zip(notebook.parts.iter().map(|part| link_targets(&part.introduction)));
    std::iter::once((&links.introduction, link_targets(&notebook.introduction))).chain(of_parts)
}

/// Returns the sources that are not notes: site.toml, the catalogue and templates.
pub(super) fn other_texts(prepared: &Prepared) -> impl Iterator<Item = (&str, &str)> {
    let is_note = |id| prepared.notebooks.iter().any(|(note, _)| *note == id);
    let others = prepared.sources.iter().filter(move |(id, _)| !is_note(*id));
    others.map(|(_, file)| (file.path.as_str(), file.text.as_str()))
}
