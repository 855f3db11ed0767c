//! Acronyms that a text explains as something else than a service: `EMR (electronic medical record)`.

use crate::catalogue::{Catalogue, ServiceId};
use std::collections::BTreeSet;

/// The longest explanation between brackets, in bytes.
const LONGEST: usize = 80;

/// Letters at the start of a word that make it one of a service's name: `databases` of `Relational Database Service`.
const STEM: usize = 4;

/// The names of services that a text gives another meaning. The brackets are behind the acronym, and have two words or more
/// that begin with its first letter and hold all of its letters in order, but none of the words that the service is called by.
pub(super) fn explained_otherwise<'a>(catalogue: &Catalogue, text: &'a str) -> BTreeSet<&'a str> {
    text.match_indices(" (").filter_map(|(at, _)| explained_at(catalogue, text, at)).collect()
}

fn explained_at<'a>(catalogue: &Catalogue, text: &'a str, at: usize) -> Option<&'a str> {
    let before = &text[..at];
    let start = before.trim_end_matches(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()).len();
    let acronym = &before[start..];
    let is_whole = !before[..start].ends_with(char::is_alphanumeric);
    if acronym.len() < 2 || !is_whole {
        return None;
    }
    let inside = &text[at + " (".len()..];
    let inside = &inside[..inside[..inside.floor_char_boundary(LONGEST)].find(')')?];
    let services: Vec<ServiceId> =
        catalogue.aliases.iter().filter(|alias| alias.text == acronym).map(|alias| alias.service).collect();
    let is_named = || {
        let names = catalogue.aliases.iter().filter(|alias| services.contains(&alias.service));
        let called = names.map(|alias| alias.text.to_lowercase()).collect::<Vec<_>>().join(" ");
        let is_stem = |word: &str| called.contains(word.get(..STEM).unwrap_or("\0"));
        inside.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(is_stem)
    };
    (!services.is_empty() && spells(inside, acronym) && !is_named()).then_some(acronym)
}

/// Whether words begin with the first letter of an acronym, and have the others in order.
fn spells(words: &str, acronym: &str) -> bool {
    let mut letters = words.chars().map(|c| c.to_ascii_uppercase());
    words.contains([' ', '-'])
        && acronym.chars().next().is_some_and(|first| letters.clone().next() == Some(first))
        && acronym.chars().filter(char::is_ascii_uppercase).all(|wanted| letters.any(|letter| letter == wanted))
}
