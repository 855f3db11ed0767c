//! Questions from sentences that tie a purpose, a condition or a reason to what follows, and from sentences that say what a
//! name does.

mod condition;
mod definition;
mod purpose;
mod reason;

use super::grammar::{self, clause, is_instruction};
use super::label::{self, gives_away};
use super::leaning::{leans, points_outside};
use super::sentences::{clip, quotes, sentences_of, split_at, uncapitalised_first};
use super::spoken::Spoken;
use super::subject::Subject;
use super::words::{Phrases, Word, content_words, word_count, words};
use super::{Card, Kind, key};
use crate::tokenize::capitalised;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Words that an answer has at most.
const ANSWER_WORDS: usize = 40;

/// Words that a question has at most.
const QUESTION_WORDS: usize = 36;

/// A question made of one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Made {
    kind: Kind,
    front: String,
    back: String,
}

/// The cards of single sentences: at most one for each sentence, and one for each name. `asked` are the answers of labels.
#[must_use]
pub(super) fn cards(subject: &Subject<'_>, gist: Option<&Card>, asked: &[&str]) -> Vec<Card> {
    let (asked_by_gist, gist) = gist.map_or(("", ""), |card| (card.front.as_str(), card.back.as_str()));
    let mut cards: Vec<Card> = Vec::new();
    for spoken in subject.prose_sentences() {
        let sentence = spoken.text.as_str();
        if sentence.ends_with(['?', ':']) || spoken.word_count() < 5 || label::is_reference(sentence) {
            continue;
        }
        let instruction = match as_instruction(sentence) {
            Cow::Owned(text) => &Spoken::new(spoken.block, text),
            Cow::Borrowed(_) => spoken,
        };
        let Some(made) = RULES.iter().find_map(|rule| rule(subject, instruction)) else { continue };
        // The gist is asked by the title already; its definition would be asked twice.
        if made.kind == Kind::Term && is_gist(gist, sentence) {
            continue;
        }
        let is_asked = || asked.iter().any(|answer| quotes(answer, sentence.trim_end_matches('.')));
        let is_definition = made.front.starts_with("What is ") || made.front.starts_with("What are ");
        let names = || subject.names_something(&made.front) || made.front.contains(|c: char| c.is_ascii_digit());
        if made.kind == Kind::Term && is_asked() && !(is_definition && names()) {
            continue;
        }
        let is_known = made.front == asked_by_gist || is_definition && defines(gist, spoken, &made.front);
        if is_known {
            continue;
        }
        let bad = leans(&made.back)
            || turns(&made.back)
            || made.front.ends_with(" it?") && gist.contains(made.back.trim_start_matches(char::is_uppercase))
            || words(&made.back).any(|word| matches!(word.as_str(), "this" | "these" | "those"))
            || is_cut(&made)
            || points_outside(&made.back, &made.front)
            || word_count(&made.front) > QUESTION_WORDS
            || cards.iter().any(|card| card.front == made.front)
            || is_empty_advice(subject, &made);
        if bad {
            continue;
        }
        let Some(context) = context(subject, &made) else { continue };
        let bad = gives_away(&format!("{context} {}", made.front), &made.back);
        if bad {
            continue;
        }
        let key_text = if made.kind == Kind::Term { &key_of(&made.front) } else { &made.back };
        cards.push(Card {
            kind: made.kind,
            key: key(key_text.trim_start_matches("What "), 4),
            context,
            front: made.front,
            back: clip(&without_also(&made.back), ANSWER_WORDS),
            blocks: vec![spoken.block],
            options: Vec::new(),
            right: Vec::new(),
        });
    }
    cards
}

/// The question for the purpose or the condition with which a sentence begins, and what it says of it.
#[must_use]
pub(super) fn of_opening(subject: &Subject<'_>, sentence: &str) -> Option<(String, String)> {
    const OPENINGS: [Rule; 3] = [purpose::purpose, condition::condition, purpose::use_for];
    let spoken = &Spoken::new(0, as_instruction(sentence).into_owned());
    if sentence.ends_with(['?', ':']) || spoken.word_count() < 5 {
        return None;
    }
    let made = OPENINGS.iter().find_map(|rule| rule(subject, spoken))?;
    let asks = ["How do you ", "What do you ", "What happens "].iter().any(|start| made.front.starts_with(start));
    // `Use keys to spread letters, or slow down`: the second way is no purpose of the first.
    let is_joined = made.front.contains(", or ") && !made.front.starts_with("What do you do ");
    // The steps behind the first one follow.
    let is_first = made.back.starts_with("First ");
    let fits = asks
        && !is_joined
        && !leans(&made.back)
        && !turns(&made.back)
        && (is_first || !is_cut(&made))
        && !points_outside(&made.back, &made.front)
        && !is_empty_advice(subject, &made)
        && word_count(&made.front) <= QUESTION_WORDS
        && !gives_away(&made.front, &made.back);
    fits.then_some((made.front, made.back))
}

/// The question for a condition or a purpose that announces a list: `To close a letter:`, `If a seal breaks, check:`.
#[must_use]
pub(super) fn of_intro(subject: &Subject<'_>, intro: &str) -> Option<String> {
    let intro = intro.strip_suffix(':')?;
    let (opening, told) = split_at(intro, ", ").unwrap_or((intro, ""));
    let fits = |case: &str| says_enough(subject, case) && !has_pronoun(case) && word_count(case) <= QUESTION_WORDS - 6;
    if let Some(action) = intro.strip_prefix("To ") {
        let is_verb = words(action).next().is_some_and(|verb| grammar::is_verb(&verb));
        return (is_verb && fits(action)).then(|| format!("How do you {action}?"));
    }
    let case = ["When ", "If "].iter().find_map(|start| opening.strip_prefix(start))?;
    let is_told = is_instruction(&capitalised(told)) || told.starts_with("you ");
    let asked = match word_count(told) {
        0 => "What happens".to_owned(),
        1 => format!("What do you {told}"),
        _ => "What do you do".to_owned(),
    };
    let is_plain = told.is_empty() || is_told && word_count(told) <= 4;
    (is_plain && fits(case) && grammar::of_gerund(&words(case).next()?).is_none())
        .then(|| format!("{asked} {}?", uncapitalised_first(opening)))
}

/// Whether a text defines the subject of a sentence: another definition of it would be asked with the same question.
fn defines(text: &str, sentence: &Spoken, front: &str) -> bool {
    let Some(thing) = sentence.clause().map(|found| found.subject) else { return false };
    let asks_thing = || front.to_lowercase().trim_end_matches('?').ends_with(&thing.to_lowercase());
    if !asks_thing() {
        return false;
    }
    sentences_of(text).iter().any(|said| {
        *said != sentence.text
            && clause(said).is_some_and(|found| {
                matches!(found.verb.as_str(), "is" | "are") && found.subject.eq_ignore_ascii_case(thing)
            })
    })
}

/// The question for an instruction with its moment or its purpose: `Lock the drawer before you leave the office`.
#[must_use]
pub(super) fn of_instruction(subject: &Subject<'_>, spoken: &Spoken) -> Option<String> {
    let made = condition::instruction_when(subject, spoken).or_else(|| purpose::use_for(subject, spoken))?;
    (word_count(&made.front) <= QUESTION_WORDS && !is_cut(&made)).then_some(made.front)
}

/// Whether a sentence is the answer of the gist: its first sentence, or nearly all of it.
fn is_gist(gist: &str, sentence: &str) -> bool {
    quotes(gist, sentence) && (gist.starts_with(sentence) || word_count(sentence) * 4 >= word_count(gist) * 3)
}

/// The ways, the first that fits decides.
const RULES: [Rule; 11] = [
    condition::remedy,
    purpose::purpose,
    condition::condition,
    reason::why_instruction,
    purpose::use_for,
    condition::instruction_when,
    reason::reason,
    definition::limit,
    definition::moment,
    definition::called,
    definition::definition,
];

/// A way to make a question of a sentence.
type Rule = fn(&Subject<'_>, &Spoken) -> Option<Made>;

/// What the key of a question is made of: `What does X keep?` counts as `What does X do?`, which it was.
fn key_of(front: &str) -> String {
    if let Some((start, _)) = split_at(front, " use to ") {
        return format!("{start} use?");
    }
    let (start, verb) = front.trim_end_matches('?').rsplit_once(' ').unwrap_or((front, ""));
    if super::question::PRECISE.contains(&verb) { format!("{start} do?") } else { front.to_owned() }
}

/// An answer without the `also` that ties its sentence to the one before: `A pipeline also keeps …`.
fn without_also(back: &str) -> Cow<'_, str> {
    match clause(back) {
        Some(_) if back.contains(" also ") => Cow::Owned(back.replacen(" also ", " ", 1)),
        _ => Cow::Borrowed(back),
    }
}

/// Whether an answer begins with a concession, which is not what was asked.
fn turns(back: &str) -> bool {
    ["While ", "Although ", "Though ", "Even though ", "Despite "].iter().any(|start| back.starts_with(start))
}

/// Whether an answer lacks what it speaks of: `X-Ray shows where.`, `Servers call through it.`, `Use it only` of `only if …`.
fn is_cut(made: &Made) -> bool {
    let last = words(&made.back).next_back().unwrap_or_default();
    if matches!(last.as_str(), "where" | "how" | "why" | "so" | "only" | "even" | "except" | "unless") {
        return true;
    }
    // The steps behind the first one are in other sentences.
    if words(&made.back).next().is_some_and(|first| first == "first") {
        return true;
    }
    let asks_many = ["What do ", "What can "].iter().any(|start| made.front.starts_with(start));
    if made.kind != Kind::Term || !asks_many {
        return false;
    }
    let spoken: Vec<Word<'_>> = words(&made.back).collect();
    let has_it = spoken.windows(2).any(|pair| {
        pair[1] == "it" && matches!(pair[0].as_str(), "through" | "by" | "with" | "from" | "of" | "to" | "in" | "on")
    });
    has_it && clause(&made.back).is_some_and(|clause| grammar::is_plural(clause.subject))
}

/// `Make sure data can flow both ways`: advice that names nothing.
fn is_empty_advice(subject: &Subject<'_>, made: &Made) -> bool {
    static VAGUE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&["make sure", "ensure ", "be sure"]));
    if !VAGUE.are_in(&made.back) {
        return false;
    }
    let specific =
        content_words(&made.back).filter(|word| !matches!(word.as_str(), "need" | "make" | "sure" | "ensure")).count();
    specific < 4 && !subject.has_entity(&made.back)
}

/// The title, unless it says the answer of a scenario that names what it is about; then the category of the service. None
/// where a question that names nothing would be given away by the title.
fn context(subject: &Subject<'_>, made: &Made) -> Option<String> {
    let asks_title = made.kind == Kind::Term || made.front.starts_with("Why ");
    if asks_title {
        return Some(subject.title.clone());
    }
    let front: Vec<Word<'_>> = content_words(&made.front).collect();
    let back: Vec<Word<'_>> = content_words(&made.back).collect();
    let title: Vec<Word<'_>> = content_words(&subject.title).collect();
    let says = title.iter().any(|word| !front.contains(word) && back.contains(word));
    if !says {
        return Some(subject.title.clone());
    }
    let is_named = subject.has_entity(&made.front) || subject.shares_title(&made.front);
    if is_named {
        return Some(subject.context_for(&made.front));
    }
    let is_open = back.iter().filter(|word| !title.contains(word) && !front.contains(word)).count() >= 3;
    if is_open {
        return Some(subject.title.clone());
    }
    (front.len() >= 5).then(|| subject.context_for(&made.front))
}

/// `You can also set up X` -> `Set up X`.
fn as_instruction(sentence: &str) -> Cow<'_, str> {
    const STARTS: [&str; 9] = [
        "You can also ",
        "You can then ",
        "You can ",
        "You should also ",
        "You should ",
        "You must ",
        "You need to ",
        "We can ",
        "Also, ",
    ];
    let rest = STARTS.iter().find_map(|start| sentence.strip_prefix(start)).unwrap_or(sentence);
    if rest.len() < sentence.len() && is_instruction(rest) {
        Cow::Owned(capitalised(rest))
    } else {
        Cow::Borrowed(sentence)
    }
}

/// Splits at the first comma outside brackets and code that is followed by a clause.
fn split_comma(text: &str) -> Option<(&str, &str)> {
    let code = super::sentences::code_ranges(text);
    let mut depth = 0_usize;
    let mut has_skipped = false;
    for (at, character) in text.char_indices() {
        if code.iter().any(|range| range.contains(&at)) {
            continue;
        }
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 && text[at + 1..].starts_with(' ') => {
                let rest = &text[at + 2..];
                let first = words(rest).next().unwrap_or_default();
                let is_list = matches!(
                    first.as_str(),
                    "and" | "or" | "such" | "like" | "which" | "where" | "who" | "for" | "including" | "but"
                );
                let starts_clause = is_instruction(rest)
                    || clause(rest).is_some()
                    || first == "you"
                    || first == "it"
                    || first == "they";
                // `the very next GET, HEAD or LIST shows`: a comma inside an enumeration.
                let is_enumerated = has_skipped
                    && clause(rest)
                        .is_some_and(|clause| clause.subject.contains(" or ") || clause.subject.contains(" and "));
                if is_enumerated {
                    return None;
                }
                if is_list || !starts_clause {
                    // `For audit, compliance, and …` is a list; `such as SNS, …` goes on.
                    has_skipped = true;
                    continue;
                }
                return Some((&text[..at], rest));
            }
            _ => {}
        }
    }
    None
}

/// Whether a phrase says which situation it is: it names something or has five words of content.
fn says_enough(subject: &Subject<'_>, phrase: &str) -> bool {
    let count = content_words(phrase).take(3).count();
    count == 3 || (count == 2 && subject.has_entity(phrase))
}

fn ends_with_pronoun(phrase: &str) -> bool {
    words(phrase)
        .next_back()
        .is_some_and(|word| matches!(word.as_str(), "it" | "them" | "this" | "that" | "these" | "those" | "so"))
}

fn has_pronoun(phrase: &str) -> bool {
    words(phrase).any(|word| {
        matches!(word.as_str(), "it" | "they" | "them" | "its" | "their" | "this" | "these" | "those" | "he" | "she")
    })
}
