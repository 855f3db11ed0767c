//! What a title that says what to do needs, so that `How do you …?` is a right question.

use super::super::grammar::{is_instruction, is_noun_in_titles, of_gerund};
use super::super::sentences::sentences_of;
use super::super::subject::Subject;
use super::super::words::{Phrases, content_words, is_stop_word, stem, words};
use super::ANNOUNCING;
use crate::tokenize::capitalised;
use std::sync::LazyLock;

/// Whether a title is read as something to do.
#[must_use]
pub(in crate::study) fn is_action(title: &str) -> bool {
    let first = words(title).next().unwrap_or_default();
    let verb = of_gerund(&first);
    verb.as_ref().is_none_or(|verb| !ANNOUNCING.contains(&verb.as_str())) && (verb.is_some() || is_instruction(title))
}

/// Whether the first word of a title is a noun that looks like a verb: `Query strings as …`, `Load balancer settings`. Behind a
/// verb such as `query` only a determiner, a number, code or a name makes an object.
pub(in crate::study) fn starts_with_noun(subject: &Subject<'_>, title: &str) -> bool {
    let first = words(title).next().unwrap_or_default();
    if !is_noun_in_titles(&first) {
        return false;
    }
    let names = crate::link::mentions::in_text(subject.catalogue, title, None);
    if names.iter().any(|name| name.range.start == 0 && name.range.len() > first.len()) {
        return true;
    }
    let rest = title.split_once(' ').map_or("", |(_, rest)| rest);
    let second = words(rest).next().unwrap_or_default();
    // `Work from a queue`, `Text that is too long`: a noun with what describes it.
    if matches!(second.as_str(), "from" | "that" | "which") {
        return true;
    }
    // `Scan Results in Pages`: a name with a capital is an object only where it is an entity.
    let word = rest.split(' ').next().unwrap_or_default();
    let is_other_noun = rest.starts_with(char::is_uppercase)
        && !subject.has_entity(word)
        && !names.iter().any(|name| name.range.start <= first.len() + 1);
    if is_other_noun {
        return true;
    }
    let is_object = rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '`')
        || is_stop_word(&second)
        || is_number_word(&second);
    !is_object
}

fn is_number_word(word: &str) -> bool {
    matches!(word, "one" | "two" | "three" | "four" | "several" | "many" | "only")
}

/// Whether a text says what to do, so that it answers `How do you …?`.
#[must_use]
pub(in crate::study) fn answers_how(gist: &str) -> bool {
    const MEANS: [&str; 21] = [
        "you can ",
        "you must ",
        "you need ",
        "you should ",
        "lets you ",
        "let you ",
        "allows you ",
        "allow you ",
        "helps you ",
        "best ",
        " use ",
        " with ",
        "to fix ",
        "to avoid ",
        "using ",
        "ensure ",
        "should ",
        "configur",
        "helps ",
        "make sure",
        " via ",
    ];
    static KNOWN: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&MEANS));
    let says = |sentence: &String| {
        is_instruction(&capitalised(sentence.trim_start_matches("- ")))
            || sentence
                .match_indices([',', ':', ';', '\n'])
                .any(|(at, _)| is_instruction(&capitalised(sentence[at + 1..].trim_start_matches([' ', '-', '\n']))))
    };
    // `measured by the clerk` is no means, `by adding a seal` is one.
    let by_action = || {
        gist.match_indices(" by ")
            .any(|(at, mark)| words(&gist[at + mark.len()..]).next().is_some_and(|next| of_gerund(&next).is_some()))
    };
    KNOWN.are_in(gist) || by_action() || sentences_of(gist).iter().any(says)
}

/// Whether `How do you keep letters dry with wax paper?` names the means with which its answer begins: `You can use wax paper`, `Letters
/// can be kept with`. Then it asks for nothing.
#[must_use]
pub(super) fn names_means(front: &str, answer: &str) -> bool {
    let Some(action) = front.strip_prefix("How do you ") else { return false };
    let Some(at) = [" with ", " using ", " via ", " through "].iter().filter_map(|mark| action.find(mark)).min() else {
        return false;
    };
    let Some(first) = sentences_of(answer).into_iter().next() else { return false };
    let says_only = [" can be ", "you can use ", "You can use "].iter().any(|mark| first.contains(mark));
    let means = &action[at..];
    says_only && content_words(means).any(|word| words(&first).any(|other| stem(&other) == stem(&word)))
}
