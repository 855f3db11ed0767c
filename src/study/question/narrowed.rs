//! The condition under which an answer holds, put into its question.

use super::super::grammar::is_participle;
use super::super::leaning::has_anaphor;
use super::super::sentences::{sentences_of, split_at, uncapitalised_first};
use super::super::words::{content_words, stem, word_count, words};

/// Words that a question with its condition has at most.
const MOST_WORDS: usize = 28;

/// Words of content of a question that is too broad for one answer.
const MOST_BROAD: usize = 4;

/// A question for what to do, with the condition of its answer: `How do you keep letters?` with the answer `If ships leave at
/// night, use a drawer` asks `How do you keep letters if ships leave at night?` Other questions stay as they are.
#[must_use]
pub(in crate::study) fn narrowed(front: &str, answer: &str) -> String {
    let is_todo = front.starts_with("How do you ") || front.starts_with("What do you use for ");
    let Some(asked) = front.strip_suffix('?').filter(|_| is_todo && !answer.contains('\n')) else {
        return front.to_owned();
    };
    let said = sentences_of(answer);
    let Some(condition) = said.first().and_then(|first| opening(first).or_else(|| purpose(first, said.len()))) else {
        return front.to_owned();
    };
    let has_pronoun = words(&condition)
        .any(|word| matches!(word.as_str(), "it" | "they" | "this" | "these" | "them" | "its" | "their" | "such"));
    let new = content_words(&condition).filter(|word| !words(asked).any(|known| stem(&known) == stem(word)));
    let is_broad = content_words(asked).count() <= MOST_BROAD;
    let is_narrower = is_broad && new.take(2).count() == 2 && !has_pronoun && !has_anaphor(&condition);
    let whole = format!("{asked} {condition}?");
    if is_narrower && word_count(&whole) <= MOST_WORDS { whole } else { front.to_owned() }
}

/// The condition with which a sentence begins, without the means that it names.
fn opening(sentence: &str) -> Option<String> {
    let (mut condition, rest) = split_at(sentence, ", ")?;
    // `If it holds often read, daily changed data, …`: the comma is inside.
    if words(condition).next_back().is_some_and(|last| is_participle(&last)) {
        let more = rest.find(", ")?;
        condition = &sentence[..sentence.len() - rest.len() + more];
    }
    let is_condition = ["If ", "When "].iter().any(|start| condition.starts_with(start));
    let condition = split_at(condition, " using ").map_or(condition, |(condition, _)| condition);
    // `… of calls and ring when it is too high`: the first part is enough.
    let is_long = words(condition).any(|word| word == "it" || word == "they");
    let condition = split_at(condition, " and ").filter(|_| is_long).map_or(condition, |(condition, _)| condition);
    is_condition.then(|| uncapitalised_first(condition))
}

/// For whom the only sentence of an answer holds: `… for offices with ships in many ports`.
fn purpose(sentence: &str, sentences: usize) -> Option<String> {
    let at = sentence.rfind(" for ").filter(|_| sentences == 1)?;
    let tail = sentence[at + 1..].trim_end_matches('.');
    let is_qualified = [" with ", " in ", " that ", " who "].iter().any(|mark| tail.contains(mark));
    (is_qualified && word_count(tail) <= 10 && !tail.contains([',', ';', ':', '('])).then(|| tail.to_owned())
}
