//! Labels that say what to do, and labels before what the reader does: instructions, situations, moments.

use super::super::super::asking;
use super::super::super::grammar::{
    clause, has_finite_verb, head, is_instruction, is_noun_in_titles, is_participle, is_plural, is_third_person,
    is_verb, of_gerund,
};

use super::super::super::cloze;
use super::super::super::scenario;
use super::super::super::sentences::{split_at, uncapitalised};
use super::super::super::subject::Subject;
use super::super::super::words::{content_words, is_stop_word, word_count, words};
use super::{Asked, begins_with_means, starts_with_preposition, without_pronoun};
use crate::tokenize::capitalised;

/// `How do you`, or `Why` where the text tells what is gained: `Add jitter: it keeps clients apart`.
pub(super) fn how_or_why(subject: &Subject<'_>, found: &Asked<'_>) -> &'static str {
    let first = found.first.text.as_str();
    let is_verb_alone = !found.name.contains(' ');
    if without_pronoun(first).len() < first.len() {
        return "Why should you";
    }
    let says_how = found.first.is_instruction()
        || is_verb_alone
        || !asking::has_opener(first)
            && found.first.clause().is_none_or(|said| said.verb == "can" || subject.has_entity(said.subject))
        || begins_with_means(first);
    if says_how { "How do you" } else { "Why should you" }
}

/// Whether a label says what to do: `Add jitter`, `Choose`, `Scale on it`.
fn is_action(name: &str) -> bool {
    let mut all = words(name);
    let (first, second) = (all.next().unwrap_or_default(), all.next().unwrap_or_default());
    let goes_on = matches!(
        second.as_str(),
        "it" | "them"
            | "up"
            | "out"
            | "off"
            | "on"
            | "down"
            | "first"
            | "early"
            | "later"
            | "more"
            | "less"
            | "with"
            | "if"
            | "before"
    );
    let has_pronoun =
        matches!(second.as_str(), "it" | "them") && !is_stop_word(&first) && !starts_with_preposition(&first);
    // `Compute Optimizer` is a name, `Let ECS do it` says what to do.
    let object = name.split(' ').nth(1).unwrap_or_default();
    if object.starts_with(char::is_uppercase) && object.contains(char::is_lowercase) {
        return false;
    }
    has_pronoun
        || is_verb(&first)
            && (!is_noun_in_titles(&first) || goes_on || first == "filter" && is_plural(&second))
            && !name.contains(" and ")
}

/// A label before an instruction, and a label that is an instruction itself.
pub(super) fn of_instruction(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let name = found.name;
    let lower = uncapitalised(name);
    let is_gerund = words(name).next().is_some_and(|first| of_gerund(&first).is_some());
    // `Automated backups: restore to any second` may be a statement about them.
    let is_statement = found.is_several()
        && !starts_with_preposition(name)
        && found.is_marked
        && found.text.starts_with(char::is_lowercase)
        && !is_gerund;
    let tells = (found.first.is_instruction() || commands(found.text)) && !is_statement;
    let first = found.first.text.as_str();
    match (tells, is_action(name)) {
        (true, _) if starts_with_preposition(name) => Some(format!("What do you do {lower}?")),
        (true, true) => Some(format!("How do you {lower}?")),
        (true, false) if names_service(subject, found) => Some(format!("What do you use {name} for?")),
        (true, false) if is_gerund || name.contains(',') => {
            let asked = scenario::of_instruction(subject, &found.first);
            asked.or_else(|| Some(format!("{}: what do you do?", capitalised(name))))
        }
        (true, false) => Some(format!("{}: what do you do?", capitalised(name))),
        (false, true) if name.contains(' ') && found.is_phrase(subject) && !begins_with_means(first) => {
            Some(format!("What do you {lower}?"))
        }
        // `Translate: language translation` is a name.
        (false, true) if found.is_phrase(subject) && !name.contains(' ') && found.first.word_count() <= 10 => None,
        (false, true) if names_stranger(subject, name) => {
            found.answered(subject).cloned().or_else(|| Some(format!("{} {lower}?", how_or_why(subject, found))))
        }
        (false, true) => Some(format!("{} {lower}?", how_or_why(subject, found))),
        (false, false) => None,
    }
}

/// Whether a label acts on a thing that nothing has named: `Read the request` under a title without a request.
fn names_stranger(subject: &Subject<'_>, name: &str) -> bool {
    split_at(name, " the ").is_some_and(|(_, thing)| {
        !subject.has_entity(thing) && !content_words(thing).any(|word| subject.is_in_title(&word))
    })
}

/// Whether a label is the name of a service, and its text what the reader does with it: `Athena: query data in S3`.
fn names_service(subject: &Subject<'_>, found: &Asked<'_>) -> bool {
    let is_title = found.name.split(' ').all(|word| !word.starts_with(char::is_lowercase));
    let is_name = subject.is_entity(found.name)
        || word_count(found.name) <= 3 && is_title && subject.services_in(found.name).len() == 1;
    let text = found.text.to_lowercase();
    is_name && (!text.starts_with("use ") || text.starts_with("use it "))
}

/// Whether a text begins like an instruction whose verb is in no list: `Redrive the messages`.
fn commands(text: &str) -> bool {
    let mut all = words(text);
    let (first, second) = (all.next().unwrap_or_default(), all.next().unwrap_or_default());
    let is_other = is_third_person(&first)
        || first.ends_with("ing")
        || first.ends_with("ly")
        || is_participle(&first)
        || starts_with_preposition(&first)
        || is_stop_word(&first)
        || is_plural(&first);
    let is_word = first.len() > 3 && first.chars().all(|c| c.is_ascii_lowercase());
    is_word
        && !is_other
        && matches!(second.as_str(), "the" | "your" | "it" | "them")
        && clause(&capitalised(text)).is_none()
}

/// A label that names a situation, and a text that names its moment.
pub(super) fn of_situation(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let (name, lower) = (found.name, uncapitalised(found.name));
    let first = found.first.text.as_str();
    let begins = words(first).next().unwrap_or_default();
    let label = capitalised(name);
    if begins == "you" {
        return of_reader(&label, &lower, first);
    }
    if starts_with_preposition(name) {
        let plain = lower.starts_with("for ") || matches!(begins.as_str(), "for" | "in" | "on" | "without" | "outside");
        let asked = found.answered(subject).cloned().filter(|asked| !plain && word_count(asked) <= 12);
        return Some(match asked {
            Some(question) => asking::under(name, &question),
            None => cloze::under(subject, name, first).unwrap_or_else(|| {
                let is_open = found.is_phrase(subject) || !name.contains(' ');
                if is_open { what_applies(name, first) } else { format!("How does it work {lower}?") }
            }),
        });
    }
    let is_moment =
        matches!(begins.as_str(), "when" | "if" | "after" | "until" | "before" | "while" | "whenever" | "once");
    if is_moment {
        let main = first.split_once(", ").map_or("", |(_, main)| main);
        return if is_instruction(&capitalised(main)) {
            Some(format!("{label}: what do you do?"))
        } else {
            (word_count(main) < 4).then(|| format!("{label}: when?"))
        };
    }
    let says = found.first.clause().is_some();
    let (one, two) = (words(name).next()?, words(name).nth(1).unwrap_or_default());
    let compares = matches!(one.as_str(), "safer" | "simpler" | "faster" | "cheaper" | "slower" | "easier");
    if compares && (two.is_empty() || matches!(two.as_str(), "too" | "than" | "still" | "and")) {
        return cloze::under(subject, name, first).or_else(|| Some(format!("{label}: why?")));
    }
    let wants = matches!(
        one.as_str(),
        "more" | "less" | "fewer" | "better" | "faster" | "cheaper" | "safer" | "gentler" | "many" | "simpler"
    );
    (wants && says).then(|| format!("{label}: what helps?"))
}

/// `Ports: which key?` for a text that is a thing, `The brass key.`, else `Ports: what applies?`
pub(super) fn what_applies(label: &str, text: &str) -> String {
    let label = capitalised(label);
    let phrase = text.split([',', ';', '.', '(']).next().unwrap_or(text);
    let is_thing = !has_finite_verb(phrase)
        && !words(phrase).any(|word| is_third_person(&word))
        && ["The ", "A ", "An "].iter().any(|article| phrase.starts_with(article))
        && word_count(phrase) <= 8
        && !phrase.contains(" or ")
        && !phrase.contains(" and ")
        && !words(text).any(|word| word == "it");
    match head(phrase).filter(|head| is_thing && !is_plural(head) && head.chars().all(|c| c.is_ascii_lowercase())) {
        Some(noun) => format!("{label}: which {}?", noun.as_str()),
        None => format!("{label}: what applies?"),
    }
}

/// What the reader does, may or must do.
fn of_reader(label: &str, lower: &str, sentence: &str) -> Option<String> {
    let second = words(sentence).nth(1)?;
    let third = words(sentence).nth(2).unwrap_or_default();
    let asked = match second.as_str() {
        "can" | "must" | "should" | "may" if third == "not" => format!("what {} you not do", second.as_str()),
        "cannot" => "what can you not do".to_owned(),
        "can" | "must" | "should" | "may" => format!("what {} you do", second.as_str()),
        "need" => "what do you need".to_owned(),
        _ => "what do you do".to_owned(),
    };
    Some(if starts_with_preposition(lower) {
        format!("{} {lower}?", capitalised(&asked))
    } else {
        format!("{label}: {asked}?")
    })
}
