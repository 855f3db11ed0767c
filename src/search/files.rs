//! Index -> the files under `search/`: classic scripts that each hand one string or object to `S(name, data)`, so that
//! they load from disk, under a strict content security policy and without `fetch`. docs/search-format.md has the format.

use super::document::{Document, is_in_order};
use super::typos::{commonness, is_guessed};
use super::{Index, Posting, Term};
use crate::ranking::{HASH, UNITS_A_TEXT};
use crate::site::routes::{self, SEARCH_ENTRY, encode_path};
use crate::site::{OutputFile, Site};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Up to this many units the dictionary is part of the entry.
const ONE_FILE: usize = 300;

/// A shard ends at a term that its own spelling picks, once it is this long, in bytes …
const LEAST_SHARD: usize = 6_500;

/// … and in any case when it is this long.
const LONGEST_SHARD: usize = 11_000;

/// Digits: six bits each.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Where shards begin. An edit moves the bounds near it only: where a shard ends hangs on the terms, not on their count.
pub(super) fn shards(terms: &[Term], units: usize) -> Vec<usize> {
    let mut shards = vec![0];
    if units <= ONE_FILE {
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

/// What the entry says.
#[derive(Serialize)]
struct Entry<'a> {
    /// The norm of each unit, a digit.
    norms: String,
    /// Notebooks in order: folder, title, how many sections, whether each has its place as number.
    notebooks: Vec<(String, &'a str, usize, bool)>,
    /// The notebook of each introduction.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    introductions: Vec<usize>,
    /// The first concepts, services: id, name, keys of all names, the concepts that are its parts.
    services: Vec<(&'a str, &'a str, String, &'a [usize])>,
    /// Further concepts: keys of their names.
    concepts: Vec<String>,
    /// The first term of each shard but the first.
    shards: Vec<&'a str>,
    /// The dictionary, if it is in one piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<String>,
    /// Sets of words that mean nearly the same.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    alike: &'a [&'static str],
    /// Which letters have a file of words.
    letters: String,
    /// The hashes in the names of the other files, [`HASH`] digits each: terms `t0` …, texts `x0` …, words by letter.
    hashes: [String; 3],
}

/// A file that search needs, before it is a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexFile {
    /// Where it goes.
    pub path: String,
    /// What other files call it.
    pub name: String,
    /// What it holds, as JSON.
    pub data: String,
}

impl IndexFile {
    fn script(&self) -> String {
        format!("S(\"{}\",{})\n", self.name, self.data)
    }
}

/// The files that search needs, as scripts.
#[must_use]
pub fn files(index: &Index, site: &Site) -> Vec<OutputFile> {
    let files = index_files(index, site);
    files.into_iter().map(|file| OutputFile { bytes: file.script().into_bytes(), path: file.path }).collect()
}

/// The files that search needs.
#[must_use]
pub fn index_files(index: &Index, site: &Site) -> Vec<IndexFile> {
    let shards: Vec<String> =
        (0..index.shards.len()).map(|shard| terms(index, index.in_shards(shard..shard + 1))).collect();
    let is_one_file = shards.len() == 1;
    let mut entry = Entry {
        norms: index.norms.iter().map(|&norm| digit(norm.into())).collect(),
        notebooks: site
            .notebooks
            .iter()
            .map(|notebook| {
                let sections = &notebook.sections;
                (encode_path(&notebook.folder), notebook.title.as_str(), sections.len(), is_in_order(sections))
            })
            .collect(),
        introductions: index.units[site.section_ids().count()..].iter().map(|unit| unit.notebook()).collect(),
        services: Vec::new(),
        concepts: Vec::new(),
        shards: index.shards.iter().skip(1).map(|&first| &*index.terms[first].text).collect(),
        terms: is_one_file.then(|| shards[0].clone()),
        alike: &index.alike,
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
    let mut files: Vec<(usize, String, String)> = Vec::new();
    if !is_one_file {
        files.extend(shards.into_iter().enumerate().map(|(number, terms)| (0, format!("t{number}"), json(&terms))));
        for (letter, words) in words_by_letter(index) {
            entry.letters.push(letter);
            files.push((2, format!("w{letter}"), json(&words)));
        }
    }
    let texts: Vec<(usize, String, String)> = index
        .units
        .par_chunks(UNITS_A_TEXT)
        .enumerate()
        .map(|(number, units)| {
            let shown: Vec<(String, &str, &str, String)> = units.iter().map(|&unit| shown(site, unit)).collect();
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

/// What is shown of a unit: the last part of its address, its number, title and text.
fn shown(site: &Site, unit: Document) -> (String, &str, &str, String) {
    let path = site.path(unit.route(site));
    (routes::page_stem(&path).to_owned(), unit.number(site), unit.title(site), unit.text(site))
}

/// A value as JavaScript. JSON is JavaScript since ECMAScript 2019.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and numbers can always be written as JSON")
}

fn digit(value: usize) -> char {
    char::from(DIGITS[value.min(63)])
}

/// Distances between units in Rice's code (Rice 1979; Golomb 1966 with a power of two): the first digit says how many
/// low bits each distance has; then for each as many ones as the rest counts, a zero, the low bits. Ones fill the last
/// digit.
fn distances(units: &[usize], written: &mut String) {
    let gaps = || {
        let before = std::iter::once(None).chain(units.iter().copied().map(Some));
        units.iter().zip(before).map(|(&unit, before)| unit - before.map_or(0, |before| before + 1))
    };
    let mean = gaps().sum::<usize>() / units.len().max(1);
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

/// Terms that lie together: each with how much of its beginning it has from the one before, the rest of it, and for each
/// class of posting the units.
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
            classes[class_of(*posting)].push(posting.unit as usize);
        }
        for units in &classes {
            pending += 1;
            if !units.is_empty() {
                written.extend(std::iter::repeat_n(',', std::mem::take(&mut pending)));
                distances(units, &mut written);
            }
        }
    }
    written
}

/// Kinds of postings: in the body once, twice, three or four times, more often; then the same in the title too, and
/// before them in the title only.
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
    let mut units = 0;
    written.extend(term.chars().skip_while(|c| {
        units += c.len_utf16();
        units <= shared
    }));
}

/// For guessing what a mistyped word means: words by their first letter, each with how common it is.
fn words_by_letter(index: &Index) -> BTreeMap<char, String> {
    let mut files: BTreeMap<char, (String, &str)> = BTreeMap::new();
    for (at, term) in index.terms.iter().enumerate().filter(|(_, term)| is_guessed(&term.text)) {
        let letter = term.text.chars().next().filter(char::is_ascii_lowercase).unwrap_or('_');
        let (written, before) = files.entry(letter).or_default();
        if !written.is_empty() {
            written.push(' ');
        }
        spelling(before, &term.text, written);
        written.push(',');
        written.push(digit(commonness(index, at) as usize));
        *before = &term.text;
    }
    files.into_iter().map(|(letter, (words, _))| (letter, words)).collect()
}

/// The first digits of the BLAKE3 hash in base 32: letters and digits that no file system confuses.
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
