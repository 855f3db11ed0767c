//! A text with ranges replaced. Maps an offset in the new text back to the offset in the old text.
//!
//! Repairs, dedented list items and footnotes fetched from elsewhere in a file are all patches: the page is made from
//! the patched text, messages point into the text that the author wrote.

use std::ops::Range;

/// One replacement: `range` of the old text becomes `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Bytes of the old text.
    pub range: Range<usize>,
    /// The replacement.
    pub text: String,
}

impl Edit {
    /// The same edit in offsets that count from the start of `range`.
    pub(super) fn within(&self, range: &Range<usize>) -> Self {
        let Range { start, end } = self.range;
        Self { range: start - range.start..end - range.start, text: self.text.clone() }
    }
}

/// A text made from another one by edits.
#[derive(Clone, Debug, Default)]
pub(super) struct Patched {
    /// The new text.
    pub text: String,
    /// Where runs of the new text come from, in order of the new text.
    runs: Vec<Run>,
}

/// From `start` on, the new text is either old text from `origin` on, or a replacement for `replaced` bytes there.
#[derive(Clone, Copy, Debug)]
struct Run {
    start: usize,
    origin: usize,
    replaced: Option<usize>,
}

impl Patched {
    /// Applies `edits` to `old`, whose first byte lies at `base` in the author's file.
    /// Edits that overlap an earlier one are left out.
    #[must_use]
    pub(super) fn new(old: &str, base: usize, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut patched = Self::default();
        let mut done = 0;
        for edit in edits {
            if edit.range.start < done {
                continue;
            }
            patched.keep(&old[done..edit.range.start], base + done);
            patched.replace(&edit.text, base + edit.range.start..base + edit.range.end);
            done = edit.range.end;
        }
        patched.keep(&old[done..], base + done);
        patched
    }

    /// Appends text that the author wrote at `origin`.
    pub(super) fn keep(&mut self, text: &str, origin: usize) {
        self.run(text, origin, None);
    }

    /// Appends `text` in place of what the author wrote at `origin`.
    pub(super) fn replace(&mut self, text: &str, origin: Range<usize>) {
        self.run(text, origin.start, Some(origin.len()));
    }

    /// Applies more edits, in offsets of this text; the result still maps back to the author's file.
    #[must_use]
    pub(super) fn edited(&self, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut again = Self::default();
        let mut done = 0;
        for edit in edits {
            if edit.range.start < done {
                continue;
            }
            self.copy_into(&mut again, done..edit.range.start);
            again.replace(&edit.text, self.origin_range(edit.range.clone()));
            done = edit.range.end;
        }
        self.copy_into(&mut again, done..self.text.len());
        again
    }

    /// A stretch of this text; it still maps back to the author's file.
    #[must_use]
    pub(super) fn slice(&self, range: Range<usize>) -> Self {
        let mut slice = Self::default();
        self.copy_into(&mut slice, range);
        slice
    }

    /// Appends another text with its offsets.
    pub(super) fn append(&mut self, other: &Self) {
        other.copy_into(self, 0..other.text.len());
    }

    /// Maps `offset` to the author's text.
    #[must_use]
    pub(super) fn origin(&self, offset: usize) -> usize {
        match self.runs.partition_point(|run| run.start <= offset).checked_sub(1).map(|index| self.runs[index]) {
            Some(run) if run.replaced.is_some() => run.origin,
            Some(run) => run.origin + (offset - run.start),
            None => offset,
        }
    }

    /// Maps `range` to the author's text.
    #[must_use]
    pub(super) fn origin_range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.origin(range.start);
        // The byte after the range may belong to text from elsewhere: the last byte inside tells where the range ends. A
        // part of a replacement stands for all that it replaces: the author wrote none of its bytes.
        let end = match range.end.checked_sub(1).filter(|_| !range.is_empty()) {
            Some(last) => self.replaced(last).map_or_else(|| self.origin(last) + 1, |replaced| replaced.end),
            None => start,
        };
        start..end.max(start)
    }

    /// What the author wrote in place of the replacement that `offset` is in, if it is in one.
    #[must_use]
    pub(super) fn replaced(&self, offset: usize) -> Option<Range<usize>> {
        let run = self.runs[self.runs.partition_point(|run| run.start <= offset).checked_sub(1)?];
        run.replaced.map(|length| run.origin..run.origin + length)
    }

    /// Whether the text in `range`, or at it, is one stretch that the author wrote.
    #[must_use]
    pub(super) fn is_as_written(&self, range: Range<usize>) -> bool {
        let first = self.runs.partition_point(|run| run.start <= range.start).saturating_sub(1);
        let mut runs = self.runs[first..].iter().take_while(|run| run.start < range.end.max(range.start + 1));
        runs.all(|run| run.replaced.is_none()) && self.origin_range(range.clone()).len() == range.len()
    }

    fn run(&mut self, text: &str, origin: usize, replaced: Option<usize>) {
        if !text.is_empty() {
            self.runs.push(Run { start: self.text.len(), origin, replaced });
            self.text.push_str(text);
        }
    }

    fn copy_into(&self, other: &mut Self, range: Range<usize>) {
        let mut start = range.start;
        while start < range.end {
            let index = self.runs.partition_point(|run| run.start <= start) - 1;
            let end = self.runs.get(index + 1).map_or(range.end, |next| next.start.min(range.end));
            other.run(&self.text[start..end], self.origin(start), self.runs[index].replaced);
            start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_mapped_back_through_two_rounds() {
        let first = Patched::new("abcdef", 100, vec![Edit { range: 1..3, text: "XYZ".into() }]);
        assert_eq!(first.text, "aXYZdef");
        assert_eq!((first.origin(0), first.origin(2), first.origin(4)), (100, 101, 103));
        let second = first.edited(vec![Edit { range: 4..5, text: String::new() }]);
        assert_eq!(second.text, "aXYZef");
        assert_eq!((second.origin(2), second.origin(4), second.origin(6)), (101, 104, 106));
        assert_eq!(second.origin_range(4..6), 104..106);
        let written = [0..1, 0..2, 1..1, 2..3, 4..5, 4..6, 3..5, 6..6].map(|range| second.is_as_written(range));
        assert_eq!(written, [true, false, false, false, true, true, false, true]);
    }

    /// A second repair inside the result of a first one.
    #[test]
    fn a_range_in_a_replacement_is_all_that_it_replaces() {
        let first = Patched::new("isn\u{c3}\u{a2}\u{e2}t", 10, vec![Edit { range: 3..9, text: "\u{e2}x".into() }]);
        assert_eq!(first.origin_range(3..5), 13..19);
        assert_eq!(first.origin_range(2..6), 12..19);
        assert_eq!(first.origin_range(3..7), 13..20);
        let second = first.edited(vec![Edit { range: 3..6, text: "'".into() }]);
        assert_eq!((second.text.as_str(), second.origin_range(3..4)), ("isn't", 13..19));
        let inserted = Patched::new("é", 0, vec![Edit { range: 0..0, text: "x".into() }]);
        assert_eq!(inserted.origin_range(0..1), 0..0);
    }

    #[test]
    fn overlapping_edits_are_left_out() {
        let edits = vec![Edit { range: 0..3, text: "x".into() }, Edit { range: 2..4, text: "y".into() }];
        assert_eq!(Patched::new("abcde", 0, edits).text, "xde");
    }
}
