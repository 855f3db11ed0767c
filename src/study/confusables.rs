//! Sections that readers confuse: near-duplicates, compared without comparing every pair.
//!
//! The score is 0.5 cosine of tf-idf + 0.35 overlap of titles, weighted by idf, + 0.15 overlap of services.

use super::sentences::sentences;
use super::words::{Word, is_stop_word, located_words};
use crate::catalogue::ServiceId;
use fnv::FnvHashMap;
use std::ops::Range;

/// Least score of a pair that is shown.
pub const LEAST: f64 = 0.33;

/// Pairs of one section that are shown.
pub const MOST: usize = 3;

/// Terms of a section by which candidates are found: its rarest.
const CANDIDATE_TERMS: usize = 24;

/// Terms in more sections than this find no candidates.
const COMMON: usize = 60;

/// What is compared of a section.
#[derive(Clone, Debug, Default)]
pub struct Compared<'a> {
    /// The title.
    pub title: &'a str,
    /// Its words.
    pub text: &'a str,
    /// Services that it names.
    pub services: &'a [ServiceId],
}

/// A pair of sections.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Index of the first.
    pub first: usize,
    /// Index of the second, greater than the first.
    pub second: usize,
    /// How much they have in common, 0 to 1.
    pub score: f64,
}

/// Terms of one section with their counts or weights, in the order of the terms.
type Vector = Vec<(usize, f64)>;

/// A word of a text that carries its subject: the byte where it starts, and its term.
type Located = (usize, usize);

/// The number of each stem.
type Terms<'a> = FnvHashMap<Word<'a>, usize>;

/// The sections of a notebook, read once for all pairs.
#[derive(Debug)]
pub struct Comparison<'a> {
    sections: &'a [Compared<'a>],
    terms: Terms<'a>,
    /// The words of each section that carry its subject, in order.
    words: Vec<Vec<Located>>,
    /// How often each section has its terms.
    bodies: Vec<Vector>,
    /// The terms of the titles, in order.
    titles: Vec<Vec<usize>>,
}

impl<'a> Comparison<'a> {
    /// Reads sections.
    #[must_use]
    pub fn new(sections: &'a [Compared<'a>]) -> Self {
        let mut terms = Terms::default();
        let words: Vec<Vec<Located>> = sections.iter().map(|section| located_terms(section.text, &mut terms)).collect();
        let term = |&(_, term): &Located| term;
        let count = |found: Vec<usize>| found.chunk_by(|a, b| a == b).map(|run| (run[0], to_f64(run.len()))).collect();
        let bodies: Vec<Vector> = words.iter().map(|words| count(sorted(words.iter().map(term)))).collect();
        let mut titles: Vec<Vec<usize>> = Vec::with_capacity(sections.len());
        for section in sections {
            let words = located_terms(section.title, &mut terms);
            titles.push(without_repeats(sorted(words.iter().map(term))));
        }
        Self { sections, terms, words, bodies, titles }
    }

    /// Pairs that readers may confuse, best first; of one section at most [`MOST`].
    #[must_use]
    pub fn pairs(&self) -> Vec<Pair> {
        let mut scored = self.scored();
        scored.sort_by(|a, b| b.score.total_cmp(&a.score).then((a.first, a.second).cmp(&(b.first, b.second))));
        let mut shown = vec![0_usize; self.sections.len()];
        scored.retain(|pair| {
            let fits = shown[pair.first] < MOST && shown[pair.second] < MOST;
            if fits {
                shown[pair.first] += 1;
                shown[pair.second] += 1;
            }
            fits
        });
        scored
    }

    /// Pairs with at least the score [`LEAST`], in no order.
    fn scored(&self) -> Vec<Pair> {
        let postings = self.postings();
        let total = to_f64(self.sections.len().max(1));
        let idf: Vec<f64> = postings.iter().map(|list| (1.0 + total / to_f64(list.len().max(1))).ln()).collect();
        let vectors: Vec<Vector> = self.bodies.iter().map(|body| weighted(body, &idf)).collect();
        let services = |section: &Compared<'_>| without_repeats(sorted(section.services.iter().copied()));
        let services: Vec<Vec<ServiceId>> = self.sections.iter().map(services).collect();
        let mut scored = Vec::new();
        // The weights of the first section by term; the other terms are 0.
        let mut weights = vec![0.0; idf.len()];
        let mut met = vec![None; self.sections.len()];
        for first in 0..self.sections.len() {
            for &(term, weight) in &vectors[first] {
                weights[term] = weight;
            }
            for second in candidates(first, &vectors[first], &self.titles[first], &postings, &idf, &mut met) {
                let cosine: f64 = vectors[second].iter().map(|&(term, weight)| weights[term] * weight).sum();
                let score = 0.5 * cosine
                    + 0.35 * overlap(&self.titles[first], &self.titles[second], |term| idf[term])
                    + 0.15 * overlap(&services[first], &services[second], |_| 1.0);
                if score >= LEAST {
                    scored.push(Pair { first, second, score });
                }
            }
            for &(term, _) in &vectors[first] {
                weights[term] = 0.0;
            }
        }
        scored
    }

    /// The sections that have each term, in order.
    fn postings(&self) -> Vec<Vec<usize>> {
        let mut postings: Vec<Vec<usize>> = vec![Vec::new(); self.terms.len()];
        for (section, (body, title)) in self.bodies.iter().zip(&self.titles).enumerate() {
            for term in body.iter().map(|&(term, _)| term).chain(title.iter().copied()) {
                if postings[term].last() != Some(&section) {
                    postings[term].push(section);
                }
            }
        }
        postings
    }
}

/// The words that carry the subject of a text.
fn located_terms<'a>(text: &'a str, terms: &mut Terms<'a>) -> Vec<Located> {
    let mut term = |word: Word<'a>| {
        let next = terms.len();
        *terms.entry(word.into_stem()).or_insert(next)
    };
    located_words(text).filter(|(_, word)| !is_stop_word(word)).map(|(at, word)| (at, term(word))).collect()
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items
}

fn without_repeats<T: PartialEq>(mut items: Vec<T>) -> Vec<T> {
    items.dedup();
    items
}

#[expect(clippy::cast_precision_loss, reason = "counts of sections are far below 2^52")]
fn to_f64(count: usize) -> f64 {
    count as f64
}

/// tf-idf, with the frequency dampened and the length one.
fn weighted(counts: &Vector, idf: &[f64]) -> Vector {
    let weights: Vector = counts.iter().map(|&(term, count)| (term, (1.0 + count.ln()) * idf[term])).collect();
    let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    weights.into_iter().map(|(term, weight)| (term, weight / length.max(f64::MIN_POSITIVE))).collect()
}

/// Weight of what two sorted sets share, by the weight of both together.
fn overlap<T: Copy + Ord>(a: &[T], b: &[T], weight: impl Fn(T) -> f64) -> f64 {
    // Most pairs share nothing: they are not weighed.
    if !a.iter().any(|item| b.contains(item)) {
        return 0.0;
    }
    let (mut left, mut right) = (a, b);
    let (mut shared, mut all) = (0.0, 0.0);
    while let (Some(&one), Some(&other)) = (left.first(), right.first()) {
        let least = one.min(other);
        all += weight(least);
        if one == other {
            shared += weight(least);
        }
        left = &left[usize::from(one == least)..];
        right = &right[usize::from(other == least)..];
    }
    for &rest in left.iter().chain(right) {
        all += weight(rest);
    }
    if all > 0.0 { shared / all } else { 0.0 }
}

/// Sections behind `first` that share one of its heaviest terms or a term of its title, each once and in no order. `met` has
/// the section for which each one was found last.
fn candidates(
    first: usize,
    vector: &[(usize, f64)],
    title: &[usize],
    postings: &[Vec<usize>],
    idf: &[f64],
    met: &mut [Option<usize>],
) -> Vec<usize> {
    let mut terms = vector.to_vec();
    if terms.len() > CANDIDATE_TERMS {
        let heavier = |a: &(usize, f64), b: &(usize, f64)| {
            b.1.total_cmp(&a.1).then(idf[b.0].total_cmp(&idf[a.0])).then(a.0.cmp(&b.0))
        };
        terms.select_nth_unstable_by(CANDIDATE_TERMS, heavier);
        terms.truncate(CANDIDATE_TERMS);
    }
    let terms = terms.iter().map(|&(term, _)| term).chain(title.iter().copied());
    let lists = terms.map(|term| &postings[term]).filter(|list| list.len() <= COMMON);
    let behind = lists.flat_map(|list| list.iter().rev().take_while(|&&section| section > first));
    behind.copied().filter(|&section| met[section].replace(first) != Some(first)).collect()
}

/// Part of a text beside another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside<'a> {
    /// The sentence.
    pub text: &'a str,
    /// Whether the other section says the same.
    pub is_shared: bool,
    /// Bytes of words that only this one has.
    pub marks: Vec<Range<usize>>,
}

/// Least part of all words of two sentences that both have, if they say the same.
const SAME: f64 = 0.7;

/// A sentence of a section.
#[derive(Debug)]
struct Sentence<'a> {
    text: &'a str,
    /// Its terms, in order.
    terms: Vec<usize>,
    /// Its words with the term of each.
    words: Vec<(Range<usize>, usize)>,
}

/// The sentences of a section, for each pair that it is part of.
#[derive(Debug)]
pub struct Reading<'a> {
    section: usize,
    sentences: Vec<Sentence<'a>>,
}

impl<'a> Comparison<'a> {
    /// Reads the sentences of a section.
    #[must_use]
    pub fn read(&mut self, section: usize) -> Reading<'a> {
        let text = self.sections[section].text;
        let sentences = sentences(text).into_iter().map(|range| self.sentence(section, range)).collect();
        Reading { section, sentences }
    }

    fn sentence(&mut self, section: usize, range: Range<usize>) -> Sentence<'a> {
        let whole = self.sections[section].text;
        let text = &whole[range.clone()];
        let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let has_whole_words =
            is_blank(whole[..range.start].chars().next_back()) && is_blank(whole[range.end..].chars().next());
        let located: Vec<Located> = if has_whole_words {
            let words = &self.words[section];
            let from = words.partition_point(|(start, _)| *start < range.start);
            let inside = words[from..].iter().take_while(|(start, _)| *start < range.end);
            inside.map(|(start, term)| (start - range.start, *term)).collect()
        } else {
            // A sentence can end inside of a word of the section, so it can have a term of its own.
            located_terms(text, &mut self.terms)
        };
        let is_mark = |c: char| !c.is_alphanumeric();
        let mut words = Vec::with_capacity(located.len());
        let mut rest = located.as_slice();
        let mut at = 0;
        for part in text.split_inclusive(' ') {
            let start = at + part.len() - part.trim_start_matches(is_mark).len();
            let end = at + part.trim_end_matches(is_mark).len();
            at += part.len();
            // `and/or` has several words: the first that carries the subject counts.
            let own = rest.iter().take_while(|(start, _)| *start < at).count();
            let first = rest.first().filter(|(start, _)| own > 0 && *start < end);
            words.extend(first.map(|&(_, term)| (start..end, term)));
            rest = &rest[own..];
        }
        let terms = without_repeats(sorted(located.into_iter().map(|(_, term)| term)));
        Sentence { text, terms, words }
    }

    /// The sentences of one section beside another: which both have, and which words only this one has.
    #[must_use]
    pub fn beside(&self, this: &Reading<'a>, other: &Reading<'a>) -> Vec<Beside<'a>> {
        let known = &self.bodies[other.section];
        let is_new = |term: usize| known.binary_search_by_key(&term, |&(term, _)| term).is_err();
        let one = |sentence: &Sentence<'a>| {
            let is_shared = other.sentences.iter().any(|other| says_the_same(&sentence.terms, &other.terms));
            let new = sentence.words.iter().filter(|(_, term)| !is_shared && is_new(*term));
            Beside { text: sentence.text, is_shared, marks: new.map(|(range, _)| range.clone()).collect() }
        };
        this.sentences.iter().map(one).collect()
    }
}

/// Whether two sentences have nearly the same terms. Sets of very different sizes never do.
fn says_the_same(a: &[usize], b: &[usize]) -> bool {
    let (least, most) = (to_f64(a.len().min(b.len())), to_f64(a.len().max(b.len())));
    least >= SAME * most && overlap(a, b, |_| 1.0) >= SAME
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_duplicates_are_found_and_strangers_are_not() {
        let texts = [
            ("Standard queues", "A standard queue delivers at least once, in any order, and scales without a limit."),
            ("FIFO queues", "A FIFO queue delivers exactly once, in order, and scales to a limit of 300 calls."),
            ("Route tables", "A route table decides where packets of a subnet go."),
        ];
        let sections: Vec<Compared<'_>> =
            texts.iter().map(|(title, text)| Compared { title, text, services: &[] }).collect();
        let mut comparison = Comparison::new(&sections);
        let found: Vec<(usize, usize)> = comparison.pairs().iter().map(|pair| (pair.first, pair.second)).collect();
        assert_eq!(found, [(0, 1)]);
        let (this, other) = (comparison.read(1), comparison.read(0));
        let marked = &comparison.beside(&this, &other)[0];
        let words: Vec<&str> = marked.marks.iter().map(|mark| &marked.text[mark.clone()]).collect();
        assert_eq!(words, ["FIFO", "exactly", "300", "calls"]);
    }
}
