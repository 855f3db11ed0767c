//! Words that point to a section of the same notebook: `see 47`, `see sections 48 and 148`, `section 12a`, `#47`.

use crate::parse::heading_words::{LANGUAGES, suffix_start};
use std::ops::Range;

/// A number in prose that points to a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    /// The words that become the link.
    pub range: Range<usize>,
    /// The number as written.
    pub number: &'a str,
    /// Whether the words leave no doubt that a section is meant, so that an unknown number gets a message.
    pub is_certain: bool,
}

/// Words after which numbers are sections. `see` leaves a doubt: "see 3 examples".
const ENGLISH: [(&str, Lead); 6] = [
    ("see sections", Lead::Certain),
    ("see section", Lead::Certain),
    ("sections", Lead::Certain),
    ("section", Lead::Certain),
    ("see also", Lead::Open),
    ("see", Lead::Open),
];

/// How much the words before a number say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lead {
    /// A section is meant: a number that no section has is worth a message.
    Certain,
    /// A section is meant if a sentence goes on behind the number.
    Open,
    /// The same in another language, whose words are not known.
    Foreign,
}

/// Words that are words of English too, or of many languages: they refer only right behind a bracket, as in `(ver 2)`.
const AMBIGUOUS: [&str; 5] = ["ver", "se", "xem", "vide", "les"];

/// Words before `#12` that make it the number of something else.
const TRACKED: [&str; 9] = ["issue", "issues", "pull", "request", "pr", "bug", "ticket", "volume", "episode"];

/// Finds every reference in `text`, in order. Each has a number, so only the words directly before a digit are looked at.
#[must_use]
pub(super) fn find(text: &str) -> Vec<Reference<'_>> {
    let mut found: Vec<Reference<'_>> = Vec::new();
    let mut done = 0;
    while let Some(distance) = text.as_bytes()[done..].iter().position(u8::is_ascii_digit) {
        let digit = done + distance;
        let new = before_digit(text, done, digit);
        done = match new.as_deref() {
            Some([.., last]) => last.range.end,
            _ => digit + text.as_bytes()[digit..].iter().take_while(|byte| byte.is_ascii_digit()).count(),
        };
        found.extend(new.into_iter().flatten());
    }
    found
}

/// The references whose first number begins at `digit`. What is before `done` is in another one.
fn before_digit(text: &str, done: usize, digit: usize) -> Option<Vec<Reference<'_>>> {
    let words = text[..digit].trim_end_matches(BETWEEN);
    if words.len() == digit && words.ends_with(|c: char| c.is_ascii()) {
        return None;
    }
    let mut leads: Vec<(usize, Lead)> = leads(words).filter(|&(at, _)| at >= done && starts_word(text, at)).collect();
    leads.sort_by_key(|&(at, _)| at);
    let led = leads.into_iter().find_map(|(at, lead)| led(text, at, words.len(), lead));
    led.or_else(|| {
        let at =
            digit.checked_sub(1).filter(|&at| at >= done && text.as_bytes()[at] == b'#' && starts_word(text, at))?;
        let end = number(text, digit).filter(|_| !is_tracked(&text[..at]))?;
        Some(vec![Reference { range: at..end, number: &text[digit..end], is_certain: false }])
    })
}

/// Characters between the words that refer and the number.
const BETWEEN: [char; 3] = [' ', '#', '第'];

fn starts_word(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '&' | '#' | '/'))
}

/// Returns whether the words before `#12` say that it is not a section.
fn is_tracked(before: &str) -> bool {
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    TRACKED.iter().any(|tracked| word.eq_ignore_ascii_case(tracked))
}

/// The words at the end of a text after which a number refers: where they begin, and what they say.
fn leads(text: &str) -> impl Iterator<Item = (usize, Lead)> {
    let english = ENGLISH.iter().copied();
    let foreign = LANGUAGES.iter().flat_map(|language| language.references).map(|words| (*words, Lead::Foreign));
    english.chain(foreign).filter_map(|(words, lead)| {
        let at = suffix_start(text, words)?;
        (!AMBIGUOUS.contains(&words) || text[..at].ends_with('(')).then_some((at, lead))
    })
}

/// A list of numbers after words that refer, from `start` to `after`. The words belong to the link of the first number.
fn led(text: &str, start: usize, after: usize, lead: Lead) -> Option<Vec<Reference<'_>>> {
    let mut at = after + text[after..].len() - text[after..].trim_start_matches(BETWEEN).len();
    let is_joined = text[..after].ends_with(|c: char| !c.is_ascii());
    if at == after && !is_joined {
        return None;
    }
    let mut references = Vec::new();
    let mut from = start;
    while let Some(end) = number(text, at) {
        references.push(Reference { range: from..end, number: &text[at..end], is_certain: lead == Lead::Certain });
        let Some(next) = next_in_list(text, end) else { break };
        from = next;
        at = next + usize::from(text[next..].starts_with('#'));
    }
    let last = references.last()?.range.end;
    let may_be_count = references.len() == 1 && lead != Lead::Certain && !ends_reference(&text[last..]);
    if may_be_count || is_of_something_else(&text[last..]) {
        return None;
    }
    // What `see` names with more digits is a year or an id.
    let is_short = |number: &str| number.bytes().filter(u8::is_ascii_digit).count() <= 3;
    for reference in &mut references {
        reference.is_certain |= lead == Lead::Open && is_short(reference.number);
    }
    Some(references)
}

/// `section 3 of the Sale Act` and `section 47(1)` are in another book. `section 3 of these notes` is not.
fn is_of_something_else(rest: &str) -> bool {
    if rest.starts_with('(') {
        return true;
    }
    let Some(of) = rest.strip_prefix(" of ") else { return false };
    let mut words = of.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let is_ours = matches!(first, "this" | "these" | "our" | "my")
        || ["notes", "notebook", "page", "document"].iter().any(|ours| words.clone().take(3).any(|word| word == *ours));
    !is_ours
}

/// After `see 47` a sentence ends or goes on; after `see 3` of `see 3 examples` a noun follows.
fn ends_reference(rest: &str) -> bool {
    const GOES_ON: [&str; 27] = [
        "for", "to", "on", "in", "and", "or", "about", "below", "above", "where", "which", "as", "if", "when", "how",
        "und", "oder", "für", "et", "ou", "pour", "para", "per", "en", "voor", "и", "или",
    ];
    match rest.trim_start().chars().next() {
        None
        | Some(
            '.' | ',' | ';' | ':' | '(' | ')' | ']' | '!' | '?' | '—' | '–' | '\n' | '。' | '，' | '、' | '）' | '；'
            | '节' | '節' | '章' | '题' | '題',
        ) => true,
        _ => GOES_ON.contains(&rest.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()),
    }
}

/// Where the next number of `48, 49 and #148` begins, after the one that ends at `end`.
fn next_in_list(text: &str, end: usize) -> Option<usize> {
    let rest = &text[end..];
    let joined =
        [", and ", ", or ", " and ", " or ", " & ", ", ", "/"].iter().find_map(|joint| rest.strip_prefix(joint))?;
    let joined = joined.strip_prefix("section ").unwrap_or(joined);
    let at = text.len() - joined.len();
    let number_end = number(text, at + usize::from(joined.starts_with('#')))?;
    // `see 47, 3 more` counts something; in a list of sections every number is followed like a reference.
    (ends_reference(&text[number_end..]) || next_in_list(text, number_end).is_some()).then_some(at)
}

/// The end of the section number that begins at `start`.
fn number(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let mut length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
    while rest[..length].ends_with('.') {
        length -= 1;
    }
    let is_counter = |c: char| matches!(c, '节' | '節' | '章' | '题' | '題' | '項' | '课' | '課');
    let belongs = |c: char| (c.is_alphanumeric() && !is_counter(c)) || matches!(c, '_' | '%' | '-');
    let is_alone = !rest[length..].starts_with(belongs);
    (is_alone && crate::parse::SectionNumber::named(&rest[..length]).is_some()).then_some(start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, &str)> {
        find(text).into_iter().map(|reference| (reference.number, &text[reference.range])).collect()
    }

    #[test]
    fn references() {
        assert_eq!(found("Backoff helps (see 48)."), [("48", "see 48")]);
        assert_eq!(found("See sections 53, 111 and 144."), [("53", "See sections 53"), ("111", "111"), ("144", "144")]);
        assert_eq!(found("as in section 2.1.5, or #17a"), [("2.1.5", "section 2.1.5"), ("17a", "#17a")]);
        assert_eq!(found("see 4 (shards)"), [("4", "see 4")]);
        assert_eq!(found("see 4 for shards"), [("4", "see 4")]);
        assert_eq!(found("see 20 and 64"), [("20", "see 20"), ("64", "64")]);
        assert_eq!(found("see also 7, below"), [("7", "see also 7")]);
        assert_eq!(found("section 3 of these notes"), [("3", "section 3")]);
        assert_eq!(found("siehe 2."), [("2", "siehe 2")]);
        assert_eq!(found("(voir 1)"), [("1", "voir 1")]);
        assert_eq!(found("(ver 4)"), [("4", "ver 4")]);
        assert_eq!(found("см. 5."), [("5", "см. 5")]);
        assert_eq!(found("参见第3节。"), [("3", "参见第3")]);
    }

    #[test]
    fn the_words_of_every_language_are_found() {
        let words = LANGUAGES.iter().flat_map(|language| language.references.iter().copied());
        for words in words.chain(ENGLISH.iter().map(|(words, _)| *words)) {
            let gap = " ".repeat(200);
            let text = format!("{gap}({words}{gap}7) 8 9.");
            assert_eq!(found(&text).len(), 1, "{words}");
        }
    }

    #[test]
    fn unknown_numbers_get_a_message() {
        let is_certain = |text| find(text).iter().all(|reference| reference.is_certain);
        assert!(is_certain("see 99.") && is_certain("section 2024") && is_certain("see 98 and 99"));
        assert!(!is_certain("see 2024.") && !is_certain("#99"));
    }

    #[test]
    fn what_is_no_reference() {
        for text in [
            "siehe 3 Beispiele",
            "issue #3 of it",
            "section 3 of the Sale Act",
            "section 47(1)(b)",
            "Kafka ver 2.",
            "see 3 examples",
            "C#47",
            "oversee 47.",
            "section",
            "see 47%",
            "colour &#47;",
            "intersection 4",
            "see S3.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
