//! Answers a query: takes what the reader typed, and gives the matching documents, best first. It reads no files.
//!
//! `static/js/search.js` does the same over loaded shards. Each word of the query becomes a *group* of terms: the word,
//! words with the same stem, and other names of the same thing. If the dictionary has none of these, the group gets
//! words with the same beginning or a small edit distance. A group counts as one term: BM25F (Robertson and Zaragoza
//! 2009, section 3.6) over the weighted sum of its frequencies.

use super::concepts::{self, by_name, key};
use super::document::is_in_order;
use super::group::{Group, MarkedGroup, prefix_range};
use super::operators::{self, Operators};
use super::quotations::keep_quoted;
use super::stem::stem;
use super::typos::{correct, similar_names};
use super::{Index, Posting, Term};
use crate::catalogue::ServiceId;
use crate::ranking::{
    BEFORE_NUMBER, JOINED, K1, LONGEST_NAME, LONGEST_QUERY, MOST_SERVICES, NORMAL, NUMBER, SENTENCE, SIBLING, SPELLING,
    SYNONYM, TITLE, TITLE_FOR_SENTENCE, WEAK, WHOLE, is_stop_word, is_weak_word,
};
use crate::site::Site;
use crate::tokenize::{self, Word};
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

/// A query with its filters.
#[derive(Clone, Debug, Default)]
pub struct Query<'a> {
    /// Text as typed. Without a space at the end, the last word may be unfinished. Only its first [`LONGEST_QUERY`]
    /// characters are read, because the work grows with words times words.
    pub text: &'a str,
    /// Notebook to search in; `None` for all.
    pub notebook: Option<usize>,
    /// Service that a document must name.
    pub service: Option<ServiceId>,
    /// Most hits to return.
    pub most: usize,
}

/// The result of a query.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// The best documents. Those that match all words come first.
    pub hits: Vec<Hit>,
    /// Number of all matching documents.
    pub total: usize,
    /// Unknown words, and the words that were searched for instead.
    pub corrections: Vec<(String, String)>,
    /// Services whose name matches the query.
    pub services: Vec<ServiceId>,
    /// Words to mark in a text.
    pub marks: Marks,
}

/// A document that matches the query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Index in [`Index::documents`].
    pub document: usize,
    /// Score; higher is better. Comparable within one query only.
    pub score: f64,
    /// Whether all words match.
    pub has_all: bool,
}

/// The words that a query matches in a text.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// For each group: terms, prefixes, names of concepts, and the weight.
    pub(super) groups: Vec<MarkedGroup>,
}

/// Finds the documents that match a query.
#[must_use]
pub fn search(index: &Index, site: &Site, query: &Query<'_>) -> Results {
    let operators = operators::read(first(query.text, LONGEST_QUERY));
    let words = tokenize::all(&operators.text);
    let is_unfinished = words.last().is_some_and(|last| last.range.end == operators.text.len());
    let mut is_admitted = admitted(index, &operators);
    keep_quoted(index, site, &operators.quoted, &mut is_admitted);
    let mut results = Results { services: services(index, site, &words), ..Results::default() };
    let mut groups = groups(index, site, &words, is_unfinished, &mut results.corrections);
    let languages: Vec<Option<usize>> =
        if index.stop_words.is_empty() { vec![None; index.documents.len()] } else { index.languages() };
    let (scores, counts) = score(index, &mut groups, &languages);
    let jumps = only_number(&operators.text).map_or_else(BTreeSet::new, |number| numbered(index, site, &number));
    let of_service = query.service.map(|service| {
        let concept = index.concepts.iter().position(|concept| concept.service == Some(service))?;
        index.term(&concepts::term(concept))
    });
    let passes = |document: usize| {
        is_admitted[document]
            && query.notebook.is_none_or(|notebook| index.documents[document].notebook() == notebook)
            && of_service.is_none_or(|term| {
                let document_of = |posting: &Posting| posting.document as usize;
                term.is_some_and(|term| term.postings.binary_search_by_key(&document, document_of).is_ok())
            })
    };
    let mut hits: Vec<(bool, Hit)> = (0..index.documents.len())
        .filter(|&document| (counts[document] > 0 || jumps.contains(&document)) && passes(document))
        .map(|document| {
            let wanted = groups.iter().filter(|group| !group.is_stop_word_in(languages[document])).count();
            let coverage = ratio(counts[document], wanted.max(1));
            let score = scores[document] * (0.25 + 0.75 * coverage * coverage);
            let score = (score * 1e6).round() / 1e6;
            (jumps.contains(&document), Hit { document, score, has_all: counts[document] == wanted })
        })
        .collect();
    hits.sort_by(best_first);
    results.total = hits.len();
    results.hits = hits.into_iter().take(query.most).map(|(_, hit)| hit).collect();
    results.marks.groups = groups.into_iter().map(|group| group.marks).collect();
    results
}

/// Returns the first characters of a text.
fn first(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// Returns the score of each document and the number of groups that it matches, and weighs the groups. `languages` is
/// [`Index::languages`].
fn score(index: &Index, groups: &mut [Group], languages: &[Option<usize>]) -> (Vec<f64>, Vec<usize>) {
    let title = if groups.len() < SENTENCE { TITLE } else { TITLE_FOR_SENTENCE };
    let mut scores = vec![0.0_f64; index.documents.len()];
    let mut counts = vec![0_usize; index.documents.len()];
    let mut frequencies = vec![0.0_f64; index.documents.len()];
    for group in groups.iter_mut() {
        frequencies.fill(0.0);
        for &(term, weight) in &group.terms {
            for posting in &index.terms[term].postings {
                frequencies[posting.document as usize] += weight * frequency(index, *posting, title);
            }
        }
        for &document in &group.numbered {
            frequencies[document] += NUMBER;
        }
        for (document, frequency) in frequencies.iter_mut().enumerate() {
            if group.is_stop_word_in(languages[document]) {
                *frequency = 0.0;
            }
        }
        let found = frequencies.iter().filter(|&&frequency| frequency > 0.0).count();
        let weight = idf(index.documents.len(), found) * if group.is_weak { WEAK } else { 1.0 };
        group.marks.weight = weight;
        for (document, &frequency) in frequencies.iter().enumerate().filter(|&(_, &frequency)| frequency > 0.0) {
            scores[document] += weight * frequency / (K1 + frequency);
            counts[document] += 1;
        }
    }
    (scores, counts)
}

/// Orders hits: those whose number is the query, those with all words, then by score.
fn best_first((jump, a): &(bool, Hit), (other_jump, b): &(bool, Hit)) -> Ordering {
    (Reverse(jump), Reverse(a.has_all))
        .cmp(&(Reverse(other_jump), Reverse(b.has_all)))
        .then(b.score.total_cmp(&a.score))
        .then(a.document.cmp(&b.document))
}

/// Which documents have all quoted words, in any order, and no excluded one. Stop words count as being everywhere.
fn admitted(index: &Index, operators: &Operators) -> Vec<bool> {
    let mut admitted = vec![true; index.documents.len()];
    for text in &operators.excluded {
        let words = tokenize::all(text);
        // `-dead-letter` is one word.
        let has_whole = words.iter().any(|word| word.is_whole);
        for word in words.iter().filter(|word| word.is_whole == has_whole) {
            let mut group = Group::default();
            group.add(index, &word.term, 1.0);
            group.add_stem(index, stem(&word.term), 1.0, None);
            for posting in group.terms.iter().flat_map(|&(term, _)| &index.terms[term].postings) {
                admitted[posting.document as usize] = false;
            }
        }
    }
    for word in operators.quoted.iter().flat_map(|text| tokenize::all(text)) {
        if word.is_whole || is_stop_word(&word.term) {
            continue;
        }
        let postings = index.term(&word.term).map_or(&[][..], |term| term.postings.as_slice());
        let has_it: BTreeSet<usize> = postings.iter().map(|posting| posting.document as usize).collect();
        let lists = index.stop_words_with(&word.term);
        for (document, is_admitted) in admitted.iter_mut().enumerate() {
            let is_stop_word =
                !lists.is_empty() && index.stop_words_of(document).is_some_and(|list| lists.contains(&list));
            *is_admitted &= is_stop_word || has_it.contains(&document);
        }
    }
    admitted
}

/// Returns the number if the query consists of nothing else: `47`, `#47`, `section 47`, `see 47.`
fn only_number(text: &str) -> Option<String> {
    let is_mark = |c: char| "#.,:;()".contains(c);
    let words = text.split_whitespace().map(|word| word.trim_matches(is_mark).to_lowercase());
    let mut words = words.filter(|word| !word.is_empty() && !BEFORE_NUMBER.contains(&word.as_str()));
    let number = words.next()?;
    words.next().is_none().then_some(number)
}

/// Finds the sections with a number. If there are none, finds numbers that continue it: `17` finds 17a, `2.1` finds
/// 2.1.5.
fn numbered(index: &Index, site: &Site, number: &str) -> BTreeSet<usize> {
    let documents = |term: &Term| term.postings.iter().map(|posting| posting.document as usize).collect::<Vec<_>>();
    let written = format!("#{number}");
    let mut found: BTreeSet<usize> = index.term(&written).into_iter().flat_map(documents).collect();
    let position = number
        .parse::<usize>()
        .ok()
        .filter(|position| position.to_string() == number)
        .and_then(|position| position.checked_sub(1));
    let mut first = 0;
    for notebook in &site.notebooks {
        if let Some(position) =
            position.filter(|&position| position < notebook.sections.len() && is_in_order(&notebook.sections))
        {
            found.insert(first + position);
        }
        first += notebook.sections.len();
    }
    if found.is_empty() && number.ends_with(|c: char| c.is_ascii_digit()) {
        let longer = &index.terms[prefix_range(index, &written)];
        let continues = |term: &&Term| {
            let rest = term.text.strip_prefix(&written);
            rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        found = longer.iter().filter(continues).flat_map(documents).collect();
    }
    found
}

/// Returns the BM25F frequency of a term in a document. `title` is the weight of an occurrence in the title.
fn frequency(index: &Index, posting: Posting, title: f64) -> f64 {
    let in_body = match posting.in_body {
        few @ 0..=2 => f64::from(few),
        3..=4 => 3.0,
        _ => 5.0,
    };
    let norm = f64::from(index.norms[posting.document as usize]) / NORMAL;
    (if posting.is_in_title { title } else { 0.0 }) + in_body / norm
}

/// Returns the inverse document frequency (idf) of BM25, never below 0.
fn idf(sections: usize, found: usize) -> f64 {
    (1.0 + (count(sections) - count(found) + 0.5) / (count(found) + 0.5)).ln()
}

#[expect(clippy::cast_precision_loss, reason = "counts of sections are far below 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}

fn ratio(part: usize, all: usize) -> f64 {
    count(part) / count(all)
}

fn groups(
    index: &Index,
    site: &Site,
    words: &[Word<'_>],
    is_unfinished: bool,
    corrections: &mut Vec<(String, String)>,
) -> Vec<Group> {
    let parts: Vec<&Word<'_>> = words.iter().filter(|word| !word.is_whole).collect();
    let terms: Vec<&str> = parts.iter().map(|word| word.term.as_ref()).collect();
    let names = by_name(&index.concepts);
    let has_content_word = terms.iter().any(|term| !is_stop_word(term));
    let typed = Typed { index, site, words, parts: &parts, terms: &terms, names: &names, is_unfinished };
    let mut query = Words { corrected: terms.clone(), unknown: BTreeSet::new(), groups: Vec::new() };
    for (at, &term) in terms.iter().enumerate() {
        if has_content_word && is_stop_word(term) {
            query.groups.push(Vec::new());
            continue;
        }
        if let Some(group) = typed.variable_group(at) {
            query.groups.push(vec![group]);
            continue;
        }
        let lists = typed.stop_words(at);
        if !lists.is_empty() {
            query.groups.push(typed.stop_word_group(at, lists).into_iter().collect());
            continue;
        }
        let mut group = typed.literal_group(at);
        let is_in_dictionary = group.is_known;
        if !is_in_dictionary {
            query.unknown.insert(at);
        }
        typed.add_other_forms(&mut group, at, is_in_dictionary);
        if group.is_known {
            query.groups.push(vec![group]);
        } else {
            let guess = correct(index, &names, term, corrections);
            query.corrected[at] = guess.best.unwrap_or(term);
            query.groups.push(guess.groups);
        }
    }
    if !query.unknown.is_empty() {
        query.add_mistyped_concepts(index, &names);
    }
    query.groups.into_iter().flatten().collect()
}

/// A query as it was typed.
struct Typed<'a> {
    index: &'a Index,
    site: &'a Site,
    /// All words, runs of several parts included.
    words: &'a [Word<'a>],
    /// The words that are no runs.
    parts: &'a [&'a Word<'a>],
    /// The terms of `parts`.
    terms: &'a [&'a str],
    /// Concepts by name.
    names: &'a BTreeMap<&'a str, Vec<usize>>,
    /// Whether the reader may still be typing the last word.
    is_unfinished: bool,
}

impl Typed<'_> {
    /// The group of a variable, `$LATEST`, that is in the dictionary: other words are not meant.
    fn variable_group(&self, at: usize) -> Option<Group> {
        let start = self.parts[at].range.start;
        let is_around = |word: &&Word<'_>| word.is_whole && word.term.starts_with('$') && word.range.contains(&start);
        let variable = self.words.iter().find(is_around)?;
        let mut group = Group::default();
        group.add(self.index, &variable.term, WHOLE);
        group.is_known.then_some(group)
    }

    /// The languages in which a word is a stop word, if the query has another word in that language.
    fn stop_words(&self, at: usize) -> Vec<usize> {
        let mut lists = self.index.stop_words_with(self.terms[at]);
        lists.retain(|&list| {
            let is_content = |term: &&str| !is_stop_word(term) && !self.index.stop_words[list].terms.contains(*term);
            self.terms.iter().any(is_content)
        });
        lists
    }

    /// The group of a word that is a stop word in some languages: in others it is a word as it is. `None` if the site has no
    /// notebook in another language, or the dictionary does not have the word.
    fn stop_word_group(&self, at: usize, lists: Vec<usize>) -> Option<Group> {
        let index = self.index;
        let covered: usize = lists.iter().map(|&list| index.stop_words[list].notebooks.len()).sum();
        let mut group = Group::default();
        group.add(index, self.terms[at], 1.0);
        // Marks are for all languages.
        group.marks.terms.clear();
        group.stop_word_in = lists;
        (covered < self.site.notebooks.len() && group.is_known).then_some(group)
    }

    /// The group of one word: its term, the runs around it, its number, and the concepts that it names.
    fn literal_group(&self, at: usize) -> Group {
        let Self { index, terms, parts, .. } = *self;
        let term = terms[at];
        let mut group = Group { is_weak: is_weak_word(term), ..Group::default() };
        group.add(index, term, 1.0);
        let mut number = term;
        for whole in self.words.iter().filter(|word| word.is_whole && word.range.contains(&parts[at].range.start)) {
            number = &whole.term;
            group.add(index, &whole.term, if whole.is_spelling_of(parts[at]) { SPELLING } else { WHOLE });
            if self.is_unfinished && whole.range.end == parts[parts.len() - 1].range.end {
                group.prefix(index, &whole.term, prefix_range(index, &whole.term));
            }
        }
        if number.starts_with(|c: char| c.is_ascii_digit()) {
            group.numbered = numbered(index, self.site, number);
            group.is_known |= !group.numbered.is_empty();
        }
        for neighbours in [at.checked_sub(1).map(|before| before..at + 1), Some(at..at + 2)].into_iter().flatten() {
            if let Some(pair) = terms.get(neighbours) {
                group.add(index, &pair.concat(), JOINED);
            }
        }
        for start in at.saturating_sub(LONGEST_NAME - 1)..=at {
            for end in at + 1..=terms.len().min(start + LONGEST_NAME) {
                for &concept in self.names.get(key(&terms[start..end]).as_str()).into_iter().flatten() {
                    group.add_concept(index, concept);
                }
            }
        }
        group
    }

    /// Adds words of the same stem, words that begin like an unfinished or unknown one, and everyday synonyms.
    fn add_other_forms(&self, group: &mut Group, at: usize, is_in_dictionary: bool) {
        let (index, term) = (self.index, self.terms[at]);
        let own = stem(term);
        group.add_stem(index, own, SIBLING, Some(term));
        let is_last = self.is_unfinished && at + 1 == self.terms.len();
        if is_last || !is_in_dictionary {
            group.prefix(index, term, prefix_range(index, term));
        }
        for words in &index.everyday_synonyms {
            let stems: Vec<&str> = words.split(' ').map(stem).collect();
            if stems.contains(&own) {
                for other in stems.into_iter().filter(|&other| other != own) {
                    group.add_stem(index, other, SYNONYM, None);
                }
            }
        }
    }
}

/// The words of a query.
struct Words<'a> {
    /// Words as typed, or their best correction.
    corrected: Vec<&'a str>,
    /// Indexes of the words that are not in the dictionary.
    unknown: BTreeSet<usize>,
    /// Groups of each word.
    groups: Vec<Vec<Group>>,
}

impl Words<'_> {
    /// Adds the concepts whose names contain a mistyped word.
    fn add_mistyped_concepts(&mut self, index: &Index, names: &BTreeMap<&str, Vec<usize>>) {
        for start in 0..self.corrected.len() {
            for end in start + 1..=self.corrected.len().min(start + LONGEST_NAME) {
                if self.unknown.range(start..end).next().is_none() {
                    continue;
                }
                for name in similar_names(names, &key(&self.corrected[start..end])) {
                    for &concept in &names[name] {
                        for group in self.groups[start..end].iter_mut().flatten() {
                            group.add_concept(index, concept);
                        }
                    }
                }
            }
        }
    }
}

/// Finds the services whose name matches the query. Exact names come first, then names that begin with it, then names
/// with all its words.
fn services(index: &Index, site: &Site, words: &[Word<'_>]) -> Vec<ServiceId> {
    let terms: Vec<&str> = words.iter().filter(|word| !word.is_whole).map(|word| word.term.as_ref()).collect();
    if terms.is_empty() {
        return Vec::new();
    }
    let wanted = key(&terms);
    let begins = terms.concat();
    let mut found: Vec<(bool, bool, usize, ServiceId)> = index
        .concepts
        .iter()
        .enumerate()
        .filter_map(|(at, concept)| {
            let service = concept.service?;
            let is_exact = concept.names.contains(&wanted);
            let begins_with_it = concept.names.iter().any(|name| name.starts_with(&begins));
            let name: Vec<Word<'_>> = tokenize::all(&site.catalogue.get(service).name);
            let has_words = terms.iter().all(|term| name.iter().any(|word| word.term.starts_with(term)));
            (is_exact || begins_with_it || has_words).then_some((!is_exact, !begins_with_it, at, service))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(MOST_SERVICES).map(|(_, _, _, service)| service).collect()
}
