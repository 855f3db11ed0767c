//! The cards of sections: every rule in order, without repeats, without what authors hide.

use super::blocks::{BlockKind, code_span};
use super::grammar::is_instruction;
use super::sentences::{clip, sentences_of};
use super::subject::{Subject, plain_title};
use super::words::{content_words, word_count, words};
use super::{Card, Kind, cloze, decisive, gist, labels, language, numbers, question, quizzes, scenario, which, wrong};
use crate::catalogue::Catalogue;
use crate::parse::{Notebook, Section};
use crate::site::material::{Fact, Material};
use crate::tokenize::capitalised;
use rayon::prelude::*;
use std::borrow::Cow;
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

/// What [`of_notebook`] makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Cards alone.
    Cards,
    /// Cards, and the numbers that a page lists.
    CardsAndFacts,
}

/// The cards of each section of a notebook, and perhaps its numbers: each section is read once for both. A question that two
/// sections ask gets what tells them apart: the title of its section, else the number.
#[must_use]
pub fn of_notebook(notebook: &Notebook, tag: &str, catalogue: &Catalogue, wanted: Wanted) -> Material {
    let language = language_of(notebook, tag);
    let read = |section: &Section| {
        let Some((subject, quizzes)) = Subject::new(section, &language, catalogue) else { return Default::default() };
        let facts = if wanted == Wanted::Cards { Vec::new() } else { numbers::facts(&subject) };
        (of_subject(&subject, quizzes), facts)
    };
    let (mut cards, facts): (Vec<Vec<Card>>, Vec<Vec<Fact>>) = notebook.sections.par_iter().map(read).unzip();
    tell_apart(notebook, &mut cards);
    Material { cards, facts }
}

/// The numbers of each section of a notebook.
#[must_use]
pub fn facts_of_notebook(notebook: &Notebook, tag: &str, catalogue: &Catalogue) -> Vec<Vec<Fact>> {
    let language = language_of(notebook, tag);
    let facts = |section: &Section| {
        Subject::new(section, &language, catalogue).map_or_else(Vec::new, |(subject, _)| numbers::facts(&subject))
    };
    notebook.sections.par_iter().map(facts).collect()
}

/// Leaves out a card that another section asks with the same answer. Quizzes stay, as exams repeat some, and so does the card
/// of a section.
fn leave_out_repeated(cards: &mut [Vec<Card>]) {
    let mut asked: HashSet<(&str, Cow<'_, str>, Cow<'_, str>)> = HashSet::new();
    let mut kept = Vec::new();
    for card in cards.iter().flatten() {
        let is_new = asked.insert((&card.context, whole_front(card), whole_back(card)));
        kept.push(is_new || matches!(card.kind, Kind::Gist | Kind::Quiz));
    }
    let mut kept = kept.into_iter();
    for cards in cards {
        cards.retain(|_| kept.next().unwrap_or(true));
    }
}

/// Gives cards of different sections with one question what tells them apart.
fn tell_apart(notebook: &Notebook, cards: &mut [Vec<Card>]) {
    leave_out_repeated(cards);
    for round in 0..2 {
        let mut asked: HashMap<(&str, Cow<'_, str>), usize> = HashMap::new();
        for card in cards.iter().flatten() {
            *asked.entry((&card.context, whole_front(card))).or_default() += 1;
        }
        let is_repeated = |card: &Card| asked.get(&(card.context.as_str(), whole_front(card))) > Some(&1);
        let mut repeated: Vec<(usize, usize)> = Vec::new();
        for (section, cards) in cards.iter().enumerate() {
            let found = cards.iter().enumerate().filter(|(_, card)| card.kind != Kind::Quiz && is_repeated(card));
            repeated.extend(found.map(|(at, _)| (section, at)));
        }
        if repeated.is_empty() {
            break;
        }
        for (section, at) in repeated {
            let (section, card) = (&notebook.sections[section], &mut cards[section][at]);
            let number = section.number.as_ref().map_or(section.stem.as_str(), |number| number.as_str());
            let title = plain_title(section);
            let is_said = card.context == title || card.front.contains(&title);
            card.context = if round == 0 && !is_said { title } else { format!("{number}. {title}") };
        }
    }
}

/// The question of a card with its choices.
fn whole_front(card: &Card) -> Cow<'_, str> {
    if card.options.is_empty() { Cow::Borrowed(&card.front) } else { Cow::Owned(card.front_with_options()) }
}

/// The answer of a card with its right choices.
fn whole_back(card: &Card) -> Cow<'_, str> {
    if card.right.is_empty() { Cow::Borrowed(&card.back) } else { Cow::Owned(card.back_with_options()) }
}

/// The cards of a section, the gist first. `language` is a BCP 47 tag.
#[must_use]
pub fn of_section(section: &Section, language: &str, catalogue: &Catalogue) -> Vec<Card> {
    Subject::new(section, language, catalogue).map_or_else(Vec::new, |(subject, quizzes)| of_subject(&subject, quizzes))
}

fn of_subject(subject: &Subject<'_>, quizzes: Vec<Card>) -> Vec<Card> {
    let mut cards = Vec::new();
    let is_english = subject.language.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"));
    cards.extend(gist_card(subject, &quizzes, is_english));
    let has_gist = !cards.is_empty();
    cards.extend(quizzes);
    if is_english {
        cards.extend(labels::cards(subject));
        let is_label = |card: &&Card| card.kind == Kind::Label;
        let asked: Vec<&str> = cards.iter().filter(is_label).map(|card| card.back.as_str()).collect();
        let gist = if has_gist { Some(&cards[0]) } else { None };
        let scenarios = scenario::cards(subject, gist, &asked);
        cards.extend(scenarios);
        cards.extend(which::cards(subject));
        let wrong = wrong::cards(subject, &backs(&cards));
        cards.extend(wrong);
        let asked = backs(&cards);
        let gaps = cloze::cards(subject, &asked);
        let decisive = decisive::cards(subject, &asked);
        cards.extend(gaps);
        cards.extend(decisive);
    }
    cards.extend(cells(subject));
    distinct(cards)
}

fn backs(cards: &[Card]) -> Vec<&str> {
    cards.iter().map(|card| card.back.as_str()).collect()
}

/// The card of the section itself. A section that is nothing but a quiz, or answers its title itself, has that as its first
/// card.
fn gist_card(subject: &Subject<'_>, quizzes: &[Card], is_english: bool) -> Option<Card> {
    if subject.is_asked {
        return None;
    }
    if subject.prose().iter().all(|&at| subject.text(at).len() < 20) && !quizzes.is_empty() {
        return None;
    }
    let mut found = gist::gist(subject);
    let (asked, is_opening) = asked_of_gist(subject, &mut found, is_english);
    let gist::Gist { text, blocks } = found;
    let lead = if asked.lead.is_empty() || text.contains(asked.lead.trim_end_matches('.')) {
        capitalised(&text)
    } else {
        format!("{} {text}", asked.lead)
    };
    let context = match is_english {
        // The service with which such an answer begins is what the question asks for.
        true if is_opening => subject.context_for(&asked.front),
        true => gist_context(subject, &asked.front, &text),
        false => String::new(),
    };
    let says_something = |text: &String| text.chars().any(char::is_alphanumeric);
    let back =
        if word_count(&lead) > quizzes::MOST_BACK_WORDS { clip(&lead, quizzes::MOST_BACK_WORDS - 1) } else { lead };
    Some(Card {
        kind: Kind::Gist,
        key: String::new(),
        context,
        front: asked.front,
        back: Some(back)
            .filter(says_something)
            .or_else(|| Some(code_answer(subject)).filter(says_something))
            .or_else(|| Some(subject.title.clone()).filter(says_something))
            .unwrap_or_default(),
        blocks,
        options: Vec::new(),
        right: Vec::new(),
    })
}

/// The question of a gist, and whether the beginning of the section made it. The gist becomes its answer.
fn asked_of_gist(subject: &Subject<'_>, found: &mut gist::Gist, is_english: bool) -> (question::Question, bool) {
    let plain = |front: String| question::Question { front, lead: String::new() };
    if let Some((front, answer)) = own_question(&found.text) {
        found.text = answer;
        return (plain(front), false);
    }
    if !is_english {
        let explain = language::explain(subject.language);
        return (plain(format!("{explain}: \"{}\"", subject.title)), false);
    }
    let asked = question::question(subject, &found.text);
    let opening = if asks_broadly(&asked.front) { of_opening(subject, &found.text) } else { None };
    if let Some((front, answer)) = opening.filter(|(front, _)| is_replaceable(subject, &asked.front, front)) {
        found.text = answer;
        return (plain(front), true);
    }
    if asked.front.starts_with("Explain: ") {
        gist::complete(subject, found);
        gist::fill(subject, found);
    }
    let front = question::without_answer(subject, &asked.front, &found.text);
    (question::Question { front: question::narrowed(&front, &found.text), ..asked }, false)
}

/// Whether a question quotes the title, or asks for something to do.
fn asks_broadly(front: &str) -> bool {
    ["Explain: ", "How do you ", "What do you use for ", "Why do "].iter().any(|start| front.starts_with(start))
        || front.starts_with("Why does ")
}

/// The question for the purpose or the condition with which a section begins, and its answer: more precise than the title.
fn of_opening(subject: &Subject<'_>, gist: &str) -> Option<(String, String)> {
    if let Some((intro, items)) = gist.split_once('\n') {
        return Some((scenario::of_intro(subject, intro)?, items.to_owned()));
    }
    let said = sentences_of(gist);
    let (first, rest) = said.split_first()?;
    let (front, answer) = scenario::of_opening(subject, first)?;
    let dot = if answer.ends_with(['.', '!', '?']) { "" } else { "." };
    let whole = std::iter::once(format!("{answer}{dot}")).chain(rest.iter().cloned()).collect::<Vec<_>>().join(" ");
    Some((front, whole))
}

/// Whether a question gives way to one that its answer makes. `How do you keep letters dry?` says more than `What do you do if it
/// rains?`
fn is_replaceable(subject: &Subject<'_>, front: &str, other: &str) -> bool {
    let names_title = || content_words(other).any(|word| subject.is_in_title(&word));
    let asks_todo = || other.starts_with("How do you ") || other.starts_with("What do you ") && names_title();
    front.starts_with("Explain: ") || asks_todo()
}

/// The question with which a section begins, and its answer.
fn own_question(gist: &str) -> Option<(String, String)> {
    let end = gist.find('?').filter(|&end| !gist[..end].contains(['.', '\n', '!', ':']))? + 1;
    let (question, answer) = (gist[..end].trim(), gist[end..].trim());
    let first = words(question).next()?;
    let asks = matches!(
        first.as_str(),
        "what" | "which" | "who" | "how" | "why" | "when" | "where" | "whose" | "does" | "is" | "can"
    );
    // `Letters arrive wet because the bag is old? Wrap them.`
    let is_told = !asks && is_instruction(answer) && (5..=30).contains(&word_count(question));
    if is_told {
        return Some((format!("{}: what do you do?", question.trim_end_matches('?')), answer.to_owned()));
    }
    let is_whole =
        asks && (5..=36).contains(&word_count(question)) && word_count(answer) >= 5 && gist[end..].starts_with(' ');
    is_whole.then(|| (question.to_owned(), answer.to_owned()))
}

/// The line above the question of the title. `What are parameters?` names no thing by itself: the title does, else the service.
/// `How do you roll back?` gets the service with which the answer begins, unless that is what the question asks for.
fn gist_context(subject: &Subject<'_>, front: &str, gist: &str) -> String {
    let names = subject.has_entity(front);
    let is_bare = content_words(front).nth(1).is_none() && !names;
    if is_bare && content_words(&subject.title).nth(1).is_some() {
        return subject.title.clone();
    }
    if is_bare {
        return subject.first_service().unwrap_or_else(|| subject.context_for(front));
    }
    let service = if names || front.starts_with("What do you use") { None } else { subject.service_of_opening(gist) };
    service.unwrap_or_else(|| subject.context_for(front))
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
    let mut asked: HashSet<(String, String)> = HashSet::new();
    let mut fragments: HashSet<String> = HashSet::new();
    let mut kept = Vec::with_capacity(cards.len());
    for mut card in cards {
        let is_other = card.kind == Kind::Term && kept.iter().any(|known: &Card| known.front == card.front);
        if is_other {
            continue;
        }
        // A question that the author wrote twice stays: exams repeat some.
        let is_authors = matches!(card.kind, Kind::Quiz | Kind::Pair | Kind::Detail);
        if !asked.insert((card.context.clone(), card.front_with_options())) && !is_authors {
            continue;
        }
        let mut fragment = card.fragment();
        if fragments.contains(&fragment) {
            card.key = format!("{}-{}", card.key, super::key(&card.back_with_options(), 4));
            fragment = card.fragment();
        }
        if is_authors && fragments.contains(&fragment) {
            card.key.push_str("-2");
            fragment = card.fragment();
        }
        if fragments.insert(fragment) {
            kept.push(card);
        }
    }
    kept
}
