//! The words of plain text, and phrases that are searched in it.

use aho_corasick::AhoCorasick;
use fnv::FnvHashSet;
use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::LazyLock;

/// A word in lower case. It borrows from its text where the text is in lower case already: most words are, and no other part
/// of study is read as often.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Word<'a>(Cow<'a, str>);

impl<'a> Word<'a> {
    /// Takes a word as it is written.
    pub(super) fn new(written: &'a str) -> Self {
        let is_lower = written.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        Self(if is_lower { Cow::Borrowed(written) } else { Cow::Owned(written.to_lowercase()) })
    }

    /// The word.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Its [`stem`].
    fn into_stem(self) -> Self {
        Self(match self.0 {
            Cow::Borrowed(word) => Cow::Borrowed(stem(word)),
            Cow::Owned(word) => Cow::Owned(stem(&word).to_owned()),
        })
    }
}

impl Deref for Word<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Word<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl PartialEq<str> for Word<'_> {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for Word<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

/// The words of a text, punctuation and backticks taken off. Identifiers stay whole.
pub(super) fn words(text: &str) -> impl DoubleEndedIterator<Item = Word<'_>> {
    Pieces { rest: text }.map(trimmed).map(possessive_off).filter(|word| !word.is_empty()).map(Word::new)
}

/// The pieces of a text between blanks, dashes and slashes. Reads bytes, because nearly all of them are ASCII.
struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest;
        let start = end_of(rest, 0, is_between);
        let end = end_of(rest, start, |c| !is_between(c));
        self.rest = &rest[end..];
        (start < end).then(|| &rest[start..end])
    }
}

impl DoubleEndedIterator for Pieces<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let rest = self.rest.trim_end_matches(is_between);
        let start = rest.char_indices().rev().find(|&(_, c)| is_between(c)).map_or(0, |(at, c)| at + c.len_utf8());
        self.rest = &rest[..start];
        (!rest.is_empty()).then(|| &rest[start..])
    }
}

/// Where the characters that fit end, from a position on.
fn end_of(text: &str, mut at: usize, fits: impl Fn(char) -> bool) -> usize {
    while let Some(&byte) = text.as_bytes().get(at) {
        let c = if byte.is_ascii() { char::from(byte) } else { text[at..].chars().next().unwrap_or_default() };
        if !fits(c) {
            break;
        }
        at += c.len_utf8();
    }
    at
}

/// Whether a character separates words.
fn is_between(c: char) -> bool {
    if c.is_ascii() { matches!(c, '\t'..='\r' | ' ' | '/') } else { c.is_whitespace() || matches!(c, '—' | '–') }
}

/// A piece without punctuation at its ends.
fn trimmed(piece: &str) -> &str {
    let start = end_of(piece, 0, is_around);
    piece[start..].trim_end_matches(is_around)
}

/// Whether a character at an end of a word does not belong to it.
fn is_around(c: char) -> bool {
    if c.is_ascii() { !(c.is_ascii_alphanumeric() || matches!(c, '$' | '%')) } else { !c.is_alphanumeric() }
}

/// A word without its possessive ending; `it's` is no possessive.
fn possessive_off(word: &str) -> &str {
    let Some(plain) = word.strip_suffix('s').and_then(|word| word.strip_suffix(['\'', '’'])) else { return word };
    let is_pronoun = ["it", "that", "there", "he", "she", "what"].iter().any(|word| plain.eq_ignore_ascii_case(word));
    if is_pronoun { word } else { plain }
}

/// How many words a text has; a character of Chinese or Japanese counts a half.
#[must_use]
pub(super) fn word_count(text: &str) -> usize {
    let (mut count, mut wide, mut is_counted) = (0, 0, false);
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let c = if byte.is_ascii() { char::from(byte) } else { text[at..].chars().next().unwrap_or_default() };
        at += c.len_utf8();
        if !c.is_ascii() && is_wide(c) {
            wide += 1;
            is_counted = is_counted && !c.is_whitespace();
        } else if c.is_alphanumeric() {
            count += usize::from(!is_counted);
            is_counted = true;
        } else if c.is_whitespace() {
            is_counted = false;
        }
    }
    count + wide / 2
}

/// Whether a character belongs to a script without spaces between words.
#[must_use]
pub(super) fn is_wide(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
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
    static KNOWN: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(&[STOP_WORDS]));
    KNOWN.has(word)
}

/// The words that carry the subject.
pub(super) fn content_words(text: &str) -> impl DoubleEndedIterator<Item = Word<'_>> {
    words(text).filter(|word| !is_stop_word(word))
}

/// The stems of the words that carry the subject.
pub(super) fn stems(text: &str) -> impl DoubleEndedIterator<Item = Word<'_>> {
    content_words(text).map(Word::into_stem)
}

/// A rough stem, to compare words: without plural and participle endings.
#[must_use]
pub(super) fn stem(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if !word.ends_with(['s', 'n', 'g', 'd', 'y', 'e']) {
        return word;
    }
    for ending in ["ations", "ation", "ings", "ing", "ies", "ied", "edly", "ed", "es", "s", "ly", "e", "y"] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.chars().nth(2).is_some()
        {
            return stem;
        }
    }
    word
}

/// A fixed set of words in lower case. On short words its hasher is faster than that of the standard library, which resists
/// attacks that a fixed set cannot suffer.
pub(super) struct WordSet {
    words: FnvHashSet<&'static str>,
}

impl WordSet {
    /// Takes lists of words, separated by blanks.
    pub(super) fn new(lists: &[&'static str]) -> Self {
        Self { words: lists.iter().flat_map(|list| list.split_whitespace()).collect() }
    }

    /// Whether a word is one of them.
    pub(super) fn has(&self, word: &str) -> bool {
        self.words.contains(word)
    }
}

/// Phrases that are searched in a text at once, in upper or lower case.
pub(super) struct Phrases {
    matcher: AhoCorasick,
}

impl Phrases {
    /// Takes phrases of ASCII letters.
    pub(super) fn new(phrases: &[&str]) -> Self {
        let matcher = AhoCorasick::builder().ascii_case_insensitive(true).build(phrases);
        Self { matcher: matcher.expect("a list in this program has fewer states than an automaton may have") }
    }

    /// Whether a text contains one of them.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.matcher.is_match(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_in_lower_case_without_marks() {
        let read: Vec<String> =
            words("“The” `kms:Decrypt` and/or Éric’s — it's 5 % of $2.").map(|word| word.to_string()).collect();
        assert_eq!(read, ["the", "kms:decrypt", "and", "or", "éric", "it's", "5", "%", "of", "$2"]);
        // Six wide characters count as three words.
        assert_eq!(word_count("Two words — and 漢字の列。\u{3000}x"), 7);
        assert_eq!(
            stems("Policies, caching and limits").map(|stem| stem.to_string()).collect::<Vec<_>>(),
            ["polic", "cach", "limit"]
        );
    }

    proptest! {
        #[test]
        fn words_are_the_same_from_both_ends(text in "(\\PC|[a-zA-Z'’]|[ /—\u{a0}\u{3000}]){0,40}") {
            let mut back: Vec<Word<'_>> = words(&text).rev().collect();
            back.reverse();
            prop_assert_eq!(words(&text).collect::<Vec<_>>(), back);
            let plain: Vec<String> = text
                .split(|c: char| c.is_whitespace() || matches!(c, '—' | '–' | '/'))
                .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '$' && c != '%'))
                .map(|word| possessive_off(word).to_lowercase())
                .filter(|word| !word.is_empty())
                .collect();
            prop_assert_eq!(words(&text).map(|word| word.to_string()).collect::<Vec<_>>(), plain);
        }
    }
}
