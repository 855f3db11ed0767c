//! Search: (Site) -> [`Index`], the index that `static/js/search.js` downloads, and the same ranking for the terminal.
//!
//! docs/search-format.md specifies both the files and the formula. [`query`] and the script implement it twice; one table
//! of queries and expected orders (`tests/search/queries.json`) holds them together.

pub mod concepts;
pub mod document;
mod everyday_synonyms;
pub mod excerpt;
pub mod files;
mod group;
pub mod query;
mod stem;
mod typos;

use crate::link::mentions;
use crate::ranking::{NORMAL, is_stop_word};
use crate::site::Site;
use crate::tokenize;
use concepts::Concept;
use document::Document;
use rayon::prelude::*;
use std::collections::HashMap;

/// What can be searched: which word is in which unit, how often, and in its title or not.
#[derive(Debug, Default)]
pub struct Index {
    /// What is found: [`Document::all`]. Postings name a unit by its place in it.
    pub units: Vec<Document>,
    /// What the length of each unit's body does to its words, in quarters: [`NORMAL`] is an average body.
    pub(crate) norms: Vec<u8>,
    /// The dictionary, in the order of UTF-16 code units, which is JavaScript's.
    pub(crate) terms: Vec<Term>,
    /// The index of each shard's first term.
    pub(crate) shards: Vec<usize>,
    /// Services and other things with several names.
    pub(crate) concepts: Vec<Concept>,
    /// Sets of words that mean nearly the same, where looking them up costs no further shard.
    pub(crate) alike: Vec<&'static str>,
}

/// A word of the dictionary and the units that it is in.
#[derive(Debug)]
pub(crate) struct Term {
    pub text: Box<str>,
    /// In the order of units.
    pub postings: Vec<Posting>,
}

/// A word in a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Posting {
    pub unit: u32,
    pub is_in_title: bool,
    /// How often the body has it.
    pub in_body: u8,
}

/// The share of the norm that hangs on the length: `b` of BM25 (Robertson and Zaragoza 2009, section 3.5).
const B: f64 = 0.6;

impl Index {
    /// Reads every unit's words.
    ///
    /// # Panics
    /// When there are more than 2³² units.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        let units = Document::all(site);
        let mut concepts = concepts::find(site, &units);
        let names = Names {
            services: concepts::service_terms(site),
            are_in_order: site.notebooks.iter().map(|notebook| document::is_in_order(&notebook.sections)).collect(),
            phrases: concepts::Phrases::new(&concepts),
        };
        let share = units.len().div_ceil(4 * rayon::current_num_threads()).max(16);
        let shares: Vec<Share> = units
            .par_chunks(share)
            .enumerate()
            .map(|(number, units)| {
                let mut read = Share::default();
                for (place, &unit) in (number * share..).zip(units) {
                    read.unit(site, unit, u32::try_from(place).expect("fewer than 2^32 units"), &names);
                }
                read
            })
            .collect();
        let lengths: Vec<usize> = shares.iter().flat_map(|share| share.lengths.iter().copied()).collect();
        let terms = merged(shares);
        // What no unit names keeps its place, but costs a reader no download.
        let is_named = |concept| terms.binary_search_by(|term| order(&term.text, &concepts::term(concept))).is_ok();
        for (_, concept) in concepts.iter_mut().enumerate().filter(|&(at, _)| !is_named(at)) {
            concept.names.clear();
        }
        let last = concepts.iter().rposition(|concept| concept.service.is_some() || !concept.names.is_empty());
        concepts.truncate(last.map_or(0, |last| last + 1));
        let shards = files::shards(&terms, units.len());
        let alike = if shards.len() == 1 { everyday_synonyms::known(&terms) } else { Vec::new() };
        Self { norms: norms(&lengths), units, terms, shards, concepts, alike }
    }

    /// The term that is spelt like this.
    pub(crate) fn term(&self, text: &str) -> Option<&Term> {
        self.terms.binary_search_by(|term| order(&term.text, text)).ok().map(|at| &self.terms[at])
    }

    /// Where terms that are not before `text` begin.
    pub(crate) fn position(&self, text: &str) -> usize {
        self.terms.partition_point(|term| order(&term.text, text).is_lt())
    }

    /// The shard that a term of this spelling is in or would be in.
    pub(crate) fn shard_of(&self, text: &str) -> usize {
        self.shards.partition_point(|&first| order(&self.terms[first].text, text).is_le()).saturating_sub(1)
    }

    /// The terms of some shards.
    pub(crate) fn in_shards(&self, shards: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let bound = |shard: usize| self.shards.get(shard).copied().unwrap_or(self.terms.len());
        bound(shards.start)..bound(shards.end)
    }
}

/// The order of UTF-16 code units.
fn order(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() || b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// How units name things.
struct Names<'a> {
    /// The term of each service.
    services: Vec<Option<String>>,
    /// Whether the sections of each notebook have their place as number.
    are_in_order: Vec<bool>,
    phrases: concepts::Phrases<'a>,
}

/// The words of some neighbouring units.
#[derive(Default)]
struct Share {
    /// Searched words in each body.
    lengths: Vec<usize>,
    found: HashMap<String, Found>,
}

/// Where a term is.
struct Found {
    /// It is looked for in titles only.
    is_stop_word: bool,
    postings: Vec<Posting>,
}

impl Share {
    fn unit(&mut self, site: &Site, unit: Document, place: u32, names: &Names<'_>) {
        let title = unit.title(site);
        let title_words = tokenize::all(title);
        for word in &title_words {
            self.add(&word.term, place, true);
        }
        let number = unit.number(site);
        if !number.is_empty() && !names.are_in_order[unit.notebook()] {
            self.add(&format!("#{}", number.to_lowercase()), place, true);
        }
        let text = unit.text(site);
        let body = tokenize::all(&text);
        let searched = body.iter().filter(|word| self.add(&word.term, place, false)).count();
        self.lengths.push(searched);
        // Services count by what linking found: it knows case and context.
        let in_title = mentions::in_text(&site.catalogue, title, None);
        for service in unit.services(site) {
            let is_in_title = in_title.iter().any(|mention| mention.service == service);
            if let Some(term) = &names.services[service.0] {
                self.add(term, place, is_in_title);
            }
        }
        for (words, is_title) in [(&title_words, true), (&body, false)] {
            for concept in names.phrases.find(words) {
                self.add(&concepts::term(concept), place, is_title);
            }
        }
    }

    /// Counts a term; false for a word that bodies are not searched for.
    fn add(&mut self, term: &str, unit: u32, is_title: bool) -> bool {
        let found = match self.found.get_mut(term) {
            Some(found) => found,
            None => self
                .found
                .entry(term.to_owned())
                .or_insert_with(|| Found { is_stop_word: is_stop_word(term), postings: Vec::new() }),
        };
        if found.is_stop_word && !is_title {
            return false;
        }
        if found.postings.last().is_none_or(|last| last.unit != unit) {
            found.postings.push(Posting { unit, is_in_title: false, in_body: 0 });
        }
        if let Some(posting) = found.postings.last_mut() {
            if is_title {
                posting.is_in_title = true;
            } else {
                posting.in_body = posting.in_body.saturating_add(1);
            }
        }
        true
    }
}

/// One dictionary of all shares.
fn merged(shares: Vec<Share>) -> Vec<Term> {
    let mut all: Vec<(Box<str>, Vec<Posting>)> = shares
        .into_iter()
        .flat_map(|share| share.found)
        .filter(|(_, found)| !found.postings.is_empty())
        .map(|(term, found)| (term.into_boxed_str(), found.postings))
        .collect();
    all.par_sort_unstable_by(|(a, first), (b, second)| order(a, b).then(first[0].unit.cmp(&second[0].unit)));
    let mut terms: Vec<Term> = Vec::new();
    for (text, postings) in all {
        match terms.last_mut() {
            Some(last) if last.text == text => last.postings.extend(postings),
            _ => terms.push(Term { text, postings }),
        }
    }
    terms
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a digit of the files")]
fn norms(lengths: &[usize]) -> Vec<u8> {
    let average = lengths.iter().sum::<usize>() as f64 / lengths.len().max(1) as f64;
    lengths
        .iter()
        .map(|&length| {
            let norm = if average > 0.0 { 1.0 - B + B * length as f64 / average } else { 1.0 };
            (norm * NORMAL).round().clamp(1.0, 63.0) as u8
        })
        .collect()
}
