//! Values and units in running text: `1,000 records a second`, `three attempts`, `5-minute`, `10 %`.

use super::super::grammar::is_third_person;
use super::super::sentences::number_length;
use super::super::words::{Phrases, Word, is_stop_word};
use std::sync::LazyLock;

/// Numbers that texts write as words.
const WORDS: [(&str, u32); 18] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("sixty", 60),
    ("ninety", 90),
];

/// Letters of the shortest of these words.
const LEAST_LETTERS: usize = 3;

/// Letters of the longest of these words.
const MOST_LETTERS: usize = 7;

/// Units of time, size and share, as they are written and as they are shown, with how many of the smallest they are.
const MEASURES: [(&str, &str, f64); 31] = [
    ("millisecond", "millisecond", 0.001),
    ("milliseconds", "millisecond", 0.001),
    ("ms", "millisecond", 0.001),
    ("second", "second", 1.0),
    ("seconds", "second", 1.0),
    ("s", "second", 1.0),
    ("minute", "minute", 60.0),
    ("minutes", "minute", 60.0),
    ("hour", "hour", 3600.0),
    ("hours", "hour", 3600.0),
    ("day", "day", 86_400.0),
    ("days", "day", 86_400.0),
    ("week", "week", 604_800.0),
    ("weeks", "week", 604_800.0),
    ("month", "month", 2_592_000.0),
    ("months", "month", 2_592_000.0),
    ("year", "year", 31_536_000.0),
    ("years", "year", 31_536_000.0),
    ("byte", "byte", 1.0),
    ("bytes", "byte", 1.0),
    ("kb", "KB", 1e3),
    ("mb", "MB", 1e6),
    ("gb", "GB", 1e9),
    ("tb", "TB", 1e12),
    ("pb", "PB", 1e15),
    ("kib", "KiB", 1e3),
    ("mib", "MiB", 1e6),
    ("gib", "GiB", 1e9),
    ("tib", "TiB", 1e12),
    ("percent", "%", 1.0),
    ("%", "%", 1.0),
];

/// A word of a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    /// Where it starts, in bytes of the sentence.
    pub(super) start: usize,
    /// The word with the punctuation behind it.
    pub(super) text: &'a str,
}

impl<'a> Token<'a> {
    /// The word in lower case without punctuation.
    pub(super) fn plain(&self) -> Word<'a> {
        Word::new(self.text.trim_matches(|c: char| !(c.is_alphanumeric() || c == '%')))
    }

    /// Whether punctuation separates it from the next word.
    pub(super) fn ends_phrase(&self) -> bool {
        self.text.ends_with(['.', ',', ';', ':', ')', '?', '!'])
    }

    /// Where its letters end, in bytes of the sentence.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.trim_end_matches(|c: char| !(c.is_alphanumeric() || c == '%')).len()
    }
}

/// The words of a sentence, without the brackets and quotation marks before them.
pub(super) fn tokens(sentence: &str) -> Vec<Token<'_>> {
    let mut at = 0;
    let mut found = Vec::new();
    for part in sentence.split_inclusive([' ', '\u{a0}']) {
        let text = part.trim_end();
        let plain = text.trim_start_matches(['(', '"', '“', '~', '<', '>', '≤', '≥', '$']);
        if !plain.is_empty() {
            found.push(Token { start: at + text.len() - plain.len(), text: plain });
        }
        at += part.len();
    }
    found
}

/// A number as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    /// In digits.
    pub(super) digits: String,
    /// Its amount; of a range the lower one.
    pub(super) amount: f64,
    /// How many bytes of the word it takes.
    pub(super) length: usize,
    /// Whether it is written as a word.
    pub(super) is_word: bool,
}

/// Whether a text may have a number: most have none, and are read no further.
pub(super) fn may_have_value(text: &str) -> bool {
    static KNOWN: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&WORDS.map(|(word, _)| word)));
    text.bytes().any(|byte| byte.is_ascii_digit()) || KNOWN.are_in(text)
}

/// The number that a word begins with. None for versions, addresses, dates and codes such as `5xx`.
pub(super) fn value(text: &str) -> Option<Value> {
    match text.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        Some(positive) => positive_value(positive).map(|value| Value {
            digits: format!("-{}", value.digits),
            amount: -value.amount,
            length: value.length + 1,
            ..value
        }),
        None => positive_value(text),
    }
}

/// The number without a sign that a word begins with.
fn positive_value(text: &str) -> Option<Value> {
    let length = number_length(text);
    if length == 0 {
        let word_end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
        let word = &text[..word_end];
        if !(LEAST_LETTERS..=MOST_LETTERS).contains(&word_end) {
            return None;
        }
        let is_known = |known: &&(&str, u32)| known.0.eq_ignore_ascii_case(word);
        let (_, amount) = WORDS.iter().find(is_known)?;
        let digits = amount.to_string();
        return Some(Value { digits, amount: f64::from(*amount), length: word_end, is_word: true });
    }
    let digits = &text[..length];
    let after = &text[length..];
    let suffix: String = after.chars().take_while(|c| c.is_alphanumeric()).collect();
    let is_other = digits.matches('.').count() > 1
        || digits.matches('-').count() > 1
        || after.starts_with(['/', '_', ':']) && after.len() > 1
        || !suffix.is_empty() && measure(&suffix).is_none();
    let lower = digits.split(['-', '–']).next().unwrap_or(digits).replace(',', "");
    let amount = lower.parse().ok()?;
    (!is_other).then(|| Value { digits: digits.to_owned(), amount, length, is_word: false })
}

/// The unit of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// As it is shown, in the singular.
    pub(super) name: String,
    /// Where it ends, in bytes of the sentence.
    pub(super) end: usize,
    /// Whether it is a unit of time, size or share, or a rate: such a number needs no further words to be a fact.
    pub(super) is_measure: bool,
}

/// How a unit of time, size or share is shown, and how much it is.
fn measure(word: &str) -> Option<(&'static str, f64)> {
    MEASURES.iter().find(|(written, _, _)| written.eq_ignore_ascii_case(word)).map(|(_, shown, size)| (*shown, *size))
}

/// How much one of a unit is, to compare two values of one kind.
pub(super) fn size(unit: &str) -> f64 {
    measure(unit).map_or(1.0, |(_, size)| size)
}

/// The unit behind the number at a word: a measure, a rate, or the next plural noun. `1` has a singular.
pub(super) fn unit(tokens: &[Token<'_>], at: usize, value: &Value) -> Option<Unit> {
    let token = tokens[at];
    let suffix = &token.text[value.length..];
    if suffix.starts_with('%') {
        return Some(Unit { name: "%".into(), end: token.start + value.length + 1, is_measure: true });
    }
    let glued = suffix.trim_start_matches('-').trim_matches(|c: char| !c.is_alphanumeric());
    if !glued.is_empty() {
        let (name, _) = measure(glued)?;
        return Some(Unit { name: name.into(), end: token.end(), is_measure: true });
    }
    if !suffix.is_empty() {
        return None;
    }
    let start = at + 1 + if is_or_more(tokens, at) { 2 } else { 0 };
    let head = head(tokens, start, value.amount)?;
    let word = tokens[head].plain();
    let is_next = head == start || word.len() > 2;
    let known = measure(&word).filter(|_| is_next);
    let name = known.map_or_else(|| singular(&word), |(name, _)| name.to_owned());
    let mut unit = Unit { name, end: tokens[head].end(), is_measure: known.is_some() };
    if let Some((time, end)) = rate(tokens, head) {
        unit = Unit { name: format!("{} per {time}", unit.name), end, is_measure: true };
    }
    Some(unit)
}

/// Whether a number is followed by `or more`, `or less`, `or fewer`.
pub(super) fn is_or_more(tokens: &[Token<'_>], at: usize) -> bool {
    let word = |offset: usize| tokens.get(at + offset).map(Token::plain).unwrap_or_default();
    word(1) == "or" && matches!(word(2).as_str(), "more" | "less" | "fewer") && !tokens[at].ends_phrase()
}

/// The noun that a number counts, among the next five words.
fn head(tokens: &[Token<'_>], start: usize, amount: f64) -> Option<usize> {
    let is_single = (amount - 1.0).abs() < f64::EPSILON;
    let mut last = None;
    for (index, token) in tokens.iter().enumerate().skip(start).take(5) {
        let word = token.plain();
        // `5 \`GetRecords\` calls`: code is part of the noun.
        if token.text.starts_with('`') && !token.ends_phrase() {
            continue;
        }
        let is_joined = matches!(word.as_str(), "or" | "and") && !is_single;
        let is_verbal = is_single && last.is_some() && (word.ends_with("ing") || is_third_person(&word));
        let ends = is_stop_word(&word) && !is_joined || matches!(word.as_str(), "people" | "data") || is_verbal;
        if word.is_empty() || ends {
            break;
        }
        let is_plural = word.ends_with('s')
            && word.len() > 3
            && !["ss", "us", "is"].iter().any(|end| word.ends_with(end))
            && !is_stop_word(&word);
        if measure(&word).is_some() && (index == start || word.len() > 2) || is_plural && !is_single {
            return Some(index);
        }
        if word.chars().all(char::is_alphabetic) && !is_stop_word(&word) {
            last = Some(index);
        }
        if token.ends_phrase() {
            break;
        }
    }
    last.filter(|_| is_single)
}

/// `per second`, `a second`, `per hour` behind a unit, and where it ends.
fn rate(tokens: &[Token<'_>], head: usize) -> Option<(&'static str, usize)> {
    let next = tokens.get(head + 1).filter(|_| !tokens[head].ends_phrase())?;
    let time = tokens.get(head + 2)?;
    let is_rate = matches!(next.plain().as_str(), "per" | "a" | "each");
    let (name, size) = measure(&time.plain()).filter(|_| is_rate)?;
    let is_time = name.chars().all(char::is_lowercase) && (size < 1e8) && !matches!(name, "byte" | "%");
    is_time.then(|| (name, time.end()))
}

/// A noun in the singular: `policies` is `policy`.
fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let has_es = ["ches", "shes", "xes", "sses"].iter().any(|end| word.ends_with(end));
    word.strip_suffix(if has_es { "es" } else { "s" }).filter(|_| !word.ends_with("ss")).unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_numbers_have_the_letters_that_are_read() {
        assert_eq!(WORDS.iter().map(|(word, _)| word.len()).min(), Some(LEAST_LETTERS));
        assert_eq!(WORDS.iter().map(|(word, _)| word.len()).max(), Some(MOST_LETTERS));
    }
}
