//! Finds the labels in bold that begin items and paragraphs, `**Limit:** …`, and those that many sections of a notebook
//! have. It takes bodies, and gives labels with the pieces that they are about. It asks nothing about them: that is
//! [`crate::study`].

use crate::parse::slug::{Names, slug};
use crate::parse::{Body, Piece};
use crate::site::links::{Label, LeadIn};
use crate::site::routes::MOST_ON_ONE_PAGE;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Fewest sections with a label that is collected.
const FEWEST_SECTIONS: usize = 5;

/// Most words of a label.
const MOST_WORDS: usize = 5;

/// Most labels that are collected in a notebook: the most frequent ones.
const MOST_LABELS: usize = 40;

/// Labels, in lower case and without a plural, that lead elsewhere or belong to one question: a list of them says nothing.
const NOT_COLLECTED: [&str; 20] = [
    "answer",
    "compare",
    "correct answer",
    "doc",
    "documentation",
    "explanation",
    "further reading",
    "link",
    "more",
    "next",
    "option",
    "previous",
    "question",
    "read more",
    "reference",
    "related",
    "see",
    "see also",
    "solution",
    "source",
];

/// Returns the labels of a body, in order.
#[must_use]
pub(super) fn lead_ins(body: &Body) -> Vec<LeadIn> {
    let pieces = &body.pieces;
    let mut found: Vec<LeadIn> = Vec::new();
    for start in 0..pieces.len() {
        let Piece::Markdown(Event::Start(tag @ (Tag::Item | Tag::Paragraph))) = &pieces[start] else { continue };
        let is_item = *tag == Tag::Item;
        // The first paragraph of an item belongs to the item.
        let is_counted = found.last().is_some_and(|last| last.pieces.contains(&start) && last.label.end > start);
        let opens = |at: usize, tag: &Tag<'_>| matches!(&pieces.get(at), Some(Piece::Markdown(Event::Start(opened))) if opened == tag);
        let strong = if is_item && opens(start + 1, &Tag::Paragraph) { start + 2 } else { start + 1 };
        if is_counted || !opens(strong, &Tag::Strong) {
            continue;
        }
        found.extend(lead_in(pieces, start, strong));
    }
    found
}

/// The label whose bold text begins at `strong`, in the item or paragraph that begins at `start`.
fn lead_in(pieces: &[Piece], start: usize, strong: usize) -> Option<LeadIn> {
    let strong_end = end_of(pieces, strong)?;
    let mut written = String::new();
    for piece in &pieces[strong + 1..strong_end] {
        match piece {
            Piece::Markdown(Event::Text(text) | Event::Code(text)) => written.push_str(text),
            Piece::Markdown(Event::SoftBreak) => written.push(' '),
            _ => return None,
        }
    }
    let name = written.trim().trim_end_matches([':', '：', '.', ',']).trim_end();
    let has_letters = name.chars().filter(|c| c.is_alphabetic()).nth(1).is_some();
    if !has_letters || name.ends_with('?') || name.split_whitespace().count() > MOST_WORDS {
        return None;
    }
    let end = end_of(pieces, start)?;
    let is_item = matches!(pieces[start], Piece::Markdown(Event::Start(Tag::Item)));
    let whole = if is_item { start + 1..end } else { start..end + 1 };
    let is_alone = !pieces[strong_end + 1..end].iter().any(has_words);
    let whole = match pieces.get(whole.end) {
        // `**Steps:**` above its list.
        Some(Piece::Markdown(Event::Start(Tag::List(_)))) if is_alone && !is_item => {
            whole.start..end_of(pieces, whole.end)? + 1
        }
        _ if is_alone => return None,
        _ => whole,
    };
    // `**Limit:** …` is read without its label, and `**Use it when** …` with it.
    let is_apart = written.trim_end().ends_with([':', '：']);
    let is_paragraph = matches!(pieces.get(strong_end + 1), Some(Piece::Markdown(Event::End(TagEnd::Paragraph))));
    let label = match (is_apart, is_paragraph) {
        (true, true) => strong - 1..strong_end + 2,
        (true, false) => strong..strong_end + 1,
        (false, _) => strong..strong,
    };
    Some(LeadIn { name: name.to_owned(), label, pieces: whole })
}

/// Whether a piece has words to read.
fn has_words(piece: &Piece) -> bool {
    match piece {
        Piece::Markdown(Event::Text(text)) => text.contains(char::is_alphanumeric),
        Piece::Markdown(Event::Code(_)) | Piece::Formula(_) | Piece::Code(_) => true,
        _ => false,
    }
}

/// The piece that ends what begins at `start`.
fn end_of(pieces: &[Piece], start: usize) -> Option<usize> {
    let mut open = 0_usize;
    let ends = pieces[start..].iter().position(|piece| {
        match piece {
            Piece::Markdown(Event::Start(_)) => open += 1,
            Piece::Markdown(Event::End(_)) => open -= 1,
            _ => {}
        }
        open == 0
    })?;
    Some(start + ends)
}

/// Returns the labels that many of these sections have, the most frequent first. None in a very long notebook: a page that
/// collects everything under a label would be as long.
#[must_use]
pub(super) fn repeated<'a>(sections: impl ExactSizeIterator<Item = &'a [LeadIn]>) -> Vec<Label> {
    if sections.len() > MOST_ON_ONE_PAGE {
        return Vec::new();
    }
    let mut labels: BTreeMap<String, (BTreeMap<&str, usize>, Vec<usize>)> = BTreeMap::new();
    for (section, lead_ins) in sections.enumerate() {
        for lead_in in lead_ins {
            let (written, known) = labels.entry(lead_in.key()).or_default();
            *written.entry(&lead_in.name).or_default() += 1;
            if known.last() != Some(&section) {
                known.push(section);
            }
        }
    }
    labels.retain(|key, (_, sections)| {
        sections.len() >= FEWEST_SECTIONS && !NOT_COLLECTED.contains(&key.as_str()) && !slug(key).is_empty()
    });
    let label = |(key, (written, sections)): (String, (BTreeMap<&str, usize>, Vec<usize>))| {
        // As it is written most often; of equals the first in order.
        let name = written.iter().rev().max_by_key(|(_, count)| **count).map_or(key.as_str(), |(name, _)| *name);
        Label { name: name.to_owned(), stem: slug(&key), sections }
    };
    let mut labels: Vec<Label> = labels.into_iter().map(label).collect();
    labels.sort_by_key(|label| Reverse(label.sections.len()));
    labels.truncate(MOST_LABELS);
    let mut names = Names::default();
    for label in &mut labels {
        label.stem = names.take(&label.stem, 2).into_string();
    }
    labels
}
