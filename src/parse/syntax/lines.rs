//! The lines of a file, for what is written in whole lines: boxes, and blocks that are left out.

use std::ops::Range;

/// The lines of a text without their line breaks, and which of them are inside a code fence.
pub(in crate::parse) struct Lines<'a> {
    text: &'a str,
    /// Where each line is, without its break.
    pub ranges: Vec<Range<usize>>,
    /// Whether each line belongs to a code fence.
    pub fenced: Vec<bool>,
    /// The lines of each block between fences, with the fences.
    pub fences: Vec<Range<usize>>,
}

impl<'a> Lines<'a> {
    /// Takes a text apart.
    pub(in crate::parse) fn of(text: &'a str) -> Self {
        let mut lines = Self { text, ranges: Vec::new(), fenced: Vec::new(), fences: Vec::new() };
        let mut open: Option<Fence<'_>> = None;
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            let end = offset + line.trim_end_matches(['\n', '\r']).len();
            lines.ranges.push(offset..end);
            let content = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
            let fence = Fence::at_start(content);
            let index = lines.fenced.len();
            let was_open = open.is_some();
            match (&open, fence) {
                (None, Some(fence)) => {
                    open = Some(fence);
                    lines.fences.push(index..index + 1);
                }
                (Some(opener), Some(fence)) if fence.closes(opener) => open = None,
                _ => {}
            }
            if let Some(block) = lines.fences.last_mut().filter(|_| was_open) {
                block.end = index + 1;
            }
            lines.fenced.push(was_open || open.is_some());
            offset += line.len();
        }
        lines
    }

    /// A line, or nothing behind the last one.
    pub(in crate::parse) fn get(&self, index: usize) -> &'a str {
        self.ranges.get(index).map_or("", |range| &self.text[range.clone()])
    }

    /// How many lines there are.
    pub(in crate::parse) fn len(&self) -> usize {
        self.ranges.len()
    }
}

/// A line that opens or closes a block of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fence<'a> {
    sign: u8,
    length: usize,
    /// What follows the signs.
    pub info: &'a str,
}

impl<'a> Fence<'a> {
    /// The fence that a line is whose blanks and marks are gone.
    pub(super) fn at_start(words: &'a str) -> Option<Self> {
        let sign = *words.as_bytes().first().filter(|sign| matches!(sign, b'`' | b'~'))?;
        let length = words.bytes().take_while(|&byte| byte == sign).count();
        let info = words[length..].trim();
        (length >= 3 && !(sign == b'`' && info.contains('`'))).then_some(Self { sign, length, info })
    }

    /// Whether this line ends the block that another one opens.
    pub(super) fn closes(&self, opener: &Self) -> bool {
        self.sign == opener.sign && self.length >= opener.length && self.info.is_empty()
    }
}

/// The longest link or mark inside a line, in bytes. A line can be a megabyte long, so no mark is looked for farther away.
pub(super) const LONGEST_MARK: usize = 400;

/// What is before an offset in its line, as far as a mark may reach.
pub(super) fn near_before(text: &str, at: usize) -> &str {
    let near = &text[text.floor_char_boundary(at.saturating_sub(LONGEST_MARK))..at];
    &near[near.rfind('\n').map_or(0, |at| at + 1)..]
}

/// What follows an offset in its line, as far as a mark may reach.
pub(super) fn near_after(text: &str, at: usize) -> &str {
    let near = &text[at..text.floor_char_boundary(at + LONGEST_MARK)];
    near.split('\n').next().unwrap_or_default()
}

/// The length of the quotation marks that a line begins with, each with one blank.
pub(super) fn base(line: &str) -> usize {
    let mut length = 0;
    while let Some(rest) = line[length..].strip_prefix('>') {
        length = line.len() - rest.strip_prefix(' ').unwrap_or(rest).len();
    }
    length
}
