//! Sentences of plain text.

use super::words::{Phrases, Word, WordSet, is_stop_word, is_wide, stem, word_count, words};
use crate::tokenize::capitalised;
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
    // The first bytes of the marks, in UTF-8.
    let marks = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'.' | b'!' | b'?' | 0xE3 | 0xEF));
    for (at, character) in marks.filter_map(|(at, _)| Some((at, text[at..].chars().next()?))) {
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

/// Words that point to another sentence when a sentence begins with them.
const LEANING: &str = " this that these those it its they them their such both here so then otherwise either neither he she also instead \
    however but and or therefore thus hence additionally furthermore moreover similarly likewise meanwhile it's it’s that's that’s \
    they're they’re ";

/// Whether a sentence leans on the one before it: its first word points back.
#[must_use]
pub(super) fn leans(sentence: &str) -> bool {
    static KNOWN: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(&[LEANING]));
    let first = words(sentence).next().unwrap_or_default();
    // `Neither basic nor detailed monitoring …` names both.
    if first == "neither" && sentence.contains(" nor ") {
        return false;
    }
    let names_both = first == "both" && first_clause(sentence).contains(" and ");
    KNOWN.has(&first) && !names_both || sentence.contains(" does: ")
}

/// Where the first clause of a text ends: behind it a pronoun may mean a thing of the text itself.
fn first_clause(text: &str) -> &str {
    let end = text.find(['.', ',', ';', ':', '\n', '(']).unwrap_or(text.len());
    text[..end].strip_suffix("e.g").map_or(&text[..end], str::trim_end)
}

/// Whether a text cannot be understood without the text around it: it sends the reader elsewhere, or its first clause speaks
/// of `such an image`, `these rights`, `them` that neither this clause nor `known` has named before.
#[must_use]
pub(super) fn points_outside(text: &str, known: &str) -> bool {
    sends_elsewhere(text) || names_unknown(first_clause(text), known)
}

/// Whether a text sends the reader elsewhere: `used below`, `as above`, `the order in 65`, `possible here`.
#[must_use]
pub(super) fn sends_elsewhere(text: &str) -> bool {
    static ELSEWHERE: LazyLock<Phrases> = LazyLock::new(|| {
        Phrases::new(&[
            "used below",
            "as below",
            "shown below",
            "see below",
            "listed below",
            "described below",
            "as above",
            "shown above",
            "used above",
            "see above",
            "described above",
            "mentioned above",
            " the ones ",
            " here ",
            " here.",
            " here,",
        ])
    });
    ELSEWHERE.are_in(text) || names_section(text)
}

/// Whether a text names another section by its number: `the order in 65`.
fn names_section(text: &str) -> bool {
    text.match_indices(" in ").any(|(at, mark)| {
        let rest = &text[at + mark.len()..];
        let length = number_length(rest);
        let ends = rest[length..].starts_with([')', ',', ';']) || matches!(&rest[length..], "" | ".");
        let before = text[..at].rsplit(' ').next().unwrap_or_default();
        (1..4).contains(&length)
            && ends
            && before.starts_with(char::is_alphabetic)
            && !before.eq_ignore_ascii_case("one")
    })
}

/// Whether a clause has a determiner or a pronoun that points back to a thing which nothing before it names.
fn names_unknown(clause: &str, known: &str) -> bool {
    let spoken: Vec<Word<'_>> = words(clause).collect();
    let is_open = |at: usize| match spoken[at].as_str() {
        "this" | "these" | "those" => true,
        "such" => spoken.get(at + 1).is_some_and(|next| next != "as"),
        "that" => at > 0 && is_preposition(&spoken[at - 1]),
        _ => false,
    };
    let is_plural = |word: &Word<'_>| word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    (1..spoken.len()).any(|at| {
        if spoken[at] == "them" {
            return !spoken[..at].iter().any(is_plural) && !words(known).any(|word| is_plural(&word));
        }
        if spoken[at] == "then" {
            let before = at.checked_sub(1).map_or("", |before| spoken[before].as_str());
            let is_led = matches!(spoken[0].as_str(), "if" | "when" | "once" | "after" | "first" | "to");
            let is_aside = spoken[..at].iter().any(|word| matches!(word.as_str(), "which" | "who" | "that"));
            return !is_led && !is_aside && !matches!(before, "and" | "or" | "but" | "since" | "until");
        }
        if !is_open(at) {
            return false;
        }
        // `On a desk this is the default`: nothing before it is meant.
        let next = spoken.get(at + 1).map_or("", |next| next.as_str());
        if spoken[at] == "this" && matches!(next, "is" | "has" | "can" | "does") {
            return true;
        }
        let thing = spoken[at + 1..].iter().skip_while(|word| matches!(word.as_str(), "a" | "an"));
        let thing: Vec<&Word<'_>> = thing.take_while(|word| !is_stop_word(word)).take(3).collect();
        let is_named = |word: &Word<'_>| {
            let stem = stem(word);
            words(known).chain(spoken[..at].iter().cloned()).any(|other| self::stem(&other) == stem)
        };
        let is_usual =
            matches!(thing.first().map(|word| word.as_str()), Some("time" | "moment" | "point" | "way" | "name"));
        !thing.is_empty() && !is_usual && !thing.into_iter().any(is_named)
    })
}

/// Whether `that` behind a word is a determiner, and no conjunction.
fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "of" | "to" | "with" | "for" | "from" | "at" | "on" | "into" | "under" | "above" | "below" | "by" | "over"
    )
}

/// Phrases that point to another sentence.
static ANAPHORIC: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[" do so", " does so", " did so", " there ", " there.", " the other", " it does", " they do"])
});

/// Words inside a sentence that point to another one.
#[must_use]
pub(super) fn has_anaphor(sentence: &str) -> bool {
    const POINTERS: &str = " this these those both here above below former latter same such ";
    static KNOWN: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(&[POINTERS]));
    // `both X and Y` names what it means.
    let names_both = || sentence.split_once("oth ").is_some_and(|(_, rest)| rest.contains(" and "));
    leans(sentence)
        || words(sentence).any(|word| KNOWN.has(&word) && !(word == "both" && names_both()))
        || points_with_that(sentence)
        || ANAPHORIC.are_in(sentence)
}

/// Whether `that` precedes a noun: `the event of that instance`.
fn points_with_that(sentence: &str) -> bool {
    if !sentence.contains(" that ") {
        return false;
    }
    let spoken: Vec<Word<'_>> = words(sentence).collect();
    spoken.windows(3).any(|three| {
        let is_determiner = is_preposition(&three[0]);
        let is_moment = matches!(three[2].as_str(), "time" | "moment" | "point" | "way");
        is_determiner && three[1] == "that" && !is_stop_word(&three[2]) && !is_moment
    })
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
