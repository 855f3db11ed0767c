//! "Which one?": the reader distinguishes descriptions of parallel names of code in one list, or of the columns of a
//! table. Never from two sections: their titles do not say the whole difference.

use super::blocks::BlockKind;
use super::leaning::{leans, sends_elsewhere};
use super::sentences::sentences_of;
use super::sentences::{clip, is_code_span};
use super::subject::Subject;
use super::words::{Word, stem, stems, word_count, words};
use super::{Card, Kind, key};
use crate::tokenize::{self, capitalised};
use std::collections::HashSet;

/// Names that a question offers.
const CHOICES: std::ops::RangeInclusive<usize> = 3..=6;

/// Words of a description.
const WORDS: std::ops::RangeInclusive<usize> = 3..=26;

/// The cards of a section: one for each name of a parallel list whose description names none of them.
#[must_use]
pub(super) fn cards(subject: &Subject<'_>) -> Vec<Card> {
    let mut cards = Vec::new();
    let mut at = 0;
    while at < subject.blocks.len() {
        let group = group(subject, at);
        at += group.len().max(1);
        if CHOICES.contains(&group.len()) {
            cards.extend(of_group(subject, &group));
        }
    }
    cards
}

/// Blocks, names and texts of items that follow each other in one list, each labelled with a name of code.
fn group<'a>(subject: &'a Subject<'_>, start: usize) -> Vec<(usize, &'a str, &'a str)> {
    let BlockKind::Item { list: first, .. } = subject.blocks[start].kind else { return Vec::new() };
    let items = subject.blocks.iter().enumerate().skip(start);
    let items = items.take_while(|(_, block)| matches!(block.kind, BlockKind::Item { list, .. } if list == first));
    items
        .map_while(|(at, _)| {
            let label = subject.label(at)?;
            let is_name = is_code(label.name) && !label.text.ends_with(':');
            is_name.then_some((at, label.name, label.text))
        })
        .collect()
}

/// Whether a label is a name of code: in backticks, or an identifier.
fn is_code(name: &str) -> bool {
    let capitals = name.chars().skip(1).filter(|c| c.is_uppercase()).count();
    is_code_span(name)
        || (!name.contains(' ') && (capitals >= 2 || name.contains(['_', ':']) || name.starts_with("--")))
}

fn of_group(subject: &Subject<'_>, group: &[(usize, &str, &str)]) -> Vec<Card> {
    let options: Vec<String> = group.iter().map(|(_, name, _)| (*name).to_owned()).collect();
    let said: Vec<String> = group.iter().map(|(_, _, text)| description(text)).collect();
    let names_one = |text: &str| {
        let spoken: Vec<Word<'_>> = words(text).collect();
        options.iter().any(|name| spoken.contains(&Word::new(name.trim_matches('`'))))
    };
    let parts: Vec<HashSet<String>> = options.iter().map(|name| parts_of(name)).collect();
    // `Messages ready` beside one name with `Messages` in it; `writing log events` beside more words of one name.
    let gives_away = |index: usize| {
        let told = parts_of(&said[index]);
        let is_spelled_out = spells_out(&said[index], &options[index]);
        let shared = |parts: &HashSet<String>| parts.intersection(&told).count();
        let own = shared(&parts[index]);
        let others = || parts.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, parts)| parts);
        let is_alone = |word: &String| told.contains(word) && !others().any(|parts| parts.contains(word));
        is_spelled_out || own > 0 && others().all(|parts| shared(parts) < own) || parts[index].iter().any(is_alone)
    };
    let is_alike = |index: usize| said.iter().enumerate().any(|(other, text)| other != index && *text == said[index]);
    let fits = |index: &usize| {
        let text = &said[*index];
        WORDS.contains(&word_count(text))
            && !names_one(text)
            && !is_alike(*index)
            && !gives_away(*index)
            && !leans(text)
            && !sends_elsewhere(text)
    };
    let card = |index: usize| Card {
        kind: Kind::Which,
        key: key(&options[index], 4),
        context: subject.title.clone(),
        front: format!("Which one? {}", said[index]),
        back: String::new(),
        blocks: vec![group[index].0],
        options: options.clone(),
        right: vec![index],
    };
    (0..group.len()).filter(fits).map(card).collect()
}

/// Whether a text has all words that an action is made of: `Creates a drawer` beside `mail:CreateDrawer`.
#[must_use]
pub(super) fn spells_out(text: &str, name: &str) -> bool {
    let Some((_, action)) = name.trim_matches('`').rsplit_once(':').filter(|(service, _)| !service.contains(':'))
    else {
        return false;
    };
    let starts = action.char_indices().filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at);
    let ends = starts.clone().skip(1).chain([action.len()]);
    let parts: Vec<String> =
        starts.zip(ends).map(|(start, end)| stem(&action[start..end].to_lowercase()).to_owned()).collect();
    parts.len() > 1 && parts.iter().all(|part| stems(text).any(|word| is_form(&word, part)))
}

/// Whether two stems are forms of one word: `creation`, `create`.
fn is_form(word: &str, other: &str) -> bool {
    word.len().min(other.len()) >= 3 && (word.starts_with(other) || other.starts_with(word))
}

/// The stems of the words that a name or a text is made of.
fn parts_of(name: &str) -> HashSet<String> {
    tokenize::all(name).into_iter().map(|word| stem(&word.term).to_owned()).collect()
}

/// The first sentence of a text; `This tracks …` says what the name does as well without its first word.
fn description(text: &str) -> String {
    let first = sentences_of(text).into_iter().next().unwrap_or_default();
    let plain = ["This metric ", "This ", "It "].iter().find_map(|start| first.strip_prefix(start)).unwrap_or(&first);
    clip(&capitalised(plain), *WORDS.end())
}
