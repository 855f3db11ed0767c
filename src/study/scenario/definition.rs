//! Questions for what a name is or does, and for when something happens.

use super::super::Kind;
use super::super::grammar::{self, Clause, clause, is_verb, of_gerund};
use super::super::question::what_is;
use super::super::sentences::split_at;
use super::super::spoken::Spoken;
use super::super::subject::Subject;
use super::super::words::{Word, content_words, word_count, words};
use super::{Made, says_enough, split_comma};
use crate::tokenize::capitalised;

/// `The event happens when X`: asks for the moment.
pub(super) fn moment(subject: &Subject<'_>, sentence: &Spoken) -> Option<Made> {
    let found = sentence.clause()?;
    let (base, when) = match found.verb.as_str() {
        "happens" => ("happen", found.rest),
        "occurs" => ("occur", found.rest),
        _ => return None,
    };
    let is_moment = when.starts_with("when ") || when.contains(" when ");
    let fits =
        is_moment && says_enough(subject, &format!("{} {when}", found.subject)) && word_count(found.subject) <= 7;
    let verb = if grammar::is_plural(found.subject) { "do" } else { "does" };
    fits.then(|| Made {
        kind: Kind::Term,
        front: format!("When {verb} {} {base}?", subject.mid_sentence(found.subject)),
        back: sentence.text.clone(),
    })
}

/// `There is a short delay (called a cold start)`: what the name in brackets means.
pub(super) fn called(subject: &Subject<'_>, sentence: &Spoken) -> Option<Made> {
    let (_, rest) = split_at(&sentence.text, "(called ").or_else(|| split_at(&sentence.text, "(known as "))?;
    let (name, _) = rest.split_once(')')?;
    let fits = word_count(name) <= 4 && !name.contains(',') && sentence.word_count() <= 36;
    let verb = if grammar::is_plural(name) { "are" } else { "is" };
    fits.then(|| Made {
        kind: Kind::Term,
        front: format!("What {verb} {}?", subject.mid_sentence(name)),
        back: sentence.text.clone(),
    })
}

/// `While detailed monitoring adds data points, it does not include memory`: asks for what the subject does not do.
pub(super) fn limit(subject: &Subject<'_>, sentence: &Spoken) -> Option<Made> {
    let concession = sentence.after(&["while ", "although ", "though ", "even though "])?;
    let (concession, denial) = split_comma(concession)?;
    let whole = capitalised(concession);
    let found = clause(&whole)?;
    let thing = subject.mid_sentence(found.subject);
    let is_many = grammar::is_plural(found.subject);
    let (pronoun, auxiliary) = if is_many { ("they", "do") } else { ("it", "does") };
    let denied = denial.strip_prefix(pronoun)?.strip_prefix(' ')?;
    let rest = denied.strip_prefix(auxiliary)?.strip_prefix(" not ")?;
    let verb = words(rest).next().filter(|verb| is_verb(verb))?;
    let is_name = subject.has_entity(found.subject) || content_words(found.subject).nth(1).is_some();
    let fits = is_name && word_count(found.subject) <= 6 && says_enough(subject, &format!("{thing} {rest}"));
    fits.then(|| Made {
        kind: Kind::Term,
        front: format!("What {auxiliary} {thing} not {verb}?", verb = verb.as_str()),
        back: format!("{} {denied}", capitalised(&thing)),
    })
}

/// Whether what follows a verb praises and does not define: `is the answer`.
fn is_judged(rest: &str) -> bool {
    let begins = |starts: &[&str]| starts.iter().any(|start| rest.starts_with(start));
    // `is a separate feature` says what it is not.
    let is_other = word_count(rest) <= 3 && begins(&["a separate", "a different", "another"]);
    is_other || begins(&["the answer", "the right", "the best", "the usual"])
}

/// `X is a Y`, `X lets you Z`: what a name is or does.
pub(super) fn definition(subject: &Subject<'_>, sentence: &Spoken) -> Option<Made> {
    let found = sentence.clause()?;
    let first = words(found.subject).next()?;
    if says_little(&found) || words(found.subject).nth(1).is_some_and(|word| word == "new" || word == "same") {
        return None;
    }
    let is_vague = VAGUE_SUBJECTS.contains(&first.as_str()) || first.starts_with(|c: char| c.is_ascii_digit());
    // `Focusing on memory is …` names no thing.
    let is_on = |word: Word<'_>| matches!(word.as_str(), "on" | "in" | "at" | "with" | "for" | "to" | "from");
    let is_action = first.ends_with("ing") && words(found.subject).nth(1).is_some_and(is_on);
    // `The quick way`: another sentence has introduced it.
    let is_stranger = first == "the" && !subject.has_entity(found.subject) && !subject.shares_title(found.subject);
    if word_count(found.subject) > 6
        || is_vague
        || is_stranger
        || is_action
        || is_judged(found.rest)
        || word_count(found.rest) < 3
        || content_words(found.rest).nth(1).is_none()
    {
        return None;
    }
    let verb = found.verb.as_str();
    // To know how the body writes the subject takes longer than to know that there is no question.
    let is_used = purpose_of_use(found.subject, &found).is_some();
    if !is_used && predicate(found.subject, &found).is_none() && what_is(found.subject, verb, found.rest).is_none() {
        return None;
    }
    let thing = subject.mid_sentence(found.subject);
    if let Some(front) = purpose_of_use(&thing, &found).or_else(|| predicate(&thing, &found)) {
        return Some(Made { kind: Kind::Term, front, back: sentence.text.clone() });
    }
    let front = what_is(&thing, verb, found.rest)?.front;
    // What a service does in general is more than one sentence says.
    let is_service = subject.services_in(found.subject).len() == 1 && word_count(found.subject) <= 3;
    let is_broad = front.ends_with(" do?") && !front.contains(" you ");
    let is_praise =
        matches!(verb, "provides" | "provide" | "ensures" | "ensure" | "improves" | "enhances" | "offers" | "offer");
    if is_service && is_praise {
        return None;
    }
    let is_thin = !subject.has_entity(found.subject)
        && !subject.shares_title(found.subject)
        && content_words(found.subject).nth(1).is_none();
    if is_thin {
        return None;
    }
    if is_broad && (is_service || OPEN_VERBS.contains(&verb)) {
        return None;
    }
    Some(Made { kind: Kind::Term, front, back: sentence.text.clone() })
}

/// `X uses Y to V`: the purpose makes the question narrow.
fn purpose_of_use(thing: &str, found: &Clause<'_>) -> Option<String> {
    let auxiliary = match found.verb.as_str() {
        "use" => "do",
        "uses" => "does",
        _ => return None,
    };
    let (means, purpose) = split_at(found.rest.trim_end_matches('.'), " to ")?;
    let purpose = purpose.split(", ").next().unwrap_or(purpose);
    let is_plain = words(purpose).next().is_some_and(|verb| is_verb(&verb)) && word_count(means) >= 2;
    (is_plain && word_count(purpose) <= 14 && !purpose.contains('('))
        .then(|| format!("What {auxiliary} {thing} use to {purpose}?"))
}

/// Whether a sentence praises with a verb that its question must repeat: `Tuning improves speed`, `It helps measure load`.
fn says_little(found: &Clause<'_>) -> bool {
    let is_praise = matches!(
        found.verb.as_str(),
        "improves"
            | "improve"
            | "optimizes"
            | "optimize"
            | "enhances"
            | "enhance"
            | "ensures"
            | "ensure"
            | "simplifies"
            | "simplify"
    );
    let is_action = words(found.subject).next().is_some_and(|first| of_gerund(&first).is_some());
    let is_help = matches!(found.verb.as_str(), "helps" | "help") && word_count(found.rest) <= 5;
    let is_vague_use = matches!(found.verb.as_str(), "use" | "uses") && purpose_of_use("", found).is_none();
    is_praise && is_action || is_help || is_vague_use && !found.rest.contains(" by default")
}

/// Verbs for which the question `What does X do?` is too wide.
const OPEN_VERBS: [&str; 17] = [
    "comes", "looks", "stays", "remains", "depends", "goes", "takes", "costs", "belongs", "belong", "points", "begins",
    "ends", "happens", "counts", "works", "work",
];

/// Participles with their preposition and what asks for them.
const PARTICIPLES: [(&str, &str, &str); 14] = [
    ("used", "to", "What VERB THING used for?"),
    ("used", "for", "What VERB THING used for?"),
    ("designed", "to", "What VERB THING designed for?"),
    ("designed", "for", "What VERB THING designed for?"),
    ("meant", "for", "What VERB THING meant for?"),
    ("stored", "in", "Where VERB THING stored?"),
    ("limited", "to", "What VERB THING limited to?"),
    ("restricted", "to", "What VERB THING restricted to?"),
    ("based", "on", "What VERB THING based on?"),
    ("made", "of", "What VERB THING made of?"),
    ("charged", "for", "What VERB THING charged for?"),
    ("responsible", "for", "What VERB THING responsible for?"),
    ("prone", "to", "What VERB THING prone to?"),
    ("suited", "for", "What VERB THING suited for?"),
];

/// Questions for `X is used to …`, `X can store …`, `X must …`.
fn predicate(thing: &str, found: &Clause<'_>) -> Option<String> {
    let mut rest = words(found.rest)
        .filter(|word| !matches!(word.as_str(), "also" | "often" | "only" | "primarily" | "mainly" | "commonly"));
    let (first, second) = (rest.next()?, rest.next().unwrap_or_default());
    match found.verb.as_str() {
        verb @ ("is" | "are") => PARTICIPLES
            .iter()
            .find(|(participle, preposition, _)| first == *participle && second == *preposition)
            .map(|(_, _, question)| question.replace("VERB", verb).replace("THING", thing)),
        verb @ ("can" | "must" | "cannot" | "should") if is_verb(&first) => {
            let (verb, not) = if verb == "cannot" { ("can", " not") } else { (verb, "") };
            let is_transitive =
                matches!(first.as_str(), "store" | "use" | "hold" | "contain" | "support" | "allow" | "have" | "send");
            let action = if is_transitive { first.as_str() } else { "do" };
            // What a thing can do is more than one sentence says.
            if verb == "can" && not.is_empty() && action == "do" {
                return None;
            }
            Some(format!("What {verb} {thing}{not} {action}?"))
        }
        _ => None,
    }
}

/// First words of subjects that name no single thing.
pub(super) const VAGUE_SUBJECTS: [&str; 24] = [
    "one",
    "each",
    "every",
    "some",
    "any",
    "most",
    "all",
    "only",
    "two",
    "three",
    "no",
    "another",
    "other",
    "many",
    "few",
    "several",
    "nothing",
    "something",
    "nobody",
    "everything",
    "whoever",
    "what",
    "more",
    "less",
];
