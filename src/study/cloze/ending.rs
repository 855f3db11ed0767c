//! Statements with a gap: for their last words, and under a label.

use super::super::grammar::{clause, has_finite_verb, is_instruction, is_noun_in_titles, is_third_person, is_verb};
use super::super::subject::Subject;
use super::super::words::{Word, content_words, stems, word_count, words};
use super::{gap, gap_at_start, of_object, stands_alone};
use crate::tokenize::capitalised;

/// The first statement of a sentence with a gap for a number or a name: `Bells ring every […] minutes.` of `Bells ring every 5
/// minutes, so letters are sent in time.`
#[must_use]
pub(in crate::study) fn gap_of_statement(subject: &Subject<'_>, sentence: &str) -> Option<String> {
    gap(subject, sentence).or_else(|| {
        let part = first_statement(sentence).filter(|part| part.len() + 1 < sentence.len())?;
        gap(subject, &format!("{part}."))
    })
}

/// The first statement of a sentence, without its end.
fn first_statement(sentence: &str) -> Option<&str> {
    let end = STATEMENT_ENDS.iter().filter_map(|mark| sentence.find(mark)).min().unwrap_or(sentence.len());
    let part = sentence[..end].trim_end_matches('.');
    (part.matches('`').count().is_multiple_of(2) && part.matches('(').count() == part.matches(')').count())
        .then_some(part)
}

/// Words that a gap at the end of a sentence hides.
const END_WORDS: usize = 9;

/// What ends the first statement of a sentence. The rest is left out of a question with a gap for its end.
const STATEMENT_ENDS: [&str; 12] = [
    "; ",
    ", so ",
    ", but ",
    ": ",
    ", because ",
    ", which ",
    ", with ",
    " and can ",
    " and must ",
    ", for example",
    " unless ",
    ", unless ",
];

/// A statement with a gap for its last words: those behind `only`, a verb or a preposition.
#[must_use]
pub(in crate::study) fn without_end(subject: &Subject<'_>, sentence: &str) -> Option<String> {
    end_gap(subject, sentence, 4)
}

/// A statement with a gap for its end, and at least `least` words before it.
fn end_gap(subject: &Subject<'_>, sentence: &str, least: usize) -> Option<String> {
    let part = first_statement(sentence)?;
    let is_value = part.starts_with(|c: char| c.is_ascii_digit());
    let is_plain = !is_value && !part.contains('(') && !is_instruction(part) && stands_alone(&format!("{part}."));
    if !is_plain || !(5..=24).contains(&word_count(part)) {
        return None;
    }
    let starts: Vec<usize> = part.rmatch_indices(' ').map(|(at, _)| at + 1).take(END_WORDS).collect();
    let before = |at: usize| words(&part[..at]).next_back().unwrap_or_default();
    let behind_only = starts.iter().rfind(|&&at| matches!(before(at).as_str(), "only" | "always"));
    // `you need`: behind `you` a word such as `need` is no noun.
    let is_of_reader = |at: usize| {
        let mut spoken = words(&part[..at]).rev();
        spoken.next().is_some_and(|verb| is_verb(&verb)) && spoken.next().is_some_and(|reader| reader == "you")
    };
    let is_verb_before = |at: usize| is_verb_form(&before(at)) || is_of_reader(at);
    let behind_verb = || starts.iter().rfind(|&&at| is_verb_before(at) && begins_object(&part[at..]));
    let behind_tie = || starts.iter().rfind(|&&at| TIES.contains(&before(at).as_str()));
    let ends = [behind_only.copied(), behind_verb().map(|&at| behind_preposition(part, at))];
    let of_verb = ends.into_iter().flatten().find_map(|at| with_end_gap(subject, part, at, least));
    of_verb.or_else(|| behind_tie().and_then(|&at| with_end_gap(subject, part, at, least)))
}

/// Where the object of a verb begins whose preposition begins at `at`: `points to |the tower`.
fn behind_preposition(part: &str, at: usize) -> usize {
    let first = part[at..].split(' ').next().unwrap_or_default();
    if TIES.contains(&first) && first.len() < part.len() - at { at + first.len() + 1 } else { at }
}

/// Words that tie the end of a statement to it.
const TIES: [&str; 10] = ["take", "in", "on", "at", "with", "from", "to", "for", "into", "as"];

fn is_verb_form(word: &str) -> bool {
    is_third_person(word) && !is_verb(word) || is_verb(word) && !is_noun_in_titles(word)
}

/// Whether a text begins with what only an object or its preposition begins with: `a letter`, `to the tower`, `Paris`.
fn begins_object(text: &str) -> bool {
    let first = words(text).next().unwrap_or_default();
    let is_name = text.starts_with(|c: char| c.is_uppercase() || c == '`');
    let is_determiner = matches!(
        first.as_str(),
        "a" | "an"
            | "the"
            | "its"
            | "your"
            | "their"
            | "no"
            | "every"
            | "each"
            | "all"
            | "only"
            | "both"
            | "one"
            | "two"
            | "more"
    );
    is_name || is_determiner || TIES.contains(&first.as_str())
}

/// A statement with a gap for what begins at `at`, if both parts say enough.
fn with_end_gap(subject: &Subject<'_>, part: &str, at: usize, least: usize) -> Option<String> {
    let (shown, hidden) = (part[..at].trim_end(), &part[at..]);
    // `paper and ink` is one thing, and what follows more words and an `and` is another statement.
    let is_short = word_count(hidden) <= 4;
    let is_open = |word: &Word<'_>| {
        matches!(word.as_str(), "is" | "are" | "can" | "must" | "one" | "it" | "them") || word == "and" && !is_short
    };
    let is_whole = hidden.matches('`').count().is_multiple_of(2)
        && !hidden.ends_with("default")
        && !hidden.contains(',')
        && !shown.ends_with(',');
    let is_long =
        hidden.contains([' ', '`', '/', '-']) || hidden.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let is_unsaid = |word: &Word<'_>| !subject.is_in_title(word) && !words(shown).any(|known| known == *word);
    let (unsaid, said) = content_words(hidden).partition::<Vec<_>, _>(is_unsaid);
    // `its new content` is of the thing itself.
    let least_new = if hidden.starts_with("its ") { 2 } else { 1 };
    let is_new = unsaid.len() >= said.len().max(least_new);
    let is_denied = matches!(words(shown).next_back().as_deref(), Some("do" | "does" | "has" | "have" | "not"))
        || words(shown).rev().take(2).any(|word| word == "not" || word == "never");
    // A label before the statement says a part of what is asked.
    let says_enough = content_words(shown).nth(least.saturating_sub(3)).is_some() && word_count(shown) >= least;
    // `makes the letter come back`.
    let is_causative = matches!(words(shown).next_back().as_deref(), Some("makes" | "make" | "lets" | "let"));
    // `the place to view traces`.
    let is_purpose = words(shown).next_back().is_some_and(|last| last == "to")
        && words(hidden).next().is_some_and(|first| is_verb(&first) && hidden.contains(' '));
    let is_particle =
        words(hidden).next().is_some_and(|first| matches!(first.as_str(), "over" | "up" | "back" | "out" | "off"));
    (is_whole
        && !is_particle
        && !is_purpose
        && is_long
        && is_new
        && says_enough
        && !is_denied
        && (is_causative || !has_verb(hidden))
        && !words(hidden).any(|word| is_open(&word)))
    .then(|| format!("{shown} […]."))
}

/// Whether a text has a word that is a verb where it stands: `still pays`, and not `of calls`.
fn has_verb(text: &str) -> bool {
    let spoken: Vec<Word<'_>> = words(text).collect();
    let is_of_noun = |word: &Word<'_>| {
        matches!(word.as_str(), "of" | "a" | "an" | "the" | "its" | "your" | "and" | "or" | "no" | "more" | "per")
    };
    let is_adverb = |word: &str| word.ends_with("ly") || matches!(word, "still" | "also" | "always" | "never" | "then");
    let is_last = |at: usize| at + 2 == spoken.len();
    has_finite_verb(text)
        || spoken.windows(2).enumerate().any(|(at, pair)| {
            let is_verb = is_verb_form(&pair[1]) || pair[1] == "do";
            is_verb && !is_of_noun(&pair[0]) && (!is_last(at) || pair[1] == "do" || is_adverb(&pair[0]))
        })
}

/// Whether a question has a gap.
#[must_use]
pub(in crate::study) fn has_gap(front: &str) -> bool {
    ["[…", "[name]", "[path]", "[option]", "[service", "[IAM action]", "[resource type]"]
        .iter()
        .any(|gap| front.contains(gap))
}

/// A label before a statement with a gap: `Rate: a queue takes […].`
#[must_use]
pub(in crate::study) fn under(subject: &Subject<'_>, label: &str, sentence: &str) -> Option<String> {
    let is_sentence = || clause(sentence).is_some() || has_finite_verb(sentence);
    // `Alarms: the group makes […]` gives alarms away.
    let keeps_label = |front: &String| {
        let is_hidden = |word: &Word<'_>| {
            word.len() > 3 && !stems(front).any(|other| other == *word) && stems(sentence).any(|other| other == *word)
        };
        !stems(label).any(|word| is_hidden(&word))
    };
    let front = gap_of_statement(subject, sentence)
        .filter(keeps_label)
        .or_else(|| end_gap(subject, sentence, 3).filter(|front| is_sentence() && keeps_label(front)))
        .or_else(|| gap_at_start(subject, sentence))
        .or_else(|| without_subject(sentence))
        .or_else(|| of_object(subject, sentence))
        .filter(keeps_label)?;
    let is_said = stems(label).all(|stem| stems(&front).any(|other| other == stem));
    Some(if is_said { front } else { format!("{}: {}", capitalised(label), subject.mid_sentence(&front)) })
}

/// `Wax: red wax is enough.` with a gap for the thing that is enough.
fn without_subject(sentence: &str) -> Option<String> {
    let found = clause(sentence).filter(|found| found.verb == "is" || found.verb == "are")?;
    let rest = found.rest.trim_end_matches('.');
    let is_short = word_count(rest) <= 3 && content_words(rest).next().is_some() && !rest.contains([',', ';']);
    (is_short && word_count(found.subject) >= 3 && stands_alone(sentence))
        .then(|| format!("[…] {} {rest}.", found.verb.as_str()))
}
