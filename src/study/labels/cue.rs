//! The questions of labels that only announce their text, `Trap`, `Limit`, `Behaviour`: they ask for what the sentence says.

use super::super::asking;
use super::super::cloze;
use super::super::grammar::{
    clause, has_finite_verb, is_instruction, is_noun_in_titles, is_plural, is_third_person, is_verb, of_gerund,
};
use super::super::label::gives_away;
use super::super::leaning::{has_anaphor, points_outside};
use super::super::question::base_form;
use super::super::sentences::{code_ranges, number_length, sentences_of, split_at, uncapitalised_first};
use super::super::spoken::Spoken;
use super::super::subject::Subject;
use super::super::vague;
use super::super::words::{content_words, word_count, words};
use crate::link::mentions;
use crate::tokenize::capitalised;
use std::ops::Range;

/// Words that a question has at most.
const QUESTION_WORDS: usize = 22;

/// Words that the thing has at most which the label is about.
const THING_WORDS: usize = 12;

/// A rule: section and sentence -> question, if it fits.
type Rule = fn(&Subject<'_>, &Spoken) -> Option<String>;

/// The rules, the most precise first.
const RULES: [Rule; 6] = [condition, reason, only, count, forbidden, stated];

/// The question for the text of a label. `about` asks for the label of a thing, `What is the limit of`. None if nothing in the
/// text makes a question; the label alone has to ask then.
pub(super) fn question(subject: &Subject<'_>, at: usize, about: &str, text: &str) -> Option<String> {
    let begins = words(text).next()?;
    if text.starts_with("- ") {
        return None;
    }
    // `Who may enter is written in the book`: only a gap asks for the book.
    if matches!(begins.as_str(), "who" | "what" | "where" | "which" | "whether" | "how") {
        return cloze::without_end(subject, sentences_of(text).first()?);
    }
    let said = spoken(at, text);
    let first = said.first()?;
    let second = said.get(1);
    let clear = |front: &String| is_clear(subject, front, text);
    let of_sentence =
        |said: &Spoken| of_sentence(subject, said, text).filter(|front| !defines(subject, said, about, front));
    // `What is the trap with the cache?` says more than `What does the cache serve?`
    let of_first = of_sentence(first).map(|front| {
        let is_broad = about.starts_with("What is the trap") && asks_for_object(&front);
        let about = || about_subject(subject, about, first).filter(clear);
        if is_broad { about().unwrap_or(front) } else { front }
    });
    of_first
        .or_else(|| reason_behind(subject, first, second?).filter(clear))
        .or_else(|| about_subject(subject, about, first).filter(|front| clear(front) && !about.contains(" effect ")))
        .or_else(|| of_sentence(second?))
        .or_else(|| cloze::gap_of_statement(subject, &first.text))
        .or_else(|| cloze::without_end(subject, &first.text))
        .or_else(|| about_name(subject, about, &first.text).filter(clear))
        .or_else(|| about_subject(subject, about, second?).filter(|front| clear(front) && subject.topic().is_none()))
}

/// Whether a question asks what a thing is, though its sentence says only what is wrong or new with it.
fn defines(subject: &Subject<'_>, sentence: &Spoken, about: &str, front: &str) -> bool {
    let is_value = about.starts_with("What is the limit") || about.starts_with("What is the default");
    let asks = ["What is ", "What are "]
        .iter()
        .find_map(|start| front.strip_prefix(start))
        .and_then(|rest| rest.strip_suffix('?'));
    !is_value && asks.zip(sentence.clause()).is_some_and(|(thing, found)| thing == subject.mid_sentence(found.subject))
}

/// Whether a question asks for the object of a thing, and of no action: `What does the cache serve?`
fn asks_for_object(front: &str) -> bool {
    let rest = ["What does ", "What do "].iter().find_map(|start| front.strip_prefix(start));
    rest.is_some_and(|rest| {
        let is_action = words(rest).next().is_some_and(|first| of_gerund(&first).is_some());
        let is_special = [" not ", " mean?", " need?"].iter().any(|word| rest.contains(word));
        !is_action && !is_special
    })
}

/// The first two sentences of a text. What follows a phrase, `16 KB. Errors are in a log.`, is something else.
fn spoken(at: usize, text: &str) -> Vec<Spoken> {
    let mut said: Vec<Spoken> = sentences_of(text).into_iter().take(2).map(|text| Spoken::new(at, text)).collect();
    let is_sentence =
        |first: &Spoken| first.is_instruction() || first.clause().is_some() || has_finite_verb(&first.text);
    if !said.first().is_some_and(is_sentence) {
        said.truncate(1);
    }
    said
}

/// The question for a text that says what is no longer as it was. None where no question says what was said before, and no gap
/// fits: `What has changed?` asks for too much.
pub(super) fn changed(subject: &Subject<'_>, at: usize, text: &str) -> Option<String> {
    let said = spoken(at, text);
    let first = said.first()?;
    let of_sentence =
        |said: &Spoken| of_sentence(subject, said, text).filter(|front| !defines(subject, said, "", front));
    old_claim(subject, first)
        .or_else(|| of_notes(first))
        .or_else(|| since(first))
        .or_else(|| of_sentence(first))
        .or_else(|| cloze::of_sentence(subject, &first.text))
        .or_else(|| rejected(subject, first))
        .or_else(|| of_sentence(said.get(1)?))
        .or_else(|| cloze::of_sentence(subject, &said.get(1)?.text).filter(|front| !front.contains(" it")))
}

/// Asks for what is right where the sentence says what was: `Bags used to stay`, `Bags are often said to stay`, `The bag is now
/// called a sack`.
fn old_claim(subject: &Subject<'_>, sentence: &Spoken) -> Option<String> {
    let text = sentence.text.trim_end_matches('.');
    let is_short = |claim: &str| word_count(claim) <= QUESTION_WORDS && !claim.contains([';', ':', '(']);
    if text.contains(" used to ") {
        return is_short(text).then(|| format!("{text}: what is right today?"));
    }
    if let Some((thing, claim)) = split_at(text, " are often said to ") {
        let claim = claim.replace(" these ", " the ");
        let thing = subject.mid_sentence(thing);
        return is_short(&claim).then(|| format!("What is wrong with saying that {thing} {claim}?"));
    }
    let (thing, _) = split_at(text, " is now called ")?;
    is_short(thing).then(|| format!("What is {} called today?", subject.mid_sentence(thing)))
}

/// `A stamp is not required` asks what older notes say of a stamp.
fn rejected(subject: &Subject<'_>, sentence: &Spoken) -> Option<String> {
    let text = sentence.text.as_str();
    let judgement =
        [" is too ", " is not ", " are not ", " is no longer ", " are no longer ", " is deprecated", " are deprecated"];
    let less = [" is less ", " are less ", " is outdated", " are outdated"];
    let at = judgement.iter().chain(&less).filter_map(|mark| text.find(mark)).min()?;
    let (thing, is_plain) = (subject.mid_sentence(&text[..at]), !text[..at].contains([',', ';', ':']));
    (is_plain && word_count(&thing) <= THING_WORDS)
        .then(|| format!("What do older notes say of {thing}, and what is right today?"))
}

/// `"never" is outdated` asks what is wrong with it, `Older books name the gong` what they say.
fn of_notes(sentence: &Spoken) -> Option<String> {
    let text = sentence.text.as_str();
    if let Some(quoted) = text.strip_prefix(['"', '“'])
        && let Some((said, rest)) = quoted.split_once(['"', '”'])
    {
        let is_rejected = words(rest).next().is_some_and(|word| word == "is" || word == "was");
        return (is_rejected && word_count(said) <= 8).then(|| format!("What is wrong with saying \"{said}\"?"));
    }
    if let Some(found) = sentence.clause().filter(|found| found.subject.contains('"') && found.verb == "is") {
        let judged = words(found.rest).next().unwrap_or_default();
        let is_rejected = matches!(judged.as_str(), "too" | "outdated" | "wrong" | "necessary" | "not" | "incomplete");
        return is_rejected.then(|| format!("What is wrong with {}?", uncapitalised_first(found.subject)));
    }
    let mut all = words(text);
    let (age, notes) = (all.next()?, all.next()?);
    let is_old = matches!(age.as_str(), "older" | "old" | "earlier")
        && is_plural(&notes)
        && all.next().is_some_and(|verb| is_verb(&verb));
    is_old.then(|| format!("What do {age} {notes} say, and what is right today?"))
}

/// `Since May 2020 the office opens at noon` asks what has changed since then.
fn since(sentence: &Spoken) -> Option<String> {
    let rest = sentence.text.strip_prefix("Since ")?;
    let is_date = |word: &&str| word.starts_with(char::is_uppercase) || word.starts_with(|c: char| c.is_ascii_digit());
    let date: Vec<&str> = rest.split(' ').take_while(is_date).collect();
    let date = date.join(" ");
    let ends_with_year = date.trim_end_matches(',').ends_with(|c: char| c.is_ascii_digit());
    (ends_with_year && word_count(&date) <= 3)
        .then(|| format!("What has changed since {}?", date.trim_end_matches(',')))
}

fn of_sentence(subject: &Subject<'_>, sentence: &Spoken, text: &str) -> Option<String> {
    RULES.iter().find_map(|rule| rule(subject, sentence).filter(|front| is_clear(subject, front, text)))
}

/// Whether a question can be understood under its title, and does not say what its answer says.
fn is_clear(subject: &Subject<'_>, front: &str, text: &str) -> bool {
    let is_balanced = front.matches('`').count().is_multiple_of(2)
        && front.matches('"').count().is_multiple_of(2)
        && front.matches('(').count() == front.matches(')').count();
    let has_pronoun = words(front).any(|word| {
        matches!(word.as_str(), "it" | "they" | "them" | "its" | "their" | "this" | "these" | "those" | "he" | "such")
    });
    is_balanced
        && !vague::asks_object_alone(front)
        && !has_pronoun
        && word_count(front) <= QUESTION_WORDS
        && content_words(front).next().is_some()
        && !has_anaphor(&front.replace(" the same ", " the "))
        && !points_outside(front, &subject.title)
        && says_more(subject, front, text)
}

/// Whether an answer has a word that neither its question nor the title has, or several that only the title has.
fn says_more(subject: &Subject<'_>, front: &str, text: &str) -> bool {
    let known = format!("{} {front}", subject.title);
    let new = || content_words(text).any(|word| !words(&known).any(|other| other == word));
    // `What is the trap with a wet bell?` gives nothing away.
    let names_cue = front.starts_with("What is the ");
    !gives_away(&known, text) || (names_cue || !gives_away(front, text)) && new()
}

/// A statement as a question behind `Why`: `the last writes can be lost` is `can the last writes be lost`.
fn inverted(subject: &Subject<'_>, statement: &str) -> Option<String> {
    let whole = capitalised(statement.trim_end_matches('.'));
    let found = clause(&whole)?;
    let thing = subject.mid_sentence(found.subject);
    let rest = found.rest;
    if rest.is_empty() || rest.contains([';', ':', '(']) {
        return None;
    }
    Some(match found.verb.as_str() {
        "cannot" | "can't" => format!("can {thing} not {rest}"),
        verb @ ("is" | "are" | "can" | "must" | "should" | "may" | "will" | "does" | "do" | "was" | "were") => {
            format!("{verb} {thing} {rest}")
        }
        "has" => format!("does {thing} have {rest}"),
        verb if is_third_person(verb) && (!is_verb(verb) || !is_plural(found.subject)) => {
            format!("does {thing} {} {rest}", base_form(verb))
        }
        verb if is_verb(verb) => format!("do {thing} {verb} {rest}"),
        _ => return None,
    })
}

/// `Why should you …?` for what to do, `Why does …?` for a statement.
fn why(subject: &Subject<'_>, statement: &str) -> Option<String> {
    let statement = statement.trim_end_matches(['.', ',']);
    if is_instruction(&capitalised(statement)) {
        let todo = uncapitalised_first(statement);
        let todo = ["do not ", "don't "]
            .iter()
            .find_map(|start| todo.strip_prefix(start))
            .map_or_else(|| todo.clone(), |rest| format!("not {rest}"));
        return Some(format!("Why should you {todo}?"));
    }
    Some(format!("Why {}?", inverted(subject, statement)?))
}

/// `If all targets fail, …`, `Without an agent …`: asks what happens then.
fn condition(subject: &Subject<'_>, sentence: &Spoken) -> Option<String> {
    let text = sentence.text.trim_end_matches('.');
    let first = words(text).next()?;
    if !matches!(first.as_str(), "if" | "when" | "whenever" | "without" | "with" | "once" | "after" | "while") {
        return None;
    }
    let of_lack = [" there ", " nothing "].iter().filter(|_| first == "without").find_map(|mark| split_at(text, mark));
    let (moment, answer) = of_lack.or_else(|| split_at(text, ", "))?;
    let has_subject = first == "without" && moment.contains(" you ");
    if has_subject || word_count(moment) < 3 || answer.is_empty() {
        return None;
    }
    let lower = uncapitalised_first(moment);
    let is_todo = is_instruction(&capitalised(answer)) || answer.starts_with("you ");
    let names = subject.names_something(&lower)
        || content_words(&lower).nth(1).is_some()
        || content_words(&lower).any(|word| subject.is_in_title(&word));
    names.then(|| if is_todo { format!("What do you do {lower}?") } else { format!("What happens {lower}?") })
}

/// `A, so B` asks why B, `A, or B` and `A, because B` ask why A.
pub(super) fn reason(subject: &Subject<'_>, sentence: &Spoken) -> Option<String> {
    let text = sentence.text.trim_end_matches('.');
    if let Some((cause, effect)) = split_at(text, ", so ").or_else(|| split_at(text, "; so ")) {
        let effect = effect.split([';', ':']).next().unwrap_or(effect);
        let effect = effect.strip_prefix("that ").unwrap_or(effect);
        // `A guard sees doors, so it cannot count windows`: the guard cannot.
        let named = ["it ", "they "].iter().find_map(|pronoun| effect.strip_prefix(pronoun)).and_then(|rest| {
            let thing = clause(cause).map(|found| found.subject).or_else(|| before_verb(cause))?;
            (is_plural(thing) == effect.starts_with("they")).then(|| format!("{} {rest}", subject.mid_sentence(thing)))
        });
        return why(subject, named.as_deref().unwrap_or(effect));
    }
    let has_verb = |text: &str| has_finite_verb(text) || clause(&capitalised(text)).is_some();
    let marks = [", because ", " because ", ", since ", ", or ", "; otherwise ", ", otherwise ", "; "];
    marks.iter().find_map(|mark| {
        let (statement, why_so) = split_at(text, mark).filter(|(statement, _)| !statement.contains(" example"))?;
        let is_reason = mark.contains("because") || has_verb(why_so);
        // A statement and another one behind a semicolon need not be its reason.
        let is_told = *mark != "; " || is_instruction(statement);
        let is_one = !statement.contains([';', ':']) && !is_instruction(&capitalised(why_so));
        if is_reason && is_told && is_one { why(subject, statement) } else { None }
    })
}

/// `Put no secrets in the script. Anyone can read it.`: the second sentence says why.
fn reason_behind(subject: &Subject<'_>, first: &Spoken, second: &Spoken) -> Option<String> {
    let says = second.clause().is_some() || second.text.starts_with("If ");
    let is_told = first.is_instruction() && !second.is_instruction() && says;
    let is_plain = !first.text.contains([';', ':']);
    if is_told && is_plain { why(subject, &first.text) } else { None }
}

/// `Only X works with Y` asks what works with Y.
fn only(_: &Subject<'_>, sentence: &Spoken) -> Option<String> {
    let text = sentence.text.trim_end_matches('.');
    let rest = capitalised(text.strip_prefix("Only ")?);
    let found = clause(&rest)?;
    let verb = match found.verb.as_str() {
        "are" => "is".to_owned(),
        "have" => "has".to_owned(),
        verb @ ("can" | "must" | "may" | "should" | "cannot") => verb.to_owned(),
        verb if is_third_person(verb) => verb.to_owned(),
        verb => format!("{verb}s"),
    };
    let rest = found.rest.split([';', ':', ',']).next().unwrap_or(found.rest);
    (!rest.is_empty()).then(|| format!("What is the only thing that {verb} {rest}?"))
}

/// `X accepts up to 25 requests` asks how many requests X accepts.
fn count(subject: &Subject<'_>, sentence: &Spoken) -> Option<String> {
    let found = sentence.clause()?;
    let rest = found.rest.trim_end_matches('.');
    let counted = ["up to ", "at most ", "only ", "no more than ", ""].iter().find_map(|start| {
        let rest = rest.strip_prefix(start)?;
        let length = number_length(rest);
        (length > 0).then(|| rest[length..].strip_prefix(' ')).flatten()
    })?;
    let noun: Vec<&str> = counted
        .split(' ')
        .take_while(|word| !matches!(*word, "and" | "per" | "in" | "for" | "a" | "of" | "on" | "at" | "by" | "with"))
        .collect();
    let noun = noun.join(" ");
    let noun = noun.split([',', ';', ':', '(']).next().unwrap_or_default().trim_end();
    let is_counted = (1..=5).contains(&word_count(noun)) && is_plural(noun);
    let verb = found.verb.as_str();
    let thing = subject.mid_sentence(found.subject);
    let auxiliary = if verb.ends_with('s') { "does" } else { "do" };
    let is_action = !matches!(verb, "is" | "are" | "can" | "must" | "may" | "cannot" | "should" | "was" | "were");
    let base = if matches!(verb, "has" | "have") { "have".to_owned() } else { base_form(verb) };
    (is_counted && is_action).then(|| format!("How many {noun} {auxiliary} {thing} {base}?"))
}

/// `Do not retry what cannot succeed` asks what you should not retry.
fn forbidden(_: &Subject<'_>, sentence: &Spoken) -> Option<String> {
    let text = sentence.text.trim_end_matches('.');
    let rest = ["Do not ", "Don't ", "Never "].iter().find_map(|start| text.strip_prefix(start))?;
    let (verb, object) = rest.split_once(' ')?;
    let is_object = ["what ", "requests that ", "anything ", "whatever "].iter().any(|start| object.starts_with(start));
    if is_object {
        return is_verb(verb).then(|| format!("What should you not {verb}?"));
    }
    // `Never put keys into the drawer`: what follows the object is what not to do with it.
    let end =
        [" into ", " in ", " to ", " with ", " on ", " from "].iter().filter_map(|mark| object.find(mark)).min()?;
    let object = &object[..end];
    let is_plain =
        word_count(object) <= 4 && !object.contains([',', ';', ':']) && !words(object).any(|word| word == "or");
    (is_plain && is_verb(verb)).then(|| format!("What should you not do with {object}?"))
}

/// What the sentence says of its subject.
fn stated(subject: &Subject<'_>, sentence: &Spoken) -> Option<String> {
    // A question would leave the word out.
    let is_denied = sentence.text.contains(" never ");
    if is_denied {
        return None;
    }
    // What a thing can do is more than one sentence says.
    asking::of_spoken(subject, sentence).filter(|front| !is_open(front) && names_enough(subject, front))
}

/// Whether a question says of what it asks: `What must clients do?` does not.
fn names_enough(subject: &Subject<'_>, front: &str) -> bool {
    let said: Vec<_> = content_words(front).collect();
    said.len() >= 2 || subject.has_entity(front) || said.iter().any(|word| subject.is_in_title(word))
}

/// Whether a question has more answers than its sentence: `What can a clerk send?`
fn is_open(front: &str) -> bool {
    let asks = ["What can ", "What may "].iter().any(|start| front.starts_with(start));
    asks && !front.contains(" not ")
}

/// The label of the thing that the sentence is about: `What is the trap with parallel scans?`
fn about_subject(subject: &Subject<'_>, about: &str, sentence: &Spoken) -> Option<String> {
    let text = sentence.text.as_str();
    let part = split_at(text, "; ").map_or(text, |(first, _)| first);
    let found = [clause(part).map(|found| found.subject), before_verb(part), before_auxiliary(part)];
    let found = found.into_iter().flatten().min_by_key(|found| found.len())?;
    let thing = subject.mid_sentence(found);
    let all: Vec<_> = words(&thing).collect();
    let first = all.first()?;
    let starts_outside = matches!(
        first.as_str(),
        "behind"
            | "in"
            | "on"
            | "at"
            | "for"
            | "with"
            | "without"
            | "since"
            | "who"
            | "what"
            | "where"
            | "how"
            | "not"
            | "you"
            | "anyone"
            | "nobody"
            | "everyone"
            | "somebody"
            | "any"
    );
    // `Metric filters and …`, `disk metrics count reads`: the verb is a noun, or the other way round.
    let is_misread = match all.as_slice() {
        [only] => is_noun_in_titles(only) && !is_plural(only),
        [.., before, last] => is_plural(before) && is_verb(last) && !is_plural(last),
        [] => true,
    };
    let is_thing = all.len() <= THING_WORDS && !thing.contains([',', ':']) && !thing.contains(" no ");
    let says = subject.has_entity(&thing) || content_words(&thing).next().is_some();
    let thing = thing.strip_prefix("no ").unwrap_or(&thing);
    // `The move takes a moment`: the title says of what.
    let is_thin = ["a ", "an ", "the "].iter().any(|article| thing.starts_with(article))
        && content_words(thing).nth(1).is_none()
        && !subject.has_entity(thing)
        && !content_words(thing).any(|word| subject.is_in_title(&word))
        && subject.topic().is_some();
    (!is_thin && is_thing && says && !starts_outside && !is_misread).then(|| format!("{about} {thing}?"))
}

/// The words before the first auxiliary verb, where no clause is certain: `Data of one user left in a variable | can show up`.
fn before_auxiliary(sentence: &str) -> Option<&str> {
    const VERBS: [&str; 9] = [" can ", " cannot ", " must ", " may ", " is ", " are ", " does ", " should ", " need "];
    let at = VERBS.iter().filter_map(|verb| sentence.find(verb)).min()?;
    let before = &sentence[..at];
    let is_plain = !is_instruction(before) && !before.contains([',', ';', ':', '(', '.']) && !has_anaphor(before);
    let is_relative =
        words(before).any(|word| matches!(word.as_str(), "that" | "which" | "who" | "whose" | "what" | "if" | "when"));
    (is_plain && !is_relative).then_some(before)
}

/// The words before what can only be a verb where it stands, though no list has it: `The role | governs what …`, `Layers | share
/// libraries`.
fn before_verb(sentence: &str) -> Option<&str> {
    let is_object = |word: &str| {
        matches!(
            word,
            "a" | "an" | "the" | "no" | "what" | "who" | "your" | "its" | "every" | "each" | "little" | "only"
        )
    };
    let spoken: Vec<&str> = sentence.split(' ').take(8).collect();
    let at = (1..spoken.len().saturating_sub(1)).find(|&at| {
        let (before, verb, next) = (spoken[at - 1], spoken[at], spoken[at + 1]);
        let is_word = verb.chars().all(|c| c.is_ascii_lowercase()) && !before.ends_with([',', ':', ';']);
        let is_singular = verb.len() > 3
            && verb.ends_with('s')
            && !verb.ends_with("ss")
            && (!before.ends_with('s') || spoken[0].ends_with("ing"));
        let of_many = is_plural(before) && is_verb(verb) && (is_plural(next) || is_object(next));
        let follows_name = at == 1 && is_plural(next) && !is_instruction(sentence);
        is_word && (is_singular && (is_object(next) || follows_name) || of_many)
    })?;
    let end = spoken[..at].iter().map(|word| word.len() + 1).sum::<usize>() - 1;
    let before = &sentence[..end];
    let is_plain = !is_instruction(before) && !before.contains([',', ';', ':', '(', '.']) && !has_anaphor(before);
    is_plain.then_some(before)
}

/// The label of the first code or service of the sentence that the title does not name.
fn about_name(subject: &Subject<'_>, about: &str, sentence: &str) -> Option<String> {
    let title = subject.title.to_lowercase();
    let is_new = |name: &&str| content_words(name).any(|word| !title.contains(word.as_str()));
    let code = code_ranges(sentence).into_iter().map(|range| &sentence[range]).find(is_new);
    let name = code.or_else(|| {
        let found = mentions::in_text(subject.catalogue, sentence, None).into_iter().map(|mention| mention.range);
        // A name far behind is not what the sentence is about, and `load balancer` needs an article.
        let is_near = |range: &Range<usize>| word_count(&sentence[..range.start]) <= 1;
        let is_proper = |name: &&str| !name.rsplit(' ').next().is_some_and(|last| last.starts_with(char::is_lowercase));
        found.filter(is_near).map(|range| &sentence[range]).filter(is_proper).find(is_new)
    })?;
    Some(format!("{about} {name}?"))
}
