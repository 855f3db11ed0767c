//! Finds concepts: things with several names. They are services with aliases, acronyms that the notes or the catalogue
//! spell out, and synonyms from site.toml.
//!
//! It takes the site, and gives [`Concept`]s. Each concept is a term of the dictionary (`@0`, `@1` …) with a posting
//! for every document that contains one of its names. So a query with one name finds documents that use another. It
//! does not rank.

use super::document::Document;
use super::stem::stem;
use crate::catalogue::ServiceId;
use crate::site::Site;
use crate::tokenize::{self, Word};
use fnv::FnvHashMap;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A thing with several names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concept {
    /// The service, if the concept is one.
    pub service: Option<ServiceId>,
    /// Names, in the form of [`key`].
    pub names: BTreeSet<String>,
    /// Concepts that are parts of this one: an Application Load Balancer is a load balancer.
    pub parts: Vec<usize>,
    /// Names, in words, that linking does not find. The indexer looks for them in the documents.
    pub phrases: BTreeSet<Vec<String>>,
}

/// Returns the term of a concept.
pub(crate) fn term(concept: usize) -> String {
    format!("@{concept}")
}

/// Returns the term of each service that has a page. These services are the first concepts, in the order of the
/// catalogue.
pub(crate) fn service_terms(site: &Site) -> Vec<Option<String>> {
    let mut concepts = 0..;
    let named = |service| site.has_page(ServiceId(service));
    (0..site.catalogue.services.len())
        .map(|service| if named(service) { concepts.next().map(term) } else { None })
        .collect()
}

/// Returns a name in the form in which names are compared: words without spaces, the last one stemmed. `DynamoDB` and
/// `dynamo db` have the same key.
pub(crate) fn key<Text: AsRef<str>>(words: &[Text]) -> String {
    let Some((last, first)) = words.split_last() else { return String::new() };
    first.iter().map(AsRef::as_ref).chain([stem(last.as_ref())]).collect()
}

/// Splits a text into words, without the wholes of compound words.
fn parts(text: &str) -> Vec<String> {
    tokenize::all(text).into_iter().filter(|word| !word.is_whole).map(|word| word.term.into_owned()).collect()
}

/// Finds all concepts of the site.
pub(crate) fn find(site: &Site, documents: &[Document]) -> Vec<Concept> {
    let mut concepts: Vec<Concept> = site
        .catalogue
        .iter()
        .filter(|&(service, _)| site.has_page(service))
        .map(|(service, _)| Concept { service: Some(service), ..Concept::default() })
        .collect();
    let positions: HashMap<ServiceId, usize> =
        concepts.iter().enumerate().filter_map(|(at, concept)| Some((concept.service?, at))).collect();
    for (service, alias) in site.catalogue.unconditional_aliases() {
        if let Some(&at) = positions.get(&service) {
            concepts[at].names.insert(key(&parts(alias)));
        }
    }
    for (service, entry) in site.catalogue.iter() {
        if let (Some(&part), Some(&whole)) =
            (positions.get(&service), entry.parent.and_then(|parent| positions.get(&parent)))
        {
            concepts[whole].parts.push(part);
        }
    }
    for (acronym, long) in spelled_out(site, documents) {
        add(&mut concepts, &[vec![acronym], long]);
    }
    for (name, others) in &site.config.search.synonyms {
        let names: Vec<Vec<String>> = std::iter::once(name).chain(others).map(|name| parts(name)).collect();
        add(&mut concepts, &names);
    }
    // Acronyms of the notes come before those of the catalogue.
    for (short, long) in &site.catalogue.terms {
        let names = [parts(short), parts(long)];
        if concepts.iter().all(|concept| !concept.names.contains(&key(&names[0]))) {
            add(&mut concepts, &names);
        }
    }
    concepts
}

/// Adds names of one thing to the concepts that have one of them, or makes a new concept.
fn add(concepts: &mut Vec<Concept>, names: &[Vec<String>]) {
    let names: Vec<&Vec<String>> = names.iter().filter(|name| !name.is_empty()).collect();
    let mut is_known = false;
    for concept in concepts.iter_mut().filter(|concept| names.iter().any(|name| concept.names.contains(&key(name)))) {
        is_known = true;
        for name in &names {
            if concept.names.insert(key(name)) {
                concept.phrases.insert((*name).clone());
            }
        }
    }
    if !is_known && names.len() > 1 {
        concepts.push(Concept {
            service: None,
            parts: Vec::new(),
            names: names.iter().map(|name| key(name)).collect(),
            phrases: names.into_iter().cloned().collect(),
        });
    }
}

/// Finds acronyms that the notes spell out: `write capacity units (WCU)` and `WCU (write capacity units)`.
fn spelled_out(site: &Site, documents: &[Document]) -> BTreeSet<(String, Vec<String>)> {
    documents
        .par_iter()
        .map(|&document| {
            let mut found = BTreeSet::new();
            for text in [document.title(site), document.body(site).prose.text.as_str()] {
                acronyms(text, &mut found);
            }
            found
        })
        .reduce(BTreeSet::new, |mut all, some| {
            all.extend(some);
            all
        })
}

/// Words that give no letter to an acronym: `Identity and Access Management (IAM)`.
const SKIPPED: [&str; 8] = ["a", "and", "for", "in", "of", "on", "the", "to"];

/// Longest distance between the words of an acronym and its bracket, in bytes. Enough for six long words.
const REACH: usize = 120;

fn acronyms(text: &str, found: &mut BTreeSet<(String, Vec<String>)>) {
    for (open, _) in text.match_indices('(') {
        let rest = &text[open + 1..];
        let Some(inside) =
            rest.find([')', '(', '\n']).filter(|&end| rest[end..].starts_with(')')).map(|end| &rest[..end])
        else {
            continue;
        };
        let start = (open.saturating_sub(REACH)..=open).find(|&at| text.is_char_boundary(at)).unwrap_or(open);
        let line = text[start..open].rfind(['\n', ';', ')']).map_or(start, |end| start + end + 1);
        let before = text[line..open].trim_end();
        if let Some(letters) = letters_of(inside) {
            if let Some(long) = initials_end(&parts(before), &letters) {
                found.insert((letters, long));
            }
        } else if let Some(letters) = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().and_then(letters_of) {
            let words = parts(inside);
            if initials_end(&words, &letters).is_some_and(|long| long == words) {
                found.insert((letters, words));
            }
        }
    }
}

/// Returns `wcu` for `WCU` and `WCUs`. `None` unless the text has two to six capitals.
fn letters_of(written: &str) -> Option<String> {
    let letters = written.strip_suffix('s').unwrap_or(written);
    ((2..=6).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase()))
        .then(|| letters.to_ascii_lowercase())
}

/// Returns the last words of `words` whose initials are `letters`.
fn initials_end(words: &[String], letters: &str) -> Option<Vec<String>> {
    let mut letters_left = letters.bytes().rev().peekable();
    let mut at = words.len();
    while let Some(&letter) = letters_left.peek() {
        at = at.checked_sub(1)?;
        if words[at].as_bytes()[0] == letter {
            letters_left.next();
        } else if !SKIPPED.contains(&words[at].as_str()) || at + 1 == words.len() {
            return None;
        }
    }
    (words.len() - at > 1).then(|| words[at..].to_vec())
}

/// Finds the phrases of concepts among the words of a document.
pub(crate) struct Phrases<'a> {
    by_first: FnvHashMap<String, Vec<(&'a [String], usize)>>,
    /// Whether any phrase begins with this byte. A fast check, since most words begin no phrase.
    initials: [bool; 256],
}

impl<'a> Phrases<'a> {
    pub(crate) fn new(concepts: &'a [Concept]) -> Self {
        let mut phrases = Self { by_first: FnvHashMap::default(), initials: [false; 256] };
        for (index, concept) in concepts.iter().enumerate() {
            for phrase in &concept.phrases {
                let first = phrase[0].clone();
                phrases.initials[usize::from(first.as_bytes()[0])] = true;
                if phrase.len() == 1 {
                    // A phrase of one word also matches its plural.
                    phrases.by_first.entry(format!("{first}s")).or_default().push((phrase, index));
                }
                phrases.by_first.entry(first).or_default().push((phrase, index));
            }
        }
        phrases
    }

    /// Returns the concepts that `words` contain, once per occurrence.
    pub(crate) fn find(&self, words: &[Word<'_>]) -> Vec<usize> {
        let mut found = Vec::new();
        let parts = words.iter().enumerate().filter(|(_, word)| !word.is_whole);
        for (at, first) in parts.filter(|(_, word)| self.initials[usize::from(word.term.as_bytes()[0])]) {
            for &(phrase, concept) in self.by_first.get(first.term.as_ref()).into_iter().flatten() {
                let here = words[at..].iter().filter(|word| !word.is_whole).map(|word| word.term.as_ref());
                let here: Vec<&str> = here.take(phrase.len()).collect();
                if here.len() == phrase.len() && key(&here) == key(phrase) {
                    found.push(concept);
                }
            }
        }
        found
    }
}

/// Maps each name to its concepts.
pub(crate) fn by_name(concepts: &[Concept]) -> BTreeMap<&str, Vec<usize>> {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, concept) in concepts.iter().enumerate() {
        for name in &concept.names {
            by_name.entry(name).or_default().push(index);
        }
    }
    by_name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_are_read_from_their_long_form() {
        let mut found = BTreeSet::new();
        acronyms(
            "Use write capacity units (WCUs). A dead-letter queue (DLQ), Identity and Access Management (IAM); \
             VTL (Velocity Template Language) but not this one (SQS) or (see above) or LOUD (quiet words).",
            &mut found,
        );
        let found: Vec<String> = found.into_iter().map(|(short, long)| format!("{short}={}", long.join(" "))).collect();
        assert_eq!(
            found,
            [
                "dlq=dead letter queue",
                "iam=identity and access management",
                "vtl=velocity template language",
                "wcu=write capacity units"
            ]
        );
    }

    #[test]
    fn names_are_compared_without_spaces_and_plural() {
        for (a, b) in [("Dead-letter queues", "dead letter queue"), ("DynamoDB", "dynamo db"), ("DLQs", "DLQ")] {
            assert_eq!(key(&parts(a)), key(&parts(b)), "{a}");
        }
    }
}
