//! Headings inside a section: the list of them, and the link of each to itself.

use super::views::HeadingView;
use crate::html::escape::escape;
use crate::parse::{Body, Piece};
use crate::site::routes::encode_fragment;
use pulldown_cmark::Event;

/// A section with fewer headings is seen at a glance.
const FEWEST_HEADINGS: usize = 3;

/// The uppermost headings of a section, if there are enough to find one's way by.
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

/// The link to the heading that ends with a piece. The style sheet draws its sign, so that the heading's own words stay as
/// they are.
pub(super) fn permalink(body: &Body, end: usize) -> String {
    let starts = body.pieces[..end].iter().enumerate().rev().find_map(|(start, piece)| match piece {
        Piece::HeadingStart { id, .. } => Some((start, id)),
        _ => None,
    });
    let Some((start, id)) = starts else { return String::new() };
    let words = escape(heading_text(body, start).trim());
    format!("<a class=\"here\" href=\"#{}\" aria-label=\"Link to {words}\"></a>", encode_fragment(id))
}

/// The words of the heading that begins with a piece, without what they look like.
fn heading_text(body: &Body, start: usize) -> String {
    let mut words = String::new();
    for piece in &body.pieces[start + 1..] {
        match piece {
            Piece::Markdown(Event::Text(text) | Event::Code(text)) => words.push_str(text),
            Piece::Markdown(Event::SoftBreak | Event::HardBreak) => words.push(' '),
            Piece::Markdown(_) => {}
            _ => break,
        }
    }
    words
}
