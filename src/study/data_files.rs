//! Cards -> the files under `study/`: classic scripts of one call, `STUDY(name, data)`, that load from disk and under a strict
//! content security policy. docs/study-format.md has the format.

use super::Card;
use super::blocks::{blocks, text_lines};
use super::deck::Deck;
use super::subject::plain_title;
use crate::language::text_direction;
use crate::parse::SectionNumber;
use crate::parse::slug::slug;
use crate::site::routes::{STUDY_ENTRY, encode_path, study_file};
use crate::site::{OutputFile, Route, SectionId, Site};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Size of a piece, in bytes. A piece ends after the section with which it reaches this size.
const PIECE: usize = 20 * 1024;

/// Hexadecimal digits of the hash in a file's name.
const HASH: usize = 8;

/// A file before it is a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudyFile {
    /// Where it goes.
    pub path: String,
    /// What the index calls it.
    pub name: String,
    /// What it holds, as JSON.
    pub data: String,
}

impl StudyFile {
    fn new(name: String, data: &impl Serialize) -> Self {
        // Texts, numbers and lists always have a form in JSON.
        let data = serde_json::to_string(data).unwrap_or_default();
        let hash = blake3::hash(script(&name, &data).as_bytes()).to_hex()[..HASH].to_owned();
        Self { path: study_file(&name, &hash), name, data }
    }

    /// The file as a script.
    #[must_use]
    pub fn script(&self) -> String {
        script(&self.name, &self.data)
    }
}

fn script(name: &str, data: &str) -> String {
    format!("STUDY(\"{name}\",{data})\n")
}

/// Consecutive sections of one notebook.
#[derive(Debug)]
struct Piece {
    notebook: usize,
    sections: std::ops::Range<usize>,
}

impl Piece {
    fn ids(&self) -> impl Iterator<Item = SectionId> {
        let notebook = self.notebook;
        self.sections.clone().map(move |section| SectionId { notebook, section })
    }
}

/// The files as scripts.
#[must_use]
pub fn files(site: &Site, deck: Deck<'_>) -> Vec<OutputFile> {
    let files = study_files(site, deck);
    files.into_par_iter().map(|file| OutputFile { bytes: file.script().into_bytes(), path: file.path }).collect()
}

/// The files.
#[must_use]
pub fn study_files(site: &Site, deck: Deck<'_>) -> Vec<StudyFile> {
    let pieces = pieces(site, deck);
    let made: Vec<(StudyFile, StudyFile)> = pieces
        .par_iter()
        .enumerate()
        .map(|(number, piece)| {
            let name = format!("p{number}");
            let texts: Vec<Vec<Vec<String>>> = piece.ids().map(|id| texts(site, id)).collect();
            let lines: Vec<Vec<&String>> = texts.iter().map(|blocks| blocks.iter().flatten().collect()).collect();
            let text = StudyFile::new(format!("{name}.text"), &lines);
            (StudyFile::new(name, &cards(site, deck, piece, &texts)), text)
        })
        .collect();
    let filters = StudyFile::new("filters".into(), &filters(site));
    let index = index(site, deck, &pieces, &made, &filters.path);
    let index = StudyFile { path: STUDY_ENTRY.into(), name: "index".into(), data: index.to_string() };
    made.into_iter().flat_map(|(cards, text)| [cards, text]).chain([filters, index]).collect()
}

/// The key of the readers' review logs: lower-case letters, digits, `.`, `/` and `-`.
#[must_use]
pub fn site_key(site: &Site) -> String {
    let config = &site.config;
    let wanted = config.study.key.clone().or_else(|| {
        let (_, rest) = config.site.base_url.as_deref()?.split_once("://")?;
        Some(rest.trim_matches('/').to_owned())
    });
    let plain = |text: String| -> String {
        let lower = text.to_lowercase();
        lower.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-') { c } else { '-' }).collect()
    };
    let key = wanted.map_or_else(|| slug(&config.site.title), plain);
    if key.is_empty() { "notes".into() } else { plain(key) }
}

fn pieces(site: &Site, deck: Deck<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (notebook, content) in site.notebooks.iter().enumerate() {
        let (mut start, mut size) = (0, 0);
        for section in 0..content.sections.len() {
            let id = SectionId { notebook, section };
            size += 80 + deck.section(id).iter().map(card_size).sum::<usize>();
            if size >= PIECE || section + 1 == content.sections.len() {
                pieces.push(Piece { notebook, sections: start..section + 1 });
                (start, size) = (section + 1, 0);
            }
        }
    }
    pieces
}

/// About how many bytes a card takes.
fn card_size(card: &Card) -> usize {
    let options: usize = card.options.iter().map(String::len).sum();
    30 + card.key.len() + card.context.len() + card.front.len() + card.back.len() + options
}

/// The cards of a piece.
#[derive(Debug, Serialize)]
struct PieceCards<'a> {
    /// Number, title and address of each section.
    sections: Vec<(&'a str, String, String)>,
    cards: Vec<CardFields<'a>>,
}

/// A card: its section, fragment, context, front and back, then the lines of its answer and its choices, if it has some.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum CardFields<'a> {
    Plain(usize, String, &'a str, &'a str, &'a str),
    WithLines(usize, String, &'a str, &'a str, &'a str, Vec<usize>),
    WithOptions(usize, String, &'a str, &'a str, &'a str, Vec<usize>, &'a [String], &'a [usize]),
}

fn cards<'a>(site: &'a Site, deck: Deck<'a>, piece: &Piece, texts: &[Vec<Vec<String>>]) -> PieceCards<'a> {
    let mut sections = Vec::new();
    let mut cards = Vec::new();
    for (index, (id, texts)) in piece.ids().zip(texts).enumerate() {
        let content = site.section(id);
        let number = content.number.as_ref().map_or("", SectionNumber::as_str);
        sections.push((number, plain_title(content), encode_path(&site.path(Route::Section(id)))));
        let lines = line_numbers(texts);
        cards.extend(deck.section(id).iter().map(|card| card_fields(index, card, &lines)));
    }
    PieceCards { sections, cards }
}

/// The lines of the text of a section that each of its blocks takes.
fn line_numbers(texts: &[Vec<String>]) -> Vec<std::ops::Range<usize>> {
    let mut line = 0;
    let range = |lines: &Vec<String>| {
        let start = line;
        line += lines.len();
        start..line
    };
    texts.iter().map(range).collect()
}

fn card_fields<'a>(section: usize, card: &'a Card, lines: &[std::ops::Range<usize>]) -> CardFields<'a> {
    let lines: Vec<usize> = card.blocks.iter().filter_map(|&block| lines.get(block)).flat_map(Clone::clone).collect();
    let (fragment, context, front, back) = (card.fragment(), &card.context, &card.front, &card.back);
    if !card.options.is_empty() {
        CardFields::WithOptions(section, fragment, context, front, back, lines, &card.options, &card.right)
    } else if lines.is_empty() {
        CardFields::Plain(section, fragment, context, front, back)
    } else {
        CardFields::WithLines(section, fragment, context, front, back, lines)
    }
}

/// The text of a section: the lines of each block.
fn texts(site: &Site, id: SectionId) -> Vec<Vec<String>> {
    blocks(&site.section(id).body).iter().map(text_lines).collect()
}

fn index(site: &Site, deck: Deck<'_>, pieces: &[Piece], made: &[(StudyFile, StudyFile)], filters: &str) -> Value {
    let notebooks: Vec<Value> = (0..site.notebooks.len())
        .map(|notebook| {
            let content = &site.notebooks[notebook];
            let language = site.language_of(notebook);
            let url = encode_path(&site.path(site.destination(Route::Notebook(notebook))));
            json!([content.id, content.title, url, language, text_direction(language)])
        })
        .collect();
    let listed: Vec<Value> = pieces
        .iter()
        .zip(made)
        .map(|(piece, (cards, text))| {
            let stems: Vec<&str> = piece.ids().map(|id| site.section(id).stem.as_str()).collect();
            let counts: Vec<usize> = piece.ids().map(|id| deck.section(id).len()).collect();
            let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
            for card in piece.ids().flat_map(|id| deck.section(id)) {
                let name = card.kind.name();
                if matches!(name, "quiz" | "which" | "number") {
                    *kinds.entry(name).or_default() += 1;
                }
            }
            json!({
                "notebook": piece.notebook, "file": cards.path, "text": text.path, "sections": ranges(&stems),
                "cards": counts, "kinds": kinds,
            })
        })
        .collect();
    json!({
        "version": 1, "site": site_key(site), "filters": filters, "notebooks": notebooks, "parts": parts(site),
        "domains": [], "pieces": listed,
    })
}

/// Parts with their titles and numbers of sections, in order; together they cover all sections.
fn parts(site: &Site) -> Vec<Value> {
    let mut runs = Vec::new();
    for (index, notebook) in site.notebooks.iter().enumerate() {
        let mut title = "";
        let mut count = 0_usize;
        for section in 0..notebook.sections.len() {
            for part in notebook.parts.iter().filter(|part| part.first_section == section) {
                if count > 0 {
                    runs.push(json!([index, title, count]));
                }
                (title, count) = (part.title.text.as_str(), 0);
            }
            count += 1;
        }
        if count > 0 {
            runs.push(json!([index, title, count]));
        }
    }
    runs
}

/// Addresses separated by blanks; `a..b` stands for integers that follow each other.
fn ranges(stems: &[&str]) -> String {
    let integer = |stem: &str| stem.parse::<u64>().ok().filter(|number| number.to_string() == stem);
    let mut parts: Vec<String> = Vec::new();
    let mut run: Option<(u64, u64)> = None;
    let close = |run: &mut Option<(u64, u64)>, parts: &mut Vec<String>| {
        if let Some((first, last)) = run.take() {
            parts.push(if first == last { first.to_string() } else { format!("{first}..{last}") });
        }
    };
    for stem in stems {
        match (integer(stem), &mut run) {
            (Some(number), Some((_, last))) if number == *last + 1 => *last = number,
            (Some(number), _) => {
                close(&mut run, &mut parts);
                run = Some((number, number));
            }
            (None, _) => {
                close(&mut run, &mut parts);
                parts.push((*stem).to_owned());
            }
        }
    }
    close(&mut run, &mut parts);
    parts.join(" ")
}

/// Returns the sections by service and by tag, as pairs of numbers: how many to skip, how many to take.
fn filters(site: &Site) -> Value {
    let ids: Vec<SectionId> = site.section_ids().collect();
    let mut of_service: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (ordinal, &id) in ids.iter().enumerate() {
        for service in &site.section_links(id).services {
            of_service.entry(service.0).or_default().push(ordinal);
        }
    }
    let services: Vec<Value> = of_service
        .iter()
        .map(|(&service, ordinals)| {
            let id = crate::catalogue::ServiceId(service);
            let entry = site.catalogue.get(id);
            let url = encode_path(&site.path(Route::Service { service: id, page: 0 }));
            json!([entry.id, entry.name, if site.has_page(id) { url } else { String::new() }, skips(ordinals)])
        })
        .collect();
    let mut of_tag: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (ordinal, id) in ids.iter().enumerate() {
        for tag in &site.notebooks[id.notebook].front_matter.tags {
            of_tag.entry(tag).or_default().push(ordinal);
        }
    }
    let tags: Vec<Value> = of_tag.iter().map(|(tag, ordinals)| json!([tag, tag, "", skips(ordinals)])).collect();
    json!({"services": services, "tags": tags, "domains": []})
}

/// Returns ascending ordinals as pairs: how many to skip, how many to take. `[3, 14, 15]` is `[3, 1, 10, 2]`.
fn skips(ordinals: &[usize]) -> Vec<usize> {
    let mut pairs = Vec::new();
    let mut next = 0;
    for &ordinal in ordinals {
        if ordinal == next && !pairs.is_empty() {
            *pairs.last_mut().unwrap_or(&mut 0) += 1;
        } else {
            pairs.extend([ordinal - next, 1]);
        }
        next = ordinal + 1;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_named_in_short() {
        assert_eq!(ranges(&["1", "2", "3", "17a", "40-2", "5", "07"]), "1..3 17a 40-2 5 07");
        assert_eq!(skips(&[3, 14, 15]), [3, 1, 10, 2]);
        assert_eq!(skips(&[0, 1]), [0, 2]);
        assert!(skips(&[]).is_empty());
    }
}
