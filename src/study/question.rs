//! A title -> the question that its section answers, for English. The first rule that fits decides.

mod how;
mod narrowed;
mod what;

use super::grammar::{clause, head, is_instruction, is_plural, is_verb, of_gerund};
use super::sentences::{code_ranges, quotes, split_at, uncapitalised, uncapitalised_first};
use super::spoken::Spoken;
use super::subject::Subject;
use super::vague::asks_object_alone;
use super::words::{Word, content_words, is_stop_word, stem, stems, words};
use crate::tokenize::capitalised;

use how::names_means;
pub(super) use how::{answers_how, is_action, starts_with_noun};
pub(super) use narrowed::narrowed;
pub(super) use what::{PRECISE, base_form, what_is};

/// A question and what its answer must begin with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Question {
    /// The question.
    pub(super) front: String,
    /// Words that the answer needs in front when it does not hold them: `Use Amazon SQS.`
    pub(super) lead: String,
}

/// Nouns that a question uses to ask for a list.
const LIST_NOUNS: [&str; 24] = [
    "policies",
    "types",
    "steps",
    "conditions",
    "metrics",
    "ways",
    "options",
    "settings",
    "reasons",
    "rules",
    "parts",
    "stages",
    "methods",
    "parameters",
    "components",
    "requirements",
    "features",
    "benefits",
    "limits",
    "phases",
    "modes",
    "tiers",
    "practices",
    "kinds",
];

/// Words that begin the tail of a title: the means, which the answer names.
const TAILS: [&str; 5] = [" with ", " using ", " via ", " through ", " by "];

/// Gerunds of titles that announce a text rather than an action.
const ANNOUNCING: [&str; 10] =
    ["understand", "explore", "introduce", "overview", "compare", "describe", "discuss", "know", "leverage", "utilize"];

/// Gerunds of titles that say what goes wrong, or what happens by itself: a question would ask how to miss an event.
const SUFFERED: [&str; 10] =
    ["miss", "fail", "lose", "expire", "happen", "exceed", "grow", "become", "experience", "end"];

/// A rule: title, section and gist -> question, if it fits.
type Rule = fn(&str, &Subject<'_>, &str) -> Option<Question>;

/// Makes a question of the title of `subject`. `gist` is the answer.
#[must_use]
pub(super) fn question(subject: &Subject<'_>, gist: &str) -> Question {
    let title = trimmed(&subject.title);
    let title = lowered(&title, subject);
    let rules: [Rule; 11] =
        [asked, versus, colon, wh_words, named, means_for, action, importance, defined, list, stated];
    let is_empty = |asked: &Question| asks_object_alone(&asked.front) || names_means(&asked.front, gist);
    let asked = rules.iter().find_map(|rule| rule(&title, subject, gist)).filter(|asked| !is_empty(asked));
    asked.unwrap_or_else(|| plain(explain(&title)))
}

fn plain(front: String) -> Question {
    Question { front, lead: String::new() }
}

/// `Explain: "title"`.
fn explain(title: &str) -> String {
    format!("Explain: \"{}\"", capitalised(title))
}

/// `Explain: "Seals: marks of wax"` without what its answer says again: `Explain: "Seals"`. Other questions stay as they are.
#[must_use]
pub(super) fn without_answer(subject: &Subject<'_>, front: &str, answer: &str) -> String {
    let title = front.strip_prefix("Explain: \"").and_then(|rest| rest.strip_suffix('"'));
    let Some((topic, tail)) = title.and_then(|title| split_at(title, ": ")) else { return front.to_owned() };
    let told = |word: &Word<'_>| words(answer).any(|other| stem(&other) == stem(word));
    let (known, all) =
        content_words(tail).fold((0, 0), |(known, all), word| (known + usize::from(told(&word)), all + 1));
    if known * 3 < all * 2 || all == 0 {
        return front.to_owned();
    }
    let asks = |text: &str| {
        words(text).next().is_some_and(|first| matches!(first.as_str(), "who" | "what" | "how" | "why" | "when"))
    };
    // `Who opens letters: the clerk` is about the clerk.
    if asks(topic) && subject.is_entity(tail) {
        return explain(tail);
    }
    let names = subject.has_entity(topic) || content_words(topic).nth(1).is_some();
    let is_thing =
        names && !asks(topic) && !is_instruction(topic) && gerund(topic).is_none() && !topic.contains("example");
    if is_thing { explain(topic) } else { front.to_owned() }
}

/// Beginnings of titles that announce their subject.
const STARTS: [&str; 9] = [
    "Introduction to ",
    "Overview of ",
    "An introduction to ",
    "Basics of ",
    "Another example of ",
    "Another example: ",
    "An example of ",
    "Example of ",
    "More on ",
];

/// The title without decoration.
fn trimmed(title: &str) -> String {
    let mut title = title.trim().trim_end_matches([':', '.', ',']).to_owned();
    for start in STARTS {
        let begins = title.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
        if begins {
            title = capitalised(&title[start.len()..]);
        }
    }
    for ending in [" in a nutshell", " at a glance", " explained", " overview"] {
        if title.to_lowercase().ends_with(ending) {
            title.truncate(title.len() - ending.len());
        }
    }
    let first = title.split(' ').next().unwrap_or_default();
    let is_adverb = first.len() > 4 && first.ends_with("ly") && !is_verb(&first.to_lowercase());
    if is_adverb && title.contains(' ') {
        title = capitalised(&title[first.len() + 1..]);
    }
    title
}

/// Takes capitals of Title Case away from words that the body does not write with one.
fn lowered(title: &str, subject: &Subject<'_>) -> String {
    let names = crate::link::mentions::in_text(subject.catalogue, title, None);
    let code = code_ranges(title);
    let mut is_title_case = (0, 0);
    for word in title.split(' ').skip(1).filter(|word| word.len() > 3 && !is_stop_word(&word.to_lowercase())) {
        is_title_case.0 += usize::from(word.starts_with(char::is_uppercase));
        is_title_case.1 += 1;
    }
    let is_title_case = is_title_case.1 > 0 && is_title_case.0 * 2 > is_title_case.1;
    let mut at = 0;
    let mut lowered = String::with_capacity(title.len());
    for word in title.split_inclusive(' ') {
        let start = at;
        at += word.len();
        let is_name =
            names.iter().any(|name| name.range.contains(&start)) || code.iter().any(|code| code.contains(&start));
        let has_more = word.split('-').any(|part| part.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit()));
        let keeps = start == 0 || !is_title_case || is_name || has_more || !word.starts_with(char::is_uppercase);
        if keeps || subject.writes_with_capital(word.trim()) || subject.writes(&title[start..], word) {
            lowered.push_str(word);
        } else {
            lowered.push_str(&word.to_lowercase());
        }
    }
    lowered
}

/// T1: a title that ends with a question mark, or holds one before a clause.
fn asked(title: &str, _: &Subject<'_>, _: &str) -> Option<Question> {
    if title.ends_with('?') {
        return Some(plain(title.to_owned()));
    }
    let (first, rest) = split_at(title, "? ")?;
    let todo = rest.strip_prefix("What to ").or_else(|| rest.strip_prefix("what to "));
    Some(plain(todo.map_or_else(|| format!("{first}? {rest}?"), |rest| format!("{first}: what do you {rest}?"))))
}

/// T2: `X vs Y`, and two kinds of one thing: `HTTP APIs and REST APIs`.
fn versus(title: &str, _: &Subject<'_>, _: &str) -> Option<Question> {
    let difference = |a: &str, b: &str| {
        Some(plain(format!(
            "What is the difference between {} and {}?",
            uncapitalised(a.trim()),
            uncapitalised(b.trim())
        )))
    };
    for mark in [" vs. ", " vs ", " versus ", " VS "] {
        if let Some((a, b)) = split_at(title, mark) {
            return difference(a, b.split(':').next().unwrap_or(b));
        }
    }
    let (a, b) = split_at(title, " and ").filter(|_| !title.contains(','))?;
    let head = |phrase: &str| phrase.rsplit(' ').next().map(str::to_lowercase);
    let is_short = words(a).count() <= 3 && words(b).count() <= 3 && a.contains(' ');
    (is_short && head(a) == head(b)).then(|| difference(a, b)).flatten()
}

/// T3 and T4: `A or B: C`, `A: wh-clause`, `A: instruction`.
fn colon(title: &str, subject: &Subject<'_>, gist: &str) -> Option<Question> {
    let (topic, said) = split_at(title, ": ")?;
    let first = words(said).next()?;
    if topic.contains(" or ") && !is_instruction(topic) {
        let chooses = [" when ", " for ", " if ", " use ", " choose ", " take "].iter().any(|word| gist.contains(word));
        let choice = if chooses || first == "which" { ", and which one when" } else { "" };
        return Some(plain(format!("{topic}: what is the difference{choice}?")));
    }
    if matches!(first.as_str(), "what" | "how" | "why" | "when" | "which" | "where" | "whether") {
        return Some(plain(format!("{topic}: explain {}.", uncapitalised(said))));
    }
    if matches!(first.as_str(), "who" | "did" | "is" | "are" | "does" | "do" | "can") {
        return Some(plain(format!("{topic}: {}?", uncapitalised(said))));
    }
    if topic.eq_ignore_ascii_case("example") || topic.eq_ignore_ascii_case("checklist") {
        return action(&capitalised(said), subject, gist).or_else(|| Some(plain(explain(said))));
    }
    if is_instruction(&capitalised(said)) && !is_instruction(topic) {
        // `Wax seals: press them while they are warm` is about wax seals.
        return defined(topic, subject, gist).or_else(|| Some(plain(explain(title))));
    }
    if is_instruction(topic) || gerund(topic).is_some() {
        return action(topic, subject, gist);
    }
    defined(topic, subject, gist)
}

/// T5: `What X does`, `How X works`: asked for as they are.
fn wh_words(title: &str, _: &Subject<'_>, _: &str) -> Option<Question> {
    let first = words(title).next()?;
    let rest = title.split_once(' ')?.1;
    match first.as_str() {
        "what" if rest.ends_with(" is") || rest.ends_with(" are") => {
            let (thing, verb) = rest.rsplit_once(' ')?;
            Some(plain(format!("What {verb} {thing}?")))
        }
        // `What a role may do is in its policy` is a statement.
        "what" | "how" | "why" | "when" | "which" | "where" if !states(rest) => {
            Some(plain(format!("Explain {}.", uncapitalised(title))))
        }
        "who" if !title.contains(':') => Some(plain(format!("{title}?"))),
        _ => None,
    }
}

/// Whether what follows a word such as `what` is a whole clause with another verb behind it.
fn states(rest: &str) -> bool {
    [" is ", " are "].iter().any(|mark| {
        split_at(rest, mark).is_some_and(|(before, _)| {
            words(before).any(|word| matches!(word.as_str(), "may" | "can" | "must" | "does" | "do" | "should"))
        })
    })
}

/// T6: `Using X for Y`, `Use X to V`, `Choosing X`.
fn means_for(title: &str, subject: &Subject<'_>, gist: &str) -> Option<Question> {
    let (first, rest) = title.split_once(' ')?;
    let first = first.to_lowercase();
    let is_use =
        matches!(first.as_str(), "using" | "use" | "leveraging" | "leverage" | "utilizing" | "utilize" | "utilising");
    if !is_use {
        return None;
    }
    let lead = |means: &str| {
        let lower = gist.to_lowercase();
        let known = content_words(means).all(|word| lower.contains(word.as_str()));
        if known { String::new() } else { format!("Use {means}.") }
    };
    if let Some((means, purpose)) = rest.split_once(" to ").filter(|(_, purpose)| content_words(purpose).count() >= 2) {
        let verb = uncapitalised_first(purpose);
        return Some(Question { front: format!("How do you {verb}?"), lead: lead(means) });
    }
    let (means, purpose) = rest.split_once(" for ").filter(|(_, purpose)| content_words(purpose).count() >= 2)?;
    let gerund = gerund(purpose).map(|action| format!("How do you {action}?"));
    let front = gerund.unwrap_or_else(|| format!("What do you use for {}?", subject.mid_sentence(purpose)));
    Some(Question { front, lead: lead(means) })
}

/// `Scaling X and optimizing Y` -> `scale X and optimize Y`. None if the first word is no gerund of a known verb.
pub(super) fn gerund(title: &str) -> Option<String> {
    let (first, rest) = title.split_once(' ')?;
    let verb = of_gerund(&first.to_lowercase())?;
    // `Routing table settings` is a thing: an action has an object, and `Scaling is …` no verb behind it.
    let second = words(rest).next().unwrap_or_default();
    if second == "is" || second == "are" {
        return None;
    }
    // `Tracking and notification` are two nouns.
    if let Some(joined) = rest.strip_prefix("and ")
        && words(joined).next().is_some_and(|word| !is_verb(&word) && of_gerund(&word).is_none())
    {
        return None;
    }
    let mut action = verb;
    for word in rest.split(' ') {
        let joined = action.ends_with(" and") || action.ends_with(" or");
        let plain = if joined { of_gerund(&word.to_lowercase()) } else { None };
        action.push(' ');
        action.push_str(plain.as_deref().unwrap_or(word));
    }
    Some(action)
}

/// T7: an instruction or a gerund -> `How do you …?`
fn action(title: &str, subject: &Subject<'_>, gist: &str) -> Option<Question> {
    let title = split_at(title, ": ").map_or(title, |(topic, _)| topic);
    let (title, extra) = split_at(title, " - ").unwrap_or((title, ""));
    let of_gerund = gerund(title);
    let is_gerund = of_gerund.is_some();
    let action = of_gerund.or_else(|| is_instruction(title).then(|| uncapitalised_first(title)))?;
    let verb = action.split(' ').next().unwrap_or_default();
    if SUFFERED.contains(&verb) && is_gerund {
        return None;
    }
    if ANNOUNCING.contains(&verb) {
        return is_gerund.then(|| plain(explain(action.split_once(' ').map_or(title, |(_, rest)| rest))));
    }
    let is_thing = !is_gerund && (subject.writes_as_noun(title) || starts_with_noun(subject, title));
    if !subject.instructs() || !extra.is_empty() || is_thing || !answers_how(gist) {
        return None;
    }
    let gist = gist.to_lowercase();
    let tail = TAILS.iter().filter_map(|mark| action.find(mark)).min().filter(|&at| {
        let (kept, tail) = action.split_at(at);
        let is_known = content_words(tail).all(|word| word == "using" || gist.contains(stem(&word)));
        let is_condition = gist.split(',').next().is_some_and(|start| {
            matches!(words(start).next().as_deref(), Some("if" | "when"))
                && content_words(tail).all(|word| start.contains(stem(&word)))
        });
        content_words(kept).count() >= 3 && words(tail).count() <= 8 && is_known && !is_condition
    });
    let asked = tail.map_or(action.as_str(), |at| &action[..at]);
    Some(plain(format!("How do you {asked}?")))
}

/// T8 and T9: `Importance of X`, `X error`.
fn importance(title: &str, subject: &Subject<'_>, _: &str) -> Option<Question> {
    let lower = title.to_lowercase();
    for start in ["importance of ", "the importance of ", "benefits of ", "advantages of "] {
        if lower.starts_with(start) {
            let thing = subject.mid_sentence(&title[start.len()..]);
            let head = thing.split(" in ").next().unwrap_or(&thing).split(" for ").next().unwrap_or(&thing).to_owned();
            let verb = if is_plural(&head) { "do" } else { "does" };
            let rest = &thing[head.len()..];
            return Some(plain(format!("Why {verb} {head} matter{rest}?")));
        }
    }
    let is_error = [" error", " exception", " errors"].iter().any(|end| lower.ends_with(end));
    (is_error && words(title).count() <= 4).then(|| {
        let thing = title.rsplit_once(' ').map_or(title, |(thing, _)| thing);
        plain(format!("What does {thing} mean?"))
    })
}

/// T10 for titles that are the subject of a definition word by word, before anything reads their first word as a verb.
fn named(title: &str, subject: &Subject<'_>, gist: &str) -> Option<Question> {
    let name = bare(title);
    opening_sentences(subject, gist).find_map(|sentence| {
        let found = sentence.clause()?;
        let is_same = same_thing(&bare(found.subject), &name);
        is_same.then(|| what_is(&subject.mid_sentence(found.subject), &found.verb, found.rest)).flatten()
    })
}

/// T10: what the title names is defined by one of the first two sentences.
fn defined(title: &str, subject: &Subject<'_>, gist: &str) -> Option<Question> {
    let title = split_at(title, ": ").map_or(title, |(topic, _)| topic);
    let name = bare(title);
    if words(&name).count() > 7 {
        return None;
    }
    for sentence in opening_sentences(subject, gist) {
        let Some(found) = sentence.clause() else { continue };
        // `Each seal shows a mark` defines no seals.
        if words(found.subject).next().is_some_and(|first| first == "each" || first == "every") {
            continue;
        }
        let thing = bare(found.subject);
        let is_same = same_thing(&thing, &name);
        let shares_head = !is_same && {
            let (head, named) = (stems(&thing).next_back(), stems(&name).next_back());
            head.is_some() && head == named && words(found.subject).count() <= 6
        };
        if is_same || shares_head {
            return what_is(&subject.mid_sentence(found.subject), &found.verb, found.rest);
        }
    }
    None
}

/// The first two sentences that an answer has.
fn opening_sentences<'a>(subject: &'a Subject<'_>, gist: &'a str) -> impl Iterator<Item = &'a Spoken> {
    subject.prose_sentences().iter().filter(|said| quotes(gist, &said.text)).take(2)
}

/// Verbs of titles that say what something brings about: `Route tables decide where packets go`.
const EFFECTS: [&str; 20] = [
    "control", "decide", "keep", "tell", "give", "talk", "help", "let", "make", "protect", "reduce", "improve",
    "prevent", "allow", "handle", "manage", "move", "save", "hide", "isolate",
];

/// T12 for titles that state something: the way in which it comes about, or what it is. The title itself is a part of the answer
/// where it is a definition.
fn stated(title: &str, subject: &Subject<'_>, _: &str) -> Option<Question> {
    let found = clause(title).filter(|_| !title.contains(':'))?;
    let thing = subject.mid_sentence(found.subject);
    let base = base_form(&found.verb);
    let is_relative = words(found.subject).any(|word| matches!(word.as_str(), "that" | "which"));
    if EFFECTS.contains(&base.as_str()) && !is_relative && !found.rest.is_empty() {
        let auxiliary = if is_plural(found.subject) { "do" } else { "does" };
        return Some(plain(format!("How {auxiliary} {thing} {base} {}?", found.rest)));
    }
    let is_definition = matches!(found.verb.as_str(), "is" | "are") && words(title).count() >= 12;
    let asked = what_is(&thing, &found.verb, found.rest).filter(|_| is_definition)?;
    Some(Question { front: asked.front, lead: format!("{}.", capitalised(title)) })
}

/// A noun phrase without article, vendor and brackets.
fn bare(phrase: &str) -> String {
    let mut text = phrase.trim();
    for start in ["A ", "An ", "The ", "a ", "an ", "the "] {
        text = text.strip_prefix(start).unwrap_or(text);
    }
    for start in ["Amazon ", "AWS "] {
        text = text.strip_prefix(start).unwrap_or(text);
    }
    let without = split_at(text, " (").map_or(text, |(name, _)| name);
    without.trim().to_owned()
}

fn same_thing(a: &str, b: &str) -> bool {
    let (a, b): (Vec<Word<'_>>, Vec<Word<'_>>) = (stems(a).collect(), stems(b).collect());
    !a.is_empty() && (a == b || (a.len() > b.len() && !b.is_empty() && a.starts_with(&b) && a.len() <= b.len() + 3))
}

/// T11: a plural list noun with a list as answer.
fn list(title: &str, subject: &Subject<'_>, gist: &str) -> Option<Question> {
    let head = head(title)?;
    let has_list = gist.contains("\n- ");
    let is_noun = LIST_NOUNS.contains(&head.as_str());
    (has_list && is_noun).then(|| plain(format!("What are the {}?", subject.mid_sentence(title))))
}
