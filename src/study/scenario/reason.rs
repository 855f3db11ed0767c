//! Questions for the reason of an instruction or of a statement.

use super::super::Kind;
use super::super::grammar::clause;
use super::super::leaning::has_anaphor;
use super::super::sentences::{split_at, uncapitalised_first};
use super::super::spoken::Spoken;
use super::super::subject::Subject;
use super::super::words::{content_words, word_count, words};
use super::{Made, has_pronoun, says_enough};

/// `Avoid X, as Y`, `Do X because Y`.
pub(super) fn why_instruction(subject: &Subject<'_>, sentence: &Spoken) -> Option<Made> {
    if !sentence.is_instruction() {
        return None;
    }
    let sentence = sentence.text.trim_end_matches('.');
    let (todo, why) =
        [", as ", ", because ", " because ", ", since "].iter().find_map(|mark| split_at(sentence, mark))?;
    let todo = uncapitalised_first(todo);
    // The case in which the advice holds is in another sentence: without it the advice would be wrong.
    if [" in such cases", " in this case", " in that case", " in these cases", " here"]
        .iter()
        .any(|end| todo.ends_with(end))
    {
        return None;
    }
    let todo = todo
        .strip_prefix("don't ")
        .or_else(|| todo.strip_prefix("do not "))
        .map_or(todo.clone(), |rest| format!("not {rest}"));
    let fits = !has_anaphor(&todo) && !has_pronoun(&todo) && says_enough(subject, &todo) && word_count(why) >= 3;
    let is_because = why.split(' ').next() != Some("of") && clause_like(why);
    (fits && is_because).then(|| Made {
        kind: Kind::Scenario,
        front: format!("Why should you {todo}?"),
        back: format!("Because {}.", of_object(why)),
    })
}

/// A reason with `they` for what the question names: `these will not help` is `they will not help`.
fn of_object(why: &str) -> String {
    let verb = why.strip_prefix("these ").or_else(|| why.strip_prefix("those "));
    let is_pronoun = |rest: &str| {
        words(rest).next().is_some_and(|verb| {
            matches!(verb.as_str(), "are" | "do" | "don't" | "will" | "won't" | "can" | "cannot" | "have")
        })
    };
    verb.filter(|rest| is_pronoun(rest)).map_or_else(|| why.to_owned(), |rest| format!("they {rest}"))
}

/// Returns whether a text can follow `because`: it has a verb.
fn clause_like(text: &str) -> bool {
    let first = words(text).next().unwrap_or_default();
    matches!(first.as_str(), "they" | "it" | "these" | "this" | "you") || clause(text).is_some()
}

/// `S because R`, `S, since R`, `S so that R`.
pub(super) fn reason(subject: &Subject<'_>, sentence: &Spoken) -> Option<Made> {
    let sentence = sentence.text.trim_end_matches('.');
    let (statement, why) = [" because ", ", since "].iter().find_map(|mark| split_at(sentence, mark))?;
    let statement = statement.trim_end_matches(',');
    let found = clause(statement)?;
    let fits = why.split(' ').next() != Some("of")
        && !has_anaphor(statement)
        && !sentence.contains("for example")
        && says_enough(subject, statement)
        && (content_words(statement).nth(4).is_some()
            || subject.has_entity(statement)
            || subject.shares_title(statement));
    if !fits || word_count(why) < 3 || word_count(found.subject) > 8 || statement.contains([';', ':']) {
        return None;
    }
    let back = format!("Because {why}.");
    let points_back = words(why).any(|word| matches!(word.as_str(), "this" | "these" | "such" | "that"));
    (!points_back).then(|| Made {
        kind: Kind::Scenario,
        front: format!("Why is it that {}?", subject.mid_sentence(statement)),
        back,
    })
}
