//! Sentences of plain text.

use super::words::{is_wide, word_count};
use crate::tokenize::capitalised;
use std::ops::Range;

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: [&str; 12] =
    ["e.g.", "i.e.", "vs.", "etc.", "cf.", "resp.", "approx.", "no.", "fig.", "incl.", "max.", "min."];

/// The sentences of a text. A sentence ends at `.`, `!` or `?` before a capital, a backtick, a digit or a quotation mark, never
/// inside code, and at the full stops of Chinese and Japanese.
#[must_use]
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let code = code_ranges(text);
    // The first bytes of the marks, in UTF-8.
    let is_mark = |byte: &u8| matches!(byte, b'.' | b'!' | b'?' | 0xE3 | 0xEF);
    let mut read = 0;
    while let Some(offset) = text.as_bytes()[read..].iter().position(is_mark) {
        let at = read + offset;
        let character = text[at..].chars().next().unwrap_or_default();
        read = at + character.len_utf8();
        let end = read;
        let ends = match character {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => ends_sentence(&text[start..end], &text[end..]),
            _ => false,
        };
        if ends && !code.iter().any(|range| range.contains(&at)) {
            let close =
                text[end..].chars().take_while(|c| matches!(c, '"' | '”' | ')' | '’' | '」')).map(char::len_utf8);
            let end = end + close.sum::<usize>();
            push_trimmed(text, start..end, &mut found);
            start = end;
        }
    }
    if start < text.len() {
        push_trimmed(text, start..text.len(), &mut found);
    }
    found
}

fn push_trimmed(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    let end = range.start + part.trim_end().len();
    if start < end {
        found.push(start..end);
    }
}

fn ends_sentence(before: &str, after: &str) -> bool {
    let after = after.trim_start_matches(['"', '”', ')', '’']);
    let rest = after.trim_start();
    let begins = |next: char| {
        next.is_uppercase() || next.is_ascii_digit() || matches!(next, '`' | '"' | '“' | '\'' | '(' | '[' | '$')
    };
    let is_followed = rest.is_empty() || rest.len() < after.len() && rest.starts_with(begins);
    is_followed && {
        let last_word = before.rsplit([' ', '(']).next().unwrap_or_default();
        !ABBREVIATIONS.iter().any(|short| short.eq_ignore_ascii_case(last_word))
    }
}

/// Whether a text is one span of code.
#[must_use]
pub(super) fn is_code_span(text: &str) -> bool {
    text.starts_with('`') && text.ends_with('`') && text.matches('`').count() == 2
}

/// The text before and behind the first `mark`. `str::split_once` prepares a search, and that takes longer than to see that a
/// text has no such mark.
#[must_use]
pub(super) fn split_at<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    if text.contains(mark) { text.split_once(mark) } else { None }
}

/// Whether a text contains a sentence. `str::contains` prepares the search for a long text, and that takes longer than to see
/// that a text does not contain its beginning.
#[must_use]
pub(super) fn quotes(text: &str, sentence: &str) -> bool {
    let start = &sentence[..sentence.floor_char_boundary(24)];
    text.starts_with(sentence) || text.contains(start) && text.contains(sentence)
}

/// Byte ranges of code spans, backticks included.
#[must_use]
pub(super) fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let run = |at: usize| bytes[at..].iter().take_while(|&&byte| byte == b'`').count();
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find('`') {
        at += offset;
        let length = run(at);
        let mut close = at + length;
        let end = loop {
            match text[close..].find('`') {
                Some(offset) => {
                    let found = close + offset;
                    let found_length = run(found);
                    if found_length == length {
                        break Some(found + length);
                    }
                    close = found + found_length;
                }
                None => break None,
            }
        };
        if let Some(end) = end {
            ranges.push(at..end);
            at = end;
        } else {
            at += length;
        }
    }
    ranges
}

/// Cuts a text to at most `most` words: at the end of a sentence, else of a clause, else with an ellipsis.
#[must_use]
pub(super) fn clip(text: &str, most: usize) -> String {
    // A word and what separates it from the next one have two bytes.
    if text.len() < 2 * most || word_count(text) <= most {
        return text.to_owned();
    }
    let limit = end_of_words(text, most);
    let best = sentences(text).into_iter().map(|range| range.end).take_while(|&end| end <= limit).last();
    if let Some(best) = best {
        return text[..best].to_owned();
    }
    let mut clause = 0;
    let code = code_ranges(text);
    for (at, _) in text.match_indices(['.', ';', ',', ':', '(']).chain(text.match_indices(" — ")) {
        let is_code = code.iter().any(|range| range.contains(&at));
        let is_end = text[at + 1..].starts_with(' ') || text[at..].starts_with('(');
        if !is_code && is_end && at > clause && at <= limit {
            clause = at;
        }
    }
    if word_count(&text[..clause]) * 2 > most {
        return format!("{} …", text[..clause].trim_end());
    }
    let mut end = 0;
    for (at, character) in text.char_indices() {
        let is_code = code.iter().any(|range| range.contains(&at));
        if at > limit {
            break;
        }
        if (character.is_whitespace() || is_wide(character)) && !is_code {
            end = at;
        }
    }
    format!("{} …", text[..end].trim_end())
}

/// The last offset up to which a text has at most `most` words. Searched by halves, because counting is linear.
fn end_of_words(text: &str, most: usize) -> usize {
    let (mut within, mut beyond) = (0, text.len() + 1);
    while beyond - within > 1 {
        let middle = usize::midpoint(within, beyond);
        if word_count(&text[..text.floor_char_boundary(middle)]) <= most {
            within = middle;
        } else {
            beyond = middle;
        }
    }
    text.floor_char_boundary(within)
}

/// The first letter in lower case, unless the word is a name: it has another capital or a digit, or stands alone.
#[must_use]
pub(super) fn uncapitalised(text: &str) -> String {
    let first_word = text.split_whitespace().next().unwrap_or_default();
    let is_name = first_word.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit())
        || first_word.starts_with('`')
        || first_word == "I";
    if is_name { text.to_owned() } else { uncapitalised_first(text) }
}

/// The first letter in lower case.
#[must_use]
pub(super) fn uncapitalised_first(text: &str) -> String {
    let mut characters = text.chars();
    let mut whole = String::with_capacity(text.len());
    whole.extend(characters.next().into_iter().flat_map(char::to_lowercase));
    whole.push_str(characters.as_str());
    whole
}

/// The length of a number at the start of a text, 0 without one: digits, and `,`, `.`, `-` or `–` between digits.
#[must_use]
pub(super) fn number_length(text: &str) -> usize {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    let mut end = 0;
    for (at, character) in text.char_indices() {
        let next_is_digit = text[at + character.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
        if !(character.is_ascii_digit() || matches!(character, ',' | '.' | '-' | '–') && next_is_digit) {
            break;
        }
        end = at + character.len_utf8();
    }
    end
}

/// Sentences of a text as strings. `However, ` and its like are left out: a card has no sentence before it.
#[must_use]
pub(super) fn sentences_of(text: &str) -> Vec<String> {
    const LINKS: [&str; 26] = [
        "However, ",
        "Additionally, ",
        "Also, ",
        "Therefore, ",
        "Furthermore, ",
        "Moreover, ",
        "In addition, ",
        "On the other hand, ",
        "Similarly, ",
        "Meanwhile, ",
        "Thus, ",
        "Hence, ",
        "Specifically, ",
        "As a result, ",
        "Consequently, ",
        "For this reason, ",
        "Because of this, ",
        "In such cases, ",
        "In that case, ",
        "In this case, ",
        "In general, ",
        "In practice, ",
        "That said, ",
        "Finally, ",
        "Note that ",
        "Please note that ",
    ];
    let plain = |sentence: &str| {
        let rest = LINKS.iter().find_map(|link| sentence.strip_prefix(link));
        rest.map_or_else(|| sentence.to_owned(), capitalised)
    };
    sentences(text).into_iter().map(|range| plain(&text[range])).collect()
}
