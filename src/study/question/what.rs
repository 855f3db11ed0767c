//! `What is …?`, `What does … do?`: the question for a subject and its verb.

use super::super::grammar::{is_participle, is_plural, is_verb, of_gerund};
use super::super::sentences::uncapitalised;
use super::super::words::{Word, is_stop_word, words};
use super::{Question, plain};

/// The question for a subject and its verb: `What is …?`, `What does … do?`
#[must_use]
pub(in crate::study) fn what_is(subject: &str, verb: &str, rest: &str) -> Option<Question> {
    let thing = uncapitalised_article(subject);
    let next = words(rest).next().unwrap_or_default();
    let plural = is_plural(subject);
    match verb {
        "is" | "are" if of_gerund(&words(subject).next().unwrap_or_default()).is_some() => None,
        // `the shortest way` praises.
        "is" | "are"
            if next == "the" && words(rest).nth(1).is_some_and(|word| word.len() > 5 && word.ends_with("est")) =>
        {
            None
        }
        "is" | "are" => {
            let is_definition =
                matches!(next.as_str(), "a" | "an" | "the" | "like" | "what" | "where" | "how" | "any" | "all")
                    || (verb == "are"
                        && !describes(&next)
                        && !next.ends_with("ly")
                        && next != "not"
                        && has_plural_noun(rest));
            is_definition.then(|| plain(format!("What {verb} {thing}?")))
        }
        "was" | "were" | "has" | "have" | "had" | "isn't" | "do" | "don't" | "doesn't" | "does" | "can" | "cannot"
        | "can't" | "must" | "may" | "might" | "will" | "would" | "should" | "could" => None,
        _ => {
            let auxiliary = if plural && !verb.ends_with('s') { "do" } else { "does" };
            let base = base_form(verb);
            let lets = matches!(base.as_str(), "let" | "allow" | "enable" | "help") && rest.starts_with("you ");
            Some(plain(if lets {
                let to = if base == "let" || base == "help" { "" } else { "to " };
                format!("What {auxiliary} {thing} {base} you {to}do?")
            } else if is_asked_by_verb(&base, rest) {
                let default = if rest.trim_end_matches('.').ends_with(" by default") { " by default" } else { "" };
                format!("What {auxiliary} {thing} {base}{default}?")
            } else {
                format!("What {auxiliary} {thing} do?")
            }))
        }
    }
}

/// Whether the verb of a sentence asks for its object: always for verbs that need one, for the others before a determiner.
fn is_asked_by_verb(verb: &str, rest: &str) -> bool {
    let next = words(rest).next().unwrap_or_default();
    let has_object =
        matches!(next.as_str(), "a" | "an" | "the" | "its" | "your" | "all" | "every" | "each" | "no" | "that");
    TRANSITIVE.contains(&verb) && !rest.starts_with(char::is_numeric) || has_object && PRECISE.contains(&verb)
}

/// Verbs that say more in a question than `do`, when an object follows.
pub(in crate::study) const PRECISE: [&str; 9] =
    ["indicate", "keep", "leave", "hide", "list", "remove", "delete", "lose", "carry"];

/// Whether one of the first five words is a plural noun: `are fast records of …`.
fn has_plural_noun(rest: &str) -> bool {
    let mut start = words(rest);
    let (first, second) = (start.next().unwrap_or_default(), start.next().unwrap_or_default());
    // `are smarter and …`, `are easier than …` compares.
    if first.ends_with("er") && matches!(second.as_str(), "and" | "than") {
        return false;
    }
    let is_noun = |word: Word<'_>| {
        word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !is_stop_word(&word) && word.len() > 3
    };
    words(rest).take(5).any(is_noun)
}

/// Whether a word describes and does not define: a participle, a preposition.
fn describes(word: &str) -> bool {
    is_participle(word)
        || matches!(
            word,
            "in" | "on" | "at" | "off" | "out" | "up" | "for" | "from" | "like" | "free" | "ready" | "able"
        )
}

/// Verbs whose object is worth a question of its own.
const TRANSITIVE: [&str; 36] = [
    "use",
    "store",
    "need",
    "require",
    "support",
    "contain",
    "include",
    "provide",
    "return",
    "measure",
    "show",
    "track",
    "collect",
    "record",
    "control",
    "accept",
    "define",
    "hold",
    "create",
    "cause",
    "prevent",
    "reduce",
    "improve",
    "ignore",
    "cover",
    "describe",
    "mean",
    "specify",
    "ensure",
    "optimize",
    "eliminate",
    "enhance",
    "discover",
    "automate",
    "simplify",
    "trigger",
];

/// `lets` -> `let`, `carries` -> `carry`, `pushes` -> `push`.
#[must_use]
pub(in crate::study) fn base_form(verb: &str) -> String {
    let Some(stem) = verb.strip_suffix('s') else { return verb.to_owned() };
    if is_verb(stem) {
        return stem.to_owned();
    }
    let without_e = stem.strip_suffix('e').unwrap_or(stem);
    if is_verb(without_e) {
        without_e.to_owned()
    } else {
        stem.strip_suffix("ie").map_or(stem.to_owned(), |stem| format!("{stem}y"))
    }
}

/// `The queue` -> `the queue`; names keep their capital.
fn uncapitalised_article(phrase: &str) -> String {
    let first = phrase.split(' ').next().unwrap_or_default();
    if matches!(first, "A" | "An" | "The" | "Each" | "Every" | "Your") || of_gerund(&first.to_lowercase()).is_some() {
        uncapitalised(phrase)
    } else {
        phrase.to_owned()
    }
}
