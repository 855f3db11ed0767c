//! The question that a label asks, from the label and the shape of its text: a thing, a condition, an instruction, a
//! statement.

mod action;
mod clause;
mod half;
mod sharp;
mod thing;

use super::super::asking;
use super::super::cloze;
use super::super::grammar::{self, clause, has_finite_verb, is_auxiliary, is_third_person, is_verb};
use super::super::label::{Class, Label, is_code};
use super::super::question::what_is;
use super::super::sentences::uncapitalised;
use super::super::spoken::Spoken;
use super::super::subject::Subject;
use super::super::which::spells_out;
use super::super::words::{content_words, stem, word_count, words};
use crate::tokenize;
use std::cell::OnceCell;
use std::ops::Deref;

use action::{how_or_why, of_instruction, of_situation};
use clause::of_clause;
use half::{of_form, open_ended};
pub(super) use sharp::short_topic;
pub(super) use thing::the;
use thing::{of_point, of_predicate, of_statement, of_thing};

/// A label and what all rules ask of its text: that is read once.
struct Asked<'a> {
    label: Label<'a>,
    /// The first sentence of the text, with a capital.
    first: Spoken,
    is_phrase: OnceCell<bool>,
    answered: OnceCell<Option<String>>,
}

impl<'a> Deref for Asked<'a> {
    type Target = Label<'a>;

    fn deref(&self) -> &Label<'a> {
        &self.label
    }
}

impl Asked<'_> {
    /// Whether the first sentence is a phrase, and no sentence.
    fn is_phrase(&self, subject: &Subject<'_>) -> bool {
        *self.is_phrase.get_or_init(|| {
            let text = self.first.text.as_str();
            let part = text.split("; ").next().unwrap_or(text);
            let is_whole = part.len() == text.len();
            let has_clause = || if is_whole { self.first.clause().is_some() } else { clause(part).is_some() };
            !has_clause() && self.answered(subject).is_none() && !grammar::has_finite_verb(part)
        })
    }

    /// The question that the first sentence answers.
    fn answered(&self, subject: &Subject<'_>) -> Option<&String> {
        self.answered.get_or_init(|| asking::of_spoken(subject, &self.first)).as_ref()
    }
}

/// The question of a label that is no trap. `at` is its block. None if it asks nothing, or too much.
pub(super) fn of_label(subject: &Subject<'_>, at: usize, label: Label<'_>) -> Option<String> {
    let first = subject.said(at).first().map_or("", String::as_str);
    let first = super::capitalised_start(first);
    let first = Spoken::new(at, first);
    let found = &Asked { label, first, is_phrase: OnceCell::new(), answered: OnceCell::new() };
    sharp::sharpened(subject, found, asked_by(subject, found)?)
}

/// The question of a label by its class.
fn asked_by(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let lower = uncapitalised(found.name);
    match found.class {
        Class::Aside | Class::Trap => None,
        // `Effect: whether the call is allowed` says what a word means.
        Class::Known(_) if asks_itself(found) => Some(format!("What does \"{}\" mean?", found.name)),
        Class::Known(question) => Some(known(subject, question)),
        Class::Clause => Some(of_clause(found.name)),
        Class::Instruction => {
            let action = lower.strip_prefix("to ").unwrap_or(&lower);
            open_ended(&lower).or_else(|| Some(format!("{} {action}?", how_or_why(subject, found))))
        }
        Class::Statement
            if clause(found.name).is_some() && word_count(found.name) <= 14 && !found.name.contains(". ") =>
        {
            Some(format!("Why is it that {}?", subject.mid_sentence(found.name)))
        }
        Class::Statement => Some(format!("Explain: \"{}\"", found.name)),
        Class::Name => of_name(subject, found),
    }
}

/// The question of a label that many sections have, with what the title names where the label asks for a value of it.
fn known(subject: &Subject<'_>, question: &str) -> String {
    let is_value =
        ["default?", "defaults?", "limit?", "limits?", "quota?", "quotas?"].iter().any(|end| question.ends_with(end));
    let topic = || topic(subject).filter(|topic| word_count(topic) <= 4);
    match question.strip_suffix('?').filter(|_| is_value).zip(topic()) {
        Some((asked, topic)) => format!("{asked} of {topic}?"),
        None => question.to_owned(),
    }
}

/// The thing that the title names, with its article.
pub(super) fn topic(subject: &Subject<'_>) -> Option<String> {
    let topic = subject.topic()?;
    let has_article = the(subject, &topic).starts_with("the ") && !topic.starts_with("the ");
    Some(if has_article { format!("the {topic}") } else { topic })
}

/// What the title names or says to do, behind a question: `with seals`, `when you wrap letters`.
pub(super) fn with_topic(subject: &Subject<'_>) -> Option<String> {
    let of_topic = topic(subject).map(|topic| format!(" with {topic}"));
    of_topic.or_else(|| Some(format!(" when you {}", subject.action()?)))
}

/// Whether the text begins with a word that asks: `Principal: who gets the rights`.
fn asks_itself(found: &Asked<'_>) -> bool {
    words(found.text).next().is_some_and(|word| matches!(word.as_str(), "who" | "what" | "where" | "which" | "whether"))
        && words(&found.first.text).filter(|word| is_auxiliary(word)).nth(1).is_none()
}

/// The question for the name of a thing.
fn of_name(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let name = found.name;
    let is_counted = name.starts_with(|c: char| c.is_ascii_digit()) && !is_code(name);
    if word_count(name) > 6 || name.ends_with('?') || is_counted {
        return None;
    }
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!("What does {name} mean?"));
    }
    if names_example(&subject.title) {
        return None;
    }
    if asks_itself(found) {
        let is_code = name.starts_with('`');
        return Some(if is_code { format!("What does {name} mean?") } else { format!("What does \"{name}\" mean?") });
    }
    if found.is_sentence() {
        return of_sentence(subject, found);
    }
    if is_code(name) || name.starts_with('`') || subject.is_entity(name) && !name.contains(' ') && has_humps(name) {
        return if says_its_name(found) { None } else { of_code(subject, found) };
    }
    of_form(found)
        .or_else(|| of_instruction(subject, found))
        .or_else(|| of_situation(subject, found))
        .or_else(|| of_predicate(subject, found))
        .or_else(|| of_point(subject, found))
        .or_else(|| of_thing(subject, found))
        .or_else(|| of_statement(subject, found))
}

/// A label in code, or an identifier.
fn of_code(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let first = found.first.text.as_str();
    // `Action: \`mail:Read\` opens letters` explains another name.
    if first.starts_with('`') && has_finite_verb(first) {
        let asked = found.answered(subject).map(|asked| asking::under(found.name, asked));
        return asked.or_else(|| cloze::under(subject, found.name, first));
    }
    let (verb, rest) = without_pronoun(first).split_once(' ').unwrap_or((found.text, ""));
    let verb = verb.to_lowercase();
    // `Requests for each target` are a noun.
    let is_noun = words(rest).next().is_some_and(|next| matches!(next.as_str(), "for" | "of" | "per" | "in" | "that"));
    let is_predicate = is_third_person(&verb) && !is_verb(&verb) && !is_noun;
    let asked = || {
        asking::of_clause(found.name, &verb, rest)
            .or_else(|| what_is(found.name, &verb, rest).map(|question| question.front))
    };
    is_predicate.then(asked).flatten().or_else(|| Some(format!("What does {} mean?", found.name)))
}

/// Whether a name has capitals inside: `MaxSize`.
fn has_humps(name: &str) -> bool {
    name.chars().skip(1).filter(|c| c.is_uppercase()).count() >= 2 && name.chars().any(char::is_lowercase)
}

/// Whether an identifier says what its text says: `CreateGroup: creates groups`.
fn says_its_name(found: &Asked<'_>) -> bool {
    let action = found.name.trim_matches('`').rsplit(':').next().unwrap_or(found.name);
    let parts: Vec<String> = tokenize::all(action).into_iter().map(|part| stem(&part.term).to_owned()).collect();
    let first = found.first.text.as_str();
    let said = content_words(first).filter(|word| !matches!(word.as_str(), "allow" | "allows" | "permits" | "lets"));
    let mut count = 0;
    let new = said.inspect(|_| count += 1).filter(|word| !parts.iter().any(|part| part == stem(word))).count();
    count >= 2 && (new < 2 || spells_out(first, found.name))
}

/// Whether a title announces an example: what its labels name is of the example.
fn names_example(title: &str) -> bool {
    words(title).any(|word| word == "example" || word == "examples")
}

/// Takes away the pronoun with which a text begins: it means the label.
fn without_pronoun(text: &str) -> &str {
    ["It ", "They ", "This ", "These "].iter().find_map(|pronoun| text.strip_prefix(pronoun)).unwrap_or(text)
}

/// The question for a label that is the subject of its text.
fn of_sentence(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let (verb, rest) = found.text.split_once(' ')?;
    let thing = if found.name.contains(' ') { the(subject, found.name) } else { found.name.to_owned() };
    let be = if found.is_several() { "are" } else { "is" };
    asking::of_clause(&thing, verb, rest)
        .or_else(|| what_is(&thing, verb, rest).map(|question| question.front))
        .or_else(|| Some(format!("What {be} {thing}?")))
}

fn begins_with_means(text: &str) -> bool {
    words(text).next().is_some_and(|word| matches!(word.as_str(), "by" | "with" | "through" | "via" | "using"))
}

/// Whether a label begins with a preposition: `In the console`.
fn starts_with_preposition(name: &str) -> bool {
    matches!(
        words(name).next().unwrap_or_default().as_str(),
        "in" | "on"
            | "at"
            | "with"
            | "without"
            | "for"
            | "from"
            | "after"
            | "before"
            | "inside"
            | "outside"
            | "across"
            | "as"
            | "by"
            | "under"
            | "between"
            | "behind"
            | "during"
            | "elsewhere"
            | "afterwards"
            | "always"
    )
}
