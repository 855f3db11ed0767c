//! Labels that are half a sentence: their text ends it.

use super::super::super::grammar::{is_noun_in_titles, is_verb};

use super::super::super::sentences::uncapitalised;
use super::super::super::words::words;
use super::Asked;
use crate::tokenize::capitalised;

/// Labels that are half a sentence: `Belongs to`, `Set it when`, `Set on the group`.
pub(super) fn of_form(found: &Asked<'_>) -> Option<String> {
    let name = found.name;
    let begins_with_verb = words(name).next().is_some_and(|first| is_verb(&first)) && name.contains(' ');
    if let Some(question) = open_ended(&uncapitalised(name)).filter(|_| begins_with_verb) {
        return Some(question);
    }
    if sets_things(found) {
        return Some(format!("What do you {}?", uncapitalised(name)));
    }
    if is_unfinished(name) {
        return Some(format!("Complete: \"{} …\"", capitalised(name)));
    }
    match name.rsplit_once(' ') {
        Some((thing, verb @ ("is" | "are"))) => Some(format!("What {verb} {}?", uncapitalised(thing))),
        _ => None,
    }
}

/// Whether a label is a sentence that its text ends: `Belongs to`, `Do not confuse it with`, `You must set`.
fn is_unfinished(name: &str) -> bool {
    const OPEN: [&str; 15] =
        ["to", "with", "as", "for", "from", "in", "on", "at", "of", "by", "than", "you", "your", "into", "about"];
    // `Includes`, `Protects from attacks`: the subject is elsewhere.
    const VERBS: [&str; 12] = [
        "includes", "contains", "starts", "protects", "allows", "provides", "requires", "belongs", "helps", "lets",
        "makes", "gives",
    ];
    if words(name).next().is_some_and(|first| VERBS.contains(&first.as_str())) {
        return true;
    }
    let mut all = words(name);
    let starts_with_you = all.next().is_some_and(|first| first == "you");
    all.next_back().is_some_and(|last| starts_with_you || OPEN.contains(&last.as_str()))
}

/// An instruction that its text completes: `Set it when`, `Choose a worker for`.
pub(super) fn open_ended(label: &str) -> Option<String> {
    let (action, last) = label.rsplit_once(' ')?;
    match last {
        "when" | "if" => Some(format!("When do you {action}?")),
        "for" => Some(format!("What do you {label}?")),
        _ => None,
    }
}

/// Whether a label is a verb without its object and the text lists the objects: `Set on the group: retention, encryption`.
fn sets_things(found: &Asked<'_>) -> bool {
    let mut start = words(found.name);
    let (verb, next) = (start.next().unwrap_or_default(), start.next().unwrap_or_default());
    let is_open = matches!(
        next.as_str(),
        "on" | "in" | "at" | "out" | "up" | "off" | "from" | "for" | "inside" | "outside" | "away"
    );
    let is_list = found.first.clause().is_none();
    found.is_marked
        && is_open
        && is_list
        && !found.first.is_instruction()
        && is_verb(&verb)
        && !is_noun_in_titles(&verb)
}
