//! Labels that are a clause with a word that asks: `What the client keeps`.

use super::super::super::grammar::{clause, is_third_person, is_verb};
use super::super::super::question::base_form;
use super::super::super::sentences::uncapitalised;
use super::super::super::words::{word_count, words};
use crate::tokenize::capitalised;

/// `Which route wins` -> `Which route wins?`, `what the client gives you` -> `What does the client give you?`
pub(super) fn of_clause(name: &str) -> String {
    let explain = || format!("Explain {}.", uncapitalised(name));
    let Some((asking, rest)) = name.split_once(' ') else { return format!("{name}?") };
    if word_count(name) == 2 {
        return format!("{name}?");
    }
    let asks = capitalised(asking);
    if let Some(action) = rest.strip_prefix("to ") {
        return format!("{asks} do you {action}?");
    }
    if let Some(action) = rest.strip_prefix("you ") {
        let is_modal = ["can", "must", "should", "may", "will"].iter().any(|modal| action.starts_with(modal));
        return if is_modal { explain() } else { format!("{asks} do you {action}?") };
    }
    // `Which route wins`: the word that asks belongs to the subject.
    let is_subject = matches!(asks.as_str(), "Which" | "Who")
        || words(rest).next().is_some_and(|verb| verb == "is" || is_third_person(&verb) && asks == "What");
    if is_subject {
        return format!("{asks} {rest}?");
    }
    if let Some((thing, verb @ ("is" | "are"))) = rest.rsplit_once(' ') {
        return format!("{asks} {verb} {thing}?");
    }
    if let Some((thing, verb)) = rest.rsplit_once(' ').filter(|(_, verb)| is_third_person(verb) && !is_verb(verb)) {
        return format!("{asks} does {thing} {}?", base_form(verb));
    }
    if let Some(rest) = rest.strip_prefix("it ") {
        let (verb, more) = rest.split_once(' ').unwrap_or((rest, ""));
        let asked = match verb {
            "is" | "can" | "must" | "has" | "should" => format!("{asks} {verb} it {more}"),
            verb if is_third_person(verb) => format!("{asks} does it {} {more}", base_form(verb)),
            _ => return explain(),
        };
        return format!("{}?", asked.trim_end());
    }
    let whole = capitalised(rest);
    let is_auxiliary = |verb: &str| matches!(verb, "is" | "are" | "can" | "must" | "should" | "has" | "may");
    match clause(&whole) {
        None if ["the ", "a ", "an ", "not "].iter().any(|start| rest.starts_with(start)) && word_count(rest) <= 3 => {
            format!("{asks} {rest}?")
        }
        Some(found) if is_auxiliary(&found.verb) => {
            format!("{asks} {} {} {}?", found.verb, uncapitalised(found.subject), found.rest)
        }
        Some(found) if is_third_person(&found.verb) => {
            format!("{asks} does {} {} {}?", uncapitalised(found.subject), base_form(&found.verb), found.rest)
        }
        _ => explain(),
    }
}
