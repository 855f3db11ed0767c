//! Labels that authors put before a text, `**Limit:** …` or `Limit: …`, and the questions that they ask.

mod cue;
mod question;
mod traps;

use super::blocks::BlockKind;
use super::grammar::{clause, is_instruction, is_plural, is_third_person};
use super::label::{Class, Label, gives_away};
use super::leaning::{leans, points_outside, sends_elsewhere};
use super::sentences::clip;
use super::sentences::sentences_of;
use super::subject::Subject;
use super::words::{Word, content_words, is_stop_word, stems, word_count, words};
use super::{Card, Kind, cloze, key};
use crate::link::mentions;
use crate::tokenize::capitalised;

/// Words that an answer has at most; whole sentences if they fit.
const ANSWER_WORDS: usize = 42;

/// Words of a first sentence that stays whole, also beside others.
const FIRST_WORDS: usize = 34;

/// Words that the answer of several items under one label has at most.
const MERGED_WORDS: usize = 58;

/// Returns the cards of the labels of a section. A repeated label gives one card.
#[must_use]
pub(super) fn cards(subject: &Subject<'_>) -> Vec<Card> {
    let prose = subject.prose();
    let mut groups: Vec<(String, Vec<(usize, Label<'_>)>)> = Vec::new();
    for &at in prose {
        let Some(found) = subject.label(at) else { continue };
        let name = if found.class == Class::Trap { "trap".to_owned() } else { found.name.to_lowercase() };
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push((at, found)),
            None => groups.push((name, vec![(at, found)])),
        }
    }
    let labelled = groups.iter().flat_map(|(name, group)| of_group(subject, name, group));
    labelled.chain(changed(subject)).collect()
}

/// The cards of all items under one label. Each item under a label that only announces its text has a question of its own; the
/// others are asked together.
fn of_group(subject: &Subject<'_>, name: &str, group: &[(usize, Label<'_>)]) -> Vec<Card> {
    let Some(about) = announces(group[0].1) else { return card(subject, name, group).into_iter().collect() };
    let mut cards: Vec<Card> = Vec::new();
    let mut rest: Vec<(usize, Label<'_>)> = Vec::new();
    for &(at, found) in group {
        let text = answer(subject, at, found, ANSWER_WORDS);
        let asked = text.and_then(|text| cue::question(subject, at, &about, &text).map(|front| (front, text)));
        match asked.filter(|(front, _)| cards.iter().all(|card| card.front != *front)) {
            Some((front, text)) => cards.push(Card {
                kind: Kind::Label,
                key: label_key(name),
                context: subject.title.clone(),
                front,
                back: clip(&text, MERGED_WORDS + 1),
                blocks: vec![at],
                options: Vec::new(),
                right: Vec::new(),
            }),
            None => rest.push((at, found)),
        }
    }
    // A card with a gap at its end comes behind the others, which keep their ids.
    cards.sort_by_key(|card| card.front.ends_with("[…]."));
    if group[0].1.class == Class::Trap {
        return traps::asked(subject, cards, &rest, group.len());
    }
    if !rest.is_empty() {
        cards.extend(card(subject, name, &rest));
    }
    cards
}

/// The beginning of the question for a thing that a label concerns which only announces its text: `What is the trap with`.
fn announces(label: Label<'_>) -> Option<String> {
    const CUES: [&str; 17] = [
        "limit",
        "limits",
        "limitation",
        "limitations",
        "quota",
        "quotas",
        "exception",
        "exceptions",
        "behaviour",
        "behavior",
        "duty",
        "effect",
        "consequence",
        "drawback",
        "today",
        "default",
        "defaults",
    ];
    if label.class == Class::Trap {
        return Some("What is the trap with".to_owned());
    }
    let name = label.name.to_lowercase();
    let noun = *CUES.iter().find(|cue| **cue == name)?;
    // `Default: 300 seconds` is the value of what the title names.
    let is_statement = || sentences_of(label.text).first().is_some_and(|first| clause(&capitalised(first)).is_some());
    let is_value = noun.starts_with("default") && !is_statement();
    if is_value {
        return None;
    }
    Some(match noun {
        "default" | "defaults" => "What is the default for".to_owned(),
        "today" => "What is the way today with".to_owned(),
        "exception" | "exceptions" => format!("What is the {} about", noun.trim_end_matches('s')),
        _ => format!("What {} the {noun} of", if is_plural(noun) { "are" } else { "is" }),
    })
}

/// The card of several items under one label: its id stays when the author adds another.
fn card(subject: &Subject<'_>, name: &str, group: &[(usize, Label<'_>)]) -> Option<Card> {
    let (at, first) = group[0];
    let most = if group.len() == 1 { ANSWER_WORDS } else { MERGED_WORDS / group.len() };
    let answers: Vec<(usize, String)> =
        group.iter().filter_map(|&(at, found)| answer(subject, at, found, most).map(|text| (at, text))).collect();
    let answers = fitting(answers);
    if first.is_condition() && names_failure(&subject.title) {
        return None;
    }
    let front = question::of_label(subject, at, first)?;
    let back = match answers.as_slice() {
        [] => return None,
        [(_, only)] => only.clone(),
        several => several.iter().map(|(_, text)| format!("- {text}")).collect::<Vec<_>>().join("\n"),
    };
    let back = if front.starts_with("When do you use ") && !back.starts_with("- ") {
        format!("When {}", subject.mid_sentence(&back))
    } else {
        back
    };
    // A gap shows the rest of its sentence.
    let is_gap = cloze::has_gap(&front);
    if !is_gap && gives_away(&format!("{} {front}", subject.title), &back) || repeats(first.name, &back) {
        return None;
    }
    Some(Card {
        kind: Kind::Label,
        key: label_key(name),
        context: subject.title.clone(),
        front,
        back: clip(&back, MERGED_WORDS + 1),
        blocks: answers.iter().map(|&(at, _)| at).collect(),
        options: Vec::new(),
        right: Vec::new(),
    })
}

/// As many answers as fit whole on one card, in order. One alone always fits.
fn fitting(answers: Vec<(usize, String)>) -> Vec<(usize, String)> {
    let mut count = 0;
    answers
        .into_iter()
        .enumerate()
        .take_while(|(at, (_, text))| {
            // Readers count the mark of an item too.
            count += word_count(text) + 1;
            *at == 0 || count <= MERGED_WORDS
        })
        .map(|(_, answer)| answer)
        .collect()
}

/// The card of the notes that say what is no longer as the text has it.
fn changed(subject: &Subject<'_>) -> Option<Card> {
    let (at, text) = subject.blocks.iter().enumerate().find_map(|(at, block)| {
        let (name, text) = block.text.split_once(':').filter(|_| block.kind == BlockKind::Note)?;
        matches!(name.to_lowercase().as_str(), "changed" | "update" | "updated").then_some((at, text.trim_start()))
    })?;
    let mut back = String::new();
    let said = sentences_of(text);
    // `All this holds for paper`: the next sentence says what has changed.
    let skipped = said.iter().take(1).take_while(|sentence| begins_with_all_this(sentence)).count();
    for sentence in said.into_iter().skip(skipped) {
        let is_open = if back.is_empty() {
            leans(&sentence)
        } else {
            sends_elsewhere(&sentence) || !goes_on(subject, &back, &sentence)
        };
        if is_open || (!back.is_empty() && word_count(&back) + word_count(&sentence) > ANSWER_WORDS) {
            break;
        }
        format!("{back} {sentence}").trim_start().clone_into(&mut back);
    }
    let back = capitalised_start(&back);
    if word_count(&back) < 4 {
        return None;
    }
    let front = cue::changed(subject, at, &back)?;
    (word_count(&back) <= MERGED_WORDS).then(|| Card {
        kind: Kind::Label,
        key: "changed".to_owned(),
        context: subject.title.clone(),
        front,
        back,
        blocks: vec![at],
        options: Vec::new(),
        right: Vec::new(),
    })
}

/// Whether a sentence says more of what the text before it says: it has a pronoun or a word in common with it, or the text is
/// short or denies something.
fn goes_on(subject: &Subject<'_>, text: &str, sentence: &str) -> bool {
    let shares = || stems(text).any(|stem| stem.len() > 2 && stems(sentence).any(|other| other == stem));
    let has_pronoun = || words(sentence).any(|word| matches!(word.as_str(), "it" | "its" | "they" | "them" | "their"));
    let names_other =
        || mentions::in_text(subject.catalogue, sentence, None).iter().any(|mention| mention.range.start == 0);
    let is_short = || word_count(text) < 10 || has_denial(text);
    is_instruction(sentence) || has_pronoun() || shares() || is_short() && !names_other()
}

fn begins_with_all_this(sentence: &str) -> bool {
    let mut all = words(sentence);
    all.next().is_some_and(|word| word == "all") && all.next().is_some_and(|word| word == "this")
}

/// Whether a text denies something.
fn has_denial(text: &str) -> bool {
    words(text).any(|word| matches!(word.as_str(), "not" | "no" | "never" | "too" | "only" | "cannot"))
}

/// Whether a title names something that goes wrong, which no reader uses: `Missing notifications`, `Throttling errors`.
fn names_failure(title: &str) -> bool {
    let first = words(title).next().unwrap_or_default();
    let is_state =
        matches!(first.as_str(), "missing" | "lost" | "failed" | "failing" | "wrong" | "broken" | "slow" | "stale");
    is_state
        || super::grammar::head(title).is_some_and(|head| {
            matches!(head.as_str(), "error" | "errors" | "failure" | "failures" | "problem" | "problems" | "loss")
        })
}

/// Whether an answer says its label again, in other forms of its words, and little else.
fn repeats(name: &str, back: &str) -> bool {
    let known: Vec<Word<'_>> = stems(name).collect();
    known.len() >= 2 && stems(back).filter(|stem| !known.contains(stem)).nth(1).is_none()
}

/// The key of a label: all its words, so that `why` and `why it works` differ.
fn label_key(name: &str) -> String {
    let is_latin = name.chars().all(|c| u32::from(c) < 0x250);
    let words: Vec<String> = words(name)
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|word| !word.is_empty())
        .take(6)
        .collect();
    if is_latin && !words.is_empty() { words.join("-") } else { key(name, 5) }
}

/// Returns the text of a label as an answer, if it makes sense without the section.
fn answer(subject: &Subject<'_>, at: usize, found: Label<'_>, most: usize) -> Option<String> {
    if matches!(words(found.text).next().as_deref(), Some("of" | "such")) {
        return None;
    }
    let whole = format!("{} {}", found.name, found.text);
    let text = if found.is_sentence() { &whole } else { found.text };
    let text = if text.trim_end().ends_with(':') {
        let items = subject.items_under(at);
        if items.is_empty() {
            return None;
        }
        let each = (most / items.len()).max(6);
        items.iter().map(|item| format!("- {}", clip(item, each))).collect::<Vec<_>>().join("\n")
    } else {
        let known = format!("{} {}", subject.title, found.name);
        let mut kept = String::new();
        for sentence in sentences_of(text).iter().map(|sentence| without_case(sentence)) {
            let is_open = if kept.is_empty() { points_outside(&sentence, &known) } else { sends_elsewhere(&sentence) };
            if is_open && kept.is_empty() && !sends_elsewhere(&sentence) && most == ANSWER_WORDS {
                return before(subject, at, &sentence);
            }
            if is_open || (!kept.is_empty() && is_label(&sentence)) {
                break;
            }
            if !kept.is_empty() && word_count(&kept) + word_count(&sentence) > most {
                break;
            }
            if !kept.is_empty() {
                kept.push(' ');
            }
            kept.push_str(&sentence);
        }
        clip(&kept, most.max(FIRST_WORDS))
    };
    let text = with_name(found, &capitalised_start(&text));
    let text = if found.class == Class::Trap { without_pointer(&text).unwrap_or(text) } else { text };
    let text = if found.class == Class::Trap { with_number(&text).unwrap_or(text) } else { text };
    let is_about_title = matches!(found.class, Class::Trap | Class::Known(_)) && starts_with_pronoun(&text);
    let text = if is_about_title {
        let named = about_title(subject, &text);
        let is_trap = found.class == Class::Trap;
        named.or_else(|| if is_trap { without_first(&text) } else { None })?
    } else {
        text
    };
    // `Queue: its messages …`: the label or the title says whose.
    let is_owned = text.starts_with("Its ");
    // Numbers alone are references to sections.
    let says_words = content_words(&text).any(|word| word.starts_with(|c: char| !c.is_ascii_digit()));
    ((is_owned || !leans(&text)) && says_words && content_words(&text).count() >= 2).then_some(text)
}

/// Whether a sentence begins with a label of its own: `Static: a long time. Dynamic: none.` are two.
fn is_label(sentence: &str) -> bool {
    sentence.split_once(": ").is_some_and(|(name, _)| {
        let is_plain = name.starts_with(char::is_uppercase) && !name.contains(['`', '(', ',']);
        is_plain && word_count(name) <= 3 && clause(name).is_none()
    })
}

/// `Both bucket policies must …` without the word that seems to point back: `The two bucket policies must …`.
fn with_number(text: &str) -> Option<String> {
    let rest = text.strip_prefix("Both ")?;
    let mut all = words(rest);
    let thing = all.by_ref().take(2).find(|word| is_plural(word))?;
    let verb = all.find(|word| *word != thing)?;
    matches!(verb.as_str(), "must" | "are" | "have" | "need" | "can" | "may").then(|| format!("The two {rest}"))
}

/// `This is A, not B` under a trap: the answer is `A, not B`.
fn without_pointer(text: &str) -> Option<String> {
    let rest = ["This is ", "It is ", "These are ", "They are "].iter().find_map(|start| text.strip_prefix(start))?;
    let first = words(rest).next()?;
    let is_name = rest.starts_with(char::is_uppercase) || matches!(first.as_str(), "a" | "an" | "the");
    (is_name && rest.contains(", not ")).then(|| capitalised(rest))
}

/// A text without its first sentence, which leans on another one, if the rest is an answer of its own.
fn without_first(text: &str) -> Option<String> {
    let all = sentences_of(text);
    let rest = all.get(1..).filter(|rest| !rest.is_empty())?.join(" ");
    (word_count(&rest) >= 6 && !points_outside(&rest, "")).then_some(rest)
}

/// A text under a trap or a limit with what the title names instead of its pronoun: `This feature exists …` is `The feature
/// exists …`, and `It creates nothing` under `Key pairs as parameters` has no subject of one thing.
fn about_title(subject: &Subject<'_>, text: &str) -> Option<String> {
    let (pronoun, rest) = text.split_once(' ')?;
    let next = rest.split(' ').next().unwrap_or_default();
    if matches!(pronoun, "This" | "These") && !is_predicate(rest) && !matches!(next, "are" | "have" | "may" | "will") {
        return Some(format!("The {rest}"));
    }
    let title = &subject.title;
    let end =
        [" with ", " as ", " for ", " in ", ": ", " that ", " to "].iter().filter_map(|mark| title.find(mark)).min();
    let thing = &title[..end.unwrap_or(title.len())];
    let is_many = matches!(pronoun, "They" | "These");
    let is_name = word_count(thing) <= 5
        && !is_instruction(thing)
        && clause(title).is_none()
        && !title.ends_with('?')
        && !words(thing)
            .next()
            .is_some_and(|first| matches!(first.as_str(), "what" | "how" | "why" | "when" | "which"))
        && is_plural(thing) == is_many;
    is_name.then(|| format!("{thing} {rest}"))
}

/// A sentence behind the one before it, which names what it speaks of, if both fit on a card.
fn before(subject: &Subject<'_>, at: usize, sentence: &str) -> Option<String> {
    let index = subject.prose().binary_search(&at).ok()?.checked_sub(1)?;
    let previous = subject.prose()[index];
    let last = subject.said(previous).last()?;
    let label = subject.label(previous);
    if label.is_some_and(|label| label.is_sentence() || label.is_condition()) || points_outside(sentence, last) {
        return None;
    }
    let joined = format!("{} {}", capitalised(last), capitalised(sentence));
    let stands = !leans(last) && !points_outside(last, &subject.title) && last.ends_with('.');
    (stands && word_count(&joined) < MERGED_WORDS).then_some(joined)
}

/// A sentence without the case that its section shows: `Who may act (here, the role).` is `Who may act.`
fn without_case(sentence: &str) -> String {
    for start in [" (here, ", " (here ", " (in this case, "] {
        if let Some((before, rest)) = sentence.split_once(start)
            && let Some((_, after)) = rest.split_once(')')
        {
            let stripped = format!("{before}{after}");
            return if content_words(&stripped).nth(1).is_some() { stripped } else { sentence.to_owned() };
        }
    }
    // What follows says where the thing is, or whether it counts in this case.
    let aside = sentence.split_once(", which ").filter(|(_, rest)| rest.contains(" here"));
    let sentence = aside.map_or_else(|| sentence.replace(", not here.", "."), |(before, _)| format!("{before}."));
    let sentence = sentence.as_str();
    match sentence.split_once(", here `") {
        Some((before, rest)) if rest.trim_end_matches('.').ends_with('`') && content_words(before).nth(1).is_some() => {
            format!("{before}.")
        }
        _ => sentence.to_owned(),
    }
}

/// Whether a text begins with `It`, `They`, `This` or `These`. The mark of a list item before it is skipped.
#[must_use]
pub(super) fn starts_with_pronoun(text: &str) -> bool {
    let text = text.strip_prefix("- ").unwrap_or(text);
    matches!(text.split(' ').next(), Some("It" | "They" | "This" | "These"))
}

/// The label in the position of a pronoun: `Instance role: it must …` is `Instance role must …`.
fn with_name(found: Label<'_>, text: &str) -> String {
    // `Limit of DAX: it does not help` is about DAX.
    let name = found.name.split(" of ").last().unwrap_or(found.name);
    let name = name.split(" (").next().unwrap_or(name);
    let is_noun = words(name).all(|word| !is_stop_word(&word)) && word_count(name) <= 3;
    let is_of_name = is_noun && found.class == Class::Name;
    match text.split_once(' ') {
        Some(("This", rest)) if is_of_name && is_predicate(rest) => return format!("{} {rest}", capitalised(name)),
        Some(("This", rest)) if is_of_name => {
            let predicate = rest.split_once(' ').filter(|(_, rest)| is_predicate(rest)).map(|(_, rest)| rest);
            return predicate.map_or_else(|| text.to_owned(), |rest| format!("{} {rest}", capitalised(name)));
        }
        _ => {}
    }
    match text.split_once(' ') {
        Some(("It" | "They", rest)) if is_of_name => format!("{} {rest}", capitalised(name)),
        Some((pronoun @ ("It" | "They" | "This"), rest))
            if matches!(found.class, Class::Statement | Class::Instruction) =>
        {
            format!("Because {} {rest}", pronoun.to_lowercase())
        }
        _ => text.to_owned(),
    }
}

/// Whether a text begins with a finite verb: `measures how many …`, `is a …`.
fn is_predicate(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    matches!(first, "is" | "can" | "has" | "must" | "does") || is_third_person(first)
}

/// The first letter in upper case, unless the text begins with code.
fn capitalised_start(text: &str) -> String {
    capitalised(text.trim_start_matches(['–', '—', '-', ' ']))
}
