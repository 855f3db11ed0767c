//! Questions for how a purpose is reached: `To V, do`, `Use Y to X`, `For X, use Y`.

use super::super::Kind;
use super::super::grammar::{is_instruction, is_verb, of_gerund};
use super::super::leaning::has_anaphor;
use super::super::question::gerund;
use super::super::spoken::Spoken;
use super::super::subject::Subject;
use super::super::words::{Word, word_count, words};
use super::{Made, ends_with_pronoun, has_pronoun, says_enough, split_comma};
use crate::tokenize::capitalised;

/// `To V, do`, `If you need to V, do`, `Do X to V`.
pub(super) fn purpose(subject: &Subject<'_>, sentence: &Spoken) -> Option<Made> {
    let (action, answer) = split_comma(sentence.after(&[
        "if you need to ",
        "if you want to ",
        "when you need to ",
        "when you want to ",
        "in order to ",
        "to ",
        "if we need to ",
    ])?)?;
    let verb = words(action).next()?;
    let is_asking = is_verb(&verb) && says_enough(subject, action) && !ends_with_pronoun(action);
    let denies = [" not ", "n't ", " no ", "cannot"].iter().any(|word| answer.contains(word));
    // `Give each clerk a drawer of their own` names the clerks.
    if !is_asking || has_pronoun(&action.replace(" their own", "")) || denies {
        return None;
    }
    Some(Made { kind: Kind::Scenario, front: format!("How do you {action}?"), back: capitalised(answer) })
}

/// Words that belong to the verb after them: `permission to read`.
const TIES: [&str; 13] = [
    "need",
    "needs",
    "want",
    "wants",
    "has",
    "have",
    "permission",
    "permissions",
    "able",
    "access",
    "used",
    "it",
    "them",
];

/// An action without the result that follows it: `scan in parallel, greatly reducing the time`.
fn without_result(action: &str) -> &str {
    let Some((before, rest)) = action.rsplit_once(", ") else { return action };
    let mut next = words(rest);
    let first = next.next().unwrap_or_default();
    let gerund = if first.ends_with("ly") { next.next().unwrap_or_default() } else { first };
    let is_result = gerund != "including" && of_gerund(&gerund).is_some() && !before.contains(", ");
    if is_result { before } else { action }
}

/// Whether gerunds qualify a noun: `monitoring or scaling decisions`.
fn qualifies(phrase: &str) -> bool {
    let spoken: Vec<Word<'_>> = words(phrase).take(4).collect();
    let is_joined = |word: &str| matches!(word, "or" | "and");
    let [first, second, third, fourth] = spoken.as_slice() else { return false };
    let is_pair = is_joined(second) && of_gerund(first).is_some() && of_gerund(third).is_some();
    is_pair && fourth.ends_with('s')
}

/// Whether an action and a gerund are joined: `monitor rates and creating alarms`, which no question can repeat.
fn is_broken(action: &str) -> bool {
    let spoken: Vec<Word<'_>> = words(action).collect();
    spoken.windows(2).any(|pair| pair[0] == "and" && of_gerund(&pair[1]).is_some())
}

/// `Use Y to X`, `Use Y for X`, `For X, use Y`, `Do Y to X`.
pub(super) fn use_for(subject: &Subject<'_>, sentence: &Spoken) -> Option<Made> {
    if let Some(rest) = sentence.after(&["for "]).filter(|_| sentence.after(&["for example"]).is_none()) {
        let (thing, answer) = split_comma(rest)?;
        let is_todo = is_instruction(answer) || answer.starts_with("you ");
        if !is_todo || has_pronoun(thing) || has_anaphor(thing) || !says_enough(subject, thing) {
            return None;
        }
        let front = match gerund(thing).filter(|_| !qualifies(thing)) {
            Some(action) => format!("How do you {action}?"),
            None => format!("{}: what do you do?", capitalised(thing)),
        };
        return Some(Made { kind: Kind::Scenario, front, back: capitalised(answer) });
    }
    if !sentence.is_instruction() {
        return None;
    }
    let sentence = sentence.text.trim_end_matches('.');
    if let Some(rest) = sentence.strip_prefix("Use ")
        && let [means, purpose] = rest.split(" for ").collect::<Vec<_>>().as_slice()
        && !rest.contains(" to ")
        && !has_pronoun(rest)
        && !has_anaphor(rest)
        && says_enough(subject, purpose)
    {
        let front = match gerund(purpose) {
            Some(action) => format!("What do you use to {action}?"),
            None => format!("What do you use for {purpose}?"),
        };
        return Some(Made { kind: Kind::Scenario, front, back: format!("Use {means}.") });
    }
    let purpose = sentence.match_indices(" to ").map(|(at, mark)| (at, at + mark.len())).find(|&(at, end)| {
        let verb = words(&sentence[end..]).next().unwrap_or_default();
        is_verb(&verb) && word_count(&sentence[..at]) >= 3 && !sentence[..at].ends_with(" not")
    })?;
    let (answer, action) = (&sentence[..purpose.0], &sentence[purpose.1..]);
    let before = words(answer).next_back().unwrap_or_default();
    let action = without_result(split_comma(action).map_or(action, |(first, _)| first));
    if is_broken(action)
        || TIES.contains(&before.as_str())
        || has_pronoun(action)
        || has_anaphor(answer)
        || !says_enough(subject, action)
    {
        return None;
    }
    if has_pronoun(answer) {
        return None;
    }
    Some(Made { kind: Kind::Scenario, front: format!("How do you {action}?"), back: format!("{answer}.") })
}
