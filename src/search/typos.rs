//! Words that nothing is spelt like -> what was meant: words a slip of the finger away, or two words run together.

use super::Index;
use super::group::Group;
use super::stem::stem;
use crate::ranking::{LEAST_GUESSED_NAME, MOST_TYPOS, TYPO};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What a mistyped word stands for.
pub(super) struct Guess<'a> {
    pub groups: Vec<Group>,
    /// The word that was likely meant, if it is one.
    pub best: Option<&'a str>,
}

/// Guesses what a word means that nothing is spelt like.
pub(super) fn mistyped<'a>(index: &'a Index, term: &str, corrections: &mut Vec<(String, String)>) -> Guess<'a> {
    // First words with its first letter, then those whose stems are alike, which other endings keep apart, then all.
    let as_it_is: fn(&str) -> &str = |word| word;
    for (is_anywhere, form) in [(false, as_it_is), (false, stem), (true, as_it_is)] {
        let similar = similar(index, term, is_anywhere, form);
        let Some(&(least, _, best)) = similar.first() else { continue };
        let best = &*index.terms[best].text;
        corrections.push((term.to_owned(), best.to_owned()));
        let mut group = Group::default();
        for &(_, _, at) in similar.iter().filter(|&&(distance, _, _)| distance == least).take(MOST_TYPOS) {
            group.add(index, &index.terms[at].text, TYPO);
        }
        group.add_stem(index, stem(best), TYPO, None);
        return Guess { groups: vec![group], best: Some(best) };
    }
    let find = |word: &str| {
        let at = index.position(word);
        index.terms.get(at).filter(|found| &*found.text == word && is_guessed(word)).map(|_| at)
    };
    let two = term
        .char_indices()
        .filter_map(|(cut, _)| Some((find(&term[..cut])?, find(&term[cut..])?)))
        .max_by_key(|&(a, b)| (commonness(index, a).min(commonness(index, b)), Reverse(a)));
    let Some((first, second)) = two else { return Guess { groups: vec![Group::default()], best: None } };
    corrections.push((term.to_owned(), format!("{} {}", index.terms[first].text, index.terms[second].text)));
    let groups = [first, second].map(|at| {
        let mut group = Group::default();
        group.add(index, &index.terms[at].text, 1.0);
        group
    });
    Guess { groups: groups.into(), best: None }
}

/// Terms that are written, in some form, nearly like a word: how many slips lie between, how common, which. Best first.
fn similar(index: &Index, term: &str, is_anywhere: bool, form: fn(&str) -> &str) -> Vec<(usize, Reverse<u32>, usize)> {
    let wanted = form(term);
    let length = wanted.chars().count();
    let slips = match length {
        0..=2 => return Vec::new(),
        3..=7 => 1,
        _ => 2,
    };
    // Of three letters any could be meant; that one was left out is the likeliest.
    let least = if length == 3 { 4 } else { length - slips };
    let first = term.chars().next();
    let mut similar: Vec<(usize, Reverse<u32>, usize)> = (0..index.terms.len())
        .filter(|&at| is_guessed(&index.terms[at].text))
        .filter(|&at| is_anywhere || index.terms[at].text.chars().next() == first)
        .filter_map(|at| {
            let written = form(&index.terms[at].text);
            if !(least..=length + slips).contains(&written.chars().count()) {
                return None;
            }
            let distance = strsim::osa_distance(wanted, written);
            (distance <= slips).then(|| (distance, Reverse(commonness(index, at)), at))
        })
        .collect();
    similar.sort_unstable();
    similar
}

/// The name of a thing that is written so; else those, if it is long enough, that are a slip away.
pub(super) fn names_like<'a>(names: &BTreeMap<&'a str, Vec<usize>>, wanted: &str) -> Vec<&'a str> {
    if let Some((&name, _)) = names.get_key_value(wanted) {
        return vec![name];
    }
    let length = wanted.chars().count();
    if length < LEAST_GUESSED_NAME {
        return Vec::new();
    }
    let is_like = |name: &&str| name.chars().count().abs_diff(length) <= 1 && strsim::osa_distance(wanted, name) <= 1;
    names.keys().copied().filter(is_like).collect()
}

/// Whether a term may be what a mistyped word means.
pub(super) fn is_guessed(term: &str) -> bool {
    term.chars().count() >= 3 && term.starts_with(char::is_alphabetic)
}

/// How many units have a term, as a power of two.
pub(super) fn commonness(index: &Index, term: usize) -> u32 {
    index.terms[term].postings.len().ilog2()
}
