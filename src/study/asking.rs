//! The question that a sentence answers, made of its subject, its verb and what follows: `The key must be rotated every year`
//! answers `How must the key be rotated?`. None where a question would ask for more than the sentence says.

use super::grammar::{
    Clause, clause, head, is_auxiliary, is_participle, is_plural, is_third_person, is_verb, of_gerund,
};
use super::question::{base_form, what_is};
use super::sentences::{split_at, uncapitalised_first};
use super::spoken::Spoken;
use super::subject::Subject;
use super::words::{Word, word_count, words};
use crate::tokenize::capitalised;

/// Words between a verb and its object that a question leaves out.
const ADVERBS: [&str; 13] = [
    "also",
    "only",
    "always",
    "often",
    "still",
    "then",
    "already",
    "now",
    "first",
    "just",
    "even",
    "both",
    "therefore",
];

/// Words that tie a verb to its object: `points at`, `depends on`.
const PREPOSITIONS: [&str; 17] = [
    "at", "on", "in", "into", "to", "from", "with", "over", "through", "across", "under", "between", "of", "by",
    "behind", "within", "against",
];

/// What begins a moment or a condition behind a statement.
const MOMENTS: [&str; 11] = [
    " only when ",
    " only if ",
    " only after ",
    " only while ",
    " only once ",
    " when ",
    " if ",
    " once ",
    " after ",
    " whenever ",
    " as soon as ",
];

/// Words of a question between its verb and its end: more are no question to remember.
const MOST_BETWEEN: usize = 8;

/// Words that the subject of a question has at most.
const MOST_SUBJECT: usize = 8;

/// The question that a sentence answers. `For IPv4 the instance needs an address` answers `What does the instance need for
/// IPv4?`.
pub(super) fn of_spoken(subject: &Subject<'_>, sentence: &Spoken) -> Option<String> {
    // What follows is another statement.
    match split_at(&sentence.text, "; ") {
        Some((first, _)) => of_part(subject, first, clause(first)),
        None => of_part(subject, &sentence.text, sentence.clause()),
    }
}

/// The question that one statement answers, with its subject and verb.
fn of_part(subject: &Subject<'_>, sentence: &str, found: Option<Clause<'_>>) -> Option<String> {
    if let Some(found) = found {
        let thing = subject.mid_sentence(found.subject);
        return of_clause(&thing, &found.verb, found.rest);
    }
    let (opener, main) = opened(sentence)?;
    let main = capitalised(main);
    let found = clause(&main)?;
    let thing = subject.mid_sentence(found.subject);
    // `For drawers, boxes and bags the port …` goes on with its list.
    if word_count(opener) <= 2 && thing.contains(" and ") {
        return None;
    }
    let asked = of_clause(&thing, &found.verb, found.rest)?;
    let opener = subject.mid_sentence(opener);
    (!found.rest.contains(" when ") && word_count(&opener) <= 6)
        .then(|| format!("{} {opener}?", asked.trim_end_matches('?')))
}

/// Whether a sentence begins with a phrase before its subject: `In this state the server …`.
pub(super) fn has_opener(sentence: &str) -> bool {
    opened(sentence).is_some_and(|(_, main)| clause(&capitalised(main)).is_some())
}

/// The phrase before the subject and the statement behind it: `For IPv4 | the instance needs …`. Conditions are scenarios.
fn opened(sentence: &str) -> Option<(&str, &str)> {
    let first = words(sentence).next()?;
    let is_phrase = matches!(
        first.as_str(),
        "for"
            | "on"
            | "in"
            | "at"
            | "by"
            | "with"
            | "without"
            | "from"
            | "inside"
            | "outside"
            | "behind"
            | "under"
            | "within"
            | "since"
    );
    if !is_phrase {
        return None;
    }
    if let Some((opener, main)) = split_at(sentence, ", ").filter(|(opener, _)| word_count(opener) <= 6) {
        return Some((opener, main));
    }
    let at = [" the ", " an ", " a ", " every ", " each ", " no "].iter().filter_map(|mark| {
        let after_first = sentence.find(' ')? + 1;
        sentence[after_first..].find(mark).map(|at| after_first + at)
    });
    let at = at.min()?;
    // `For encryption of | the bucket …` ends inside its phrase.
    let is_whole = |opener: &str| words(opener).next_back().is_none_or(|last| !PREPOSITIONS.contains(&last.as_str()));
    Some((&sentence[..at], &sentence[at + 1..]))
        .filter(|(opener, _)| (2..=6).contains(&word_count(opener)) && is_whole(opener))
}

/// The question for a subject as it stands inside a sentence, its verb and the rest.
pub(super) fn of_clause(thing: &str, verb: &str, rest: &str) -> Option<String> {
    let rest = rest.trim_end_matches('.');
    let is_long = word_count(thing) > MOST_SUBJECT || thing.contains([',', '(']);
    if is_long || has_verb_of_one(thing, verb) || rest.is_empty() || words(thing).any(|word| is_pointing(&word)) {
        return None;
    }
    match verb {
        "is" | "are" => of_being(thing, verb, rest),
        "must" | "should" | "can" | "cannot" | "may" | "can't" => of_modal(thing, verb, rest),
        "has" | "have" if rest.starts_with("to ") => of_modal(thing, "must", &rest["to ".len()..]),
        "has" | "have" => of_having(thing, rest),
        "does" | "do" => {
            let rest = rest.strip_prefix("not ")?;
            let (action, object) = rest.split_once(' ').unwrap_or((rest, ""));
            Some(format!("What {verb} {thing} not {}?", with_object(action, object)?))
        }
        _ if is_auxiliary(verb) => None,
        _ => of_action(thing, verb, rest),
    }
}

/// Whether a subject of two things has the verb of one: `The call succeeds and the clerk | does`. Then a part of it is a clause.
fn has_verb_of_one(thing: &str, verb: &str) -> bool {
    let of_one = matches!(verb, "is" | "does" | "has") || is_third_person(verb) && !is_verb(verb);
    of_one
        && split_at(thing, " and ").is_some_and(|(before, _)| {
            !words(before)
                .any(|word| PREPOSITIONS.contains(&word.as_str()) || matches!(word.as_str(), "for" | "each" | "every"))
        })
}

fn is_pointing(word: &str) -> bool {
    matches!(
        word,
        "this"
            | "these"
            | "that"
            | "it"
            | "they"
            | "its"
            | "their"
            | "who"
            | "which"
            | "one"
            | "some"
            | "nothing"
            | "nobody"
            | "everything"
    )
}

/// `X has Y`, but not `X has changed`.
fn of_having(thing: &str, rest: &str) -> Option<String> {
    let first = words(rest).next()?;
    let auxiliary = if is_plural(thing) { "do" } else { "does" };
    match first.as_str() {
        "no" => Some(format!("What {auxiliary} {thing} not have?")),
        _ if [" than ", " compared "].iter().any(|mark| rest.contains(mark)) => {
            let other = [" than ", " compared to ", " compared with "].iter().find_map(|mark| split_at(rest, mark));
            let other = other.map(|(_, other)| first_phrase(other)).filter(|other| word_count(other) <= 5);
            let with = other.map_or_else(String::new, |other| format!(" with {other}"));
            Some(format!("How {auxiliary} {thing} compare{with}?"))
        }
        "been" | "not" => None,
        first if is_participle(first) && first != "set" => None,
        _ => Some(format!("What {auxiliary} {thing} have?")),
    }
}

/// A text before its first mark or conjunction.
fn first_phrase(text: &str) -> &str {
    let end =
        [",", ";", ".", " because ", " since ", " and ", " when "].iter().filter_map(|mark| text.find(mark)).min();
    &text[..end.unwrap_or(text.len())]
}

/// The part of a rest before a moment or a condition: `The group grows [if any of them asks]` has none before it.
fn before_moment(rest: &str) -> Option<&str> {
    let padded = format!(" {rest}");
    let at = MOMENTS.iter().filter_map(|mark| padded.find(mark)).min()?;
    let before = &rest[..at.saturating_sub(1)];
    let is_plain = !before.contains([',', ';', ':', '(']) && before.matches('`').count().is_multiple_of(2);
    let is_free = !words(before).any(|word| is_pointing(&word) || word == "not");
    (is_plain && is_free && word_count(before) <= MOST_BETWEEN).then(|| before.trim_end())
}

/// `X is …`: a definition, a state with its moment, the thing it is in, or its means.
fn of_being(thing: &str, verb: &str, rest: &str) -> Option<String> {
    let (first, more) = without_adverbs(rest);
    if let Some(before) = before_moment(rest).filter(|before| !before.is_empty()) {
        let (state, _) = without_adverbs(before);
        let is_state = is_participle(&state) || words(before).count() == 1;
        return is_state.then(|| format!("When {verb} {thing} {before}?"));
    }
    let is_value = rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '`' | '"' | '“'))
        || names_value(thing);
    if (matches!(first.as_str(), "a" | "an" | "the") || is_value) && !is_comparison(rest) && first != "not" {
        return Some(format!("What {verb} {thing}?"));
    }
    if let Some(mode) = words(more).take(3).find(|word| matches!(word.as_str(), "mode" | "state" | "phase")) {
        return (first == "in").then(|| format!("What {} {verb} {thing} in?", mode.as_str()));
    }
    if matches!(first.as_str(), "in" | "on" | "at" | "inside" | "behind") {
        return Some(format!("Where {verb} {thing}?"));
    }
    if first == "for" {
        return Some(format!("What {verb} {thing} for?"));
    }
    if !is_participle(&first) {
        return None;
    }
    let next = words(more).next().unwrap_or_default();
    let is_kept = matches!(first.as_str(), "stored" | "kept" | "saved" | "retained" | "held" | "cached");
    let has_time = || words(more).take(4).any(|word| is_time(&word));
    if is_kept && has_time() && more.starts_with(|c: char| c.is_ascii_digit() || c == 'f') {
        return Some(format!("How long {verb} {thing} {first}?"));
    }
    if is_kept && matches!(next.as_str(), "in" | "on" | "at") {
        return Some(format!("Where {verb} {thing} {first}?"));
    }
    let ends =
        more.is_empty() || more.starts_with("so ") || rest[rest.find(first.as_str())? + first.len()..].starts_with(',');
    if ends {
        return (!more.is_empty()).then(|| format!("What happens to {thing}?"));
    }
    if matches!(next.as_str(), "in" | "at") {
        return Some(format!("Where {verb} {thing} {first}?"));
    }
    if matches!(next.as_str(), "for") && !first.starts_with("need")
        || PREPOSITIONS.contains(&next.as_str()) && next != "to"
    {
        return Some(format!("What {verb} {thing} {first} {next}?"));
    }
    (next.ends_with("ly") && next.len() > 4).then(|| format!("How {verb} {thing} {first}?"))
}

/// Whether a thing is a name for what follows `is`: `the default`, `the usual way`.
fn names_value(thing: &str) -> bool {
    head(thing).is_some_and(|head| {
        matches!(
            head.as_str(),
            "default" | "defaults" | "answer" | "way" | "order" | "value" | "limit" | "port" | "format" | "choice"
        )
    })
}

fn is_time(word: &str) -> bool {
    matches!(
        word,
        "second"
            | "seconds"
            | "minute"
            | "minutes"
            | "hour"
            | "hours"
            | "day"
            | "days"
            | "month"
            | "months"
            | "year"
            | "years"
    )
}

/// `the slowest way`: praise and comparison define nothing.
fn is_comparison(rest: &str) -> bool {
    ["the answer", "the right", "the best", "the usual", "the same", "the default"]
        .iter()
        .any(|start| rest.starts_with(start))
}

/// `X must …`, `X can …`, `X cannot …`.
fn of_modal(thing: &str, modal: &str, rest: &str) -> Option<String> {
    let (modal, denied) = match modal {
        "cannot" | "can't" => ("can", true),
        modal => (modal, rest.starts_with("not ") || rest.starts_with("never ")),
    };
    let rest = rest.strip_prefix("not ").or_else(|| rest.strip_prefix("never ")).unwrap_or(rest);
    let (action, object) = without_adverbs(rest);
    let not = if denied { " not" } else { "" };
    if action == "be" {
        let (state, more) = without_adverbs(object);
        let next = words(more).next().unwrap_or_default();
        let is_amount = matches!(next.as_str(), "most" | "least");
        let is_place = matches!(state.as_str(), "in" | "on" | "at" | "inside" | "within" | "behind") && !is_amount;
        return if denied && is_participle(&state) {
            Some(format!("What {modal} not be done with {thing}?"))
        } else if is_participle(&state) && next == "before" {
            Some(format!("When {modal} {thing} be {state}?"))
        } else if is_place && !denied {
            Some(format!("Where {modal} {thing} be?"))
        } else if is_participle(&state) && PREPOSITIONS.contains(&next.as_str()) && next != "by" && modal != "can" {
            Some(format!("What {modal} {thing} be {state} {next}?"))
        } else {
            (!denied && !is_amount && modal != "can" && modal != "may")
                .then(|| format!("What {modal} be true of {thing}?"))
        };
    }
    if let Some(before) = before_moment(object).filter(|_| !denied) {
        let object = if before.is_empty() { String::new() } else { format!(" {before}") };
        return Some(format!("When {modal} {thing} {action}{object}?"));
    }
    match with_object(&action, object) {
        Some(asked) => Some(format!("What {modal} {thing}{not} {asked}?")),
        None if denied || modal == "must" || modal == "should" => Some(format!("What {modal} {thing}{not} do?")),
        None => None,
    }
}

/// `X keeps Y`, `X points at Y`, `X runs when Y`.
fn of_action(thing: &str, verb: &str, rest: &str) -> Option<String> {
    let auxiliary = if verb.ends_with('s') { "does" } else { "do" };
    let base = base_form(verb);
    let explains = matches!(base.as_str(), "refer" | "mean" | "indicate" | "denote" | "show" | "tell");
    if let Some(before) = before_moment(rest).filter(|_| !explains) {
        let object = if before.is_empty() { String::new() } else { format!(" {before}") };
        return Some(format!("When {auxiliary} {thing} {base}{object}?"));
    }
    if rest.starts_with("you ") {
        return what_is(thing, verb, rest).map(|question| question.front);
    }
    // `What does it serve?` with the answer `no reads` is a riddle.
    if rest.starts_with("no ") {
        return (!OPEN_VERBS.contains(&base.as_str())).then(|| format!("What {auxiliary} {thing} not {base}?"));
    }
    let is_place =
        matches!(base.as_str(), "live" | "reside") && ["in ", "on ", "at "].iter().any(|start| rest.starts_with(start));
    if is_place {
        return Some(format!("Where {auxiliary} {thing} {base}?"));
    }
    let asked = with_object(&base, rest)?;
    Some(format!("What {auxiliary} {thing} {asked}?"))
}

/// Verbs that no object makes narrow enough for a question.
const OPEN_VERBS: [&str; 16] = [
    "become", "seem", "look", "go", "come", "start", "stay", "remain", "make", "let", "take", "cost", "be", "turn",
    "put", "set",
];

/// Words that begin an object.
const DETERMINERS: [&str; 24] = [
    "a", "an", "the", "its", "your", "their", "all", "every", "each", "no", "any", "one", "two", "three", "both",
    "what", "which", "how", "that", "whether", "where", "only", "up", "more",
];

/// A verb with the preposition that ties its object to it. None where what follows is no object: an adverb, an adjective.
fn with_object(verb: &str, rest: &str) -> Option<String> {
    let (first, more) = without_adverbs(rest);
    let starts = rest.trim_start();
    // `What does it store?` with the answer `nothing` is a riddle.
    if matches!(first.as_str(), "nothing" | "nobody" | "little") {
        return None;
    }
    // `access or be accessed`: two verbs with one object.
    if matches!(first.as_str(), "or" | "and" | "nor") {
        return None;
    }
    if first.is_empty() {
        return None;
    }
    // `holds back writes`: the verb has two words.
    let is_particle = matches!(first.as_str(), "back" | "up" | "down" | "out" | "off" | "away");
    let follows = words(more).next().unwrap_or_default();
    let has_object = !matches!(follows.as_str(), "" | "too" | "and" | "or" | "when" | "if" | "again" | "for")
        && !follows.starts_with(|c: char| c.is_ascii_digit())
        && !PREPOSITIONS.contains(&follows.as_str());
    if is_particle && has_object {
        return Some(format!("{verb} {first}"));
    }
    if first == "in" && matches!(follows.as_str(), "spite" | "addition" | "advance" | "case" | "order") {
        return None;
    }
    if PREPOSITIONS.contains(&first.as_str()) || verb == "come" && first == "as" {
        let next = words(more).next().unwrap_or_default();
        // `takes over by itself` has no object.
        let has_object = !more.is_empty() && first != "of" && !PREPOSITIONS.contains(&next.as_str());
        return has_object.then(|| format!("{verb} {first}"));
    }
    if OPEN_VERBS.contains(&verb) {
        return None;
    }
    let is_name = starts.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '`' | '"' | '“'));
    let is_object = DETERMINERS.contains(&first.as_str()) || is_name || is_bare_object(&first, more);
    is_object.then(|| verb.to_owned())
}

/// Whether words without a determiner are an object: `data`, `new tasks`.
fn is_bare_object(first: &str, more: &str) -> bool {
    if matches!(
        first,
        "as" | "for"
            | "so"
            | "and"
            | "or"
            | "until"
            | "before"
            | "during"
            | "without"
            | "per"
            | "again"
            | "well"
            | "there"
            | "less"
            | "than"
            | "although"
            | "though"
            | "because"
            | "while"
            | "unless"
            | "whereas"
            | "instead"
            | "once"
            | "twice"
    ) {
        return false;
    }
    let is_adverb = first.ends_with("ly") || first.ends_with("ing") && of_gerund(first).is_none();
    let noun = |word: &Word<'_>| is_plural(word) || word.len() > 3;
    !is_adverb && noun(&Word::new(first)) && !is_participle(first) || more.is_empty() && is_plural(first)
}

/// The first word that is no adverb, and what follows it.
fn without_adverbs(text: &str) -> (Word<'_>, &str) {
    let mut rest = text.trim_start();
    loop {
        let (first, more) = rest.split_once(' ').unwrap_or((rest, ""));
        let word = words(first).next().unwrap_or_default();
        let is_adverb = ADVERBS.contains(&word.as_str()) || word.len() > 5 && word.ends_with("ly") && !is_verb(&word);
        if !is_adverb || more.is_empty() {
            return (word, more);
        }
        rest = more;
    }
}

/// A question behind the label that says what it is about: `Network: what must the instance reach?`
pub(super) fn under(label: &str, question: &str) -> String {
    format!("{}: {}", capitalised(label), uncapitalised_first(question))
}
