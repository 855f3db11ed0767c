//! References to other sections are taken out of what cards quote.

use super::super::blocks::{Block, BlockKind};
use super::super::sentences::sentences;
use super::super::words::{Word, words};

/// Takes references to other sections out of a block: `(see 12)`, `For alarms see 47.`
pub(super) fn without_references(mut block: Block) -> Block {
    let is_label = block.strong > 0 && block.strong == block.text.len();
    if !block.is_prose() && block.kind != BlockKind::Note || !is_label && is_plain(&block.text) {
        return block;
    }
    let mut text = block.text.clone();
    let strong = block.text[..block.strong].to_owned();
    while let Some(range) = reference_in_brackets(&text) {
        text.replace_range(range, "");
    }
    let kept: Vec<&str> =
        sentences(&text).into_iter().map(|range| &text[range]).filter(|sentence| !refers(sentence)).collect();
    text = kept.join(" ").replace(" .", ".").replace(" ,", ",").replace(" ;", ";");
    block.strong = if text.starts_with(&strong) { strong.len() } else { 0 };
    if block.strong > 0 && text.len() == block.strong {
        text.clear();
        block.strong = 0;
    }
    if text != block.text {
        block.breaks.clear();
    }
    block.text = text;
    block
}

/// Whether a text has no number, and its sentences are one blank apart: it has no reference, and joining its sentences again
/// gives the same text.
fn is_plain(text: &str) -> bool {
    let mut before = ' ';
    for c in text.chars() {
        let is_odd = match before {
            ' ' if matches!(c, ' ' | '.' | ',' | ';') => true,
            _ => c != ' ' && c.is_whitespace() || c.is_ascii_digit() || matches!(c, '。' | '！' | '？'),
        };
        if is_odd {
            return false;
        }
        before = c;
    }
    before != ' '
}

/// A bracket such as `(see 12 and 47)`, with the blank before it.
fn reference_in_brackets(text: &str) -> Option<std::ops::Range<usize>> {
    text.match_indices('(').find_map(|(at, _)| {
        let end = at + text[at..].find(')')? + 1;
        let inside = &text[at + 1..end - 1];
        let start = text[..at].trim_end().len();
        (refers(inside) || ends_with_section(inside)).then_some(start..end)
    })
}

/// Whether words in brackets end with the number of a section: `policy in 47`, but not `1 in 10`, `since 2012`.
fn ends_with_section(inside: &str) -> bool {
    let Some((before, number)) = inside.rsplit_once(" in ") else { return false };
    let is_number = (1..4).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number && before.ends_with(char::is_alphabetic) && !before.ends_with("one")
}

/// Whether a text sends the reader to a section: `see 12`, `compare 47`, `section 109`.
fn refers(text: &str) -> bool {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let spoken: Vec<Word<'_>> = words(text).collect();
    spoken.windows(2).any(|pair| {
        matches!(pair[0].as_str(), "see" | "compare" | "section" | "sections" | "cf" | "also")
            && pair[1].starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sentences_of_a_plain_text_join_to_the_same_text(text in "([A-Z][a-z`(\"]{0,3}|[.!?,;)”」] ?| |\\PC){0,24}") {
            if is_plain(&text) {
                let joined = sentences(&text).into_iter().map(|range| &text[range]).collect::<Vec<_>>().join(" ");
                prop_assert!(!refers(&text));
                prop_assert_eq!(joined.replace(" .", ".").replace(" ,", ",").replace(" ;", ";"), text);
            }
        }
    }
}
