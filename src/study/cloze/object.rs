//! Statements with a gap for the object of their verb.

use super::super::grammar::clause;
use super::super::subject::Subject;
use super::super::words::{content_words, stem, word_count, words};
use super::stands_alone;

/// Words that a gap for an object hides at most.
const MOST_WORDS: usize = 6;

/// What ends an object.
const ENDS: [&str; 23] = [
    " beside ",
    " for ",
    " with ",
    " in ",
    " on ",
    " at ",
    " to ",
    " that ",
    " which ",
    " when ",
    " if ",
    " by ",
    " from ",
    " under ",
    " over ",
    " unless ",
    " because ",
    " instead ",
    " between ",
    " since ",
    " (",
    ", ",
    "; ",
];

/// Adverbs between a verb and its object.
const ADVERBS: [&str; 6] = ["also ", "only ", "exactly ", "always ", "just ", "now "];

/// A statement with a gap for the object of its verb: `The office offers […] for parcels.` None where the title has it, or
/// where the statement would say too little.
#[must_use]
pub(in crate::study) fn of_object(subject: &Subject<'_>, sentence: &str) -> Option<String> {
    let found = clause(sentence)?;
    let rest = ADVERBS.iter().find_map(|adverb| found.rest.strip_prefix(adverb)).unwrap_or(found.rest);
    let at = sentence.len() - rest.len();
    let end = ENDS.iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.trim_end_matches('.').len());
    let (shown, hidden, tail) = (&sentence[..at], &rest[..end], &rest[end..]);
    let first = words(hidden).next()?;
    let is_open = matches!(
        first.as_str(),
        "no" | "not"
            | "it"
            | "them"
            | "this"
            | "these"
            | "that"
            | "such"
            | "so"
            | "you"
            | "what"
            | "how"
            | "less"
            | "more"
    );
    let is_state = matches!(found.verb.as_str(), "is" | "are");
    let is_named = hidden.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '`');
    let is_modal = matches!(found.verb.as_str(), "can" | "must" | "may" | "should" | "cannot" | "does" | "do" | "will");
    let is_new = content_words(hidden).next().is_some()
        && content_words(hidden)
            .all(|word| !subject.is_in_title(&word) && !words(shown).any(|other| stem(&other) == stem(&word)));
    let is_whole = hidden.matches('`').count().is_multiple_of(2) && !words(hidden).any(|word| word == "and");
    // What follows the first statement is not needed to fill the gap.
    let tail = tail.split("; ").next().unwrap_or(tail);
    let tail = tail.split(", so ").next().unwrap_or(tail);
    let tail = tail.split(", but ").next().unwrap_or(tail).trim_end_matches('.');
    (is_new
        && is_whole
        && !is_open
        && !is_modal
        && (!is_state || is_named)
        && stands_alone(sentence)
        && word_count(hidden) <= MOST_WORDS
        && word_count(shown) + word_count(tail) <= 24
        && content_words(shown).count() + content_words(tail).count() >= 3)
        .then(|| format!("{shown}[…]{tail}."))
}
