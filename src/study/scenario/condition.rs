//! Questions for what to do or what happens under a condition or at a moment, and for the remedy of what the title names.

use super::super::Kind;
use super::super::grammar::{self, clause, is_instruction, of_gerund};
use super::super::leaning::has_anaphor;
use super::super::question::gerund;
use super::super::sentences::{split_at, uncapitalised_first};
use super::super::spoken::Spoken;
use super::super::subject::Subject;
use super::super::vague::is_everyday;
use super::super::words::{Word, word_count, words};
use super::{Made, as_instruction, has_pronoun, says_enough, split_comma};
use crate::tokenize::capitalised;

/// Verbs of remedies.
const VERBS: [&str; 11] =
    ["fix", "solve", "resolve", "avoid", "prevent", "mitigate", "address", "handle", "overcome", "stop", "remedy"];

/// Words for the problem that the title names.
const OBJECTS: [&str; 8] = ["this", "these", "it", "that", "issue", "problem", "error", "such"];

/// `To fix this, add more shards`: the title says what is to be fixed.
pub(super) fn remedy(subject: &Subject<'_>, sentence: &Spoken) -> Option<Made> {
    let (purpose, answer) = split_comma(sentence.text.strip_prefix("To ")?)?;
    let spoken: Vec<Word<'_>> = words(purpose).collect();
    let (verb, object) = spoken.split_first()?;
    let is_back = VERBS.contains(&verb.as_str())
        && !object.is_empty()
        && object.len() <= 3
        && object.iter().all(|word| OBJECTS.contains(&word.as_str()) || matches!(word.as_str(), "issues" | "problems"));
    let answer = capitalised(answer);
    let answer = as_instruction(&answer).into_owned();
    (is_back && is_instruction(&answer) && word_count(&subject.title) >= 2).then(|| Made {
        kind: Kind::Scenario,
        front: format!("How do you {verb} it?"),
        back: answer,
    })
}

/// `If C, do`, `When C, this happens`, `Without C, …`.
pub(super) fn condition(subject: &Subject<'_>, sentence: &Spoken) -> Option<Made> {
    let sentence = sentence.text.as_str();
    let first = words(sentence).next()?;
    if !matches!(
        first.as_str(),
        "if" | "when" | "whenever" | "without" | "once" | "after" | "before" | "unless" | "while"
    ) {
        return None;
    }
    let (condition, answer) = split_comma(sentence)?;
    if matches!(first.as_str(), "while" | "unless") && !answer_is_todo(answer) {
        return None;
    }
    // The title says which configuration is meant.
    let condition = &condition.replacen(" this ", " the ", 1);
    let inside = condition.split_once(' ')?.1;
    if has_pronoun(inside) || has_anaphor(&inside.replace("the same ", "the ")) || !says_enough(subject, inside) {
        return None;
    }
    // `If using own logic` does not say who uses it for what.
    if words(inside).next().is_some_and(|word| word == "using") && !subject.has_entity(inside) {
        return None;
    }
    if matches!(first.as_str(), "when" | "while") && is_everyday(inside) {
        return None;
    }
    let answer = answer.strip_prefix("then ").unwrap_or(answer);
    let resolved = with_subject(subject, inside, answer);
    let answer = resolved.as_deref().unwrap_or(answer);
    let wants = ["you want", "you need", "you must", "your goal"].iter().any(|start| inside.starts_with(start));
    let action = gerund(inside);
    let starts_with_gerund = words(answer).next().is_some_and(|word| of_gerund(&word).is_some());
    let is_todo = is_instruction(answer) || answer.starts_with("you ") || starts_with_gerund || wants;
    let answer_text = capitalised(answer);
    let lower = uncapitalised_first(condition);
    if words(inside).next().is_some_and(|word| word.ends_with("ed")) {
        return None;
    }
    if let (Some(action), "when" | "while") = (action, first.as_str()) {
        let must = is_todo || [" must ", " should ", " need to "].iter().any(|word| answer.contains(word));
        let front = format!("What do you do when you {action}?");
        return must.then_some(Made { kind: Kind::Scenario, front, back: answer_text });
    }
    let is_need = first == "before" && [" needs ", " need ", " must "].iter().any(|word| answer.contains(word));
    let front = if is_todo {
        format!("What do you do {lower}?")
    } else if is_need {
        format!("What is needed {lower}?")
    } else {
        format!("What happens {lower}?")
    };
    Some(Made { kind: Kind::Scenario, front, back: answer_text })
}

fn answer_is_todo(answer: &str) -> bool {
    is_instruction(answer) || answer.starts_with("you ")
}

/// The answer with the thing of the condition instead of its pronoun: `there is a deny in the policy, it wins` -> `the deny
/// wins`. None if the condition names several things.
fn with_subject(subject: &Subject<'_>, condition: &str, answer: &str) -> Option<String> {
    let (pronoun, rest) = answer.split_once(' ')?;
    let is_many = match pronoun {
        "it" => false,
        "they" => true,
        _ => return None,
    };
    let named = ["there is a ", "there is an ", "there are "].iter().find_map(|start| condition.strip_prefix(start));
    let thing = match named {
        Some(thing) => {
            let end =
                [" in ", " on ", " for ", " of ", " with ", " at "].iter().filter_map(|mark| thing.find(mark)).min();
            format!("the {}", &thing[..end.unwrap_or(thing.len())])
        }
        None => {
            let whole = capitalised(condition);
            let found = clause(&whole)?;
            // `If the load gets too high, it adds servers`: the pronoun is not the load.
            let is_measured = ["gets", "becomes", "goes", "exceeds", "rises", "drops", "falls", "reaches", "grows"]
                .contains(&found.verb.as_str());
            if is_measured {
                return None;
            }
            subject.mid_sentence(found.subject)
        }
    };
    let is_plain = word_count(&thing) <= 6 && !thing.starts_with("you") && grammar::is_plural(&thing) == is_many;
    let thing = thing
        .strip_prefix("a ")
        .or_else(|| thing.strip_prefix("an "))
        .map_or(thing.clone(), |thing| format!("the {thing}"));
    is_plain.then(|| format!("{thing} {rest}"))
}

/// `Deregister the instance before you end it`: an instruction with its moment behind it.
pub(super) fn instruction_when(subject: &Subject<'_>, sentence: &Spoken) -> Option<Made> {
    if !sentence.is_instruction() {
        return None;
    }
    let sentence = sentence.text.trim_end_matches('.');
    let (todo, mark, moment) = [" before ", " after ", " when ", " if ", " whenever "]
        .iter()
        .filter_map(|mark| split_at(sentence, mark).map(|(todo, moment)| (todo, mark.trim(), moment)))
        .min_by_key(|(todo, _, _)| todo.len())?;
    // `Pass the token and the list goes on after …`: the moment belongs to the second statement.
    if todo.match_indices(" and ").any(|(at, mark)| clause(&capitalised(&todo[at + mark.len()..])).is_some()) {
        return None;
    }
    let moment = moment.split([',', ';']).next().unwrap_or(moment);
    // `Deregister the instance before ending it`: the question names what the answer does.
    let object = [" the ", " an ", " a "].iter().filter_map(|mark| todo.rfind(mark).map(|at| &todo[at + mark.len()..]));
    let object = object.min_by_key(|object| object.len()).filter(|object| word_count(object) <= 5);
    let named = moment.strip_suffix(" it").zip(object);
    let moment = &named.map_or_else(|| moment.to_owned(), |(moment, object)| format!("{moment} the {object}"));
    let says_when = !has_anaphor(moment) && says_enough(subject, moment) && !(mark == "when" && is_everyday(moment));
    let fits = word_count(todo) >= 3 && !has_pronoun(moment) && says_when;
    (fits && !has_pronoun(todo)).then(|| Made {
        kind: Kind::Scenario,
        front: format!("What do you do {mark} {moment}?"),
        back: format!("{todo}."),
    })
}
