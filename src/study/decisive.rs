//! Cards of sentences that decide a question of an exam and that no other rule asks: what is allowed, needed, denied, the
//! default, the only way.

use super::asking;
use super::cloze::{has_gap, of_sentence, stands_alone};
use super::label::{gives_away, is_reference};
use super::sentences::quotes;
use super::subject::Subject;
use super::vague;
use super::words::{Phrases, word_count};
use super::{Card, Kind, key};
use std::sync::LazyLock;

/// Cards of one section.
const MOST: usize = 4;

/// Words that such a sentence has.
const LENGTH: std::ops::RangeInclusive<usize> = 6..=36;

/// Words that a question has at most.
const QUESTION_WORDS: usize = 24;

/// What makes a sentence decisive.
const MARKS: [&str; 26] = [
    "only ",
    " never ",
    " cannot ",
    "can't ",
    "can’t ",
    " must ",
    " by default",
    "default ",
    "not supported",
    "instead of ",
    "rather than ",
    " required",
    " requires ",
    " require ",
    " needs ",
    " at most ",
    " at least ",
    " up to ",
    " limited to ",
    "unlimited",
    " does not ",
    " do not ",
    "doesn't ",
    "don't ",
    " before ",
    " immediately",
];

/// The cards of a section. `asked` are answers of other cards: a sentence in one of them is not asked again.
#[must_use]
pub(super) fn cards(subject: &Subject<'_>, asked: &[&str]) -> Vec<Card> {
    static DECISIVE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&MARKS));
    let mut cards: Vec<Card> = Vec::new();
    for spoken in subject.prose_sentences() {
        let sentence = spoken.text.as_str();
        if cards.len() == MOST || !LENGTH.contains(&spoken.word_count()) || !DECISIVE.are_in(sentence) {
            continue;
        }
        let is_asked = || asked.iter().any(|answer| quotes(answer, sentence.trim_end_matches('.')));
        if is_asked() || !stands_alone(sentence) || is_reference(sentence) {
            continue;
        }
        let Some(asked) = asking::of_spoken(subject, spoken) else { continue };
        let term = key(asked.trim_start_matches("What "), 4);
        let front = if vague::asks_object_alone(&asked) { of_sentence(subject, sentence) } else { Some(asked) };
        let Some(front) = front else { continue };
        let known = format!("{} {front}", subject.title);
        let is_clear = subject.names_something(&front) && word_count(&front) <= QUESTION_WORDS;
        let is_told = !has_gap(&front) && (!is_clear || gives_away(&known, sentence));
        if is_told || cards.iter().any(|card| card.front == front) {
            continue;
        }
        cards.push(Card {
            kind: Kind::Term,
            key: term,
            context: subject.title.clone(),
            front,
            back: sentence.to_owned(),
            blocks: vec![spoken.block],
            options: Vec::new(),
            right: Vec::new(),
        });
    }
    cards
}
