//! Writes an index as the files under `search/`. It takes an [`Index`], and gives paths and bytes; it touches no disk.
//!
//! Each file is a classic script that passes one string or object to `S(name, data)`. So it loads from disk and under a
//! strict content security policy, without `fetch`. docs/search-format.md specifies the format.

use super::document::{Document, is_in_order};
use super::typos::{is_correctable, log_frequency};
use super::{Index, Posting, Term};
use crate::config::CatalogueConfig;
use crate::ranking::{DOCUMENTS_PER_FILE, HASH};
use crate::site::routes::{self, SEARCH_ENTRY, encode_path};
use crate::site::{OutputFile, Site};
use crate::tokenize::capitalised;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Most documents for which the dictionary is part of the entry file. Such a dictionary is small enough to load at
/// once.
const ONE_FILE: usize = 300;

/// Smallest size of a shard, in bytes. After it, the shard ends at the next term whose hash says so.
const LEAST_SHARD: usize = 6_500;

/// Largest size of a shard, in bytes.
const LONGEST_SHARD: usize = 11_000;

/// Digits of six bits each.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Returns the index of the first term of each shard. Bounds depend on the spelling of terms, so an edit moves only the
/// bounds near it.
pub(super) fn shards(terms: &[Term], documents: usize) -> Vec<usize> {
    let mut shards = vec![0];
    if documents <= ONE_FILE {
        return shards;
    }
    let mut length = 0;
    for (at, term) in terms.iter().enumerate() {
        let is_picked = length >= LEAST_SHARD && blake3::hash(term.text.as_bytes()).as_bytes()[0] < 32;
        if is_picked || length >= LONGEST_SHARD {
            shards.push(at);
            length = 0;
        }
        length += term.text.len() / 2 + 3 + term.postings.len() * 5 / 4;
    }
    shards
}

/// The data of the entry file.
#[derive(Serialize)]
struct Entry<'a> {
    /// BM25 length factor of each document, a digit each.
    norms: String,
    /// Notebooks in order: folder, title, number of sections, whether they are numbered 1, 2, 3 ….
    notebooks: Vec<(String, &'a str, usize, bool)>,
    /// Index of the notebook of each introduction.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    introductions: Vec<usize>,
    /// Folder and title of the catalogue, if it is not about services.
    #[serde(skip_serializing_if = "Option::is_none")]
    catalogue: Option<(String, String)>,
    /// Services, which are the first concepts: id, name, keys of all names, concepts that are parts.
    services: Vec<(&'a str, &'a str, String, &'a [usize])>,
    /// Other concepts: keys of their names.
    concepts: Vec<String>,
    /// First term of each shard except the first.
    shards: Vec<&'a str>,
    /// The dictionary, if it has one shard.
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<String>,
    /// Sets of everyday synonyms.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    alike: &'a [&'static str],
    /// Stop words of languages other than English, and the indexes of the notebooks in this language.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stops: Vec<(String, &'a [usize])>,
    /// First letters that have a file of words.
    letters: String,
    /// Hashes in the names of the other files, [`HASH`] characters each: terms `t0` …, texts `x0` …, words by letter.
    hashes: [String; 3],
}

/// A search file, before it becomes a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexFile {
    /// Path in the output folder.
    pub path: String,
    /// Name that other files use for it.
    pub name: String,
    /// Content, as JSON.
    pub data: String,
}

impl IndexFile {
    fn script(&self) -> String {
        format!("S(\"{}\",{})\n", self.name, self.data)
    }
}

/// Returns the search files as scripts.
#[must_use]
pub fn files(index: &Index, site: &Site) -> Vec<OutputFile> {
    let files = index_files(index, site);
    files.into_iter().map(|file| OutputFile { bytes: file.script().into_bytes(), path: file.path }).collect()
}

impl<'a> Entry<'a> {
    /// The entry without the terms and the hashes of the other files.
    fn new(index: &'a Index, site: &'a Site) -> Self {
        let mut entry = Self {
            norms: index.norms.iter().map(|&norm| digit(norm.into())).collect(),
            notebooks: site
                .notebooks
                .iter()
                .map(|notebook| {
                    let sections = &notebook.sections;
                    (encode_path(&notebook.folder), notebook.title.as_str(), sections.len(), is_in_order(sections))
                })
                .collect(),
            introductions: index.documents[site.section_ids().count()..]
                .iter()
                .map(|document| document.notebook())
                .collect(),
            catalogue: catalogue(site),
            services: Vec::new(),
            concepts: Vec::new(),
            shards: index.shards.iter().skip(1).map(|&first| &*index.terms[first].text).collect(),
            terms: None,
            alike: &index.everyday_synonyms,
            stops: index.stop_words.iter().map(|list| (list.joined(), list.notebooks.as_slice())).collect(),
            letters: String::new(),
            hashes: [String::new(), String::new(), String::new()],
        };
        for concept in &index.concepts {
            let names = concept.names.iter().map(String::as_str).collect::<Vec<_>>().join("|");
            match concept.service.map(|service| site.catalogue.get(service)) {
                Some(service) => entry.services.push((&service.id, &service.name, names, &concept.parts)),
                None => entry.concepts.push(names),
            }
        }
        entry
    }
}

/// Returns folder and title of a catalogue that is about something else than services.
fn catalogue(site: &Site) -> Option<(String, String)> {
    let CatalogueConfig { path, plural, .. } = &site.config.catalogue;
    let default = CatalogueConfig::default();
    (*path != default.path || *plural != default.plural).then(|| (encode_path(path), capitalised(plural)))
}

/// Returns the search files as data.
#[must_use]
pub fn index_files(index: &Index, site: &Site) -> Vec<IndexFile> {
    let shards: Vec<String> =
        (0..index.shards.len()).map(|shard| terms(index, index.in_shards(shard..shard + 1))).collect();
    let is_one_file = shards.len() == 1;
    let mut entry = Entry::new(index, site);
    entry.terms = is_one_file.then(|| shards[0].clone());
    let mut files: Vec<(usize, String, String)> = Vec::new();
    if !is_one_file {
        files.extend(shards.into_iter().enumerate().map(|(number, terms)| (0, format!("t{number}"), json(&terms))));
        for (letter, words) in words_by_letter(index) {
            entry.letters.push(letter);
            files.push((2, format!("w{letter}"), json(&words)));
        }
    }
    let texts: Vec<(usize, String, String)> = index
        .documents
        .par_chunks(DOCUMENTS_PER_FILE)
        .enumerate()
        .map(|(number, documents)| {
            let shown: Vec<(String, &str, &str, String)> =
                documents.iter().map(|&document| shown(site, document)).collect();
            (1, format!("x{number}"), json(&shown))
        })
        .collect();
    files.extend(texts);
    let mut written = Vec::with_capacity(files.len() + 1);
    for (kind, name, data) in files {
        let mut file = IndexFile { path: String::new(), name, data };
        let hash = hash(file.script().as_bytes());
        file.path = routes::search_file(&file.name, &hash);
        entry.hashes[kind].push_str(&hash);
        written.push(file);
    }
    written.push(IndexFile { path: SEARCH_ENTRY.into(), name: "index".into(), data: json(&entry) });
    written
}

/// Returns what a result shows of a document: last part of its path, number as it is shown, title and text.
fn shown(site: &Site, document: Document) -> (String, &str, &str, String) {
    let path = site.path(document.route(site));
    (routes::page_stem(&path).to_owned(), document.shown_number(site), document.title(site), document.text(site))
}

/// Writes a value as JavaScript. JSON is JavaScript since ECMAScript 2019.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and numbers can always be written as JSON")
}

fn digit(value: usize) -> char {
    char::from(DIGITS[value.min(63)])
}

/// Writes the gaps between documents in Rice code (Rice 1979; Golomb 1966 with a power of two).
///
/// The first digit is the number of low bits. Then each gap is its high part in unary, a zero, and its low bits. Ones
/// fill the last digit.
fn distances(documents: &[usize], written: &mut String) {
    let gaps = || {
        let before = std::iter::once(None).chain(documents.iter().copied().map(Some));
        documents.iter().zip(before).map(|(&document, before)| document - before.map_or(0, |before| before + 1))
    };
    let mean = gaps().sum::<usize>() / documents.len().max(1);
    let likely = mean.max(1).ilog2();
    let length = |low: u32| gaps().map(|gap| (gap >> low) + 1 + low as usize).sum::<usize>();
    let low = (likely.saturating_sub(1)..=likely + 1).min_by_key(|&low| length(low)).unwrap_or(likely);
    written.push(digit(low as usize));
    let (mut bits, mut count) = (0_usize, 0);
    let mut put = |bit: usize| {
        bits = bits << 1 | bit;
        count += 1;
        if count == 6 {
            written.push(digit(bits));
            (bits, count) = (0, 0);
        }
        count
    };
    let mut used = 0;
    for gap in gaps() {
        for _ in 0..gap >> low {
            put(1);
        }
        used = put(0);
        for bit in (0..low).rev() {
            used = put(gap >> bit & 1);
        }
    }
    while used > 0 {
        used = put(1);
    }
}

/// Writes consecutive terms. Each term is a spelling, then a list of documents for each class of postings.
fn terms(index: &Index, range: std::ops::Range<usize>) -> String {
    let mut written = String::new();
    let mut before = "";
    let mut classes: [Vec<usize>; CLASSES] = Default::default();
    for term in &index.terms[range] {
        if !written.is_empty() {
            written.push(' ');
        }
        spelling(before, &term.text, &mut written);
        before = &term.text;
        let mut pending = 0;
        for class in &mut classes {
            class.clear();
        }
        for posting in &term.postings {
            classes[class_of(*posting)].push(posting.document as usize);
        }
        for documents in &classes {
            pending += 1;
            if !documents.is_empty() {
                written.extend(std::iter::repeat_n(',', std::mem::take(&mut pending)));
                distances(documents, &mut written);
            }
        }
    }
    written
}

/// Number of posting classes. In the body only: once, twice, three or four times, more often. In the title only. Then
/// in the title and the body: the same four.
const CLASSES: usize = 9;

fn class_of(posting: Posting) -> usize {
    let in_body = match posting.in_body {
        few @ 0..=2 => usize::from(few),
        3..=4 => 3,
        _ => 4,
    };
    if posting.is_in_title { 4 + in_body } else { in_body - 1 }
}

fn spelling(before: &str, term: &str, written: &mut String) {
    let shared =
        before.chars().zip(term.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf16()).sum::<usize>();
    let shared = shared.min(63);
    written.push(digit(shared));
    let mut code_units = 0;
    written.extend(term.chars().skip_while(|c| {
        code_units += c.len_utf16();
        code_units <= shared
    }));
}

/// Returns the words that can correct a mistyped word: by first letter, each with its log frequency.
fn words_by_letter(index: &Index) -> BTreeMap<char, String> {
    let mut files: BTreeMap<char, (String, &str)> = BTreeMap::new();
    for (at, term) in index.terms.iter().enumerate().filter(|(_, term)| is_correctable(&term.text)) {
        let letter = term.text.chars().next().filter(char::is_ascii_lowercase).unwrap_or('_');
        let (written, before) = files.entry(letter).or_default();
        if !written.is_empty() {
            written.push(' ');
        }
        spelling(before, &term.text, written);
        written.push(',');
        written.push(digit(log_frequency(index, at) as usize));
        *before = &term.text;
    }
    files.into_iter().map(|(letter, (words, _))| (letter, words)).collect()
}

/// Returns the first digits of the BLAKE3 hash in base 32, whose characters are safe on all file systems.
fn hash(bytes: &[u8]) -> String {
    const BASE_32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    blake3::hash(bytes).as_bytes()[..HASH].iter().map(|byte| char::from(BASE_32[usize::from(byte % 32)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_spellings() {
        let mut written = String::new();
        // Gaps 0, 1, 5 with one low bit each: 00 01 1101, then ones.
        distances(&[0, 2, 8], &mut written);
        assert_eq!(written, "BHf");
        written.clear();
        spelling("", "scan", &mut written);
        spelling("scan", "scans", &mut written);
        spelling("消息", "消队", &mut written);
        assert_eq!(written, "AscanEsB队");
    }
}
