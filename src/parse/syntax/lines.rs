//! The lines of a file, for what is written in whole lines: boxes, and blocks that are left out.

use std::ops::Range;

/// The lines of a text without their line breaks, and which of them are inside a code fence.
pub(super) struct Lines<'a> {
    text: &'a str,
    /// Where each line is, without its break.
    pub ranges: Vec<Range<usize>>,
    /// Whether each line belongs to a code fence.
    pub fenced: Vec<bool>,
}

impl<'a> Lines<'a> {
    /// Takes a text apart.
    pub(super) fn of(text: &'a str) -> Self {
        let mut lines = Self { text, ranges: Vec::new(), fenced: Vec::new() };
        let mut fence: Option<(char, usize)> = None;
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            let end = offset + line.trim_end_matches(['\n', '\r']).len();
            lines.ranges.push(offset..end);
            let content = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']).trim_end();
            let sign = content.chars().next().unwrap_or(' ');
            let length = content.chars().take_while(|&c| c == sign).count();
            let is_fence = matches!(sign, '`' | '~') && length >= 3;
            let info = &content[if is_fence { length } else { 0 }..];
            let was_open = fence.is_some();
            match fence {
                Some((open, least)) if is_fence && sign == open && length >= least && info.is_empty() => fence = None,
                None if is_fence && !(sign == '`' && info.contains('`')) => fence = Some((sign, length)),
                _ => {}
            }
            lines.fenced.push(was_open || fence.is_some());
            offset += line.len();
        }
        lines
    }

    /// A line, or nothing behind the last one.
    pub(super) fn get(&self, index: usize) -> &'a str {
        self.ranges.get(index).map_or("", |range| &self.text[range.clone()])
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }
}

/// The length of the quotation marks that a line begins with, each with one blank.
pub(super) fn base(line: &str) -> usize {
    let mut length = 0;
    while let Some(rest) = line[length..].strip_prefix('>') {
        length = line.len() - rest.strip_prefix(' ').unwrap_or(rest).len();
    }
    length
}
