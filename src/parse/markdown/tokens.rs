//! Tokens of other tools' syntax -> pieces: formulas, links, highlights, boxes.

use super::{Formula, Piece, Reader, RunKind};
use crate::diagnostic::Diagnostic;
use crate::html::mathml::{Form, mathml};
use crate::parse::dialect::is_inline;
use crate::parse::syntax::{self, BoxKind, Fold, Token};
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};
use std::ops::Range;

/// The label of a wiki link that is an embedded note or file, `![[Note]]`. Most wiki links have an empty one.
pub const EMBEDDED: &str = "embedded";

/// The label of a wiki link that may be code instead: `x[[i]]`, `[[nodiscard]]`. If no note has its name, its brackets stay.
pub const MAYBE_CODE: &str = "maybe-code";

/// Attributes of C++.
#[rustfmt::skip]
const ATTRIBUTES_OF_CPP: [&str; 10] = [
    "nodiscard", "maybe_unused", "noreturn", "fallthrough", "likely", "unlikely", "deprecated", "no_unique_address",
    "carries_dependency", "assume",
];

/// A quotation that is open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quotation {
    /// The piece that opens it.
    piece: usize,
    /// The fold, if the quotation is a box.
    is_box: Option<Fold>,
}

impl Reader<'_> {
    /// Appends what a token stands for.
    pub(super) fn token(&mut self, token: Token, range: Range<usize>) {
        match token {
            Token::Formula { source, written, display } => {
                let form = if display { Form::Display } else { Form::Inline };
                self.formula(source, written, form, &range);
            }
            Token::Link { target, words, embed } => self.wiki_link(&target, &words, embed, &range),
            Token::MarkStart | Token::Caret { opens: true } => self.push(Piece::MarkStart, &range),
            Token::MarkEnd | Token::Caret { opens: false } => self.push(Piece::MarkEnd, &range),
            Token::Anchor(id) => {
                let id = if id.starts_with('^') { syntax::block_fragment(&id) } else { id };
                let id = self.ids.of_heading(&id);
                self.body.anchors.push(id.clone());
                self.push(Piece::Anchor(id), &range);
            }
            Token::Box { kind, fold, titled } => self.open_box(&kind, Fold::of_sign(&fold), titled, &range),
        }
    }

    /// Appends a formula, and reports one that cannot be read.
    pub(super) fn formula(&mut self, source: String, written: String, form: Form, range: &Range<usize>) {
        let drawn = mathml(&source, form);
        if let Err(reason) = &drawn {
            let span = self.span(range);
            self.diagnostics.push(
                Diagnostic::warning("formula-unreadable", format!("this formula cannot be read: {reason}"))
                    .at(span)
                    .help("it is shown as it is written"),
            );
        }
        self.words(&source, RunKind::Formula);
        self.push(
            Piece::Formula(Box::new(Formula { source, written, mathml: drawn.ok(), display: form == Form::Display })),
            range,
        );
    }

    /// Appends a wiki link or an embedded file, with [`EMBEDDED`] as its label.
    fn wiki_link(&mut self, target: &str, words: &str, embed: bool, range: &Range<usize>) {
        // A link inside a link is only its words.
        let is_inside = self.links > 0;
        let (dest_url, link_type) = (CowStr::from(target.to_owned()), LinkType::WikiLink { has_pothole: true });
        let is_behind_word = match self.body.pieces.last() {
            Some(Piece::Markdown(Event::Text(before))) => {
                before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ')' | ']'))
            }
            // `x[[i]][[j]]`
            Some(Piece::Markdown(Event::End(TagEnd::Link))) => {
                self.body.ranges.last().is_some_and(|before| before.end == range.start)
            }
            _ => false,
        };
        let is_code = words == target && (is_behind_word || ATTRIBUTES_OF_CPP.contains(&target));
        let label = match embed {
            true => EMBEDDED,
            false if is_code => MAYBE_CODE,
            false => "",
        };
        let (title, id) = (CowStr::Borrowed(""), CowStr::Borrowed(label));
        let (start, end) = if embed && syntax::is_shown(target) {
            (Tag::Image { link_type, dest_url, title, id }, TagEnd::Image)
        } else {
            (Tag::Link { link_type, dest_url, title, id }, TagEnd::Link)
        };
        if !is_inside {
            self.piece(Event::Start(start), range.clone());
        }
        self.piece(Event::Text(CowStr::from(words.to_owned())), range.clone());
        if !is_inside {
            self.piece(Event::End(end), range.clone());
        }
    }

    /// Makes a box of the quotation whose first paragraph begins with its token.
    fn open_box(&mut self, kind: &str, fold: Fold, titled: bool, range: &Range<usize>) {
        let pieces = self.body.pieces.len();
        let opens_paragraph = matches!(self.body.pieces.last(), Some(Piece::Markdown(Event::Start(Tag::Paragraph))));
        match self.quotations.last_mut() {
            Some(quotation) if opens_paragraph && quotation.piece + 2 == pieces => {
                quotation.is_box = Some(fold);
                self.body.pieces.pop();
                self.body.ranges.pop();
                self.body.pieces[quotation.piece] = Piece::BoxStart { kind: BoxKind::named(kind), fold, titled };
                self.box_title = Some(fold);
            }
            _ => {
                let words = format!("[!{kind}]");
                self.piece(Event::Text(CowStr::from(words)), range.clone());
            }
        }
    }

    /// Whether the last piece opened a box whose title is to come.
    fn opens_title(&self) -> bool {
        self.box_title.is_some() && matches!(self.body.pieces.last(), Some(Piece::BoxStart { .. }))
    }

    /// Keeps count of quotations. Whether an event belongs to a box and is done with.
    pub(super) fn is_of_box(&mut self, event: &Event<'_>, range: &Range<usize>) -> bool {
        match event {
            Event::Start(Tag::BlockQuote(_)) => {
                self.quotations.push(Quotation { piece: self.body.pieces.len(), is_box: None });
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                if let Some(Quotation { is_box: Some(fold), .. }) = self.quotations.pop() {
                    self.depth -= 1;
                    self.push(Piece::BoxEnd(fold), range);
                    return true;
                }
            }
            Event::End(TagEnd::Paragraph) => {
                if let Some(fold) = self.box_title.take() {
                    self.body.prose.text.push('\n');
                    self.push(Piece::BoxTitleEnd(fold), range);
                    return true;
                }
            }
            // The blank between the token and the title.
            Event::Text(words) if self.opens_title() && words.starts_with(' ') => {
                let words = words.trim_start().to_owned();
                if !words.is_empty() {
                    self.piece(Event::Text(CowStr::from(words)), range.clone());
                }
                return true;
            }
            _ => {}
        }
        false
    }
}

/// An inline element that is open.
enum Open {
    Mark(usize),
    Other,
}

/// Makes text of the signs of a highlight that does not begin and end inside the same element.
pub(super) fn pair_marks(pieces: &mut [Piece]) {
    if !pieces.iter().any(|piece| matches!(piece, Piece::MarkStart | Piece::MarkEnd)) {
        return;
    }
    let text = || Piece::Markdown(Event::Text(CowStr::Borrowed("==")));
    let mut open: Vec<Open> = Vec::new();
    for index in 0..pieces.len() {
        let is_block_end = match &pieces[index] {
            Piece::Markdown(Event::End(end)) => !is_inline(*end),
            Piece::HeadingEnd { .. } | Piece::BoxTitleEnd(_) | Piece::BoxEnd(_) => true,
            _ => false,
        };
        match &pieces[index] {
            Piece::MarkStart => open.push(Open::Mark(index)),
            Piece::MarkEnd if matches!(open.last(), Some(Open::Mark(_))) => drop(open.pop()),
            Piece::MarkEnd => pieces[index] = text(),
            Piece::Markdown(Event::Start(tag)) if is_inline(tag.to_end()) => open.push(Open::Other),
            Piece::Markdown(Event::End(end)) if is_inline(*end) => {
                while let Some(Open::Mark(start)) = open.pop() {
                    pieces[start] = text();
                }
            }
            _ if is_block_end => {
                for unclosed in open.drain(..) {
                    if let Open::Mark(start) = unclosed {
                        pieces[start] = text();
                    }
                }
            }
            _ => {}
        }
    }
}
