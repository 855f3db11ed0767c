//! Ranges of a text in its order, none over another: which of them holds a position.

use std::ops::Range;

/// The ranges in the order of the text.
pub(in crate::parse) fn sorted(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = ranges.collect();
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// The first of some ranges that shares a byte with `range`. They are sorted, and none lies over another.
pub(in crate::parse) fn first_over<'a>(sorted: &'a [Range<usize>], range: &Range<usize>) -> Option<&'a Range<usize>> {
    let next = sorted.partition_point(|other| other.end <= range.start);
    sorted.get(next).filter(|other| other.start < range.end)
}

/// The range that holds a position. They are sorted, and none lies over another.
pub(in crate::parse) fn at(sorted: &[Range<usize>], position: usize) -> Option<&Range<usize>> {
    first_over(sorted, &(position..position + 1))
}
