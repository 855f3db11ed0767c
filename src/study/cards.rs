//! The cards of sections: every rule in order, without repeats, without what authors hide.

use super::blocks::{BlockKind, code_span};
use super::sentences::clip;
use super::subject::{Subject, plain_title};
use super::words::word_count;
use super::{Card, Kind, cloze, gist, labels, language, question, quizzes, scenario, which};
use crate::catalogue::Catalogue;
use crate::parse::{Notebook, Section};
use crate::tokenize::capitalised;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// Cells of one section that are asked.
const MOST_CELLS: usize = 24;

/// The language of a notebook's text. `tag` is what its front matter or the site says.
#[must_use]
pub fn language_of(notebook: &Notebook, tag: &str) -> String {
    let mut text = String::new();
    for section in &notebook.sections {
        text.push_str(&section.title.text);
        text.push('\n');
        text.push_str(&section.body.prose.text);
        text.push('\n');
        if text.len() > 20_000 {
            break;
        }
    }
    language::of(tag, &text)
}

/// The cards of each section of a notebook. A question that two sections ask gets what tells them apart: the title of its
/// section, else the number.
#[must_use]
pub fn of_notebook(notebook: &Notebook, tag: &str, catalogue: &Catalogue) -> Vec<Vec<Card>> {
    let language = language_of(notebook, tag);
    let mut cards: Vec<Vec<Card>> =
        notebook.sections.par_iter().map(|section| of_section(section, &language, catalogue)).collect();
    for round in 0..2 {
        let mut asked: HashMap<(String, String), usize> = HashMap::new();
        for card in cards.iter().flatten() {
            *asked.entry((card.context.clone(), card.front_with_options())).or_default() += 1;
        }
        for (section, cards) in notebook.sections.iter().zip(&mut cards) {
            let number = section.number.as_ref().map_or(section.stem.as_str(), |number| number.as_str());
            for card in cards.iter_mut().filter(|card| card.kind != Kind::Quiz) {
                if asked.get(&(card.context.clone(), card.front_with_options())).is_some_and(|&count| count > 1) {
                    let title = plain_title(section);
                    let is_said = card.context == title || card.front.contains(&title);
                    card.context = if round == 0 && !is_said { title } else { format!("{number}. {title}") };
                }
            }
        }
    }
    cards
}

/// The cards of a section, the gist first. `language` is a BCP 47 tag.
#[must_use]
pub fn of_section(section: &Section, language: &str, catalogue: &Catalogue) -> Vec<Card> {
    let Some((subject, quizzes)) = Subject::new(section, language, catalogue) else { return Vec::new() };
    let mut cards = Vec::new();
    let is_english = language.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"));
    let gist = gist_card(&subject, &quizzes, is_english);
    cards.extend(gist.clone());
    cards.extend(quizzes);
    if is_english {
        let gist = gist.map_or_else(String::new, |card| card.back);
        cards.extend(labels::cards(&subject));
        let asked: Vec<String> =
            cards.iter().filter(|card| card.kind == Kind::Label).map(|card| card.back.clone()).collect();
        cards.extend(scenario::cards(&subject, &gist, &asked));
        cards.extend(which::cards(&subject));
        let asked: Vec<String> = cards.iter().map(|card| card.back.clone()).collect();
        cards.extend(cloze::wrong_statements(&subject, &asked));
        let asked: Vec<String> = cards.iter().map(|card| card.back.clone()).collect();
        cards.extend(cloze::cards(&subject, &asked));
    }
    cards.extend(cells(&subject));
    distinct(cards)
}

/// The card of the section itself. A section that is nothing but a quiz has that as its first card.
fn gist_card(subject: &Subject<'_>, quizzes: &[Card], is_english: bool) -> Option<Card> {
    if subject.prose().iter().all(|&at| subject.text(at).len() < 20) && !quizzes.is_empty() {
        return None;
    }
    let gist::Gist { text, blocks } = gist::gist(subject);
    let asked = if is_english {
        question::question(subject, &text)
    } else {
        let explain = language::explain(subject.language);
        question::Question { front: format!("{explain}: \"{}\"", subject.title), lead: String::new() }
    };
    let lead = if asked.lead.is_empty() || text.contains(asked.lead.trim_end_matches('.')) {
        text
    } else {
        format!("{} {text}", asked.lead)
    };
    let context = if is_english { subject.context_for(&asked.front) } else { String::new() };
    let back =
        if word_count(&lead) > quizzes::MOST_BACK_WORDS { clip(&lead, quizzes::MOST_BACK_WORDS - 1) } else { lead };
    Some(Card {
        kind: Kind::Gist,
        key: String::new(),
        context,
        front: asked.front,
        back: [back, code_answer(subject), subject.title.clone()]
            .into_iter()
            .find(|text| text.chars().any(char::is_alphanumeric))
            .unwrap_or_default(),
        blocks,
        options: Vec::new(),
        right: Vec::new(),
    })
}

/// What a section without prose answers: its first lines of code or its table.
fn code_answer(subject: &Subject<'_>) -> String {
    let shown = subject.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Comment | BlockKind::DetailsEnd));
    let lines = shown.flat_map(|block| {
        let is_code = block.kind == BlockKind::Code;
        super::blocks::text_lines(block)
            .into_iter()
            .map(move |line| if is_code { code_span(line.trim()) } else { line })
    });
    let lines: Vec<String> = lines.filter(|line| line.chars().any(char::is_alphanumeric)).take(6).collect();
    clip(&lines.join("\n"), quizzes::MOST_BACK_WORDS - 1)
}

/// The cells of tables, each asked by its column and its row.
fn cells(subject: &Subject<'_>) -> Vec<Card> {
    let mut cards = Vec::new();
    let mut head: Option<(usize, &[String])> = None;
    for (at, block) in subject.blocks.iter().enumerate() {
        let BlockKind::Row { table, cells } = &block.kind else { continue };
        let Some((_, columns)) = head.filter(|(known, _)| known == table) else {
            head = Some((*table, cells));
            continue;
        };
        let Some(row) = cells.first().filter(|row| !row.is_empty()) else { continue };
        for (column, cell) in columns.iter().zip(cells).skip(1) {
            let is_asked = !column.is_empty() && cell.chars().any(char::is_alphanumeric) && column != cell;
            if !is_asked || cards.len() >= MOST_CELLS {
                continue;
            }
            cards.push(Card {
                kind: Kind::Cell,
                key: super::key(&format!("{row} {column}"), 6),
                context: subject.title.clone(),
                front: format!("{} — {row}?", capitalised(column)),
                back: clip(cell, quizzes::MOST_BACK_WORDS - 1),
                blocks: vec![at],
                options: Vec::new(),
                right: Vec::new(),
            });
        }
    }
    cards
}

/// Leaves out cards that ask the same, and tells cards of one key apart by their answers.
fn distinct(cards: Vec<Card>) -> Vec<Card> {
    let mut asked = HashSet::new();
    let mut fragments = HashSet::new();
    let mut kept = Vec::with_capacity(cards.len());
    for mut card in cards {
        // A question that the author wrote twice stays: exams repeat some.
        let is_authors = matches!(card.kind, Kind::Quiz | Kind::Pair | Kind::Detail);
        if !asked.insert((card.context.clone(), card.front_with_options())) && !is_authors {
            continue;
        }
        if fragments.contains(&card.fragment()) {
            card.key = format!("{}-{}", card.key, super::key(&card.back_with_options(), 4));
        }
        if is_authors && fragments.contains(&card.fragment()) {
            card.key.push_str("-2");
        }
        if fragments.insert(card.fragment()) {
            kept.push(card);
        }
    }
    kept
}
