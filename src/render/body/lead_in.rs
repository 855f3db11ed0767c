//! Lead-ins with an icon: items and paragraphs that begin with `**Trap:**`, `**Limit:**` or `**Example:**`. It takes pieces of a
//! body, and gives a class; the style sheet draws the icon. Which labels these are: [`crate::site::label_kind`].

use crate::parse::Piece;
use crate::site::label_kind::{LabelKind, label_kind};
use pulldown_cmark::{Event, Tag};

/// Longest label, in bytes.
const LONGEST: usize = 40;

/// Returns the class of the bold text that begins at a piece, if it is such a label at the beginning of an item or a paragraph.
pub(super) fn class(pieces: &[Piece], strong: usize) -> Option<&'static str> {
    let before = pieces.get(strong.checked_sub(1)?);
    if !matches!(before, Some(Piece::Markdown(Event::Start(Tag::Item | Tag::Paragraph)))) {
        return None;
    }
    let Some([Piece::Markdown(Event::Text(text)), Piece::Markdown(Event::End(_))]) = pieces.get(strong + 1..strong + 3)
    else {
        return None;
    };
    if text.len() > LONGEST {
        return None;
    }
    let label = text.trim().trim_end_matches([':', '：', '.', '!', '！']).trim_end().to_lowercase();
    label_kind(&label).map(|kind| match kind {
        LabelKind::Trap => "trap",
        LabelKind::Limit => "limit",
        LabelKind::Example => "example",
    })
}
