//! The words of plain text, and phrases that are searched in it.

use aho_corasick::AhoCorasick;
use aho_corasick::packed::Searcher;
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
        Self(if is_lower { Cow::Borrowed(written) } else { Cow::Owned(lower(written)) })
    }

    /// The word.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Its [`stem`].
    pub(super) fn into_stem(self) -> Self {
        Self(match self.0 {
            Cow::Borrowed(word) => Cow::Borrowed(stem(word)),
            Cow::Owned(mut word) => {
                let stem = stem(&word);
                if word.starts_with(stem) {
                    word.truncate(stem.len());
                    Cow::Owned(word)
                } else {
                    Cow::Owned(stem.to_owned())
                }
            }
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
    Words { text, start: 0, end: text.len() }.map(|(_, word)| word)
}

/// The words of a text with the bytes where they start.
pub(super) fn located_words(text: &str) -> impl Iterator<Item = (usize, Word<'_>)> {
    Words { text, start: 0, end: text.len() }
}

/// Separates words: a blank, a line break, a slash or a dash.
const BREAK: u8 = 1;
/// Separates words that are counted: a blank or a line break.
const BLANK: u8 = 2;
/// Is a part of a word also at its ends: a letter, a digit, `$` or `%`.
const PART: u8 = 4;
/// Makes a word that is counted: a letter or a digit.
const COUNTED: u8 = 8;
/// Has perhaps another form in lower case.
const CAPITAL: u8 = 16;
/// Belongs to a character that is not ASCII.
const WIDE: u8 = 32;

/// What each byte is for the words of a text, as bits.
const KINDS: [u8; 256] = {
    let mut kinds = [WIDE; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'\t'..=b'\r' | b' ' => BREAK | BLANK,
            b'/' => BREAK,
            b'$' | b'%' => PART,
            b'0'..=b'9' | b'a'..=b'z' => PART | COUNTED,
            b'A'..=b'Z' => PART | COUNTED | CAPITAL,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

/// What the character at a byte is, as bits, and how many bytes it has.
#[inline]
fn kind_at(text: &str, at: usize) -> (u8, usize) {
    let kind = KINDS[usize::from(text.as_bytes()[at])];
    if kind & WIDE == 0 { (kind, 1) } else { kind_of_wide(text, at) }
}

/// The same for a character that is not ASCII.
#[cold]
fn kind_of_wide(text: &str, at: usize) -> (u8, usize) {
    let c = text[at..].chars().next().unwrap_or_default();
    let kind = match c {
        _ if c.is_whitespace() => BREAK | BLANK,
        _ if is_between(c) => BREAK,
        _ if c.is_alphanumeric() && is_wide(c) => PART | CAPITAL,
        _ if c.is_alphanumeric() => PART | CAPITAL | COUNTED,
        _ => 0,
    };
    (kind, c.len_utf8())
}

/// Whether a character separates words.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '—' | '–')
}

/// The words between two bytes of a text. Each byte is read once, because no other part of study is run as often.
struct Words<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Iterator for Words<'a> {
    type Item = (usize, Word<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (text, mut at) = (&self.text[..self.end], self.start);
        let (start, mut end, mut kinds) = loop {
            if at == text.len() {
                self.start = at;
                return None;
            }
            let (kind, length) = kind_at(text, at);
            at += length;
            if kind & PART != 0 {
                break (at - length, at, kind);
            }
        };
        while at < text.len() {
            let (kind, length) = kind_at(text, at);
            if kind & BREAK != 0 {
                break;
            }
            at += length;
            end = if kind & PART == 0 { end } else { at };
            kinds |= kind;
        }
        self.start = at;
        let word = possessive_off(&text[start..end]);
        Some((start, Word(if kinds & CAPITAL == 0 { Cow::Borrowed(word) } else { Cow::Owned(lower(word)) })))
    }
}

/// A word in lower case.
fn lower(word: &str) -> String {
    if word.is_ascii() { word.to_ascii_lowercase() } else { word.to_lowercase() }
}

impl DoubleEndedIterator for Words<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        while self.start < self.end {
            let rest = self.text[self.start..self.end].trim_end_matches(is_between);
            let last = rest.char_indices().rev().find(|&(_, c)| is_between(c)).map_or(0, |(at, c)| at + c.len_utf8());
            let piece = Self { text: self.text, start: self.start + last, end: self.start + rest.len() };
            self.end = piece.start;
            if let Some(word) = { piece }.next() {
                return Some(word);
            }
        }
        None
    }
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
    let mut add = |kind: u8| {
        count += usize::from(kind & COUNTED != 0 && !is_counted);
        is_counted = (is_counted || kind & COUNTED != 0) && kind & BLANK == 0;
    };
    if text.is_ascii() {
        text.bytes().for_each(|byte| add(KINDS[usize::from(byte)]));
    } else {
        for (at, c) in text.char_indices() {
            wide += usize::from(is_wide(c));
            add(kind_at(text, at).0);
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
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let is_bare = is_plain(word.as_bytes().first()) && is_plain(word.as_bytes().last());
    let word = if is_bare { word } else { word.trim_matches(|c: char| !c.is_alphanumeric()) };
    let endings: &[&str] = match word.as_bytes().last() {
        Some(b's') => &["ations", "ings", "ies", "es", "s"],
        Some(b'n') => &["ation"],
        Some(b'g') => &["ing"],
        Some(b'd') => &["ied", "ed"],
        Some(b'y') => &["edly", "ly", "y"],
        Some(b'e') => &["e"],
        _ => &[],
    };
    let stems = endings.iter().filter_map(|ending| word.strip_suffix(ending));
    stems.into_iter().find(|stem| stem.chars().nth(2).is_some()).unwrap_or(word)
}

/// A fixed set of words in lower case. On short words its hasher is faster than that of the standard library, which resists
/// attacks that a fixed set cannot suffer.
pub(super) struct WordSet {
    words: FnvHashSet<&'static str>,
    /// By first byte, the lengths of the words as bits: most other words have none of them.
    lengths: [u32; 256],
}

impl WordSet {
    /// Takes lists of words, separated by blanks.
    pub(super) fn new(lists: &[&'static str]) -> Self {
        let words: FnvHashSet<&str> = lists.iter().flat_map(|list| list.split_whitespace()).collect();
        let mut lengths = [0; 256];
        for word in &words {
            lengths[usize::from(word.as_bytes()[0])] |= length_bit(word);
        }
        Self { words, lengths }
    }

    /// Whether a word is one of them.
    pub(super) fn has(&self, word: &str) -> bool {
        let is_possible =
            word.bytes().next().is_some_and(|first| self.lengths[usize::from(first)] & length_bit(word) != 0);
        is_possible && self.words.contains(word)
    }
}

/// The length of a word as a bit; all long words share one.
fn length_bit(word: &str) -> u32 {
    1 << word.len().min(31)
}

/// Phrases that are searched in a text at once, in upper or lower case.
pub(super) struct Phrases {
    matcher: AhoCorasick,
    /// Finds the same with vector instructions, on machines that have them.
    fast: Option<Searcher>,
}

impl Phrases {
    /// Takes phrases of ASCII letters in lower case.
    pub(super) fn new(phrases: &[&str]) -> Self {
        let matcher = AhoCorasick::builder().ascii_case_insensitive(true).build(phrases);
        let matcher = matcher.expect("a list in this program has fewer states than an automaton may have");
        Self { matcher, fast: Searcher::new(phrases) }
    }

    /// Whether a text contains one of them.
    pub(super) fn are_in(&self, text: &str) -> bool {
        match &self.fast {
            Some(searcher) => searcher.find(text.to_ascii_lowercase()).is_some(),
            None => self.matcher.is_match(text),
        }
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

    #[test]
    fn phrases_are_found_in_any_case_by_both_searchers() {
        let phrases = Phrases::new(&["see above", " in ", "e.g."]);
        let plain = Phrases { matcher: phrases.matcher.clone(), fast: None };
        for (text, is_there) in [
            ("See Above", true),
            ("Keep it in the cache", true),
            ("E.g. a queue of messages that nobody reads any more", true),
            ("Keep it inside of the cache, not above", false),
            ("", false),
        ] {
            assert_eq!((phrases.are_in(text), plain.are_in(text)), (is_there, is_there), "{text}");
        }
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
