//! The number at the start of a heading: `12. Title`, `Q12. Title`, `2.1.5 Title` and their kin.

use super::heading_words::{self, Role, number_words};
use super::numerals;
use crate::config::NumberStyle;
use std::cmp::Ordering;

/// A section's number as its author wrote it: `47`, `17a`, `2.1.5`. Ordered naturally: 2, 10, 10a, 10.1. Numerals of other
/// scripts and Roman numerals are held as digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SectionNumber(String);

/// A number found at the start of a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// The number.
    pub number: SectionNumber,
    /// How it is written. `Auto` for forms that no setting names.
    pub style: NumberStyle,
    /// How sure it is that this is a number of a section.
    pub kind: Kind,
    /// Where the number, or the word before it, begins: after an emoji.
    pub start: usize,
    /// Length in bytes of all that comes before the title.
    pub prefix: usize,
}

/// The forms of numbers by the evidence that they need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `12. Title`, `Q12. Title`, `2.1.5 Title`: counts anywhere.
    Plain,
    /// `Chapter 12: Title`, `Question 12`, `(12) Title`, `12- Title`, `#12 Title`, `第12章 Title`: counts if other headings of its level
    /// have one.
    Named,
    /// `Chapter 12 Title`: the same, in a run of numbers.
    Worded,
    /// `12 Title`, `12`: in a run of numbers that begins at the beginning.
    Bare,
    /// `12-Title`: in a run that consists of such numbers.
    Joined,
    /// `P12. Title`: in a run whose numbers have the same letter.
    Letter(char),
    /// `IV. Title`: in a run that begins with I.
    Roman,
    /// `B. Title`: in a run that begins with A.
    Alphabet,
    /// `A.2 Title`: in a run that begins with A.
    Lettered,
}

/// Digits beyond this are a telephone number or an id, not the number of a section.
const MOST_DIGITS: usize = 6;

/// More digits than this between parentheses or before a title are a year.
const MOST_BARE_DIGITS: usize = 3;

/// Finds the number that `heading`, the plain text of a heading, certainly starts with.
///
/// Not numbers: `83(b) Elections`, `409A Valuations`, `123-Things`, `10 Tips`, `12:30 in Rome`, `3.js`.
#[must_use]
pub fn parse(heading: &str) -> Option<Numbered> {
    let start = after_symbols(heading);
    let (is_question, number_at) = question_word(&heading[start..]);
    let token = Token::read(&heading[start + number_at..])?;
    let after = start + number_at + token.length;
    let (style, delimiter) = delimiter(&token.number, &heading[after..])?;
    let style = if is_question { NumberStyle::Question } else { style };
    Some(numbered(heading, start, token.number, style, Kind::Plain, after + delimiter))
}

/// Finds every reading of the start of `heading` as a number, the surest first. All but [`Kind::Plain`] count only where
/// the other headings of the file speak for it.
#[must_use]
pub fn readings(heading: &str) -> Vec<Numbered> {
    if let Some(plain) = parse(heading) {
        return vec![plain];
    }
    let start = after_symbols(heading);
    if heading.len() == start {
        return Vec::new();
    }
    let readers = [
        between_brackets,
        range,
        after_word,
        after_sign,
        appendix,
        word_and_letter,
        letter_and_number,
        chinese,
        ordinal,
        keycap,
        dashed,
        bare,
        after_letter,
        roman,
        alphabet,
    ];
    readers.iter().filter_map(|reader| reader(heading, start)).collect()
}

/// Skips emoji and other symbols, and the box of a task, before the number. Punctuation that belongs to words stays.
fn after_symbols(heading: &str) -> usize {
    let is_symbol = |c: char| {
        c.is_whitespace()
            || !is_circled(c)
                && matches!(c, '\u{200B}'..='\u{200F}' | '\u{FE0F}' | '\u{FEFF}' | '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
    };
    let words = heading.trim_start_matches(is_symbol);
    let task = ["[ ] ", "[x] ", "[X] "].iter().find_map(|task| words.strip_prefix(task));
    heading.len() - task.map_or(words, str::trim_start).len()
}

/// `①` to `⑳`, and `❶` to `❿`.
fn is_circled(character: char) -> bool {
    matches!(character, '\u{2460}'..='\u{2473}' | '\u{2776}'..='\u{277F}')
}

fn numbered(heading: &str, start: usize, number: String, style: NumberStyle, kind: Kind, end: usize) -> Numbered {
    let prefix = heading.len() - heading[end..].trim_start().len();
    // An emoji stays in the title, the box of a task does not.
    let before = heading[..start].trim_end();
    let start = if before.ends_with(']') { before.len().saturating_sub("[ ]".len()) } else { start };
    Numbered { number: SectionNumber(number), style, kind, start, prefix }
}

/// `(12) Title`, `（12）Title`, `[12] Title`, `[Q12] Title`, `（一）Title`.
fn between_brackets(heading: &str, start: usize) -> Option<Numbered> {
    let text = &heading[start..];
    let (inside, closer, is_wide) = match text.chars().next()? {
        '(' => (&text[1..], ')', false),
        '[' => (&text[1 + question_word(&text[1..]).1..], ']', false),
        '（' => (&text[3..], '）', true),
        '【' => (&text[3..], '】', true),
        _ => return None,
    };
    let (number, length) = match Token::read(inside) {
        Some(token) => (token.number, token.length),
        None => numerals::chinese(inside).map(|(value, length)| (value.to_string(), length))?,
    };
    let rest = inside[length..].strip_prefix(closer)?;
    let is_short = number.bytes().filter(u8::is_ascii_digit).count() <= MOST_BARE_DIGITS;
    // `[1.2.0] - 2026-01-31` is a release (Keep a Changelog).
    let is_release = closer == ']' && number.matches('.').count() == 2 && is_date(rest.trim_start_matches([' ', '-']));
    let may_follow = is_wide || rest.starts_with(char::is_whitespace);
    let end = heading.len() - rest.len();
    (is_short && !is_release && may_follow)
        .then(|| numbered(heading, start, number, NumberStyle::Parenthesis, Kind::Named, end))
}

/// Whether a title is nothing, or begins with a date: `2026-01-31`.
pub(super) fn is_date(title: &str) -> bool {
    let digits =
        |range: std::ops::Range<usize>| title.get(range).is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()));
    title.is_empty() || (digits(0..4) && digits(5..7) && title[4..].starts_with('-'))
}

/// `Chapter 12: Title`, `Frage 12`, `Day 3 Title`, `Part IV: Title`.
fn after_word(heading: &str, start: usize) -> Option<Numbered> {
    let text = &heading[start..];
    let (role, word) = heading_words::at_start(text)?;
    let signs = [' ', '\u{A0}', '.', ':', '#', '：', '№', '-', '_'];
    let mut digits = text[word..].trim_start_matches(signs);
    if let Some(sign) = heading_words::NUMBER_SIGNS.iter().find_map(|sign| heading_words::prefix_length(digits, sign)) {
        digits = digits[sign..].trim_start_matches(signs);
    }
    // A blank follows the word, but for `Q12` and where no blanks are written.
    let is_joined = digits.len() == text.len() - word;
    let may_be_joined = role.asks() || !text.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_joined && !may_be_joined {
        return None;
    }
    let (number, length) = match Token::read(digits) {
        Some(token) => (token.number, token.length),
        None => match numerals::roman(digits).filter(|_| !is_joined) {
            Some((value, length)) => (value.to_string(), length),
            None => numerals::chinese(digits)
                .or_else(|| number_words::number(digits).filter(|_| !is_joined || !text.is_ascii()))
                .map(|(value, length)| (value.to_string(), length))?,
        },
    };
    // `Task due on Friday` has no number.
    let is_name_of_number = !digits.starts_with(char::is_lowercase);
    let after = &digits[length..];
    let after = &after[total_length(after)..];
    let at = heading.len() - after.len();
    // `Topic 1 Question #3` is question 3.
    let words = after.trim_start_matches([' ', ',', '-', '–', '|']);
    let is_question = || heading_words::at_start(words).is_some_and(|(role, _)| role.asks());
    if role == Role::Section
        && words.len() < after.len()
        && is_question()
        && let Some(question) = after_word(heading, heading.len() - words.len())
    {
        return Some(Numbered { start, ..question });
    }
    // An outline's number has no delimiter of its own: `Section 2.1 of the act` is a sentence.
    let delimited = delimiter(&number, after).filter(|(style, _)| *style != NumberStyle::Outline);
    let kind = match delimited {
        Some(_) => Kind::Named,
        None if after.trim().is_empty() => Kind::Named,
        None if !is_name_of_number => return None,
        None if after.starts_with('(') || after.starts_with(char::is_whitespace) => Kind::Worded,
        None if after.starts_with(|c: char| !c.is_ascii() && c.is_alphabetic()) => Kind::Worded,
        None => return None,
    };
    let end = at + delimited.map_or(0, |(_, length)| length);
    let worded = Worded { role, word: &text[..word], title: &heading[end..], is_delimited: delimited.is_some() };
    let is_kept =
        worded.is_whole_title() || (is_joined && text[..word].is_ascii() && is_quarter(&number, &heading[end..]));
    let prefix = if is_kept { start } else { end };
    Some(numbered(heading, start, number, NumberStyle::Question, kind, prefix))
}

/// A word for a section with its number, and what comes behind them.
struct Worded<'a> {
    role: Role,
    word: &'a str,
    title: &'a str,
    is_delimited: bool,
}

impl Worded<'_> {
    /// Whether word and number are a part of the title: `Day 1`, `Theorem 1.3 (Lagrange)`, `Phase I clinical trials`. Behind
    /// a colon or a dot, and with a capital letter, the title is apart, unless the word says what it is, as in `Lemma 2: Zorn`.
    /// `Question 12` says nothing.
    fn is_whole_title(&self) -> bool {
        let title = self.title.trim();
        match self.role {
            Role::Question | Role::Exercise if self.is_delimited => false,
            Role::Question | Role::Exercise if title.is_empty() => false,
            Role::Question | Role::Exercise => title.starts_with(|c: char| c.is_lowercase() || c == '('),
            Role::Section | Role::Inside if title.is_empty() => true,
            Role::Section | Role::Inside if heading_words::says_what_it_is(self.role, self.word) => true,
            Role::Section | Role::Inside if self.is_delimited => false,
            // `Chapter 1 Tides`, but `Part 1 of the Act`.
            Role::Section | Role::Inside => {
                heading_words::is_article(self.word) || title.starts_with(|c: char| c.is_lowercase() || c == '(')
            }
        }
    }
}

/// Whether `Q1` before a title is a part of a year: `Q1 results`, `Q3 2024 forecast`.
fn is_quarter(number: &str, title: &str) -> bool {
    const MOST_WORDS: usize = 4;
    let title = title.trim();
    matches!(number, "1" | "2" | "3" | "4")
        && (1..=MOST_WORDS).contains(&title.split_whitespace().count())
        && !title.ends_with(['?', '？'])
}

/// `Appendix A: Title`, `Anhang B Title`, `附录A`, `Appendix A.2 Title`.
fn appendix(heading: &str, start: usize) -> Option<Numbered> {
    let text = &heading[start..];
    let word = heading_words::appendix_at_start(text)?;
    let letter = text[word..].trim_start_matches([' ', '\u{A0}']);
    let length = letter_number_length(letter)?;
    let is_joined = letter.len() == text.len() - word;
    let after = &letter[length..];
    let delimiter = lettered_delimiter(after).filter(|_| !is_joined || !text.starts_with(|c: char| c.is_ascii()))?;
    // `Appendix A` and `Appendix A Units` are called so.
    let prefix =
        if delimiter == 0 && !is_joined || after.is_empty() { start } else { heading.len() - after.len() + delimiter };
    Some(numbered(heading, start, letter[..length].to_owned(), NumberStyle::Auto, Kind::Named, prefix))
}

/// `Part A: Title`, `Module B`. The words stay in the title, because `Class A` may be a name.
fn word_and_letter(heading: &str, start: usize) -> Option<Numbered> {
    let text = &heading[start..];
    let (_, word) = heading_words::at_start(text).filter(|(role, _)| *role != Role::Inside)?;
    let letter = text[word..].strip_prefix(' ')?;
    let length = letter_number_length(letter).filter(|&length| length == 1)?;
    let after = &letter[length..];
    (after.is_empty() || ordinal_delimiter(after).is_some())
        .then(|| numbered(heading, start, letter[..length].to_owned(), NumberStyle::Auto, Kind::Alphabet, start))
}

/// `A.2 Title`, `B.1.3. Title`.
fn letter_and_number(heading: &str, start: usize) -> Option<Numbered> {
    let text = &heading[start..];
    let length = letter_number_length(text).filter(|&length| length > 1)?;
    let end = start + length + lettered_delimiter(&text[length..])?;
    Some(numbered(heading, start, text[..length].to_owned(), NumberStyle::Auto, Kind::Lettered, end))
}

/// The length of a capital letter with the numbers behind it at the start of a text: `A`, `A.2`, `B.1.3`.
fn letter_number_length(text: &str) -> Option<usize> {
    text.chars().next().filter(char::is_ascii_uppercase)?;
    let number = text[1..]
        .strip_prefix('.')
        .and_then(number_length)
        .filter(|&length| text[2..2 + length].bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    Some(1 + number.map_or(0, |length| 1 + length))
}

/// The length of what is between a number with a letter and the title; none if the number goes on as a word.
fn lettered_delimiter(after: &str) -> Option<usize> {
    ordinal_delimiter(after).or_else(|| (after.is_empty() || after.starts_with(char::is_whitespace)).then_some(0))
}

/// The length of ` of 7` or `/21` behind a number.
fn total_length(after: &str) -> usize {
    const WORDS: [&str; 9] = ["/", "of", "von", "de", "di", "van", "av", "af", "из"];
    let words = after.trim_start();
    let total = WORDS.iter().find_map(|word| {
        let rest = words.strip_prefix(word)?;
        let digits = rest.trim_start();
        let is_apart = *word == "/" || (words.len() < after.len() && digits.len() < rest.len());
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let is_end = !digits[length..].starts_with(|c: char| c.is_alphanumeric() || c == '/');
        (is_apart && length > 0 && is_end).then(|| after.len() - digits.len() + length)
    });
    total.unwrap_or(0)
}

/// `#12 Title`, `§12 Title`, `No. 12: Title`, `№ 12`.
fn after_sign(heading: &str, start: usize) -> Option<Numbered> {
    let text = &heading[start..];
    let rest = match text.strip_prefix(['#', '§']) {
        Some(rest) => rest,
        None => {
            &text[heading_words::NUMBER_SIGNS.iter().find_map(|sign| heading_words::prefix_length(text, sign))?..]
        }
    };
    let digits = rest.trim_start_matches([' ', '\u{A0}']);
    let token = Token::read(digits)?;
    let after = &digits[token.length..];
    let at = heading.len() - after.len();
    let delimiter = delimiter(&token.number, after).map_or(0, |(_, length)| length);
    let may_follow = delimiter > 0 || after.is_empty() || after.starts_with(char::is_whitespace);
    may_follow.then(|| numbered(heading, start, token.number, NumberStyle::Auto, Kind::Named, at + delimiter))
}

/// `§§ 3 bis 6 (repealed)`, `Articles 3–6`, `Lessons 3 and 4`: the first number is the address, and all of it the title.
fn range(heading: &str, start: usize) -> Option<Numbered> {
    let (number, _) = range_at_start(&heading[start..])?;
    Some(numbered(heading, start, number, NumberStyle::Question, Kind::Named, start))
}

/// The last number of the range that a heading names: 6 of `§§ 3 bis 6`.
pub(super) fn last_of_range(heading: &str) -> Option<u64> {
    range_at_start(&heading[after_symbols(heading)..]).map(|(_, last)| last)
}

/// The first and the last number of a range behind a sign or a word at the start of a text.
fn range_at_start(text: &str) -> Option<(String, u64)> {
    const PLURALS: [&str; 5] = ["s ", "n ", "en ", "e ", "s. "];
    // Looking for the word costs more than this, and its last number has digits.
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let behind = match text.strip_prefix('§') {
        Some(rest) => rest.trim_start_matches('§'),
        None => {
            let behind = &text[heading_words::at_start(text)?.1..];
            let is_plural = PLURALS.iter().find(|plural| behind.starts_with(**plural));
            is_plural.map_or(behind, |plural| &behind[plural.len() - 1..])
        }
    };
    let digits = behind.trim_start_matches([' ', '\u{A0}']);
    let token = Token::read(digits).filter(|_| digits.len() < behind.len() || text.starts_with('§'))?;
    let last = end_of_range(&digits[token.length..])?;
    let first: u64 = token.number.parse().ok()?;
    (first < last).then_some((token.number, last))
}

/// The number in ` bis 6`, ` and 4` or `–6` behind another one. Behind a dash between blanks a title may begin with a number.
fn end_of_range(after: &str) -> Option<u64> {
    const WORDS: [&str; 20] = [
        "bis", "und", "to", "through", "until", "and", "&", "à", "et", "a", "al", "y", "e", "tot", "en", "till", "do",
        "до", "по", "и",
    ];
    let words = after.trim_start();
    let is_apart = words.len() < after.len();
    let (rest, is_dash) = match words.strip_prefix(['-', '–', '—']) {
        Some(rest) => (rest, true),
        None => {
            (WORDS.iter().find_map(|word| words.strip_prefix(word)?.strip_prefix(' ')).filter(|_| is_apart)?, false)
        }
    };
    let digits = rest.trim_start_matches([' ', '§']);
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let behind = &digits[length..];
    let is_end = if is_dash && is_apart {
        behind.trim_start().is_empty() || behind.trim_start().starts_with([':', '(', ','])
    } else {
        !behind.starts_with(|c: char| c.is_alphanumeric())
    };
    digits[..length].parse().ok().filter(|_| is_end && length <= MOST_DIGITS)
}

/// What is counted by a numeral between `第` and it: chapters, sections, lessons, questions, days.
const COUNTERS: [&str; 34] = [
    "部分", "课时", "주차", "章", "节", "節", "课", "課", "回", "问", "問", "题", "題", "条", "條", "部", "篇", "编",
    "編", "讲", "講", "话", "話", "日", "天", "周", "週", "集", "步", "장", "강", "과", "일", "절",
];

/// Those that also follow a number without `第`. The others are units of measure there: `3日` is three days.
const COUNTERS_ALONE: [&str; 12] = ["章", "节", "節", "课", "課", "问", "問", "题", "題", "장", "강", "과"];

/// `一、Title`, `第1章 Title`, `第十二課`, `제1장 Title`, `1章 Title`.
fn chinese(heading: &str, start: usize) -> Option<Numbered> {
    let text = &heading[start..];
    let ordinal = text.strip_prefix(['第', '제']);
    let numeral = ordinal.unwrap_or(text);
    let (number, length) = match Token::read(numeral) {
        Some(token) => (token.number, token.length),
        None => numerals::chinese(numeral).map(|(value, length)| (value.to_string(), length))?,
    };
    let after = &numeral[length..];
    let counter = COUNTERS.iter().find_map(|counter| after.strip_prefix(counter));
    let rest = match (ordinal, counter) {
        (Some(_), Some(rest)) => rest.trim_start_matches(BEHIND_COUNTERS),
        (None, Some(rest)) if is_counter_alone(after, rest) => rest.trim_start_matches(BEHIND_COUNTERS),
        // `9:00` is a time.
        (None, _) => {
            let rest = after.strip_prefix(['、', '．', '.', '：', ':'])?;
            (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some(rest)?
        }
        (Some(_), None) => return None,
    };
    let style = if ordinal.is_some() { NumberStyle::Question } else { NumberStyle::Dot };
    // `第一章` without a title is called so, and an article of a law always.
    let is_question = || after.starts_with(['问', '問', '题', '題']);
    let is_article = after.starts_with(['条', '條']);
    let is_name = counter.is_some() && (is_article || rest.is_empty() && !is_question());
    let prefix = if is_name { start } else { heading.len() - rest.len() };
    Some(numbered(heading, start, number, style, Kind::Named, prefix))
}

/// What is between a counter and the title.
const BEHIND_COUNTERS: [char; 9] = ['：', ':', '、', '．', '.', '　', ' ', '-', '—'];

/// Whether what is behind a number is the counter of a section, with the title apart: `1章`, not `10題集`.
fn is_counter_alone(after: &str, rest: &str) -> bool {
    let is_apart = rest.is_empty() || rest.starts_with(BEHIND_COUNTERS);
    is_apart
        && COUNTERS_ALONE.iter().any(|counter| after.len() == counter.len() + rest.len() && after.starts_with(counter))
}

/// `12- Title`, `12/ Title`, `12] Title`, `12º Title`, `12-Title`.
fn dashed(heading: &str, start: usize) -> Option<Numbered> {
    let token = Token::read(&heading[start..]).filter(|token| token.number.len() <= MOST_BARE_DIGITS)?;
    let after = &heading[start + token.length..];
    let mark = after.chars().next().filter(|c| matches!(c, '-' | '–' | '—' | '/' | ']' | '_' | 'º' | 'ª' | '°'))?;
    let rest = &after[mark.len_utf8()..];
    let is_ordinal = matches!(mark, 'º' | 'ª' | '°');
    let (kind, may_follow) = match rest.chars().next() {
        None => return None,
        Some(next) if next.is_whitespace() => (if is_ordinal { Kind::Bare } else { Kind::Named }, true),
        Some(next) => (Kind::Joined, mark == '-' && (next.is_alphabetic() || matches!(next, '¿' | '"' | '`'))),
    };
    may_follow.then(|| numbered(heading, start, token.number, NumberStyle::Dash, kind, heading.len() - rest.len()))
}

/// `1ª pregunta: Title`, `2번 Title`, `Tercera pregunta`, `2nd Lecture - Title`, `Première partie : Title`.
fn ordinal(heading: &str, start: usize) -> Option<Numbered> {
    let text = &heading[start..];
    if let Some(token) = Token::read(text).filter(|token| !text[token.length..].starts_with("번째"))
        && let Some(rest) = text[token.length..].strip_prefix('번')
    {
        let (found, _) = ordinal_with_rest(heading, start, token.number, rest)?;
        return Some(Numbered { kind: Kind::Named, ..found });
    }
    if let Some((number, role, rest)) = korean_ordinal(text) {
        let (found, is_delimited) = ordinal_with_rest(heading, start, number, rest)?;
        return Some(ordinal_title(heading, found, is_delimited, (role, "")));
    }
    let ordinal = ORDINAL_ARTICLES.iter().find_map(|article| {
        let length = heading_words::prefix_length(text, article)?;
        Some(&text[length..])
    });
    let ordinal = ordinal.unwrap_or(text);
    // Few headings have a word for a section behind their first word, so that is looked for first.
    let blank = ordinal.find([' ', '\u{A0}'])?;
    let word = ordinal[blank..].trim_start();
    let (role, length) = heading_words::at_start(word).filter(|(role, _)| *role != Role::Inside)?;
    let number = ordinal_in_digits(&ordinal[..blank]).or_else(|| {
        let (value, _) = number_words::ordinal(&ordinal[..blank]).filter(|&(_, length)| length == blank)?;
        Some(value.to_string())
    })?;
    let (found, is_delimited) = ordinal_with_rest(heading, start, number, &word[length..])?;
    Some(ordinal_title(heading, found, is_delimited, (role, &word[..length])))
}

/// The same reading with the words before the title left in it where they belong to it: `First law of motion`.
fn ordinal_title(heading: &str, found: Numbered, is_delimited: bool, (role, word): (Role, &str)) -> Numbered {
    let worded = Worded { role, word, title: &heading[found.prefix..], is_delimited };
    if worded.is_whole_title() { Numbered { prefix: found.start, ..found } } else { found }
}

/// `첫 번째 강의`, `3번째 강의`: the number, the role of the word for a section, and what is behind it.
fn korean_ordinal(text: &str) -> Option<(String, Role, &str)> {
    const NUMBERS: [&str; 10] = ["첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"];
    let (number, rest) = match Token::read(text) {
        Some(token) => (token.number, &text[token.length..]),
        None => {
            NUMBERS.iter().zip(1..).find_map(|(word, value)| Some((value.to_string(), text.strip_prefix(word)?)))?
        }
    };
    let word = rest.trim_start().strip_prefix("번째")?.trim_start();
    let (role, length) = heading_words::at_start(word).filter(|(role, _)| *role != Role::Inside)?;
    Some((number, role, &word[length..]))
}

/// Articles before an ordinal number, in lower case.
const ORDINAL_ARTICLES: [&str; 11] = ["the ", "der ", "die ", "das ", "la ", "le ", "el ", "il ", "o ", "a ", "de "];

/// The reading of an ordinal number whose word ends before `rest`, and whether the title is apart from it.
fn ordinal_with_rest(heading: &str, start: usize, number: String, rest: &str) -> Option<(Numbered, bool)> {
    let end = heading.len() - rest.len();
    let delimited = delimiter(&number, rest).map(|(_, length)| length);
    let kind = match delimited {
        Some(_) => Kind::Named,
        None if rest.trim().is_empty() => Kind::Named,
        None if rest.starts_with(char::is_whitespace) => Kind::Worded,
        None => return None,
    };
    let found = numbered(heading, start, number, NumberStyle::Question, kind, end + delimited.unwrap_or(0));
    Some((found, delimited.is_some()))
}

/// The digits of `1st`, `2ème`, `3ª`, `4-я`.
fn ordinal_in_digits(word: &str) -> Option<String> {
    const ENDINGS: [&str; 32] = [
        "st", "nd", "rd", "th", "er", "ère", "re", "e", "ème", "eme", "nde", "ª", "º", "°", "-й", "-я", "-е", "-ый",
        "-ая", "-ое", ":a", ":e", "o", "a", "-а", "-ша", "η", "ο", "ος", "de", "ste", "-ший",
    ];
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let is_ordinal = (1..=MOST_BARE_DIGITS).contains(&digits) && ENDINGS.contains(&&word[digits..]);
    is_ordinal.then(|| word[..digits].to_owned())
}

/// `1️⃣ Title`, `① Title`.
fn keycap(heading: &str, start: usize) -> Option<Numbered> {
    let first = heading[start..].chars().next()?;
    if is_circled(first) {
        let zero = if first < '\u{2776}' { 0x245F } else { 0x2775 };
        let number = (u32::from(first) - zero).to_string();
        return Some(numbered(heading, start, number, NumberStyle::Dot, Kind::Named, start + first.len_utf8()));
    }
    let (number, length) = numerals::digits(&heading[start..])?;
    let end = start + length;
    let is_keycap = heading[start..end].ends_with('\u{20E3}') && number.len() <= MOST_BARE_DIGITS;
    is_keycap.then(|| numbered(heading, start, number, NumberStyle::Dot, Kind::Named, end))
}

/// `12 Title`, `12/21 Title`, `12`.
fn bare(heading: &str, start: usize) -> Option<Numbered> {
    let token = Token::read(&heading[start..])?;
    let after = &heading[start + token.length..];
    let total = if after.starts_with('/') { total_length(after) } else { 0 };
    let after = &after[total..];
    let is_number = token.number.len() <= MOST_BARE_DIGITS && token.number.bytes().all(|byte| byte.is_ascii_digit());
    let may_follow = after.is_empty() || after.starts_with(char::is_whitespace);
    (is_number && may_follow)
        .then(|| numbered(heading, start, token.number, NumberStyle::Auto, Kind::Bare, start + token.length + total))
}

/// `P12. Title`, `S3: Title`, `D4 Title`.
fn after_letter(heading: &str, start: usize) -> Option<Numbered> {
    let letter = heading[start..].chars().next().filter(|letter| letter.is_alphabetic())?;
    let token = Token::read(heading[start + letter.len_utf8()..].trim_start_matches('.'))?;
    let after = heading[start + letter.len_utf8()..].trim_start_matches('.').get(token.length..)?;
    let at = heading.len() - after.len();
    let delimiter = delimiter(&token.number, after).map_or(0, |(_, length)| length);
    let may_follow = delimiter > 0 || after.is_empty() || after.starts_with(char::is_whitespace);
    let is_number = token.number.len() <= MOST_BARE_DIGITS && token.number.bytes().all(|byte| byte.is_ascii_digit());
    let letter = letter.to_uppercase().next().unwrap_or(letter);
    // `P1 priority`, `H2`: a letter without a dot is a part of the title, unless that asks.
    let is_name = delimiter == 0 && !after.ends_with(['?', '？', '؟']);
    let prefix = if is_name { start } else { at + delimiter };
    (is_number && may_follow)
        .then(|| numbered(heading, start, token.number, NumberStyle::Question, Kind::Letter(letter), prefix))
}

/// `IV. Title`, `IV - Title`.
fn roman(heading: &str, start: usize) -> Option<Numbered> {
    let (value, length) = numerals::roman(&heading[start..])?;
    let after = &heading[start + length..];
    let delimiter = ordinal_delimiter(after)?;
    Some(numbered(heading, start, value.to_string(), NumberStyle::Auto, Kind::Roman, start + length + delimiter))
}

/// `B. Title`, `B) Title`.
fn alphabet(heading: &str, start: usize) -> Option<Numbered> {
    let letter = heading[start..].chars().next().filter(char::is_ascii_uppercase)?;
    let delimiter = ordinal_delimiter(&heading[start + 1..])?;
    Some(numbered(heading, start, letter.to_string(), NumberStyle::Auto, Kind::Alphabet, start + 1 + delimiter))
}

/// The length of the delimiter between a Roman numeral or a letter and the title.
fn ordinal_delimiter(after: &str) -> Option<usize> {
    if let Some(rest) = after.strip_prefix(['.', ')', ':']) {
        return (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(1);
    }
    [" - ", " – ", " — "].iter().find(|dash| after.starts_with(**dash)).map(|dash| dash.len())
}

/// The number of a section in digits, and its length in the text that it was read from.
struct Token {
    number: String,
    length: usize,
}

impl Token {
    /// Reads `47`, `17a`, `2.1.5`, `１２` or `٣` at the start of `text`.
    fn read(text: &str) -> Option<Self> {
        if let Some(length) = number_length(text) {
            let is_keycap = text[length..].starts_with(['\u{FE0F}', '\u{20E3}']);
            return (!is_keycap).then(|| Self { number: text[..length].to_owned(), length });
        }
        let (number, length) = numerals::digits(text).filter(|(digits, _)| digits.len() <= MOST_DIGITS)?;
        let is_other_script = !text.starts_with(|c: char| c.is_ascii()) && !text[..length].contains('\u{20E3}');
        is_other_script.then_some(Self { number, length })
    }
}

impl SectionNumber {
    /// A number counted by us: the n-th item of a list.
    #[must_use]
    pub fn counted(n: u64) -> Self {
        Self(n.to_string())
    }

    /// A number named elsewhere, as in `see 47`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        (number_length(text) == Some(text.len())).then(|| Self(text.to_owned()))
    }

    /// The number as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value of a number that is digits only.
    #[must_use]
    pub fn integer(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    /// Whether `other` is the number that comes right after this one: 7 after 6, 2.1.6 after 2.1.5, 17b after 17a.
    #[must_use]
    pub fn is_followed_by(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.parts(), other.parts());
        let Some(((last, theirs_last), stem)) = ours
            .last()
            .zip(theirs.last())
            .filter(|_| ours.len() == theirs.len())
            .zip(ours.split_last().map(|(_, stem)| stem))
        else {
            return false;
        };
        theirs.starts_with(stem)
            && match (last, theirs_last) {
                (Part::Digits(a), Part::Digits(b)) => a.parse::<u64>().ok().map(|n| n + 1) == b.parse().ok(),
                (Part::Letter(a), Part::Letter(b)) | (Part::Name(a), Part::Name(b)) => *a as u32 + 1 == *b as u32,
                _ => false,
            }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        for piece in self.0.split('.') {
            if let (1, Some(name)) = (piece.len(), piece.chars().next().filter(char::is_ascii_alphabetic)) {
                parts.push(Part::Name(name));
                continue;
            }
            let letter = piece.chars().last().filter(char::is_ascii_alphabetic);
            parts.push(Part::Digits(piece.trim_end_matches(|c: char| c.is_ascii_alphabetic())));
            parts.extend(letter.map(|letter| Part::Letter(letter.to_ascii_lowercase())));
        }
        parts
    }
}

impl Ord for SectionNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(&other.parts()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for SectionNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A letter sorts before digits, so that the order is 10, 10a, 10.1. An appendix is behind all chapters.
#[derive(PartialEq, Eq)]
enum Part<'a> {
    Letter(char),
    Digits(&'a str),
    /// A letter that is a number of its own: `A`, and the first of `A.2`.
    Name(char),
}

impl Ord for Part<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Part::Letter(a), Part::Letter(b)) | (Part::Name(a), Part::Name(b)) => a.cmp(b),
            (Part::Letter(_), Part::Digits(_) | Part::Name(_)) | (Part::Digits(_), Part::Name(_)) => Ordering::Less,
            (Part::Digits(_) | Part::Name(_), Part::Letter(_)) | (Part::Name(_), Part::Digits(_)) => Ordering::Greater,
            (Part::Digits(a), Part::Digits(b)) => {
                let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
                a.len().cmp(&b.len()).then_with(|| a.cmp(b))
            }
        }
    }
}

impl PartialOrd for Part<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Skips `Q`, `Question`, `Question #`: whether there was such a word, and where the digits begin.
fn question_word(text: &str) -> (bool, usize) {
    let after_word = ["question", "q"]
        .iter()
        .find_map(|word| heading_words::prefix_length(text, word))
        .map(|length| &text[length..]);
    let digits = after_word.map(|rest| rest.trim_start_matches(['.', ' ', '\u{A0}', '#', ':', '-', '_']));
    match digits.filter(|digits| digits.starts_with(|c: char| c.is_ascii_digit())) {
        Some(digits) => (true, text.len() - digits.len()),
        None => (false, 0),
    }
}

/// The length of `47`, `17a` or `2.1.5` at the start of `text`.
fn number_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut length = digits(0);
    if length == 0 || length > MOST_DIGITS {
        return None;
    }
    let mut depth = 1;
    while bytes.get(length) == Some(&b'.') {
        let more = digits(length + 1);
        if more == 0 || more > MOST_DIGITS || depth == 8 {
            break;
        }
        length += 1 + more;
        depth += 1;
    }
    let letter = bytes.get(length).is_some_and(u8::is_ascii_alphabetic)
        && !bytes.get(length + 1).is_some_and(u8::is_ascii_alphanumeric);
    Some(length + usize::from(letter))
}

/// The delimiter between the number and the title, and its length in bytes.
fn delimiter(number: &str, after: &str) -> Option<(NumberStyle, usize)> {
    let mut characters = after.chars();
    let first = characters.next();
    let second = characters.next();
    let ends_with_letter = number.ends_with(|c: char| c.is_ascii_alphabetic());
    let is_outline = number.contains('.');
    let is_end = |character: Option<char>| character.is_none_or(char::is_whitespace);
    match first {
        // A number alone is a section without a title where it is part of an outline, and a year or a score elsewhere.
        None => is_outline.then_some((NumberStyle::Outline, 0)),
        // `12.) Title`, `12.- Title`, `12). Title`.
        Some('.') if second.is_some_and(|c| matches!(c, ')' | '-')) && is_end(characters.next()) => {
            Some((NumberStyle::Dot, 2))
        }
        Some(')') if second == Some('.') && is_end(characters.next()) => Some((NumberStyle::Parenthesis, 2)),
        Some('.' | '．' | '、') if title_may_follow(&after[first?.len_utf8()..]) => {
            Some((NumberStyle::Dot, first?.len_utf8()))
        }
        Some(')' | '）') => Some((NumberStyle::Parenthesis, first?.len_utf8())),
        Some(':' | '：') if !second.is_some_and(|c| c.is_ascii_digit()) => {
            Some((NumberStyle::Colon, first?.len_utf8()))
        }
        Some(space) if space.is_whitespace() => {
            let is_apart = characters.next().is_none_or(char::is_whitespace);
            let length = space.len_utf8() + second.map_or(0, char::len_utf8);
            match second {
                Some('-' | '–' | '—' | '|') => is_apart.then_some((NumberStyle::Dash, length)),
                // `8 . Title`, and `8 : Titre` as French has it.
                Some('.') if is_apart => Some((NumberStyle::Dot, length)),
                Some(')') if is_apart => Some((NumberStyle::Parenthesis, length)),
                Some(':') if is_apart => Some((NumberStyle::Colon, length)),
                _ if is_outline && !ends_with_letter => Some((NumberStyle::Outline, space.len_utf8())),
                _ => None,
            }
        }
        // `1.3标题`: scripts without spaces put none here either.
        Some(letter) if is_outline && !ends_with_letter && letter.is_alphabetic() && !letter.is_ascii() => {
            Some((NumberStyle::Outline, 0))
        }
        Some(_) => None,
    }
}

/// After `12.` comes a space, the end, or at once a title; `3.js` and `1.x` are names and versions.
fn title_may_follow(rest: &str) -> bool {
    match rest.chars().next() {
        Some(first) if first.is_ascii_lowercase() => rest.chars().take_while(char::is_ascii_alphabetic).count() >= 4,
        Some(first) => !first.is_ascii_digit(),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_titles() {
        for (heading, number, title) in [
            ("12. Title", "12", "Title"),
            ("12.Title", "12", "Title"),
            ("12.title words", "12", "title words"),
            ("12) Title", "12", "Title"),
            ("12: Title", "12", "Title"),
            ("12 - Title", "12", "Title"),
            ("12 – Title", "12", "Title"),
            ("Q12. Title", "12", "Title"),
            ("Q12: Title", "12", "Title"),
            ("Q. 12 - Title", "12", "Title"),
            ("Question 12 - Title", "12", "Title"),
            ("question #12: Title", "12", "Title"),
            ("2.1.5 Title", "2.1.5", "Title"),
            ("2.1.5. Title", "2.1.5", "Title"),
            ("1.3标题", "1.3", "标题"),
            ("31.ボタン", "31", "ボタン"),
            ("3、标题", "3", "标题"),
            ("17a. Title", "17a", "Title"),
            ("  7.   Spaced", "7", "Spaced"),
            ("151.", "151", ""),
            ("1. 2024 in review", "1", "2024 in review"),
            ("40. --dry-run", "40", "--dry-run"),
            ("8 . Spaced", "8", "Spaced"),
            ("12.) Title", "12", "Title"),
            ("12.- Title", "12", "Title"),
            ("12). Title", "12", "Title"),
            ("1 : Titre", "1", "Titre"),
            ("Question: 1. Colon", "1", "Colon"),
            ("🚀 12. Title", "12", "Title"),
            ("１２．题", "12", "题"),
            ("٣. عنوان", "3", "عنوان"),
        ] {
            let found = parse(heading).unwrap_or_else(|| panic!("`{heading}` is numbered"));
            assert_eq!((found.number.as_str(), &heading[found.prefix..]), (number, title), "{heading}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number() {
        for heading in [
            "83(b) Elections",
            "409A Valuations",
            "123-Things",
            "10 Tips",
            "12:30 in Rome",
            "3.js",
            "2.x branch",
            "EC2. Title",
            "Quick 3. look",
            "Q",
            "Questions 4",
            "1234567. Order",
            "2024",
            "",
            "4xx errors",
            "1,000. Title",
        ] {
            assert_eq!(parse(heading), None, "{heading}");
        }
        for time in ["9:00 Standup", "10:15 Review"] {
            assert_eq!(readings(time), [], "{time}");
        }
    }

    #[test]
    fn numbers_that_need_others_beside_them() {
        for (heading, kind, number, title) in [
            ("Section 12: Title", Kind::Named, "12", "Title"),
            ("chapter 1: A", Kind::Named, "1", "A"),
            ("Day 5. Title", Kind::Named, "5", "Title"),
            ("(17a) Title", Kind::Named, "17a", "Title"),
            ("（1）潮汐", Kind::Named, "1", "潮汐"),
            ("[12] Title", Kind::Named, "12", "Title"),
            ("Question 3", Kind::Named, "3", ""),
            ("Question #3", Kind::Named, "3", ""),
            ("Frage 1 : Titel", Kind::Named, "1", "Titel"),
            ("Kapitel 3 – Titel", Kind::Named, "3", "Titel"),
            ("Глава 4. Имя", Kind::Named, "4", "Имя"),
            ("السؤال ٣: عنوان", Kind::Named, "3", "عنوان"),
            ("Part IV: Title", Kind::Named, "4", "Title"),
            ("問1 潮", Kind::Worded, "1", "潮"),
            ("Day 3 Title", Kind::Worded, "3", "Title"),
            ("Section 2.1 of the act", Kind::Worded, "2.1", "Section 2.1 of the act"),
            ("#12 Title", Kind::Named, "12", "Title"),
            ("No. 12: Title", Kind::Named, "12", "Title"),
            ("第1章 潮汐", Kind::Named, "1", "潮汐"),
            ("第十二課", Kind::Named, "12", "第十二課"),
            ("1章", Kind::Named, "1", "1章"),
            ("3장 조수", Kind::Named, "3", "조수"),
            ("Ex. 3", Kind::Named, "3", ""),
            ("Case Study 2: Ebb", Kind::Named, "2", "Ebb"),
            ("案例1：潮汐", Kind::Named, "1", "潮汐"),
            ("Лабораторная работа № 4", Kind::Named, "4", "Лабораторная работа № 4"),
            ("一、潮汐", Kind::Named, "1", "潮汐"),
            ("1️⃣ Title", Kind::Named, "1", "Title"),
            ("12- Title", Kind::Named, "12", "Title"),
            ("12/ Title", Kind::Named, "12", "Title"),
            ("12-Title", Kind::Joined, "12", "Title"),
            ("12º Título", Kind::Bare, "12", "Título"),
            ("10 Tips", Kind::Bare, "10", "Tips"),
            ("P1. Título", Kind::Letter('P'), "1", "Título"),
            ("IV. Title", Kind::Roman, "4", "Title"),
            ("B. Title", Kind::Alphabet, "B", "Title"),
            ("🚀 Step 2: Go", Kind::Named, "2", "Go"),
            ("Theorem 2 (Lagrange)", Kind::Worded, "2", "Theorem 2 (Lagrange)"),
            ("Beispiel 3", Kind::Named, "3", "Beispiel 3"),
            ("Question 3 of 12", Kind::Named, "3", ""),
            ("Question 3 of 12: Tides", Kind::Named, "3", "Tides"),
            ("Frage 3 von 12 – Ebbe", Kind::Named, "3", "Ebbe"),
            ("Topic 2 Question #5", Kind::Named, "5", ""),
            ("Chapter 2, Exercise 5: Tides", Kind::Named, "5", "Tides"),
            ("Chapter 2: Question 5", Kind::Named, "2", "Question 5"),
            ("[Q12] Tides", Kind::Named, "12", "Tides"),
            ("Q_12 Tides", Kind::Worded, "12", "Tides"),
            ("§12 Tides", Kind::Named, "12", "Tides"),
            ("⑫ Tides", Kind::Named, "12", "Tides"),
            ("❸ Tides", Kind::Named, "3", "Tides"),
            ("12번 조수", Kind::Named, "12", "조수"),
            ("12ª pregunta: Mareas", Kind::Named, "12", "Mareas"),
            ("Domanda n. 12: Maree", Kind::Named, "12", "Maree"),
            ("Otázka č. 12 Příliv", Kind::Worded, "12", "Příliv"),
            ("12/21 Tides", Kind::Bare, "12", "Tides"),
            ("NEW QUESTION 12", Kind::Named, "12", ""),
            ("Chapter Twelve", Kind::Named, "12", "Chapter Twelve"),
            ("Question Twelve", Kind::Named, "12", ""),
            ("Lecture One: Tides", Kind::Named, "1", "Tides"),
            ("Kapitel Zwei – Ebbe", Kind::Named, "2", "Ebbe"),
            ("Глава первая. Море", Kind::Named, "1", "Море"),
            ("Part One The Sea", Kind::Worded, "1", "The Sea"),
            ("Tercera pregunta: Mareas", Kind::Named, "3", "Mareas"),
            ("Première partie : Le vent", Kind::Named, "1", "Le vent"),
            ("The Second Lecture", Kind::Named, "2", "The Second Lecture"),
            ("2nd Lecture - Ebb", Kind::Named, "2", "Ebb"),
            ("2ème leçon", Kind::Named, "2", "2ème leçon"),
            ("Tercera pregunta", Kind::Named, "3", ""),
            ("Ch. 3 Silt", Kind::Worded, "3", "Silt"),
            ("Art. 5: Silt", Kind::Named, "5", "Silt"),
            ("Гл. 2. Ил", Kind::Named, "2", "Ил"),
            ("Appendix A: Tables", Kind::Named, "A", "Tables"),
            ("Anhang B", Kind::Named, "B", "Anhang B"),
            ("附录A 表", Kind::Named, "A", "表"),
            ("두 번째 강의: 조수", Kind::Named, "2", "조수"),
            ("บทที่สอง น้ำ", Kind::Worded, "2", "น้ำ"),
            ("Part A: Tides", Kind::Alphabet, "A", "Part A: Tides"),
            ("A.2 Silt", Kind::Lettered, "A.2", "Silt"),
            ("First law of motion", Kind::Worded, "1", "First law of motion"),
            ("Première loi de Newton", Kind::Worded, "1", "Première loi de Newton"),
            ("Phase I clinical trials", Kind::Worded, "1", "Phase I clinical trials"),
            ("Part 1 of the Act", Kind::Worded, "1", "Part 1 of the Act"),
            ("Q1 results", Kind::Worded, "1", "Q1 results"),
            ("Q1 What is silt?", Kind::Worded, "1", "What is silt?"),
            ("§§ 3 bis 6 (weggefallen)", Kind::Named, "3", "§§ 3 bis 6 (weggefallen)"),
            ("Articles 3–6 (repealed)", Kind::Named, "3", "Articles 3–6 (repealed)"),
            ("Lessons 3 and 4", Kind::Named, "3", "Lessons 3 and 4"),
            ("Day 3 - 5 things to do", Kind::Named, "3", "5 things to do"),
            ("P1 priority", Kind::Letter('P'), "1", "P1 priority"),
            ("Article 6 ECHR", Kind::Worded, "6", "Article 6 ECHR"),
            ("Act II", Kind::Named, "2", "Act II"),
            ("Exercise 4", Kind::Named, "4", ""),
            ("Lemma 1.2", Kind::Named, "1.2", "Lemma 1.2"),
            ("Theorem 1.3 (Lagrange)", Kind::Worded, "1.3", "Theorem 1.3 (Lagrange)"),
            ("Theorem 1.3: Lagrange", Kind::Named, "1.3", "Theorem 1.3: Lagrange"),
            ("定理 1.4", Kind::Named, "1.4", "定理 1.4"),
            ("Rule 2: Ask", Kind::Named, "2", "Ask"),
            ("B.1.3. Silt", Kind::Lettered, "B.1.3", "Silt"),
        ] {
            let found = readings(heading);
            let found = found.first().unwrap_or_else(|| panic!("`{heading}` is numbered"));
            let shown = (found.kind, found.number.as_str(), &heading[found.prefix..]);
            assert_eq!(shown, (kind, number, title), "{heading}");
        }
        for heading in [
            "Chapter",
            "Day5: x",
            "(2024) x",
            "(1)",
            "(a) x",
            "Daylight 1: x",
            "2024",
            "Questions 4",
            "83(b) x",
            "Task due on Friday",
            "Section on tides",
            "Appendix",
            "Part Another",
            "Part Time: x",
            "Second thoughts",
            "First parties",
            "Appendixes A",
        ] {
            assert_eq!(readings(heading), [], "{heading}");
        }
    }

    #[test]
    fn natural_order() {
        let mut numbers: Vec<_> = ["10.1", "2", "10a", "10", "1", "2.1.10", "2.1.9", "17b", "17a"]
            .iter()
            .map(|text| SectionNumber::named(text).expect("a number"))
            .collect();
        numbers.sort();
        let order: Vec<_> = numbers.iter().map(SectionNumber::as_str).collect();
        assert_eq!(order, ["1", "2", "2.1.9", "2.1.10", "10", "10a", "10.1", "17a", "17b"]);
    }

    #[test]
    fn what_follows_what() {
        let follows =
            |a, b| SectionNumber::named(a).zip(SectionNumber::named(b)).is_some_and(|(a, b)| a.is_followed_by(&b));
        assert!(follows("6", "7") && follows("2.1.5", "2.1.6") && follows("17a", "17b"));
        assert!(!follows("6", "8") && !follows("2.1.5", "2.2.6") && !follows("6", "6a") && !follows("1", "1.1"));
    }
}
