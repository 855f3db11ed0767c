//! Mentions of services in prose.
//!
//! Every alias is looked for at once, overlaps included; what survives the rules (whole words, case, context) is taken
//! from the left, the longest first: `CloudWatch Logs Insights` is not CloudWatch.

mod acronyms;

use crate::catalogue::{Alias, Catalogue, ServiceId};
use crate::parse::{Prose, RunKind};
use std::ops::Range;

/// A mention of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The service.
    pub service: ServiceId,
    /// Bytes of the text that was searched.
    pub range: Range<usize>,
}

/// Finds every mention in `text`. `last` is the service named last before it; contexts look back at it.
#[must_use]
pub fn in_text(catalogue: &Catalogue, text: &str, last: Option<ServiceId>) -> Vec<Mention> {
    find(catalogue, text, last, &|_| RunKind::Text)
}

/// Finds every mention in a section's prose; in inline code only identifiers count.
#[must_use]
pub fn in_prose(catalogue: &Catalogue, prose: &Prose, last: Option<ServiceId>) -> Vec<Mention> {
    find(catalogue, &prose.text, last, &|offset| {
        let index = prose.runs.partition_point(|run| run.start <= offset);
        index.checked_sub(1).map_or(RunKind::Text, |index| prose.runs[index].kind)
    })
}

/// The services whose actions a JSON text names: `"kms:Decrypt"` is AWS KMS.
pub fn actions_in_json<'a>(catalogue: &'a Catalogue, json: &'a str) -> impl Iterator<Item = Mention> + 'a {
    actions(catalogue, json).filter(|mention| {
        let before = json[..mention.range.start].chars().next_back();
        before == Some('"')
    })
}

struct Candidate<'a> {
    range: Range<usize>,
    service: ServiceId,
    alias: Option<&'a Alias>,
}

fn find(
    catalogue: &Catalogue,
    text: &str,
    mut last: Option<ServiceId>,
    kind_at: &dyn Fn(usize) -> RunKind,
) -> Vec<Mention> {
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    let explained = acronyms::explained_otherwise(catalogue, text);
    if let Some(matcher) = &catalogue.matcher {
        for found in matcher.find_overlapping_iter(&text.to_ascii_lowercase()) {
            let alias = &catalogue.aliases[found.pattern().as_usize()];
            let written = &text[found.range()];
            if (!alias.is_exact || written == alias.text)
                && let Some(range) = whole_words(text, found.range())
                && following_words_fit(alias, &text[range.end..])
                && !explained.contains(written)
                && !matches!(kind_at(range.start), RunKind::Code | RunKind::Formula)
            {
                candidates.push(Candidate { range, service: alias.service, alias: Some(alias) });
            }
        }
    }
    let identifiers = actions(catalogue, text).chain(resource_types(catalogue, text));
    let identifiers = identifiers.filter(|mention| kind_at(mention.range.start) != RunKind::Formula);
    candidates.extend(identifiers.map(|mention| Candidate {
        range: mention.range,
        service: mention.service,
        alias: None,
    }));
    candidates.sort_by_key(|candidate| (candidate.range.start, std::cmp::Reverse(candidate.range.end)));
    let mut mentions: Vec<Mention> = Vec::new();
    let mut done = 0;
    for candidate in candidates {
        let fits = candidate.alias.is_none_or(|alias| {
            let last_is_in = |services: &[ServiceId]| last.is_some_and(|last| services.contains(&last));
            (alias.after.is_empty() || last_is_in(&alias.after)) && !last_is_in(&alias.not_after)
        });
        if candidate.range.start >= done && fits {
            done = candidate.range.end;
            last = Some(candidate.service);
            let start = with_vendor(catalogue, text, candidate.range.start);
            mentions.push(Mention { service: candidate.service, range: start..candidate.range.end });
        }
    }
    mentions
}

/// The found words if they stand by themselves, with a plural `s`; the possessive counts but is left outside.
fn whole_words(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let mut before = text[..range.start].chars().rev();
    let is_host_name = |dot: Option<char>, beyond: Option<char>| {
        dot == Some('.') && beyond.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    let (previous, beyond) = (before.next(), before.next());
    if previous.is_some_and(joins) || is_host_name(previous, beyond) {
        return None;
    }
    let rest = &text[range.end..];
    let possessive = ["'s", "’s"].iter().find_map(|ending| rest.strip_prefix(ending));
    let plural = rest.strip_prefix('s').map(|rest| rest.strip_prefix(['\'', '’']).unwrap_or(rest));
    let ends_word = |rest: &str| {
        let mut after = rest.chars();
        let (next, beyond) = (after.next(), after.next());
        !next.is_some_and(joins) && !is_host_name(next, beyond)
    };
    if ends_word(rest) || possessive.is_some_and(ends_word) {
        Some(range)
    } else if plural.is_some_and(ends_word) {
        Some(range.start..range.end + 1)
    } else {
        None
    }
}

/// Whether a character next to a name makes it part of a longer word. Scripts that put no spaces between words do not.
fn joins(character: char) -> bool {
    let without_spaces = matches!(character, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}'
        | '\u{20000}'..='\u{3FFFF}');
    (character.is_alphanumeric() && !without_spaces) || matches!(character, '_' | '@')
}

fn following_words_fit(alias: &Alias, rest: &str) -> bool {
    let rest = rest.trim_start();
    let follows = |words: &String| {
        rest.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words))
            && !rest[words.len()..].starts_with(char::is_alphanumeric)
    };
    (alias.before.is_empty() || alias.before.iter().any(follows)) && !alias.not_before.iter().any(follows)
}

/// Includes `AWS ` or `Amazon ` before a name.
fn with_vendor(catalogue: &Catalogue, text: &str, start: usize) -> usize {
    let before = text[..start].strip_suffix(' ');
    before
        .and_then(|before| {
            let vendor = catalogue.vendors.iter().find_map(|vendor| before.strip_suffix(vendor.as_str()))?;
            (!vendor.ends_with(joins)).then_some(vendor.len())
        })
        .unwrap_or(start)
}

/// `kms:Decrypt`, `s3:*`: an action of a known prefix, not the middle of an ARN.
fn actions<'a>(catalogue: &'a Catalogue, text: &'a str) -> impl Iterator<Item = Mention> + 'a {
    text.match_indices(':').filter_map(move |(colon, _)| {
        let bytes = text.as_bytes();
        let is_prefix = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
        let length = bytes[..colon].iter().rev().take_while(|byte| is_prefix(byte)).count();
        let start = colon - length;
        let before = text[..start].chars().next_back();
        if before.is_some_and(|c| joins(c) || matches!(c, ':' | '/' | '.' | '$' | '{')) {
            return None;
        }
        let service = catalogue.by_action_prefix(&text[start..colon])?;
        let name = &bytes[colon + 1..];
        let name_length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'*').count();
        let is_action = name.first().is_some_and(|first| first.is_ascii_uppercase() || *first == b'*');
        is_action.then(|| Mention { service, range: start..colon + 1 + name_length })
    })
}

/// `AWS::DynamoDB::Table`: a CloudFormation type of a known namespace.
fn resource_types<'a>(catalogue: &'a Catalogue, text: &'a str) -> impl Iterator<Item = Mention> + 'a {
    text.match_indices("AWS::").filter_map(move |(start, _)| {
        let name = &text[start..];
        let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b':').count();
        let mut known = name[..length].trim_end_matches(':');
        let end = start + known.len();
        loop {
            if let Some(&service) = catalogue.by_resource_type.get(known) {
                return Some(Mention { service, range: start..end });
            }
            known = &known[..known.rfind("::")?];
        }
    })
}
