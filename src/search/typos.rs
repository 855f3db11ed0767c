//! Corrects mistyped words: finds dictionary words within a small edit distance, or splits two words that were typed as
//! one.
//!
//! It takes a word that is not in the dictionary, and gives groups. It does not decide which words are mistyped.

use super::Index;
use super::group::Group;
use super::stem::stem;
use crate::ranking::{LEAST_CORRECTED_NAME, MOST_CORRECTIONS, TYPO};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The correction of a mistyped word.
pub(super) struct Correction<'a> {
    pub groups: Vec<Group>,
    /// The best correction, if it is one word.
    pub best: Option<&'a str>,
}

/// Similar terms: edit distance, whether it is the name of a service, log frequency, index.
type Similar = Vec<(usize, Reverse<bool>, Reverse<u32>, usize)>;

/// Corrects a word that is not in the dictionary.
pub(super) fn correct<'a>(
    index: &'a Index,
    names: &BTreeMap<&str, Vec<usize>>,
    term: &str,
    corrections: &mut Vec<(String, String)>,
) -> Correction<'a> {
    // First compare words with the same first letter, then names of services, then stems (endings may differ), then all words.
    let guess = Guess { index, names, term };
    let as_it_is: fn(&str) -> &str = |word| word;
    let similar: [&dyn Fn() -> Similar; 4] =
        [&|| guess.similar(false, as_it_is), &|| guess.names_of_services(), &|| guess.similar(false, stem), &|| {
            guess.similar(true, as_it_is)
        }];
    for similar in similar {
        let similar = similar();
        let Some(&(least, _, _, best)) = similar.first() else { continue };
        let best = &*index.terms[best].text;
        corrections.push((term.to_owned(), best.to_owned()));
        let mut group = Group::default();
        for &(.., at) in similar.iter().filter(|&&(distance, ..)| distance == least).take(MOST_CORRECTIONS) {
            group.add(index, &index.terms[at].text, TYPO);
        }
        group.add_stem(index, stem(best), TYPO, None);
        return Correction { groups: vec![group], best: Some(best) };
    }
    let find = |word: &str| index.find(word).filter(|_| is_correctable(word));
    let two = term
        .char_indices()
        .filter_map(|(cut, _)| Some((find(&term[..cut])?, find(&term[cut..])?)))
        .max_by_key(|&(a, b)| (log_frequency(index, a).min(log_frequency(index, b)), Reverse(a)));
    let Some((first, second)) = two else { return Correction { groups: vec![Group::default()], best: None } };
    corrections.push((term.to_owned(), format!("{} {}", index.terms[first].text, index.terms[second].text)));
    let groups = [first, second].map(|at| {
        let mut group = Group::default();
        group.add(index, &index.terms[at].text, 1.0);
        group
    });
    Correction { groups: groups.into(), best: None }
}

/// A mistyped word, and what it is compared with.
struct Guess<'a> {
    index: &'a Index,
    /// Concepts by name.
    names: &'a BTreeMap<&'a str, Vec<usize>>,
    term: &'a str,
}

impl Guess<'_> {
    /// Finds the terms within the allowed edit distance, best first: distance, names of services, log frequency, index. `form`
    /// is applied to both words.
    fn similar(&self, is_anywhere: bool, form: fn(&str) -> &str) -> Similar {
        let Self { index, term, .. } = *self;
        let wanted = form(term);
        let length = wanted.chars().count();
        let most_edits = match length {
            0..=2 => return Vec::new(),
            3..=7 => 1,
            _ => 2,
        };
        // A word of three letters is near too many others. Only a missing letter is corrected.
        let least = if length == 3 { 4 } else { length - most_edits };
        let first = term.chars().next();
        let mut similar: Similar = (0..index.terms.len())
            .filter(|&at| is_correctable(&index.terms[at].text))
            .filter(|&at| is_anywhere || index.terms[at].text.chars().next() == first)
            .filter_map(|at| {
                let written = form(&index.terms[at].text);
                if !(least..=length + most_edits).contains(&written.chars().count()) {
                    return None;
                }
                let distance = strsim::osa_distance(wanted, written);
                (distance <= most_edits).then(|| self.ranked(distance, at))
            })
            .collect();
        similar.sort_unstable();
        similar
    }

    /// Finds the terms that are names of services, begin like a word of six or seven letters, and are two edits from it: one
    /// more than for other words.
    fn names_of_services(&self) -> Similar {
        let Self { index, term, .. } = *self;
        let length = term.chars().count();
        if !(6..=7).contains(&length) {
            return Vec::new();
        }
        let first = term.chars().next();
        let is_like = |name: &str| {
            is_correctable(name)
                && name.chars().next() == first
                && name.chars().count().abs_diff(length) <= 2
                && self.is_service(name)
                && strsim::osa_distance(term, name) == 2
        };
        let found = (0..index.terms.len()).filter(|&at| is_like(&index.terms[at].text));
        let mut found: Similar = found.map(|at| self.ranked(2, at)).collect();
        found.sort_unstable();
        found
    }

    fn ranked(&self, distance: usize, at: usize) -> (usize, Reverse<bool>, Reverse<u32>, usize) {
        let is_service = self.is_service(&self.index.terms[at].text);
        (distance, Reverse(is_service), Reverse(log_frequency(self.index, at)), at)
    }

    /// Whether a term is the name of a service.
    fn is_service(&self, term: &str) -> bool {
        let is_service = |&concept: &usize| self.index.concepts[concept].service.is_some();
        self.names.get(stem(term)).is_some_and(|concepts| concepts.iter().any(is_service))
    }
}

/// Returns the exact concept name, else names within one edit if the name is long enough.
pub(super) fn similar_names<'a>(names: &BTreeMap<&'a str, Vec<usize>>, wanted: &str) -> Vec<&'a str> {
    if let Some((&name, _)) = names.get_key_value(wanted) {
        return vec![name];
    }
    let length = wanted.chars().count();
    if length < LEAST_CORRECTED_NAME {
        return Vec::new();
    }
    let is_like = |name: &&str| name.chars().count().abs_diff(length) <= 1 && strsim::osa_distance(wanted, name) <= 1;
    names.keys().copied().filter(is_like).collect()
}

/// Returns whether a term may be the correction of a mistyped word.
pub(super) fn is_correctable(term: &str) -> bool {
    term.chars().count() >= 3 && term.starts_with(char::is_alphabetic)
}

/// Returns the document frequency of a term as a power of two.
pub(super) fn log_frequency(index: &Index, term: usize) -> u32 {
    index.terms[term].postings.len().ilog2()
}
