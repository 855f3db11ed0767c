//! Search: builds the [`Index`] of a site, and ranks its documents for a query in the terminal.
//!
//! It takes a linked site, and gives the index, its files and search results. It writes no files.
//!
//! `static/js/search.js` downloads the index and ranks in the same way. docs/search-format.md specifies the files and
//! the formula. `tests/search/` checks that both programs give the same results.

pub mod concepts;
pub mod document;
mod everyday_synonyms;
pub mod excerpt;
pub mod files;
mod group;
mod operators;
pub mod query;
mod quotations;
mod stem;
mod stop_words;
mod typos;

use crate::ranking::{NORMAL, is_stop_word};
use crate::site::Site;
use crate::tokenize;
use concepts::Concept;
use document::Document;
use fnv::FnvHashMap;
use rayon::prelude::*;
use stop_words::StopWords;

/// The search index: for every term, the documents that contain it.
#[derive(Debug, Default)]
pub struct Index {
    /// All documents, from [`Document::all`]. Postings refer to a document by its index here.
    pub documents: Vec<Document>,
    /// BM25 length factor per document, in quarters. [`NORMAL`] is the average.
    pub(crate) norms: Vec<u8>,
    /// The dictionary, sorted by UTF-16 code units, as JavaScript compares strings.
    pub(crate) terms: Vec<Term>,
    /// Index of the first term of each shard.
    pub(crate) shards: Vec<usize>,
    /// Services and other things with several names.
    pub(crate) concepts: Vec<Concept>,
    /// Everyday synonyms, if the dictionary has only one shard.
    pub(crate) everyday_synonyms: Vec<&'static str>,
    /// Stop words of the languages of notebooks that are not in English.
    pub(crate) stop_words: Vec<StopWords>,
}

/// A term of the dictionary, with its postings.
#[derive(Debug)]
pub(crate) struct Term {
    pub text: Box<str>,
    /// Sorted by document.
    pub postings: Vec<Posting>,
}

/// An occurrence of a term in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Posting {
    pub document: u32,
    pub is_in_title: bool,
    /// Number of occurrences in the body, at most 255.
    pub in_body: u8,
}

/// `b` of BM25: how much the length of a body matters (Robertson and Zaragoza 2009, section 3.5).
const B: f64 = 0.6;

impl Index {
    /// Indexes all documents of a site.
    ///
    /// # Panics
    /// When there are more than 2³² documents.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        let documents = Document::all(site);
        let stop_words = stop_words::of(site);
        let mut concepts = concepts::find(site, &documents);
        let names = Names {
            services: concepts::service_terms(site),
            are_in_order: site.notebooks.iter().map(|notebook| document::is_in_order(&notebook.sections)).collect(),
            phrases: concepts::Phrases::new(&concepts),
            stop_words: &stop_words,
        };
        let share = documents.len().div_ceil(4 * rayon::current_num_threads()).max(16);
        let shares: Vec<Share> = documents
            .par_chunks(share)
            .enumerate()
            .map(|(number, documents)| {
                let mut read = Share::default();
                for (index, &document) in (number * share..).zip(documents) {
                    read.add_document(site, document, u32::try_from(index).expect("fewer than 2^32 documents"), &names);
                }
                read
            })
            .collect();
        let lengths: Vec<usize> = shares.iter().flat_map(|share| share.lengths.iter().copied()).collect();
        let terms = merged(shares);
        // Concepts without a document keep their index, but their names are not written to the files.
        let is_named = |concept| terms.binary_search_by(|term| order(&term.text, &concepts::term(concept))).is_ok();
        for (_, concept) in concepts.iter_mut().enumerate().filter(|&(at, _)| !is_named(at)) {
            concept.names.clear();
        }
        let last = concepts.iter().rposition(|concept| concept.service.is_some() || !concept.names.is_empty());
        concepts.truncate(last.map_or(0, |last| last + 1));
        let shards = files::shards(&terms, documents.len());
        let everyday_synonyms = if shards.len() == 1 { everyday_synonyms::known(&terms) } else { Vec::new() };
        Self { norms: norms(&lengths), documents, terms, shards, concepts, everyday_synonyms, stop_words }
    }

    /// Returns the position of the stop words of a document's language in [`Self::stop_words`].
    pub(crate) fn stop_words_of(&self, document: usize) -> Option<usize> {
        let notebook = self.documents[document].notebook();
        self.stop_words.iter().position(|list| list.notebooks.contains(&notebook))
    }

    /// Returns [`Self::stop_words_of`] each document.
    pub(crate) fn languages(&self) -> Vec<Option<usize>> {
        (0..self.documents.len()).map(|document| self.stop_words_of(document)).collect()
    }

    /// Returns the positions of the lists of stop words that have a term.
    pub(crate) fn stop_words_with(&self, term: &str) -> Vec<usize> {
        (0..self.stop_words.len()).filter(|&list| self.stop_words[list].terms.contains(term)).collect()
    }

    /// Returns the index of the term with this spelling.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        self.terms.binary_search_by(|term| order(&term.text, text)).ok()
    }

    /// Returns the term with this spelling.
    pub(crate) fn term(&self, text: &str) -> Option<&Term> {
        self.find(text).map(|at| &self.terms[at])
    }

    /// Returns the index of the first term that is not less than `text`.
    pub(crate) fn position(&self, text: &str) -> usize {
        self.terms.partition_point(|term| order(&term.text, text).is_lt())
    }

    /// Returns the shard that contains this spelling, or would contain it. A site without words has one empty shard.
    pub(crate) fn shard_of(&self, text: &str) -> usize {
        let begins_before = |first: usize| self.terms.get(first).is_some_and(|term| order(&term.text, text).is_le());
        self.shards.partition_point(|&first| begins_before(first)).saturating_sub(1)
    }

    /// Returns the indexes of the terms in these shards.
    pub(crate) fn in_shards(&self, shards: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let bound = |shard: usize| self.shards.get(shard).copied().unwrap_or(self.terms.len());
        bound(shards.start)..bound(shards.end)
    }
}

/// Compares by UTF-16 code units.
fn order(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() || b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// Names and numbers that need the whole site.
struct Names<'a> {
    /// Term of each service.
    services: Vec<Option<String>>,
    /// Whether the sections of each notebook are numbered 1, 2, 3 ….
    are_in_order: Vec<bool>,
    phrases: concepts::Phrases<'a>,
    stop_words: &'a [StopWords],
}

/// The terms of consecutive documents. Shares are indexed in parallel.
#[derive(Default)]
struct Share {
    /// Number of indexed words per body.
    lengths: Vec<usize>,
    found: FnvHashMap<String, Found>,
}

/// The postings of a term within a share.
struct Found {
    /// Whether only titles are indexed for this term.
    is_stop_word: bool,
    postings: Vec<Posting>,
}

impl Share {
    fn add_document(&mut self, site: &Site, document: Document, index: u32, names: &Names<'_>) {
        let title = document.title(site);
        let title_words = tokenize::all(title);
        for word in &title_words {
            self.add(&word.term, index, true);
        }
        let number = document.number(site);
        if !number.is_empty() && !names.are_in_order[document.notebook()] {
            self.add(&format!("#{}", number.to_lowercase()), index, true);
        }
        let text = document.text(site);
        let body = tokenize::all(&text);
        let stop_words = names.stop_words.iter().find(|list| list.notebooks.contains(&document.notebook()));
        let is_stop_word = |word: &&tokenize::Word<'_>| stop_words.is_some_and(|list| list.terms.contains(&*word.term));
        let content = body.iter().filter(|word| !is_stop_word(word));
        let searched = content.filter(|word| self.add(&word.term, index, false)).count();
        self.lengths.push(searched);
        for word in &tokenize::all(&document.words_of_comments(site)) {
            self.add(&word.term, index, false);
        }
        // Services count by what linking found: it knows case and context.
        let in_title = &document.links(site).title;
        for service in document.services(site) {
            let is_in_title = in_title.contains(&service);
            if let Some(term) = &names.services[service.0] {
                self.add(term, index, is_in_title);
            }
        }
        for (words, is_title) in [(&title_words, true), (&body, false)] {
            for concept in names.phrases.find(words) {
                self.add(&concepts::term(concept), index, is_title);
            }
        }
    }

    /// Counts a term. Returns false if the term is not indexed in bodies.
    fn add(&mut self, term: &str, document: u32, is_title: bool) -> bool {
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
        if found.postings.last().is_none_or(|last| last.document != document) {
            found.postings.push(Posting { document, is_in_title: false, in_body: 0 });
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

/// Merges the terms of all shares into one dictionary. Shares are in the order of their documents.
fn merged(shares: Vec<Share>) -> Vec<Term> {
    let mut by_text: FnvHashMap<String, Vec<Posting>> = FnvHashMap::default();
    for (text, found) in shares.into_iter().flat_map(|share| share.found) {
        if !found.postings.is_empty() {
            by_text.entry(text).or_default().extend(found.postings);
        }
    }
    let mut terms: Vec<Term> =
        by_text.into_iter().map(|(text, postings)| Term { text: text.into_boxed_str(), postings }).collect();
    terms.par_sort_unstable_by(|a, b| order(&a.text, &b.text));
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
