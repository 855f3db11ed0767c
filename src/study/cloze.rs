//! Sentences with a gap.

mod ending;
mod object;

use super::leaning::{has_anaphor, points_outside};
use super::sentences::{code_ranges, number_length, quotes, split_at};
use super::spoken::Spoken;
use super::subject::Subject;
use super::words::{Phrases, Word, WordSet, content_words, is_stop_word, word_count, words};
use super::{Card, Kind, key};
use crate::tokenize::capitalised;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) use ending::{gap_of_statement, has_gap, under, without_end};
pub(super) use object::of_object;

/// A sentence with a gap for what decides it: a number or a name, else its end, else the object of its verb.
#[must_use]
pub(super) fn of_sentence(subject: &Subject<'_>, sentence: &str) -> Option<String> {
    gap_of_statement(subject, sentence)
        .or_else(|| without_end(subject, sentence))
        .or_else(|| of_object(subject, sentence))
}

/// Words that a sentence with a gap has.
const LENGTH: std::ops::RangeInclusive<usize> = 6..=34;

/// Words beside which a number is a fact to know.
const RELATIONS: &str = " limit limits most least default defaults every per up maximum minimum max min within after before for until \
    only exactly than between from takes stores keeps allows holds lasts costs waits returns status code least expires retries retains \
    stays supports up to by at ";

/// Units of numbers besides [`MEASURES`], singular or plural.
const UNITS: &str = " character characters item items record records message messages request requests read reads write writes unit units \
    shard shards partition partitions region regions instance instances account accounts policy policies time times attempt attempts \
    retry retries step steps zone zones az azs index indexes indices tag tags key keys rule rules connection connections user users \
    function functions layer layers version versions stack stacks stage stages queue queues topic topics group groups subnet subnets \
    address addresses port ports object objects bucket buckets part parts copy copies replica replicas node nodes core cores vcpu vcpus \
    event events target targets entry entries value values column columns row rows field fields line lines level levels metric metrics \
    dimension dimensions alarm alarms parameter parameters resource resources ";

/// Units of time, size and share: a number with one of them is a fact without further words.
const MEASURES: &str = " second seconds minute minutes hour hours day days week weeks month months year years millisecond milliseconds \
    ms kb mb gb tb pb kib mib gib tib byte bytes percent % ";

/// The lists of this module, ready to be searched.
struct Lists {
    relations: WordSet,
    units: WordSet,
    measures: WordSet,
}

static KNOWN: LazyLock<Lists> = LazyLock::new(|| Lists {
    relations: WordSet::new(&[RELATIONS]),
    units: WordSet::new(&[MEASURES, UNITS]),
    measures: WordSet::new(&[MEASURES]),
});

/// A term that a gap can hide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// Its bytes in the sentence.
    pub(super) range: Range<usize>,
    /// What the gap shows: `… days`, `IAM action`.
    pub(super) hint: String,
    /// Number or name.
    pub(super) kind: Kind,
}

/// A sentence with a gap.
struct Gap {
    kind: Kind,
    front: String,
    hidden: String,
    /// What the first gap hides, which makes the key of the card.
    term: String,
}

/// The cards with gaps of a section. `asked` are answers of other cards: a sentence in one of them gets no gap for a name.
#[must_use]
pub(super) fn cards(subject: &Subject<'_>, asked: &[&str]) -> Vec<Card> {
    let mut cards: Vec<Card> = Vec::new();
    for spoken in subject.prose_sentences() {
        let sentence = spoken.text.as_str();
        let is_asked = || asked.iter().any(|answer| tells(answer, sentence.trim_end_matches('.')));
        let has_number = sentence.bytes().any(|byte| byte.is_ascii_digit());
        // `The role needs …` names a thing of the sentence or of the code before.
        let may_hide_name = !is_asked() && !names_a_neighbour(subject, spoken);
        let may_hide = LENGTH.contains(&spoken.word_count()) && (has_number || may_hide_name);
        if !may_hide || !stands_alone(sentence) || names_source(subject, sentence) {
            continue;
        }
        let of_name = || if may_hide_name { name(subject, sentence) } else { None };
        let Some(found) = number(sentence).or_else(of_name).and_then(|term| with_gap(subject, sentence, &term)) else {
            continue;
        };
        let is_known = |card: &Card| card.front == found.front || card.back == found.term && card.kind == found.kind;
        if cards.iter().any(is_known) {
            continue;
        }
        cards.push(Card {
            kind: found.kind,
            key: key(&found.term, 4),
            context: subject.title.clone(),
            front: found.front,
            back: found.hidden,
            blocks: vec![spoken.block],
            options: Vec::new(),
            right: Vec::new(),
        });
    }
    cards
}

/// Whether an answer has a sentence, or what it says behind its purpose or condition, which the question has.
fn tells(answer: &str, sentence: &str) -> bool {
    let behind =
        || split_at(sentence, ", ").filter(|(_, told)| word_count(told) >= 4).map(|(_, told)| capitalised(told));
    quotes(answer, sentence) || behind().is_some_and(|told| quotes(answer, &told))
}

/// A sentence with a gap for what decides it, a number or a name, if it has one.
#[must_use]
pub(super) fn gap(subject: &Subject<'_>, sentence: &str) -> Option<String> {
    if !LENGTH.contains(&word_count(sentence)) || !stands_alone(sentence) {
        return None;
    }
    let term = number(sentence).or_else(|| name(subject, sentence))?;
    with_gap(subject, sentence, &term).map(|found| found.front)
}

/// A sentence with a gap for a name at its beginning: only behind a label it says what is asked.
fn gap_at_start(subject: &Subject<'_>, sentence: &str) -> Option<String> {
    if !LENGTH.contains(&word_count(sentence)) || !stands_alone(sentence) {
        return None;
    }
    let term = name(subject, sentence).filter(|term| term.range.start == 0)?;
    let shown = format!("{} {}", subject.title, &sentence[term.range.end..]).to_lowercase();
    let is_said = names_again(subject, &shown, &sentence[term.range.clone()]);
    (!is_said).then(|| with_gaps(sentence, &term).0)
}

/// A sentence with a gap for a term. None if the question says the term again, or begins with its gap: then it does not say
/// what is asked.
fn with_gap(subject: &Subject<'_>, sentence: &str, term: &Term) -> Option<Gap> {
    let (front, hidden) = with_gaps(sentence, term);
    let is_at_start = matches!(sentence[..term.range.start].trim(), "" | "For" | "With" | "The");
    let shown = || format!("{} {front}", subject.title).to_lowercase();
    let word = sentence[term.range.clone()].to_owned();
    let is_said = is_at_start || term.kind == Kind::Cloze && names_again(subject, &shown(), &word);
    (!is_said).then_some(Gap { kind: term.kind, front, hidden, term: word })
}

/// A sentence with a gap for a term, and what the gap hides. Numbers of one unit are hidden together: a reader who knows one
/// of `every 5 minutes, with details every minute` does not know the sentence.
fn with_gaps(sentence: &str, term: &Term) -> (String, String) {
    const MOST_GAPS: usize = 2;
    let start = enumeration_start(sentence, term.range.start);
    let mut front = format!("{}[{}]", &sentence[..start], term.hint);
    let mut at = with_other_unit(sentence, term);
    let mut hidden = vec![&sentence[start..at]];
    while term.kind == Kind::Number && hidden.len() < MOST_GAPS {
        let rest = &sentence[at..];
        let Some(next) = number(rest).filter(|next| is_same_unit(term, next, sentence, &rest[next.range.clone()]))
        else {
            break;
        };
        front.push_str(&rest[..next.range.start]);
        front.push_str(&format!("[{}]", next.hint));
        hidden.push(&rest[next.range.clone()]);
        at += next.range.end;
    }
    front.push_str(&sentence[at..]);
    (front, hidden.join(", "))
}

/// Where a number ends with what says it again in brackets: `21,600 seconds (six hours)|`.
fn with_other_unit(sentence: &str, term: &Term) -> usize {
    let end = term.range.end;
    let again = || {
        let (inside, _) = sentence[end..].strip_prefix(" (")?.split_once(')')?;
        let is_measure = words(inside).next_back().is_some_and(|last| KNOWN.measures.has(&last));
        (is_measure && word_count(inside) <= 4).then(|| end + inside.len() + " ()".len())
    };
    if term.kind == Kind::Number { again().unwrap_or(end) } else { end }
}

/// Whether two numbers of a sentence differ and have one unit.
fn is_same_unit(term: &Term, next: &Term, sentence: &str, number: &str) -> bool {
    let unit = |hint: &str| hint.trim_start_matches(['…', ' ']).trim_end_matches('s').to_owned();
    let written = |text: &str, range: &Range<usize>| {
        // `5-minute`: the unit is behind the gap.
        text[range.end..].split([' ', ',', '.', ';']).next().unwrap_or_default().to_owned()
    };
    let first = written(sentence, &term.range);
    unit(&next.hint) == unit(&term.hint)
        && (!unit(&term.hint).is_empty() || first.starts_with('-'))
        && number != &sentence[term.range.clone()]
}

/// Where an enumeration of numbers begins whose last one begins at `start`: `10, 20 or |30 seconds`.
fn enumeration_start(sentence: &str, start: usize) -> usize {
    let before = &sentence[..start];
    let Some(listed) = [" or ", " and "].iter().find_map(|mark| before.strip_suffix(mark)) else { return start };
    let is_listed = |c: char| c.is_ascii_digit() || matches!(c, ',' | ' ' | '.');
    let numbers = &listed[listed.trim_end_matches(is_listed).len()..];
    let trimmed = numbers.trim_start_matches([',', ' ', '.']);
    let is_number = trimmed.starts_with(|c: char| c.is_ascii_digit());
    if is_number { listed.len() - trimmed.len() } else { start }
}

/// Whether a sentence can be read without its neighbours and is no example or list of code.
pub(super) fn stands_alone(sentence: &str) -> bool {
    static EXAMPLES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&EXAMPLE_PHRASES));
    const EXAMPLE_PHRASES: [&str; 15] = [
        "for example",
        "e.g.",
        "for instance",
        "such as",
        "say,",
        "older material",
        "used to",
        "imagine",
        "suppose",
        " like ",
        "about ",
        " say ",
        " as well",
        " too,",
        " too.",
    ];
    if EXAMPLES.are_in(sentence) || sentence.ends_with([':', '?']) || sentence.contains('\n') {
        return false;
    }
    if points_outside(sentence, "") || begins_with_pronoun(sentence) {
        return false;
    }
    // `If the same ID is sent …` says all that is needed.
    let is_condition = sentence.starts_with("If ") || sentence.starts_with("When ");
    if is_condition { !has_anaphor(&sentence.replace(" the same ", " the ")) } else { !has_anaphor(sentence) }
}

/// Whether a sentence has a pronoun before it names anything: `By itself it …`, `With them …`.
fn begins_with_pronoun(sentence: &str) -> bool {
    let is_name =
        |word: &Word<'_>| !is_stop_word(word) && !matches!(word.as_str(), "itself" | "default" | "themselves");
    let first = words(sentence).find(|word| matches!(word.as_str(), "it" | "they" | "them") || is_name(word));
    first.is_some_and(|word| !is_name(&word))
}

/// Whether a sentence begins with `the` and one common noun that the title does not name: something else introduced it.
fn names_a_neighbour(subject: &Subject<'_>, sentence: &Spoken) -> bool {
    let Some(rest) = sentence.text.strip_prefix("The ") else { return false };
    let thing = sentence.clause().map_or(rest, |clause| clause.subject.trim_start_matches("The "));
    content_words(thing).count() <= 1 && !subject.has_entity(thing) && !subject.shares_title(thing)
}

/// Whether a sentence speaks of a text that its section shows, `so the statement grants nothing`, and the title names none.
fn names_source(subject: &Subject<'_>, sentence: &str) -> bool {
    const SOURCES: [&str; 9] =
        ["statement", "switch", "snippet", "example", "script", "listing", "template", "command", "excerpt"];
    let spoken: Vec<Word<'_>> = words(sentence).collect();
    spoken.windows(2).enumerate().any(|(at, pair)| {
        let is_source = pair[0] == "the" && SOURCES.contains(&pair[1].as_str()) && !subject.is_in_title(&pair[1]);
        is_source && !spoken[..at].contains(&pair[1])
    })
}

/// Whether the question names the hidden thing, under any of its names.
fn names_again(subject: &Subject<'_>, shown: &str, hidden: &str) -> bool {
    let plain = hidden.trim_matches('`').to_lowercase();
    if shown.contains(&plain) {
        return true;
    }
    let ids: Vec<_> = subject.services_in(hidden);
    subject.services_in(shown).iter().any(|service| ids.contains(service))
        || content_words(hidden)
            .filter(|word| word.len() > 3 && word != "amazon")
            .any(|word| words(shown).any(|other| other == word))
}

/// A number with its unit beside a relation.
#[must_use]
pub(super) fn number(sentence: &str) -> Option<Term> {
    if !sentence.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let code = code_ranges(sentence);
    let mut at = 0;
    let parts: Vec<(Range<usize>, &str)> = sentence
        .split_inclusive(' ')
        .map(|part| {
            let start = at;
            at += part.len();
            (start..start + part.trim_end().len(), part.trim_end())
        })
        .collect();
    for (index, (range, part)) in parts.iter().enumerate() {
        let start = range.start + part.len() - part.trim_start_matches(['(', '"', '“', '~']).len();
        let text = &sentence[start..range.end];
        let length = number_length(text);
        if length == 0 || code.iter().any(|code| code.contains(&start)) {
            continue;
        }
        let after = &text[length..];
        let unit_here = after.trim_matches(|c: char| !c.is_alphanumeric() && c != '%').to_lowercase();
        let next = parts.get(index + 1).map_or("", |(_, part)| *part);
        let next_plain = next.trim_matches(|c: char| !c.is_alphanumeric() && c != '%').to_lowercase();
        let is_unit = |word: &str| KNOWN.units.has(word);
        let (has_relation, is_version) = around_number(sentence, &(start..range.end));
        let is_measured = KNOWN.measures.has(&unit_here) || (after.is_empty() && KNOWN.measures.has(&next_plain));
        if !(has_relation || is_measured) || is_version {
            continue;
        }
        if is_unit(&unit_here) && after.starts_with('-') {
            return Some(Term { range: start..start + length, hint: "…".into(), kind: Kind::Number });
        }
        if is_unit(&unit_here) {
            let end = start + length + after.find(|c: char| !(c.is_alphanumeric() || c == '%')).unwrap_or(after.len());
            return Some(Term { range: start..end, hint: format!("… {unit_here}"), kind: Kind::Number });
        }
        let is_bare_number = after.is_empty();
        if is_bare_number && is_unit(&next_plain) {
            let (next_range, next) = &parts[index + 1];
            let end = next_range.start + next.find(|c: char| !(c.is_alphanumeric() || c == '%')).unwrap_or(next.len());
            return Some(Term {
                range: start..end,
                hint: format!("… {}", &sentence[next_range.start..end]),
                kind: Kind::Number,
            });
        }
        let adjective_unit =
            parts.get(index + 2).map(|(_, part)| part.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
        if is_bare_number
            && adjective_unit.is_some_and(|word| is_unit(&word))
            && !super::words::is_stop_word(&next_plain)
        {
            return Some(Term { range: start..start + length, hint: "…".into(), kind: Kind::Number });
        }
    }
    None
}

/// Returns whether the words around a number relate it to something, and whether they make it a version or a reference.
fn around_number(sentence: &str, number: &Range<usize>) -> (bool, bool) {
    let near: Vec<Word<'_>> = words(&sentence[..number.start]).rev().take(3).collect();
    let has_relation = near.iter().any(|word| KNOWN.relations.has(word))
        || words(&sentence[number.end..])
            .take(4)
            .any(|word| matches!(word.as_str(), "per" | "by" | "default" | "limit" | "most"));
    let is_version = near
        .first()
        .is_some_and(|word| matches!(word.as_str(), "version" | "section" | "see" | "step" | "http" | "chapter"));
    (has_relation, is_version)
}

/// An identifier in code, else a service in a position that only it can take.
fn name(subject: &Subject<'_>, sentence: &str) -> Option<Term> {
    let code = code_ranges(sentence);
    if code.len() >= 3 {
        return None;
    }
    let lists = |range: &Range<usize>| {
        let (before, after) = (&sentence[..range.start], &sentence[range.end..]);
        let joins = |text: &str| {
            text.starts_with(" and ") || text.starts_with(" or ") || text.starts_with(", ") || text.starts_with('/')
        };
        joins(after) && code.len() > 1
            || before.ends_with("` and ")
            || before.ends_with("` or ")
            || before.ends_with("`, ")
    };
    for range in &code {
        let text = sentence[range.clone()].trim_matches('`');
        let is_identifier = text.len() >= 3
            && !text.contains(' ')
            && text.chars().any(char::is_alphabetic)
            && (text.contains(char::is_uppercase) || text.contains(['-', '_', ':', '.', '$', '/']));
        if is_identifier && !lists(range) {
            return Some(Term { range: range.clone(), hint: hint_of_code(text).into(), kind: Kind::Cloze });
        }
    }
    identifier(sentence, &code).or_else(|| service(subject, sentence))
}

/// An identifier that the author did not mark as code: `AWSXRayDaemonWriteAccess`, `Fn::ImportValue`.
fn identifier(sentence: &str, code: &[Range<usize>]) -> Option<Term> {
    let mut at = 0;
    let mut found: Option<Range<usize>> = None;
    for part in sentence.split_inclusive([' ', '/', ',']) {
        let start = at + part.len() - part.trim_start_matches(['(', '"', '“']).len();
        at += part.len();
        let word = part.trim_matches(|c: char| !c.is_alphanumeric());
        let letters: Vec<char> = word.chars().collect();
        let humps = letters.windows(2).filter(|pair| pair[0].is_lowercase() && pair[1].is_uppercase()).count();
        let is_plain = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '.'));
        let is_identifier =
            is_plain && word.len() >= 8 && (humps >= 2 || word.contains("::")) && !word.ends_with("APIs");
        if !is_identifier || code.iter().any(|range| range.contains(&start)) {
            continue;
        }
        // Two of them are a list.
        if found.is_some() {
            return None;
        }
        found = Some(start..start + word.len());
    }
    let range = found.filter(|range| range.end <= sentence.len())?;
    Some(Term { hint: hint_of_code(&sentence[range.clone()]).into(), range, kind: Kind::Cloze })
}

fn hint_of_code(text: &str) -> &'static str {
    if text.starts_with("--") {
        "option"
    } else if text.contains("::") {
        "resource type"
    } else if text.split_once(':').is_some_and(|(prefix, action)| {
        prefix.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            && action.starts_with(|c: char| c.is_ascii_uppercase() || c == '*')
    }) {
        "IAM action"
    } else if text.contains(".amazonaws.com") {
        "service principal"
    } else if text.starts_with('/') || text.contains('/') {
        "path"
    } else {
        "name"
    }
}

/// A service that is the object of `use`, `with`, `to`, or the subject.
fn service(subject: &Subject<'_>, sentence: &str) -> Option<Term> {
    const BEFORE: [&str; 14] = [
        "use",
        "uses",
        "using",
        "with",
        "through",
        "via",
        "choose",
        "take",
        "configure",
        "enable",
        "create",
        "install",
        "deploy",
        "by",
    ];
    let mentions = crate::link::mentions::in_text(subject.catalogue, sentence, None);
    if mentions.len() > 3 {
        return None;
    }
    for mention in mentions {
        let before = words(&sentence[..mention.range.start]).next_back().unwrap_or_default();
        let after = &sentence[mention.range.end..];
        let is_object = BEFORE.contains(&before.as_str());
        let next = words(after).next().unwrap_or_default();
        let ends_phrase = after.is_empty()
            || after.starts_with(['.', ',', ';'])
            || matches!(
                next.as_str(),
                "to" | "for" | "in" | "and" | "as" | "when" | "which" | "so" | "because" | "with" | "from"
            );
        let is_listed = next == "and" || sentence[..mention.range.start].ends_with("and ");
        let alone = sentence[mention.range.clone()].len() > 2;
        if is_object && ends_phrase && !is_listed && alone {
            return Some(Term { range: mention.range, hint: "service or feature".into(), kind: Kind::Cloze });
        }
    }
    None
}
