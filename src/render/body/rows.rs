//! Lists of section numbers, such as `43, 96, 120`: the page shows each number with its title, on a row of its own.
//!
//! It finds such lists in the pieces of a body, and writes what is around the pieces: the rows and the titles.

use super::Writer;
use crate::parse::{Body, Piece};
use crate::site::links::{Links, Target};
use crate::site::{Route, SectionId, Site};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// Fewer numbers are part of a sentence.
const LEAST: usize = 3;

/// A list of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    /// From the start of the first link to the end of the last, or to the full stop after it.
    pub pieces: Range<usize>,
    /// Each link's section, by the piece that ends the link.
    pub links: Vec<(usize, SectionId)>,
}

impl Writer<'_> {
    /// Opens a list of section numbers before its first piece, adds a title before its link ends, and hides the commas.
    pub(super) fn before_row_piece(&mut self, index: usize) {
        let Some(rows) = self.rows.last().filter(|rows| rows.pieces.contains(&index)) else { return };
        let is_first = index == rows.pieces.start;
        let ended = rows.links.iter().find(|(end, _)| *end == index).map(|(_, section)| *section);
        let is_comma = self.is_between_links(index);
        if is_first {
            self.made("<span class=\"rows\">".to_owned());
        }
        if let Some(id) = ended {
            let language = self.surface.site.language_of(id.notebook);
            let language =
                if language == self.surface.language { String::new() } else { format!(" lang=\"{language}\"") };
            self.made(format!(" <span{language}>{}</span>", self.surface.site.section(id).title.html));
        }
        if is_comma {
            self.made("<span class=\"said\">".to_owned());
        }
    }

    /// Closes what [`Writer::before_row_piece`] opened.
    pub(super) fn after_row_piece(&mut self, index: usize) {
        let Some(rows) = self.rows.last().filter(|rows| rows.pieces.contains(&index)) else { return };
        let is_last = index + 1 == rows.pieces.end;
        if self.is_between_links(index) {
            self.made("</span>".to_owned());
        }
        if is_last {
            self.rows.pop();
            self.made("</span>".to_owned());
        }
    }

    /// Whether a piece of a list is text outside its links.
    fn is_between_links(&self, index: usize) -> bool {
        let is_in_link = self.rows.last().is_some_and(|rows| rows.links.iter().any(|(end, _)| *end == index + 1));
        !is_in_link && matches!(self.body.pieces[index], Piece::Markdown(Event::Text(_)))
    }
}

/// Returns the lists of numbers of a body. Such a list ends an item or a paragraph: numbers with words after them are
/// part of a sentence and stay.
pub(super) fn rows(body: &Body, links: &Links, site: &Site) -> Vec<Rows> {
    let mut found = Vec::new();
    let mut rows = Rows::default();
    let mut at = 0;
    while at < body.pieces.len() {
        if let Some(section) = number(body, links, site, at) {
            if rows.links.is_empty() {
                rows.pieces.start = at;
            }
            rows.links.push((at + 2, section));
            rows.pieces.end = at + 3;
            at += 3;
            continue;
        }
        match &body.pieces[at] {
            Piece::Markdown(Event::SoftBreak) => {}
            Piece::Markdown(Event::Text(text)) if matches!(text.trim(), "," | "") => {}
            Piece::Markdown(Event::Text(text)) if text.trim() == "." && is_end(body.pieces.get(at + 1)) => {
                rows.pieces.end = at + 1;
            }
            piece => {
                if rows.links.len() >= LEAST && is_end(Some(piece)) {
                    found.push(std::mem::take(&mut rows));
                }
                rows = Rows::default();
            }
        }
        at += 1;
    }
    found
}

/// Whether a piece ends the words of an item or a paragraph. A list may follow the words of an item.
fn is_end(piece: Option<&Piece>) -> bool {
    matches!(piece, Some(Piece::Markdown(Event::End(TagEnd::Item | TagEnd::Paragraph) | Event::Start(Tag::List(_)))))
}

/// Returns the section to which a link leads whose only words are its number.
fn number(body: &Body, links: &Links, site: &Site, at: usize) -> Option<SectionId> {
    let [Piece::Markdown(Event::Start(Tag::Link { .. })), Piece::Markdown(Event::Text(text)), end] =
        body.pieces.get(at..at + 3)?
    else {
        return None;
    };
    let target = links.targets.binary_search_by_key(&at, |(piece, _)| *piece).ok()?;
    let Target::Page { route: Route::Section(id), fragment: None } = links.targets[target].1 else { return None };
    let number = site.section(id).number.as_ref()?;
    let is_link = matches!(end, Piece::Markdown(Event::End(TagEnd::Link)));
    (is_link && number.as_str() == text.trim()).then_some(id)
}
