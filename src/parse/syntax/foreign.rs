//! Org and `AsciiDoc` in a file that is called Markdown. Both have comments and drafts of their own, which Markdown would show: a
//! comment of Org reads as a heading. They go, and headings and blocks of code become those of Markdown, so that no line of code
//! begins a section. Everything else is shown as it is written.
//!
//! Sources: Org's manual, "Comment Lines", "Exporting" (COMMENT, `noexport`) and "Literal Examples"; `AsciiDoc` Language
//! Documentation, "Comments", "Section Titles and Levels" and "Listing Blocks".

mod asciidoc;
mod org;

use super::super::patch::Edit;
use super::lines::Lines;
use std::ops::Range;

/// What a file in another language holds.
#[derive(Debug)]
pub(super) struct Foreign {
    /// The name of the language.
    pub language: &'static str,
    /// What its author hides, in order.
    pub hidden: Vec<Range<usize>>,
    /// What makes Markdown of the rest, in order.
    pub edits: Vec<Edit>,
}

/// Reads a file, if its first line says that it is in one of these languages. `front` is its front matter, as which the keys at the
/// top of a file of Org may have been read.
pub(super) fn read(text: &str, front: &str) -> Option<Foreign> {
    let front = Some(front).filter(|front| front.starts_with("#+")).unwrap_or_default();
    let first = front.lines().chain(text.lines()).find(|line| !line.trim().is_empty())?;
    if org::is_first_line(first) {
        return org::read(&Lines::of(text));
    }
    asciidoc::is_first_line(first).then(|| asciidoc::read(&Lines::of(text)))?
}

impl Foreign {
    fn new(language: &'static str) -> Self {
        Self { language, hidden: Vec::new(), edits: Vec::new() }
    }

    /// Hides lines with their breaks.
    fn hide(&mut self, lines: &Lines<'_>, range: Range<usize>) {
        let end = lines.ranges.get(range.end).map_or(lines.ranges[range.end - 1].end, |next| next.start);
        self.hidden.push(lines.ranges[range.start].start..end);
    }

    /// Makes the fences of a block of code of its first and last line.
    fn fence(&mut self, lines: &Lines<'_>, block: &Range<usize>, language: &str) {
        let line = |index: usize| lines.ranges[index].clone();
        self.edits.push(Edit { range: line(block.start), text: format!("{FENCE}{language}") });
        self.edits.push(Edit { range: line(block.end - 1), text: FENCE.to_owned() });
    }
}

/// A fence that code hardly has.
const FENCE: &str = "~~~~~~";
