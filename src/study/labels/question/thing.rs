//! Labels that name a thing or a state, and what their text says of it.

use super::super::super::asking;
use super::super::super::cloze;
use super::super::super::grammar::{self, is_participle, is_plural, is_third_person, is_verb, of_gerund};

use super::super::super::question::base_form;
use super::super::super::sentences::{sentences_of, uncapitalised};
use super::super::super::spoken::Spoken;
use super::super::super::subject::Subject;
use super::super::super::words::{content_words, stems, word_count, words};
use super::action::what_applies;
use super::{Asked, begins_with_means, without_pronoun};
use crate::link::mentions;
use crate::tokenize::capitalised;

/// A text that goes on with its label as subject: `CPU: grows with the memory`, `Replica: copied slowly`.
pub(super) fn of_predicate(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let first = found.first.text.as_str();
    let said = without_pronoun(first);
    let text = uncapitalised(said);
    let (verb, rest) = text.split_once(' ')?;
    let (verb, rest) = if matches!(verb, "only" | "also" | "always") { rest.split_once(' ')? } else { (verb, rest) };
    let thing = || the(subject, found.name);
    // `Limit of the cache: it does not …` is about the cache.
    if grammar::head(found.name).is_some_and(|head| head.starts_with("limit") || head.starts_with("default")) {
        return None;
    }
    let is_many = found.is_several();
    let is_noun = rest.starts_with(|c: char| c.is_ascii_digit());
    let is_finite =
        is_third_person(verb) && !is_verb(verb) && !is_noun || matches!(verb, "has" | "is" | "must" | "can");
    let has_pronoun = said.len() < first.len();
    if is_finite || has_pronoun && is_verb(verb) {
        let does = if is_many { "do" } else { "does" };
        let unknown = || {
            (has_pronoun && !matches!(verb, "is" | "are" | "can" | "has"))
                .then(|| format!("What {does} {} do?", thing()))
        };
        // `Groups: contains users` is about groups.
        let base = base_form(verb);
        let verb =
            if is_many && !matches!(verb, "is" | "has" | "must" | "can" | "does") { base.as_str() } else { verb };
        let asked = asking::of_clause(&thing(), verb, rest).or_else(unknown);
        // `What does the drawer have?` asks for more than one sentence says.
        let is_open = asked.as_ref().is_some_and(|asked| asked.ends_with(" have?"));
        let whole = || format!("{} {verb} {rest}", capitalised(&thing()));
        let gap = || cloze::gap_of_statement(subject, &whole()).or_else(|| cloze::without_end(subject, &whole()));
        return if is_open { gap().or(asked) } else { asked };
    }
    let plain = verb.trim_end_matches([',', ';']);
    let next = words(rest).next().unwrap_or_default();
    let goes_on = matches!(
        next.as_str(),
        "by" | "to" | "in" | "on" | "with" | "only" | "for" | "from" | "at" | "over" | "when" | "if"
    );
    if is_participle(plain) && (goes_on || next.ends_with("ly") || plain.len() < verb.len()) {
        return asking::of_clause(&thing(), if is_many { "are" } else { "is" }, &text);
    }
    if found.first.clause().is_some() {
        return None;
    }
    let auxiliary = if is_many { "do" } else { "does" };
    is_comparison(plain).then(|| format!("How {auxiliary} {} compare?", thing()))
}

/// Whether a word compares: `cheaper`, `fastest`.
fn is_comparison(word: &str) -> bool {
    const COMPARED: [&str; 13] =
        ["cheap", "fast", "lean", "slow", "small", "larg", "bigg", "simpl", "saf", "long", "short", "high", "low"];
    let ends = word.ends_with("er") || word.ends_with("est");
    ends && COMPARED.iter().any(|stem| word.starts_with(stem))
}

/// Nouns that ask for what they are, whatever follows: `Advantage`, `Clue`.
const ABSTRACT: [&str; 33] = [
    "advantage",
    "clue",
    "flow",
    "balance",
    "design",
    "division",
    "contrast",
    "action",
    "duty",
    "switch",
    "behaviour",
    "behavior",
    "model",
    "shape",
    "symptom",
    "prevention",
    "choice",
    "answer",
    "order",
    "rule",
    "difference",
    "point",
    "reason",
    "benefit",
    "drawback",
    "consequence",
    "goal",
    "limit",
    "limits",
    "limitation",
    "default",
    "defaults",
    "idea",
];

/// Whether a noun is abstract, and asks for a thing that has it.
pub(super) fn is_abstract(noun: &str) -> bool {
    const KNOWN: [&str; 14] = [
        "pattern",
        "cure",
        "cures",
        "cause",
        "causes",
        "rules",
        "reasons",
        "goals",
        "symptoms",
        "steps",
        "effect",
        "trigger",
        "alternative",
        "solution",
    ];
    let head = noun.rsplit(' ').next().unwrap_or(noun);
    head != "action" && head != "answer" && ABSTRACT.contains(&head) || KNOWN.contains(&head)
}

/// A label that asks for what it is: an abstract noun, or something that is counted.
pub(super) fn of_point(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let head = grammar::head(found.name)?;
    let counts = words(found.name).next().is_some_and(|first| is_count(&first)) && found.is_several();
    let is_abstract = ABSTRACT.contains(&head.as_str()) && !is_state(found.name);
    if !is_abstract && !counts {
        return None;
    }
    let thing = the(subject, found.name);
    if let Some(own) = thing.strip_prefix("your own ") {
        return Some(format!("What can your own {own} contain?"));
    }
    let article = if found.is_several() && !thing.starts_with("the ") { "the " } else { "" };
    Some(format!("What {} {article}{thing}?", if found.is_several() { "are" } else { "is" }))
}

fn is_count(word: &str) -> bool {
    matches!(word, "two" | "three" | "four" | "five" | "six")
}

/// A label that names a thing, and a text that says what it is.
pub(super) fn of_thing(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let first = found.first.text.as_str();
    let is_many = found.is_several();
    let head = grammar::head(found.name)?;
    if is_state(found.name) || !found.is_phrase(subject) {
        return None;
    }
    let thing = the(subject, found.name);
    if let Some(own) = thing.strip_prefix("your own ") {
        return Some(format!("What can your own {own} contain?"));
    }
    let begins = words(first).next().unwrap_or_default();
    let label = capitalised(found.name);
    if matches!(begins.as_str(), "on" | "from" | "to" | "over" | "under" | "within") {
        return Some(format!("{label}: {} what?", begins.as_str()));
    }
    if begins_with_means(first) {
        let mut all = words(found.name);
        let is_action =
            all.next().is_some_and(|verb| is_verb(&verb)) && all.next().is_some_and(|object| is_plural(&object));
        return Some(if is_action {
            format!("How do you {}?", uncapitalised(found.name))
        } else {
            format!("{label}: how?")
        });
    }
    let is_value = first.starts_with(|c: char| c.is_ascii_digit()) || matches!(begins.as_str(), "a" | "an" | "the");
    if is_process(&head) && !found.name.contains(' ') && !is_value {
        return Some(format!("How {} {thing} work?", if is_many { "do" } else { "does" }));
    }
    // `Fargate: the task role` tells what is used there.
    let names_service = subject.services_in(found.name).len() == 1 && begins == "the";
    if names_service {
        return Some(what_applies(found.name, first));
    }
    // `Life cycle: start, run, end`: the parts of one thing.
    let commas = first.matches(", ").count();
    // `Latin, with notes, …` describes one thing.
    let describes = first.split(", ").nth(1).and_then(|second| words(second).next()).is_some_and(|word| {
        word.ends_with("ed")
            || matches!(word.as_str(), "with" | "such" | "in" | "for" | "from" | "to" | "at" | "by" | "without")
    });
    let is_list = (2..8).contains(&commas)
        && !describes
        && !is_many
        && ![";", " which ", ", so ", " because "].iter().any(|mark| first.contains(mark));
    if is_list && !matches!(begins.as_str(), "a" | "an" | "the") {
        return Some(format!("What does {thing} include?"));
    }
    let needs_article =
        is_many && !thing.starts_with("the ") && !thing.starts_with("your ") && !subject.is_entity(found.name);
    let thing = if needs_article { format!("the {thing}") } else { thing };
    Some(format!("What {} {thing}?", if is_many { "are" } else { "is" }))
}

/// Whether a noun names something that goes on: `caching`, `translation`.
pub(super) fn is_process(head: &str) -> bool {
    of_gerund(head).is_some()
        || ["tion", "ment", "ance", "very", "back"].iter().any(|end| head.ends_with(end) && head.len() > end.len() + 2)
}

/// A label and a statement that has another subject.
pub(super) fn of_statement(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let first = found.first.text.as_str();
    let name = found.name;
    if is_state(name) {
        return Some(of_state(found));
    }
    let head = grammar::head(name)?;
    let thing = the(subject, name);
    let auxiliary = if found.is_several() { "do" } else { "does" };
    let how = format!("How {auxiliary} {thing} work?");
    if is_process(&head) {
        let is_of_code = first.starts_with('`') && !name.contains('`');
        return if is_of_code { cloze::under(subject, name, first).or(Some(how)) } else { Some(how) };
    }
    // The thing of a value: `Address: \`192.0.2.1\` is reserved`.
    let is_value = found
        .first
        .clause()
        .map_or_else(|| !grammar::has_finite_verb(first), |said| said.verb == "is" || said.verb == "are");
    if first.starts_with('`') && is_value {
        return Some(format!("What {} {thing}?", if found.is_several() { "are" } else { "is" }));
    }
    // What is needed may be in the next sentence.
    let needs = |text: &String| [" needs ", " need ", " must ", " requires "].iter().any(|word| text.contains(word));
    let asked = found.answered(subject).cloned().or_else(|| {
        let next = sentences_of(found.text).into_iter().nth(1).filter(needs)?;
        asking::of_spoken(subject, &Spoken::new(found.first.block, next))
    });
    // `What does the clerk have?` asks for more than one sentence says.
    let is_open = |asked: &String| {
        [" have?", " find?"].iter().any(|end| asked.ends_with(end))
            || asked.starts_with("What can ") && !asked.contains(" not ")
    };
    if asked.as_ref().is_none_or(is_open)
        && let Some(gap) = cloze::under(subject, name, first)
    {
        return Some(gap);
    }
    if asked.is_none()
        && let Some(question) = subject_question(subject, found)
    {
        return Some(asking::under(name, &question));
    }
    let Some(asked) = asked else {
        let label = capitalised(name);
        return Some(match word_count(name) {
            0..=2 => how,
            _ => what_applies(&label, first),
        });
    };
    // A label that the answer repeats gives it away.
    let says = stems(name).all(|stem| stems(&asked).any(|other| other == stem))
        || word_count(name) >= 3 && stems(name).all(|stem| stems(first).any(|other| other == stem));
    Some(if says { asked } else { asking::under(name, &asked) })
}

/// `What opens the door?` for a text that ends with a thing of the title: `A brass key opens the door.`
fn subject_question(subject: &Subject<'_>, found: &Asked<'_>) -> Option<String> {
    let said = found.first.clause().filter(|said| is_third_person(&said.verb) && !is_verb(&said.verb))?;
    let rest = said.rest.trim_end_matches('.');
    let is_known = content_words(rest).next().is_some() && content_words(rest).all(|word| subject.is_in_title(&word));
    let is_new = content_words(said.subject).any(|word| !subject.is_in_title(&word));
    (is_known && is_new && word_count(rest) <= 6).then(|| format!("What {} {rest}?", said.verb.as_str()))
}

/// A label that is a state: what is denied, the settings for it, or what it means.
fn of_state(found: &Asked<'_>) -> String {
    let name = uncapitalised(found.name);
    let first = found.first.text.trim_end_matches('.');
    // `Not scriptable: the first two steps` says what is not.
    let denied = name.strip_prefix("not ").filter(|rest| {
        let is_single =
            !rest.contains(' ') && (is_participle(rest) || rest.ends_with("able") || rest.ends_with("ible"));
        is_single && !found.first.is_instruction()
    });
    if denied.is_some() {
        return format!("What is {name}?");
    }
    // `Long time to live, no cookies`: nouns without a verb.
    let parts: Vec<&str> = first.split(", ").collect();
    let is_settings = parts.len() >= 2
        && parts.iter().all(|part| word_count(part) <= 6 && !grammar::has_finite_verb(part))
        && found.first.clause().is_none()
        && !first.contains(';')
        && is_kind(&name);
    if is_settings { format!("What are the settings for \"{name}\"?") } else { format!("What does \"{name}\" mean?") }
}

/// Whether a word names a kind of content, which has settings: `static`, `dynamic`, `private`.
fn is_kind(name: &str) -> bool {
    matches!(name, "static" | "dynamic" | "private" | "public" | "temporary" | "global" | "regional")
}

/// Whether a label is no thing: a state, a denial, an adverb. `Stateless`, `Not a repair`, `Off by default`.
fn is_state(name: &str) -> bool {
    let mut all = words(name);
    let first = all.next().unwrap_or_default();
    let is_single = !name.contains(' ');
    // `Cluster mode enabled`.
    let ends_with_state =
        matches!(all.next_back().as_deref(), Some("enabled" | "disabled" | "required" | "allowed" | "supported"));
    let is_adjective = || {
        ["less", "ful", "able", "ible", "-based", "-specific"].iter().any(|end| first.ends_with(end))
            || matches!(
                first.as_str(),
                "static"
                    | "dynamic"
                    | "automatic"
                    | "manual"
                    | "private"
                    | "public"
                    | "regional"
                    | "global"
                    | "geospatial"
                    | "temporary"
            )
            || is_participle(&first)
    };
    let denies = matches!(first.as_str(), "not" | "no" | "off" | "once" | "never" | "only" | "careful" | "one");
    denies || ends_with_state || is_single && (is_adjective() || name.contains('/'))
}

/// A label as a thing inside a sentence: with an article, unless it is a name, a plural or a process.
pub(in crate::study) fn the(subject: &Subject<'_>, name: &str) -> String {
    let lower = lowered(subject, name);
    let mut all = words(name);
    let first = all.next().unwrap_or_default();
    let head = grammar::head(name).unwrap_or_default();
    let last = name.rsplit(' ').next().unwrap_or(name);
    let has_determiner = matches!(first.as_str(), "the" | "a" | "an" | "your" | "each" | "every");
    let is_mass = of_gerund(&head).is_some()
        || ["ness", "data", "code", "ching"].iter().any(|end| head.ends_with(end))
        || matches!(head.as_str(), "monitoring" | "balancing" | "access" | "encryption" | "throughput" | "concurrency");
    // `X-Ray daemon` is a thing, `AWS X-Ray` a name.
    let is_name = (subject.is_entity(name) || lower.starts_with(char::is_uppercase))
        && last.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && !last.ends_with("API");
    let is_name = is_name || !name.contains(' ') && is_named(subject, name);
    if is_count(&first) {
        return format!("the {lower}");
    }
    // `Own rules` are the reader's.
    if first == "own" {
        return format!("your {lower}");
    }
    let is_bare =
        is_name || name.starts_with('`') || has_determiner || is_plural(name) || name.contains(" and ") || is_mass;
    if is_bare { lower } else { format!("the {lower}") }
}

/// Whether a label of one word is a name: an entity, or a verb with a capital, which is no noun.
fn is_named(subject: &Subject<'_>, name: &str) -> bool {
    let lower = name.to_lowercase();
    subject.is_entity(name)
        || name.starts_with(char::is_uppercase) && is_verb(&lower) && !grammar::is_noun_in_titles(&lower)
}

/// A label in lower case, without the capitals of Title Case. Names keep theirs.
fn lowered(subject: &Subject<'_>, name: &str) -> String {
    if !name.contains(' ') {
        return if is_named(subject, name) { name.to_owned() } else { uncapitalised(name) };
    }
    let is_plain = name.split(' ').skip(1).any(|word| word.len() > 3 && word.starts_with(char::is_lowercase));
    let starts_with_name =
        || mentions::in_text(subject.catalogue, name, None).iter().any(|mention| mention.range.start == 0);
    if is_plain && !starts_with_name() {
        return uncapitalised(name);
    }
    let lower = subject.mid_sentence(name);
    let is_title_case = name.split(' ').filter(|word| word.len() > 3).all(|word| word.starts_with(char::is_uppercase));
    if !is_title_case || subject.is_entity(name) || !subject.services_in(name).is_empty() {
        return lower;
    }
    if name.split(' ').any(|word| subject.writes_with_capital(word)) {
        return name.to_owned();
    }
    lower.split(' ').map(uncapitalised).collect::<Vec<_>>().join(" ")
}
