//! False statements to correct.

use super::cloze::stands_alone;
use super::grammar::is_verb;
use super::label;
use super::sentences::quotes;
use super::subject::Subject;
use super::words::Phrases;
use super::{Card, Kind, key};
use std::sync::LazyLock;

/// Negations and their opposites.
const NEGATIONS: [(&str, &str); 12] = [
    (" cannot ", " can "),
    (" is not ", " is "),
    (" are not ", " are "),
    (" has no ", " has "),
    (" never ", " always "),
    (" can't ", " can "),
    (" does not need ", " needs "),
    (" do not need ", " need "),
    (" need not ", " must "),
    (" isn't ", " is "),
    (" aren't ", " are "),
    (" must not ", " may "),
];

/// A negation whose verb changes without it: `does not reduce` -> `reduces`.
const DOES_NOT: &str = " does not ";

/// The opposite of a sentence.
fn affirmed(sentence: &str, negated: &str, opposite: &str) -> Option<String> {
    if negated != DOES_NOT {
        return Some(sentence.replacen(negated, opposite, 1));
    }
    let (before, after) = sentence.split_once(DOES_NOT)?;
    let (verb, rest) = after.split_once(' ')?;
    let has_second_verb = rest.contains(" or ") || rest.contains(" and ");
    (is_verb(verb) && !has_second_verb).then(|| format!("{before} {} {rest}", third_person(verb)))
}

/// A verb with `he`: `reduces`, `matches`, `carries`.
fn third_person(verb: &str) -> String {
    let before_y = verb.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match before_y {
        _ if verb == "have" => "has".to_owned(),
        Some(stem) => format!("{stem}ies"),
        None if ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| verb.ends_with(end)) => format!("{verb}es"),
        None => format!("{verb}s"),
    }
}

/// False statements made of sentences with one negation. `asked` are answers of other cards: a sentence
/// in one of them is not asked again.
#[must_use]
pub(super) fn cards(subject: &Subject<'_>, asked: &[&str]) -> Vec<Card> {
    static NEGATED: LazyLock<Phrases> = LazyLock::new(|| {
        let negated: Vec<&str> = NEGATIONS.iter().map(|(negated, _)| *negated).chain([DOES_NOT]).collect();
        Phrases::new(&negated)
    });
    let mut cards = Vec::new();
    for spoken in subject.prose_sentences().iter().filter(|spoken| NEGATED.are_in(&spoken.text)) {
        let sentence = spoken.text.as_str();
        let found: Vec<_> = NEGATIONS.iter().filter(|(negated, _)| sentence.contains(negated)).collect();
        let (negated, opposite) = match found.as_slice() {
            [(negated, opposite)] => (*negated, *opposite),
            [] if sentence.contains(DOES_NOT) => (DOES_NOT, ""),
            _ => continue,
        };
        let says_only =
            [" only", " but ", " not ", "n't ", " no "].iter().filter(|word| sentence.contains(**word)).count() > 1;
        let is_short = (5..=18).contains(&spoken.word_count());
        let is_one_clause = !sentence.contains([',', ';', ':', '—']) && stands_alone(sentence);
        let is_asked = || asked.iter().any(|answer| quotes(answer, sentence));
        if says_only || !is_short || !is_one_clause || is_asked() {
            continue;
        }
        if !subject.has_entity(sentence) || label::is_reference(sentence) {
            continue;
        }
        let Some(statement) = affirmed(sentence, negated, opposite) else { continue };
        cards.push(Card {
            kind: Kind::Right,
            key: key(sentence, 4),
            context: subject.title.clone(),
            front: format!("Right or wrong? {statement}"),
            back: format!("Wrong: {sentence}"),
            blocks: vec![spoken.block],
            options: Vec::new(),
            right: Vec::new(),
        });
    }
    cards
}
