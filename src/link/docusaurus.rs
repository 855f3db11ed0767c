//! Addresses of notes in Docusaurus: without the numbers that put files and folders in order (`01-intro.md` is `intro`), and
//! by the `slug` of their front matter.
//!
//! Source: Docusaurus' guides, "Using number prefixes" and "Document URLs".

use super::wiki_names::NoteIndex;
use crate::parse::{Notebook, is_note};
use std::collections::HashMap;

/// Notes and folders by their address.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    notes: HashMap<String, NoteIndex>,
    /// The folder of each address, as it is on the disk.
    folders: HashMap<String, String>,
}

impl Addresses {
    /// Collects the addresses of all notes.
    pub(super) fn new<'a>(notebooks: impl Iterator<Item = (usize, &'a Notebook)>) -> Self {
        let mut addresses = Self::default();
        for (index, notebook) in notebooks {
            let chapters = notebook.sections.iter().enumerate().filter_map(|(section, content)| {
                let chapter = content.chapter.as_ref()?;
                Some((chapter.id.as_str(), chapter.slug.as_deref(), (index, Some(section))))
            });
            let chapters: Vec<_> = chapters.collect();
            let is_file = chapters.is_empty();
            let own = (notebook.id.as_str(), notebook.front_matter.slug.as_deref(), (index, None));
            for (id, slug, note) in chapters.into_iter().chain(is_file.then_some(own)) {
                addresses.add(id, slug, note);
            }
        }
        addresses
    }

    fn add(&mut self, id: &str, slug: Option<&str>, note: NoteIndex) {
        let address = without_numbers(id);
        let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
        let from_slug = slug.map(|slug| match slug.strip_prefix('/') {
            Some(from_top) => from_top.trim_matches('/').to_owned(),
            None => {
                format!("{folder}/{}", slug.trim_start_matches("./").trim_matches('/')).trim_matches('/').to_owned()
            }
        });
        for (at, _) in id.match_indices('/') {
            let written = &id[..at];
            self.folders.entry(without_numbers(written)).or_insert_with(|| written.to_owned());
        }
        for address in from_slug.into_iter().chain([address.clone()]) {
            self.notes.entry(address).or_insert(note);
        }
    }

    /// The note at a path under the notes folder, with its ending or without.
    pub(super) fn note(&self, path: &str) -> Option<NoteIndex> {
        let path = path.rsplit_once('.').filter(|(_, extension)| is_note(extension)).map_or(path, |(path, _)| path);
        self.notes.get(path).or_else(|| self.notes.get(&without_numbers(path))).copied()
    }

    /// The folder at a path under the notes folder, as it is on the disk.
    pub(super) fn folder(&self, path: &str) -> Option<&str> {
        self.folders.get(&without_numbers(path)).map(String::as_str)
    }
}

/// A path without the numbers that its names begin with. `2024-01-02` and `7.0-beta` are no such names.
fn without_numbers(path: &str) -> String {
    let without = |name: &'_ str| -> usize {
        let digits = name.bytes().take_while(u8::is_ascii_digit).count();
        let rest = name[digits..].trim_start_matches([' ', '-', '_', '.']);
        let is_number = digits > 0 && rest.len() + digits < name.len() && !rest.is_empty();
        if is_number && !rest.starts_with(|c: char| c.is_ascii_digit()) { name.len() - rest.len() } else { 0 }
    };
    path.split('/').map(|name| &name[without(name)..]).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_files_and_folders_go() {
        for (path, address) in [
            ("01-intro", "intro"),
            ("03-guides/02_setup", "guides/setup"),
            ("1. Topic", "Topic"),
            ("2024-01-02", "2024-01-02"),
            ("7.0-beta", "7.0-beta"),
            ("10", "10"),
            ("3d", "3d"),
        ] {
            assert_eq!(without_numbers(path), address, "{path}");
        }
    }
}
