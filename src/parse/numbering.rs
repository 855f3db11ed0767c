//! The number at the start of a heading: `12. Title`, `Q12. Title`, `2.1.5 Title` and their kin.

use crate::config::NumberStyle;
use std::cmp::Ordering;

/// A section's number as its author wrote it: `47`, `17a`, `2.1.5`. Ordered naturally: 2, 10, 10a, 10.1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SectionNumber(String);

/// A number found at the start of a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// The number.
    pub number: SectionNumber,
    /// How it is written.
    pub style: NumberStyle,
    /// Length in bytes of all that comes before the title.
    pub prefix: usize,
}

/// Digits beyond this are a telephone number or an id, not the number of a section.
const MOST_DIGITS: usize = 6;

/// Finds the number that `heading`, the plain text of a heading, starts with.
///
/// Not numbers: `83(b) Elections`, `409A Valuations`, `123-Things`, `10 Tips`, `12:30 in Rome`, `3.js`.
#[must_use]
pub fn parse(heading: &str) -> Option<Numbered> {
    let start = heading.len() - heading.trim_start().len();
    let (word, digits_at) = question_word(&heading[start..]);
    let digits_at = start + digits_at;
    let number_length = number_length(&heading[digits_at..])?;
    let number = &heading[digits_at..digits_at + number_length];
    let after = &heading[digits_at + number_length..];
    let (style, delimiter) = delimiter(number, after)?;
    let style = if word { NumberStyle::Question } else { style };
    let rest = &after[delimiter..];
    Some(Numbered { number: SectionNumber(number.to_owned()), style, prefix: heading.len() - rest.trim_start().len() })
}

/// Words that introduce the number of a section where all sections have them: `Chapter 1: Title`. Parts, steps and versions
/// are numbered inside sections.
const WORDS: [&str; 10] =
    ["section", "chapter", "lesson", "lecture", "module", "unit", "week", "day", "exercise", "problem"];

/// Finds the number of `Chapter 12: Title`, `Day 5 - Title` or `(12) Title`. Headings inside sections look like that as
/// well: these count only where the other headings of the file speak for it.
#[must_use]
pub fn parse_named(heading: &str) -> Option<Numbered> {
    let start = heading.len() - heading.trim_start().len();
    let text = &heading[start..];
    let (number, rest, style) = match text.strip_prefix('(') {
        Some(inside) => {
            let (number, rest) = inside.split_at(number_length(inside)?);
            let is_short = number.bytes().filter(u8::is_ascii_digit).count() <= 3;
            let rest = rest.strip_prefix(')').filter(|rest| is_short && rest.starts_with(char::is_whitespace))?;
            (number, rest, NumberStyle::Parenthesis)
        }
        None => {
            let begins = |word: &&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
            let after_word = &text[WORDS.into_iter().find(begins)?.len()..];
            // A blank follows the word.
            let digits = after_word.trim_start_matches([' ', '\u{A0}', '#']);
            let (number, after) = digits.split_at(number_length(digits).filter(|_| digits.len() < after_word.len())?);
            // `Section 2.1 of the act` is a sentence.
            let (_, delimiter) = delimiter(number, after).filter(|(style, _)| *style != NumberStyle::Outline)?;
            (number, &after[delimiter..], NumberStyle::Question)
        }
    };
    Some(Numbered { number: SectionNumber(number.to_owned()), style, prefix: heading.len() - rest.trim_start().len() })
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
                (Part::Letter(a), Part::Letter(b)) => *a as u32 + 1 == *b as u32,
                _ => false,
            }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        for piece in self.0.split('.') {
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

/// A letter sorts before digits, so that 10, 10a, 10.1 stand in this order.
#[derive(PartialEq, Eq)]
enum Part<'a> {
    Letter(char),
    Digits(&'a str),
}

impl Ord for Part<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Part::Letter(a), Part::Letter(b)) => a.cmp(b),
            (Part::Letter(_), Part::Digits(_)) => Ordering::Less,
            (Part::Digits(_), Part::Letter(_)) => Ordering::Greater,
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
        .find(|word| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
        .map(|word| &text[word.len()..]);
    match after_word {
        Some(rest) => {
            let digits = rest.trim_start_matches(['.', ' ', '\u{A0}', '#']);
            if digits.starts_with(|c: char| c.is_ascii_digit()) {
                (true, text.len() - digits.len())
            } else {
                (false, 0)
            }
        }
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

/// What stands between the number and the title, and its length in bytes.
fn delimiter(number: &str, after: &str) -> Option<(NumberStyle, usize)> {
    let mut characters = after.chars();
    let first = characters.next();
    let second = characters.next();
    let ends_with_letter = number.ends_with(|c: char| c.is_ascii_alphabetic());
    let is_outline = number.contains('.');
    match first {
        // A number alone is a section without a title where it is part of an outline, and a year or a score elsewhere.
        None => is_outline.then_some((NumberStyle::Outline, 0)),
        Some('.' | '．' | '、') if title_may_follow(&after[first?.len_utf8()..]) => {
            Some((NumberStyle::Dot, first?.len_utf8()))
        }
        Some(')' | '）') => Some((NumberStyle::Parenthesis, first?.len_utf8())),
        Some(':' | '：') if !second.is_some_and(|c| c.is_ascii_digit()) => {
            Some((NumberStyle::Colon, first?.len_utf8()))
        }
        Some(space) if space.is_whitespace() => match second {
            Some(dash @ ('-' | '–' | '—')) => {
                let spaced = characters.next().is_none_or(char::is_whitespace);
                spaced.then_some((NumberStyle::Dash, space.len_utf8() + dash.len_utf8()))
            }
            _ if is_outline && !ends_with_letter => Some((NumberStyle::Outline, space.len_utf8())),
            _ => None,
        },
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
    }

    #[test]
    fn numbers_that_a_word_introduces() {
        for (heading, number, title) in [
            ("Section 12: Title", "12", "Title"),
            ("chapter 1: A", "1", "A"),
            ("Lesson 4 - Title", "4", "Title"),
            ("Day 5. Title", "5", "Title"),
            ("(1) Title", "1", "Title"),
            ("(17a) Title", "17a", "Title"),
        ] {
            let found = parse_named(heading).unwrap_or_else(|| panic!("`{heading}` is numbered"));
            assert_eq!((found.number.as_str(), &heading[found.prefix..]), (number, title), "{heading}");
            assert_eq!(parse(heading), None, "{heading}");
        }
        for heading in
            ["Chapter 1", "Chapter", "Day5: x", "Section 2.1 of the act", "(2024) x", "(1)", "(a) x", "Daylight 1: x"]
        {
            assert_eq!(parse_named(heading), None, "{heading}");
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
