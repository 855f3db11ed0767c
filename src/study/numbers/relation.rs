//! How a number limits: `at most`, `at least`, `default`, `every`; read from the words next to it.

use super::super::words::{Word, WordSet};
use super::value::{self, Token, Unit, Value};
use super::{Fact, STATUS};
use std::sync::LazyLock;

/// Words before a number and what they say, longest first. The last column: how many words may be between.
const BEFORE: [(&str, &str, usize); 32] = [
    ("no more than", "at most", 0),
    ("not more than", "at most", 0),
    ("at most", "at most", 1),
    ("up to", "at most", 1),
    ("maximum", "at most", 3),
    ("max", "at most", 2),
    ("limit", "at most", 3),
    ("limited to", "at most", 1),
    ("down to", "at least", 0),
    ("at least", "at least", 1),
    ("minimum", "at least", 12),
    ("by default", "default", 5),
    ("default", "default", 4),
    ("defaults", "default", 4),
    ("every", "every", 0),
    ("per", "per", 0),
    ("within", "within", 1),
    ("inside", "within", 2),
    ("after", "after", 0),
    ("between", "between", 1),
    ("exactly", "exactly", 0),
    ("only", "exactly", 0),
    ("less than", "less than", 0),
    ("fewer than", "less than", 0),
    ("more than", "more than", 0),
    ("under", "less than", 0),
    ("below", "less than", 0),
    ("over", "more than", 0),
    ("above", "more than", 0),
    ("longer than", "more than", 0),
    ("first", "exactly", 0),
    ("for", "for", 0),
];

/// Words behind a number and what they say.
const BEHIND: [(&str, &str); 15] = [
    ("by default", "default"),
    ("the default", "default"),
    ("at most", "at most"),
    ("at the latest", "at most"),
    ("or less", "at most"),
    ("or fewer", "at most"),
    ("maximum", "at most"),
    ("max", "at most"),
    ("at least", "at least"),
    ("or more", "at least"),
    ("or longer", "at least"),
    ("minimum", "at least"),
    ("in all", "exactly"),
    ("in total", "exactly"),
    ("at a time", "at most"),
];

/// Verbs before a number of things that make it a fact to know.
const COUNTING: &str = " allow allows accept accepts hold holds take takes support supports make makes keep keeps return returns store \
    stores contain contains cover covers retry retries serve serves need needs ";

/// Words before a number that make it a name or a date.
const NAMES: &str = " version section sections see step chapter layer signature part figure table number no january february march \
    april may june july august september october november december ";

/// The lists of this module, ready to be searched.
struct Lists {
    counting: WordSet,
    names: WordSet,
}

static KNOWN: LazyLock<Lists> =
    LazyLock::new(|| Lists { counting: WordSet::new(&[COUNTING]), names: WordSet::new(&[NAMES]) });

/// How a number limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    /// `at most`, `default`; empty without one.
    pub(super) name: &'static str,
    /// Whether a verb before it says that something counts.
    pub(super) is_counted: bool,
    /// Where the number with its unit ends.
    pub(super) end: usize,
}

/// Whether a relation makes a number of things a fact to know.
pub(super) fn is_limiting(name: &str) -> bool {
    !matches!(name, "" | "for" | "per" | "between")
}

/// What a label says of the numbers in its text.
pub(super) fn of_label(label: &str) -> &'static str {
    match label.to_lowercase().split(' ').next().unwrap_or_default() {
        "limit" | "limits" | "quota" | "quotas" | "maximum" => "at most",
        "minimum" => "at least",
        "default" | "defaults" if !label.contains(' ') => "default",
        _ => "",
    }
}

/// The relation of the number at a word. `before` is that of the number before it in the sentence.
pub(super) fn of(
    tokens: &[Token<'_>],
    at: usize,
    value: &Value,
    unit: &Unit,
    before: Option<&Relation>,
    sentence: &str,
) -> Relation {
    let start = phrase_start(tokens, at, before);
    let spoken: Vec<Word<'_>> = tokens[start..at].iter().map(Token::plain).collect();
    let is_counted = spoken.iter().rev().take(3).any(|word| KNOWN.counting.has(word));
    let relation = |name| Relation { name, is_counted, end: unit.end };
    if let Some(name) = behind(tokens, at, unit) {
        return relation(name);
    }
    if let Some(is_upper) = range_end(tokens, at, value, unit) {
        return relation(if is_upper { "at most" } else { "at least" });
    }
    let named = BEFORE.iter().filter_map(|(written, name, most)| {
        let parts: Vec<&str> = written.split(' ').collect();
        let found = spoken.windows(parts.len()).rposition(|window| window == parts.as_slice())?;
        let distance = spoken.len() - found - parts.len();
        (distance <= *most).then_some((distance, *name))
    });
    if let Some((_, name)) = named.min_by_key(|(distance, _)| *distance) {
        return relation(name);
    }
    // `up to 25 requests and 16 MB`: the second limit is of the same kind.
    let joined = before.filter(|before| {
        let between = sentence.get(before.end..tokens[at].start).unwrap_or_default().trim();
        matches!(between, "and" | "or" | ", or" | ", and")
    });
    if let Some(before) = joined {
        return Relation { is_counted: is_counted || before.is_counted, ..relation(before.name) };
    }
    let is_first = before.is_none();
    if is_first && sentence.starts_with("By default") {
        return relation("default");
    }
    relation("")
}

/// The first word of the phrase of a number: behind the last punctuation and the last number.
fn phrase_start(tokens: &[Token<'_>], at: usize, before: Option<&Relation>) -> usize {
    let after_number = before.map_or(0, |before| before.end);
    let mut start = at;
    while start > 0 && !tokens[start - 1].ends_phrase() && tokens[start - 1].start >= after_number {
        start -= 1;
    }
    start
}

/// The relation behind a number or its unit.
fn behind(tokens: &[Token<'_>], at: usize, unit: &Unit) -> Option<&'static str> {
    let after_unit = tokens.iter().position(|token| token.start >= unit.end).unwrap_or(tokens.len());
    [at + 1, after_unit].into_iter().find_map(|start| {
        let closed = start > 0 && tokens[start - 1].text.ends_with([',', ';', '.', ':']);
        if closed {
            return None;
        }
        let mut spoken = String::new();
        for token in tokens[start.min(tokens.len())..].iter().take(3) {
            spoken.push_str(&token.plain());
            spoken.push(' ');
        }
        let is_said = |written: &str| spoken.strip_prefix(written).is_some_and(|rest| rest.starts_with(' '));
        BEHIND.iter().find(|(written, _)| is_said(written)).map(|(_, name)| *name)
    })
}

/// `0 seconds to 12 hours`: whether a number is the upper or the lower end of a range.
fn range_end(tokens: &[Token<'_>], at: usize, value: &Value, unit: &Unit) -> Option<bool> {
    let amount = value.amount * value::size(&unit.name);
    let is_to = |index: usize| tokens.get(index).is_some_and(|token| token.plain() == "to");
    let other = |index: usize| {
        let other = value::value(tokens.get(index)?.text)?;
        let unit = value::unit(tokens, index, &other)?;
        Some((other.amount * value::size(&unit.name), unit))
    };
    if at >= 2 && is_to(at - 1) {
        let low = (0..at - 1).rev().take(6).find_map(other);
        return low.filter(|(low, _)| *low < amount).map(|_| true);
    }
    let after = tokens.iter().position(|token| token.start >= unit.end)?;
    let to = (after..after + 3).find(|&index| is_to(index))?;
    let is_plain = tokens[after..to].iter().all(|token| matches!(token.plain().as_str(), "up" | "the" | "default"));
    let (high, _) = other(to + 1).filter(|_| is_plain)?;
    (high > amount).then_some(false)
}

/// `10, 20 or 30 seconds`: the unit of the last number of a list.
pub(super) fn unit_of_list(tokens: &[Token<'_>], at: usize, value: &Value) -> Option<Unit> {
    let mut index = at + 1;
    let has_comma = tokens[at].text.ends_with(',');
    let joins =
        |index: usize| tokens.get(index).is_some_and(|token| matches!(token.plain().as_str(), "or" | "and" | "to"));
    if !has_comma && !joins(index) {
        return None;
    }
    for _ in 0..6 {
        if joins(index) {
            index += 1;
        }
        let next = value::value(tokens.get(index)?.text)?;
        if let Some(unit) = value::unit(tokens, index, &next) {
            let end = tokens[at].start + value.length;
            return Some(Unit { end, ..unit });
        }
        index += 1;
    }
    None
}

/// `300 seconds by default, 3,600 at most`, `50 milliseconds (25 for DynamoDB)`: a limit without a unit has that of the number
/// before it.
pub(super) fn unit_of_neighbour(
    tokens: &[Token<'_>],
    at: usize,
    end: usize,
    last: Option<&Fact>,
    sentence: &str,
) -> Option<Unit> {
    let last = last.filter(|last| last.unit != STATUS && !last.unit.is_empty())?;
    let next = |offset: usize| tokens.get(at + offset).map(Token::plain).unwrap_or_default();
    let rest = format!("{} {} ", next(1), next(2));
    let is_ones = (1..=4).any(|offset| next(offset) == "ones");
    let limits =
        ["at most ", "at least ", "by default ", "or more ", "or less "].iter().any(|limit| rest.starts_with(limit));
    let before = sentence[..tokens[at].start].trim_end();
    let is_limited = ["at most", "up to", "at least"].iter().any(|limit| before.ends_with(limit))
        && (tokens[at].ends_phrase() || at + 1 == tokens.len());
    let is_other_case =
        next(1) == "for" && (before.ends_with('(') || before.ends_with("now") || before.ends_with("and"));
    let unit = |name: &str| Unit { name: name.to_owned(), end, is_measure: true };
    (limits || is_limited || is_other_case || is_ones).then(|| unit(&last.unit))
}

/// Whether the words before a number make it a name or a date: `version 2`, `section 12`, `November 2026`.
pub(super) fn is_name(previous: &str, value: &Value) -> bool {
    let is_year = !value.is_word && (1900.0..2100.0).contains(&value.amount) && !value.digits.contains(',');
    let is_dated = matches!(previous, "in" | "since" | "from" | "until" | "by") && is_year;
    !value.is_word && KNOWN.names.has(previous) || is_dated
}

/// Whether a number word counts nothing: `one of`, `the second one`, `no one`, `at one point`, `two-way`.
pub(super) fn is_pronoun(tokens: &[Token<'_>], at: usize, length: usize) -> bool {
    let word = tokens[at].text;
    let next = tokens.get(at + 1).map(Token::plain).unwrap_or_default();
    let is_one = word[..length].eq_ignore_ascii_case("one");
    is_one
        && (tokens[at].ends_phrase()
            || matches!(next.as_str(), "of" | "that" | "which" | "in" | "is" | "another" | "or"))
        || next == "of"
        || is_one && next.is_empty()
}

/// Whether `one` before a noun is a fact: `at least one zone`, `exactly one group`, but not `one call takes`.
pub(super) fn is_counted_one(tokens: &[Token<'_>], at: usize, value: &Value, unit: &Unit) -> bool {
    let is_one = value.is_word && (value.amount - 1.0).abs() < f64::EPSILON;
    let before = |offset: usize| at.checked_sub(offset).map(|at| tokens[at].plain()).unwrap_or_default();
    let limits = matches!(before(1).as_str(), "exactly")
        || matches!(
            (before(2).as_str(), before(1).as_str()),
            ("at", "least" | "most") | ("up", "to") | ("minimum", "of")
        );
    !is_one || unit.is_measure || limits
}

/// `21,600 seconds (six hours)`: whether a number in brackets says the one before it in another unit.
pub(super) fn repeats(tokens: &[Token<'_>], at: usize, unit: &Unit, last: Option<&Relation>, sentence: &str) -> bool {
    let between = last.and_then(|last| sentence.get(last.end..tokens[at].start)).unwrap_or_default();
    between.trim() == "(" && sentence[unit.end..].starts_with(')') && value::size(&unit.name) > 1.0
}

/// Whether a number follows `the`: `the 12 hours count from …` repeats what was said.
pub(super) fn follows_the(tokens: &[Token<'_>], at: usize) -> bool {
    at > 0 && tokens[at - 1].plain() == "the"
}
