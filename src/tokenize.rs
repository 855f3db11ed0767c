//! Splits a text into the words of the search. It takes text, and gives terms with spans; it does not stem them.
//!
//! docs/search-format.md has the rules; `static/js/search.js` follows them too. A *run* is letters and digits with at
//! most three joining marks between them: `kms:Decrypt`, `--dry-run`, `169.254.169.254`, `Lambda@Edge`. Its *parts* are
//! between the marks, and between the words of camel case. Its *whole* is the run without the marks, so that
//! `ECS_CLUSTER`, `ecs-cluster` and `EcsCluster` are one word. Scripts without spaces between words give pairs of
//! characters. An emoji is a word.

mod fold;

use crate::ranking::{DATA, LONGEST, MOST_PARTS};
use fold::{folded, spelled_out};
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word in lower case, without accents.
    pub term: Cow<'a, str>,
    /// Span in the text.
    pub range: Range<usize>,
    /// Whether it is the whole of a run, or its part in another spelling. The parts come before it.
    pub is_whole: bool,
}

impl Word<'_> {
    /// Whether the word is a part in another spelling: `groesse` for `Größe`.
    #[must_use]
    pub fn is_spelling_of(&self, part: &Word<'_>) -> bool {
        self.is_whole && self.range == part.range
    }
}

/// A text with its first letter in upper case.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let mut whole = String::with_capacity(text.len());
    whole.extend(characters.next().into_iter().flat_map(char::to_uppercase));
    whole.push_str(characters.as_str());
    whole
}

/// Returns whether a character belongs to a script without spaces between words.
#[must_use]
pub fn has_no_spaces(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{2E80}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Calls `found` with each word of `text`, in order. The whole of a run comes after its parts.
pub fn each<'a>(text: &'a str, mut found: impl FnMut(Word<'a>)) {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(|c| is_word_character(c) || is_sign(c)).map(|offset| rest + offset) {
        if let Some(sign) = text[start..].chars().next().filter(|&c| !is_word_character(c)) {
            rest = start + sign.len_utf8();
            found(Word { term: text[start..rest].into(), range: start..rest, is_whole: false });
            continue;
        }
        parts.clear();
        let end = run(text, start, &mut parts);
        rest = end;
        if parts.len() <= DATA {
            words_of_run(text, start..end, &parts, &mut found);
        }
    }
}

/// Returns all words of `text`.
#[must_use]
pub fn all(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    each(text, |word| words.push(word));
    words
}

fn is_word_character(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// Whether a character may be an emoji or a sign like one: a block of Unicode, without the modifiers of skin.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{231A}'..='\u{231B}' | '\u{23E9}'..='\u{23FA}' | '\u{2600}'..='\u{27BF}' | '\u{2B1B}'..='\u{2B55}'
        | '\u{1F000}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}')
}

/// Collects the parts of the run that begins at `start`. Returns its end.
fn run(text: &str, start: usize, parts: &mut Vec<Range<usize>>) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    loop {
        let length = text[at..].find(|c| !is_word_character(c)).unwrap_or(text.len() - at);
        let piece = at..at + length;
        at = piece.end;
        // The `s` of `queue's` and the `t` of `don't` are not words.
        let is_ending =
            piece.start > start && is_apostrophe(text, piece.start) && text[piece.clone()].chars().count() <= 2;
        if !is_ending {
            humps(text, piece.clone(), parts);
        }
        if piece.len() == 1 && !is_ending && bytes[piece.start].is_ascii_alphabetic() {
            let rest = &text[at..];
            let marks = if rest.starts_with("++") { 2 } else { usize::from(rest.starts_with('#')) };
            if marks > 0 && !rest[marks..].starts_with(is_word_character) {
                // `C++` and `C#`: the marks are part of the name.
                if let Some(last) = parts.last_mut() {
                    last.end += marks;
                }
                return at + marks;
            }
        }
        match joint(text, at) {
            Some(next) => at = next,
            None => return at,
        }
    }
}

/// Returns where the run continues after at most three joining marks.
fn joint(text: &str, at: usize) -> Option<usize> {
    let mut characters = text[at..].char_indices();
    for marks in 0..4 {
        let (offset, c) = characters.next()?;
        match c {
            _ if is_word_character(c) => return (marks > 0).then_some(at + offset),
            '-' | '_' | '.' | ':' | '@' | '&' | '$' | '\'' | '’' | '‐' | '‑' => {}
            // As in `15,000`.
            ',' if marks == 0 && text[..at].ends_with(|c: char| c.is_ascii_digit()) => {
                return text[at + 1..].starts_with(|c: char| c.is_ascii_digit()).then_some(at + 1);
            }
            _ => return None,
        }
    }
    None
}

fn is_apostrophe(text: &str, before: usize) -> bool {
    text[..before].ends_with(['\'', '’'])
}

/// Splits a piece where the script changes, and between the words of camel case: `SendMessage`, `XMLHttp`. `ARNs` stays
/// one word.
fn humps(text: &str, piece: Range<usize>, parts: &mut Vec<Range<usize>>) {
    let bytes = &text.as_bytes()[..piece.end];
    let mut start = piece.start;
    if !text[piece.clone()].is_ascii() {
        let mut last = None;
        for (offset, c) in text[piece.clone()].char_indices() {
            let kind = has_no_spaces(c);
            if last.is_some_and(|last| last != kind) {
                parts.push(start..piece.start + offset);
                start = piece.start + offset;
            }
            last = Some(kind);
        }
        parts.push(start..piece.end);
        return;
    }
    for at in piece.start + 1..piece.end {
        let (before, here) = (bytes[at - 1], bytes[at]);
        if !here.is_ascii_uppercase() {
            continue;
        }
        let after_lower = before.is_ascii_lowercase() || before.is_ascii_digit();
        // The `s` of `ARNs` does not begin a word.
        let is_lower = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
        let before_lower = is_lower(at + 1) && (bytes[at + 1] != b's' || is_lower(at + 2));
        if after_lower || (before.is_ascii_uppercase() && before_lower) {
            parts.push(start..at);
            start = at;
        }
    }
    parts.push(start..piece.end);
}

fn words_of_run<'a>(text: &'a str, run: Range<usize>, parts: &[Range<usize>], found: &mut impl FnMut(Word<'a>)) {
    // Accents alone are not a word.
    let mut found = |term: Cow<'a, str>, range, is_whole| {
        if !term.is_empty() {
            found(Word { term, range, is_whole });
        }
    };
    let mut has_pairs = false;
    for part in parts {
        let written = &text[part.clone()];
        if written.starts_with(has_no_spaces) {
            has_pairs = true;
            let starts: Vec<usize> = written.char_indices().map(|(offset, _)| part.start + offset).collect();
            for (index, &start) in starts.iter().enumerate() {
                let end = starts.get(index + 2).copied().unwrap_or(part.end);
                found(cut(folded(&text[start..end])), start..end, false);
            }
        } else {
            found(cut(folded(written)), part.clone(), false);
            if let Some(spelled) = spelled_out(written) {
                found(cut(spelled.into()), part.clone(), true);
            }
        }
    }
    if let [part] = parts
        && !has_pairs
        && is_variable(text, part)
    {
        let term = format!("${}", folded(&text[part.clone()]));
        found(term.into(), part.start - 1..part.end, true);
    }
    if parts.len() < 2 || parts.len() > MOST_PARTS || has_pairs {
        return;
    }
    let mut whole = String::with_capacity(run.len());
    for (index, part) in parts.iter().enumerate() {
        let between_digits = |before: &Range<usize>| {
            &text[before.end..part.start] == "."
                && text[..before.end].ends_with(|c: char| c.is_ascii_digit())
                && text[part.start..].starts_with(|c: char| c.is_ascii_digit())
        };
        if index > 0 && between_digits(&parts[index - 1]) {
            whole.push('.');
        }
        whole.push_str(&folded(&text[part.clone()]));
    }
    if whole.chars().count() <= LONGEST {
        found(whole.into(), run, true);
    }
}

/// Whether a part is the name of a variable, `$LATEST`: a dollar sign at the beginning of a word and two to twenty letters.
fn is_variable(text: &str, part: &Range<usize>) -> bool {
    let Some(before) = text[..part.start].strip_suffix('$') else { return false };
    (2..=20).contains(&part.len())
        && text[part.clone()].bytes().all(|byte| byte.is_ascii_alphabetic())
        && !before.ends_with(|c: char| c == '$' || is_word_character(c))
}

fn cut(term: Cow<'_, str>) -> Cow<'_, str> {
    let end = if term.len() <= LONGEST { None } else { term.char_indices().nth(LONGEST) };
    match (end, term) {
        (None, term) => term,
        (Some((end, _)), Cow::Borrowed(term)) => Cow::Borrowed(&term[..end]),
        (Some((end, _)), Cow::Owned(mut term)) => {
            term.truncate(end);
            Cow::Owned(term)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(text: &str) -> String {
        all(text).iter().map(|word| word.term.as_ref()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn identifiers_give_their_parts_and_their_whole() {
        for (text, expected) in [
            ("Use kms:Decrypt.", "use kms decrypt kmsdecrypt"),
            ("ECS_CLUSTER", "ecs cluster ecscluster"),
            ("--dry-run", "dry run dryrun"),
            ("169.254.169.254", "169 254 169 254 169.254.169.254"),
            ("Lambda@Edge", "lambda edge lambdaedge"),
            (
                "ProvisionedThroughputExceededException",
                "provisioned throughput exceeded exception provisionedthroughputexceededexception",
            ),
            ("AWS::Region", "aws region awsregion"),
            ("X-Forwarded-For", "x forwarded for xforwardedfor"),
            ("EC2 IDs, ARNs of XMLHttpRequest", "ec2 ids arns of xml http request xmlhttprequest"),
            ("C++ and C# or F#, a++b", "c++ and c# or f# a b"),
            ("the queue's, don't", "the queue don"),
            ("isn’t# and I’m++", "isn and i"),
            ("15,000 items, 3.5 and t2.micro", "15 000 15000 items 3 5 3.5 and t2 micro t2micro"),
            ("read/write", "read write"),
            ("$LATEST of $PATH, a$b, $$PID, $5", "latest $latest of path $path a b ab pid 5"),
        ] {
            assert_eq!(terms(text), expected, "{text}");
        }
    }

    #[test]
    fn other_scripts() {
        assert_eq!(terms("Café ＡＢＣ"), "cafe abc");
        assert_eq!(terms("消息队列"), "消息 息队 队列 列");
        assert_eq!(terms("SQS消息"), "sqs 消息 息");
        assert_eq!(terms("Привет"), "привет");
        assert_eq!(terms("x \u{301} y e\u{301}"), "x y e");
    }

    #[test]
    fn umlauts_are_spelled_in_two_ways() {
        assert_eq!(terms("Größe Strasse STRAẞE"), "grosse groesse strasse strasse");
        assert_eq!(terms("u\u{308}ber-Ö1"), "uber ueber o1 oe1 ubero1");
        assert_eq!(
            terms("Ålborg, smørrebrød, Łódź, œuvre, ılık"),
            "alborg aalborg smorrebrod smoerrebroed lodz oeuvre ilik"
        );
        assert_eq!(terms("queue Aloe coëfficiënt"), "queue aloe coefficient");
    }

    #[test]
    fn the_arabic_article_is_no_part_of_a_word() {
        assert_eq!(terms("الرسائل والرسائل للرسائل رَسَائِل"), "رسايل رسايل رسايل رسايل");
        assert_eq!(terms("ال والد الله أمن"), "ال والد له امن");
    }

    #[test]
    fn emoji_are_words() {
        assert_eq!(terms("🚀Go ⚠️ 👍🏽 👩‍💻 ✅x 1️⃣"), "🚀 go ⚠ 👍 👩 💻 ✅ x 1");
    }

    #[test]
    fn data_gives_no_words() {
        assert_eq!(terms(&"aB1".repeat(40)), "");
        assert_eq!(all(&"x".repeat(100))[0].term.len(), LONGEST);
    }

    proptest! {
        #[test]
        fn ranges_are_inside_the_text(text in "(\\PC|[a-z]|[’'#+]|\u{301}){0,60}") {
            for word in all(&text) {
                prop_assert!(!word.term.is_empty());
                prop_assert!(!text[word.range.clone()].is_empty());
                prop_assert!(word.term.chars().count() <= LONGEST);
            }
        }
    }
}
