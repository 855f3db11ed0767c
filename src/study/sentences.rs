//! Sentences and words of plain text.

use crate::tokenize::capitalised;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

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
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
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
    let last_word = before.rsplit([' ', '(']).next().unwrap_or_default().to_lowercase();
    if ABBREVIATIONS.contains(&last_word.as_str()) {
        return false;
    }
    let after = after.trim_start_matches(['"', '”', ')', '’']);
    let rest = after.trim_start();
    if rest.is_empty() {
        return true;
    }
    let next = rest.chars().next().unwrap_or(' ');
    let begins =
        next.is_uppercase() || next.is_ascii_digit() || matches!(next, '`' | '"' | '“' | '\'' | '(' | '[' | '$');
    rest.len() < after.len() && begins
}

/// Byte ranges of code spans, backticks included.
#[must_use]
pub(super) fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let run = |at: usize| bytes[at..].iter().take_while(|&&byte| byte == b'`').count();
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'`' {
            at += 1;
            continue;
        }
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

/// How many words a text has; a character of Chinese or Japanese counts a half.
#[must_use]
pub(super) fn word_count(text: &str) -> usize {
    let wide = text.chars().filter(|&c| is_wide(c)).count();
    text.split_whitespace().filter(|word| word.chars().any(|c| c.is_alphanumeric() && !is_wide(c))).count() + wide / 2
}

/// Whether a character belongs to a script without spaces between words.
#[must_use]
pub(super) fn is_wide(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The words of a text in lower case, punctuation and backticks taken off. Identifiers stay whole.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| c.is_whitespace() || matches!(c, '—' | '–' | '/'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '$' && c != '%'))
        .map(|word| possessive_off(word).to_lowercase())
        .filter(|word| !word.is_empty())
}

/// A word without its possessive ending; `it's` is no possessive.
fn possessive_off(word: &str) -> &str {
    let Some(plain) = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")) else { return word };
    let is_pronoun = ["it", "that", "there", "he", "she", "what"].iter().any(|word| plain.eq_ignore_ascii_case(word));
    if is_pronoun { word } else { plain }
}

/// English words that carry no subject.
const STOP_WORDS: &str = " a an the and or but nor of to in on at by for from with without into onto over under up down out off \
    as is are was were be been being am do does did done has have had having can could may might must shall should will would \
    it its it's they them their there these those this that than then so such not no yes if when while where which who whom whose \
    what why how you your yours we our us i he she his her one all any each every both either neither some more most less least \
    few many much other others another same own only just also too very even still yet again here about after before between \
    during through per via because since until unless although though ";

/// Whether a lower-case word is one of the most common English words.
#[must_use]
pub(super) fn is_stop_word(word: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| STOP_WORDS.split_whitespace().collect());
    KNOWN.contains(word)
}

/// The words that carry the subject, in lower case.
pub(super) fn content_words(text: &str) -> impl Iterator<Item = String> + '_ {
    words(text).filter(|word| !is_stop_word(word))
}

/// A rough stem, to compare words: without plural and participle endings.
#[must_use]
pub(super) fn stem(word: &str) -> String {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    for ending in ["ations", "ation", "ings", "ing", "ies", "ied", "edly", "ed", "es", "s", "ly", "e", "y"] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.chars().count() >= 3
        {
            return stem.to_owned();
        }
    }
    word.to_owned()
}

/// Words that point to another sentence when a sentence begins with them.
const LEANING: [&str; 21] = [
    "this",
    "that",
    "these",
    "those",
    "it",
    "its",
    "they",
    "them",
    "their",
    "such",
    "both",
    "here",
    "so",
    "then",
    "otherwise",
    "either",
    "neither",
    "he",
    "she",
    "also",
    "instead",
];

/// Whether a sentence leans on the one before it: its first word points back.
#[must_use]
pub(super) fn leans(sentence: &str) -> bool {
    let first = words(sentence).next().unwrap_or_default();
    // `Neither basic nor detailed monitoring …` names both.
    if first == "neither" && sentence.contains(" nor ") {
        return false;
    }
    LEANING.contains(&first.as_str())
        || sentence.contains(" does: ")
        || matches!(
            first.as_str(),
            "however"
                | "but"
                | "and"
                | "or"
                | "therefore"
                | "thus"
                | "hence"
                | "additionally"
                | "furthermore"
                | "moreover"
                | "similarly"
                | "likewise"
                | "meanwhile"
                | "it's"
                | "it’s"
                | "that's"
                | "that’s"
                | "they're"
                | "they’re"
        )
}

/// Words inside a sentence that point to another one.
#[must_use]
pub(super) fn has_anaphor(sentence: &str) -> bool {
    leans(sentence)
        || points_with_that(sentence)
        || words(sentence).any(|word| {
            matches!(
                word.as_str(),
                "this"
                    | "these"
                    | "those"
                    | "both"
                    | "here"
                    | "above"
                    | "below"
                    | "former"
                    | "latter"
                    | "same"
                    | "such"
            )
        })
        || has_anaphoric_phrase(&sentence.to_lowercase())
}

/// Whether `that` precedes a noun: `the event of that instance`.
fn points_with_that(sentence: &str) -> bool {
    if !sentence.contains(" that ") {
        return false;
    }
    let spoken: Vec<String> = words(sentence).collect();
    spoken.windows(3).any(|three| {
        let is_determiner = matches!(three[0].as_str(), "of" | "to" | "with" | "for" | "from" | "at" | "on" | "into");
        let is_moment = matches!(three[2].as_str(), "time" | "moment" | "point" | "way");
        three[1] == "that" && is_determiner && !is_stop_word(&three[2]) && !is_moment
    })
}

fn has_anaphoric_phrase(lower: &str) -> bool {
    [" do so", " does so", " did so", " there ", " there.", " the other", " it does", " they do"]
        .iter()
        .any(|phrase| lower.contains(phrase))
}

/// Cuts a text to at most `most` words: at the end of a sentence, else of a clause, else with an ellipsis.
#[must_use]
pub(super) fn clip(text: &str, most: usize) -> String {
    if word_count(text) <= most {
        return text.to_owned();
    }
    let mut best = 0;
    for range in sentences(text) {
        if word_count(&text[..range.end]) > most {
            break;
        }
        best = range.end;
    }
    if best > 0 {
        return text[..best].to_owned();
    }
    let mut clause = 0;
    let code = code_ranges(text);
    for (at, _) in text.match_indices(['.', ';', ',', ':', '(']).chain(text.match_indices(" — ")) {
        let is_code = code.iter().any(|range| range.contains(&at));
        let is_end = text[at + 1..].starts_with(' ') || text[at..].starts_with('(');
        if !is_code && is_end && at > clause && word_count(&text[..at]) <= most {
            clause = at;
        }
    }
    if word_count(&text[..clause]) * 2 > most {
        return format!("{} …", text[..clause].trim_end());
    }
    let mut end = 0;
    for (at, character) in text.char_indices() {
        let is_code = code.iter().any(|range| range.contains(&at));
        if (character.is_whitespace() || is_wide(character)) && !is_code {
            if word_count(&text[..at]) > most {
                break;
            }
            end = at;
        }
    }
    format!("{} …", text[..end].trim_end())
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
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
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
