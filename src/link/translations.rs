//! Finds notebooks that are translations of each other: their names differ only by their own language, as in `de/aws.md` and
//! `en/aws.md`, or `aws.md` and `aws.de.md`. It takes a site, and gives groups. It compares no texts.

use crate::language::is_tag;
use crate::site::Site;
use crate::site::links::{Translation, Translations};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the translations of a site. Two notebooks of one name in the same language say that a name means something else.
pub(super) fn find(site: &Site) -> Translations {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, notebook) in site.notebooks.iter().enumerate() {
        by_name.entry(without_language(&notebook.id, site.language_of(index))).or_default().push(index);
    }
    let mut found = Translations::default();
    for notebooks in by_name.into_values() {
        let languages: BTreeSet<String> =
            notebooks.iter().map(|&index| site.language_of(index).to_ascii_lowercase()).collect();
        if notebooks.len() < 2 || languages.len() < notebooks.len() {
            continue;
        }
        let translation = |notebook: usize| {
            let sections = site.notebooks[notebook].sections.iter().enumerate();
            // A slug is made of the words of a title: only numbers are the same in all languages.
            let numbered = sections.filter(|(_, section)| section.number.is_some());
            Translation { notebook, sections: numbered.map(|(at, section)| (section.stem.clone(), at)).collect() }
        };
        found.add(notebooks.into_iter().map(translation).collect());
    }
    found
}

/// Returns the id of a notebook without its own language, which is a folder of it or the end of its name.
fn without_language(id: &str, language: &str) -> String {
    let primary = language.split('-').next().unwrap_or_default();
    let is_own =
        |text: &str| is_tag(text) && (text.eq_ignore_ascii_case(language) || text.eq_ignore_ascii_case(primary));
    let folders: Vec<&str> = id.split('/').collect();
    let (name, above) = folders.split_last().unwrap_or((&id, &[]));
    if let Some(at) = above.iter().position(|folder| is_own(folder)) {
        return [&folders[..at], &folders[at + 1..]].concat().join("/");
    }
    match name.rsplit_once(['.', '-', '_']).filter(|(name, end)| !name.is_empty() && is_own(end)) {
        Some((name, _)) => [above, &[name]].concat().join("/"),
        None => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_a_folder_or_the_end_of_a_name() {
        for (id, language, expected) in [
            ("de/aws", "de", "aws"),
            ("notes/DE/aws", "de-AT", "notes/aws"),
            ("aws.de", "de", "aws"),
            ("aws-pt-br", "pt-BR", "aws-pt-br"),
            ("pt-BR/aws", "pt-BR", "aws"),
            ("aws_fr", "fr", "aws"),
            ("aws.de", "en", "aws.de"),
            ("de/aws", "en", "de/aws"),
            ("de", "de", "de"),
            ("aws", "en", "aws"),
        ] {
            assert_eq!(without_language(id, language), expected, "{id} in {language}");
        }
    }
}
