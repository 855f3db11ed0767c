//! Sections that readers confuse: near-duplicates, compared without comparing every pair.
//!
//! The score is 0.5 cosine of tf-idf + 0.35 overlap of titles, weighted by idf, + 0.15 overlap of services.

use super::sentences::{content_words, sentences, stem};
use crate::catalogue::ServiceId;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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

/// Weighted terms of one section.
type Vector = BTreeMap<usize, f64>;

/// Pairs that readers may confuse, best first; of one section at most [`MOST`].
#[must_use]
pub fn pairs(sections: &[Compared<'_>]) -> Vec<Pair> {
    let mut ids: HashMap<String, usize> = HashMap::new();
    let mut count_terms = |text: &str| {
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        for word in content_words(text) {
            let next = ids.len();
            *counts.entry(*ids.entry(stem(&word)).or_insert(next)).or_default() += 1.0;
        }
        counts
    };
    let bodies: Vec<Vector> = sections.iter().map(|section| count_terms(section.text)).collect();
    let titles: Vec<BTreeSet<usize>> =
        sections.iter().map(|section| count_terms(section.title).into_keys().collect()).collect();
    let mut postings: Vec<Vec<usize>> = vec![Vec::new(); ids.len()];
    for (section, body) in bodies.iter().enumerate() {
        let terms: BTreeSet<usize> = body.keys().chain(&titles[section]).copied().collect();
        for term in terms {
            postings[term].push(section);
        }
    }
    let total = usize_to_f64(sections.len().max(1));
    let idf: Vec<f64> = postings.iter().map(|list| (1.0 + total / usize_to_f64(list.len().max(1))).ln()).collect();
    let vectors: Vec<Vector> = bodies.iter().map(|body| weighted(body, &idf)).collect();
    let services: Vec<BTreeSet<ServiceId>> =
        sections.iter().map(|section| section.services.iter().copied().collect()).collect();
    let mut scored = Vec::new();
    // The weights of the first section by term; the other terms are 0.
    let mut weights = vec![0.0; idf.len()];
    for first in 0..sections.len() {
        for (&term, &weight) in &vectors[first] {
            weights[term] = weight;
        }
        for &second in candidates(&vectors[first], &titles[first], &postings, &idf).range(first + 1..) {
            let cosine: f64 = vectors[second].iter().map(|(&term, weight)| weights[term] * weight).sum();
            let score = 0.5 * cosine
                + 0.35 * overlap(&titles[first], &titles[second], |&term| idf[term])
                + 0.15 * overlap(&services[first], &services[second], |_| 1.0);
            scored.push(Pair { first, second, score });
        }
        for &term in vectors[first].keys() {
            weights[term] = 0.0;
        }
    }
    scored.retain(|pair| pair.score >= LEAST);
    scored.sort_by(|a, b| b.score.total_cmp(&a.score).then((a.first, a.second).cmp(&(b.first, b.second))));
    let mut shown = vec![0_usize; sections.len()];
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

#[expect(clippy::cast_precision_loss, reason = "counts of sections are far below 2^52")]
fn usize_to_f64(count: usize) -> f64 {
    count as f64
}

/// tf-idf, with the frequency dampened and the length one.
fn weighted(counts: &Vector, idf: &[f64]) -> Vector {
    let weights: Vector = counts.iter().map(|(&term, &count)| (term, (1.0 + count.ln()) * idf[term])).collect();
    let length = weights.values().map(|weight| weight * weight).sum::<f64>().sqrt();
    weights.into_iter().map(|(term, weight)| (term, weight / length.max(f64::MIN_POSITIVE))).collect()
}

/// Weight of what two sets share, by the weight of both together.
fn overlap<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>, weight: impl Fn(&T) -> f64) -> f64 {
    let shared: f64 = a.intersection(b).map(&weight).sum();
    let all: f64 = a.union(b).map(&weight).sum();
    if all > 0.0 { shared / all } else { 0.0 }
}

/// Sections that share one of the heaviest terms or a term of the title.
fn candidates(vector: &Vector, title: &BTreeSet<usize>, postings: &[Vec<usize>], idf: &[f64]) -> BTreeSet<usize> {
    let mut terms: Vec<usize> = vector.keys().copied().collect();
    terms.sort_by(|a, b| vector[b].total_cmp(&vector[a]).then(idf[*b].total_cmp(&idf[*a])).then(a.cmp(b)));
    terms.truncate(CANDIDATE_TERMS);
    let terms = terms.into_iter().chain(title.iter().copied()).filter(|&term| postings[term].len() <= COMMON);
    terms.flat_map(|term| postings[term].iter().copied()).collect()
}

/// Part of a text beside another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The sentence.
    pub text: String,
    /// Whether the other section says the same.
    pub is_shared: bool,
    /// Bytes of words that only this one has.
    pub marks: Vec<std::ops::Range<usize>>,
}

/// The sentences of one text beside another: which both have, and which words only this one has.
#[must_use]
pub fn beside(text: &str, other: &str) -> Vec<Beside> {
    let known: BTreeSet<String> = content_words(other).map(|word| stem(&word)).collect();
    let other_sentences: Vec<BTreeSet<String>> = sentences(other)
        .into_iter()
        .map(|range| content_words(&other[range]).map(|word| stem(&word)).collect())
        .collect();
    sentences(text)
        .into_iter()
        .map(|range| {
            let sentence = &text[range];
            let words: BTreeSet<String> = content_words(sentence).map(|word| stem(&word)).collect();
            let is_shared = other_sentences.iter().any(|other| overlap(&words, other, |_| 1.0) >= 0.7);
            Beside {
                text: sentence.to_owned(),
                is_shared,
                marks: if is_shared { Vec::new() } else { marks(sentence, &known) },
            }
        })
        .collect()
}

fn marks(sentence: &str, known: &BTreeSet<String>) -> Vec<std::ops::Range<usize>> {
    let mut at = 0;
    let mut marks = Vec::new();
    for part in sentence.split_inclusive(' ') {
        let word = part.trim_matches(|c: char| !c.is_alphanumeric());
        let start = at + part.find(word).unwrap_or(0);
        at += part.len();
        let is_new = content_words(word).next().is_some_and(|content| !known.contains(&stem(&content)));
        if is_new && !word.is_empty() {
            marks.push(start..start + word.len());
        }
    }
    marks
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
        let found: Vec<(usize, usize)> = pairs(&sections).iter().map(|pair| (pair.first, pair.second)).collect();
        assert_eq!(found, [(0, 1)]);
        let marked = &beside(texts[1].1, texts[0].1)[0];
        let words: Vec<&str> = marked.marks.iter().map(|mark| &marked.text[mark.clone()]).collect();
        assert_eq!(words, ["FIFO", "exactly", "300", "calls"]);
    }
}
