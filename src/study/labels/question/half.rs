//! Labels that are half a sentence: their text ends it.

use super::super::super::grammar::{is_noun_in_titles, is_third_person, is_verb};
use super::super::super::question::base_form;

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
    if let Some(question) = of_reader(name).or_else(|| of_denial(name)).or_else(|| of_verb(name)) {
        return Some(question);
    }
    if is_unfinished(name) {
        return Some(format!("Complete: \"{} …\"", capitalised(name)));
    }
    match name.rsplit_once(' ') {
        Some((thing, verb @ ("is" | "are"))) => Some(format!("What {verb} {}?", uncapitalised(thing))),
        _ => None,
    }
}

/// `You must set` asks what you must set.
fn of_reader(name: &str) -> Option<String> {
    let lower = uncapitalised(name);
    let (modal, action) = lower.strip_prefix("you ")?.split_once(' ')?;
    let is_modal = matches!(modal, "must" | "can" | "should" | "may" | "cannot");
    (is_modal && !action.contains(' ') && is_verb(action)).then(|| format!("What {modal} you {action}?"))
}

/// `Not the same as`, `Do not confuse it with`.
fn of_denial(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    matches!(lower.as_str(), "not the same as" | "do not confuse it with" | "do not confuse with" | "unlike")
        .then(|| "What must you not confuse it with?".to_owned())
}

/// Verbs with which a label begins whose subject is elsewhere: `Includes`, `Protects from attacks`.
const SUBJECTLESS: [&str; 12] = [
    "includes", "contains", "starts", "protects", "allows", "provides", "requires", "belongs", "helps", "lets",
    "makes", "gives",
];

/// `Includes`, `Belongs to`, `Also gives you`: asks for the object.
fn of_verb(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let (also, rest) = lower.strip_prefix("also ").map_or(("", lower.as_str()), |rest| (" else", rest));
    let (verb, tail) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_open = tail.is_empty() && SUBJECTLESS.contains(&verb)
        || matches!(tail, "to" | "you" | "on" | "from" | "in" | "with" | "at");
    (is_open && is_third_person(verb) && !is_verb(verb))
        .then(|| format!("What{also} does it {} {tail}", base_form(verb)).trim_end().to_owned() + "?")
}

/// Whether a label is a sentence that its text ends: `Belongs to`, `Do not confuse it with`, `You must set`.
fn is_unfinished(name: &str) -> bool {
    const OPEN: [&str; 15] =
        ["to", "with", "as", "for", "from", "in", "on", "at", "of", "by", "than", "you", "your", "into", "about"];
    if words(name).next().is_some_and(|first| SUBJECTLESS.contains(&first.as_str())) {
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
