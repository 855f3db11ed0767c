//! What a section says besides: sentences behind its gist that no other rule asks.

use super::super::grammar::clause;
use super::super::sentences::{leans, points_outside};
use super::super::subject::Subject;
use super::super::words::{content_words, word_count, words};
use super::super::{Card, Kind, key};
use super::definition::VAGUE_SUBJECTS;
use crate::tokenize::capitalised;

/// Words that an answer has at most.
const MOST_WORDS: usize = 58;

/// Words that an answer has at least: fewer say too little.
const LEAST_WORDS: usize = 9;

/// Cards of one section.
const MOST_CARDS: usize = 3;

/// Sentences that go on with one another, and their blocks.
#[derive(Default)]
struct Run<'a> {
    sentences: Vec<&'a str>,
    blocks: Vec<usize>,
}

impl<'a> Run<'a> {
    fn word_count(&self) -> usize {
        self.sentences.iter().map(|sentence| word_count(sentence)).sum()
    }

    fn push(&mut self, block: usize, sentence: &'a str) {
        self.sentences.push(sentence);
        if self.blocks.last() != Some(&block) {
            self.blocks.push(block);
        }
    }
}

/// The cards of the sentences that neither the gist nor a card says. A sentence that leans goes behind the one that it leans
/// on, or has no card.
#[must_use]
pub(in crate::study) fn cards(subject: &Subject<'_>, gist: &str, made: &mut [Card]) -> Vec<Card> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut open = Run::default();
    let mut before: Option<(usize, &str)> = None;
    for (at, sentence) in subject.prose_sentences() {
        let is_read = subject.label(*at).is_none() && !sentence.ends_with(['?', ':']) && !is_comparison(sentence);
        if !is_read || is_asked_already(*at, sentence, gist, made) {
            runs.push(std::mem::take(&mut open));
            before = is_read.then_some((*at, sentence.as_str()));
            continue;
        }
        let fits = open.word_count() + word_count(sentence) <= MOST_WORDS;
        if open.sentences.is_empty() || !fits {
            runs.push(std::mem::take(&mut open));
            if !is_added(before.map_or("", |(_, text)| text), sentence, made) {
                start(subject, before, (*at, sentence), &mut open);
                leave_to_next(&mut runs, &open);
            }
        } else {
            open.push(*at, sentence);
        }
        before = Some((*at, sentence));
    }
    runs.push(open);
    let mut cards: Vec<Card> = Vec::new();
    for run in runs.iter().filter(|run| run.word_count() >= LEAST_WORDS) {
        let front = front(subject, run.sentences[0]);
        let is_asked = cards.iter().any(|card| card.front == front) || made.iter().any(|card| card.front == front);
        if !is_asked && cards.len() < MOST_CARDS {
            cards.push(Card {
                kind: Kind::Term,
                key: format!("more-{}", key(&run.sentences.join(" "), 3)),
                context: subject.title.clone(),
                front,
                back: run.sentences.join(" "),
                blocks: run.blocks.clone(),
                options: Vec::new(),
                right: Vec::new(),
            });
        }
    }
    cards
}

/// Adds a sentence that leans to the definition that it goes on with, where that is the answer of a card.
fn is_added(before: &str, sentence: &str, made: &mut [Card]) -> bool {
    let is_definition = |card: &&mut Card| card.kind == Kind::Term && card.back == before;
    let fits = word_count(before) + word_count(sentence) <= MOST_WORDS;
    let card = made.iter_mut().find(is_definition).filter(|_| leans(sentence) && fits);
    if let Some(card) = card {
        card.back = format!("{before} {sentence}");
        return true;
    }
    false
}

/// Takes the sentence with which a run begins away from the run before it.
fn leave_to_next(runs: &mut [Run<'_>], next: &Run<'_>) {
    if let Some(last) = runs.last_mut().filter(|run| run.sentences.len() >= 2)
        && last.sentences.last() == next.sentences.first()
    {
        last.sentences.pop();
    }
}

/// Begins a run with a sentence, and with the one before it where the sentence goes on with that.
fn start<'a>(
    subject: &Subject<'_>,
    before: Option<(usize, &'a str)>,
    (at, sentence): (usize, &'a str),
    run: &mut Run<'a>,
) {
    let goes_on = leans(sentence) || sentence.starts_with("For ") && sentence.contains(" example,");
    if !goes_on && !points_outside(sentence, &subject.title) {
        run.push(at, sentence);
        return;
    }
    let fits = |text: &str| word_count(text) + word_count(sentence) <= MOST_WORDS && !text.ends_with([':', '?']);
    if let Some((block, text)) = before.filter(|(_, text)| !leans(text) && fits(text)) {
        run.push(block, text);
        run.push(at, sentence);
    }
}

/// Whether a sentence only compares with daily life: `It is like a bridge.`
fn is_comparison(sentence: &str) -> bool {
    let is_imagined = ["Imagine ", "Suppose ", "Think of "].iter().any(|start| sentence.starts_with(start));
    is_imagined || ["is like ", "’s like ", "'s like ", "are like "].iter().any(|like| sentence.contains(like))
}

/// Whether the gist or a card says a sentence, or asks for a part of it. A pronoun at its start may have been replaced.
fn is_asked_already(block: usize, sentence: &str, gist: &str, made: &[Card]) -> bool {
    let whole = sentence.trim_end_matches('.');
    let tail = whole.match_indices(' ').nth(4).map_or(whole, |(at, _)| &whole[at..]);
    let has_rest = |back: &str| {
        let mut letters = back.trim_end_matches('.').chars();
        letters.next();
        letters.as_str().len() > 12 && sentence.contains(letters.as_str())
    };
    gist.contains(tail)
        || made.iter().any(|card| card.back.contains(tail) || card.blocks.contains(&block) && has_rest(&card.back))
}

/// The question: after what the first sentence is about, where that is a name of its own.
fn front(subject: &Subject<'_>, sentence: &str) -> String {
    let thing = clause(sentence).map(|clause| clause.subject).filter(|thing| {
        let names = subject.has_entity(thing) || subject.shares_title(thing) || content_words(thing).count() >= 2;
        let is_vague = words(thing).next().is_none_or(|first| VAGUE_SUBJECTS.contains(&first.as_str()));
        names && !is_vague && words(thing).count() <= 6 && !thing.contains(',')
    });
    match thing {
        Some(thing) => format!("{}: what else should you know?", capitalised(thing)),
        None => "What else should you know?".to_owned(),
    }
}
