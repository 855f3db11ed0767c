//! Questions that do not say what they ask for: `What does the drawer have?`, `How does it work?` Their sentence gets a gap
//! instead, or no card.

use super::grammar::of_gerund;
use super::sentences::sentences_of;
use super::words::{Word, word_count, words};

/// Verbs whose object alone could be anything.
const WEAK: [&str; 26] = [
    "offer", "need", "include", "support", "have", "allow", "use", "keep", "take", "get", "give", "provide", "require",
    "contain", "cover", "enable", "ensure", "bring", "add", "make", "help", "find", "hold", "involve", "leave", "want",
];

/// Whether a question asks for the object of a weak verb and for nothing more: `What does the office offer?`
#[must_use]
pub(super) fn asks_object_alone(front: &str) -> bool {
    let asked = front.rsplit_once(": ").map_or(front, |(_, asked)| asked).to_lowercase();
    let Some(rest) = ["what does ", "what do "].iter().find_map(|start| asked.strip_prefix(start)) else {
        return false;
    };
    let Some((thing, verb)) = rest.trim_end_matches('?').rsplit_once(' ') else { return false };
    // `What do you need?` asks a reader.
    let is_of_reader = words(thing).next().is_some_and(|first| first == "you");
    WEAK.contains(&verb) && !is_of_reader
}

/// Whether a question asks how something works.
#[must_use]
pub(super) fn asks_how_it_works(front: &str) -> bool {
    let asked = front.rsplit_once(": ").map_or(front, |(_, asked)| asked).to_lowercase();
    let how = ["how does ", "how do "].iter().any(|start| asked.starts_with(start));
    how && (asked.ends_with(" work?") || asked.starts_with("how does it work "))
}

/// Whether a text tells steps or a mechanism: several statements of `least` words, or one that says what happens next. A duration,
/// a reason and an effect tell none.
#[must_use]
pub(super) fn tells_mechanism(text: &str, least: usize) -> bool {
    let said = sentences_of(text);
    let Some(first) = said.first() else { return false };
    if said.iter().filter(|sentence| word_count(sentence) >= least).count() >= 2 {
        return true;
    }
    let goes_on =
        [" then ", "; ", ", and ", " which ", " first ", " until ", "→"].iter().any(|mark| first.contains(mark));
    let has_means = words(first).any(|word| matches!(word.as_str(), "by" | "through" | "via"));
    let acts = first.starts_with("It ") || words(first).any(|word| word == "it");
    let gives_reason = first.contains(", so ") || first.contains(" because ");
    let is_value = words(first).any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    !gives_reason && !is_value && (goes_on || has_means || acts)
}

/// Whether a question has a verb without its object: `How do you keep longer?`
#[must_use]
pub(super) fn lacks_object(front: &str) -> bool {
    let Some(action) = front.strip_prefix("How do you ").and_then(|rest| rest.strip_suffix('?')) else { return false };
    let is_manner = |word: &Word<'_>| {
        matches!(word.as_str(), "longer" | "more" | "less" | "better" | "faster" | "further" | "earlier" | "later")
    };
    words(action).nth(1).is_some() && words(action).skip(1).all(|word| is_manner(&word))
}

/// Whether a question leaves open what it asks for: `At night: what applies?`
#[must_use]
pub(super) fn asks_nothing(front: &str) -> bool {
    front.ends_with(": what applies?") || front == "What do you do afterwards?" || front == "What do you do then?"
}

/// Verbs of everyday work, which alone call for no special answer.
const EVERYDAY: [&str; 7] = ["use", "design", "build", "work", "develop", "implement", "integrate"];

/// Whether an action calls for no special answer, so that `What do you do when …?` could be anything: `using a saw`.
#[must_use]
pub(super) fn is_everyday(action: &str) -> bool {
    let action = action.strip_prefix("you ").unwrap_or(action);
    words(action).next().is_some_and(|verb| {
        let stem = verb.strip_suffix("ing").unwrap_or(&verb);
        EVERYDAY.contains(&stem) || of_gerund(&verb).is_some_and(|base| EVERYDAY.contains(&base.as_str()))
    })
}
