//! Questions from sentences that tie a purpose, a condition or a reason to what follows, and from sentences that say what a
//! name does.

use super::grammar::{Clause, clause, is_instruction, is_verb, of_gerund};
use super::label::{self, gives_away};
use super::question::{gerund, what_is};
use super::sentences::{clip, content_words, has_anaphor, leans, uncapitalised_first, word_count, words};
use super::subject::Subject;
use super::{Card, Kind, key};
use crate::tokenize::capitalised;

/// Words that an answer has at most.
const ANSWER_WORDS: usize = 40;

/// Words that a question has at most.
const QUESTION_WORDS: usize = 36;

/// A question made of one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Made {
    kind: Kind,
    front: String,
    back: String,
}

/// The cards of single sentences: at most one for each sentence, and one for each name. `asked` are the answers of labels.
#[must_use]
pub(super) fn cards(subject: &Subject<'_>, gist: &str, asked: &[String]) -> Vec<Card> {
    let mut cards: Vec<Card> = Vec::new();
    for (at, sentence) in subject.prose_sentences() {
        let (at, sentence) = (*at, sentence.clone());
        if word_count(&sentence) < 5 || label::is_reference(&sentence) || sentence.ends_with(['?', ':']) {
            continue;
        }
        let rules: [fn(&Subject<'_>, &str) -> Option<Made>; 7] =
            [purpose, condition, why_instruction, use_for, instruction_when, reason, definition];
        let spoken = as_instruction(&sentence);
        let Some(made) = rules.iter().find_map(|rule| rule(subject, &spoken)) else { continue };
        // The gist is asked by the title already; its definition would be asked twice.
        if made.kind == Kind::Term && gist.contains(sentence.as_str()) && gist.starts_with(sentence.as_str()) {
            continue;
        }
        let is_asked = asked.iter().any(|answer| answer.contains(sentence.trim_end_matches('.')));
        let is_definition = made.front.starts_with("What is ") || made.front.starts_with("What are ");
        if made.kind == Kind::Term && is_asked && !(is_definition && subject.names_something(&made.front)) {
            continue;
        }
        let points_back = words(&made.back).any(|word| matches!(word.as_str(), "this" | "these" | "those"));
        let context = context(subject, &made);
        let bad = leans(&made.back)
            || points_back
            || word_count(&made.front) > QUESTION_WORDS
            || gives_away(&format!("{context} {}", made.front), &made.back)
            || cards.iter().any(|card| card.front == made.front);
        if bad {
            continue;
        }
        let key_text = if made.kind == Kind::Term { &made.front } else { &made.back };
        cards.push(Card {
            kind: made.kind,
            key: key(key_text.trim_start_matches("What "), 4),
            context,
            front: made.front,
            back: clip(&made.back, ANSWER_WORDS),
            blocks: vec![at],
            options: Vec::new(),
            right: Vec::new(),
        });
    }
    cards
}

/// The title, unless it says the answer of a scenario; then the category of the service.
fn context(subject: &Subject<'_>, made: &Made) -> String {
    let new = |word: &String| !content_words(&made.front).any(|other| &other == word);
    let says =
        content_words(&subject.title).filter(new).any(|word| content_words(&made.back).any(|other| other == word));
    if made.kind == Kind::Term || made.front.starts_with("Why ") || (!says && !subject.has_entity(&made.front)) {
        subject.title.clone()
    } else {
        subject.context_for(&made.front)
    }
}

/// `You can also set up X` -> `Set up X`.
fn as_instruction(sentence: &str) -> String {
    const STARTS: [&str; 9] = [
        "You can also ",
        "You can then ",
        "You can ",
        "You should also ",
        "You should ",
        "You must ",
        "You need to ",
        "We can ",
        "Also, ",
    ];
    let rest = STARTS.iter().find_map(|start| sentence.strip_prefix(start)).unwrap_or(sentence);
    if rest.len() < sentence.len() && is_instruction(&capitalised(rest)) {
        capitalised(rest)
    } else {
        sentence.to_owned()
    }
}

/// `Avoid X, as Y`, `Do X because Y`.
fn why_instruction(subject: &Subject<'_>, sentence: &str) -> Option<Made> {
    if !is_instruction(sentence) {
        return None;
    }
    let sentence = sentence.trim_end_matches('.');
    let (todo, why) =
        [", as ", ", because ", " because ", ", since "].iter().find_map(|mark| sentence.split_once(mark))?;
    let todo = uncapitalised_first(todo);
    let todo = todo
        .strip_prefix("don't ")
        .or_else(|| todo.strip_prefix("do not "))
        .map_or(todo.clone(), |rest| format!("not {rest}"));
    let fits = !has_anaphor(&todo) && !has_pronoun(&todo) && says_enough(subject, &todo) && word_count(why) >= 3;
    let is_because = why.split(' ').next() != Some("of") && clause_like(why);
    (fits && is_because).then(|| Made {
        kind: Kind::Scenario,
        front: format!("Why should you {todo}?"),
        back: format!("Because {why}."),
    })
}

/// Returns whether a text can follow `because`: it has a verb.
fn clause_like(text: &str) -> bool {
    let first = words(text).next().unwrap_or_default();
    matches!(first.as_str(), "they" | "it" | "these" | "this" | "you") || clause(&capitalised(text)).is_some()
}

/// `Deregister the instance before you end it`: an instruction with its moment behind it.
fn instruction_when(subject: &Subject<'_>, sentence: &str) -> Option<Made> {
    if !is_instruction(sentence) {
        return None;
    }
    let sentence = sentence.trim_end_matches('.');
    let (todo, mark, moment) = [" before ", " after ", " when ", " if ", " whenever "]
        .iter()
        .filter_map(|mark| sentence.split_once(mark).map(|(todo, moment)| (todo, mark.trim(), moment)))
        .min_by_key(|(todo, _, _)| todo.len())?;
    let moment = moment.split([',', ';']).next().unwrap_or(moment);
    // `Deregister the instance before ending it`: the question names what the answer does.
    let object = todo.split_once(' ').map_or("", |(_, object)| object);
    let named = moment.strip_suffix(" it").filter(|_| word_count(object) <= 6 && object.starts_with("the "));
    let moment = &named.map_or_else(|| moment.to_owned(), |moment| format!("{moment} {object}"));
    let fits = word_count(todo) >= 3 && !has_pronoun(moment) && !has_anaphor(moment) && says_enough(subject, moment);
    (fits && !has_pronoun(todo)).then(|| Made {
        kind: Kind::Scenario,
        front: format!("What do you do {mark} {moment}?"),
        back: format!("{todo}."),
    })
}

/// `To V, do`, `If you need to V, do`, `Do X to V`.
fn purpose(subject: &Subject<'_>, sentence: &str) -> Option<Made> {
    let lower = sentence.to_lowercase();
    let starts = [
        "if you need to ",
        "if you want to ",
        "when you need to ",
        "when you want to ",
        "in order to ",
        "to ",
        "if we need to ",
    ];
    let (action, answer) = if let Some(start) = starts.iter().find(|start| lower.starts_with(**start)) {
        let (action, answer) = split_comma(&sentence[start.len()..])?;
        (action.to_owned(), answer.to_owned())
    } else {
        return None;
    };
    let verb = words(&action).next()?;
    let is_asking = is_verb(&verb) && says_enough(subject, &action) && !ends_with_pronoun(&action);
    let denies = [" not ", "n't ", " no ", "cannot"].iter().any(|word| answer.contains(word));
    if !is_asking || has_pronoun(&action) || denies {
        return None;
    }
    Some(Made { kind: Kind::Scenario, front: format!("How do you {action}?"), back: capitalised(&answer) })
}

/// `If C, do`, `When C, this happens`, `Without C, …`.
fn condition(subject: &Subject<'_>, sentence: &str) -> Option<Made> {
    let first = words(sentence).next()?;
    if !matches!(
        first.as_str(),
        "if" | "when" | "whenever" | "without" | "once" | "after" | "before" | "unless" | "while"
    ) {
        return None;
    }
    let (condition, answer) = split_comma(sentence)?;
    let inside = condition.split_once(' ')?.1;
    if has_pronoun(inside) || has_anaphor(inside) || !says_enough(subject, inside) {
        return None;
    }
    let answer = answer.strip_prefix("then ").unwrap_or(answer);
    let wants = ["you want", "you need", "you must", "your goal"].iter().any(|start| inside.starts_with(start));
    let action = gerund(inside);
    let starts_with_gerund = words(answer).next().is_some_and(|word| of_gerund(&word).is_some());
    let is_todo = is_instruction(&capitalised(answer)) || answer.starts_with("you ") || starts_with_gerund || wants;
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
    let front = if is_todo { format!("What do you do {lower}?") } else { format!("What happens {lower}?") };
    Some(Made { kind: Kind::Scenario, front, back: answer_text })
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

/// `Use Y to X`, `Use Y for X`, `For X, use Y`, `Do Y to X`.
fn use_for(subject: &Subject<'_>, sentence: &str) -> Option<Made> {
    let lower = sentence.to_lowercase();
    if lower.starts_with("for ") && !lower.starts_with("for example") {
        let (thing, answer) = split_comma(&sentence["for ".len()..])?;
        let is_todo = is_instruction(&capitalised(answer)) || answer.starts_with("you ");
        if !is_todo || has_pronoun(thing) || has_anaphor(thing) || !says_enough(subject, thing) {
            return None;
        }
        let front = match gerund(thing) {
            Some(action) => format!("How do you {action}?"),
            None => format!("{}: what do you do?", capitalised(thing)),
        };
        return Some(Made { kind: Kind::Scenario, front, back: capitalised(answer) });
    }
    if !is_instruction(sentence) {
        return None;
    }
    let sentence = sentence.trim_end_matches('.');
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
    let before = words(answer).last().unwrap_or_default();
    let action = split_comma(action).map_or(action, |(first, _)| first);
    if TIES.contains(&before.as_str()) || has_pronoun(action) || has_anaphor(answer) || !says_enough(subject, action) {
        return None;
    }
    if has_pronoun(answer) {
        return None;
    }
    Some(Made { kind: Kind::Scenario, front: format!("How do you {action}?"), back: format!("{answer}.") })
}

/// `S because R`, `S, since R`, `S so that R`.
fn reason(subject: &Subject<'_>, sentence: &str) -> Option<Made> {
    let sentence = sentence.trim_end_matches('.');
    let (statement, why) = [" because ", ", since "].iter().find_map(|mark| sentence.split_once(mark))?;
    let statement = statement.trim_end_matches(',');
    let found = clause(statement)?;
    let fits = why.split(' ').next() != Some("of")
        && !has_anaphor(statement)
        && !sentence.contains("for example")
        && says_enough(subject, statement);
    if !fits || word_count(why) < 3 || word_count(found.subject) > 8 || statement.contains([';', ':']) {
        return None;
    }
    let back = format!("Because {why}.");
    let points_back = words(why).any(|word| matches!(word.as_str(), "this" | "these" | "such" | "that"));
    (!points_back).then(|| Made {
        kind: Kind::Scenario,
        front: format!("Why is it that {}?", subject.mid_sentence(statement)),
        back,
    })
}

/// `X is a Y`, `X lets you Z`: what a name is or does.
fn definition(subject: &Subject<'_>, sentence: &str) -> Option<Made> {
    let found = clause(sentence)?;
    let first = words(found.subject).next()?;
    let is_vague = VAGUE_SUBJECTS.contains(&first.as_str()) || first.starts_with(|c: char| c.is_ascii_digit());
    let most = if of_gerund(&first).is_some() { 10 } else { 6 };
    if word_count(found.subject) > most
        || is_vague
        || word_count(found.rest) < 3
        || content_words(found.rest).count() < 2
    {
        return None;
    }
    let verb = found.verb.as_str();
    let thing = subject.mid_sentence(found.subject);
    if let Some(front) = predicate(&thing, &found) {
        return Some(Made { kind: Kind::Term, front, back: sentence.to_owned() });
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
        && content_words(found.subject).count() < 2;
    if is_thin {
        return None;
    }
    if is_broad
        && (is_service
            || matches!(
                verb,
                "comes"
                    | "looks"
                    | "stays"
                    | "remains"
                    | "depends"
                    | "goes"
                    | "takes"
                    | "costs"
                    | "belongs"
                    | "belong"
                    | "points"
                    | "begins"
                    | "ends"
                    | "happens"
                    | "counts"
                    | "works"
                    | "work"
            ))
    {
        return None;
    }
    Some(Made { kind: Kind::Term, front, back: sentence.to_owned() })
}

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
            .find(|(participle, preposition, _)| *participle == first && *preposition == second)
            .map(|(_, _, question)| question.replace("VERB", verb).replace("THING", thing)),
        verb @ ("can" | "must" | "cannot" | "should") if is_verb(&first) => {
            let (verb, not) = if verb == "cannot" { ("can", " not") } else { (verb, "") };
            let is_transitive =
                matches!(first.as_str(), "store" | "use" | "hold" | "contain" | "support" | "allow" | "have" | "send");
            let action = if is_transitive { first.as_str() } else { "do" };
            Some(format!("What {verb} {thing}{not} {action}?"))
        }
        _ => None,
    }
}

/// First words of subjects that name no single thing.
const VAGUE_SUBJECTS: [&str; 24] = [
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

/// Splits at the first comma outside brackets and code that is followed by a clause.
fn split_comma(text: &str) -> Option<(&str, &str)> {
    let code = super::sentences::code_ranges(text);
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        if code.iter().any(|range| range.contains(&at)) {
            continue;
        }
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 && text[at + 1..].starts_with(' ') => {
                let rest = &text[at + 2..];
                let first = words(rest).next().unwrap_or_default();
                let is_list = matches!(
                    first.as_str(),
                    "and" | "or" | "such" | "like" | "which" | "where" | "who" | "for" | "including" | "but"
                );
                let starts_clause = is_instruction(&capitalised(rest))
                    || clause(&capitalised(rest)).is_some()
                    || first == "you"
                    || first == "it"
                    || first == "they";
                if is_list || !starts_clause {
                    // `For audit, compliance, and …` is a list; `such as SNS, …` goes on.
                    continue;
                }
                return Some((&text[..at], rest));
            }
            _ => {}
        }
    }
    None
}

/// Whether a phrase says which situation it is: it names something or has five words of content.
fn says_enough(subject: &Subject<'_>, phrase: &str) -> bool {
    let count = content_words(phrase).count();
    count >= 3 || (count == 2 && subject.has_entity(phrase))
}

fn ends_with_pronoun(phrase: &str) -> bool {
    words(phrase)
        .last()
        .is_some_and(|word| matches!(word.as_str(), "it" | "them" | "this" | "that" | "these" | "those" | "so"))
}

fn has_pronoun(phrase: &str) -> bool {
    words(phrase).any(|word| {
        matches!(word.as_str(), "it" | "they" | "them" | "its" | "their" | "this" | "these" | "those" | "he" | "she")
    })
}
