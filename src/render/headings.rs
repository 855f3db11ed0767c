//! Headings inside a section: their list, and the permalink of each one. It takes a body; it does not parse Markdown.

use super::views::HeadingView;
use crate::html::escape::escape;
use crate::parse::{Body, Piece};
use crate::site::routes::encode_fragment;

/// Fewest headings for which a page lists them. With fewer, a reader sees them without a list.
const FEWEST_HEADINGS: usize = 3;

/// Returns the headings of the highest level in a section; none if there are fewer than [`FEWEST_HEADINGS`].
pub(super) fn headings(body: &Body) -> Vec<HeadingView> {
    let mut uppermost = u8::MAX;
    let mut headings = Vec::new();
    for piece in &body.pieces {
        let Piece::HeadingEnd { level, id, text } = piece else { continue };
        if *level < uppermost {
            uppermost = *level;
            headings.clear();
        }
        if *level == uppermost {
            headings.push(HeadingView { text: text.clone(), href: format!("#{}", encode_fragment(id)) });
        }
    }
    if headings.len() < FEWEST_HEADINGS {
        headings.clear();
    }
    headings
}

/// Returns the permalink of a heading, which `label` names. The style sheet draws the sign of the link, so the text of the heading stays unchanged.
pub(super) fn permalink(id: &str, label: &str) -> String {
    format!("<a class=\"here\" href=\"#{}\" aria-label=\"{}\"></a>", encode_fragment(id), escape(label))
}
