//! Makes the question of a label sharp: a broad one names what the title names, or gives way to a gap, or to no card.

use super::super::super::cloze;
use super::super::super::grammar;
use super::super::super::sentences::{sentences_of, uncapitalised};
use super::super::super::spoken::Spoken;
use super::super::super::subject::Subject;
use super::super::super::vague;
use super::super::super::words::{word_count, words};
use super::super::cue;
use super::thing::is_process;
use super::{Asked, has_humps, topic};
use crate::study::label::Class;

/// Words of a topic that a question takes in.
const TOPIC_WORDS: usize = 4;

/// Words that each of two sentences has which tell how a process goes on.
const PROCESS_WORDS: usize = 3;

/// The question, as sharp as label, text and title allow. None where it would not say what it asks for.
pub(super) fn sharpened(subject: &Subject<'_>, found: &Asked<'_>, front: String) -> Option<String> {
    if vague::lacks_object(&front) {
        return gap(subject, found);
    }
    if vague::asks_nothing(&front) {
        return gap(subject, found).or_else(|| of_label_alone(subject, found));
    }
    let is_code = found.name.starts_with('`') || super::is_code(found.name);
    if vague::asks_object_alone(&front) && !is_code && !found.is_phrase(subject) {
        return gap(subject, found).or(Some(front));
    }
    // `How does it work?` asks for the thing of the title, whose mechanism a section tells.
    let is_process = grammar::head(found.name).is_some_and(|head| is_process(&head));
    let least = if is_process { PROCESS_WORDS } else { usize::MAX };
    let is_of_label = found.class == Class::Name;
    if is_of_label && vague::asks_how_it_works(&front) && !vague::tells_mechanism(found.text, least) {
        let second = || Some(Spoken::new(found.first.block, sentences_of(found.text).into_iter().nth(1)?));
        return cue::reason(subject, &found.first)
            .or_else(|| cue::reason(subject, &second()?))
            .or_else(|| gap(subject, found))
            .or_else(|| found.answered(subject).filter(|asked| !vague::asks_object_alone(asked)).cloned());
    }
    Some(with_topic(subject, found, front))
}

/// What a label means whose text is a phrase, and a long label to be explained.
fn of_label_alone(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let is_long = word_count(found.name) >= 3;
    if found.is_phrase(subject)
        && found.class == Class::Name
        && (is_long || !super::starts_with_preposition(found.name))
    {
        return Some(format!("What does \"{}\" mean?", uncapitalised(found.name)));
    }
    is_long.then(|| format!("Explain: \"{}\"", found.name))
}

/// The label and its statement with a gap; the statement alone where the label says what to do.
fn gap(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let first = found.first.text.as_str();
    match found.class {
        Class::Name | Class::Statement => cloze::under(subject, found.name, first),
        _ => cloze::of_sentence(subject, first),
    }
}

/// The thing that the title names, if a question can take it in: no word alone that the title goes on with, as in `Security groups`
/// or `RDS for MySQL storage`.
pub(in crate::study::labels) fn short_topic(subject: &Subject<'_>) -> Option<String> {
    let topic = topic(subject).filter(|topic| word_count(topic) <= TOPIC_WORDS)?;
    let plain = topic.trim_start_matches("the ");
    let starts_open = matches!(words(plain).next().as_deref(), Some("more" | "less" | "fewer" | "own" | "one"));
    let is_title = || subject.title.split(": ").next().is_some_and(|title| word_count(title) == word_count(plain));
    let is_whole = plain.contains(' ')
        || plain.contains(['-', '`'])
        || is_title()
        || !subject.title.to_lowercase().contains(&format!("{} ", plain.to_lowercase()));
    let is_thing = is_whole || grammar::is_plural(plain) || has_humps(plain) && !subject.is_entity(plain);
    (!starts_open && is_thing).then_some(topic)
}

/// `How do you fix it?` and `What is the cure?` with what the title names: `How do you fix wet seals?`
fn with_topic(subject: &Subject<'_>, found: &Asked<'_>, front: String) -> String {
    let Some(topic) = short_topic(subject).filter(|_| front != "Why is it done this way?") else { return front };
    // `it` beside another thing may mean that.
    let has_pronoun = matches!(found.class, Class::Known(_)) && front.contains(" it");
    if has_pronoun {
        let asked = front.replace("set it up", "set up it");
        let asked = asked.trim_end_matches('?');
        let named: Vec<&str> = asked.split(' ').map(|word| if word == "it" { topic.as_str() } else { word }).collect();
        return agreeing(&format!("{}?", named.join(" ")), &topic);
    }
    let bare = ["What is the ", "What are the "]
        .iter()
        .find_map(|start| front.strip_prefix(start))
        .and_then(|rest| rest.strip_suffix('?'))
        .filter(|noun| word_count(noun) == 1 || matches!(found.class, Class::Known(_)) && word_count(noun) <= 2);
    let is_known = |noun: &str| words(noun).any(|word| words(&topic).any(|other| other == word));
    match bare.filter(|noun| !is_known(noun) && super::thing::is_abstract(noun)) {
        Some(_) => format!("{} {} {topic}?", front.trim_end_matches('?'), tie(&front)),
        None => front,
    }
}

/// What ties an abstract noun to its thing: the rule *for* letters, the advantage *of* wax.
fn tie(front: &str) -> &'static str {
    let is_of = [
        "symptom",
        "advantage",
        "benefit",
        "drawback",
        "flow",
        "model",
        "shape",
        "consequence",
        "effect",
        "idea",
        "design",
        "goal",
    ];
    if is_of.iter().any(|noun| front.contains(noun)) { "of" } else { "for" }
}

/// A question with the verb of its thing: `does letters` is `do letters`.
fn agreeing(front: &str, topic: &str) -> String {
    if !grammar::is_plural(topic) {
        return front.to_owned();
    }
    front.replacen("does ", "do ", 1).replacen("What is ", "What are ", 1).replacen("How is ", "How are ", 1)
}
