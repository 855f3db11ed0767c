//! Whether a notebook is about what the built-in catalogue lists.
//!
//! `Lambda`, `ACM`, `Shield` and `load balancer` name AWS services in notes about AWS and something else in others. A catalogue
//! of the site's own is about its notes, whatever they say.

use super::mentions::{self, Mention};
use crate::catalogue::{Catalogue, Scope, ServiceId};
use crate::config::CatalogueChoice;
use crate::parse::{Notebook, Section};
use std::collections::BTreeSet;

/// A notebook is about a subject if one section in this many names its vendor: notes on another cloud mention it in passing.
const SECTIONS_A_VENDOR: usize = 10;

/// The least number of services with names of their own, such as `DynamoDB`, that speak for a subject without its vendor.
const FEWEST_OWN_NAMES: usize = 2;

/// The least number of services known by acronyms alone, which other subjects have as well.
const FEWEST_ACRONYMS: usize = 6;

/// Returns whether names of the catalogue become links in a notebook. `edited` replaces the section with its index.
pub(super) fn is_about(catalogue: &Catalogue, notebook: &Notebook, edited: Option<(usize, &Section)>) -> bool {
    let texts: Vec<[&str; 2]> = texts(notebook, edited).collect();
    match (notebook.front_matter.catalogue, catalogue.scope) {
        (Some(CatalogueChoice::None), _) => false,
        (Some(CatalogueChoice::Aws), _) | (None, Scope::Everywhere) => true,
        (None, Scope::WhereNamed) => names_vendor(catalogue, notebook, &texts) || names_services(catalogue, &texts),
    }
}

/// Texts of a notebook, one for each section and one for what is above them.
fn texts<'a>(notebook: &'a Notebook, edited: Option<(usize, &'a Section)>) -> impl Iterator<Item = [&'a str; 2]> {
    let above = [notebook.title.as_str(), notebook.introduction.prose.text.as_str()];
    let parts = notebook.parts.iter().map(|part| [part.title.text.as_str(), part.introduction.prose.text.as_str()]);
    let sections = notebook.sections.iter().enumerate().map(move |(index, section)| {
        let section = edited.filter(|(edited, _)| *edited == index).map_or(section, |(_, edited)| edited);
        [section.title.text.as_str(), section.body.prose.text.as_str()]
    });
    std::iter::once(above).chain(parts).chain(sections)
}

fn names_vendor(catalogue: &Catalogue, notebook: &Notebook, texts: &[[&str; 2]]) -> bool {
    let name = format!("{} {}", notebook.title, notebook.id.replace(['-', '_', '/'], " "));
    let in_name = catalogue
        .vendors
        .iter()
        .any(|vendor| name.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case(vendor)));
    let wanted = notebook.sections.len().div_ceil(SECTIONS_A_VENDOR).max(1);
    let naming = texts.iter().filter(|texts| texts.iter().any(|text| has_vendor(catalogue, text)));
    in_name || naming.take(wanted).count() == wanted
}

/// Whether a text has `AWS`, or `Amazon` before a name of the catalogue. Alone, `Amazon` is a river.
fn has_vendor(catalogue: &Catalogue, text: &str) -> bool {
    catalogue.vendors.iter().any(|vendor| {
        let is_acronym = !vendor.contains(|c: char| c.is_lowercase());
        text.match_indices(vendor.as_str()).any(|(at, _)| {
            let is_word = !text[..at].ends_with(char::is_alphanumeric)
                && !text[at + vendor.len()..].starts_with(char::is_alphanumeric);
            is_word
                && (is_acronym
                    || text[at + vendor.len()..].strip_prefix(' ').is_some_and(|rest| begins_name(catalogue, rest)))
        })
    })
}

fn begins_name(catalogue: &Catalogue, text: &str) -> bool {
    catalogue.aliases.iter().any(|alias| text.starts_with(alias.text.as_str()))
}

/// Whether enough services are named that nothing else is called by.
fn names_services(catalogue: &Catalogue, texts: &[[&str; 2]]) -> bool {
    let mut own_names: BTreeSet<ServiceId> = BTreeSet::new();
    let mut acronyms: BTreeSet<ServiceId> = BTreeSet::new();
    for &[title, prose] in texts {
        for text in [title, prose] {
            for Mention { service, range } in mentions::in_text(catalogue, text, None) {
                match kind_of_name(catalogue, service, &text[range]) {
                    NameKind::Own => _ = own_names.insert(service),
                    NameKind::Acronym => _ = acronyms.insert(service),
                    NameKind::Common => {}
                }
            }
        }
        let has_own = !own_names.is_empty();
        let few = if has_own { FEWEST_ACRONYMS / 2 } else { FEWEST_ACRONYMS };
        if own_names.len() >= FEWEST_OWN_NAMES || acronyms.len() >= few {
            return true;
        }
    }
    false
}

enum NameKind {
    /// `DynamoDB`, `EC2`, `s3:GetObject`: nothing else is called so.
    Own,
    /// `SQS`, `ACM`
    Acronym,
    /// `Lambda`, `load balancer`
    Common,
}

fn kind_of_name(catalogue: &Catalogue, service: ServiceId, written: &str) -> NameKind {
    if written.contains(':') {
        return NameKind::Own;
    }
    let written = written.trim_end_matches('s');
    let name = &catalogue.get(service).name;
    let is_name =
        name.strip_suffix(written).is_some_and(|vendor| catalogue.vendors.iter().any(|known| vendor.trim() == known));
    let has_inner_capital = written.chars().skip(1).any(char::is_uppercase) && written.contains(char::is_lowercase);
    let has_digit = written.contains(|c: char| c.is_ascii_digit());
    if is_name && (has_inner_capital || has_digit) {
        NameKind::Own
    } else if !written.contains(' ') && written.chars().all(char::is_uppercase) {
        NameKind::Acronym
    } else {
        NameKind::Common
    }
}
