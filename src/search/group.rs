//! A group: a word of the query, with all terms that may stand for it. It takes terms of an index, and does not score
//! them.

use super::Index;
use super::concepts::{self, Concept};
use super::stem::stem;
use crate::ranking::{MOST_SHARDS, NAME, PART, PREFIX};
use std::collections::BTreeSet;
use std::ops::Range;

#[derive(Clone, Debug, Default)]
pub(super) struct MarkedGroup {
    pub terms: Vec<String>,
    pub prefixes: Vec<String>,
    pub names: Vec<String>,
    pub weight: f64,
}

/// A word of the query, with all terms that may stand for it.
#[derive(Default)]
pub(super) struct Group {
    /// Terms: index in the dictionary, and weight.
    pub terms: Vec<(usize, f64)>,
    /// Documents that have the word as their number.
    pub numbered: BTreeSet<usize>,
    pub marks: MarkedGroup,
    pub is_known: bool,
    pub is_weak: bool,
    /// Languages in which the word is a stop word, as positions in [`Index::stop_words`]: it counts as being in all their
    /// documents.
    pub stop_word_in: Vec<usize>,
}

impl Group {
    /// Whether the word is a stop word in a language.
    pub(super) fn is_stop_word_in(&self, language: Option<usize>) -> bool {
        language.is_some_and(|language| self.stop_word_in.contains(&language))
    }

    pub(super) fn add(&mut self, index: &Index, term: &str, weight: f64) {
        if let Some(at) = index.find(term) {
            self.add_at(at, weight);
            self.marks.terms.push(term.to_owned());
            self.is_known = true;
        }
    }

    /// Adds a term, unless the group has it already. So the first weight counts.
    pub(super) fn add_at(&mut self, at: usize, weight: f64) {
        if self.terms.iter().all(|&(other, _)| other != at) {
            self.terms.push((at, weight));
        }
    }

    /// Adds all terms with this stem, except one.
    pub(super) fn add_stem(&mut self, index: &Index, wanted: &str, weight: f64, but: Option<&str>) {
        for at in prefix_range(index, wanted) {
            let term = &*index.terms[at].text;
            if Some(term) != but && term.starts_with(wanted) && stem(term) == wanted {
                self.add_at(at, weight);
                self.marks.terms.push(term.to_owned());
                self.is_known = true;
            }
        }
    }

    pub(super) fn add_concept(&mut self, index: &Index, concept: usize) {
        let Concept { names, parts, .. } = &index.concepts[concept];
        self.add(index, &concepts::term(concept), NAME);
        self.marks.names.extend(names.iter().cloned());
        for &part in parts {
            self.add(index, &concepts::term(part), PART);
            self.marks.names.extend(index.concepts[part].names.iter().cloned());
        }
    }

    pub(super) fn prefix(&mut self, index: &Index, prefix: &str, range: Range<usize>) {
        let found: Vec<usize> = range.filter(|&at| index.terms[at].text.starts_with(prefix)).collect();
        if !found.is_empty() {
            self.is_known = true;
            self.marks.prefixes.push(prefix.to_owned());
            for at in found {
                self.add_at(at, PREFIX);
            }
        }
    }
}

/// Returns the terms that may begin with `prefix`, from the first [`MOST_SHARDS`] shards of these terms.
pub(super) fn prefix_range(index: &Index, prefix: &str) -> Range<usize> {
    let first = index.shard_of(prefix);
    let last = index.shard_of(&format!("{prefix}\u{FFFF}"));
    let all = index.in_shards(first..(last + 1).min(first + MOST_SHARDS));
    let start = index.position(prefix).max(all.start);
    let end = index.position(&format!("{prefix}\u{FFFF}")).min(all.end);
    start..end.max(start)
}
