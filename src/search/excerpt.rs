//! Finds the passage of a text that answers a query best, and marks the words that match.
//!
//! It takes a text and the [`Marks`] of a query, and gives an [`Excerpt`]. It does not rank documents.

use super::concepts::key;
use super::query::Marks;
use crate::ranking::LONGEST_NAME;
use crate::tokenize::{self, Word};
use std::collections::BTreeSet;
use std::ops::Range;

/// Length of an excerpt, in words: about two lines on a phone.
const EXCERPT_WORDS: usize = 28;

/// Most words between the start of a sentence and the first match. If there are more, the excerpt does not begin with
/// the sentence.
const LONGEST_LEAD: usize = 8;

/// Number of words before the first match if the excerpt does not begin with a sentence.
const SHORT_LEAD: usize = 4;

/// A passage, split into marked and unmarked pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The pieces in order: text, and whether it is marked. Whitespace is single spaces.
    pub pieces: Vec<(String, bool)>,
}

impl Excerpt {
    /// Returns the passage as plain text.
    #[must_use]
    pub fn text(&self) -> String {
        self.pieces.iter().map(|(text, _)| text.as_str()).collect()
    }
}

/// A span that matches a group of the query.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Match {
    range: Range<usize>,
    group: usize,
}

/// Finds all matches of a query in `text`, in order, without overlaps.
fn matches(text: &str, words: &[Word<'_>], marks: &Marks) -> Vec<Match> {
    let parts: Vec<&Word<'_>> = words.iter().filter(|word| !word.is_whole).collect();
    let terms: Vec<&str> = parts.iter().map(|word| word.term.as_ref()).collect();
    let mut found = Vec::new();
    for (group, marks_of_group) in marks.groups.iter().enumerate() {
        for word in words {
            let matches_group = |term: &str| {
                marks_of_group.terms.iter().any(|other| other == term)
                    || marks_of_group.prefixes.iter().any(|prefix| term.starts_with(prefix))
            };
            if matches_group(&word.term) {
                found.push(Match { range: word.range.clone(), group });
            }
        }
        if marks_of_group.names.is_empty() {
            continue;
        }
        for start in 0..terms.len() {
            for end in start + 1..=terms.len().min(start + LONGEST_NAME) {
                if marks_of_group.names.contains(&key(&terms[start..end])) {
                    found.push(Match { range: parts[start].range.start..parts[end - 1].range.end, group });
                }
            }
        }
    }
    found.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end), found.group));
    let mut merged: Vec<Match> = Vec::new();
    for next in found {
        match merged.last_mut() {
            Some(last) if next.range.start < last.range.end => last.range.end = last.range.end.max(next.range.end),
            // Adjacent matches in scripts without spaces become one mark.
            Some(last)
                if next.range.start == last.range.end
                    && text[..next.range.start].ends_with(tokenize::has_no_spaces)
                    && next.group == last.group =>
            {
                last.range.end = next.range.end;
            }
            _ => merged.push(next),
        }
    }
    merged
}

/// Returns the best passage of `text`: the first one with the highest sum of group weights.
#[must_use]
pub fn excerpt(text: &str, marks: &Marks) -> Excerpt {
    let words = tokenize::all(text);
    let found = matches(text, &words, marks);
    let parts: Vec<Range<usize>> = words.iter().filter(|word| !word.is_whole).map(|word| word.range.clone()).collect();
    if parts.is_empty() {
        return Excerpt::default();
    }
    let mut best = (0, -1.0);
    for first in &found {
        let at = parts.partition_point(|part| part.end <= first.range.start);
        let start = passage_start(text, &parts, at);
        let end = parts[(start + EXCERPT_WORDS).min(parts.len()) - 1].end;
        let first_inside = found.partition_point(|found| found.range.start < parts[start].start);
        let inside = found[first_inside..].iter().take_while(|found| found.range.start < end);
        let groups: BTreeSet<usize> = inside.map(|found| found.group).collect();
        let weight: f64 = groups.into_iter().map(|group| marks.groups[group].weight).sum();
        if weight > best.1 + 1e-9 {
            best = (start, weight);
        }
    }
    let start = best.0;
    let after = (start + EXCERPT_WORDS).min(parts.len());
    let is_cut = after < parts.len();
    let from = if start == 0 { 0 } else { parts[start].start };
    let to = if is_cut { parts[after - 1].end } else { text.len() };
    let mut excerpt = Excerpt::default();
    if start > 0 {
        excerpt.pieces.push(("… ".into(), false));
    }
    let mut at = from;
    for found in found.iter().filter(|found| found.range.start >= from && found.range.start < to) {
        let end = found.range.end.min(to);
        excerpt.pieces.push((text[at..found.range.start].to_owned(), false));
        excerpt.pieces.push((text[found.range.start..end].to_owned(), true));
        at = end;
    }
    excerpt.pieces.push((text[at..to].to_owned(), false));
    if is_cut {
        excerpt.pieces.push((" …".into(), false));
    }
    with_single_spaces(excerpt)
}

/// Returns the first word of the passage around a match: the start of its sentence, or a few words before the match.
fn passage_start(text: &str, parts: &[Range<usize>], at: usize) -> usize {
    let starts_sentence = |part: usize| {
        part == 0 || {
            // Pairs of characters overlap.
            let between = text.get(parts[part - 1].end..parts[part].start).unwrap_or_default();
            between.contains('\n') || ['.', '!', '?', '。'].iter().any(|mark| between.starts_with(*mark))
        }
    };
    (at.saturating_sub(LONGEST_LEAD)..=at)
        .rev()
        .find(|&part| starts_sentence(part))
        .unwrap_or_else(|| at.saturating_sub(SHORT_LEAD))
}

/// Replaces whitespace by single spaces, and removes it at both ends. Drops empty pieces.
fn with_single_spaces(excerpt: Excerpt) -> Excerpt {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut ends_with_space = true;
    for (text, is_marked) in excerpt.pieces {
        let mut tidy = String::with_capacity(text.len());
        for c in text.chars() {
            let is_space = c.is_whitespace();
            if !(is_space && ends_with_space) {
                tidy.push(if is_space { ' ' } else { c });
            }
            ends_with_space = is_space;
        }
        if !tidy.is_empty() {
            pieces.push((tidy, is_marked));
        }
    }
    if let Some((last, _)) = pieces.last_mut() {
        last.truncate(last.trim_end().len());
    }
    pieces.retain(|(text, _)| !text.is_empty());
    Excerpt { pieces }
}

#[cfg(test)]
mod tests {
    use super::super::group::MarkedGroup;
    use super::*;

    fn marks(groups: &[&str]) -> Marks {
        let group = |words: &&str| MarkedGroup {
            terms: words.split(' ').map(str::to_owned).collect(),
            weight: 1.0,
            ..MarkedGroup::default()
        };
        Marks { groups: groups.iter().map(group).collect() }
    }

    fn shown(excerpt: &Excerpt) -> String {
        excerpt
            .pieces
            .iter()
            .map(|(text, is_marked)| if *is_marked { format!("[{text}]") } else { text.clone() })
            .collect()
    }

    #[test]
    fn the_passage_with_most_of_the_query_is_shown() {
        let filler = "word ".repeat(40);
        let text = format!("A queue is here. {filler}\nEach visibility\n timeout of a queue. {filler}");
        let found = shown(&excerpt(&text, &marks(&["queue", "visibility", "timeout"])));
        assert!(found.starts_with("… Each [visibility] [timeout] of a [queue]. word"), "{found}");
        assert!(found.ends_with("word …"), "{found}");
    }

    #[test]
    fn without_a_match_it_is_the_beginning() {
        assert_eq!(shown(&excerpt("One\ntwo.", &marks(&["x"]))), "One two.");
        assert_eq!(excerpt("", &marks(&["x"])), Excerpt::default());
        assert_eq!(shown(&excerpt("消息队列。", &marks(&["息队"]))), "消[息队]列。");
    }
}
