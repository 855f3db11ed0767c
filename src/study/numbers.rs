//! Numbers to memorise: value, unit, subject and relation, with the sentence that says them.

use super::grammar;
use super::label;
use super::sentences::sentences_of;
use super::sentences::{code_ranges, number_length, words};
use super::subject::Subject;
use crate::tokenize::capitalised;

/// A number that a section states as a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The number as written: `1,000`, `0.5`, `5–10`.
    pub value: String,
    /// Its unit in singular, lower case unless it is a symbol; empty for bare codes.
    pub unit: String,
    /// What it is a number of.
    pub subject: String,
    /// How it limits: `at most`, `default`, `every`; may be empty.
    pub relation: String,
    /// The sentence as plain text.
    pub sentence: String,
    /// Bytes of the number, with its unit, in the sentence.
    pub range: std::ops::Range<usize>,
    /// The block of the section.
    pub block: usize,
}

/// Units by how they are written, and as they are shown.
const UNITS: [(&str, &str); 62] = [
    ("second", "second"),
    ("seconds", "second"),
    ("minute", "minute"),
    ("minutes", "minute"),
    ("hour", "hour"),
    ("hours", "hour"),
    ("day", "day"),
    ("days", "day"),
    ("week", "week"),
    ("weeks", "week"),
    ("month", "month"),
    ("months", "month"),
    ("year", "year"),
    ("years", "year"),
    ("millisecond", "millisecond"),
    ("milliseconds", "millisecond"),
    ("ms", "millisecond"),
    ("bytes", "byte"),
    ("byte", "byte"),
    ("kb", "KB"),
    ("mb", "MB"),
    ("gb", "GB"),
    ("tb", "TB"),
    ("pb", "PB"),
    ("kib", "KiB"),
    ("mib", "MiB"),
    ("gib", "GiB"),
    ("%", "%"),
    ("percent", "%"),
    ("characters", "character"),
    ("items", "item"),
    ("records", "record"),
    ("messages", "message"),
    ("requests", "request"),
    ("reads", "read"),
    ("writes", "write"),
    ("units", "unit"),
    ("shards", "shard"),
    ("partitions", "partition"),
    ("regions", "Region"),
    ("instances", "instance"),
    ("accounts", "account"),
    ("policies", "policy"),
    ("times", "time"),
    ("attempts", "attempt"),
    ("retries", "retry"),
    ("zones", "zone"),
    ("tags", "tag"),
    ("keys", "key"),
    ("rules", "rule"),
    ("connections", "connection"),
    ("users", "user"),
    ("functions", "function"),
    ("layers", "layer"),
    ("versions", "version"),
    ("parameters", "parameter"),
    ("resources", "resource"),
    ("targets", "target"),
    ("points", "point"),
    ("questions", "question"),
    ("replicas", "replica"),
    ("nodes", "node"),
];

/// Words before a number that say how it limits, longest first.
const RELATIONS: [(&str, &str); 22] = [
    ("at most", "at most"),
    ("up to", "at most"),
    ("no more than", "at most"),
    ("maximum", "at most"),
    ("max", "at most"),
    ("limit", "at most"),
    ("at least", "at least"),
    ("minimum", "at least"),
    ("by default", "default"),
    ("default", "default"),
    ("every", "every"),
    ("per", "per"),
    ("within", "within"),
    ("after", "after"),
    ("between", "between"),
    ("exactly", "exactly"),
    ("only", "exactly"),
    ("less than", "less than"),
    ("more than", "more than"),
    ("under", "less than"),
    ("over", "more than"),
    ("for", "for"),
];

/// Sentences that give numbers of an example or of former times.
const ASIDES: [&str; 15] = [
    "for example",
    "for instance",
    "e.g.",
    "example",
    "older",
    "used to",
    "imagine",
    "suppose",
    "say,",
    " say ",
    "such as",
    " like ",
    "might",
    "think of",
    "compare",
];

/// The numbers of a section, in order.
#[must_use]
pub fn facts(subject: &Subject<'_>) -> Vec<Fact> {
    let mut found = Vec::new();
    for &at in subject.prose() {
        let block = &subject.blocks[at];
        let label = label::label(block);
        if label.is_some_and(|label| label.is_example()) {
            continue;
        }
        let text = label.map_or(block.text.as_str(), |label| label.text);
        for sentence in sentences_of(text) {
            let lower = sentence.to_lowercase();
            if ASIDES.iter().any(|aside| lower.contains(aside)) {
                continue;
            }
            let context = label.map_or("", |label| label.name);
            found.extend(in_sentence(subject, &sentence, context, at));
        }
    }
    found
}

fn in_sentence(subject: &Subject<'_>, sentence: &str, label: &str, block: usize) -> Vec<Fact> {
    let code = code_ranges(sentence);
    let mut found: Vec<Fact> = Vec::new();
    let mut at = 0;
    for part in sentence.split_inclusive([' ', '\u{a0}']) {
        let start = at + part.len() - part.trim_start_matches(['(', '"', '“', '~', '<', '>', '≤', '≥', '$']).len();
        at += part.len();
        let text = &sentence[start..];
        let length = number_length(text);
        if length == 0 || code.iter().any(|range| range.contains(&start)) {
            continue;
        }
        let before = &sentence[..start];
        let known = unit_after(&text[length..]).map(|(unit, length)| (unit.to_owned(), length));
        let Some((unit, unit_length)) = known
            .or_else(|| unit_of_neighbour(before, &text[length..], found.last()))
            .or_else(|| status(before, &text[..length]))
        else {
            continue;
        };
        if is_named_number(before) {
            continue;
        }
        found.push(Fact {
            value: text[..length].to_owned(),
            unit: unit.clone(),
            subject: subject_of(subject, sentence, label),
            relation: relation(before, &text[length + unit_length..], label),
            sentence: capitalised(sentence),
            range: start..start + length + unit_length,
            block,
        });
    }
    found
}

/// The unit behind a number, also behind up to two adjectives: `25 put or delete requests`. An HTTP status has none.
fn unit_after(text: &str) -> Option<(&'static str, usize)> {
    let known = |word: &str| {
        let plain = word.trim_matches(|c: char| !(c.is_alphanumeric() || c == '%')).to_lowercase();
        UNITS.iter().find(|(written, _)| *written == plain).map(|(_, unit)| *unit)
    };
    if text.starts_with('%') {
        return Some(("%", 1));
    }
    let mut at = 0;
    for (index, part) in text.split_inclusive([' ', '\u{a0}', '-']).enumerate().take(6) {
        if let Some(unit) = known(part) {
            let word = part.trim_end().trim_end_matches(|c: char| !(c.is_alphanumeric() || c == '%'));
            return Some((unit, at + word.len()));
        }
        at += part.len();
        let ends = part.trim_end().ends_with(['.', ',', ';', ':', ')']);
        let is_break = matches!(
            part.trim(),
            "of" | "in" | "for" | "to" | "is" | "are" | "with" | "from" | "by" | "at" | "on" | "per"
        );
        if index > 0 && (ends || is_break) || index == 0 && ends {
            return None;
        }
    }
    None
}

/// `300 seconds by default, 3,600 at most`: a limit without a unit has that of the number before it.
fn unit_of_neighbour(before: &str, after: &str, last: Option<&Fact>) -> Option<(String, usize)> {
    let limits =
        [" at most", " at least", " by default", " or more", " or less"].iter().any(|limit| after.starts_with(limit));
    let is_limited = ["at most ", "up to ", "at least "].iter().any(|limit| before.ends_with(limit))
        && after.starts_with(['.', ',', ';', ')']);
    last.filter(|_| limits || is_limited).map(|fact| (fact.unit.clone(), 0))
}

/// A code of HTTP: `answers with status 504`, `returns 429` (RFC 9110, section 15).
fn status(before: &str, value: &str) -> Option<(String, usize)> {
    let number: u16 = value.parse().ok().filter(|number| (100..600).contains(number) && value.len() == 3)?;
    let spoken: Vec<String> = words(before).collect();
    let near = &spoken[spoken.len().saturating_sub(3)..];
    let is_code = near.iter().any(|word| {
        matches!(
            word.as_str(),
            "status"
                | "code"
                | "codes"
                | "http"
                | "error"
                | "answers"
                | "returns"
                | "return"
                | "get"
                | "gets"
                | "gives"
        )
    });
    (is_code && number >= 200).then(|| ("HTTP status".to_owned(), 0))
}

/// Returns a unit as it is written after a value: `1 second`, `30 seconds`, `5 KB`.
#[must_use]
pub fn shown_unit(value: &str, unit: &str) -> String {
    let is_word = unit.chars().count() > 3 && unit.chars().skip(1).all(char::is_lowercase);
    match unit.strip_suffix('y') {
        _ if value == "1" || !is_word => unit.to_owned(),
        Some(stem) if !unit.ends_with("ey") && !unit.ends_with("ay") => format!("{stem}ies"),
        _ => format!("{unit}s"),
    }
}

/// Whether the words before a number make it a name: `version 2`, `port 443`, `status 504`, `section 12`.
fn is_named_number(before: &str) -> bool {
    let last = words(before).last().unwrap_or_default();
    matches!(
        last.as_str(),
        "version" | "section" | "see" | "step" | "chapter" | "port" | "layer" | "signature" | "since" | "in"
    )
}

fn relation(before: &str, after: &str, label: &str) -> String {
    let spoken: Vec<String> = words(before).collect();
    let near = spoken[spoken.len().saturating_sub(5)..].join(" ");
    let spaced = format!(" {near} ");
    let found = RELATIONS
        .iter()
        .filter_map(|(written, relation)| spaced.rfind(&format!(" {written} ")).map(|at| (at, *relation)))
        .max_by_key(|&(at, _)| at)
        .map(|(_, relation)| relation);
    let follows: Vec<String> = words(after).take(3).collect();
    let behind = match follows.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["by", "default", ..] => Some("default"),
        ["at", "most", ..] | ["or", "less", ..] => Some("at most"),
        ["at", "least", ..] | ["or", "more", ..] => Some("at least"),
        _ => None,
    };
    let of_label = match label.to_lowercase().as_str() {
        "limit" | "limits" | "quota" | "quotas" | "maximum" => Some("at most"),
        "default" | "defaults" => Some("default"),
        _ => None,
    };
    found.or(behind).or(of_label).unwrap_or_default().to_owned()
}

/// What a sentence is about: its subject, else the label, else the title.
fn subject_of(subject: &Subject<'_>, sentence: &str, label: &str) -> String {
    let whole = capitalised(sentence);
    let of_clause = grammar::clause(&whole).map(|clause| clause.subject.to_owned());
    let is_plain = |text: &String| words(text).count() <= 8;
    let is_generic = matches!(
        label.to_lowercase().as_str(),
        "" | "limit" | "limits" | "default" | "defaults" | "trap" | "cost" | "note"
    );
    of_clause.filter(is_plain).unwrap_or_else(|| if is_generic { subject.title.clone() } else { label.to_owned() })
}
