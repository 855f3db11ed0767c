//! A file between two rewritings, and the spans of its code.

use super::super::dialect::MARKDOWN;
use super::super::patch::{Edit, Patched};
use super::super::ranges;
use pulldown_cmark::{Event, Parser, Tag};
use std::cell::OnceCell;
use std::ops::Range;

/// The text of a file as far as it is rewritten. Its code is looked for once until the text changes, because that reads the whole
/// text as Markdown.
#[derive(Debug)]
pub(super) struct Draft {
    patched: Patched,
    code: OnceCell<Vec<Range<usize>>>,
}

impl Draft {
    pub(super) fn new(patched: Patched) -> Self {
        Self { patched, code: OnceCell::new() }
    }

    /// A text that nothing was rewritten in.
    pub(super) fn of(text: &str) -> Self {
        Self::new(Patched::new(text, 0, Vec::new()))
    }

    pub(super) fn text(&self) -> &str {
        &self.patched.text
    }

    /// Blocks of code and code spans, sorted.
    pub(super) fn code(&self) -> &[Range<usize>] {
        self.code.get_or_init(|| code_ranges(self.text()))
    }

    /// Where a range of the text is in the author's file.
    pub(super) fn origin_range(&self, range: Range<usize>) -> Range<usize> {
        self.patched.origin_range(range)
    }

    /// The text with more edits, which are in offsets of it.
    pub(super) fn edited(self, edits: Vec<Edit>) -> Self {
        if edits.is_empty() { self } else { Self::new(self.patched.edited(edits)) }
    }

    pub(super) fn into_patched(self) -> Patched {
        self.patched
    }
}

/// Blocks of code and code spans.
fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    // The beginning and the name of an element of code that is open.
    let mut open: Option<(usize, &str)> = None;
    for (event, range) in Parser::new_ext(text, MARKDOWN).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => ranges.push(range),
            Event::Html(html) | Event::InlineHtml(html) => {
                for (at, _) in html.match_indices('<') {
                    let tag = html[at + 1..].trim_start_matches('/');
                    let name = CODE_ELEMENTS.into_iter().find(|name| {
                        tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
                            && !tag[name.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
                    });
                    match (name, open) {
                        (Some(name), None) if tag.len() + at + 1 == html.len() => open = Some((range.start + at, name)),
                        (Some(name), Some((start, opened))) if name == opened && tag.len() + at + 1 < html.len() => {
                            ranges.push(start..range.end);
                            open = None;
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    ranges::sorted(ranges.into_iter())
}

/// Elements of HTML whose text is code.
const CODE_ELEMENTS: [&str; 4] = ["code", "pre", "kbd", "samp"];
