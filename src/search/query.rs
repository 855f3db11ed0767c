//! What was typed -> the units that answer it, best first. `static/js/search.js` does the same over loaded shards.
//!
//! Each word of the query stands for a *group* of terms: itself, words of the same stem, names of the same thing, and
//! only where nothing is spelt like it, words that begin or sound alike. A group counts as one term: BM25F (Robertson and
//! Zaragoza 2009, section 3.6) over the weighted sum of its terms' frequencies.

use super::concepts::{self, by_name, key};
use super::document::is_in_order;
use super::group::{Group, MarkedGroup, prefix_range};
use super::stem::stem;
use super::typos::{mistyped, names_like};
use super::{Index, Posting, Term};
use crate::catalogue::ServiceId;
use crate::ranking::{
    ALIKE, BEFORE_NUMBER, JOINED, K1, LONGEST_NAME, MOST_SERVICES, NORMAL, NUMBER, SENTENCE, SIBLING, TITLE,
    TITLE_FOR_SENTENCE, WEAK, WHOLE, is_stop_word, is_weak_word,
};
use crate::site::Site;
use crate::tokenize::{self, Word};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Query<'a> {
    /// As typed. Without a space at the end its last word may be unfinished.
    pub text: &'a str,
    /// Only what is in this notebook.
    pub notebook: Option<usize>,
    /// Only what names this service.
    pub service: Option<ServiceId>,
    /// How many hits are wanted.
    pub most: usize,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// The best units: first those with every word.
    pub hits: Vec<Hit>,
    /// How many units there are in all.
    pub total: usize,
    /// Words that nothing is spelt like, and what was looked for instead.
    pub corrections: Vec<(String, String)>,
    /// Services that are called like the query.
    pub services: Vec<ServiceId>,
    /// Which words of a text were meant.
    pub marks: Marks,
}

/// A unit that answers the query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Its place in [`Index::units`].
    pub unit: usize,
    /// Higher is better. Comparable within one query.
    pub score: f64,
    /// Whether it has every word.
    pub has_all: bool,
}

/// The words of a text that a query means.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// For each group its terms, beginnings of terms, names of things, and what it is worth.
    pub(super) groups: Vec<MarkedGroup>,
}

/// Finds the units that answer a query.
#[must_use]
pub fn search(index: &Index, site: &Site, query: &Query<'_>) -> Results {
    let words = tokenize::all(query.text);
    let is_open = words.last().is_some_and(|last| last.range.end == query.text.len());
    let mut results = Results { services: services(index, site, &words), ..Results::default() };
    let mut groups = groups(index, site, &words, is_open, &mut results.corrections);
    let title = if groups.len() < SENTENCE { TITLE } else { TITLE_FOR_SENTENCE };
    let mut scores = vec![0.0_f64; index.units.len()];
    let mut counts = vec![0_usize; index.units.len()];
    let mut frequencies = vec![0.0_f64; index.units.len()];
    for group in &mut groups {
        frequencies.fill(0.0);
        for &(term, weight) in &group.terms {
            for posting in &index.terms[term].postings {
                frequencies[posting.unit as usize] += weight * frequency(index, *posting, title);
            }
        }
        for &unit in &group.numbered {
            frequencies[unit] += NUMBER;
        }
        let found = frequencies.iter().filter(|&&frequency| frequency > 0.0).count();
        let worth = rarity(index.units.len(), found) * if group.is_weak { WEAK } else { 1.0 };
        group.marks.worth = worth;
        for (unit, &frequency) in frequencies.iter().enumerate().filter(|&(_, &frequency)| frequency > 0.0) {
            scores[unit] += worth * frequency / (K1 + frequency);
            counts[unit] += 1;
        }
    }
    let jumps = number_alone(query.text).map_or_else(BTreeSet::new, |number| numbered(index, site, &number));
    let of_service = query.service.map(|service| {
        let concept = index.concepts.iter().position(|concept| concept.service == Some(service))?;
        index.term(&concepts::term(concept))
    });
    let passes = |unit: usize| {
        query.notebook.is_none_or(|notebook| index.units[unit].notebook() == notebook)
            && of_service.is_none_or(|term| {
                term.is_some_and(|term| term.postings.iter().any(|posting| posting.unit as usize == unit))
            })
    };
    let mut hits: Vec<(bool, Hit)> = (0..index.units.len())
        .filter(|&unit| (counts[unit] > 0 || jumps.contains(&unit)) && passes(unit))
        .map(|unit| {
            let coverage = ratio(counts[unit], groups.len().max(1));
            let score = scores[unit] * (0.25 + 0.75 * coverage * coverage);
            let score = (score * 1e6).round() / 1e6;
            (jumps.contains(&unit), Hit { unit, score, has_all: counts[unit] == groups.len() })
        })
        .collect();
    hits.sort_by(|(jump, a), (other_jump, b)| {
        (Reverse(jump), Reverse(a.has_all))
            .cmp(&(Reverse(other_jump), Reverse(b.has_all)))
            .then(b.score.total_cmp(&a.score))
            .then(a.unit.cmp(&b.unit))
    });
    results.total = hits.len();
    results.hits = hits.into_iter().take(query.most).map(|(_, hit)| hit).collect();
    results.marks.groups = groups.into_iter().map(|group| group.marks).collect();
    results
}

/// The number that is all that was asked for: `47`, `#47`, `section 47`, `see 47.`
fn number_alone(text: &str) -> Option<String> {
    let is_mark = |c: char| "#.,:;()".contains(c);
    let words = text.split_whitespace().map(|word| word.trim_matches(is_mark).to_lowercase());
    let mut words = words.filter(|word| !word.is_empty() && !BEFORE_NUMBER.contains(&word.as_str()));
    let number = words.next()?;
    words.next().is_none().then_some(number)
}

/// The sections with a number; where there is none, those whose number goes on after it: `17` finds 17a, `2.1` 2.1.5.
fn numbered(index: &Index, site: &Site, number: &str) -> BTreeSet<usize> {
    let units = |term: &Term| term.postings.iter().map(|posting| posting.unit as usize).collect::<Vec<_>>();
    let written = format!("#{number}");
    let mut found: BTreeSet<usize> = index.term(&written).into_iter().flat_map(units).collect();
    let place =
        number.parse::<usize>().ok().filter(|place| place.to_string() == number).and_then(|place| place.checked_sub(1));
    let mut first = 0;
    for notebook in &site.notebooks {
        if let Some(place) = place.filter(|&place| place < notebook.sections.len() && is_in_order(&notebook.sections)) {
            found.insert(first + place);
        }
        first += notebook.sections.len();
    }
    if found.is_empty() && number.ends_with(|c: char| c.is_ascii_digit()) {
        let longer = &index.terms[prefix_range(index, &written)];
        let goes_on = |term: &&Term| {
            let rest = term.text.strip_prefix(&written);
            rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        found = longer.iter().filter(goes_on).flat_map(units).collect();
    }
    found
}

/// How much a word counts in a unit: in the title as much as `title`, in the body by the body's length.
fn frequency(index: &Index, posting: Posting, title: f64) -> f64 {
    let in_body = match posting.in_body {
        few @ 0..=2 => f64::from(few),
        3..=4 => 3.0,
        _ => 5.0,
    };
    let norm = f64::from(index.norms[posting.unit as usize]) / NORMAL;
    (if posting.is_in_title { title } else { 0.0 }) + in_body / norm
}

/// Inverse document frequency as in BM25, never below 0.
fn rarity(sections: usize, found: usize) -> f64 {
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
    is_open: bool,
    corrections: &mut Vec<(String, String)>,
) -> Vec<Group> {
    let parts: Vec<&Word<'_>> = words.iter().filter(|word| !word.is_whole).collect();
    let terms: Vec<&str> = parts.iter().map(|word| word.term.as_ref()).collect();
    let names = by_name(&index.concepts);
    let says_something = terms.iter().any(|term| !is_stop_word(term));
    let mut query = Words { meant: terms.clone(), unsure: BTreeSet::new(), groups: Vec::new() };
    for (at, &term) in terms.iter().enumerate() {
        if says_something && is_stop_word(term) {
            query.groups.push(Vec::new());
            continue;
        }
        let is_last = is_open && at + 1 == terms.len();
        let mut group = Group { is_weak: is_weak_word(term), ..Group::default() };
        group.add(index, term, 1.0);
        let mut number = term;
        for whole in words.iter().filter(|word| word.is_whole && word.range.contains(&parts[at].range.start)) {
            number = &whole.term;
            group.add(index, &whole.term, WHOLE);
            if is_open && whole.range.end == parts[parts.len() - 1].range.end {
                group.prefix(index, &whole.term, prefix_range(index, &whole.term));
            }
        }
        if number.starts_with(|c: char| c.is_ascii_digit()) {
            group.numbered = numbered(index, site, number);
            group.is_known |= !group.numbered.is_empty();
        }
        for neighbours in [at.checked_sub(1).map(|before| before..at + 1), Some(at..at + 2)].into_iter().flatten() {
            if let Some(pair) = terms.get(neighbours) {
                group.add(index, &pair.concat(), JOINED);
            }
        }
        for start in at.saturating_sub(LONGEST_NAME - 1)..=at {
            for end in at + 1..=terms.len().min(start + LONGEST_NAME) {
                for &concept in names.get(key(&terms[start..end]).as_str()).into_iter().flatten() {
                    group.add_concept(index, concept);
                }
            }
        }
        let is_spelt_so = group.is_known;
        if !is_spelt_so {
            query.unsure.insert(at);
        }
        let own = stem(term);
        group.add_stem(index, own, SIBLING, Some(term));
        if is_last || !is_spelt_so {
            group.prefix(index, term, prefix_range(index, term));
        }
        for words in &index.alike {
            let stems: Vec<&str> = words.split(' ').map(stem).collect();
            if stems.contains(&own) {
                for other in stems.into_iter().filter(|&other| other != own) {
                    group.add_stem(index, other, ALIKE, None);
                }
            }
        }
        if group.is_known {
            query.groups.push(vec![group]);
        } else {
            let guess = mistyped(index, term, corrections);
            query.meant[at] = guess.best.unwrap_or(term);
            query.groups.push(guess.groups);
        }
    }
    if !query.unsure.is_empty() {
        query.name_mistyped(index, &names);
    }
    query.groups.into_iter().flatten().collect()
}

/// The words of a query.
struct Words<'a> {
    /// What each is meant to be.
    meant: Vec<&'a str>,
    /// Which are not spelt like anything.
    unsure: BTreeSet<usize>,
    /// What each stands for.
    groups: Vec<Vec<Group>>,
}

impl Words<'_> {
    /// Adds the concepts with a mistyped word in their name.
    fn name_mistyped(&mut self, index: &Index, names: &BTreeMap<&str, Vec<usize>>) {
        for start in 0..self.meant.len() {
            for end in start + 1..=self.meant.len().min(start + LONGEST_NAME) {
                if self.unsure.range(start..end).next().is_none() {
                    continue;
                }
                for name in names_like(names, &key(&self.meant[start..end])) {
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

/// Services whose name, or another name of which, begins with the words of the query: those that are called so first.
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
            let is_called = concept.names.contains(&wanted);
            let begins_so = concept.names.iter().any(|name| name.starts_with(&begins));
            let name: Vec<Word<'_>> = tokenize::all(&site.catalogue.get(service).name);
            let has_words = terms.iter().all(|term| name.iter().any(|word| word.term.starts_with(term)));
            (is_called || begins_so || has_words).then_some((!is_called, !begins_so, at, service))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(MOST_SERVICES).map(|(_, _, _, service)| service).collect()
}
