//! Headings inside a section: their list, and the permalink of each one. It takes a body; it does not parse Markdown.

use super::views::HeadingView;
use crate::html::escape::escape;
use crate::parse::{Body, Piece};
use crate::site::routes::encode_fragment;
use pulldown_cmark::Event;

/// Fewest headings for which a page lists them. With fewer, a reader sees them without a list.
const FEWEST_HEADINGS: usize = 3;

/// Returns the headings of the highest level in a section; none if there are fewer than [`FEWEST_HEADINGS`].
pub(super) fn headings(body: &Body) -> Vec<HeadingView> {
    let level = |piece: &Piece| match piece {
        Piece::HeadingStart { level, .. } => Some(*level),
        _ => None,
    };
    let Some(uppermost) = body.pieces.iter().filter_map(level).min() else { return Vec::new() };
    let mut headings = Vec::new();
    for (index, piece) in body.pieces.iter().enumerate() {
        let Piece::HeadingStart { level, id } = piece else { continue };
        if *level == uppermost {
            headings.push(HeadingView { text: heading_text(body, index), href: format!("#{}", encode_fragment(id)) });
        }
    }
    if headings.len() < FEWEST_HEADINGS {
        headings.clear();
    }
    headings
}

/// Returns the permalink of a heading. `end` is the piece that ends the heading. The style sheet draws the sign of the
/// link, so the text of the heading stays unchanged.
pub(super) fn permalink(body: &Body, end: usize) -> String {
    let starts = body.pieces[..end].iter().enumerate().rev().find_map(|(start, piece)| match piece {
        Piece::HeadingStart { id, .. } => Some((start, id)),
        _ => None,
    });
    let Some((start, id)) = starts else { return String::new() };
    let words = escape(heading_text(body, start).trim());
    format!("<a class=\"here\" href=\"#{}\" aria-label=\"Link to {words}\"></a>", encode_fragment(id))
}

/// Returns the plain text of the heading that begins with a piece.
fn heading_text(body: &Body, start: usize) -> String {
    let mut words = String::new();
    for piece in &body.pieces[start + 1..] {
        match piece {
            Piece::Markdown(Event::Text(text) | Event::Code(text)) => words.push_str(text),
            Piece::Markdown(Event::SoftBreak | Event::HardBreak) => words.push(' '),
            Piece::Formula(formula) => words.push_str(&formula.source),
            Piece::Markdown(_) | Piece::MarkStart | Piece::MarkEnd | Piece::Anchor(_) => {}
            _ => break,
        }
    }
    words
}
