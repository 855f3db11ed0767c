//! Words that point to a section of the same notebook: `see 47`, `see sections 48 and 148`, `section 12a`, `#47`.

use std::ops::Range;

/// A number in prose that points to a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    /// The words that become the link.
    pub range: Range<usize>,
    /// The number as written.
    pub number: &'a str,
    /// Whether the words leave no doubt that a section is meant, so that a number nobody has is worth a message.
    pub is_certain: bool,
}

/// Words after which numbers are sections, with whether they leave no doubt. `see 3 examples` is why `see` does.
const LEADS: [(&str, bool); 6] = [
    ("see sections", true),
    ("see section", true),
    ("sections", true),
    ("section", true),
    ("see also", false),
    ("see", false),
];

/// Finds every reference in `text`, in order.
#[must_use]
pub(super) fn find(text: &str) -> Vec<Reference<'_>> {
    let mut found: Vec<Reference<'_>> = Vec::new();
    let mut done = 0;
    for (at, character) in text.char_indices() {
        if at < done {
            continue;
        }
        let starts_word = !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '&' | '#' | '/'));
        if !starts_word {
            continue;
        }
        let new = match character {
            '#' => number(text, at + 1)
                .map(|end| vec![Reference { range: at..end, number: &text[at + 1..end], is_certain: false }]),
            's' | 'S' => led(text, at),
            _ => None,
        };
        if let Some(new) = new {
            done = new.last().map_or(done, |last| last.range.end);
            found.extend(new);
        }
    }
    found
}

/// A list of numbers after one of the [`LEADS`]. The words before the first number belong to its link.
fn led(text: &str, start: usize) -> Option<Vec<Reference<'_>>> {
    let (lead, is_certain) = LEADS
        .into_iter()
        .find(|(lead, _)| text.get(start..start + lead.len()).is_some_and(|word| word.eq_ignore_ascii_case(lead)))?;
    let after = start + lead.len();
    let mut at = after + text[after..].len() - text[after..].trim_start_matches([' ', '#']).len();
    if at == after {
        return None;
    }
    let mut references = Vec::new();
    let mut from = start;
    while let Some(end) = number(text, at) {
        references.push(Reference { range: from..end, number: &text[at..end], is_certain });
        let Some(next) = next_in_list(text, end) else { break };
        from = next;
        at = next + usize::from(text[next..].starts_with('#'));
    }
    let last = references.last()?.range.end;
    let may_be_count = references.len() == 1 && !is_certain && !ends_reference(&text[last..]);
    // What `see` names with more digits is a year or an id.
    let is_short = |number: &str| number.bytes().filter(u8::is_ascii_digit).count() <= 3;
    for reference in &mut references {
        reference.is_certain |= is_short(reference.number);
    }
    (!may_be_count).then_some(references)
}

/// After `see 47` a sentence ends or goes on; after `see 3` of `see 3 examples` a noun follows.
fn ends_reference(rest: &str) -> bool {
    const GOES_ON: [&str; 15] =
        ["for", "to", "on", "in", "and", "or", "about", "below", "above", "where", "which", "as", "if", "when", "how"];
    match rest.trim_start().chars().next() {
        None | Some('.' | ',' | ';' | ':' | '(' | ')' | ']' | '!' | '?' | '—' | '–' | '\n') => true,
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
    let is_alone = !rest[length..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '%' | '-'));
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
    }

    #[test]
    fn numbers_that_nobody_has_are_worth_a_message() {
        let is_certain = |text| find(text).iter().all(|reference| reference.is_certain);
        assert!(is_certain("see 99.") && is_certain("section 2024") && is_certain("see 98 and 99"));
        assert!(!is_certain("see 2024.") && !is_certain("#99"));
    }

    #[test]
    fn what_is_no_reference() {
        for text in
            ["see 3 examples", "C#47", "oversee 47.", "section", "see 47%", "colour &#47;", "intersection 4", "see S3."]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
