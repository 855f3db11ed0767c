//! Which pages may have something wrong with them that has not been looked for.

use crate::build::Prepared;
use crate::parse::{Body, Notebook};
use crate::site::SectionId;
use crate::site::links::{Links, NotebookLinks};
use std::collections::{BTreeSet, HashMap};

/// What is to be checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DirtyPages {
    /// Sections that are not what they were: they come first.
    pub sections: BTreeSet<SectionId>,
    /// Whether a link on any other page may be a dead one now, or none any more.
    pub everything: bool,
}

/// More sections than anybody edits in one go: they are checked with all others.
const MOST: usize = 100;

impl DirtyPages {
    /// Adds what a site that was read anew calls for, and gives the sections that are not what they were. `has_same_paths` says
    /// whether its files have the same addresses as before.
    pub(super) fn add(&mut self, former: &Prepared, now: &Prepared, has_same_paths: bool) -> BTreeSet<SectionId> {
        let (was, is) = (&former.site, &now.site);
        let mut has_same_sections = was.notebooks.len() == is.notebooks.len();
        let mut sections = BTreeSet::new();
        let mut reaches_beyond = !has_same_paths || !other_texts(former).eq(other_texts(now));
        for (notebook, (old, new)) in was.notebooks.iter().zip(&is.notebooks).enumerate() {
            let (old_links, new_links) = (&was.links[notebook], &is.links[notebook]);
            has_same_sections &= old.folder == new.folder && stems(old).eq(stems(new));
            let has_same_introductions = introductions(old, old_links).eq(introductions(new, new_links));
            reaches_beyond |= !has_same_introductions || old.definitions != new.definitions;
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
                let has_same_places =
                    before.is_some_and(|old| old.title == content.title && places(&old.body) == places(&content.body));
                let are_places_named = old_links.names_fragments || new_links.names_fragments;
                reaches_beyond |= are_places_named && !has_same_places;
            }
        }
        if !has_same_sections {
            self.sections.clear();
        }
        self.sections.extend(&sections);
        self.everything |= reaches_beyond || !has_same_sections;
        if self.sections.len() > MOST {
            self.sections.clear();
            self.everything = true;
        }
        sections
    }
}

/// A section as it stands in its file.
fn text<'a>(prepared: &'a Prepared, notebook: &Notebook, section: usize) -> Option<&'a str> {
    prepared.sources.get(notebook.file).text.get(notebook.sections[section].place.clone())
}

/// What a link can name in a body.
fn places(body: &Body) -> (&[String], &[String]) {
    (&body.anchors, &body.raw_anchors)
}

fn stems(notebook: &Notebook) -> impl Iterator<Item = &str> {
    notebook.sections.iter().map(|section| section.stem.as_str())
}

/// The links in what stands before sections, and what links can name there.
fn introductions<'a>(
    notebook: &'a Notebook,
    links: &'a NotebookLinks,
) -> impl Iterator<Item = (&'a Links, (&'a [String], &'a [String]))> {
    let of_parts = links.parts.iter().zip(notebook.parts.iter().map(|part| places(&part.introduction)));
    std::iter::once((&links.introduction, places(&notebook.introduction))).chain(of_parts)
}

/// site.toml, the catalogue, templates.
pub(super) fn other_texts(prepared: &Prepared) -> impl Iterator<Item = (&str, &str)> {
    let is_note = |id| prepared.notebooks.iter().any(|(note, _)| *note == id);
    let others = prepared.sources.iter().filter(move |(id, _)| !is_note(*id));
    others.map(|(_, file)| (file.path.as_str(), file.text.as_str()))
}
