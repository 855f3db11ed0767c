//! Whether `#12` in prose is a section. Most numbers with this sign are something else: the rank of a song, a room, a
//! ticket, the shirt of a player. So the words beside it must be those of a reference.

use super::words::OwnWords;
use super::{JOINTS, starts_word};
use crate::parse::heading_words::{NUMBER_SIGNS, suffix_start};

/// Words before `#12` behind which a section may be meant: those that join parts of sentences, and those that send readers
/// elsewhere. Articles and nouns are not among them: `the #1 choice`, `room #4`. In lower case.
#[rustfmt::skip]
const BEFORE: [&str; 99] = [
    "see", "in", "from", "of", "to", "and", "or", "with", "as", "like", "than", "by", "also", "via", "per", "cf", "compare", "both",
    "against", "between", "before", "after", "for", "vs", "versus", "read", "review", "revisit", "recall", "follow", "follows", "section",
    "sections", "question", "questions", "note", "notes", "but", "if", "unlike", "using", "use", "while", "then", "through", "until",
    "about", "on", "only", "because", "that", "contradicts", "repeats", "explains", "extends", "and/or", "even",
    "aus", "von", "zu", "mit", "wie", "und", "oder", "bei", "siehe", "vgl", "aber", "de", "du", "en", "dans", "et", "ou", "à", "comme", "voir",
    "y", "o", "con", "como", "ver", "e", "com", "di", "da", "su", "come", "van", "uit", "met", "zie", "в", "из", "и", "или", "как", "см",
    "patrz",
];

/// Verbs before `to #1` and its kin: something goes up and down in a ranking. In lower case.
#[rustfmt::skip]
const MOVING: [&str; 28] = [
    "rose", "rise", "rises", "climbed", "climbs", "went", "jumped", "fell", "dropped", "moved", "shot", "up", "down", "back", "straight",
    "came", "comes", "coming", "finished", "debuted", "peaked", "reached", "landed", "placed", "it", "way", "voted", "battle",
];

/// Words behind `#12` with which a sentence goes on. In lower case.
#[rustfmt::skip]
const AFTER: [&str; 34] = [
    "for", "to", "and", "or", "about", "below", "above", "where", "which", "as", "if", "when", "how", "also", "again", "too", "then",
    "but", "because", "with", "by", "from", "vs", "can", "will", "would", "may", "must", "should", "under", "und", "oder", "et", "y",
];

/// Whether `#` at an offset, with a number up to `end`, points to a section.
pub(super) fn is_section(text: &str, at: usize, end: usize, own: &OwnWords) -> bool {
    let before = text[..at].trim_end_matches(' ');
    let (above, word) = last_word(before);
    // `No.#2` is the second of something.
    if NUMBER_SIGNS
        .iter()
        .any(|sign| sign.ends_with('.') && suffix_start(before, sign).is_some_and(|at| starts_word(before, at)))
    {
        return false;
    }
    if own.start_at_end(before).is_some() {
        return true;
    }
    let (_, before_word) = last_word(above.trim_end());
    // `Mud rises, and so does #3`.
    let is_alike = AUXILIARIES.contains(&word) && matches!(before_word, "so" | "So" | "nor" | "neither" | "Neither");
    let is_led = is_alike || (!word.is_empty() && BEFORE.contains(&word.to_lowercase().as_str()));
    if !is_led && before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '$' | '%')) {
        return false;
    }
    let is_way = matches!(word, "to" | "from" | "in" | "for" | "of" | "at");
    let is_moved = is_way && MOVING.contains(&before_word.to_lowercase().as_str());
    !is_moved && goes_on(&text[end_of_list(text, end)..], is_led)
}

/// Verbs of `and so does #3`.
const AUXILIARIES: [&str; 7] = ["is", "are", "was", "were", "do", "does", "did"];

/// Most numbers of a list that are read together.
const MOST_LISTED: usize = 20;

/// The end of the list `#1, #2 and #3` whose first number ends at `end`.
fn end_of_list(text: &str, mut end: usize) -> usize {
    let next = |end: usize| {
        let number = JOINTS.iter().find_map(|joint| text[end..].strip_prefix(joint))?.strip_prefix('#')?;
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        (digits > 0).then(|| text.len() - number.len() + digits)
    };
    for _ in 0..MOST_LISTED {
        let Some(next) = next(end) else { break };
        end = next;
    }
    end
}

/// The last word of a text, and what is before it.
fn last_word(text: &str) -> (&str, &str) {
    let before = text.trim_end_matches(|c: char| c.is_alphanumeric() || c == '/');
    (before, &text[before.len()..])
}

/// Whether a sentence goes on behind a reference: with a sign, a verb, or one of its own words. `#1 hit` and `#1 in the charts`
/// do not. Where words before it already refer, `in` and `on` do no harm.
fn goes_on(rest: &str, is_led: bool) -> bool {
    let Some(words) = rest.strip_prefix(' ') else { return !rest.starts_with(|c: char| c.is_alphanumeric()) };
    let word = words.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if word.is_empty() || !word.is_ascii() {
        return true;
    }
    let is_placed = matches!(word, "in" | "on" | "at" | "of");
    let is_ranking = is_placed && words[word.len()..].trim_start().starts_with("the ");
    let is_verb = word.ends_with('s') && word.starts_with(|c: char| c.is_ascii_lowercase());
    (is_placed && is_led && !is_ranking) || is_verb || AFTER.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::words::questions;
    use super::*;

    fn is_reference(text: &str) -> bool {
        let own = OwnWords { words: vec!["chapter".to_owned()], questions: questions(), has_articles: false };
        let at = text.find('#').expect("a sign");
        let end = at + 1 + text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        is_section(text, at, end, &own)
    }

    #[test]
    fn references_are_no_ranks() {
        for text in [
            "As in #17.",
            "(#4)",
            "#12 explains it",
            "Tides, #3, and more",
            "see also #3",
            "from #2 and #3",
            "but #1 leads",
            "wie in #4",
            "Question #3 is hard",
            "chapter #3",
            "#4: tides",
            "- #4",
            "like #4 in spring",
            "Fish → #4",
            "contradicts #4",
            "Mud, and so is #3: tides",
        ] {
            assert!(is_reference(text), "{text}");
        }
        for text in [
            "#1 in the charts",
            "Room #4",
            "the #1 choice",
            "our #1 seller",
            "is #1",
            "ranked #3",
            "Player #2 won",
            "#1 hit of 1999",
            "#1, #2 and #3 in the charts",
            "rose to #1",
            "came in #2",
            "ticket #9",
            "#1 on the list",
            "in #1 position",
            "order #4.",
            "fixes #3",
            "#2 best seller",
            "Tip #3",
            "was #1 in the world",
            "#7 jersey",
        ] {
            assert!(!is_reference(text), "{text}");
        }
    }
}
