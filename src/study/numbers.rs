//! Numbers to memorise: value, unit, subject and relation, with the sentence that says them.

mod relation;
mod value;

use super::blocks::BlockKind;
use super::grammar;
use super::leaning::has_anaphor;
use super::sentences::code_ranges;
use super::subject::Subject;
use super::words::{Phrases, content_words, word_count, words};
use crate::tokenize::capitalised;
use std::collections::HashSet;
use std::sync::LazyLock;

pub use crate::site::material::Fact;
use relation::{Relation, is_limiting};
use value::{Token, Unit, Value};

/// The unit of status codes (RFC 9110, section 15).
const STATUS: &str = "HTTP status";

/// Words of sentences that give numbers of an example or of former times.
const ASIDES: [&str; 16] = [
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
    "misleads",
];

/// Labels that say how a number limits, and not of what it is.
const GENERIC_LABELS: &str = " limit limits quota quotas maximum minimum default defaults trap traps cost costs price note numbers value \
    values how why where when rule rules effect settings size duration basics mind caution changed important remember units cures \
    needed modes pattern timing exception exceptions better today order ";

/// A sentence of a section, its label and its block.
struct Place<'a> {
    sentence: &'a str,
    /// The label of its block; empty without one.
    label: &'a str,
    block: usize,
}

/// The numbers of a section, in order.
#[must_use]
pub fn facts(subject: &Subject<'_>) -> Vec<Fact> {
    let mut found = Vec::new();
    let mut examples: Vec<String> = Vec::new();
    let is_note = |at: &usize| subject.blocks[*at].kind == BlockKind::Note;
    let is_read = |at: &usize| is_note(at) || subject.prose().binary_search(at).is_ok();
    for at in (0..subject.blocks.len()).filter(is_read).filter(|&at| value::may_have_value(subject.text(at))) {
        let label = subject.label(at);
        if label.is_some_and(|label| label.is_example()) {
            continue;
        }
        let name = label.map_or("", |label| label.name);
        let mut was_aside = false;
        for (index, sentence) in subject.said(at).iter().enumerate() {
            let is_aside = is_aside(sentence);
            of_example(sentence, &found, &mut examples);
            let is_skipped = std::mem::replace(&mut was_aside, is_aside) || is_aside;
            if index == 0 {
                found.extend(of_label(subject, name, sentence, at));
            }
            if !is_skipped {
                let place = Place { sentence, label: name, block: at };
                in_sentence(subject, &place, &mut found);
            }
        }
    }
    let mut told: HashSet<(String, String, String)> = HashSet::new();
    found.retain(|fact: &Fact| {
        let is_example = fact.relation != "at most" && examples.contains(&format!("{} {}", fact.value, fact.unit));
        !is_example && told.insert((fact.value.clone(), fact.unit.clone(), fact.subject.clone()))
    });
    found
}

/// Notes the numbers that a section brings in as an example: `a target, say 50 %`. Where they come again they are no fact.
fn of_example(sentence: &str, found: &[Fact], examples: &mut Vec<String>) {
    const MARKS: [&str; 6] = [", say ", " say, ", "for example", "for instance", "e.g.", "such as"];
    if !sentence.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    let Some(start) = MARKS.iter().filter_map(|mark| sentence.find(mark)).min() else { return };
    let tokens = value::tokens(&sentence[start..]);
    for (at, token) in tokens.iter().enumerate() {
        let Some(value) = value::value(token.text) else { continue };
        let Some(unit) = value::unit(&tokens, at, &value) else { continue };
        let is_known = found.iter().any(|fact| fact.value == value.digits && fact.unit == unit.name);
        if !is_known {
            examples.push(format!("{} {}", value.digits, unit.name));
        }
    }
}

/// Whether a sentence gives the numbers of an example: by its words, or because code follows it.
fn is_aside(sentence: &str) -> bool {
    static KNOWN: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&ASIDES));
    let introduces = || {
        let lower = sentence.to_lowercase();
        !["default", "at most", "limit"].iter().any(|word| lower.contains(word))
    };
    let is_case = ["with ", "for "].iter().any(|start| {
        let (begin, rest) = (sentence.get(..start.len()), sentence.get(start.len()..).unwrap_or_default());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(start)) && rest.starts_with(|c: char| c.is_ascii_digit())
    });
    is_case || is_supposed(sentence) || KNOWN.are_in(sentence) || sentence.ends_with(':') && introduces()
}

/// Whether a sentence asks, supposes or denies, so that its numbers hold nowhere: `An alarm would be 10 seconds late.`
fn is_supposed(sentence: &str) -> bool {
    let begins_neither =
        sentence.starts_with("Neither ") || sentence.starts_with("Nobody ") || sentence.starts_with("None ");
    let asks = sentence.trim_end_matches(['"', '”', ')']).ends_with('?');
    asks || begins_neither || sentence.contains(" would ") || sentence.contains(" wouldn't ")
}

/// A label that is a number: `**503:** no target is registered`, `**Value 0:** gives the message back`.
fn of_label(subject: &Subject<'_>, name: &str, sentence: &str, block: usize) -> Option<Fact> {
    if !name.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let plain = name.replace('`', "");
    let tokens = value::tokens(&plain);
    let (first, last) = (tokens.first()?, tokens.last()?);
    let is_status = |token: &&Token<'_>| status_code(token.text).is_some();
    let status = [first, last].into_iter().find(is_status).filter(|_| tokens.len() <= 4);
    let is_value = tokens.len() == 2 && first.plain() == "value" || tokens.len() == 1;
    let (value, unit) = match status {
        Some(status) => (status.text, STATUS),
        None if is_value && last.text.chars().all(|c| c.is_ascii_digit()) => (last.text, ""),
        None => return None,
    };
    let at = name.find(value)?;
    Some(Fact {
        value: value.to_owned(),
        unit: unit.to_owned(),
        subject: subject.title.clone(),
        relation: String::new(),
        sentence: format!("{name}: {sentence}"),
        range: at..at + value.len(),
        block,
    })
}

fn in_sentence(subject: &Subject<'_>, place: &Place<'_>, found: &mut Vec<Fact>) {
    let sentence = place.sentence;
    let is_candidate = |token: &Token<'_>| {
        let text = token.text.trim_start_matches('`');
        text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-') && value::value(text).is_some()
    };
    let tokens = value::tokens(sentence);
    if !tokens.iter().any(is_candidate) {
        return;
    }
    let code = code_ranges(sentence);
    let whole = Some(capitalised(sentence)).filter(|whole| whole.len() == sentence.len());
    let whole = whole.unwrap_or_else(|| sentence.to_owned());
    let clause = grammar::clause(&whole);
    let of = subject_of(subject, place, clause.as_ref().map(|clause| clause.subject));
    let parts = parts(sentence);
    let known = found.len();
    let mut before: Option<Relation> = None;
    for at in 0..tokens.len() {
        let Some((value, unit)) = read(&tokens, at, &code, found.get(known..).and_then(<[Fact]>::last), sentence)
        else {
            continue;
        };
        let relation = relation::of(&tokens, at, &value, &unit, before.as_ref(), sentence);
        let name = if unit.name == STATUS { String::new() } else { relation.name.to_owned() };
        let is_plain = name.is_empty() && unit.name != STATUS && !unit.name.is_empty();
        let is_at = at > 0 && matches!(tokens[at - 1].plain().as_str(), "at" | "of");
        let of_label = relation::of_label(place.label);
        let is_labelled = is_plain && !is_at && (of_label != "default" || before.is_none());
        let name = if is_labelled { of_label.to_owned() } else { name };
        let is_fragment = clause.is_none() && !place.label.is_empty() && !value.is_word;
        let is_said = relation::repeats(&tokens, at, &unit, before.as_ref(), sentence)
            || !relation::is_counted_one(&tokens, at, &value, &unit);
        let is_fact = unit.is_measure || is_limiting(&name) || relation.is_counted && !value.is_word || is_fragment;
        before = Some(Relation { end: unit.end, ..relation });
        let again = relation::follows_the(&tokens, at)
            && (value.is_word || found.iter().any(|fact| fact.value == value.digits && fact.unit == unit.name));
        if !is_fact || again || is_said {
            continue;
        }
        let start = tokens[at].start + usize::from(tokens[at].text.starts_with('`'));
        let own = parts.iter().rev().find(|(from, _)| *from <= start && *from > 0);
        let subject = match own {
            Some((_, thing)) => subject_of(subject, place, Some(thing)),
            None => of.clone(),
        };
        let Some(subject) = subject else { continue };
        found.push(Fact {
            value: value.digits,
            unit: unit.name,
            subject,
            relation: name,
            sentence: whole.clone(),
            range: start..unit.end,
            block: place.block,
        });
    }
}

/// The clauses behind the first one that have a subject of their own: `one read is 4 KB; one write is 1 KB`. Each with the byte
/// where it starts.
fn parts(sentence: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for mark in ["; ", ", and ", ", but ", ", while ", ", so "] {
        for (at, _) in sentence.match_indices(mark) {
            let start = at + mark.len();
            let rest = &sentence[start..];
            let end = rest.find(';').unwrap_or(rest.len());
            let own = grammar::clause(&rest[..end]).map(|clause| clause.subject);
            found.extend(
                own.filter(|thing| !words(thing).any(|word| word == "it" || word == "they"))
                    .map(|thing| (start, thing)),
            );
        }
    }
    found.sort_unstable();
    found
}

/// Whether the subject of a clause is the talk about a thing, and not the thing: `exam questions mean 15 minutes`.
fn is_generic(thing: &str) -> bool {
    const TALK: &str = " exam question questions answer answers example examples note notes section sections text story stories hint hints \
        scenario scenarios old older some many most people nobody everyone ";
    let mut spoken = content_words(thing).peekable();
    spoken.peek().is_some() && spoken.all(|word| TALK.contains(&format!(" {word} ")))
}

/// The number at a word with its unit, if it counts or measures something.
fn read(
    tokens: &[Token<'_>],
    at: usize,
    code: &[std::ops::Range<usize>],
    last: Option<&Fact>,
    sentence: &str,
) -> Option<(Value, Unit)> {
    let token = tokens[at];
    let in_code = token.text.starts_with('`') || code.iter().any(|range| range.contains(&token.start));
    let text = token.text.trim_start_matches('`');
    let value = value::value(text)?;
    let end = token.start + token.text.len() - text.len() + value.length;
    let bare = |name: &str| Unit { name: name.to_owned(), end, is_measure: true };
    if is_status(tokens, at, &text[..value.length], in_code, last) {
        return Some((value, bare(STATUS)));
    }
    let is_meant =
        |token: &Token<'_>| matches!(token.plain().as_str(), "means" | "stands" | "switches" | "turns" | "disables");
    if in_code && value.digits.starts_with('-') && tokens.get(at + 1).is_some_and(is_meant) {
        return Some((value, bare("")));
    }
    if in_code || value.is_word && relation::is_pronoun(tokens, at, value.length) {
        return None;
    }
    let previous = at.checked_sub(1).map(|before| tokens[before].plain()).unwrap_or_default();
    if matches!(previous.as_str(), "port" | "ports") && !value.is_word {
        return Some((value, bare("port")));
    }
    if relation::is_name(&previous, &value) {
        return None;
    }
    let next = tokens.get(at + 1).map(Token::plain).unwrap_or_default();
    let is_meaning = matches!(next.as_str(), "switches" | "means" | "turns" | "disables" | "stands" | "gives");
    if is_meaning && !token.ends_phrase() && !value.is_word {
        return Some((value, bare("")));
    }
    let unit = value::unit(tokens, at, &value)
        .filter(|unit| unit.name != "one")
        .or_else(|| relation::unit_of_list(tokens, at, &value))
        .or_else(|| relation::unit_of_neighbour(tokens, at, end, last, sentence))?;
    Some((value, unit))
}

/// A code of HTTP: three digits from 200 to 599.
fn status_code(text: &str) -> Option<u16> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    digits.parse().ok().filter(|number| (200..600).contains(number) && digits.len() == 3 && text.starts_with(digits))
}

/// Whether a number is a code of HTTP: `answers with status 504`, `HTTP 503`, `403 and 404`, `200 OK` in code.
fn is_status(tokens: &[Token<'_>], at: usize, digits: &str, in_code: bool, last: Option<&Fact>) -> bool {
    const NEAR: &str = " status code codes http error errors answers answer returns return get gets gives ";
    if status_code(digits).is_none() || tokens.iter().any(|token| token.plain() == "smtp") {
        return false;
    }
    let near = tokens[at.saturating_sub(3)..at].iter().any(|token| NEAR.contains(&format!(" {} ", token.plain())));
    let next = tokens.get(at + 1).map_or("", |token| token.text);
    if in_code {
        return near || next.starts_with(char::is_uppercase);
    }
    let counts = value::value(digits).is_some_and(|value| value::unit(tokens, at, &value).is_some());
    let joins = at >= 2
        && last.is_some_and(|last| last.unit == STATUS)
        && (tokens[at - 1].ends_phrase() || matches!(tokens[at - 1].plain().as_str(), "and" | "or"));
    (near || joins) && (!counts || tokens[at - 1].plain() == "status" || tokens[at - 1].plain() == "http")
}

/// What a number is of: the label in its section, else the subject of the sentence, else the title. None if the sentence talks
/// of no thing.
fn subject_of(subject: &Subject<'_>, place: &Place<'_>, of_clause: Option<&str>) -> Option<String> {
    if of_clause.is_some_and(is_generic) {
        return None;
    }
    let title = subject.title.as_str();
    let label = place.label.to_lowercase();
    let is_generic = label.is_empty() || GENERIC_LABELS.contains(&format!(" {label} "));
    let clause = of_clause.filter(|text| {
        let names = subject.has_entity(text) || content_words(text).count() >= 2;
        let is_plain = !text.contains(|c: char| c.is_ascii_digit() || c == '(');
        names && is_plain && words(text).count() <= 6 && !has_anaphor(text)
    });
    let is_title = |thing: &str| subject.shares_title(thing) && word_count(thing) <= 3;
    Some(match clause {
        Some(thing) if subject.has_entity(thing) && word_count(thing) > 3 => thing.to_owned(),
        Some(thing) if is_generic && !is_title(thing) => format!("{title} — {}", subject.mid_sentence(thing)),
        _ if is_generic => title.to_owned(),
        _ => format!("{title} — {}", subject.mid_sentence(place.label)),
    })
}

/// Returns a unit as it is written after a value: `1 second`, `30 seconds`, `5 KB`, `1,000 records per second`.
#[must_use]
pub fn shown_unit(value: &str, unit: &str) -> String {
    if let Some((counted, time)) = unit.split_once(" per ") {
        return format!("{} per {time}", shown_unit(value, counted));
    }
    let is_word = unit.chars().count() > 2 && unit.chars().skip(1).all(char::is_lowercase);
    match unit.strip_suffix('y') {
        _ if value == "1" || !is_word || unit == "port" => unit.to_owned(),
        Some(stem) if !unit.ends_with("ey") && !unit.ends_with("ay") => format!("{stem}ies"),
        _ if ["s", "x", "ch", "sh"].iter().any(|end| unit.ends_with(end)) => format!("{unit}es"),
        _ => format!("{unit}s"),
    }
}
