//! The cards of the traps of a section: a trap whose sentence makes a precise question has its own card, all others are asked
//! together.

use super::super::label::Label;
use super::super::subject::Subject;
use super::super::{Card, Kind, cloze, key};
use super::{ANSWER_WORDS, MERGED_WORDS, answer, fitting, label_key, question};

/// Words of its answer in the key of a trap that is not the first.
const KEY_WORDS: usize = 4;

/// The cards of traps. `made` have questions of their own, `rest` have none, and there are `all` of them. Traps that a question
/// would only call traps, `What is the trap with seals?`, are asked together: one alone would have several right answers. Their
/// card has a key of its own, `traps`, so that it never has the id of a single one.
pub(super) fn asked(subject: &Subject<'_>, mut made: Vec<Card>, rest: &[(usize, Label<'_>)], all: usize) -> Vec<Card> {
    // The first trap has the plain key, with which readers know it; the others keep theirs where they are asked without it.
    for card in made.iter_mut().skip(1) {
        card.key = format!("{}-{}", card.key, key(&card.back, KEY_WORDS));
    }
    let is_broad = |card: &Card| card.front.starts_with("What is the trap");
    let of_made = |cards: &mut dyn Iterator<Item = &Card>| cards.flat_map(|card| card.blocks.clone()).collect();
    let mut broad: Vec<usize> = of_made(&mut made.iter().filter(|card| is_broad(card)));
    let mut every: Vec<usize> = of_made(&mut made.iter());
    for blocks in [&mut broad, &mut every] {
        blocks.extend(rest.iter().map(|&(at, _)| at));
        blocks.sort_unstable();
    }
    let others: Vec<Card> = rest.iter().filter_map(|&found| alone(subject, found, all)).collect();
    let is_missing = others.len() < rest.len();
    if broad.len() >= 2 || is_missing {
        let card = together(subject, &every, all).or_else(|| together(subject, &broad, all));
        if let Some(card) = card {
            return std::iter::once(card).chain(made.into_iter().filter(|card| !is_broad(card))).collect();
        }
    }
    let known = usize::from(made.is_empty());
    let others = others.into_iter().enumerate().map(|(at, mut card)| {
        if at >= known {
            card.key = format!("{}-{}", card.key, key(&card.back, KEY_WORDS));
        }
        card
    });
    made.into_iter().chain(others).collect()
}

/// One card for several of `all` traps. None if they do not fit.
fn together(subject: &Subject<'_>, blocks: &[usize], all: usize) -> Option<Card> {
    let most = MERGED_WORDS / blocks.len().max(1);
    let answers = blocks.iter().filter_map(|&at| answer(subject, at, subject.label(at)?, most).map(|text| (at, text)));
    let answers = fitting(answers.collect());
    if answers.len() < blocks.len() {
        return None;
    }
    let number = ["two", "three", "four", "five"].get(blocks.len().checked_sub(2)?)?;
    // A topic that is not the whole thing of the title says too little.
    let with = question::with_topic(subject).filter(|with| {
        with.starts_with(" when ") && with.matches(" when ").count() == 1 || question::short_topic(subject).is_some()
    });
    let with = with.unwrap_or_default();
    Some(Card {
        kind: Kind::Label,
        key: label_key("traps"),
        context: subject.title.clone(),
        front: if blocks.len() == all {
            format!("What are the {number} traps{with}?")
        } else {
            format!("What are {number} of the traps{with}?")
        },
        back: answers.iter().map(|(_, text)| format!("- {text}")).collect::<Vec<_>>().join("\n"),
        blocks: blocks.to_vec(),
        options: Vec::new(),
        right: Vec::new(),
    })
}

/// The card of a trap whose sentence makes no question: a gap, or what the title names, if there are no other traps.
fn alone(subject: &Subject<'_>, (at, label): (usize, Label<'_>), all: usize) -> Option<Card> {
    let back = answer(subject, at, label, ANSWER_WORDS)?;
    let first = super::sentences_of(&back).into_iter().next()?;
    let of_title = || format!("What is the trap{}?", question::with_topic(subject).unwrap_or_default());
    let gap = cloze::of_sentence(subject, &first);
    let front = if all == 1 { of_title() } else { gap? };
    Some(Card {
        kind: Kind::Label,
        key: label_key("trap"),
        context: subject.title.clone(),
        front,
        back: super::clip(&back, MERGED_WORDS + 1),
        blocks: vec![at],
        options: Vec::new(),
        right: Vec::new(),
    })
}
