//! Finds related sections: takes texts, and gives the most similar texts of each. It uses the cosine similarity of
//! TF-IDF vectors (Salton and Buckley 1988, "ltc" weights).
//!
//! An inverted index finds the pairs; not every pair is compared. In large sites each section uses only its terms with
//! the highest weight, and each term keeps only the sections where its weight is highest ("champion lists", Manning,
//! Raghavan and Schütze, Introduction to Information Retrieval, 7.1.3). The best candidates are then scored exactly.

use crate::ranking::{STOP_WORDS, WEAK_WORDS};
use crate::tokenize;
use fnv::{FnvHashMap, FnvHashSet, FnvHasher};
use rayon::prelude::*;
use std::hash::Hasher;

/// Most related sections per section.
const MOST_RELATED: usize = 5;

/// Lowest similarity of related sections. Below it, similarity is mostly chance.
const LEAST_SIMILARITY: f32 = 0.08;

/// Most sections for which every pair with a common term is scored.
const MOST_EXACT: usize = 500;

/// Most terms that a section uses in a large site.
const MOST_TERMS: usize = 16;
/// Most sections that a term keeps in a large site.
const MOST_CHAMPIONS: usize = 128;
/// Most candidates that are scored exactly in a large site.
const MOST_CANDIDATES: usize = 32;

/// Weight of a title term, in occurrences in the body.
const TITLE_WEIGHT: usize = 3;

/// Returns, for each text (title, body), the indexes of the most similar texts, best first.
#[must_use]
pub(super) fn related(texts: &[(&str, &str)]) -> Vec<Vec<usize>> {
    let vectors = vectors(texts);
    let is_large = vectors.len() > MOST_EXACT;
    let terms = vectors.iter().flatten().map(|&(term, _)| term as usize + 1).max().unwrap_or(0);
    let mut postings: Vec<Vec<(u32, f32)>> = vec![Vec::new(); terms];
    for (section, vector) in (0_u32..).zip(&vectors) {
        for &(term, weight) in vector {
            postings[term as usize].push((section, weight));
        }
    }
    if is_large {
        postings.par_iter_mut().filter(|list| list.len() > MOST_CHAMPIONS).for_each(|list| {
            list.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            list.truncate(MOST_CHAMPIONS);
        });
    }
    vectors
        .par_iter()
        .enumerate()
        .map_init(
            || (vec![0_f32; vectors.len()], vec![0_f32; if is_large { terms } else { 0 }], Vec::new(), Vec::new()),
            |(scores, weights, touched, candidates), (section, vector)| {
                for &(term, weight) in &strongest_terms(vector, is_large) {
                    for &(other, other_weight) in &postings[term as usize] {
                        if scores[other as usize] == 0.0 {
                            touched.push(other);
                        }
                        scores[other as usize] += weight * other_weight;
                    }
                }
                candidates.clear();
                candidates.extend(touched.iter().map(|&other| (quantised(scores[other as usize]), other as usize)));
                candidates.retain(|&(_, other)| other != section);
                for other in touched.drain(..) {
                    scores[other as usize] = 0.0;
                }
                if is_large {
                    best(candidates, MOST_CANDIDATES);
                    for &(term, weight) in vector {
                        weights[term as usize] = weight;
                    }
                    for (score, other) in candidates.iter_mut() {
                        let product = |&(term, weight): &(u32, f32)| weight * weights[term as usize];
                        *score = quantised(vectors[*other].iter().map(product).sum());
                    }
                    for &(term, _) in vector {
                        weights[term as usize] = 0.0;
                    }
                }
                candidates.retain(|&(score, _)| score >= quantised(LEAST_SIMILARITY));
                best(candidates, MOST_RELATED);
                // An in-place `collect` would keep the memory of all candidates of each section.
                candidates.iter().map(|&(_, other)| other).collect()
            },
        )
        .collect()
}

/// Keeps the best `count` candidates. Of equal ones, the earlier section wins.
fn best(candidates: &mut Vec<(i32, usize)>, count: usize) {
    let order = |&(score, other): &(i32, usize)| (std::cmp::Reverse(score), other);
    if candidates.len() > count {
        candidates.select_nth_unstable_by_key(count - 1, order);
        candidates.truncate(count);
    }
    candidates.sort_unstable_by_key(order);
}

/// Rounds a score to steps of 1/10,000, so that the order does not depend on the last bit of a sum.
#[expect(clippy::cast_possible_truncation, reason = "similarities lie between 0 and 1")]
fn quantised(score: f32) -> i32 {
    (score * 10_000.0 + 0.5) as i32
}

fn strongest_terms(vector: &[(u32, f32)], is_large: bool) -> Vec<(u32, f32)> {
    let mut terms = vector.to_vec();
    if is_large && terms.len() > MOST_TERMS {
        terms.select_nth_unstable_by(MOST_TERMS - 1, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        terms.truncate(MOST_TERMS);
        terms.sort_unstable_by_key(|&(term, _)| term);
    }
    terms
}

/// Returns one vector of length 1 per text: (term, weight), sorted by term. Terms that occur in one text only are left
/// out.
#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^24")]
fn vectors(texts: &[(&str, &str)]) -> Vec<Vec<(u32, f32)>> {
    let stop_words: FnvHashSet<u64> = STOP_WORDS.iter().chain(&WEAK_WORDS).map(|word| hash(word.as_bytes())).collect();
    // Terms are stored as hashes: their text is not needed again, and would take much memory.
    let counted: Vec<Vec<(u64, u32)>> = texts
        .par_iter()
        .map(|(title, body)| {
            let mut found = Vec::new();
            terms(title, &stop_words, &mut found);
            found = found.repeat(TITLE_WEIGHT);
            terms(body, &stop_words, &mut found);
            found.sort_unstable();
            found
                .chunk_by(|a, b| a == b)
                .map(|equal| (equal[0], u32::try_from(equal.len()).unwrap_or(u32::MAX)))
                .collect()
        })
        .collect();
    let mut all: Vec<u64> = counted.iter().flatten().map(|&(term, _)| term).collect();
    all.par_sort_unstable();
    let shared: FnvHashMap<u64, (u32, u32)> = all
        .chunk_by(|a, b| a == b)
        .filter(|equal| equal.len() > 1)
        .zip(0..)
        .map(|(equal, number)| (equal[0], (number, u32::try_from(equal.len()).unwrap_or(u32::MAX))))
        .collect();
    let total = texts.len() as f32;
    counted
        .par_iter()
        .map(|counts| {
            let mut vector: Vec<(u32, f32)> = counts
                .iter()
                .filter_map(|&(term, count)| {
                    let &(number, texts_with) = shared.get(&term)?;
                    let weight = (1.0 + (count as f32).ln()) * (total / texts_with as f32).ln();
                    (weight > 0.0).then_some((number, weight))
                })
                .collect();
            vector.sort_unstable_by_key(|&(term, _)| term);
            let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
            for (_, weight) in &mut vector {
                *weight /= length;
            }
            vector
        })
        .collect()
}

/// Collects the terms of a text: its words as the search has them, without those of one character and without a plural `s`.
fn terms(text: &str, stop_words: &FnvHashSet<u64>, found: &mut Vec<u64>) {
    tokenize::each(text, |word| {
        let term = word.term.as_bytes();
        if word.is_whole || word.term.chars().nth(1).is_none() || stop_words.contains(&hash(term)) {
            return;
        }
        let stem = term.strip_suffix(b"s").filter(|stem| stem.len() > 3 && !stem.ends_with(b"s")).unwrap_or(term);
        found.push(hash(stem));
    });
}

/// Returns the 64-bit FNV-1a hash (Fowler, Noll and Vo; IETF draft-eastlake-fnv), which is the same on every machine.
fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_duplicates_find_each_other_also_in_large_sites() {
        // Pairs share most of their rare words; all texts share common ones.
        let texts: Vec<(String, String)> = (0..4_000)
            .map(|n| {
                let pair = n / 2;
                (
                    format!("subject{pair} queue"),
                    format!("word{} term{} detail{pair} point{} common text here {n}", pair % 97, pair % 89, pair % 83),
                )
            })
            .collect();
        let texts: Vec<(&str, &str)> = texts.iter().map(|(title, body)| (title.as_str(), body.as_str())).collect();
        let related = related(&texts);
        let found = (0..texts.len()).filter(|&n| related[n].first() == Some(&(n ^ 1))).count();
        assert!(found * 10 >= texts.len() * 9, "{found} of {}", texts.len());
    }

    #[test]
    fn unrelated_texts_stay_apart() {
        assert_eq!(
            related(&[("a queue", "of messages"), ("the table", "with items"), ("x", "")]),
            vec![Vec::<usize>::new(); 3]
        );
    }
}
